/* SPDX-License-Identifier: GPL-2.0-or-later */
/* handover.c - from the outbox to [mta] sendmail */
#include "lib/gate/handover.h"

#include "lib/base/log.h"
#include "lib/gate/answer.h"
#include "lib/gate/compose.h"
#include "lib/gate/news.h"
#include "lib/gate/reply.h"
#include "lib/gate/sendmail.h"

/* Longer than composing and [mta] timeout together can take. */
#define LEASE_EXTRA_S 120

#define BACKOFF_FIRST_S 60
#define BACKOFF_LAST_S 14400
#define GIVE_UP_S (5 * 86400)

/* When to try again: a minute, two, four ... four hours; 0 after five days. */
static int64_t
next_try(const struct sp_out *out, int64_t now)
{
	int64_t wait = BACKOFF_FIRST_S;

	if (now - out->made >= GIVE_UP_S)
		return 0;
	for (unsigned i = 0; i < out->attempts && wait < BACKOFF_LAST_S; i++)
		wait *= 2;
	return now + MIN(wait, BACKOFF_LAST_S);
}

/* About a decision: who made it is not told how that fared. */
static gboolean
is_news(const struct sp_out *out)
{
	return out->kind == SP_OUT_HANDLED || out->kind == SP_OUT_EMBARGO;
}

static enum sp_status
failed(struct sp_gate *gate, const struct sp_out *out, const char *cause,
       struct sp_handed *handed, struct sp_err *err)
{
	int64_t next = next_try(out, sp_gate_now());

	sp_log_error("event=handover-failed out=%" G_GINT64_FORMAT
		     " attempt=%u cause=%s", out->id, out->attempts + 1, cause);
	if (is_news(out))
		handed->untold++;
	else if (next == 0)
		handed->dead++;
	else
		handed->failed++;
	return sp_store_out_failed(gate->store, out->id, next, cause, err);
}

static enum sp_status
sent(struct sp_gate *gate, const struct sp_out *out,
     const struct sp_dispatch *d, struct sp_err *err)
{
	int64_t now = sp_gate_now();

	return out->kind == SP_OUT_REPLY
		? sp_reply_sent(gate, out, d->actor, now, err)
		: sp_store_out_sent(gate->store, out->id, now, err);
}

static enum sp_status
compose(struct sp_gate *gate, struct sp_out *out, struct sp_dispatch *d,
	struct sp_err *err)
{
	enum sp_status r = SP_OK;

	if (out->payload == 0 && out->kind == SP_OUT_HANDLED)
		r = sp_handled_give(gate, out, err);
	else if (out->payload == 0 && out->kind == SP_OUT_EMBARGO)
		r = sp_news_give(gate, out, err);
	return r == SP_OK ? sp_compose(gate, out, d, err) : r;
}

static enum sp_status
hand_over(struct sp_gate *gate, struct sp_out *out, struct sp_handed *handed,
	  struct sp_err *err)
{
	struct sp_dispatch d = SP_DISPATCH_INIT;
	struct sp_err cause;
	enum sp_status r = compose(gate, out, &d, &cause);

	if (r == SP_NONE) {
		sp_log_info("event=withdrawn out=%" G_GINT64_FORMAT " cause=%s",
			    out->id, cause.text);
		r = sp_store_out_gone(gate->store, out->id, cause.text, err);
	} else {
		if (r == SP_OK)
			r = sp_sendmail(gate->conf, d.envelope, d.recipient,
					&d.message, &cause);
		if (r == SP_OK) {
			if (is_news(out))
				handed->told++;
			else
				handed->sent++;
			r = sent(gate, out, &d, err);
		} else {
			r = failed(gate, out, cause.text, handed, err);
		}
	}
	sp_dispatch_clear(&d);
	return r;
}

enum sp_status
sp_handover(struct sp_gate *gate, int64_t mail, unsigned budget_s,
	    struct sp_handed *handed, struct sp_err *err)
{
	gint64 end = g_get_monotonic_time() +
		(gint64)budget_s * G_USEC_PER_SEC;
	enum sp_status r = SP_OK;

	if (mail != 0 && gate->conf->hand_over == SP_HAND_OVER_WORKER)
		return SP_OK;
	while (r == SP_OK && g_get_monotonic_time() < end) {
		struct sp_out *out = NULL;

		r = sp_store_out_lease(gate->store, mail, sp_gate_now(),
				       gate->conf->sendmail_timeout_s +
				       LEASE_EXTRA_S, &out, err);
		if (r == SP_NONE)
			return SP_OK;
		if (r == SP_OK)
			r = hand_over(gate, out, handed, err);
		sp_out_free(out);
	}
	return r;
}
