/* SPDX-License-Identifier: GPL-2.0-or-later */
/* replied.c - a reply that left, or that was held back before it did */
#include <string.h>

#include "lib/base/log.h"
#include "lib/gate/aside.h"
#include "lib/gate/deeds.h"
#include "lib/gate/reply-letter.h"
#include "lib/notice/record.h"
#include "lib/store/people.h"

/* What a guest got is no word to the reporter. */
static enum sp_status
find_guest(struct sp_gate *gate, const struct sp_case *c,
	   const struct sp_digest *address, gboolean *is, struct sp_err *err)
{
	struct sp_participant *p = NULL;
	enum sp_status r = sp_store_participant(gate->store, c->id, address,
						&p, err);

	*is = r == SP_OK && sp_participant_is_guest(p);
	sp_participant_free(p);
	return r == SP_NONE ? SP_OK : r;
}

/* [tx] So that the thread so far can be told from it later. What is about the
 * first mail of the case, such as the terms, was not that mail. */
static enum sp_status
note_guest(struct sp_gate *gate, const struct sp_case *c, const char *ref,
	   const char *address, const char *actor, int64_t now,
	   struct sp_err *err)
{
	g_autoptr(GHashTable) said = sp_said_new();
	g_autofree char *detail = NULL;

	sp_said_put(said, "to", address);
	sp_said_put(said, "mail", strcmp(ref, c->ref) != 0 ? ref : NULL);
	detail = sp_record_write(said);
	return sp_store_event_add(gate->store, now, actor, "guest-told", ref,
				  c->number, detail, err);
}

/* [tx] */
static enum sp_status
note_sent(struct sp_gate *gate, const struct sp_out *out,
	  const struct sp_case *c, const char *ref, const char *actor,
	  int64_t now, struct sp_err *err)
{
	g_autofree char *address = sp_gate_unseal(gate, SP_SEAL_RECIPIENT,
						  out->recipient);
	const char *verb = "reply-sent";
	gboolean guest = FALSE;
	struct sp_digest d;
	enum sp_status r = SP_OK;

	if (address != NULL) {
		sp_gate_digest_address(gate, address, &d);
		r = find_guest(gate, c, &d, &guest, err);
		if (r == SP_OK && !guest)
			r = sp_store_participant_remember(gate->store, c->id,
							  &d, now, err);
	}
	if (r == SP_OK && guest) {
		r = note_guest(gate, c, ref, address, actor, now, err);
	} else if (r == SP_OK) {
		r = sp_store_case_answered(gate->store, c->id, now, err);
		if (r == SP_OK)
			verb = "human-acknowledged";
		if (r == SP_OK || r == SP_NONE)
			r = sp_store_event_add(gate->store, now, actor, verb,
					       ref, c->number, NULL, err);
	}
	return r;
}

enum sp_status
sp_reply_sent(struct sp_gate *gate, const struct sp_out *out,
	      const char *actor, int64_t now, struct sp_err *err)
{
	struct sp_case *c = NULL;
	g_autofree char *ref = NULL;
	enum sp_status r;

	if ((r = sp_reply_about(gate, out, &c, &ref, err)) == SP_OK &&
	    (r = sp_store_begin(gate->store, err)) == SP_OK &&
	    (r = sp_store_out_mark_sent(gate->store, out->id, now,
					err)) == SP_OK &&
	    (r = note_sent(gate, out, c, ref, actor, now, err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	sp_case_free(c);
	return r;
}

/* --- held back ----------------------------------------------------------- */

/* [tx] told NULL: the members cannot be told. */
static enum sp_status
withdraw(struct sp_gate *gate, const char *actor, const struct sp_case *c,
	 const struct sp_aside *told, unsigned *n, struct sp_err *err)
{
	struct sp_mail *m = NULL;
	enum sp_status r = sp_store_out_withdraw_case(gate->store, c->id,
						      SP_OUT_REPLY, n, err);

	if (r == SP_OK && *n == 0)
		r = sp_fail(err, SP_NONE, "%s: nothing waits for its "
			    "reporters; what was sent cannot be held back",
			    c->number);
	if (r == SP_OK)
		r = sp_store_event_add(gate->store, sp_gate_now(), actor,
				       "held-back", c->ref, c->number, NULL,
				       err);
	if (r == SP_OK && told != NULL &&
	    (r = sp_store_mail_by_ref(gate->store, c->ref, &m, err)) == SP_OK)
		r = sp_aside_queue(gate, m, told, err);
	sp_mail_free(m);
	/* A case that a member opened began with no mail to tell in. */
	return r == SP_NONE && *n > 0 ? SP_OK : r;
}

/* Sealed before, for time may be short and gpg takes some; when it cannot be,
 * the reply is stopped all the same. */
enum sp_status
sp_reply_hold_back(struct sp_gate *gate, const char *actor,
		   const char *case_number, unsigned *n, struct sp_err *err)
{
	struct sp_aside told = SP_ASIDE_INIT;
	struct sp_case *c = NULL;
	struct sp_err why;
	gboolean sealed;
	enum sp_status r = sp_store_case_by_number(gate->store, case_number,
						   &c, err);

	if (r != SP_OK)
		return r == SP_NONE ? sp_fail(err, SP_NONE, "there is no case "
					      "%s", case_number) : r;
	sealed = sp_aside_seal(gate, SP_OUT_HELD_BACK, c, actor, NULL, NULL,
			       sp_gate_now(), &told, &why) == SP_OK;
	if (!sealed)
		sp_log_error("event=members-not-told ref=%s cause=%s", c->ref,
			     why.text);
	if ((r = sp_store_begin(gate->store, err)) == SP_OK &&
	    (r = withdraw(gate, actor, c, sealed ? &told : NULL, n,
			  err)) == SP_OK)
		r = sp_gate_commit(gate, err);
	sp_store_rollback(gate->store);
	sp_aside_clear(&told);
	sp_case_free(c);
	return r;
}
