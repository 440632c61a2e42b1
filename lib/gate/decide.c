/* SPDX-License-Identifier: GPL-2.0-or-later */
/* decide.c - approve and attach: a held mail becomes part of a case */
#include "lib/gate/decide.h"

#include <string.h>

#include "lib/gate/answer.h"
#include "lib/gate/decision.h"
#include "lib/gate/harvest.h"
#include "lib/gate/notes.h"
#include "lib/gate/outsider.h"
#include "lib/gate/post.h"
#include "lib/gate/reader.h"
#include "lib/gate/search.h"
#include "lib/gate/share.h"
#include "lib/mail/parse.h"
#include "lib/policy/hints.h"

/* Two approvals may want the same next number; the loser seals again. */
#define NUMBER_TRIES 8

void
sp_outcome_clear(struct sp_outcome *o)
{
	g_free(o->ref);
	g_free(o->decision);
	g_free(o->case_number);
	g_clear_pointer(&o->not_sent, g_ptr_array_unref);
	g_free(o->remembered);
	g_free(o->pinned);
	g_free(o->note);
	memset(o, 0, sizeof(*o));
}

/* Everything one approval works with. */
struct approval {
	struct sp_gate *gate;
	const char *actor;
	const char *want;		/* case number, or NULL: a new one */
	gboolean remember;
	int64_t now;
	struct sp_mail *mail;
	struct sp_card *card;
	struct sp_working working;
	struct sp_blob report;
	struct sp_facts *facts;		/* NULL: not parsable */
	struct sp_blob raw;		/* base64 of a report that was, but is
					   not any more */
	struct sp_case *c;
	gboolean case_is_new;
	struct sp_key *key;		/* to pin; NULL: none */
	GBytes *key_data;
	struct sp_participant *author;	/* NULL: there is no address */
	const char *from;		/* who reports nothing by it: "member",
					   "guest"; NULL: it is a report */
	struct sp_post post;
	struct sp_shares shares;	/* with the guests of the case */
};

static void
approval_clear(struct approval *a)
{
	sp_mail_free(a->mail);
	sp_card_free(a->card);
	sp_working_clear(&a->working);
	sp_blob_clear(&a->report);
	sp_blob_clear(&a->raw);
	sp_facts_free(a->facts);
	sp_case_free(a->c);
	sp_key_free(a->key);
	g_clear_pointer(&a->key_data, g_bytes_unref);
	sp_participant_free(a->author);
	sp_post_clear(&a->post);
	sp_shares_clear(&a->shares);
}

/* The report as a message of its own, parsed again in the locked room: ranges
 * of the working copy are not trusted further than that. Put together from a
 * clear header and a protected one it may be past a limit that each is below;
 * it can be sent on all the same. */
static enum sp_status
cut_report(struct approval *a, struct sp_err *err)
{
	struct sp_parse how = {
		.conf = a->gate->conf, .rules = a->gate->rules,
	};
	struct sp_facts *around = NULL;
	enum sp_status r;

	if (a->mail->why & SP_WHY_UNPARSABLE)
		return SP_OK;		/* it stands there in base64 */
	/* Whether its text is a patch, and by whom, its own header says. */
	if ((r = sp_blob_view(&a->working.plain, a->working.report, &a->report,
			      err)) == SP_OK &&
	    (r = sp_mail_parse(&how, &a->report, &around, err)) == SP_OK) {
		how.inner = TRUE;
		how.around = around;
		r = sp_mail_parse(&how, &a->report, &a->facts, err);
	}
	sp_facts_free(around);
	return r == SP_EDATA ? sp_payload_base64(&a->report, &a->raw, err) : r;
}

/* The key that came with the report, when it can be used, is the author's from
 * now on: answers are sealed to it, and once the author is remembered, its
 * signatures prove who writes. Nobody has verified it. */
static enum sp_status
find_key(struct approval *a, struct sp_err *err)
{
	g_autoptr(GBytes) bytes = NULL;
	enum sp_status r;
	const void *p;
	gsize n = 0;

	r = sp_outsider_key(a->gate, a->mail, TRUE, &bytes, &a->key, err);
	if (r != SP_OK)
		return r == SP_NONE ? SP_OK : r;
	p = g_bytes_get_data(bytes, &n);
	a->key_data = sp_vault_seal(a->gate->vault, SP_SEAL_KEY, p, n);
	return SP_OK;
}

