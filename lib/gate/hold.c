/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hold.c - the second commit of a mail */
#include "lib/gate/hold.h"

#include <string.h>

#include "lib/gate/bounce.h"
#include "lib/gate/card.h"
#include "lib/gate/harvest.h"
#include "lib/gate/notes.h"
#include "lib/gate/payload.h"
#include "lib/gate/post.h"
#include "lib/gate/recipients.h"
#include "lib/gate/reply.h"
#include "lib/gate/search.h"
#include "lib/gate/share.h"
#include "lib/gate/similar.h"
#include "lib/policy/hints.h"

static void
set_card(struct sp_gate *gate, struct sp_mail *m, const struct sp_card *card)
{
	g_autofree char *json = sp_card_to_json(card);

	g_clear_pointer(&m->card, g_bytes_unref);
	m->card = sp_gate_seal(gate, SP_SEAL_CARD, json);
}

/* [tx] A signature counts once, whatever became of the mail that it came with.
 * SP_EDENIED: it was used before. */
static enum sp_status
use_signature(struct sp_gate *gate, const struct sp_opening *o, int64_t now,
	      struct sp_err *err)
{
	if (o->signer == NULL && !o->pinned)
		return SP_OK;
	return sp_store_signature_use(gate->store, &o->signature_id, now, err);
}

/* [tx] */
static enum sp_status
note_other_key(struct sp_gate *gate, const struct sp_mail *m,
	       const struct sp_opening *o, int64_t now, struct sp_err *err)
{
	return o->other_key == NULL ? SP_OK
		: sp_store_event_add(gate->store, now, "gate", "key-changed",
				     m->ref, "", o->other_key, err);
}

/* [tx] The first key of a reporter whose mail passes: answers are sealed to it
 * from now on. Nobody has verified it. */
static enum sp_status
pin_first_key(struct sp_gate *gate, const struct sp_opening *o,
	      const struct sp_case *c, int64_t now, struct sp_err *err)
{
	const struct sp_facts *author = sp_opening_author(o);
	struct sp_participant p = {
		.kind = (char *)"reporter", .key = (char *)o->first_key_fpr,
		.pinned_at = now,
	};
	enum sp_status r;
	gsize n = 0;
	const void *bytes;

	if (o->first_key == NULL || c == NULL)
		return SP_OK;
	bytes = g_bytes_get_data(o->first_key, &n);
	p.case_id = c->id;
	p.key_data = sp_vault_seal(gate->vault, SP_SEAL_KEY, bytes, n);
	sp_gate_digest_address(gate, author->from_address, &p.digest);
	r = sp_store_participant_put(gate->store, &p, err);
	g_bytes_unref(p.key_data);
	return r;
}

/* [tx] What answers this mail, or our mails about it, belongs to it. */
static enum sp_status
add_threads(struct sp_gate *gate, const struct sp_mail *m,
	    const struct sp_opening *o, struct sp_err *err)
{
	g_autofree char *notice = sp_gate_msgid(gate, "notice", m->ref, "");
	g_autofree char *ack = sp_gate_msgid(gate, "ack", m->ref, "");
	const char *ids[] = { notice, ack, o->clear ? o->clear->message_id : "" };
	enum sp_status r = SP_OK;
	struct sp_digest d;

	for (size_t i = 0; r == SP_OK && i < G_N_ELEMENTS(ids); i++) {
		if (ids[i][0] == '\0')
			continue;
		sp_gate_digest_msgid(gate, ids[i], &d);
		r = sp_store_thread_add(gate->store, &d, m->id, err);
	}
	return r;
}

struct notice {
	struct sp_recipients to;
	struct sp_sealed sealed;
	struct sp_range report;
	struct sp_range pgp;
};

static enum sp_status
seal_notice(struct sp_gate *gate, const struct sp_mail *m,
	    struct sp_opening *o, const struct sp_card *card, int64_t now,
	    struct notice *n, struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	struct sp_attached attached = SP_ATTACHED_INIT;
	struct sp_content content;
	g_autofree char *word = m->state == SP_MAIL_HELD
				? sp_vault_word(gate->vault, m->ref) : NULL;
	g_autofree char *id = sp_gate_msgid(gate, "notice", m->ref, "");
	g_autofree char *subject = sp_outer_subject_notice(gate, m);
	g_autofree char *to = sp_gate_role_address(gate, "owner");
	g_autofree char *text = NULL;
	struct sp_outer outer = { .subject = subject, .to = to, .made = now,
				  .msgid = id, .generated = TRUE };
	enum sp_status r;

	r = sp_content_make(o, &attached, &content, err);
	if (r == SP_OK) {
		text = sp_notice_held(gate->conf, card, content.facts
				      ? content.facts->text : "", word, now);
		r = sp_payload_notice(gate, &outer, subject, text, o, &content,
				      rope, &n->report, &n->pgp, err);
	}
	if (r == SP_OK)
		r = sp_recipients_find(gate, SP_FOR_MODERATORS, now, &n->to,
				       err);
	if (r == SP_OK)
		r = sp_recipients_seal(gate, SP_FOR_MODERATORS, now, &n->to,
				       rope, TRUE, &n->sealed, err);
	sp_attached_clear(&attached);
	return r;
}

