/* SPDX-License-Identifier: GPL-2.0-or-later */
/* template.c - expand mail texts with {placeholders}
 *
 * Line by line: a value is never read again as template, so that nothing a
 * value holds can become a placeholder. */
#include "lib/notice/template.h"

#include <string.h>

#include "lib/notice/lines.h"

enum { DEPTH_MAX = 8 };		/* blocks within blocks */

struct block {
	const char *name;	/* borrowed from the text, up to '}' */
	gsize len;
	unsigned line;
};

struct expansion {
	const char *file;
	const struct sp_template_value *values;
	struct sp_err *err;
	unsigned line;
	struct block blocks[DEPTH_MAX];
	unsigned depth;
	unsigned hidden;	/* blocks around us whose value is empty */
};

static gsize
name_length(const char *s)
{
	return strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_");
}

static enum sp_status
find(struct expansion *x, const char *name, gsize len, const char **value)
{
	const struct sp_template_value *v;

	for (v = x->values; v->name; v++) {
		if (strlen(v->name) == len && !memcmp(v->name, name, len)) {
			*value = v->value ? v->value : "";
			return SP_OK;
		}
	}
	return sp_fail(x->err, SP_ECONF, "%s:%u: {%.*s} is no placeholder of "
		       "this template", x->file, x->line, (int)len, name);
}

/* At "{": the value of the placeholder, and where the text goes on. */
static enum sp_status
read_placeholder(struct expansion *x, const char **at, const char **value)
{
	const char *name = *at + 1;
	gsize len = name_length(name);
	enum sp_status r;

	if (len == 0 || name[len] != '}')
		return sp_fail(x->err, SP_ECONF, "%s:%u: a \"{\" that begins "
			       "no placeholder is written \"{{\"", x->file,
			       x->line);
	if ((r = find(x, name, len, value)) != SP_OK)
		return r;
	*at = name + len + 1;
	return SP_OK;
}

/* A placeholder alone on its line: each line of its value keeps the line's
 * indentation, and an empty value takes the line away. */
static void
put_alone(GString *out, const char *indent, const char *value)
{
	g_auto(GStrv) lines = g_strsplit(value, "\n", -1);
	unsigned i;

	if (!*value)
		return;
	for (i = 0; lines[i]; i++)
		g_string_append_printf(out, "%s%s\n", *lines[i] ? indent : "",
				       lines[i]);
}

/* Expand one line into out, with its line feed. */
static enum sp_status
put_line(struct expansion *x, GString *out, const char *line)
{
	g_autoptr(GString) s = g_string_new(NULL);
	gsize indent = strspn(line, " ");
	g_autofree char *margin = g_strndup(line, indent);
	gboolean filled = FALSE;
	const char *c = line;
	const char *value;
	enum sp_status r;

	while (*c) {
		if (*c != '{' || c[1] == '{') {
			g_string_append_c(s, *c);
			c += *c == '{' ? 2 : 1;
			continue;
		}
		if ((r = read_placeholder(x, &c, &value)) != SP_OK)
			return r;
		if (s->len == indent && !*c && !filled) {
			put_alone(out, margin, value);
			return SP_OK;
		}
		filled = TRUE;
		g_string_append(s, value);
	}
	if (filled && sp_lines_width(s->str) > SP_LINES_COLUMNS)
		sp_lines_fold(out, margin, margin, s->str + indent, FALSE);
	else
		g_string_append_printf(out, "%s\n", s->str);
	return SP_OK;
}

/* "{?name}" and "{/name}" lines. *block: the line was one of them. */
static enum sp_status
read_block(struct expansion *x, const char *line, gboolean *block)
{
	const struct block *top;
	const char *name, *value;
	enum sp_status r;
	gsize len;

	*block = line[0] == '{' && (line[1] == '?' || line[1] == '/');
	if (!*block)
		return SP_OK;
	name = line + 2;
	len = name_length(name);
	if (len == 0 || strcmp(name + len, "}") != 0)
		return sp_fail(x->err, SP_ECONF, "%s:%u: {?name} and {/name} "
			       "stand alone on a line", x->file, x->line);
	if ((r = find(x, name, len, &value)) != SP_OK)
		return r;
	if (line[1] == '?') {
		if (x->depth == DEPTH_MAX)
			return sp_fail(x->err, SP_ECONF, "%s:%u: more than %d "
				       "blocks in each other", x->file,
				       x->line, DEPTH_MAX);
		x->blocks[x->depth++] = (struct block){ name, len, x->line };
		x->hidden += !*value;
		return SP_OK;
	}
	top = x->depth > 0 ? &x->blocks[x->depth - 1] : NULL;
	if (!top || top->len != len || memcmp(top->name, name, len) != 0)
		return sp_fail(x->err, SP_ECONF, "%s:%u: {/%.*s} does not end "
			       "the innermost block", x->file, x->line,
			       (int)len, name);
	x->depth--;
	x->hidden -= !*value;
	return SP_OK;
}

static enum sp_status
put_body(struct expansion *x, char *const *lines, GString *body)
{
	g_autoptr(GString) unseen = g_string_new(NULL);
	const struct block *open;
	gboolean block;
	enum sp_status r;

	for (; *lines; lines++, x->line++) {
		if ((r = read_block(x, *lines, &block)) != SP_OK)
			return r;
		if (block)
			continue;
		/* Expanded also where hidden: errors must not wait for a
		 * value to show. */
		r = put_line(x, x->hidden ? unseen : body, *lines);
		if (r != SP_OK)
			return r;
	}
	if (x->depth == 0)
		return SP_OK;
	open = &x->blocks[x->depth - 1];
	return sp_fail(x->err, SP_ECONF, "%s:%u: {?%.*s} is not ended",
		       x->file, open->line, (int)open->len, open->name);
}

static char **
split_lines(const char *text)
{
	g_autoptr(GString) s = g_string_new(text);

	g_string_replace(s, "\r\n", "\n", 0);
	if (s->len > 0 && s->str[s->len - 1] == '\n')
		g_string_truncate(s, s->len - 1);
	return g_strsplit(s->str, "\n", -1);
}

enum sp_status
sp_template_expand(const char *file, const char *text,
		   const struct sp_template_value *values, char **subject,
		   char **body, struct sp_err *err)
{
	struct expansion x = { .file = file, .values = values, .err = err,
			       .line = 1 };
	g_auto(GStrv) lines = split_lines(text);
	g_autoptr(GString) head = g_string_new(NULL);
	g_autoptr(GString) rest = g_string_new(NULL);
	enum sp_status r;

	if (!g_utf8_validate(text, -1, NULL))
		return sp_fail(err, SP_ECONF, "%s: not valid UTF-8", file);
	if (!lines[0] || !g_str_has_prefix(lines[0], "Subject: "))
		return sp_fail(err, SP_ECONF, "%s:1: the first line must be "
			       "\"Subject: ...\"", file);
	if (!lines[1] || *lines[1])
		return sp_fail(err, SP_ECONF, "%s:2: the second line must be "
			       "empty", file);
	if ((r = put_line(&x, head, lines[0] + strlen("Subject: "))) != SP_OK)
		return r;
	x.line = 3;
	if ((r = put_body(&x, lines + 2, rest)) != SP_OK)
		return r;
	/* A folded subject is one line; header lines are folded elsewhere. */
	g_strdelimit(g_strchomp(head->str), "\n", ' ');
	*subject = g_strdup(head->str);
	*body = g_string_free(g_steal_pointer(&rest), FALSE);
	return SP_OK;
}
