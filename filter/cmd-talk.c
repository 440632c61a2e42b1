/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd-talk.c - the conversation with the reporters of a case */
#include "filter/command.h"
#include "filter/out.h"
#include "lib/gate/adopt.h"
#include "lib/gate/reply.h"

enum sp_status
cmd_hold_back(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	struct sp_gate *gate = NULL;
	struct sp_case *k = NULL;
	unsigned n = 0;
	enum sp_status r;

	if ((r = call_options(call, NULL, argv, 1, 1, &args, err)) == SP_OK &&
	    (r = call_case(call, args[0], &gate, &k, err)) == SP_OK)
		r = sp_reply_hold_back(gate, call->actor, k->number, &n, err);
	if (r == SP_OK)
		out_print("held back  %s, %u mail%s to its reporters will not "
			  "be sent\n", k->number, n, n == 1 ? "" : "s");
	sp_case_free(k);
	return r;
}

enum sp_status
cmd_key_adopt(struct call *call, char **argv, struct sp_err *err)
{
	g_auto(GStrv) args = NULL;
	g_autofree char *number = NULL;
	g_autofree char *fingerprint = NULL;
	struct sp_gate *gate = NULL;
	struct sp_mail *m = NULL;
	enum sp_status r;

	if ((r = call_options(call, NULL, argv, 2, 11, &args, err)) != SP_OK ||
	    (r = call_mail(call, args[0], &gate, &m, err)) != SP_OK)
		return r;
	fingerprint = g_strjoinv("", args + 1);
	r = sp_adopt(gate, call->actor, m->ref, fingerprint, &number, err);
	if (r == SP_OK)
		out_print("adopted   the key of %s is pinned for its author in "
			  "%s, verified by you\n", m->ref, number);
	sp_mail_free(m);
	return r;
}
