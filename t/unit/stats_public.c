/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stats_public.c - what anybody may read tells nothing of a single case
 *
 * First what was counted by hand; then many lists, told by chance from fixed
 * seeds, whose figures somebody reads each month. */
#include "lib/policy/stats-public.h"

#include <string.h>

#include "lib/base/month.h"
#include "t/unit/make-case.h"
#include "t/unit/tap.h"

#define JANUARY (2026 * 12)
#define LISTS 60
#define CASES 40		/* of a list, at most */
#define MONTHS 30

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

/* --- told by chance ------------------------------------------------------- */

/* Verbs that leave a case private, and such as do not. */
static const struct {
	const char *verb, *args;
} verbs[] = {
	{ "approved", NULL },
	{ "attached", NULL },
	{ "human-acknowledged", NULL },
	{ "judged", "tool=syzkaller" },
	{ "judged", "tool=none" },
	{ "flagged", "flag=public;source=x" },
	{ "embargo-proposed", NULL },
	{ "embargo-proposed", NULL },
	{ "embargo-accepted", NULL },
	{ "embargo-accepted", NULL },
	{ "embargo-restarted", NULL },
	{ "embargo-ended", "because=x" },
	{ "merged", "from=Q-1" },
	{ "reopened", "because=x" },
#define ENDS 14
	{ "closed", "resolution=not-a-vulnerability" },
	{ "closed", "resolution=not-a-vulnerability" },
	{ "closed", "resolution=support" },
	{ "closed", "resolution=duplicate;of=" },
	{ "merged", "into=" },
	{ "published", NULL },
	{ "published", NULL },
};

/* One more thing happens: a date lies up to two months ahead, and another case
 * is any of that list. */
static void
tell_any(struct told *t, GRand *random, int64_t at, gboolean may_end,
	 const GPtrArray *list)
{
	const gint32 i = g_rand_int_range(random, 0, may_end
		? (gint32)G_N_ELEMENTS(verbs) : ENDS);
	g_autofree char *args = g_strdup(verbs[i].args);

	if (!args && g_str_has_prefix(verbs[i].verb, "embargo-"))
		args = g_strdup_printf("by=jo;end=%" G_GINT64_FORMAT, at +
				       g_rand_int_range(random, 0, 60) * DAY);
	if (args && g_str_has_suffix(args, "=") && i >= ENDS) {
		char *more = g_strdup_printf("%sQ-%d", args,
			g_rand_int_range(random, 0, (gint32)list->len));

		g_free(args);
		args = more;
	}
	tell(t, at, verbs[i].verb, args);
}

/* From some day on, whatever happens. */
static void
tell_more(struct told *t, GRand *random, int64_t from, gboolean may_end,
	  const GPtrArray *list)
{
	const int64_t end = sp_month_start(JANUARY + MONTHS);
	int64_t at = from;

	while ((at += g_rand_int_range(random, 0, 45 * DAY)) < end)
		tell_any(t, random, at, may_end, list);
}

static int64_t
any_day(GRand *random)
{
	return sp_month_start(JANUARY) +
	       g_rand_int_range(random, 0, (MONTHS - 1) * 30) * (int64_t)DAY;
}

static GPtrArray *
tell_list(GRand *random)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(told_free);
	const gint32 n = g_rand_int_range(random, 0, CASES);

	for (gint32 i = 0; i < n; i++)
		(void)tell_case(list, any_day(random));
	for (guint i = 0; i < list->len; i++) {
		struct told *t = list->pdata[i];

		tell_more(t, random, t->arrived, TRUE, list);
	}
	for (int i = 0; i < 5; i++) {
		struct told *t = tell_case(list, any_day(random));

		tell(t, t->arrived + DAY, "closed",
		     "resolution=not-a-vulnerability");
	}
	return list;
}

/* What somebody reads who comes each month. */
static GPtrArray *
read_all(const GPtrArray *list)
{
	GPtrArray *pages = g_ptr_array_new_with_free_func(g_free);

	for (int m = 0; m <= MONTHS; m++)
		g_ptr_array_add(pages, read_page(list, sp_month_start(
			JANUARY + m), NULL));
	return pages;
}

/* The first month in which they differ; -1: none. */
static int
differ(const GPtrArray *a, const GPtrArray *b)
{
	for (guint i = 0; i < a->len; i++)
		if (strcmp(a->pdata[i], b->pdata[i]) != 0)
			return (int)i;
	return -1;
}

/* --- no number tells of one case or two ----------------------------------- */

static gboolean
is_safe(int n)
{
	return n <= 0 || n >= SP_PUBLIC_LEAST;
}

static gboolean
are_safe(const GArray *bins, unsigned cases)
{
	unsigned sum = 0;

	for (guint i = 0; i < bins->len; i++) {
		const unsigned n =
			g_array_index(bins, struct sp_public_bin, i).cases;

		if (!is_safe((int)n))
			return FALSE;
		sum += n;
	}
	return sum == cases;
}

