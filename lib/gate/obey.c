/* SPDX-License-Identifier: GPL-2.0-or-later */
/* obey.c - what each verb does when it comes by mail */
#include "lib/gate/obey.h"

#include <string.h>

#include "lib/base/when.h"
#include "lib/gate/adopt.h"
#include "lib/gate/decision.h"
#include "lib/gate/inform.h"
#include "lib/gate/obey-case.h"
#include "lib/gate/people.h"
#include "lib/gate/reply.h"
#include "lib/gate/setup.h"
#include "lib/policy/process.h"

void
sp_obeyed_clear(struct sp_obeyed *done)
{
	g_free(done->text);
	memset(done, 0, sizeof(*done));
}

/* One command, while it is carried out. */
struct obeying {
	struct sp_gate *gate;
	const char *actor;
	const struct sp_command *c;
	struct sp_obeyed *done;
};

/* --- decisions ------------------------------------------------------------ */

static void
put_members(GString *s, const struct sp_outcome *o)
{
	if (o->members == 0)
		return;
	g_string_append_printf(s, "\nsent to %u of %u members, encrypted",
			       o->recipients, o->members);
	for (guint i = 0; o->not_sent != NULL && i < o->not_sent->len; i++)
		g_string_append_printf(s, "\nNOT sent: %s",
				       (char *)o->not_sent->pdata[i]);
}

static void
put_remembered(GString *s, const struct sp_outcome *o)
{
	if (o->remembered == NULL)
		return;
	g_string_append_printf(s, "\n%s may post in %s without being held",
			       o->remembered, o->case_number);
	if (o->pinned != NULL)
		g_string_append_printf(s, "\nsigned with the key %s",
				       o->pinned);
}

static char *
outcome_text(const struct sp_outcome *o)
{
	GString *s = g_string_new(o->decision);

	if (o->case_number != NULL)
		g_string_append_printf(s, ": %s%s", o->case_number,
				       o->case_is_new ? ", a new case" : "");
	if (o->note != NULL)
		g_string_append_printf(s, ": %s", o->note);
	put_members(s, o);
	put_remembered(s, o);
	return g_string_free(s, FALSE);
}

/* With what comes next in the case, as it is mailed. */
static char *
with_next(struct sp_gate *gate, const struct sp_outcome *o, char *text)
{
	g_autofree char *owned = text;
	g_autofree char *next = NULL;
	g_autofree char *mail = NULL;
	struct sp_err err;

	if (o->members == 0 || o->case_number == NULL ||
	    sp_inform_next(gate, o->case_number, &next, &err) != SP_OK)
		return g_steal_pointer(&owned);
	mail = sp_command_by_mail(next);
	return g_strdup_printf("%s\n%s", owned, mail);
}

/* What a decision has queued leaves afterwards. */
static void
keep_outcome(struct obeying *ob, struct sp_outcome *o)
{
	struct sp_mail *m = NULL;
	struct sp_err err;

	ob->done->text = with_next(ob->gate, o, outcome_text(o));
	if (sp_store_mail_by_ref(ob->gate->store, o->ref, &m, &err) == SP_OK)
		ob->done->mail = m->id;
	sp_mail_free(m);
}

static enum sp_status
approve(struct obeying *ob, struct sp_outcome *o, struct sp_err *err)
{
	return sp_decide_attach(ob->gate, ob->actor, ob->c->ref,
				ob->c->case_number, ob->c->remember, o, err);
}

/* The draft as it is, unless own words came with it. */
static enum sp_status
answer(struct obeying *ob, struct sp_outcome *o, struct sp_err *err)
{
	const char *reason = ob->c->reason;
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	enum sp_status r;

	r = sp_decide_draft(ob->gate, ob->c->ref, reason, &subject, &text,
			    err);
	if (r != SP_OK)
		return r;
	if (ob->c->text != NULL) {
		g_free(text);
		text = g_strdup(ob->c->text);
	}
	return reason == NULL
		? sp_decide_ask(ob->gate, ob->actor, ob->c->ref, subject, text,
				o, err)
		: sp_decide_reject(ob->gate, ob->actor, ob->c->ref, reason,
				   subject, text, o, err);
}

static enum sp_status
discard(struct obeying *ob, struct sp_outcome *o, struct sp_err *err)
{
	return sp_decide_discard(ob->gate, ob->actor, ob->c->ref, o, err);
}

static enum sp_status
defer(struct obeying *ob, struct sp_outcome *o, struct sp_err *err)
{
	const struct sp_workdays *w = &ob->gate->conf->workdays;
	const int64_t now = sp_gate_now();
	int64_t at = sp_when_workday(w, now, 1);
	enum sp_status r = ob->c->until == NULL ? SP_OK
		: sp_when_parse(ob->c->until, w, now, &at, err);

	return r == SP_OK ? sp_decide_defer(ob->gate, ob->actor, ob->c->ref,
					    at, o, err) : r;
}

