/* SPDX-License-Identifier: GPL-2.0-or-later */
/* seal.c - one encryption cut into letters that plain gpg opens; signatures */
#include "lib/pgp/pgp.h"

#include <fcntl.h>
#include <signal.h>

#include "t/unit/keyring.h"

static const char *const people[] = { "alice", "bob", "carol" };

static struct sp_pgp *list;
static struct sp_key *list_key;
static char *subkey[G_N_ELEMENTS(people)];	/* where we seal to */
static char *old, *gone, *mute;			/* keys of no use */

/* The last fingerprint that gpg lists for a key: of its encryption subkey. */
static char *
last_fingerprint(const char *home, const char *who)
{
	return keyring_sh(home, "gpg --batch --with-colons"
			  " --with-subkey-fingerprint -k %s |"
			  " awk -F: '/^fpr/{f=$10} END{print f}'", who);
}

/* Each person has a home of their own; the list has their public keys, and
 * those of old (expired), gone (revoked) and mute (cannot encrypt). */
static void
make_people(void)
{
	g_setenv("G", "gpg -q --batch --yes --trust-model always"
		 " --passphrase=", TRUE);
	for (size_t i = 0; i < G_N_ELEMENTS(people); i++) {
		g_free(keyring_sh(people[i], "mkdir -m 700 $H &&"
			" $G --quick-gen-key %s@example.org future-default"
			" default never && $G --import list.asc && $G --export"
			" %s | GNUPGHOME=list gpg -q --batch --import",
			people[i], people[i]));
		subkey[i] = last_fingerprint("list", people[i]);
	}
	g_free(keyring_sh("rest", "mkdir -m 700 $H\n"
		"for n in gone mute; do $G --quick-gen-key $n@example.org"
		" ed25519 default never; done\n"
		"$G --faked-system-time 20200101T000000! --quick-gen-key"
		" old@example.org future-default default 1y\n"
		"f=$($G --with-colons -k gone | awk -F: '/^fpr/{print $10;"
		" exit}')\n"
		"$G --quick-add-key $f cv25519 encr never\n"
		"sed 's/^:-/-/' $H/openpgp-revocs.d/$f.rev | $G --import\n"
		"$G --export gone mute old |"
		" GNUPGHOME=list gpg -q --batch --import"));
	old = last_fingerprint("list", "old");
	gone = last_fingerprint("list", "gone");
	mute = last_fingerprint("list", "mute");
}

static void
find_list_key(void)
{
	g_autofree char *fingerprint = keyring_sh("list", "gpg --batch"
		" --with-colons -k list@example.org |"
		" awk -F: '/^fpr/{print $10; exit}'");
	const char *const one[] = { fingerprint, NULL };
	g_autoptr(GPtrArray) keys = NULL;
	struct sp_err err;

	if (sp_pgp_keys(list, one, &keys, &err) != SP_OK)
		g_error("%s", err.text);
	list_key = g_ptr_array_steal_index(keys, 0);
}

struct reader {
	const struct sp_blob *blob;
	size_t at;
};

static ssize_t
next_piece(void *arg, void *buf, size_t n)
{
	struct reader *r = arg;
	struct sp_err err;
	size_t got;

	/* Pieces of an odd size, as a store may give them. */
	if (sp_blob_read(r->blob, r->at, buf, MIN(n, 1000), &got, &err) !=
	    SP_OK)
		return -1;
	r->at += got;
	return (ssize_t)got;
}

/* Write the letter for one recipient to the file "letter". */
static void
write_letter(const struct sp_sealed *s, guint i)
{
	const struct sp_envelope *e = s->envelopes->pdata[i];
	struct reader reader = { &s->body, 0 };
	g_autofree char *path = keyring_path("letter");
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct sp_err err;
	enum sp_status r = sp_pgp_armor(fd, &e->pkesk, 1, next_piece, &reader,
					&err);

	okay(r, SP_OK, &err, "armor: a letter is written");
	close(fd);
}