/* Each of those that are said, what they are together, and what is left. */
static gboolean
is_year_safe(const struct sp_public_year *y)
{
	const int of[] = { y->published, y->invalid, y->duplicate, y->other };
	int sum = 0, pooled = 0, n = (int)y->cases;
	unsigned grouped = 0;

	for (guint i = 0; i < y->groups->len; i++) {
		const unsigned in = g_array_index(y->groups,
			struct sp_public_group, i).cases;

		grouped += in;
		if (in < SP_PUBLIC_LEAST)
			return FALSE;
	}
	if (!y->complete)
		return grouped == y->cases;
	for (size_t i = 0; i < G_N_ELEMENTS(of); i++) {
		if (!is_safe(of[i]))
			return FALSE;
		sum += MAX(of[i], 0);
		pooled += of[i] < 0;
	}
	return grouped == y->cases && sum == n &&
	       (pooled == 0 || y->other >= SP_PUBLIC_LEAST) &&
	       is_safe(y->tool) && (y->tool < 0 || is_safe(n - y->tool)) &&
	       (y->reports < 0 || is_safe(ABS(y->reports - n))) &&
	       is_safe(y->over_soft) && is_safe(y->over_hard) &&
	       (y->over_soft < 0 || is_safe(n - y->over_soft)) &&
	       (y->over_hard < 0 || is_safe(n - y->over_hard)) &&
	       (y->over_soft < 0 || y->over_hard < 0 ||
		is_safe(y->over_soft - y->over_hard)) &&
	       are_safe(y->answers, y->cases) &&
	       are_safe(y->embargoes, y->cases);
}

static void
numbers(void)
{
	unsigned bad = 0, years = 0, said = 0;

	for (guint32 seed = 0; seed < LISTS; seed++) {
		g_autoptr(GRand) random = g_rand_new_with_seed(seed);
		g_autoptr(GPtrArray) list = tell_list(random);
		struct sp_public_stats *p = NULL;

		g_free(read_page(list, sp_month_start(JANUARY + MONTHS), &p));
		for (guint i = 0; i < p->years->len; i++) {
			const struct sp_public_year *y = p->years->pdata[i];

			bad += !is_year_safe(y);
			years += y->complete;
			said += y->published >= SP_PUBLIC_LEAST;
		}
		sp_public_stats_free(p);
	}
	ok(bad == 0 && years > LISTS && said > LISTS / 4,
	   "no figure of %u years is of one case or two, nor what is left of "
	   "them", years);
}

/* --- nothing that was read changes ---------------------------------------- */

/* Without the last line, of a year that goes on: what is complete begins the
 * next page, and so does that line. */
static void
nothing_changes(void)
{
	unsigned bad = 0, pages_n = 0;

	for (guint32 seed = 0; seed < LISTS; seed++) {
		g_autoptr(GRand) random = g_rand_new_with_seed(seed);
		g_autoptr(GPtrArray) list = tell_list(random);
		g_autoptr(GPtrArray) pages = read_all(list);

		for (guint i = 1; i < pages->len; i++) {
			const char *before = pages->pdata[i - 1];

			bad += !g_str_has_prefix(pages->pdata[i], before);
			pages_n += *before != '\0';
		}
		for (int m = 0; m < MONTHS; m++) {
			g_autofree char *late = read_page(list, sp_month_start(
				JANUARY + m + 1) - 1, NULL);

			bad += strcmp(late, pages->pdata[m]) != 0;
		}
	}
	ok(bad == 0 && pages_n > LISTS * 5,
	   "%u pages begin as those of the month before, and stay so until "
	   "the next", pages_n);
}

/* --- nobody sees what is private ------------------------------------------ */

/* Cases that nobody ever ends, and duplicates of them that are closed. */
static void
add_private(GPtrArray *list, GRand *random)
{
	for (int i = 0; i < 6; i++) {
		struct told *t = tell_case(list, any_day(random));
		struct told *of = tell_case(list, t->arrived);
		g_autofree char *args = g_strdup_printf(
			"resolution=duplicate;of=%s", t->number);

		tell_more(t, random, t->arrived, FALSE, list);
		tell(of, of->arrived + DAY, "closed", args);
	}
}

static void
private_cases(void)
{
	unsigned bad = 0;

	for (guint32 seed = 0; seed < LISTS; seed++) {
		g_autoptr(GRand) random = g_rand_new_with_seed(seed);
		g_autoptr(GPtrArray) list = tell_list(random);
		g_autoptr(GPtrArray) before = read_all(list);
		g_autoptr(GPtrArray) after = NULL;

		add_private(list, random);
		after = read_all(list);
		bad += differ(before, after) >= 0;
	}
	ok(bad == 0, "no private case shows, nor a duplicate of one");
}

/* Does it count when the month of its last event is over, if it ever does? Not
 * if it waits for the end of an embargo, or for another case. */
static gboolean
is_settled(const struct told *t)
{
	for (guint i = 0; i < t->steps->len; i++) {
		const struct step *s = t->steps->pdata[i];

		if (g_str_has_prefix(s->verb, "embargo-") ||
		    (s->args && strstr(s->args, "=Q-")))
			return FALSE;
	}
	return t->steps->len > 0;
}

static void
private_events(void)
{
	unsigned bad = 0, more = 0;

	for (guint32 seed = 0; seed < LISTS; seed++) {
		g_autoptr(GRand) random = g_rand_new_with_seed(seed);
		g_autoptr(GPtrArray) list = tell_list(random);
		g_autoptr(GPtrArray) before = read_all(list);
		g_autoptr(GPtrArray) after = NULL;

		for (guint i = 0; i < list->len; i++) {
			struct told *t = list->pdata[i];
			const struct step *last;
			int64_t at;

			if (!is_settled(t))
				continue;
			last = t->steps->pdata[t->steps->len - 1];
			at = sp_month_start(sp_month_of(last->at) + 1);
			tell(t, at, "reopened", NULL);
			tell_more(t, random, at, FALSE, list);
			more++;
		}
		after = read_all(list);
		bad += differ(before, after) >= 0;
	}
	ok(bad == 0 && more > 5 * LISTS, "nothing shows that happens in a case "
	   "which is private, or is so again");
}

int
main(void)
{
	by_hand();
	lengths();
	numbers();
	nothing_changes();
	private_cases();
	private_events();
	return tap_done();
}
