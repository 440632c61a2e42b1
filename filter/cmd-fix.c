/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-fix.c - what becomes of a case: fixed where, published, closed */
#include "filter/triage.h"

#include <string.h>

#include "lib/gate/merge.h"

/* The arguments are the act's from then on. */
static enum sp_status
carry_out(struct call *call, const char *number, struct sp_act *act,
	  GHashTable *args, struct sp_err *err)
{
	enum sp_status r;

	act->args = args;
	r = triage_do(call, number, act, err);
	g_clear_pointer(&args, g_hash_table_unref);
	return r;
}

enum sp_status
cmd_case_branch(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *commit = NULL;
	g_autofree char *tag = NULL;
	const GOptionEntry options[] = {
		{ "commit", 0, 0, G_OPTION_ARG_STRING, &commit, NULL, NULL },
		{ "tag", 0, 0, G_OPTION_ARG_STRING, &tag, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_act act = { .free = TRUE, .verb = "branch-set" };
	enum sp_status r = call_options(call, options, argv, 3, 3, &args, err);
	int status;

	if (r != SP_OK)
		return r;
	status = sp_name_find(sp_branch_statuses, args[2]);
	if (status < 0)
		return call_usage(call, err, "%s is no status of a branch: it "
				  "is unknown, affected, fix-ready, fixed or "
				  "not-affected", args[2]);
	if (status == SP_BRANCH_FIXED && !commit)
		return call_usage(call, err, "a fixed branch has a fix: name "
				  "it, with --commit");
	if (commit && !triage_is_commit(commit))
		return call_usage(call, err, "%s is no commit: it has 40 (or "
				  "64) hexadecimal digits", commit);
	return carry_out(call, args[0], &act,
			 triage_args("branch", args[1], "status", args[2],
				     "commit", commit, "tag", tag, NULL), err);
}

enum sp_status
cmd_case_bug(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	gboolean closed = FALSE;
	const GOptionEntry options[] = {
		{ "closed", 0, 0, G_OPTION_ARG_NONE, &closed, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_act act = { .free = TRUE, .verb = "bug-set" };
	enum sp_status r = call_options(call, options, argv, 1, 2, &args, err);

	if (r != SP_OK)
		return r;
	if (!args[1] && !closed)
		return call_usage(call, err, "name the bug, or say --closed");
	return carry_out(call, args[0], &act,
			 triage_args("url", args[1], "closed",
				     closed ? "yes" : NULL, NULL), err);
}

enum sp_status
cmd_case_ready(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct sp_act act = { .q.step = SP_STEP_READY, .verb = "readied" };
	enum sp_status r = call_options(call, NULL, argv, 1, 1, &args, err);

	return r != SP_OK ? r : carry_out(call, args[0], &act, NULL, err);
}

enum sp_status
cmd_case_publish(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *where = NULL;
	const GOptionEntry options[] = {
		{ "where", 0, 0, G_OPTION_ARG_STRING, &where, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_act act = { .q.step = SP_STEP_PUBLISH, .verb = "published" };
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	return r != SP_OK ? r : carry_out(call, args[0], &act,
					  triage_args("where", where, NULL),
					  err);
}

enum sp_status
cmd_case_announced(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct sp_act act = { .q.step = SP_STEP_ANNOUNCE, .verb = "announced" };
	enum sp_status r = call_options(call, NULL, argv, 3, 3, &args, err);

	return r != SP_OK ? r : carry_out(call, args[0], &act,
					  triage_args("target", args[1],
						      "where", args[2], NULL),
					  err);
}

/* The case that it repeats, by its number. NULL stays NULL. */
static enum sp_status
find_original(struct call *call, char **of, struct sp_err *err)
{
	struct sp_gate *gate = NULL;
	struct sp_case *c = NULL;
	enum sp_status r;

	if (!*of)
		return SP_OK;
	if ((r = call_case(call, *of, &gate, &c, err)) == SP_OK) {
		g_free(*of);
		*of = g_strdup(c->number);
	}
	sp_case_free(c);
	return r;
}

enum sp_status
cmd_case_close(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *because = NULL;
	g_autofree char *of = NULL;
	const GOptionEntry options[] = {
		{ "because", 0, 0, G_OPTION_ARG_STRING, &because, NULL, NULL },
		{ "of", 0, 0, G_OPTION_ARG_STRING, &of, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_act act = { .verb = "closed" };
	enum sp_status r = call_options(call, options, argv, 2, 2, &args, err);

	if (r != SP_OK ||
	    (r = triage_text(call, &because, "--because", err)) != SP_OK ||
	    (r = find_original(call, &of, err)) != SP_OK)
		return r;
	act.q.step = strcmp(args[1], "fixed") == 0 ? SP_STEP_CLOSE
						   : SP_STEP_DISMISS;
	if (act.q.step == SP_STEP_DISMISS &&
	    sp_name_find(sp_resolutions, args[1]) < 0) {
		g_autofree char *all = g_strjoinv(", ",
						  (char **)sp_resolutions);

		return call_usage(call, err, "%s is no resolution: it is fixed, "
				  "or one of %s", args[1], all);
	}
	act.q.resolution = args[1];
	act.q.because = because;
	act.q.of = of;
	return carry_out(call, args[0], &act,
			 triage_args("resolution", args[1], "because", because,
				     "of", of, NULL), err);
}

enum sp_status
cmd_case_reopen(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *because = NULL;
	const GOptionEntry options[] = {
		{ "because", 0, 0, G_OPTION_ARG_STRING, &because, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_act act = { .q.step = SP_STEP_REOPEN, .verb = "reopened" };
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	if (r != SP_OK ||
	    (r = triage_text(call, &because, "--because", err)) != SP_OK)
		return r;
	act.q.because = because;
	return carry_out(call, args[0], &act,
			 triage_args("because", because, NULL), err);
}

enum sp_status
cmd_case_merge(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct sp_gate *gate = NULL;
	struct sp_dossier *d = NULL;
	struct sp_case *from = NULL;
	struct sp_case *into = NULL;
	enum sp_status r = call_options(call, NULL, argv, 2, 2, &args, err);

	if (r == SP_OK &&
	    (r = call_case(call, args[0], &gate, &from, err)) == SP_OK &&
	    (r = call_case(call, args[1], &gate, &into, err)) == SP_OK)
		r = sp_merge(gate, call->actor, from->number, into->number, &d,
			     err);
	if (r == SP_OK)
		triage_tell(gate, d);
	sp_dossier_free(d);
	sp_case_free(from);
	sp_case_free(into);
	return r;
}

/* --- CVE ------------------------------------------------------------------ */

enum sp_status
cmd_cve_want(struct call *call, char **argv, struct sp_err *err)
{
	static const struct {
		const char *word, *state;
	} words[] = {
		{ "yes", "wanted" }, { "no", "not-needed" },
		{ "requested", "requested" },
	};
	g_auto(GStrv) args = NULL;
	g_autofree char *cna = NULL;
	const GOptionEntry options[] = {
		{ "from", 0, 0, G_OPTION_ARG_STRING, &cna, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_act act = { .free = TRUE, .verb = "cve-set" };
	enum sp_status r = call_options(call, options, argv, 2, 2, &args, err);

	for (size_t i = 0; r == SP_OK && i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i].word, args[1]) == 0)
			return carry_out(call, args[0], &act,
					 triage_args("state", words[i].state,
						     "cna", cna, NULL), err);
	return r != SP_OK ? r : call_usage(call, err, "say yes, no or "
					   "requested");
}

enum sp_status
cmd_cve_set(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *cna = NULL;
	const GOptionEntry options[] = {
		{ "from", 0, 0, G_OPTION_ARG_STRING, &cna, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_act act = { .q.step = SP_STEP_CVE, .verb = "cve-set" };
	enum sp_status r = call_options(call, options, argv, 2, 2, &args, err);

	if (r != SP_OK)
		return r;
	if (!sp_cve_is_id(args[1]))
		return call_usage(call, err, "%s is no CVE: it looks like "
				  "CVE-2026-12345", args[1]);
	return carry_out(call, args[0], &act,
			 triage_args("state", "assigned", "id", args[1], "cna",
				     cna, NULL), err);
}
