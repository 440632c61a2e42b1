/* SPDX-License-Identifier: GPL-2.0-or-later */
/* name.c - display names that pass for somebody else's */
#include "lib/mail/name.h"

#include <string.h>

#include "lib/mail/show.h"

/* Scripts that one word may mix, as people do in east Asia; every other pair
 * of scripts in one word is suspect (UTS 39, "highly restrictive"). */
static const struct {
	GUnicodeScript scripts[4];
} together[] = {
	{ { G_UNICODE_SCRIPT_LATIN, G_UNICODE_SCRIPT_HAN,
	    G_UNICODE_SCRIPT_HIRAGANA, G_UNICODE_SCRIPT_KATAKANA } },
	{ { G_UNICODE_SCRIPT_LATIN, G_UNICODE_SCRIPT_HAN,
	    G_UNICODE_SCRIPT_HANGUL, G_UNICODE_SCRIPT_LATIN } },
	{ { G_UNICODE_SCRIPT_LATIN, G_UNICODE_SCRIPT_HAN,
	    G_UNICODE_SCRIPT_BOPOMOFO, G_UNICODE_SCRIPT_LATIN } },
};

/* The rows of the table that hold the script, as bits. */
static unsigned
rows_of(GUnicodeScript script)
{
	unsigned rows = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(together); i++) {
		for (gsize k = 0; k < G_N_ELEMENTS(together[i].scripts); k++) {
			if (together[i].scripts[k] == script)
				rows |= 1U << i;
		}
	}
	return rows;
}

static gboolean
mixes_scripts(const char *name)
{
	GUnicodeScript first = G_UNICODE_SCRIPT_COMMON;
	gboolean several = FALSE;
	unsigned rows = 0;

	for (const char *p = name; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		GUnicodeScript script = g_unichar_get_script(c);

		if (!g_unichar_isalpha(c)) {
			if (!g_unichar_ismark(c))	/* the word ends */
				first = G_UNICODE_SCRIPT_COMMON;
			continue;
		}
		if (script == G_UNICODE_SCRIPT_COMMON ||
		    script == G_UNICODE_SCRIPT_INHERITED)
			continue;
		if (first == G_UNICODE_SCRIPT_COMMON) {
			first = script;
			several = FALSE;
			rows = rows_of(script);
			continue;
		}
		several = several || script != first;
		rows &= rows_of(script);
		if (several && rows == 0)
			return TRUE;
	}
	return FALSE;
}

gboolean
sp_name_misleads(const char *name)
{
	/* Letters in disguise (mathematical, full width) count as plain. */
	g_autofree char *plain = g_utf8_normalize(name, -1,
						  G_NORMALIZE_ALL_COMPOSE);
	g_autofree char *shown = sp_show_line(name, 0);

	return !plain || strchr(plain, '@') || strcmp(shown, name) != 0 ||
	       mixes_scripts(plain);
}

/* Letters of other scripts, and odd ones of our own, that pass for a Latin
 * letter at a glance. In the order of Unicode. */
