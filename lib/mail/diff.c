/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diff.c - where a unified diff ends, whether it is whole, and what it touches */
#include "lib/mail/diff.h"

#include <string.h>

#define HUNK_LINES_MAX G_GUINT64_CONSTANT(100000000)
#define HUNK_HEAD_MAX 100	/* of its numbers, which are at most four */

struct scan {
	GPtrArray *paths;
	GHashTable *known;	/* the same, to ask */
	guint max;
	gboolean cut;
	guint64 old, new;	/* lines that the hunk still has to have */
	gboolean named;		/* "---" and "+++" stand above */
	gboolean binary;	/* in the lines of a binary patch */
	gboolean ended;
	gboolean found;		/* something that changes a file */
	gboolean damaged;
	gsize end;		/* behind the last line that counts */
};

gsize
sp_line_len(const char *text, gsize left)
{
	const char *lf = left > 0 ? memchr(text, '\n', left) : NULL;

	return lf ? (gsize)(lf - text) + 1 : left;
}

static gboolean
begins(const char *line, gsize n, const char *with)
{
	const gsize len = strlen(with);

	return n >= len && memcmp(line, with, len) == 0;
}

gboolean
sp_diff_begins(const char *line, gsize left)
{
	const gsize n = sp_line_len(line, left);

	return begins(line, n, "diff -") || begins(line, n, "Index: ") ||
	       (begins(line, n, "--- ") &&
		begins(line + n, left - n, "+++ "));
}

/* --- paths ---------------------------------------------------------------- */

static void
add_path(struct scan *s, char *path)
{
	if (*path == '\0' || strcmp(path, "/dev/null") == 0 ||
	    g_hash_table_contains(s->known, path)) {
		g_free(path);
		return;
	}
	if (s->paths->len >= s->max) {
		s->cut = TRUE;
		g_free(path);
		return;
	}
	g_ptr_array_add(s->paths, path);
	g_hash_table_add(s->known, path);
}

/* Length of the name in quotes at p, both quotes included; 0: it has no end. */
static gsize
quoted_len(const char *p, gsize n)
{
	for (gsize i = 1; i < n; i++) {
		if (p[i] == '\\')
			i++;
		else if (p[i] == '"')
			return i + 1;
	}
	return 0;
}

/* A name as git writes it: in quotes with octal escapes, or up to a TAB. */
static char *
read_name(const char *p, gsize n, gboolean prefixed)
{
	g_autofree char *name = NULL;
	const char *slash;
	gsize len = 0;

	while (n > 0 && strchr("\r\n", p[n - 1]))
		n--;
	if (n > 0 && *p == '"' && (len = quoted_len(p, n)) > 0) {
		g_autofree char *inside = g_strndup(p + 1, len - 2);

		name = g_strcompress(inside);
	} else {
		const char *tab = n > 0 ? memchr(p, '\t', n) : NULL;

		name = g_strndup(p, tab ? (gsize)(tab - p) : n);
	}
	if (!prefixed || strcmp(name, "/dev/null") == 0)
		return g_steal_pointer(&name);
	slash = strchr(name, '/');
	return g_strdup(slash ? slash + 1 : name);
}

/* "diff --git a/NAME b/NAME": all that names the file where only its mode
 * changes, or where it is binary. Of a renamed file other lines say more. */
static void
read_git_line(struct scan *s, const char *p, gsize n)
{
	gsize half;

	while (n > 0 && strchr("\r\n", p[n - 1]))
		n--;
	if (n > 0 && *p == '"') {
		half = quoted_len(p, n);
		if (half > 0)
			add_path(s, read_name(p, half, TRUE));
		return;
	}
	half = n / 2;
	if (n % 2 == 1 && n > 6 && p[half] == ' ' &&
	    memcmp(p + 1, p + half + 2, half - 1) == 0)
		add_path(s, read_name(p, half, TRUE));
}

/* --- lines ---------------------------------------------------------------- */

static gboolean
read_number(const char **p, guint64 *value)
{
	char *end;

	if (!g_ascii_isdigit(**p))
		return FALSE;
	*value = g_ascii_strtoull(*p, &end, 10);
	*p = end;
	return *value <= HUNK_LINES_MAX;
}

/* "N" or "N,COUNT"; one line when there is no count. */
static gboolean
read_span(const char **p, guint64 *count)
{
	guint64 first;

	*count = 1;
	if (!read_number(p, &first))
		return FALSE;
	if (**p != ',')
		return TRUE;
	++*p;
	return read_number(p, count);
}

