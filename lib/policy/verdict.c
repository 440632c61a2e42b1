/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verdict.c - what becomes of a mail to the list
 *
 * sp_policy_post() gathers every reason to hold, each question in a function
 * of its own, and distributes only when there is none. Nothing here grants
 * anything to a From line, and nothing here can drop a mail. */
#include "lib/policy/verdict.h"

enum {
	CLOCK_SKEW_S = 5 * 60,	/* how far ahead a signer's clock may be */
};

/* The clear part and, below one layer of encryption, the inner one. */
static unsigned
flags_of(const struct sp_post_facts *in)
{
	return (in->clear ? in->clear->flags : 0) |
	       (in->inner ? in->inner->flags : 0);
}

static gboolean
is_encrypted(const struct sp_facts *f)
{
	return f->crypto == SP_CRYPTO_MIME_ENCRYPTED ||
	       f->crypto == SP_CRYPTO_INLINE_ENCRYPTED;
}

/* Our own mail coming back, and failures reported to LIST-bounces: nobody
 * needs to look at these, and a notice about them could start a loop. A loop
 * mark alone can be forged, or be an honest detour: it only holds. A tagged
 * mail of no robot at LIST-bounces is a report that went astray. Notices name
 * LIST-owner as their recipient, so what a robot writes there most likely
 * answers one; with the tag, it may be a report all the same. */
static gboolean
is_for_the_file(const struct sp_post_facts *in)
{
	const unsigned robot = SP_FACT_AUTOMATIC | SP_FACT_LIST |
			       SP_FACT_BOUNCE;
	unsigned flags;

	if (!in->clear)
		return FALSE;
	flags = in->clear->flags;
	if (flags & SP_FACT_LOOP)
		return (flags & robot) != 0;
	if (in->role == SP_TO_OWNER)
		return (flags & (SP_FACT_AUTOMATIC | SP_FACT_BOUNCE)) &&
		       !(flags & SP_FACT_TAG);
	return in->role == SP_TO_BOUNCES &&
	       ((flags & robot) || !(flags & SP_FACT_TAG));
}

/* A form that is never opened, and whose signatures say nothing. */
static unsigned
why_form(enum sp_cryptype crypto)
{
	switch (crypto) {
	case SP_CRYPTO_PARTLY_ENCRYPTED:
		return SP_WHY_PARTLY_ENCRYPTED;
	case SP_CRYPTO_PARTLY_SIGNED:
		return SP_WHY_PARTLY_SIGNED;
	case SP_CRYPTO_NONE:
	case SP_CRYPTO_MIME_ENCRYPTED:
	case SP_CRYPTO_MIME_SIGNED:
	case SP_CRYPTO_INLINE_ENCRYPTED:
	case SP_CRYPTO_INLINE_SIGNED:
		return 0;
	case SP_CRYPTO_MIXED:
		break;
	}
	return SP_WHY_MIXED;
}

/* What came out of the encryption: one layer is opened, never a second. */
static unsigned
why_inner(const struct sp_post_facts *in)
{
	if (!in->inner)
		return SP_WHY_UNPARSABLE;
	if (is_encrypted(in->inner))
		return SP_WHY_MIXED;
	return why_form(in->inner->crypto);
}

/* Could all of it be read, and in one piece? */
static unsigned
why_unread(const struct sp_post_facts *in)
{
	if (in->too_large)
		return SP_WHY_TOO_LARGE;
	if (!in->clear || in->inner_unparsable)
		return SP_WHY_UNPARSABLE;
	if (!is_encrypted(in->clear))
		return why_form(in->clear->crypto);
	switch (in->opened) {
	case SP_OPENED:
		return why_inner(in);
	case SP_OPEN_UNSAFE:
		return SP_WHY_UNSAFE_CRYPTO;
	case SP_OPEN_TOO_LARGE:
		return SP_WHY_TOO_LARGE;
	case SP_OPEN_NOT_FOR_US:
	case SP_OPEN_HIDDEN:
	case SP_OPEN_DAMAGED:
	case SP_OPEN_GIVEN_UP:
		break;
	}
	return SP_WHY_UNDECRYPTABLE;
}