static enum sp_status
seal_text(const char *text, const char *signer, const char *const *to,
	  gboolean compress, struct sp_sealed *s, struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();

	sp_rope_text(rope, text);
	return sp_pgp_seal(list, rope, signer, to, compress, s, err);
}

static void
test_letters(void)
{
	const char *const to[] = { subkey[0], subkey[1], subkey[2], NULL };
	struct sp_sealed s = { .body = SP_BLOB_INIT };
	const unsigned before = sp_pgp_programs(list);
	struct sp_err err;
	enum sp_status r = seal_text("hello\n", list_key->fingerprint, to,
				     FALSE, &s, &err);

	if (!okay(r, SP_OK, &err, "seal: three recipients"))
		return;
	ok(sp_pgp_programs(list) - before == 1, "seal: one gpg");
	ok(s.envelopes->len == 3, "seal: an envelope each");
	for (guint i = 0; i < s.envelopes->len; i++) {
		const struct sp_envelope *e = s.envelopes->pdata[i];
		g_autofree char *text = NULL;
		g_autofree char *names = NULL;
		g_autofree char *other = NULL;

		ok(strcmp(e->fingerprint, to[i]) == 0, "seal: %s's envelope",
		   people[i]);
		write_letter(&s, i);
		text = keyring_sh(people[i], "gpg -q --batch --status-fd 3"
				  " -d letter 3>status; grep -Ec '(GOODSIG|"
				  "GOODMDC)' status");
		ok(strcmp(text, "hello\n2") == 0, "seal: %s reads it",
		   people[i]);
		names = keyring_sh(people[i], "gpg --batch --list-packets"
				   " letter | grep -c 'pubkey enc'");
		ok(strcmp(names, "1") == 0, "seal: it names nobody else");
		other = keyring_sh(people[(i + 1) % 3],
				   "gpg -q --batch -d letter");
		ok(strcmp(other, "") == 0, "seal: %s cannot read it",
		   people[(i + 1) % 3]);
	}
	sp_sealed_clear(&s);
	ok(s.body.fd < 0 && !s.envelopes, "seal: cleared");
	sp_sealed_clear(&s);
}

/* */
static void
test_recipients(void)
{
	char *many[66];
	const char *const *everybody = (const char *const *)many;
	const struct {
		const char *name;
		const char *const to[4];
		const char *const *more;
		enum sp_status want;
		guint envelopes;
	} rows[] = {
		{ "one", { subkey[0] }, NULL, SP_OK, 1 },
		{ "the same twice", { subkey[0], subkey[1], subkey[0] }, NULL,
		  SP_OK, 3 },
		{ "nobody", { NULL }, NULL, SP_EDATA, 0 },
		{ "an expired key", { subkey[0], old }, NULL, SP_NONE, 0 },
		{ "a revoked key", { gone, subkey[0] }, NULL, SP_NONE, 0 },
		{ "a key that cannot encrypt", { mute }, NULL, SP_NONE, 0 },
		{ "a missing key", { subkey[0],
		  "0123456789ABCDEF0123456789ABCDEF01234567" }, NULL, SP_NONE,
		  0 },
		{ "a primary key", { list_key->fingerprint }, NULL, SP_NONE,
		  0 },
		{ "no fingerprint", { "alice@example.org" }, NULL, SP_EDATA,
		  0 },
		{ "an option", { "--throw-keyids" }, NULL, SP_EDATA, 0 },
		{ "a line end inside", { "0123456789ABCDEF0123456789ABCDEF\n"
		  "123456" }, NULL, SP_EDATA, 0 },
		{ "lower case", { "0123456789abcdef0123456789abcdef01234567" },
		  NULL, SP_EDATA, 0 },
		{ "65", { NULL }, everybody, SP_EDATA, 0 },
	};

	for (int i = 0; i < 65; i++)
		many[i] = g_strdup_printf("%040X", i);
	many[65] = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sp_sealed s = { .body = SP_BLOB_INIT };
		struct sp_err err;
		enum sp_status r;

		r = seal_text("hello", list_key->fingerprint,
			      rows[i].more ? rows[i].more : rows[i].to, FALSE,
			      &s, &err);
		if (!ok(r == rows[i].want && (s.envelopes ? s.envelopes->len :
					      0) == rows[i].envelopes,
			"recipients: %s", rows[i].name))
			printf("# %d: %s\n", r, err.text);
		sp_sealed_clear(&s);
	}
	for (int i = 0; i < 65; i++)
		g_free(many[i]);
}

