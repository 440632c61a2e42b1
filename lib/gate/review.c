/* SPDX-License-Identifier: GPL-2.0-or-later */
/* review.c - what people say about the patches of a case at the command line */
#include "lib/gate/review.h"

#include <string.h>

#include "lib/gate/circular.h"
#include "lib/notice/template.h"

static GHashTable *
new_args(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
}

static void
put(GHashTable *args, const char *name, const char *value)
{
	if (value)
		g_hash_table_insert(args, (gpointer)name, g_strdup(value));
}

/* --- a word about a patch ------------------------------------------------- */

/* The patch of the case that was meant. */
static enum sp_status
find_patch(const struct sp_dossier *d, const struct sp_review_word *word,
	   char **digest, struct sp_err *err)
{
	*digest = sp_reviews_find(d->reviews, word->digest);
	if (*digest)
		return SP_OK;
	return sp_fail(err, SP_NONE, "%s: no patch of its set, nor the set, has "
		       "a digest that begins with what was given and is of at "
		       "least 8 digits; see \"review show %s\"", d->number,
		       d->number);
}

/* Who says it: a member, of whom the record can speak. */
static enum sp_status
need_member(const struct sp_mover *mover, struct sp_err *err)
{
	if (*mover->address)
		return SP_OK;
	return sp_fail(err, SP_EDENIED, "this login belongs to no member, and "
		       "a word about a patch is a member's: tie it to one with "
		       "\"member add --login\"");
}

static enum sp_status
need_gatekeeper(const struct sp_gate *gate, const struct sp_mover *mover,
		struct sp_err *err)
{
	const char *keeper = gate->conf->gatekeeper;

	if (*keeper == '\0')
		return sp_fail(err, SP_EDENIED, "the policy of this list names "
			       "no gatekeeper; see [review] gatekeeper");
	if (g_ascii_strcasecmp(mover->address, keeper) != 0)
		return sp_fail(err, SP_EDENIED, "%s is the gatekeeper: nobody "
			       "else can approve a patch for them", keeper);
	return SP_OK;
}

/* Dropped, the set is another one: it stands in the event, too. */
static void
put_set(struct sp_dossier *d, const char *verb, GHashTable *args)
{
	const struct sp_happening what = {
		.at = sp_gate_now(), .actor = "", .verb = verb, .args = args,
	};
	g_autofree char *set = NULL;

	sp_reviews_apply(d->reviews, &what);
	set = sp_reviews_set(d->reviews);
	put(args, "set", set ? set : "");
}

struct saying {
	const char *verb;
	gboolean gatekeeper;	/* is the only one who may */
	gboolean patch;		/* of a patch, not of the set; another set is
				   what comes of it */
};

/* [tx] */
static enum sp_status
say(struct sp_gate *gate, const struct saying *saying,
    const struct sp_review_word *word, char **digest, struct sp_err *err)
{
	const struct sp_act act = {
		.actor = word->actor, .number = word->number, .free = TRUE,
		.verb = saying->verb, .args = new_args(),
	};
	struct sp_dossier *d = NULL;
	struct sp_member *m = NULL;
	struct sp_mover mover;
	enum sp_status r;

	if ((r = sp_triage_find(gate, word->number, &d, err)) == SP_OK &&
	    (r = sp_triage_mover(gate, word->actor, d, &mover, &m,
				 err)) == SP_OK &&
	    (r = need_member(&mover, err)) == SP_OK &&
	    (r = saying->gatekeeper ? need_gatekeeper(gate, &mover, err)
				    : SP_OK) == SP_OK &&
	    (r = find_patch(d, word, digest, err)) == SP_OK) {
		put(act.args, "digest", *digest);
		put(act.args, "because", word->because);
		put(act.args, "off", word->off ? "yes" : NULL);
		if (saying->patch)
			put_set(d, saying->verb, act.args);
		r = sp_triage_step(gate, &act, NULL, err);
	}
	g_hash_table_unref(act.args);
	sp_dossier_free(d);
	sp_member_free(m);
	return r;
}

static enum sp_status
say_it(struct sp_gate *gate, const struct saying *saying,
       const struct sp_review_word *word, char **digest, struct sp_err *err)
{
	g_autofree char *full = NULL;
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	if ((r = say(gate, saying, word, &full, err)) == SP_OK)
		r = sp_gate_commit(gate, err);
	sp_store_rollback(gate->store);
	if (r == SP_OK)
		*digest = g_steal_pointer(&full);
	return r;
}

