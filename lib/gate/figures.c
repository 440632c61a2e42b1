/* SPDX-License-Identifier: GPL-2.0-or-later */
/* figures.c - the figures of a list, from what its store says
 *
 * What became of held mail is told from the events: to read the rows of all
 * mail there ever was would be to read all that is sealed in them. */
#include "lib/gate/figures.h"

#include <string.h>

#include "lib/gate/triage.h"

struct reading {
	struct sp_gate *gate;
	struct sp_stats *stats;
	struct sp_releases *releases;
	GHashTable *holds;	/* reference to struct hold * */
	struct sp_err *err;
};

/* --- cases ---------------------------------------------------------------- */

static enum sp_status
count_case(const struct sp_case *c, void *arg)
{
	const struct reading *reading = arg;
	struct sp_dossier *d = NULL;
	enum sp_status r = sp_triage_read(reading->gate, c, &d, reading->err);

	if (r == SP_OK)
		sp_stats_case(reading->stats, d);
	sp_dossier_free(d);
	return r;
}

static void
follow(const struct sp_dossier *d, int64_t at, void *arg)
{
	sp_releases_follow(arg, d, at);
}

static enum sp_status
follow_case(const struct sp_case *c, void *arg)
{
	const struct reading *reading = arg;
	struct sp_dossier *d = NULL;
	enum sp_status r = sp_triage_follow(reading->gate, c, follow,
					    reading->releases, &d,
					    reading->err);

	sp_dossier_free(d);
	return r;
}

/* --- held mail ------------------------------------------------------------ */

struct hold {
	int64_t arrived, decided;
	gboolean held;		/* else it needed no decision */
	enum sp_stats_fate fate;
	char *reason;
};

static void
hold_free(gpointer p)
{
	struct hold *h = p;

	g_free(h->reason);
	g_free(h);
}

static const struct {
	const char *verb;
	enum sp_stats_fate fate;
} decisions[] = {
	{ "approved", SP_FATE_OPENED },
	{ "attached", SP_FATE_ATTACHED },
	{ "rejected", SP_FATE_REJECTED },
	{ "discarded", SP_FATE_DISCARDED },
	{ "undone", SP_FATE_WAITS },
};

static void
decide(const struct reading *reading, struct hold *h, const struct sp_event *e)
{
	for (size_t i = 0; i < G_N_ELEMENTS(decisions); i++) {
		if (strcmp(e->verb, decisions[i].verb) != 0)
			continue;
		h->fate = decisions[i].fate;
		h->decided = h->fate == SP_FATE_WAITS ? 0 : e->at;
		g_clear_pointer(&h->reason, g_free);
		if (h->fate == SP_FATE_REJECTED)
			h->reason = sp_store_event_detail(
				reading->gate->store, e);
	}
}

static enum sp_status
read_event(const struct sp_event *e, void *arg)
{
	const struct reading *reading = arg;
	struct hold *h;

	if (*e->ref == '\0')
		return SP_OK;
	if (strcmp(e->verb, "arrived") == 0) {
		h = g_new0(struct hold, 1);
		h->arrived = e->at;
		g_hash_table_replace(reading->holds, g_strdup(e->ref), h);
		return SP_OK;
	}
	h = g_hash_table_lookup(reading->holds, e->ref);
	if (h && strcmp(e->verb, "held") == 0)
		h->held = TRUE;
	else if (h)
		decide(reading, h, e);
	return SP_OK;
}

static enum sp_status
count_holds(struct reading *reading)
{
	GHashTableIter i;
	gpointer p;
	enum sp_status r = sp_store_event_list(reading->gate->store, NULL,
					       read_event, reading,
					       reading->err);

	g_hash_table_iter_init(&i, reading->holds);
	while (g_hash_table_iter_next(&i, NULL, &p)) {
		const struct hold *h = p;

		if (h->held)
			sp_stats_hold(reading->stats, &(struct sp_stats_hold){
				.arrived = h->arrived, .decided = h->decided,
				.fate = h->fate, .reason = h->reason });
	}
	return r;
}

/* --- both ----------------------------------------------------------------- */

enum sp_status
sp_figures_read(struct sp_gate *gate, int64_t from, int64_t until,
		struct sp_stats **s, struct sp_err *err)
{
	g_autoptr(GHashTable) holds = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, hold_free);
	struct reading reading = {
		.gate = gate, .holds = holds, .err = err,
		.stats = sp_stats_new(gate->conf, from, until, sp_gate_now()),
	};
	enum sp_status r;

	if ((r = sp_store_case_list(gate->store, count_case, &reading,
				    err)) == SP_OK &&
	    (r = count_holds(&reading)) == SP_OK) {
		sp_stats_end(reading.stats);
		*s = g_steal_pointer(&reading.stats);
	}
	sp_stats_free(reading.stats);
	return r;
}

enum sp_status
sp_figures_public(struct sp_gate *gate, struct sp_public_stats **p,
		  struct sp_err *err)
{
	struct reading reading = {
		.gate = gate, .releases = sp_releases_new(), .err = err,
	};
	enum sp_status r = sp_store_case_list(gate->store, follow_case,
					      &reading, err);

	if (r == SP_OK)
		*p = sp_public_stats_make(reading.releases, gate->conf,
					  sp_gate_now());
	sp_releases_free(reading.releases);
	return r;
}
