/* SPDX-License-Identifier: GPL-2.0-or-later */
/* prescan.c - each limit at and past it, and the shapes that cost a MIME
 * parser most */
#include "lib/mail/parse.h"

#include "t/unit/mail-fixture.h"
#include "t/unit/tap.h"

#define HEAD "From: a@example.org\nSubject: x\n"
#define MULTI HEAD "Content-Type: multipart/mixed; boundary=a\n\n"

static const char SMALL[] =
	"[limits]\nparts = 20\ndepth = 4\nheader-fields = 10\n"
	"header-bytes = 16384\naddresses = 5\n";

/* before, n times unit, after. */
static GString *
repeated(const char *before, const char *unit, unsigned n, const char *after)
{
	GString *s = g_string_new(before);

	while (n-- > 0)
		g_string_append(s, unit);
	g_string_append(s, after);
	return s;
}

static enum sp_status
scan(const struct mail_fixture *m, const GString *s, struct sp_err *err)
{
	return sp_mail_prescan(m->conf, (const uint8_t *)s->str, s->len, err);
}

/* The most of unit that passes, and one more that does not. */
static const struct {
	const char *name, *before, *unit, *after;
	unsigned fits;
	const char *word;	/* of the refusal */
} limits[] = {
	{ "header fields", "", "X: y\n", "\nhi\n", 10,
	  "header fields" },
	{ "fields of a part", MULTI "--a\n", "X: y\n", "\nhi\n", 10,
	  "header fields" },
	{ "fields of an attached message",
	  "Content-Type: message/rfc822\n\n", "X: y\n", "\nhi\n", 10,
	  "header fields" },
	{ "fields of a message in a digest",
	  HEAD "Content-Type: multipart/digest; boundary=a\n\n--a\n\n",
	  "X: y\n", "\nhi\n", 10, "header fields" },
	{ "fields around a delimiter in the header",
	  "Content-Type: multipart/mixed; boundary=a\n--a\n", "X: y\n",
	  "\nhi\n", 8, "header fields" },
	{ "of a message whose type stands before such a delimiter",
	  "Content-Type: multipart/mixed; boundary=a\n\n--a\n"
	  "Content-Type: message/rfc822\n--a\n\n", "X: y\n", "\nhi\n", 10,
	  "header fields" },
	{ "delimiters", MULTI, "--a\n\n", "", 20, "delimiters" },
	{ "closing delimiters", MULTI, "--a--\n\n", "", 20,
	  "delimiters" },
	{ "delimiters of an empty boundary",
	  "Content-Type: multipart/mixed; boundary=\"\"\n\n", "--\n\n",
	  "", 20, "delimiters" },
	{ "of a boundary with blanks",
	  "Content-Type: multipart/mixed; boundary=\"a b \"\n\n",
	  "--a b \n\n", "", 20, "delimiters" },
	{ "of an unquoted one with blanks",
	  "Content-Type: multipart/mixed; boundary=a b\n\n",
	  "--a\n\n", "", 20, "delimiters" },
	{ "of a continued parameter",
	  "Content-Type: multipart/mixed; boundary*0=a; boundary*1=b"
	  "\n\n", "--ab\n\n", "", 20, "delimiters" },
	{ "of a parameter with a comment",
	  "Content-Type: multipart/mixed; boundary(c)=a\n\n",
	  "--a\n\n", "", 20, "delimiters" },
	{ "of a folded parameter",
	  "Content-Type: multipart/mixed; boundary\n =a\n\n",
	  "--a\n\n", "", 20, "delimiters" },
	{ "of an escaped boundary",
	  "Content-Type: multipart/mixed; boundary=\"\\a\"\n\n",
	  "--a\n\n", "", 20, "delimiters" },
	{ "of an encoded boundary",
	  "Content-Type: multipart/mixed; boundary=\"=?utf-8?q?a?=\""
	  "\n\n", "--a\n\n", "", 20, "delimiters" },
	/* what a header says of boundaries is read so far. */
	{ "of more boundaries than are read",
	  "Content-Type: multipart/mixed; boundary=a; boundary=a; boundary=a;"
	  " boundary=a; boundary=a; boundary=a; boundary=a; boundary=a;"
	  " boundary=b\n\n", "--c\n\n", "", 20, "delimiters" },
	{ "of CR LF lines",
	  "Content-Type: multipart/mixed; boundary=a\r\n\r\n",
	  "--a\r\n\r\n", "", 20, "delimiters" },
	{ "of CR lines",
	  "Content-Type: multipart/mixed; boundary=a\r\r",
	  "--a\r\r", "", 20, "delimiters" },
	{ "addresses", "From: ", "a@b,", "\n\nhi\n", 5, "addresses" },
	{ "addresses in several fields", "", "Cc: a@b\n", "\n\n", 5,
	  "addresses" },
	{ "addresses over folds", "To: x", ",\n a@b", "\n\n", 5,
	  "addresses" },
};

