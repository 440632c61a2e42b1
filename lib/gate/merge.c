/* SPDX-License-Identifier: GPL-2.0-or-later */
/* merge.c - two cases are one
 *
 * The other case hears of it, and of the patches of the first with all that was
 * said about them: a review is about a digest, and holds wherever that patch
 * is. Who said it when stands in each event, as it stood before. */
#include "lib/gate/merge.h"

#include <string.h>

#include "lib/gate/news.h"
#include "lib/gate/portrait.h"

static char *
end_of(const struct sp_dossier *d)
{
	const struct sp_embargo *e = &d->embargo;

	if (e->state != SP_EMBARGO_ACTIVE && e->state != SP_EMBARGO_REVISING)
		return NULL;
	return g_strdup_printf("%" G_GINT64_FORMAT, e->now->end);
}

static void
put(GHashTable *args, const char *name, const char *value)
{
	if (value)
		g_hash_table_insert(args, g_strdup(name), g_strdup(value));
}

/* [tx] One half: number hears of the other. */
static enum sp_status
half(struct sp_gate *gate, const char *actor, const char *number,
     const char *name, const struct sp_dossier *other,
     struct sp_dossier **after, struct sp_err *err)
{
	g_autoptr(GHashTable) args = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, g_free);
	g_autofree char *end = end_of(other);
	const struct sp_act act = {
		.actor = actor, .number = number, .verb = "merged",
		.args = args,
		.q = { .step = SP_STEP_MERGE, .other = other },
	};

	put(args, name, other->number);
	put(args, "end", end);
	for (int i = 0; i < SP_FLAGS; i++)
		if (other->flags[i].at != 0)
			put(args, sp_flag_names[i], other->flags[i].source);
	return sp_triage_step(gate, &act, after, err);
}

/* --- patches and what was said about them --------------------------------- */

static void
put_number(GHashTable *args, const char *name, int64_t n)
{
	g_hash_table_insert(args, g_strdup(name),
			    g_strdup_printf("%" G_GINT64_FORMAT, n));
}

/* [tx] An event that is known to the dossier already. The gate says it: of the
 * merging person it would say that they have posted or reviewed the patch. */
static enum sp_status
copy_event(struct sp_gate *gate, const struct sp_dossier *to, const char *verb,
	   GHashTable *args, struct sp_err *err)
{
	const struct sp_act act = {
		.actor = "gate", .number = to->number, .free = TRUE,
		.verb = verb, .args = args,
	};

	return sp_triage_step(gate, &act, NULL, err);
}

static GHashTable *
new_args(const struct sp_dossier *from)
{
	GHashTable *args = g_hash_table_new_full(g_str_hash, g_str_equal,
						 g_free, g_free);

	put(args, "from", from->number);
	return args;
}

/* [tx] It may take the place of one that is there, or be older than that. */
static enum sp_status
copy_patch(struct sp_gate *gate, const struct sp_dossier *from,
	   const struct sp_review_patch *p, struct sp_dossier *to,
	   struct sp_err *err)
{
	g_autoptr(GHashTable) args = new_args(from);
	g_autofree char *set = NULL;
	const struct sp_happening what = {
		.at = sp_gate_now(), .actor = "gate", .verb = "patch-posted",
		.args = args,
	};

	put(args, "digest", p->digest);
	put(args, "subject", p->subject);
	put(args, "name", p->name);
	put(args, "address", p->address);
	put(args, "author", p->author);
	put(args, "target", p->target);
	put(args, "files", p->files);
	put(args, "maintainers", p->maintainers);
	put(args, "keywords", p->keywords);
	put(args, "by", p->by);
	put(args, "msgid", p->msgid);
	put(args, "mail", p->mail);
	put(args, "unverified", p->unverified ? "yes" : NULL);
	put_number(args, "version", p->version);
	put_number(args, "number", p->number);
	put_number(args, "total", p->total);
	put_number(args, "at", p->at);
	sp_dossier_apply(to, &what);
	set = sp_reviews_set(to->reviews);
	put(args, "set", set);
	return copy_event(gate, to, what.verb, args, err);
}

