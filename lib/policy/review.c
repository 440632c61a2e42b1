/* SPDX-License-Identifier: GPL-2.0-or-later */
/* review.c - who has looked at the patches of a case, told from its events */
#include "lib/policy/review.h"

#include <string.h>

#include "lib/policy/dossier.h"

#define TYPED_MIN 8

/* --- life ----------------------------------------------------------------- */

static void
patch_free(gpointer arg)
{
	struct sp_review_patch *p = arg;

	g_free(p->digest);
	g_free(p->subject);
	g_free(p->name);
	g_free(p->address);
	g_free(p->author);
	g_free(p->target);
	g_free(p->files);
	g_free(p->maintainers);
	g_free(p->keywords);
	g_free(p->by);
	g_free(p->msgid);
	g_free(p->mail);
	g_free(p);
}

static void
tag_free(gpointer arg)
{
	struct sp_review_tag *t = arg;

	g_free(t->digest);
	g_free(t->tag);
	g_free(t->who);
	g_free(t->by);
	g_free(t->msgid);
	g_free(t->not);
	g_free(t);
}

static void
request_free(gpointer arg)
{
	struct sp_review_request *q = arg;

	g_free(q->digest);
	g_free(q->to);
	g_free(q);
}

struct sp_reviews *
sp_reviews_new(void)
{
	struct sp_reviews *r = g_new0(struct sp_reviews, 1);

	r->patches = g_ptr_array_new_with_free_func(patch_free);
	r->tags = g_ptr_array_new_with_free_func(tag_free);
	r->asked = g_ptr_array_new_with_free_func(request_free);
	r->unread = g_ptr_array_new_with_free_func(g_free);
	return r;
}

void
sp_reviews_free(struct sp_reviews *r)
{
	if (!r)
		return;
	g_ptr_array_unref(r->patches);
	g_ptr_array_unref(r->tags);
	g_ptr_array_unref(r->asked);
	g_ptr_array_unref(r->unread);
	g_free(r->lacks);
	g_free(r);
}

/* --- arguments ------------------------------------------------------------ */

static const char *
arg(const struct sp_happening *h, const char *name)
{
	const char *value = h->args ? g_hash_table_lookup(h->args, name)
				    : NULL;

	return value ? value : "";
}

static char *
copy(const struct sp_happening *h, const char *name)
{
	return g_strdup(arg(h, name));
}

/* At least 1. */
static unsigned
number(const struct sp_happening *h, const char *name)
{
	const guint64 n = g_ascii_strtoull(arg(h, name), NULL, 10);

	return (unsigned)CLAMP(n, 1, SP_PATCH_NUMBER_MAX);
}

/* When it was, where the event tells it of another case. */
static int64_t
time_of(const struct sp_happening *h)
{
	const char *at = arg(h, "at");

	return *at != '\0' ? g_ascii_strtoll(at, NULL, 10) : h->at;
}

/* --- which takes the place of which --------------------------------------- */

static gboolean
same_subject(const struct sp_review_patch *a, const struct sp_review_patch *b)
{
	return g_ascii_strcasecmp(a->subject, b->subject) == 0;
}

/* Single patches of a branch that are there and older than that version. */
static unsigned
count_singles(const struct sp_reviews *r, const struct sp_review_patch *new)
{
	unsigned n = 0;

	for (guint i = 0; i < r->patches->len; i++) {
		const struct sp_review_patch *p = r->patches->pdata[i];

		n += p->current && p->total == 1 &&
		     p->version < new->version &&
		     strcmp(p->target, new->target) == 0;
	}
	return n;
}

static gboolean
replaces(const struct sp_review_patch *new, const struct sp_review_patch *old,
	 unsigned singles)
{
	if (strcmp(new->target, old->target) != 0 ||
	    new->version < old->version)
		return FALSE;
	if (strcmp(new->digest, old->digest) == 0 || same_subject(new, old))
		return TRUE;
	if (new->version == old->version)
		return new->total > 1 && new->total == old->total &&
		       new->number == old->number;
	return (new->total > 1 && old->total > 1) ||
	       (new->total == 1 && old->total == 1 && singles == 1);
}

/* What comes later than a newer version of it changes nothing; nor does what
 * nobody has signed where somebody has, nor what is older and only told now. */
static gboolean
is_outdone(const struct sp_review_patch *new,
	   const struct sp_review_patch *there, unsigned singles)
{
	if (!there->current || strcmp(new->target, there->target) != 0)
		return FALSE;
	if (((new->unverified && !there->unverified) || new->at < there->at) &&
	    replaces(new, there, singles))
		return TRUE;
	return new->version < there->version &&
	       (same_subject(new, there) ||
		(new->total > 1 && there->total > 1));
}

static void
place(struct sp_reviews *r, struct sp_review_patch *new)
{
	const unsigned singles = count_singles(r, new);

	new->current = TRUE;
	for (guint i = 0; i < r->patches->len; i++)
		if (is_outdone(new, r->patches->pdata[i], singles))
			new->current = FALSE;
	for (guint i = 0; new->current && i < r->patches->len; i++) {
		struct sp_review_patch *old = r->patches->pdata[i];

		if (old->current && replaces(new, old, singles))
			old->current = FALSE;
	}
	g_ptr_array_add(r->patches, new);
}

/* --- events --------------------------------------------------------------- */

