/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secrecy.c - what people say about the embargo of a case */
#include "lib/gate/secrecy.h"

#include <string.h>

#include "lib/base/when.h"
#include "lib/gate/guest.h"
#include "lib/gate/news.h"
#include "lib/gate/portrait.h"
#include "lib/policy/embargo.h"

/* One saying, while it is carried out. */
struct talk {
	struct sp_gate *gate;
	const struct sp_saying *say;
	int64_t end;		/* the date that was said; 0: none */
	int64_t theirs;		/* the reporter's, which held before; 0: none */
	struct sp_dossier *d;	/* the case, after the last step */
	const char *done;	/* "accepted" */
};

/* [tx] One step. SP_EWAIT: with asking, that was written. */
static enum sp_status
step(struct talk *t, enum sp_step step, const char *verb, const char *asking,
     struct sp_err *err)
{
	const struct sp_saying *say = t->say;
	g_autoptr(GHashTable) args = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, g_free);
	const struct sp_act act = {
		.actor = say->actor, .number = say->number, .verb = verb,
		.args = args, .asking = asking,
		.by_reporter = say->by_reporter,
		.q = { .step = step, .end = t->end, .code = say->code,
		       .because = say->because, .consent = say->consent },
	};
	const struct {
		const char *name, *value;
	} said[] = {
		{ "code", say->code }, { "because", say->because },
		{ "consent", say->consent },
		{ "restart", step == SP_STEP_EMBARGO_RESTART ? "yes" : NULL },
	};
	struct sp_dossier *d = NULL;
	enum sp_status r;

	if (t->end)
		g_hash_table_insert(args, g_strdup("end"),
			g_strdup_printf("%" G_GINT64_FORMAT, t->end));
	for (size_t i = 0; i < G_N_ELEMENTS(said); i++)
		if (said[i].value && *said[i].value)
			g_hash_table_insert(args, g_strdup(said[i].name),
					    g_strdup(said[i].value));
	r = sp_triage_step(t->gate, &act, &d, err);
	if (d) {
		sp_dossier_free(t->d);
		t->d = d;
	}
	return r;
}

/* --- the verbs [tx] ------------------------------------------------------- */

#define ACCEPTED "embargo-accepted"
#define ACCEPT_ASKED "embargo-accept-asked"

static enum sp_status
propose(struct talk *t, struct sp_err *err)
{
	t->done = "proposed";
	return step(t, SP_STEP_EMBARGO_PROPOSE, "embargo-proposed", NULL, err);
}

static enum sp_status
accept(struct talk *t, struct sp_err *err)
{
	t->done = "accepted";
	return step(t, SP_STEP_EMBARGO_ACCEPT, ACCEPTED, ACCEPT_ASKED, err);
}

/* What a moderator had accepted, and only waited for this member, holds. */
static enum sp_status
agree(struct talk *t, struct sp_err *err)
{
	enum sp_status r = step(t, SP_STEP_EMBARGO_AGREE, "embargo-agreed",
				NULL, err);
	struct sp_err why;

	t->done = "agreed";
	if (r == SP_OK && t->d->embargo.next->accepted) {
		r = step(t, SP_STEP_EMBARGO_ACCEPT, ACCEPTED, NULL, &why);
		if (r == SP_OK)
			t->done = "accepted";
		else if (r == SP_EWAIT || r == SP_EDENIED)
			r = SP_OK;
		else
			*err = why;
	}
	return r;
}

static enum sp_status
object(struct talk *t, struct sp_err *err)
{
	t->done = "objected";
	return step(t, SP_STEP_EMBARGO_AGREE, "embargo-objected", NULL, err);
}

/* Proposed and accepted in one; the reporter's date is accepted already. */
static enum sp_status
set(struct talk *t, struct sp_err *err)
{
	enum sp_status r;

	if (t->say->by_reporter) {
		t->done = "set";
		return step(t, SP_STEP_EMBARGO_EARLIER, "embargo-shortened",
			    NULL, err);
	}
	r = propose(t, err);
	return r == SP_OK ? accept(t, err) : r;
}

static enum sp_status
decline(struct talk *t, struct sp_err *err)
{
	t->done = "declined";
	return step(t, SP_STEP_EMBARGO_DECLINE, "embargo-declined", NULL, err);
}

/* None is wanted, and none was proposed. */
static enum sp_status
rule_out(struct talk *t, struct sp_err *err)
{
	t->done = "no embargo";
	return step(t, SP_STEP_EMBARGO_NONE, "embargo-none", NULL, err);
}

/* Where a second member is missing, it is a proposal that was accepted. */
static enum sp_status
restart(struct talk *t, struct sp_err *err)
{
	enum sp_status r = step(t, SP_STEP_EMBARGO_RESTART, "embargo-restarted",
				"embargo-proposed", err);

	t->done = "restarted";
	return r == SP_EWAIT ? accept(t, err) : r;
}

