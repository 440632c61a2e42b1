/* SPDX-License-Identifier: GPL-2.0-or-later */
/* maintainers.c - reading a file MAINTAINERS, and which paths it covers */
#include "lib/policy/maintainers.h"

#include <string.h>

#include "lib/mail/address.h"

/* --- reading -------------------------------------------------------------- */

static void
contact_free(gpointer p)
{
	struct sp_contact *c = p;

	g_free(c->name);
	g_free(c->address);
	g_free(c);
}

static void
pattern_free(gpointer p)
{
	struct sp_named_pattern *n = p;

	g_free(n->text);
	sp_pattern_free(n->pattern);
	g_free(n);
}

static void
section_free(gpointer p)
{
	struct sp_section *s = p;

	g_free(s->title);
	g_free(s->status);
	g_ptr_array_unref(s->maintainers);
	g_ptr_array_unref(s->reviewers);
	g_ptr_array_unref(s->files);
	g_ptr_array_unref(s->not_files);
	g_ptr_array_unref(s->names);
	g_ptr_array_unref(s->contents);
	g_free(s);
}

static struct sp_section *
section_new(const char *title)
{
	struct sp_section *s = g_new0(struct sp_section, 1);

	s->title = g_strdup(title);
	s->status = g_strdup("");
	s->maintainers = g_ptr_array_new_with_free_func(contact_free);
	s->reviewers = g_ptr_array_new_with_free_func(contact_free);
	s->files = g_ptr_array_new_with_free_func(g_free);
	s->not_files = g_ptr_array_new_with_free_func(g_free);
	s->names = g_ptr_array_new_with_free_func(pattern_free);
	s->contents = g_ptr_array_new_with_free_func(pattern_free);
	return s;
}

/* While the lines are read. */
struct reading {
	GPtrArray *sections;
	struct sp_section *at;	/* the section whose entries follow; or NULL */
	char *title;		/* the last line that could be one; or NULL */
	unsigned line;
	unsigned patterns;	/* of N and K so far */
};

/* Name <address>, "Name, Jr." <address> or the address alone; what stands
 * behind is a remark. Whoever has no address cannot be asked. */
static void
add_contact(GPtrArray *to, const char *value)
{
	const char *open = strchr(value, '<');
	const char *close = open ? strchr(open, '>') : NULL;
	g_autofree char *address = close
		? g_strndup(open + 1, (gsize)(close - open - 1))
		: g_strndup(value, strcspn(value, " \t("));
	struct sp_contact *c;

	if (!sp_address_ok(address))
		return;
	c = g_new0(struct sp_contact, 1);
	c->name = close ? g_strndup(value, (gsize)(open - value))
			: g_strdup("");
	g_strdelimit(c->name, "\"", ' ');
	g_strstrip(c->name);
	c->address = g_steal_pointer(&address);
	g_ptr_array_add(to, c);
}

static void
add_entry(struct sp_section *s, char letter, const char *value)
{
	switch (letter) {
	case 'M':
		add_contact(s->maintainers, value);
		break;
	case 'R':
		add_contact(s->reviewers, value);
		break;
	case 'F':
		g_ptr_array_add(s->files, g_strdup(value));
		break;
	case 'X':
		g_ptr_array_add(s->not_files, g_strdup(value));
		break;
	case 'S':
		g_free(s->status);
		s->status = g_strdup(value);
		break;
	default:
		break;
	}
}

/* What a pattern costs grows with each. */
static int
stars(const char *pattern)
{
	int n = 0;

	for (; *pattern != '\0'; pattern++)
		n += *pattern == '*';
	return n;
}

/* A file that cannot be read in full would leave somebody out. */
static enum sp_status
add_pattern(struct reading *rd, GPtrArray *to, const char *text,
	    struct sp_err *err)
{
	struct sp_pattern *pattern = NULL;
	struct sp_named_pattern *n;
	struct sp_err why;

	if (++rd->patterns > SP_MAINTAINERS_PATTERNS)
		return sp_fail(err, SP_EDATA, "line %u: there are more than %d "
			       "lines of N and K", rd->line,
			       SP_MAINTAINERS_PATTERNS);
	if (sp_pattern_compile(text, &pattern, &why) != SP_OK)
		return sp_fail(err, SP_EDATA, "line %u: %s", rd->line,
			       why.text);
	n = g_new0(struct sp_named_pattern, 1);
	n->text = g_strdup(text);
	n->pattern = pattern;
	g_ptr_array_add(to, n);
	return SP_OK;
}

