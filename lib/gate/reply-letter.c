/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reply-letter.c - the mail that one reporter gets
 *
 * Kept as OpenPGP like everything people wrote, with a header of three lines:
 * the subject, whose name stands in From, and who wrote it, as events record it,
 * which stays here. Opened, signed and
 * sealed to its reader at hand-over. */
#include "lib/gate/reply-letter.h"

#include <string.h>

#include "lib/gate/outer.h"
#include "lib/gate/outsider.h"
#include "lib/gate/notes.h"
#include "lib/gate/recipients.h"
#include "lib/gate/secrecy-words.h"
#include "lib/gate/working.h"
#include "lib/mail/compose.h"
#include "lib/store/people.h"

#define SUBJECT "Subject: "
#define FROM "From: "
#define BY "By: "

char *
sp_reply_msgid(const struct sp_gate *gate, const char *ref,
	       const struct sp_out *out)
{
	g_autofree char *what = g_strdup_printf("%" G_GINT64_FORMAT, out->id);

	return sp_gate_msgid(gate, "reply", ref, what);
}

/* SP_OK with *m NULL: of none. */
static enum sp_status
read_mail(struct sp_gate *gate, const struct sp_out *out, struct sp_mail **m,
	  struct sp_err *err)
{
	return out->mail == 0 ? SP_OK
		: sp_store_mail_by_id(gate->store, out->mail, m, err);
}

enum sp_status
sp_reply_about(struct sp_gate *gate, const struct sp_out *out,
	       struct sp_case **c, char **ref, struct sp_err *err)
{
	struct sp_mail *m = NULL;
	enum sp_status r = read_mail(gate, out, &m, err);

	if (r == SP_OK)
		r = sp_store_case_by_id(gate->store, out->case_id != 0
					? out->case_id : m->case_id, c, err);
	if (r == SP_OK)
		*ref = g_strdup(m != NULL ? m->ref : (*c)->ref);
	sp_mail_free(m);
	return r;
}

/* --- what must not stand in it ------------------------------------------- */

static void
add_swap(GArray *swaps, const char *from, const char *to)
{
	const struct sp_swap s = { from, to };

	if (from != NULL && from[0] != '\0')
		g_array_append_val(swaps, s);
}

/* A name of one word is a word like others, too. */
static gboolean
is_full_name(const char *name)
{
	return strchr(name, ' ') != NULL;
}

/* Case numbers count cases; who is in the team, and who else reported, is not
 * for this reader. */
static char *
swap_words(struct sp_gate *gate, const struct sp_case *c,
	   const GPtrArray *people, const struct sp_addressee *a,
	   const GPtrArray *members, const char *text)
{
	g_autoptr(GArray) swaps = g_array_new(TRUE, TRUE,
					      sizeof(struct sp_swap));
	const struct sp_config *conf = gate->conf;
	const char *ref = sp_reply_ref(c, a->who);

	add_swap(swaps, c->number, ref);
	add_swap(swaps, c->ref, ref);
	for (guint i = 0; i < people->len; i++) {
		const struct sp_addressee *other = people->pdata[i];

		if (other == a)
			continue;
		add_swap(swaps, sp_reply_ref(c, other->who), ref);
		add_swap(swaps, other->address, "another reporter");
	}
	for (guint i = 0; i < members->len; i++) {
		const struct sp_member *m = members->pdata[i];

		add_swap(swaps, m->address, conf->address);
		if (conf->reply_as == SP_AS_TEAM && is_full_name(m->name))
			add_swap(swaps, m->name, conf->reply_team);
	}
	return sp_reply_swap(text, (const struct sp_swap *)swaps->data);
}

