/* SPDX-License-Identifier: GPL-2.0-or-later */
/* answer.c - what goes out after commands */
#include "lib/gate/answer.h"

#include <string.h>

#include "lib/gate/notes.h"
#include "lib/gate/payload.h"
#include "lib/notice/template.h"

/* --- the header ----------------------------------------------------------- */

static const char *
or_null(const char *text)
{
	return text != NULL && text[0] != '\0' ? text : NULL;
}

/* In the thread of the notice, which all moderators have. */
static void
handled_head(const struct sp_gate *gate, const struct sp_mail *m,
	     struct sp_answer_head *h)
{
	g_autofree char *made = g_strdup_printf("%" G_GINT64_FORMAT,
						h->outer.made);
	g_autofree char *held = sp_outer_subject_notice(gate, m);

	h->strings[0] = g_strdup_printf("Re: %s", held);
	h->strings[1] = sp_gate_msgid(gate, "handled", m->ref, made);
	h->strings[2] = sp_gate_msgid(gate, "notice", m->ref, "");
	h->strings[3] = sp_gate_role_address(gate, "owner");
	h->outer.subject = h->strings[0];
	h->outer.msgid = h->strings[1];
	h->outer.answers = h->strings[2];
	h->outer.to = h->strings[3];
	h->outer.generated = TRUE;
}

/* An answer to the mail with the commands. */
static void
answer_head(const struct sp_gate *gate, const struct sp_mail *m,
	    struct sp_answer_head *h)
{
	h->strings[0] = g_strdup_printf("[%s] Answer to your commands",
					gate->conf->tag);
	h->strings[1] = sp_gate_msgid(gate, "answer", m->ref, "");
	h->strings[2] = sp_notes_get(gate, m->thread, SP_NOTE_MSGID);
	h->strings[3] = sp_notes_get(gate, m->thread, SP_NOTE_ROOT);
	h->outer.subject = h->strings[0];
	h->outer.msgid = h->strings[1];
	h->outer.answers = or_null(h->strings[2]);
	h->outer.root = or_null(h->strings[3]);
	h->outer.automatic = TRUE;
}

void
sp_answer_head(const struct sp_gate *gate, enum sp_out_kind kind,
	       const struct sp_mail *m, const char *to, int64_t made,
	       struct sp_answer_head *head)
{
	memset(head, 0, sizeof(*head));
	head->outer.made = made;
	head->outer.to = to;
	if (kind == SP_OUT_HANDLED)
		handled_head(gate, m, head);
	else
		answer_head(gate, m, head);
}

void
sp_answer_head_clear(struct sp_answer_head *head)
{
	for (size_t i = 0; i < G_N_ELEMENTS(head->strings); i++)
		g_free(head->strings[i]);
}

/* --- sealing -------------------------------------------------------------- */

/* The template, put into the payload. */
static enum sp_status
compose(struct sp_gate *gate, const char *name,
	const struct sp_template_value *values,
	const struct sp_answer_head *head, struct sp_rope *rope,
	struct sp_err *err)
{
	g_autofree char *file = NULL;
	g_autofree char *template = NULL;
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	enum sp_status r;

	if ((r = sp_template_load(gate->conf->dir, name, &file, &template,
				  err)) != SP_OK ||
	    (r = sp_template_expand(file, template, values, &subject, &text,
				    err)) != SP_OK)
		return r;
	return sp_payload_text(gate, &head->outer, subject, text, rope, err);
}

/* Only those remain of whom want() says so; neither the list nor its archive
 * is among those who must know. */
static void
narrow(struct sp_recipients *to, int64_t member, gboolean keep)
{
	g_ptr_array_set_size(to->keys, 0);
	for (guint i = to->usable->len; i-- > 0;) {
		const struct sp_member *m = to->usable->pdata[i];

		if ((m->id == member) != keep)
			g_ptr_array_remove_index(to->usable, i);
		else
			sp_recipients_add_key(to->keys, m->encryption);
	}
}

