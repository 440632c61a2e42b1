/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mailbox.c - writing an mbox or a maildir */
#include "filter/mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct mailbox {
	gboolean maildir;
	char *path;
	FILE *mbox;		/* NULL: maildir */
};

/* With a dot behind it, a file fails as well: it is no folder. */
static gboolean
make_folder(const char *path)
{
	g_autofree char *inside = g_build_filename(path, ".", NULL);

	return (mkdir(path, 0700) == 0 || errno == EEXIST) &&
	       faccessat(AT_FDCWD, inside, W_OK | X_OK, AT_EACCESS) == 0;
}

static enum sp_status
make_maildir(const char *path, struct sp_err *err)
{
	static const char *const folders[] = { "", "cur", "new", "tmp" };

	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *f = g_build_filename(path, folders[i], NULL);

		if (!make_folder(f))
			return sp_fail_path(err, f, errno);
	}
	return SP_OK;
}

static FILE *
open_mbox(const char *path)
{
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
			     O_CLOEXEC, 0600)
		      : fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);

	return fd < 0 ? NULL : fdopen(fd, "w");
}

enum sp_status
mailbox_open(gboolean maildir, const char *path, struct mailbox **box,
	     struct sp_err *err)
{
	struct mailbox *b;
	FILE *mbox = NULL;
	enum sp_status r = SP_OK;

	if (maildir)
		r = make_maildir(path, err);
	else if (!(mbox = open_mbox(path)))
		r = path ? sp_fail_path(err, path, errno)
			 : sp_fail(err, SP_EIO, "standard output: %s",
				   g_strerror(errno));
	if (r != SP_OK)
		return r;
	b = g_new0(struct mailbox, 1);
	b->maildir = maildir;
	b->path = g_strdup(path);
	b->mbox = mbox;
	*box = b;
	return SP_OK;
}

void
mailbox_free(struct mailbox *box)
{
	if (!box)
		return;
	if (box->mbox)
		(void)fclose(box->mbox);
	g_free(box->path);
	g_free(box);
}

/* --- mbox ----------------------------------------------------------------- */

/* mboxrd: a line that would begin a mail, quoted or not, is quoted once. */
static gboolean
looks_like_from(const char *line, size_t len)
{
	size_t quotes = 0;

	while (quotes < len && line[quotes] == '>')
		quotes++;
	return len - quotes >= 5 && memcmp(line + quotes, "From ", 5) == 0;
}

static void
write_mbox(FILE *to, const char *sender, int64_t at, const char *bytes,
	   size_t len)
{
	g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(at);
	g_autofree char *date = g_date_time_format(t, "%a %b %e %H:%M:%S %Y");
	const char *end = bytes + len;

	fprintf(to, "From %s %s\n", sender, date);
	while (bytes < end) {
		const char *nl = memchr(bytes, '\n', (size_t)(end - bytes));
		size_t n = (size_t)((nl ? nl + 1 : end) - bytes);

		if (looks_like_from(bytes, n))
			(void)fputc('>', to);
		(void)fwrite(bytes, 1, n, to);
		bytes += n;
	}
	if (len > 0 && end[-1] != '\n')
		(void)fputc('\n', to);
	(void)fputc('\n', to);
}

/* --- maildir -------------------------------------------------------------- */

static gboolean
write_whole(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return FALSE;
		bytes += n;
		len -= (size_t)n;
	}
	return TRUE;
}

/* Written in tmp, then moved: a reader never meets half a mail. What an export
 * that was killed left there is replaced, and a link never followed. */
static enum sp_status
write_maildir(const char *path, const char *name, int64_t at,
	      const char *bytes, size_t len, struct sp_err *err)
{
	const struct timespec times[2] = { { .tv_sec = at }, { .tv_sec = at } };
	g_autofree char *base = g_strdup_printf("%s:2,S", name);
	g_autofree char *tmp = g_build_filename(path, "tmp", name, NULL);
	g_autofree char *cur = g_build_filename(path, "cur", base, NULL);
	gboolean good;
	int why, fd;

	if (g_file_test(cur, G_FILE_TEST_EXISTS))
		return SP_OK;
	(void)unlink(tmp);
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		  0600);
	good = fd >= 0 && write_whole(fd, bytes, len) &&
	       futimens(fd, times) == 0 && fsync(fd) == 0 &&
	       rename(tmp, cur) == 0;
	why = errno;
	if (fd >= 0)
		close(fd);
	return good ? SP_OK : sp_fail(err, SP_EIO, "%s: %s", tmp,
				      g_strerror(why));
}

enum sp_status
mailbox_add(struct mailbox *box, const char *sender, const char *name,
	    int64_t at, const struct sp_blob *mail, struct sp_err *err)
{
	struct sp_blob own = *mail;	/* a mapping of our own */
	const uint8_t *bytes;
	enum sp_status r;

	own.map = NULL;
	own.map_len = 0;
	if ((r = sp_blob_map(&own, &bytes, err)) != SP_OK)
		return r;
	if (box->mbox)
		write_mbox(box->mbox, sender, at, (const char *)bytes,
			   own.len);
	else
		r = write_maildir(box->path, name, at, (const char *)bytes,
				  own.len, err);
	sp_blob_unmap(&own);
	return r;
}

enum sp_status
mailbox_sync(struct mailbox *box, struct sp_err *err)
{
	if (box->mbox && (fflush(box->mbox) != 0 || ferror(box->mbox)))
		return sp_fail(err, SP_EIO, "%s: %s",
			       box->path ? box->path : "standard output",
			       g_strerror(errno));
	return SP_OK;
}
