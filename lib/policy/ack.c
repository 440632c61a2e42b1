/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ack.c - may a machine answer this mail?
 *
 * The facts are those of the mail as it came: there is no way to learn here
 * what was encrypted. The order is that of what people want to read as the
 * reason; the budgets come last, so that they count only real answers. */
#include "lib/policy/verdict.h"

#include <string.h>

static gboolean
rule_forbids(const struct sp_ack_facts *in)
{
	const struct sp_rule_conf *rule;
	unsigned i;

	for (i = 0; i < in->conf->rules->len && i < 64; i++) {
		rule = g_ptr_array_index(in->conf->rules, i);
		if (rule->action != SP_RULE_NO_ACK)
			continue;
		/* A rule that failed might have matched. */
		if ((in->clear->rules & (G_GUINT64_CONSTANT(1) << i)) ||
		    (in->clear->flags & SP_FACT_RULE_FAILED))
			return TRUE;
	}
	return FALSE;
}

/* "sendkey" alone on the line that ends there, in any case. */
static gboolean
is_sendkey(const char *line, size_t len)
{
	static const char word[] = "sendkey";
	g_autofree char *text = g_strstrip(g_strndup(line, len));

	return g_ascii_strcasecmp(text, word) == 0;
}

/* One text and nothing beside it. */
static gboolean
is_plain(const struct sp_facts *f)
{
	return f->crypto == SP_CRYPTO_NONE && f->parts->len <= 1 &&
	       f->keys->len == 0 && !(f->flags & SP_FACT_TEXT_CUT);
}

enum sp_keywish
sp_policy_keywish(const struct sp_facts *clear, enum sp_role role)
{
	gboolean asked;
	const char *text;
	size_t n;

	if (role != SP_TO_REQUEST || !clear)
		return SP_KEY_UNASKED;
	asked = is_sendkey(clear->subject, strlen(clear->subject));
	text = clear->text + strspn(clear->text, " \t\n");
	n = strcspn(text, "\n");
	if (is_sendkey(text, n)) {
		asked = TRUE;
		text += n;
		text += strspn(text, " \t\n");
	}
	if (!asked)
		return SP_KEY_UNASKED;
	/* A signature, behind the usual two hyphens, says nothing. */
	return is_plain(clear) && (*text == '\0' ||
				   g_str_has_prefix(text, "-- \n"))
		? SP_KEY_ASKED_ONLY : SP_KEY_ASKED;
}

/* Only who writes to the list itself, or about a mail, is answered; and who
 * asks for its key. */
static gboolean
recipient_answers(const struct sp_ack_facts *in)
{
	switch (in->role) {
	case SP_TO_POST:
	case SP_TO_REPLY:
	case SP_TO_OTHER:	/* a mistyped reference is still a report */
		return TRUE;
	case SP_TO_REQUEST:
		return sp_policy_keywish(in->clear, in->role) !=
			SP_KEY_UNASKED;
	case SP_TO_INTERNAL:
	case SP_TO_OWNER:
	case SP_TO_BOUNCES:
		break;
	}
	return FALSE;
}

/* What the clear part says about its author. */
static enum sp_no_ack
clear_forbids(const struct sp_ack_facts *in)
{
	const unsigned flags = in->clear->flags;

	if (flags & SP_FACT_LOOP)
		return SP_ACK_LOOP;
	if (flags & SP_FACT_AUTOMATIC)
		return SP_ACK_AUTOMATIC;
	if (flags & SP_FACT_LIST)
		return SP_ACK_LIST;
	if (flags & SP_FACT_BOUNCE)
		return SP_ACK_BOUNCE;
	if (flags & SP_FACT_ROLE_FROM)
		return SP_ACK_ROLE;
	if (in->clear->from_state != SP_FROM_ONE)
		return SP_ACK_ADDRESS;
	if (flags & SP_FACT_SPAM)
		return SP_ACK_SPAM;
	if (in->clear->dmarc == SP_AUTH_FAIL)
		return SP_ACK_DMARC;
	if (rule_forbids(in))
		return SP_ACK_RULE;
	if ((flags & SP_FACT_BLIND) && !in->conf->ack_blind)
		return SP_ACK_BLIND;
	return SP_ACK_SEND;
}

enum sp_no_ack
sp_policy_ack(const struct sp_ack_facts *in)
{
	enum sp_no_ack why;

	if (!in->conf->ack)
		return SP_ACK_OFF;
	if (sp_address_null(in->envelope_sender))
		return SP_ACK_NULL_SENDER;
	if (!sp_address_ok(in->envelope_sender))
		return SP_ACK_ADDRESS;
	if (sp_address_role(in->envelope_sender) ||
	    !recipient_answers(in))
		return SP_ACK_ROLE;
	if (in->sender_is_ours)
		return SP_ACK_OWN;
	if (!in->clear)
		return SP_ACK_UNPARSABLE;
	if ((why = clear_forbids(in)) != SP_ACK_SEND)
		return why;
	if (in->answers_us)
		return SP_ACK_THREAD;
	if (in->thread_day >= in->conf->ack_per_thread_day ||
	    in->sender_day >= in->conf->ack_per_sender_day ||
	    in->list_hour >= in->conf->ack_per_list_hour)
		return SP_ACK_BUDGET;
	return SP_ACK_SEND;
}
