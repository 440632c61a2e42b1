/* SPDX-License-Identifier: GPL-2.0-or-later */
/* agenda.c - what ends, expires or is due in a list, for its calendar */
#include "lib/gate/agenda.h"

#include <string.h>

#include "lib/gate/triage.h"
#include "lib/policy/clocks.h"

#define KEY_DIGITS 8		/* of a fingerprint: enough to tell ours apart */

struct reading {
	struct sp_gate *gate;
	struct sp_agenda *agenda;
	struct sp_err *err;
};

/* Takes title and what. */
static void
add(struct sp_agenda *a, int64_t at, enum sp_calendar_kind kind, char *title,
    char *what, unsigned slot)
{
	const struct sp_calendar_entry e = {
		.at = at, .kind = kind, .title = title, .what = what,
		.slot = slot,
	};

	g_ptr_array_add(a->texts, title);
	if (what)
		g_ptr_array_add(a->texts, what);
	g_array_append_val(a->entries, e);
}

/* --- cases ---------------------------------------------------------------- */

/* The private time is no task of anybody's. */
static void
add_clock(struct sp_agenda *a, const struct sp_dossier *d,
	  const struct sp_clock *c)
{
	enum sp_calendar_kind kind = SP_CALENDAR_DUE;
	char *what = NULL;

	if (c->stopped != 0 || c->kind == SP_CLOCK_PRIVATE)
		return;
	if (c->kind == SP_CLOCK_EMBARGO)
		kind = SP_CALENDAR_EMBARGO;
	else if (c->kind == SP_CLOCK_PROCESSING)
		kind = SP_CALENDAR_PROCESSING;
	else
		what = g_strdup(sp_clock_names[c->kind]);
	add(a, c->due, kind, g_strdup(d->number), what, c->kind);
}

static enum sp_status
add_case(const struct sp_case *row, void *arg)
{
	struct reading *r = arg;
	const struct sp_config *conf = r->gate->conf;
	g_autoptr(GArray) clocks = NULL;
	struct sp_clock_facts facts;
	struct sp_dossier *d = NULL;
	enum sp_status status;

	if (g_str_equal(row->state, "closed"))
		return SP_OK;
	if ((status = sp_triage_read(r->gate, row, &d, r->err)) != SP_OK)
		return status;
	if (d->batch && !d->published)
		add(r->agenda, d->batch_date, SP_CALENDAR_DUE,
		    g_strdup(d->number), g_strdup_printf("batch %s", d->batch),
		    SP_CLOCKS);
	facts = sp_clock_facts_of(d, conf);
	clocks = sp_clocks(&facts, conf);
	for (guint i = 0; i < clocks->len; i++)
		add_clock(r->agenda, d, &g_array_index(clocks, struct sp_clock,
						       i));
	sp_dossier_free(d);
	return SP_OK;
}

/* --- keys ----------------------------------------------------------------- */

/* Whose it is is for us alone; the title goes into shared calendars. */
static char *
describe_key(const GPtrArray *members, const char *fingerprint)
{
	for (guint i = 0; i < members->len; i++) {
		const struct sp_member *m = members->pdata[i];

		if (strcmp(m->fingerprint, fingerprint) == 0)
			return g_strdup_printf("key expires, %s", m->address);
	}
	return g_strdup("key expires, of the list or its archive");
}

static gboolean
is_known(const GArray *keys, guint n, const char *fingerprint)
{
	for (guint i = 0; i < n; i++)
		if (strcmp(g_array_index(keys, struct sp_key_told,
					 i).fingerprint, fingerprint) == 0)
			return TRUE;
	return FALSE;
}

static enum sp_status
add_keys(struct sp_gate *gate, struct sp_agenda *a, struct sp_err *err)
{
	g_autoptr(GPtrArray) members = NULL;
	g_autoptr(GArray) keys = NULL;
	enum sp_status r;

	if ((r = sp_store_members(gate->store, &members, err)) != SP_OK ||
	    (r = sp_store_keys_told(gate->store, &keys, err)) != SP_OK)
		return r;
	for (guint i = 0; i < keys->len; i++) {
		const struct sp_key_told *k =
			&g_array_index(keys, struct sp_key_told, i);
		const char *last = k->fingerprint + SP_FPR_LEN - KEY_DIGITS;

		if (k->expires != 0 && !is_known(keys, i, k->fingerprint))
			add(a, k->expires, SP_CALENDAR_KEY,
			    g_strdup_printf("key %s", last),
			    describe_key(members, k->fingerprint), 0);
	}
	return SP_OK;
}

enum sp_status
sp_agenda_read(struct sp_gate *gate, struct sp_agenda *a, struct sp_err *err)
{
	struct reading r = { .gate = gate, .agenda = a, .err = err };
	enum sp_status status;

	sp_agenda_clear(a);
	a->entries = g_array_new(FALSE, FALSE,
				 sizeof(struct sp_calendar_entry));
	a->texts = g_ptr_array_new_with_free_func(g_free);
	status = sp_store_case_list(gate->store, add_case, &r, err);
	return status == SP_OK ? add_keys(gate, a, err) : status;
}

void
sp_agenda_clear(struct sp_agenda *a)
{
	g_clear_pointer(&a->entries, g_array_unref);
	g_clear_pointer(&a->texts, g_ptr_array_unref);
}