/* A mail past [limits] message was never read. */
static enum sp_status
check_size(const struct approval *a, struct sp_err *err)
{
	if (a->mail->report_len > 0 || !(a->mail->why & SP_WHY_TOO_LARGE))
		return SP_OK;
	return sp_fail(err, SP_EDENIED, "%s is larger than [limits] message "
		       "and was not read, so it cannot be sent on; \"show "
		       "--raw\" prints it, \"ask\" asks for a smaller one",
		       a->mail->ref);
}

/* Somebody may have decided meanwhile: SP_EDENIED, with who and when. */
static enum sp_status
check_held(const struct approval *a, struct sp_err *err)
{
	struct sp_mail *m = NULL;
	enum sp_status r = sp_decision_held(a->gate, a->mail->ref, &m, err);

	sp_mail_free(m);
	return r;
}

static enum sp_status
open_held(struct approval *a, const char *ref, struct sp_err *err)
{
	enum sp_status r;

	if ((r = sp_decision_held(a->gate, ref, &a->mail, err)) != SP_OK ||
	    (r = check_size(a, err)) != SP_OK ||
	    (r = sp_reader_card(a->gate, a->mail, &a->card, err)) != SP_OK ||
	    (r = find_key(a, err)) != SP_OK)
		return r;
	r = sp_reader_working(a->gate, a->mail, &a->working, err);
	if (r != SP_OK) {
		struct sp_err late;

		/* An approval takes the working copy away. */
		if (check_held(a, &late) != SP_EDENIED)
			return r;
		*err = late;
		return SP_EDENIED;
	}
	return cut_report(a, err);
}

/* [tx] The named case, or a new one. */
static enum sp_status
take_case(struct approval *a, struct sp_err *err)
{
	g_autoptr(GBytes) title = NULL;
	enum sp_status r;

	sp_case_free(a->c);
	a->c = NULL;
	if (a->want != NULL) {
		r = sp_store_case_by_number(a->gate->store, a->want, &a->c,
					    err);
		return r == SP_NONE ? sp_fail(err, SP_NONE, "there is no case "
					      "%s", a->want) : r;
	}
	a->case_is_new = TRUE;
	title = sp_gate_seal(a->gate, SP_SEAL_TITLE, a->card->subject);
	return sp_store_case_open(a->gate->store, a->gate->conf->prefix,
				  a->mail->ref, title, a->now, &a->c, err);
}

/* A member's mail that was held is not signed as it should be: it stays among
 * the members, who are told so. */
static enum sp_status
find_told(const struct approval *a, const char **told, struct sp_err *err)
{
	g_autofree char *author = sp_notes_get(a->gate, a->mail->thread,
					       SP_NOTE_REPLY);
	struct sp_member *m = NULL;
	enum sp_status r;

	*told = NULL;
	if (author == NULL || author[0] == '\0' || a->want == NULL)
		return SP_OK;
	r = sp_store_member_by_address(a->gate->store, author, &m, err);
	if (r == SP_OK)
		*told = "NOT SENT to the reporter: it was held, and let in "
			"by a moderator.\n";
	sp_member_free(m);
	return r == SP_NONE ? SP_OK : r;
}

/* Nothing of a member's, nor of a case that begins now. */
static enum sp_status
make_shares(struct approval *a, const char *told,
	    const struct sp_content *content, struct sp_err *err)
{
	g_autofree char *author = sp_notes_get(a->gate, a->mail->thread,
					       SP_NOTE_REPLY);

	sp_shares_clear(&a->shares);
	if (told != NULL || a->want == NULL)
		return SP_OK;
	return sp_shares_make(a->gate, a->mail, a->c,
			      author && *author ? author : NULL,
			      a->card->subject, content, a->now, &a->shares,
			      err);
}

static enum sp_status
seal(struct approval *a, struct sp_err *err)
{
	const char *told = NULL;
	enum sp_status r = find_told(a, &told, err);
	struct sp_content content = {
		.blob = a->facts ? &a->report : &a->working.plain,
		.facts = a->facts, .range = a->working.report,
	};

	if (a->raw.len > 0) {
		content.blob = &a->raw;
		content.range = (struct sp_range){ 0, a->raw.len };
	}
	if (a->working.unwrapped.len > 0) {
		content.pgp_blob = &a->working.plain;
		content.pgp = a->working.unwrapped;
	}
	g_free(a->card->case_number);
	a->card->case_number = g_strdup(a->c->number);
	sp_post_clear(&a->post);
	a->post = (struct sp_post)SP_POST_INIT;
	if (r == SP_OK)
		r = make_shares(a, told, &content, err);
	return r != SP_OK ? r : sp_post_seal(a->gate, a->mail, a->c, a->card,
					     FALSE, told ? told
					     : a->shares.told, &content,
					     a->now, &a->post, err);
}

