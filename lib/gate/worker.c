/* SPDX-License-Identifier: GPL-2.0-or-later */
/* worker.c - the periodic worker of one list */
#include "lib/gate/worker.h"

#include "lib/base/log.h"
#include "lib/gate/bounce.h"
#include "lib/gate/casebook.h"
#include "lib/gate/handover.h"
#include "lib/gate/intake.h"
#include "lib/gate/judge.h"
#include "lib/gate/keywatch.h"
#include "lib/gate/outsider.h"
#include "lib/gate/remind.h"
#include "lib/gate/rotate.h"
#include "lib/gate/search.h"
#include "lib/gate/sendkey.h"

/* A round hands over for this long at most; the next goes on. */
#define HANDOVER_S 240
#define RETIRE_S 60

#define DAY_S 86400

/* Keep the first failure, log all. */
static void
keep(const char *what, enum sp_status r, const struct sp_err *one,
     enum sp_status *first, struct sp_err *err)
{
	if (r == SP_OK)
		return;
	sp_log_error("event=worker-failed part=%s cause=%s", what, one->text);
	if (*first == SP_OK) {
		*first = r;
		*err = *one;
	}
}

static enum sp_status
gather(const struct sp_mail *m, void *arg)
{
	g_array_append_val((GArray *)arg, m->id);
	return SP_OK;
}

static enum sp_status
open_rest(struct sp_gate *gate, struct sp_work *work, struct sp_err *err)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
	enum sp_status first = SP_OK;
	struct sp_err one;
	enum sp_status r;

	r = sp_store_mail_list(gate->store, SP_MAIL_UNOPENED, sp_gate_now(), 0,
			       gather, ids, err);
	for (guint i = 0; r == SP_OK && i < ids->len; i++) {
		enum sp_status o = sp_intake_open(gate,
			g_array_index(ids, int64_t, i), NULL, &one);

		if (o == SP_OK)
			work->opened++;
		keep("open", o, &one, &first, err);
	}
	return r != SP_OK ? r : first;
}

/* The budgets once more: many mails may have been judged before the first of
 * their acknowledgements was counted. */
static gboolean
over_budget(const struct sp_config *c, unsigned sender_day,
	    unsigned thread_day, unsigned list_hour)
{
	return sender_day >= c->ack_per_sender_day ||
		thread_day >= c->ack_per_thread_day ||
		list_hour >= c->ack_per_list_hour;
}

/* [tx] */
static enum sp_status
queue_ack(struct sp_gate *gate, struct sp_mail *m, int64_t now,
	  struct sp_err *err)
{
	struct sp_hearing h = { 0 };
	struct sp_out out = { .kind = SP_OUT_ACK, .mail = m->id, .made = now,
			      .due = now, .state = SP_OUT_PENDING,
			      .cause = (char *)"" };
	enum sp_status r = sp_judge_envelope(gate, m, &h, err);
	int64_t id;

	if (r != SP_OK)
		return r;
	out.recipient = sp_gate_seal(gate, SP_SEAL_RECIPIENT, h.sender);
	r = sp_store_out_add(gate->store, &out, &id, err);
	if (r == SP_OK)
		r = sp_store_event_add(gate->store, now, "gate",
				       sp_sendkey_is(m) ? "key-sent"
				       : "acknowledged", m->ref, "", NULL, err);
	g_bytes_unref(out.recipient);
	sp_hearing_clear(&h);
	return r;
}

/* To who has been answered by a person, "no person has read your mail" would
 * be untrue; and of a mail that was deleted nobody knows the author. */
static enum sp_status
is_overtaken(struct sp_gate *gate, const struct sp_mail *m,
	     gboolean *overtaken, struct sp_err *err)
{
	struct sp_case *c = NULL;
	enum sp_status r;

	*overtaken = m->state == SP_MAIL_REJECTED || m->asked != 0 ||
		     m->envelope == NULL;
	if (*overtaken || m->case_id == 0)
		return SP_OK;
	if ((r = sp_store_case_by_id(gate->store, m->case_id, &c, err)) ==
	    SP_OK)
		*overtaken = c->answered >= m->arrived;
	sp_case_free(c);
	return r;
}

/* One mail, in one transaction that reads it anew. What was only discarded is
 * answered like any other: an acknowledgement must not tell what a moderator
 * thought of a mail. */
static enum sp_status
settle_ack(struct sp_gate *gate, int64_t id, int64_t now, gboolean *queued,
	   struct sp_err *err)
{
	unsigned sender_day, thread_day, list_hour;
	struct sp_digest thread;
	struct sp_mail *m = NULL;
	gboolean overtaken;
	enum sp_status r;

