/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rope.c - a message to send, assembled from text and ranges of blobs
 *
 * All text of a rope stands in one string, so a piece is always a range: of
 * that string, or of a blob. Blobs are read piecewise, never mapped: sending
 * 25 MB takes no more memory than sending 25 KB. */
#include "lib/base/blob.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/file.h"

#define WRITE_CHUNK 65536

struct piece {
	const struct sp_blob *blob;	/* NULL: range of the rope's text */
	struct sp_range range;
};

struct sp_rope {
	GString *text;
	GArray *pieces;			/* of struct piece */
	size_t len;
	gboolean broken;		/* a range was not inside its blob */
	guint piece;			/* reading goes on in this piece ... */
	size_t offset;			/* ... at this byte of it */
};

struct sp_rope *
sp_rope_new(void)
{
	struct sp_rope *r = g_new0(struct sp_rope, 1);

	r->text = g_string_new(NULL);
	r->pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));
	return r;
}

void
sp_rope_free(struct sp_rope *r)
{
	if (!r)
		return;
	g_string_free(r->text, TRUE);
	g_array_free(r->pieces, TRUE);
	g_free(r);
}

/* The last n bytes of the text are new: give them to the last piece when that
 * is text as well, else to a new one. */
static void
add_text(struct sp_rope *r, size_t n)
{
	struct piece fresh = { NULL, { r->text->len - n, n } };
	struct piece *last = NULL;

	if (n == 0)
		return;
	r->len += n;
	if (r->pieces->len > 0)
		last = &g_array_index(r->pieces, struct piece,
				      r->pieces->len - 1);
	if (last && !last->blob)
		last->range.len += n;
	else
		g_array_append_val(r->pieces, fresh);
}

void
sp_rope_text(struct sp_rope *r, const char *text)
{
	g_string_append(r->text, text);
	add_text(r, strlen(text));
}

void
sp_rope_printf(struct sp_rope *r, const char *fmt, ...)
{
	const size_t before = r->text->len;
	va_list ap;

	va_start(ap, fmt);
	g_string_append_vprintf(r->text, fmt, ap);
	va_end(ap);
	add_text(r, r->text->len - before);
}

void
sp_rope_range(struct sp_rope *r, const struct sp_blob *b,
	      struct sp_range range)
{
	struct piece fresh = { b, range };

	if (range.at > b->len || range.len > b->len - range.at) {
		r->broken = TRUE;
		return;
	}
	if (range.len == 0)
		return;
	g_array_append_val(r->pieces, fresh);
	r->len += range.len;
}

void
sp_rope_blob(struct sp_rope *r, const struct sp_blob *b)
{
	sp_rope_range(r, b, (struct sp_range) { 0, b->len });
}

size_t
sp_rope_len(const struct sp_rope *r)
{
	return r->len;
}

const struct sp_blob *
sp_rope_is_blob(const struct sp_rope *r)
{
	const struct piece *p;

	if (r->broken || r->pieces->len != 1)
		return NULL;
	p = &g_array_index(r->pieces, struct piece, 0);
	return p->blob && p->range.len == p->blob->len ? p->blob : NULL;
}

/* Copy up to n bytes of one piece. Returns how many, or -1 with errno. */
static ssize_t
read_piece(const struct sp_rope *r, const struct piece *p, void *buf, size_t n)
{
	struct sp_err err;
	size_t got;

	n = MIN(n, p->range.len - r->offset);
	if (!p->blob) {
		memcpy(buf, r->text->str + p->range.at + r->offset, n);
		return (ssize_t)n;
	}
	if (sp_blob_read(p->blob, p->range.at + r->offset, buf, n, &got,
			 &err) != SP_OK || got != n) {
		errno = EIO;
		return -1;
	}
	return (ssize_t)got;
}

ssize_t
sp_rope_read(struct sp_rope *r, void *buf, size_t n)
{
	uint8_t *to = buf;
	size_t done = 0;

	if (r->broken) {
		errno = ERANGE;
		return -1;
	}
	n = MIN(n, G_MAXSSIZE);
	while (done < n && r->piece < r->pieces->len) {
		const struct piece *p =
			&g_array_index(r->pieces, struct piece, r->piece);
		ssize_t got = read_piece(r, p, to + done, n - done);

		if (got < 0)
			return -1;
		done += (size_t)got;
		r->offset += (size_t)got;
		if (r->offset == p->range.len) {
			r->piece++;
			r->offset = 0;
		}
	}
	return (ssize_t)done;
}

void
sp_rope_rewind(struct sp_rope *r)
{
	r->piece = 0;
	r->offset = 0;
}

enum sp_status
sp_rope_write(struct sp_rope *r, int fd, struct sp_err *err)
{
	uint8_t chunk[WRITE_CHUNK];
	ssize_t n;

	sp_rope_rewind(r);
	while ((n = sp_rope_read(r, chunk, sizeof(chunk))) > 0)
		if (!sp_write_all(fd, chunk, (size_t)n))
			return sp_fail(err, SP_EIO, "write: %s",
				       g_strerror(errno));
	if (n < 0)
		return sp_fail(err, SP_EIO, "rope: %s", g_strerror(errno));
	return SP_OK;
}
