/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stats_secrecy.c - what anybody may read tells nothing of a single case
 *
 * Many lists are told by chance, from fixed seeds, and somebody reads their
 * figures each month. */
#include "lib/policy/stats-public.h"

#include <string.h>

#include "t/unit/make-page.h"
#include "t/unit/tap.h"

#define LISTS 40
#define CASES 40		/* of a list, at most */
#define MONTHS 30

/* --- a list --------------------------------------------------------------- */

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
	numbers();
	nothing_changes();
	private_cases();
	private_events();
	return tap_done();
}
