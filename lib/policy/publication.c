/* SPDX-License-Identifier: GPL-2.0-or-later */
/* publication.c - a published case as the notice that others read */
#include "lib/policy/publication.h"

#include <string.h>

#include "lib/notice/cvss.h"
#include "lib/notice/patchlist.h"
#include "lib/policy/notice.h"
#include "lib/policy/trailers.h"

struct sp_publication {
	const struct sp_dossier *d;
	struct sp_advisory a;
	struct sp_advisory_house house;
	GArray *people, *bugs, *branches, *revisions;
	GPtrArray *owned;	/* strings */
	GPtrArray *lists;	/* and arrays of them */
};

static const char *
own(struct sp_publication *p, char *text)
{
	g_ptr_array_add(p->owned, text);
	return text;
}

/* --- people --------------------------------------------------------------- */

/* "NAME <ADDRESS>" as somebody has agreed to it, or a name alone. */
static void
add_person(struct sp_publication *p, enum sp_advisory_role role,
	   const char *as)
{
	const char *open = strrchr(as, '<');
	struct sp_advisory_person person = { .role = role, .name = as };

	if (open && open > as && g_str_has_suffix(open, ">")) {
		person.name = own(p, g_strchomp(g_strndup(as, (gsize)(open -
								      as))));
		person.email = own(p, g_strndup(open + 1, strlen(open) - 2));
	}
	g_array_append_val(p->people, person);
}

static void
add_reporters(struct sp_publication *p)
{
	for (guint i = 0; i < p->d->credits->len; i++) {
		const struct sp_credit *c = p->d->credits->pdata[i];

		if (c->consent == SP_YES && c->as && *c->as)
			add_person(p, SP_ADVISORY_REPORTER, c->as);
	}
}

/* A reporter who did not agree is not named as an author either. */
static gboolean
may_name(const struct sp_dossier *d, const struct sp_review_patch *patch)
{
	for (guint i = 0; i < d->credits->len; i++) {
		const struct sp_credit *c = d->credits->pdata[i];

		if (c->consent != SP_YES &&
		    (g_ascii_strcasecmp(c->who, patch->address) == 0 ||
		     strcmp(c->who, patch->name) == 0 ||
		     g_strcmp0(c->as, patch->name) == 0))
			return FALSE;
	}
	return *patch->name != '\0';
}

/* By their names: an address is for them to publish. */
static void
add_patchers(struct sp_publication *p)
{
	g_autoptr(GPtrArray) patches = sp_reviews_current(p->d->reviews);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < patches->len; i++) {
		const struct sp_review_patch *patch = patches->pdata[i];
		const struct sp_advisory_person person = {
			.role = SP_ADVISORY_PATCHER, .name = patch->name,
		};

		if (may_name(p->d, patch) &&
		    g_hash_table_add(seen, patch->name))
			g_array_append_val(p->people, person);
	}
}

/* --- where ---------------------------------------------------------------- */

/* Of what has commas between it, or is one: NULL when there is nothing. */
static const char *const *
list_of(struct sp_publication *p, const char *text)
{
	char **list;

	if (!text || !*text)
		return NULL;
	list = g_strsplit(text, ",", -1);
	g_ptr_array_add(p->lists, list);
	return (const char *const *)list;
}

static const char *const *
commits_of(struct sp_publication *p, const char *text)
{
	g_autofree char *small = text ? g_ascii_strdown(text, -1) : NULL;

	return list_of(p, small);
}

/* What has no fix yet is named all the same: it is vulnerable. */
static void
add_branches(struct sp_publication *p)
{
	for (guint i = 0; i < p->d->branches->len; i++) {
		const struct sp_branch *b = p->d->branches->pdata[i];
		const struct sp_advisory_branch row = {
			.name = b->name, .fixed = b->status == SP_BRANCH_FIXED,
			.broken_in = list_of(p, b->broken_in),
			.fixed_in = list_of(p, b->tag),
			.broken_by = commits_of(p, b->broken_by),
			.fixed_by = commits_of(p, b->commit),
		};

		if (b->status == SP_BRANCH_NOT_AFFECTED)
			continue;
		g_array_append_val(p->branches, row);
	}
}

/* The host and the last number of an address: "gitlab.com bug #1234". */
static void
add_bug(struct sp_publication *p)
{
	static const char digits[] = "0123456789";
	const char *text = p->d->bug, *end, *from;
	struct sp_advisory_bug bug = { .tracker = p->house.product };
	g_autoptr(GUri) uri = NULL;

	if (!text || !*text)
		return;
	uri = g_uri_parse(text, G_URI_FLAGS_NONE, NULL);
	if (uri && g_uri_get_host(uri) && *g_uri_get_host(uri)) {
		bug.tracker = own(p, g_strdup(g_uri_get_host(uri)));
		bug.url = text;
	}
	for (end = text + strlen(text); end > text &&
	     !g_ascii_isdigit(end[-1]); end--)
		continue;
	for (from = end; from > text && strchr(digits, from[-1]); from--)
		continue;
	bug.id = from < end ? own(p, g_strndup(from, (gsize)(end - from)))
			    : text;
	g_array_append_val(p->bugs, bug);
}

