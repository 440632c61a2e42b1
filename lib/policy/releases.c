/* SPDX-License-Identifier: GPL-2.0-or-later */
/* releases.c - what cases have shown of themselves
 *
 * Whether and since when a release counts is settled when its month ends, by
 * what had happened until then: nothing later changes that. */
#include "lib/policy/releases.h"

#include <string.h>

#include "lib/base/month.h"
#include "lib/policy/stats.h"

#define NEVER INT64_MAX
#define NONE (-1)

struct sp_releases {
	GHashTable *cases;	/* number to GPtrArray of struct sp_release *,
				   the first first */
	char *number;		/* of the case that was followed last */
	GPtrArray *own;		/* its releases; NULL: it has none yet */
};

/* --- life ----------------------------------------------------------------- */

static void
release_free(gpointer p)
{
	struct sp_release *r = p;

	g_free(r->of);
	g_free(r);
}

static void
array_unref(gpointer p)
{
	g_ptr_array_unref(p);
}

struct sp_releases *
sp_releases_new(void)
{
	struct sp_releases *r = g_new0(struct sp_releases, 1);

	r->cases = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					 array_unref);
	return r;
}

void
sp_releases_free(struct sp_releases *r)
{
	if (!r)
		return;
	g_hash_table_unref(r->cases);
	g_free(r->number);
	g_free(r);
}

/* --- following a case ----------------------------------------------------- */

static int64_t
month_end(int64_t at)
{
	return sp_month_start(sp_month_of(at) + 1);
}

/* Since when it is nobody's secret, as things stand; 0: it is one. */
static int64_t
shown_since(const struct sp_dossier *d)
{
	const struct sp_embargo *e = &d->embargo;
	int64_t since = d->published ? d->published : d->closed;

	if (since != 0 && (e->state == SP_EMBARGO_ACTIVE ||
			   e->state == SP_EMBARGO_REVISING))
		since = MAX(since, e->now->end);
	return since;
}

static enum sp_release_end
end_of(const struct sp_dossier *d)
{
	if (d->published)
		return SP_RELEASE_PUBLISHED;
	if (d->merged_into || g_strcmp0(d->resolution, "duplicate") == 0)
		return SP_RELEASE_DUPLICATE;
	return g_strcmp0(d->resolution, "not-a-vulnerability") == 0
		? SP_RELEASE_INVALID : SP_RELEASE_OTHER;
}

/* The case without which this one tells something of a secret. */
static const char *
original_of(const struct sp_dossier *d)
{
	if (d->published)
		return NULL;
	return d->merged_into ? d->merged_into : d->duplicate_of;
}

static void
take_facts(struct sp_release *r, const struct sp_dossier *d)
{
	const int64_t over = sp_stats_embargo_over(d, MAX(r->from, d->last));

	g_free(r->of);
	r->of = g_strdup(original_of(d));
	r->end = end_of(d);
	r->reports = d->reports;
	r->tool = d->tool && g_ascii_strcasecmp(d->tool, "none") != 0;
	r->answer_s = d->answered ? d->answered - d->arrived : NONE;
	r->embargo_s = over ? over - d->arrived : NONE;
}

/* The last one, while it lasts. */
static struct sp_release *
current(const struct sp_releases *r)
{
	struct sp_release *last = r->own ? r->own->pdata[r->own->len - 1]
					 : NULL;

	return last && last->until == NEVER ? last : NULL;
}

static struct sp_release *
begin(struct sp_releases *r)
{
	struct sp_release *new = g_new0(struct sp_release, 1);

	new->until = NEVER;
	if (!r->own) {
		r->own = g_ptr_array_new_with_free_func(release_free);
		g_hash_table_insert(r->cases, g_strdup(r->number), r->own);
	}
	g_ptr_array_add(r->own, new);
	return new;
}

/* A word that changes what is to come, an end of the embargo above all, never
 * makes it begin before that was said: that month may be over. */
void
sp_releases_follow(struct sp_releases *r, const struct sp_dossier *d,
		   int64_t at)
{
	const int64_t since = shown_since(d);
	struct sp_release *now;

	if (g_strcmp0(r->number, d->number) != 0) {
		g_free(r->number);
		r->number = g_strdup(d->number);
		r->own = g_hash_table_lookup(r->cases, d->number);
	}
	now = current(r);
	if (since == 0) {
		if (now)
			now->until = at;
		return;
	}
	if (!now) {
		now = begin(r);
		now->from = since;
	} else if (at < month_end(now->from)) {
		now->from = MAX(since, MIN(now->from, at));
	} else {
		return;
	}
	take_facts(now, d);
}

/* --- what counts ---------------------------------------------------------- */

static int64_t counts_since(const struct sp_releases *r,
			    struct sp_release *one);

/* Since when the case of that number counts. */
static int64_t
case_counts_since(const struct sp_releases *r, const char *number)
{
	const GPtrArray *own = g_hash_table_lookup(r->cases, number);
	int64_t since = NEVER;

	for (guint i = 0; own && i < own->len && since == NEVER; i++)
		since = counts_since(r, own->pdata[i]);
	return since;
}

/* Those that are duplicates of each other never count. */
static int64_t
counts_since(const struct sp_releases *r, struct sp_release *one)
{
	int64_t since = one->from;

	if (one->asked)
		return one->counts;
	one->asked = TRUE;
	one->counts = NEVER;
	if (one->of) {
		const int64_t original = case_counts_since(r, one->of);

		since = MAX(since, original);
	}
	if (since != NEVER && month_end(since) > one->until)
		since = NEVER;
	one->counts = since;
	return since;
}

static int
by_month(gconstpointer p, gconstpointer q)
{
	const struct sp_release *a = *(struct sp_release *const *)p;
	const struct sp_release *b = *(struct sp_release *const *)q;

	return (a->counts > b->counts) - (a->counts < b->counts);
}

GPtrArray *
sp_releases_counting(const struct sp_releases *r)
{
	GPtrArray *counting = g_ptr_array_new();
	GHashTableIter i;
	gpointer own;

	g_hash_table_iter_init(&i, r->cases);
	while (g_hash_table_iter_next(&i, NULL, &own)) {
		const GPtrArray *releases = own;

		for (guint k = 0; k < releases->len; k++)
			if (counts_since(r, releases->pdata[k]) != NEVER)
				g_ptr_array_add(counting, releases->pdata[k]);
	}
	g_ptr_array_sort(counting, by_month);
	return counting;
}