/* Sizes around the buffers that a message passes on its way. */
static void
test_sizes(void)
{
	static const size_t sizes[] = { 0, 1, 8191, 8192, 65535, 65537,
					3000001 };
	const char *const to[] = { subkey[0], list_key->encryption, NULL };

	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		struct sp_sealed s = { .body = SP_BLOB_INIT };
		g_autofree char *text = g_strnfill(sizes[i], 'x');
		g_autofree char *read = NULL;
		g_autofree char *want = NULL;
		struct sp_err err;
		enum sp_status r = seal_text(text, list_key->fingerprint, to,
					     FALSE, &s, &err);

		want = g_strdup_printf("%zu", sizes[i]);
		if (r == SP_OK)
			write_letter(&s, 0);
		read = keyring_sh("alice", "gpg -q --batch -d letter | wc -c");
		ok(r == SP_OK && strcmp(read, want) == 0,
		   "size: %zu bytes", sizes[i]);
		sp_sealed_clear(&s);
	}
}

static void
test_compression(void)
{
	const char *const to[] = { subkey[0], NULL };
	g_autofree char *text = g_strnfill(100000, 'x');
	struct sp_sealed s = { .body = SP_BLOB_INIT };
	struct sp_err err;
	enum sp_status r = seal_text(text, NULL, to, TRUE, &s, &err);

	ok(r == SP_OK && s.body.len < 5000, "compressed when asked for");
	sp_sealed_clear(&s);
	r = seal_text(text, NULL, to, FALSE, &s, &err);
	ok(r == SP_OK && s.body.len > 100000, "and not otherwise");
	sp_sealed_clear(&s);
}

/* */
static void
test_preferences(void)
{
	const char *const to[] = { subkey[0], NULL };
	struct sp_sealed s = { .body = SP_BLOB_INIT };
	g_autofree char *kinds = NULL;
	struct sp_err err;
	enum sp_status r = seal_text("x", list_key->fingerprint, to, FALSE,
				     &s, &err);

	if (!okay(r, SP_OK, &err, "preferences: sealed"))
		return;
	write_letter(&s, 0);
	kinds = keyring_sh("alice", "gpg -q --batch -d --status-fd 1 letter |"
			   " awk '/DECRYPTION_INFO/{print $3, $4}"
			   " /VALIDSIG/{print $9, $10}'");
	ok(strcmp(kinds, "2 9\n22 10") == 0,
	   "preferences: AES256 with integrity, EdDSA, SHA-512");
	sp_sealed_clear(&s);
}

/* The agent of the list is gone, or cannot serve. R-085. */
static void
test_agent(void)
{
	const char *const to[] = { subkey[0], NULL };
	struct sp_sealed s = { .body = SP_BLOB_INIT };
	struct sp_err err;
	unsigned before;
	enum sp_status r;

	keyring_end_agent("list");
	before = sp_pgp_programs(list);
	r = seal_text("x", NULL, to, FALSE, &s, &err);
	okay(r, SP_OK, &err, "agent: encryption alone needs none");
	ok(sp_pgp_programs(list) - before == 1, "agent: and starts none");
	sp_sealed_clear(&s);
	r = seal_text("x", list_key->fingerprint, to, FALSE, &s, &err);
	okay(r, SP_OK, &err, "agent: signing starts one");
	sp_sealed_clear(&s);
	g_free(keyring_sh("list", "mv $H/private-keys-v1.d $H/hidden"));
	r = seal_text("x", list_key->fingerprint, to, FALSE, &s, &err);
	okay(r, SP_EBUSY, &err, "agent: without its keys we try again later");
	g_free(keyring_sh("list", "rm -rf $H/private-keys-v1.d;"
			  " mv $H/hidden $H/private-keys-v1.d"));
}