static void
test_limits(const struct mail_fixture *m)
{
	for (gsize i = 0; i < G_N_ELEMENTS(limits); i++) {
		for (unsigned over = 0; over <= 1; over++) {
			g_autoptr(GString) s = repeated(limits[i].before,
				limits[i].unit, limits[i].fits + over,
				limits[i].after);
			struct sp_err err = { .text = "" };
			enum sp_status r = scan(m, s, &err);

			ok(over ? r == SP_EDATA &&
				  strstr(err.text, limits[i].word) != NULL
				: r == SP_OK,
			   "%s: %u %s", limits[i].name, limits[i].fits + over,
			   over ? err.text : "pass");
		}
	}
}

static void
test_bytes(const struct mail_fixture *m)
{
	static const struct {
		const char *name, *before, *after;
		unsigned fits;	/* of "x" */
	} cases[] = {
		{ "a header of 16 KiB", "A: ", "\n\nhi\n", 16384 - 4 },
		{ "a line of 1 MiB", "A: b\n\n", "\n", 1024 * 1024 - 1 },
		{ "a last line of 1 MiB", "A: b\n\n", "", 1024 * 1024 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		for (unsigned over = 0; over <= 1; over++) {
			g_autoptr(GString) s = repeated(cases[i].before, "x",
				cases[i].fits + over, cases[i].after);
			struct sp_err err;

			ok(scan(m, s, &err) == (over ? SP_EDATA : SP_OK),
			   "%s%s", cases[i].name, over ? " and a byte" : "");
		}
	}
}

/* A field has a limit of its own, however large the header may be. */
static void
test_field(void)
{
	struct mail_fixture m = mail_fixture("");

	for (unsigned over = 0; over <= 1; over++) {
		g_autoptr(GString) flat = repeated("A:", "x", 65536 - 3 + over,
						   "\n\n");
		g_autoptr(GString) folds = repeated("A:\n", " 234567\n",
						    8191, "");
		struct sp_err err;

		g_string_append(folds, over ? " 2345\n\n" : " 234\n\n");
		ok(scan(&m, flat, &err) == (over ? SP_EDATA : SP_OK),
		   "a field of 64 KiB%s", over ? " and a byte" : "");
		ok(scan(&m, folds, &err) == (over ? SP_EDATA : SP_OK),
		   "the same in folds%s", over ? " and a byte" : "");
	}
	mail_fixture_clear(&m);
}

/* What must pass: lines that only look like delimiters, long bodies. */
static void
test_harmless(const struct mail_fixture *m)
{
	static const struct {
		const char *name, *before, *unit;
	} cases[] = {
		{ "a diff in a multipart",
		  MULTI "--a\nContent-Type: text/x-diff\n\n",
		  "--- a/x.c\n+++ b/x.c\n--removed\n-- \n" },
		{ "ruled lines", HEAD "\n", "------------\n" },
		{ "dashes without a multipart", HEAD "\n", "--a\n" },
		{ "as many boundaries as are read",
		  "Content-Type: multipart/mixed; boundary=a; boundary=a;"
		  " boundary=a; boundary=a; boundary=a; boundary=a;"
		  " boundary=a; boundary=b\n\n", "--c\n" },
		{ "words about boundaries",
		  "Subject: boundary check\n\nthe boundary\n", "--a\n" },
		{ "a long base64 body",
		  "Content-Type: message; x=y\nFrom: a\n\n\n",
		  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" },
		{ "addresses in the body", HEAD "\n", "To: a@b\n" },
		{ "at signs in other fields", HEAD "References: ", "<a@b>" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) s = repeated(cases[i].before, cases[i].unit,
						1000, "\n\n");
		struct sp_err err = { .text = "" };

		ok(scan(m, s, &err) == SP_OK, "%s: passes %s", cases[i].name,
		   err.text);
	}
}

/* Nested to n levels below the root, each a multipart of one part, or each an
 * attached message. */
static GString *
nested(unsigned n, gboolean messages)
{
	GString *s = g_string_new("From: a@example.org\n");

	for (unsigned i = 0; i < n; i++) {
		if (messages)
			g_string_append(s, "Content-Type: message/rfc822\n\n");
		else
			g_string_append_printf(s, "Content-Type: multipart/"
				"mixed; boundary=b%u\n\n--b%u\n", i, i);
	}
	g_string_append(s, "Content-Type: text/plain\n\nhi\n");
	return s;
}

static void
test_depth(const struct mail_fixture *m)
{
	static const struct {
		unsigned depth;
		gboolean good;
	} cases[] = {
		{ 3, TRUE }, { 4, TRUE }, { 5, FALSE }, { 19, FALSE },
	};
	struct mail_fixture wide = mail_fixture("");

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		for (int messages = 0; messages <= 1; messages++) {
			g_autoptr(GString) s = nested(cases[i].depth, messages);
			struct sp_err err;
			struct sp_facts *f = mail_parse(m, s->str, s->len,
							FALSE, &err);

			ok((f != NULL) == cases[i].good, "%s to depth %u",
			   messages ? "messages" : "multiparts",
			   cases[i].depth);
			sp_facts_free(f);
		}
	}
	for (unsigned depth = 31; depth <= 1023; depth += depth < 33 ? 1 : 495) {
		g_autoptr(GString) s = nested(depth, TRUE);
		struct sp_err err;
		struct sp_facts *f = mail_parse(&wide, s->str, s->len, FALSE,
						&err);

		ok((f != NULL) == (depth <= 32), "the default: depth %u",
		   depth);
		sp_facts_free(f);
	}
	mail_fixture_clear(&wide);
}

static void
test_parts(const struct mail_fixture *m)
{
	/* The root counts as well, and so does a closing delimiter. */
	for (unsigned over = 0; over <= 1; over++) {
		g_autoptr(GString) s = repeated(MULTI, "--a\n\nhi\n",
						19 + over, "");
		struct sp_err err;
		struct sp_facts *f = mail_parse(m, s->str, s->len, FALSE,
						&err);

		ok((f != NULL) == !over, "%u parts: %s", 20 + over,
		   over ? err.text : "pass");
		sp_facts_free(f);
	}
}

/* The worst shapes, each refused before the parser sees it, at once. */
static void
test_monsters(void)
{
	static const struct {
		const char *name, *before, *unit, *after;
		unsigned n;
	} cases[] = {
		{ "a million parts", MULTI, "--a\n\n\n", "--a--\n", 1000000 },
		{ "a million fields", HEAD, "X: y\n", "\nhi\n", 1000000 },
		{ "a header line of 8 MB", HEAD "X: ", "aaaaaaaa",
		  "\n\nhi\n", 1000000 },
		{ "a million encoded words", "Subject: ", "=?utf-8?q?=41?= ",
		  "\n\n", 1000000 },
		{ "a million addresses", "From: ", "a@b,", "\n\n", 1000000 },
		{ "a million colons", "From: ", ":", "\n\n", 1000000 },
		{ "a million comments", "From: ", "(", "\n\n", 1000000 },
		{ "a million angles", "From: ", "<", "\n\n", 1000000 },
		{ "a route of 500000", "From: <", "@a,", ":b@c>\n\n", 500000 },
		{ "a million references", "References: ", "<a@b> ", "\n\n",
		  1000000 },
		{ "a million empty boundaries",
		  "Content-Type: multipart/mixed; boundary=\"\"\n\n", "--\n\n",
		  "", 1000000 },
		{ "folds without end", "Received: x\n", " y\n", "\n", 2000000 },
		{ "200000 parameters", "Content-Type: text/plain", "; p*0=x",
		  "\n\n", 200000 },
		{ "messages 100000 deep", HEAD,
		  "Content-Type: message/rfc822\n\n", "", 100000 },
	};
	struct mail_fixture m = mail_fixture("");

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) s = repeated(cases[i].before, cases[i].unit,
						cases[i].n, cases[i].after);
		gint64 start = g_get_monotonic_time();
		struct sp_err err = { .text = "" };
		enum sp_status r = scan(&m, s, &err);
		gint64 took = g_get_monotonic_time() - start;

		ok(r == SP_EDATA && took < G_USEC_PER_SEC / 2, "%s: %s",
		   cases[i].name, err.text);
	}
	mail_fixture_clear(&m);
}

int
main(void)
{
	struct mail_fixture m = mail_fixture(SMALL);

	test_limits(&m);
	test_bytes(&m);
	test_field();
	test_harmless(&m);
	test_depth(&m);
	test_parts(&m);
	test_monsters();
	mail_fixture_clear(&m);
	return tap_done();
}
