/* SPDX-License-Identifier: GPL-2.0-or-later */
/* decision.c - what a moderator reads after a decision */
#include "filter/decision.h"

#include <stdio.h>
#include <string.h>

#include "filter/out.h"
#include "lib/gate/handover.h"
#include "lib/gate/inform.h"
#include "lib/gate/outsider.h"
#include "lib/mail/show.h"

#define HANDOVER_S 20

static void
print_decision(const struct sp_outcome *o)
{
	g_autofree char *word = sp_show_line(o->decision, 0);
	g_autofree char *note = sp_show_line(o->note ? o->note : "", 0);

	out_print("%-9s %s", word, o->ref);
	if (o->case_number)
		out_print(" -> %s%s", o->case_number,
			  o->case_is_new ? " (new)" : "");
	out_print("%s%s\n", *note ? ", " : "", note);
}

/* Those who should get it and do not; each is named with the reason. */
static void
print_left_out(const struct sp_outcome *o)
{
	for (guint i = 0; o->not_sent && i < o->not_sent->len; i++) {
		g_autofree char *who = sp_show_line(o->not_sent->pdata[i], 0);

		out_print("%s%s", i == 0 ? "  NOT sent: " : ", ", who);
	}
	out_print("\n");
}

static void
print_post(const struct sp_outcome *o, const struct sp_handed *handed)
{
	gboolean out = handed->failed + handed->dead == 0 &&
		       handed->sent >= o->recipients;

	out_print("%-9s %s %u of %u members, encrypted.", out ? "sent" : "queued",
		  out ? "to" : "for", o->recipients, o->members);
	print_left_out(o);
	if (!out)
		out_print("%-9s %u handed over now; \"run\" tries the rest "
			  "again, \"doctor\" says why\n", "", handed->sent);
}

gboolean
decision_goes_encrypted(const struct sp_gate *gate, const struct sp_mail *m)
{
	struct sp_err err;

	return sp_outsider_key(gate, m, TRUE, NULL, NULL, &err) == SP_OK;
}

static void
print_letter(const struct sp_gate *gate, const struct sp_mail *m,
	     const struct sp_outcome *o, const struct sp_handed *handed)
{
	const char *what = strcmp(o->decision, "asked") == 0 ? "question"
							     : "answer";

	if (handed->sent + handed->failed + handed->dead == 0)
		return;
	out_print("%-9s the %s to its author, %s%s\n",
		  handed->sent ? "sent" : "queued", what,
		  decision_goes_encrypted(gate, m) ? "encrypted" :
		  "in the clear: no usable key came with the mail",
		  handed->sent ? "" : "; \"run\" tries again, \"doctor\" says "
				      "why");
}

/* Of the case: what was decided stands, whatever cannot be said of it. */
static void
print_next(struct sp_gate *gate, const struct sp_outcome *o)
{
	g_autofree char *next = NULL;
	struct sp_err err;

	if (o->members && o->case_number &&
	    sp_inform_next(gate, o->case_number, &next, &err) == SP_OK)
		out_print("%s\n", next);
}

/* What has to come with a mail before it counts as the author's. */
static void
print_remembered(const struct sp_gate *gate, const struct sp_outcome *o)
{
	g_autofree char *who = sp_show_line(o->remembered, 0);
	const gboolean dmarc = gate->conf->authserv_id[0] != '\0';

	out_print("%-9s %s may post in %s without being held,\n", "remember", who,
		  o->case_number ? o->case_number : "this case");
	if (o->pinned)
		out_print("%-9s with a signature by the key %s\n", "", o->pinned);
	if (dmarc)
		out_print("%-9s %swith the address token and DMARC pass\n", "",
			  o->pinned ? "or " : "");
	if (!o->pinned && !dmarc)
		out_print("%-9s but nothing can prove it: no usable key came with "
			  "the mail,\n%-9s and [ack] authserv-id is not set\n",
			  "", "");
}

/* What followed from the decision. */
static void
print_effects(struct sp_gate *gate, const struct sp_mail *m,
	      const struct sp_outcome *o, const struct sp_handed *handed)
{
	if (o->members)
		print_post(o, handed);
	else
		print_letter(gate, m, o, handed);
	if (o->remembered)
		print_remembered(gate, o);
	print_next(gate, o);
}

enum sp_status
decision_tell(struct sp_gate *gate, const struct sp_mail *m,
	      struct sp_outcome *o)
{
	struct sp_handed handed = { 0 };
	struct sp_err err = { .code = SP_OK };
	enum sp_status r;

	/* Said before the mail server is asked, which may take its time. */
	print_decision(o);
	(void)fflush(stdout);
	r = sp_handover(gate, m->id, HANDOVER_S, &handed, &err);
	print_effects(gate, m, o, &handed);
	if (r != SP_OK)
		call_complain(&err, o->ref);
	sp_outcome_clear(o);
	return SP_OK;
}
