/* SPDX-License-Identifier: GPL-2.0-or-later */
/* html.c - the words in a piece of HTML; it is never rendered */
#include "lib/mail/html.h"

#include <string.h>

#define ENTITY_MAX 10

static gboolean
begins(const char *p, const char *end, const char *with)
{
	gsize n = strlen(with);

	return (gsize)(end - p) >= n && g_ascii_strncasecmp(p, with, n) == 0;
}

/* The end of the tag at p, quoted attribute values respected. */
static const char *
skip_tag(const char *p, const char *end)
{
	char quote = '\0';

	for (p++; p < end; p++) {
		if (quote) {
			if (*p == quote)
				quote = '\0';
		} else if (*p == '"' || *p == '\'') {
			quote = *p;
		} else if (*p == '>') {
			return p + 1;
		}
	}
	return end;
}

/* The start of the first of what stands at or after p, or the end. */
static const char *
find(const char *p, const char *end, const char *what)
{
	while (p < end && !begins(p, end, what)) {
		const char *next = memchr(p + 1, *what, (gsize)(end - p) - 1);

		p = next ? next : end;
	}
	return p;
}

/* Step over markup at p, which is "<": a comment, an element whose content is
 * no text, or a tag. */
static const char *
skip_markup(const char *p, const char *end, GString *out)
{
	static const char *const silent[][2] = {
		{ "<!--", "-->" }, { "<script", "</script" },
		{ "<style", "</style" }, { "<head", "</head" },
	};
	static const char *const breaks[] = {
		"<br", "<p>", "<p ", "<div", "<tr", "<li", "<h1", "<h2",
		"<h3", "</p", "</div", "<pre", "<blockquote",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(silent); i++) {
		if (begins(p, end, silent[i][0]) &&
		    !begins(p, end, "<header")) {
			p = find(p + 1, end, silent[i][1]);
			return *silent[i][1] == '<' && p < end
				? skip_tag(p, end)
				: MIN(p + strlen(silent[i][1]), end);
		}
	}
	for (gsize i = 0; i < G_N_ELEMENTS(breaks); i++) {
		if (begins(p, end, breaks[i])) {
			g_string_append_c(out, '\n');
			break;
		}
	}
	return skip_tag(p, end);
}

/* Append the character that the entity at p stands for, or "&" alone. */
static const char *
take_entity(const char *p, const char *end, GString *out)
{
	static const struct {
		const char *name;
		const char *text;
	} known[] = {
		{ "&lt;", "<" }, { "&gt;", ">" }, { "&amp;", "&" },
		{ "&quot;", "\"" }, { "&apos;", "'" }, { "&nbsp;", " " },
	};
	char number[ENTITY_MAX + 1] = "";
	char *after;
	guint64 c;

	for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
		if (begins(p, end, known[i].name)) {
			g_string_append(out, known[i].text);
			return p + strlen(known[i].name);
		}
	}
	if (end - p > 3 && p[1] == '#') {
		gboolean hex = p[2] == 'x' || p[2] == 'X';
		const char *digits = p + (hex ? 3 : 2);

		memcpy(number, digits, MIN((gsize)(end - digits), ENTITY_MAX));
		c = g_ascii_strtoull(number, &after, hex ? 16 : 10);
		if (*after == ';' && c > 0 && c <= 0x10FFFF &&
		    g_unichar_validate((gunichar)c)) {
			g_string_append_unichar(out, (gunichar)c);
			return digits + (after - number) + 1;
		}
	}
	g_string_append_c(out, '&');
	return p + 1;
}

void
sp_html_text(const char *html, gsize len, GString *out)
{
	const char *p = html, *end = html + len;

	while (p < end) {
		if (*p == '<') {
			p = skip_markup(p, end, out);
		} else if (*p == '&') {
			p = take_entity(p, end, out);
		} else {
			g_string_append_c(out, *p);
			p++;
		}
	}
}
