/* SPDX-License-Identifier: GPL-2.0-or-later */
/* data.c - what gpg reads and writes: ropes in, blobs out
 *
 * gpgme moves data through callbacks, so that no second copy of a message is
 * ever whole in memory, and so that a limit can say no while gpg still runs:
 * gpg's own max-output cuts without an error that gpgme would see. */
#include "lib/pgp/engine.h"

#include <errno.h>
#include <string.h>

#define BOMB_RATIO 1000			/* above this, and ... */
#define BOMB_SIZE ((size_t)1 << 20)	/* ... above this it is a bomb */

/* Each lone LF becomes CRLF; returns the new length, at most twice n. */
static size_t
canonicalise(struct sp_source *s, const char *from, size_t n, char *to)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		if (from[i] == '\n' && !s->after_cr)
			to[len++] = '\r';
		to[len++] = from[i];
		s->after_cr = from[i] == '\r';
	}
	return len;
}

static ssize_t
source_read(void *handle, void *buf, size_t n)
{
	struct sp_source *s = handle;
	char raw[32768];
	ssize_t got;

	/* gpgme asks for far more than the two bytes that a line end takes. */
	if (s->canonical)
		got = sp_rope_read(s->rope, raw, MIN(n / 2, sizeof(raw)));
	else
		got = sp_rope_read(s->rope, buf, n);
	if (got < 0) {
		s->failed = TRUE;
		return -1;
	}
	if (s->canonical)
		got = (ssize_t)canonicalise(s, raw, (size_t)got, buf);
	return got;
}

static ssize_t
sink_write(void *handle, const void *bytes, size_t n)
{
	struct sp_sink *s = handle;
	const size_t after = s->to->len + n;
	struct sp_err err;
	enum sp_status r;

	if (s->packed > 0 && after > BOMB_SIZE && after / s->packed > BOMB_RATIO)
		r = SP_EDATA;
	else
		r = sp_blob_append(s->to, bytes, n, &err);
	if (r == SP_OK)
		return (ssize_t)n;
	s->overflow = r == SP_EDATA;
	s->failed = r != SP_EDATA;
	errno = s->overflow ? EFBIG : EIO;
	return -1;
}

/* gpgme moves 4 KiB at a time unless told; a pipe holds 64. */
static gpgme_error_t
new_data(gpgme_data_t *data, struct gpgme_data_cbs *cbs, void *handle)
{
	g_auto(gpgme_data_t) d = NULL;
	gpgme_error_t e = gpgme_data_new_from_cbs(&d, cbs, handle);

	if (!e)
		e = gpgme_data_set_flag(d, "io-buffer-size", "65536");
	if (!e)
		*data = g_steal_pointer(&d);
	return e;
}

gpgme_error_t
sp_source_data(struct sp_source *source, gpgme_data_t *data)
{
	static struct gpgme_data_cbs read_only = { .read = source_read };

	sp_rope_rewind(source->rope);
	return new_data(data, &read_only, source);
}

gpgme_error_t
sp_sink_data(struct sp_sink *sink, gpgme_data_t *data)
{
	static struct gpgme_data_cbs write_only = { .write = sink_write };

	return new_data(data, &write_only, sink);
}
