/* SPDX-License-Identifier: GPL-2.0-or-later */
/* open.c - what opening does with good, odd and hostile messages
 *
 * Hostile ones are made with "gpg --no-literal --encrypt", which encrypts any
 * packets as they are. */
#include "lib/pgp/pgp.h"

#include <fcntl.h>
#include <unistd.h>

#include "t/unit/keyring.h"

#define PLAINTEXT_MAX ((size_t)4 << 20)

static struct sp_pgp *list;

/* A blob of what the shell command writes; run as the people outside, with
 * $LIST, and G and WRAP as below. */
static void
make(struct sp_blob *b, const char *command)
{
	g_autofree char *path = keyring_path("made");
	struct sp_err err;

	g_free(keyring_sh("them", "cd $H && exec >../made\n%s", command));
	if (sp_blob_adopt(b, open(path, O_RDONLY | O_CLOEXEC), SIZE_MAX,
			  &err) != SP_OK)
		g_error("%s", err.text);
	unlink(path);
}

/* Homes "list", whose key we are, and "them", with everybody else's keys. The
 * list has the public keys of alice, bob, old (expired) and gone (revoked). */
static void
make_people(void)
{
	g_setenv("LIST", "list@example.org", TRUE);
	g_setenv("G", "gpg -q --batch --yes --trust-model always", TRUE);
	g_setenv("WRAP", "gpg -q --batch --yes --trust-model always"
		 " --no-literal -z0 -e -r list@example.org", TRUE);
	g_free(keyring_sh("them", "mkdir -m 700 $H && cd $H\n"
		"for n in alice bob stranger gone; do $G --passphrase ''"
		" --quick-gen-key $n@example.org future-default default never"
		"; done\n"
		"$G --faked-system-time 20200101T000000! --passphrase ''"
		" --quick-gen-key old@example.org ed25519 default 1y\n"
		"$G --import ../list.asc\n"
		"printf hello | $G -u gone@example.org -s -o ../gone.sig\n"
		"printf hello | $G --faked-system-time 20200601T000000!"
		" -u old@example.org -s -o ../old.sig\n"
		"printf hello | $G -z0 -u alice@example.org -s -o ../alice.sig"
		"\n"
		"f=$($G --with-colons -k gone | awk -F: '/^fpr/{print $10;"
		" exit}')\n"
		"sed 's/^:-/-/' openpgp-revocs.d/$f.rev | $G --import\n"
		"$G --export alice bob old gone |"
		" GNUPGHOME=$H/../list gpg --batch -q --import"));
}

struct row {
	const char *name;
	const char *command;
	enum sp_open result;
	enum sp_sig verdict;
	const char *text;	/* NULL: any */
};

static void
check_row(const struct row *row)
{
	g_auto_blob struct sp_blob cipher = SP_BLOB_INIT;
	struct sp_opened o = { .result = SP_OPEN_UNSAFE };
	struct sp_signature again = { .verdict = SP_SIG_NONE };
	const uint8_t *bytes = NULL;
	struct sp_err err = { SP_OK, "" };
	enum sp_status r;
	gboolean fits;

	o.plain = o.unwrapped = (struct sp_blob) SP_BLOB_INIT;
	make(&cipher, row->command);
	r = sp_pgp_open_message(list, &cipher,
				(struct sp_range) { 0, cipher.len }, &o, &err);
	fits = r == SP_OK && o.result == row->result &&
	       o.signature.verdict == row->verdict;
	if (fits && o.result == SP_OPENED && row->text)
		fits = sp_blob_map(&o.plain, &bytes, &err) == SP_OK &&
		       o.plain.len == strlen(row->text) &&
		       memcmp(bytes, row->text, o.plain.len) == 0;
	if (o.result != SP_OPENED)
		fits = fits && o.plain.fd < 0;
	fits = fits && (o.unwrapped.fd >= 0) ==
	       (row->verdict != SP_SIG_NONE);
	if (fits && o.unwrapped.fd >= 0)
		fits = sp_pgp_verify_message(list, &o.unwrapped, &again,
					     &err) == SP_OK &&
		       again.verdict == row->verdict &&
		       strcmp(again.signer, o.signature.signer) == 0;
	if (!ok(fits, "open: %s", row->name))
		printf("# status %d result %d verdict %d plain %zu: %s\n", r,
		       o.result, o.signature.verdict, o.plain.len, err.text);
	sp_opened_clear(&o);
}

