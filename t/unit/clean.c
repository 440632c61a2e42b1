/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clean.c - what is left of a string that came from a message */
#include "lib/mail/grammar.h"

#include <string.h>

#include "t/unit/tap.h"

#define FFFD "\xef\xbf\xbd"

static void
test_text(void)
{
	static const struct {
		const char *text, *line, *lines;
	} cases[] = {
		{ "", "", "" },
		{ "plain", "plain", "plain" },
		{ "caf\xc3\xa9", "caf\xc3\xa9", "caf\xc3\xa9" },
		{ "a\nb", "a b", "a\nb" },
		{ "a\tb", "a b", "a\tb" },
		{ "a\rb", "a b", "a b" },
		{ "a\r\nb", "a  b", "a\nb" },
		{ "a\r\r\nb", "a   b", "a \nb" },
		{ "a\r", "a ", "a " },
		{ "a\r\n", "a  ", "a\n" },
		{ "\x1b[2J", FFFD "[2J", FFFD "[2J" },
		{ "\x7f", FFFD, FFFD },
		{ "a\xc2\x85" "b", "a" FFFD "b", "a" FFFD "b" },
		/* Whoever shows it makes it visible: show.c. */
		{ "\xe2\x80\xae" "b", "\xe2\x80\xae" "b",
		  "\xe2\x80\xae" "b" },
		{ "a\xff" "b", "a" FFFD "b", "a" FFFD "b" },
		{ "a\xc3", "a" FFFD, "a" FFFD },
		{ "\xe2\x82", FFFD FFFD, FFFD FFFD },
		{ "\xed\xa0\x80", FFFD FFFD FFFD, FFFD FFFD FFFD },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		const gsize n = strlen(cases[i].text);
		g_autofree char *exact = g_memdup2(cases[i].text, n);
		g_autofree char *line = sp_clean(exact, n, 1000, FALSE);
		g_autofree char *lines = sp_clean(exact, n, 1000, TRUE);

		ok(strcmp(line, cases[i].line) == 0, "line %zu: %s", i, line);
		ok(strcmp(lines, cases[i].lines) == 0, "lines %zu: %s", i,
		   lines);
	}
}

/* No character is cut in two. */
static void
test_limit(void)
{
	static const struct {
		const char *text;
		gsize max;
		const char *want;
	} cases[] = {
		{ "abc", 3, "abc" }, { "abc", 2, "ab" }, { "abc", 0, "" },
		{ "a\xc3\xa9", 3, "a\xc3\xa9" }, { "a\xc3\xa9", 2, "a" },
		{ "a\xff", 4, "a" FFFD }, { "a\xff", 3, "a" },
		{ "\xc3\xa9z", 1, "" },
	};
	g_autofree char *nul = sp_clean("a\0b", 3, 10, FALSE);

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = sp_clean(cases[i].text,
						strlen(cases[i].text),
						cases[i].max, FALSE);

		ok(strcmp(got, cases[i].want) == 0, "limit %zu: %s", i, got);
	}
	ok(strcmp(nul, "a" FFFD "b") == 0, "a NUL is seen: %s", nul);
}

static void
test_names(void)
{
	static const struct {
		const char *name, *want;
	} cases[] = {
		{ "x.txt", "x.txt" }, { "../x", "_._x" }, { ".", "_" },
		{ "..", "_." }, { "", "" }, { "a/b\\c", "a_b_c" },
		{ "/", "_" }, { "\\", "_" }, { "a.b", "a.b" },
		{ "a\nb", "a b" }, { "\r\n", "  " },
	};
	g_autofree char *longest = g_strnfill(200, 'n');
	g_autofree char *longer = g_strnfill(201, 'n');
	g_autofree char *cut = sp_clean_name(longer);
	g_autofree char *whole = sp_clean_name(longest);

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = sp_clean_name(cases[i].name);

		ok(strcmp(got, cases[i].want) == 0, "name %zu: %s", i, got);
	}
	ok(strcmp(whole, longest) == 0, "a name of 200 bytes is whole");
	ok(strcmp(cut, longest) == 0, "and of 201 one is cut off");
}

int
main(void)
{
	test_text();
	test_limit();
	test_names();
	return tap_done();
}