/* A valid signature counts only while it is fresh, once, and for this list. */
static unsigned
why_stale(const struct sp_post_facts *in)
{
	const struct sp_signer *s = &in->signer;
	const int64_t oldest = in->now - in->conf->signature_window_s;
	unsigned why = 0;

	if (s->made < oldest || s->made > in->now + CLOCK_SKEW_S)
		why |= SP_WHY_OLD_SIGNATURE;
	if (s->seen)
		why |= SP_WHY_REPLAYED;
	if (!s->names_list)
		why |= SP_WHY_FOR_OTHERS;
	return why;
}

/* What a signature by anybody has against it. An unknown key is a stranger's
 * good right. */
static unsigned
why_bad(enum sp_sig verdict)
{
	switch (verdict) {
	case SP_SIG_NONE:
	case SP_SIG_GOOD:
	case SP_SIG_UNKNOWN_KEY:
		return 0;
	case SP_SIG_BAD:
	case SP_SIG_EXPIRED_KEY:
	case SP_SIG_REVOKED_KEY:
	case SP_SIG_WEAK:
	case SP_SIG_SEVERAL:
		break;
	}
	return SP_WHY_BAD_SIGNATURE;
}

/* May this author post without being held? A member is who signed with a key
 * on the roster, and has what the list asks for before a first mail; a member's
 * address without that is a reason of its own. An author remembered in a case
 * is proven by the caller, and never internal. */
static unsigned
why_signer(const struct sp_post_facts *in)
{
	const struct sp_signer *s = &in->signer;
	const gboolean good = s->verdict == SP_SIG_GOOD;

	if (good && s->paused)
		return SP_WHY_PAUSED;
	if (good && s->member)
		return why_stale(in) | (s->waiting ? SP_WHY_NOT_ADMITTED : 0);
	if (in->may_post_in_case &&
	    (in->role == SP_TO_POST || in->role == SP_TO_REPLY))
		return good ? why_stale(in) : why_bad(s->verdict);
	if (!in->from_is_member)
		return SP_WHY_STRANGER | why_bad(s->verdict);
	return s->verdict == SP_SIG_NONE ? SP_WHY_UNSIGNED :
					   SP_WHY_BAD_SIGNATURE;
}

/* Who signed what could not be read is unknown; only its From speaks. */
static unsigned
why_author(const struct sp_post_facts *in, gboolean unread)
{
	if (!unread)
		return why_signer(in);
	return in->from_is_member ? 0 : SP_WHY_STRANGER;
}

static unsigned
why_facts(const struct sp_post_facts *in)
{
	unsigned why = 0;

	if (in->clear->from_state != SP_FROM_ONE ||
	    (in->inner && in->inner->from_state == SP_FROM_UNCLEAR))
		why |= SP_WHY_FROM_UNCLEAR;
	if (in->clear->flags & SP_FACT_LOOP)
		why |= SP_WHY_LOOP;
	if (in->clear->flags &
	    (SP_FACT_AUTOMATIC | SP_FACT_LIST | SP_FACT_BOUNCE))
		why |= SP_WHY_AUTOMATIC;
	if (flags_of(in) & SP_FACT_RULE_FAILED)
		why |= SP_WHY_RULE_FAILED;
	if (flags_of(in) & SP_FACT_TNEF)
		why |= SP_WHY_TNEF;
	return why;
}

/* Whether they count is asked of each command. Robots sign, too: what could be
 * an answer to our answer is held. */
static gboolean
is_command(const struct sp_post_facts *in, unsigned why)
{
	const unsigned robot = SP_FACT_AUTOMATIC | SP_FACT_LIST |
			       SP_FACT_BOUNCE | SP_FACT_LOOP;

	return in->command && why == 0 && !(in->clear->flags & robot) &&
	       in->signer.verdict == SP_SIG_GOOD && in->signer.member &&
	       !in->signer.paused;
}

/* Neither does what answers a notice go to the members, signed or not. */
static unsigned
why_role(enum sp_role role, gboolean command)
{
	if (command)
		return SP_WHY_ROLE;
	switch (role) {
	case SP_TO_POST:
	case SP_TO_REPLY:
	case SP_TO_INTERNAL:
		return 0;
	case SP_TO_REQUEST:
	case SP_TO_OWNER:
	case SP_TO_BOUNCES:
	case SP_TO_OTHER:
		break;
	}
	return SP_WHY_ROLE;
}

