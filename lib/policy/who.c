/* SPDX-License-Identifier: GPL-2.0-or-later */
/* who.c - whom to ask about some files, and why
 *
 * Three sources: the people that a file MAINTAINERS names for them, or for what
 * a patch changes, the list's reviewers who know a subsystem that is touched,
 * and what the roster says of either. A person is suggested once, with all the
 * reasons. */
#include "lib/policy/maintainers.h"

#include <string.h>

#define REASONS_SHOWN 3

/* A person, while the reasons come in. */
struct candidate {
	const char *name, *address;
	const struct sp_member *m;	/* on the list; or NULL */
	GPtrArray *maintains;		/* of char *: "net (hw/net/)" */
	GPtrArray *reviews;
	GPtrArray *knows;
	GPtrArray *sees;
};

struct search {
	const struct sp_config *conf;
	const GPtrArray *members;
	const struct sp_who *who;
	GPtrArray *found;		/* of struct candidate * */
	GHashTable *by_address;		/* of the same, by address in small
					   letters */
};

static void
candidate_free(gpointer p)
{
	struct candidate *c = p;

	g_ptr_array_unref(c->maintains);
	g_ptr_array_unref(c->reviews);
	g_ptr_array_unref(c->knows);
	g_ptr_array_unref(c->sees);
	g_free(c);
}

static const struct sp_member *
find_member(const struct search *s, const char *address)
{
	for (guint i = 0; i < s->members->len; i++) {
		const struct sp_member *m = s->members->pdata[i];

		if (g_ascii_strcasecmp(m->address, address) == 0)
			return m;
	}
	return NULL;
}

static struct candidate *
find_candidate(struct search *s, const char *name, const char *address)
{
	char *key = g_ascii_strdown(address, -1);
	struct candidate *c = g_hash_table_lookup(s->by_address, key);

	if (c != NULL) {
		g_free(key);
		return c;
	}
	c = g_new0(struct candidate, 1);
	c->m = find_member(s, address);
	c->name = c->m != NULL && *c->m->name ? c->m->name : name;
	c->address = c->m != NULL ? c->m->address : address;
	c->maintains = g_ptr_array_new_with_free_func(g_free);
	c->reviews = g_ptr_array_new_with_free_func(g_free);
	c->knows = g_ptr_array_new_with_free_func(g_free);
	c->sees = g_ptr_array_new_with_free_func(g_free);
	g_hash_table_insert(s->by_address, key, c);
	g_ptr_array_add(s->found, c);
	return c;
}

/* --- reasons -------------------------------------------------------------- */

static void
add_reason(GPtrArray *to, const char *what, const char *where)
{
	g_autofree char *text = g_strdup_printf("%s (%s)", what, where);

	if (!g_ptr_array_find_with_equal_func(to, text, g_str_equal, NULL))
		g_ptr_array_add(to, g_steal_pointer(&text));
}

static void
add_contacts(struct search *s, const struct sp_section *of,
	     const GPtrArray *contacts, gboolean maintain, const char *pattern)
{
	for (guint i = 0; i < contacts->len; i++) {
		const struct sp_contact *k = contacts->pdata[i];
		struct candidate *c = find_candidate(s, k->name, k->address);

		add_reason(maintain ? c->maintains : c->reviews, of->title,
			   pattern);
	}
}

/* As a word of the title, or as a folder or file of the path. */
static gboolean
is_about(const char *subsystem, const char *text, const char *between)
{
	g_autofree char *low = g_utf8_strdown(text, -1);
	g_auto(GStrv) words = g_strsplit_set(low, between, -1);

	return g_strv_contains((const char *const *)words, subsystem);
}

/* The list's own reviewers, who know this title or this path. */
static void
add_pool(struct search *s, const char *text, const char *between,
	 const char *path)
{
	for (guint i = 0; i < s->members->len; i++) {
		const struct sp_member *m = s->members->pdata[i];
		g_auto(GStrv) known = g_strsplit(m->subsystems ? m->subsystems
						 : "", ",", -1);

		if (!(m->roles & SP_ROLE_REVIEWER))
			continue;
		for (char **k = known; *k != NULL; k++)
			if (**k != '\0' && is_about(*k, text, between)) {
				struct candidate *c =
					find_candidate(s, m->name, m->address);

				add_reason(c->knows, *k, path);
			}
	}
}

static void
search_path(struct search *s, const GPtrArray *sections, const char *path)
{
	add_pool(s, path, "/", path);
	for (guint i = 0; i < sections->len; i++) {
		const struct sp_section *of = sections->pdata[i];
		const char *pattern = sp_section_covers(of, path);

		if (pattern == NULL)
			continue;
		add_contacts(s, of, of->maintainers, TRUE, pattern);
		add_contacts(s, of, of->reviewers, FALSE, pattern);
		add_pool(s, of->title, " \t/,()", path);
	}
}

/* --- what a patch changes ------------------------------------------------ */

static void
add_watchers(struct search *s, const struct sp_section *of,
	     const GPtrArray *contacts, const char *pattern)
{
	for (guint i = 0; i < contacts->len; i++) {
		const struct sp_contact *k = contacts->pdata[i];

		add_reason(find_candidate(s, k->name, k->address)->sees,
			   of->title, pattern);
	}
}

/* title TAB pattern, as it was when the patch came; where the file has changed
 * since, nobody. */
static void
search_keyword(struct search *s, const GPtrArray *sections, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, "\t", 2);

	if (g_strv_length(words) != 2)
		return;
	for (guint i = 0; i < sections->len; i++) {
		const struct sp_section *of = sections->pdata[i];

		if (strcmp(of->title, words[0]) != 0)
			continue;
		add_watchers(s, of, of->maintainers, words[1]);
		add_watchers(s, of, of->reviewers, words[1]);
	}
}

