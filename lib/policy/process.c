/* SPDX-License-Identifier: GPL-2.0-or-later */
/* process.c - the steps of a case: which may be taken, and which comes next */
#include "lib/policy/process.h"

#include <string.h>

#include "lib/policy/clocks.h"
#include "lib/policy/embargo.h"
#include "lib/policy/guards.h"

/* --- where it stands ------------------------------------------------------ */

static const struct sp_guard *
first_lacking(const struct sp_situation *s, enum sp_step step)
{
	for (const struct sp_guard *g = sp_guards; g->name; g++)
		if (g->step == step && !g->holds(s))
			return g;
	return NULL;
}

/* The steps that are taken by themselves, and the state before each. */
static const struct {
	enum sp_step step;
	enum sp_case_state before;
} by_itself[] = {
	{ SP_STEP_ACKNOWLEDGE, SP_CASE_NEW },
	{ SP_STEP_TRIAGE, SP_CASE_ACKNOWLEDGED },
	{ SP_STEP_FIX, SP_CASE_TRIAGED },
};

/* And nothing of the patches has changed since; where there need be none, none
 * have come. */
static gboolean
is_readied(const struct sp_dossier *d)
{
	return d->readied_at != 0 &&
	       strcmp(d->readied ? d->readied : "",
		      d->patches ? d->patches : "") == 0;
}

enum sp_case_state
sp_process_state(const struct sp_dossier *d, const struct sp_config *conf)
{
	const struct sp_request nothing = { .step = SP_STEP_ACKNOWLEDGE };
	const struct sp_situation s = { .d = d, .conf = conf, .q = &nothing };

	if (d->closed)
		return SP_CASE_CLOSED;
	if (d->published)
		return SP_CASE_PUBLISHED;
	for (size_t i = 0; i < G_N_ELEMENTS(by_itself); i++)
		if (first_lacking(&s, by_itself[i].step))
			return by_itself[i].before;
	return is_readied(d) ? SP_CASE_READY : SP_CASE_FIXING;
}

enum sp_answer
sp_process_wants_embargo(const struct sp_dossier *d,
			 const struct sp_config *conf)
{
	for (int i = 0; i < SP_FLAGS; i++)
		if (d->flags[i].at)
			return SP_NO;
	if (conf->embargo_default != SP_EMBARGO_BY_SEVERITY)
		return conf->embargo_default == SP_EMBARGO_ALWAYS ? SP_YES
								  : SP_NO;
	if (d->severity == SP_UNRATED)
		return SP_UNKNOWN;
	return d->severity == SP_LOW ? SP_NO : SP_YES;
}

/* --- whether a step may be taken ------------------------------------------ */

char *
sp_guard_missing(const struct sp_situation *s, const struct sp_guard *guard)
{
	GString *text;

	if (!guard->say)
		return g_strdup(guard->missing);
	text = g_string_new(NULL);
	guard->say(s, text);
	return g_string_free(text, FALSE);
}

/* The address of the case, for members. */
static char *
thread_of(const struct sp_situation *s)
{
	const struct sp_config *conf = s->conf;

	if (!conf->local || !s->d->number)
		return NULL;
	return g_strdup_printf("%s%s%s@%s", conf->local, conf->delimiter,
			       s->d->number, conf->domain);
}

char *
sp_guard_command(const struct sp_situation *s, const struct sp_guard *guard)
{
	g_autofree char *found = sp_guard_found_command(s, guard);
	GString *text = g_string_new(found ? found : guard->command);
	const char *branch = sp_guard_branch(s, guard);
	const char *target = sp_guard_target(s);
	g_autofree char *thread = thread_of(s);

	if (sp_given(s->q->severity) || sp_guard_rated(s))
		g_string_replace(text, "LEVEL", sp_given(s->q->severity)
				 ? s->q->severity
				 : sp_severities[s->d->severity], 1);
	if (branch)
		g_string_replace(text, "BRANCH", branch, 1);
	if (target)
		g_string_replace(text, "TARGET", target, 1);
	if (thread)
		g_string_replace(text, "THREAD", thread, 1);
	if (s->d->batch)
		g_string_replace(text, "BATCH", s->d->batch, 1);
	if (s->d->number)
		g_string_replace(text, "CASE", s->d->number, 0);
	return g_string_free(text, FALSE);
}

