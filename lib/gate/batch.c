/* SPDX-License-Identifier: GPL-2.0-or-later */
/* batch.c - cases that are published together */
#include "lib/gate/batch.h"

#include <string.h>

#include "lib/policy/batch.h"

/* --- which they are ------------------------------------------------------- */

struct collecting {
	struct sp_gate *gate;
	const char *name;
	GPtrArray *cases;
	struct sp_err *err;
};

static enum sp_status
collect(const struct sp_case *c, void *arg)
{
	const struct collecting *into = arg;
	struct sp_dossier *d = NULL;
	enum sp_status r;

	if (strcmp(c->state, "published") == 0 ||
	    strcmp(c->state, "closed") == 0)
		return SP_OK;
	if ((r = sp_triage_read(into->gate, c, &d, into->err)) != SP_OK)
		return r;
	if (g_strcmp0(d->batch, into->name) == 0)
		g_ptr_array_add(into->cases, d);
	else
		sp_dossier_free(d);
	return SP_OK;
}

static GPtrArray *
new_cases(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)sp_dossier_free);
}

static gint
by_number(gconstpointer a, gconstpointer b)
{
	const struct sp_dossier *const *x = a, *const *y = b;

	return strcmp((*x)->number, (*y)->number);
}

enum sp_status
sp_batch_cases(struct sp_gate *gate, const char *name, GPtrArray **cases,
	       struct sp_err *err)
{
	g_autoptr(GPtrArray) found = new_cases();
	struct collecting into = { gate, name, found, err };
	enum sp_status r = sp_store_case_list(gate->store, collect, &into, err);

	if (r == SP_OK && found->len == 0)
		r = sp_fail(err, SP_NONE, "no open case is in a batch %s",
			    name);
	if (r != SP_OK)
		return r;
	g_ptr_array_sort(found, by_number);
	*cases = g_steal_pointer(&found);
	return SP_OK;
}

enum sp_status
sp_batch_others(struct sp_gate *gate, const struct sp_dossier *d,
		char **others, struct sp_err *err)
{
	g_autoptr(GPtrArray) cases = NULL;
	GString *s = NULL;
	enum sp_status r = sp_batch_cases(gate, d->batch, &cases, err);

	if (r != SP_OK)
		return r;
	s = g_string_new(NULL);
	for (guint i = 0; i < cases->len; i++) {
		const struct sp_dossier *other = cases->pdata[i];

		if (strcmp(other->number, d->number) != 0)
			g_string_append_printf(s, "%s%s", s->len ? " and " : "",
					       other->number);
	}
	*others = g_string_free(s, FALSE);
	return SP_OK;
}

/* --- one step for all of them --------------------------------------------- */

/* [tx] Each case gets as it is then to after. */
static enum sp_status
step_all(struct sp_gate *gate, struct sp_act *act, char *const *numbers,
	 GPtrArray *after, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	for (; r == SP_OK && *numbers; numbers++) {
		struct sp_dossier *d = NULL;

		act->number = *numbers;
		if ((r = sp_triage_step(gate, act, &d, err)) == SP_OK)
			g_ptr_array_add(after, d);
	}
	return r;
}

/* The numbers of those, and of these; g_strfreev(). */
static char **
all_numbers(const GPtrArray *cases, char *const *more)
{
	g_autoptr(GStrvBuilder) all = g_strv_builder_new();

	for (guint i = 0; cases && i < cases->len; i++) {
		const struct sp_dossier *d = cases->pdata[i];

		g_strv_builder_add(all, d->number);
	}
	for (; more && *more; more++)
		g_strv_builder_add(all, *more);
	return g_strv_builder_end(all);
}

/* --- joining -------------------------------------------------------------- */

/* [tx] Those that are in it already, when they need another date, and these. */
static enum sp_status
find_members(struct sp_gate *gate, const char *name, char *const *numbers,
	     int64_t *date, char ***all, struct sp_err *err)
{
	g_autoptr(GPtrArray) before = NULL;
	enum sp_status r = sp_batch_cases(gate, name, &before, err);
	gboolean same = FALSE;

	if (r == SP_NONE && *date == 0)
		*date = sp_batch_day(gate->conf, sp_gate_now());
	if (r == SP_NONE && *numbers && *date == 0)
		return sp_fail(err, SP_EDATA, "%s is a new batch: say when it "
			       "is published, with --date", name);
	if (r != SP_OK && (r != SP_NONE || !*numbers))
		return r;
	if (r == SP_OK && *date == 0) {
		const struct sp_dossier *first = before->pdata[0];

		*date = first->batch_date;
		same = TRUE;
	}
	*all = all_numbers(same ? NULL : before, numbers);
	return SP_OK;
}

enum sp_status
sp_batch_set(struct sp_gate *gate, const char *actor, const char *name,
	     char *const *numbers, int64_t date, GPtrArray **cases,
	     struct sp_err *err)
{
	g_autoptr(GHashTable) args = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GPtrArray) after = new_cases();
	g_auto(GStrv) all = NULL;
	struct sp_act act = {
		.actor = actor, .verb = "batched", .args = args,
		.q = { .step = SP_STEP_BATCH, .batch = name },
	};
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	r = find_members(gate, name, numbers, &date, &all, err);
	g_hash_table_insert(args, g_strdup("name"), g_strdup(name));
	g_hash_table_insert(args, g_strdup("date"),
			    g_strdup_printf("%" G_GINT64_FORMAT, date));
	act.q.end = date;
	if (r == SP_OK && (r = step_all(gate, &act, all, after, err)) == SP_OK &&
	    (r = sp_gate_commit(gate, err)) == SP_OK)
		r = sp_batch_cases(gate, name, cases, err);
	sp_store_rollback(gate->store);
	return r;
}

/* --- publication ---------------------------------------------------------- */

enum sp_status
sp_batch_publish(struct sp_gate *gate, const char *actor, const char *name,
		 const char *where, GPtrArray **cases, struct sp_err *err)
{
	g_autoptr(GHashTable) args = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GPtrArray) before = NULL;
	g_autoptr(GPtrArray) after = new_cases();
	g_auto(GStrv) numbers = NULL;
	struct sp_act act = {
		.actor = actor, .verb = "published", .args = args,
		.q = { .step = SP_STEP_PUBLISH, .together = TRUE },
	};
	enum sp_status r;

	if (where)
		g_hash_table_insert(args, g_strdup("where"), g_strdup(where));
	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	if ((r = sp_batch_cases(gate, name, &before, err)) == SP_OK) {
		numbers = all_numbers(before, NULL);
		r = step_all(gate, &act, numbers, after, err);
	}
	if (r == SP_OK && (r = sp_gate_commit(gate, err)) == SP_OK)
		*cases = g_steal_pointer(&after);
	sp_store_rollback(gate->store);
	return r;
}
