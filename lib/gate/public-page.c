/* SPDX-License-Identifier: GPL-2.0-or-later */
/* public-page.c - what anybody may read of a list
 *
 * Of the list its address and its limits, and the public figures, which are
 * made so that they tell of no private case. */
#include "lib/gate/public-page.h"

#include "lib/gate/figures.h"

static void
add_bins(GArray *counts, const GArray *bins, const char *none)
{
	for (guint i = 0; i < bins->len; i++)
		sp_public_count_add(counts,
			sp_public_bin_name(bins, i, none),
			(int)g_array_index(bins, struct sp_public_bin,
					   i).cases);
}

static void
add_limit(GArray *counts, unsigned limit_d, int cases)
{
	if (limit_d > 0)
		sp_public_count_add(counts, g_strdup_printf("embargo over %u "
							    "days", limit_d),
				    cases);
}

static void
add_figures(struct sp_public_chapter *c, const struct sp_public_year *y,
	    const struct sp_config *conf)
{
	const struct {
		const char *name;
		int n;
	} figures[] = {
		{ "reports that they came from", y->reports },
		{ "published", y->published },
		{ "not a vulnerability", y->invalid },
		{ "duplicate", y->duplicate },
		{ "closed for another reason, or \"-\"", y->other },
		{ "a tool was declared", y->tool },
		{ "days to a person's answer, median", y->answer_median_d },
		{ "days in private, median", y->embargo_median_d },
		{ "days in private, mean", y->embargo_mean_d },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(figures); i++)
		sp_public_count_add(c->figures, g_strdup(figures[i].name),
				    figures[i].n);
	add_limit(c->figures, conf->embargo_soft_d, y->over_soft);
	add_limit(c->figures, conf->embargo_hard_d, y->over_hard);
	add_bins(c->answers, y->answers, "no such answer");
	add_bins(c->embargoes, y->embargoes, "no embargo");
}

static void
add_year(struct sp_public_page *p, const struct sp_public_year *y,
	 const struct sp_config *conf)
{
	struct sp_public_chapter *c = sp_public_page_year(p, y->year);

	for (guint i = 0; i < y->groups->len; i++) {
		const struct sp_public_group *g =
			&g_array_index(y->groups, struct sp_public_group, i);

		sp_public_count_add(c->months, sp_public_group_name(g),
				    (int)g->cases);
	}
	c->complete = y->complete;
	if (y->complete)
		add_figures(c, y, conf);
}

enum sp_status
sp_public_page_read(struct sp_gate *gate, struct sp_public_page **page,
		    struct sp_err *err)
{
	struct sp_public_stats *stats = NULL;
	enum sp_status r = sp_figures_public(gate, &stats, err);

	if (r != SP_OK)
		return r;
	*page = sp_public_page_new(gate->conf->address, SP_PUBLIC_LEAST);
	for (guint i = 0; i < stats->years->len; i++)
		add_year(*page, stats->years->pdata[i], gate->conf);
	sp_public_stats_free(stats);
	return SP_OK;
}
