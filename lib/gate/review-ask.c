/* SPDX-License-Identifier: GPL-2.0-or-later */
/* review-ask.c - somebody is asked to look at the patches of a case
 *
 * It stands in the thread of the first patch. A member gets a letter of the
 * list's; a guest gets it as whatever members write in the case, so that nothing
 * in it names a member or counts cases. */
#include "lib/gate/review.h"

#include <string.h>

#include "lib/gate/aside.h"
#include "lib/gate/reply-letter.h"
#include "lib/gate/secrecy-words.h"
#include "lib/notice/template.h"
#include "lib/store/people.h"

/* One request. */
struct asking {
	struct sp_gate *gate;
	const char *actor;
	const char *address;		/* as typed */
	struct sp_dossier *d;
	struct sp_case *c;
	struct sp_mail *mail;		/* of the first patch */
	struct sp_member *member;	/* who is asked; NULL: a guest */
	struct sp_addressee guest;	/* who NULL: a member */
	char *set;
	char *subject, *text;
};

static void
asking_clear(struct asking *a)
{
	sp_dossier_free(a->d);
	sp_case_free(a->c);
	sp_mail_free(a->mail);
	sp_member_free(a->member);
	sp_participant_free(a->guest.who);
	sp_sealed_clear(&a->guest.letter);
	g_free(a->set);
	g_free(a->subject);
	g_free(a->text);
}

/* --- who ------------------------------------------------------------------ */

static enum sp_status
refuse(const struct asking *a, const struct sp_participant *p,
       struct sp_err *err)
{
	const char *number = a->d->number;

	if (p == NULL)
		return sp_fail(err, SP_EDENIED, "%s is neither a member nor a "
			       "guest of %s. sallyport case invite %s %s --key "
			       "FILE --consent MESSAGE-ID", a->address, number,
			       number, a->address);
	if (strcmp(p->kind, SP_INVITED) == 0)
		return sp_fail(err, SP_EDENIED, "%s has not accepted the terms "
			       "of %s yet; who saw that they did says so. "
			       "sallyport case admit %s %s", a->address, number,
			       number, a->address);
	return sp_fail(err, SP_EDENIED, "%s has reported %s, and the review of "
		       "a reporter is not asked for; what they sign about a "
		       "patch is recorded all the same. sallyport who %s",
		       a->address, number, number);
}

/* One whose key went bad gets nothing in the clear. */
static enum sp_status
find_guest(struct asking *a, struct sp_err *err)
{
	struct sp_digest digest;
	enum sp_status r;

	sp_gate_digest_address(a->gate, a->address, &digest);
	r = sp_store_participant(a->gate->store, a->c->id, &digest,
				 &a->guest.who, err);
	if (r == SP_NONE || (r == SP_OK &&
			     strcmp(a->guest.who->kind, SP_GUEST) != 0))
		return refuse(a, a->guest.who, err);
	a->guest.address = (char *)a->address;
	if (r == SP_OK)
		r = sp_reply_find_key(a->gate, &a->guest, err);
	if (r == SP_OK && a->guest.encryption[0] == '\0')
		r = sp_fail(err, SP_EDENIED, "the key of %s cannot be used any "
			    "more; invite them again, with another. sallyport "
			    "case uninvite %s %s", a->address, a->d->number,
			    a->address);
	return r;
}

static enum sp_status
find_reader(struct asking *a, struct sp_err *err)
{
	enum sp_status r = sp_store_member_by_address(a->gate->store,
						      a->address, &a->member,
						      err);

	return r == SP_NONE ? find_guest(a, err) : r;
}

/* --- the letter ----------------------------------------------------------- */

/* A line for each patch. */
static char *
patch_lines(const struct sp_dossier *d)
{
	g_autoptr(GPtrArray) all = sp_reviews_current(d->reviews);
	GString *s = g_string_new(NULL);

	for (guint i = 0; i < all->len; i++) {
		const struct sp_review_patch *p = all->pdata[i];

		g_string_append_printf(s, "%s%.16s  %s", i ? "\n" : "",
				       p->digest, p->subject);
	}
	return g_string_free(s, FALSE);
}

static enum sp_status
make_letter(struct asking *a, const struct sp_mover *asker,
	    struct sp_err *err)
{
	const struct sp_config *conf = a->gate->conf;
	const struct sp_member *to = a->member;
	g_autofree char *lines = patch_lines(a->d);
	const struct sp_template_value values[] = {
		{ "list", conf->name },
		{ "address", conf->address },
		{ "tag", conf->tag },
		{ "case", to ? a->d->number : NULL },
		{ "ref", a->c->ref },
		{ "who", *asker->address ? asker->address : "A moderator" },
		{ "name", to == NULL ? conf->reply_team :
			  *to->name ? to->name : to->address },
		{ "to", a->address },
		{ "patches", lines },
		{ NULL, NULL }
	};
	g_autofree char *file = NULL;
	g_autofree char *source = NULL;
	g_autofree char *bare = NULL;
	enum sp_status r = sp_template_load(conf->dir, to ? "review"
					    : "review-guest", &file, &source,
					    err);

