/* SPDX-License-Identifier: GPL-2.0-or-later */
/* whole.c - a backup says by itself whether it is as it was made */
#include "lib/store/whole.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/file.h"

#define PURPOSE "backup"
#define CHUNK ((size_t)256 * 1024)

static const char mark[] = "\nsallyport backup\n";
enum { MARK_LEN = sizeof(mark) - 1, TAIL_LEN = MARK_LEN + SP_DIGEST_LEN,
       PAGE_LEAST = 512 };

static enum sp_status
digest(int fd, const char *name, off_t len, const struct sp_vault *vault,
       struct sp_digest *d, struct sp_err *err)
{
	struct sp_vault_hash *h = sp_vault_hash_new(vault, PURPOSE);
	g_autofree char *bytes = g_malloc(CHUNK);
	ssize_t n = 1;
	int why;

	for (off_t at = 0; at < len && n > 0; at += n) {
		n = pread(fd, bytes, MIN(CHUNK, (size_t)(len - at)), at);
		if (n > 0)
			sp_vault_hash_add(h, bytes, (size_t)n);
	}
	why = n < 0 ? errno : EIO;
	sp_vault_hash_end(h, d);
	return n > 0 ? SP_OK : sp_fail(err, SP_EIO, "store: %s: %s", name,
				       g_strerror(why));
}

enum sp_status
sp_whole_seal(const char *path, const struct sp_vault *vault,
	      struct sp_err *err)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
	struct sp_digest d;
	struct stat st;
	enum sp_status r;

	if (fd < 0 || fstat(fd, &st) != 0)
		r = sp_fail(err, SP_EIO, "store: %s: %s", path,
			    g_strerror(errno));
	else
		r = digest(fd, path, st.st_size, vault, &d, err);
	if (r == SP_OK && (!sp_write_all(fd, mark, MARK_LEN) ||
			   !sp_write_all(fd, d.bytes, sizeof(d.bytes))))
		r = sp_fail(err, SP_EIO, "store: %s: %s", path,
			    g_strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	return r;
}

enum sp_status
sp_whole_len(int fd, const char *name, off_t *len, gboolean *sealed,
	     struct sp_err *err)
{
	char found[MARK_LEN];
	struct stat st;

	if (fstat(fd, &st) != 0)
		return sp_fail(err, SP_EIO, "store: %s: %s", name,
			       g_strerror(errno));
	*sealed = st.st_size > TAIL_LEN &&
		  pread(fd, found, MARK_LEN, st.st_size - TAIL_LEN) ==
			MARK_LEN &&
		  memcmp(found, mark, MARK_LEN) == 0;
	*len = st.st_size - (*sealed ? TAIL_LEN : 0);
	return *len % PAGE_LEAST == 0 ? SP_OK
		: sp_fail(err, SP_ECHECK, "store: %s is damaged: it does not "
			  "end where a page does", name);
}

enum sp_status
sp_whole_check(int fd, const char *name, off_t len,
	       const struct sp_vault *vault, struct sp_err *err)
{
	struct sp_digest d, found;
	enum sp_status r = digest(fd, name, len, vault, &d, err);

	if (r != SP_OK)
		return r;
	if (pread(fd, found.bytes, sizeof(found.bytes), len + MARK_LEN) !=
	    (ssize_t)sizeof(found.bytes) ||
	    memcmp(d.bytes, found.bytes, sizeof(d.bytes)) != 0)
		return sp_fail(err, SP_ECHECK, "store: %s is damaged: it is not "
			       "as \"sallyport backup\" made it", name);
	return SP_OK;
}