/* [tx] */
static enum sp_status
copy_tag(struct sp_gate *gate, const struct sp_dossier *from,
	 const struct sp_review_tag *t, const struct sp_dossier *to,
	 struct sp_err *err)
{
	const gboolean objection = strcmp(t->tag, SP_REVIEW_OBJECTION) == 0;
	const char *verb = objection ? "review-objected" :
		strcmp(t->tag, SP_REVIEW_APPROVED) == 0 ? "review-approved" :
		"reviewed";
	g_autoptr(GHashTable) args = new_args(from);

	put(args, "digest", t->digest);
	put(args, "tag", t->tag);
	put(args, objection ? "because" : "who", t->who);
	put(args, "by", t->by);
	put(args, "msgid", t->msgid);
	put(args, "not", t->not);
	put(args, "gatekeeper", t->gatekeeper ? "yes" : "");
	put_number(args, "at", t->at);
	return copy_event(gate, to, verb, args, err);
}

/* [tx] The patches that are left there, and each word about a patch or a set:
 * what was replaced may come again. */
static enum sp_status
copy_reviews(struct sp_gate *gate, const struct sp_dossier *from,
	     struct sp_dossier *to, struct sp_err *err)
{
	g_autoptr(GPtrArray) patches = sp_reviews_current(from->reviews);
	const GPtrArray *tags = from->reviews->tags;
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && i < patches->len; i++)
		r = copy_patch(gate, from, patches->pdata[i], to, err);
	for (guint i = 0; r == SP_OK && i < tags->len; i++) {
		const struct sp_review_tag *t = tags->pdata[i];

		if (*t->digest != '\0')
			r = copy_tag(gate, from, t, to, err);
	}
	return r;
}

/* --- the merge ------------------------------------------------------------ */

/* [tx] The earlier end holds: whoever counts on the later one has to hear. */
static enum sp_status
tell_members(struct sp_gate *gate, const char *actor,
	     const struct sp_dossier *before, const struct sp_dossier *after,
	     struct sp_err *err)
{
	const int64_t now = sp_gate_now();
	g_autofree char *terms = sp_portrait_secrecy(gate, after, now);
	g_autofree char *old = end_of(before), *new = end_of(after);
	const struct sp_news news = {
		.actor = actor, .what = "another case was merged into it, and "
					"the end of that embargo holds",
		.terms = terms, .asks = SP_NEWS_ASKS_NOTHING, .holds = "",
	};
	struct sp_case *c = NULL;
	enum sp_status r;

	if (g_strcmp0(old, new) == 0)
		return SP_OK;
	if ((r = sp_triage_case(gate, after->number, &c, err)) == SP_OK)
		r = sp_news_queue(gate, c, &news, now, err);
	sp_case_free(c);
	return r;
}

/* [tx] As it is when all of it is written. */
static enum sp_status
merge(struct sp_gate *gate, const char *actor, const struct sp_dossier *a,
      const struct sp_dossier *b, struct sp_dossier **after,
      struct sp_err *err)
{
	struct sp_dossier *to = NULL;
	enum sp_status r;

	if ((r = half(gate, actor, a->number, "into", b, NULL, err)) == SP_OK &&
	    (r = half(gate, actor, b->number, "from", a, &to, err)) == SP_OK &&
	    (r = copy_reviews(gate, a, to, err)) == SP_OK)
		r = sp_triage_find(gate, b->number, after, err);
	sp_dossier_free(to);
	return r;
}

enum sp_status
sp_merge(struct sp_gate *gate, const char *actor, const char *from,
	 const char *into, struct sp_dossier **after, struct sp_err *err)
{
	struct sp_dossier *a = NULL, *b = NULL, *done = NULL;
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) == SP_OK &&
	    (r = sp_triage_find(gate, from, &a, err)) == SP_OK &&
	    (r = sp_triage_find(gate, into, &b, err)) == SP_OK &&
	    (r = merge(gate, actor, a, b, &done, err)) == SP_OK &&
	    (r = tell_members(gate, actor, b, done, err)) == SP_OK &&
	    (r = sp_gate_commit(gate, err)) == SP_OK)
		*after = g_steal_pointer(&done);
	sp_store_rollback(gate->store);
	sp_dossier_free(a);
	sp_dossier_free(b);
	sp_dossier_free(done);
	return r;
}
