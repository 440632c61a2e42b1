/* SPDX-License-Identifier: GPL-2.0-or-later */
/* blob.h - bytes of a message in anonymous memory, and ropes cut from them
 *
 * A blob is a memfd: plaintext in it never touches a file system, it can be
 * handed to a child by descriptor, and it costs resident memory only while it
 * is mapped and touched. A blob has a hard maximum; meeting it is SP_EDATA and
 * leaves the blob as it was.
 *
 * A rope is a sequence of pieces: text of our own or ranges of blobs. What the
 * gate sends out is assembled as a rope, so that a part of a report leaves
 * byte for byte as it came. A rope borrows its blobs: they must outlive it. */
#ifndef SP_BASE_BLOB_H
#define SP_BASE_BLOB_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/base/status.h"

struct sp_range {
	size_t at;
	size_t len;
};

struct sp_blob {
	int fd;		/* -1: not open */
	size_t base;	/* where the blob begins in fd */
	size_t len;
	size_t max;
	uint8_t *map;	/* NULL until sp_blob_map() */
	size_t map_len;
};

#define SP_BLOB_INIT { .fd = -1 }

/* A new, empty blob of at most max bytes. The descriptor is close-on-exec. */
enum sp_status sp_blob_init(struct sp_blob *b, size_t max,
			    struct sp_err *err) SP_CHECKED;
/* Adopt fd, a memfd or regular file, as a blob; its size becomes len. The
 * descriptor is the blob's from then on, also on failure. */
enum sp_status sp_blob_adopt(struct sp_blob *b, int fd, size_t max,
			     struct sp_err *err) SP_CHECKED;
enum sp_status sp_blob_append(struct sp_blob *b, const void *bytes, size_t n,
			      struct sp_err *err) SP_CHECKED;
/* Read all of fd into the blob. SP_EDATA past max, SP_EIO on a read error. */
enum sp_status sp_blob_fill(struct sp_blob *b, int fd,
			    struct sp_err *err) SP_CHECKED;
/* Read n bytes at offset into buf; less than n only at the end of the blob. */
enum sp_status sp_blob_read(const struct sp_blob *b, size_t at, void *buf,
			    size_t n, size_t *got, struct sp_err *err)
			    SP_CHECKED;
/* Make a range, which lies inside, the whole blob; nothing is copied, and
 * nothing can be appended any more. */
void sp_blob_cut(struct sp_blob *b, struct sp_range range);
/* The same of another blob, which stays as it is: view is a blob of its own
 * on the same bytes. */
enum sp_status sp_blob_view(const struct sp_blob *b, struct sp_range range,
			    struct sp_blob *view, struct sp_err *err)
			    SP_CHECKED;
/* Map for reading. The pointer is valid until the blob grows, is unmapped or
 * cleared; an empty blob maps to a non-NULL pointer to nothing. */
enum sp_status sp_blob_map(struct sp_blob *b, const uint8_t **bytes,
			   struct sp_err *err) SP_CHECKED;
void sp_blob_unmap(struct sp_blob *b);
/* Close and forget. Safe on SP_BLOB_INIT and twice. */
void sp_blob_clear(struct sp_blob *b);

/* Owned locals: g_auto_blob struct sp_blob b = SP_BLOB_INIT; */
#define g_auto_blob __attribute__((cleanup(sp_blob_clear)))

struct sp_rope;

struct sp_rope *sp_rope_new(void);
void sp_rope_free(struct sp_rope *r);		/* NULL is fine */
void sp_rope_text(struct sp_rope *r, const char *text);	/* copied */
void sp_rope_printf(struct sp_rope *r, const char *fmt, ...) SP_PRINTF(2, 3);
void sp_rope_range(struct sp_rope *r, const struct sp_blob *b,
		   struct sp_range range);
void sp_rope_blob(struct sp_rope *r, const struct sp_blob *b);	/* all of it */
size_t sp_rope_len(const struct sp_rope *r);
/* The one blob that the rope is, all of it; else NULL. */
const struct sp_blob *sp_rope_is_blob(const struct sp_rope *r);
/* Read on from where the last read stopped: bytes, 0 at the end, -1 with
 * errno. sp_rope_rewind() starts over. */
ssize_t sp_rope_read(struct sp_rope *r, void *buf, size_t n);
void sp_rope_rewind(struct sp_rope *r);
/* Write the whole rope to fd, from its start. */
enum sp_status sp_rope_write(struct sp_rope *r, int fd,
			     struct sp_err *err) SP_CHECKED;

static inline void
sp_rope_free_local(struct sp_rope **r)
{
	sp_rope_free(*r);
}

#define g_auto_rope __attribute__((cleanup(sp_rope_free_local)))

#endif
