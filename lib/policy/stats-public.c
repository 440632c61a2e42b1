/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stats-public.c - the figures of a list that anybody may read */
#include "lib/policy/stats-public.h"

#include "lib/base/month.h"
#include "lib/policy/releases.h"
#include "lib/policy/stats.h"

enum { DAY = 24 * 60 * 60, LEAST = SP_PUBLIC_LEAST };

/* One is known from the others, and so are two from each other. */
static gboolean
is_few(int n)
{
	return n > 0 && n < LEAST;
}

/* What may be said of n among all, which are known: -1 is nothing. */
static int
part(int n, int all)
{
	return is_few(n) || is_few(all - n) ? -1 : n;
}

static const struct sp_release *
release(const GPtrArray *releases, guint i)
{
	return releases->pdata[i];
}

/* --- how it ended --------------------------------------------------------- */

/* The least of what is said beside the pool. There is something while the pool is
 * too small, for all are enough. */
static int
least(const int *n)
{
	int found = -1;

	for (int i = 0; i < SP_RELEASE_OTHER; i++)
		if (n[i] > 0 && (found < 0 || n[i] < n[found]))
			found = i;
	return found;
}

static void
pool(int *n, int i)
{
	n[SP_RELEASE_OTHER] += n[i];
	n[i] = -1;
}

/* What is too little goes to the others, and to these, as long as they are too
 * few, the least of the rest: so they are always of more than one kind, and
 * nobody can tell how many of which. */
static void
fill_ends(struct sp_public_year *y, const GPtrArray *of)
{
	int n[SP_RELEASE_ENDS] = { 0 };

	for (guint i = 0; i < of->len; i++)
		n[release(of, i)->end]++;
	for (int i = 0; i < SP_RELEASE_OTHER; i++)
		if (is_few(n[i]))
			pool(n, i);
	while (is_few(n[SP_RELEASE_OTHER]))
		pool(n, least(n));
	y->published = n[SP_RELEASE_PUBLISHED];
	y->invalid = n[SP_RELEASE_INVALID];
	y->duplicate = n[SP_RELEASE_DUPLICATE];
	y->other = n[SP_RELEASE_OTHER];
}

static void
fill_counts(struct sp_public_year *y, const GPtrArray *of)
{
	int reports = 0, tool = 0;

	for (guint i = 0; i < of->len; i++) {
		reports += (int)release(of, i)->reports;
		tool += release(of, i)->tool;
	}
	y->reports = is_few(ABS(reports - (int)of->len)) || is_few(reports)
		     ? -1 : reports;
	y->tool = part(tool, (int)of->len);
}

/* --- how long it took ----------------------------------------------------- */

static int64_t
answer_of(const struct sp_release *r)
{
	return r->answer_s;
}

static int64_t
embargo_of(const struct sp_release *r)
{
	return r->embargo_s;
}

typedef int64_t length_of(const struct sp_release *r);

/* Sorted; those that have none are left out. */
static GArray *
lengths(const GPtrArray *of, length_of *length)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(int64_t));

	for (guint i = 0; i < of->len; i++) {
		const int64_t s = length(release(of, i));

		if (s >= 0)
			g_array_append_val(all, s);
	}
	sp_stats_sort(all);
	return all;
}

static int
whole_days(const GArray *of, int64_t seconds)
{
	return of->len < LEAST ? -1 : (int)((seconds + DAY / 2) / DAY);
}

/* Edges rise; bins lie between them, below the first and above the last. */
static GArray *
make_bins(const GArray *all, const unsigned *edges, unsigned n)
{
	GArray *bins = g_array_new(FALSE, FALSE, sizeof(struct sp_public_bin));
	guint at = 0;

	for (unsigned i = 0; i <= n; i++) {
		struct sp_public_bin b = {
			.over_d = i > 0 ? edges[i - 1] : 0,
			.up_to_d = i < n ? edges[i] : 0,
		};

		for (; at < all->len && (b.up_to_d == 0 ||
		       g_array_index(all, int64_t, at) <=
		       (int64_t)b.up_to_d * DAY); at++)
			b.cases++;
		g_array_append_val(bins, b);
	}
	return bins;
}

