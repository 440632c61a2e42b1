/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compose.c - from an outbox row to the bytes that leave */
#include "lib/gate/compose.h"

#include <string.h>

#include "lib/gate/answer.h"
#include "lib/gate/aside.h"
#include "lib/gate/bounce.h"
#include "lib/gate/keywatch.h"
#include "lib/gate/letter.h"
#include "lib/gate/news.h"
#include "lib/gate/notes.h"
#include "lib/gate/outer.h"
#include "lib/gate/outsider.h"
#include "lib/gate/post.h"
#include "lib/gate/recipients.h"
#include "lib/gate/reply.h"
#include "lib/gate/sendkey.h"
#include "lib/gate/share.h"
#include "lib/mail/address.h"
#include "lib/mail/compose.h"
#include "lib/notice/documents.h"
#include "lib/notice/template.h"
#include "lib/policy/people.h"

/* A ciphertext within the supervisor's ceiling, in base64, with room. */
#define MESSAGE_MAX ((size_t)512 << 20)

/* The key to answer with, when it can be used: SP_OK with *key NULL is none. */
static enum sp_status
answer_key(const struct sp_gate *gate, const struct sp_mail *m,
	   gboolean inside, GBytes **key, struct sp_err *err)
{
	enum sp_status r;

	*key = NULL;
	r = sp_outsider_key(gate, m, inside, key, NULL, err);
	return r == SP_NONE ? SP_OK : r;
}

static enum sp_status
compose_ack(struct sp_gate *gate, const struct sp_mail *m,
	    struct sp_outer *outer, struct sp_dispatch *d, struct sp_err *err)
{
	g_autofree char *file = NULL;
	g_autofree char *template = NULL;
	g_autofree char *subject = NULL;
	g_autofree char *body = NULL;
	g_autoptr(GBytes) key = NULL;
	struct sp_ack_doc doc = {
		.conf = gate->conf, .ref = m->ref,
		.fingerprint = gate->list_primary, .arrived = m->arrived,
		.was_clear = m->was_clear, .checks = m->checks,
	};
	enum sp_status r;

	if (gate->list_keys->len > 1) {
		const struct sp_list_key *k = gate->list_keys->pdata[1];

		doc.former = k->fingerprint;
		doc.former_until = k->retires;
	}
	if ((r = sp_template_load(gate->conf->dir, "ack", &file, &template,
				  err)) != SP_OK ||
	    (r = answer_key(gate, m, FALSE, &key, err)) != SP_OK)
		return r;
	doc.template_file = file;
	doc.template_text = template;
	doc.encrypted = key != NULL;
	if ((r = sp_notice_ack(&doc, &subject, &body, err)) != SP_OK)
		return r;
	outer->subject = subject;
	outer->automatic = TRUE;
	return sp_dispatch_answer(gate, outer, key, body, d, err);
}

static enum sp_status
compose_letter(struct sp_gate *gate, const struct sp_mail *m,
	       const struct sp_out *out, struct sp_outer *outer,
	       struct sp_dispatch *d, struct sp_err *err)
{
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	g_autofree char *opaque = sp_outer_subject(gate, m->ref);
	g_autoptr(GBytes) key = NULL;
	enum sp_status r;

	r = sp_letter_open(gate, out->payload, &subject, &text, err);
	if (r != SP_OK ||
	    (r = answer_key(gate, m, TRUE, &key, err)) != SP_OK)
		return r;
	outer->subject = key != NULL ? opaque : subject;
	return sp_dispatch_answer(gate, outer, key, text, d, err);
}

/* To who wrote the report: the answer's own header. */
static enum sp_status
compose_outsider(struct sp_gate *gate, const struct sp_out *out,
		 const struct sp_mail *m, struct sp_dispatch *d,
		 struct sp_err *err)
{
	const gboolean ack = out->kind == SP_OUT_ACK;
	g_autofree char *msgid = ack ? sp_gate_msgid(gate, "ack", m->ref, "")
				     : sp_letter_msgid(gate, m, out);
	g_autofree char *answers = sp_notes_get(gate, m->thread,
						SP_NOTE_MSGID);
	g_autofree char *token = sp_gate_token(gate, m->ref);
	g_autofree char *suffix = g_strdup_printf("%s-%s", m->ref, token);
	g_autofree char *reply = sp_gate_address(gate, suffix);
	struct sp_outer outer = {
		.to = d->recipient, .made = out->made, .msgid = msgid,
		.answers = answers && answers[0] != '\0' ? answers : NULL,
		.reply_to = reply,
	};