static enum sp_status
undo(struct obeying *ob, struct sp_outcome *o, struct sp_err *err)
{
	return sp_decide_undo(ob->gate, ob->actor, ob->c->ref, o, err);
}

static enum sp_status
decide(struct obeying *ob,
       enum sp_status (*how)(struct obeying *, struct sp_outcome *,
			     struct sp_err *), struct sp_err *err)
{
	struct sp_outcome o = { 0 };
	enum sp_status r = how(ob, &o, err);

	if (r == SP_OK)
		keep_outcome(ob, &o);
	sp_outcome_clear(&o);
	return r;
}

/* --- reading -------------------------------------------------------------- */

static enum sp_status
show(struct obeying *ob, struct sp_err *err)
{
	const unsigned lines = ob->c->lines ? ob->c->lines : SP_COMMAND_LINES;

	return sp_inform_show(ob->gate, ob->c->ref, lines, &ob->done->text,
			      err);
}

static enum sp_status
held(struct obeying *ob, struct sp_err *err)
{
	return sp_inform_held(ob->gate, ob->done->of, &ob->done->text,
			      err);
}

static enum sp_status
status(struct obeying *ob, struct sp_err *err)
{
	return ob->c->case_number != NULL
		? sp_obey_case(ob->gate, ob->actor, ob->c, ob->done, err)
		: sp_inform_status(ob->gate, ob->done->of, &ob->done->text,
				   err);
}

static enum sp_status
keys(struct obeying *ob, struct sp_err *err)
{
	return sp_inform_keys(ob->gate, &ob->done->text, err);
}

static enum sp_status
members(struct obeying *ob, struct sp_err *err)
{
	return sp_inform_members(ob->gate, ob->c->address, &ob->done->text,
				 err);
}

static enum sp_status
help(struct obeying *ob, struct sp_err *err)
{
	g_autofree char *reasons = sp_decide_reasons(ob->gate);
	g_autofree char *codes = g_strjoinv(", ", (char **)sp_embargo_codes);
	g_autofree char *ends = g_strjoinv(", ", (char **)sp_resolutions);
	GString *s = g_string_new("one command a line, at the top of a signed "
				  "mail:\n");

	(void)err;
	for (size_t i = 0; i < SP_VERB_COUNT; i++) {
		const struct sp_verb *v = &sp_verbs[i];

		if (v->by_mail != NULL)
			g_string_append_printf(s, "\n%s\n    %s", v->by_mail,
					       v->summary);
	}
	g_string_append_printf(s, "\n\nREASON is one of %s.\nBelow a line "
			       "with \"text\", the last one, stand words of "
			       "your own: its author gets them instead of "
			       "the ready ones.\nWHEN is a day, a time and a "
			       "zone: 2026-12-04 12:00 UTC.\nANSWER is yes, no "
			       "or unknown; LEVEL is Low, Moderate, Important "
			       "or Critical; FLAG is public, poc or exploited; "
			       "STATUS is unknown, affected, fix-ready, fixed "
			       "or not-affected; CODE is one of %s; RESOLUTION "
			       "is fixed, or one of %s.\nTEXT goes on in the "
			       "lines below it, up to an empty one.", reasons,
			       codes, ends);
	ob->done->text = g_string_free(s, FALSE);
	return SP_OK;
}

/* --- cases and their reporters -------------------------------------------- */

/* Those who get what the case's first mail has queued. */
static enum sp_status
find_root(struct obeying *ob, struct sp_err *err)
{
	struct sp_mail *m = NULL;
	struct sp_case *c = NULL;
	enum sp_status r;

	r = sp_store_case_by_number(ob->gate->store, ob->c->case_number, &c,
				    err);
	if (r == SP_OK)
		r = sp_store_mail_by_ref(ob->gate->store, c->ref, &m, err);
	if (r == SP_OK)
		ob->done->mail = m->id;
	sp_mail_free(m);
	sp_case_free(c);
	return r;
}

static enum sp_status
hold_back(struct obeying *ob, struct sp_err *err)
{
	const char *number = ob->c->case_number;
	unsigned n = 0;
	enum sp_status r = sp_reply_hold_back(ob->gate, ob->actor, number, &n,
					      err);

	if (r != SP_OK)
		return r;
	ob->done->text = g_strdup_printf("held back: %u mail%s to the "
					 "reporters of %s will not be sent",
					 n, n == 1 ? "" : "s", number);
	return find_root(ob, err);
}

static enum sp_status
adopt(struct obeying *ob, struct sp_err *err)
{
	g_autofree char *number = NULL;
	enum sp_status r = sp_adopt(ob->gate, ob->actor, ob->c->ref,
				    ob->c->fingerprint, &number, err);

	if (r == SP_OK)
		ob->done->text = g_strdup_printf("the key of %s is pinned for "
			"its author in %s, verified by you", ob->c->ref,
			number);
	return r;
}

