/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lsn.c - a notice as libvirt's security notices are, in XML and as text
 *
 * The text follows the stylesheet that makes libvirt's from the XML, in what
 * looks odd as well: people who patched are separated by commas and those who
 * reported are not, an empty line follows the references and so is missing
 * without them, and a last word that is too long for its line has one above it. */
#include "lib/notice/advisory.h"

#include <string.h>

#include "lib/notice/markup.h"

#define LABEL 16		/* columns before a value */
#define LABEL_BRANCH 14
#define VALUE_COLUMNS 52
#define TEXT_COLUMNS 70

/* --- XML ------------------------------------------------------------------ */

/* A missing text makes no element. */
static void
element(struct sp_markup *m, const char *name, const char *text)
{
	if (text)
		sp_markup_element(m, name, text, NULL);
}

static char *
day(int64_t at)
{
	g_autoptr(GDateTime) t = at ? g_date_time_new_from_unix_utc(at) : NULL;

	return t ? g_date_time_format(t, "%Y%m%d") : NULL;
}

/* "libvirt.git" of "https://gitlab.com/libvirt/libvirt.git". */
static const char *
repository_name(const struct sp_advisory_house *house)
{
	const char *slash = strrchr(house->repository, '/');

	return slash && slash[1] ? slash + 1 : house->repository;
}

/* The elements and the words that stand for these two roles; others are not
 * part of the format. */
static const struct {
	enum sp_advisory_role role;
	const char *element, *label, *between;
} credits[] = {
	{ SP_ADVISORY_REPORTER, "reporter", "Reported by", "" },
	{ SP_ADVISORY_PATCHER, "patcher", "Patched by", "," },
};

static void
put_credits(struct sp_markup *m, const struct sp_advisory *a)
{
	sp_markup_open(m, "credits", NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(credits); i++) {
		for (size_t j = 0; j < a->n_people; j++) {
			const struct sp_advisory_person *p = &a->people[j];

			if (p->role != credits[i].role)
				continue;
			sp_markup_open(m, credits[i].element, NULL);
			element(m, "name", p->name);
			element(m, "email", p->email);
			sp_markup_close(m);
		}
	}
	sp_markup_close(m);
}

static void
put_lifecycle(struct sp_markup *m, const struct sp_advisory *a)
{
	g_autofree char *reported = day(a->reported ? a->reported
						    : a->published);
	g_autofree char *published = day(a->published);
	g_autofree char *fixed = day(a->fixed);

	sp_markup_open(m, "lifecycle", NULL);
	element(m, "reported", reported);
	element(m, "published", published);
	element(m, "fixed", fixed);
	sp_markup_close(m);
}

static void
put_references(struct sp_markup *m, const struct sp_advisory *a)
{
	if (!a->cve && a->n_bugs == 0)
		return;
	sp_markup_open(m, "reference", NULL);
	if (a->cve)
		sp_markup_empty(m, "advisory", "type", "CVE", "id",
				a->cve + strlen("CVE-"), NULL);
	for (size_t i = 0; i < a->n_bugs; i++)
		sp_markup_empty(m, "bug", "tracker", a->bugs[i].tracker, "id",
				a->bugs[i].id, NULL);
	sp_markup_close(m);
}

/* What stands in a branch, in this order, in both forms. */
enum { LISTS = 4 };

static const struct {
	size_t offset;
	const char *element, *state, *label;
} lists[LISTS] = {
	{ G_STRUCT_OFFSET(struct sp_advisory_branch, broken_in), "tag",
	  "vulnerable", "Broken in" },
	{ G_STRUCT_OFFSET(struct sp_advisory_branch, fixed_in), "tag",
	  "fixed", "Fixed in" },
	{ G_STRUCT_OFFSET(struct sp_advisory_branch, broken_by), "change",
	  "vulnerable", "Broken by" },
	{ G_STRUCT_OFFSET(struct sp_advisory_branch, fixed_by), "change",
	  "fixed", "Fixed by" },
};

