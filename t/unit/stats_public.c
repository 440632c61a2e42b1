/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stats_public.c - what anybody may read tells nothing of a single case */
#include "lib/policy/stats-public.h"

#include <string.h>

#include "lib/base/month.h"
#include "t/unit/make-case.h"
#include "t/unit/tap.h"

#define JANUARY (2026 * 12)

/* --- in words ------------------------------------------------------------- */

static void
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
static void
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

static char *
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

static void
step_free(gpointer p)
{
	struct step *s = p;

	g_free(s->verb);
	g_free(s->args);
	g_free(s);
}

static void
told_free(gpointer p)
{
	struct told *t = p;

	g_free(t->number);
	g_ptr_array_unref(t->steps);
	g_free(t);
}

static struct told *
tell_case(GPtrArray *list, int64_t arrived)
{
	struct told *t = g_new0(struct told, 1);

	t->number = g_strdup_printf("Q-%u", list->len);
	t->arrived = arrived;
	t->steps = g_ptr_array_new_with_free_func(step_free);
	g_ptr_array_add(list, t);
	return t;
}

static void
tell(struct told *t, int64_t at, const char *verb, const char *args)
{
	struct step *s = g_new0(struct step, 1);

	s->at = at;
	s->verb = g_strdup(verb);
	s->args = g_strdup(args);
	g_ptr_array_add(t->steps, s);
}

/* What anybody reads at that time: of what had happened until then. g_free(). */
static char *
read_page(const GPtrArray *list, int64_t now, struct sp_public_stats **stats)
{
	const struct sp_config conf = make_config();
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
	p = sp_public_stats_make(r, &conf, now);
	sp_releases_free(r);
	page = describe(p);
	if (stats)
		*stats = p;
	else
		sp_public_stats_free(p);
	return page;
}

/* --- counted by hand ------------------------------------------------------ */

/* In days since 1 January 2026; "number day verb args" a line. */
static GPtrArray *
read_list(const char *text)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(told_free);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	const int64_t start = sp_month_start(JANUARY);

	for (char **l = lines; *l && **l; l++) {
		g_auto(GStrv) w = g_strsplit(*l, " ", 4);
		const guint i = (guint)atoi(w[0]);
		const int64_t at = start + atoi(w[1]) * DAY;

		while (list->len <= i)
			(void)tell_case(list, at);
		tell(list->pdata[i], at, w[2], w[3]);
	}
	return list;
}

#define NOT "closed resolution=not-a-vulnerability"
#define TWO_IN_JANUARY "0 1 approved\n0 9 " NOT "\n1 2 approved\n1 9 " NOT "\n"
#define THREE TWO_IN_JANUARY "2 3 approved\n2 30 " NOT "\n"

