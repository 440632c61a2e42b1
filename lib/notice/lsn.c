/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lsn.c - a notice as libvirt's security notices are, in XML and as text
 *
 * The text follows the stylesheet that makes libvirt's from the XML, in what
 * looks odd as well: people who patched are separated by commas and those who
 * reported are not, an empty line follows the references and so is missing
 * without them, and a last word that is too long for its line has one above it. */
#include "lib/notice/advisory.h"

#include <string.h>

#define INDENT 2		/* blanks, for each level of the XML */
#define LABEL 16		/* columns before a value */
#define LABEL_BRANCH 14
#define VALUE_COLUMNS 52
#define TEXT_COLUMNS 70

/* --- XML ------------------------------------------------------------------ */

static void
indent(GString *out, unsigned depth)
{
	g_string_append_printf(out, "%*s", (int)(depth * INDENT), "");
}

/* attributes: " name=\"...\"", ready; or "". A missing text makes no element. */
static void
element(GString *out, unsigned depth, const char *name, const char *attributes,
	const char *text)
{
	g_autofree char *escaped = text ? g_markup_escape_text(text, -1) : NULL;

	if (!escaped)
		return;
	indent(out, depth);
	g_string_append_printf(out, "<%s%s>%s</%s>\n", name, attributes,
			       escaped, name);
}

static void
open_element(GString *out, unsigned depth, const char *name)
{
	indent(out, depth);
	g_string_append_printf(out, "<%s>\n", name);
}

static void
close_element(GString *out, unsigned depth, const char *name)
{
	indent(out, depth);
	g_string_append_printf(out, "</%s>\n", name);
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
put_credits(GString *out, const struct sp_advisory *a)
{
	open_element(out, 1, "credits");
	for (size_t i = 0; i < G_N_ELEMENTS(credits); i++) {
		for (size_t j = 0; j < a->n_people; j++) {
			const struct sp_advisory_person *p = &a->people[j];

			if (p->role != credits[i].role)
				continue;
			open_element(out, 2, credits[i].element);
			element(out, 3, "name", "", p->name);
			element(out, 3, "email", "", p->email);
			close_element(out, 2, credits[i].element);
		}
	}
	close_element(out, 1, "credits");
}

static void
put_lifecycle(GString *out, const struct sp_advisory *a)
{
	g_autofree char *reported = day(a->reported ? a->reported
						    : a->published);
	g_autofree char *published = day(a->published);
	g_autofree char *fixed = day(a->fixed);

	open_element(out, 1, "lifecycle");
	element(out, 2, "reported", "", reported);
	element(out, 2, "published", "", published);
	element(out, 2, "fixed", "", fixed);
	close_element(out, 1, "lifecycle");
}

static void
put_references(GString *out, const struct sp_advisory *a)
{
	if (!a->cve && a->n_bugs == 0)
		return;
	open_element(out, 1, "reference");
	if (a->cve) {
		indent(out, 2);
		g_string_append_printf(out, "<advisory type=\"CVE\" "
				       "id=\"%s\"/>\n",
				       a->cve + strlen("CVE-"));
	}
	for (size_t i = 0; i < a->n_bugs; i++) {
		g_autofree char *text = g_markup_printf_escaped(
			"<bug tracker=\"%s\" id=\"%s\"/>\n",
			a->bugs[i].tracker, a->bugs[i].id);

		indent(out, 2);
		g_string_append(out, text);
	}
	close_element(out, 1, "reference");
}

/* What stands in a branch, in this order, in both forms. */
enum { LISTS = 4 };

static const struct {
	size_t offset;
	const char *element, *attributes, *label;
} lists[LISTS] = {
	{ G_STRUCT_OFFSET(struct sp_advisory_branch, broken_in), "tag",
	  " state=\"vulnerable\"", "Broken in" },
	{ G_STRUCT_OFFSET(struct sp_advisory_branch, fixed_in), "tag",
	  " state=\"fixed\"", "Fixed in" },
	{ G_STRUCT_OFFSET(struct sp_advisory_branch, broken_by), "change",
	  " state=\"vulnerable\"", "Broken by" },
	{ G_STRUCT_OFFSET(struct sp_advisory_branch, fixed_by), "change",
	  " state=\"fixed\"", "Fixed by" },
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
put_product(GString *out, const struct sp_advisory *a)
{
	g_autofree char *start = g_markup_printf_escaped(
		"<product name=\"%s\">\n", a->house->product);

	indent(out, 1);
	g_string_append(out, start);
	element(out, 2, "repository", "", repository_name(a->house));
	for (size_t i = 0; i < a->n_branches; i++) {
		const struct sp_advisory_branch *b = &a->branches[i];

		open_element(out, 2, "branch");
		element(out, 3, "name", "", b->name);
		for (size_t j = 0; j < LISTS; j++)
			for (const char *const *s = list_of(b, j); *s; s++)
				element(out, 3, lists[j].element,
					lists[j].attributes, *s);
		close_element(out, 2, "branch");
	}
	close_element(out, 1, "product");
}

char *
sp_lsn_xml(const struct sp_advisory *a)
{
	GString *out = g_string_new("<?xml version=\"1.0\" "
				    "encoding=\"UTF-8\"?>\n");
	g_autofree char *root = g_markup_printf_escaped(
		"<security-notice xmlns=\"%s/security-notice/1.0\">\n",
		a->house->xmlns);

	g_string_append(out, root);
	element(out, 1, "id", "", sp_advisory_number(a));
	element(out, 1, "summary", "", a->summary);
	element(out, 1, "description", "", a->description);
	element(out, 1, "impact", "", a->impact);
	element(out, 1, "workaround", "", a->workaround);
	put_credits(out, a);
	put_lifecycle(out, a);
	put_references(out, a);
	put_product(out, a);
	g_string_append(out, "</security-notice>\n");
	return g_string_free(out, FALSE);
}

char *
sp_lsn_index(const struct sp_advisory_house *house, const char *const *names)
{
	GString *out = g_string_new("<?xml version=\"1.0\" "
				    "encoding=\"UTF-8\"?>\n");
	g_autofree char *root = g_markup_printf_escaped(
		"<security-notice-list xmlns=\"%s/security-notice-list/1.0\">\n",
		house->xmlns);

	g_string_append(out, root);
	for (; *names; names++) {
		g_autofree char *row = g_markup_printf_escaped(
			"<security-notice name=\"%s\"/>\n", *names);

		indent(out, 1);
		g_string_append(out, row);
	}
	g_string_append(out, "</security-notice-list>\n");
	return g_string_free(out, FALSE);
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
