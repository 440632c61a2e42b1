/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-restore.c - a backup takes the place of a store that was lost */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "filter/command.h"
#include "filter/out.h"

/* As the caller, who may keep backups where the list's user cannot look. */
static enum sp_status
open_backup(const char *path, int *fd, struct sp_err *err)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	return *fd >= 0 ? SP_OK : sp_fail(err, SP_EDATA, "%s cannot be read: "
					  "%s", path, g_strerror(errno));
}

/* As the list's user, so that the store is the user's. */
static enum sp_status
put_in_place(struct call *call, const char *list, int fd, const char *name,
	     struct sp_err *err)
{
	struct sp_config *conf = NULL;
	enum sp_status r = call_become_owner(call, list, &conf, err);

	if (r == SP_OK)
		r = sp_gate_restore(conf, fd, name, err);
	sp_config_free(conf);
	return r;
}

static enum sp_status
note(struct call *call, struct sp_gate *gate, struct sp_err *err)
{
	enum sp_status r = sp_store_begin(gate->store, err);

	if (r != SP_OK)
		return r;
	r = sp_store_event_add(gate->store, sp_gate_now(), call->actor,
			       "restored", "", "", NULL, err);
	if (r == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r;
}

enum sp_status
cmd_restore(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct sp_gate *gate;
	int fd = -1;
	enum sp_status r = call_options(call, NULL, argv, 2, 2, &args, err);

	if (r != SP_OK || (r = open_backup(args[1], &fd, err)) != SP_OK)
		return r;
	r = put_in_place(call, args[0], fd, args[1], err);
	(void)close(fd);
	if (r != SP_OK || (r = call_gate(call, args[0], &gate, err)) != SP_OK ||
	    (r = note(call, gate, err)) != SP_OK)
		return r;
	out_print("restored  the store of %s from %s\n", args[0], args[1]);
	out_line("What came after the backup is not in it. See what there is "
		 "with \"held\", and\nwhether all is well with \"log --verify\" "
		 "and \"doctor\".");
	return SP_OK;
}