static void
apply_posted(struct sp_reviews *r, const struct sp_happening *h)
{
	struct sp_review_patch *p = g_new0(struct sp_review_patch, 1);

	p->digest = copy(h, "digest");
	p->subject = copy(h, "subject");
	p->name = copy(h, "name");
	p->address = copy(h, "address");
	p->author = copy(h, "author");
	p->target = copy(h, "target");
	p->files = copy(h, "files");
	p->maintainers = copy(h, "maintainers");
	p->keywords = copy(h, "keywords");
	p->by = copy(h, "by");
	p->msgid = copy(h, "msgid");
	p->mail = copy(h, "mail");
	p->version = number(h, "version");
	p->number = number(h, "number");
	p->total = number(h, "total");
	p->unverified = strcmp(arg(h, "unverified"), "yes") == 0;
	p->at = time_of(h);
	place(r, p);
}

static void
apply_dropped(struct sp_reviews *r, const struct sp_happening *h)
{
	for (guint i = 0; i < r->patches->len; i++) {
		struct sp_review_patch *p = r->patches->pdata[i];

		if (strcmp(p->digest, arg(h, "digest")) == 0)
			p->current = FALSE;
	}
}

static void
add_tag(struct sp_reviews *r, const struct sp_happening *h, const char *tag,
	const char *who)
{
	struct sp_review_tag *t = g_new0(struct sp_review_tag, 1);

	t->digest = copy(h, "digest");
	t->tag = g_strdup(tag);
	t->who = g_strdup(who);
	t->by = copy(h, "by");
	t->msgid = copy(h, "msgid");
	t->not = copy(h, "not");
	t->gatekeeper = strcmp(arg(h, "gatekeeper"), "yes") == 0;
	t->at = time_of(h);
	g_ptr_array_add(r->tags, t);
}

static void
apply_reviewed(struct sp_reviews *r, const struct sp_happening *h)
{
	add_tag(r, h, arg(h, "tag"), arg(h, "who"));
}

static void
apply_approved(struct sp_reviews *r, const struct sp_happening *h)
{
	add_tag(r, h, SP_REVIEW_APPROVED, arg(h, "by"));
}

/* "off" takes back what the same person said about it. */
static void
apply_objected(struct sp_reviews *r, const struct sp_happening *h)
{
	if (*arg(h, "off") == '\0') {
		add_tag(r, h, SP_REVIEW_OBJECTION, arg(h, "because"));
		return;
	}
	for (guint i = r->tags->len; i > 0; i--) {
		const struct sp_review_tag *t = r->tags->pdata[i - 1];

		if (strcmp(t->tag, SP_REVIEW_OBJECTION) == 0 &&
		    strcmp(t->digest, arg(h, "digest")) == 0 &&
		    g_ascii_strcasecmp(t->by, arg(h, "by")) == 0)
			g_ptr_array_remove_index(r->tags, i - 1);
	}
}

static void
apply_asked(struct sp_reviews *r, const struct sp_happening *h)
{
	struct sp_review_request *q = g_new0(struct sp_review_request, 1);

	q->digest = copy(h, "digest");
	q->to = copy(h, "to");
	q->at = h->at;
	g_ptr_array_add(r->asked, q);
}

static void
apply_unread(struct sp_reviews *r, const struct sp_happening *h)
{
	g_ptr_array_add(r->unread, copy(h, "mail"));
}

void
sp_reviews_apply(struct sp_reviews *r, const struct sp_happening *h)
{
	static const struct {
		const char *verb;
		void (*apply)(struct sp_reviews *r,
			      const struct sp_happening *h);
	} verbs[] = {
		{ "patch-posted", apply_posted },
		{ "patch-dropped", apply_dropped },
		{ "reviewed", apply_reviewed },
		{ "review-asked", apply_asked },
		{ "review-approved", apply_approved },
		{ "review-objected", apply_objected },
		{ "patch-unread", apply_unread },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
		if (strcmp(verbs[i].verb, h->verb) == 0)
			verbs[i].apply(r, h);
}

/* --- the set -------------------------------------------------------------- */

static gint
by_place(gconstpointer a, gconstpointer b)
{
	const struct sp_review_patch *p = *(const gpointer *)a;
	const struct sp_review_patch *q = *(const gpointer *)b;
	const int target = strcmp(p->target, q->target);

	if (target != 0)
		return target;
	if (p->number != q->number)
		return p->number < q->number ? -1 : 1;
	return strcmp(p->digest, q->digest);
}

GPtrArray *
sp_reviews_current(const struct sp_reviews *r)
{
	GPtrArray *all = g_ptr_array_new();

	for (guint i = 0; i < r->patches->len; i++) {
		struct sp_review_patch *p = r->patches->pdata[i];

		if (p->current)
			g_ptr_array_add(all, p);
	}
	g_ptr_array_sort(all, by_place);
	return all;
}

char *
sp_reviews_set(const struct sp_reviews *r)
{
	g_autoptr(GPtrArray) all = sp_reviews_current(r);
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < all->len; i++) {
		const struct sp_review_patch *p = all->pdata[i];

		if (all->len == 1)
			return g_strdup(p->digest);
		g_string_append_printf(text, "%s\n", p->digest);
	}
	return all->len == 0 ? NULL
		: g_compute_checksum_for_string(G_CHECKSUM_SHA256, text->str,
						(gssize)text->len);
}

char *
sp_reviews_find(const struct sp_reviews *r, const char *typed)
{
	g_autoptr(GPtrArray) all = sp_reviews_current(r);
	g_autofree char *set = sp_reviews_set(r);
	g_autofree char *lower = g_ascii_strdown(typed, -1);
	const char *found = NULL;

	if (strlen(lower) < TYPED_MIN || !set)
		return NULL;
	if (g_str_has_prefix(set, lower))
		found = set;
	for (guint i = 0; i < all->len; i++) {
		const struct sp_review_patch *p = all->pdata[i];

		if (!g_str_has_prefix(p->digest, lower))
			continue;
		if (found && strcmp(found, p->digest) != 0)
			return NULL;
		found = p->digest;
	}
	return g_strdup(found);
}
