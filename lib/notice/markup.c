/* SPDX-License-Identifier: GPL-2.0-or-later */
/* markup.c - write HTML with pictures in it */
#include "lib/notice/markup.h"

#include <stdarg.h>
#include <string.h>

#include "lib/mail/show.h"

struct sp_markup {
	GString *out;
	GPtrArray *open;	/* of const char *: names */
};

/* First it is made visible, as for a terminal; then it is no markup. */
char *
sp_markup_escape(const char *text)
{
	g_autofree char *visible = sp_show_line(text, SP_MARKUP_TEXT_MAX);

	return g_markup_escape_text(visible, -1);
}

struct sp_markup *
sp_markup_new(void)
{
	struct sp_markup *m = g_new0(struct sp_markup, 1);

	m->out = g_string_new("<!DOCTYPE html>\n");
	m->open = g_ptr_array_new();
	return m;
}

char *
sp_markup_end(struct sp_markup *m)
{
	char *text;

	while (m->open->len > 0)
		sp_markup_close(m);
	g_ptr_array_unref(m->open);
	g_string_append_c(m->out, '\n');
	text = g_string_free(m->out, FALSE);
	g_free(m);
	return text;
}

static void
begin(struct sp_markup *m, const char *name, va_list ap)
{
	const char *attribute;

	g_string_append_printf(m->out, "<%s", name);
	while ((attribute = va_arg(ap, const char *)) != NULL) {
		const char *value = va_arg(ap, const char *);
		g_autofree char *safe = NULL;

		if (*value == '\0')
			continue;
		safe = sp_markup_escape(value);
		g_string_append_printf(m->out, " %s=\"%s\"", attribute, safe);
	}
}

/* A line for each block, so that people can read the source as well. */
static gboolean
is_block(const char *name)
{
	static const char *const blocks[] = {
		"html", "head", "body", "header", "main", "section", "svg",
		"table", "thead", "tbody", "tr", "ul", "li", "g", "defs",
		"pattern", "footer", "figure", "div", NULL
	};

	return g_strv_contains(blocks, name);
}

void
sp_markup_open(struct sp_markup *m, const char *name, ...)
{
	va_list ap;

	va_start(ap, name);
	begin(m, name, ap);
	va_end(ap);
	g_string_append(m->out, is_block(name) ? ">\n" : ">");
	g_ptr_array_add(m->open, (gpointer)name);
}

void
sp_markup_empty(struct sp_markup *m, const char *name, ...)
{
	va_list ap;

	va_start(ap, name);
	begin(m, name, ap);
	va_end(ap);
	g_string_append(m->out, "/>\n");
}

void
sp_markup_close(struct sp_markup *m)
{
	const char *name = g_ptr_array_steal_index(m->open, m->open->len - 1);

	g_string_append_printf(m->out, "</%s>%s", name,
			       is_block(name) ? "\n" : "");
}

void
sp_markup_element(struct sp_markup *m, const char *name, const char *text, ...)
{
	va_list ap;

	va_start(ap, text);
	begin(m, name, ap);
	va_end(ap);
	g_string_append_c(m->out, '>');
	sp_markup_text(m, text);
	g_string_append_printf(m->out, "</%s>\n", name);
}

void
sp_markup_text(struct sp_markup *m, const char *text)
{
	g_autofree char *safe = sp_markup_escape(text);

	g_string_append(m->out, safe);
}

void
sp_markup_style(struct sp_markup *m, const char *css)
{
	g_string_append_printf(m->out, "<style>\n%s</style>\n", css);
}