	if (r == SP_OK)
		r = sp_template_expand(file, source, values, &a->subject,
				       &bare, err);
	if (r != SP_OK || to == NULL) {
		a->text = g_steal_pointer(&bare);
		return r;
	}
	return sp_secrecy_add_footer(a->gate, a->c, bare, &a->text, err);
}

/* --- on its way ----------------------------------------------------------- */

/* [tx] */
static enum sp_status
record_asked(struct asking *a, struct sp_err *err)
{
	g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
	const struct sp_act act = {
		.actor = a->actor, .number = a->d->number, .free = TRUE,
		.verb = "review-asked", .args = args,
	};

	g_hash_table_insert(args, (gpointer)"digest", a->set);
	g_hash_table_insert(args, (gpointer)"to", a->member
			    ? a->member->address : (char *)a->address);
	return sp_triage_step(a->gate, &act, NULL, err);
}

/* The mail of the first patch: an answer to what is sent is one to that. */
static enum sp_status
find_mail(struct asking *a, struct sp_err *err)
{
	g_autoptr(GPtrArray) all = sp_reviews_current(a->d->reviews);
	const struct sp_review_patch *first = all->pdata[0];

	return sp_store_mail_by_ref(a->gate->store, first->mail, &a->mail,
				    err);
}

static enum sp_status
send_to_member(struct asking *a, struct sp_err *err)
{
	struct sp_aside letter = SP_ASIDE_INIT;
	enum sp_status r = sp_aside_seal_one(a->gate, a->c, a->mail, a->member,
					     a->subject, a->text,
					     sp_gate_now(), &letter, err);

	if (r == SP_OK)
		r = sp_store_begin(a->gate->store, err);
	if (r == SP_OK &&
	    (r = record_asked(a, err)) == SP_OK &&
	    (r = sp_aside_queue(a->gate, a->mail, &letter, err)) == SP_OK)
		r = sp_gate_commit(a->gate, err);
	sp_store_rollback(a->gate->store);
	sp_aside_clear(&letter);
	return r;
}

static enum sp_status
send_to_guest(struct asking *a, struct sp_err *err)
{
	g_autoptr(GPtrArray) alone = g_ptr_array_new();
	const int64_t now = sp_gate_now();
	const struct sp_words words = { a->subject, a->gate->conf->reply_team,
					a->actor, a->text };
	enum sp_status r = sp_reply_letter_seal(a->gate, a->c, alone, &words,
						&a->guest, now, err);

	if (r == SP_OK && (r = sp_store_begin(a->gate->store, err)) == SP_OK &&
	    (r = record_asked(a, err)) == SP_OK &&
	    (r = sp_reply_queue_one(a->gate, a->mail, a->c, &a->guest, now,
				    now, err)) == SP_OK)
		r = sp_gate_commit(a->gate, err);
	sp_store_rollback(a->gate->store);
	return r;
}

static enum sp_status
ask(struct asking *a, struct sp_err *err)
{
	struct sp_member *m = NULL;
	struct sp_mover asker;
	enum sp_status r;

	if ((r = find_reader(a, err)) != SP_OK)
		return r;
	if (a->set == NULL)
		return sp_fail(err, SP_EDENIED, "%s has no patch that could be "
			       "looked at; a member sends one to the address "
			       "of the case", a->d->number);
	if ((r = sp_triage_mover(a->gate, a->actor, a->d, &asker, &m,
				 err)) == SP_OK)
		r = make_letter(a, &asker, err);
	sp_member_free(m);
	if (r == SP_OK)
		r = find_mail(a, err);
	if (r != SP_OK)
		return r;
	return a->member ? send_to_member(a, err) : send_to_guest(a, err);
}

enum sp_status
sp_review_ask(struct sp_gate *gate, const char *actor, const char *number,
	      const char *address, struct sp_err *err)
{
	struct asking a = {
		.gate = gate, .actor = actor, .address = address,
		.guest = { .way = SP_WAY_ENCRYPTED,
			   .letter = { .body = SP_BLOB_INIT } },
	};
	enum sp_status r = sp_store_case_by_number(gate->store, number, &a.c,
						   err);

	if (r == SP_OK && (r = sp_triage_read(gate, a.c, &a.d, err)) == SP_OK) {
		a.set = sp_reviews_set(a.d->reviews);
		r = ask(&a, err);
	}
	asking_clear(&a);
	return r;
}
