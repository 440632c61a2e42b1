/* SPDX-License-Identifier: GPL-2.0-or-later */
/* markup.c - documents of elements, built as a tree and written by Mini-XML */
#include "lib/notice/markup.h"

#include <mxml.h>
#include <stdarg.h>

#include "lib/mail/show.h"

#define INDENT 2		/* blanks for each level of an XML document */

struct sp_markup {
	mxml_node_t *top;
	mxml_node_t *at;	/* the last one opened */
	gboolean page;
};

/* --- writing -------------------------------------------------------------- */

/* A line for each block, so that people can read the source as well. */
static gboolean
is_block(const char *name)
{
	static const char *const blocks[] = {
		"!DOCTYPE html", "html", "head", "body", "header", "main",
		"section", "svg", "table", "thead", "tbody", "tr", "ul", "li",
		"g", "defs", "pattern", "footer", "figure", "div", NULL
	};

	return g_strv_contains(blocks, name);
}

static gboolean
has_elements(mxml_node_t *node)
{
	return mxmlGetType(mxmlGetFirstChild(node)) == MXML_ELEMENT;
}

static const char *
space_in_page(mxml_node_t *node, int where)
{
	const char *name = mxmlGetElement(node);

	if (where == MXML_WS_AFTER_CLOSE ||
	    (where == MXML_WS_AFTER_OPEN &&
	     (is_block(name) || mxmlGetFirstChild(node) == NULL)))
		return "\n";
	return NULL;
}

static const char *
space_in_xml(mxml_node_t *node, int where)
{
	static const char blanks[] = "                ";
	int depth = 0;

	if (where == MXML_WS_AFTER_CLOSE)
		return "\n";
	if (where == MXML_WS_AFTER_OPEN)
		return has_elements(node) || mxmlGetFirstChild(node) == NULL
		       ? "\n" : NULL;
	if (where == MXML_WS_BEFORE_CLOSE && !has_elements(node))
		return NULL;
	/* What stands above all is the declaration. */
	for (mxml_node_t *up = mxmlGetParent(node); up != NULL;
	     up = mxmlGetParent(up))
		depth++;
	depth = CLAMP((depth - 1) * INDENT, 0, (int)sizeof(blanks) - 1);
	return blanks + sizeof(blanks) - 1 - depth;
}

/* --- building ------------------------------------------------------------- */

struct sp_markup *
sp_markup_page(void)
{
	struct sp_markup *m = g_new0(struct sp_markup, 1);

	m->top = m->at = mxmlNewElement(MXML_NO_PARENT, "!DOCTYPE html");
	m->page = TRUE;
	return m;
}

struct sp_markup *
sp_markup_xml(void)
{
	struct sp_markup *m = g_new0(struct sp_markup, 1);

	m->top = m->at = mxmlNewXML("1.0");
	return m;
}

char *
sp_markup_end(struct sp_markup *m)
{
	char *written, *text;

	while (m->at != m->top)
		sp_markup_close(m);
	mxmlSetWrapMargin(0);
	written = mxmlSaveAllocString(m->top, m->page ? space_in_page
						      : space_in_xml);
	text = g_strdup(written);
	free(written);
	mxmlDelete(m->top);
	g_free(m);
	return text;
}

/* What people wrote is shown on a page as on a terminal. */
static char *
shown(const struct sp_markup *m, const char *text)
{
	return m->page ? sp_show_line(text, SP_MARKUP_TEXT_MAX)
		       : g_strdup(text);
}

static void
add(struct sp_markup *m, const char *name, va_list ap)
{
	const char *attribute;

	m->at = mxmlNewElement(m->at, name);
	while ((attribute = va_arg(ap, const char *)) != NULL) {
		const char *value = va_arg(ap, const char *);
		g_autofree char *safe = shown(m, value);

		if (*value != '\0')
			mxmlElementSetAttr(m->at, attribute, safe);
	}
}

void
sp_markup_open(struct sp_markup *m, const char *name, ...)
{
	va_list ap;

	va_start(ap, name);
	add(m, name, ap);
	va_end(ap);
}

/* <i /> opens an element of HTML and does not close it. */
void
sp_markup_close(struct sp_markup *m)
{
	if (m->page && mxmlGetFirstChild(m->at) == NULL)
		sp_markup_text(m, "");
	m->at = mxmlGetParent(m->at);
}

void
sp_markup_empty(struct sp_markup *m, const char *name, ...)
{
	va_list ap;

	va_start(ap, name);
	add(m, name, ap);
	va_end(ap);
	m->at = mxmlGetParent(m->at);
}

void
sp_markup_element(struct sp_markup *m, const char *name, const char *text, ...)
{
	va_list ap;

	va_start(ap, text);
	add(m, name, ap);
	va_end(ap);
	sp_markup_text(m, text);
	sp_markup_close(m);
}

void
sp_markup_text(struct sp_markup *m, const char *text)
{
	g_autofree char *safe = shown(m, text);

	(void)mxmlNewOpaque(m->at, safe);
}

void
sp_markup_style(struct sp_markup *m, const char *css)
{
	sp_markup_open(m, "style", NULL);
	(void)mxmlNewOpaque(m->at, css);
	sp_markup_close(m);
}
