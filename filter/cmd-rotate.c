/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-rotate.c - another key for the list */
#include <stdio.h>

#include "filter/command.h"
#include "filter/out.h"
#include "lib/base/log.h"
#include "lib/gate/handover.h"
#include "lib/gate/rotate.h"

#define DAY_S 86400
#define OVERLAP_MAX_D 365
#define HANDOVER_S 60
#define FINISH_S 600

/* What cannot leave now leaves with "run", which says what is wrong. */
static void
send_news(struct sp_gate *gate)
{
	struct sp_handed handed = { 0 };
	struct sp_err err;

	if (gate->conf->hand_over == SP_HAND_OVER_NOW &&
	    sp_handover(gate, 0, HANDOVER_S, &handed, &err) != SP_OK)
		sp_log_error("event=handover-failed cause=%s", err.text);
}

static void
print_rotation(const struct sp_rotation *r)
{
	g_autofree char *fresh = sp_pgp_pretty(r->key->fingerprint);
	g_autofree char *former = sp_pgp_pretty(r->former);
	g_autofree char *until = out_time(r->retires);

	out_field("new key", fresh);
	out_field("former key", former);
	out_field("opens until", until);
	out_print("%u of %u members are told, in a mail that the former key "
		  "signs.\nPublish the new key where the former one stands: "
		  "\"sallyport key export\".\nBack up the keyring: it holds a "
		  "new secret.\n", r->told, r->members);
}

static enum sp_status
rotate(struct call *call, struct sp_gate *gate, int days, struct sp_err *err)
{
	struct sp_rotation rotation = { .key = NULL };
	enum sp_status r = sp_rotate(gate, call->actor, (int64_t)days * DAY_S,
				     &rotation, err);

	if (r == SP_OK) {
		print_rotation(&rotation);
		send_news(gate);
	}
	sp_rotation_clear(&rotation);
	return r;
}

static enum sp_status
finish(struct call *call, struct sp_gate *gate, struct sp_err *err)
{
	struct sp_retirement done = { 0 };
	enum sp_status r = sp_rotate_finish(gate, call->actor, err);

	if (r == SP_OK)
		r = sp_retire(gate, FINISH_S, &done, err);
	if (r != SP_OK)
		return r;
	if (done.resealed > 0)
		out_print("%u stored parts sealed anew\n", done.resealed);
	if (done.blocked > 0)
		return sp_fail(err, SP_EWAIT, "%u archived mails are sealed "
			       "to the former key and to somebody whose key "
			       "cannot be used any more; \"archive rekey\" "
			       "seals them anew, and the key ends after that",
			       done.blocked);
	if (done.waiting > 0)
		return sp_fail(err, SP_EWAIT, "%u mails are being sent, or "
			       "wait to be opened; the key ends when that is "
			       "done, with \"run\"", done.waiting);
	out_line("the former key is gone");
	return SP_OK;
}

enum sp_status
cmd_key_rotate(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	gboolean end = FALSE;
	int days = -1;
	const GOptionEntry options[] = {
		{ "overlap", 0, 0, G_OPTION_ARG_INT, &days, NULL, NULL },
		{ "finish", 0, 0, G_OPTION_ARG_NONE, &end, NULL, NULL },
		G_OPTION_ENTRY_NULL
	};
	struct sp_gate *gate;
	enum sp_status r = call_options(call, options, argv, 1, 1, &args, err);

	if (r != SP_OK)
		return r;
	if (days < -1 || days > OVERLAP_MAX_D)
		return call_usage(call, err, "--overlap is a number of days "
				  "up to 365");
	if (end && days >= 0)
		return call_usage(call, err, "--finish takes no --overlap");
	if ((r = call_gate(call, args[0], &gate, err)) != SP_OK)
		return r;
	return end ? finish(call, gate, err) :
	       rotate(call, gate, days >= 0 ? days :
		      (int)gate->conf->key_overlap_d, err);
}
