/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reply.c - what a member writes in a case, for each of its reporters */
#include "lib/gate/reply.h"

#include <string.h>

#include "lib/gate/aside.h"
#include "lib/gate/letter.h"
#include "lib/gate/outsider.h"
#include "lib/gate/post.h"
#include "lib/gate/reply-letter.h"
#include "lib/notice/template.h"
#include "lib/store/people.h"

/* A page or two, by a person. */
#define WORDS_MAX ((size_t)256 * 1024)

static void
addressee_free(gpointer arg)
{
	struct sp_addressee *a = arg;

	sp_participant_free(a->who);
	g_free(a->address);
	sp_sealed_clear(&a->letter);
	g_free(a);
}

void
sp_replies_clear(struct sp_replies *all)
{
	sp_reply_clear(&all->verdict);
	g_clear_pointer(&all->people, g_ptr_array_unref);
	g_clear_pointer(&all->told, g_free);
}

/* --- who is outside ------------------------------------------------------ */

/* A member's own held mail makes them a participant: they get the members'
 * copy. SP_NONE: nobody to write to. */
static enum sp_status
find_address(struct sp_gate *gate, const struct sp_participant *p,
	     char **address, struct sp_err *err)
{
	g_autofree char *a = sp_gate_unseal(gate, SP_SEAL_ADDRESS, p->address);
	struct sp_recipient to = { 0 };
	struct sp_member *m = NULL;
	enum sp_status r;

	if (a == NULL || !sp_address_ok(a))
		return SP_NONE;
	sp_recipient_read(gate->conf->address, gate->conf->delimiter, a, &to);
	r = to.role != SP_TO_OTHER ? SP_OK
		: sp_store_member_by_address(gate->store, a, &m, err);
	sp_recipient_clear(&to);
	sp_member_free(m);
	if (r == SP_NONE)
		*address = g_steal_pointer(&a);
	return r == SP_OK ? SP_NONE : r == SP_NONE ? SP_OK : r;
}

enum sp_status
sp_reply_find_key(struct sp_gate *gate, struct sp_addressee *a,
		  struct sp_err *err)
{
	g_autoptr(GBytes) key = sp_outsider_pinned(gate, a->who);
	struct sp_key *k = NULL;
	enum sp_status r;

	if (key == NULL)
		return SP_OK;
	r = sp_outsider_usable(gate, key, &k, err);
	if (r == SP_OK)
		g_strlcpy(a->encryption, k->encryption, sizeof(a->encryption));
	sp_key_free(k);
	return r == SP_NONE ? SP_OK : r;
}

enum sp_status
sp_reply_people(struct sp_gate *gate, const struct sp_case *c,
		GPtrArray **people, struct sp_err *err)
{
	g_autoptr(GPtrArray) all = NULL;
	g_autoptr(GPtrArray) found =
		g_ptr_array_new_with_free_func(addressee_free);
	enum sp_status r = sp_store_participants(gate->store, c->id, &all, err);

	while (r == SP_OK && all->len > 0) {
		struct sp_addressee *a = g_new0(struct sp_addressee, 1);

		a->letter = (struct sp_sealed){ .body = SP_BLOB_INIT };
		a->who = g_ptr_array_steal_index(all, 0);
		r = strcmp(a->who->kind, SP_INVITED) == 0 ? SP_NONE
			: find_address(gate, a->who, &a->address, err);
		if (r == SP_OK)
			g_ptr_array_add(found, a);
		else
			addressee_free(a);
		if (r == SP_NONE)
			r = SP_OK;
	}
	if (r == SP_OK)
		*people = g_steal_pointer(&found);
	return r;
}

const char *
sp_reply_ref(const struct sp_case *c, const struct sp_participant *p)
{
	return p->ref[0] != '\0' ? p->ref : c->ref;
}

/* --- what they may read -------------------------------------------------- */

/* LIST+CASE-internal@ in any To or Cc that we can see. */
static gboolean
is_to_internal(const struct sp_gate *gate, const struct sp_opening *o)
{
	const struct sp_facts *all[] = { o->clear, o->inner, o->covered };
	g_autofree char *end = g_strconcat("-internal@", gate->conf->domain,
					   NULL);
	g_autofree char *low = g_ascii_strdown(end, -1);
	gboolean is = FALSE;

	for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
		g_autofree char *to = all[i] == NULL ? NULL
			: g_ascii_strdown(all[i]->to, -1);

		is = is || (to != NULL && strstr(to, low) != NULL);
	}
	return is;
}

/* Does it answer a mail that stayed inside? A program that asks for no other
 * address, or finds no key for it, may write to that of the list. */
