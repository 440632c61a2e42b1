/* SPDX-License-Identifier: GPL-2.0-or-later */
/* file.c - the store as a file: where it may lie, how it gets its name
 *
 * Nothing here opens a store that SQLite may have open: closing a second
 * descriptor of it would drop SQLite's locks. */
#include "lib/store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "lib/base/folder.h"

/* WAL needs memory shared between all that open the file, so one machine. */
static enum sp_status
check_place(const char *path, struct sp_err *err)
{
	struct statfs fs;

	if (statfs(path, &fs) != 0)
		return sp_fail(err, SP_EIO, "store: %s: %s", path,
			       g_strerror(errno));
	if (sp_folder_remote((unsigned long)fs.f_type))
		return sp_fail(err, SP_ECONF, "store: %s lies on a network or "
			       "FUSE file system, where locks do not hold; "
			       "move the state directory to a local disk",
			       path);
	return SP_OK;
}

enum sp_status
sp_store_file_check(const char *path, struct sp_err *err)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return sp_fail(err, errno == ENOENT ? SP_ECONF : SP_EIO,
			       "store: %s: %s", path, g_strerror(errno));
	if (!S_ISREG(st.st_mode))
		return sp_fail(err, SP_ECONF, "store: %s is not a file", path);
	if (st.st_size == 0)
		return sp_fail(err, SP_ECONF, "store: %s is empty, which a "
			       "store never is; restore it from the backup",
			       path);
	return check_place(path, err);
}

enum sp_status
sp_store_file_temp(const char *path, char **temp, struct sp_err *err)
{
	g_autofree char *name = g_strdup_printf("%s.XXXXXX", path);
	g_autofree char *dir = g_path_get_dirname(path);
	enum sp_status r;
	int fd;

	if (g_access(path, F_OK) == 0)
		return sp_fail(err, SP_EDENIED, "store: %s exists already",
			       path);
	if ((r = check_place(dir, err)) != SP_OK)
		return r;
	fd = g_mkstemp_full(name, O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		return sp_fail(err, SP_EIO, "store: %s: %s", path,
			       g_strerror(errno));
	(void)close(fd);
	*temp = g_steal_pointer(&name);
	return SP_OK;
}
