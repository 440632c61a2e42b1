/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-backup.c - a consistent copy of the store */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filter/command.h"
#include "filter/out.h"
#include "lib/store/backup.h"

/* As the user of the list sees it. What the store then finds wrong with it is
 * no fault of the caller. */
static enum sp_status
check_path(const char *path, struct sp_err *err)
{
	g_autofree char *folder = g_path_get_dirname(path);
	struct stat st;

	if (lstat(path, &st) == 0)
		return sp_fail_path(err, path, EEXIST);
	if (errno != ENOENT ||
	    faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) < 0)
		return sp_fail_path(err, path, errno);
	return SP_OK;
}

enum sp_status
cmd_backup(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *path = NULL;
	struct sp_gate *gate;
	enum sp_status r = call_options(call, NULL, argv, 2, 2, &args, err);

	if (r != SP_OK)
		return r;
	path = g_canonicalize_filename(args[1], NULL);
	if ((r = call_gate(call, args[0], &gate, err)) != SP_OK ||
	    (r = check_path(path, err)) != SP_OK ||
	    (r = sp_store_backup(gate->store, path, err)) != SP_OK)
		return r;
	out_print("copied    the store of %s to %s\n", gate->conf->list, path);
	out_print("It says nothing without %s/secret and\n%s/gnupg; keep a copy "
		  "of those somewhere else.\n", gate->conf->state,
		  gate->conf->state);
	return SP_OK;
}
