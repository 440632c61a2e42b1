/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stats.c - the figures of a list, against what was counted by hand */
#include "lib/policy/stats.h"

#include <string.h>

#include "lib/base/month.h"
#include "t/unit/make-case.h"
#include "t/unit/tap.h"

/* 2026-01-01 00:00 UTC, and what is behind the last second of that year. */
#define YEAR_2026 INT64_C(1767225600)
#define YEAR_2027 INT64_C(1798761600)

/* --- months --------------------------------------------------------------- */

static void
months(void)
{
	static const struct {
		const char *name, *day;
		int64_t at;
		int month;
	} cases[] = {
		{ "the epoch", "1970-01-01", 0, 1970 * 12 },
		{ "the end of February in a leap year", "2028-02-29",
		  INT64_C(1835395200), 2028 * 12 + 1 },
		{ "and the day after it", "2028-03-01", INT64_C(1835481600),
		  2028 * 12 + 2 },
		{ "the last of December", "2026-12-31", INT64_C(1798675200),
		  2026 * 12 + 11 },
		{ "the first of January", "2027-01-01", YEAR_2027, 2027 * 12 },
	};
	static const char *const none[] = {
		"2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "", "today",
		"2026-01-01 ", "2026/01/01", "0000-01-01",
	};
	struct sp_err err;
	int64_t at;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		at = -1;
		ok(sp_month_day(cases[i].day, &at, &err) == SP_OK &&
		   at == cases[i].at && sp_month_of(at) == cases[i].month,
		   "%s", cases[i].name);
	}
	ok(sp_month_of(YEAR_2027 - 1) == 2026 * 12 + 11 &&
	   sp_month_start(2027 * 12) == YEAR_2027 &&
	   sp_month_year(2027 * 12 - 1) == 2026 &&
	   !strcmp(sp_month_name(2027 * 12 - 1), "Dec"),
	   "a month ends with its last second");
	for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
		at = 7;
		ok(sp_month_day(none[i], &at, &err) == SP_EDATA && at == 7,
		   "\"%s\" is no day", none[i]);
	}
}

/* --- lengths -------------------------------------------------------------- */

static void
lengths(void)
{
	static const struct {
		const char *name;
		int64_t of[5];
		unsigned n;
		int64_t median, mean, max;
	} cases[] = {
		{ "of nothing", { 0 }, 0, -1, -1, -1 },
		{ "of one", { 7 }, 1, 7, 7, 7 },
		{ "of two", { 10, 4 }, 2, 7, 7, 10 },
		{ "of three", { 90, 1, 2 }, 3, 2, 31, 90 },
		{ "of four", { 4, 3, 100, 1 }, 4, 3, 27, 100 },
		{ "of the same", { 5, 5, 5, 5, 5 }, 5, 5, 5, 5 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GArray) a = g_array_new(FALSE, FALSE,
						  sizeof(int64_t));

		g_array_append_vals(a, cases[i].of, cases[i].n);
		sp_stats_sort(a);
		ok(sp_stats_median(a) == cases[i].median &&
		   sp_stats_mean(a) == cases[i].mean &&
		   sp_stats_max(a) == cases[i].max,
		   "median, mean and maximum %s", cases[i].name);
	}
}

/* --- one case ------------------------------------------------------------- */

/* The totals of the year, in words: "opened 1 ...", those that are 0 left
 * out. */
static void
put(GString *s, const char *name, int64_t n)
{
	if (n > 0)
		g_string_append_printf(s, "%s%s %" G_GINT64_FORMAT,
				       s->len ? ", " : "", name, n);
}

static char *
describe(const struct sp_stats_row *r)
{
	GString *s = g_string_new(NULL);

	put(s, "received", r->received);
	put(s, "opened", r->opened);
	put(s, "attached", r->attached);
	put(s, "rejected", r->rejected);
	put(s, "discarded", r->discarded);
	put(s, "published", r->published);
	for (int i = 0; i < SP_STATS_ENDS; i++)
		put(s, sp_stats_ends[i], r->dismissed[i]);
	put(s, "tool", r->tool);
	put(s, "no tool", r->no_tool);
	put(s, "over soft", r->over_soft);
	put(s, "over hard", r->over_hard);
	put(s, "answer h", sp_stats_median(r->answers) / HOUR);
	put(s, "embargo d", sp_stats_median(r->embargoes) / DAY);
	put(s, "private d", sp_stats_median(r->secrets) / DAY);
	return g_string_free(s, FALSE);
}

