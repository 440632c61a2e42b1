/* SPDX-License-Identifier: GPL-2.0-or-later */
/* prescan.c - refuse what would cost the MIME parser too much (R-050)
 *
 * One pass, line by line, in constant memory. It does not parse: it counts what
 * could be a header field, an address or a delimiter, and errs to the side of
 * counting too much. A line is a delimiter when it bears a boundary that some
 * header field has named; a bitmap of hashes remembers those. What may follow
 * a delimiter, or the header of an attached message, is counted as a header. */
#include "lib/mail/parse.h"

#include <string.h>

#include "lib/mail/grammar.h"

#define LINE_BYTES (1024 * 1024)
#define FIELD_BYTES (64 * 1024)
#define BOUNDARY_BYTES 200
#define BOUNDARY_WORDS 8	/* read in one line; each may run to its end */
#define BITS 16

struct scan {
	const struct sp_config *conf;
	struct sp_err *err;
	gboolean header;	/* in a header, or what could be one */
	gboolean again;		/* another header follows this one */
	gboolean digest;	/* a part without a type is a message */
	gboolean typed;		/* this header has a Content-Type */
	gboolean any;		/* a boundary escaped us: each line in "--" */
	gboolean content_type;	/* the current field is one */
	gboolean addresses;	/* the current field holds addresses */
	unsigned sections;	/* headers begun, the top one included */
	unsigned fields;	/* of this header */
	size_t header_bytes;	/* of this header */
	size_t field_bytes;	/* of this field */
	size_t inner_bytes;	/* of all headers but the top one */
	unsigned ats;		/* "@" in address fields */
	unsigned delimiters;
	uint8_t known[(1 << BITS) / 8];	/* hashes of boundaries */
};

static enum sp_status
over(struct scan *s, const char *what, size_t limit)
{
	return sp_fail(s->err, SP_EDATA, "%s, the limit is %zu", what, limit);
}

/* Without blanks at the end. */
static size_t
trimmed(const uint8_t *p, size_t len)
{
	while (len > 0 && strchr(" \t\r\n", p[len - 1]) && p[len - 1])
		len--;
	return len;
}

static unsigned
hash(const uint8_t *p, size_t len)
{
	guint32 h = 2166136261U;	/* FNV-1a */

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * 16777619U;
	return (h ^ h >> BITS) & ((1U << BITS) - 1);
}

static void
remember(struct scan *s, const uint8_t *p, size_t len)
{
	unsigned h = hash(p, len = trimmed(p, len));

	s->known[h / 8] |= (uint8_t)(1U << h % 8);
	if (len > BOUNDARY_BYTES || memmem(p, len, "=?", 2) ||
	    memchr(p, '\\', len) || memchr(p, '(', len))
		s->any = TRUE;		/* not what will be compared */
}

static gboolean
is_known(const struct scan *s, const uint8_t *p, size_t len)
{
	unsigned h = hash(p, len);

	return s->known[h / 8] & 1U << h % 8;
}

/* Does the line, which begins with "--", end a part? */
static gboolean
is_delimiter(const struct scan *s, const uint8_t *line, size_t len)
{
	if (s->any)
		return TRUE;
	len = trimmed(line, len);
	if (len < 2)
		return FALSE;
	return is_known(s, line + 2, len - 2) ||
	       (len >= 4 && line[len - 1] == '-' && line[len - 2] == '-' &&
		is_known(s, line + 2, len - 4));
}

/* Remember the value after "boundary". Only the plain forms are read; anything
 * else (RFC 2231, a comment, a fold) makes each line count that could be one. */
static void
note_boundary(struct scan *s, const uint8_t *p, const uint8_t *end)
{
	const uint8_t *stop;

	while (p < end && sp_is_wsp(*p))
		p++;
	if (p == end || *p != '=') {
		s->any = TRUE;
		return;
	}
	for (p++; p < end && sp_is_wsp(*p);)
		p++;
	if (p < end && *p == '"') {
		stop = memchr(p + 1, '"', (size_t)(end - p) - 1);
		if (stop)
			remember(s, p + 1, (size_t)(stop - p) - 1);
		else
			s->any = TRUE;
		return;
	}
	stop = memchr(p, ';', (size_t)(end - p));
	stop = stop ? stop : end;
	remember(s, p, (size_t)(stop - p));	/* with blanks inside, and */
	for (const uint8_t *q = p; q < stop; q++) {
		if (sp_is_wsp(*q))		/* only up to the first */
			stop = q;
	}
	remember(s, p, (size_t)(stop - p));
	s->any = s->any || trimmed(p, (size_t)(stop - p)) == 0;
}

/* The text after the word, in any case, or NULL. */
static const uint8_t *
after_word(const uint8_t *p, size_t len, const char *word)
{
	size_t n = strlen(word);

	for (; len >= n; p++, len--) {
		if (g_ascii_strncasecmp((const char *)p, word, n) == 0)
			return p + n;
	}
	return NULL;
}