static enum sp_status
answers_internal(struct sp_gate *gate, const struct sp_opening *o,
		 gboolean *is, struct sp_err *err)
{
	const struct sp_facts *all[] = { o->clear, o->inner, o->covered };
	enum sp_status r = SP_OK;

	*is = FALSE;
	for (size_t i = 0; r == SP_OK && !*is && i < G_N_ELEMENTS(all); i++) {
		struct sp_mail *m = NULL;
		struct sp_digest d;
		int64_t id = 0;

		if (all[i] == NULL || all[i]->in_reply_to[0] == '\0')
			continue;
		sp_gate_digest_msgid(gate, all[i]->in_reply_to, &d);
		r = sp_store_thread_find(gate->store, &d, &id, err);
		if (r == SP_OK)
			r = sp_store_mail_by_id(gate->store, id, &m, err);
		*is = r == SP_OK &&
			g_strcmp0(m->decision, SP_DECISION_INSIDE) == 0;
		sp_mail_free(m);
		r = r == SP_NONE ? SP_OK : r;
	}
	return r;
}

/* Every reference by which somebody outside knows the case; borrowed. */
static const char **
references(const struct sp_case *c, const GPtrArray *people)
{
	const char **refs = g_new0(const char *, people->len + 2);

	refs[0] = c->ref;
	for (guint i = 0; i < people->len; i++) {
		const struct sp_addressee *a = people->pdata[i];

		refs[i + 1] = sp_reply_ref(c, a->who);
	}
	return refs;
}

static enum sp_status
decide(struct sp_gate *gate, const struct sp_opening *o,
       const struct sp_hearing *h, const struct sp_case *c,
       struct sp_replies *all, struct sp_err *err)
{
	const struct sp_signed s = sp_opening_signed(o);
	g_autofree const char **refs = references(c, all->people);
	struct sp_reply_facts in = {
		.conf = gate->conf, .role = h->to.role,
		.to_internal = is_to_internal(gate, o),
		.text = o->signer != NULL ? s.text : NULL,
		.subject = s.facts != NULL ? s.facts->subject : "",
		.to = s.facts != NULL ? s.facts->to : "", .cut = s.cut,
		.encrypted = o->opened.plain.fd >= 0,
		.case_number = c->number, .refs = refs,
		.reporters = all->people->len,
	};

	enum sp_status r = answers_internal(gate, o, &in.answers_internal,
					    err);

	if (r == SP_OK)
		all->verdict = sp_policy_reply(&in);
	return r;
}

/* More than text: a leaf that is no text to read, and no part of OpenPGP's. */
static gboolean
has_attachment(const struct sp_opening *o)
{
	const struct sp_signed s = sp_opening_signed(o);

	for (guint i = 0; s.facts != NULL && i < s.facts->parts->len; i++) {
		const struct sp_part *p = s.facts->parts->pdata[i];
		const gboolean text = g_str_has_prefix(p->type, "text/");

		if (!g_str_has_prefix(p->type, "multipart/") &&
		    (!text || g_strcmp0(p->disposition, "attachment") == 0))
			return TRUE;
	}
	return FALSE;
}

static void
tell(const struct sp_gate *gate, gboolean attached, const struct sp_case *c,
     struct sp_replies *all)
{
	g_autofree struct sp_told *people = g_new0(struct sp_told,
						   all->people->len + 1);
	g_autofree char *at = sp_workday_format(&gate->conf->workdays,
						all->due);

	for (guint i = 0; i < all->people->len; i++) {
		const struct sp_addressee *a = all->people->pdata[i];

		people[i] = (struct sp_told){ a->address, a->way };
	}
	all->told = sp_reply_told(&all->verdict, c->number, at, attached,
				  people);
}

static enum sp_status
seal_letters(struct sp_gate *gate, const struct sp_words *words,
	     const struct sp_case *c, int64_t now, struct sp_replies *all,
	     struct sp_err *err)
{
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && i < all->people->len; i++) {
		struct sp_addressee *a = all->people->pdata[i];

		if ((r = sp_reply_find_key(gate, a, err)) != SP_OK)
			return r;
		a->way = sp_policy_way(gate->conf, a->encryption[0] != '\0',
				       all->verdict.clear);
		if (a->way == SP_WAY_CLEAR && sp_participant_is_guest(a->who))
			a->way = SP_WAY_NO_KEY;
		if (a->way != SP_WAY_NO_KEY)
			r = sp_reply_letter_seal(gate, c, all->people, words,
						 a, now, err);
	}
	return r;
}

/* Of the subject only what was signed. */
static enum sp_status
seal_signed(struct sp_gate *gate, const struct sp_opening *o,
	    const struct sp_case *c, int64_t now, struct sp_replies *all,
	    struct sp_err *err)
{
	const struct sp_signed s = sp_opening_signed(o);
	const struct sp_words words = {
		.subject = s.facts != NULL ? s.facts->subject : "",
		.from = sp_reply_name(gate, o->signer),
		.actor = o->signature.signer, .text = all->verdict.text,
	};