gboolean
sp_guard_waits(const struct sp_guard *guard)
{
	return guard->holds == sp_guard_two_agree ||
	       guard->holds == sp_guard_end_agreed ||
	       guard->holds == sp_guard_two_forget;
}

static enum sp_status
refuse(const struct sp_situation *s, const struct sp_guard *guard,
       struct sp_err *err)
{
	g_autofree char *missing = sp_guard_missing(s, guard);
	g_autofree char *command = sp_guard_command(s, guard);

	return sp_fail(err, sp_guard_waits(guard) ? SP_EWAIT : SP_EDENIED,
		       "%s: %s. %s", s->d->number, missing, command);
}

static char *
with_number(const struct sp_dossier *d, const char *command)
{
	GString *text = g_string_new(command);

	g_string_replace(text, "CASE", d->number, 0);
	if (d->embargo.wish) {
		g_autofree char *iso = sp_time_iso(d->embargo.wish);

		g_string_replace(text, "WISH", iso, 1);
	}
	return g_string_free(text, FALSE);
}

/* What leads on where nothing has to be supplied. */
static const char *
onward(enum sp_case_state state)
{
	return state == SP_CASE_FIXING ? "sallyport case ready CASE" :
	       state == SP_CASE_READY ? "sallyport case publish CASE" :
	       state == SP_CASE_PUBLISHED ? "sallyport case close CASE fixed" :
	       state == SP_CASE_CLOSED
	       ? "sallyport case reopen CASE --because TEXT"
	       : "sallyport case show CASE";
}

/* In a state from which the step does not start, what is missing for getting
 * there is said. */
static enum sp_status
check_state(const struct sp_situation *s, GPtrArray *lacks, struct sp_err *err)
{
	const struct sp_step_row *row = &sp_step_rows[s->q->step];
	const enum sp_case_state state = sp_process_state(s->d, s->conf);
	const struct sp_guard *guard = NULL;

	if (row->from == 0 || row->from >> state & 1)
		return SP_OK;
	for (size_t i = 0; i < G_N_ELEMENTS(by_itself); i++)
		if (by_itself[i].before == state)
			guard = first_lacking(s, by_itself[i].step);
	if (!guard || row->from < 1u << state ||
	    s->q->step == SP_STEP_REOPEN) {
		g_autofree char *command = with_number(s->d, onward(state));

		return sp_fail(err, SP_EDENIED, "%s is %s: nobody can %s. %s",
			       s->d->number, sp_case_states[state], row->does,
			       command);
	}
	g_ptr_array_add(lacks, (gpointer)guard);
	return refuse(s, guard, err);
}

/* What waits for a second member is completed by any. */
static gboolean
completes(const struct sp_situation *s)
{
	const struct sp_embargo *e = &s->d->embargo;

	if (!(s->q->mover.who & SP_WHO_MEMBER))
		return FALSE;
	return s->q->step == SP_STEP_EMBARGO_ACCEPT
		? e->next && e->next->accepted
		: s->q->step == SP_STEP_EMBARGO_END && e->enders->len > 0;
}

static enum sp_status
check_mover(const struct sp_situation *s, struct sp_err *err)
{
	const struct sp_step_row *row = &sp_step_rows[s->q->step];
	const struct sp_config *conf = s->conf;
	const unsigned who = row->who;
	g_autofree char *owner = NULL;

	if ((s->q->mover.who & who) || completes(s))
		return SP_OK;
	/* By mail, too, where not everybody may ask who they are. */
	if (conf->local)
		owner = g_strdup_printf(", or: mail to %s-owner@%s",
					conf->local, conf->domain);
	return sp_fail(err, SP_EDENIED, "%s: only %s may %s. sallyport member "
		       "list%s", s->d->number,
		       who & SP_WHO_MEMBER ? "a member" :
		       who & SP_WHO_LEAD ? "a moderator or who leads it" :
		       who & SP_WHO_CVE ? "a moderator or who assigns CVEs" :
		       who & SP_WHO_MODERATOR ? "a moderator" :
		       "its reporter", row->does, owner ? owner : "");
}

enum sp_status
sp_process_check(const struct sp_situation *s, GPtrArray **lacks,
		 struct sp_err *err)
{
	g_autoptr(GPtrArray) missing = g_ptr_array_new();
	enum sp_status r = SP_OK;

