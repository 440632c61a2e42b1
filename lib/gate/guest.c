/* SPDX-License-Identifier: GPL-2.0-or-later */
/* guest.c - people outside who help with one case */
#include "lib/gate/guest.h"

#include <string.h>

#include "lib/gate/deeds.h"
#include "lib/gate/notes.h"
#include "lib/gate/outsider.h"
#include "lib/gate/reply-letter.h"
#include "lib/gate/triage.h"
#include "lib/mail/address.h"
#include "lib/notice/template.h"
#include "lib/store/people.h"

#define WORD "accept"

/* [tx] The event of the case, with who it is about. */
static enum sp_status
record(struct sp_gate *gate, const char *actor, const struct sp_case *c,
       const char *verb, const char *who, struct sp_err *err)
{
	g_autoptr(GHashTable) said = sp_said_new();
	const struct sp_act act = { .actor = actor, .number = c->number,
				    .free = TRUE, .verb = verb, .args = said };

	sp_said_put(said, "who", who);
	return sp_triage_step(gate, &act, NULL, err);
}

/* [tx] */
static enum sp_status
record_invitation(struct sp_gate *gate, const char *actor,
		  const struct sp_case *c, const struct sp_addressee *a,
		  const struct sp_leave *leave, struct sp_err *err)
{
	g_autoptr(GHashTable) said = sp_said_new();
	const struct sp_act act = {
		.actor = actor, .number = c->number, .verb = "invited",
		.args = said,
		.q = { .step = SP_STEP_INVITE,
		       .consent = leave->consent ? leave->consent
						 : leave->clause },
	};

	sp_said_put(said, "who", a->address);
	sp_said_put(said, "key", a->who->key);
	sp_said_put(said, "consent", leave->consent);
	sp_said_put(said, "clause", leave->clause);
	return sp_triage_step(gate, &act, NULL, err);
}

/* --- invite --------------------------------------------------------------- */

/* Who has the mail of all cases, or of this one, needs no invitation. */
static enum sp_status
check_stranger(struct sp_gate *gate, const struct sp_case *c,
	       const char *address, const struct sp_digest *digest,
	       struct sp_err *err)
{
	struct sp_recipient to = { 0 };
	struct sp_participant *p = NULL;
	struct sp_member *m = NULL;
	gboolean ours;
	enum sp_status r;

	if (!sp_address_ok(address))
		return sp_fail(err, SP_EDATA, "this is no mail address");
	sp_recipient_read(gate->conf->address, gate->conf->delimiter, address,
			  &to);
	ours = to.role != SP_TO_OTHER;
	sp_recipient_clear(&to);
	if (ours)
		return sp_fail(err, SP_EDENIED, "this is the list itself");
	r = sp_store_member_by_address(gate->store, address, &m, err);
	sp_member_free(m);
	if (r == SP_OK)
		return sp_fail(err, SP_EDENIED, "%s is a member", address);
	if (r == SP_NONE)
		r = sp_store_participant(gate->store, c->id, digest, &p, err);
	if (r == SP_OK)
		r = sp_fail(err, SP_EDENIED, "%s takes part in %s already, as "
			    "%s", address, c->number, p->kind);
	sp_participant_free(p);
	return r == SP_NONE ? SP_OK : r;
}

static enum sp_status
find_key(struct sp_gate *gate, GBytes *bytes, struct sp_key **key,
	 struct sp_err *err)
{
	enum sp_status r = sp_outsider_usable(gate, bytes, key, err);

	return r == SP_NONE ? sp_fail(err, SP_EDENIED, "this key cannot be "
		"used: it is malformed, has expired, was revoked, is one of "
		"ours or cannot encrypt; nothing is sent in the clear") : r;
}

/* A signature says by its key alone who of a case has made it: two people of
 * one key would answer for each other. */
static enum sp_status
check_key(struct sp_gate *gate, const struct sp_case *c,
	  const struct sp_key *key, struct sp_err *err)
{
	g_autoptr(GPtrArray) all = NULL;
	enum sp_status r = sp_store_participants(gate->store, c->id, &all,
						 err);

	for (guint i = 0; r == SP_OK && i < all->len; i++) {
		const struct sp_participant *p = all->pdata[i];
		g_autofree char *whose = NULL;

		if (g_ascii_strcasecmp(p->key, key->fingerprint) != 0)
			continue;
		whose = sp_gate_unseal(gate, SP_SEAL_ADDRESS, p->address);
		r = sp_fail(err, SP_EDENIED, "this key belongs to %s, who "
			    "takes part in %s already: is it the right file?",
			    whose ? whose : "somebody", c->number);
	}
	return r;
}

