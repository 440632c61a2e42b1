/* SPDX-License-Identifier: GPL-2.0-or-later */
/* column.c - text from outside in a column of a table */
#include "lib/mail/show.h"

/* Columns that a terminal needs for a character. */
static unsigned
columns(gunichar c)
{
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

char *
sp_show_column(const char *text, unsigned width)
{
	g_autofree char *safe = sp_show_line(text ? text : "", 0);
	GString *s = g_string_new(NULL);
	const char *p = safe;
	unsigned used = 0;

	for (; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (used + columns(c) > width)
			break;
		used += columns(c);
		g_string_append_unichar(s, c);
	}
	if (*p && s->len > 0) {		/* say that it was cut */
		char *last = g_utf8_find_prev_char(s->str, s->str + s->len);

		used -= columns(g_utf8_get_char(last));
		g_string_truncate(s, (gsize)(last - s->str));
		g_string_append_c(s, '~');
		used++;
	}
	for (; used < width; used++)
		g_string_append_c(s, ' ');
	return g_string_free(s, FALSE);
}