static const char *const *
list_of(const struct sp_advisory_branch *b, size_t i)
{
	static const char *const none[] = { NULL };
	const char *const *list = G_STRUCT_MEMBER(const char *const *, b,
						  lists[i].offset);

	return list ? list : none;
}

static void
put_product(struct sp_markup *m, const struct sp_advisory *a)
{
	sp_markup_open(m, "product", "name", a->house->product, NULL);
	element(m, "repository", repository_name(a->house));
	for (size_t i = 0; i < a->n_branches; i++) {
		const struct sp_advisory_branch *b = &a->branches[i];

		sp_markup_open(m, "branch", NULL);
		element(m, "name", b->name);
		for (size_t j = 0; j < LISTS; j++)
			for (const char *const *s = list_of(b, j); *s; s++)
				sp_markup_element(m, lists[j].element, *s,
						  "state", lists[j].state,
						  NULL);
		sp_markup_close(m);
	}
	sp_markup_close(m);
}

char *
sp_lsn_xml(const struct sp_advisory *a)
{
	struct sp_markup *m = sp_markup_xml();
	g_autofree char *xmlns = g_strconcat(a->house->xmlns,
					     "/security-notice/1.0", NULL);

	sp_markup_open(m, "security-notice", "xmlns", xmlns, NULL);
	element(m, "id", sp_advisory_number(a));
	element(m, "summary", a->summary);
	element(m, "description", a->description);
	element(m, "impact", a->impact);
	element(m, "workaround", a->workaround);
	put_credits(m, a);
	put_lifecycle(m, a);
	put_references(m, a);
	put_product(m, a);
	return sp_markup_end(m);
}

char *
sp_lsn_index(const struct sp_advisory_house *house, const char *const *names)
{
	struct sp_markup *m = sp_markup_xml();
	g_autofree char *xmlns = g_strconcat(house->xmlns,
					     "/security-notice-list/1.0", NULL);

	sp_markup_open(m, "security-notice-list", "xmlns", xmlns, NULL);
	for (; *names; names++)
		sp_markup_empty(m, "security-notice", "name", *names, NULL);
	return sp_markup_end(m);
}

/* --- text ----------------------------------------------------------------- */

/* Words with one blank between them, whatever stood there. */
static char **
words_of(const char *text)
{
	g_auto(GStrv) all = g_strsplit_set(text, " \t\n", -1);
	g_autoptr(GStrvBuilder) words = g_strv_builder_new();

	for (char **w = all; *w; w++)
		if (**w)
			g_strv_builder_add(words, *w);
	return g_strv_builder_end(words);
}

/* Fewer than columns characters on a line; between them stands rest. The last
 * word is the only one that leaves a line behind which has nothing else. */
static void
wrap(GString *out, const char *text, glong columns, const char *rest)
{
	g_auto(GStrv) words = words_of(text);
	glong used = 0;		/* with the blank that follows */

	for (char **w = words; *w; w++) {
		const glong len = g_utf8_strlen(*w, -1);

		if (used + len + (w[1] ? 1 : 0) >= columns &&
		    (used > 0 || !w[1])) {
			g_string_append(out, rest);
			used = 0;
		} else if (used > 0) {
			g_string_append_c(out, ' ');
		}
		g_string_append(out, *w);
		used += len + 1;
	}
}

static void
put_label(GString *out, int columns, const char *label)
{
	g_string_append_printf(out, "%*s: ", columns - 2, label);
}

static void
put_title(GString *out, const struct sp_advisory *a)
{
	const char *product = a->house->product;
	g_autoptr(GString) title = g_string_new(NULL);

	g_string_append_unichar(title,
				g_unichar_totitle(g_utf8_get_char(product)));
	g_string_append_printf(title, "%s Security Notice: %s",
			       g_utf8_next_char(product), a->id);
	g_string_append_printf(out, "        %s\n        ", title->str);
	for (glong n = g_utf8_strlen(title->str, -1); n > 0; n--)
		g_string_append_c(out, '=');
	g_string_append(out, "\n\n");
}

