/* SPDX-License-Identifier: GPL-2.0-or-later */
/* parse.c - subject, text, names and rules, in every charset */
#include "lib/mail/parse.h"

#include "lib/mail/reading.h"
#include "t/unit/mail-fixture.h"
#include "t/unit/tap.h"

#define FROM "From: ada@example.com\n"
#define TO "To: sec@lists.example.org\n"

static void
test_subjects(const struct mail_fixture *m)
{
	static const struct {
		const char *raw, *want;
	} cases[] = {
		{ "plain", "plain" },
		{ "a\n b\n\tc", "a b c" },
		{ "=?utf-8?q?a?=\n =?utf-8?q?b?=", "ab" },
		{ "=?utf-8?B?YQ==?= =?utf-8?B?Yg==?= =?UTF-8?b?Yw==?=",
		  "abc" },		/* each with padding of its own */
		{ "=?utf-8?B?4pM=?= =?utf-8?B?gg==?=", "\xe2\x93\x82" },
		{ "=?utf-8?B?4pM?= x", "?" "? x" },
		{ "=?utf-8?B?" "?= x", "x" },
		{ "=?ISO-8859-1?q?=E9?=", "\xc3\xa9" },
		{ "=?windows-1252?q?=80?=", "\xe2\x82\xac" },
		{ "=?Shift_JIS?B?g2WDWINn?=",
		  "\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88" },
		{ "=?x-sjis?B?g2WDWINn?=",
		  "\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88" },
		{ "=?gb2312?B?suLK1A==?=", "\xe6\xb5\x8b\xe8\xaf\x95" },
		{ "=?utf-8*en?q?a?=", "a" },
		{ "=?no-such?q?a?= b", "\xef\xbf\xbd b" },
		{ "=?utf-8?q?=1B=5B2J?=", "\xef\xbf\xbd[2J" },
		{ "=?utf-8?q?a=0D=0ABcc:_x?=", "a  Bcc: x" },
		{ "a =?utf-8?q?unfinished", "a =?utf-8?q?unfinished" },
		{ "=?", "=?" },
		{ "=?=?utf-8?q?x?=", "=?=?UTF-8?q?x?=" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *mail = g_strdup_printf(FROM TO
			"Subject: %s\n\nhi\n", cases[i].raw);
		struct sp_facts *f = mail_parse_text(m, mail);

		ok(f && strcmp(f->subject, cases[i].want) == 0,
		   "subject %zu: \"%s\"", i, f ? f->subject : "");
		sp_facts_free(f);
	}
}

#define PART(header, body) "--x\n" header "\n" body "\n"
#define MIXED "Content-Type: multipart/mixed; boundary=x\n\n"
#define PLAIN "Content-Type: text/plain\n"
#define HTML "Content-Type: text/html\n"

/* How a message begins, for whoever looks for commands there: in plain text of
 * its own, or not at all. */
static void
test_leads(const struct mail_fixture *m)
{
	static const struct {
		const char *name, *mail, *lead;
	} cases[] = {
		{ "no type", "\nhi\n", "hi\n" },
		{ "a plain text", PLAIN "\nhi\n", "hi\n" },
		{ "HTML", HTML "\nhi\n", "" },
		{ "an attachment", PLAIN "Content-Disposition: attachment\n\n"
		  "hi\n", "" },
		{ "the first of two", MIXED PART(PLAIN, "a")
		  PART(PLAIN, "b") "--x--\n", "a" },
		{ "an empty one before", MIXED PART(PLAIN, "")
		  PART(PLAIN, "b") "--x--\n", "" },
		{ "HTML before", MIXED PART(HTML, "a") PART(PLAIN, "b")
		  "--x--\n", "" },
		{ "a picture before", MIXED
		  PART("Content-Type: image/png\n", "a") PART(PLAIN, "b")
		  "--x--\n", "" },
		{ "an attachment before", MIXED
		  PART(PLAIN "Content-Disposition: attachment\n", "a")
		  PART(PLAIN, "b") "--x--\n", "" },
		{ "an alternative", "Content-Type: multipart/alternative; "
		  "boundary=x\n\n" PART(PLAIN, "a") PART(HTML, "b") "--x--\n",
		  "a" },
		{ "multiparts in each other", MIXED
		  "--x\nContent-Type: multipart/alternative; boundary=y\n\n"
		  "--y\n" PLAIN "\na\n--y--\n" PART(PLAIN, "b") "--x--\n",
		  "a" },
		{ "a forwarded message", "Content-Type: message/rfc822\n\n"
		  PLAIN "\na\n", "" },
		{ "a forwarded message before", MIXED
		  PART("Content-Type: message/rfc822\n", PLAIN "\na")
		  PART(PLAIN, "b") "--x--\n", "" },
		{ "a forwarded message behind", MIXED PART(PLAIN, "a")
		  PART("Content-Type: message/rfc822\n", PLAIN "\nb")
		  "--x--\n", "a" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *mail = g_strdup_printf(FROM TO "%s",
							cases[i].mail);
		struct sp_facts *f = mail_parse_text(m, mail);

		ok(f && strcmp(f->lead, cases[i].lead) == 0,
		   "begins: %s: \"%s\"", cases[i].name, f ? f->lead : "");
		sp_facts_free(f);
	}
}

static void
test_lead_limit(const struct mail_fixture *m)
{
	for (gsize over = 0; over <= 1; over++) {
		g_autofree char *body = g_strnfill(16383 + over, 'x');
		g_autofree char *mail = g_strdup_printf(FROM TO "\n%s\n", body);
		struct sp_facts *f = mail_parse_text(m, mail);

		ok(f && strlen(f->lead) == 16384 &&
		   g_str_has_suffix(f->lead, over ? "x" : "\n"),
		   "begins with at most 16 KiB: %zu more", over);
		sp_facts_free(f);
	}
}

static void
test_text_limit(const struct mail_fixture *m)
{
	for (gsize over = 0; over <= 1; over++) {
		g_autofree char *body = g_strnfill(65535 + over, 'x');
		g_autofree char *mail = g_strdup_printf(FROM TO "\n%s\n", body);
		struct sp_facts *f = mail_parse_text(m, mail);

		ok(f && strlen(f->text) == 65536 &&
		   !(f->flags & SP_FACT_TEXT_CUT) == !over,
		   "a text of 64 KiB%s", over ? " and a byte is cut" : "");
		sp_facts_free(f);
	}
}

/* R-054 */
static void
test_texts(const struct mail_fixture *m)
{
	static const struct {
		const char *type, *body, *want;
	} cases[] = {
		{ "text/plain", "a\n\tb\n", "a\n\tb\n" },
		{ "text/plain", "a\x1b[1m\x07\n", "a\xef\xbf\xbd[1m\xef\xbf\xbd\n" },
		{ "text/plain; charset=iso-8859-1", "\xe9\n", "\xc3\xa9\n" },
		{ "text/plain; charset=utf-8", "\xe9\n", "\xef\xbf\xbd\n" },
		{ "text/plain; charset=\"\"", "a\n", "a\n" },
		{ "text/html", "<p>a&lt;b&#x41;&#66;&unknown;</p>c<br>d",
		  "[from HTML]\n\na<bAB&unknown;\nc\nd" },
		{ "text/html", "<a title=\">\" href='x'>y</a><!-- <b> -->z",
		  "[from HTML]\nyz" },
		{ "text/html", "<script>if (a<b) x();</script>y", "[from HTML]\ny" },
		{ "text/html", "<style>never closed", "[from HTML]\n" },
		{ "text/html", "<never closed", "[from HTML]\n" },
		{ "text/html", "&#0;&#x110000;&#", "[from HTML]\n&#0;&#x110000;&#" },
		{ "application/pdf", "a\n", "" },
		{ "not a type", "a\n", "" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *mail = g_strdup_printf(FROM TO
			"Content-Type: %s\n\n%s", cases[i].type,
			cases[i].body);
		struct sp_facts *f = mail_parse_text(m, mail);

		ok(f && strcmp(f->text, cases[i].want) == 0,
		   "text %zu, %s: \"%s\"", i, cases[i].type,
		   f ? f->text : "");
		sp_facts_free(f);
	}
}

/* R-056 */
static void
test_names(const struct mail_fixture *m)
{
	static const struct {
		const char *name, *want;
	} cases[] = {
		{ "filename=x.txt", "x.txt" },
		{ "filename=\"../../x\"", "_._.._x" },
		{ "filename=\"/etc/passwd\"", "_etc_passwd" },
		{ "filename=\"a\\\\b\"", "a_b" },
		{ "filename=\".bashrc\"", "_bashrc" },
		{ "filename*=utf-8''a%0Ab%2Fc", "a b_c" },
		{ "filename*=utf-8''x%00.txt", "x" },
		{ "filename*=no-such''a", "a" },
		{ "filename=\"=?utf-8?q?=C3=A9?=.txt\"", "\xc3\xa9.txt" },
	};
	g_autofree char *longer = g_strnfill(5000, 'n');
	g_autofree char *mail = g_strdup_printf(FROM TO
		"Content-Disposition: attachment; filename=%s\n\nx\n", longer);
	struct sp_facts *f = mail_parse_text(m, mail);
	const struct sp_part *p = f ? g_ptr_array_index(f->parts, 0) : NULL;

	ok(p && p->name && strlen(p->name) == 200, "a long name is cut at 200");
	sp_facts_free(f);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *one = g_strdup_printf(FROM TO
			"Content-Disposition: attachment; %s\n\nx\n",
			cases[i].name);

		f = mail_parse_text(m, one);
		p = f ? g_ptr_array_index(f->parts, 0) : NULL;
		ok(p && g_strcmp0(p->name, cases[i].want) == 0 &&
		   g_strcmp0(p->disposition, "attachment") == 0,
		   "%s: %s", cases[i].name, p && p->name ? p->name : "(null)");
		sp_facts_free(f);
	}
}

static void
test_rules(void)
{
	static const char conf[] =
		"[checklist]\nnumber = a number | [0-9]+\n"
		"[rule header]\non = header\nheader = X-Tool\npattern = ^scan\n"
		"action = last\n"
		"[rule subject]\non = subject\npattern = caf\xc3\xa9\n"
		"action = last\n"
		"[rule sender]\non = sender\npattern = ^ada@\naction = hold\n"
		"[rule text]\non = text\npattern = reproduce\naction = hold\n"
		"[rule bomb]\non = text\npattern = (a+)+$\naction = hold\n";
	static const struct {
		const char *mail;
		guint64 rules, checks;
		gboolean failed;
	} cases[] = {
		{ FROM TO "\nnothing\n", 4, 0, FALSE },
		{ "From: Eve <eve@example.com>\n" TO "\nnothing\n", 0, 0,
		  FALSE },
		{ FROM TO "X-Tool: =?utf-8?q?scan?=\n\nto reproduce: 1\n",
		  1 | 4 | 8, 1, FALSE },
		{ FROM TO "X-Tool: a\nX-Tool: scanner\n\nx\n", 1 | 4, 0,
		  FALSE },
		{ FROM TO "Subject: =?iso-8859-1?q?CAF=C9?= 9\n\nx\n", 2 | 4,
		  1, FALSE },
		{ FROM TO "\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\n",
		  4, 0, TRUE },
	};
	struct mail_fixture m = mail_fixture(conf);

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_facts *f = mail_parse_text(&m, cases[i].mail);

		ok(f && f->rules == cases[i].rules &&
		   f->checks == cases[i].checks &&
		   !(f->flags & SP_FACT_RULE_FAILED) == !cases[i].failed,
		   "rules %zu: %lx, checks %lx", i,
		   f ? (unsigned long)f->rules : 0,
		   f ? (unsigned long)f->checks : 0);
		sp_facts_free(f);
	}
	mail_fixture_clear(&m);
}

/* A mail in that charset, in its subject, its text and the name of it. */
static gboolean
fails_in(const struct mail_fixture *m, const char *charset)
{
	g_autoptr(GString) mail = g_string_new(FROM TO);
	struct sp_err err;
	struct sp_facts *f;
	gboolean fails;

	g_string_append_printf(mail, "Subject: =?%s?q?=00=1B=24=80=FF?=\n"
			       "Content-Type: text/plain; charset=%s; "
			       "name*=%s''%%80%%ff\n\n", charset, charset,
			       charset);
	for (int c = 0; c < 256; c++)
		g_string_append_c(mail, (char)c);
	f = mail_parse(m, mail->str, mail->len, FALSE, &err);
	fails = !f || !g_utf8_validate(f->text, -1, NULL) ||
		!g_utf8_validate(f->subject, -1, NULL);
	sp_facts_free(f);
	return fails;
}

static GPtrArray *
charset_names(void)
{
	static const char *const odd[] = {
		"iso-8859-8-i", "utf-16", "hz-gb-2312", "x-user-defined",
		"\"", "//TRANSLIT", "%s", "utf-8//IGNORE", "../../../lib/x",
		"1", "unicode-1-1-utf-7", "unknown-8bit",
	};
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GRand) rand = g_rand_new_with_seed(54);
	g_autofree char *known = NULL;
	g_auto(GStrv) list = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(odd); i++)
		g_ptr_array_add(names, g_strdup(odd[i]));
	if (g_spawn_command_line_sync("iconv -l", &known, NULL, NULL, NULL)) {
		list = g_strsplit_set(known, "/ \t\n", -1);
		for (char **name = list; *name; name++) {
			if (**name)
				g_ptr_array_add(names, g_strdup(*name));
		}
	}
	for (int i = 0; i < 1000; i++) {
		char name[12] = "";

		for (int k = g_rand_int_range(rand, 1, 11); k > 0; k--)
			name[k - 1] = (char)g_rand_int_range(rand, '!', 127);
		g_ptr_array_add(names, g_strdup(name));
	}
	return names;
}

