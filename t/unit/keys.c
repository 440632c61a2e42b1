/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keys.c - keyrings, and what keys get into them */
#include "lib/pgp/traits.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>

#include "t/unit/keyring.h"

static struct sp_pgp *list;

/* The bytes that the command writes, run where all the odd keys are. */
static GBytes *
make(const char *command)
{
	g_autofree char *path = keyring_path("made");
	char *bytes = NULL;
	gsize len = 0;

	g_free(keyring_sh("them", "(%s) >made", command));
	if (!g_file_get_contents(path, &bytes, &len, NULL))
		g_error("%s", path);
	return g_bytes_new_take(bytes, len);
}

static void
make_people(void)
{
	g_setenv("G", "gpg -q --batch --yes --trust-model always"
		 " --passphrase=", TRUE);
	g_free(keyring_sh("them", "mkdir -m 700 $H\n"
		"for n in alice bob gone; do $G --quick-gen-key"
		" $n@example.org future-default default never; done\n"
		"$G --quick-gen-key mute@example.org ed25519 default never\n"
		"$G --quick-gen-key rsa@example.org rsa2048 default never\n"
		"$G --quick-gen-key short@example.org rsa1024 default never\n"
		"$G --quick-gen-key dsa@example.org dsa1024 default never\n"
		"$G --faked-system-time 20200101T000000! --quick-gen-key"
		" old@example.org future-default default 1y\n"
		"$G --quick-gen-key part@example.org ed25519 default never\n"
		"f=$($G --with-colons -k part | awk -F: '/^fpr/{print $10;"
		" exit}')\n"
		"$G --faked-system-time 20990101T000000! --quick-gen-key"
		" later@example.org future-default default 1y\n"
		"$G --quick-add-key $f cv25519 encr 10d\n"
		"f=$($G --with-colons -k gone | awk -F: '/^fpr/{print $10;"
		" exit}')\n"
		"sed 's/^:-/-/' $H/openpgp-revocs.d/$f.rev | $G --import\n"
		"f=$($G --with-colons -k bob | awk -F: '/^fpr/{print $10;"
		" exit}')\n"
		"$G -u alice --quick-sign-key $f\n"
		"$G --pinentry-mode loopback --passphrase secret"
		" --quick-gen-key locked@example.org future-default default"
		" never\n"
		"$G --quick-gen-key \"$(printf 'Evil \\033[2J\\302\\205"
		"\\342\\200\\256 <evil@example.org>')\" future-default"
		" default never\n"
		"$G --cert-digest-algo SHA1 --quick-gen-key sha1@example.org"
		" future-default default never\n"
		"$G --default-preference-list '3DES SHA512' --quick-gen-key"
		" tripledes@example.org future-default default never\n"
		"printf 'Key-Type: RSA\\nKey-Length: 2048\\nKey-Usage: sign\\n"
		"Subkey-Type: ELG\\nSubkey-Length: 1024\\n"
		"Name-Email: elgamal@example.org\\n"
		"%%%%no-protection\\n' | $G --gen-key\n"
		"for n in one two three four five six seven eight nine ten;"
		" do $G --quick-add-uid mute@example.org $n; done\n"
		"true"));
}