/* --- all of it ------------------------------------------------------------ */

/* In the usual order, however it was typed. */
static const char *
score_of(struct sp_publication *p)
{
	const char *vector = sp_notice_part(p->d, SP_NOTICE_CVSS);
	struct sp_err ignored;
	struct sp_cvss cvss;

	return vector && sp_cvss_read(vector, &cvss, &ignored) == SP_OK
		? own(p, g_strdup(cvss.vector)) : NULL;
}

static void
add_revisions(struct sp_publication *p)
{
	for (guint i = 0; i < p->d->revisions->len; i++) {
		const struct sp_revision *r =
			&g_array_index(p->d->revisions, struct sp_revision, i);
		const struct sp_advisory_revision row = { r->at, r->what };

		g_array_append_val(p->revisions, row);
	}
}

/* The formats know no place for who is vulnerable. */
static const char *
describe(struct sp_publication *p)
{
	const char *text = sp_notice_part(p->d, SP_NOTICE_DESCRIPTION);
	const char *who = sp_notice_part(p->d, SP_NOTICE_VULNERABLE);

	return !text || !who ? text
		: own(p, g_strdup_printf("%s\n\nVulnerable: %s", text, who));
}

static void
fill(struct sp_publication *p)
{
	const struct sp_dossier *d = p->d;

	p->a = (struct sp_advisory){
		.house = &p->house, .id = d->notice_id,
		.summary = sp_notice_part(d, SP_NOTICE_SUMMARY),
		.description = describe(p),
		.impact = sp_notice_part(d, SP_NOTICE_IMPACT),
		.workaround = sp_notice_part(d, SP_NOTICE_WORKAROUND),
		.severity = d->severity == SP_UNRATED ? NULL
			: sp_severities[d->severity],
		.cvss = score_of(p), .cve = sp_notice_cve(d),
		.reported = d->arrived, .published = d->published,
		.fixed = sp_notice_fixed(d),
	};
	add_reporters(p);
	add_patchers(p);
	add_bug(p);
	add_branches(p);
	add_revisions(p);
	p->a.people = (const void *)p->people->data;
	p->a.n_people = p->people->len;
	p->a.bugs = (const void *)p->bugs->data;
	p->a.n_bugs = p->bugs->len;
	p->a.branches = (const void *)p->branches->data;
	p->a.n_branches = p->branches->len;
	p->a.revisions = (const void *)p->revisions->data;
	p->a.n_revisions = p->revisions->len;
}

static void
free_list(gpointer list)
{
	g_strfreev(list);
}

struct sp_publication *
sp_publication_new(const struct sp_dossier *d, const struct sp_config *conf)
{
	struct sp_publication *p = g_new0(struct sp_publication, 1);

	p->d = d;
	p->house = (struct sp_advisory_house){
		.product = conf->product, .repository = conf->repository,
		.xmlns = conf->xmlns, .publisher = conf->publisher,
		.category = sp_publisher_categories[conf->publisher_category],
		.homepage = conf->homepage, .contact = conf->address,
		.web = conf->web, .purl = conf->purl, .cna = conf->cna,
	};
	p->people = g_array_new(FALSE, FALSE,
				sizeof(struct sp_advisory_person));
	p->bugs = g_array_new(FALSE, FALSE, sizeof(struct sp_advisory_bug));
	p->branches = g_array_new(FALSE, FALSE,
				  sizeof(struct sp_advisory_branch));
	p->revisions = g_array_new(FALSE, FALSE,
				   sizeof(struct sp_advisory_revision));
	p->owned = g_ptr_array_new_with_free_func(g_free);
	p->lists = g_ptr_array_new_with_free_func(free_list);
	fill(p);
	return p;
}

void
sp_publication_free(struct sp_publication *p)
{
	if (!p)
		return;
	g_array_unref(p->people);
	g_array_unref(p->bugs);
	g_array_unref(p->branches);
	g_array_unref(p->revisions);
	g_ptr_array_unref(p->owned);
	g_ptr_array_unref(p->lists);
	g_free(p);
}

const struct sp_advisory *
sp_publication_advisory(const struct sp_publication *p)
{
	return &p->a;
}

void
sp_publication_patches(const struct sp_publication *p, GPtrArray *rows)
{
	g_autoptr(GPtrArray) patches = sp_reviews_current(p->d->reviews);
	const char *number = sp_advisory_number(&p->a);

	for (guint i = 0; i < patches->len; i++) {
		const struct sp_review_patch *patch = patches->pdata[i];
		g_autofree char *name = sp_trailers_file(patch, i);
		g_autofree char *path = g_strdup_printf("%s/%s", number, name);

		path[strcspn(path, "-")] = '/';
		sp_patchlist_add(rows, number, path, patch->subject,
				 p->d->published);
	}
}