/* Each charset name there is, and a thousand there are not: never a failure,
 * always valid UTF-8 (R-054). */
static void
test_charsets(const struct mail_fixture *m)
{
	g_autoptr(GPtrArray) names = charset_names();
	unsigned bad = 0;

	for (guint i = 0; i < names->len; i++) {
		if (fails_in(m, g_ptr_array_index(names, i))) {
			printf("# %s\n", (char *)g_ptr_array_index(names, i));
			bad++;
		}
	}
	ok(bad == 0, "of %u names of charsets %u make a mail fail",
	   names->len, bad);
	ok(names->len > 1500, "those of this system are among them");
}

/* R-060: each of the fields could take a tenth of a second, all of them most
 * of a minute. */
static void
test_patience(void)
{
	struct mail_fixture m = mail_fixture(
		"[rule slow]\non = header\nheader = X\n"
		"pattern = a*a*a*[bc]\naction = hold\n");
	GString *text = g_string_new("From: ada@example.org\n");
	g_autofree char *slow = g_strnfill(200, 'a');
	struct sp_facts *f;
	clock_t began;

	for (int i = 0; i < 800; i++)
		g_string_append_printf(text, "X: %s\n", slow);
	g_string_append(text, "\nhi\n");
	began = clock();
	f = mail_parse_text(&m, text->str);
	ok(f && f->flags & SP_FACT_RULE_FAILED && !f->rules,
	   "R-060: a rule on many fields has failed");
	ok(clock() - began < 15 * CLOCKS_PER_SEC,
	   "R-060: and was given up before it cost too much");
	sp_facts_free(f);
	g_string_free(text, TRUE);
	mail_fixture_clear(&m);
}