/* R-095 R-109 */
static void
test_inspect(void)
{
	static const struct {
		const char *name;
		const char *command;
		enum sp_status want;
		enum sp_key_state state;
		const char *algorithm;
	} rows[] = {
		{ "armored", "$G -a --export alice", SP_OK, SP_KEY_USABLE,
		  "ed25519" },
		{ "binary", "$G --export alice", SP_OK, SP_KEY_USABLE,
		  "ed25519" },
		{ "RSA", "$G --export rsa", SP_OK, SP_KEY_NO_ENCRYPTION,
		  "rsa2048" },
		{ "expired", "$G --export old", SP_OK, SP_KEY_EXPIRED,
		  "ed25519" },
		{ "revoked", "$G --export gone", SP_OK, SP_KEY_REVOKED,
		  "ed25519" },
		{ "a subkey that expires", "$G --export part", SP_OK,
		  SP_KEY_USABLE, "ed25519" },
		{ "a passphrase does not matter", "$G --export locked", SP_OK,
		  SP_KEY_USABLE, "ed25519" },
		{ "ElGamal", "$G --export elgamal", SP_OK, SP_KEY_NO_ENCRYPTION,
		  "rsa2048" },
		{ "SHA-1 in its own signatures", "$G --export sha1", SP_EDATA,
		  0, NULL },
		{ "version 6", "printf '\\306\\052\\6\\143\\207\\177\\343\\033"
		  "\\0\\0\\0\\040'; head -c 32 /dev/zero; printf"
		  " '\\264\\1x'", SP_EDATA, 0, NULL },
		{ "short RSA", "$G --export short", SP_EDATA, 0, NULL },
		{ "DSA", "$G --export dsa", SP_EDATA, 0, NULL },
		{ "eleven user ids", "$G --export mute", SP_EDATA, 0, NULL },
		{ "two keys", "$G --export alice bob", SP_EDATA, 0, NULL },
		{ "two armored keys", "$G -a --export alice; $G -a --export"
		  " bob", SP_EDATA, 0, NULL },
		{ "a secret key", "$G --export-secret-keys alice", SP_EDATA,
		  0, NULL },
		{ "an armored secret key", "$G -a --export-secret-keys alice",
		  SP_EDATA, 0, NULL },
		{ "a signature", "echo hi | $G -u alice -b", SP_EDATA, 0,
		  NULL },
		{ "cut", "$G --export alice | head -c 100", SP_EDATA, 0,
		  NULL },
		{ "a key without user id", "$G --export alice | head -c 53",
		  SP_EDATA, 0, NULL },
		{ "damaged", "$G --export alice | sed 's/alice/malic/'",
		  SP_EDATA, 0, NULL },
		{ "a compressed key", "$G --export alice | (printf '\\243\\0';"
		  " cat)", SP_EDATA, 0, NULL },
		{ "text", "echo hello", SP_EDATA, 0, NULL },
		{ "nothing", ":", SP_EDATA, 0, NULL },
		{ "over 64 KiB", "$G --export alice; head -c 70000 /dev/zero",
		  SP_EDATA, 0, NULL },
		{ "over 64 KiB by far", "$G --export alice; head -c 9000000"
		  " /dev/zero", SP_EDATA, 0, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GBytes) bytes = make(rows[i].command);
		struct sp_key *key = NULL;
		struct sp_err err = { SP_OK, "" };
		enum sp_status r;
		gsize len;
		const uint8_t *data = g_bytes_get_data(bytes, &len);

		r = sp_pgp_inspect(data, len, &key, &err);
		if (!ok(r == rows[i].want &&
			(r == SP_OK ? key->state == rows[i].state &&
			 strcmp(key->algorithm, rows[i].algorithm) == 0 :
			 key == NULL), "inspect: %s", rows[i].name))
			printf("# %d state %d %s: %s\n", r,
			       key ? (int)key->state : -1,
			       key ? key->algorithm : "", err.text);
		sp_key_free(key);
	}
}

/* what is wrong with a key that works all the same. */
static void
test_faults(void)
{
	static const struct {
		const char *who;
		unsigned want;
	} rows[] = {
		{ "alice", 0 },
		{ "rsa", 0 },
		{ "tripledes", SP_KEY_NO_AES },
		{ "elgamal", SP_KEY_WEAK },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *command = g_strdup_printf("$G --export %s",
							   rows[i].who);
		g_autoptr(GBytes) bytes = make(command);
		struct sp_key *key = NULL;
		struct sp_err err = { SP_OK, "" };
		gsize len;
		const uint8_t *data = g_bytes_get_data(bytes, &len);

		okay(sp_pgp_inspect(data, len, &key, &err), SP_OK, &err,
		     rows[i].who);
		ok(key && key->faults == rows[i].want, "faults: %s %u",
		   rows[i].who, key ? key->faults : 99);
		sp_key_free(key);
	}
}

/* a key that asks for AEAD. gpg 2.2 makes none, so that of the draft
 * and SEIPD version 2 are written into one; what it is worth is gpg's affair. */
static void
test_features(void)
{
	static const struct {
		const char *name, *edit;
		unsigned want;
	} rows[] = {
		{ "as gpg makes it", "cat", 0 },
		{ "AEAD of the draft", "sed 's/\\x02\\x1e\\x01/\\x02\\x1e\\x03/'",
		  SP_KEY_AEAD },
		{ "SEIPD 2", "sed 's/\\x02\\x1e\\x01/\\x02\\x1e\\x09/'",
		  SP_KEY_AEAD },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *command = g_strdup_printf("$G --export alice |"
			" LC_ALL=C %s", rows[i].edit);
		g_autoptr(GBytes) bytes = make(command);
		g_auto_blob struct sp_blob blob = SP_BLOB_INIT;
		struct sp_traits traits = { 0 };
		struct sp_err err = { SP_OK, "" };
		gsize len;
		const uint8_t *data = g_bytes_get_data(bytes, &len);

		if (sp_blob_init(&blob, len, &err) != SP_OK ||
		    sp_blob_append(&blob, data, len, &err) != SP_OK)
			g_error("%s", err.text);
		okay(sp_traits_read(&blob, NULL, &traits, &err), SP_OK, &err,
		     rows[i].name);
		ok(traits.version == 4 && traits.faults == rows[i].want,
		   "features: %s, %u", rows[i].name, traits.faults);
		traits = (struct sp_traits) { 0 };
		okay(sp_traits_read(&blob, "0123456789ABCDEF0123456789ABCDEF"
				    "01234567", &traits, &err), SP_NONE, &err,
		     "features: of a key that is not there");
	}
}

