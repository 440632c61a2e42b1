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