	return seal_letters(gate, &words, c, now, all, err);
}

enum sp_status
sp_replies_make(struct sp_gate *gate, const struct sp_opening *o,
		const struct sp_hearing *h, const struct sp_case *c,
		int64_t now, struct sp_replies *all, struct sp_err *err)
{
	enum sp_status r;

	/* What a reporter wrote goes to the members alone. */
	if (c == NULL || (o->signer == NULL && !h->verdict.banner))
		return SP_OK;
	if ((r = sp_reply_people(gate, c, &all->people, err)) != SP_OK)
		return r;
	all->due = now + gate->conf->reply_delay_s;
	r = decide(gate, o, h, c, all, err);
	if (r == SP_OK && all->verdict.fate == SP_TELL_SEND)
		r = seal_signed(gate, o, c, now, all, err);
	if (r == SP_OK)
		tell(gate, has_attachment(o), c, all);
	return r;
}

/* --- into the outbox ----------------------------------------------------- */

/* [tx] */
enum sp_status
sp_reply_queue_one(struct sp_gate *gate, const struct sp_mail *m,
		   const struct sp_case *c, const struct sp_addressee *a,
		   int64_t now, int64_t due, struct sp_err *err)
{
	struct sp_out out = { .kind = SP_OUT_REPLY, .mail = m ? m->id : 0,
			      .case_id = m && m->case_id == c->id ? 0 : c->id,
			      .made = now,
			      .due = due, .state = SP_OUT_PENDING,
			      .cause = (char *)"" };
	g_autofree char *msgid = NULL;
	struct sp_digest d;
	enum sp_status r;

	r = sp_store_payload_add(gate->store, SP_PAYLOAD_LETTER, now,
				 &a->letter, &out.payload, err);
	if (r != SP_OK)
		return r;
	g_strlcpy(out.encryption, a->encryption, sizeof(out.encryption));
	out.recipient = sp_gate_seal(gate, SP_SEAL_RECIPIENT, a->address);
	r = sp_store_out_add(gate->store, &out, &out.id, err);
	g_bytes_unref(out.recipient);
	if (r != SP_OK || m == NULL)
		return r;
	msgid = sp_reply_msgid(gate, m->ref, &out);
	sp_gate_digest_msgid(gate, msgid, &d);
	return sp_store_thread_add(gate->store, &d, m->id, err);
}

enum sp_status
sp_replies_queue(struct sp_gate *gate, const struct sp_mail *m,
		 const struct sp_case *c, const struct sp_replies *all,
		 const char *actor, int64_t now, struct sp_err *err)
{
	const char *word = sp_reply_word(all->verdict.fate);
	enum sp_status r = SP_OK;
	unsigned queued = 0;

	if (all->verdict.fate == SP_TELL_NONE)
		return SP_OK;
	for (guint i = 0; r == SP_OK && i < all->people->len &&
	     all->verdict.fate == SP_TELL_SEND; i++) {
		const struct sp_addressee *a = all->people->pdata[i];

		if (a->way == SP_WAY_NO_KEY)
			continue;
		r = sp_reply_queue_one(gate, m, c, a, now, all->due, err);
		queued++;
	}
	if (r != SP_OK)
		return r;
	if (all->verdict.fate == SP_TELL_SEND && queued == 0)
		word = "no-key";
	return sp_store_event_add(gate->store, now, actor, queued > 0
				  ? "replied" : "kept-inside", m->ref,
				  c->number, word, err);
}

/* --- written at the command line ----------------------------------------- */

enum sp_status
sp_reply_draft(struct sp_gate *gate, const struct sp_case *c, char **subject,
	       char **text, struct sp_err *err)
{
	g_autofree char *file = NULL;
	g_autofree char *template = NULL;
	g_autofree char *arrived = NULL;
	g_autofree char *finish = gate->conf->processing_d == 0 ? g_strdup("")
		: g_strdup_printf("%u days", gate->conf->processing_d);
	const struct sp_config *conf = gate->conf;
	struct sp_mail *m = NULL;
	enum sp_status r = sp_store_mail_by_ref(gate->store, c->ref, &m, err);

	/* A case that a member opened began with no mail. */
	if (r != SP_OK && r != SP_NONE)
		return r;
	arrived = sp_workday_format(&conf->workdays, r == SP_OK ? m->arrived
								: c->opened);
	sp_mail_free(m);
	r = sp_template_load(conf->dir, "acknowledge", &file, &template, err);
	if (r == SP_OK) {
		const struct sp_template_value values[] = {
			{ "list", conf->name }, { "address", conf->address },
			{ "tag", conf->tag }, { "ref", c->ref },
			{ "arrived", arrived }, { "name", conf->reply_team },
			{ "finish", finish }, { "policy", conf->policy_url },
			{ NULL, NULL } };

		r = sp_template_expand(file, template, values, subject, text,
				       err);
	}
	return r;
}