/* Seconds of processor time, of this process and of the gpgs that it ran, which
 * gpgme leaves to init; here they come to us. */
static double
cpu(void)
{
	double sum = 0;

	for (int i = 0; i < 20 && waitpid(-1, NULL, WNOHANG) >= 0; i++)
		g_usleep(10000);

	for (int who = 0; who < 2; who++) {
		struct rusage u;

		getrusage(who ? RUSAGE_CHILDREN : RUSAGE_SELF, &u);
		sum += (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
			(double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
	}
	return sum;
}

/* An issuer nobody knows certified a user id: 28 bytes. */
#define STRANGER "'\\210\\032\\4\\020\\026\\010\\0\\0\\0\\012\\011\\020" \
	"\\1\\2\\3\\4\\5\\6\\7\\010\\252\\273\\0\\1\\1\\0\\1\\1'"
#define REPEAT(n, what) "for i in $(seq " n "); do " what "; done"

/* what strangers send in place of a key is refused, or made harmless,
 * in half a second of processor time. */
static void
test_hostile(void)
{
	static const struct {
		const char *name;
		const char *command;
		enum sp_status want;
	} rows[] = {
		{ "k-flood, behind a whole key", "$G --export alice;"
		  REPEAT("2000", "printf " STRANGER), SP_OK },
		{ "k-flood, over 64 KiB", "$G --export alice;"
		  REPEAT("3000", "printf " STRANGER), SP_EDATA },
		{ "k-uids: a thousand", "$G --export alice | head -c 53;"
		  REPEAT("1000", "printf '\\264\\005u%04d' $i"), SP_EDATA },
		{ "k-uid-big", "$G --export alice | head -c 53; printf"
		  " '\\315\\377\\0\\0\\352\\140'; head -c 60000 /dev/zero |"
		  " tr '\\0' u", SP_EDATA },
		{ "a compressed key", "$G --export alice | (printf"
		  " '\\243\\0'; cat)", SP_EDATA },
		{ "a secret key", "$G --export-secret-keys alice", SP_EDATA },
		{ "a thousand keys", "$G --export alice | head -c 53 >one;"
		  REPEAT("1000", "cat one"), SP_EDATA },
		{ "a thousand subkeys", "$G --export alice; head -c 51 one >two;"
		  REPEAT("1000", "printf '\\316\\063'; tail -c 51 one"),
		  SP_EDATA },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GBytes) bytes = make(rows[i].command);
		struct sp_key *key = NULL;
		struct sp_err err = { SP_OK, "" };
		enum sp_status r;
		gsize len;
		const uint8_t *data = g_bytes_get_data(bytes, &len);
		double before = cpu();

		r = sp_pgp_inspect(data, len, &key, &err);
		ok(r == rows[i].want, "hostile: %s (%d: %s)", rows[i].name, r,
		   err.text);
		before = cpu() - before;
		ok(before < 0.5, "hostile: %s costs %.3f s", rows[i].name,
		   before);
		sp_key_free(key);
	}
}

static struct sp_key *
inspect(const char *command)
{
	g_autoptr(GBytes) bytes = make(command);
	struct sp_key *key = NULL;
	struct sp_err err;
	gsize len;
	const uint8_t *data = g_bytes_get_data(bytes, &len);

	okay(sp_pgp_inspect(data, len, &key, &err), SP_OK, &err, command);
	return key;
}

static void
test_details(void)
{
	g_autofree char *want = keyring_sh("them", "$G --with-colons"
		" --with-subkey-fingerprint -k part | awk -F:"
		" '/^fpr/{printf \"%%s \", $10}'");
	struct sp_key *key = inspect("$G --export part");
	const int64_t now = (int64_t)time(NULL);
	const struct sp_subkey *sub;
	g_autofree char *both = NULL;

	if (!key || !ok(key->subkeys->len == 2, "details: two keys"))
		return;
	sub = key->subkeys->pdata[1];
	both = g_strdup_printf("%s %s", key->fingerprint, key->encryption);
	ok(strcmp(both, want) == 0, "details: fingerprints");
	ok(strcmp(sub->fingerprint, key->encryption) == 0 &&
	   sub->can_encrypt && !sub->can_sign && sub->usable &&
	   sub->expires == key->expires, "details: the encryption subkey");
	ok(key->expires > now + 9 * 86400 && key->expires < now + 11 * 86400,
	   "details: expires with its subkey");
	ok(key->created > now - 600 && key->created <= now,
	   "details: creation");
	ok(strcmp(key->user_id, "part@example.org") == 0, "details: user id");
	sp_key_free(key);
	key = inspect("$G --export evil");
	if (key && !ok(strcmp(key->user_id, "Evil \357\277\275[2J\357\277\275"
			      "\357\277\275 <evil@example.org>") == 0,
		       "details: a user id moves no cursor"))
		printf("# %s\n", key->user_id);
	sp_key_free(key);
}

static enum sp_status
import(const char *command, struct sp_err *err)
{
	g_autoptr(GBytes) bytes = make(command);
	gsize len;
	const uint8_t *data = g_bytes_get_data(bytes, &len);

	return sp_pgp_import(list, data, len, err);
}

/* */
static void
test_import(void)
{
	g_autofree char *alice = keyring_sh("them", "$G --with-colons -k alice"
		" | awk -F: '/^fpr/{print $10; exit}'");
	g_autofree char *bob = keyring_sh("them", "$G --with-colons -k bob"
		" | awk -F: '/^fpr/{print $10; exit}'");
	const char *const fprs[] = {
		bob, "0123456789ABCDEF0123456789ABCDEF01234567", alice, NULL
	};
	const char *const none[] = { NULL };
	g_autoptr(GPtrArray) keys = NULL;
	g_autoptr(GPtrArray) nothing = NULL;
	g_autofree char *sigs = NULL;
	g_autofree char *armor = NULL;
	const struct sp_key *k;
	struct sp_err err;
	unsigned before;

	okay(import("$G --export alice", &err), SP_OK, &err, "import: alice");
	okay(import("$G -a --export alice", &err), SP_OK, &err,
	     "import: and again");
	okay(import("$G --export bob", &err), SP_OK, &err, "import: bob");
	okay(import("$G --export alice bob", &err), SP_EDATA, &err,
	     "import: both at once are refused");
	okay(import("$G --export-secret-keys alice", &err), SP_EDATA, &err,
	     "import: a secret key is refused");
	sigs = keyring_sh("list", "gpg --batch --with-colons --list-sigs bob |"
			  " grep -c ^sig");
	ok(strcmp(sigs, "2") == 0, "import: nobody else's signatures");
	before = sp_pgp_programs(list);
	if (!okay(sp_pgp_keys(list, fprs, &keys, &err), SP_OK, &err, "keys"))
		return;
	ok(sp_pgp_programs(list) - before == 1, "keys: in one run");
	k = keys->pdata[0];
	ok(k->state == SP_KEY_USABLE && strcmp(k->fingerprint, bob) == 0,
	   "keys: the first");
	k = keys->pdata[1];
	ok(k->state == SP_KEY_MISSING && strcmp(k->fingerprint, fprs[1]) == 0,
	   "keys: a missing one");
	k = keys->pdata[2];
	ok(k->state == SP_KEY_USABLE && strcmp(k->fingerprint, alice) == 0,
	   "keys: the third");
	okay(sp_pgp_keys(list, none, &nothing, &err), SP_OK, &err,
	     "keys: none");
	ok(nothing && nothing->len == 0 &&
	   sp_pgp_programs(list) - before == 1, "keys: without a run");
	okay(sp_pgp_export(list, alice, &armor, &err), SP_OK, &err, "export");
	ok(armor && g_str_has_prefix(armor, "-----BEGIN PGP PUBLIC"),
	   "export: armored");
	okay(sp_pgp_export(list, fprs[1], &armor, &err), SP_NONE, &err,
	     "export: a missing key");
	okay(sp_pgp_delete(list, bob, &err), SP_OK, &err, "delete");
	okay(sp_pgp_delete(list, bob, &err), SP_NONE, &err,
	     "delete: it is gone");
}

/* */
static void
test_secret(void)
{
	static const struct {
		const char *name;
		const char *command;
		enum sp_status want;
	} rows[] = {
		{ "a passphrase", "$G --pinentry-mode loopback --passphrase"
		  " secret --export-secret-keys locked", SP_EDATA },
		{ "a public key", "$G --export alice", SP_EDATA },
		{ "no encryption subkey", "$G --export-secret-keys rsa",
		  SP_EDATA },
		{ "expired", "$G --export-secret-keys old", SP_EDATA },
		{ "a list key of another list",
		  "$G -a --export-secret-keys alice", SP_OK },
	};
	struct sp_pgp *other = keyring_open("other", 1000);

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GBytes) bytes = make(rows[i].command);
		struct sp_key *key = NULL;
		struct sp_err err = { SP_OK, "" };
		g_autofree char *n = NULL;
		g_autofree char *label = g_strconcat("secret: ", rows[i].name,
						     NULL);
		gsize len;
		const uint8_t *data = g_bytes_get_data(bytes, &len);

		okay(sp_pgp_import_secret(other, data, len, &key, &err),
		     rows[i].want, &err, label);
		n = keyring_sh("other", "gpg --batch --with-colons -k |"
			       " grep -c ^pub");
		ok(strcmp(n, rows[i].want == SP_OK ? "1" : "0") == 0,
		   "secret: %s key in the home", n);
		sp_key_free(key);
	}
	sp_pgp_close(other);
}

