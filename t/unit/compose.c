/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compose.c - what we write is one field each, and reads back as it was */
#include "lib/mail/compose.h"

#include <gmime/gmime.h>
#include <string.h>

#include "lib/mail/charset.h"
#include "t/unit/tap.h"

/* The header block of one text field, or NULL when it was refused. */
static char *
text_field(const char *value, struct sp_err *err)
{
	struct sp_header *h = sp_header_new();
	char *block = NULL;

	sp_header_text(h, "Subject", value);
	if (sp_header_end(h, &block, err) != SP_OK)
		block = NULL;
	sp_header_free(h);
	return block;
}

/* Value of the only field, unfolded; NULL when there is more than one. */
static char *
unfolded(const char *block, const char *name)
{
	g_autofree char *start = g_strdup_printf("%s: ", name);
	GString *out = g_string_new(NULL);

	if (!g_str_has_prefix(block, start))
		return g_string_free(out, TRUE);
	for (const char *p = block + strlen(start); *p; p++) {
		if (*p != '\n')
			g_string_append_c(out, *p);
		else if (p[1] != '\0' && p[1] != ' ')
			return g_string_free(out, TRUE);
	}
	return g_string_free(out, FALSE);
}

static size_t
longest_line(const char *text)
{
	size_t longest = 0;

	while (*text) {
		size_t n = strcspn(text, "\n");

		longest = MAX(longest, n);
		text += n + (text[n] == '\n');
	}
	return longest;
}

static void
check_roundtrip(const char *name, const char *value)
{
	struct sp_err err;
	g_autofree char *block = text_field(value, &err);
	g_autofree char *line = block ? unfolded(block, "Subject") : NULL;
	g_autofree char *back = line ? sp_charset_header(line) : NULL;

	ok(back && strcmp(back, value) == 0 && longest_line(block) <= 998 &&
	   g_str_is_ascii(block), "%s comes back", name);
}

static void
test_texts(void)
{
	g_autofree char *word = g_strnfill(2000, 'x');
	g_autofree char *fits = g_strnfill(200, 'x');
	g_autofree char *words = NULL;
	g_autofree char *long_wide = NULL;
	GString *wide = g_string_new("x");
	GString *many = g_string_new("a");

	for (int i = 0; i < 100; i++)
		g_string_append_printf(many, " word%d", i);
	words = g_string_free(many, FALSE);
	for (int i = 0; i < 300; i++)
		g_string_append(wide, "\xc3\xa9 \xe4\xb8\xad\xf0\x9f\x94\xa5");
	long_wide = g_string_free(wide, FALSE);
	check_roundtrip("plain text", "heap overflow in foo_rx()");
	check_roundtrip("an empty value", "");
	check_roundtrip("many words", words);
	check_roundtrip("a word of 200", fits);
	check_roundtrip("a word of 2000", word);
	check_roundtrip("two spaces", "a  b");
	check_roundtrip("letters beyond ASCII", "caf\xc3\xa9 \xe4\xb8\xad");
	check_roundtrip("what looks encoded", "=?utf-8?q?=0ABcc:_x?=");
	check_roundtrip("half an encoded word", "a =?utf-8?q?b c");
	check_roundtrip("a long value beyond ASCII", long_wide);
	check_roundtrip("emoji", "\xf0\x9f\x94\xa5 fire \xf0\x9f\x94\xa5");
}

/* */
static void
test_refused(void)
{
	static const char *const values[] = {
		"a\nBcc: b@example.org", "a\rb", "a\tb", "\x01", "a\x7f",
		"\xc2\x85", "\xe2\x80\xa8", "a\xff",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
		struct sp_err err = { .code = SP_OK };
		g_autofree char *block = text_field(values[i], &err);

		ok(!block && err.code == SP_EDATA &&
		   strstr(err.text, "Subject"), "value %zu is refused", i);
	}
}

/* Any bytes: refused, or one field that reads back as they were. R-055. */
static void
test_random(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(7);
	unsigned bad = 0, refused = 0;

	for (int round = 0; round < 1000; round++) {
		char value[64];
		int n = g_rand_int_range(rand, 1, 60);
		struct sp_err err;
		g_autofree char *block = NULL;
		g_autofree char *line = NULL;
		g_autofree char *back = NULL;

		for (int i = 0; i < n; i++)
			value[i] = "ab =?utf-8BQ?_\xc3\xa9\n\r:"
				[g_rand_int_range(rand, 0, 19)];
		value[n] = '\0';
		block = text_field(value, &err);
		refused += !block;
		line = block ? unfolded(block, "Subject") : NULL;
		back = line ? sp_charset_header(line) : NULL;
		g_strstrip(value);
		bad += block && g_strcmp0(back, value) != 0;
	}
	ok(bad == 0 && refused > 0 && refused < 1000,
	   "of 1000 values %u are refused, %u come back changed", refused, bad);
}