/* --- the roster ----------------------------------------------------------- */

static enum sp_status
pause_member(struct obeying *ob, struct sp_err *err)
{
	const gboolean paused = sp_verb_id(ob->c->verb) ==
				SP_VERB_MEMBER_PAUSE;
	enum sp_status r = sp_setup_member_pause(ob->gate, ob->actor,
						 ob->c->address, paused, err);

	if (r == SP_OK)
		ob->done->text = g_strdup_printf("%s is %s", ob->c->address,
			paused ? "paused: nothing is sent there, and no "
			"signature believed" : "a member as before");
	return r;
}

static enum sp_status
away(struct obeying *ob, struct sp_err *err)
{
	const struct sp_workdays *w = &ob->gate->conf->workdays;
	const int64_t now = sp_gate_now();
	g_autofree char *when = NULL;
	int64_t until = 0;
	enum sp_status r = sp_when_parse(ob->c->until, w, now, &until, err);

	if (r == SP_OK)
		r = sp_setup_member_away(ob->gate, ob->actor, ob->c->address,
					 now, until, err);
	if (r != SP_OK)
		return r;
	when = sp_workday_format(w, until);
	ob->done->text = g_strdup_printf("%s is away, and reminded of nothing, "
					 "until %s", ob->c->address, when);
	return SP_OK;
}

static enum sp_status
back(struct obeying *ob, struct sp_err *err)
{
	enum sp_status r = sp_setup_member_away(ob->gate, ob->actor,
						ob->c->address, 0, 0, err);

	if (r == SP_OK)
		ob->done->text = g_strdup_printf("%s is back", ob->c->address);
	return r;
}

static enum sp_status
vouch(struct obeying *ob, struct sp_err *err)
{
	unsigned still = 0;
	enum sp_status r = sp_people_vouch(ob->gate, ob->actor, ob->c->address,
					   &still, err);

	if (r == SP_OK && still > 0)
		ob->done->text = g_strdup_printf("you vouched for %s; %u more "
			"must before mail is sent there", ob->c->address,
			still);
	else if (r == SP_OK)
		ob->done->text = g_strdup_printf("you vouched for %s",
						 ob->c->address);
	return r;
}

static enum sp_status
accept(struct obeying *ob, struct sp_err *err)
{
	g_autofree char *digest = NULL;
	enum sp_status r = sp_people_accept(ob->gate, ob->actor, NULL, &digest,
					    err);

	if (r == SP_OK)
		ob->done->text = g_strdup_printf("you accepted the policy of "
			"this list\n%s%s%.16s", ob->gate->conf->policy_url,
			*ob->gate->conf->policy_url ? "\nas of " : "as of ",
			digest);
	return r;
}

/* -------------------------------------------------------------------------- */

typedef enum sp_status decision(struct obeying *ob, struct sp_outcome *o,
				struct sp_err *err);
typedef enum sp_status other(struct obeying *ob, struct sp_err *err);

enum sp_status
sp_obey(struct sp_gate *gate, const char *actor, const struct sp_command *c,
	struct sp_obeyed *done, struct sp_err *err)
{
	static decision *const decisions[SP_VERB_COUNT] = {
		[SP_VERB_APPROVE] = approve, [SP_VERB_ATTACH] = approve,
		[SP_VERB_ASK] = answer, [SP_VERB_REJECT] = answer,
		[SP_VERB_DISCARD] = discard, [SP_VERB_DEFER] = defer,
		[SP_VERB_UNDO] = undo,
	};
	static other *const others[SP_VERB_COUNT] = {
		[SP_VERB_HELD] = held, [SP_VERB_SHOW] = show,
		[SP_VERB_STATUS] = status, [SP_VERB_KEYS] = keys,
		[SP_VERB_MEMBER_LIST] = members,
		[SP_VERB_MEMBER_SHOW] = members,
		[SP_VERB_MEMBER_PAUSE] = pause_member,
		[SP_VERB_MEMBER_RESUME] = pause_member,
		[SP_VERB_MEMBER_AWAY] = away, [SP_VERB_MEMBER_BACK] = back,
		[SP_VERB_HOLD_BACK] = hold_back, [SP_VERB_KEY_ADOPT] = adopt,
		[SP_VERB_MEMBER_VOUCH] = vouch,
		[SP_VERB_MEMBER_ACCEPT] = accept,
		[SP_VERB_HELP] = help,
	};
	struct obeying ob = { gate, actor, c, done };
	const enum sp_verb_id id = sp_verb_id(c->verb);

	if ((c->verb->flags & SP_VERB_CASE) && others[id] == NULL)
		return sp_obey_case(gate, actor, c, done, err);
	return decisions[id] != NULL ? decide(&ob, decisions[id], err)
				     : others[id](&ob, err);
}
