/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clean.c - the one cleaner of strings that came from a message */
#include "lib/mail/grammar.h"

#define REPLACEMENT 0xFFFD
#define FILE_NAME_MAX 200

/* What stands for a control character, or 0 for nothing at all. */
static gunichar
substitute(gunichar c, const char *next, const char *end, gboolean lines)
{
	if (lines && (c == '\n' || c == '\t'))
		return c;
	if (c == '\r')
		return lines && next < end && *next == '\n' ? 0 : ' ';
	if (c == '\n' || c == '\t')
		return ' ';
	return REPLACEMENT;
}

char *
sp_clean(const char *text, gsize len, gsize max, gboolean lines)
{
	const char *end = text + len;
	GString *out = g_string_sized_new(MIN(len, max) + 1);

	while (text < end) {
		gunichar c = g_utf8_get_char_validated(text, end - text);
		const char *next;
		char utf8[6];
		gsize n;

		if (c == (gunichar)-1 || c == (gunichar)-2) {
			c = REPLACEMENT;
			next = text + 1;
		} else {
			next = g_utf8_next_char(text);
			if (sp_is_control(c))
				c = substitute(c, next, end, lines);
		}
		text = next;
		if (c == 0)
			continue;
		n = (gsize)g_unichar_to_utf8(c, utf8);
		if (out->len + n > max)
			break;
		g_string_append_len(out, utf8, (gssize)n);
	}
	return g_string_free(out, FALSE);
}

char *
sp_clean_name(const char *name)
{
	char *clean = sp_clean(name, strlen(name), FILE_NAME_MAX, FALSE);

	g_strdelimit(clean, "/\\", '_');
	if (*clean == '.')
		*clean = '_';
	return clean;
}