	if ((r = check_mover(s, err)) == SP_OK &&
	    (r = check_state(s, missing, err)) == SP_OK) {
		/* What decides is the first; it waits for another person only
		 * when nothing else is missing. */
		for (const struct sp_guard *g = sp_guards; g->name; g++)
			if (g->step == s->q->step && !g->holds(s))
				g_ptr_array_add(missing, (gpointer)g);
		if (missing->len > 0)
			r = refuse(s, missing->pdata[0], err);
	}
	if (lacks)
		*lacks = g_steal_pointer(&missing);
	return r;
}

/* --- what comes next ------------------------------------------------------ */

/* What the world knows, or suffers from, waits for no fix. */
static gboolean
is_out(const struct sp_dossier *d, const struct sp_config *conf)
{
	const enum sp_case_state state = sp_process_state(d, conf);

	return (d->flags[SP_FLAG_PUBLIC].at != 0 ||
		d->flags[SP_FLAG_EXPLOITED].at != 0) &&
	       state >= SP_CASE_TRIAGED && state < SP_CASE_PUBLISHED;
}

/* What is to have no embargo, and has none, is fixed where all can see it. */
static gboolean
is_for_all(const struct sp_dossier *d, const struct sp_config *conf,
	   int64_t now)
{
	const enum sp_case_state state = sp_process_state(d, conf);

	return sp_process_wants_embargo(d, conf) == SP_NO &&
	       !sp_dossier_embargoed(d, now) && state >= SP_CASE_TRIAGED &&
	       state < SP_CASE_PUBLISHED;
}

static enum sp_step
next_step(const struct sp_dossier *d, const struct sp_config *conf,
	  int64_t now)
{
	if (is_out(d, conf) || is_for_all(d, conf, now))
		return SP_STEP_PUBLISH;
	switch (sp_process_state(d, conf)) {
	case SP_CASE_NEW:
		return SP_STEP_ACKNOWLEDGE;
	case SP_CASE_ACKNOWLEDGED:
		return SP_STEP_TRIAGE;
	case SP_CASE_TRIAGED:
		return SP_STEP_FIX;
	case SP_CASE_FIXING:
		return SP_STEP_READY;
	case SP_CASE_READY:
		return SP_STEP_PUBLISH;
	case SP_CASE_PUBLISHED:
	case SP_CASE_CLOSED:
	case SP_CASE_STATES:
		break;
	}
	return SP_STEP_CLOSE;
}

static const struct sp_guard *
find_guard(enum sp_step step, gboolean (*holds)(const struct sp_situation *s))
{
	for (const struct sp_guard *g = sp_guards; g->name; g++)
		if (g->step == step && g->holds == holds)
			return g;
	return NULL;
}

/* What nobody can do but wait for. */
static gboolean
is_time(const struct sp_guard *guard)
{
	return guard->holds == sp_guard_no_embargo ||
	       guard->holds == sp_guard_batch_date ||
	       guard->holds == sp_guard_batch_whole;
}

/* What can be done now comes before that, so that it is done in time. */
static const struct sp_guard *
first_doable(const struct sp_situation *s, enum sp_step step)
{
	for (const struct sp_guard *g = sp_guards; g->name; g++)
		if (g->step == step && !is_time(g) && !g->holds(s))
			return g;
	return first_lacking(s, step);
}

/* It is no vulnerability: the reporter has to be told before it is closed. */
static gboolean
only_closes(const struct sp_guard *guard)
{
	return guard->holds == sp_guard_genuine ||
	       guard->holds == sp_guard_misusable;
}

/* Everything is there: the step itself is what comes next. */
static const char *
step_command(enum sp_step step)
{
	return step == SP_STEP_READY ? "sallyport case ready CASE" :
	       step == SP_STEP_PUBLISH ? "sallyport case publish CASE" :
	       "sallyport case close CASE fixed";
}

static gboolean
exploited(const struct sp_dossier *d, const struct sp_config *conf, int64_t now)
{
	(void)conf;
	return d->flags[SP_FLAG_EXPLOITED].at && sp_dossier_embargoed(d, now);
}

