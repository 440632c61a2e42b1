/* SPDX-License-Identifier: GPL-2.0-or-later */
/* judge.c - gather what the policy must know, and ask it */
#include "lib/gate/judge.h"

#include <string.h>

#include "lib/gate/author.h"
#include "lib/gate/guest.h"
#include "lib/gate/notes.h"
#include "lib/gate/outsider.h"
#include "lib/gate/thread.h"
#include "lib/policy/command.h"
#include "lib/policy/people.h"
#include "lib/store/people.h"

#define PATIENCE_MS 3000	/* of gpg's CPU time, with one mail */

enum sp_status
sp_judge_envelope(struct sp_gate *gate, const struct sp_mail *m,
		  struct sp_hearing *h, struct sp_err *err)
{
	g_autofree char *envelope = sp_gate_unseal(gate, SP_SEAL_ENVELOPE,
						   m->envelope);
	char *lf = envelope ? strchr(envelope, '\n') : NULL;

	if (lf == NULL)
		return sp_fail(err, SP_ECONF, "%s: its envelope does not open "
			       "with this secret", m->ref);
	h->sender = g_strndup(envelope, (gsize)(lf - envelope));
	h->recipient = g_strdup(lf + 1);
	sp_recipient_read(gate->conf->address, gate->conf->delimiter,
			  h->recipient, &h->to);
	return SP_OK;
}

void
sp_hearing_clear(struct sp_hearing *h)
{
	g_clear_pointer(&h->sender, g_free);
	g_clear_pointer(&h->recipient, g_free);
	g_clear_pointer(&h->namesake, g_free);
	g_clear_pointer(&h->likely, g_free);
	sp_recipient_clear(&h->to);
}

void
sp_judge_thread(const struct sp_gate *gate, const struct sp_mail *m,
		struct sp_digest *d)
{
	g_autofree char *root = sp_notes_get(gate, m->thread, SP_NOTE_ROOT);
	g_autofree char *sender = sp_ref_base32(m->sender.bytes,
						sizeof(m->sender.bytes));
	const char *fields[] = {
		sender, root != NULL && root[0] != '\0' ? root : m->ref, NULL
	};

	sp_vault_digest_fields(gate->vault, "ack-thread", fields, d);
}

/* SP_OK with *is for an address of the list or of a member. */
static enum sp_status
is_ours(struct sp_gate *gate, const char *address, gboolean *is,
	struct sp_err *err)
{
	struct sp_recipient to = { 0 };
	struct sp_member *m = NULL;
	enum sp_status r;

	*is = FALSE;
	if (address[0] == '\0')
		return SP_OK;
	sp_recipient_read(gate->conf->address, gate->conf->delimiter, address,
			  &to);
	*is = to.role != SP_TO_OTHER;
	sp_recipient_clear(&to);
	if (*is)
		return SP_OK;
	r = sp_store_member_by_address(gate->store, address, &m, err);
	*is = r == SP_OK;
	sp_member_free(m);
	return r == SP_NONE ? SP_OK : r;
}

/* LIST+REF-TOKEN: only who got a mail of ours about REF can know it. */
static gboolean
has_token(const struct sp_gate *gate, const struct sp_hearing *h)
{
	g_autofree char *want = h->to.tag ? sp_gate_token(gate, h->to.tag)
					  : NULL;

	return want != NULL && h->to.token != NULL &&
		sp_vault_same(want, h->to.token);
}

/* A reply to what we sent: by its address, or by the message that it names. Our
 * message ids are ours alone, and stand among the threads. */
static enum sp_status
answers_us(struct sp_gate *gate, const struct sp_facts *clear,
	   const struct sp_hearing *h, gboolean *is, struct sp_err *err)
{
	g_autofree char *domain = g_strconcat("@", gate->conf->domain, NULL);
	int64_t id = 0;
	enum sp_status r = SP_OK;

	*is = has_token(gate, h);
	if (!*is && clear != NULL &&
	    g_str_has_suffix(clear->in_reply_to, domain))
		r = sp_thread_mail(gate, clear->in_reply_to, &id, err);
	*is = *is || id != 0;
	return r;
}