static struct sp_participant *
make_participant(struct sp_gate *gate, const struct sp_case *c,
		 const char *address, const struct sp_digest *digest,
		 const struct sp_key *key, GBytes *bytes)
{
	struct sp_participant *p = g_new0(struct sp_participant, 1);
	gsize n = 0;
	const void *raw = g_bytes_get_data(bytes, &n);

	p->case_id = c->id;
	p->kind = g_strdup(SP_INVITED);
	p->address = sp_gate_seal(gate, SP_SEAL_ADDRESS, address);
	p->digest = *digest;
	p->key = g_strdup(key->fingerprint);
	p->key_data = sp_vault_seal(gate->vault, SP_SEAL_KEY, raw, n);
	p->pinned_at = sp_gate_now();
	p->adopted = p->pinned_at;
	p->ref = g_strdup("");
	/* A signature alone proves who a guest is. */
	sp_vault_digest(gate->vault, "no-token", address, strlen(address),
			&p->token_digest);
	return p;
}

static enum sp_status
expand_terms(struct sp_gate *gate, const struct sp_case *c,
	     const struct sp_key *key, char **subject, char **text,
	     struct sp_err *err)
{
	g_autofree char *file = NULL;
	g_autofree char *template = NULL;
	g_autofree char *pretty = sp_pgp_pretty(key->fingerprint);
	g_autofree char *ours = sp_pgp_pretty(gate->list_primary);
	g_autofree char *request = sp_gate_role_address(gate, "request");
	const struct sp_config *conf = gate->conf;
	const struct sp_template_value values[] = {
		{ "list", conf->name }, { "address", conf->address },
		{ "tag", conf->tag }, { "ref", c->ref },
		{ "name", conf->reply_team }, { "fingerprint", pretty },
		{ "list_key", ours }, { "request", request },
		{ "policy", conf->policy_url }, { NULL, NULL } };
	enum sp_status r = sp_template_load(conf->dir, "invite", &file,
					    &template, err);

	return r == SP_OK ? sp_template_expand(file, template, values, subject,
					       text, err) : r;
}

