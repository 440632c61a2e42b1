/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-triage.c - what a case is: genuine, how severe, public, led by whom */
#include "filter/triage.h"

#include <string.h>

/* One of the names, or NULL: SP_EDATA with those there are. */
static enum sp_status
check_name(struct call *call, const char *value, const char *const *names,
	   const char *what, struct sp_err *err)
{
	g_autofree char *joined = NULL;

	if (!value || sp_name_find(names, value) >= 0)
		return SP_OK;
	joined = g_strjoinv(", ", (char **)names);
	return call_usage(call, err, "%s is no %s: it is one of %s", value,
			  what, joined);
}

/* One line, as a mail's subject is. */
static enum sp_status
check_title(struct call *call, const char *title, struct sp_err *err)
{
	if (!*title)
		return call_usage(call, err, "a case needs a title");
	for (const char *p = title; *p; p++)
		if (g_ascii_iscntrl(*p))
			return call_usage(call, err, "a title is one line");
	return SP_OK;
}

enum sp_status
cmd_case_open(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *title = NULL;
	struct sp_gate *gate = NULL;
	struct sp_dossier *d = NULL;
	const char *list;
	char **rest;
	enum sp_status r = call_options(call, NULL, argv, 1, 2, &args, err);

	if (r != SP_OK)
		return r;
	call_split(args, 1, &list, &rest);
	title = g_strdup(rest[0]);
	if ((r = triage_text(call, &title, "TITLE", err)) == SP_OK &&
	    (r = check_title(call, title, err)) == SP_OK &&
	    (r = call_gate(call, list, &gate, err)) == SP_OK)
		r = sp_triage_open(gate, call->actor, title, &d, err);
	if (r == SP_OK)
		triage_tell(gate, d);
	sp_dossier_free(d);
	return r;
}

enum sp_status
cmd_case_judge(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *genuine = NULL;
	g_autofree char *misuse = NULL;
	const GOptionEntry options[] = {
		{ "genuine", 0, 0, G_OPTION_ARG_STRING, &genuine, NULL, NULL },
		{ "misuse", 0, 0, G_OPTION_ARG_STRING, &misuse, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_act act = { .q.step = SP_STEP_JUDGE, .verb = "judged" };
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	if (r != SP_OK ||
	    (r = check_name(call, genuine, sp_answers, "answer",
			    err)) != SP_OK ||
	    (r = check_name(call, misuse, sp_answers, "answer",
			    err)) != SP_OK)
		return r;
	if (!genuine && !misuse)
		return call_usage(call, err, "say --genuine, --misuse or both");
	act.args = triage_args("genuine", genuine, "misuse", misuse, NULL);
	r = triage_do(call, args[0], &act, err);
	g_hash_table_unref(act.args);
	return r;
}

enum sp_status
cmd_case_rate(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *impact = NULL;
	g_autofree char *because = NULL;
	const GOptionEntry options[] = {
		{ "impact", 0, 0, G_OPTION_ARG_STRING, &impact, NULL, NULL },
		{ "because", 0, 0, G_OPTION_ARG_STRING, &because, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_act act = { .verb = "rated" };
	enum sp_status r = call_options(call, options, argv, 2, 2, &args, err);

	if (r != SP_OK ||
	    (r = check_name(call, args[1], sp_severities + 1, "severity",
			    err)) != SP_OK ||
	    (r = triage_text(call, &impact, "--impact", err)) != SP_OK ||
	    (r = triage_text(call, &because, "--because", err)) != SP_OK)
		return r;
	act.q.step = SP_STEP_RATE;
	act.q.because = because;
	act.args = triage_args("severity", args[1], "impact", impact,
			       "because", because, NULL);
	r = triage_do(call, args[0], &act, err);
	g_hash_table_unref(act.args);
	return r;
}

/* Who leads must be able to read it. */
static enum sp_status
check_member(struct call *call, const char *number, const char *address,
	     struct sp_err *err)
{
	struct sp_member *m = NULL;
	struct sp_gate *gate = NULL;
	struct sp_case *c = NULL;
	enum sp_status r = call_case(call, number, &gate, &c, err);

	if (r == SP_OK) {
		r = sp_store_member_by_address(gate->store, address, &m, err);
		if (r == SP_NONE)
			r = sp_fail(err, SP_NONE, "%s is no member of %s; who "
				    "leads a case must be one", address,
				    gate->conf->list);
	}
	sp_member_free(m);
	sp_case_free(c);
	return r;
}

enum sp_status
cmd_case_lead(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct sp_act act = { .q.step = SP_STEP_LEAD, .verb = "led" };
	enum sp_status r = call_options(call, NULL, argv, 2, 2, &args, err);

	if (r != SP_OK ||
	    (r = check_member(call, args[0], args[1], err)) != SP_OK)
		return r;
	act.args = triage_args("who", args[1], NULL);
	r = triage_do(call, args[0], &act, err);
	g_hash_table_unref(act.args);
	return r;
}

enum sp_status
cmd_case_flag(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *source = NULL;
	gboolean off = FALSE;
	const GOptionEntry options[] = {
		{ "source", 0, 0, G_OPTION_ARG_STRING, &source, NULL, NULL },
		{ "off", 0, 0, G_OPTION_ARG_NONE, &off, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_act act = { .verb = "flagged" };
	enum sp_status r = call_options(call, options, argv, 2, 2, &args, err);

	if (r != SP_OK ||
	    (r = check_name(call, args[1], sp_flag_names, "flag",
			    err)) != SP_OK ||
	    (r = triage_text(call, &source, "--source", err)) != SP_OK)
		return r;
	act.q.step = off ? SP_STEP_UNFLAG : SP_STEP_FLAG;
	act.q.because = source;
	act.args = triage_args("flag", args[1], "source", source,
			       "off", off ? "yes" : NULL, NULL);
	r = triage_do(call, args[0], &act, err);
	g_hash_table_unref(act.args);
	return r;
}

enum sp_status
cmd_case_credit(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *as = NULL;
	const GOptionEntry options[] = {
		{ "as", 0, 0, G_OPTION_ARG_STRING, &as, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_act act = { .free = TRUE, .verb = "credit-set" };
	enum sp_status r = call_options(call, options, argv, 3, 3, &args, err);

	if (r != SP_OK ||
	    (r = check_name(call, args[2], sp_answers, "answer",
			    err)) != SP_OK ||
	    (r = triage_text(call, &as, "--as", err)) != SP_OK)
		return r;
	if (sp_name_find(sp_answers, args[2]) == SP_YES && !as)
		return call_usage(call, err, "say the name to print, with --as");
	act.args = triage_args("who", args[1], "consent", args[2], "as", as,
			       NULL);
	r = triage_do(call, args[0], &act, err);
	g_hash_table_unref(act.args);
	return r;
}

enum sp_status
cmd_case_told(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *how = NULL;
	const GOptionEntry options[] = {
		{ "how", 0, 0, G_OPTION_ARG_STRING, &how, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_act act = { .free = TRUE, .verb = "told" };
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	if (r != SP_OK || (r = triage_text(call, &how, "--how", err)) != SP_OK)
		return r;
	if (!how)
		return call_usage(call, err, "say how the reporter was told, "
				  "with --how");
	act.args = triage_args("how", how, NULL);
	r = triage_do(call, args[0], &act, err);
	g_hash_table_unref(act.args);
	return r;
}