/* */
static void
test_generate(void)
{
	static const struct {
		const char *user_id;
		enum sp_status want;
		const char *also;
	} rows[] = {
		{ "Example list <list@example.org>", SP_OK, NULL },
		{ "only@example.org", SP_OK,
		  "L\303\244st <only-owner@example.org>" },
		{ "\303\234ml\303\244ut <u@example.org>", SP_OK, NULL },
		{ "two\nlines <x@example.org>", SP_EDATA, NULL },
		{ "%commit\r", SP_EDATA, NULL },
		{ "open <x@example.org", SP_EDATA, NULL },
	};
	g_autofree char *path = keyring_path("new");
	struct sp_pgp *pgp = keyring_open("new", 1000);
	g_autofree char *left = NULL;
	g_autofree char *features = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sp_key *key = NULL;
		struct sp_err err;
		const char *const ids[] = { rows[i].user_id, rows[i].also,
					    NULL };
		enum sp_status r = sp_pgp_generate(path, ids, &key, &err);

		okay(r, rows[i].want, &err, "generate");
		if (key)
			ok(strcmp(key->user_id, rows[i].user_id) == 0 &&
			   key->state == SP_KEY_USABLE && key->expires == 0 &&
			   strcmp(key->algorithm, "ed25519") == 0,
			   "generate: %s", key->user_id);
		sp_key_free(key);
	}
	left = keyring_sh("new", "cd $H && ls | grep -Evx 'S.gpg-agent(.ssh)?"
			  "|gpg(-agent)?.conf|own|slots|private-keys-v1.d"
			  "|trustdb.gpg|pubring.kbx~?'");
	ok(strcmp(left, "") == 0, "generate: leaves nothing else: %s", left);
	features = keyring_sh("new", "gpg --batch --export only@example.org |"
			      " gpg --batch --list-packets | sed -n"
			      " 's/.*(features: \\(.*\\)).*/\\1/p' |"
			      " sort -u");
	ok(strcmp(features, "01") == 0,
	   "generate: announces no AEAD, features %s", features);
	sp_pgp_close(pgp);
}

static void
test_pretty(void)
{
	g_autofree char *pretty =
		sp_pgp_pretty("0123456789ABCDEF0123456789ABCDEF01234567");

	ok(strcmp(pretty, "0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567")
	   == 0, "pretty: %s", pretty);
}

/* To inspect takes a home of its own, and leaves none. */
static void
test_traces(void)
{
	static const char ls[] = "ls -A $H /dev/shm/sallyport-%d.* | sort";
	g_autofree char *before = keyring_sh("", ls, (int)getpid());
	g_autofree char *after = NULL;
	struct sp_key *key = inspect("$G --export alice");

	sp_key_free(key);
	after = keyring_sh("", ls, (int)getpid());
	ok(strcmp(before, after) == 0, "inspect: leaves nothing behind");
}

int
main(void)
{
	keyring_init();
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	/* GLib reads it once, so nothing may have asked for it yet. */
	g_setenv("TMPDIR", keyring_root, TRUE);
	list = keyring_open("list", 1000);
	make_people();
	test_inspect();
	test_faults();
	test_features();
	test_hostile();
	test_details();
	test_import();
	test_secret();
	test_generate();
	test_pretty();
	test_traces();
	sp_pgp_close(list);
	keyring_done();
	return tap_done();
}
