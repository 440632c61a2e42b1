/* SPDX-License-Identifier: GPL-2.0-or-later */
/* merge.c - two cases are one */
#include "lib/gate/merge.h"

static char *
end_of(const struct sp_dossier *d)
{
	const struct sp_embargo *e = &d->embargo;

	if (e->state != SP_EMBARGO_ACTIVE && e->state != SP_EMBARGO_REVISING)
		return NULL;
	return g_strdup_printf("%" G_GINT64_FORMAT, e->now->end);
}

static void
put(GHashTable *args, const char *name, const char *value)
{
	if (value)
		g_hash_table_insert(args, g_strdup(name), g_strdup(value));
}

/* [tx] One half: number hears of the other. */
static enum sp_status
half(struct sp_gate *gate, const char *actor, const char *number,
     const char *name, const struct sp_dossier *other,
     struct sp_dossier **after, struct sp_err *err)
{
	g_autoptr(GHashTable) args = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, g_free);
	g_autofree char *end = end_of(other);
	const struct sp_act act = {
		.actor = actor, .number = number, .verb = "merged",
		.args = args,
		.q = { .step = SP_STEP_MERGE, .other = other },
	};

	put(args, name, other->number);
	put(args, "end", end);
	for (int i = 0; i < SP_FLAGS; i++)
		if (other->flags[i].at != 0)
			put(args, sp_flag_names[i], other->flags[i].source);
	return sp_triage_step(gate, &act, after, err);
}

enum sp_status
sp_merge(struct sp_gate *gate, const char *actor, const char *from,
	 const char *into, struct sp_dossier **after, struct sp_err *err)
{
	struct sp_dossier *a = NULL, *b = NULL, *done = NULL;
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) == SP_OK &&
	    (r = sp_triage_find(gate, from, &a, err)) == SP_OK &&
	    (r = sp_triage_find(gate, into, &b, err)) == SP_OK &&
	    (r = half(gate, actor, from, "into", b, NULL, err)) == SP_OK &&
	    (r = half(gate, actor, into, "from", a, &done, err)) == SP_OK &&
	    (r = sp_store_commit(gate->store, err)) == SP_OK)
		*after = g_steal_pointer(&done);
	sp_store_rollback(gate->store);
	sp_dossier_free(a);
	sp_dossier_free(b);
	sp_dossier_free(done);
	return r;
}
