/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-purge.c - purge and forget: delete what a decided mail said */
#include <stdio.h>

#include "filter/command.h"
#include "filter/out.h"
#include "lib/gate/forget.h"

static enum sp_status
purge_one(struct call *call, struct sp_gate *gate, const struct sp_mail *m,
	  void *arg, struct sp_err *err)
{
	enum sp_status r;

	(void)arg;
	r = sp_purge(gate, call->actor, m->ref, err);
	if (r == SP_OK)
		out_print("purged    %s\n", m->ref);
	return r;
}

enum sp_status
cmd_purge(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	enum sp_status r = call_options(call, NULL, argv, 1, G_MAXUINT, &args,
					err);

	return r == SP_OK ? call_each_mail(call, args, purge_one, NULL, err)
			  : r;
}

static enum sp_status
forget_one(struct call *call, struct sp_gate *gate, const struct sp_mail *m,
	   void *arg, struct sp_err *err)
{
	enum sp_status r;

	(void)arg;
	r = sp_forget(gate, call->actor, m->ref, err);
	if (r == SP_OK)
		out_print("forgotten %s; copies that members got, and backups, "
			  "are out of reach\n", m->ref);
	return r;
}

enum sp_status
cmd_forget(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	enum sp_status r = call_options(call, NULL, argv, 1, G_MAXUINT, &args,
					err);

	return r == SP_OK ? call_each_mail(call, args, forget_one, NULL, err)
			  : r;
}