enum sp_status
sp_reply_words_for(struct sp_gate *gate, const struct sp_case *c,
		   const struct sp_participant *who, const char *text,
		   char **words, struct sp_err *err)
{
	g_autoptr(GPtrArray) members = NULL;
	g_autoptr(GPtrArray) people = NULL;
	enum sp_status r;

	if ((r = sp_store_members(gate->store, &members, err)) != SP_OK ||
	    (r = sp_reply_people(gate, c, &people, err)) != SP_OK)
		return r;
	for (guint i = 0; i < people->len; i++) {
		const struct sp_addressee *a = people->pdata[i];

		if (memcmp(&a->who->digest, &who->digest,
			   sizeof(who->digest)) != 0)
			continue;
		*words = swap_words(gate, c, people, a, members, text);
		return SP_OK;
	}
	return sp_fail(err, SP_NONE, "this is nobody outside in %s",
		       c->number);
}

/* --- sealed for the store ------------------------------------------------ */

const char *
sp_reply_name(const struct sp_gate *gate, const struct sp_member *member)
{
	return gate->conf->reply_as == SP_AS_MEMBER && member != NULL &&
		member->name[0] != '\0' ? member->name
					 : gate->conf->reply_team;
}

enum sp_status
sp_reply_letter_seal(struct sp_gate *gate, const struct sp_case *c,
		     const GPtrArray *people, const struct sp_words *words,
		     struct sp_addressee *a, int64_t now, struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autoptr(GPtrArray) members = NULL;
	g_autofree char *text = NULL;
	g_autofree char *subject = NULL;
	struct sp_recipients to = { 0 };
	enum sp_status r;

	if ((r = sp_store_members(gate->store, &members, err)) != SP_OK)
		return r;
	text = swap_words(gate, c, people, a, members, words->text);
	subject = swap_words(gate, c, people, a, members, words->subject);
	sp_rope_printf(rope, SUBJECT "%s\n" FROM "%s\n" BY "%s\n\n%s",
		       subject, words->from, words->actor, text);
	r = sp_recipients_find(gate, SP_FOR_STORE, now, &to, err);
	if (r == SP_OK)
		r = sp_recipients_seal(gate, SP_FOR_STORE, now, &to, rope,
				       FALSE, &a->letter, err);
	sp_recipients_clear(&to);
	return r;
}

/* --- and opened again ---------------------------------------------------- */

struct letter {
	char *subject;
	char *from;
	char *actor;
	char *text;
};

static void
letter_clear(struct letter *l)
{
	g_free(l->subject);
	g_free(l->from);
	g_free(l->actor);
	g_free(l->text);
}

static enum sp_status
open_letter(struct sp_gate *gate, int64_t payload, struct letter *l,
	    struct sp_err *err)
{
	g_autofree char *all = NULL;
	g_auto(GStrv) head = NULL;
	enum sp_status r;
	char *body;

	if ((r = sp_working_text(gate, payload, &all, err)) != SP_OK)
		return r;
	body = strstr(all, "\n\n");
	if (body != NULL) {
		*body = '\0';
		head = g_strsplit(all, "\n", -1);
	}
	if (head == NULL || g_strv_length(head) != 3 ||
	    !g_str_has_prefix(head[0], SUBJECT) ||
	    !g_str_has_prefix(head[1], FROM) ||
	    !g_str_has_prefix(head[2], BY))
		return sp_fail(err, SP_EIO, "payload %" G_GINT64_FORMAT
			       " is no reply", payload);
	l->subject = g_strdup(head[0] + strlen(SUBJECT));
	l->from = g_strdup(head[1] + strlen(FROM));
	l->actor = g_strdup(head[2] + strlen(BY));
	l->text = g_strdup(body + 2);
	return SP_OK;
}

/* SP_NONE: forgotten meanwhile. */
static enum sp_status
find_reader(struct sp_gate *gate, const struct sp_case *c, const char *address,
	    struct sp_participant **p, struct sp_err *err)
{
	struct sp_digest d;

	sp_gate_digest_address(gate, address, &d);
	return sp_store_participant(gate->store, c->id, &d, p, err);
}

