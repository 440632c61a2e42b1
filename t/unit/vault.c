/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vault.c - the secret file is read strictly; digests and seals keep apart
 * what must be kept apart */
#include "lib/vault/vault.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "t/unit/tap.h"

static char *dir;
static char *path;	/* of the secret */

/* A vault of its own in a file of its own. */
static struct sp_vault *
vault_at(const char *file)
{
	struct sp_vault *v = NULL;
	struct sp_err err;

	if (sp_vault_create(file, &err) != SP_OK ||
	    sp_vault_open(file, &v, &err) != SP_OK)
		printf("Bail out! %s\n", err.text);
	return v;
}

/* --- the file ------------------------------------------------------------ */

static void
test_create(void)
{
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;
	struct sp_vault *v = NULL;
	struct sp_err err;
	struct stat st;
	gsize n, m;

	ok(sp_vault_create(path, &err) == SP_OK, "a secret is made");
	ok(stat(path, &st) == 0 && (st.st_mode & 07777) == 0600 &&
	   st.st_size == 32, "of 32 bytes, for its owner alone");
	ok(sp_vault_open(path, &v, &err) == SP_OK && v, "and opens");
	sp_vault_close(v);
	sp_vault_close(NULL);
	g_file_get_contents(path, &before, &n, NULL);
	ok(sp_vault_create(path, &err) == SP_EDENIED, "a second is refused");
	g_file_get_contents(path, &after, &m, NULL);
	ok(n == m && memcmp(before, after, n) == 0, "and the first is intact");
	ok(sp_vault_create("/nonexistent/secret", &err) == SP_EIO,
	   "no folder, no secret");
}

/* Put n bytes of fill at file, with that mode. */
static void
make_file(const char *file, size_t n, char fill, mode_t mode)
{
	g_autofree char *bytes = g_malloc(n + 1);

	memset(bytes, fill, n);
	if (!g_file_set_contents(file, bytes, (gssize)n, NULL) ||
	    chmod(file, mode) != 0)
		printf("Bail out! cannot write %s\n", file);
}

static void
test_open(void)
{
	static const struct {
		const char *name;
		size_t len;
		char fill;
		mode_t mode;
		enum sp_status want;
	} cases[] = {
		{ "32 bytes", 32, 'x', 0600, SP_OK },
		{ "32 bytes, read only", 32, 'x', 0400, SP_OK },
		{ "one byte short", 31, 'x', 0600, SP_ECONF },
		{ "one byte long", 33, 'x', 0600, SP_ECONF },
		{ "empty", 0, 'x', 0600, SP_ECONF },
		{ "zeros, as after a power cut", 32, 0, 0600, SP_ECONF },
		{ "readable by the group", 32, 'x', 0640, SP_ECONF },
		{ "readable by all", 32, 'x', 0604, SP_ECONF },
		{ "writable by the group", 32, 'x', 0620, SP_ECONF },
	};
	g_autofree char *file = g_build_filename(dir, "other", NULL);
	g_autofree char *link = g_build_filename(dir, "link", NULL);
	struct sp_vault *v;
	struct sp_err err;
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		make_file(file, cases[i].len, cases[i].fill, cases[i].mode);
		v = NULL;
		ok(sp_vault_open(file, &v, &err) == cases[i].want &&
		   (v != NULL) == (cases[i].want == SP_OK), "open: %s",
		   cases[i].name);
		sp_vault_close(v);
		g_unlink(file);
	}
	v = NULL;
	ok(sp_vault_open(file, &v, &err) == SP_ECONF && !v, "open: missing");
	ok(sp_vault_open(dir, &v, &err) == SP_ECONF && !v, "open: a folder");
	ok(symlink(path, link) == 0 &&
	   sp_vault_open(link, &v, &err) == SP_ECONF && !v, "open: a link");
	g_unlink(link);
}

/* --- digests ------------------------------------------------------------- */

static gboolean
same(const struct sp_digest *a, const struct sp_digest *b)
{
	return memcmp(a->bytes, b->bytes, SP_DIGEST_LEN) == 0;
}

