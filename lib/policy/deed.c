/* SPDX-License-Identifier: GPL-2.0-or-later */
/* deed.c - what a person says of a case, and what follows from it */
#include "lib/policy/deed.h"

#include <string.h>

#include "lib/policy/clocks.h"

enum { TOOL_MAX = 200 };

static const char *
get(GHashTable *said, const char *name)
{
	return g_hash_table_lookup(said, name);
}

static void
put(GHashTable *said, const char *name, const char *value)
{
	g_hash_table_insert(said, g_strdup(name), g_strdup(value));
}

/* One of the names, where anything was said. */
static enum sp_status
check_name(GHashTable *said, const char *name, const char *const *names,
	   const char *what, struct sp_err *err)
{
	const char *value = get(said, name);
	g_autofree char *all = NULL;

	if (!value || sp_name_find(names, value) >= 0)
		return SP_OK;
	all = g_strjoinv(", ", (char **)names);
	return sp_fail(err, SP_EDATA, "%s is no %s: it is one of %s", value,
		       what, all);
}

/* --- what it is ----------------------------------------------------------- */

/* Whatever the reporter calls it, in a few words on one line. */
static enum sp_status
check_tool(const char *tool, struct sp_err *err)
{
	if (tool && (!*tool || strlen(tool) > TOOL_MAX))
		return sp_fail(err, SP_EDATA, "the name of a tool has 1 to %d "
			       "octets", TOOL_MAX);
	for (; tool && *tool; tool++)
		if (g_ascii_iscntrl(*tool))
			return sp_fail(err, SP_EDATA, "the name of a tool is "
				       "one line");
	return SP_OK;
}

static enum sp_status
check_judgement(GHashTable *said, struct sp_deed *deed, struct sp_err *err)
{
	enum sp_status r;

	(void)deed;
	if ((r = check_name(said, "genuine", sp_answers, "answer",
			    err)) != SP_OK ||
	    (r = check_name(said, "misuse", sp_answers, "answer",
			    err)) != SP_OK ||
	    (r = check_tool(get(said, "tool"), err)) != SP_OK)
		return r;
	return get(said, "genuine") || get(said, "misuse") ||
	       get(said, "tool") ? SP_OK
		: sp_fail(err, SP_EDATA, "say --genuine, --misuse or --tool");
}

static enum sp_status
check_rating(GHashTable *said, struct sp_deed *deed, struct sp_err *err)
{
	deed->q.because = get(said, "because");
	deed->q.severity = get(said, "severity");
	return check_name(said, "severity", sp_severities + 1, "severity",
			  err);
}

static enum sp_status
check_flag(GHashTable *said, struct sp_deed *deed, struct sp_err *err)
{
	if (get(said, "off"))
		deed->q.step = SP_STEP_UNFLAG;
	deed->q.because = get(said, "source");
	return check_name(said, "flag", sp_flag_names, "flag", err);
}

static enum sp_status
check_credit(GHashTable *said, struct sp_deed *deed, struct sp_err *err)
{
	enum sp_status r = check_name(said, "consent", sp_answers, "answer",
				      err);

	(void)deed;
	if (r != SP_OK)
		return r;
	return sp_name_find(sp_answers, get(said, "consent")) != SP_YES ||
	       get(said, "as") ? SP_OK
		: sp_fail(err, SP_EDATA, "say the name to print, with --as");
}

static enum sp_status
check_told(GHashTable *said, struct sp_deed *deed, struct sp_err *err)
{
	(void)deed;
	return get(said, "how") ? SP_OK
		: sp_fail(err, SP_EDATA, "say how the reporter was told, "
			  "with --how");
}

/* What was said by phone has to be written down; the guard asks for it. */
static enum sp_status
check_phone(GHashTable *said, struct sp_deed *deed, struct sp_err *err)
{
	(void)err;
	deed->q.because = get(said, "how");
	return SP_OK;
}

/* --- what becomes of it --------------------------------------------------- */

/* 40 or 64 hexadecimal digits. */
static gboolean
is_commit(const char *text)
{
	const size_t len = strspn(text, "0123456789abcdefABCDEF");

	return text[len] == '\0' && (len == 40 || len == 64);
}

/* As git lets it be called, but for the commas, which stand between them. */
static gboolean
is_tag(const char *text)
{
	for (const char *c = text; *c; c++)
		if (!g_ascii_isgraph(*c) || strchr("~^:?*[\\", *c))
			return FALSE;
	return *text != '\0';
}

static enum sp_status
check_each(GHashTable *said, const char *name,
	   gboolean (*fits)(const char *text), const char *what,
	   struct sp_err *err)
{
	g_auto(GStrv) all = g_strsplit(get(said, name) ? get(said, name) : "",
				       ",", -1);

	for (char **one = all; *one; one++)
		if (!fits(*one))
			return sp_fail(err, SP_EDATA, "\"%s\" is no %s; several "
				       "have commas and no blanks between them",
				       *one, what);
	return SP_OK;
}

/* Where it came from, and who has it. */
static enum sp_status
check_broken(GHashTable *said, struct sp_err *err)
{
	enum sp_status r = check_each(said, "broken-by", is_commit, "commit of "
				      "40 (or 64) hexadecimal digits", err);

	return r != SP_OK ? r : check_each(said, "broken-in", is_tag, "tag",
					   err);
}

static enum sp_status
check_branch(GHashTable *said, struct sp_deed *deed, struct sp_err *err)
{
	const char *commit = get(said, "commit");
	enum sp_status r = check_name(said, "status", sp_branch_statuses,
				      "status of a branch", err);

	(void)deed;
	if (r == SP_OK)
		r = check_broken(said, err);
	if (r != SP_OK)
		return r;
	return !commit || is_commit(commit) ? SP_OK
		: sp_fail(err, SP_EDATA, "%s is no commit: it has 40 (or 64) "
			  "hexadecimal digits", commit);
}

