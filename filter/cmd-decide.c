/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-decide.c - approve, attach, discard, defer, undo */
#include <string.h>

#include "filter/command.h"
#include "filter/decision.h"
#include "lib/base/when.h"

struct approval {
	gboolean remember;
	const char *case_number;	/* NULL: a new one */
};

static enum sp_status
approve_one(struct call *call, struct sp_gate *gate, const struct sp_mail *m,
	    void *arg, struct sp_err *err)
{
	const struct approval *a = arg;
	struct sp_outcome o = { 0 };
	enum sp_status r;

	if (a->case_number)
		r = sp_decide_attach(gate, call->actor, m->ref, a->case_number,
				     a->remember, &o, err);
	else
		r = sp_decide_approve(gate, call->actor, m->ref, a->remember,
				      &o, err);
	return r == SP_OK ? decision_tell(gate, m, &o) : r;
}

enum sp_status
cmd_approve(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct approval a = { FALSE, NULL };
	const GOptionEntry options[] = {
		{ "remember", 0, 0, G_OPTION_ARG_NONE, &a.remember, NULL,
		  NULL },
		G_OPTION_ENTRY_NULL
	};
	enum sp_status r = call_options(call, options, argv, 1, G_MAXUINT,
					&args, err);

	return r == SP_OK ? call_each_mail(call, args, approve_one, &a, err)
			  : r;
}

/* Take the last word off args; g_free(). */
static char *
take_last(char **args)
{
	unsigned n = g_strv_length(args);

	return g_steal_pointer(&args[n - 1]);
}

enum sp_status
cmd_attach(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *last = NULL;
	g_autofree char *number = NULL;
	struct approval a = { FALSE, NULL };
	const GOptionEntry options[] = {
		{ "remember", 0, 0, G_OPTION_ARG_NONE, &a.remember, NULL,
		  NULL },
		G_OPTION_ENTRY_NULL
	};
	enum sp_status r = call_options(call, options, argv, 2, G_MAXUINT,
					&args, err);

	if (r != SP_OK)
		return r;
	last = take_last(args);
	number = g_ascii_strup(last, -1);
	a.case_number = number;
	return call_each_mail(call, args, approve_one, &a, err);
}

static enum sp_status
discard_one(struct call *call, struct sp_gate *gate, const struct sp_mail *m,
	    void *arg, struct sp_err *err)
{
	struct sp_outcome o = { 0 };
	enum sp_status r;

	(void)arg;
	r = sp_decide_discard(gate, call->actor, m->ref, &o, err);
	return r == SP_OK ? decision_tell(gate, m, &o) : r;
}

enum sp_status
cmd_discard(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	enum sp_status r = call_options(call, NULL, argv, 1, G_MAXUINT, &args,
					err);

	return r == SP_OK ? call_each_mail(call, args, discard_one, NULL, err)
			  : r;
}

static enum sp_status
defer_one(struct call *call, struct sp_gate *gate, const struct sp_mail *m,
	  void *arg, struct sp_err *err)
{
	const struct sp_workdays *w = &gate->conf->workdays;
	const char *until = arg;
	int64_t now = sp_gate_now();
	int64_t at = sp_when_workday(w, now, 1);
	struct sp_outcome o = { 0 };
	enum sp_status r = SP_OK;

	if (until)
		r = sp_when_parse(until, w, now, &at, err);
	if (r == SP_OK)
		r = sp_decide_defer(gate, call->actor, m->ref, at, &o, err);
	return r == SP_OK ? decision_tell(gate, m, &o) : r;
}

enum sp_status
cmd_defer(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *until = NULL;
	const GOptionEntry options[] = {
		{ "until", 0, 0, G_OPTION_ARG_STRING, &until, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	enum sp_status r = call_options(call, options, argv, 1, G_MAXUINT,
					&args, err);

	return r == SP_OK ? call_each_mail(call, args, defer_one, until, err)
			  : r;
}

static enum sp_status
undo_one(struct call *call, struct sp_gate *gate, const struct sp_mail *m,
	 void *arg, struct sp_err *err)
{
	struct sp_outcome o = { 0 };
	enum sp_status r;

	(void)arg;
	r = sp_decide_undo(gate, call->actor, m->ref, &o, err);
	return r == SP_OK ? decision_tell(gate, m, &o) : r;
}

enum sp_status
cmd_undo(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	enum sp_status r = call_options(call, NULL, argv, 1, G_MAXUINT, &args,
					err);

	return r == SP_OK ? call_each_mail(call, args, undo_one, NULL, err)
			  : r;
}