/* [tx] */
static enum sp_status
commit_invitation(struct sp_gate *gate, const char *actor,
		  const struct sp_case *c, const struct sp_addressee *a,
		  const struct sp_digest *digest,
		  const struct sp_leave *leave, struct sp_err *err)
{
	const int64_t now = sp_gate_now();
	struct sp_mail *m = NULL;
	enum sp_status r;

	if ((r = check_stranger(gate, c, a->address, digest, err)) != SP_OK ||
	    (r = sp_store_participant_put(gate->store, a->who, err)) != SP_OK)
		return r;
	r = sp_store_mail_by_ref(gate->store, c->ref, &m, err);
	if ((r == SP_OK || r == SP_NONE) &&
	    (r = sp_reply_queue_one(gate, m, c, a, now, now, err)) == SP_OK &&
	    (r = record_invitation(gate, actor, c, a, leave, err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_mail_free(m);
	return r;
}

static enum sp_status
send_terms(struct sp_gate *gate, const char *actor, const struct sp_case *c,
	   const struct sp_key *key, struct sp_addressee *a,
	   const struct sp_digest *digest, const struct sp_leave *leave,
	   struct sp_err *err)
{
	g_autoptr(GPtrArray) alone = g_ptr_array_new();
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	enum sp_status r = expand_terms(gate, c, key, &subject, &text, err);
	const struct sp_words words = { subject, gate->conf->reply_team, actor,
					text };

	if (r == SP_OK)
		r = sp_reply_letter_seal(gate, c, alone, &words, a,
					 sp_gate_now(), err);
	if (r == SP_OK && (r = sp_store_begin(gate->store, err)) == SP_OK) {
		r = commit_invitation(gate, actor, c, a, digest, leave, err);
		sp_store_rollback(gate->store);
	}
	return r;
}

enum sp_status
sp_guest_invite(struct sp_gate *gate, const char *actor,
		const struct sp_case *c, const char *address, GBytes *bytes,
		const struct sp_leave *leave, char **fingerprint,
		struct sp_err *err)
{
	struct sp_addressee a = { .address = (char *)address,
				  .way = SP_WAY_ENCRYPTED,
				  .letter = { .body = SP_BLOB_INIT } };
	struct sp_key *key = NULL;
	struct sp_digest digest;
	enum sp_status r;

	sp_gate_digest_address(gate, address, &digest);
	if ((r = check_stranger(gate, c, address, &digest, err)) == SP_OK &&
	    (leave->consent == NULL ||
	     (r = sp_guest_consent(gate, c, leave->consent, NULL,
				   err)) == SP_OK) &&
	    (r = find_key(gate, bytes, &key, err)) == SP_OK &&
	    (r = check_key(gate, c, key, err)) == SP_OK) {
		g_strlcpy(a.encryption, key->encryption, sizeof(a.encryption));
		a.who = make_participant(gate, c, address, &digest, key, bytes);
		r = send_terms(gate, actor, c, key, &a, &digest, leave,
			       err);
	}
	if (r == SP_OK)
		*fingerprint = g_strdup(key->fingerprint);
	sp_participant_free(a.who);
	sp_sealed_clear(&a.letter);
	sp_key_free(key);
	return r;
}

/* --- accepted, or not any more -------------------------------------------- */

static enum sp_status
admit(struct sp_gate *gate, const char *actor, const struct sp_case *c,
      const struct sp_digest *digest, const char *address, struct sp_err *err)
{
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	r = sp_store_guest_admit(gate->store, c->id, digest, err);
	if (r == SP_NONE)
		r = sp_fail(err, SP_EDENIED, "there is no invitation of %s to "
			    "%s that could be accepted", address, c->number);
	if (r == SP_OK &&
	    (r = record(gate, actor, c, "admitted", address,
			err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r;
}

enum sp_status
sp_guest_admit(struct sp_gate *gate, const char *actor,
	       const struct sp_case *c, const char *address,
	       struct sp_err *err)
{
	struct sp_digest digest;

	sp_gate_digest_address(gate, address, &digest);
	return admit(gate, actor, c, &digest, address, err);
}

enum sp_status
sp_guest_uninvite(struct sp_gate *gate, const char *actor,
		  const struct sp_case *c, const char *address,
		  struct sp_err *err)
{
	struct sp_digest digest;
	enum sp_status r;

	sp_gate_digest_address(gate, address, &digest);
	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	r = sp_store_guest_drop(gate->store, c->id, &digest, err);
	if (r == SP_NONE)
		r = sp_fail(err, SP_NONE, "%s is no guest of %s", address,
			    c->number);
	if (r == SP_OK &&
	    (r = record(gate, actor, c, "uninvited", address,
			err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r;
}

/* In its first line that is not empty, and nothing else in that line. */
static gboolean
says_accept(const struct sp_opening *o)
{
	g_autofree char *text = sp_opening_signed_text(o);
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", 20);

	for (char **l = lines; *l != NULL; l++)
		if (*g_strstrip(*l) != '\0')
			return g_ascii_strcasecmp(*l, WORD) == 0;
	return FALSE;
}

enum sp_status
sp_guest_answers(struct sp_gate *gate, struct sp_opening *o,
		 const struct sp_participant *p, gboolean *is,
		 struct sp_err *err)
{
	g_autofree char *address = sp_gate_unseal(gate, SP_SEAL_ADDRESS,
						  p->address);
	struct sp_case *c = NULL;
	enum sp_status r;

	*is = p->remember;
	if (strcmp(p->kind, SP_INVITED) != 0 || address == NULL ||
	    !says_accept(o))
		return SP_OK;
	r = sp_store_case_by_id(gate->store, p->case_id, &c, err);
	if (r == SP_OK)
		r = admit(gate, p->key, c, &p->digest, address, err);
	*is = *is || r == SP_OK;
	sp_case_free(c);
	return r == SP_EDENIED ? SP_OK : r;
}

/* --- consent -------------------------------------------------------------- */

enum sp_status
sp_guest_by_reporter(struct sp_gate *gate, const struct sp_case *c,
		     const struct sp_mail *m, struct sp_digest *author,
		     gboolean *is, struct sp_err *err)
{
	g_autofree char *address = sp_notes_get(gate, m->thread, SP_NOTE_REPLY);
	struct sp_participant *p = NULL;
	enum sp_status r;

	*author = m->sender;
	if (address != NULL && *address != '\0')
		sp_gate_digest_address(gate, address, author);
	r = sp_store_participant(gate->store, c->id, author, &p, err);
	*is = r == SP_OK && strcmp(p->kind, "reporter") == 0;
	sp_participant_free(p);
	return r == SP_NONE ? SP_OK : r;
}

/* The message as it came, not one of ours in the same thread. */
static gboolean
is_its_own(struct sp_gate *gate, const struct sp_mail *m, const char *msgid)
{
	g_autofree char *own = sp_notes_get(gate, m->thread, SP_NOTE_MSGID);

	return g_strcmp0(own, msgid) == 0;
}

enum sp_status
sp_guest_consent(struct sp_gate *gate, const struct sp_case *c,
		 const char *msgid, struct sp_digest *author,
		 struct sp_err *err)
{
	const size_t len = strlen(msgid);
	g_autofree char *bare = g_str_has_prefix(msgid, "<") && len > 2
		? g_strndup(msgid + 1, len - 2) : g_strdup(msgid);
	struct sp_mail *m = NULL;
	struct sp_digest d;
	gboolean is = FALSE;
	int64_t id = 0;
	enum sp_status r;

	sp_gate_digest_msgid(gate, bare, &d);
	r = sp_store_thread_find(gate->store, &d, &id, err);
	if (r == SP_OK)
		r = sp_store_mail_by_id(gate->store, id, &m, err);
	if (r == SP_OK && m->state == SP_MAIL_ACCEPTED &&
	    m->case_id == c->id && is_its_own(gate, m, bare))
		r = sp_guest_by_reporter(gate, c, m, &d, &is, err);
	sp_mail_free(m);
	if (is && author != NULL)
		*author = d;
	if (r != SP_OK && r != SP_NONE)
		return r;
	return is ? SP_OK : sp_fail(err, SP_EDENIED, "no accepted mail of a "
				    "reporter in %s has that Message-ID: the "
				    "reporter's consent is not recorded",
				    c->number);
}
