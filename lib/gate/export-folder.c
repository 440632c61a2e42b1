/* SPDX-License-Identifier: GPL-2.0-or-later */
/* export-folder.c - the folder that a notice is exported to */
#include "lib/gate/export-folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/file.h"

#define FOLDER_MODE 0755
#define FILE_MODE 0644

/* --- folders -------------------------------------------------------------- */

/* In the folder at, or AT_FDCWD; SP_NONE: there is none, and it shall not be
 * made. */
static enum sp_status
open_one(int at, const char *name, gboolean make, int *folder,
	 struct sp_err *err)
{
	const gboolean made = make && mkdirat(at, name, FOLDER_MODE) == 0;
	int fd;

	if (make && !made && errno != EEXIST)
		return sp_fail_path(err, name, errno);
	fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT && !make)
		return SP_NONE;
	if (fd < 0)
		return sp_fail(err, SP_EDATA, "%s: %s", name,
			       errno == ENOTDIR || errno == ELOOP
			       ? "this is no folder, or a link to one"
			       : g_strerror(errno));
	/* The umask of this program is for what is not public. */
	if (made && fchmod(fd, FOLDER_MODE) < 0) {
		const int why = errno;

		(void)close(fd);
		return sp_fail_path(err, name, why);
	}
	*folder = fd;
	return SP_OK;
}

/* One after the other; close(). */
static enum sp_status
open_below(struct sp_export_folder *f, const char *below, gboolean make,
	   int *folder)
{
	g_auto(GStrv) steps = g_strsplit(below ? below : ".", "/", -1);
	int at = f->fd;
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && steps[i]; i++) {
		int next = -1;

		r = open_one(at, steps[i], make && below, &next, f->err);
		if (at != f->fd)
			(void)close(at);
		at = next;
	}
	if (r == SP_OK)
		*folder = at;
	return r;
}

enum sp_status
sp_export_folder_open(struct sp_export_folder *f, const char *path,
		      GPtrArray *names, struct sp_err *err)
{
	struct sp_export_folder open = { -1, path, names, err };
	enum sp_status r = open_one(AT_FDCWD, path, TRUE, &open.fd, err);

	if (r == SP_OK && flock(open.fd, LOCK_EX) < 0) {
		r = sp_fail_path(err, path, errno);
		(void)close(open.fd);
	}
	if (r == SP_OK)
		*f = open;
	return r;
}

void
sp_export_folder_close(struct sp_export_folder *f)
{
	(void)close(f->fd);
}

/* --- files ---------------------------------------------------------------- */

static char *
full_name(const char *below, const char *name)
{
	return below ? g_strdup_printf("%s/%s", below, name) : g_strdup(name);
}

enum sp_status
sp_export_write(struct sp_export_folder *f, const char *below,
		const char *name, const char *text)
{
	int folder;
	enum sp_status r = open_below(f, below, TRUE, &folder);

	if (r != SP_OK)
		return r;
	r = sp_file_replace(folder, name, text, FILE_MODE, f->err);
	(void)close(folder);
	if (r == SP_OK)
		g_ptr_array_add(f->names, full_name(below, name));
	return r;
}

/* All of an open file, which is closed. */
static gboolean
read_all(int fd, gsize max, char **text, gsize *len)
{
	g_autofree char *read_text = NULL;
	struct stat st;
	ssize_t n = -1;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (gsize)st.st_size <= max) {
		read_text = g_malloc0((gsize)st.st_size + 1);
		n = read(fd, read_text, (size_t)st.st_size);
	}
	(void)close(fd);
	if (n < 0 || n != st.st_size)
		return FALSE;
	*text = g_steal_pointer(&read_text);
	*len = (gsize)n;
	return TRUE;
}

enum sp_status
sp_export_read(struct sp_export_folder *f, const char *below,
	       const char *name, gsize max, char **text, gsize *len)
{
	g_autofree char *full = full_name(below, name);
	int folder, fd, why;
	enum sp_status r = open_below(f, below, FALSE, &folder);

	if (r != SP_OK)
		return r;
	fd = openat(folder, name,
		    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	why = errno;
	(void)close(folder);
	if (fd < 0 && why == ENOENT)
		return SP_NONE;
	if (fd < 0 && why != ELOOP)
		return sp_fail_path(f->err, full, why);
	if (fd < 0 || !read_all(fd, max, text, len))
		return sp_fail(f->err, SP_EDATA, "%s/%s is no file of at most "
			       "%" G_GSIZE_FORMAT " bytes, or cannot be read",
			       f->path, full, max);
	return SP_OK;
}

/* --- what is there -------------------------------------------------------- */

gboolean
sp_export_is_year(const char *name)
{
	return strspn(name, "0123456789") == 4 && name[4] == '\0';
}

static gint
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *
sp_export_list(struct sp_export_folder *f, const char *below,
	       gboolean (*wanted)(const char *name))
{
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
	const struct dirent *entry;
	int folder = -1;
	DIR *dir = NULL;

	if (open_below(f, below, FALSE, &folder) == SP_OK &&
	    !(dir = fdopendir(folder)))
		(void)close(folder);
	while (dir && (entry = readdir(dir)))
		if (wanted(entry->d_name))
			g_ptr_array_add(found, full_name(below, entry->d_name));
	if (dir)
		(void)closedir(dir);
	g_ptr_array_sort(found, by_name);
	return found;
}