static gboolean
leaked(const struct sp_dossier *d, const struct sp_config *conf, int64_t now)
{
	(void)conf;
	return d->flags[SP_FLAG_PUBLIC].at && sp_dossier_embargoed(d, now);
}

/* On an earlier day, not only at another hour. */
static gboolean
wished_earlier(const struct sp_dossier *d, const struct sp_config *conf,
	       int64_t now)
{
	const struct sp_embargo *e = &d->embargo;
	enum { DAY = 24 * 60 * 60 };

	(void)conf;
	return sp_dossier_embargoed(d, now) && e->wish > now &&
	       e->wish / DAY < e->now->end / DAY;
}

/* One member has said it, who is not enough. */
static gboolean
end_asked(const struct sp_dossier *d, const struct sp_config *conf, int64_t now)
{
	(void)conf;
	return d->embargo.enders->len > 0 && sp_dossier_embargoed(d, now);
}

/* It cannot be accepted any more. */
static gboolean
proposal_dead(const struct sp_dossier *d, const struct sp_config *conf,
	      int64_t now)
{
	const struct sp_term *next = d->embargo.next;
	g_autofree char *why = sp_embargo_forbidden(d);

	(void)conf;
	return next && d->published == 0 && (why || next->end <= now);
}

static gboolean
second_missing(const struct sp_dossier *d, const struct sp_config *conf,
	       int64_t now)
{
	const struct sp_term *next = d->embargo.next;

	return next && d->published == 0 && sp_embargo_is(d, conf, next->end, now) ==
		SP_LENGTH_NEEDS_TWO && sp_embargo_orgs(next, NULL) < 2;
}

static gboolean
proposal_open(const struct sp_dossier *d, const struct sp_config *conf,
	      int64_t now)
{
	(void)conf;
	(void)now;
	return d->embargo.next != NULL && d->published == 0;
}

/* Once triaged. */
static gboolean
embargo_undecided(const struct sp_dossier *d, const struct sp_config *conf,
		  int64_t now)
{
	(void)now;
	return sp_process_state(d, conf) >= SP_CASE_TRIAGED &&
	       d->published == 0 && d->embargo.state == SP_EMBARGO_NONE &&
	       d->embargo.settled == 0 &&
	       sp_process_wants_embargo(d, conf) == SP_YES;
}

static gboolean
day_wished(const struct sp_dossier *d, const struct sp_config *conf,
	   int64_t now)
{
	return embargo_undecided(d, conf, now) && d->embargo.wish > now;
}

/* A case without a reporter, or that is public, has nobody to tell. */
static gboolean
untold(const struct sp_dossier *d, const struct sp_config *conf, int64_t now)
{
	(void)conf;
	(void)now;
	return d->embargo.untold && d->has_reporter && d->published == 0;
}

static gboolean
batch_late(const struct sp_dossier *d, const struct sp_config *conf,
	   int64_t now)
{
	(void)conf;
	(void)now;
	return sp_dossier_is_late(d);
}

/* What does not wait for the next step. */
static const struct {
	gboolean (*due)(const struct sp_dossier *d,
			const struct sp_config *conf, int64_t now);
	const char *what, *command;
} urgent[] = {
	{ exploited, "it is being exploited: the embargo should end now",
	  "sallyport embargo end CASE" },
	{ leaked, "it is public: the embargo should end now",
	  "sallyport embargo end CASE" },
	{ batch_late, "its embargo ends before its batch is published",
	  "sallyport batch leave CASE" },
	{ wished_earlier, "the reporter asks for an earlier date",
	  "sallyport embargo set CASE \"WISH\" --by-reporter" },
	{ end_asked, "one member wants the embargo to end now, which a second "
	  "one must want, too", "sallyport embargo end CASE" },
	{ proposal_dead, "the embargo that is proposed cannot be accepted any "
	  "more", "sallyport embargo decline CASE" },
	{ second_missing, "the embargo that is proposed waits for a second "
	  "member, from another organisation", "sallyport embargo agree CASE" },
	{ proposal_open, "a proposed embargo waits for an answer",
	  "sallyport embargo accept CASE" },
	{ day_wished, "an embargo is to be agreed on, or none, and the "
	  "reporter has named a day",
	  "sallyport embargo propose CASE \"WISH\"REASON, or: sallyport "
	  "embargo none CASE --because TEXT" },
	{ embargo_undecided, "an embargo is to be agreed on, or none",
	  "sallyport embargo propose CASE \"YYYY-MM-DD HH:MM ZONE\"REASON, "
	  "or: sallyport embargo none CASE --because TEXT" },
	{ untold, "no person has told the reporter what became of the embargo",
	  "a reply in its thread, or: sallyport embargo tell CASE" },
};

