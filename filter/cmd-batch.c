/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-batch.c - cases that are published together */
#include "filter/out.h"
#include "filter/triage.h"
#include "lib/base/when.h"
#include "lib/gate/batch.h"
#include "lib/policy/batch.h"
#include "lib/policy/embargo.h"

static enum sp_status
check_name(struct call *call, const char *name, struct sp_err *err)
{
	return sp_batch_is_name(name) ? SP_OK
		: call_usage(call, err, "%s cannot be the name of a batch: it "
			     "has 1 to 32 letters, digits, dots and hyphens",
			     name);
}

static void
tell_batch(const char *name, const GPtrArray *cases)
{
	const struct sp_dossier *first = cases->pdata[0];
	g_autofree char *date = sp_embargo_date(first->batch_date);

	out_print("batch %s, planned for %s:\n", name, date);
	for (guint i = 0; i < cases->len; i++) {
		const struct sp_dossier *d = cases->pdata[i];

		out_print("  %s\n", d->number);
	}
}

static enum sp_status
set_batch(struct call *call, struct sp_gate *gate, const char *name,
	  char *const *numbers, const char *when, struct sp_err *err)
{
	g_autoptr(GPtrArray) cases = NULL;
	int64_t date = 0;
	enum sp_status r = SP_OK;

	if (when)
		r = sp_when_instant(when, sp_gate_now(), &date, err);
	if (r == SP_OK)
		r = sp_batch_set(gate, call->actor, name, numbers, date, &cases,
				 err);
	if (r == SP_OK)
		tell_batch(name, cases);
	return r;
}

/* All cases, by their numbers as the store has them, of one list. */
static enum sp_status
find_numbers(struct call *call, char *const *typed, struct sp_gate **gate,
	     char ***numbers, struct sp_err *err)
{
	g_autoptr(GStrvBuilder) found = g_strv_builder_new();
	enum sp_status r = SP_OK;

	*gate = NULL;
	for (; r == SP_OK && *typed; typed++) {
		struct sp_gate *of = NULL;
		struct sp_case *c = NULL;

		if ((r = call_case(call, *typed, &of, &c, err)) != SP_OK)
			break;
		if (*gate && *gate != of)
			r = call_usage(call, err, "the cases of a batch belong "
				       "to one list");
		*gate = of;
		g_strv_builder_add(found, c->number);
		sp_case_free(c);
	}
	if (r == SP_OK)
		*numbers = g_strv_builder_end(found);
	return r;
}

enum sp_status
cmd_batch_add(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_auto(GStrv) numbers = NULL;
	g_autofree char *when = NULL;
	const GOptionEntry options[] = {
		{ "date", 0, 0, G_OPTION_ARG_STRING, &when, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_gate *gate;
	enum sp_status r = call_options(call, options, argv, 2, 100, &args,
					err);

	if (r == SP_OK && (r = check_name(call, args[0], err)) == SP_OK &&
	    (r = find_numbers(call, args + 1, &gate, &numbers, err)) == SP_OK)
		r = set_batch(call, gate, args[0], numbers, when, err);
	return r;
}

enum sp_status
cmd_batch_date(struct call *call, char **argv, struct sp_err *err)
{
	static char *const none[] = { NULL };
	g_auto(GStrv) args = NULL;
	struct sp_gate *gate = NULL;
	const char *list;
	char **rest;
	enum sp_status r = call_options(call, NULL, argv, 2, 3, &args, err);

	if (r != SP_OK)
		return r;
	call_split(args, 2, &list, &rest);
	if ((r = check_name(call, rest[0], err)) == SP_OK &&
	    (r = call_gate(call, list, &gate, err)) == SP_OK)
		r = set_batch(call, gate, rest[0], none, rest[1], err);
	return r;
}

enum sp_status
cmd_batch_leave(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *because = NULL;
	g_autoptr(GHashTable) said = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, g_free);
	const GOptionEntry options[] = {
		{ "because", 0, 0, G_OPTION_ARG_STRING, &because, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_act act = {
		.q.step = SP_STEP_UNBATCH, .verb = "unbatched", .args = said,
	};
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	if (r != SP_OK ||
	    (r = triage_text(call, &because, "--because", err)) != SP_OK)
		return r;
	act.q.because = because;
	if (because)
		g_hash_table_insert(said, g_strdup("because"),
				    g_strdup(because));
	return triage_do(call, args[0], &act, err);
}

/* --- show ----------------------------------------------------------------- */

/* What it lacks to be published with the others; "": nothing; g_free(). */
static char *
missing(const struct sp_gate *gate, const struct sp_dossier *d)
{
	struct sp_request q = {
		.step = SP_STEP_PUBLISH, .now = sp_gate_now(),
		.together = TRUE, .mover.who = SP_WHO_MODERATOR,
	};
	const struct sp_situation s = { .d = d, .conf = gate->conf, .q = &q };
	struct sp_err why = { 0 };

	sp_triage_review(gate, d, &q.review);
	return g_strdup(sp_process_check(&s, NULL, &why) == SP_OK ? ""
			: why.text);
}

static void
print_batch(const struct sp_gate *gate, const char *name,
	    const GPtrArray *cases)
{
	tell_batch(name, cases);
	for (guint i = 0; i < cases->len; i++) {
		g_autofree char *lacks = missing(gate, cases->pdata[i]);

		if (*lacks)
			out_line(lacks);
	}
}

static void
batch_json(const struct sp_gate *gate, const char *name,
	   const GPtrArray *cases)
{
	const struct sp_dossier *first = cases->pdata[0];
	json_t *document = json_object();
	json_t *array;

	out_json_text(document, "list", gate->conf->list);
	out_json_text(document, "batch", name);
	out_json_time(document, "date", first->batch_date);
	array = out_json_array(document, "cases");
	for (guint i = 0; i < cases->len; i++) {
		const struct sp_dossier *d = cases->pdata[i];
		g_autofree char *lacks = missing(gate, d);
		json_t *object = out_json_object(array);

		out_json_text(object, "case", d->number);
		out_json_text(object, "lacks", lacks);
	}
	out_json(document);
}

enum sp_status
cmd_batch_show(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autoptr(GPtrArray) cases = NULL;
	gboolean json = FALSE;
	const GOptionEntry options[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_gate *gate = NULL;
	const char *list;
	char **rest;
	enum sp_status r = call_options(call, options, argv, 1, 2, &args, err);

	if (r != SP_OK)
		return r;
	call_split(args, 1, &list, &rest);
	if ((r = call_gate(call, list, &gate, err)) == SP_OK &&
	    (r = sp_batch_cases(gate, rest[0], &cases, err)) == SP_OK)
		(json ? batch_json : print_batch)(gate, rest[0], cases);
	return r;
}

enum sp_status
cmd_batch_publish(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autoptr(GPtrArray) cases = NULL;
	g_autofree char *where = NULL;
	const GOptionEntry options[] = {
		{ "where", 0, 0, G_OPTION_ARG_STRING, &where, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_gate *gate = NULL;
	const char *list;
	char **rest;
	enum sp_status r = call_options(call, options, argv, 1, 2, &args, err);

	if (r != SP_OK)
		return r;
	call_split(args, 1, &list, &rest);
	if ((r = call_gate(call, list, &gate, err)) == SP_OK)
		r = sp_batch_publish(gate, call->actor, rest[0], where, &cases,
				     err);
	for (guint i = 0; r == SP_OK && i < cases->len; i++)
		triage_tell(gate, cases->pdata[i]);
	return r;
}
