/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compose.c - strings into header fields, and nothing more than one field each
 *
 * The encoded words are made here, not by gmime: gmime passes on a value that
 * looks like an encoded word already, and words of any length. What we encode
 * decodes to exactly what we were given. */
#include "lib/mail/compose.h"

#include <gmime/gmime.h>
#include <string.h>

#include "lib/mail/address.h"
#include "lib/mail/grammar.h"

#define LINE_GOOD 78
#define LINE_LIMIT 998
#define WORD_PLAIN 200		/* a longer run without a space is encoded */
#define WORD_CHARS 60		/* of text: words of 72, 75 is the limit */

struct sp_header {
	GString *block;
	gboolean refused;
	struct sp_err err;	/* of the first value that was refused */
};

struct sp_header *
sp_header_new(void)
{
	struct sp_header *h = g_new0(struct sp_header, 1);

	h->block = g_string_new(NULL);
	return h;
}

void
sp_header_free(struct sp_header *h)
{
	if (!h)
		return;
	g_string_free(h->block, TRUE);
	g_free(h);
}

static void
refuse(struct sp_header *h, const char *name, const char *why)
{
	if (h->refused)
		return;
	h->refused = TRUE;
	(void)sp_fail(&h->err, SP_EDATA, "header field %s: %s", name, why);
}

static gboolean
name_ok(const char *name)
{
	const char *p = name;

	while (sp_is_ftext((guchar)*p))
		p++;
	return p > name && *p == '\0';
}

/* Append "name: value", folded before a space where a line grows long. The
 * value is printable ASCII without a space at either end. */
static void
put_folded(struct sp_header *h, const char *name, const char *value)
{
	gsize column = strlen(name) + 2;
	gboolean first = TRUE;

	g_string_append_printf(h->block, "%s: ", name);
	while (*value) {
		/* A word takes the spaces before it along. */
		gsize n = strspn(value, " ");

		n += strcspn(value + n, " ");
		if (column + n > LINE_GOOD && !first) {
			g_string_append_c(h->block, '\n');
			column = 0;
		}
		column += n;
		if (column > LINE_LIMIT)
			refuse(h, name, "a word is too long for a line");
		g_string_append_len(h->block, value, (gssize)n);
		value += n;
		first = FALSE;
	}
	g_string_append_c(h->block, '\n');
}

/* One character as quoted-printable for encoded words, so that it may stand in
 * a display name too. Returns the length of what stands in q. */
static gsize
quote(const char *from, const char *to, char q[3 * 6 + 1])
{
	gsize n = 0;

	for (; from < to; from++) {
		if (g_ascii_isalnum(*from))
			q[n++] = *from;
		else if (*from == ' ')
			q[n++] = '_';
		else
			n += (gsize)g_snprintf(q + n, 4, "=%02X",
					       (unsigned)(guchar)*from);
	}
	return n;
}

/* Make out, which is empty, a run of encoded words; a reader drops the spaces
 * between them. Each holds whole characters. Not base64: there are readers
 * (gmime is one) that decode a run as one, and stop at its first padding. */
static void
encode_words(GString *out, const char *value)
{
	gsize room = 0;

	while (*value) {
		const char *next = g_utf8_next_char(value);
		char q[3 * 6 + 1];
		gsize n = quote(value, next, q);

		if (n > room) {
			if (out->len > 0)
				g_string_append(out, "?= ");
			g_string_append(out, "=?utf-8?Q?");
			room = WORD_CHARS;
		}
		g_string_append_len(out, q, (gssize)n);
		room -= n;
		value = next;
	}
	g_string_append(out, "?=");
}

/* UTF-8 without controls and line separators. */
static gboolean
value_ok(const char *value)
{
	if (!g_utf8_validate(value, -1, NULL))
		return FALSE;
	for (const char *p = value; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (sp_is_control(c) || c == 0x2028 || c == 0x2029)
			return FALSE;
	}
	return TRUE;
}

/* May the value stand as it is, and be folded at its spaces, so that a reader
 * gets exactly this value? */
static gboolean
stands_plain(const char *value)
{
	if (!g_str_is_ascii(value) || strstr(value, "=?") ||
	    strstr(value, "  "))
		return FALSE;
	for (const char *p = value; *p;) {
		gsize n = strcspn(p, " ");

		if (n > WORD_PLAIN)
			return FALSE;
		p += n + (p[n] == ' ');
	}
	return TRUE;
}

void
sp_header_text(struct sp_header *h, const char *name, const char *value)
{
	g_autofree char *stripped = NULL;
	g_autoptr(GString) encoded = g_string_new(NULL);

	if (!name_ok(name) || !value_ok(value)) {
		refuse(h, name, "holds a control character or is not UTF-8");
		return;
	}
	stripped = g_strstrip(g_strdup(value));
	if (stands_plain(stripped)) {
		put_folded(h, name, stripped);
		return;
	}
	encode_words(encoded, stripped);
	put_folded(h, name, encoded->str);
}

/* A display name as RFC 5322 wants it: atoms, a quoted string, or encoded
 * words. */
static void
put_phrase(GString *out, const char *display)
{
	gboolean atoms = TRUE;

	if (!stands_plain(display)) {
		encode_words(out, display);
		return;
	}
	for (const char *p = display; *p; p++)
		atoms = atoms && (sp_is_atext((guchar)*p) || *p == ' ');
	if (atoms) {
		g_string_append(out, display);
		return;
	}
	g_string_append_c(out, '"');
	for (const char *p = display; *p; p++) {
		if (*p == '"' || *p == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *p);
	}
	g_string_append_c(out, '"');
}

/* The address as it may stand in a 7 bit header; NULL when it may not: only a
 * domain has an ASCII form. g_free(). */
static char *
ascii_address(const char *address)
{
	g_autofree char *key = sp_address_key(address);

	if (!key || !g_str_is_ascii(key))
		return NULL;
	return g_str_is_ascii(address) ? g_strdup(address)
				       : g_steal_pointer(&key);
}

void
sp_header_mailbox(struct sp_header *h, const char *name, const char *display,
		  const char *address)
{
	g_autofree char *ascii = ascii_address(address);
	g_autofree char *stripped = g_strdup(display ? display : "");
	g_autoptr(GString) value = g_string_new(NULL);

	g_strstrip(stripped);
	if (!name_ok(name) || !value_ok(stripped)) {
		refuse(h, name, "holds a control character or is not UTF-8");
		return;
	}
	if (!ascii) {
		refuse(h, name, "no address that can stand in a header");
		return;
	}
	if (*stripped) {
		put_phrase(value, stripped);
		g_string_append_printf(value, " <%s>", ascii);
	} else {
		g_string_append(value, ascii);
	}
	put_folded(h, name, value->str);
}

void
sp_header_raw(struct sp_header *h, const char *name, const char *value)
{
	g_autofree char *stripped = g_strstrip(g_strdup(value));

	if (!name_ok(name) || !g_str_is_ascii(value) || !value_ok(value)) {
		refuse(h, name, "is not printable ASCII");
		return;
	}
	put_folded(h, name, stripped);
}

void
sp_header_date(struct sp_header *h, const char *name, int64_t at)
{
	g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(at);
	g_autofree char *text = NULL;

	if (!when) {
		refuse(h, name, "no such date");
		return;
	}
	text = g_mime_utils_header_format_date(when);
	sp_header_raw(h, name, text);
}

enum sp_status
sp_header_end(struct sp_header *h, char **block, struct sp_err *err)
{
	if (h->refused) {
		*err = h->err;
		return err->code;
	}
	*block = g_strdup(h->block->str);
	return SP_OK;
}