/* The keys that came in the clear part, for an encrypted answer: those that
 * the author attached, then the one that the author's program added. */
static GBytes *
clear_keys(const struct sp_gate *gate, const struct sp_facts *clear)
{
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	g_autoptr(GBytes) autocrypt = NULL;
	gsize n = 0;

	for (guint i = 0; i < clear->keys->len; i++)
		g_ptr_array_add(keys, clear->keys->pdata[i]);
	if (clear->autocrypt[0] != '\0') {
		guchar *raw = g_base64_decode(clear->autocrypt, &n);

		autocrypt = g_bytes_new_take(raw, n);
		g_ptr_array_add(keys, autocrypt);
	}
	return sp_outsider_keys_seal(gate, keys);
}

enum sp_status
sp_judge_ack(struct sp_gate *gate, struct sp_mail *m,
	     const struct sp_hearing *h, const struct sp_facts *clear,
	     int64_t now, struct sp_err *err)
{
	struct sp_ack_facts in = {
		.conf = gate->conf, .clear = clear,
		.envelope_sender = h->sender, .role = h->to.role,
	};
	struct sp_digest thread;
	enum sp_status r;

	sp_judge_thread(gate, m, &thread);
	if ((r = is_ours(gate, h->sender, &in.sender_is_ours, err)) != SP_OK ||
	    (r = answers_us(gate, clear, h, &in.answers_us, err)) != SP_OK ||
	    (r = sp_store_ack_counts(gate->store, &m->sender, &thread, now,
				     &in.sender_day, &in.thread_day,
				     &in.list_hour, err)) != SP_OK)
		return r;
	m->ack_why = sp_policy_ack(&in);
	m->ack = m->ack_why == SP_ACK_SEND ? SP_ACK_STATE_DUE
					   : SP_ACK_STATE_NONE;
	if (clear == NULL)
		return SP_OK;
	m->checks = clear->checks;
	m->was_clear = clear->crypto == SP_CRYPTO_NONE ||
		clear->crypto == SP_CRYPTO_MIME_SIGNED ||
		clear->crypto == SP_CRYPTO_PARTLY_SIGNED ||
		clear->crypto == SP_CRYPTO_INLINE_SIGNED;
	if (m->ack_key == NULL)
		m->ack_key = clear_keys(gate, clear);
	return SP_OK;
}

static enum sp_status
verify_pinned(struct sp_gate *gate, const struct sp_participant *p,
	      struct sp_opening *o, struct sp_err *err)
{
	struct sp_ring ring = { NULL, NULL };
	g_autoptr(GBytes) key = sp_outsider_pinned(gate, p);
	enum sp_status r;

	if (key == NULL)
		return SP_OK;	/* proves nothing */
	if ((r = sp_outsider_ring(gate, key, &ring, err)) == SP_OK)
		r = sp_opening_verify_with(gate, ring.pgp, o, err);
	sp_outsider_ring_clear(&ring);
	return r;
}

/* A remembered author is proven by a signature with the key that was pinned,
 * made after that: the report itself is no proof, however often it comes. A
 * mail that has cost gpg much already is not tried with one key after the
 * other. */
static enum sp_status
proven_by_key(struct sp_gate *gate, struct sp_opening *o,
	      const struct sp_hearing *h, gboolean *may, struct sp_err *err)
{
	g_autoptr(GPtrArray) all = NULL;
	enum sp_status r;

	if (h->case_id == 0 || o->signature.verdict != SP_SIG_UNKNOWN_KEY)
		return SP_OK;
	r = sp_store_participants_pinned(gate->store, h->case_id, &all, err);
	for (guint i = 0; r == SP_OK && i < all->len && !o->pinned &&
	     o->spent_ms < PATIENCE_MS; i++) {
		const struct sp_participant *p = all->pdata[i];

		r = verify_pinned(gate, p, o, err);
		*may = o->pinned && o->signature.made > p->pinned_at;
		o->guest = o->pinned && sp_participant_is_guest(p);
		if (r == SP_OK && *may && o->guest)
			r = sp_guest_answers(gate, o, p, may, err);
	}
	return r;
}