	*queued = FALSE;
	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	if ((r = sp_store_mail_by_id(gate->store, id, &m, err)) != SP_OK ||
	    m->ack != SP_ACK_STATE_DUE ||
	    (r = is_overtaken(gate, m, &overtaken, err)) != SP_OK)
		goto rollback;
	sp_judge_thread(gate, m, &thread);
	if ((r = sp_store_ack_counts(gate->store, &m->sender, &thread, now,
				     &sender_day, &thread_day, &list_hour,
				     err)) != SP_OK)
		goto rollback;
	if (overtaken || over_budget(gate->conf, sender_day, thread_day,
				     list_hour)) {
		m->ack = SP_ACK_STATE_NONE;
		m->ack_why = overtaken ? SP_ACK_ANSWERED : SP_ACK_BUDGET;
	} else {
		m->ack = SP_ACK_STATE_SENT;
		m->ack_at = now;
		*queued = TRUE;
		if ((r = sp_store_ack_count(gate->store, &m->sender, &thread,
					    now, err)) != SP_OK ||
		    (r = queue_ack(gate, m, now, err)) != SP_OK)
			goto rollback;
	}
	if ((r = sp_store_mail_update(gate->store, m, m->state, err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
rollback:
	sp_store_rollback(gate->store);
	sp_mail_free(m);
	return r;
}

static enum sp_status
acknowledge(struct sp_gate *gate, struct sp_work *work, struct sp_err *err)
{
	g_autoptr(GArray) ids = NULL;
	int64_t now = sp_gate_now();
	enum sp_status first = SP_OK;
	struct sp_err one;
	enum sp_status r = sp_store_acks_due(gate->store, now, &ids, err);

	for (guint i = 0; r == SP_OK && i < ids->len; i++) {
		gboolean queued = FALSE;
		enum sp_status o = settle_ack(gate,
			g_array_index(ids, int64_t, i), now, &queued, &one);

		if (o == SP_OK && queued)
			work->acks++;
		keep("acknowledge", o, &one, &first, err);
	}
	return r != SP_OK ? r : first;
}

static enum sp_status
hand_over(struct sp_gate *gate, struct sp_work *work, struct sp_err *err)
{
	struct sp_handed handed = { 0 };
	enum sp_status r = sp_handover(gate, 0, HANDOVER_S, &handed, err);

	work->sent += handed.sent + handed.told;
	work->failed += handed.failed + handed.untold;
	work->dead += handed.dead;
	return r;
}

static enum sp_status
purge_one(struct sp_gate *gate, int64_t id, int64_t now, struct sp_err *err)
{
	struct sp_mail *m = NULL;
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) == SP_OK &&
	    (r = sp_store_mail_by_id(gate->store, id, &m, err)) == SP_OK &&
	    (r = sp_store_mail_blank(gate->store, id, err)) == SP_OK &&
	    (r = sp_store_event_add(gate->store, now, "gate", SP_EVENT_PURGED,
				    m->ref, "", NULL, err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	sp_mail_free(m);
	return r;
}

/* [retention]: what was decided against that long ago is forgotten. */
static enum sp_status
purge(struct sp_gate *gate, enum sp_mail_state state, unsigned keep_d,
      struct sp_work *work, struct sp_err *err)
{
	g_autoptr(GArray) ids = NULL;
	int64_t now = sp_gate_now();
	enum sp_status r;

	if (keep_d == 0)
		return SP_OK;
	r = sp_store_expired(gate->store, state, now - (int64_t)keep_d * DAY_S,
			     &ids, err);
	for (guint i = 0; r == SP_OK && i < ids->len; i++) {
		r = purge_one(gate, g_array_index(ids, int64_t, i), now, err);
		if (r == SP_OK)
			work->purged++;
	}
	return r;
}

static enum sp_status
retain(struct sp_gate *gate, struct sp_work *work, struct sp_err *err)
{
	const struct sp_config *c = gate->conf;
	unsigned before = work->purged;
	enum sp_status r;

	if ((r = purge(gate, SP_MAIL_REJECTED, c->keep_rejected_d, work,
		       err)) != SP_OK ||
	    (r = purge(gate, SP_MAIL_DISCARDED, c->keep_discarded_d, work,
		       err)) != SP_OK)
		return r;
	return work->purged > before ? sp_store_shrink(gate->store, err)
				     : SP_OK;
}

static enum sp_status
watch_keys(struct sp_gate *gate, struct sp_work *work, struct sp_err *err)
{
	return sp_keywatch(gate, &work->warned, err);
}

static enum sp_status
watch_bounces(struct sp_gate *gate, struct sp_work *work, struct sp_err *err)
{
	return sp_bounce_watch(gate, &work->bouncing, err);
}

static enum sp_status
remind(struct sp_gate *gate, struct sp_work *work, struct sp_err *err)
{
	return sp_remind(gate, &work->reminded, err);
}

static enum sp_status
retire(struct sp_gate *gate, struct sp_work *work, struct sp_err *err)
{
	struct sp_retirement done = { 0 };
	enum sp_status r = sp_retire(gate, RETIRE_S, &done, err);

	work->retired += done.retired;
	return r;
}

static enum sp_status
brief(struct sp_gate *gate, struct sp_work *work, struct sp_err *err)
{
	(void)work;
	return sp_casebook_complete(gate, err);
}

static enum sp_status
sweep(struct sp_gate *gate, struct sp_work *work, struct sp_err *err)
{
	enum sp_status r;

	(void)work;
	sp_outsider_sweep(gate);
	if ((r = sp_remind_forget(gate, err)) != SP_OK ||
	    (r = sp_search_tidy(gate, err)) != SP_OK)
		return r;
	return sp_store_sweep(gate->store, err);
}

enum sp_status
sp_worker_once(struct sp_gate *gate, struct sp_work *work, struct sp_err *err)
{
	static const struct {
		const char *name;
		enum sp_status (*part)(struct sp_gate *, struct sp_work *,
				       struct sp_err *);
	} parts[] = {
		{ "open", open_rest },
		{ "acknowledge", acknowledge },
		{ "keys", watch_keys },
		{ "bounces", watch_bounces },
		{ "remind", remind },
		{ "retire", retire },
		{ "hand-over", hand_over },
		{ "retention", retain },
		{ "brief", brief },
		{ "sweep", sweep },
	};
	enum sp_status first = SP_OK;
	struct sp_err one;

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
		keep(parts[i].name, parts[i].part(gate, work, &one), &one,
		     &first, err);
	return first;
}