	if (ack && sp_sendkey_is(m))
		return sp_sendkey_compose(gate, out, m, d, err);
	return ack ? compose_ack(gate, m, &outer, d, err)
		   : compose_letter(gate, m, out, &outer, d, err);
}

/* A template of ours, in the clear, to a member. */
static enum sp_status
put_clear(struct sp_gate *gate, const char *name,
	  const struct sp_template_value *values, struct sp_outer *outer,
	  struct sp_dispatch *d, struct sp_err *err)
{
	g_autofree char *file = NULL;
	g_autofree char *template = NULL;
	g_autofree char *subject = NULL;
	g_autofree char *body = NULL;
	g_autofree char *entity = NULL;
	g_autofree char *block = NULL;
	enum sp_status r;

	if ((r = sp_template_load(gate->conf->dir, name, &file, &template,
				  err)) != SP_OK ||
	    (r = sp_template_expand(file, template, values, &subject, &body,
				    err)) != SP_OK)
		return r;
	outer->subject = subject;
	entity = sp_text_entity(body);
	if ((r = sp_outer_block(gate, outer, &block, err)) != SP_OK ||
	    (r = sp_dispatch_add(d, block, err)) != SP_OK)
		return r;
	return sp_dispatch_add(d, entity, err);
}

/* What a member without a usable key reads: that there is something. */
static enum sp_status
compose_nokey(struct sp_gate *gate, const struct sp_out *out,
	      const struct sp_mail *m, const struct sp_member *member,
	      struct sp_dispatch *d, struct sp_err *err)
{
	g_autofree char *msgid = sp_gate_msgid(gate, "nokey", m->ref,
					       member->address);
	struct sp_outer outer = { .to = d->recipient, .made = out->made,
				  .msgid = msgid, .generated = TRUE };
	const struct sp_template_value values[] = {
		{ "list", gate->conf->name },
		{ "address", gate->conf->address },
		{ "tag", gate->conf->tag }, { "ref", m->ref },
		{ "cause", sp_recipients_cause(member, out->made) },
		{ "fingerprint", member->fingerprint }, { NULL, NULL } };

	return put_clear(gate, "nokey", values, &outer, d, err);
}

static enum sp_status
compose_notice(struct sp_gate *gate, const struct sp_out *out,
	       const struct sp_mail *m, struct sp_dispatch *d,
	       struct sp_err *err)
{
	g_autofree char *subject = sp_outer_subject_notice(gate, m);
	g_autofree char *msgid = sp_gate_msgid(gate, "notice", m->ref, "");
	g_autofree char *to = sp_gate_role_address(gate, "owner");
	const struct sp_outer outer = { .subject = subject, .to = to,
					.made = out->made, .msgid = msgid,
					.generated = TRUE };

	return sp_dispatch_kept(gate, &outer, out, d, err);
}

static enum sp_status
compose_answer(struct sp_gate *gate, const struct sp_out *out,
	       const struct sp_mail *m, struct sp_dispatch *d,
	       struct sp_err *err)
{
	struct sp_answer_head head;
	enum sp_status r;

	sp_answer_head(gate, out->kind, m, d->recipient, out->made, &head);
	r = sp_dispatch_kept(gate, &head.outer, out, d, err);
	sp_answer_head_clear(&head);
	return r;
}

/* To a member, about the case of m. */
static enum sp_status
compose_aside(struct sp_gate *gate, const struct sp_out *out,
	      const struct sp_mail *m, struct sp_dispatch *d,
	      struct sp_err *err)
{
	struct sp_aside_head head;
	enum sp_status r;

	d->bounces = sp_bounce_address(gate, d->recipient, out->made);
	d->envelope = d->bounces;
	sp_aside_head(gate, out->kind, m->ref, out->made, &head);
	r = sp_dispatch_kept(gate, &head.outer, out, d, err);
	sp_aside_head_clear(&head);
	return r;
}

