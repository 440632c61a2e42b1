/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clocks.c - what is due in a case, and when it is reminded of */
#include "lib/policy/clocks.h"

#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)
#define WEEK (7 * DAY)
#define LAST_CALL (2 * HOUR)	/* before the end of an embargo */

const char *const sp_clock_names[SP_CLOCKS] = {
	[SP_CLOCK_HOLD] = "decision",
	[SP_CLOCK_ANSWER] = "human answer",
	[SP_CLOCK_PROCESSING] = "processing",
	[SP_CLOCK_TRIAGE] = "triage",
	[SP_CLOCK_DECISION] = "embargo decision",
	[SP_CLOCK_EMBARGO] = "embargo",
	[SP_CLOCK_PRIVATE] = "private time",
	[SP_CLOCK_ADVISORY] = "advisory",
	[SP_CLOCK_PREDISCLOSURE] = "predisclosure",
	[SP_CLOCK_REVIEW] = "review",
	[SP_CLOCK_CVE] = "CVE number",
	[SP_CLOCK_UPDATE] = "update",
	[SP_CLOCK_NEEDS_INFO] = "question",
	[SP_CLOCK_TAG] = "tag",
};

const char *const sp_clock_goals[SP_CLOCKS] = {
	[SP_CLOCK_HOLD] = "a moderator decides about the held mail",
	[SP_CLOCK_ANSWER] = "a person answers the reporter",
	[SP_CLOCK_PROCESSING] = "the report has been dealt with",
	[SP_CLOCK_TRIAGE] = "severity or resolution are known",
	[SP_CLOCK_DECISION] = "an embargo is agreed or declined",
	[SP_CLOCK_EMBARGO] = "the embargo ends",
	[SP_CLOCK_PRIVATE] = "the limit of private time is reached",
	[SP_CLOCK_ADVISORY] = "the advisory goes to those who hear first",
	[SP_CLOCK_PREDISCLOSURE] = "the advisory goes public",
	[SP_CLOCK_REVIEW] = "the patches are reviewed",
	[SP_CLOCK_CVE] = "the CVE number is there",
	[SP_CLOCK_UPDATE] = "the reporter hears from a person",
	[SP_CLOCK_NEEDS_INFO] = "the question is asked again",
	[SP_CLOCK_TAG] = "the release with the fix is recorded",
};

/* What all clocks are made from. */
struct shop {
	const struct sp_clock_facts *f;
	const struct sp_config *conf;
	GArray *clocks;
};