/* a, and b that follows it, are one. */
static void
join(GArray *bins, guint a)
{
	struct sp_public_bin *to = &g_array_index(bins, struct sp_public_bin, a);
	const struct sp_public_bin *b = to + 1;

	to->up_to_d = b->up_to_d;
	to->none = to->none || b->none;
	to->cases += b->cases;
	g_array_remove_index(bins, a + 1);
}

static unsigned
cases_in(const GArray *bins, guint i)
{
	return g_array_index(bins, struct sp_public_bin, i).cases;
}

/* With the neighbour that has fewer, until there are enough, as there are in all
 * of them together. */
static void
join_few(GArray *bins)
{
	guint i = 0;

	while (i < bins->len) {
		const gboolean last = i + 1 == bins->len;

		if (!is_few((int)cases_in(bins, i)))
			i++;
		else if (last || (i > 0 && cases_in(bins, i - 1) <=
					   cases_in(bins, i + 1)))
			join(bins, --i);
		else
			join(bins, i);
	}
}

static GArray *
fill_bins(const GArray *all, guint cases, const unsigned *edges, unsigned n,
	  gboolean none_is_long)
{
	GArray *bins = make_bins(all, edges, n);
	struct sp_public_bin none = { .none = TRUE, .cases = cases - all->len };

	if (none_is_long) {
		none.over_d = edges[n - 1];
		g_array_append_val(bins, none);
	} else {
		g_array_prepend_val(bins, none);
	}
	join_few(bins);
	return bins;
}

static void
fill_answers(struct sp_public_year *y, const GPtrArray *of)
{
	static const unsigned edges[] = { 1, 3, 7, 14, 30 };
	g_autoptr(GArray) all = lengths(of, answer_of);

	y->answer_median_d = whole_days(all, sp_stats_median(all));
	y->answers = fill_bins(all, of->len, edges, G_N_ELEMENTS(edges), TRUE);
}

/* --- embargoes ------------------------------------------------------------ */

static int
by_days(gconstpointer p, gconstpointer q)
{
	const unsigned a = *(const unsigned *)p, b = *(const unsigned *)q;

	return (a > b) - (a < b);
}

/* The limits are among the edges: what is over them is counted by no second
 * measure, from which one could be subtracted. */
static GArray *
embargo_edges(const struct sp_config *conf)
{
	const unsigned all[] = { 7, 14, 31, 60, conf->embargo_soft_d,
				 conf->embargo_hard_d };
	GArray *edges = g_array_new(FALSE, FALSE, sizeof(unsigned));

	g_array_append_vals(edges, all, G_N_ELEMENTS(all));
	g_array_sort(edges, by_days);
	for (guint i = edges->len; i-- > 0; ) {
		const unsigned *d = &g_array_index(edges, unsigned, i);

		if (*d == 0 || (i > 0 && d[-1] == *d))
			g_array_remove_index(edges, i);
	}
	return edges;
}

/* What the bins say of that limit; -1: it is within one. */
static int
over(const GArray *bins, unsigned limit_d)
{
	gboolean is_edge = FALSE;
	int n = 0;

	for (guint i = 0; i < bins->len; i++) {
		const struct sp_public_bin *b =
			&g_array_index(bins, struct sp_public_bin, i);

		if (b->over_d < limit_d || limit_d == 0)
			continue;
		is_edge = is_edge || b->over_d == limit_d;
		n += (int)b->cases;
	}
	return is_edge ? n : -1;
}