enum sp_status
sp_review_approve(struct sp_gate *gate, const struct sp_review_word *word,
		  char **digest, struct sp_err *err)
{
	static const struct saying saying = { "review-approved", TRUE, FALSE };

	return say_it(gate, &saying, word, digest, err);
}

enum sp_status
sp_review_object(struct sp_gate *gate, const struct sp_review_word *word,
		 char **digest, struct sp_err *err)
{
	static const struct saying saying = { "review-objected", FALSE, FALSE };

	return say_it(gate, &saying, word, digest, err);
}

enum sp_status
sp_review_drop(struct sp_gate *gate, const struct sp_review_word *word,
	       char **digest, struct sp_err *err)
{
	static const struct saying saying = { "patch-dropped", FALSE, TRUE };

	return say_it(gate, &saying, word, digest, err);
}

/* --- asking for a review -------------------------------------------------- */

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
make_letter(struct sp_gate *gate, const struct sp_dossier *d,
	    const struct sp_mover *asker, const struct sp_member *to,
	    char **text, struct sp_err *err)
{
	g_autofree char *lines = patch_lines(d);
	const struct sp_template_value values[] = {
		{ "list", gate->conf->name },
		{ "address", gate->conf->address },
		{ "tag", gate->conf->tag },
		{ "case", d->number },
		{ "who", *asker->address ? asker->address : "A moderator" },
		{ "name", *to->name ? to->name : to->address },
		{ "to", to->address },
		{ "patches", lines },
		{ NULL, NULL }
	};
	g_autofree char *file = NULL;
	g_autofree char *source = NULL;
	g_autofree char *subject = NULL;
	enum sp_status r = sp_template_load(gate->conf->dir, "review", &file,
					    &source, err);

	return r == SP_OK ? sp_template_expand(file, source, values, &subject,
					       text, err) : r;
}

static enum sp_status
find_reviewer(struct sp_gate *gate, const char *address,
	      struct sp_member **to, struct sp_err *err)
{
	enum sp_status r = sp_store_member_by_address(gate->store, address, to,
						      err);

	return r == SP_NONE ? sp_fail(err, SP_NONE, "%s is no member of %s, and "
				      "can be asked for nothing", address,
				      gate->conf->list) : r;
}

/* [tx] */
static enum sp_status
record_asked(struct sp_gate *gate, const char *actor,
	     const struct sp_dossier *d, const struct sp_member *to,
	     struct sp_err *err)
{
	g_autofree char *set = sp_reviews_set(d->reviews);
	g_autoptr(GHashTable) args = new_args();
	const struct sp_act act = {
		.actor = actor, .number = d->number, .free = TRUE,
		.verb = "review-asked", .args = args,
	};

	put(args, "digest", set);
	put(args, "to", to->address);
	return sp_triage_step(gate, &act, NULL, err);
}

static enum sp_status
send_letter(struct sp_gate *gate, const char *actor, const struct sp_dossier *d,
	    const struct sp_member *to, const char *text, struct sp_err *err)
{
	struct sp_circular letter = SP_CIRCULAR_INIT;
	enum sp_status r = sp_circular_seal_one(gate, to, text, sp_gate_now(),
						&letter, err);

	if (r == SP_OK)
		r = sp_store_begin(gate->store, err);
	if (r == SP_OK &&
	    (r = record_asked(gate, actor, d, to, err)) == SP_OK &&
	    (r = sp_circular_queue(gate, &letter, err)) == SP_OK)
		r = sp_gate_commit(gate, err);
	sp_store_rollback(gate->store);
	sp_circular_clear(&letter);
	return r;
}

enum sp_status
sp_review_ask(struct sp_gate *gate, const char *actor, const char *number,
	      const char *address, struct sp_err *err)
{
	struct sp_dossier *d = NULL;
	struct sp_member *to = NULL, *m = NULL;
	struct sp_mover asker;
	g_autofree char *text = NULL;
	g_autofree char *set = NULL;
	enum sp_status r;

	if ((r = find_reviewer(gate, address, &to, err)) == SP_OK &&
	    (r = sp_triage_find(gate, number, &d, err)) == SP_OK &&
	    (r = sp_triage_mover(gate, actor, d, &asker, &m, err)) == SP_OK) {
		set = sp_reviews_set(d->reviews);
		r = set ? make_letter(gate, d, &asker, to, &text, err)
			: sp_fail(err, SP_EDENIED, "%s has no patch that could "
				  "be looked at; a member sends one to the "
				  "address of the case", d->number);
	}
	if (r == SP_OK)
		r = send_letter(gate, actor, d, to, text, err);
	sp_dossier_free(d);
	sp_member_free(to);
	sp_member_free(m);
	return r;
}
