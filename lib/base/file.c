/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

gboolean
sp_write_all(int fd, const void *bytes, size_t n)
{
	const char *from = bytes;

	while (n > 0) {
		ssize_t done = write(fd, from, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return FALSE;
		from += done;
		n -= (size_t)done;
	}
	return TRUE;
}

/* fsync path, a file or directory; errno tells why not. */
static int
sync_path(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int failed, why;

	if (fd < 0)
		return -1;
	failed = fsync(fd);
	why = errno;
	(void)close(fd);
	errno = why;
	return failed;
}

enum sp_status
sp_file_publish(const char *temp, const char *path, struct sp_err *err)
{
	g_autofree char *dir = g_path_get_dirname(path);
	/* link() refuses an existing name, which rename() would replace. */
	int failed = sync_path(temp) || link(temp, path);
	int why = errno;

	(void)unlink(temp);
	if (failed && why == EEXIST)
		return sp_fail(err, SP_EDENIED, "%s exists already", path);
	/* A new name in a directory survives a power cut only after this. */
	if (!failed && sync_path(dir) != 0) {
		failed = 1;
		why = errno;
	}
	if (failed)
		return sp_fail(err, SP_EIO, "%s: %s", path, g_strerror(why));
	return SP_OK;
}

/* What a process of that number left behind when it was killed is ours. */
static int
open_temporary(int folder, const char *temporary)
{
	(void)unlinkat(folder, temporary, 0);
	return openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL |
		      O_NOFOLLOW | O_CLOEXEC, 0600);
}

enum sp_status
sp_file_replace(int folder, const char *name, const char *text, mode_t mode,
		struct sp_err *err)
{
	g_autofree char *temporary = g_strdup_printf(".%s.%d", name,
						     (int)getpid());
	const int fd = open_temporary(folder, temporary);
	gboolean written;
	int why;

	if (fd < 0)
		return sp_fail_path(err, name, errno);
	written = sp_write_all(fd, text, strlen(text)) &&
		fchmod(fd, mode) == 0 && fsync(fd) == 0;
	why = errno;
	if (close(fd) < 0 && written) {
		written = FALSE;
		why = errno;
	}
	if (written && renameat(folder, temporary, folder, name) == 0 &&
	    fsync(folder) == 0)
		return SP_OK;
	why = written ? errno : why;
	(void)unlinkat(folder, temporary, 0);
	return sp_fail_path(err, name, why);
}
