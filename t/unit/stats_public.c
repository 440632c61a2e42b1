/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stats_public.c - what anybody may read, against what was counted by hand */
#include "lib/policy/stats-public.h"

#include <string.h>

#include "t/unit/make-page.h"
#include "t/unit/tap.h"

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
} readings[] = {
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
	{ "nor while a longer one is proposed", TWO_IN_JANUARY
	  "2 3 approved\n2 4 embargo-proposed end=1773000000;by=jo\n"
	  "2 5 embargo-accepted\n"
	  "2 6 embargo-proposed end=1774000000;by=jo\n2 10 " NOT, 59, "" },
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
	{ "the first second of the next month is too late for a word about it",
	  THREE "0 31 judged tool=AFL\n1 31 judged tool=AFL\n"
	  "2 31 judged tool=AFL", 365, "2026: 0-0:3; all 3 reports 3 tool 0; "
	  "published 0 invalid 3 duplicate 0 other 0; median -1; embargo "
	  "median -1 mean -1 soft 0 hard 0; answers 0-1:0 1-3:0 3-7:0 7-14:0 "
	  "14-30:0 30-0:0 30-0/none:3; embargoes 0-0/none:3 0-7:0 7-14:0 "
	  "14-31:0 31-60:0 60-0:0\n2027:" },
	{ "what is too little goes with what is next to it", "0 1 approved\n"
	  "0 1 human-acknowledged\n0 1 embargo-proposed end=1767700000\n"
	  "0 1 embargo-accepted\n0 9 " NOT "\n1 2 approved\n1 9 " NOT
	  "\n2 3 approved\n2 30 " NOT, 365, "2026: 0-0:3; all 3 reports 3 "
	  "tool 0; published 0 invalid 3 duplicate 0 other 0; median -1; "
	  "embargo median -1 mean -1 soft 0 hard 0; answers 0-0/none:3; "
	  "embargoes 0-7/none:3 7-14:0 14-31:0 31-60:0 60-0:0\n2027:" },
	{ "an answer within the second is one", "0 1 approved\n"
	  "0 1 human-acknowledged\n0 9 " NOT "\n1 2 approved\n"
	  "1 2 human-acknowledged\n1 9 " NOT "\n2 3 approved\n"
	  "2 3 human-acknowledged\n2 30 " NOT, 365, "2026: 0-0:3; all 3 "
	  "reports 3 tool 0; published 0 invalid 3 duplicate 0 other 0; "
	  "median 0; embargo median -1 mean -1 soft 0 hard 0; answers 0-1:3 "
	  "1-3:0 3-7:0 7-14:0 14-30:0 30-0:0 30-0/none:0; embargoes "
	  "0-0/none:3 0-7:0 7-14:0 14-31:0 31-60:0 60-0:0\n2027:" },
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

	for (size_t i = 0; i < G_N_ELEMENTS(readings); i++) {
		g_autoptr(GPtrArray) list = read_list(readings[i].list);
		g_autofree char *got = read_page(list, start +
						 readings[i].day * DAY, NULL);

		if (!ok(!strcmp(got, readings[i].want), "%s", readings[i].name))
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
	static const struct {
		unsigned soft, hard;
		int over_soft, over_hard;
	} limits[] = {
		{ 14, 31, 5, -1 }, { 10, 0, -1, -1 }, { 0, 14, -1, 5 },
		{ 14, 14, 5, 5 },
	};

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
	for (size_t i = 0; i < G_N_ELEMENTS(limits); i++) {
		g_autofree char *got = NULL;
		g_autofree char *want = g_strdup_printf("2026: 0-0:7 1-2:3; "
			"all 10 reports 10 tool 0; published 10 invalid 0 "
			"duplicate 0 other 0; median 1; embargo median 15 "
			"mean 20 soft %d hard %d; answers 0-1:7 1-3:3 3-7:0 "
			"7-14:0 14-30:0 30-0:0 30-0/none:0; embargoes "
			"0-0/none:0 0-14:5 14-0:5\n2027:", limits[i].over_soft,
			limits[i].over_hard);

		got = read_with(list, sp_month_start(JANUARY + 12),
				limits[i].soft, limits[i].hard, NULL);
		if (!ok(!strcmp(got, want), "lengths, with limits of %u and "
			"%u days", limits[i].soft, limits[i].hard))
			printf("# got \"%s\"\n", got);
	}
}

/* Three of twenty days and three of forty: what is over a limit is in several
 * bins. And where one of a list is a limit of ours, too, it parts nothing. */
static void
edges(void)
{
	const int64_t start = sp_month_start(JANUARY);
	const int64_t then = sp_month_start(JANUARY + 12);
	g_autoptr(GPtrArray) none = read_list(THREE);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(told_free);
	g_autofree char *with = NULL;
	g_autofree char *without = NULL;

	for (int i = 0; i < 6; i++) {
		const int64_t end = start + (i % 2 ? 20 : 40) * DAY;
		struct told *t = tell_case(list, start);
		g_autofree char *args = g_strdup_printf("end=%"
							G_GINT64_FORMAT, end);

		tell(t, start, "embargo-proposed", args);
		tell(t, start, "embargo-accepted", NULL);
		tell(t, end, "published", NULL);
	}
	with = read_with(list, then, 14, 31, NULL);
	ok(strstr(with, "soft 6 hard 3;") != NULL &&
	   strstr(with, "0-0/none:0 0-7:0 7-14:0 14-31:3 31-60:3 60-0:0"),
	   "over a limit are all bins behind it");
	without = read_with(none, then, 7, 60, NULL);
	ok(strstr(without, "0-0/none:3 0-7:0 7-14:0 14-31:0 31-60:0 60-0:0") !=
	   NULL,
	   "no two edges are the same");
}

/* Of a year that goes on, only the groups. */
static void
year_that_goes_on(void)
{
	g_autoptr(GPtrArray) list = read_list(THREE);
	struct sp_public_stats *p = NULL;
	const struct sp_public_year *y;

	g_free(read_page(list, sp_month_start(JANUARY + 11), &p));
	y = p->years->pdata[0];
	ok(p->years->len == 1 && !y->complete && y->cases == 3 &&
	   y->reports == -1 && y->published == -1 && y->invalid == -1 &&
	   y->duplicate == -1 && y->other == -1 && y->tool == -1 &&
	   y->answer_median_d == -1 && y->embargo_median_d == -1 &&
	   y->embargo_mean_d == -1 && y->over_soft == -1 &&
	   y->over_hard == -1 && !y->answers && !y->embargoes,
	   "of a year that goes on, nothing is said but how many");
	sp_public_stats_free(p);
}

/* How ten cases and more ended, and in how many of them a tool was declared. */
static void
parts(void)
{
	static const struct {
		int published, invalid, duplicate, other, tool;
		const char *want;
	} years[] = {
		{ 5, 3, 4, 3, 3, "tool 3; published 5 invalid 3 duplicate 4 "
		  "other 3;" },
		{ 5, 3, 4, 0, 2, "tool -1; published 5 invalid 3 duplicate 4 "
		  "other 0;" },
		{ 5, 0, 2, 3, 9, "tool -1; published 5 invalid 0 duplicate -1 "
		  "other 5;" },
		{ 5, 2, 1, 0, 8, "tool 8; published 5 invalid -1 duplicate -1 "
		  "other 3;" },
		{ 5, 4, 1, 0, 10, "tool 10; published 5 invalid -1 "
		  "duplicate -1 other 5;" },
		{ 4, 5, 0, 1, 7, "tool 7; published -1 invalid 5 duplicate 0 "
		  "other 5;" },
		{ 3, 0, 0, 2, 0, "tool 0; published -1 invalid 0 duplicate 0 "
		  "other 5;" },
		{ 3, 0, 3, 2, 0, "tool 0; published -1 invalid 0 duplicate 3 "
		  "other 5;" },
		{ 1, 1, 1, 0, 1, "tool -1; published -1 invalid -1 "
		  "duplicate -1 other 3;" },
	};
	static const char *const ends[] = {
		"published", NOT, "closed resolution=duplicate;of=Q-0",
		"closed resolution=support",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(years); i++) {
		const int n[] = { years[i].published, years[i].invalid,
				  years[i].duplicate, years[i].other };
		GString *s = g_string_new(NULL);
		g_autoptr(GPtrArray) list = NULL;
		g_autofree char *got = NULL;
		int number = 0;

		for (size_t e = 0; e < G_N_ELEMENTS(n); e++)
			for (int k = 0; k < n[e]; k++, number++)
				g_string_append_printf(s, "%d 1 approved\n"
					"%d 1 judged tool=%s\n%d 2 %s\n",
					number, number, number < years[i].tool
					? "AFL" : "none", number, ends[e]);
		list = read_list(s->str);
		got = read_page(list, sp_month_start(JANUARY + 12), NULL);
		if (!ok(strstr(got, years[i].want) != NULL, "parts: %s",
			years[i].want))
			printf("# got \"%s\"\n", got);
		g_string_free(s, TRUE);
	}
}

/* More mails than cases, and fewer. */
static void
reports(void)
{
	static const struct {
		int mails;	/* about three cases */
		const char *want;
	} years[] = {
		{ 0, "reports 0 " }, { 1, "reports -1 " }, { 2, "reports -1 " },
		{ 3, "reports 3 " }, { 4, "reports -1 " }, { 5, "reports -1 " },
		{ 6, "reports 6 " },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(years); i++) {
		GString *s = g_string_new(NULL);
		g_autoptr(GPtrArray) list = NULL;
		g_autofree char *got = NULL;

		for (int k = 0; k < years[i].mails; k++)
			g_string_append(s, "0 1 approved\n");
		g_string_append(s, "0 9 " NOT "\n1 9 " NOT "\n2 9 " NOT);
		list = read_list(s->str);
		got = read_page(list, sp_month_start(JANUARY + 12), NULL);
		ok(strstr(got, years[i].want) != NULL, "%d mails about three "
		   "cases: %s", years[i].mails, years[i].want);
		g_string_free(s, TRUE);
	}
}

int
main(void)
{
	sp_releases_free(NULL);
	sp_public_stats_free(NULL);
	edges();
	year_that_goes_on();
	parts();
	reports();
	by_hand();
	lengths();
	return tap_done();
}
