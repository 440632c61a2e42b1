/* SPDX-License-Identifier: GPL-2.0-or-later */
/* versions.c - the versions that a notice names, and how each stands */
#include "lib/notice/versions.h"

#include <string.h>

static void
version_free(gpointer p)
{
	struct sp_version *v = p;

	g_free(v->name);
	g_free(v->fix);
	g_free(v);
}

static struct sp_version *
find(const GPtrArray *all, const char *name)
{
	for (guint i = 0; i < all->len; i++) {
		struct sp_version *v = all->pdata[i];

		if (strcmp(v->name, name) == 0)
			return v;
	}
	return NULL;
}

static struct sp_version *
add(GPtrArray *all, const char *name, gboolean fixed, gboolean helped)
{
	struct sp_version *v = find(all, name);

	if (!v) {
		v = g_new0(struct sp_version, 1);
		v->name = g_strdup(name);
		v->fixed = fixed;
		g_ptr_array_add(all, v);
	}
	v->helped |= helped;
	return v;
}

static void
add_parent(GPtrArray *all, const char *fix)
{
	g_autofree char *name = g_strconcat(fix, "~1", NULL);
	struct sp_version *v = add(all, name, FALSE, TRUE);

	if (!v->fix)
		v->fix = g_strdup(fix);
}

static void
add_list(GPtrArray *all, const char *const *names, gboolean fixed,
	 gboolean helped)
{
	for (; names && *names; names++)
		(void)add(all, *names, fixed, helped);
}

/* Of what nothing more is said the branch itself is named. */
static void
add_branch(GPtrArray *all, const struct sp_advisory_branch *b)
{
	const gboolean has_fix = b->fixed || b->fixed_in || b->fixed_by;

	if (!b->broken_in && !b->broken_by && b->fixed_by)
		add_parent(all, b->fixed_by[0]);
	else if (!b->broken_in && !b->broken_by && !b->fixed_in)
		(void)add(all, b->name, has_fix, FALSE);
	add_list(all, b->broken_in, FALSE, has_fix);
	add_list(all, b->broken_by, FALSE, has_fix);
	add_list(all, b->fixed_in, TRUE, FALSE);
	add_list(all, b->fixed_by, TRUE, FALSE);
}

GPtrArray *
sp_versions_of(const struct sp_advisory *a)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(version_free);

	for (size_t i = 0; i < a->n_branches; i++)
		add_branch(all, &a->branches[i]);
	return all;
}

/* --- names ---------------------------------------------------------------- */

static gboolean
is_fixed(const struct sp_advisory *a, const char *name)
{
	for (size_t i = 0; i < a->n_branches; i++) {
		const struct sp_advisory_branch *b = &a->branches[i];

		if ((b->fixed_in && g_strv_contains(b->fixed_in, name)) ||
		    (b->fixed_by && g_strv_contains(b->fixed_by, name)))
			return TRUE;
	}
	return FALSE;
}

static const char *
torn_of(const struct sp_advisory *a, const char *const *broken)
{
	for (; broken && *broken; broken++)
		if (is_fixed(a, *broken))
			return *broken;
	return NULL;
}

const char *
sp_versions_torn(const struct sp_advisory *a)
{
	const char *torn = NULL;

	for (size_t i = 0; !torn && i < a->n_branches; i++) {
		torn = torn_of(a, a->branches[i].broken_in);
		if (!torn)
			torn = torn_of(a, a->branches[i].broken_by);
	}
	return torn;
}

char *
sp_version_purl(const struct sp_advisory_house *house, const char *version)
{
	g_autofree char *product = g_uri_escape_string(house->product, NULL,
						       FALSE);
	g_autofree char *source = g_strdup_printf("git+%s@%s",
						  house->repository, version);
	g_autofree char *from = g_uri_escape_string(source, "/:", FALSE);
	g_autofree char *at = g_uri_escape_string(version, NULL, FALSE);

	return g_strdup_printf("%s%s@%s?vcs_url=%s",
			       *house->purl ? house->purl : "pkg:generic/",
			       *house->purl ? "" : product, at, from);
}