/* The token is one reporter's: that of their own mail. */
static enum sp_status
token_is_theirs(struct sp_gate *gate, const struct sp_hearing *h,
		const struct sp_participant *p, gboolean *is,
		struct sp_err *err)
{
	g_autofree char *author = NULL;
	struct sp_mail *m = NULL;
	struct sp_digest d;
	enum sp_status r;

	*is = strcmp(p->ref, h->to.tag) == 0;
	if (*is)
		return SP_OK;
	r = sp_store_mail_by_ref(gate->store, h->to.tag, &m, err);
	if (r != SP_OK)
		return r == SP_NONE ? SP_OK : r;
	author = sp_notes_get(gate, m->thread, SP_NOTE_REPLY);
	if (author != NULL) {
		sp_gate_digest_address(gate, author, &d);
		*is = memcmp(&d, &p->digest, sizeof(d)) == 0;
	}
	sp_mail_free(m);
	return SP_OK;
}

/* Or by the token that we sent to that address and DMARC for the address's
 * domain; From alone never is a proof (R-043). */
static enum sp_status
proven_by_address(struct sp_gate *gate, const struct sp_opening *o,
		  const struct sp_hearing *h, gboolean *may, struct sp_err *err)
{
	const struct sp_facts *f = o->clear;
	struct sp_participant *p = NULL;
	struct sp_digest d;
	const char *at;
	enum sp_status r;

	if (h->case_id == 0 || !has_token(gate, h) || f == NULL ||
	    f->from_state != SP_FROM_ONE || f->dmarc != SP_AUTH_PASS)
		return SP_OK;
	at = strrchr(f->from_address, '@');
	if (at == NULL || g_ascii_strcasecmp(at + 1, f->dmarc_domain) != 0)
		return SP_OK;
	sp_gate_digest_address(gate, f->from_address, &d);
	r = sp_store_participant(gate->store, h->case_id, &d, &p, err);
	if (r == SP_OK && p->remember)
		r = token_is_theirs(gate, h, p, may, err);
	sp_participant_free(p);
	return r == SP_NONE ? SP_OK : r;
}

static enum sp_status
may_post(struct sp_gate *gate, struct sp_opening *o, const struct sp_hearing *h,
	 gboolean *may, struct sp_err *err)
{
	enum sp_status r = proven_by_key(gate, o, h, may, err);

	return r == SP_OK && !*may ? proven_by_address(gate, o, h, may, err)
				   : r;
}

static const struct sp_facts *
signed_facts(const struct sp_opening *o)
{
	return o->covered ? o->covered
		: o->opened.signature.verdict == SP_SIG_GOOD ? o->inner : NULL;
}

/* The signed part names the list in To or Cc, or says nothing of recipients. */
static gboolean
names_list(const struct sp_opening *o)
{
	const struct sp_facts *f = signed_facts(o);

	return f == NULL || !(f->flags & SP_FACT_BLIND);
}

/* It does name it. */
static gboolean
says_list(const struct sp_opening *o)
{
	const struct sp_facts *f = signed_facts(o);

	return f != NULL && f->to[0] != '\0' && !(f->flags & SP_FACT_BLIND);
}

/* Is it a notice, or our answer to commands? */
static enum sp_status
is_for_moderators(struct sp_gate *gate, const char *msgid, gboolean *is,
		  struct sp_err *err)
{
	g_autofree char *notice = NULL;
	g_autofree char *answer = NULL;
	struct sp_mail *m = NULL;
	int64_t id = 0;
	enum sp_status r = sp_thread_mail(gate, msgid, &id, err);

	if (r != SP_OK || id == 0 ||
	    (r = sp_store_mail_by_id(gate->store, id, &m, err)) != SP_OK)
		return r == SP_NONE ? SP_OK : r;
	notice = sp_gate_msgid(gate, "notice", m->ref, "");
	answer = sp_gate_msgid(gate, "answer", m->ref, "");
	*is = strcmp(msgid, notice) == 0 || strcmp(msgid, answer) == 0;
	sp_mail_free(m);
	return SP_OK;
}