/* [tx] The reporter's consent stands in a mail of theirs in the case. */
static enum sp_status
check_consent(struct talk *t, struct sp_err *err)
{
	const char *msgid = t->say->consent;
	struct sp_case *c = NULL;
	struct sp_err why;
	enum sp_status r;

	if (!msgid || *msgid == '\0')
		return SP_OK;
	r = sp_triage_case(t->gate, t->say->number, &c, &why);
	if (r == SP_OK)
		r = sp_guest_consent(t->gate, c, msgid, NULL, &why);
	sp_case_free(c);
	return r == SP_OK ? SP_OK : sp_fail(err, r, "%s%s%s", why.text,
		r == SP_EDENIED ? "; without it two members end it: sallyport "
		"embargo end " : "", r == SP_EDENIED ? t->say->number : "");
}

static enum sp_status
end(struct talk *t, struct sp_err *err)
{
	enum sp_status r = check_consent(t, err);

	t->done = "ended";
	return r != SP_OK ? r : step(t, SP_STEP_EMBARGO_END, "embargo-ended",
		    "embargo-end-asked", err);
}

typedef enum sp_status verb_function(struct talk *t, struct sp_err *err);

static verb_function *const verbs[SP_VERB_COUNT] = {
	[SP_VERB_EMBARGO_PROPOSE] = propose,
	[SP_VERB_AGREE] = agree,
	[SP_VERB_EMBARGO_AGREE] = agree,
	[SP_VERB_EMBARGO_OBJECT] = object,
	[SP_VERB_EMBARGO_SET] = set,
	[SP_VERB_EMBARGO_ACCEPT] = accept,
	[SP_VERB_EMBARGO_DECLINE] = decline,
	[SP_VERB_EMBARGO_NONE] = rule_out,
	[SP_VERB_EMBARGO_RESTART] = restart,
	[SP_VERB_EMBARGO_END] = end,
};

/* --- the words ------------------------------------------------------------ */

/* What speaks against the date, which is allowed all the same; NULL: nothing. */
static char *
doubts(const struct talk *t, int64_t now)
{
	g_autofree char *lint = t->end == 0 ? NULL
		: sp_embargo_lint(t->gate->conf, t->end, now);
	g_autofree char *theirs = NULL;

	if (t->theirs == 0 || t->end <= t->theirs)
		return g_steal_pointer(&lint);
	theirs = sp_embargo_date(t->theirs);
	return g_strdup_printf("The reporter has set %s: ask them before you "
			       "count on a later date.%s%s", theirs,
			       lint ? " " : "", lint ? lint : "");
}

static char *
describe(const struct talk *t, gboolean waits)
{
	const int64_t now = sp_gate_now();
	g_autofree char *terms = sp_portrait_terms(t->d, now);
	g_autofree char *next = sp_portrait_next(t->gate, t->d, now);
	g_autofree char *lint = doubts(t, now);
	GString *s = g_string_new(NULL);

	if (!waits)
		g_string_append_printf(s, "%s: %s\n", t->done, t->d->number);
	g_string_append_printf(s, "%s%s%s%s%s", terms, lint ? "warning: " : "",
			       lint ? lint : "", lint ? "\n" : "", next);
	return g_string_free(s, FALSE);
}

/* And how the second member says it. */
static enum sp_status
wait_for(const struct talk *t, struct sp_err *err)
{
	const struct sp_err why = *err;
	const gboolean ends = t->say->verb == SP_VERB_EMBARGO_END;

	return sp_fail(err, SP_EWAIT, "%s%s%s (or \"%s %s\" by signed mail)",
		       why.text, ends ? ", or a second member: sallyport "
		       "embargo end " : "", ends ? t->d->number : "",
		       ends ? "embargo end" : "agree", t->d->number);
}

/* --- what the members hear ------------------------------------------------ */

static unsigned
objections(const struct sp_term *t)
{
	unsigned n = 0;

	for (guint i = 0; i < t->voices->len; i++)
		n += ((const struct sp_voice *)t->voices->pdata[i])->objects;
	return n;
}

/* What of it they would notice: said twice, it is no news. g_free(). */
static char *
gist(const struct sp_dossier *d)
{
	const struct sp_embargo *e = &d->embargo;
	const struct sp_term *next = e->next;

	return g_strdup_printf("%d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
			       " %" G_GINT64_FORMAT " %s %d %u %u %u"
			       " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
			       e->state, e->started, e->now ? e->now->end : 0,
			       next ? next->end : 0, next ? next->by : "",
			       next && next->accepted,
			       next ? objections(next) : 0, e->later->len,
			       e->enders->len, e->none, e->ended);
}

