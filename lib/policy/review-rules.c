/* SPDX-License-Identifier: GPL-2.0-or-later */
/* review-rules.c - what a review counts */
#include "lib/policy/review.h"

#include <string.h>

#include "lib/mail/name.h"

/* The part before the @ may be the sender's in any letter case, and mostly is:
 * here two addresses are rather one person than two. */
static gboolean
same_person(const char *a, const char *b)
{
	return *a != '\0' && g_ascii_strcasecmp(a, b) == 0;
}

static gboolean
is_among(const char *addresses, const char *one)
{
	g_auto(GStrv) all = g_strsplit(addresses, " ", -1);

	for (char **a = all; *a; a++)
		if (same_person(*a, one))
			return TRUE;
	return FALSE;
}

static gboolean
same_name(const char *a, const char *b)
{
	g_autofree char *x = sp_name_skeleton(a);
	g_autofree char *y = sp_name_skeleton(b);

	return *x != '\0' && strcmp(x, y) == 0;
}

const char *
sp_review_refuse(const struct sp_tag_facts *in)
{
	if (!in->known)
		return "its mail is not signed by a member or a guest of the "
		       "case";
	if (!same_person(in->tag->address, in->address) &&
	    !same_name(in->tag->name, in->name))
		return "it was signed by somebody else";
	if (in->reporter && (in->tag->kind == SP_TAG_REVIEWED ||
			     in->tag->kind == SP_TAG_ACKED))
		return "who has reported the case does not review its patches";
	if (!in->answers)
		return "its mail answers no patch";
	return NULL;
}

unsigned
sp_review_is(const struct sp_review_patch *p, const char *address,
	     const struct sp_config *conf)
{
	unsigned is = 0;

	if (same_person(p->address, address) ||
	    same_person(*p->author ? p->author : p->by, address))
		is |= SP_IS_AUTHOR;
	if (same_person(conf->gatekeeper, address))
		is |= SP_IS_GATEKEEPER;
	if (is_among(p->maintainers, address))
		is |= SP_IS_MAINTAINER;
	return is;
}

unsigned
sp_review_signer_is(const struct sp_review_patch *p,
		    const struct sp_review_tag *t,
		    const struct sp_config *conf)
{
	return sp_review_is(p, t->by, conf) |
	       (t->gatekeeper ? SP_IS_GATEKEEPER : 0);
}

static const struct {
	unsigned is;
	const char *word;	/* as [review] exclude has it */
} kinds[] = {
	{ SP_IS_AUTHOR, "author" },
	{ SP_IS_MAINTAINER, "maintainer" },
	{ SP_IS_GATEKEEPER, "gatekeeper" },
};

static gboolean
is_excluded(const struct sp_config *conf, const char *word)
{
	return g_strv_contains((const char *const *)conf->review_exclude, word);
}

gboolean
sp_review_excludes(const struct sp_config *conf, unsigned is)
{
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if ((is & kinds[i].is) && is_excluded(conf, kinds[i].word))
			return TRUE;
	return FALSE;
}

const char *
sp_review_is_word(const struct sp_config *conf, unsigned is)
{
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if ((is & kinds[i].is) && is_excluded(conf, kinds[i].word))
			return kinds[i].word;
	return "independent";
}

/* A review that somebody we know has signed, and that counts. */
static gboolean
is_review(const struct sp_review_tag *t)
{
	return *t->not == '\0' && *t->by != '\0' &&
	       strcmp(t->tag, sp_tag_word(SP_TAG_REVIEWED)) == 0;
}

unsigned
sp_review_count(const struct sp_reviews *r, const struct sp_review_patch *p,
		const struct sp_config *conf, gboolean independent)
{
	g_autoptr(GHashTable) people = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);

	for (guint i = 0; i < r->tags->len; i++) {
		const struct sp_review_tag *t = r->tags->pdata[i];

		if (strcmp(t->digest, p->digest) != 0 || !is_review(t))
			continue;
		if (!independent ||
		    !sp_review_excludes(conf, sp_review_signer_is(p, t,
								     conf)))
			g_hash_table_add(people, g_ascii_strdown(t->by, -1));
	}
	return g_hash_table_size(people);
}

unsigned
sp_review_least(const struct sp_reviews *r, const struct sp_config *conf,
		gboolean independent)
{
	g_autoptr(GPtrArray) all = sp_reviews_current(r);
	unsigned least = G_MAXUINT;

	for (guint i = 0; i < all->len; i++)
		least = MIN(least, sp_review_count(r, all->pdata[i], conf,
						   independent));
	return all->len > 0 ? least : 0;
}