/* gpg runs under limits, and ends with the process that it works for.
 * R-072 R-081 */
static void
test_orphans(void)
{
	const char *const to[] = { subkey[0], NULL };
	g_autofree char *limits = NULL;
	struct sp_err err;
	unsigned left = 1;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		g_autofree char *text = g_strnfill((gsize)400 << 20, 'x');
		struct sp_sealed s = { .body = SP_BLOB_INIT };

		_exit(seal_text(text, NULL, to, FALSE, &s, &err));
	}
	for (int i = 0; i < 30000 && !limits; i++) {
		(void)keyring_gpgs(&limits);
		g_usleep(1000);
	}
	ok(limits && g_regex_match_simple("cpu time +10 +12 ", limits, 0, 0) &&
	   g_regex_match_simple("address space +1073741824 ", limits, 0, 0) &&
	   g_regex_match_simple("core file size +0 +0 ", limits, 0, 0),
	   "orphan: gpg runs under limits");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	for (int i = 0; i < 6000 && left > 0; i++) {
		left = keyring_gpgs(NULL);
		g_usleep(10000);
	}
	ok(left == 0, "orphan: and ends with its caller");
}

static const struct {
	const char *name;
	const char *edit;	/* of the signed text */
	const char *sig_edit;
	enum sp_sig want;
} detached[] = {
	{ "as it was", "cat", "cat", SP_SIG_GOOD },
	{ "LF line ends", "sed 's/\\r$//'", "cat", SP_SIG_GOOD },
	{ "a changed word", "sed s/one/two/", "cat", SP_SIG_BAD },
	{ "a lost last line end", "head -c -2", "cat", SP_SIG_BAD },
	{ "a blank at a line's end", "sed 's/one/one /'", "cat",
	  SP_SIG_BAD },
	{ "two signatures", "cat", "(gpg --dearmor <sig; gpg"
	  " --dearmor <sig) | gpg --enarmor | sed 's/ARMORED FILE/"
	  "SIGNATURE/'", SP_SIG_SEVERAL },
	{ "a message in place of a signature", "cat",
	  "gpg --batch --store sig | gpg --enarmor |"
	  " sed 's/ARMORED FILE/SIGNATURE/'", SP_SIG_BAD },
	{ "a clear-signed text", "cat", "GNUPGHOME=alice gpg --batch"
	  " --clear-sign", SP_SIG_BAD },
	{ "a cut signature", "cat", "gpg --dearmor | head -c 50 |"
	  " gpg --enarmor | sed 's/ARMORED FILE/SIGNATURE/'",
	  SP_SIG_BAD },
	{ "a stranger's", "cat", "sed 's/$/\\r/' text | tr -s '\\r' |"
	  " GNUPGHOME=rest gpg --batch -u mute -ab -o -",
	  SP_SIG_UNKNOWN_KEY },
	{ "binary", "cat", "gpg --dearmor", SP_SIG_BAD },
	{ "none", "cat", "cat /dev/null", SP_SIG_BAD },
};

