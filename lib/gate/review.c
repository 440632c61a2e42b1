/* SPDX-License-Identifier: GPL-2.0-or-later */
/* review.c - what people say about the patches of a case at the command line */
#include "lib/gate/review.h"

#include <string.h>

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

/* The profile that begins with a gatekeeper cannot know who it is. */
static enum sp_status
need_gatekeeper(struct sp_gate *gate, const struct sp_mover *mover,
		struct sp_err *err)
{
	const char *keeper = gate->conf->gatekeeper;
	struct sp_member *m = NULL;
	enum sp_status r;

	if (*keeper == '\0')
		return sp_fail(err, SP_EDENIED, "the policy of this list names "
			       "no gatekeeper; see [review] gatekeeper");
	if (g_ascii_strcasecmp(mover->address, keeper) == 0)
		return SP_OK;
	r = sp_store_member_by_address(gate->store, keeper, &m, err);
	sp_member_free(m);
	if (r == SP_OK)
		return sp_fail(err, SP_EDENIED, "%s is the gatekeeper: nobody "
			       "else can approve a patch for them", keeper);
	return r != SP_NONE ? r
		: sp_fail(err, SP_EDENIED, "%s of [review] gatekeeper is no "
			  "member: write there who approves patches, or "
			  "nobody", keeper);
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

	if (!word->because == !word->off)
		return sp_fail(err, SP_EDATA, "say why, with --because, or "
			       "take it back, with --withdraw");
	return say_it(gate, &saying, word, digest, err);
}

enum sp_status
sp_review_drop(struct sp_gate *gate, const struct sp_review_word *word,
	       char **digest, struct sp_err *err)
{
	static const struct saying saying = { "patch-dropped", FALSE, TRUE };

	return say_it(gate, &saying, word, digest, err);
}