static gboolean
has_reviewed(const struct sp_reviews *r, const struct sp_review_patch *p,
	     const char *who, const struct sp_config *conf)
{
	for (guint i = 0; i < r->tags->len; i++) {
		const struct sp_review_tag *t = r->tags->pdata[i];

		if (strcmp(t->digest, p->digest) == 0 && is_review(t) &&
		    same_person(t->by, who))
			return !sp_review_excludes(conf,
						   sp_review_signer_is(p, t,
								       conf));
	}
	return FALSE;
}

GPtrArray *
sp_review_by(const struct sp_reviews *r, const struct sp_config *conf)
{
	g_autoptr(GPtrArray) patches = sp_reviews_current(r);
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < r->tags->len; i++) {
		const struct sp_review_tag *t = r->tags->pdata[i];
		gboolean each = *t->by != '\0' &&
			!g_ptr_array_find_with_equal_func(all, t->by,
							  g_str_equal, NULL);

		for (guint k = 0; each && k < patches->len; k++)
			each = has_reviewed(r, patches->pdata[k], t->by, conf);
		if (each && patches->len > 0)
			g_ptr_array_add(all, g_strdup(t->by));
	}
	return all;
}

/* About this patch, or about the set. */
static gboolean
is_approved(const struct sp_reviews *r, const char *digest, const char *set,
	    const struct sp_config *conf)
{
	for (guint i = 0; i < r->tags->len; i++) {
		const struct sp_review_tag *t = r->tags->pdata[i];

		if (strcmp(t->tag, SP_REVIEW_APPROVED) == 0 &&
		    same_person(conf->gatekeeper, t->by) &&
		    (strcmp(t->digest, digest) == 0 ||
		     strcmp(t->digest, set) == 0))
			return TRUE;
	}
	return FALSE;
}

gboolean
sp_review_approved(const struct sp_reviews *r, const struct sp_config *conf)
{
	g_autoptr(GPtrArray) all = sp_reviews_current(r);
	g_autofree char *set = sp_reviews_set(r);

	if (conf->gatekeeper[0] == '\0')
		return TRUE;
	for (guint i = 0; i < all->len; i++) {
		const struct sp_review_patch *p = all->pdata[i];

		if (!is_approved(r, p->digest, set, conf))
			return FALSE;
	}
	return all->len > 0;
}

const struct sp_review_tag *
sp_review_objection(const struct sp_reviews *r)
{
	g_autoptr(GPtrArray) all = sp_reviews_current(r);
	g_autofree char *set = sp_reviews_set(r);

	for (guint i = 0; i < r->tags->len; i++) {
		const struct sp_review_tag *t = r->tags->pdata[i];

		if (strcmp(t->tag, SP_REVIEW_OBJECTION) != 0)
			continue;
		if (set && strcmp(t->digest, set) == 0)
			return t;
		for (guint k = 0; k < all->len; k++) {
			const struct sp_review_patch *p = all->pdata[k];

			if (strcmp(t->digest, p->digest) == 0)
				return t;
		}
	}
	return NULL;
}

/* Is that one of its series there? */
static gboolean
has_number(const GPtrArray *all, const struct sp_review_patch *of, unsigned n)
{
	for (guint i = 0; i < all->len; i++) {
		const struct sp_review_patch *p = all->pdata[i];

		if (p->number == n && p->total == of->total &&
		    p->version == of->version &&
		    strcmp(p->target, of->target) == 0)
			return TRUE;
	}
	return FALSE;
}

static char *
missing_number(const GPtrArray *all)
{
	for (guint i = 0; i < all->len; i++) {
		const struct sp_review_patch *p = all->pdata[i];

		for (unsigned n = 1; n <= p->total; n++)
			if (!has_number(all, p, n))
				return g_strdup_printf("patch %u of %u%s%s has "
					"not come", n, p->total,
					*p->target ? " for " : "", p->target);
	}
	return NULL;
}

/* Then it cannot be told who is independent either. */
static char *
unknown_maintainers(const GPtrArray *all)
{
	for (guint i = 0; i < all->len; i++) {
		const struct sp_review_patch *p = all->pdata[i];

		if (strcmp(p->maintainers, SP_REVIEW_UNKNOWN) == 0)
			return g_strdup_printf("it could not be told who "
				"maintains what patch %.12s changes, when it "
				"came: see [people] maintainers, and send it "
				"again", p->digest);
	}
	return NULL;
}

const char *
sp_review_lacks(struct sp_reviews *r)
{
	g_autoptr(GPtrArray) all = sp_reviews_current(r);
	const struct sp_review_tag *t = sp_review_objection(r);

	g_free(r->lacks);
	r->lacks = t ? g_strdup_printf("%s objects to patch %.12s: %s", t->by,
				       t->digest, t->who)
		     : missing_number(all);
	if (!r->lacks)
		r->lacks = unknown_maintainers(all);
	return r->lacks;
}