static void
test_digest(struct sp_vault *v, struct sp_vault *other)
{
	struct sp_digest a, b;
	struct sp_vault *again = NULL;
	struct sp_err err;

	sp_vault_digest(v, "sender", "jo@example.org", 14, &a);
	if (sp_vault_open(path, &again, &err) != SP_OK)
		printf("Bail out! %s\n", err.text);
	sp_vault_digest(again, "sender", "jo@example.org", 14, &b);
	ok(same(&a, &b), "the same text has the same digest, opened again");
	sp_vault_close(again);
	sp_vault_digest(v, "thread", "jo@example.org", 14, &b);
	ok(!same(&a, &b), "another purpose, another digest");
	sp_vault_digest(other, "sender", "jo@example.org", 14, &b);
	ok(!same(&a, &b), "another secret, another digest");
	sp_vault_digest(v, "sender", "jo@example.orh", 14, &b);
	ok(!same(&a, &b), "another text, another digest");
	sp_vault_digest(v, "sender", NULL, 0, &a);
	sp_vault_digest(v, "sender", "", 0, &b);
	ok(same(&a, &b), "nothing has a digest too");
}

static void
test_hash(struct sp_vault *v)
{
	static const size_t steps[] = { 1, 7, 128, 129, 4096, 100000 };
	g_autofree char *text = g_malloc(100000);
	struct sp_digest whole, pieces;
	size_t i, at;

	memset(text, 'a', 100000);
	sp_vault_digest(v, "mail", text, 100000, &whole);
	for (i = 0; i < G_N_ELEMENTS(steps); i++) {
		struct sp_vault_hash *h = sp_vault_hash_new(v, "mail");

		for (at = 0; at < 100000; at += steps[i])
			sp_vault_hash_add(h, text + at,
					  MIN(steps[i], 100000 - at));
		sp_vault_hash_add(h, NULL, 0);
		sp_vault_hash_end(h, &pieces);
		ok(same(&whole, &pieces), "in pieces of %zu it is the same",
		   steps[i]);
	}
}

static void
test_fields(struct sp_vault *v)
{
	static const struct {
		const char *name;
		const char *fields[4];
	} cases[] = {
		{ "the border moved", { "a", "bc", NULL } },
		{ "one field", { "abc", NULL } },
		{ "an empty field behind", { "ab", "c", "", NULL } },
		{ "an empty field before", { "", "ab", "c", NULL } },
		{ "the other way round", { "c", "ab", NULL } },
		{ "none", { NULL } },
	};
	static const char *const base[] = { "ab", "c", NULL };
	struct sp_digest a, b;
	size_t i;

	sp_vault_digest_fields(v, "key", base, &a);
	sp_vault_digest_fields(v, "key", base, &b);
	ok(same(&a, &b), "the same fields have the same digest");
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		sp_vault_digest_fields(v, "key", cases[i].fields, &b);
		ok(!same(&a, &b), "fields differ: %s", cases[i].name);
	}
}

/* --- seals --------------------------------------------------------------- */

static gboolean
opens(struct sp_vault *v, const char *context, GBytes *sealed,
      const char *want, size_t want_len)
{
	struct sp_err err;
	char *text = NULL;
	size_t len = 0;
	gsize n;
	const void *p = g_bytes_get_data(sealed, &n);
	gboolean good;

	if (sp_vault_unseal(v, context, p, n, &text, &len, &err) != SP_OK)
		return FALSE;
	good = len == want_len && memcmp(text, want, len) == 0 &&
	       text[len] == '\0';
	g_free(text);
	return good;
}

static void
test_seal(struct sp_vault *v, struct sp_vault *other)
{
	static const struct {
		size_t len;
		size_t sealed;
	} cases[] = {
		{ 0, 104 }, { 1, 104 }, { 62, 104 }, { 63, 104 },
		{ 64, 168 }, { 65, 168 }, { 127, 168 }, { 128, 232 },
		{ 10000, 10088 },
	};
	g_autofree char *text = g_malloc(10000);
	size_t i;

	for (i = 0; i < 10000; i++)
		text[i] = (char)i;
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GBytes) s = sp_vault_seal(v, "mail.card", text,
						    cases[i].len);

		ok(opens(v, "mail.card", s, text, cases[i].len) &&
		   g_bytes_get_size(s) == cases[i].sealed,
		   "%zu bytes, sealed in %zu", cases[i].len, cases[i].sealed);
		ok(!opens(v, "mail.thread", s, text, cases[i].len),
		   "%zu bytes, not in another column", cases[i].len);
		ok(!opens(other, "mail.card", s, text, cases[i].len),
		   "%zu bytes, not under another secret", cases[i].len);
	}
}