static int
compare_times(gconstpointer a, gconstpointer b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* Marks may come in any order, and 0 ends them; those before the clock was
 * started are not missed, they never were. */
static void
add(const struct shop *s, enum sp_clock_kind kind, int64_t started,
    int64_t due, int64_t stopped, const int64_t *marks, int64_t every_s)
{
	struct sp_clock c = { .kind = kind, .started = started, .due = due,
			      .stopped = stopped, .every_s = every_s };

	for (unsigned i = 0; i < SP_CLOCK_MARKS && marks[i] != 0; i++)
		if (marks[i] >= started)
			c.remind[c.n++] = marks[i];
	qsort(c.remind, c.n, sizeof(c.remind[0]), compare_times);
	if (c.n == 0 && every_s != 0)
		c.remind[c.n++] = started;	/* was overdue from the start */
	g_array_append_val(s->clocks, c);
}

#define MARKS(...) (const int64_t[SP_CLOCK_MARKS]) { __VA_ARGS__ }

/* The first of two that has happened. */
static int64_t
first_of(int64_t a, int64_t b)
{
	if (a == 0 || b == 0)
		return a + b;
	return MIN(a, b);
}

static int64_t
workdays_after(const struct shop *s, int64_t from, unsigned n)
{
	return sp_workday_due(&s->conf->workdays, from, n);
}

static void
add_hold(const struct shop *s)
{
	const struct sp_config *conf = s->conf;
	const struct sp_workdays *w = &conf->workdays;
	const int64_t from = s->f->arrived;

	if (s->f->held_only || s->f->decided)
		add(s, SP_CLOCK_HOLD, from, workdays_after(s, from, 1),
		    s->f->decided,
		    MARKS(sp_workday_after(w, from, conf->remind_duty_wh),
			  sp_workday_after(w, from,
					   conf->remind_moderators_wh),
			  sp_workday_after(w, from,
					   conf->remind_everyone_wh)), 0);
}

/* From the arrival, so that a slow decision does not win time. */
static void
add_answer(const struct shop *s)
{
	const unsigned wd = s->conf->human_answer_wd;
	int64_t due;

	if (!s->f->reporter || wd == 0)
		return;
	due = workdays_after(s, s->f->arrived, wd);
	add(s, SP_CLOCK_ANSWER, s->f->arrived, due,
	    first_of(s->f->answered, s->f->closed),
	    MARKS(due, workdays_after(s, due - 1, 1)), DAY);
}

/* At a half, three quarters, a week before the end, and then weekly: days 30,
 * 45, 53 and 60 of sixty. */
static void
add_processing(const struct shop *s)
{
	const int64_t from = s->f->answered;
	const int64_t length = s->conf->processing_d * DAY;
	const int64_t due = from + length;

	if (from != 0 && length != 0)
		add(s, SP_CLOCK_PROCESSING, from, due,
		    first_of(s->f->went_public, s->f->closed),
		    MARKS(from + length / 2, from + length / 4 * 3, due - WEEK,
			  due), WEEK);
}

static void
add_triage(const struct shop *s)
{
	const int64_t from = s->f->answered;
	const int64_t due = from + s->conf->triage_d * DAY;

	if (from != 0 && due != from)
		add(s, SP_CLOCK_TRIAGE, from, due,
		    first_of(s->f->triaged, s->f->closed), MARKS(due), 0);
}

static void
add_decision(const struct shop *s)
{
	const int64_t from = s->f->triaged;
	const int64_t length = s->conf->embargo_decision_d * DAY;

	if (from == 0 || length == 0 ||
	    (!s->f->wants_embargo && s->f->settled == 0))
		return;
	add(s, SP_CLOCK_DECISION, from, from + length,
	    first_of(first_of(s->f->settled, s->f->went_public),
		     s->f->closed), MARKS(from + DAY), DAY);
}

static void
add_embargo(const struct shop *s)
{
	const int64_t end = s->f->embargo_end;

	if (s->f->embargo_began != 0)
		add(s, SP_CLOCK_EMBARGO, s->f->embargo_began, end,
		    first_of(first_of(s->f->embargo_over, s->f->went_public),
			     s->f->closed),
		    MARKS(end - WEEK, end - 3 * DAY, end - DAY,
			  end - LAST_CALL, end), 0);
}

/* From the first private knowledge on, through all embargoes. What is said of
 * it is for who wants a longer one, so nobody is reminded. */
static void
add_private(const struct shop *s)
{
	const struct sp_config *conf = s->conf;
	const int64_t from = s->f->arrived;
	int64_t due = from + conf->embargo_soft_d * DAY;

	if (conf->embargo_soft_wd != 0)
		due = workdays_after(s, from, conf->embargo_soft_wd);
	if (conf->embargo_hard_d != 0)
		due = from + conf->embargo_hard_d * DAY;
	if (due != from)
		add(s, SP_CLOCK_PRIVATE, from, due,
		    first_of(s->f->went_public, s->f->closed), MARKS(0), 0);
}

/* One of the two legs before a publication: two working days before its end,
 * one before, and then daily. */
static void
add_leg(const struct shop *s, enum sp_clock_kind kind, int64_t from,
	unsigned wd, int64_t stopped)
{
	const int64_t due = workdays_after(s, from, wd);

	if (from != 0 && wd != 0)
		add(s, kind, from, due, stopped,
		    MARKS(due, wd > 1 ? workdays_after(s, from, wd - 1) : 0,
			  wd > 2 ? workdays_after(s, from, wd - 2) : 0), DAY);
}

static void
add_legs(const struct shop *s)
{
	const struct sp_clock_facts *f = s->f;
	const int64_t over = first_of(f->went_public, f->closed);

	add_leg(s, SP_CLOCK_ADVISORY, f->arrived, s->conf->advisory_wd,
		first_of(f->predisclosed, over));
	add_leg(s, SP_CLOCK_PREDISCLOSURE, f->predisclosed,
		s->conf->predisclosure_wd, over);
}

static void
add_review(const struct shop *s)
{
	const struct sp_clock_facts *f = s->f;
	const int64_t due = f->embargo_end - s->conf->review_before_d * DAY;

	if (f->patched != 0 && f->embargo_end != 0 &&
	    s->conf->review_before_d != 0)
		add(s, SP_CLOCK_REVIEW, f->patched, due,
		    first_of(first_of(f->reviewed, f->went_public),
			     f->closed), MARKS(due), DAY);
}

static void
add_cve(const struct shop *s)
{
	const int64_t from = s->f->cve_requested;
	const int64_t due = workdays_after(s, from, s->conf->cve_wd);

	if (from != 0 && s->conf->cve_wd != 0)
		add(s, SP_CLOCK_CVE, from, due,
		    first_of(s->f->cve_assigned, s->f->closed), MARKS(due),
		    WEEK);
}

/* Each word to the reporter starts it anew. */
static void
add_update(const struct shop *s)
{
	const int64_t from = s->f->told;
	const int64_t due = from + s->conf->reporter_update_d * DAY;

	if (s->f->reporter && from != 0 && due != from)
		add(s, SP_CLOCK_UPDATE, from, due, s->f->closed, MARKS(due),
		    WEEK);
}

/* Asked again, and once more; then a person closes the case, or does not. */
static void
add_needs_info(const struct shop *s)
{
	const int64_t from = s->f->asked;
	const int64_t length = s->conf->needs_info_d * DAY;

	if (from != 0 && length != 0)
		add(s, SP_CLOCK_NEEDS_INFO, from, from + length, s->f->closed,
		    MARKS(from + length, from + 2 * length), 0);
}

static void
add_tag(const struct shop *s)
{
	const int64_t from = s->f->fixed;
	const int64_t due = from + s->conf->tag_d * DAY;

	if (from != 0 && due != from)
		add(s, SP_CLOCK_TAG, from, due, s->f->closed, MARKS(due),
		    WEEK);
}

GArray *
sp_clocks(const struct sp_clock_facts *f, const struct sp_config *conf)
{
	static void (*const kinds[])(const struct shop *) = {
		add_hold, add_answer, add_processing, add_triage,
		add_decision, add_embargo, add_private, add_legs, add_review,
		add_cve, add_update, add_needs_info, add_tag,
	};
	struct shop s = { f, conf, g_array_new(FALSE, TRUE,
					       sizeof(struct sp_clock)) };

	if (f->held_only) {
		add_hold(&s);
		add_needs_info(&s);
		return s.clocks;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		kinds[i](&s);
	return s.clocks;
}

int64_t
sp_clock_reminded(const struct sp_clock *c, int64_t now)
{
	int64_t last = 0;

	if (c->stopped != 0)
		return 0;
	for (unsigned i = 0; i < c->n && c->remind[i] <= now; i++)
		last = c->remind[i];
	if (c->n > 0 && last == c->remind[c->n - 1] && c->every_s != 0)
		last += (now - last) / c->every_s * c->every_s;
	return last;
}

int64_t
sp_clock_reminds(const struct sp_clock *c, int64_t now)
{
	if (c->stopped != 0 || c->n == 0)
		return 0;
	for (unsigned i = 0; i < c->n; i++)
		if (c->remind[i] > now)
			return c->remind[i];
	return c->every_s == 0 ? 0 : sp_clock_reminded(c, now) + c->every_s;
}

#define BIT(kind) (1U << SP_CLOCK_##kind)

const struct sp_clock *
sp_clock_of_state(const GArray *clocks, enum sp_case_state state)
{
	enum { FIX = BIT(DECISION) | BIT(ADVISORY) |
		BIT(PREDISCLOSURE) | BIT(REVIEW) | BIT(EMBARGO) |
		BIT(PROCESSING) };
	static const unsigned kinds[SP_CASE_STATES] = {
		[SP_CASE_NEW] = BIT(ANSWER),
		[SP_CASE_ACKNOWLEDGED] = BIT(TRIAGE),
		[SP_CASE_TRIAGED] = FIX,
		[SP_CASE_FIXING] = FIX,
		[SP_CASE_READY] = BIT(ADVISORY) | BIT(PREDISCLOSURE) |
			BIT(EMBARGO) | BIT(PROCESSING),
		[SP_CASE_PUBLISHED] = BIT(TAG),
	};
	const struct sp_clock *first = NULL;

	for (guint i = 0; i < clocks->len; i++) {
		const struct sp_clock *c = &g_array_index(clocks,
						struct sp_clock, i);

		if (c->stopped == 0 && kinds[state] >> c->kind & 1 &&
		    (!first || c->due < first->due))
			first = c;
	}
	return first;
}

const struct sp_clock *
sp_clock_running(const GArray *clocks, enum sp_clock_kind kind)
{
	for (guint i = 0; i < clocks->len; i++) {
		const struct sp_clock *c = &g_array_index(clocks,
						struct sp_clock, i);

		if (c->kind == kind && c->stopped == 0)
			return c;
	}
	return NULL;
}

gboolean
sp_clock_for_all(const struct sp_clock *c)
{
	return c->kind == SP_CLOCK_EMBARGO || c->kind == SP_CLOCK_PROCESSING;
}

int64_t
sp_clock_at_once(const struct sp_clock_facts *f,
		 const struct sp_config *conf, int64_t now)
{
	int64_t at = f->closed == 0 ? f->exploited : 0;
	g_autoptr(GArray) clocks = sp_clocks(f, conf);
	const struct sp_clock *embargo;

	embargo = sp_clock_running(clocks, SP_CLOCK_EMBARGO);
	if (embargo && embargo->due - LAST_CALL <= now)
		at = MAX(at, MAX(embargo->due - LAST_CALL, embargo->started));
	return at > now ? 0 : at;
}