/* Replies and failures of a list copy come back to an address of its own. */
static enum sp_status
compose_post(struct sp_gate *gate, const struct sp_out *out,
	     const struct sp_mail *m, struct sp_dispatch *d, struct sp_err *err)
{
	struct sp_case *c = NULL;
	struct sp_post_head head;
	enum sp_status r = SP_OK;

	if (m->case_id != 0)
		r = sp_store_case_by_id(gate->store, m->case_id, &c, err);
	if (r != SP_OK)
		return r;
	d->bounces = sp_bounce_address(gate, d->recipient, out->made);
	d->envelope = d->bounces;
	sp_post_head(gate, m, c, out->made, &head);
	r = sp_dispatch_kept(gate, &head.outer, out, d, err);
	sp_post_head_clear(&head);
	sp_case_free(c);
	return r;
}

/* SP_NONE: not a member any more, or paused. */
static enum sp_status
find_member(struct sp_gate *gate, int64_t id, struct sp_member **member,
	    struct sp_err *err)
{
	g_autoptr(GPtrArray) all = NULL;
	enum sp_status r = sp_store_members(gate->store, &all, err);

	for (guint i = 0; r == SP_OK && i < all->len; i++) {
		struct sp_member *m = all->pdata[i];

		if (m->id == id && !m->paused) {
			*member = g_ptr_array_steal_index(all, i);
			return SP_OK;
		}
	}
	return r != SP_OK ? r : sp_fail(err, SP_NONE, "the recipient is no "
					"member any more, or paused");
}

/* Whoever gives a command is answered before, too. */
static gboolean
is_admitted(const struct sp_gate *gate, const struct sp_out *out,
	    const struct sp_member *m)
{
	return out->kind == SP_OUT_ANSWER ||
	       sp_policy_admission(gate->conf, m) == SP_ADMITTED;
}

static enum sp_status
compose_member(struct sp_gate *gate, const struct sp_out *out,
	       const struct sp_mail *m, struct sp_dispatch *d,
	       struct sp_err *err)
{
	struct sp_member *member = NULL;
	enum sp_status r = find_member(gate, out->member, &member, err);

	if (r != SP_OK)
		return r;
	if (!is_admitted(gate, out, member))
		r = sp_fail(err, SP_NONE, "the recipient is not admitted yet");
	else if (out->kind == SP_OUT_NOKEY ||
		 !sp_recipients_usable(member, sp_gate_now()))
		r = compose_nokey(gate, out, m, member, d, err);
	else if (strcmp(member->encryption, out->encryption) != 0)
		r = sp_fail(err, SP_NONE, "the recipient's key is not the one "
			    "it was sealed for");
	else if (out->kind == SP_OUT_NOTICE)
		r = compose_notice(gate, out, m, d, err);
	else if (out->kind == SP_OUT_ANSWER || out->kind == SP_OUT_HANDLED)
		r = compose_answer(gate, out, m, d, err);
	else if (out->kind == SP_OUT_WRITTEN ||
		 out->kind == SP_OUT_HELD_BACK ||
		 out->kind == SP_OUT_ASIDE)
		r = compose_aside(gate, out, m, d, err);
	else
		r = compose_post(gate, out, m, d, err);
	sp_member_free(member);
	return r;
}

/* To a member whose key is, or will soon be, at fault; SP_NONE: it is good
 * again. */
static enum sp_status
compose_keywarning(struct sp_gate *gate, const struct sp_out *out,
		   const struct sp_member *member, const char *msgid,
		   struct sp_dispatch *d, struct sp_err *err)
{
	g_autofree char *cause = sp_keywatch_cause(gate, member,
						   sp_gate_now());
	struct sp_outer outer = { .to = d->recipient, .made = out->made,
				  .msgid = msgid, .generated = TRUE };
	const struct sp_template_value values[] = {
		{ "list", gate->conf->name },
		{ "address", gate->conf->address },
		{ "tag", gate->conf->tag }, { "cause", cause },
		{ "fingerprint", member->fingerprint }, { NULL, NULL } };

	if (cause == NULL)
		return sp_fail(err, SP_NONE, "the key is good again");
	return put_clear(gate, "keywarning", values, &outer, d, err);
}

