/* SPDX-License-Identifier: GPL-2.0-or-later */
/* answer.c - what goes out after commands */
#include "lib/gate/answer.h"

#include <string.h>

#include "lib/gate/decision.h"
#include "lib/gate/notes.h"
#include "lib/gate/payload.h"
#include "lib/gate/people.h"
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

/* Only those remain of whom keep says so; neither the list nor its archive is
 * among those who must know. */
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

static enum sp_status
seal_narrow(struct sp_gate *gate, enum sp_audience audience, int64_t member,
	    gboolean keep, struct sp_rope *rope, struct sp_answer *a,
	    struct sp_err *err)
{
	enum sp_status r = sp_recipients_find(gate, audience, a->made, &a->to,
					      err);

	if (r != SP_OK)
		return r;
	narrow(&a->to, member, keep);
	if (a->to.usable->len == 0)
		return sp_fail(err, SP_NONE, "there is nobody to write to");
	r = sp_recipients_seal_for(gate, a->to.keys, rope, TRUE, &a->sealed,
				   err);
	return r == SP_NONE ? sp_fail(err, SP_EBUSY, "a key on the roster "
				      "cannot be used any more") : r;
}

/* keep: to that member alone; else to all but that one. A key that came to its
 * end since the roster was written costs one more try. */
static enum sp_status
seal(struct sp_gate *gate, enum sp_audience audience, int64_t member,
     gboolean keep, struct sp_rope *rope, struct sp_answer *a,
     struct sp_err *err)
{
	enum sp_status r = seal_narrow(gate, audience, member, keep, rope, a,
				       err);

	if (r != SP_EBUSY)
		return r;
	if ((r = sp_recipients_refresh(gate, a->made, err)) != SP_OK)
		return r;
	sp_recipients_clear(&a->to);
	return seal_narrow(gate, audience, member, keep, rope, a, err);
}

enum sp_status
sp_answer_seal_but(struct sp_gate *gate, enum sp_audience audience,
		   int64_t member, struct sp_rope *rope, struct sp_answer *a,
		   struct sp_err *err)
{
	return seal(gate, audience, member, FALSE, rope, a, err);
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

	a->mail = m->id;
	a->made = now;
	sp_answer_head(gate, SP_OUT_ANSWER, m, to->address, now, &head);
	r = compose(gate, "answer", values, &head, rope, err);
	sp_answer_head_clear(&head);
	return r == SP_OK ? seal(gate, SP_FOR_SIGNERS, to->id, TRUE, rope, a,
				 err) : r;
}

/* --- queueing ------------------------------------------------------------- */

enum sp_status
sp_answer_queue(struct sp_gate *gate, const struct sp_answer *a,
		struct sp_err *err)
{
	struct sp_out out = { .kind = SP_OUT_ANSWER, .mail = a->mail,
			      .made = a->made };
	enum sp_status r;

	r = sp_store_payload_add(gate->store, SP_PAYLOAD_LETTER, a->made,
				 &a->sealed, &out.payload, err);
	return r != SP_OK ? r : sp_recipients_queue_one(gate, &out,
							a->to.usable->pdata[0],
							err);
}

void
sp_answer_clear(struct sp_answer *a)
{
	sp_recipients_clear(&a->to);
	sp_sealed_clear(&a->sealed);
}

/* --- to the other moderators ---------------------------------------------- */

/* The member behind an actor; SP_OK with *m NULL: none that we know. */
static enum sp_status
find_actor(struct sp_gate *gate, const char *actor, struct sp_member **m,
	   struct sp_err *err)
{
	enum sp_status r = sp_people_actor(gate, actor, m, err);

	return r == SP_NONE ? SP_OK : r;
}

/* Is there anybody to tell? */
static enum sp_status
find_others(struct sp_gate *gate, const char *actor, int64_t now,
	    gboolean *any, struct sp_err *err)
{
	struct sp_recipients to = { 0 };
	struct sp_member *but = NULL;
	enum sp_status r;

	if ((r = find_actor(gate, actor, &but, err)) == SP_OK &&
	    (r = sp_recipients_find(gate, SP_FOR_MODERATORS, now, &to,
				    err)) == SP_OK) {
		narrow(&to, but != NULL ? but->id : 0, FALSE);
		*any = to.usable->len > 0;
	}
	sp_recipients_clear(&to);
	sp_member_free(but);
	return r;
}

/* Two in the same second would have the same message id. */
static enum sp_status
find_made(struct sp_gate *gate, int64_t mail, int64_t now, int64_t *made,
	  struct sp_err *err)
{
	int64_t newest = 0;
	enum sp_status r = sp_store_out_newest(gate->store, mail,
					       SP_OUT_HANDLED, &newest, err);

	*made = MAX(now, newest + 1);
	return r;
}