static void
test_tampering(struct sp_vault *v)
{
	g_autoptr(GBytes) a = sp_vault_seal_text(v, "c", "reporter");
	g_autoptr(GBytes) b = sp_vault_seal_text(v, "c", "reporter");
	gsize n;
	const char *bytes = g_bytes_get_data(a, &n);
	char *text = (char *)&n;
	size_t len = 77;
	struct sp_err err;
	size_t i, opened = 0;

	ok(!g_bytes_equal(a, b), "sealed twice, it looks different");
	for (i = 0; i < n; i++) {
		g_autofree char *copy = g_memdup2(bytes, n);
		g_autoptr(GBytes) bad = NULL;

		copy[i] = (char)(copy[i] ^ 1);
		bad = g_bytes_new(copy, n);
		opened += opens(v, "c", bad, "reporter", 8);
	}
	ok(opened == 0, "no byte can be changed");
	for (i = 0; i < n; i++) {
		g_autoptr(GBytes) bad = g_bytes_new(bytes, i);

		opened += opens(v, "c", bad, "reporter", 8);
	}
	ok(opened == 0, "nor any cut off");
	ok(sp_vault_unseal(v, "d", bytes, n, &text, &len, &err) == SP_ECHECK &&
	   text == (char *)&n && len == 77, "failing leaves the results alone");
}

/* --- the rest ------------------------------------------------------------ */

static void
test_word(struct sp_vault *v, struct sp_vault *other)
{
	g_autofree char *a = sp_vault_word(v, "R-7KQ4-M2XC");
	g_autofree char *b = sp_vault_word(v, "R-7KQ4-M2XC");
	g_autofree char *c = sp_vault_word(v, "R-7KQ4-M2XD");
	g_autofree char *d = sp_vault_word(other, "R-7KQ4-M2XC");

	ok(strlen(a) == 8 &&
	   strspn(a, "0123456789abcdefghjkmnpqrstvwxyz") == 8,
	   "a word is eight characters of base32: %s", a);
	ok(strcmp(a, b) == 0, "the same for the same hold");
	ok(strcmp(a, c) != 0 && strcmp(a, d) != 0, "and no other's");
}

static void
test_same(void)
{
	static const struct {
		const char *a, *b;
		gboolean want;
	} cases[] = {
		{ "", "", TRUE },
		{ "word", "word", TRUE },
		{ "word", "Word", FALSE },
		{ "word", "wor", FALSE },
		{ "word", "words", FALSE },
		{ "", "w", FALSE },
	};
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++)
		ok(sp_vault_same(cases[i].a, cases[i].b) == cases[i].want,
		   "\"%s\" and \"%s\"", cases[i].a, cases[i].b);
}

static void
on_fault(int sig)
{
	(void)sig;
	_exit(99);
}

/* The parser of hostile mail is a forked child. */
static void
test_fork(struct sp_vault *v)
{
	struct sp_digest d;
	int status = 0;
	pid_t pid;

	fflush(stdout);
	if ((pid = fork()) == 0) {
		signal(SIGSEGV, on_fault);
		signal(SIGBUS, on_fault);
		sp_vault_digest(v, "x", "y", 1, &d);
		_exit(0);
	}
	ok(waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	   WEXITSTATUS(status) == 99, "a forked child has no secret");
}

int
main(void)
{
	g_autofree char *second = NULL;
	struct sp_vault *v = NULL, *other;
	struct sp_err err;
	char a[16] = "", b[16] = "";

	dir = g_dir_make_tmp("sp-vault-XXXXXX", NULL);
	path = g_build_filename(dir, "secret", NULL);
	second = g_build_filename(dir, "second", NULL);
	test_create();
	test_open();
	if (sp_vault_open(path, &v, &err) != SP_OK)
		printf("Bail out! %s\n", err.text);
	other = vault_at(second);
	test_digest(v, other);
	test_hash(v);
	test_fields(v);
	test_seal(v, other);
	test_tampering(v);
	test_word(v, other);
	test_same();
	test_fork(v);
	sp_vault_random(a, sizeof(a));
	sp_vault_random(b, sizeof(b));
	ok(memcmp(a, b, sizeof(a)) != 0, "random bytes are random");
	sp_vault_close(v);
	sp_vault_close(other);
	g_unlink(path);
	g_unlink(second);
	g_rmdir(dir);
	g_free(path);
	g_free(dir);
	return tap_done();
}
