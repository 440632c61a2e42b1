/* SPDX-License-Identifier: GPL-2.0-or-later */
/* guard-embargo.c - what an embargo may lack */
#include "lib/policy/guards.h"

#include "lib/policy/embargo.h"

gboolean
sp_guard_still_secret(const struct sp_situation *s)
{
	g_autofree char *why = sp_embargo_forbidden(s->d);

	return why == NULL;
}

void
sp_guard_say_secret(const struct sp_situation *s, GString *text)
{
	g_autofree char *why = sp_embargo_forbidden(s->d);

	g_string_append(text, why);
}

gboolean
sp_guard_has_reporter(const struct sp_situation *s)
{
	return s->d->has_reporter;
}

/* What shortens a secret does no harm, whatever is known of it. */
gboolean
sp_guard_secret_or_private(const struct sp_situation *s)
{
	return sp_guard_is_private(s) || sp_guard_still_secret(s);
}

gboolean
sp_guard_proposed(const struct sp_situation *s)
{
	return s->d->embargo.next != NULL;
}

/* The last to agree is who accepted it; NULL: nobody on the roster. */
static const char *
accepter(const struct sp_term *t)
{
	const struct sp_voice *last = NULL;

	for (guint i = 0; i < t->voices->len; i++) {
		const struct sp_voice *v = t->voices->pdata[i];

		if (!v->objects && (!last || v->at >= last->at))
			last = v;
	}
	return last && *last->by ? last->by : NULL;
}

/* Somebody else may have been faster. */
void
sp_guard_say_proposed(const struct sp_situation *s, GString *text)
{
	const struct sp_embargo *e = &s->d->embargo;
	g_autofree char *when = sp_embargo_date(e->settled);
	const char *by;

	g_string_append(text, "no embargo is proposed");
	if (e->settled == 0 || e->ended || e->none)
		return;
	if (!sp_guard_is_private(s)) {
		g_string_append_printf(text, ": what was proposed was "
				       "declined %s", when);
		return;
	}
	by = accepter(e->now);
	g_string_append_printf(text, ": one was accepted %s%s%s", when,
			       by ? " by " : "", by ? by : "");
}

gboolean
sp_guard_is_private(const struct sp_situation *s)
{
	return s->d->embargo.state == SP_EMBARGO_ACTIVE ||
	       s->d->embargo.state == SP_EMBARGO_REVISING;
}

gboolean
sp_guard_not_proposed(const struct sp_situation *s)
{
	return !sp_guard_proposed(s);
}

gboolean
sp_guard_not_private(const struct sp_situation *s)
{
	return !sp_guard_is_private(s);
}

/* The date that the step is about: the one given, else the proposal's. */
static int64_t
date_of(const struct sp_situation *s)
{
	return s->q->end ? s->q->end :
	       s->d->embargo.next ? s->d->embargo.next->end : 0;
}

/* What a new date was not given is not borrowed from another. */
static gboolean
is_new_date(const struct sp_situation *s)
{
	return s->q->step == SP_STEP_EMBARGO_PROPOSE ||
	       s->q->step == SP_STEP_EMBARGO_RESTART;
}

static const char *
reason_of(const struct sp_situation *s)
{
	if (sp_given(s->q->because) || is_new_date(s))
		return s->q->because;
	return s->d->embargo.next ? s->d->embargo.next->because : "";
}

static const char *
code_of(const struct sp_situation *s)
{
	if (sp_given(s->q->code) || is_new_date(s))
		return s->q->code;
	return s->d->embargo.next ? s->d->embargo.next->code : "";
}

gboolean
sp_guard_in_future(const struct sp_situation *s)
{
	return date_of(s) > s->q->now;
}

gboolean
sp_guard_code_known(const struct sp_situation *s)
{
	const char *code = code_of(s);

	return !sp_given(code) || sp_name_find(sp_embargo_codes, code) >= 0;
}

void
sp_guard_say_code(const struct sp_situation *s, GString *text)
{
	g_autofree char *codes = g_strjoinv(" ", (char **)sp_embargo_codes);

	g_string_append_printf(text, "\"%s\" is no code of a reason; codes: "
			       "%s", code_of(s), codes);
}

static enum sp_length
length_of(const struct sp_situation *s)
{
	return sp_embargo_is(s->d, s->conf, date_of(s), s->q->now);
}