static enum sp_status
answers_moderators(struct sp_gate *gate, const struct sp_facts *f,
		   gboolean *is, struct sp_err *err)
{
	enum sp_status r = is_for_moderators(gate, f->in_reply_to, is, err);

	for (char **id = f->references; r == SP_OK && !*is && id != NULL &&
	     *id != NULL; id++)
		r = is_for_moderators(gate, *id, is, err);
	return r;
}

/* What went to moderators alone is answered to them, or to us: whatever stands
 * below it in its thread is no post. Many programs protect Subject and From but
 * leave it to the outer header to say what a mail answers. */
static enum sp_status
answers_notice(struct sp_gate *gate, const struct sp_opening *o,
	       struct sp_hearing *h, struct sp_err *err)
{
	const struct sp_facts *f = sp_opening_author(o);
	enum sp_status r = SP_OK;

	h->answers_notice = FALSE;
	if (f != NULL)
		r = answers_moderators(gate, f, &h->answers_notice, err);
	if (r == SP_OK && !h->answers_notice && o->clear != NULL &&
	    o->clear != f)
		r = answers_moderators(gate, o->clear, &h->answers_notice, err);
	return r;
}

static gboolean
reaches_members(enum sp_role role)
{
	return role == SP_TO_POST || role == SP_TO_REPLY ||
	       role == SP_TO_INTERNAL;
}

/* Commands are mailed to LIST-request, or answer a notice. LIST-owner reaches
 * the moderators, and LIST and its cases all members: there, only what begins
 * with a command is one; and without a notice that it answers, with one that
 * decides. */
static gboolean
is_command(const struct sp_opening *o, const struct sp_hearing *h)
{
	g_autoptr(GPtrArray) commands = NULL;
	g_autofree char *text = NULL;
	g_autofree char *end = NULL;
	gboolean more;

	if (h->to.role == SP_TO_REQUEST ||
	    (h->to.role == SP_TO_POST && h->answers_notice))
		return TRUE;
	if (!reaches_members(h->to.role) &&
	    (h->to.role != SP_TO_OWNER || !h->answers_notice))
		return FALSE;
	text = sp_opening_signed_text(o);
	commands = sp_commands_read(text, &end, &more);
	return commands->len > 0 && (h->to.role == SP_TO_OWNER ||
				     sp_command_decides(commands->pdata[0]));
}

/* Does the author bear the name of a member without being that member? */
static enum sp_status
find_namesake(struct sp_gate *gate, const struct sp_opening *o,
	      struct sp_hearing *h, struct sp_err *err)
{
	g_autoptr(GPtrArray) members = NULL;
	enum sp_status r = sp_store_members(gate->store, &members, err);

	g_clear_pointer(&h->namesake, g_free);
	if (r == SP_OK)
		h->namesake = g_strdup(sp_author_namesake(o, members));
	return r;
}

/* Was the signature made for this list: does it name it, and one of its keys
 * if it names any? R-097 */
static enum sp_status
made_for_us(struct sp_gate *gate, struct sp_opening *o, gboolean *is,
	    struct sp_err *err)
{
	g_autoptr(GPtrArray) fprs = NULL;
	enum sp_status r;

	*is = names_list(o);
	if (!*is || o->opened.signature.verdict == SP_SIG_NONE ||
	    o->opened.unwrapped.len == 0)
		return SP_OK;
	r = sp_pgp_intended(&o->opened.unwrapped, &fprs, err);
	if (r != SP_OK)
		return r;
	*is = fprs->len == 0;
	for (guint i = 0; i < fprs->len; i++)
		*is = *is || sp_gate_is_list_key(gate, fprs->pdata[i]);
	return SP_OK;
}

/* A reporter of the case who brings another key than before: an alarm, and never
 * a reason to use it; or one for the first time. */