/* In seconds since ARRIVED, which is Monday 16 November 2026; ends are instants:
 * 14, 31 and 40 days after it. */
#define D14 "1796029920"
#define D31 "1797498720"
#define D40 "1798276320"

static const struct {
	const char *name, *events, *want, *open;
} cases[] = {
	{ "one of which nothing is told", "", "opened 1", "acknowledged" },
	{ "one that was answered after 28 hours and 53 minutes",
	  "60 approved\n103980 human-acknowledged",
	  "opened 1, answer h 28", "acknowledged" },
	{ "it was answered twice, and the first counts",
	  "60 approved\n7200 human-acknowledged\n72000 human-acknowledged",
	  "opened 1, answer h 2", "acknowledged" },
	{ "one without a mail", "60 opened\n90 judged genuine=yes",
	  "opened 1", "acknowledged" },
	{ "one that was imported: a person had answered elsewhere",
	  "60 opened\n3660 phoned how=by the vendor",
	  "opened 1, answer h 1", "acknowledged" },
	{ "a declared tool", "60 approved\n90 judged tool=syzkaller",
	  "opened 1, tool 1", "new" },
	{ "no tool", "60 approved\n90 judged tool=None",
	  "opened 1, no tool 1", "new" },
	{ "a tool that was a mistake",
	  "60 approved\n90 judged tool=AFL\n99 judged tool=unknown",
	  "opened 1", "new" },
	{ "a further word about it leaves the tool",
	  "60 approved\n90 judged tool=AFL\n99 judged genuine=no",
	  "opened 1, tool 1", "new" },
	{ "not a vulnerability",
	  "60 approved\n86400 closed resolution=not-a-vulnerability",
	  "opened 1, not-a-vulnerability 1", "closed" },
	{ "closed for a reason that we do not know",
	  "60 approved\n86400 closed resolution=bored",
	  "opened 1, other 1", "closed" },
	{ "merged", "60 approved\n86400 merged into=QSEC-2026-0001",
	  "opened 1, merged 1", "closed" },
	{ "another one merged into it",
	  "60 approved\n86400 merged from=QSEC-2026-0009",
	  "opened 1", "new" },
	{ "opened again", "60 approved\n86400 closed resolution=support\n"
	  "90000 reopened because=x", "opened 1", "new" },
	{ "closed anew", "60 approved\n86400 closed resolution=support\n"
	  "90000 reopened because=x\n95000 closed resolution=duplicate;of=Q",
	  "opened 1, duplicate 1", "closed" },
	{ "an embargo that holds: no length yet",
	  "60 approved\n60 embargo-proposed end=1830000000;by=jo\n"
	  "86400 embargo-accepted", "opened 1", "new" },
	{ "one that was proposed and never accepted",
	  "60 approved\n60 embargo-proposed end=" D14 ";by=jo",
	  "opened 1", "new" },
	{ "one of 13 days, private for exactly 14",
	  "60 approved\n60 embargo-proposed end=" D14 ";by=jo\n"
	  "86400 embargo-accepted", "opened 1, embargo d 13", "new" },
	{ "a second longer, it is over the soft limit",
	  "60 approved\n60 embargo-proposed end=1796029921;by=jo\n"
	  "86400 embargo-accepted",
	  "opened 1, over soft 1, embargo d 13", "new" },
	{ "exactly 31 days are within the hard one",
	  "60 approved\n60 embargo-proposed end=" D31 ";by=jo\n"
	  "86400 embargo-accepted",
	  "opened 1, over soft 1, embargo d 30", "new" },
	{ "one that began late is as long as the silence before it says",
	  "60 approved\n60 embargo-proposed end=" D40 ";by=jo\n"
	  "3196800 embargo-accepted",
	  "opened 1, over soft 1, over hard 1, embargo d 3", "new" },
	{ "begun anew, it is one, and as long as both",
	  "60 approved\n60 embargo-proposed end=" D14 ";by=jo\n"
	  "86400 embargo-accepted\n1123200 embargo-restarted end=" D40
	  ";code=patch-problem",
	  "opened 1, over soft 1, over hard 1, embargo d 39", "new" },
	{ "ended by a person on the fifth day",
	  "60 approved\n60 embargo-proposed end=" D14 ";by=jo\n"
	  "86400 embargo-accepted\n432000 embargo-ended because=x",
	  "opened 1, embargo d 4", "new" },
	{ "the world knew on the third day",
	  "60 approved\n60 embargo-proposed end=" D14 ";by=jo\n"
	  "86400 embargo-accepted\n259200 flagged flag=public;source=x",
	  "opened 1, embargo d 2", "new" },
	{ "published at the end of its embargo",
	  "60 approved\n60 embargo-proposed end=" D14 ";by=jo\n"
	  "86400 embargo-accepted\n1209600 published\n"
	  "1296000 closed resolution=fixed",
	  "opened 1, published 1, embargo d 13, private d 14", "closed" },
};

