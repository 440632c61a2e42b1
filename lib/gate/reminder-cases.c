/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reminder-cases.c - what is due in the cases of a list, for its reminders
 *
 * A reminder is an instant: who was last reminded before it has not heard of
 * it. So nothing is kept of what was said, and nothing is said twice. */
#include "lib/gate/reminder-cases.h"

#include "lib/gate/portrait.h"

#define SHOWN_MAX 40		/* cases in one reminder */
#define LOOK_BACK_S (7 * 86400)	/* for who was never reminded */

void
sp_round_case_free(struct sp_round_case *c)
{
	if (!c)
		return;
	sp_dossier_free(c->d);
	g_clear_pointer(&c->clocks, g_array_unref);
	g_free(c);
}

/* --- what there is -------------------------------------------------------- */

/* One that cannot be read is not what the reminders fail over. */
static enum sp_status
gather(const struct sp_case *row, void *arg)
{
	struct sp_round *r = arg;
	const struct sp_config *conf = r->gate->conf;
	struct sp_round_case *c;
	struct sp_dossier *d = NULL;
	struct sp_err err;

	if (g_str_equal(row->state, "closed") ||
	    sp_triage_read(r->gate, row, &d, &err) != SP_OK)
		return SP_OK;
	c = g_new0(struct sp_round_case, 1);
	c->d = d;
	c->facts = sp_clock_facts_of(d, conf);
	c->clocks = sp_clocks(&c->facts, conf);
	c->at_once = sp_clock_at_once(&c->facts, conf, r->now);
	g_ptr_array_add(r->cases, c);
	return SP_OK;
}

enum sp_status
sp_round_cases(struct sp_round *r, struct sp_err *err)
{
	r->cases = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_round_case_free);
	return sp_store_case_list(r->gate->store, gather, r, err);
}

/* --- for whom ------------------------------------------------------------- */

static int64_t
reminded_at(const struct sp_round *r, guint i)
{
	const struct sp_member *m = r->members->pdata[i];

	return MAX(m->reminded, r->now - LOOK_BACK_S);
}

static gboolean
is_urgent(const struct sp_round *r, guint i, const struct sp_round_case *c)
{
	return c->at_once > reminded_at(r, i) &&
	       sp_policy_hears(&r->team, i, SP_REACH_EVERYONE);
}

gboolean
sp_round_at_once(const struct sp_round *r, guint i)
{
	for (guint k = 0; k < r->cases->len; k++)
		if (is_urgent(r, i, r->cases->pdata[k]))
			return TRUE;
	return FALSE;
}

static gboolean
leads(const struct sp_round *r, guint i, const struct sp_round_case *c)
{
	const struct sp_member *m = r->members->pdata[i];

	return c->d->lead &&
	       g_ascii_strcasecmp(c->d->lead, m->address) == 0;
}

/* Held mail and answers have sections of their own. */
static gboolean
concerns(const struct sp_round *r, guint i, const struct sp_round_case *c,
	 const struct sp_clock *clock)
{
	if (clock->kind == SP_CLOCK_HOLD || clock->kind == SP_CLOCK_ANSWER ||
	    sp_clock_reminded(clock, r->now) == 0)
		return FALSE;
	return (leads(r, i, c) && r->team.people[i].there) ||
	       sp_policy_hears(&r->team, i, sp_clock_for_all(clock) ?
			       SP_REACH_EVERYONE : SP_REACH_MODERATORS);
}

/* --- saying it ------------------------------------------------------------ */

static char *
exploited_line(const struct sp_round *r, const struct sp_dossier *d)
{
	const struct sp_flag *flag = &d->flags[SP_FLAG_EXPLOITED];
	g_autofree char *since = sp_workday_format(&r->gate->conf->workdays,
						   flag->at);

	return g_strdup_printf("it is being exploited, as was flagged %s: %s",
			       since, flag->source ? flag->source : "");
}

static struct sp_due *
due_new(const struct sp_round_case *c)
{
	struct sp_due *due = g_new0(struct sp_due, 1);

	due->who = g_strdup_printf("%s  %s", c->d->number,
				   c->d->title ? c->d->title : "");
	due->what = g_ptr_array_new_with_free_func(g_free);
	return due;
}

/* *news: there is a reminder that this person has not had. NULL: nothing is
 * due. Clocks come in the order of a case; what is due first decides where it
 * stands. */
static struct sp_due *
describe(const struct sp_round *r, guint i, const struct sp_round_case *c,
	 gboolean *news)
{
	const int64_t since = reminded_at(r, i);
	struct sp_due *due = due_new(c);

	for (guint k = 0; k < c->clocks->len; k++) {
		const struct sp_clock *clock = &g_array_index(c->clocks,
						struct sp_clock, k);

		if (!concerns(r, i, c, clock))
			continue;
		*news = *news || sp_clock_reminded(clock, r->now) > since;
		if (due->what->len == 0 || clock->due < due->at)
			due->at = clock->due;
		g_ptr_array_add(due->what, sp_portrait_clock(clock, r->now));
	}
	if (due->what->len == 0)
		g_clear_pointer(&due, sp_due_free);
	else
		g_ptr_array_add(due->what, sp_portrait_next(r->gate, c->d, r->now));
	return due;
}

static struct sp_due *
describe_urgent(const struct sp_round *r, const struct sp_round_case *c)
{
	const struct sp_clock *embargo = sp_clock_running(c->clocks,
							  SP_CLOCK_EMBARGO);
	struct sp_due *due = due_new(c);

	due->at = c->at_once;
	if (c->facts.exploited != 0)
		g_ptr_array_add(due->what, exploited_line(r, c->d));
	if (embargo)
		g_ptr_array_add(due->what, sp_portrait_clock(embargo, r->now));
	g_ptr_array_add(due->what, sp_portrait_next(r->gate, c->d, r->now));
	return due;
}

static int
compare_due(gconstpointer a, gconstpointer b)
{
	const struct sp_due *const *x = a, *const *y = b;

	return (*x)->at < (*y)->at ? -1 : (*x)->at > (*y)->at;
}

void
sp_round_describe_cases(const struct sp_round *r, guint i, GPtrArray *urgent,
			GPtrArray *due, unsigned *more)
{
	gboolean news = FALSE;

	for (guint k = 0; k < r->cases->len; k++) {
		const struct sp_round_case *c = r->cases->pdata[k];
		struct sp_due *one;

		if (is_urgent(r, i, c))
			g_ptr_array_add(urgent, describe_urgent(r, c));
		else if ((one = describe(r, i, c, &news)))
			g_ptr_array_add(due, one);
	}
	g_ptr_array_sort(due, compare_due);
	if (!news && urgent->len == 0)
		g_ptr_array_set_size(due, 0);
	if (due->len <= SHOWN_MAX)
		return;
	*more += due->len - SHOWN_MAX;
	g_ptr_array_set_size(due, SHOWN_MAX);
}