static enum sp_status
find_other_key(struct sp_gate *gate, struct sp_opening *o,
	       const struct sp_hearing *h, struct sp_err *err)
{
	const struct sp_facts *author = sp_opening_author(o);
	struct sp_participant *p = NULL;
	struct sp_digest d;
	enum sp_status r;

	g_clear_pointer(&o->other_key, g_free);
	g_clear_pointer(&o->first_key, g_bytes_unref);
	if (h->case_id == 0 || o->signer != NULL || author == NULL ||
	    author->from_state != SP_FROM_ONE)
		return SP_OK;
	sp_gate_digest_address(gate, author->from_address, &d);
	r = sp_store_participant(gate->store, h->case_id, &d, &p, err);
	if (r == SP_OK)
		r = sp_outsider_compare(gate, p, o, err);
	sp_participant_free(p);
	return r == SP_NONE ? SP_OK : r;
}

/* Which case a moderator would attach it to. */
static enum sp_status
find_likely(struct sp_gate *gate, struct sp_hearing *h, struct sp_err *err)
{
	struct sp_case *c = NULL;
	enum sp_status r;

	g_clear_pointer(&h->likely, g_free);
	if (h->case_id == 0)
		return SP_OK;
	r = sp_store_case_by_id(gate->store, h->case_id, &c, err);
	if (r == SP_OK)
		h->likely = g_strdup(c->number);
	sp_case_free(c);
	return r == SP_NONE ? SP_OK : r;
}

static gboolean
is_waiting(const struct sp_gate *gate, const struct sp_member *signer)
{
	return signer != NULL &&
	       sp_policy_admission(gate->conf, signer) != SP_ADMITTED;
}

enum sp_status
sp_judge_post(struct sp_gate *gate, const struct sp_mail *m,
	      struct sp_opening *o, struct sp_hearing *h, struct sp_err *err)
{
	const struct sp_facts *author = sp_opening_author(o);
	struct sp_post_facts in = {
		.conf = gate->conf, .clear = o->clear, .inner = o->inner,
		.too_large = o->too_large,
		.length_unverified = (m->why & SP_WHY_LENGTH) != 0,
		.role = h->to.role, .opened = o->opened.result,
		.inner_unparsable = o->inner_unparsable,
		.key_sent = m->ack == SP_ACK_STATE_DUE ||
			m->ack == SP_ACK_STATE_SENT,
		.now = m->arrived,	/* fresh then, however late we look */
		.signer = { .member = o->signer != NULL,
			    .paused = o->signer != NULL && o->signer->paused,
			    .waiting = is_waiting(gate, o->signer) },
	};
	struct sp_member *member = NULL;
	enum sp_status r;

	if ((r = sp_thread_case(gate, o, &h->to, &h->case_id, err)) != SP_OK ||
	    (r = may_post(gate, o, h, &in.may_post_in_case, err)) != SP_OK ||
	    (r = find_other_key(gate, o, h, err)) != SP_OK ||
	    (r = sp_store_earlier(gate->store, m, &h->earlier, err)) != SP_OK ||
	    (r = find_namesake(gate, o, h, err)) != SP_OK ||
	    (r = made_for_us(gate, o, &in.signer.names_list, err)) != SP_OK ||
	    (r = answers_notice(gate, o, h, err)) != SP_OK)
		return r;
	in.signer.verdict = o->signature.verdict;
	in.signer.made = o->signature.made;
	if ((o->signer != NULL || o->pinned) &&
	    (r = sp_store_signature_seen(gate->store, &o->signature_id,
					 &in.signer.seen, err)) != SP_OK)
		return r;
	if (author != NULL && author->from_state == SP_FROM_ONE) {
		r = sp_store_member_by_address(gate->store,
					       author->from_address, &member,
					       err);
		in.from_is_member = r == SP_OK;
		in.from_waits = r == SP_OK && (member->paused ||
					       is_waiting(gate, member));
		sp_member_free(member);
		if (r != SP_OK && r != SP_NONE)
			return r;
	}
	in.command = is_command(o, h);
	h->signer = in.signer;
	h->for_us = says_list(o);
	h->verdict = sp_policy_post(&in);
	return h->verdict.fate == SP_FATE_HOLD ? find_likely(gate, h, err)
					       : SP_OK;
}
