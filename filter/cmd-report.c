/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-report.c - where the team stands, as a page of pictures and tables
 *
 * It tells of embargoed cases: the folder is for its owner alone. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filter/command.h"
#include "filter/out.h"
#include "lib/base/file.h"
#include "lib/gate/pictures.h"

/* --- the folder ----------------------------------------------------------- */

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
			       "report is embargoed: chmod 700 %s, or name a "
			       "folder that is not there yet", path, path);
	return SP_OK;
}

/* Made for us alone, or so already; a link is neither. */
static enum sp_status
open_folder(const char *path, int *folder, struct sp_err *err)
{
	enum sp_status r;
	int fd;

	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return sp_fail_path(err, path, errno);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return sp_fail(err, SP_EDENIED, "%s: %s", path,
			       errno == ENOTDIR || errno == ELOOP
			       ? "this is no folder, or a link to one"
			       : g_strerror(errno));
	r = check_private(fd, path, err);
	if (r == SP_OK)
		*folder = fd;
	else
		(void)close(fd);
	return r;
}

/* --- the command ---------------------------------------------------------- */

static enum sp_status
write_page(struct sp_gate *gate, gboolean opaque, const char *path,
	   struct sp_err *err)
{
	g_autofree char *name = g_strdup_printf("%s.html", gate->conf->list);
	g_autofree char *page = NULL;
	struct sp_pictures p;
	int folder = -1;
	enum sp_status r = open_folder(path, &folder, err);

	if (r != SP_OK)
		return r;
	if ((r = sp_pictures_read(gate, opaque, sp_gate_now(), &p,
				  err)) == SP_OK) {
		page = sp_pictures_page(&p);
		r = sp_file_replace(folder, name, page, 0600, err);
	}
	sp_pictures_clear(&p);
	(void)close(folder);
	if (r == SP_OK)
		out_print("%s/%s\n", path, name);
	return r;
}

enum sp_status
cmd_report(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *path = NULL;
	gboolean opaque = FALSE;
	const GOptionEntry options[] = {
		{ "to", 0, 0, G_OPTION_ARG_FILENAME, &path, NULL, NULL },
		{ "opaque", 0, 0, G_OPTION_ARG_NONE, &opaque, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_gate *gate;
	enum sp_status r = call_options(call, options, argv, 0, 1, &args, err);

	if (r != SP_OK)
		return r;
	if (!path)
		return call_usage(call, err, "say where, with --to");
	r = call_gate(call, args[0], &gate, err);
	return r == SP_OK ? write_page(gate, opaque, path, err) : r;
}
