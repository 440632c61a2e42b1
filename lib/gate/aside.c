/* SPDX-License-Identifier: GPL-2.0-or-later */
/* aside.c - what the gate tells the members in the thread of a case */
#include "lib/gate/aside.h"

#include <string.h>

#include "lib/gate/decision.h"
#include "lib/gate/payload.h"
#include "lib/gate/secrecy-words.h"
#include "lib/notice/documents.h"

static const char *
name_of(enum sp_out_kind kind)
{
	return kind == SP_OUT_WRITTEN ? "written"
		: kind == SP_OUT_ASIDE ? "imported" : "held-back";
}

/* What somebody thinks of a patch, or of what others have written so far, is
 * for members to begin with. */
static char *
reply_address(const struct sp_gate *gate, enum sp_out_kind kind,
	      const char *ref)
{
	g_autofree char *inside = g_strconcat(ref, "-internal", NULL);

	if (kind == SP_OUT_ASIDE)
		return sp_gate_address(gate, inside);
	return gate->conf->reply_to == SP_REPLY_LIST
		? sp_gate_address(gate, ref) : NULL;
}

/* --- the header ----------------------------------------------------------- */

/* Below the first mail of the case, or that of a patch, which every member
 * has. */
void
sp_aside_head(const struct sp_gate *gate, enum sp_out_kind kind,
	      const char *ref, int64_t made, struct sp_aside_head *head)
{
	g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, made);

	head->strings[0] = sp_outer_subject(gate, ref);
	head->strings[1] = sp_gate_msgid(gate, name_of(kind), ref, at);
	head->strings[2] = sp_gate_msgid(gate, "post", ref, "");
	head->strings[3] = reply_address(gate, kind, ref);
	head->outer = (struct sp_outer){
		.subject = head->strings[0], .to = gate->conf->address,
		.made = made, .msgid = head->strings[1],
		.answers = head->strings[2], .reply_to = head->strings[3],
		.list = TRUE, .generated = kind != SP_OUT_WRITTEN,
	};
}

void
sp_aside_head_clear(struct sp_aside_head *head)
{
	for (size_t i = 0; i < G_N_ELEMENTS(head->strings); i++)
		g_free(head->strings[i]);
}

/* --- sealing -------------------------------------------------------------- */

static enum sp_status
compose(struct sp_gate *gate, const struct sp_aside *a,
	const struct sp_template_value *values, const char *text,
	const char *footer, const char *ref, struct sp_rope *rope, struct sp_err *err)
{
	g_autofree char *file = NULL;
	g_autofree char *template = NULL;
	g_autofree char *subject = NULL;
	g_autofree char *body = NULL;
	g_autofree char *all = NULL;
	struct sp_aside_head head;
	enum sp_status r;

	if ((r = sp_template_load(gate->conf->dir, name_of(a->kind), &file,
				  &template, err)) != SP_OK ||
	    (r = sp_template_expand(file, template, values, &subject, &body,
				    err)) != SP_OK)
		return r;
	all = g_strconcat(SP_MEMBERS_LINE, body, text,
			  footer != NULL ? "\n\n" : NULL, footer, NULL);
	sp_aside_head(gate, a->kind, ref, a->made, &head);
	r = sp_payload_text(gate, &head.outer, subject, all, rope, err);
	sp_aside_head_clear(&head);
	return r;
}

enum sp_status
sp_aside_seal(struct sp_gate *gate, enum sp_out_kind kind,
	      const struct sp_case *c, const char *actor, const char *told,
	      const char *text, int64_t now, struct sp_aside *a,
	      struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autofree char *who = sp_decision_who(gate, actor);
	g_autofree char *when = sp_workday_format(&gate->conf->workdays, now);
	g_autofree char *footer = NULL;
	const struct sp_template_value values[] = {
		{ "list", gate->conf->name },
		{ "address", gate->conf->address },
		{ "tag", gate->conf->tag }, { "case", c->number },
		{ "who", who }, { "when", when }, { "told", told },
		{ NULL, NULL } };
	enum sp_status r;

	a->kind = kind;
	a->made = now;
	if ((r = sp_secrecy_footer(gate, c, &footer, err)) != SP_OK ||
	    (r = compose(gate, a, values, text, footer, c->ref, rope,
			 err)) != SP_OK ||
	    (r = sp_recipients_find(gate, SP_FOR_MEMBERS, now, &a->to,
				    err)) != SP_OK)
		return r;
	return sp_recipients_seal(gate, SP_FOR_MEMBERS, now, &a->to, rope,
				  TRUE, &a->sealed, err);
}

