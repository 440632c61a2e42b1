/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stats.c - how many, how long and how often: the figures of a list */
#include "lib/policy/stats.h"

#include <string.h>

#include "lib/base/month.h"
#include "lib/policy/embargo.h"
#include "lib/policy/happening.h"

enum { MERGED = SP_STATS_ENDS - 2, OTHER };

const char *const sp_stats_ends[SP_STATS_ENDS + 1] = {
	"not-a-vulnerability", "duplicate", "out-of-scope", "support",
	"cannot-reproduce", "withdrawn", "wont-fix",
	[MERGED] = "merged", [OTHER] = "other", NULL
};

/* --- lengths -------------------------------------------------------------- */

static int
by_length(gconstpointer p, gconstpointer q)
{
	const int64_t a = *(const int64_t *)p, b = *(const int64_t *)q;

	return (a > b) - (a < b);
}

void
sp_stats_sort(GArray *seconds)
{
	g_array_sort(seconds, by_length);
}

int64_t
sp_stats_median(const GArray *seconds)
{
	const int64_t *s = (const int64_t *)(const void *)seconds->data;
	const guint n = seconds->len;

	if (n == 0)
		return -1;
	return n % 2 ? s[n / 2]
		     : s[n / 2 - 1] + (s[n / 2] - s[n / 2 - 1]) / 2;
}

int64_t
sp_stats_mean(const GArray *seconds)
{
	int64_t sum = 0;

	if (seconds->len == 0)
		return -1;
	for (guint i = 0; i < seconds->len; i++)
		sum += g_array_index(seconds, int64_t, i);
	return sum / seconds->len;
}

int64_t
sp_stats_max(const GArray *seconds)
{
	return seconds->len ? g_array_index(seconds, int64_t,
					    seconds->len - 1) : -1;
}

/* A clock that was set back makes no length negative. */
static void
add_length(GArray *to, int64_t from, int64_t until)
{
	const int64_t length = MAX(until - from, 0);

	g_array_append_val(to, length);
}

/* --- rows ----------------------------------------------------------------- */

static void
row_init(struct sp_stats_row *r, int64_t from, int64_t until)
{
	*r = (struct sp_stats_row){ .from = from, .until = until };
	r->answers = g_array_new(FALSE, FALSE, sizeof(int64_t));
	r->embargoes = g_array_new(FALSE, FALSE, sizeof(int64_t));
	r->secrets = g_array_new(FALSE, FALSE, sizeof(int64_t));
}

static void
row_clear(gpointer p)
{
	struct sp_stats_row *r = p;

	g_array_unref(r->answers);
	g_array_unref(r->embargoes);
	g_array_unref(r->secrets);
}

/* One for each month, or year, that the period has a part in. */
static GArray *
make_rows(int64_t from, int64_t until, int step)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct sp_stats_row));
	int month = sp_month_of(from) / step * step;

	g_array_set_clear_func(rows, row_clear);
	for (; sp_month_start(month) < until; month += step) {
		struct sp_stats_row r;

		row_init(&r, MAX(from, sp_month_start(month)),
			 MIN(until, sp_month_start(month + step)));
		g_array_append_val(rows, r);
	}
	return rows;
}

/* The month in which it happened; NULL: it is not in the period. */
static struct sp_stats_row *
row_at(struct sp_stats *s, int64_t at)
{
	if (at == 0 || at < s->total.from || at >= s->total.until)
		return NULL;
	return &g_array_index(s->months, struct sp_stats_row,
			      sp_month_of(at) - sp_month_of(s->total.from));
}

static void
add_row(struct sp_stats_row *to, const struct sp_stats_row *r)
{
	to->received += r->received;
	to->opened += r->opened;
	to->attached += r->attached;
	to->rejected += r->rejected;
	to->discarded += r->discarded;
	to->published += r->published;
	for (int i = 0; i < SP_STATS_ENDS; i++)
		to->dismissed[i] += r->dismissed[i];
	to->tool += r->tool;
	to->no_tool += r->no_tool;
	to->over_soft += r->over_soft;
	to->over_hard += r->over_hard;
	g_array_append_vals(to->answers, r->answers->data, r->answers->len);
	g_array_append_vals(to->embargoes, r->embargoes->data,
			    r->embargoes->len);
	g_array_append_vals(to->secrets, r->secrets->data, r->secrets->len);
}

static void
sort_row(struct sp_stats_row *r)
{
	sp_stats_sort(r->answers);
	sp_stats_sort(r->embargoes);
	sp_stats_sort(r->secrets);
}

/* --- life ----------------------------------------------------------------- */

static void
reason_free(gpointer p)
{
	struct sp_stats_reason *r = p;

	g_free(r->name);
	g_free(r);
}

struct sp_stats *
sp_stats_new(const struct sp_config *conf, int64_t from, int64_t until,
	     int64_t now)
{
	struct sp_stats *s = g_new0(struct sp_stats, 1);

	s->conf = conf;
	s->now = now;
	s->months = make_rows(from, until, 1);
	s->years = make_rows(from, until, 12);
	row_init(&s->total, from, until);
	s->reasons = g_ptr_array_new_with_free_func(reason_free);
	s->ages = g_array_new(FALSE, FALSE, sizeof(int64_t));
	return s;
}