static void
put_dates(GString *out, const struct sp_advisory *a)
{
	const struct {
		const char *label;
		int64_t at;
	} rows[] = {
		{ "Reported on", a->reported ? a->reported : a->published },
		{ "Published on", a->published },
		{ "Fixed on", a->fixed },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = day(rows[i].at);

		put_label(out, LABEL, rows[i].label);
		g_string_append_printf(out, "%s\n", text ? text : "");
	}
}

static void
put_people(GString *out, const struct sp_advisory *a)
{
	for (size_t i = 0; i < G_N_ELEMENTS(credits); i++) {
		gboolean first = TRUE;

		put_label(out, LABEL, credits[i].label);
		for (size_t j = 0; j < a->n_people; j++) {
			const struct sp_advisory_person *p = &a->people[j];

			if (p->role != credits[i].role)
				continue;
			if (!first)
				g_string_append_printf(out, "%s\n%*s",
						       credits[i].between,
						       LABEL, "");
			g_string_append(out, p->name ? p->name : "");
			if (p->email)
				g_string_append_printf(out, " <%s>", p->email);
			first = FALSE;
		}
		g_string_append_c(out, '\n');
	}
}

static void
put_see_also(GString *out, const struct sp_advisory *a, const char *rest)
{
	g_autoptr(GString) text = g_string_new(a->cve);

	for (size_t i = 0; i < a->n_bugs; i++)
		g_string_append_printf(text, "%s%s bug #%s",
				       text->len > 0 ? ", " : "",
				       a->bugs[i].tracker, a->bugs[i].id);
	if (text->len == 0)
		return;
	put_label(out, LABEL, "See also");
	wrap(out, text->str, VALUE_COLUMNS, rest);
	g_string_append(out, "\n\n");
}

static void
put_heading(GString *out, const char *heading)
{
	g_string_append_printf(out, "%s\n", heading);
	for (size_t n = strlen(heading); n > 0; n--)
		g_string_append_c(out, '-');
	g_string_append(out, "\n\n");
}

static void
put_section(GString *out, const char *heading, const char *text)
{
	if (!text)
		return;
	put_heading(out, heading);
	wrap(out, text, TEXT_COLUMNS, "\n");
	g_string_append(out, "\n\n");
}

/* The page of the repository: its address without what ".git" begins. */
static void
put_affected(GString *out, const struct sp_advisory *a)
{
	const char *name = repository_name(a->house);
	const char *end = strstr(name, ".git");

	put_heading(out, "Affected product");
	put_label(out, LABEL_BRANCH, "Name");
	g_string_append_printf(out, "%s\n", a->house->product);
	put_label(out, LABEL_BRANCH, "Repository");
	g_string_append_len(out, a->house->repository,
			    end ? end - a->house->repository : -1);
	g_string_append(out, "\n\n");
	for (size_t i = 0; i < a->n_branches; i++) {
		const struct sp_advisory_branch *b = &a->branches[i];

		put_label(out, LABEL_BRANCH, "Branch");
		g_string_append_printf(out, "%s\n", b->name);
		for (size_t j = 0; j < LISTS; j++)
			for (const char *const *s = list_of(b, j); *s; s++) {
				put_label(out, LABEL_BRANCH, lists[j].label);
				g_string_append_printf(out, "%s\n", *s);
			}
		g_string_append_c(out, '\n');
	}
}

char *
sp_lsn_text(const struct sp_advisory *a)
{
	g_autofree char *rest = g_strdup_printf("\n%*s", LABEL, "");
	GString *out = g_string_new(NULL);

	put_title(out, a);
	put_label(out, LABEL, "Summary");
	wrap(out, a->summary, VALUE_COLUMNS, rest);
	g_string_append_c(out, '\n');
	put_dates(out, a);
	put_people(out, a);
	put_see_also(out, a, rest);
	put_section(out, "Description", a->description);
	put_section(out, "Impact", a->impact);
	put_section(out, "Workaround", a->workaround);
	put_affected(out, a);
	return g_string_free(out, FALSE);
}
