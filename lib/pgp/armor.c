/* SPDX-License-Identifier: GPL-2.0-or-later */
/* armor.c - binary packets to ASCII armor, streaming
 *
 * gpg never armors for us: it is slower at it, and each member gets a message
 * of other packets. The checksum is written because older readers that are
 * still in use refuse armor without it. */
#include "lib/pgp/pgp.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define CHUNK 49152
/* RFC 4880 section 6.1, both with eight zero bits behind: the checksum stands
 * in the upper end of its word, so that four bytes enter at once. */
#define CRC_INIT 0xb704ce00U
#define CRC_POLY 0x864cfb00U
/* What GLib may put out for a chunk: 4 for 3, line ends, what it held back. */
#define ENCODED_MAX (CHUNK / 3 * 4 + CHUNK / 3 * 4 / 72 + 16)

struct encoder {
	int fd;
	gint state;
	gint save;
	guint32 crc;
	guint32 crc_of[4][256];	/* of a byte with 0 to 3 bytes behind it */
	char out[ENCODED_MAX];
};

static void
crc_table(guint32 crc_of[4][256])
{
	for (guint32 i = 0; i < 256; i++) {
		guint32 crc = i << 24;

		for (int bit = 0; bit < 32; bit++) {
			crc = crc << 1 ^ (crc >> 31 ? CRC_POLY : 0);
			if (bit % 8 == 7)
				crc_of[bit / 8][i] = crc;
		}
	}
}

static guint32
crc_update(const struct encoder *e, const guchar *bytes, size_t n)
{
	guint32 crc = e->crc, four;

	for (; n >= 4; n -= 4, bytes += 4) {
		memcpy(&four, bytes, 4);
		crc ^= GUINT32_FROM_BE(four);
		crc = e->crc_of[3][crc >> 24] ^
		      e->crc_of[2][crc >> 16 & 0xff] ^
		      e->crc_of[1][crc >> 8 & 0xff] ^
		      e->crc_of[0][crc & 0xff];
	}
	for (; n > 0; n--, bytes++)
		crc = crc << 8 ^ e->crc_of[0][crc >> 24 ^ *bytes];
	return crc;
}

static enum sp_status
put(int fd, const char *text, size_t n, struct sp_err *err)
{
	while (n > 0) {
		ssize_t done = write(fd, text, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return sp_fail(err, SP_EIO, "armor: %s",
				       g_strerror(errno));
		text += done;
		n -= (size_t)done;
	}
	return SP_OK;
}

static enum sp_status
encode(struct encoder *e, const guchar *bytes, size_t n, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	while (r == SP_OK && n > 0) {
		const size_t some = MIN(n, CHUNK);
		gsize len = g_base64_encode_step(bytes, some, TRUE, e->out,
						 &e->state, &e->save);

		e->crc = crc_update(e, bytes, some);
		r = put(e->fd, e->out, len, err);
		bytes += some;
		n -= some;
	}
	return r;
}

static enum sp_status
finish(struct encoder *e, struct sp_err *err)
{
	const guchar crc[3] = {
		(guchar)(e->crc >> 24), (guchar)(e->crc >> 16),
		(guchar)(e->crc >> 8)
	};
	g_autofree char *sum = g_base64_encode(crc, sizeof(crc));
	g_autofree char *tail =
		g_strdup_printf("=%s\n-----END PGP MESSAGE-----\n", sum);
	gsize len = g_base64_encode_close(TRUE, e->out, &e->state, &e->save);
	enum sp_status r = put(e->fd, e->out, len, err);

	return r == SP_OK ? put(e->fd, tail, strlen(tail), err) : r;
}

enum sp_status
sp_pgp_armor(int fd, GBytes *const *packets, size_t n_packets,
	     ssize_t (*next)(void *arg, void *buf, size_t n), void *arg,
	     struct sp_err *err)
{
	static const char head[] = "-----BEGIN PGP MESSAGE-----\n\n";
	g_autofree struct encoder *e = g_new0(struct encoder, 1);
	g_autofree guchar *chunk = g_malloc(CHUNK);
	enum sp_status r;
	ssize_t got = 0;

	e->fd = fd;
	e->crc = CRC_INIT;
	crc_table(e->crc_of);
	r = put(fd, head, sizeof(head) - 1, err);
	for (size_t i = 0; r == SP_OK && i < n_packets; i++) {
		gsize n;
		const guchar *bytes = g_bytes_get_data(packets[i], &n);

		r = encode(e, bytes, n, err);
	}
	while (r == SP_OK && (got = next(arg, chunk, CHUNK)) > 0)
		r = encode(e, chunk, (size_t)got, err);
	if (r == SP_OK && got < 0)
		r = sp_fail(err, SP_EIO, "armor: the body cannot be read");
	return r == SP_OK ? finish(e, err) : r;
}
