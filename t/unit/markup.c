/* SPDX-License-Identifier: GPL-2.0-or-later */
/* markup.c - nothing from outside is markup, and what is drawn lies where it
 * should */
#include "lib/notice/markup.h"

#include <string.h>

#include "lib/notice/drawing.h"
#include "t/unit/tap.h"

#define DAY SP_DRAWING_DAY

/* What becomes of a text on a page; g_free(). */
static char *
written(const char *text)
{
	struct sp_markup *m = sp_markup_page();
	g_autofree char *got = NULL;
	char *from;

	sp_markup_element(m, "b", text, NULL);
	got = sp_markup_end(m);
	from = strstr(got, "<b>") + strlen("<b>");
	return g_strndup(from, (gsize)(strstr(from, "</b>") - from));
}

static void
test_escape(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "", "" },
		{ "plain", "plain" },
		{ "<script>alert(1)</script>",
		  "&lt;script&gt;alert(1)&lt;/script&gt;" },
		{ "a & b", "a &amp; b" },
		{ "&lt;", "&amp;lt;" },
		{ "\" onload='x'", "&quot; onload='x'" },
		{ "]]> -->", "]]&gt; --&gt;" },
		{ "a\nb\tc\r", "a\\x0ab\\x09c\\x0d" },
		{ "\x1b[2J\x01\x7f", "\\x1b[2J\\x01\\x7f" },
		{ "\xc2\x85", "&lt;U+0085&gt;" },
		{ "\xe2\x80\xaegnp", "&lt;U+202E&gt;gnp" },
		{ "\xe2\x80\x8b", "&lt;U+200B&gt;" },
		{ "\xef\xbf\xbf", "&lt;U+FFFF&gt;" },
		{ "\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xc3\xa9\xf0\x9f\x92\xa5", "\xc3\xa9\xf0\x9f\x92\xa5" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = written(cases[i].text);

		ok(strcmp(got, cases[i].want) == 0, "escape %zu: %s", i,
		   cases[i].want);
	}
}

/* At the limit whole, one past it cut; what was cut says so. */
static void
test_length(void)
{
	g_autofree char *fits = g_strnfill(SP_MARKUP_TEXT_MAX, 'x');
	g_autofree char *long_one = g_strnfill(SP_MARKUP_TEXT_MAX + 1, 'x');
	g_autofree char *a = written(fits);
	g_autofree char *b = written(long_one);

	ok(strcmp(a, fits) == 0, "a text of so many bytes stays");
	ok(strlen(b) == SP_MARKUP_TEXT_MAX && g_str_has_suffix(b, "x..."),
	   "one more and it is cut");
}

static void
test_elements(void)
{
	struct sp_markup *m = sp_markup_page();
	g_autofree char *got = NULL;

	sp_markup_open(m, "p", "class", "a\"b", "id", "", NULL);
	sp_markup_element(m, "b", "<", "title", "<&>", NULL);
	sp_markup_empty(m, "br", NULL);
	sp_markup_text(m, "x>y");
	sp_markup_open(m, "i", NULL);
	got = sp_markup_end(m);
	ok(strcmp(got, "<!DOCTYPE html>\n<p class=\"a&quot;b\">"
		  "<b title=\"&lt;&amp;&gt;\">&lt;</b>\n<br />\nx&gt;y"
		  "<i></i>\n"
		  "</p>\n") == 0, "elements, closed at the end: %s", got);
}

static void
test_scale(void)
{
	static const struct sp_scale ten = { 1000, 2000 };
	static const struct {
		int64_t t;
		int want;
	} cases[] = {
		{ 1000, 0 }, { 2000, SP_DRAWING_WHOLE }, { 1500, 50000 },
		{ 1001, 100 }, { 1999, 99900 }, { 999, 0 }, { INT64_MIN, 0 },
		{ 2001, SP_DRAWING_WHOLE }, { INT64_MAX, SP_DRAWING_WHOLE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ok(sp_scale_at(&ten, cases[i].t) == cases[i].want,
		   "%" G_GINT64_FORMAT " lies at %d", cases[i].t,
		   cases[i].want);
	ok(sp_drawing_midnight(3 * DAY + 1) == 3 * DAY &&
	   sp_drawing_midnight(3 * DAY) == 3 * DAY &&
	   sp_drawing_midnight(-1) == -DAY, "midnight");
}

static void
test_parts(void)
{
	struct sp_markup *m = sp_markup_page();
	g_autofree char *got = NULL;
	g_autofree char *time = sp_drawing_time(1795255200);
	g_autofree char *none = sp_drawing_time(0);
	g_autofree char *day = sp_drawing_day(1795939200 + 3 * DAY);

	sp_drawing_bar(m, "bar", 1, 12345, 7, 8);
	sp_drawing_bar(m, "bar", 5000, 4000, 0, 1);
	got = sp_markup_end(m);
	ok(strstr(got, "<rect class=\"bar\" x=\"0.001%\" y=\"7\" "
		  "width=\"12.344%\" height=\"8\" />") != NULL, "a bar");
	ok(strstr(got, "width=\"0.000%\"") != NULL, "is never less than none");
	ok(strcmp(time, "Sat 21 Nov 2026 10:00") == 0, "a time: %s", time);
	ok(strcmp(none, "-") == 0, "no time");
	ok(strcmp(day, "2 Dec") == 0, "a day: %s", day);
}

int
main(void)
{
	test_escape();
	test_length();
	test_elements();
	test_scale();
	test_parts();
	return tap_done();
}