/* --- to one of them ------------------------------------------------------- */

/* Everybody else is left out, and so are the keys of the archive. */
static void
narrow_to(struct sp_recipients *to, int64_t id)
{
	g_ptr_array_set_size(to->keys, 0);
	for (guint i = to->usable->len; i > 0; i--) {
		const struct sp_member *m = to->usable->pdata[i - 1];

		if (m->id == id)
			g_ptr_array_add(to->keys, g_strdup(m->encryption));
		else
			g_ptr_array_remove_index(to->usable, i - 1);
	}
}

static enum sp_status
compose_one(struct sp_gate *gate, const struct sp_aside *a,
	    const struct sp_case *c, const struct sp_mail *m,
	    const char *subject, const char *text, struct sp_rope *rope,
	    struct sp_err *err)
{
	g_autofree char *footer = NULL;
	g_autofree char *all = NULL;
	struct sp_aside_head head;
	enum sp_status r = sp_secrecy_footer(gate, c, &footer, err);

	if (r != SP_OK)
		return r;
	all = g_strconcat(text, footer != NULL ? "\n\n" : NULL, footer, NULL);
	sp_aside_head(gate, a->kind, m->ref, a->made, &head);
	r = sp_payload_text(gate, &head.outer, subject, all, rope, err);
	sp_aside_head_clear(&head);
	return r;
}

/* Two that are made in one second would have one Message-ID. */
enum sp_status
sp_aside_seal_one(struct sp_gate *gate, const struct sp_case *c,
		  const struct sp_mail *m, const struct sp_member *to,
		  const char *subject, const char *text, int64_t now,
		  struct sp_aside *a, struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autofree char *fault = sp_recipients_fault(gate->conf, to, now);
	int64_t newest = 0;
	enum sp_status r;

	a->kind = SP_OUT_ASIDE;
	if ((r = sp_store_out_newest(gate->store, m->id, a->kind, &newest,
				     err)) != SP_OK ||
	    (r = sp_recipients_find(gate, SP_FOR_MEMBERS, now, &a->to,
				    err)) != SP_OK)
		return r;
	a->made = MAX(now, newest + 1);
	narrow_to(&a->to, to->id);
	if (a->to.usable->len == 0)
		return sp_fail(err, SP_EDENIED, "nothing was sent: %s%s",
			       fault ? fault : to->address,
			       fault ? "" : " is paused");
	r = compose_one(gate, a, c, m, subject, text, rope, err);
	return r == SP_OK ? sp_recipients_seal_for(gate, a->to.keys, rope, TRUE,
						   &a->sealed, err) : r;
}

/* --- queueing ------------------------------------------------------------- */

enum sp_status
sp_aside_queue(struct sp_gate *gate, const struct sp_mail *m,
	       const struct sp_aside *a, struct sp_err *err)
{
	struct sp_aside_head head;
	struct sp_digest d;
	struct sp_out like = { .kind = a->kind, .mail = m->id,
			       .made = a->made };
	enum sp_status r;

	r = sp_store_payload_add(gate->store, SP_PAYLOAD_LETTER, a->made,
				 &a->sealed, &like.payload, err);
	for (guint i = 0; r == SP_OK && i < a->to.usable->len; i++)
		r = sp_recipients_queue_one(gate, &like,
					    a->to.usable->pdata[i], err);
	if (r != SP_OK)
		return r;
	sp_aside_head(gate, a->kind, m->ref, a->made, &head);
	sp_gate_digest_msgid(gate, head.outer.msgid, &d);
	sp_aside_head_clear(&head);
	return sp_store_thread_add(gate->store, &d, m->id, err);
}

void
sp_aside_clear(struct sp_aside *a)
{
	sp_recipients_clear(&a->to);
	sp_sealed_clear(&a->sealed);
}