/* What this one wrote first: a mail program puts the answer below it. */
static char *
answered_msgid(struct sp_gate *gate, const char *ref)
{
	struct sp_mail *first = NULL;
	char *id = NULL;
	struct sp_err err;

	if (sp_store_mail_by_ref(gate->store, ref, &first, &err) == SP_OK)
		id = sp_notes_get(gate, first->thread, SP_NOTE_MSGID);
	sp_mail_free(first);
	if (id != NULL && id[0] == '\0')
		g_clear_pointer(&id, g_free);
	return id;
}

/* The token of a reference is its reporter's, and so is the first mail; a guest
 * has neither. */
static enum sp_status
put_letter(struct sp_gate *gate, const char *msgid, int64_t made,
	   const struct sp_case *c, const struct sp_participant *p, GBytes *key,
	   const struct letter *l, struct sp_dispatch *d, struct sp_err *err)
{
	const gboolean guest = sp_participant_is_guest(p);
	const char *ref = sp_reply_ref(c, p);
	g_autofree char *answers = guest ? NULL : answered_msgid(gate, ref);
	g_autofree char *token = sp_gate_token(gate, ref);
	g_autofree char *suffix = guest ? g_strdup(ref)
		: g_strdup_printf("%s-%s", ref, token);
	g_autofree char *reply = sp_gate_address(gate, suffix);
	g_autofree char *opaque = sp_outer_subject(gate, ref);
	g_autofree char *tagged = sp_subject_tagged(gate->conf->tag,
						    l->subject);
	const struct sp_outer outer = {
		.subject = key == NULL && l->subject[0] != '\0' ? tagged
								: opaque,
		.from_name = l->from, .to = d->recipient, .made = made,
		.msgid = msgid, .answers = answers, .reply_to = reply,
	};

	return sp_dispatch_answer(gate, &outer, key, l->text, d, err);
}

/* Who has not accepted the terms reads nothing of the case, and be it a day. */
static enum sp_status
add_secrecy(struct sp_gate *gate, const struct sp_case *c,
	    const struct sp_participant *p, struct letter *l,
	    struct sp_err *err)
{
	char *text = NULL;
	enum sp_status r = SP_OK;

	if (strcmp(p->kind, SP_INVITED) == 0)
		return SP_OK;
	r = sp_secrecy_add_line(gate, c, sp_participant_is_guest(p), l->text,
				&text, err);
	if (r == SP_OK) {
		g_free(l->text);
		l->text = text;
	}
	return r;
}

/* A row that was made for a key never leaves without one. */
enum sp_status
sp_reply_compose(struct sp_gate *gate, const struct sp_out *out,
		 struct sp_dispatch *d, struct sp_err *err)
{
	struct letter l = { NULL, NULL, NULL, NULL };
	struct sp_participant *p = NULL;
	struct sp_case *c = NULL;
	g_autoptr(GBytes) key = NULL;
	g_autofree char *ref = NULL;
	g_autofree char *msgid = NULL;
	enum sp_status r;

	if ((r = sp_reply_about(gate, out, &c, &ref, err)) == SP_OK &&
	    (r = find_reader(gate, c, d->recipient, &p, err)) == SP_OK &&
	    (r = open_letter(gate, out->payload, &l, err)) == SP_OK &&
	    (r = add_secrecy(gate, c, p, &l, err)) == SP_OK) {
		msgid = sp_reply_msgid(gate, ref, out);
		if (out->encryption[0] != '\0')
			key = sp_outsider_pinned(gate, p);
		r = out->encryption[0] != '\0' && key == NULL
			? sp_fail(err, SP_NONE, "the reporter's key is gone")
			: put_letter(gate, msgid, out->made, c, p, key, &l, d,
				     err);
		d->actor = g_steal_pointer(&l.actor);
	}
	letter_clear(&l);
	sp_participant_free(p);
	sp_case_free(c);
	return r;
}
