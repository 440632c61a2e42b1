/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dearmor.c - ASCII armor to binary, a line at a time
 *
 * Characters that are no base64 are skipped, and the checksum is not looked at,
 * as RFC 4880 and 9580 have it: what matters is authenticated by the encryption
 * or by the signature. A line that begins with a dash is where one of two
 * readers may see an end, and is refused. */
#include "lib/pgp/armor.h"

#include <string.h>

#define LINE_MAX_BYTES 4096	/* RFC 4880 makes them at most 76 */
#define CHUNK 65536

struct lines {
	struct sp_rope *text;
	size_t at;		/* in chunk */
	size_t len;
	char chunk[CHUNK];
};

struct decoder {
	struct lines lines;
	gint state;		/* of GLib's base64 */
	guint save;
	struct sp_blob *binary;
	size_t n;
	guchar out[CHUNK];
};

/* Move what is left of the chunk to its front and read on behind it. */
static enum sp_status
refill(struct lines *l, struct sp_err *err)
{
	ssize_t got;

	memmove(l->chunk, l->chunk + l->at, l->len - l->at);
	l->len -= l->at;
	l->at = 0;
	got = sp_rope_read(l->text, l->chunk + l->len, CHUNK - l->len);
	if (got < 0)
		return sp_fail(err, SP_EIO, "armor: cannot be read");
	l->len += (size_t)got;
	return SP_OK;
}

/* The next line without its end and trailing white space. SP_NONE: no more.
 * The line is valid until the next call. */
static enum sp_status
next_line(struct lines *l, const char **line, size_t *len, struct sp_err *err)
{
	const char *end = memchr(l->chunk + l->at, '\n', l->len - l->at);
	enum sp_status r;
	size_t whole, n;

	if (!end) {
		r = refill(l, err);
		if (r != SP_OK)
			return r;
		end = memchr(l->chunk, '\n', l->len);
	}
	if (!end && l->len == 0)
		return SP_NONE;
	*line = l->chunk + l->at;
	n = end ? (size_t)(end - *line) : l->len - l->at;
	whole = end ? n + 1 : n;
	if (n > LINE_MAX_BYTES)
		return sp_fail(err, SP_EDATA, "armor: a line is too long");
	while (n > 0 && g_ascii_isspace((*line)[n - 1]))
		n--;
	*len = n;
	l->at += whole;
	return SP_OK;
}

static gboolean
is_rule(const char *line, size_t len, const char *word, const char *type)
{
	g_autofree char *rule = g_strdup_printf("-----%s %s-----", word, type);

	return len == strlen(rule) && memcmp(line, rule, len) == 0;
}

/* Up to the empty line that ends the armor headers. */
static enum sp_status
skip_head(struct lines *l, const char *type, struct sp_err *err)
{
	gboolean begun = FALSE;
	enum sp_status r;
	const char *line;
	size_t len;

	while ((r = next_line(l, &line, &len, err)) == SP_OK) {
		if (!begun && len == 0)
			continue;
		if (begun && len == 0)
			return SP_OK;
		if (begun && !memchr(line, ':', len))
			return sp_fail(err, SP_EDATA,
				       "armor: no empty line after its head");
		if (!begun && !is_rule(line, len, "BEGIN", type))
			return sp_fail(err, SP_EDATA,
				       "armor: does not begin a %s", type);
		begun = TRUE;
	}
	if (r == SP_NONE)
		return sp_fail(err, SP_EDATA, "armor: ends in its head");
	return r;
}

static enum sp_status
flush(struct decoder *d, struct sp_err *err)
{
	enum sp_status r = sp_blob_append(d->binary, d->out, d->n, err);

	d->n = 0;
	return r;
}

static enum sp_status
decode_line(struct decoder *d, const char *line, size_t len,
	    struct sp_err *err)
{
	enum sp_status r;

	if (d->n + len > sizeof(d->out)) {
		r = flush(d, err);
		if (r != SP_OK)
			return r;
	}
	d->n += g_base64_decode_step(line, len, d->out + d->n, &d->state,
				     &d->save);
	return SP_OK;
}

/* The base64 lines, the checksum and the END line. */
static enum sp_status
decode_body(struct decoder *d, const char *type, struct sp_err *err)
{
	gboolean summed = FALSE;
	enum sp_status r;
	const char *line;
	size_t len;

	while ((r = next_line(&d->lines, &line, &len, err)) == SP_OK) {
		if (len == 0)
			continue;
		if (line[0] == '-' && is_rule(line, len, "END", type))
			return flush(d, err);
		if (line[0] == '-')
			return sp_fail(err, SP_EDATA,
				       "armor: a line of dashes within");
		if (summed)
			return sp_fail(err, SP_EDATA,
				       "armor: data after its checksum");
		summed = line[0] == '=';
		if (summed)
			continue;
		r = decode_line(d, line, len, err);
		if (r != SP_OK)
			return r;
	}
	if (r == SP_NONE)
		return sp_fail(err, SP_EDATA, "armor: has no end");
	return r;
}

gboolean
sp_armor_seen(struct sp_rope *text)
{
	char start[64];
	gboolean seen = FALSE;
	ssize_t n, i = 0;

	sp_rope_rewind(text);
	n = sp_rope_read(text, start, sizeof(start));
	while (i < n && g_ascii_isspace(start[i]))
		i++;
	if (n - i >= 5)
		seen = memcmp(start + i, "-----", 5) == 0;
	sp_rope_rewind(text);
	return seen;
}

enum sp_status
sp_armor_decode(struct sp_rope *text, const char *type,
		struct sp_blob *binary, struct sp_err *err)
{
	g_autofree struct decoder *d = g_new0(struct decoder, 1);
	enum sp_status r;
	const char *line;
	size_t len;

	sp_rope_rewind(text);
	d->lines.text = text;
	d->binary = binary;
	r = skip_head(&d->lines, type, err);
	if (r == SP_OK)
		r = decode_body(d, type, err);
	while (r == SP_OK) {
		r = next_line(&d->lines, &line, &len, err);
		if (r != SP_OK || len == 0)
			continue;
		r = len >= 5 && memcmp(line, "-----", 5) == 0
			? sp_fail(err, SP_EDATA, "armor: more than one block "
				  "in it, allowed is one")
			: sp_fail(err, SP_EDATA, "armor: text after it");
	}
	return r == SP_NONE ? SP_OK : r;
}