static void
search_patch(struct search *s, const GPtrArray *sections,
	     const struct sp_review_patch *p)
{
	g_auto(GStrv) lines = g_strsplit(p->keywords, "\n", -1);

	for (char **l = lines; *l != NULL; l++)
		search_keyword(s, sections, *l);
}

/* How many of the patches the candidate wrote, as far as is known. */
static guint
count_written(const struct search *s, const struct candidate *c)
{
	guint n = 0;

	for (guint i = 0; s->who->patches != NULL &&
	     i < s->who->patches->len; i++)
		n += (sp_review_is(s->who->patches->pdata[i], c->address,
				   s->conf) & SP_IS_AUTHOR) != 0;
	return n;
}

/* --- sentences ------------------------------------------------------------ */

static void
put_reasons(GString *s, const char *verb, const GPtrArray *reasons)
{
	if (reasons->len == 0)
		return;
	g_string_append_printf(s, "%s%s", s->len ? "; " : "", verb);
	for (guint i = 0; i < reasons->len && i < REASONS_SHOWN; i++)
		g_string_append_printf(s, "%s %s", i > 0 ? "," : "",
				       (const char *)reasons->pdata[i]);
	if (reasons->len > REASONS_SHOWN)
		g_string_append_printf(s, " and %u more",
				       reasons->len - REASONS_SHOWN);
}

static gboolean
is_guest(const struct search *s, const char *address)
{
	for (const char *const *g = s->who->guests; g != NULL && *g != NULL;
	     g++)
		if (g_ascii_strcasecmp(*g, address) == 0)
			return TRUE;
	return FALSE;
}

/* What the roster knows that matters before somebody is asked. */
static void
put_standing(const struct search *s, const struct candidate *c, GString *text)
{
	const char *lacks;

	if (c->m == NULL && is_guest(s, c->address)) {
		g_string_append(text, "; a guest of the case");
		return;
	}
	if (c->m == NULL) {
		g_string_append(text, "; not on the list: would need an "
				"invitation");
		return;
	}
	lacks = sp_admission_words(sp_policy_admission(s->conf, c->m));
	if (lacks != NULL)
		g_string_append_printf(text, "; %s", lacks);
	if (c->m->paused)
		g_string_append(text, "; is paused");
	if (c->m->away_until > s->who->now && c->m->away_from <= s->who->now)
		g_string_append(text, "; is away");
}

static gboolean
excludes(const struct search *s, const char *kind)
{
	const char *const *kinds =
		(const char *const *)s->conf->review_exclude;

	return kinds != NULL && g_strv_contains(kinds, kind);
}

static struct sp_suggestion *
suggest(const struct search *s, const struct candidate *c, guint written)
{
	const gboolean gatekeeper = c->m != NULL &&
		sp_policy_is_gatekeeper(s->conf, c->m);
	struct sp_suggestion *one = g_new0(struct sp_suggestion, 1);
	GString *text = g_string_new(NULL);

	one->name = g_strdup(c->name);
	one->address = g_strdup(c->address);
	one->maintains = c->maintains->len > 0;
	one->independent =
		!(one->maintains && excludes(s, "maintainer")) &&
		!(gatekeeper && excludes(s, "gatekeeper"));
	one->on_list = c->m != NULL;
	put_reasons(text, "maintains", c->maintains);
	put_reasons(text, "reviewer for", c->reviews);
	put_reasons(text, "knows", c->knows);
	put_reasons(text, "is named for what it changes:", c->sees);
	g_string_append(text, gatekeeper ? ", the gatekeeper"
			: one->maintains ? "" : ", not the maintainer");
	g_string_append(text, one->independent ? ": counts as independent"
			: ": does not count as independent");
	if (written > 0)
		g_string_append_printf(text, "; wrote %u of the patches, and "
				       "counts for the others", written);
	put_standing(s, c, text);
	one->reason = g_string_free(text, FALSE);
	return one;
}

static void
suggestion_free(gpointer p)
{
	struct sp_suggestion *one = p;

	g_free(one->name);
	g_free(one->address);
	g_free(one->reason);
	g_free(one);
}

static int
rank(const struct sp_suggestion *one)
{
	return one->maintains ? 0 : one->independent ? 1 : 2;
}

/* By rank, who is on the list first, then by address. */
static int
compare(gconstpointer a, gconstpointer b)
{
	const struct sp_suggestion *x = *(struct sp_suggestion *const *)a;
	const struct sp_suggestion *y = *(struct sp_suggestion *const *)b;

	if (rank(x) != rank(y))
		return rank(x) - rank(y);
	if (x->on_list != y->on_list)
		return x->on_list ? -1 : 1;
	return g_ascii_strcasecmp(x->address, y->address);
}

GPtrArray *
sp_maintainers_who(const struct sp_config *conf, const GPtrArray *sections,
		   const struct sp_who *who, const GPtrArray *members)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(suggestion_free);
	g_autoptr(GPtrArray) found =
		g_ptr_array_new_with_free_func(candidate_free);
	g_autoptr(GHashTable) by_address =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct search s = { conf, members, who, found, by_address };
	const guint patches = who->patches != NULL ? who->patches->len : 0;

	for (const char *const *p = who->paths; *p != NULL; p++)
		search_path(&s, sections, *p);
	for (guint i = 0; i < patches; i++)
		search_patch(&s, sections, who->patches->pdata[i]);
	for (guint i = 0; i < found->len; i++) {
		const guint written = count_written(&s, found->pdata[i]);

		if (patches == 0 || written < patches)
			g_ptr_array_add(all, suggest(&s, found->pdata[i],
						     written));
	}
	g_ptr_array_sort(all, compare);
	return all;
}