/* R-090 R-093 */
static void
test_detached(void)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autofree char *text_file = keyring_path("text");
	g_autofree char *sig_file = keyring_path("sig");
	g_autofree char *armor = NULL;
	g_autofree char *micalg = NULL;
	g_autofree char *checked = NULL;
	struct sp_err err;
	enum sp_status r;

	sp_rope_text(rope, "one\nline\r\n\rand another\n");
	g_file_set_contents(text_file, "one\r\nline\r\n\rand another\r\n", -1,
			    NULL);
	r = sp_pgp_sign(list, rope, list_key->fingerprint, &armor, &micalg,
			&err);
	if (!okay(r, SP_OK, &err, "sign"))
		return;
	ok(strcmp(micalg, "pgp-sha512") == 0, "sign: %s", micalg);
	g_file_set_contents(sig_file, armor, -1, NULL);
	checked = keyring_sh("alice", "gpg --batch --status-fd 1 --verify sig"
			     " text | grep -c VALIDSIG");
	ok(strcmp(checked, "1") == 0, "sign: gpg agrees");
	g_free(keyring_sh("list", "gpg -q --batch --yes --delete-keys mute"));
	for (size_t i = 0; i < G_N_ELEMENTS(detached); i++) {
		g_auto_blob struct sp_blob data = SP_BLOB_INIT;
		g_autofree char *edited = keyring_path("edited");
		g_autofree char *sig = NULL;
		struct sp_signature s = { .verdict = SP_SIG_NONE };

		sig = keyring_sh("list", "(%s) <text >edited; (%s) <sig",
				 detached[i].edit, detached[i].sig_edit);
		r = sp_blob_adopt(&data, open(edited, O_RDONLY | O_CLOEXEC),
				  SIZE_MAX, &err);
		if (r == SP_OK)
			r = sp_pgp_verify_detached(list, &data,
				(struct sp_range) { 0, data.len }, sig,
				strlen(sig), &s, &err);
		if (!ok(r == SP_OK && s.verdict == detached[i].want,
			"detached: %s", detached[i].name))
			printf("# %d verdict %d %s\n", r, s.verdict, err.text);
		if (s.verdict == SP_SIG_GOOD)
			ok(strcmp(s.signer, list_key->fingerprint) == 0 &&
			   s.made > 1700000000, "detached: signer and time");
	}
}