/* */
static void
test_mailboxes(void)
{
	static const struct {
		const char *display, *address, *want;
	} cases[] = {
		{ NULL, "a@example.org", "To: a@example.org\n" },
		{ "", "a@example.org", "To: a@example.org\n" },
		{ "Ada L", "a@example.org", "To: Ada L <a@example.org>\n" },
		{ "L, \"Ada\\\"", "a@example.org",
		  "To: \"L, \\\"Ada\\\\\\\"\" <a@example.org>\n" },
		{ "Ada\xc3\xa9", "a@example.org",
		  "To: =?utf-8?Q?Ada=C3=A9?= <a@example.org>\n" },
		{ NULL, "a@j\xc3\xbcrgen.example",
		  "To: a@xn--jrgen-kva.example\n" },
		{ NULL, "j\xc3\xbc@example.org", NULL },
		{ NULL, "a@example.org, b@example.org", NULL },
		{ NULL, "a@example.org\nBcc: b@example.org", NULL },
		{ "Ada\nBcc: x@y", "a@example.org", NULL },
		{ NULL, "", NULL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_header *h = sp_header_new();
		g_autofree char *block = NULL;
		struct sp_err err;

		sp_header_mailbox(h, "To", cases[i].display,
				  cases[i].address);
		if (sp_header_end(h, &block, &err) != SP_OK)
			block = NULL;
		ok(g_strcmp0(block, cases[i].want) == 0, "mailbox %zu: %s", i,
		   block ? block : err.text);
		sp_header_free(h);
	}
}

static void
test_other_fields(void)
{
	struct sp_header *h = sp_header_new();
	g_autofree char *block = NULL;
	g_autofree char *token = g_strnfill(990, 'x');
	g_autofree char *longer = g_strnfill(991, 'x');
	struct sp_err err;

	sp_header_date(h, "Date", 1794820320);
	sp_header_raw(h, "References", "<a@b> <c@d>");
	sp_header_raw(h, "X-L", token);
	ok(sp_header_end(h, &block, &err) == SP_OK &&
	   g_str_has_prefix(block,
		"Date: Mon, 16 Nov 2026 09:12:00 +0000\n"
		"References: <a@b> <c@d>\nX-L: xxx"),
	   "a date, ids and a word of 990");
	sp_header_raw(h, "X-M", "a\xc3\xa9");
	sp_header_raw(h, "X-N", "a\nb");
	ok(sp_header_end(h, &block, &err) == SP_EDATA &&
	   strstr(err.text, "X-M"), "the first refused value is named");
	sp_header_free(h);

	h = sp_header_new();
	sp_header_raw(h, "X-Long", longer);
	ok(sp_header_end(h, &block, &err) == SP_EDATA,
	   "a word that fits in no line is refused");
	sp_header_free(h);
	h = sp_header_new();
	sp_header_raw(h, "X Y", "z");
	ok(sp_header_end(h, &block, &err) == SP_EDATA,
	   "a name that is none is refused");
	sp_header_free(h);
}

static void
test_tags(void)
{
	static const struct {
		const char *subject, *want;
	} cases[] = {
		{ "", "[SEC]" },
		{ "overflow", "[SEC] overflow" },
		{ "[SEC] overflow", "[SEC] overflow" },
		{ "[sec] overflow", "[SEC] overflow" },
		{ "[ Sec ] overflow", "[SEC] overflow" },
		{ "Re: overflow", "[SEC] Re: overflow" },
		{ "Re: [SEC] overflow", "[SEC] Re: overflow" },
		{ "Re: [SEC] Re: [SEC] overflow", "[SEC] Re: overflow" },
		{ "[SEC] Re: [sec] RE: overflow", "[SEC] RE: overflow" },
		{ "a [SEC] b", "[SEC] a b" },
		{ "[S[SEC]EC] x", "[SEC] x" },
		{ "[OTHER] x", "[SEC] [OTHER] x" },
		{ "[SEC", "[SEC] [SEC" },
		{ "SEC] x", "[SEC] SEC] x" },
		{ "caf\xc3\xa9", "[SEC] caf\xc3\xa9" },
		{ "  x  ", "[SEC] x" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *once = sp_subject_tagged("SEC",
							  cases[i].subject);
		g_autofree char *twice = sp_subject_tagged("SEC", once);

		ok(strcmp(once, cases[i].want) == 0, "\"%s\": \"%s\"",
		   cases[i].subject, once);
		ok(strcmp(once, twice) == 0, "and twice is once");
	}
}

/* a tagged subject reads as "[SEC] " and what there was. */
static void
test_random_tags(void)
{
	static const char *const pieces[] = {
		"[SEC]", "[", "]", "SEC", " ", "Re: ", "a", "caf\xc3\xa9",
		"=?utf-8?q?x?=", "longer words here",
	};
	g_autoptr(GRand) rand = g_rand_new_with_seed(11);
	unsigned bad = 0;

	for (int round = 0; round < 1000; round++) {
		g_autoptr(GString) s = g_string_new(NULL);
		g_autofree char *once = NULL;
		g_autofree char *twice = NULL;
		g_autofree char *block = NULL;
		g_autofree char *line = NULL;
		g_autofree char *back = NULL;
		struct sp_err err;

		for (int n = g_rand_int_range(rand, 0, 12); n > 0; n--)
			g_string_append(s, pieces[g_rand_int_range(rand, 0,
				G_N_ELEMENTS(pieces))]);
		once = sp_subject_tagged("SEC", s->str);
		twice = sp_subject_tagged("SEC", once);
		block = text_field(once, &err);
		line = block ? unfolded(block, "Subject") : NULL;
		back = line ? sp_charset_header(line) : NULL;
		bad += strcmp(once, twice) != 0 ||
		       g_strcmp0(back, once) != 0 ||
		       strstr(once + 1, "[SEC]") != NULL;
	}
	ok(bad == 0, "of 1000 subjects each has the tag once (%u do not)", bad);
}

/* Body of the entity, decoded. */
static char *
decoded(const char *entity)
{
	const char *body = strstr(entity, "\n\n");
	GMimeEncoding coder;
	char *out;
	size_t n;

	if (!body)
		return NULL;
	body += 2;
	if (strstr(entity, "Encoding: 7bit\n"))
		return g_strdup(body);
	g_mime_encoding_init_decode(&coder,
				    GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	out = g_malloc0(strlen(body) + 1);
	n = g_mime_encoding_step(&coder, body, strlen(body), out);
	out[n] = '\0';
	return out;
}

static void
test_entities(void)
{
	g_autofree char *longest = g_strnfill(998, 'x');
	g_autofree char *longer = g_strnfill(999, 'x');
	const struct {
		const char *name, *text;
		gboolean plain;
	} cases[] = {
		{ "plain", "hello\n\tworld\n", TRUE },
		{ "empty", "", TRUE },
		{ "a line of 998", longest, TRUE },
		{ "a line of 999", longer, FALSE },
		{ "beyond ASCII", "caf\xc3\xa9\n", FALSE },
		{ "From at a line start", "a\nFrom here\nb\n", FALSE },
		{ "From within a line", "a From b\n", TRUE },
		{ "a lone dot", "a\n.\nb\n", FALSE },
		{ "a blank at the end", "a \nb\t\n", FALSE },
		{ "a signature delimiter", "-- \nAda\n", FALSE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *entity = sp_text_entity(cases[i].text);
		g_autofree char *back = decoded(entity);
		g_autofree char *want = g_strdup_printf("%s%s", cases[i].text,
			*cases[i].text && !g_str_has_suffix(cases[i].text, "\n")
			? "\n" : "");

		ok(g_strcmp0(back, want) == 0 && g_str_is_ascii(entity) &&
		   longest_line(entity) <= 998 && !strstr(entity, "\nFrom ") &&
		   !strstr(entity, "\n.\n") && !strstr(entity, " \n") &&
		   (strstr(entity, "7bit") != NULL) == cases[i].plain,
		   "text with %s", cases[i].name);
	}
}

static void
test_boundaries(void)
{
	g_autofree char *a = sp_boundary_new();
	g_autofree char *b = sp_boundary_new();

	ok(strcmp(a, b) != 0 && strlen(a) == 34 && strlen(b) == 34,
	   "boundaries differ and have 128 random bits");
}

static const char HEADER[] =
	"From: a@example.org\nTo: b@example.org\nMessage-ID: <a@b>\n"
	"Date: Mon, 16 Nov 2026 09:12:00 +0000\n";

/* */
static void
test_check_out(void)
{
	g_autofree char *line = g_strnfill(998, 'x');
	g_autofree char *over = g_strnfill(999, 'x');
	const struct {
		const char *name;
		const char *more;	/* header fields */
		const char *body;	/* from the blank line on */
		gboolean good;
	} cases[] = {
		{ "an ordinary mail", "Subject: x\n y\n", "\nhi\n", TRUE },
		{ "an empty body", "", "\n", TRUE },
		{ "CR LF in the body", "", "\na\r\nb\r\n", TRUE },
		{ "no final line end", "", "\na", TRUE },
		{ "no blank line", "Subject: x\n", "", FALSE },
		{ "two From", "from: c@example.org\n", "\n", FALSE },
		{ "two Date", "Date: x\n", "\n", FALSE },
		{ "two Subject", "Subject: x\nSubject: y\n", "\n", FALSE },
		{ "Bcc", "Bcc: c@example.org\n", "\n", FALSE },
		{ "Resent-To", "Resent-To: c@example.org\n", "\n", FALSE },
		{ "Return-Path", "Return-Path: <>\n", "\n", FALSE },
		{ "a blank before the colon", "Subject : x\n", "\n", FALSE },
		{ "no colon", "Subject\n", "\n", FALSE },
		{ "a fold of blanks", "Subject: x\n \t\n", "\n", FALSE },
		{ "a bare CR", "", "\na\rb\n", FALSE },
		{ "a CR at the end", "", "\na\r", FALSE },
		{ "8 bit in the header", "X: \xc3\xa9\n", "\n", FALSE },
		{ "8 bit in the body", "", "\n\xc3\xa9\n", FALSE },
		{ "a multipart", "Content-Type: multipart/mixed; boundary=x\n"
		  "Content-Transfer-Encoding: 7bit\n", "\n", TRUE },
		{ "an encoded multipart", "Content-Transfer-Encoding: base64\n"
		  "Content-Type: Multipart/mixed; boundary=x\n", "\n", FALSE },
		{ "a field line of 998", line, "\n\nx", FALSE },
	};
	struct sp_err err;

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto_rope struct sp_rope *r = sp_rope_new();
		enum sp_status s;

		sp_rope_printf(r, "%s%s%s", HEADER, cases[i].more,
			       cases[i].body);
		s = sp_mail_check_out(r, &err);
		ok(s == (cases[i].good ? SP_OK : SP_EDATA), "%s: %s",
		   cases[i].name, s == SP_OK ? "fit" : err.text);
	}
	for (int i = 0; i < 4; i++) {
		g_auto_rope struct sp_rope *r = sp_rope_new();

		sp_rope_printf(r, "%s%s\n%s%s\n", HEADER,
			       i & 1 ? "" : "X: y\n", i & 2 ? over : line,
			       "\nlast");
		ok(sp_mail_check_out(r, &err) == (i & 2 ? SP_EDATA : SP_OK),
		   "a body line of %d", i & 2 ? 999 : 998);
	}
}

static void
test_check_out_missing(void)
{
	static const char *const lines[] = {
		"From: a@example.org\n", "To: b@example.org\n",
		"Message-ID: <a@b>\n", "Date: x\n",
	};
	struct sp_err err;

	for (gsize skip = 0; skip < G_N_ELEMENTS(lines); skip++) {
		g_auto_rope struct sp_rope *r = sp_rope_new();

		for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
			if (i != skip)
				sp_rope_text(r, lines[i]);
		}
		sp_rope_text(r, "\n");
		ok(sp_mail_check_out(r, &err) == SP_EDATA, "%s", err.text);
	}
}

/* The quick look at a large body and the slow one say the same. */
static void
test_check_out_large(void)
{
	static const struct {
		const char *odd;
		enum sp_status want;
	} cases[] = {
		{ "", SP_OK }, { "\r\n", SP_OK },
		{ "\xff", SP_EDATA }, { "\rx", SP_EDATA },
	};
	struct sp_err err;

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto_rope struct sp_rope *r = sp_rope_new();

		sp_rope_printf(r, "%s\n", HEADER);
		for (int k = 0; k < 2000; k++)
			sp_rope_text(r, "0123456789012345678901234567890\n");
		sp_rope_text(r, cases[i].odd);
		for (int k = 0; k < 2000; k++)
			sp_rope_text(r, "0123456789012345678901234567890\n");
		ok(sp_mail_check_out(r, &err) == cases[i].want,
		   "a large body, case %zu", i);
		ok(sp_mail_check_out(r, &err) == cases[i].want,
		   "and the rope can be read again");
	}
}

int
main(void)
{
	g_mime_init();
	test_texts();
	test_refused();
	test_random();
	test_mailboxes();
	test_other_fields();
	test_tags();
	test_random_tags();
	test_entities();
	test_boundaries();
	test_check_out();
	test_check_out_missing();
	test_check_out_large();
	return tap_done();
}
