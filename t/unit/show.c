/* SPDX-License-Identifier: GPL-2.0-or-later */
/* show.c - nothing a terminal obeys, nothing a reader cannot see */
#include "lib/mail/show.h"

#include <string.h>

#include "t/unit/tap.h"
#include "t/unit/visible.h"

static void
test_lines(void)
{
	static const struct {
		const char *name, *text, *want;
		size_t max;
	} cases[] = {
		{ "plain text stays", "a <b> \\ c", "a <b> \\ c", 0 },
		{ "letters beyond ASCII stay", "\xc3\xa9\xe4\xb8\xad",
		  "\xc3\xa9\xe4\xb8\xad", 0 },
		{ "an escape", "\x1b[2J", "\\x1b[2J", 0 },
		{ "an OSC with BEL", "\x1b]0;t\x07", "\\x1b]0;t\\x07", 0 },
		{ "C1 CSI", "\xc2\x9b" "31m", "<U+009B>31m", 0 },
		{ "line ends and tab", "a\nb\r\tc", "a\\x0ab\\x0d\\x09c", 0 },
		{ "DEL", "\x7f", "\\x7f", 0 },
		{ "bidi override", "\xe2\x80\xae" "cod", "<U+202E>cod", 0 },
		{ "bidi isolate", "\xe2\x81\xa6", "<U+2066>", 0 },
		{ "zero width space", "a\xe2\x80\x8b" "b", "a<U+200B>b", 0 },
		{ "byte order mark", "\xef\xbb\xbf", "<U+FEFF>", 0 },
		{ "soft hyphen", "\xc2\xad", "<U+00AD>", 0 },
		{ "line separator", "\xe2\x80\xa8", "<U+2028>", 0 },
		{ "tag character", "\xf3\xa0\x81\x81", "<U+E0041>", 0 },
		{ "variation selector", "\xef\xb8\x8f", "<U+FE0F>", 0 },
		{ "Hangul filler", "\xe3\x85\xa4", "<U+3164>", 0 },
		{ "private use", "\xee\x80\x80", "<U+E000>", 0 },
		{ "broken UTF-8", "a\xff\xc3", "a\xef\xbf\xbd\xef\xbf\xbd", 0 },
		{ "overlong", "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd", 0 },
		{ "fits exactly", "12345", "12345", 5 },
		{ "one too many", "123456", "12...", 5 },
		{ "a character is not cut", "12\xc3\xa9" "56", "12...", 5 },
		{ "an escape is not cut", "1\x1b" "5678", "1...", 7 },
		{ "room for dots alone", "1234", "...", 3 },
		{ "no room for three dots", "1234", "..", 2 },
		{ "room for one dot", "1234", ".", 1 },
		{ "empty", "", "", 5 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = sp_show_line(cases[i].text,
						    cases[i].max);

		ok(strcmp(got, cases[i].want) == 0, "%s", cases[i].name);
	}
}

static void
test_texts(void)
{
	static const struct {
		const char *name, *text, *want;
		unsigned lines;
	} cases[] = {
		{ "LF and TAB stay", "a\n\tb\n", "a\n\tb\n", 0 },
		{ "CR LF is LF", "a\r\nb", "a\nb", 0 },
		{ "a lone CR is shown", "a\rb", "a\\x0db", 0 },
		{ "an escape is shown", "\x1b[1m", "\\x1b[1m", 0 },
		{ "CR LF at the end", "a\r\n", "a\n", 0 },
		{ "a lone CR at the end", "a\r", "a\\x0d", 0 },
		{ "as many lines as asked", "a\nb\nc\n", "a\nb\n", 2 },
		{ "fewer lines than asked", "a\nb", "a\nb", 3 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = sp_show_text(cases[i].text,
						    cases[i].lines);

		ok(strcmp(got, cases[i].want) == 0, "%s", cases[i].name);
	}
}

static void
test_sweep(void)
{
	unsigned bad = 0, passed = 0;

	for (gunichar c = 1; c <= 0x10FFFF; c++) {
		char utf8[7] = "";
		g_autofree char *line = NULL;

		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		utf8[g_unichar_to_utf8(c, utf8)] = '\0';
		line = sp_show_line(utf8, 0);
		for (const char *p = line; *p; p = g_utf8_next_char(p))
			bad += !may_pass(g_utf8_get_char(p));
		passed += strcmp(line, utf8) == 0;
	}
	ok(bad == 0, "every code point comes out printable (%u do not)", bad);
	ok(passed > 100000, "and ordinary letters as they are (%u)", passed);
	bad = 0;
	for (int i = 1; i < 256; i++) {
		char byte[2] = { (char)i, '\0' };
		g_autofree char *text = sp_show_text(byte, 0);

		bad += !g_utf8_validate(text, -1, NULL);
		bad += i < ' ' && i != '\n' && i != '\t' && *text != '\\';
	}
	ok(bad == 0, "every single byte comes out as text");
}

/* Characters that show nothing, though Unicode calls them letters, marks or
 * symbols, and their neighbours, which show something. */
static void
test_invisible(void)
{
	static const gunichar hidden[] = {
		0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180F,
		0x2800, 0x3164, 0xFE00, 0xFE0F, 0xFFA0, 0xE0000, 0xE0100,
		0xE01EF, 0x200B, 0x202E, 0x2066, 0xFEFF, 0x0080, 0x009B,
	};
	static const gunichar shown[] = {
		0x034E, 0x0350, 0x115E, 0x1161, 0x17B3, 0x17B6, 0x180A, 0x1810,
		0x27FF, 0x2801, 0x3163, 0x3165, 0xFDFF, 0xFE10, 0xFF9F, 0xFFA1,
		0x00A1, 0x4E00, 0x1F600, ' ', '~',
	};

	for (gsize i = 0; i < G_N_ELEMENTS(hidden); i++) {
		char utf8[7] = "";
		g_autofree char *want = g_strdup_printf("<U+%04X>", hidden[i]);
		g_autofree char *got = NULL;

		utf8[g_unichar_to_utf8(hidden[i], utf8)] = '\0';
		got = sp_show_line(utf8, 0);
		ok(strcmp(got, want) == 0, "%s is said: %s", want, got);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(shown); i++) {
		char utf8[7] = "";
		g_autofree char *got = NULL;

		utf8[g_unichar_to_utf8(shown[i], utf8)] = '\0';
		got = sp_show_line(utf8, 0);
		ok(strcmp(got, utf8) == 0, "U+%04X is shown", shown[i]);
	}
}

int
main(void)
{
	test_lines();
	test_texts();
	test_sweep();
	test_invisible();
	return tap_done();
}
