/* SPDX-License-Identifier: GPL-2.0-or-later */
/* grammar.h - character classes of RFC 5322, and the one cleaner of strings
 *
 * Shared inside lib/mail. The parser and the checker of outgoing mail agree on
 * what a character is, and on nothing else. */
#ifndef SP_MAIL_GRAMMAR_H
#define SP_MAIL_GRAMMAR_H

#include <glib.h>
#include <string.h>

static inline gboolean
sp_is_atext(unsigned char c)
{
	return g_ascii_isalnum(c) ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* A character of a field name: printable, no colon, no space. */
static inline gboolean
sp_is_ftext(unsigned char c)
{
	return c > ' ' && c < 0x7f && c != ':';
}

static inline gboolean
sp_is_wsp(unsigned char c)
{
	return c == ' ' || c == '\t';
}

/* A C0 or C1 control or DEL, as a code point. */
static inline gboolean
sp_is_control(gunichar c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

/* Bytes of text into a string as facts hold it: valid UTF-8, at most max
 * bytes, cut at a character. With lines, LF and TAB stay and CR LF becomes LF;
 * else white space of that kind becomes a space. Any other control becomes
 * U+FFFD. g_free(). */
char *sp_clean(const char *text, gsize len, gsize max, gboolean lines);

/* A file name that is only data: cleaned, <= 200 bytes, no path, no dot in
 * front. g_free(). */
char *sp_clean_name(const char *name);

#endif