/* keep: to that member alone; else to all but that one. */
static enum sp_status
seal(struct sp_gate *gate, enum sp_audience audience,
     const struct sp_member *member, gboolean keep, struct sp_rope *rope,
     struct sp_answer *a, struct sp_err *err)
{
	enum sp_status r = sp_recipients_find(gate, audience, a->made, &a->to,
					      err);

	if (r != SP_OK)
		return r;
	narrow(&a->to, member->id, keep);
	if (a->to.usable->len == 0)
		return sp_fail(err, SP_NONE, "there is nobody to write to");
	return sp_recipients_seal_for(gate, a->to.keys, rope, TRUE, &a->sealed,
				      err);
}

enum sp_status
sp_answer_seal(struct sp_gate *gate, const struct sp_mail *m,
	       const struct sp_member *to, const char *results, int64_t now,
	       struct sp_answer *a, struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autofree char *request = sp_gate_role_address(gate, "request");
	const struct sp_template_value values[] = {
		{ "list", gate->conf->name },
		{ "tag", gate->conf->tag }, { "results", results },
		{ "request", request }, { NULL, NULL } };
	struct sp_answer_head head;
	enum sp_status r;

	a->kind = SP_OUT_ANSWER;
	a->mail = m->id;
	a->made = now;
	sp_answer_head(gate, a->kind, m, to->address, now, &head);
	r = compose(gate, "answer", values, &head, rope, err);
	sp_answer_head_clear(&head);
	return r == SP_OK ? seal(gate, SP_FOR_MEMBERS, to, TRUE, rope, a, err)
			  : r;
}

enum sp_status
sp_answer_seal_handled(struct sp_gate *gate, int64_t mail, const char *decision,
		       const struct sp_member *but, int64_t now,
		       struct sp_answer *a, struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autofree char *when = sp_workday_format(&gate->conf->workdays, now);
	struct sp_answer_head head;
	struct sp_mail *m = NULL;
	enum sp_status r = sp_store_mail_by_id(gate->store, mail, &m, err);

	if (r != SP_OK)
		return r;
	a->kind = SP_OUT_HANDLED;
	a->mail = mail;
	a->made = now;
	sp_answer_head(gate, a->kind, m, NULL, now, &head);
	const struct sp_template_value values[] = {
		{ "list", gate->conf->name },
		{ "address", gate->conf->address },
		{ "tag", gate->conf->tag }, { "ref", m->ref },
		{ "decision", decision }, { "who", but->address },
		{ "when", when },
		{ "open", m->state == SP_MAIL_HELD ? "yes" : "" },
		{ "settled", m->state == SP_MAIL_HELD ? "" : "yes" },
		{ NULL, NULL } };
	r = compose(gate, "handled", values, &head, rope, err);
	sp_answer_head_clear(&head);
	sp_mail_free(m);
	return r == SP_OK ? seal(gate, SP_FOR_MODERATORS, but, FALSE, rope, a,
				 err) : r;
}

/* --- queueing ------------------------------------------------------------- */

enum sp_status
sp_answer_queue(struct sp_gate *gate, const struct sp_answer *a,
		struct sp_err *err)
{
	int64_t payload = 0;
	enum sp_status r;

	r = sp_store_payload_add(gate->store, SP_PAYLOAD_LETTER, a->made,
				 &a->sealed, &payload, err);
	for (guint i = 0; r == SP_OK && i < a->to.usable->len; i++) {
		const struct sp_member *to = a->to.usable->pdata[i];
		struct sp_out out = {
			.kind = a->kind, .mail = a->mail, .payload = payload,
			.member = to->id, .made = a->made, .due = a->made,
			.state = SP_OUT_PENDING, .cause = (char *)"",
		};
		int64_t id;

		g_strlcpy(out.encryption, to->encryption,
			  sizeof(out.encryption));
		out.recipient = sp_gate_seal(gate, SP_SEAL_RECIPIENT,
					     to->address);
		r = sp_store_out_add(gate->store, &out, &id, err);
		g_bytes_unref(out.recipient);
	}
	return r;
}

void
sp_answer_clear(struct sp_answer *a)
{
	sp_recipients_clear(&a->to);
	sp_sealed_clear(&a->sealed);
}
