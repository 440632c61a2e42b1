/* SPDX-License-Identifier: GPL-2.0-or-later */
/* make-page.h - a list of cases for tests, and what anybody reads of it */
#ifndef T_UNIT_MAKE_PAGE_H
#define T_UNIT_MAKE_PAGE_H

#include <string.h>

#include "lib/base/month.h"
#include "lib/policy/stats-public.h"
#include "t/unit/make-case.h"

#define JANUARY (2026 * 12)

/* --- in words ------------------------------------------------------------- */

static inline void
put_bins(GString *s, const char *name, const GArray *bins)
{
	g_string_append_printf(s, "; %s", name);
	for (guint i = 0; i < bins->len; i++) {
		const struct sp_public_bin *b =
			&g_array_index(bins, struct sp_public_bin, i);

		g_string_append_printf(s, " %u-%u%s:%u", b->over_d, b->up_to_d,
				       b->none ? "/none" : "", b->cases);
	}
}

/* Everything that is in it: "2026: 0-1:3 2-4:5; ..." */
static inline void
put_year(GString *s, const struct sp_public_year *y)
{
	g_string_append_printf(s, "%s%d:", s->len ? "\n" : "", y->year);
	for (guint i = 0; i < y->groups->len; i++) {
		const struct sp_public_group *g =
			&g_array_index(y->groups, struct sp_public_group, i);

		g_string_append_printf(s, " %d-%d:%u", g->first - JANUARY,
				       g->last - JANUARY, g->cases);
	}
	if (!y->complete)
		return;
	g_string_append_printf(s, "; all %u reports %d tool %d; published %d "
		"invalid %d duplicate %d other %d; median %d; embargo median "
		"%d mean %d soft %d hard %d", y->cases, y->reports, y->tool,
		y->published, y->invalid, y->duplicate, y->other,
		y->answer_median_d, y->embargo_median_d, y->embargo_mean_d,
		y->over_soft, y->over_hard);
	put_bins(s, "answers", y->answers);
	put_bins(s, "embargoes", y->embargoes);
}

static inline char *
describe(const struct sp_public_stats *p)
{
	GString *s = g_string_new(NULL);

	for (guint i = 0; i < p->years->len; i++)
		put_year(s, p->years->pdata[i]);
	return g_string_free(s, FALSE);
}

/* --- a list --------------------------------------------------------------- */

struct step {
	int64_t at;
	char *verb, *args;
};

struct told {			/* a case */
	char *number;
	int64_t arrived;
	GPtrArray *steps;	/* of struct step * */
};

static inline void
step_free(gpointer p)
{
	struct step *s = p;

	g_free(s->verb);
	g_free(s->args);
	g_free(s);
}

static inline void
told_free(gpointer p)
{
	struct told *t = p;

	g_free(t->number);
	g_ptr_array_unref(t->steps);
	g_free(t);
}

static inline struct told *
tell_case(GPtrArray *list, int64_t arrived)
{
	struct told *t = g_new0(struct told, 1);

	t->number = g_strdup_printf("Q-%u", list->len);
	t->arrived = arrived;
	t->steps = g_ptr_array_new_with_free_func(step_free);
	g_ptr_array_add(list, t);
	return t;
}

static inline void
tell(struct told *t, int64_t at, const char *verb, const char *args)
{
	struct step *s = g_new0(struct step, 1);

	s->at = at;
	s->verb = g_strdup(verb);
	s->args = g_strdup(args);
	g_ptr_array_add(t->steps, s);
}

/* What anybody reads at that time: of what had happened until then; limits in
 * days. *stats, which may be NULL, gets the same; g_free(). */
static inline char *
read_with(const GPtrArray *list, int64_t now, unsigned soft, unsigned hard,
	  struct sp_public_stats **stats)
{
	struct sp_config conf = make_config();
	struct sp_releases *r = sp_releases_new();
	struct sp_public_stats *p;
	char *page;

	for (guint i = 0; i < list->len; i++) {
		const struct told *t = list->pdata[i];
		struct sp_dossier *d = sp_dossier_new();

		d->number = g_strdup(t->number);
		d->arrived = d->opened = t->arrived;
		for (guint k = 0; k < t->steps->len; k++) {
			const struct step *s = t->steps->pdata[k];

			if (s->at >= now)
				break;
			happen(d, s->at, s->verb, s->args);
			sp_releases_follow(r, d, s->at);
		}
		sp_dossier_free(d);
	}
	conf.embargo_soft_d = soft;
	conf.embargo_hard_d = hard;
	p = sp_public_stats_make(r, &conf, now);
	sp_releases_free(r);
	page = describe(p);
	if (stats)
		*stats = p;
	else
		sp_public_stats_free(p);
	return page;
}

static inline char *
read_page(const GPtrArray *list, int64_t now, struct sp_public_stats **stats)
{
	return read_with(list, now, 14, 31, stats);
}

#endif