/* The rules of the configuration that matched outside or inside. */
static void
apply_rules(const struct sp_post_facts *in, struct sp_verdict *v)
{
	const guint64 hits = (in->clear ? in->clear->rules : 0) |
			     (in->inner ? in->inner->rules : 0);
	const struct sp_rule_conf *rule;
	unsigned i;

	for (i = 0; i < in->conf->rules->len && i < 64; i++) {
		if (!(hits & (G_GUINT64_CONSTANT(1) << i)))
			continue;
		rule = g_ptr_array_index(in->conf->rules, i);
		switch (rule->action) {
		case SP_RULE_HOLD:
			v->why |= SP_WHY_RULE;
			v->held_by |= G_GUINT64_CONSTANT(1) << i;
			break;
		case SP_RULE_LAST:
			v->rank = SP_RANK_LAST;
			break;
		case SP_RULE_SUGGEST:
			if (!v->suggest)
				v->suggest = rule->reason;
			break;
		case SP_RULE_NO_ACK:
			break;	/* sp_policy_ack() */
		}
	}
}

/* The tag brings a report to the top. What robots and spam send comes last,
 * tag or not: they can write it, too. */
static enum sp_rank
rank_of(const struct sp_post_facts *in)
{
	const unsigned flags = in->clear ? in->clear->flags : 0;

	if (flags & (SP_FACT_SPAM | SP_FACT_AUTOMATIC | SP_FACT_LIST |
		     SP_FACT_BOUNCE))
		return SP_RANK_LAST;
	return flags_of(in) & SP_FACT_TAG ? SP_RANK_REPORT : SP_RANK_PLAIN;
}

/* A From line that nothing speaks against, where the list chose to trust it:
 * never one that our border found forged, nor one that is a member's only
 * inside, where DMARC has not looked. */
static gboolean
may_pass_with_banner(const struct sp_post_facts *in)
{
	return in->conf->unsigned_member == SP_UNSIGNED_BANNER &&
	       !in->from_waits &&
	       in->clear->dmarc != SP_AUTH_FAIL &&
	       (!in->inner || !*in->inner->from_address ||
		g_str_equal(in->inner->from_address, in->clear->from_address));
}

/* Who asked for the key and gets it wants nothing else. */
static gboolean
is_answered_key_wish(const struct sp_post_facts *in)
{
	return in->key_sent &&
	       sp_policy_keywish(in->clear, in->role) == SP_KEY_ASKED_ONLY;
}

/* What a member signed for the moderators needs no decision: nothing speaks
 * against it but where it went. A stranger's mail there may well be a report,
 * and waits for one. */
static gboolean
is_for_moderators(const struct sp_post_facts *in, unsigned why)
{
	return in->role == SP_TO_OWNER && why == SP_WHY_ROLE;
}

struct sp_verdict
sp_policy_post(const struct sp_post_facts *in)
{
	struct sp_verdict v = { .fate = SP_FATE_HOLD, .rank = rank_of(in),
				.tagged = (flags_of(in) & SP_FACT_TAG) != 0 };

	if (is_for_the_file(in)) {
		v.fate = SP_FATE_FILE;
		return v;
	}
	v.why = why_unread(in);
	if (is_command(in, v.why)) {
		v.fate = SP_FATE_COMMAND;
		return v;
	}
	if (in->clear)
		v.why |= why_author(in, v.why != 0) | why_facts(in);
	v.why |= why_role(in->role, in->command);
	if (in->length_unverified)
		v.why |= SP_WHY_LENGTH;
	apply_rules(in, &v);
	if (v.why == SP_WHY_UNSIGNED && may_pass_with_banner(in)) {
		v.why = 0;
		v.banner = TRUE;
	}
	if (is_answered_key_wish(in)) {
		v.fate = SP_FATE_FILE;
		v.why = 0;
		v.held_by = 0;
	} else if (is_for_moderators(in, v.why)) {
		v.fate = SP_FATE_SHOW;
		v.why = 0;
	} else if (v.why == 0) {
		v.fate = SP_FATE_DISTRIBUTE;
	}
	return v;
}