static enum sp_status
take_entry(struct reading *rd, const char *line, struct sp_err *err)
{
	g_autofree char *value = g_strstrip(g_strdup(line + 2));

	if (rd->at == NULL && rd->title == NULL)
		return SP_OK;
	if (rd->at == NULL) {
		if (rd->sections->len == SP_MAINTAINERS_SECTIONS)
			return sp_fail(err, SP_EDATA, "line %u: there are more "
				       "than %d sections", rd->line,
				       SP_MAINTAINERS_SECTIONS);
		rd->at = section_new(rd->title);
		g_ptr_array_add(rd->sections, rd->at);
	}
	if (++rd->at->entries > SP_MAINTAINERS_ENTRIES)
		return sp_fail(err, SP_EDATA, "line %u: the section has more "
			       "than %d lines", rd->line,
			       SP_MAINTAINERS_ENTRIES);
	if ((*line == 'F' || *line == 'X') && stars(value) >
					      SP_MAINTAINERS_STARS)
		return sp_fail(err, SP_EDATA, "line %u: the pattern has more "
			       "than %d stars", rd->line,
			       SP_MAINTAINERS_STARS);
	if (*line == 'N' || *line == 'K')
		return add_pattern(rd, *line == 'N' ? rd->at->names
				   : rd->at->contents, value, err);
	add_entry(rd->at, *line, value);
	return SP_OK;
}

/* A line under a heading is none itself. */
static gboolean
is_rule(const char *line)
{
	return line[strspn(line, "-=~ \t")] == '\0';
}

static enum sp_status
take_line(struct reading *rd, const char *line, struct sp_err *err)
{
	if (strlen(line) > SP_MAINTAINERS_LINE)
		return sp_fail(err, SP_EDATA, "line %u is longer than %d "
			       "bytes", rd->line, SP_MAINTAINERS_LINE);
	if (g_ascii_isupper(line[0]) && line[1] == ':')
		return take_entry(rd, line, err);
	rd->at = NULL;
	g_clear_pointer(&rd->title, g_free);
	if (!is_rule(line))
		rd->title = g_strstrip(g_strdup(line));
	return SP_OK;
}

enum sp_status
sp_maintainers_read(const char *text, size_t len, GPtrArray **sections,
		    struct sp_err *err)
{
	g_autoptr(GPtrArray) found =
		g_ptr_array_new_with_free_func(section_free);
	struct reading rd = { .sections = found };
	enum sp_status r = SP_OK;
	size_t at = 0;

	if (len > SP_MAINTAINERS_BYTES)
		return sp_fail(err, SP_EDATA, "the file has %zu bytes, allowed "
			       "are %zu", len, SP_MAINTAINERS_BYTES);
	while (r == SP_OK && at < len) {
		const char *end = memchr(text + at, '\n', len - at);
		const size_t n = end ? (size_t)(end - text) - at : len - at;
		g_autofree char *raw = g_strndup(text + at, n);
		g_autofree char *line = g_utf8_make_valid(raw, -1);

		rd.line++;
		r = take_line(&rd, g_strchomp(line), err);
		at += n + 1;
	}
	g_free(rd.title);
	if (r == SP_OK && found->len == 0)
		r = sp_fail(err, SP_EDATA, "there is no section in it");
	if (r == SP_OK)
		*sections = g_steal_pointer(&found);
	return r;
}

/* --- which paths ---------------------------------------------------------- */

/* A name in the last place that stands for itself may be a folder. */
static gboolean
may_be_folder(const char *last)
{
	return strpbrk(last, "*?") == NULL;
}

gboolean
sp_maintainers_match(const char *pattern, const char *path)
{
	g_auto(GStrv) want = g_strsplit(pattern, "/", -1);
	g_auto(GStrv) have = g_strsplit(path, "/", -1);
	const guint there = g_strv_length(have);
	guint asked = g_strv_length(want);
	gboolean below;

	if (asked == 0)
		return FALSE;
	below = may_be_folder(want[asked - 1]);
	if (asked > 1 && *want[asked - 1] == '\0') {
		asked--;
		below = there > asked;
		if (!below)
			return FALSE;
	}
	if (there < asked || (there > asked && !below))
		return FALSE;
	for (guint i = 0; i < asked; i++)
		if (!g_pattern_match_simple(want[i], have[i]))
			return FALSE;
	return TRUE;
}

