/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pages.c - files written into a folder, for us alone or for anybody */
#include "filter/pages.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filter/out.h"
#include "lib/base/file.h"

static enum sp_status
check_private(int folder, const char *path, struct sp_err *err)
{
	struct stat st;

	if (fstat(folder, &st) < 0)
		return sp_fail_path(err, path, errno);
	if (st.st_uid != geteuid())
		return sp_fail(err, SP_EDENIED, "%s belongs to somebody else: "
			       "name a folder that is not there yet", path);
	if (st.st_mode & 077)
		return sp_fail(err, SP_EDENIED, "%s is open to others, and the "
			       "report is embargoed: name a folder that is not "
			       "there yet, or one of mode 0700", path);
	return SP_OK;
}

/* The process has a mask of its own, which keeps everything from others. */
static enum sp_status
make_folder(const struct pages *p, struct sp_err *err)
{
	if (mkdir(p->path, 0700) < 0)
		return errno == EEXIST ? SP_OK
				       : sp_fail_path(err, p->path, errno);
	if (p->whom == PAGES_FOR_ALL && chmod(p->path, 0755 & ~p->mask) < 0)
		return sp_fail_path(err, p->path, errno);
	return SP_OK;
}

enum sp_status
pages_open(struct pages *p, const char *path, enum pages_for whom, mode_t mask,
	   struct sp_err *err)
{
	const int links = whom == PAGES_FOR_ALL ? 0 : O_NOFOLLOW;
	enum sp_status r;

	p->path = path;
	p->whom = whom;
	p->mask = mask;
	if ((r = make_folder(p, err)) != SP_OK)
		return r;
	p->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | links);
	if (p->folder < 0)
		return sp_fail(err, SP_EDENIED, "%s: %s", path,
			       errno == ENOTDIR || errno == ELOOP
			       ? "this is no folder, or a link to one"
			       : g_strerror(errno));
	return whom == PAGES_FOR_US ? check_private(p->folder, path, err)
				    : SP_OK;
}

enum sp_status
pages_write(const struct pages *p, const char *name, const char *text,
	    struct sp_err *err)
{
	const mode_t mode = p->whom == PAGES_FOR_ALL ? 0644 & ~p->mask : 0600;
	enum sp_status r = sp_file_replace(p->folder, name, text, mode, err);

	if (r == SP_OK)
		out_print("%s/%s\n", p->path, name);
	return r;
}

void
pages_close(struct pages *p)
{
	if (p->folder >= 0)
		(void)close(p->folder);
	p->folder = -1;
}