static const struct {
	gunichar from;
	char to;
} lookalikes[] = {
	{ 0x00D8, 'o' }, { 0x00F8, 'o' }, { 0x0110, 'd' }, { 0x0111, 'd' },
	{ 0x0126, 'h' }, { 0x0127, 'h' }, { 0x0131, 'i' }, { 0x0141, 'l' },
	{ 0x0142, 'l' }, { 0x0251, 'a' }, { 0x0261, 'g' }, { 0x0269, 'i' },
	{ 0x028F, 'y' }, { 0x0391, 'a' }, { 0x0392, 'b' }, { 0x0395, 'e' },
	{ 0x0396, 'z' }, { 0x0397, 'h' }, { 0x0399, 'i' }, { 0x039A, 'k' },
	{ 0x039C, 'm' }, { 0x039D, 'n' }, { 0x039F, 'o' }, { 0x03A1, 'p' },
	{ 0x03A4, 't' }, { 0x03A5, 'y' }, { 0x03A7, 'x' }, { 0x03B1, 'a' },
	{ 0x03B3, 'y' }, { 0x03B5, 'e' }, { 0x03B7, 'n' }, { 0x03B9, 'i' },
	{ 0x03BA, 'k' }, { 0x03BC, 'u' }, { 0x03BD, 'v' }, { 0x03BF, 'o' },
	{ 0x03C1, 'p' }, { 0x03C2, 'c' }, { 0x03C3, 'o' }, { 0x03C4, 't' },
	{ 0x03C5, 'u' }, { 0x03C7, 'x' }, { 0x03C9, 'w' }, { 0x03F2, 'c' },
	{ 0x03F3, 'j' }, { 0x03F9, 'c' }, { 0x0404, 'e' }, { 0x0405, 's' },
	{ 0x0406, 'i' }, { 0x0408, 'j' }, { 0x0410, 'a' }, { 0x0412, 'b' },
	{ 0x0415, 'e' }, { 0x041A, 'k' }, { 0x041C, 'm' }, { 0x041D, 'h' },
	{ 0x041E, 'o' }, { 0x0420, 'p' }, { 0x0421, 'c' }, { 0x0422, 't' },
	{ 0x0423, 'y' }, { 0x0425, 'x' }, { 0x042C, 'b' }, { 0x0430, 'a' },
	{ 0x0432, 'b' }, { 0x0433, 'r' }, { 0x0435, 'e' }, { 0x043A, 'k' },
	{ 0x043C, 'm' }, { 0x043D, 'h' }, { 0x043E, 'o' }, { 0x0440, 'p' },
	{ 0x0441, 'c' }, { 0x0442, 't' }, { 0x0443, 'y' }, { 0x0445, 'x' },
	{ 0x044C, 'b' }, { 0x0454, 'e' }, { 0x0455, 's' }, { 0x0456, 'i' },
	{ 0x0458, 'j' }, { 0x0474, 'v' }, { 0x0475, 'v' }, { 0x04AE, 'y' },
	{ 0x04AF, 'y' }, { 0x04BA, 'h' }, { 0x04BB, 'h' }, { 0x04C0, 'i' },
	{ 0x04CF, 'i' }, { 0x0500, 'd' }, { 0x0501, 'd' }, { 0x050D, 'g' },
	{ 0x051A, 'q' }, { 0x051B, 'q' }, { 0x051C, 'w' }, { 0x051D, 'w' },
	{ 0x054D, 'u' }, { 0x0555, 'o' }, { 0x0566, 'q' }, { 0x056C, 'l' },
	{ 0x0570, 'h' }, { 0x0575, 'j' }, { 0x0578, 'n' }, { 0x057C, 'n' },
	{ 0x057D, 'u' }, { 0x0581, 'g' }, { 0x0585, 'o' }, { 0xA731, 's' },
};

static gunichar
look_of(gunichar c)
{
	gsize low = 0, high = G_N_ELEMENTS(lookalikes);

	while (low < high) {
		gsize mid = (low + high) / 2;

		if (lookalikes[mid].from == c)
			return (gunichar)lookalikes[mid].to;
		if (lookalikes[mid].from < c)
			low = mid + 1;
		else
			high = mid;
	}
	return c;
}

char *
sp_name_skeleton(const char *name)
{
	g_autofree char *plain = g_utf8_normalize(name, -1, G_NORMALIZE_ALL);
	GString *out = g_string_new(NULL);

	for (const char *p = plain; p && *p; p = g_utf8_next_char(p)) {
		gunichar c = g_unichar_tolower(look_of(g_utf8_get_char(p)));

		if (c == 'i' || c == '1' || c == '|')
			c = 'l';	/* as the capital I looks */
		if (c == '0')
			c = 'o';
		if (g_unichar_isalnum(c))
			g_string_append_unichar(out, c);
	}
	g_string_replace(out, "rn", "m", 0);
	g_string_replace(out, "vv", "w", 0);
	return g_string_free(out, FALSE);
}