/* day: when it is read; 31 is 1 February, 365 is 1 January 2027. */
static const struct {
	const char *name, *list;
	int day;
	const char *want;
} pages[] = {
	{ "no case", "", 365, "" },
	{ "one case says nothing, not even that", "0 1 approved\n0 9 " NOT,
	  800, "" },
	{ "nor do two", TWO_IN_JANUARY, 800, "" },
	{ "three of a month that is not over", THREE, 30, "" },
	{ "three of one that is", THREE, 31, "2026: 0-0:3" },
	{ "the first months are one group, until there are three",
	  TWO_IN_JANUARY "2 3 approved\n2 70 " NOT, 100, "2026: 0-2:3" },
	{ "what is too few behind a group waits", THREE
	  "3 40 approved\n3 41 " NOT, 200, "2026: 0-0:3" },
	{ "and is told with those that follow", THREE
	  "3 40 approved\n3 41 " NOT "\n4 80 approved\n4 81 " NOT
	  "\n5 80 approved\n5 81 " NOT, 200, "2026: 0-0:3 1-2:3" },
	{ "in the year after it, if need be",
	  TWO_IN_JANUARY "2 360 approved\n2 370 " NOT, 396,
	  "2027: 0-12:3" },
	{ "open cases do not count", THREE "3 4 approved\n4 4 approved", 59,
	  "2026: 0-0:3" },
	{ "nor what was closed and is open again at the end of its month",
	  TWO_IN_JANUARY "2 3 approved\n2 10 " NOT "\n2 12 reopened", 59, "" },
	{ "what is opened again later has counted", THREE "2 40 reopened", 90,
	  "2026: 0-0:3" },
	{ "a case that is closed while its embargo holds counts after that",
	  TWO_IN_JANUARY "2 3 approved\n2 4 embargo-proposed end=1773000000\n"
	  "2 5 embargo-accepted\n2 10 " NOT, 80, "" },
	{ "in the month in which it ends",
	  TWO_IN_JANUARY "2 3 approved\n2 4 embargo-proposed end=1773000000\n"
	  "2 5 embargo-accepted\n2 10 " NOT, 90, "2026: 0-2:3" },
	{ "or is ended", TWO_IN_JANUARY
	  "2 3 approved\n2 4 embargo-proposed end=1773000000\n"
	  "2 5 embargo-accepted\n2 10 " NOT "\n2 40 embargo-ended because=x",
	  59, "2026: 0-1:3" },
	{ "a duplicate of an open case does not count", TWO_IN_JANUARY
	  "2 3 approved\n2 10 closed resolution=duplicate;of=Q-3\n"
	  "3 3 approved", 59, "" },
	{ "but with it", TWO_IN_JANUARY
	  "2 3 approved\n2 10 closed resolution=duplicate;of=Q-3\n"
	  "3 3 approved\n3 40 published", 90, "2026: 0-1:4" },
	{ "a duplicate of nothing that we know never does", TWO_IN_JANUARY
	  "2 3 approved\n2 10 closed resolution=duplicate;of=X", 800, "" },
	{ "nor do two of each other", "0 1 approved\n"
	  "0 9 closed resolution=duplicate;of=Q-1\n1 1 approved\n"
	  "1 9 closed resolution=duplicate;of=Q-0\n2 1 approved\n2 9 " NOT,
	  800, "" },
	{ "a merged case counts with the other", TWO_IN_JANUARY
	  "2 3 approved\n2 10 merged into=Q-3\n3 3 approved\n3 45 published",
	  90, "2026: 0-1:4" },
	{ "of a year that is over, all is said", "0 1 approved\n"
	  "0 2 human-acknowledged\n0 3 judged tool=AFL\n0 20 published\n"
	  "1 1 approved\n1 3 human-acknowledged\n1 3 judged tool=AFL\n"
	  "1 20 published\n2 1 approved\n2 1 attached\n"
	  "2 5 human-acknowledged\n2 5 judged tool=AFL\n2 20 published",
	  365, "2026: 0-0:3; all 3 reports -1 tool 3; published 3 invalid 0 "
	  "duplicate 0 other 0; median 2; embargo median -1 mean -1 soft 0 "
	  "hard 0; answers 0-7:3 7-14:0 14-30:0 30-0:0 30-0/none:0; "
	  "embargoes 0-0/none:3 0-7:0 7-14:0 "
	  "14-31:0 31-60:0 60-0:0\n2027:" },
};

static void
by_hand(void)
{
	const int64_t start = sp_month_start(JANUARY);

	for (size_t i = 0; i < G_N_ELEMENTS(pages); i++) {
		g_autoptr(GPtrArray) list = read_list(pages[i].list);
		g_autofree char *got = read_page(list, start +
						 pages[i].day * DAY, NULL);

		if (!ok(!strcmp(got, pages[i].want), "%s", pages[i].name))
			printf("# got \"%s\"\n", got);
	}
}

/* Ten cases with embargoes that were kept from two days on to 60, each answered
 * after as many hours. */
static void
lengths(void)
{
	static const int days[] = { 2, 5, 6, 13, 14, 15, 20, 31, 32, 60 };
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(told_free);
	const int64_t start = sp_month_start(JANUARY);
	g_autofree char *got = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(days); i++) {
		const int64_t end = start + days[i] * DAY;
		struct told *t = tell_case(list, start);
		g_autofree char *args = g_strdup_printf("end=%"
							G_GINT64_FORMAT, end);

		tell(t, start, "approved", NULL);
		tell(t, start, "embargo-proposed", args);
		tell(t, start + 1, "embargo-accepted", NULL);
		tell(t, start + days[i] * HOUR, "human-acknowledged", NULL);
		tell(t, end, "published", NULL);
	}
	got = read_page(list, sp_month_start(JANUARY + 12), NULL);
	if (!ok(!strcmp(got, "2026: 0-0:7 1-2:3; all 10 reports 10 tool 0; "
			"published 10 invalid 0 duplicate 0 other 0; median 1; "
			"embargo median 15 mean 20 soft 5 hard -1; "
			"answers 0-1:7 1-3:3 3-7:0 7-14:0 14-30:0 30-0:0 "
			"30-0/none:0; embargoes 0-0/none:0 0-14:5 14-0:5\n"
			"2027:"), "lengths, in days"))
		printf("# got \"%s\"\n", got);
}

int
main(void)
{
	by_hand();
	lengths();
	return tap_done();
}
