/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text.c - the readable text of a message: its plain text parts, or else what
 * remains of its HTML without the tags */
#include <string.h>

#include "lib/mail/charset.h"
#include "lib/mail/grammar.h"
#include "lib/mail/html.h"
#include "lib/mail/lexicon.h"
#include "lib/mail/reading.h"

#define FROM_HTML "[from HTML]\n"
#define ENCODED_MAX (4 * SP_TEXT_MAX)	/* bytes that can yield 64 KiB */

static gboolean
is_encrypted(const struct sp_reading *r)
{
	return r->facts->crypto == SP_CRYPTO_MIME_ENCRYPTED ||
	       r->facts->crypto == SP_CRYPTO_INLINE_ENCRYPTED;
}

static gboolean
is_readable(const struct sp_node *n, const char *type)
{
	return n->leaf && strcmp(n->type, type) == 0 &&
	       (!n->disposition || strcmp(n->disposition, "attachment") != 0);
}

/* Append the text of a leaf as far as there is room. */
static void
append_leaf(struct sp_reading *r, const struct sp_node *n, GString *out)
{
	g_autoptr(GBytes) bytes = sp_tree_decode(r->tree, n, ENCODED_MAX);
	g_autoptr(GString) text = NULL;
	gsize len;
	const uint8_t *p = g_bytes_get_data(bytes, &len);

	text = sp_charset_text(n->charset, p, len, ENCODED_MAX);
	g_string_erase(text, 0, (gssize)sp_legacy_display(r, n, text->str));
	if (out->len > 0 && out->str[out->len - 1] != '\n')
		g_string_append_c(out, '\n');
	g_string_append_len(out, text->str, (gssize)text->len);
	if (len == ENCODED_MAX)
		r->facts->flags |= SP_FACT_TEXT_CUT;
}

static void
finish(struct sp_reading *r, const GString *text)
{
	char *clean = sp_clean(text->str, text->len, G_MAXSIZE, TRUE);
	gsize n = strlen(clean);

	if (n > SP_TEXT_MAX) {
		const char *end = g_utf8_find_prev_char(clean, clean +
							SP_TEXT_MAX + 1);

		clean[end - clean] = '\0';
		r->facts->flags |= SP_FACT_TEXT_CUT;
	}
	sp_facts_set(&r->facts->text, clean);
}

/* The first leaf, if it is the first thing that a reader sees: what was
 * forwarded as a message is somebody else's. */
static gboolean
is_lead(const struct sp_reading *r, guint i)
{
	const struct sp_node *n = sp_tree_node(r->tree, i);

	if (!is_readable(n, "text/plain"))
		return FALSE;
	for (guint k = 0; k < i; k++)
		if (!g_str_has_prefix(sp_tree_node(r->tree, k)->type,
				      "multipart/"))
			return FALSE;
	return TRUE;
}

static gboolean
append_html(struct sp_reading *r, GString *out)
{
	for (guint i = 0; i < r->tree->nodes->len; i++) {
		const struct sp_node *n = sp_tree_node(r->tree, i);
		g_autoptr(GString) html = g_string_new(NULL);

		if (!is_readable(n, "text/html"))
			continue;
		append_leaf(r, n, html);
		g_string_append(out, FROM_HTML);
		sp_html_text(html->str, html->len, out);
		return TRUE;
	}
	return FALSE;
}

void
sp_read_text(struct sp_reading *r)
{
	g_autoptr(GString) out = g_string_new(NULL);
	gboolean plain = FALSE;

	if (is_encrypted(r))
		return;		/* armor is no text */
	for (guint i = 0; i < r->tree->nodes->len; i++) {
		const struct sp_node *n = sp_tree_node(r->tree, i);

		if (!is_readable(n, "text/plain"))
			continue;
		plain = TRUE;
		if (out->len <= SP_TEXT_MAX)
			append_leaf(r, n, out);
		else
			r->facts->flags |= SP_FACT_TEXT_CUT;
		if (is_lead(r, i))
			sp_facts_set(&r->facts->lead,
				     sp_clean(out->str, out->len, SP_LEAD_MAX,
					      TRUE));
	}
	if (!plain)
		(void)append_html(r, out);
	finish(r, out);
}

/* --- words ---------------------------------------------------------------- */

/* A patch, a trace, a reproducer. */
static gboolean
is_attached_text(const struct sp_node *n)
{
	return n->leaf && g_str_has_prefix(n->type, "text/") &&
	       strcmp(n->type, "text/html") != 0 &&
	       !is_readable(n, "text/plain");
}

static void
add_attached(struct sp_reading *r, const struct sp_node *n,
	     struct sp_lexicon *words)
{
	g_autoptr(GBytes) bytes = sp_tree_decode(r->tree, n, SP_TEXT_MAX);
	g_autoptr(GString) text = NULL;
	gsize len;
	const uint8_t *p = g_bytes_get_data(bytes, &len);

	text = sp_charset_text(n->charset, p, len, SP_TEXT_MAX);
	sp_lexicon_add(words, text->str, text->len);
}

void
sp_read_words(struct sp_reading *r)
{
	struct sp_lexicon *words = sp_lexicon_new();
	const struct sp_facts *f = r->facts;
	unsigned attached = 0;

	for (guint i = 0; i < f->parts->len && !is_encrypted(r); i++) {
		const struct sp_part *p = f->parts->pdata[i];

		if (p->name)
			sp_lexicon_add(words, p->name, strlen(p->name));
	}
	sp_lexicon_add(words, f->text, strlen(f->text));
	for (guint i = 0; i < r->tree->nodes->len && !is_encrypted(r); i++) {
		const struct sp_node *n = sp_tree_node(r->tree, i);

		if (!is_attached_text(n))
			continue;
		if (++attached > SP_ATTACHMENTS_MAX)
			break;
		add_attached(r, n, words);
	}
	g_strfreev(r->facts->words);
	r->facts->words = sp_lexicon_end(words);
}