/* R-070 R-071 R-076 */
static void
test_messages(void)
{
	static const struct row rows[] = {
		{ "signed by alice", "printf hello | $G -u alice -r $LIST -se",
		  SP_OPENED, SP_SIG_GOOD, "hello" },
		{ "uncompressed", "printf hello | $G -z0 -u alice -r $LIST"
		  " -se", SP_OPENED, SP_SIG_GOOD, "hello" },
		{ "armored", "printf hello | $G -u alice -r $LIST -a -se",
		  SP_OPENED, SP_SIG_GOOD, "hello" },
		{ "unsigned", "printf hello | $G -r $LIST -e",
		  SP_OPENED, SP_SIG_NONE, "hello" },
		{ "empty", "printf '' | $G -r $LIST -e",
		  SP_OPENED, SP_SIG_NONE, "" },
		{ "signed by a stranger", "printf hello | $G -u stranger"
		  " -r $LIST -se", SP_OPENED, SP_SIG_UNKNOWN_KEY, "hello" },
		{ "for us and others", "printf hello | $G -r alice -r $LIST"
		  " -r bob -e", SP_OPENED, SP_SIG_NONE, "hello" },
		{ "for us and somebody hidden", "printf hello | $G -R alice"
		  " -r $LIST -e", SP_OPENED, SP_SIG_NONE, "hello" },
		{ "not for us", "printf hello | $G -r alice -e",
		  SP_OPEN_NOT_FOR_US, SP_SIG_NONE, NULL },
		{ "hidden recipient", "printf hello | $G -R $LIST -e",
		  SP_OPEN_HIDDEN, SP_SIG_NONE, NULL },
		{ "hidden and others", "printf hello | $G -R $LIST -r alice"
		  " -e", SP_OPEN_HIDDEN, SP_SIG_NONE, NULL },
		{ "a passphrase", "printf hello | $G --passphrase x"
		  " --pinentry-mode loopback -c",
		  SP_OPEN_UNSAFE, SP_SIG_NONE, NULL },
		{ "a passphrase too", "printf hello | $G --passphrase x"
		  " --pinentry-mode loopback -c -e -r $LIST",
		  SP_OPEN_UNSAFE, SP_SIG_NONE, NULL },
		{ "signed, not encrypted", "printf hello | $G -u alice -s",
		  SP_OPEN_UNSAFE, SP_SIG_NONE, NULL },
		{ "unsigned and chunked", "seq 1 3000 | $G -z0 -r $LIST -e",
		  SP_OPENED, SP_SIG_NONE, NULL },
		{ "just text", "echo hello", SP_OPEN_UNSAFE, SP_SIG_NONE,
		  NULL },
		{ "nothing", ":", SP_OPEN_UNSAFE, SP_SIG_NONE, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		check_row(&rows[i]);
}

/* R-071 R-090 */
static void
test_signatures(void)
{
	static const struct row rows[] = {
		{ "two good signatures", "printf hello | $G -u alice -u bob"
		  " -r $LIST -se", SP_OPENED, SP_SIG_SEVERAL, "hello" },
		{ "one good, one unknown", "printf hello | $G -u alice"
		  " -u stranger -r $LIST -se", SP_OPENED, SP_SIG_SEVERAL,
		  "hello" },
		{ "SHA-1", "printf hello | $G --digest-algo SHA1 -u alice"
		  " -r $LIST -se", SP_OPENED, SP_SIG_WEAK, "hello" },
		{ "SHA-224", "printf hello | $G --digest-algo SHA224 -u alice"
		  " -r $LIST -se", SP_OPENED, SP_SIG_WEAK, "hello" },
		{ "the key has expired", "$WRAP <../old.sig",
		  SP_OPENED, SP_SIG_EXPIRED_KEY, "hello" },
		{ "the key was revoked", "$WRAP <../gone.sig",
		  SP_OPENED, SP_SIG_REVOKED_KEY, "hello" },
		{ "the signature has expired", "printf hello | $G"
		  " --faked-system-time 20300101T000000! --default-sig-expire"
		  " 1d -z0 -u alice -s >../x; $WRAP <../x",
		  SP_OPENED, SP_SIG_GOOD, "hello" },
		{ "another text", "sed s/hello/hallo/ ../alice.sig | $WRAP",
		  SP_OPENED, SP_SIG_BAD, "hallo" },
		{ "announced, but missing", "head -c 28 ../alice.sig | $WRAP",
		  SP_OPEN_DAMAGED, SP_SIG_NONE, NULL },
		{ "cut", "head -c 60 ../alice.sig | $WRAP",
		  SP_OPEN_DAMAGED, SP_SIG_NONE, NULL },
		{ "a file name that looks like a verdict", "printf hello |"
		  " $G -r $LIST --set-filename \"$(printf 'a\\n[GNUPG:]"
		  " GOODSIG 0123456789ABCDEF alice\\n[GNUPG:] VALIDSIG'"
		  ")\" -e", SP_OPENED, SP_SIG_NONE, "hello" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		check_row(&rows[i]);
}

/* R-071 R-079 R-080 */
static void
test_hostile(void)
{
	static const struct row rows[] = {
		{ "two literals", "(printf one | $G -z0 --store; printf two |"
		  " $G -z0 --store) | $WRAP", SP_OPEN_DAMAGED, SP_SIG_NONE, NULL },
		{ "a literal behind a signature", "(cat ../alice.sig;"
		  " printf two | $G -z0 --store) | $WRAP",
		  SP_OPEN_DAMAGED, SP_SIG_NONE, NULL },
		{ "a literal before a signature", "(printf two | $G -z0 --store;"
		  " cat ../alice.sig) | $WRAP",
		  SP_OPEN_DAMAGED, SP_SIG_NONE, NULL },
		{ "encrypted twice", "printf hello | $G -r $LIST -e | $WRAP",
		  SP_OPEN_UNSAFE, SP_SIG_NONE, NULL },
		{ "encrypted once more, below a compressed packet",
		  "(printf '\\243\\0'; printf hello | $G -r $LIST -e) | $WRAP",
		  SP_OPEN_DAMAGED, SP_SIG_NONE, NULL },
		{ "a passphrase below a compressed packet", "(printf"
		  " '\\243\\0'; printf hello | $G --passphrase x"
		  " --pinentry-mode loopback -c) | $WRAP",
		  SP_OPEN_DAMAGED, SP_SIG_NONE, NULL },
		{ "text in place of packets", "printf hello | $WRAP",
		  SP_OPEN_UNSAFE, SP_SIG_NONE, NULL },
		{ "a key in place of a message", "$G --export alice | $WRAP",
		  SP_OPEN_UNSAFE, SP_SIG_NONE, NULL },
		{ "a key below a compressed packet", "(printf '\\243\\0';"
		  " $G --export alice) | $WRAP",
		  SP_OPEN_DAMAGED, SP_SIG_NONE, NULL },
		{ "forty compressed packets deep", "(for i in 1 2 3 4 5 6 7 8;"
		  " do printf '\\243\\0\\243\\0\\243\\0\\243\\0\\243\\0';"
		  " done; printf hello | $G --store) | $WRAP",
		  SP_OPEN_DAMAGED, SP_SIG_NONE, NULL },
		{ "a detached signature alone", "printf hello | $G -u alice -b"
		  " | $WRAP", SP_OPEN_DAMAGED, SP_SIG_NONE, NULL },
		{ "a bomb", "head -c 20000000 /dev/zero | $G -r $LIST"
		  " --compress-algo bzip2 -e", SP_OPEN_TOO_LARGE, SP_SIG_NONE,
		  NULL },
		{ "a signed bomb", "head -c 20000000 /dev/zero | $G -r $LIST"
		  " --compress-algo bzip2 -u alice -se", SP_OPEN_TOO_LARGE,
		  SP_SIG_NONE, NULL },
		{ "suspicious, below the limit", "head -c 2000000 /dev/zero |"
		  " $G -r $LIST --compress-algo bzip2 -e", SP_OPEN_TOO_LARGE,
		  SP_SIG_NONE, NULL },
		{ "a megabyte of zeros", "head -c 1048576 /dev/zero |"
		  " $G -r $LIST --compress-algo bzip2 -e", SP_OPENED,
		  SP_SIG_NONE, NULL },
		{ "a long log", "seq 1 400000 | $G -r $LIST -e", SP_OPENED,
		  SP_SIG_NONE, NULL },
		{ "at the limit", "head -c 4194304 /dev/urandom | $G -r $LIST"
		  " -e", SP_OPENED, SP_SIG_NONE, NULL },
		{ "one over the limit", "head -c 4194305 /dev/urandom | $G"
		  " -r $LIST -e", SP_OPEN_TOO_LARGE, SP_SIG_NONE, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		check_row(&rows[i]);
}

static void
test_armor(void)
{
#define ARMOR "printf hello | $G -r $LIST -a -e"
	static const struct row rows[] = {
		{ "CRLF", ARMOR " | sed 's/$/\\r/'", SP_OPENED, SP_SIG_NONE,
		  "hello" },
		{ "armor headers", ARMOR " --comment x", SP_OPENED,
		  SP_SIG_NONE, "hello" },
		{ "blank lines around", "(printf '\\n \\n'; " ARMOR "; echo;"
		  " echo)", SP_OPENED, SP_SIG_NONE, "hello" },
		{ "white space behind lines", ARMOR " | sed 's/$/ \\t/'",
		  SP_OPENED, SP_SIG_NONE, "hello" },
		{ "no checksum", ARMOR " | grep -v '^=....$'", SP_OPENED,
		  SP_SIG_NONE, "hello" },
		{ "no last line end", ARMOR " | head -c -1", SP_OPENED,
		  SP_SIG_NONE, "hello" },
		{ "text before", "(echo hi; " ARMOR ")", SP_OPEN_UNSAFE,
		  SP_SIG_NONE, NULL },
		{ "text behind", "(" ARMOR "; echo hi)", SP_OPEN_UNSAFE,
		  SP_SIG_NONE, NULL },
		{ "two of them", "(" ARMOR "; " ARMOR ")", SP_OPEN_UNSAFE,
		  SP_SIG_NONE, NULL },
		{ "no end", ARMOR " | grep -v END", SP_OPEN_UNSAFE,
		  SP_SIG_NONE, NULL },
		{ "no empty line", ARMOR " | grep .", SP_OPEN_UNSAFE,
		  SP_SIG_NONE, NULL },
		{ "only its head", ARMOR " | head -1", SP_OPEN_UNSAFE,
		  SP_SIG_NONE, NULL },
		{ "another type", ARMOR " | sed 's/PGP MESSAGE/PGP SIGNATURE/'"
		  , SP_OPEN_UNSAFE, SP_SIG_NONE, NULL },
		{ "characters that are no base64", ARMOR " | sed"
		  " '4s/./!& *-/'", SP_OPENED, SP_SIG_NONE, "hello" },
		{ "a lost character", ARMOR " | sed '3s/.//'", SP_OPEN_UNSAFE,
		  SP_SIG_NONE, NULL },
		{ "a line without an end", "(echo -----BEGIN PGP MESSAGE-----;"
		  " echo; head -c 200000 /dev/zero | tr '\\0' A)",
		  SP_OPEN_UNSAFE, SP_SIG_NONE, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		check_row(&rows[i]);
}

/* What we sealed ourselves needs one gpg, and asks for no signature. */
static void
test_own(void)
{
	static const struct {
		const char *name;
		const char *command;
		enum sp_status want;
		const char *text;
	} rows[] = {
		{ "signed", "printf hello | $G -u alice -r $LIST -se", SP_OK,
		  "hello" },
		{ "unsigned", "printf hello | $G -z0 -r $LIST -r bob -e", SP_OK,
		  "hello" },
		{ "empty", "printf '' | $G -r $LIST -e", SP_OK, "" },
		{ "by a key that is gone", "$WRAP <../gone.sig", SP_OK,
		  "hello" },
		{ "at the limit", "head -c 4194304 /dev/urandom | $G -r $LIST"
		  " -e", SP_OK, NULL },
		{ "one over the limit", "head -c 4194305 /dev/urandom | $G"
		  " -r $LIST -e", SP_EDATA, NULL },
		{ "not for us", "printf hello | $G -r alice -e", SP_EDATA,
		  NULL },
		{ "two literals", "(printf one | $G -z0 --store; printf two |"
		  " $G -z0 --store) | $WRAP", SP_EDATA, NULL },
		{ "no literal", "$G --export alice | $WRAP", SP_EDATA, NULL },
		{ "a signature announced, but missing", "head -c 28"
		  " ../alice.sig | $WRAP", SP_OK, "hello" },
		{ "cut", "head -c 60 ../alice.sig | $WRAP", SP_EDATA, NULL },
		{ "encrypted twice", "printf hello | $G -r $LIST -e | $WRAP",
		  SP_EDATA, NULL },
		{ "nothing", ":", SP_EDATA, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto_blob struct sp_blob cipher = SP_BLOB_INIT;
		g_auto_blob struct sp_blob plain = SP_BLOB_INIT;
		const unsigned before = sp_pgp_programs(list);
		const char *text = rows[i].text;
		const uint8_t *bytes = NULL;
		struct sp_err err;
		enum sp_status r;

		make(&cipher, rows[i].command);
		r = sp_pgp_open_own(list, &cipher, &plain, &err);
		ok(r == rows[i].want && (r == SP_OK || plain.fd < 0) &&
		   sp_pgp_programs(list) - before <= 1 &&
		   (!text || (sp_blob_map(&plain, &bytes, &err) == SP_OK &&
			      plain.len == strlen(text) &&
			      memcmp(bytes, text, plain.len) == 0)),
		   "own: %s", rows[i].name);
	}
}

/* Our own way in must not let out more than the other one. */
static enum sp_status
open_bytes(const uint8_t *bytes, size_t n, enum sp_open *result,
	   struct sp_err *err)
{
	struct sp_opened o = {
		.plain = SP_BLOB_INIT, .unwrapped = SP_BLOB_INIT
	};
	g_auto_blob struct sp_blob plain = SP_BLOB_INIT;
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;
	enum sp_status r;

	if (sp_blob_init(&b, n, err) != SP_OK ||
	    sp_blob_append(&b, bytes, n, err) != SP_OK)
		g_error("%s", err->text);
	r = sp_pgp_open_message(list, &b, (struct sp_range) { 0, n }, &o,
				err);
	if (r == SP_OK)
		*result = o.result;
	sp_opened_clear(&o);
	if ((sp_pgp_open_own(list, &b, &plain, err) == SP_OK) !=
	    (r == SP_OK && *result == SP_OPENED))
		g_error("the two ways differ on %zu bytes", n);
	return r;
}

/* Cut anywhere, or with any byte changed, nothing of a message is let out.
 * */
static void
test_damage(void)
{
	g_auto_blob struct sp_blob good = SP_BLOB_INIT;
	g_autofree uint8_t *bytes = NULL;
	const uint8_t *map = NULL;
	unsigned opened = 0, unsure = 0;
	enum sp_open result;
	struct sp_err err;

	make(&good, "seq 1 3000 | $G -z0 -u alice -r $LIST -se");
	if (sp_blob_map(&good, &map, &err) != SP_OK)
		g_error("%s", err.text);
	bytes = g_memdup2(map, good.len);
	for (size_t n = 0; n < good.len; n += good.len / 20) {
		result = SP_OPENED;
		unsure += open_bytes(bytes, n, &result, &err) != SP_OK;
		opened += result != SP_OPEN_UNSAFE;
	}
	ok(opened == 0 && unsure == 0, "open: 20 cut lengths are refused");
	opened = 0;
	for (size_t at = good.len - 1; at > 120; at -= good.len / 20) {
		bytes[at] ^= 0x10;
		result = SP_OPENED;
		unsure += open_bytes(bytes, good.len, &result, &err) != SP_OK;
		opened += result == SP_OPENED;
		bytes[at] ^= 0x10;
		if (at < good.len / 20)
			break;
	}
	ok(opened == 0 && unsure == 0, "open: 19 flipped bytes are refused");
	bytes[60] ^= 1;
	ok(open_bytes(bytes, good.len, &result, &err) != SP_OK ||
	   result == SP_OPEN_DAMAGED, "open: a session key that is damaged");
	bytes[60] ^= 1;
	ok(open_bytes(bytes, good.len, &result, &err) == SP_OK &&
	   result == SP_OPENED, "open: and the whole opens");
}

/* R-081 R-082 */
static void
test_processes(void)
{
	static const struct row bomb = {
		"a big bomb", "head -c 800000000 /dev/zero | $G -r $LIST"
		" --compress-algo bzip2 -e", SP_OPEN_TOO_LARGE, SP_SIG_NONE,
		NULL
	};
	static const struct row good = {
		"after the agent was killed", "printf hello | $G -r $LIST -e",
		SP_OPENED, SP_SIG_NONE, "hello"
	};
	g_autofree char *limits = NULL;
	unsigned before;

	if (g_getenv("TEST_LONG"))
		check_row(&bomb);
	for (int i = 0; i < 6000 && keyring_gpgs(NULL) > 0; i++)
		g_usleep(10000);
	ok(keyring_gpgs(NULL) == 0, "process: no gpg lives on");
	keyring_end_agent("list");
	before = sp_pgp_programs(list);
	check_row(&good);
	ok(sp_pgp_programs(list) - before == 3,
	   "process: an agent and two passes");
	before = sp_pgp_programs(list);
	check_row(&good);
	ok(sp_pgp_programs(list) - before == 2, "process: two passes");
	limits = keyring_sh("list", "p=$(gpg-connect-agent --no-autostart"
		" 'getinfo pid' /bye | sed -n 's/^D //p');"
		" grep -Ec '(cpu time|address space|file size) +unlimited'"
		" /proc/$p/limits; ls -l /proc/$p/fd | grep -c pipe:;"
		" readlink /proc/$p/fd/0");
	ok(strcmp(limits, "3\n0\n/dev/null") == 0,
	   "process: the agent has neither limits nor a pipe of ours");
}

/* Many at once, and no agent yet: all open, and one agent is left.
 * R-082 R-086 */
static void
test_parallel(void)
{
	enum { MANY = 48 };
	g_auto_blob struct sp_blob good = SP_BLOB_INIT;
	g_autofree char *path = keyring_path("list");
	g_autofree char *agents = NULL;
	const uint8_t *bytes = NULL;
	unsigned opened = 0;
	struct sp_err err;
	int how;

	make(&good, "printf hello | $G -r $LIST -e");
	if (sp_blob_map(&good, &bytes, &err) != SP_OK)
		g_error("%s", err.text);
	keyring_end_agent("list");
	fflush(stdout);
	for (int i = 0; i < MANY; i++) {
		enum sp_open result = SP_OPEN_UNSAFE;

		if (fork() != 0)
			continue;
		if (sp_pgp_open(path, PLAINTEXT_MAX, &list, &err) != SP_OK ||
		    open_bytes(bytes, good.len, &result, &err) != SP_OK)
			printf("# %s\n", err.text);
		fflush(stdout);
		_exit(result == SP_OPENED ? 0 : 1);
	}
	while (wait(&how) > 0)
		opened += how == 0;
	ok(opened == MANY, "parallel: %u of %d open", opened, MANY);
	agents = keyring_sh("list", KEYRING_AGENTS " | wc -l");
	ok(strcmp(agents, "1") == 0, "parallel: %s agent", agents);
}

/* What we do not know is never a verdict. R-085. */
static void
test_our_trouble(void)
{
	g_auto_blob struct sp_blob good = SP_BLOB_INIT;
	const uint8_t *bytes = NULL;
	enum sp_open result = SP_OPEN_UNSAFE;
	struct sp_err err;
	enum sp_status r;

	make(&good, "printf hello | $G -r $LIST -e");
	if (sp_blob_map(&good, &bytes, &err) != SP_OK)
		g_error("%s", err.text);
	keyring_end_agent("list");
	g_free(keyring_sh("list", "mv $H/private-keys-v1.d $H/hidden"));
	r = open_bytes(bytes, good.len, &result, &err);
	okay(r, SP_EBUSY, &err, "trouble: the secret key cannot be read");
	keyring_end_agent("list");
	g_free(keyring_sh("list", "rm -rf $H/private-keys-v1.d;"
			  " mv $H/hidden $H/private-keys-v1.d"));
	r = open_bytes(bytes, good.len, &result, &err);
	ok(r == SP_OK && result == SP_OPENED, "trouble: and then it can");
}

/* A gpg that lies or dies, in a process of its own, since gpgme keeps the
 * first one that it sees. The script has $1 for the status descriptor.
 * R-071 R-072 R-085 */
static void
test_liars(void)
{
#define SAYS_OKAY "echo '[GNUPG:] BEGIN_DECRYPTION\n" \
	"[GNUPG:] DECRYPTION_INFO 2 9 0\n[GNUPG:] DECRYPTION_OKAY\n" \
	"[GNUPG:] GOODMDC\n[GNUPG:] END_DECRYPTION' >&3\n"
#define LITERAL "printf '\\313\\010b\\0\\0\\0\\0\\0hi'\n"
#define EXIT(n) "echo '[GNUPG:] SALLYPORT_EXIT " n "' >&3\n"
	static const struct {
		const char *name;
		const char *script;
		enum sp_status want;
		enum sp_open result;
	} rows[] = {
		{ "gpg was not found", EXIT("127"), SP_EBUSY, 0 },
		{ "gpg says nothing", "", SP_EBUSY, 0 },
		{ "okay, but killed", SAYS_OKAY LITERAL EXIT("137"), SP_EBUSY,
		  0 },
		{ "okay, and nobody saw its end", SAYS_OKAY LITERAL, SP_EBUSY,
		  0 },
		{ "okay, and exit 2", SAYS_OKAY LITERAL EXIT("2"), SP_OK,
		  SP_OPEN_DAMAGED },
		{ "okay, and text in place of packets", SAYS_OKAY
		  "echo hello\n" EXIT("0"), SP_OK, SP_OPEN_UNSAFE },
		{ "okay, and the wrong kind of packet",
		  "echo '[GNUPG:] BEGIN_DECRYPTION\n[GNUPG:] DECRYPTION_INFO"
		  " 0 9 2\n[GNUPG:] DECRYPTION_OKAY\n[GNUPG:] END_DECRYPTION'"
		  " >&3\n" LITERAL EXIT("0"), SP_OK, SP_OPEN_UNSAFE },
	};
	g_auto_blob struct sp_blob good = SP_BLOB_INIT;
	g_autofree char *dir = keyring_path("bin");
	g_autofree char *file = g_build_filename(dir, "sallyport-gpg", NULL);
	const uint8_t *bytes = NULL;
	struct sp_err err;

	make(&good, "printf hello | $G -r $LIST -e");
	if (sp_blob_map(&good, &bytes, &err) != SP_OK)
		g_error("%s", err.text);
	g_mkdir(dir, 0700);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *script = g_strdup_printf("#!/bin/sh\n"
			"[ $1 = --version ] && echo 'gpg (GnuPG) 2.2.27' &&"
			" exit\nwhile [ $1 != --status-fd ]; do shift; done\n"
			"exec 3>/proc/self/fd/$2\n%s", rows[i].script);
		enum sp_open result = SP_OPEN_UNSAFE;
		int how = 0;
		pid_t child;

		g_file_set_contents_full(file, script, -1, 0, 0700, NULL);
		fflush(stdout);
		child = fork();
		if (child == 0) {
			enum sp_status r;

			sp_pgp_set_wrapper_dir(dir);
			r = open_bytes(bytes, good.len, &result, &err);
			_exit(r == rows[i].want &&
			      (r != SP_OK || result == rows[i].result) ? 0 :
			      (int)(100 + 10 * r + result));
		}
		waitpid(child, &how, 0);
		if (!ok(how == 0, "liar: %s", rows[i].name))
			printf("# %d\n", WEXITSTATUS(how) - 100);
	}
}

int
main(void)
{
	keyring_init();
	list = keyring_open("list", PLAINTEXT_MAX);
	keyring_generate(list, "list");
	make_people();
	test_liars();
	test_messages();
	test_signatures();
	test_hostile();
	test_armor();
	test_own();
	test_damage();
	test_processes();
	test_parallel();
	test_our_trouble();
	sp_pgp_close(list);
	keyring_done();
	return tap_done();
}