/* [tx] A member who forgot to sign, or a guest whose signature did not count,
 * is no reporter for that: nobody has promised them an answer, and what goes to
 * the reporters is not for them. */
static enum sp_status
find_from(struct approval *a, struct sp_err *err)
{
	g_autofree char *address = sp_notes_get(a->gate, a->mail->thread,
						SP_NOTE_REPLY);
	struct sp_participant *p = NULL;
	struct sp_member *m = NULL;
	struct sp_digest digest;
	enum sp_status r;

	a->from = NULL;
	if (address == NULL || address[0] == '\0')
		return SP_OK;
	r = sp_store_member_by_address(a->gate->store, address, &m, err);
	sp_member_free(m);
	if (r == SP_OK)
		a->from = "member";
	if (r != SP_NONE)
		return r;
	sp_gate_digest_address(a->gate, address, &digest);
	r = sp_store_participant(a->gate->store, a->c->id, &digest, &p, err);
	if (r == SP_OK && strcmp(p->kind, "reporter") != 0)
		a->from = "guest";
	sp_participant_free(p);
	return r == SP_NONE ? SP_OK : r;
}

/* [tx] The author takes part; with remember, may post once proven. A key that
 * was pinned in this case before stays when none came now. */
static enum sp_status
add_reporter(struct approval *a, struct sp_err *err)
{
	g_autofree char *address = sp_notes_get(a->gate, a->mail->thread,
						SP_NOTE_REPLY);
	g_autofree char *token = sp_gate_token(a->gate, a->c->ref);
	struct sp_participant p = {
		.case_id = a->c->id, .kind = (char *)"reporter",
		.remember = a->remember, .pinned_at = a->now,
		.key = a->key ? a->key->fingerprint : (char *)"",
		.key_data = a->key_data, .ref = a->mail->ref,
	};
	enum sp_status r;

	if (address == NULL || address[0] == '\0' || a->from != NULL)
		return SP_OK;
	p.address = sp_gate_seal(a->gate, SP_SEAL_ADDRESS, address);
	p.token = sp_gate_seal(a->gate, SP_SEAL_TOKEN, token);
	sp_gate_digest_address(a->gate, address, &p.digest);
	sp_vault_digest(a->gate->vault, "token", token, strlen(token),
			&p.token_digest);
	r = sp_store_participant_put(a->gate->store, &p, err);
	if (r == SP_OK)
		r = sp_store_participant(a->gate->store, a->c->id, &p.digest,
					 &a->author, err);
	g_bytes_unref(p.address);
	g_bytes_unref(p.token);
	return r;
}

/* As lib/policy/dossier.h has it; g_free(). */
static char *
approval_detail(const struct approval *a)
{
	g_autofree char *date = sp_hint_date(a->card->hints);

	if (a->from != NULL)
		return g_strdup_printf("{\"from\":\"%s\"}", a->from);
	if (date == NULL)
		return a->remember ? g_strdup("remember") : NULL;
	return g_strdup_printf("{\"date\":\"%s\"%s}", date, a->remember
			       ? ",\"remember\":\"yes\"" : "");
}

/* [tx] */
static enum sp_status
accept(struct approval *a, struct sp_err *err)
{
	g_autofree char *detail = NULL;
	const char *verb = a->case_is_new ? "approved" : "attached";
	struct sp_mail *m = a->mail;
	enum sp_status r;

	m->case_id = a->c->id;
	if ((r = sp_post_queue(a->gate, m, &a->post, err)) != SP_OK ||
	    (r = find_from(a, err)) != SP_OK ||
	    (r = add_reporter(a, err)) != SP_OK)
		return r;
	detail = approval_detail(a);
	sp_decision_mark(m, SP_MAIL_ACCEPTED, a->actor,
			 a->case_is_new ? "approve" : "attach", a->now);
	r = sp_store_mail_update(a->gate->store, m, SP_MAIL_HELD, err);
	if (r == SP_OK)
		r = sp_search_add_mail(a->gate, m->id, a->card, a->facts, err);
	if (r == SP_OK && a->case_is_new)
		r = sp_search_set_title(a->gate, a->c->id, a->card->subject,
					err);
	if (r == SP_OK)
		r = sp_store_event_add(a->gate->store, a->now, a->actor, verb,
				       m->ref, a->c->number,
				       detail, err);
	if (r == SP_OK)
		r = sp_review_harvest_held(a->gate, m, a->facts, a->c, err);
	if (r == SP_OK)
		r = sp_shares_queue(a->gate, a->actor, m, a->c, &a->shares,
				    a->now, err);
	return r == SP_OK ? sp_handled_queue(a->gate, m->id, a->actor, verb,
					     a->now, err) : r;
}