/* What is looked for is not the readable text alone. */
static void
test_words(const struct mail_fixture *m)
{
#define ATTACHED(type, body) PART("Content-Type: " type "\n" \
	"Content-Disposition: attachment; filename=poc_rx.c\n", body)
	static const struct {
		const char *about, *mail, *want;
	} cases[] = {
		{ "text", FROM "\nring overflow\n", "ring overflow" },
		{ "an encoded text", FROM PLAIN "Content-Transfer-Encoding: "
		  "quoted-printable\n\nover=\nflow\n", "overflow" },
		{ "an attached text", FROM MIXED ATTACHED("text/x-c",
		  "int ring;"), "poc_rx.c poc_rx poc rx int ring" },
		{ "nothing else attached", FROM MIXED
		  ATTACHED("application/x-tar", "int ring;"),
		  "poc_rx.c poc_rx poc rx" },
		{ "HTML without its tags", FROM HTML "\n<p>ring</p>\n",
		  "html ring" },
		{ "no HTML beside text", FROM MIXED PART(PLAIN, "ring")
		  PART(HTML, "<p>buffer</p>"), "ring" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_facts *f = mail_parse_text(m, cases[i].mail);
		g_autofree char *got = f ? g_strjoinv(" ", f->words)
					 : g_strdup("?");

		ok(strcmp(got, cases[i].want) == 0, "words of %s: %s",
		   cases[i].about, got);
		sp_facts_free(f);
	}
}

