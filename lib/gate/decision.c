/* SPDX-License-Identifier: GPL-2.0-or-later */
/* decision.c - reject, discard, defer, ask and undo; what decisions share */
#include "lib/gate/decision.h"

#include <string.h>

#include "lib/gate/answer.h"
#include "lib/gate/decide.h"
#include "lib/gate/letter.h"

void
sp_decision_mark(struct sp_mail *m, enum sp_mail_state state,
		 const char *actor, const char *decision, int64_t now)
{
	m->state = state;
	m->decided = now;
	g_free(m->decided_by);
	m->decided_by = g_strdup(actor);
	g_free(m->decision);
	m->decision = g_strdup(decision);
	m->deferred_until = 0;
}

char *
sp_decision_who(struct sp_gate *gate, const char *actor)
{
	struct sp_member *m = NULL;
	struct sp_err err;
	char *who;

	if (g_str_has_prefix(actor, "login:"))
		return g_strdup(actor + strlen("login:"));
	if (sp_store_member_by_signer(gate->store, actor, &m, &err) != SP_OK)
		return g_strdup(actor);
	who = g_strdup(m->address);
	sp_member_free(m);
	return who;
}

/* "approved by mo on Monday ...". */
static enum sp_status
already(struct sp_gate *gate, const struct sp_mail *m, struct sp_err *err)
{
	g_autofree char *who = sp_decision_who(gate, m->decided_by);
	g_autofree char *when = NULL;
	const char *what = "decided";

	switch (m->state) {
	case SP_MAIL_UNOPENED:
		return sp_fail(err, SP_EDENIED, "%s is not opened yet; "
			       "'sallyport run --once' tries again", m->ref);
	case SP_MAIL_FILED:
		return sp_fail(err, SP_EDENIED, "%s was filed by the gate and "
			       "waits for no decision", m->ref);
	case SP_MAIL_HELD:
		return sp_fail(err, SP_EBUSY, "%s changed meanwhile; try again",
			       m->ref);
	case SP_MAIL_ACCEPTED:
		what = strcmp(m->decision, "attach") == 0 ? "attached"
			: strcmp(m->decision, "approve") == 0 ? "approved"
			: strcmp(m->decision, "import") == 0 ? "imported"
			: "distributed";
		break;
	case SP_MAIL_REJECTED:
		what = "rejected";
		break;
	case SP_MAIL_DISCARDED:
		what = "discarded";
		break;
	}
	when = sp_workday_format(&gate->conf->workdays, m->decided);
	return sp_fail(err, SP_EDENIED, "%s was already %s by %s on %s",
		       m->ref, what, who, when);
}

enum sp_status
sp_decision_late(struct sp_gate *gate, const char *ref, struct sp_err *err)
{
	struct sp_mail *m = NULL;
	enum sp_status r = sp_store_mail_by_ref(gate->store, ref, &m, err);

	if (r == SP_OK)
		r = already(gate, m, err);
	sp_mail_free(m);
	return r;
}

enum sp_status
sp_decision_held(struct sp_gate *gate, const char *ref, struct sp_mail **m,
		 struct sp_err *err)
{
	struct sp_mail *found = NULL;
	enum sp_status r = sp_store_mail_by_ref(gate->store, ref, &found, err);

	if (r == SP_NONE)
		return sp_fail(err, SP_NONE, "there is no mail %s", ref);
	if (r == SP_OK && found->state != SP_MAIL_HELD)
		r = already(gate, found, err);
	if (r == SP_OK)
		*m = g_steal_pointer(&found);
	sp_mail_free(found);
	return r;
}

/* One transaction: the guarded change of a held mail, its letter if there is
 * one, its event. */
static enum sp_status
change(struct sp_gate *gate, struct sp_mail *m, const char *actor,
       const char *verb, const char *detail, struct sp_sealed *letter,
       int64_t now, struct sp_err *err)
{
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	r = sp_store_mail_update(gate->store, m, SP_MAIL_HELD, err);
	if (r == SP_OK && letter != NULL)
		r = sp_letter_queue(gate, m, letter, now, err);
	if (r == SP_OK)
		r = sp_store_event_add(gate->store, now, actor, verb, m->ref,
				       "", detail, err);
	if (r == SP_OK)
		r = sp_handled_queue(gate, m->id, actor, verb, now, err);
	if (r == SP_OK)
		r = sp_gate_commit(gate, err);
	sp_store_rollback(gate->store);
	return r == SP_NONE ? sp_decision_late(gate, m->ref, err) : r;
}

static void
tell(struct sp_outcome *out, const struct sp_mail *m, const char *decision,
     char *note)
{
	out->ref = g_strdup(m->ref);
	out->decision = g_strdup(decision);
	out->note = note;
}

enum sp_status
sp_decide_discard(struct sp_gate *gate, const char *actor, const char *ref,
		  struct sp_outcome *out, struct sp_err *err)
{
	int64_t now = sp_gate_now();
	struct sp_mail *m = NULL;
	enum sp_status r;

	if ((r = sp_decision_held(gate, ref, &m, err)) != SP_OK)
		return r;
	sp_decision_mark(m, SP_MAIL_DISCARDED, actor, "discard", now);
	r = change(gate, m, actor, "discarded", NULL, NULL, now, err);
	if (r == SP_OK)
		tell(out, m, "discarded", g_strdup_printf("no answer is "
			"written, but an acknowledgement that is due leaves; "
			"\"undo\" brings it back for %u days",
			gate->conf->undo_d));
	sp_mail_free(m);
	return r;
}