static void
note_content_type(struct scan *s, const uint8_t *line, size_t len)
{
	const uint8_t *end = line + trimmed(line, len);
	const uint8_t *p = line;

	for (unsigned n = 0; !s->any &&
	     (p = after_word(p, (size_t)(end - p), "boundary")); n++) {
		if (n < BOUNDARY_WORDS)
			note_boundary(s, p, end);
		else
			s->any = TRUE;
	}
	if (after_word(line, len, "message"))
		s->again = TRUE;
	if (after_word(line, len, "digest"))
		s->digest = TRUE;
}

static gboolean
is_field(const uint8_t *line, size_t len, const char *name)
{
	size_t n = strlen(name);

	return len > n && (line[n] == ':' || sp_is_wsp(line[n])) &&
	       g_ascii_strncasecmp((const char *)line, name, n) == 0;
}

static enum sp_status
count_field(struct scan *s)
{
	if (++s->fields > s->conf->header_fields)
		return over(s, "too many header fields",
			    s->conf->header_fields);
	return SP_OK;
}

static enum sp_status
begin_field(struct scan *s, const uint8_t *line, size_t len)
{
	static const char *const names[] = {
		"From", "To", "Cc", "Bcc", "Reply-To", "Sender",
		"Resent-From", "Resent-To", "Resent-Cc",
	};

	s->content_type = is_field(line, len, "Content-Type");
	s->typed = s->typed || s->content_type;
	s->addresses = FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		s->addresses = s->addresses || is_field(line, len, names[i]);
	s->field_bytes = 0;
	return count_field(s);
}

static enum sp_status
scan_header_line(struct scan *s, const uint8_t *line, size_t len)
{
	enum sp_status r = SP_OK;

	if (!sp_is_wsp(*line))
		r = begin_field(s, line, len);
	if (r != SP_OK)
		return r;
	s->header_bytes += len;
	s->field_bytes += len;
	if (s->sections > 1)
		s->inner_bytes += len;
	if (s->header_bytes > s->conf->header_bytes)
		return over(s, "a header is too long", s->conf->header_bytes);
	if (s->inner_bytes > 4 * s->conf->header_bytes)
		return over(s, "the headers of the parts are too long",
			    4 * s->conf->header_bytes);
	if (s->field_bytes > FIELD_BYTES)
		return over(s, "a header field is too long", FIELD_BYTES);
	if (s->content_type)
		note_content_type(s, line, len);
	for (size_t i = 0; s->addresses && i < len; i++)
		s->ats += line[i] == '@';
	if (s->ats > s->conf->addresses)
		return over(s, "too many addresses", s->conf->addresses);
	return SP_OK;
}

static void
begin_header(struct scan *s)
{
	s->header = TRUE;
	s->again = FALSE;
	s->typed = FALSE;
	s->content_type = FALSE;
	s->addresses = FALSE;
	s->sections++;
	s->fields = 0;
	s->header_bytes = 0;
	s->field_bytes = 0;
}

/* A delimiter in a header that has not ended may begin the next part, or be one
 * more line of that header, which goes on: count on, forget nothing. */
static enum sp_status
scan_delimiter(struct scan *s)
{
	if (++s->delimiters > s->conf->parts)
		return over(s, "too many MIME delimiters", s->conf->parts);
	if (!s->header) {
		begin_header(s);
		return SP_OK;
	}
	s->typed = FALSE;
	s->sections++;
	return count_field(s);
}

static enum sp_status
scan_line(struct scan *s, const uint8_t *line, size_t len)
{
	if (len > LINE_BYTES)
		return over(s, "a line is too long", LINE_BYTES);
	if (s->sections > 0 && len >= 2 && line[0] == '-' && line[1] == '-' &&
	    is_delimiter(s, line, len))
		return scan_delimiter(s);
	if (!s->header)
		return SP_OK;
	if (trimmed(line, len) > 0)
		return scan_header_line(s, line, len);
	s->header = FALSE;
	if (s->again || (s->digest && !s->typed && s->sections > 1))
		begin_header(s);
	return SP_OK;
}

enum sp_status
sp_mail_prescan(const struct sp_config *conf, const uint8_t *bytes, size_t len,
		struct sp_err *err)
{
	g_autofree struct scan *s = g_new0(struct scan, 1);
	/* Without any LF, lone CRs are the line ends. */
	int eol = len > 0 && memchr(bytes, '\n', len) ? '\n' : '\r';
	enum sp_status r = SP_OK;
	size_t at = 0;

	s->conf = conf;
	s->err = err;
	begin_header(s);
	while (at < len && r == SP_OK) {
		const uint8_t *end = memchr(bytes + at, eol, len - at);
		size_t n = end ? (size_t)(end - bytes) + 1 - at : len - at;

		r = scan_line(s, bytes + at, n);
		at += n;
	}
	return r;
}