static void
test_word_limits(const struct mail_fixture *m)
{
	g_autoptr(GString) mail = g_string_new(FROM MIXED);
	g_autoptr(GString) far = g_string_new(FROM MIXED "--x\n"
		"Content-Type: text/x-c\nContent-Disposition: attachment\n\n");
	struct sp_facts *f;

	for (int i = 0; i <= SP_ATTACHMENTS_MAX; i++)
		g_string_append_printf(mail, "--x\nContent-Type: text/x-c\n"
			"Content-Disposition: attachment\n\nnumber%d\n", i);
	f = mail_parse_text(m, mail->str);
	ok(f && g_strv_length(f->words) == SP_ATTACHMENTS_MAX &&
	   strcmp(f->words[SP_ATTACHMENTS_MAX - 1], "number7") == 0,
	   "the words of %d attachments count, and of no more",
	   SP_ATTACHMENTS_MAX);
	sp_facts_free(f);
	for (int i = 0; i < SP_TEXT_MAX - 4; i++)
		g_string_append_c(far, '\n');
	g_string_append(far, "innn");
	g_string_append(far, "out");
	f = mail_parse_text(m, far->str);
	ok(f && g_strv_length(f->words) == 1 &&
	   strcmp(f->words[0], "innn") == 0,
	   "so do the first %d bytes of each", SP_TEXT_MAX);
	sp_facts_free(f);
}

int
main(void)
{
	struct mail_fixture m = mail_fixture("");

	test_subjects(&m);
	test_text_limit(&m);
	test_leads(&m);
	test_lead_limit(&m);
	test_texts(&m);
	test_names(&m);
	test_rules();
	test_patience();
	test_charsets(&m);
	test_words(&m);
	test_word_limits(&m);
	mail_fixture_clear(&m);
	return tap_done();
}
