/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-backup.c - a consistent copy of the store */
#include <stdio.h>

#include "filter/command.h"

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
	if (g_file_test(path, G_FILE_TEST_EXISTS))
		return sp_fail(err, SP_EDENIED, "%s is there already", path);
	if ((r = call_gate(call, args[0], &gate, err)) != SP_OK ||
	    (r = sp_store_backup(gate->store, path, err)) != SP_OK)
		return r;
	printf("copied    the store of %s to %s\n", gate->conf->list, path);
	printf("It says nothing without %s/secret and\n%s/gnupg; keep a copy "
	       "of those somewhere else.\n", gate->conf->state,
	       gate->conf->state);
	return SP_OK;
}
