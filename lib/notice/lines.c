/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lines.c - fold text to the width of a mail */
#include "lib/notice/lines.h"

#include <string.h>

static unsigned
char_width(gunichar c)
{
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

unsigned
sp_lines_width(const char *text)
{
	unsigned width = 0;

	for (; *text; text = g_utf8_next_char(text))
		width += char_width(g_utf8_get_char(text));
	return width;
}

/* Where the first line of text ends when it has room columns: after its last
 * character that fits, at a space if there is one. At least one character is
 * taken. */
static const char *
line_end(const char *text, unsigned room, gboolean hard)
{
	const char *space = NULL;
	const char *c = text;
	unsigned width = 0;

	for (; *c; c = g_utf8_next_char(c)) {
		if (*c == ' ' && c > text)
			space = c;
		width += char_width(g_utf8_get_char(c));
		if (width <= room)
			continue;
		if (space)
			return space;
		if (hard)
			return c > text ? c : g_utf8_next_char(c);
	}
	return c;
}

void
sp_lines_fold_at(GString *out, unsigned columns, const char *first,
		 const char *rest, const char *text, gboolean hard)
{
	const char *prefix = first;
	unsigned used, room;
	const char *end;

	do {
		used = sp_lines_width(prefix);
		room = used < columns ? columns - used : 1;
		end = line_end(text, room, hard);
		g_string_append(out, prefix);
		g_string_append_len(out, text, end - text);
		g_string_append_c(out, '\n');
		text = end + strspn(end, " ");
		prefix = rest;
	} while (*text);
}

void
sp_lines_fold(GString *out, const char *first, const char *rest,
	      const char *text, gboolean hard)
{
	sp_lines_fold_at(out, SP_LINES_COLUMNS, first, rest, text, hard);
}