static void
fill_embargoes(struct sp_public_year *y, const GPtrArray *of,
	       const struct sp_config *conf)
{
	g_autoptr(GArray) edges = embargo_edges(conf);
	g_autoptr(GArray) all = lengths(of, embargo_of);

	y->embargo_median_d = whole_days(all, sp_stats_median(all));
	y->embargo_mean_d = whole_days(all, sp_stats_mean(all));
	y->embargoes = fill_bins(all, of->len,
				 (const unsigned *)(void *)edges->data,
				 edges->len, FALSE);
	y->over_soft = over(y->embargoes, conf->embargo_soft_d);
	y->over_hard = over(y->embargoes, conf->embargo_hard_d);
}

/* --- years ---------------------------------------------------------------- */

static void
year_free(gpointer p)
{
	struct sp_public_year *y = p;

	g_array_unref(y->groups);
	g_clear_pointer(&y->answers, g_array_unref);
	g_clear_pointer(&y->embargoes, g_array_unref);
	g_free(y);
}

static struct sp_public_year *
add_year(struct sp_public_stats *s, int year)
{
	struct sp_public_year *y = g_new0(struct sp_public_year, 1);

	y->year = year;
	y->groups = g_array_new(FALSE, FALSE, sizeof(struct sp_public_group));
	y->reports = y->published = y->invalid = y->duplicate = y->other = -1;
	y->tool = y->answer_median_d = y->embargo_median_d = -1;
	y->embargo_mean_d = y->over_soft = y->over_hard = -1;
	g_ptr_array_add(s->years, y);
	return y;
}

/* The groups of a year; *first and *at, the month and the release behind the
 * last group, move on. */
static void
fill_groups(struct sp_public_year *y, const GPtrArray *all, int until,
	    int *first, guint *at)
{
	guint n = *at;

	for (int m = MAX(*first, y->year * 12); m < until; m++) {
		struct sp_public_group g = { .first = *first, .last = m };

		while (n < all->len &&
		       sp_month_of(release(all, n)->counts) <= m)
			n++;
		g.cases = n - *at;
		if (g.cases < LEAST)
			continue;
		g_array_append_val(y->groups, g);
		y->cases += g.cases;
		*first = m + 1;
		*at = n;
	}
}

static void
fill_year(struct sp_public_year *y, const GPtrArray *of,
	  const struct sp_config *conf)
{
	y->complete = TRUE;
	fill_ends(y, of);
	fill_counts(y, of);
	fill_answers(y, of);
	fill_embargoes(y, of, conf);
}

/* That there is one case, or two, is not said either: years begin with the first
 * that has a group. */
static void
drop_beginning(struct sp_public_stats *s)
{
	while (s->years->len > 0 &&
	       ((struct sp_public_year *)s->years->pdata[0])->cases == 0)
		g_ptr_array_remove_index(s->years, 0);
}

struct sp_public_stats *
sp_public_stats_make(const struct sp_releases *r, const struct sp_config *conf,
		     int64_t now)
{
	g_autoptr(GPtrArray) all = sp_releases_counting(r);
	struct sp_public_stats *s = g_new0(struct sp_public_stats, 1);
	const int month = sp_month_of(now);
	int first, year;
	guint at = 0;

	s->years = g_ptr_array_new_with_free_func(year_free);
	if (all->len == 0)
		return s;
	year = sp_month_year(sp_month_of(release(all, 0)->counts));
	first = year * 12;
	for (; year * 12 <= month; year++) {
		struct sp_public_year *y = add_year(s, year);
		g_autoptr(GPtrArray) of = g_ptr_array_new();
		const guint began = at;

		fill_groups(y, all, MIN(month, (year + 1) * 12), &first, &at);
		for (guint i = began; i < at; i++)
			g_ptr_array_add(of, all->pdata[i]);
		if (y->cases > 0 && month >= (year + 1) * 12)
			fill_year(y, of, conf);
	}
	drop_beginning(s);
	return s;
}

void
sp_public_stats_free(struct sp_public_stats *s)
{
	if (!s)
		return;
	g_ptr_array_unref(s->years);
	g_free(s);
}