/* The number stands inside the ciphertext, and sealing must not hold the write
 * lock: look the number up, seal, and start over when it was taken meanwhile. */
static enum sp_status
settle(struct approval *a, struct sp_err *err)
{
	g_autofree char *sealed_for = NULL;
	enum sp_status r = SP_EBUSY;

	for (int i = 0; i < NUMBER_TRIES; i++) {
		if ((r = sp_store_begin(a->gate->store, err)) != SP_OK)
			return r;
		if ((r = check_held(a, err)) != SP_OK ||
		    (r = take_case(a, err)) != SP_OK)
			break;
		if (sealed_for != NULL && strcmp(sealed_for,
						 a->c->number) == 0) {
			if ((r = accept(a, err)) == SP_OK)
				r = sp_gate_commit(a->gate, err);
			break;
		}
		sp_store_rollback(a->gate->store);
		g_free(sealed_for);
		sealed_for = g_strdup(a->c->number);
		if ((r = seal(a, err)) != SP_OK)
			break;
		r = sp_fail(err, SP_EBUSY, "the next case number was taken %d "
			    "times; try again", NUMBER_TRIES);
	}
	sp_store_rollback(a->gate->store);
	return r;
}

static gboolean
key_differs(const struct approval *a)
{
	return a->key != NULL && a->author != NULL &&
		strcmp(a->key->fingerprint, a->author->key) != 0;
}

static void
report_author(const struct approval *a, struct sp_outcome *out)
{
	const struct sp_participant *p = a->author;

	if (p == NULL) {
		out->note = g_strdup(a->from != NULL
			? "nobody is remembered: a member's own mail, or a "
			  "guest's, is not held when it is signed"
			: "nobody is remembered: From does not name exactly "
			  "one author");
		return;
	}
	out->remembered = sp_notes_get(a->gate, a->mail->thread,
				       SP_NOTE_REPLY);
	if (p->key_data != NULL)
		out->pinned = g_strdup(p->key);
}

static void
report_faults(const struct approval *a, const GPtrArray *members,
	      struct sp_outcome *out)
{
	for (guint i = 0; i < members->len; i++) {
		char *fault = sp_recipients_fault(a->gate->conf,
						  members->pdata[i], a->now);

		if (fault != NULL)
			g_ptr_array_add(out->not_sent, fault);
	}
}

static void
report(const struct approval *a, struct sp_outcome *out)
{
	const struct sp_recipients *to = &a->post.to;

	out->ref = g_strdup(a->mail->ref);
	out->decision = g_strdup(a->case_is_new ? "approved" : "attached");
	out->case_number = g_strdup(a->c->number);
	out->case_is_new = a->case_is_new;
	out->recipients = to->usable->len;
	out->members = to->members->len + to->waiting->len;
	out->not_sent = g_ptr_array_new_with_free_func(g_free);
	report_faults(a, to->members, out);
	report_faults(a, to->waiting, out);
	if (a->remember)
		report_author(a, out);
	if (key_differs(a) && out->note == NULL)
		out->note = g_strdup_printf("the key that came with it, %s, is "
			"not the one that is pinned for its author, and is not "
			"used", a->key->fingerprint);
}

enum sp_status
sp_decide_attach(struct sp_gate *gate, const char *actor, const char *ref,
		 const char *case_number, gboolean remember,
		 struct sp_outcome *out, struct sp_err *err)
{
	struct approval a = {
		.gate = gate, .actor = actor, .want = case_number,
		.remember = remember, .now = sp_gate_now(),
		.working = { .plain = SP_BLOB_INIT }, .report = SP_BLOB_INIT,
		.raw = SP_BLOB_INIT,
		.post = SP_POST_INIT,
	};
	enum sp_status r;

	if ((r = open_held(&a, ref, err)) == SP_OK &&
	    (r = settle(&a, err)) == SP_OK)
		report(&a, out);
	approval_clear(&a);
	return r;
}

enum sp_status
sp_decide_approve(struct sp_gate *gate, const char *actor, const char *ref,
		  gboolean remember, struct sp_outcome *out, struct sp_err *err)
{
	return sp_decide_attach(gate, actor, ref, NULL, remember, out, err);
}