/* Without an embargo to shorten, it is a date like any other. */
gboolean
sp_guard_is_earlier(const struct sp_situation *s)
{
	return sp_guard_is_private(s) ? s->q->end < s->d->embargo.now->end
				      : length_of(s) == SP_LENGTH_SHORT;
}

/* Only the shortest proposal can be accepted. */
gboolean
sp_guard_shortest(const struct sp_situation *s)
{
	return s->q->end == 0 || s->d->embargo.next == NULL ||
	       s->q->end <= s->d->embargo.next->end;
}

void
sp_guard_say_shortest(const struct sp_situation *s, GString *text)
{
	g_autofree char *date = sp_embargo_date(s->d->embargo.next->end);

	g_string_append_printf(text, "a shorter proposal, until %s, waits for "
			       "an answer: the shortest comes first", date);
}

/* Nobody who is not on the roster counts as one of two members. */
gboolean
sp_guard_on_roster(const struct sp_situation *s)
{
	return sp_given(s->q->mover.address);
}

static void
say_length(const struct sp_situation *s, GString *text)
{
	gboolean total;
	const int64_t length = sp_embargo_length(s->d, s->conf, date_of(s),
						 s->q->now, &total);
	g_autofree char *span = sp_embargo_span(length);

	g_string_append_printf(text, "%s %s", span, total ? "since the report "
			       "came" : "of embargo");
}

/* And what comes of it. */
static void
say_over_limit(const struct sp_situation *s, GString *text, const char *then)
{
	say_length(s, text);
	g_string_append_printf(text, " is over the limit of %u days%s",
			       s->conf->embargo_hard_d, then);
}

gboolean
sp_guard_not_too_long(const struct sp_situation *s)
{
	return length_of(s) != SP_LENGTH_NEVER;
}

void
sp_guard_say_too_long(const struct sp_situation *s, GString *text)
{
	say_over_limit(s, text, ", which this list's policy does not extend");
}

gboolean
sp_guard_length_explained(const struct sp_situation *s)
{
	return length_of(s) == SP_LENGTH_SHORT ||
	       (sp_given(code_of(s)) && sp_given(reason_of(s)));
}

void
sp_guard_say_explain(const struct sp_situation *s, GString *text)
{
	g_autofree char *codes = g_strjoinv(" ", (char **)sp_embargo_codes);

	const unsigned wd = s->conf->embargo_soft_wd;
	const unsigned goal = wd != 0 ? wd : s->conf->embargo_soft_d;

	if (goal == 0) {
		g_string_append_printf(text, "by this list's policy each "
				       "embargo needs a reason, and none was "
				       "given; codes: %s", codes);
		return;
	}
	say_length(s, text);
	g_string_append_printf(text, " is over the goal of %u %sdays, and no "
			       "reason was given; codes: %s", goal,
			       wd != 0 ? "working " : "", codes);
}

gboolean
sp_guard_restart_explained(const struct sp_situation *s)
{
	return sp_given(s->q->because);
}

/* Two members of different affiliations, one of whom may have proposed it. */
gboolean
sp_guard_two_agree(const struct sp_situation *s)
{
	const struct sp_term fresh = {
		.by = (char *)"", .org = (char *)"",
	};
	const struct sp_term *t = s->q->step == SP_STEP_EMBARGO_RESTART ||
		!s->d->embargo.next ? &fresh : s->d->embargo.next;

	return length_of(s) != SP_LENGTH_NEEDS_TWO ||
	       sp_embargo_orgs(t, &s->q->mover) >= 2;
}

void
sp_guard_say_two(const struct sp_situation *s, GString *text)
{
	const struct sp_mover *m = &s->q->mover;

	say_over_limit(s, text, ": a second member, from another "
		       "organisation, must agree");
	if (sp_given(m->address) && !sp_given(m->org))
		g_string_append_printf(text, ", and %s, of whom the roster "
				       "names none, does not count", m->address);
}

/* Public or exploited: one moderator. Otherwise the reporter, or two. */
gboolean
sp_guard_end_agreed(const struct sp_situation *s)
{
	const struct sp_dossier *d = s->d;

	return d->flags[SP_FLAG_PUBLIC].at != 0 ||
	       d->flags[SP_FLAG_EXPLOITED].at != 0 ||
	       sp_given(s->q->consent) ||
	       sp_embargo_enders(&d->embargo, &s->q->mover) >= 2;
}