static void
cases_one_by_one(void)
{
	const struct sp_config conf = make_config();

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_stats *s = sp_stats_new(&conf, YEAR_2026, YEAR_2027,
						  YEAR_2027);
		struct sp_dossier *d = make_dossier();
		g_autofree char *got = NULL;
		unsigned open = 0;

		d->opened = ARRIVED + 60;
		happen_all(d, cases[i].events, NULL);
		sp_stats_case(s, d);
		sp_stats_end(s);
		got = describe(&s->total);
		for (int k = 0; k < SP_CASE_STATES; k++)
			open += s->open[k];
		if (!ok(!strcmp(got, cases[i].want) && open == 1 &&
			s->open[sp_name_find(sp_case_states,
					     cases[i].open)] == 1,
			"%s", cases[i].name))
			printf("# got \"%s\"\n", got);
		sp_dossier_free(d);
		sp_stats_free(s);
	}
}

static void
no_case(void)
{
	const struct sp_config conf = make_config();
	struct sp_stats *s = sp_stats_new(&conf, YEAR_2026, YEAR_2027,
					  YEAR_2027);
	g_autofree char *got = NULL;

	sp_stats_end(s);
	got = describe(&s->total);
	ok(!strcmp(got, "") && s->months->len == 12 && s->years->len == 1 &&
	   s->reasons->len == 0 && s->waiting == 0 && s->ages->len == 0,
	   "of no case and no mail, there are no figures");
	sp_stats_free(s);
}

/* --- where it counts ------------------------------------------------------ */

/* One case over the turn of the year: it counts where each thing happened. */
static void
over_the_year(void)
{
	const struct sp_config conf = make_config();
	const int64_t from = sp_month_start(2027 * 12 - 2);
	const int64_t until = sp_month_start(2027 * 12 + 2);
	struct sp_stats *s = sp_stats_new(&conf, from, until, until + DAY);
	struct sp_dossier *d = make_dossier();
	const struct sp_stats_row *m, *y;

	d->arrived = d->opened = YEAR_2027 - 1;
	happen(d, YEAR_2027, "approved", NULL);
	happen(d, YEAR_2027 + HOUR, "human-acknowledged", NULL);
	happen(d, sp_month_start(2027 * 12 + 1) - 1, "published", NULL);
	sp_stats_case(s, d);
	sp_stats_hold(s, &(struct sp_stats_hold){
		.arrived = YEAR_2027 - 1, .decided = YEAR_2027,
		.fate = SP_FATE_OPENED });
	sp_stats_end(s);
	m = sp_stats_rows(s->months);
	y = sp_stats_rows(s->years);
	ok(s->months->len == 4 && s->years->len == 2 &&
	   m[0].from == from && m[3].until == until &&
	   m[1].until == YEAR_2027 && m[2].from == YEAR_2027,
	   "each month of the period has a row, also one without anything");
	ok(m[1].received == 1 && m[1].opened == 1 && m[1].answers->len == 0,
	   "in December it came");
	ok(m[2].received == 0 && m[2].answers->len == 1 &&
	   m[2].published == 1 && m[3].published == 0,
	   "in January it was answered, and published in its last second");
	ok(y[0].opened == 1 && y[0].published == 0 && y[1].opened == 0 &&
	   y[1].published == 1 && s->total.opened == 1 &&
	   s->total.published == 1 && s->total.answers->len == 1,
	   "and so in the years");
	sp_dossier_free(d);
	sp_stats_free(s);
}

/* A period may begin and end within a month, and is nothing else's. */
static void
part_of_a_month(void)
{
	const struct sp_config conf = make_config();
	struct sp_stats *s = sp_stats_new(&conf, ARRIVED, ARRIVED + DAY,
					  ARRIVED + 9 * DAY);
	static const int64_t at[] = { -1, 0, DAY - 1, DAY };

	for (size_t i = 0; i < G_N_ELEMENTS(at); i++)
		sp_stats_hold(s, &(struct sp_stats_hold){
			.arrived = ARRIVED + at[i] });
	sp_stats_end(s);
	ok(s->months->len == 1 && s->total.received == 2 &&
	   sp_stats_rows(s->months)->from == ARRIVED,
	   "the first second of a period is in it, the one after it is not");
	ok(s->waiting == 4 && sp_stats_max(s->ages) == 9 * DAY + 1,
	   "what waits does so whatever the period");
	sp_stats_free(s);
}

