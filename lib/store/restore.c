/* SPDX-License-Identifier: GPL-2.0-or-later */
/* restore.c - a backup becomes the store
 *
 * It is copied beside the place where it is to be, looked at there, and gets
 * the name of the store when all is well: a crash or a refusal leaves none. */
#include "lib/store/backup.h"
#include "lib/store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/file.h"
#include "lib/store/whole.h"

#define CHUNK ((size_t)1 << 20)

/* Where the header of an SQLite file says what it is. */
static const char magic[] = "SQLite format 3";
enum { HEADER_LEN = 100, WRITE_VERSION = 18, IN_WAL_MODE = 2 };

/* The copy that a running store is not: what came last stands in the log beside
 * it, and would be missing here. */
static enum sp_status
check_header(int from, const char *name, struct sp_err *err)
{
	unsigned char header[HEADER_LEN];
	struct stat st;

	if (fstat(from, &st) != 0 || !S_ISREG(st.st_mode))
		return sp_fail(err, SP_EDATA, "store: %s is not a file", name);
	if (pread(from, header, sizeof(header), 0) != (ssize_t)sizeof(header) ||
	    memcmp(header, magic, sizeof(magic)) != 0)
		return sp_fail(err, SP_EDATA, "store: %s is no backup of a "
			       "store", name);
	if (header[WRITE_VERSION] == IN_WAL_MODE)
		return sp_fail(err, SP_EDATA, "store: %s is not a backup but a "
			       "copy of the file of a store, which lacks what "
			       "came last; use what \"sallyport backup\" made",
			       name);
	return SP_OK;
}

/* SQLite would take the log of a lost store for that of the restored one. */
static enum sp_status
check_traces(const char *path, struct sp_err *err)
{
	static const char *const ends[] = { "-wal", "-journal" };
	struct stat st;

	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
		g_autofree char *trace = g_strconcat(path, ends[i], NULL);

		if (lstat(trace, &st) == 0)
			return sp_fail(err, SP_EDENIED, "store: %s is left of "
				       "the store that was here, and may hold "
				       "the last of its mail; move it away to "
				       "restore a backup", trace);
	}
	return SP_OK;
}

static enum sp_status
copy(int from, off_t len, const char *temp, struct sp_err *err)
{
	int to = open(temp, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	off_t at = 0;
	ssize_t n = -1;
	int why;

	if (to >= 0)
		while ((n = sendfile(to, from, &at, MIN(CHUNK, (size_t)
				     (len - at)))) > 0)
			continue;
	why = errno;
	if (to >= 0 && close(to) != 0 && n == 0) {
		n = -1;
		why = errno;
	}
	return n == 0 ? SP_OK : sp_fail(err, SP_EIO, "store: %s: %s", temp,
					g_strerror(why));
}

/* Brought up to date before its chain is looked at, which old ones keep in
 * other columns. */
static enum sp_status
inspect_store(struct sp_store *st, struct sp_err *err)
{
	enum sp_status r;

	if ((r = sp_store_recognise(st, err)) == SP_OK &&
	    (r = sp_store_check(st, err)) == SP_OK &&
	    (r = sp_store_migrate(st, err)) == SP_OK)
		r = sp_store_secret_check(st, err);
	return r;
}

static enum sp_status
inspect(const char *temp, const char *name, const struct sp_vault *vault,
	struct sp_err *err)
{
	struct sp_store *st = NULL;
	enum sp_status r = sp_store_connect(temp, vault, &st, err);

	if (r == SP_OK) {
		g_free(st->path);
		st->path = g_strdup(name);
		r = inspect_store(st, err);
	}
	/* That may have come to light at once, or at the last page. */
	if (r == SP_EIO && (!st || st->lost))
		r = sp_fail(err, SP_ECHECK, "store: %s is damaged, or cannot "
			    "be read", name);
	sp_store_close(st);
	return r;
}

static void
remove_temp(const char *temp)
{
	g_autofree char *journal = g_strconcat(temp, "-journal", NULL);

	(void)unlink(journal);
	(void)unlink(temp);
}

enum sp_status
sp_store_restore(int from, const char *name, const char *path,
		 const struct sp_vault *vault, struct sp_err *err)
{
	g_autofree char *temp = NULL;
	gboolean sealed = FALSE;
	off_t len = 0;
	enum sp_status r;

	if ((r = sp_store_file_temp(path, &temp, err)) != SP_OK)
		return r;
	if ((r = check_traces(path, err)) == SP_OK &&
	    (r = check_header(from, name, err)) == SP_OK &&
	    (r = sp_whole_len(from, name, &len, &sealed, err)) == SP_OK &&
	    (r = copy(from, len, temp, err)) == SP_OK)
		r = inspect(temp, name, vault, err);
	/* Last, because another secret or version is told apart before. */
	if (r == SP_OK && sealed)
		r = sp_whole_check(from, name, len, vault, err);
	if (r == SP_OK)
		return sp_file_publish(temp, path, err);
	remove_temp(temp);
	return r;
}