/* What somebody is to tell the reporter was written, and waits its two minutes:
 * nobody has to write it once more. */
static gboolean
is_leaving(const struct sp_dossier *d, const struct sp_guard *guard)
{
	return d->leaves && (!guard || guard->holds == sp_guard_answered ||
			     guard->holds == sp_guard_reporter_told ||
			     guard->holds == sp_guard_thanked);
}

static void
say_leaving(const struct sp_dossier *d, char **what, char **command)
{
	g_autofree char *leaves = sp_embargo_date(d->leaves);

	*what = g_strdup_printf("what was written to the reporter leaves %s",
				leaves);
	*command = g_strdup("");
}

/* It is ready, and those who hear first have not got their advisory. */
static gboolean
is_unheard(const struct sp_dossier *d, const struct sp_config *conf,
	   int64_t now)
{
	return conf->advisory_wd != 0 && sp_dossier_embargoed(d, now) &&
	       sp_process_state(d, conf) == SP_CASE_READY &&
	       !sp_dossier_target(d, SP_TARGET_AHEAD);
}

/* The first of these; -1: there is none. */
static int
find_urgent(const struct sp_dossier *d, const struct sp_config *conf,
	    int64_t now)
{
	for (size_t i = 0; d->closed == 0 && i < G_N_ELEMENTS(urgent); i++)
		if (urgent[i].due(d, conf, now))
			return (int)i;
	return -1;
}

/* The time since the report counts: so late, no date does without a reason. */
static char *
urgent_command(const struct sp_dossier *d, const struct sp_config *conf,
	       int64_t now, const char *command)
{
	const int64_t end = MAX(d->embargo.wish, now);
	g_autofree char *text = with_number(d, command);
	GString *full = g_string_new(text);

	g_string_replace(full, "REASON", sp_embargo_is(d, conf, end, now) ==
			 SP_LENGTH_SHORT ? "" : " --because CODE TEXT", 1);
	return g_string_free(full, FALSE);
}

gboolean
sp_process_is_urgent(const struct sp_dossier *d, const struct sp_config *conf,
		     int64_t now)
{
	return find_urgent(d, conf, now) >= 0;
}

void
sp_process_next(const struct sp_dossier *d, const struct sp_config *conf,
		const struct sp_review_sum *review, int64_t now, char **what,
		char **command)
{
	const struct sp_request q = {
		.step = next_step(d, conf, now), .now = now,
		.review = *review,
	};
	const struct sp_situation s = { .d = d, .conf = conf, .q = &q };
	const struct sp_guard *guard;
	const int i = find_urgent(d, conf, now);

	if (i >= 0 && urgent[i].due == untold && is_leaving(d, NULL)) {
		say_leaving(d, what, command);
		return;
	}
	if (i >= 0) {
		*what = g_strdup(urgent[i].what);
		*command = urgent_command(d, conf, now, urgent[i].command);
		return;
	}
	if (d->closed) {
		*what = g_strdup("nothing: it is closed");
		*command = g_strdup("");
		return;
	}
	guard = first_doable(&s, q.step);
	if (guard && only_closes(guard) && d->unanswered)
		guard = find_guard(SP_STEP_DISMISS, sp_guard_reporter_told);
	if (guard && is_leaving(d, guard)) {
		say_leaving(d, what, command);
		return;
	}
	if ((!guard || is_time(guard)) && is_unheard(d, conf, now)) {
		*what = g_strdup("those who hear first have no advisory yet");
		*command = with_number(d, "sallyport case announced CASE "
				       SP_TARGET_AHEAD " WHERE");
		return;
	}
	if (guard) {
		*what = sp_guard_missing(&s, guard);
		*command = sp_guard_command(&s, guard);
		return;
	}
	*what = g_strdup_printf("nothing is missing: it can be %s",
				sp_step_rows[q.step].name);
	*command = with_number(d, step_command(q.step));
}