/* NULL: it is nothing that they need to hear. */
static const char *
headline(const struct talk *t, gboolean waits)
{
	const enum sp_verb_id verb = t->say->verb;
	static const struct {
		const char *done, *what;
	} words[] = {
		{ "proposed", "an embargo is proposed" },
		{ "accepted", "an embargo is accepted" },
		{ "set", "the embargo ends on the reporter's date" },
		{ "objected", "a member objects to the embargo that is "
		  "proposed" },
		{ "declined", "the embargo that was proposed is declined" },
		{ "no embargo", "there is to be no embargo" },
		{ "restarted", "the embargo begins anew" },
		{ "ended", "the embargo has ended" },
	};

	if (waits)
		return verb == SP_VERB_EMBARGO_END
			? "an end of the embargo waits for a second member"
			: "an embargo waits for a second member";
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i].done, t->done) == 0)
			return words[i].what;
	return NULL;
}

static enum sp_news_asks
asks(const struct talk *t, gboolean waits)
{
	if (waits)
		return t->say->verb == SP_VERB_EMBARGO_END ? SP_NEWS_ASKS_END
							   : SP_NEWS_ASKS_SECOND;
	return strcmp(t->done, "proposed") == 0 ? SP_NEWS_ASKS_ANSWER
						: SP_NEWS_ASKS_NOTHING;
}

/* What holds, whatever is proposed; g_free(). */
static char *
describe_rest(const struct sp_dossier *d, int64_t now)
{
	g_autofree char *date = NULL;

	if (!sp_dossier_embargoed(d, now))
		return g_strdup("there is no embargo, and the case cannot be "
				"published before this one is accepted or "
				"declined");
	date = sp_embargo_date(d->embargo.now->end);
	return g_strdup_printf("the embargo goes on until %s", date);
}

/* The embargo as it is now, and why, where that does not stand in it. */
static char *
describe_terms(const struct talk *t, int64_t now)
{
	const enum sp_verb_id verb = t->say->verb;
	const char *why = verb == SP_VERB_EMBARGO_END ||
			  verb == SP_VERB_EMBARGO_DECLINE
		? t->say->because : NULL;
	g_autofree char *all = sp_portrait_secrecy(t->gate, t->d, now);
	g_autofree char *lint = doubts(t, now);
	GString *s = g_string_new(all);

	if (why && *why)
		sp_portrait_line(s, "reason", "%s", why);
	if (lint)
		sp_portrait_line(s, "warning", "%s", lint);
	return g_string_free(s, FALSE);
}

/* [tx] */
static enum sp_status
tell(struct talk *t, const char *before, gboolean waits, struct sp_err *err)
{
	const int64_t now = sp_gate_now();
	const char *what = headline(t, waits);
	g_autofree char *after = gist(t->d);
	g_autofree char *terms = describe_terms(t, now);
	g_autofree char *holds = describe_rest(t->d, now);
	const struct sp_news news = {
		.actor = t->say->actor, .what = what, .terms = terms,
		.asks = asks(t, waits), .holds = holds,
	};
	struct sp_case *c = NULL;
	enum sp_status r;

	if (!what || strcmp(before, after) == 0)
		return SP_OK;
	if ((r = sp_triage_case(t->gate, t->say->number, &c, err)) == SP_OK)
		r = sp_news_queue(t->gate, c, &news, now, err);
	sp_case_free(c);
	return r;
}

/* -------------------------------------------------------------------------- */

static enum sp_status
read_date(struct talk *t, struct sp_err *err)
{
	const char *when = t->say->when;

	return when && *when ? sp_when_instant(when, sp_gate_now(), &t->end,
					       err) : SP_OK;
}

/* [tx] What was said, what follows from it, and what the members hear. */
static enum sp_status
carry_out(struct talk *t, struct sp_err *err)
{
	g_autofree char *before = NULL;
	struct sp_dossier *d = NULL;
	struct sp_err failed;
	enum sp_status done, r;

	if ((r = sp_triage_find(t->gate, t->say->number, &d, err)) != SP_OK)
		return r;
	before = gist(d);
	if (sp_dossier_embargoed(d, sp_gate_now()) &&
	    d->embargo.now->by_reporter)
		t->theirs = d->embargo.now->end;
	sp_dossier_free(d);
	r = verbs[t->say->verb](t, err);
	if (r != SP_OK && r != SP_EWAIT)
		return r;
	if ((done = tell(t, before, r == SP_EWAIT, &failed)) != SP_OK ||
	    (done = sp_gate_commit(t->gate, &failed)) != SP_OK) {
		*err = failed;
		return done;
	}
	return r;
}

enum sp_status
sp_secrecy_say(struct sp_gate *gate, const struct sp_saying *say, char **text,
	       struct sp_err *err)
{
	struct talk t = { .gate = gate, .say = say };
	enum sp_status r;

	if ((r = read_date(&t, err)) != SP_OK ||
	    (r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	r = carry_out(&t, err);
	sp_store_rollback(gate->store);
	if (r == SP_OK || r == SP_EWAIT)
		*text = describe(&t, r == SP_EWAIT);
	if (r == SP_EWAIT)
		r = wait_for(&t, err);
	sp_dossier_free(t.d);
	return r;
}
