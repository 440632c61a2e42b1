/* SPDX-License-Identifier: GPL-2.0-or-later */
/* show.c - untrusted text made harmless and visible
 *
 * What a terminal could obey, and what a reader could not see, becomes text:
 * \x1b for an ASCII control, <U+202E> for the rest. */
#include "lib/mail/show.h"

#include <string.h>

#include "lib/mail/grammar.h"

#define REPLACEMENT 0xFFFD

struct shown {
	char text[16];		/* one character, or its name */
	gsize len;
};

/* Letters and marks that show nothing: they carry hidden text as well as any
 * zero-width character does. */
static gboolean
invisible_letter(gunichar c)
{
	static const struct {
		gunichar from, to;
	} ranges[] = {
		{ 0x034F, 0x034F },	/* combining grapheme joiner */
		{ 0x115F, 0x1160 },	/* Hangul fillers */
		{ 0x17B4, 0x17B5 },	/* Khmer inherent vowels */
		{ 0x180B, 0x180F },	/* Mongolian selectors */
		{ 0x2800, 0x2800 },	/* blank Braille pattern */
		{ 0x3164, 0x3164 },	/* Hangul filler */
		{ 0xFE00, 0xFE0F },	/* variation selectors */
		{ 0xFFA0, 0xFFA0 },	/* half-width Hangul filler */
		{ 0xE0000, 0xE0FFF },	/* tags, more variation selectors */
	};

	for (gsize i = 0; i < G_N_ELEMENTS(ranges); i++) {
		if (c >= ranges[i].from && c <= ranges[i].to)
			return TRUE;
	}
	return FALSE;
}

static gboolean
harmless(gunichar c)
{
	GUnicodeType type = g_unichar_type(c);

	if (c >= ' ' && c < 0x7f)
		return TRUE;
	if (invisible_letter(c) || type == G_UNICODE_PRIVATE_USE ||
	    type == G_UNICODE_LINE_SEPARATOR ||
	    type == G_UNICODE_PARAGRAPH_SEPARATOR)
		return FALSE;
	/* Not: controls, format characters, surrogates, unassigned ones. */
	return g_unichar_isgraph(c) || type == G_UNICODE_SPACE_SEPARATOR;
}

/* Show the character at *at and step over it. */
static void
show_next(const char **at, const char *end, struct shown *s)
{
	gunichar c = g_utf8_get_char_validated(*at, end - *at);

	if (c == (gunichar)-1 || c == (gunichar)-2) {
		c = REPLACEMENT;
		*at += 1;
	} else {
		*at = g_utf8_next_char(*at);
	}
	if (harmless(c))
		s->len = (gsize)g_unichar_to_utf8(c, s->text);
	else
		s->len = (gsize)g_snprintf(s->text, sizeof(s->text),
					   c < 0x80 ? "\\x%02x" : "<U+%04X>",
					   c);
}

/* Of printable ASCII, which most text is, and which shows itself. */
static gsize
plain_run(const char *text, const char *end)
{
	const char *p = text;

	while (p < end && *p >= ' ' && *p < 0x7f)
		p++;
	return (gsize)(p - text);
}

char *
sp_show_line(const char *text, size_t max)
{
	static const char dots[] = "...";
	const char *end = text + strlen(text);
	GString *out = g_string_new(NULL);
	gsize fits = 0;		/* length that leaves room for the dots */

	while (text < end) {
		struct shown s;
		gsize n = max == 0 ? plain_run(text, end) : 0;

		if (n > 0) {
			g_string_append_len(out, text, (gssize)n);
			text += n;
			continue;
		}
		show_next(&text, end, &s);
		if (max > 0 && out->len + s.len > max) {
			g_string_truncate(out, fits);
			g_string_append_len(out, dots,
					    (gssize)MIN(max, strlen(dots)));
			break;
		}
		g_string_append_len(out, s.text, (gssize)s.len);
		if (out->len + strlen(dots) <= max)
			fits = out->len;
	}
	return g_string_free(out, FALSE);
}

char *
sp_show_text(const char *text, unsigned lines)
{
	const char *end = text + strlen(text);
	GString *out = g_string_new(NULL);
	unsigned seen = 0;

	while (text < end) {
		struct shown s;
		gsize n = plain_run(text, end);

		if (n > 0) {
			g_string_append_len(out, text, (gssize)n);
			text += n;
			continue;
		}
		if (*text == '\r' && text + 1 < end && text[1] == '\n')
			text++;
		if (*text == '\n' || *text == '\t') {
			g_string_append_c(out, *text);
			if (*text++ == '\n' && ++seen == lines)
				break;
			continue;
		}
		show_next(&text, end, &s);
		g_string_append_len(out, s.text, (gssize)s.len);
	}
	return g_string_free(out, FALSE);
}
