/* SPDX-License-Identifier: GPL-2.0-or-later */
/* retelling.c - the events of a case, as they are told today */
#include "lib/gate/retelling.h"

#include <string.h>

#include "lib/store/retell.h"

/* An event that tells another again. */
struct retold {
	int64_t seq;		/* its own */
	char *detail;		/* NULL: it was told again itself */
};

struct telling {
	struct sp_gate *gate;
	GArray *retold;		/* of struct retold */
	GHashTable *texts;	/* int64_t * to char *: what is left */
	sp_told_event *each;
	void *arg;
};

static void
retold_clear(gpointer p)
{
	struct retold *r = p;

	g_free(r->detail);
}

static enum sp_status
collect(const struct sp_event *e, void *arg)
{
	struct telling *t = arg;
	struct retold r = { .seq = e->seq };

	if (strcmp(e->verb, SP_EVENT_RETOLD) != 0)
		return SP_OK;
	r.detail = sp_store_event_detail(t->gate->store, e);
	g_array_append_val(t->retold, r);
	return SP_OK;
}

/* The last one first: it may tell one again that tells one again. */
static void
resolve(struct telling *t)
{
	for (guint i = t->retold->len; i > 0; i--) {
		const struct retold *r = &g_array_index(t->retold,
							struct retold, i - 1);
		const char *detail = r->detail ? r->detail
			: g_hash_table_lookup(t->texts, &r->seq);
		const char *text;
		const int64_t seq = sp_store_retold(detail, &text);

		if (seq != 0)
			g_hash_table_insert(t->texts,
					    g_memdup2(&seq, sizeof(seq)),
					    g_strdup(text));
	}
}

static enum sp_status
tell(const struct sp_event *e, void *arg)
{
	struct telling *t = arg;
	g_autofree char *own = NULL;

	if (strcmp(e->verb, SP_EVENT_RETOLD) == 0)
		return SP_OK;
	own = sp_store_event_detail(t->gate->store, e);
	return t->each(e, own ? own : g_hash_table_lookup(t->texts, &e->seq),
		       t->arg);
}

enum sp_status
sp_told_events(struct sp_gate *gate, const char *number, sp_told_event *each,
	       void *arg, struct sp_err *err)
{
	g_autoptr(GArray) retold = g_array_new(FALSE, FALSE,
					       sizeof(struct retold));
	g_autoptr(GHashTable) texts = g_hash_table_new_full(
		g_int64_hash, g_int64_equal, g_free, g_free);
	struct telling t = { gate, retold, texts, each, arg };
	enum sp_status r;

	g_array_set_clear_func(retold, retold_clear);
	r = sp_store_event_list_case(gate->store, number, collect, &t, err);
	if (r != SP_OK)
		return r;
	resolve(&t);
	return sp_store_event_list_case(gate->store, number, tell, &t, err);
}