/* "@@ -1,2 +1,3 @@" */
static gboolean
read_hunk_head(struct scan *s, const char *line, gsize n)
{
	g_autofree char *head = g_strndup(line, MIN(n, HUNK_HEAD_MAX));
	const char *p = head + strlen("@@ -");

	if (!s->named || !read_span(&p, &s->old) ||
	    !g_str_has_prefix(p, " +"))
		return FALSE;
	p += strlen(" +");
	return read_span(&p, &s->new) && g_str_has_prefix(p, " @@");
}

static void
hunk_line(struct scan *s, char first)
{
	const gboolean old = first != '+', new = first != '-';

	if (first == '\\')
		return;		/* "\ No newline at end of file" */
	if (!strchr(" +-\r\n", first) || (old && s->old == 0) ||
	    (new && s->new == 0)) {
		s->damaged = TRUE;
		return;
	}
	s->old -= old;
	s->new -= new;
}

/* Lines between the hunks that say something about a file. */
static gboolean
about_file(struct scan *s, const char *line, gsize n)
{
	static const char *const kinds[] = {
		"index ", "old mode ", "deleted file mode ", "similarity index ",
		"dissimilarity index ", "====", "\\ ", "Index: ", "diff -",
		NULL
	};
	static const char *const changes[] = {
		"new mode ", "new file mode ", "rename from ", "rename to ",
		"copy from ", "copy to ", NULL
	};

	if (begins(line, n, "diff -") || begins(line, n, "Index: "))
		s->named = FALSE;
	if (begins(line, n, "diff --git "))
		read_git_line(s, line + 11, n - 11);
	for (const char *const *k = changes; *k; k++) {
		if (!begins(line, n, *k))
			continue;
		s->found = TRUE;
		if (strstr(*k, "mode") == NULL)
			add_path(s, read_name(line + strlen(*k),
					      n - strlen(*k), FALSE));
		return TRUE;
	}
	s->found = s->found || begins(line, n, "deleted file mode ");
	for (const char *const *k = kinds; *k; k++)
		if (begins(line, n, *k))
			return TRUE;
	return FALSE;
}

/* A line that is in no hunk: does the diff go on? */
static gboolean
outer_line(struct scan *s, const char *line, gsize n)
{
	if (begins(line, n, "@@ -")) {
		s->found = TRUE;
		if (!read_hunk_head(s, line, n))
			s->damaged = TRUE;
		return TRUE;
	}
	if (begins(line, n, "--- ") || begins(line, n, "+++ ")) {
		s->named = *line == '+';
		add_path(s, read_name(line + 4, n - 4, TRUE));
		return TRUE;
	}
	if (begins(line, n, "GIT binary patch")) {
		s->found = s->binary = TRUE;
		return TRUE;
	}
	return about_file(s, line, n);
}

/* Behind the end there must be nothing that "git apply" would apply. */
static gboolean
is_more(const char *line, gsize n)
{
	return begins(line, n, "diff --git ") || begins(line, n, "@@ -") ||
	       begins(line, n, "+++ ");
}

/* More lines than the head of the hunk says: people would see them, and git
 * would not. */
static gboolean
is_surplus(const char *line, gsize n)
{
	if (*line == '+' || *line == ' ')
		return TRUE;
	return *line == '-' && !begins(line, n, "-- ") &&
	       !(n >= 3 && begins(line, n, "--") && strchr("\r\n", line[2]));
}

static void
scan_line(struct scan *s, const char *line, gsize n, gsize end)
{
	const gboolean blank = *line == '\n' || *line == '\r';

	if (s->ended) {
		s->damaged = s->damaged || is_more(line, n);
	} else if (s->old > 0 || s->new > 0) {
		hunk_line(s, *line);
		s->end = end;
	} else if (s->binary && !begins(line, n, "diff --git ") &&
		   !begins(line, n, "-- ")) {
		s->end = blank ? s->end : end;
	} else if (!blank) {
		s->binary = FALSE;
		if (outer_line(s, line, n))
			s->end = end;
		else
			s->damaged = is_surplus(line, n);
		s->ended = s->end != end;
	}
}

enum sp_diff_state
sp_diff_read(const char *text, gsize n, guint max, gsize *len,
	     GPtrArray **paths, gboolean *cut)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	struct scan s = { .paths = found, .known = known, .max = max };

	for (gsize at = 0, step; at < n && !s.damaged; at += step) {
		step = sp_line_len(text + at, n - at);
		scan_line(&s, text + at, step, at + step);
	}
	if (s.damaged || s.old > 0 || s.new > 0)
		return SP_DIFF_DAMAGED;
	if (!s.found)
		return SP_DIFF_NONE;
	*len = s.end;
	*paths = g_steal_pointer(&found);
	*cut = s.cut;
	return SP_DIFF_WHOLE;
}
