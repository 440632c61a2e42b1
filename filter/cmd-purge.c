/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-purge.c - purge and forget: delete what a decided mail said, or who it
 * was in a case */
#include <stdio.h>

#include "filter/out.h"
#include "filter/triage.h"
#include "lib/gate/forget.h"
#include "lib/gate/unname.h"

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

enum sp_status
cmd_case_forget(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_auto(GStrv) also = NULL;
	g_autofree char *who = NULL;
	const GOptionEntry options[] = {
		{ "also", 0, 0, G_OPTION_ARG_STRING_ARRAY, &also, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_gate *gate = NULL;
	struct sp_dossier *d = NULL;
	struct sp_case *c = NULL;
	enum sp_status r = call_options(call, options, argv, 2, 2, &args, err);

	if (r != SP_OK)
		return r;
	who = g_strdup(args[1]);
	if ((r = triage_text(call, &who, "WHO", err)) == SP_OK &&
	    (r = call_case(call, args[0], &gate, &c, err)) == SP_OK)
		r = sp_unname(gate, call->actor, c->number, who, also, &d, err);
	if (r == SP_OK) {
		out_print("forgotten in %s; what members got, mails in the "
			  "archive and backups are out of reach\n", c->number);
		out_line("Mail of theirs that is of no case is another matter: "
			 "see \"held --all\".");
		triage_tell(gate, d);
	}
	sp_dossier_free(d);
	sp_case_free(c);
	return r;
}
