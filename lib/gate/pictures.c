/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pictures.c - what the pictures of a list show */
#include "lib/gate/pictures.h"

#include "lib/gate/triage.h"
#include "lib/notice/documents.h"
#include "lib/policy/clocks.h"

#define MAILS_S (30 * INT64_C(86400))	/* how far back mails count */

G_STATIC_ASSERT(SP_CASE_STATES <= SP_PICTURE_STATES_MAX);

struct reading {
	struct sp_gate *gate;
	struct sp_pictures *p;
	GHashTable *cases;	/* case id to struct sp_picture_case * */
	struct sp_err *err;
};

/* A person may have ended it before its time. */
static int64_t
end_of(const struct sp_embargo *e)
{
	if (!e->now)
		return 0;
	return e->ended ? MIN(e->ended, e->now->end) : e->now->end;
}

/* When the time for processing is over, and when that was stopped. */
static void
take_clock(struct sp_picture_case *c, const struct sp_dossier *d,
	   const struct sp_config *conf)
{
	const struct sp_clock_facts facts = sp_clock_facts_of(d, conf);
	g_autoptr(GArray) clocks = sp_clocks(&facts, conf);

	for (guint i = 0; i < clocks->len; i++) {
		const struct sp_clock *clock =
			&g_array_index(clocks, struct sp_clock, i);

		if (clock->kind == SP_CLOCK_PROCESSING) {
			c->due = clock->due;
			c->done = clock->stopped;
		}
	}
}

static struct sp_picture_case *
picture_of(const struct sp_dossier *d, const struct sp_config *conf,
	   gboolean opaque)
{
	const enum sp_case_state state = sp_process_state(d, conf);
	struct sp_picture_case *c = g_new0(struct sp_picture_case, 1);

	c->number = g_strdup(d->number);
	c->title = opaque || !d->title ? NULL
				       : g_strdup(sp_untagged(conf, d->title));
	c->severity = g_strdup(sp_severities[d->severity]);
	c->state = state;
	c->arrived = d->arrived;
	c->answered = d->answered;
	/* Else the patches have changed since. */
	c->ready = state >= SP_CASE_READY ? d->readied_at : 0;
	c->published = d->published;
	c->end = end_of(&d->embargo);
	c->proposed = d->embargo.next != NULL;
	c->restarts = g_array_ref(d->embargo.restarts);
	take_clock(c, d, conf);
	return c;
}

/* Mails of cases that went into this one are reports of it, at any remove. */
static enum sp_status
add_merged(struct reading *r, struct sp_picture_case *c, const char *from)
{
	g_auto(GStrv) numbers = g_strsplit(from ? from : "", ", ", -1);
	enum sp_status status = SP_OK;

	for (char **n = numbers; status == SP_OK && *n; n++) {
		struct sp_case *row = NULL;
		struct sp_dossier *d = NULL;

		status = sp_store_case_by_number(r->gate->store, *n, &row,
						 r->err);
		if (status == SP_OK &&
		    g_hash_table_insert(r->cases, GSIZE_TO_POINTER((gsize)
							row->id), c) &&
		    (status = sp_triage_read(r->gate, row, &d,
					     r->err)) == SP_OK)
			status = add_merged(r, c, d->merged_from);
		sp_dossier_free(d);
		sp_case_free(row);
	}
	return status;
}

static enum sp_status
add_case(const struct sp_case *row, void *arg)
{
	struct reading *r = arg;
	struct sp_picture_case *c;
	struct sp_dossier *d = NULL;
	enum sp_status status;

	if (g_str_equal(row->state, sp_case_states[SP_CASE_CLOSED])) {
		r->p->counts[SP_CASE_CLOSED]++;
		return SP_OK;
	}
	status = sp_triage_read(r->gate, row, &d, r->err);
	if (status == SP_OK) {
		c = picture_of(d, r->gate->conf, r->p->opaque);
		r->p->counts[c->state]++;
		g_ptr_array_add(r->p->cases, c);
		g_hash_table_insert(r->cases, GSIZE_TO_POINTER((gsize)row->id),
				    c);
		status = add_merged(r, c, d->merged_from);
	}
	sp_dossier_free(d);
	return status;
}

/* What the gate passed on by itself was never held, and neither was what
 * somebody imported. */
static gboolean
was_held(const struct sp_mail *m)
{
	static const char *const decisions[] = {
		"approve", "attach", "reject", "discard", NULL
	};

	return g_strv_contains(decisions, m->decision);
}

static enum sp_status
add_mail(const struct sp_mail *m, void *arg)
{
	struct reading *r = arg;
	const gboolean waits = m->state == SP_MAIL_HELD;
	const struct sp_picture_mail mail = {
		.arrived = m->arrived, .decided = waits ? 0 : m->decided,
	};

	struct sp_picture_case *c = g_hash_table_lookup(r->cases,
		GSIZE_TO_POINTER((gsize)m->case_id));

	if (c && was_held(m))
		c->reports++;
	if (waits || (was_held(m) && m->arrived > r->p->now - MAILS_S))
		g_array_append_val(r->p->mails, mail);
	return SP_OK;
}

static enum sp_status
add_mails(struct reading *r)
{
	static const enum sp_mail_state states[] = {
		SP_MAIL_HELD, SP_MAIL_ACCEPTED, SP_MAIL_REJECTED,
		SP_MAIL_DISCARDED
	};
	enum sp_status status = SP_OK;

	for (size_t i = 0; status == SP_OK && i < G_N_ELEMENTS(states); i++)
		status = sp_store_mail_list(r->gate->store, states[i],
					    r->p->now, 0, add_mail, r, r->err);
	return status;
}

enum sp_status
sp_pictures_read(struct sp_gate *gate, gboolean opaque, int64_t now,
		 struct sp_pictures *p, struct sp_err *err)
{
	g_autoptr(GHashTable) cases = g_hash_table_new(NULL, NULL);
	struct reading r = { .gate = gate, .p = p, .cases = cases,
			     .err = err };
	enum sp_status status;

	*p = (struct sp_pictures){
		.list = gate->conf->list, .now = now, .opaque = opaque,
		.states = sp_case_states, .steps = sp_process_steps(),
		.cases = g_ptr_array_new_with_free_func(sp_picture_case_free),
		.mails = g_array_new(FALSE, FALSE,
				     sizeof(struct sp_picture_mail)),
		.processing_d = gate->conf->processing_d,
	};
	status = sp_store_case_list(gate->store, add_case, &r, err);
	return status == SP_OK ? add_mails(&r) : status;
}

void
sp_pictures_clear(struct sp_pictures *p)
{
	g_clear_pointer(&p->cases, g_ptr_array_unref);
	g_clear_pointer(&p->mails, g_array_unref);
	g_clear_pointer(&p->steps, g_array_unref);
}