/* */
static void
test_clear(void)
{
#define SIGNED "printf 'one\\n- two\\n' | GNUPGHOME=alice gpg --batch" \
	" --clear-sign"
	static const struct {
		const char *name;
		const char *command;
		enum sp_sig want;
		const char *text;
	} rows[] = {
		{ "good", SIGNED, SP_SIG_GOOD, "one\n- two\n" },
		{ "CRLF", SIGNED " | sed 's/$/\\r/'", SP_SIG_GOOD, NULL },
		{ "a changed word", SIGNED " | sed s/one/two/", SP_SIG_BAD,
		  NULL },
		{ "a stranger's", "echo one | GNUPGHOME=rest gpg --batch"
		  " -u mute --clear-sign", SP_SIG_UNKNOWN_KEY, "one\n" },
		{ "text before", "echo hi; " SIGNED, SP_SIG_BAD, "" },
		{ "text behind", SIGNED "; echo hi", SP_SIG_BAD, "" },
		{ "two of them", SIGNED "; " SIGNED, SP_SIG_BAD, "" },
		{ "another armor header", SIGNED " | sed '2iNotDashEscaped: "
		  "yes'", SP_SIG_BAD, "" },
		{ "no signature", SIGNED " | sed '/BEGIN PGP SIG/,$d'",
		  SP_SIG_BAD, "" },
		{ "no head", SIGNED " | sed 1d", SP_SIG_BAD, "" },
		{ "SHA-1", "echo one | GNUPGHOME=alice gpg --batch"
		  " --digest-algo SHA1 --clear-sign", SP_SIG_WEAK, "one\n" },
		{ "just text", "echo hello", SP_SIG_BAD, "" },
		{ "a signed message", "echo hi | GNUPGHOME=alice gpg --batch"
		  " -s -a", SP_SIG_BAD, "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto_blob struct sp_blob text = SP_BLOB_INIT;
		g_auto_blob struct sp_blob plain = SP_BLOB_INIT;
		g_autofree char *file = keyring_path("clear");
		struct sp_signature s = { .verdict = SP_SIG_NONE };
		const uint8_t *bytes = NULL;
		struct sp_err err;
		enum sp_status r;

		g_free(keyring_sh("list", "(%s) >clear", rows[i].command));
		r = sp_blob_adopt(&text, open(file, O_RDONLY | O_CLOEXEC),
				  SIZE_MAX, &err);
		if (r == SP_OK)
			r = sp_pgp_verify_clear(list, &text,
				(struct sp_range) { 0, text.len }, &s, &plain,
				&err);
		if (r == SP_OK)
			r = sp_blob_map(&plain, &bytes, &err);
		if (!ok(r == SP_OK && s.verdict == rows[i].want &&
			(!rows[i].text ||
			 (plain.len == strlen(rows[i].text) &&
			  memcmp(bytes, rows[i].text, plain.len) == 0)),
			"clear: %s", rows[i].name))
			printf("# %d verdict %d \"%.*s\" %s\n", r, s.verdict,
			       (int)plain.len, (const char *)bytes, err.text);
	}
}

/* a gpg that seals for others, or not at all: nothing leaves. In a
 * process of its own, since gpgme keeps the first gpg that it sees. */
static void
test_liars(void)
{
	static const struct {
		const char *fault;
		enum sp_status want;
	} rows[] = {
		{ "none", SP_OK }, { "plaintext", SP_ECRYPT },
		{ "empty", SP_ECRYPT }, { "stored", SP_ECRYPT },
		{ "extra", SP_ECRYPT }, { "missing", SP_ECRYPT },
		{ "another", SP_ECRYPT }, { "hidden", SP_ECRYPT },
		{ "password", SP_ECRYPT }, { "text-before", SP_ECRYPT },
		{ "text-behind", SP_ECRYPT }, { "twice", SP_ECRYPT },
		{ "two-bodies", SP_ECRYPT }, { "no-body", SP_ECRYPT },
		{ "no-integrity", SP_ECRYPT }, { "aead", SP_ECRYPT },
		{ "cut", SP_ECRYPT }, { "armored", SP_ECRYPT },
		{ "failed", SP_ECRYPT },
	};
	g_autofree char *dir = keyring_path("bin");
	g_autofree char *orders = g_build_filename(dir, "orders", NULL);
	const char *const to[] = { subkey[0], subkey[1], NULL };

	g_free(keyring_sh("bin", "mkdir $H && cp $SOURCE_ROOT/t/faulty-gpg"
			  " $H/sallyport-gpg && cp"
			  " $SOURCE_ROOT/t/keys/mallory.asc $H/stranger"));
	g_free(keyring_sh("bin", "cp %s/sallyport-gpg $H/true-gpg",
			  keyring_programs));
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		int how = 0;
		pid_t child;

		g_file_set_contents(orders, rows[i].fault, -1, NULL);
		fflush(stdout);
		child = fork();
		if (child == 0) {
			struct sp_sealed s = { .body = SP_BLOB_INIT };
			struct sp_err err = { SP_OK, "" };
			enum sp_status r;

			sp_pgp_set_wrapper_dir(dir);
			r = seal_text("hello", NULL, to, FALSE, &s, &err);
			if (r != rows[i].want)
				printf("# %d %s\n", r, err.text);
			fflush(stdout);
			_exit(r == rows[i].want ? 0 : 1);
		}
		waitpid(child, &how, 0);
		ok(how == 0, "R-102: liar: %s", rows[i].fault);
	}
}

int
main(void)
{
	keyring_init();
	list = keyring_open("list", (size_t)64 << 20);
	keyring_generate(list, "list");
	make_people();
	test_liars();
	find_list_key();
	test_letters();
	test_recipients();
	test_sizes();
	test_compression();
	test_preferences();
	test_agent();
	test_orphans();
	test_detached();
	test_clear();
	sp_key_free(list_key);
	sp_pgp_close(list);
	keyring_done();
	return tap_done();
}
