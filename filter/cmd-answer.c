/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-answer.c - ask and reject: a person writes to a mail's author */
#include "filter/command.h"
#include "filter/decision.h"

struct answer {
	const char *reason;		/* NULL: ask */
	struct letter_source from;
};

static enum sp_status
answer_one(struct call *call, struct sp_gate *gate, const struct sp_mail *m,
	   void *arg, struct sp_err *err)
{
	const struct answer *a = arg;
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	struct sp_outcome o = { 0 };
	enum sp_status r;

	r = decision_letter(call, gate, m, a->reason, &a->from, &subject,
			    &text, err);
	if (r != SP_OK)
		return r;
	if (a->reason)
		r = sp_decide_reject(gate, call->actor, m->ref, a->reason,
				     subject, text, &o, err);
	else
		r = sp_decide_ask(gate, call->actor, m->ref, subject, text, &o,
				  err);
	return r == SP_OK ? decision_tell(gate, m, &o) : r;
}

static enum sp_status
answer_options(struct call *call, char **argv, unsigned min, unsigned max,
	       gboolean *edit, char **file, char ***args, struct sp_err *err)
{
	const GOptionEntry options[] = {
		{ "edit", 0, 0, G_OPTION_ARG_NONE, edit, NULL, NULL },
		{ "text", 0, 0, G_OPTION_ARG_FILENAME, file, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};

	return call_options(call, options, argv, min, max, args, err);
}

enum sp_status
cmd_ask(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *file = NULL;
	struct answer a = { 0 };
	enum sp_status r = answer_options(call, argv, 1, 1, &a.from.edit,
					  &file, &args, err);

	a.from.file = file;
	return r == SP_OK ? call_each_mail(call, args, answer_one, &a, err)
			  : r;
}

enum sp_status
cmd_reject(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *file = NULL;
	g_autofree char *reason = NULL;
	struct answer a = { 0 };
	enum sp_status r = answer_options(call, argv, 2, G_MAXUINT,
					  &a.from.edit, &file, &args, err);

	if (r != SP_OK)
		return r;
	reason = g_steal_pointer(&args[g_strv_length(args) - 1]);
	a.reason = reason;
	a.from.file = file;
	return call_each_mail(call, args, answer_one, &a, err);
}