enum sp_status
sp_handled_queue(struct sp_gate *gate, int64_t mail, const char *actor,
		 const char *decision, int64_t now, struct sp_err *err)
{
	g_autofree char *what = g_strdup_printf("%s\n%s", actor, decision);
	struct sp_out out = { .kind = SP_OUT_HANDLED, .mail = mail, .due = now,
			      .state = SP_OUT_PENDING, .cause = (char *)"" };
	gboolean any = FALSE;
	enum sp_status r;

	if (g_str_has_prefix(actor, "login:") && !gate->conf->tell_moderators)
		return SP_OK;
	if ((r = find_others(gate, actor, now, &any, err)) != SP_OK || !any ||
	    (r = find_made(gate, mail, now, &out.made, err)) != SP_OK)
		return r;
	out.recipient = sp_gate_seal(gate, SP_SEAL_TOLD, what);
	r = sp_store_out_add(gate->store, &out, &out.id, err);
	g_bytes_unref(out.recipient);
	return r;
}

static enum sp_status
compose_handled(struct sp_gate *gate, const struct sp_mail *m,
		const char *decision, const char *who, int64_t made,
		struct sp_rope *rope, struct sp_err *err)
{
	g_autofree char *when = sp_workday_format(&gate->conf->workdays, made);
	const gboolean open = m->state == SP_MAIL_HELD;
	const struct sp_template_value values[] = {
		{ "list", gate->conf->name },
		{ "address", gate->conf->address },
		{ "tag", gate->conf->tag }, { "ref", m->ref },
		{ "decision", decision }, { "who", who }, { "when", when },
		{ "open", open ? "yes" : "" },
		{ "settled", open ? "" : "yes" }, { NULL, NULL } };
	struct sp_answer_head head;
	enum sp_status r;

	sp_answer_head(gate, SP_OUT_HANDLED, m, NULL, made, &head);
	r = compose(gate, "handled", values, &head, rope, err);
	sp_answer_head_clear(&head);
	return r;
}

/* The row says what was decided and by whom. */
static enum sp_status
seal_handled(struct sp_gate *gate, const struct sp_out *out,
	     struct sp_answer *a, struct sp_err *err)
{
	g_autofree char *what = sp_gate_unseal(gate, SP_SEAL_TOLD,
					       out->recipient);
	g_auto(GStrv) words = g_strsplit(what != NULL ? what : "", "\n", 2);
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autofree char *who = NULL;
	struct sp_member *but = NULL;
	struct sp_mail *m = NULL;
	enum sp_status r;

	if (g_strv_length(words) != 2)
		return sp_fail(err, SP_NONE, "what was decided has been "
			       "forgotten");
	a->made = out->made;
	if ((r = find_actor(gate, words[0], &but, err)) == SP_OK) {
		who = but != NULL ? g_strdup(but->address)
				  : sp_decision_who(gate, words[0]);
		r = sp_store_mail_by_id(gate->store, out->mail, &m, err);
	}
	if (r == SP_OK &&
	    (r = compose_handled(gate, m, words[1], who, a->made, rope,
				 err)) == SP_OK)
		r = sp_answer_seal_but(gate, SP_FOR_MODERATORS,
				       but != NULL ? but->id : 0, rope, a,
				       err);
	sp_mail_free(m);
	sp_member_free(but);
	return r;
}

enum sp_status
sp_answer_give(struct sp_gate *gate, const struct sp_answer *a,
	       struct sp_out *out, struct sp_err *err)
{
	const struct sp_member *first = a->to.usable->pdata[0];
	enum sp_status r;

	r = sp_store_payload_add(gate->store, SP_PAYLOAD_LETTER, a->made,
				 &a->sealed, &out->payload, err);
	if (r != SP_OK)
		return r;
	g_bytes_unref(out->recipient);
	out->member = first->id;
	g_strlcpy(out->encryption, first->encryption,
		  sizeof(out->encryption));
	out->recipient = sp_gate_seal(gate, SP_SEAL_RECIPIENT, first->address);
	r = sp_store_out_give(gate->store, out, err);
	for (guint i = 1; r == SP_OK && i < a->to.usable->len; i++)
		r = sp_recipients_queue_one(gate, out, a->to.usable->pdata[i],
					    err);
	return r == SP_NONE ? sp_fail(err, SP_EBUSY, "another process has "
				      "taken it up") : r;
}

enum sp_status
sp_handled_give(struct sp_gate *gate, struct sp_out *out, struct sp_err *err)
{
	struct sp_answer a = SP_ANSWER_INIT;
	enum sp_status r;

	if ((r = seal_handled(gate, out, &a, err)) == SP_OK &&
	    (r = sp_store_begin(gate->store, err)) == SP_OK) {
		if ((r = sp_answer_give(gate, &a, out, err)) == SP_OK)
			r = sp_store_commit(gate->store, err);
		sp_store_rollback(gate->store);
	}
	sp_answer_clear(&a);
	return r;
}