/* [tx] One row a moderator; one without a usable key reads only that there is
 * something. */
static enum sp_status
queue_notice(struct sp_gate *gate, const struct sp_mail *m,
	     const struct notice *n, int64_t now, struct sp_err *err)
{
	const struct sp_out like = { .kind = SP_OUT_NOTICE, .mail = m->id,
				     .payload = m->notice, .made = now };

	return sp_recipients_queue(gate, &n->to, &like, SP_OUT_NOKEY, err);
}

static enum sp_status
commit_notice(struct sp_gate *gate, struct sp_mail *m,
	      const struct sp_opening *o, const struct notice *n, int64_t now,
	      struct sp_err *err)
{
	const gboolean held = m->state == SP_MAIL_HELD;
	g_autofree char *why = sp_card_why(m->why, "");
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	m->report_at = (int64_t)n->report.at;
	m->report_len = (int64_t)n->report.len;
	r = use_signature(gate, o, now, err);
	if ((r == SP_OK || (r == SP_EDENIED && held)) &&
	    (r = note_other_key(gate, m, o, now, err)) == SP_OK &&
	    (r = sp_store_payload_add(gate->store, SP_PAYLOAD_NOTICE, now,
				      &n->sealed, &m->notice, err)) == SP_OK &&
	    (r = sp_store_mail_update(gate->store, m, SP_MAIL_UNOPENED,
				      err)) == SP_OK &&
	    (r = queue_notice(gate, m, n, now, err)) == SP_OK &&
	    (r = add_threads(gate, m, o, err)) == SP_OK &&
	    (r = sp_store_event_add(gate->store, now, "gate",
				    held ? "held" : "shown", m->ref, "", why,
				    err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r;
}

static enum sp_status
find_similar(struct sp_gate *gate, const struct sp_opening *o,
	     struct sp_card *card, struct sp_err *err)
{
	const struct sp_blob *blob;
	const struct sp_facts *content;

	sp_opening_content(o, &blob, &content);
	return sp_similar_cases(gate, card->subject, content, &card->similar,
				err);
}

enum sp_status
sp_hold_commit(struct sp_gate *gate, struct sp_mail *m, struct sp_opening *o,
	       const struct sp_hearing *h, int64_t now, struct sp_err *err)
{
	struct notice n = { .sealed = { .body = SP_BLOB_INIT } };
	struct sp_card *card;
	enum sp_status r;

	m->state = h->verdict.fate == SP_FATE_SHOW ? SP_MAIL_FILED
						   : SP_MAIL_HELD;
	m->why = h->verdict.why;
	m->rank = h->verdict.rank;
	m->case_id = h->case_id;
	card = sp_card_make(gate, m, o, h);
	r = m->state == SP_MAIL_HELD ? find_similar(gate, o, card, err)
				     : SP_OK;
	if (r == SP_OK)
		r = seal_notice(gate, m, o, card, now, &n, err);
	if (r == SP_OK) {
		set_card(gate, m, card);
		sp_notes_take(gate, m, o, n.pgp);
		r = commit_notice(gate, m, o, &n, now, err);
	}
	sp_card_free(card);
	sp_recipients_clear(&n.to);
	sp_sealed_clear(&n.sealed);
	return r;
}

/* As lib/policy/dossier.h has it; g_free(). */
static char *
from_reporter(const struct sp_card *card)
{
	g_autofree char *date = sp_hint_date(card->hints);

	return g_strdup_printf("{%s%s%s\"from\":\"reporter\"}",
			       date ? "\"date\":\"" : "", date ? date : "",
			       date ? "\"," : "");
}

/* [tx] */
static enum sp_status
commit_post(struct sp_gate *gate, struct sp_mail *m, const struct sp_opening *o,
	    const struct sp_post *post, const struct sp_replies *replies,
	    const struct sp_case *c, const struct sp_card *card, int64_t now,
	    struct sp_err *err)
{
	g_autofree char *detail = o->signer || o->guest ? NULL
		: from_reporter(card);
	const gboolean proven = o->signer != NULL || o->pinned;
	enum sp_status r;

	if ((r = use_signature(gate, o, now, err)) != SP_OK ||
	    (r = sp_post_queue(gate, m, post, err)) != SP_OK)
		return r;
	m->state = SP_MAIL_ACCEPTED;
	m->decided = now;
	g_free(m->decided_by);
	m->decided_by = g_strdup(proven ? o->signature.signer : "gate");
	if ((r = sp_store_mail_update(gate->store, m, SP_MAIL_UNOPENED,
				      err)) != SP_OK ||
	    (r = add_threads(gate, m, o, err)) != SP_OK ||
	    (r = note_other_key(gate, m, o, now, err)) != SP_OK ||
	    (r = pin_first_key(gate, o, c, now, err)) != SP_OK)
		return r;
	r = sp_store_event_add(gate->store, now, m->decided_by, "distributed",
			       m->ref, c ? c->number : "",
			       detail, err);
	if (r == SP_OK && c != NULL)
		r = sp_review_harvest(gate, m, o, c, err);
	return r == SP_OK ? sp_replies_queue(gate, m, c, replies,
						m->decided_by, now, err)
			  : r;
}

/* What stayed inside is answered inside. */
static void
set_decision(struct sp_mail *m, const struct sp_replies *replies)
{
	g_free(m->decision);
	m->decision = g_strdup(replies->verdict.fate == SP_TELL_INTERNAL
			       ? SP_DECISION_INSIDE : "distribute");
}

/* What a reporter writes goes to the guests of the case, too. */
static enum sp_status
make_shares(struct sp_gate *gate, const struct sp_mail *m,
	    const struct sp_opening *o, const struct sp_hearing *h,
	    const struct sp_case *c, const struct sp_card *card,
	    const struct sp_content *content, int64_t now,
	    struct sp_shares *shares, struct sp_err *err)
{
	const struct sp_facts *author = sp_opening_author(o);

	if (c == NULL || o->signer != NULL || h->verdict.banner)
		return SP_OK;
	return sp_shares_make(gate, m, c, o->guest || author == NULL ? NULL
			      : author->from_address, card->subject, content,
			      now, shares, err);
}

enum sp_status
sp_hold_distribute(struct sp_gate *gate, struct sp_mail *m,
		   struct sp_opening *o, const struct sp_hearing *h,
		   int64_t now, struct sp_err *err)
{
	struct sp_attached attached = SP_ATTACHED_INIT;
	struct sp_post post = SP_POST_INIT;
	struct sp_replies replies = SP_REPLIES_INIT;
	struct sp_shares shares = SP_SHARES_INIT;
	struct sp_content content;
	struct sp_case *c = NULL;
	struct sp_card *card;
	enum sp_status r = SP_OK;

	if (h->case_id != 0)
		r = sp_store_case_by_id(gate->store, h->case_id, &c, err);
	if (r != SP_OK && r != SP_NONE)
		return r;
	m->case_id = c != NULL ? c->id : 0;
	m->rank = h->verdict.rank;
	card = sp_card_make(gate, m, o, h);
	if (c != NULL) {
		g_free(card->case_number);
		card->case_number = g_strdup(c->number);
	}
	r = sp_replies_make(gate, o, h, c, now, &replies, err);
	if (r == SP_OK) {
		set_decision(m, &replies);
		r = sp_content_make(o, &attached, &content, err);
	}
	if (r == SP_OK)
		r = make_shares(gate, m, o, h, c, card, &content, now, &shares,
				err);
	if (r == SP_OK)
		r = sp_post_seal(gate, m, c, card, h->verdict.banner,
				 replies.told ? replies.told : shares.told,
				 &content, now, &post, err);
	if (r == SP_OK) {
		set_card(gate, m, card);
		sp_notes_take(gate, m, o, (struct sp_range){ 0, 0 });
		r = sp_store_begin(gate->store, err);
	}
	if (r == SP_OK &&
	    (r = commit_post(gate, m, o, &post, &replies, c, card, now,
			     err)) == SP_OK &&
	    (r = sp_shares_queue(gate, m->decided_by, m, c, &shares, now,
				 err)) == SP_OK &&
	    (r = sp_search_add_mail(gate, m->id, card, content.facts,
				    err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	if (r != SP_OK)
		g_clear_pointer(&m->decision, g_free);
	sp_post_clear(&post);
	sp_replies_clear(&replies);
	sp_shares_clear(&shares);
	sp_attached_clear(&attached);
	sp_card_free(card);
	sp_case_free(c);
	return r;
}

enum sp_status
sp_hold_file(struct sp_gate *gate, struct sp_mail *m,
	     const struct sp_opening *o, const struct sp_hearing *h,
	     int64_t now, struct sp_err *err)
{
	g_autofree char *why = sp_card_why(h->verdict.why, "");
	struct sp_card *card;
	enum sp_status r;

	m->why = h->verdict.why;
	m->rank = h->verdict.rank;
	m->state = SP_MAIL_FILED;
	card = sp_card_make(gate, m, o, h);
	set_card(gate, m, card);
	sp_notes_take(gate, m, o, (struct sp_range){ 0, 0 });
	sp_card_free(card);
	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	if ((r = sp_store_mail_update(gate->store, m, SP_MAIL_UNOPENED,
				      err)) == SP_OK &&
	    (r = sp_store_event_add(gate->store, now, "gate", "filed", m->ref,
				    "", why, err)) == SP_OK &&
	    (r = sp_bounce_note(gate, h, o, now, err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r;
}
