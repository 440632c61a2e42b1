/* SPDX-License-Identifier: GPL-2.0-or-later */
/* blob.c - bytes of a message in anonymous memory
 *
 * Every access goes through pread and pwrite, so the file offset, which an
 * inherited descriptor shares with its other holders, never matters. */
#include "lib/base/blob.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILL_CHUNK 65536	/* what a pipe holds */

enum sp_status
sp_blob_init(struct sp_blob *b, size_t max, struct sp_err *err)
{
	int fd = memfd_create("message", MFD_CLOEXEC);

	if (fd < 0)
		return sp_fail(err, SP_EIO, "memfd: %s", g_strerror(errno));
	*b = (struct sp_blob) { .fd = fd, .max = max };
	return SP_OK;
}

/* Take fd away from its number when that is a standard one, and leave
 * /dev/null there: closing it would let the next file that is opened become
 * somebody's standard input. Returns the descriptor to keep, or -1. */
static int
move_from_standard(int fd)
{
	int moved, null;

	if (fd > STDERR_FILENO)
		return fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 ? -1 : fd;
	moved = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (moved < 0)
		return -1;
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0 || dup2(null, fd) < 0) {
		close(moved);
		moved = -1;
	}
	if (null >= 0)
		close(null);
	return moved;
}

enum sp_status
sp_blob_adopt(struct sp_blob *b, int fd, size_t max, struct sp_err *err)
{
	int kept = move_from_standard(fd);
	struct stat st;
	enum sp_status r;

	if (kept < 0) {
		r = sp_fail(err, SP_EIO, "descriptor %d: %s", fd,
			    g_strerror(errno));
		close(fd);
		return r;
	}
	if (fstat(kept, &st) < 0)
		r = sp_fail(err, SP_EIO, "descriptor %d: %s", fd,
			    g_strerror(errno));
	else if (!S_ISREG(st.st_mode))
		r = sp_fail(err, SP_EIO, "descriptor %d is no file", fd);
	else if ((uint64_t)st.st_size > max)
		r = sp_fail(err, SP_EDATA, "%jd bytes are over the limit of "
			    "%zu", (intmax_t)st.st_size, max);
	else
		r = SP_OK;
	if (r != SP_OK) {
		close(kept);
		return r;
	}
	*b = (struct sp_blob) {
		.fd = kept, .len = (size_t)st.st_size, .max = max
	};
	return SP_OK;
}

enum sp_status
sp_blob_append(struct sp_blob *b, const void *bytes, size_t n,
	       struct sp_err *err)
{
	const uint8_t *from = bytes;
	size_t done = 0;

	if (n > b->max - b->len)
		return sp_fail(err, SP_EDATA,
			       "more than the limit of %zu bytes", b->max);
	while (done < n) {
		ssize_t got = pwrite(b->fd, from + done, n - done,
				     (off_t)(b->base + b->len + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			int why = errno;

			(void)!ftruncate(b->fd, (off_t)(b->base + b->len));
			return sp_fail(err, SP_EIO, "memfd: %s",
				       g_strerror(why));
		}
		done += (size_t)got;
	}
	b->len += n;
	return SP_OK;
}

enum sp_status
sp_blob_fill(struct sp_blob *b, int fd, struct sp_err *err)
{
	const size_t before = b->len;
	uint8_t chunk[FILL_CHUNK];
	enum sp_status r = SP_OK;
	ssize_t got;

	while (r == SP_OK) {
		got = read(fd, chunk, sizeof(chunk));
		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			return SP_OK;
		if (got < 0)
			r = sp_fail(err, SP_EIO, "read: %s", g_strerror(errno));
		else
			r = sp_blob_append(b, chunk, (size_t)got, err);
	}
	(void)!ftruncate(b->fd, (off_t)(b->base + before));
	b->len = before;
	return r;
}

enum sp_status
sp_blob_read(const struct sp_blob *b, size_t at, void *buf, size_t n,
	     size_t *got, struct sp_err *err)
{
	uint8_t *to = buf;
	size_t done = 0;

	if (at >= b->len)
		n = 0;
	else if (n > b->len - at)
		n = b->len - at;
	while (done < n) {
		ssize_t r = pread(b->fd, to + done, n - done,
				  (off_t)(b->base + at + done));

		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return sp_fail(err, SP_EIO, "blob: %s",
				       r < 0 ? g_strerror(errno) :
				       "shorter than it was");
		done += (size_t)r;
	}
	*got = done;
	return SP_OK;
}

void
sp_blob_cut(struct sp_blob *b, struct sp_range range)
{
	g_assert(range.at <= b->len && range.len <= b->len - range.at);
	sp_blob_unmap(b);
	b->base += range.at;
	b->len = range.len;
	b->max = range.len;
}

enum sp_status
sp_blob_view(const struct sp_blob *b, struct sp_range range,
	     struct sp_blob *view, struct sp_err *err)
{
	int fd = fcntl(b->fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	if (fd < 0)
		return sp_fail(err, SP_EIO, "descriptor %d: %s", b->fd,
			       g_strerror(errno));
	*view = (struct sp_blob) { .fd = fd, .base = b->base, .len = b->len };
	sp_blob_cut(view, range);
	return SP_OK;
}

enum sp_status
sp_blob_map(struct sp_blob *b, const uint8_t **bytes, struct sp_err *err)
{
	static const uint8_t nothing[1];
	const size_t before = b->base % (size_t)sysconf(_SC_PAGESIZE);
	void *map;

	if (b->map && b->map_len != before + b->len)
		sp_blob_unmap(b);
	if (b->len == 0) {
		*bytes = nothing;
		return SP_OK;
	}
	if (!b->map) {
		map = mmap(NULL, before + b->len, PROT_READ, MAP_SHARED, b->fd,
			   (off_t)(b->base - before));
		if (map == MAP_FAILED)
			return sp_fail(err, SP_EIO, "mmap: %s",
				       g_strerror(errno));
		b->map = map;
		b->map_len = before + b->len;
	}
	*bytes = b->map + before;
	return SP_OK;
}

void
sp_blob_unmap(struct sp_blob *b)
{
	if (b->map)
		(void)munmap(b->map, b->map_len);
	b->map = NULL;
	b->map_len = 0;
}

void
sp_blob_clear(struct sp_blob *b)
{
	sp_blob_unmap(b);
	if (b->fd >= 0)
		close(b->fd);
	*b = (struct sp_blob) SP_BLOB_INIT;
}