static enum sp_status
compose_circular(struct sp_gate *gate, const struct sp_out *out,
		 struct sp_dispatch *d, struct sp_err *err)
{
	g_autofree char *what = g_strdup_printf("%" G_GINT64_FORMAT,
				out->payload ? out->payload : out->id);
	g_autofree char *msgid = sp_gate_msgid(gate, out->payload ? "circular"
					       : "keywarning", what, "");
	g_autofree char *subject = g_strdup_printf("[%s] %s", gate->conf->tag,
		out->kind == SP_OUT_REMINDER ? "What waits today" :
		out->kind == SP_OUT_URGENT ? "Urgent: please read this now" :
		"A notice about this list");
	const struct sp_outer outer = { .subject = subject, .to = d->recipient,
					.made = out->made, .msgid = msgid,
					.generated = TRUE };
	struct sp_member *member = NULL;
	enum sp_status r = find_member(gate, out->member, &member, err);

	if (r == SP_OK)
		r = out->payload ? sp_dispatch_kept(gate, &outer, out, d, err)
				 : compose_keywarning(gate, out, member, msgid,
						      d, err);
	sp_member_free(member);
	return r;
}

/* To a member, of the embargo of a case. */
static enum sp_status
put_news(struct sp_gate *gate, const struct sp_out *out,
	 struct sp_dispatch *d, struct sp_err *err)
{
	struct sp_news_head head;
	struct sp_case *c = NULL;
	enum sp_status r = sp_store_case_by_id(gate->store, out->case_id, &c,
					       err);

	if (r == SP_OK) {
		d->bounces = sp_bounce_address(gate, d->recipient, out->made);
		d->envelope = d->bounces;
		sp_news_head(gate, c->ref, out->made, &head);
		r = sp_dispatch_kept(gate, &head.outer, out, d, err);
		sp_news_head_clear(&head);
	}
	sp_case_free(c);
	return r;
}

/* Who cannot read it now has been told of their key. */
static enum sp_status
compose_news(struct sp_gate *gate, const struct sp_out *out,
	     struct sp_dispatch *d, struct sp_err *err)
{
	struct sp_member *member = NULL;
	enum sp_status r = find_member(gate, out->member, &member, err);

	if (r != SP_OK)
		return r;
	if (!is_admitted(gate, out, member))
		r = sp_fail(err, SP_NONE, "the recipient is not admitted yet");
	else if (strcmp(member->encryption, out->encryption) != 0 ||
		 !sp_recipients_usable(member, sp_gate_now()))
		r = sp_fail(err, SP_NONE, "the recipient's key is not the one "
			    "it was sealed for, or cannot be used");
	else
		r = put_news(gate, out, d, err);
	sp_member_free(member);
	return r;
}

/* Of a mail. */
static enum sp_status
compose_about(struct sp_gate *gate, const struct sp_out *out,
	      struct sp_dispatch *d, struct sp_err *err)
{
	struct sp_mail *m = NULL;
	enum sp_status r = sp_store_mail_by_id(gate->store, out->mail, &m,
					       err);

	if (r == SP_OK)
		r = out->kind == SP_OUT_ACK || out->kind == SP_OUT_LETTER
			? compose_outsider(gate, out, m, d, err)
			: compose_member(gate, out, m, d, err);
	sp_mail_free(m);
	return r;
}

enum sp_status
sp_compose(struct sp_gate *gate, const struct sp_out *out,
	   struct sp_dispatch *d, struct sp_err *err)
{
	enum sp_status r;

	d->recipient = sp_gate_unseal(gate, SP_SEAL_RECIPIENT, out->recipient);
	if (d->recipient == NULL || !sp_address_ok(d->recipient))
		return sp_fail(err, SP_NONE, "the recipient's address does not "
			       "open or may not be written to");
	if ((r = sp_blob_init(&d->message, MESSAGE_MAX, err)) != SP_OK)
		return r;
	return out->kind == SP_OUT_CIRCULAR || out->kind == SP_OUT_REMINDER ||
	       out->kind == SP_OUT_URGENT
		? compose_circular(gate, out, d, err)
		: out->kind == SP_OUT_REPLY
		? sp_reply_compose(gate, out, d, err)
		: out->kind == SP_OUT_EMBARGO
		? compose_news(gate, out, d, err)
		: out->kind == SP_OUT_SHARED
		? sp_share_compose(gate, out, d, err)
		: compose_about(gate, out, d, err);
}