static void
leap_year(void)
{
	const struct sp_config conf = make_config();
	struct sp_stats *s = sp_stats_new(&conf, sp_month_start(2028 * 12),
					  sp_month_start(2029 * 12),
					  sp_month_start(2029 * 12));
	const struct sp_stats_row *m;

	sp_stats_hold(s, &(struct sp_stats_hold){
		.arrived = sp_month_start(2028 * 12 + 2) - 1 });
	sp_stats_end(s);
	m = sp_stats_rows(s->months);
	ok(s->months->len == 12 && m[1].until - m[1].from == 29 * DAY &&
	   m[1].received == 1 && m[2].received == 0,
	   "29 February is in February");
	sp_stats_free(s);
}

/* --- held mail ------------------------------------------------------------ */

static void
held_mail(void)
{
	static const struct sp_stats_hold holds[] = {
		{ ARRIVED, ARRIVED + HOUR, SP_FATE_OPENED, NULL },
		{ ARRIVED, ARRIVED + HOUR, SP_FATE_ATTACHED, NULL },
		{ ARRIVED, ARRIVED + HOUR, SP_FATE_REJECTED, "support" },
		{ ARRIVED, ARRIVED + HOUR, SP_FATE_REJECTED, "duplicate" },
		{ ARRIVED, ARRIVED + HOUR, SP_FATE_REJECTED, "support" },
		{ ARRIVED, ARRIVED + HOUR, SP_FATE_REJECTED, NULL },
		{ ARRIVED, ARRIVED + HOUR, SP_FATE_DISCARDED, NULL },
		{ ARRIVED, 0, SP_FATE_WAITS, NULL },
		{ YEAR_2027, YEAR_2027, SP_FATE_REJECTED, "next year" },
	};
	static const struct sp_stats_reason want[] = {
		{ (char *)"", 1 }, { (char *)"duplicate", 1 },
		{ (char *)"support", 2 },
	};
	const struct sp_config conf = make_config();
	struct sp_stats *s = sp_stats_new(&conf, YEAR_2026, YEAR_2027,
					  YEAR_2027);
	g_autofree char *got = NULL;
	gboolean same = TRUE;

	for (size_t i = 0; i < G_N_ELEMENTS(holds); i++)
		sp_stats_hold(s, &holds[i]);
	sp_stats_end(s);
	got = describe(&s->total);
	if (!ok(!strcmp(got, "received 8, attached 1, rejected 4, "
			"discarded 1"), "what became of held mail"))
		printf("# got \"%s\"\n", got);
	for (size_t i = 0; i < G_N_ELEMENTS(want) && i < s->reasons->len; i++) {
		const struct sp_stats_reason *r = s->reasons->pdata[i];

		same = same && !strcmp(r->name, want[i].name) &&
		       r->n == want[i].n;
	}
	ok(same && s->reasons->len == G_N_ELEMENTS(want),
	   "rejections by their reason, one of which was deleted");
	sp_stats_free(s);
}

static void
now(void)
{
	const struct sp_config conf = make_config();
	struct sp_stats *s = sp_stats_new(&conf, YEAR_2026, YEAR_2027,
					  ARRIVED + 2 * DAY);
	struct sp_dossier *d = make_dossier();

	happen_all(d, "60 approved\n60 embargo-proposed end=" D14 ";by=jo\n"
		   "86400 embargo-accepted", NULL);
	sp_stats_case(s, d);
	happen(d, ARRIVED + DAY, "human-acknowledged", NULL);
	sp_stats_case(s, d);
	happen(d, ARRIVED + 2 * DAY, "closed", "resolution=withdrawn");
	sp_stats_case(s, d);
	sp_stats_end(s);
	ok(s->open[SP_CASE_NEW] == 1 && s->open[SP_CASE_ACKNOWLEDGED] == 1 &&
	   s->open[SP_CASE_CLOSED] == 1 && s->unanswered == 1 &&
	   s->embargoed == 2, "open cases, the embargoed and the unanswered");
	sp_dossier_free(d);
	sp_stats_free(s);
}

int
main(void)
{
	months();
	lengths();
	no_case();
	cases_one_by_one();
	over_the_year();
	part_of_a_month();
	leap_year();
	held_mail();
	now();
	return tap_done();
}
