/* SPDX-License-Identifier: GPL-2.0-or-later */
/* open.c - from an unopened mail to a decided one */
#include "lib/base/log.h"
#include "lib/gate/command.h"
#include "lib/gate/hold.h"
#include "lib/gate/intake.h"
#include "lib/gate/judge.h"
#include "lib/gate/notes.h"
#include "lib/gate/opening.h"
#include "lib/gate/probe.h"
#include "lib/gate/working.h"

/* After this much trouble of our own a mail is shown to people unread: five
 * tries over an hour, or a day. */
#define TRIES_MAX 5
#define TRIES_AGE_S 3600
#define GIVE_UP_AGE_S 86400

static gboolean
give_up(const struct sp_mail *m, int64_t now)
{
	int64_t age = now - m->arrived;

	return age >= GIVE_UP_AGE_S ||
		(m->attempts >= TRIES_MAX && age >= TRIES_AGE_S);
}

/* [tx] The row as it stands, with what was learnt of the clear part: nothing
 * that was meant to be decided, whose payloads were rolled back. */
static enum sp_status
note_try(struct sp_gate *gate, const struct sp_mail *m, struct sp_err *err)
{
	struct sp_mail *row = NULL;
	enum sp_status r = sp_store_mail_by_id(gate->store, m->id, &row, err);

	if (r != SP_OK)
		return r;
	row->attempts++;
	row->ack = m->ack;
	row->ack_why = m->ack_why;
	row->checks = m->checks;
	row->was_clear = m->was_clear;
	g_clear_pointer(&row->ack_key, g_bytes_unref);
	row->ack_key = m->ack_key ? g_bytes_ref(m->ack_key) : NULL;
	g_clear_pointer(&row->thread, g_bytes_unref);
	row->thread = m->thread ? g_bytes_ref(m->thread) : NULL;
	r = sp_store_mail_update(gate->store, row, SP_MAIL_UNOPENED, err);
	sp_mail_free(row);
	return r;
}

/* Left unopened: keep the acknowledgement's verdict, which must not depend on
 * what failed, and count the try. */
static enum sp_status
leave(struct sp_gate *gate, const struct sp_mail *m, enum sp_status why,
      const struct sp_err *cause, struct sp_err *err)
{
	struct sp_err second;

	sp_log_error("event=unopened ref=%s attempt=%u cause=%s", m->ref,
		     m->attempts + 1, cause->text);
	if (sp_store_begin(gate->store, &second) == SP_OK &&
	    note_try(gate, m, &second) == SP_OK)
		(void)!sp_store_commit(gate->store, &second);
	sp_store_rollback(gate->store);
	*err = *cause;
	return why;
}

static enum sp_status
carry_out(struct sp_gate *gate, struct sp_mail *m, struct sp_opening *o,
	  struct sp_hearing *h, int64_t now, struct sp_err *err)
{
	enum sp_status r = SP_ECONF;

	switch (h->verdict.fate) {
	case SP_FATE_HOLD:
		return sp_hold_commit(gate, m, o, h, now, err);
	case SP_FATE_FILE:
		return sp_hold_file(gate, m, o, h, now, err);
	case SP_FATE_COMMAND:
		return sp_command_run(gate, m, o, h, now, err);
	case SP_FATE_SHOW:
		r = sp_hold_commit(gate, m, o, h, now, err);
		break;
	case SP_FATE_DISTRIBUTE:
		r = sp_hold_distribute(gate, m, o, h, now, err);
		break;
	}
	if (r != SP_EDENIED)
		return r;
	/* The same signature went out from another delivery a moment ago: ask
	 * again, now that it is known. */
	if ((r = sp_judge_post(gate, m, o, h, err)) != SP_OK)
		return r;
	h->verdict.fate = SP_FATE_HOLD;
	return sp_hold_commit(gate, m, o, h, now, err);
}

/* What the clear part decides, once: on a later try the acknowledgement may be
 * out, and would count against its own budget. */
static enum sp_status
judge_clear(struct sp_gate *gate, struct sp_mail *m, const struct sp_opening *o,
	    const struct sp_hearing *h, int64_t now, struct sp_err *err)
{
	if (m->ack != SP_ACK_STATE_UNDECIDED)
		return SP_OK;
	sp_notes_take(gate, m, o, (struct sp_range){ 0, 0 });
	return sp_judge_ack(gate, m, h, o->clear, now, err);
}

static enum sp_status
open_mail(struct sp_gate *gate, struct sp_mail *m, struct sp_blob *message,
	  struct sp_err *err)
{
	struct sp_opening o = SP_OPENING_INIT;
	struct sp_hearing h = { 0 };
	int64_t now = sp_gate_now();
	struct sp_err cause;
	enum sp_status r;

	if ((r = sp_opening_parse(gate, message, &o, err)) == SP_OK &&
	    (r = sp_judge_envelope(gate, m, &h, err)) == SP_OK &&
	    (r = judge_clear(gate, m, &o, &h, now, err)) == SP_OK) {
		r = sp_opening_unlock(gate, &o, &cause);
		if (r != SP_OK && give_up(m, now)) {
			o.opened.result = SP_OPEN_GIVEN_UP;
			r = SP_OK;
		}
		if (r == SP_OK)
			r = sp_judge_post(gate, m, &o, &h, &cause);
		if (r == SP_OK)
			r = carry_out(gate, m, &o, &h, now, &cause);
		if (r == SP_NONE)
			r = SP_OK;	/* another process decided it */
		if (r != SP_OK)
			r = leave(gate, m, r, &cause, err);
	}
	sp_hearing_clear(&h);
	sp_opening_clear(&o);
	return r;
}

enum sp_status
sp_intake_open(struct sp_gate *gate, int64_t id, struct sp_blob *message,
	       struct sp_err *err)
{
	g_auto_blob struct sp_blob stored = SP_BLOB_INIT;
	struct sp_mail *m = NULL;
	enum sp_status r;

	if ((r = sp_store_mail_by_id(gate->store, id, &m, err)) != SP_OK)
		return r;
	if (m->state == SP_MAIL_UNOPENED) {
		sp_probe_heed(gate);
		if (message == NULL) {
			r = sp_working_payload(gate, m->original, &stored, err);
			message = &stored;
		}
		if (r == SP_OK)
			r = open_mail(gate, m, message, err);
	}
	sp_mail_free(m);
	return r;
}