static const char *
first_match(const GPtrArray *patterns, const char *path)
{
	for (guint i = 0; i < patterns->len; i++)
		if (sp_maintainers_match(patterns->pdata[i], path))
			return patterns->pdata[i];
	return NULL;
}

static const char *
first_name(const GPtrArray *names, const char *path)
{
	for (guint i = 0; i < names->len; i++) {
		const struct sp_named_pattern *n = names->pdata[i];

		if (sp_pattern_match(n->pattern, path, strlen(path)) !=
		    SP_MATCH_NO)
			return n->text;
	}
	return NULL;
}

const char *
sp_section_covers(const struct sp_section *s, const char *path)
{
	const char *by;

	if (first_match(s->not_files, path) != NULL)
		return NULL;
	by = first_match(s->files, path);
	return by != NULL ? by : first_name(s->names, path);
}

/* --- what a patch changes -------------------------------------------------- */

#define CHANGED_BYTES 65536	/* all that a pattern looks at */

/* The lines that a patch adds or takes away, without the names of files. */
static GString *
changed_lines(const char *text, gsize len)
{
	GString *s = g_string_new(NULL);
	gsize at = 0;

	while (at < len && s->len < CHANGED_BYTES) {
		const char *line = text + at;
		const char *end = memchr(line, '\n', len - at);
		const gsize n = end ? (gsize)(end - line) + 1 : len - at;

		if ((*line == '+' || *line == '-') &&
		    !(n > 3 && (memcmp(line, "+++ ", 4) == 0 ||
				memcmp(line, "--- ", 4) == 0)))
			g_string_append_len(s, line + 1, (gssize)n - 1);
		at += n;
	}
	return s;
}

/* The first of them; *untried is set when one met a limit. */
static const struct sp_named_pattern *
first_content(const struct sp_section *s, const GString *changed,
	      int64_t deadline, gboolean *untried)
{
	for (guint i = 0; i < s->contents->len; i++) {
		const struct sp_named_pattern *n = s->contents->pdata[i];
		enum sp_match match = g_get_monotonic_time() > deadline
			? SP_MATCH_FAILED
			: sp_pattern_match(n->pattern, changed->str,
					   changed->len);

		if (match == SP_MATCH_YES)
			return n;
		*untried = *untried || match == SP_MATCH_FAILED;
	}
	return NULL;
}

char *
sp_maintainers_keywords(const GPtrArray *sections, const char *text, gsize len,
			int64_t deadline)
{
	g_autoptr(GString) changed = changed_lines(text, len);
	GString *all = g_string_new(NULL);
	gboolean untried = FALSE;

	for (guint i = 0; i < sections->len; i++) {
		const struct sp_section *s = sections->pdata[i];
		const struct sp_named_pattern *n =
			first_content(s, changed, deadline, &untried);

		if (n == NULL)
			continue;
		if (all->len + strlen(s->title) + strlen(n->text) >
		    SP_KEYWORDS_BYTES)
			untried = TRUE;
		else
			g_string_append_printf(all, "%s%s\t%s",
					       all->len ? "\n" : "", s->title,
					       n->text);
	}
	if (untried)
		g_string_append_printf(all, "%s" SP_KEYWORDS_UNTRIED,
				       all->len ? "\n" : "");
	return g_string_free(all, FALSE);
}

char *
sp_maintainers_path(const char *given)
{
	g_auto(GStrv) parts = NULL;

	if (g_str_has_prefix(given, "./") || g_str_has_prefix(given, "a/") ||
	    g_str_has_prefix(given, "b/"))
		given += 2;
	if (*given == '\0' || *given == '/' || !g_utf8_validate(given, -1, NULL)
	    || strlen(given) > SP_MAINTAINERS_LINE)
		return NULL;
	parts = g_strsplit(given, "/", -1);
	for (char **p = parts; *p != NULL; p++)
		if (strcmp(*p, "..") == 0 || strcmp(*p, ".") == 0)
			return NULL;
	return g_strdup(given);
}