static enum sp_status
check_bug(GHashTable *said, struct sp_deed *deed, struct sp_err *err)
{
	(void)deed;
	return get(said, "url") || get(said, "closed") ? SP_OK
		: sp_fail(err, SP_EDATA, "name the bug, or say --closed");
}

/* Those who hear first hear of it before it is public. */
static enum sp_status
check_announced(GHashTable *said, struct sp_deed *deed, struct sp_err *err)
{
	(void)err;
	if (g_strcmp0(get(said, "target"), SP_TARGET_AHEAD) == 0)
		deed->q.step = SP_STEP_AHEAD;
	return SP_OK;
}

static enum sp_status
check_closing(GHashTable *said, struct sp_deed *deed, struct sp_err *err)
{
	const char *resolution = get(said, "resolution");
	g_autofree char *all = NULL;

	deed->q.resolution = resolution;
	deed->q.because = get(said, "because");
	deed->q.of = get(said, "of");
	if (strcmp(resolution, "fixed") == 0)
		return SP_OK;
	deed->q.step = SP_STEP_DISMISS;
	if (sp_name_find(sp_resolutions, resolution) >= 0)
		return SP_OK;
	all = g_strjoinv(", ", (char **)sp_resolutions);
	return sp_fail(err, SP_EDATA, "%s is no resolution: it is fixed, or "
		       "one of %s", resolution, all);
}

static enum sp_status
check_reopening(GHashTable *said, struct sp_deed *deed, struct sp_err *err)
{
	(void)err;
	deed->q.because = get(said, "because");
	return SP_OK;
}

/* --- CVE ------------------------------------------------------------------ */

static void
name_cna(GHashTable *said)
{
	if (get(said, "from"))
		put(said, "cna", get(said, "from"));
	g_hash_table_remove(said, "from");
}

static enum sp_status
check_want(GHashTable *said, struct sp_deed *deed, struct sp_err *err)
{
	static const struct {
		const char *word, *state;
	} words[] = {
		{ "yes", "wanted" }, { "no", "not-needed" },
		{ "requested", "requested" },
	};
	const char *state = get(said, "state");

	(void)deed;
	name_cna(said);
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i].word, state) == 0) {
			put(said, "state", words[i].state);
			return SP_OK;
		}
	return sp_fail(err, SP_EDATA, "say yes, no or requested");
}

static enum sp_status
check_cve(GHashTable *said, struct sp_deed *deed, struct sp_err *err)
{
	(void)deed;
	if (!sp_cve_is_id(get(said, "id")))
		return sp_fail(err, SP_EDATA, "%s is no CVE: it looks like "
			       "CVE-2026-12345", get(said, "id"));
	name_cna(said);
	put(said, "state", "assigned");
	return SP_OK;
}

/* -------------------------------------------------------------------------- */

static const struct row {
	const char *event;
	gboolean free;
	enum sp_step step;
	enum sp_status (*check)(GHashTable *said, struct sp_deed *deed,
				struct sp_err *err);
} rows[SP_VERB_COUNT] = {
	[SP_VERB_ACK] = { "phoned", FALSE, SP_STEP_PHONE, check_phone },
	[SP_VERB_CASE_JUDGE] = { "judged", FALSE, SP_STEP_JUDGE,
				 check_judgement },
	[SP_VERB_CASE_RATE] = { "rated", FALSE, SP_STEP_RATE, check_rating },
	[SP_VERB_CASE_LEAD] = { "led", FALSE, SP_STEP_LEAD, NULL },
	[SP_VERB_CASE_FLAG] = { "flagged", FALSE, SP_STEP_FLAG, check_flag },
	[SP_VERB_CASE_BRANCH] = { "branch-set", TRUE, 0, check_branch },
	[SP_VERB_CASE_BUG] = { "bug-set", TRUE, 0, check_bug },
	[SP_VERB_CASE_CREDIT] = { "credit-set", TRUE, 0, check_credit },
	[SP_VERB_CASE_TOLD] = { "told", TRUE, 0, check_told },
	[SP_VERB_CASE_READY] = { "readied", FALSE, SP_STEP_READY, NULL },
	[SP_VERB_CASE_PUBLISH] = { "published", FALSE, SP_STEP_PUBLISH, NULL },
	[SP_VERB_CASE_ANNOUNCED] = { "announced", FALSE, SP_STEP_ANNOUNCE,
				     check_announced },
	[SP_VERB_CASE_CLOSE] = { "closed", FALSE, SP_STEP_CLOSE,
				 check_closing },
	[SP_VERB_CASE_REOPEN] = { "reopened", FALSE, SP_STEP_REOPEN,
				  check_reopening },
	[SP_VERB_CASE_MERGE] = { "merged", FALSE, SP_STEP_MERGE, NULL },
	[SP_VERB_CVE_WANT] = { "cve-set", TRUE, 0, check_want },
	[SP_VERB_CVE_SET] = { "cve-set", FALSE, SP_STEP_CVE, check_cve },
};

enum sp_status
sp_deed_make(enum sp_verb_id verb, GHashTable *said, struct sp_deed *deed,
	     struct sp_err *err)
{
	const struct row *row = &rows[verb];
	struct sp_deed made = { .event = row->event, .free = row->free,
				.q.step = row->step };
	enum sp_status r = SP_OK;

	if (!row->event)
		return sp_fail(err, SP_NONE, "\"%s\" says nothing of a case",
			       sp_verbs[verb].name);
	if (row->check)
		r = row->check(said, &made, err);
	if (r == SP_OK)
		*deed = made;
	return r;
}
