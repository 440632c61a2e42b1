/* SPDX-License-Identifier: GPL-2.0-or-later */
/* post.c - a mail on its way to the members */
#include "lib/gate/post.h"

#include <string.h>

#include "lib/gate/secrecy-words.h"
#include "lib/mail/compose.h"

/* An answer to what stayed inside stays inside, too. Else the address of the
 * list is best, which stands in From: its key names no other, and a program that
 * finds no key may send its answer in the clear. */
static char *
reply_address(const struct sp_gate *gate, const struct sp_mail *m,
	      const char *ref)
{
	const gboolean inside = strcmp(m->decision, SP_DECISION_INSIDE) == 0;
	g_autofree char *suffix = g_strconcat(ref, inside ? "-internal" : "",
					      NULL);

	return inside || gate->conf->reply_to == SP_REPLY_LIST
		? sp_gate_address(gate, suffix) : NULL;
}

void
sp_post_head(const struct sp_gate *gate, const struct sp_mail *m,
	     const struct sp_case *c, int64_t made, struct sp_post_head *head)
{
	const char *ref = c != NULL ? c->ref : m->ref;

	memset(head, 0, sizeof(*head));
	head->subject = sp_outer_subject(gate, ref);
	head->msgid = sp_gate_msgid(gate, "post", m->ref, "");
	if (c != NULL && strcmp(c->ref, m->ref) != 0)
		head->root = sp_gate_msgid(gate, "post", c->ref, "");
	head->reply_to = reply_address(gate, m, ref);
	head->outer = (struct sp_outer){
		.subject = head->subject, .to = gate->conf->address,
		.made = made, .msgid = head->msgid, .root = head->root,
		.reply_to = head->reply_to, .list = TRUE,
	};
}

void
sp_post_head_clear(struct sp_post_head *head)
{
	g_free(head->subject);
	g_free(head->msgid);
	g_free(head->root);
	g_free(head->reply_to);
}

/* What opens a case cannot be embargoed yet. */
static enum sp_status
find_footer(struct sp_gate *gate, const struct sp_mail *m,
	    const struct sp_case *c, char **footer, struct sp_err *err)
{
	return c == NULL || strcmp(c->ref, m->ref) == 0 ? SP_OK
		: sp_secrecy_footer(gate, c, footer, err);
}

enum sp_status
sp_post_seal(struct sp_gate *gate, const struct sp_mail *m,
	     const struct sp_case *c, const struct sp_card *card,
	     gboolean unsigned_member, const char *told,
	     const struct sp_content *content, int64_t now,
	     struct sp_post *post, struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autofree char *banner = sp_notice_banner(gate->conf, card,
						   unsigned_member, told);
	g_autofree char *subject = sp_subject_tagged(gate->conf->tag,
						     card->subject);
	g_autofree char *footer = NULL;
	struct sp_post_head head;
	enum sp_status r;

	if ((r = find_footer(gate, m, c, &footer, err)) != SP_OK)
		return r;
	if (post->made == 0)
		post->made = now;
	sp_post_head(gate, m, c, post->made, &head);
	r = sp_payload_post(gate, &head.outer, subject, banner, footer, content,
			    rope, err);
	sp_post_head_clear(&head);
	if (r != SP_OK ||
	    (r = sp_recipients_find(gate, post->audience, now, &post->to,
				    err)) != SP_OK)
		return r;
	return sp_recipients_seal(gate, post->audience, now, &post->to, rope,
				  TRUE, &post->sealed, err);
}

static enum sp_status
queue_members(struct sp_gate *gate, const struct sp_mail *m,
	      const struct sp_post *post, struct sp_err *err)
{
	const struct sp_out like = { .kind = SP_OUT_POST, .mail = m->id,
				     .payload = m->post, .made = post->made };

	return sp_recipients_queue(gate, &post->to, &like, SP_OUT_NOKEY, err);
}

/* Accepted: the list key need not open it any more, and the working copy has
 * done its work. */
static enum sp_status
drop_working(struct sp_gate *gate, struct sp_mail *m, struct sp_err *err)
{
	g_autofree const char **all = sp_gate_list_subkeys(gate);
	const char **own = all;
	enum sp_status r = SP_OK;
	unsigned n;

	if (m->notice != 0) {
		int64_t notice = m->notice;

		r = sp_store_out_withdraw(gate->store, m->id, SP_OUT_NOTICE,
					  &n, err);
		m->notice = 0;
		if (r == SP_OK)
			r = sp_store_mail_update(gate->store, m, m->state, err);
		if (r == SP_OK)
			r = sp_store_payload_drop(gate->store, notice, err);
	}
	for (; r == SP_OK && m->original != 0 &&
	     !gate->conf->archive_list_key && *own; own++) {
		r = sp_store_envelope_drop(gate->store, m->original, *own,
					   err);
		if (r == SP_NONE)
			r = SP_OK;
	}
	return r == SP_NONE ? SP_OK : r;
}

enum sp_status
sp_post_queue(struct sp_gate *gate, struct sp_mail *m,
	      const struct sp_post *post, struct sp_err *err)
{
	g_autofree char *msgid = sp_gate_msgid(gate, "post", m->ref, "");
	struct sp_digest d;
	enum sp_status r;

	r = sp_store_payload_add(gate->store, SP_PAYLOAD_POST, post->made,
				 &post->sealed, &m->post, err);
	if (r != SP_OK || (r = drop_working(gate, m, err)) != SP_OK ||
	    (r = queue_members(gate, m, post, err)) != SP_OK)
		return r;
	sp_gate_digest_msgid(gate, msgid, &d);
	return sp_store_thread_add(gate->store, &d, m->id, err);
}

void
sp_post_clear(struct sp_post *post)
{
	sp_recipients_clear(&post->to);
	sp_sealed_clear(&post->sealed);
}
