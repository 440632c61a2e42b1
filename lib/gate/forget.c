/* SPDX-License-Identifier: GPL-2.0-or-later */
/* forget.c - deleting what a decided mail said, on demand */
#include "lib/gate/forget.h"

#include <string.h>

#define WISH "forget-asked"

/* Nothing that waits to leave may outlive what it was made of. */
static enum sp_status
withdraw_all(struct sp_gate *gate, int64_t mail, struct sp_err *err)
{
	static const enum sp_out_kind kinds[] = {
		SP_OUT_NOTICE, SP_OUT_POST, SP_OUT_NOKEY, SP_OUT_ACK,
		SP_OUT_LETTER, SP_OUT_REPLY, SP_OUT_ANSWER,
		SP_OUT_HANDLED, SP_OUT_WRITTEN, SP_OUT_HELD_BACK,
		SP_OUT_ASIDE, SP_OUT_EMBARGO, SP_OUT_SHARED,
	};
	enum sp_status r = SP_OK;
	unsigned n;

	for (size_t i = 0; r == SP_OK && i < G_N_ELEMENTS(kinds); i++)
		r = sp_store_out_withdraw(gate->store, mail, kinds[i], &n, err);
	return r;
}

/* The transaction is open. */
static enum sp_status
blank(struct sp_gate *gate, const char *actor, const struct sp_mail *m,
      const char *verb, struct sp_err *err)
{
	enum sp_status r;

	if ((r = withdraw_all(gate, m->id, err)) == SP_OK &&
	    (r = sp_store_mail_blank(gate->store, m->id, err)) == SP_OK &&
	    (r = sp_store_event_add(gate->store, sp_gate_now(), actor, verb,
				    m->ref, "", NULL, err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	return r;
}

/* May it be deleted at all? alone: by one person. */
static enum sp_status
check_state(const struct sp_mail *m, gboolean alone, struct sp_err *err)
{
	switch (m->state) {
	case SP_MAIL_UNOPENED:
	case SP_MAIL_HELD:
		return sp_fail(err, SP_EDENIED, "%s is not decided yet; "
			       "undecided mail is never deleted", m->ref);
	case SP_MAIL_ACCEPTED:
		if (alone)
			return sp_fail(err, SP_EDENIED, "%s was accepted and "
				       "is part of a case; \"forget\" takes "
				       "two people", m->ref);
		break;
	case SP_MAIL_REJECTED:
	case SP_MAIL_DISCARDED:
	case SP_MAIL_FILED:
		break;
	}
	if (!m->envelope)
		return sp_fail(err, SP_EDENIED, "what %s said has been deleted "
			       "before", m->ref);
	return SP_OK;
}

enum sp_status
sp_purge(struct sp_gate *gate, const char *actor, const char *ref,
	 struct sp_err *err)
{
	struct sp_mail *m = NULL;
	enum sp_status r = sp_store_begin(gate->store, err);

	if (r == SP_OK &&
	    (r = sp_store_mail_by_ref(gate->store, ref, &m, err)) == SP_OK &&
	    (r = check_state(m, TRUE, err)) == SP_OK)
		r = blank(gate, actor, m, SP_EVENT_PURGED, err);
	sp_store_rollback(gate->store);
	sp_mail_free(m);
	return r == SP_OK ? sp_store_shrink(gate->store, err) : r;
}

/* --- two people ----------------------------------------------------------- */

struct wishes {
	const char *actor;
	gboolean own;
	gboolean others;
};

static enum sp_status
see_wish(const struct sp_event *e, void *arg)
{
	struct wishes *w = arg;

	if (strcmp(e->verb, WISH) != 0)
		return SP_OK;
	if (strcmp(e->actor, w->actor) == 0)
		w->own = TRUE;
	else
		w->others = TRUE;
	return SP_OK;
}

static enum sp_status
record_wish(struct sp_gate *gate, const struct wishes *w, const char *ref,
	    struct sp_err *err)
{
	enum sp_status r = SP_OK;

	if (!w->own)
		r = sp_store_event_add(gate->store, sp_gate_now(), w->actor,
				       WISH, ref, "", NULL, err);
	if (r == SP_OK)
		r = sp_store_commit(gate->store, err);
	return r != SP_OK ? r :
	       sp_fail(err, SP_EWAIT, "%s is forgotten when a second person "
		       "asks for it too", ref);
}

enum sp_status
sp_forget(struct sp_gate *gate, const char *actor, const char *ref,
	  struct sp_err *err)
{
	struct wishes w = { .actor = actor };
	struct sp_mail *m = NULL;
	enum sp_status r = sp_store_begin(gate->store, err);

	if (r == SP_OK &&
	    (r = sp_store_mail_by_ref(gate->store, ref, &m, err)) == SP_OK &&
	    (r = check_state(m, FALSE, err)) == SP_OK &&
	    (r = sp_store_event_list(gate->store, ref, see_wish, &w,
				     err)) == SP_OK)
		r = w.others ? blank(gate, actor, m, SP_EVENT_FORGOTTEN, err)
			     : record_wish(gate, &w, ref, err);
	sp_store_rollback(gate->store);
	sp_mail_free(m);
	return r == SP_OK ? sp_store_shrink(gate->store, err) : r;
}