static enum sp_status
check_words(struct sp_gate *gate, const struct sp_case *c, const char *subject,
	    const char *text, struct sp_err *err)
{
	g_autofree char *draft_subject = NULL;
	g_autofree char *draft = NULL;
	enum sp_status r = sp_reply_draft(gate, c, &draft_subject, &draft,
					  err);

	if (r != SP_OK)
		return r;
	if (sp_letter_same(draft, text))
		return sp_fail(err, SP_EDENIED, "the text is the unchanged "
			       "template; the acknowledgement must be written "
			       "by a person");
	if (strlen(subject) + strlen(text) > WORDS_MAX)
		return sp_fail(err, SP_EDATA, "the text has %zu bytes, allowed "
			       "are %zu", strlen(text), WORDS_MAX);
	return strchr(subject, '\n') == NULL ? SP_OK
		: sp_fail(err, SP_EDATA, "the subject must be one line");
}

/* The member whose login this is; NULL: nobody's. */
static struct sp_member *
member_of(struct sp_gate *gate, const char *actor)
{
	struct sp_member *m = NULL;
	struct sp_err err;

	if (!g_str_has_prefix(actor, "login:") ||
	    sp_store_member_by_login(gate->store, actor + strlen("login:"), &m,
				     &err) != SP_OK)
		return NULL;
	return m;
}

static gboolean
has_reporter(const GPtrArray *people)
{
	for (guint i = 0; i < people->len; i++) {
		const struct sp_addressee *a = people->pdata[i];

		if (!sp_participant_is_guest(a->who))
			return TRUE;
	}
	return FALSE;
}

static enum sp_status
commit_words(struct sp_gate *gate, const char *actor, const struct sp_case *c,
	     const struct sp_replies *all, const struct sp_aside *copy,
	     int64_t now, struct sp_err *err)
{
	struct sp_mail *m = NULL;
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) == SP_OK &&
	    (r = sp_store_mail_by_ref(gate->store, c->ref, &m, err)) == SP_OK &&
	    (r = sp_replies_queue(gate, m, c, all, actor, now, err)) == SP_OK &&
	    (r = sp_aside_queue(gate, m, copy, err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	sp_mail_free(m);
	return r;
}

enum sp_status
sp_reply_write(struct sp_gate *gate, const char *actor,
	       const struct sp_case *c, const char *subject, const char *text,
	       char **told, struct sp_err *err)
{
	struct sp_replies all = SP_REPLIES_INIT;
	struct sp_aside copy = SP_ASIDE_INIT;
	struct sp_member *member = member_of(gate, actor);
	const int64_t now = sp_gate_now();
	const struct sp_words words = { subject, sp_reply_name(gate, member),
					actor, text };
	enum sp_status r = check_words(gate, c, subject, text, err);

	all.verdict.fate = SP_TELL_SEND;
	all.verdict.clear = TRUE;
	all.due = now + gate->conf->reply_delay_s;
	if (r == SP_OK)
		r = sp_reply_people(gate, c, &all.people, err);
	if (r == SP_OK && !has_reporter(all.people))
		r = sp_fail(err, SP_EDENIED, "%s has no reporter who could be "
			    "written to; what a member signs and sends to its "
			    "address reaches its guests. To go on without: "
			    "sallyport %s %s %s", c->number, c->answered
			    ? "case told" : "ack", c->number, c->answered
			    ? "--how TEXT" : "--by-phone NOTE");
	if (r == SP_OK)
		r = seal_letters(gate, &words, c, now, &all, err);
	if (r == SP_OK) {
		tell(gate, FALSE, c, &all);
		r = sp_aside_seal(gate, SP_OUT_WRITTEN, c, actor, all.told,
				  text, now, &copy, err);
	}
	if (r == SP_OK)
		r = commit_words(gate, actor, c, &all, &copy, now, err);
	if (r == SP_OK)
		*told = g_steal_pointer(&all.told);
	sp_aside_clear(&copy);
	sp_replies_clear(&all);
	sp_member_free(member);
	return r;
}

gboolean
sp_reply_encrypts(struct sp_gate *gate, const struct sp_case *c)
{
	g_autoptr(GPtrArray) people = NULL;
	gboolean all = TRUE;
	struct sp_err err;

	if (sp_reply_people(gate, c, &people, &err) != SP_OK)
		return FALSE;
	for (guint i = 0; i < people->len; i++) {
		struct sp_addressee *a = people->pdata[i];

		all = all && sp_reply_find_key(gate, a, &err) == SP_OK &&
			a->encryption[0] != '\0';
	}
	return all;
}
