/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pictures.c - what the pictures of a list show */
#include "lib/gate/pictures.h"

#include "lib/gate/triage.h"
#include "lib/policy/clocks.h"

struct reading {
	struct sp_gate *gate;
	struct sp_pictures *p;
	GPtrArray *cases;
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
	c->title = opaque ? NULL : g_strdup(d->title);
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

static enum sp_status
add_case(const struct sp_case *row, void *arg)
{
	struct reading *r = arg;
	struct sp_dossier *d = NULL;
	enum sp_status status;

	if (g_str_equal(row->state, sp_case_states[SP_CASE_CLOSED]))
		return SP_OK;
	status = sp_triage_read(r->gate, row, &d, r->err);
	if (status == SP_OK)
		g_ptr_array_add(r->cases, picture_of(d, r->gate->conf,
						     r->p->opaque));
	sp_dossier_free(d);
	return status;
}

enum sp_status
sp_pictures_read(struct sp_gate *gate, gboolean opaque, int64_t now,
		 struct sp_pictures *p, struct sp_err *err)
{
	struct reading r = { .gate = gate, .p = p, .err = err };

	r.cases = g_ptr_array_new_with_free_func(sp_picture_case_free);
	*p = (struct sp_pictures){
		.list = gate->conf->list, .now = now, .opaque = opaque,
		.states = sp_case_states, .cases = r.cases,
		.processing_d = gate->conf->processing_d,
	};
	return sp_store_case_list(gate->store, add_case, &r, err);
}

void
sp_pictures_clear(struct sp_pictures *p)
{
	g_clear_pointer(&p->cases, g_ptr_array_unref);
}