void
sp_stats_free(struct sp_stats *s)
{
	if (!s)
		return;
	g_array_unref(s->months);
	g_array_unref(s->years);
	row_clear(&s->total);
	g_ptr_array_unref(s->reasons);
	g_array_unref(s->ages);
	g_free(s);
}

/* --- held mail ------------------------------------------------------------ */

static void
count_rejected(struct sp_stats *s, struct sp_stats_row *r, const char *reason)
{
	struct sp_stats_reason *why = sp_row_find_or_add(s->reasons,
		reason ? reason : "", sizeof(*why));

	why->n++;
	r->rejected++;
}

void
sp_stats_hold(struct sp_stats *s, const struct sp_stats_hold *h)
{
	struct sp_stats_row *came = row_at(s, h->arrived);
	struct sp_stats_row *r = row_at(s, h->decided);

	if (came)
		came->received++;
	if (h->fate == SP_FATE_WAITS) {
		s->waiting++;
		add_length(s->ages, h->arrived, s->now);
	}
	if (r && h->fate == SP_FATE_ATTACHED)
		r->attached++;
	else if (r && h->fate == SP_FATE_DISCARDED)
		r->discarded++;
	else if (r && h->fate == SP_FATE_REJECTED)
		count_rejected(s, r, h->reason);
}

/* --- cases ---------------------------------------------------------------- */

static int64_t
first_of(int64_t a, int64_t b)
{
	if (a == 0 || b == 0)
		return a + b;
	return MIN(a, b);
}

static int64_t
went_public(const struct sp_dossier *d)
{
	return first_of(d->published, d->flags[SP_FLAG_PUBLIC].at);
}

int64_t
sp_stats_embargo_over(const struct sp_dossier *d, int64_t now)
{
	const struct sp_embargo *e = &d->embargo;
	int64_t over;

	if (!e->now)
		return 0;
	over = first_of(first_of(e->ended, e->now->end), went_public(d));
	return over <= now ? MAX(over, e->first) : 0;
}

static void
count_opened(struct sp_stats_row *r, const struct sp_dossier *d)
{
	r->opened++;
	if (!d->tool)
		return;
	if (g_ascii_strcasecmp(d->tool, "none") == 0)
		r->no_tool++;
	else
		r->tool++;
}

static void
count_embargo(struct sp_stats *s, struct sp_stats_row *r,
	      const struct sp_dossier *d, int64_t over)
{
	const enum sp_length length = sp_embargo_is(d, s->conf, over, over);

	add_length(r->embargoes, d->embargo.first, over);
	r->over_soft += length != SP_LENGTH_SHORT;
	r->over_hard += length == SP_LENGTH_NEEDS_TWO ||
			length == SP_LENGTH_NEVER;
}

static void
count_dismissed(struct sp_stats_row *r, const struct sp_dossier *d)
{
	const int end = sp_name_find(sp_stats_ends, d->resolution);

	r->dismissed[end < 0 ? OTHER : end]++;
}

static void
count_now(struct sp_stats *s, const struct sp_dossier *d)
{
	const enum sp_case_state state = sp_process_state(d, s->conf);

	s->open[state]++;
	if (state == SP_CASE_CLOSED)
		return;
	s->embargoed += sp_dossier_embargoed(d, s->now);
	s->unanswered += d->has_reporter && d->answered == 0;
}

void
sp_stats_case(struct sp_stats *s, const struct sp_dossier *d)
{
	const int64_t over = sp_stats_embargo_over(d, s->now);
	const gboolean dismissed = d->closed != 0 && d->published == 0;
	struct sp_stats_row *r;

	count_now(s, d);
	if ((r = row_at(s, d->opened)) != NULL)
		count_opened(r, d);
	if ((r = row_at(s, d->answered)) != NULL)
		add_length(r->answers, d->arrived, d->answered);
	if ((r = row_at(s, over)) != NULL)
		count_embargo(s, r, d, over);
	if ((r = row_at(s, d->published)) != NULL) {
		r->published++;
		add_length(r->secrets, d->arrived, went_public(d));
	}
	if (dismissed && (r = row_at(s, d->closed)) != NULL)
		count_dismissed(r, d);
}

/* --- the end -------------------------------------------------------------- */

static int
by_name(gconstpointer p, gconstpointer q)
{
	const struct sp_stats_reason *a = *(struct sp_stats_reason *const *)p;
	const struct sp_stats_reason *b = *(struct sp_stats_reason *const *)q;

	return strcmp(a->name, b->name);
}

void
sp_stats_end(struct sp_stats *s)
{
	const int first = sp_month_year(sp_month_of(s->total.from));

	for (guint i = 0; i < s->months->len; i++) {
		struct sp_stats_row *r = &g_array_index(s->months,
							struct sp_stats_row, i);
		const int year = sp_month_year(sp_month_of(r->from));

		add_row(&g_array_index(s->years, struct sp_stats_row,
				       year - first), r);
		add_row(&s->total, r);
		sort_row(r);
	}
	for (guint i = 0; i < s->years->len; i++)
		sort_row(&g_array_index(s->years, struct sp_stats_row, i));
	sort_row(&s->total);
	sp_stats_sort(s->ages);
	g_ptr_array_sort(s->reasons, by_name);
}