enum sp_status
sp_decide_defer(struct sp_gate *gate, const char *actor, const char *ref,
		int64_t until, struct sp_outcome *out, struct sp_err *err)
{
	g_autofree char *when = sp_workday_format(&gate->conf->workdays, until);
	int64_t now = sp_gate_now();
	struct sp_mail *m = NULL;
	enum sp_status r;

	if (until <= now)
		return sp_fail(err, SP_EDATA, "%s is in the past; defer needs "
			       "a later time", when);
	if ((r = sp_decision_held(gate, ref, &m, err)) != SP_OK)
		return r;
	m->deferred_until = until;
	r = change(gate, m, actor, "deferred", when, NULL, now, err);
	if (r == SP_OK)
		tell(out, m, "deferred", g_strdup_printf("until %s; it stays "
			"held and sorts last until then", when));
	sp_mail_free(m);
	return r;
}

enum sp_status
sp_decide_ask(struct sp_gate *gate, const char *actor, const char *ref,
	      const char *subject, const char *text, struct sp_outcome *out,
	      struct sp_err *err)
{
	struct sp_sealed sealed = { .body = SP_BLOB_INIT };
	int64_t now = sp_gate_now();
	struct sp_mail *m = NULL;
	enum sp_status r;

	if ((r = sp_decision_held(gate, ref, &m, err)) != SP_OK)
		return r;
	r = sp_letter_asks(gate, m, text, err);
	if (r == SP_OK)
		r = sp_letter_seal(gate, m, subject, text, now, &sealed, err);
	if (r == SP_OK) {
		m->asked = now;
		r = change(gate, m, actor, "asked", NULL, &sealed, now, err);
	}
	if (r == SP_OK)
		tell(out, m, "asked", g_strdup("the mail stays held"));
	sp_sealed_clear(&sealed);
	sp_mail_free(m);
	return r;
}

enum sp_status
sp_decide_reject(struct sp_gate *gate, const char *actor, const char *ref,
		 const char *reason, const char *subject, const char *text,
		 struct sp_outcome *out, struct sp_err *err)
{
	struct sp_sealed sealed = { .body = SP_BLOB_INIT };
	int64_t now = sp_gate_now();
	struct sp_mail *m = NULL;
	enum sp_status r;

	if ((r = sp_decision_held(gate, ref, &m, err)) != SP_OK)
		return r;
	r = sp_letter_seal(gate, m, subject, text, now, &sealed, err);
	if (r == SP_OK) {
		sp_decision_mark(m, SP_MAIL_REJECTED, actor, "reject", now);
		r = change(gate, m, actor, "rejected", reason, &sealed, now,
			   err);
	}
	if (r == SP_OK)
		tell(out, m, "rejected", g_strdup_printf("as %s", reason));
	sp_sealed_clear(&sealed);
	sp_mail_free(m);
	return r;
}

/* Why it cannot be undone, or SP_OK. In a transaction: a letter that has not
 * left is taken back with it. */
static enum sp_status
may_undo(struct sp_gate *gate, const struct sp_mail *m, int64_t now,
	 struct sp_err *err)
{
	int64_t last = m->decided + (int64_t)gate->conf->undo_d * 86400;
	unsigned n = 0;
	enum sp_status r;

	if (m->envelope == NULL)
		return sp_fail(err, SP_EDENIED, "%s cannot be taken back: its "
			       "text has been deleted", m->ref);
	switch (m->state) {
	case SP_MAIL_HELD:
		return m->deferred_until != 0 ? SP_OK
			: sp_fail(err, SP_EDENIED, "%s is held and not "
				  "deferred: there is nothing to undo", m->ref);
	case SP_MAIL_DISCARDED:
		return now <= last ? SP_OK
			: sp_fail(err, SP_EDENIED, "%s was discarded more than "
				  "%u days ago", m->ref, gate->conf->undo_d);
	case SP_MAIL_REJECTED:
		r = sp_store_out_withdraw(gate->store, m->id, SP_OUT_LETTER, &n,
					  err);
		return r != SP_OK || n > 0 ? r
			: sp_fail(err, SP_EDENIED, "%s: the rejection has been "
				  "sent and cannot be taken back", m->ref);
	case SP_MAIL_ACCEPTED:
		return sp_fail(err, SP_EDENIED, "%s was distributed to the "
			       "members and cannot be taken back", m->ref);
	case SP_MAIL_UNOPENED:
	case SP_MAIL_FILED:
		break;
	}
	return sp_fail(err, SP_EDENIED, "%s: nobody decided anything about it",
		       m->ref);
}

enum sp_status
sp_decide_undo(struct sp_gate *gate, const char *actor, const char *ref,
	       struct sp_outcome *out, struct sp_err *err)
{
	int64_t now = sp_gate_now();
	enum sp_mail_state was;
	struct sp_mail *m = NULL;
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	r = sp_store_mail_by_ref(gate->store, ref, &m, err);
	if (r == SP_NONE)
		r = sp_fail(err, SP_NONE, "there is no mail %s", ref);
	if (r == SP_OK && (r = may_undo(gate, m, now, err)) == SP_OK) {
		was = m->state;
		sp_decision_mark(m, SP_MAIL_HELD, "", "", 0);
		if ((r = sp_store_mail_update(gate->store, m, was,
					      err)) == SP_OK &&
		    (r = sp_store_event_add(gate->store, now, actor, "undone",
					    m->ref, "", NULL, err)) == SP_OK &&
		    (r = sp_handled_queue(gate, m->id, actor,
					  "put back into the queue", now,
					  err)) == SP_OK)
			r = sp_gate_commit(gate, err);
	}
	sp_store_rollback(gate->store);
	if (r == SP_OK)
		tell(out, m, "held", g_strdup("it is in the queue again"));
	sp_mail_free(m);
	return r;
}
