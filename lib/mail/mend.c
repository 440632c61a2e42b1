/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mend.c - an encrypted mail that was rebuilt on its way, and is still whole
 *
 * Exchange and Outlook make multipart/mixed of multipart/encrypted, rename the
 * types of its parts and put an empty text in front; Apple Mail wraps it, or
 * adds empty texts; others lose the version part or the protocol; Mailvelope
 * adds an HTML twin to its armor. There it may be opened like the mail that it
 * was, on one condition: exactly one OpenPGP message stands in it, and beside
 * it nothing that anybody could read. A footer is enough to leave it closed:
 * what stands outside must never pass for what stood inside. */
#include <string.h>

#include "lib/mail/armor.h"
#include "lib/mail/html.h"
#include "lib/mail/reading.h"

#define VERSION_MAX 512

enum leaf {
	LEAF_BLANK,
	LEAF_VERSION,		/* the control part of RFC 3156 */
	LEAF_MESSAGE,		/* one OpenPGP message */
	LEAF_HTML,
	LEAF_OTHER,
};

static gboolean
is_any(const char *type, const char *const *of)
{
	for (; *of; of++) {
		if (strcmp(type, *of) == 0)
			return TRUE;
	}
	return FALSE;
}

/* "Version: 1", and nothing after it but more fields. */
static gboolean
is_version(const uint8_t *text, size_t len)
{
	g_autofree char *all = g_strndup((const char *)text, len);
	g_auto(GStrv) lines = NULL;

	if (len > VERSION_MAX || strlen(all) != len)
		return FALSE;
	lines = g_strsplit(g_strstrip(all), "\n", -1);
	for (char **line = lines; *line; line++) {
		gsize n = strspn(g_strstrip(*line), "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "abcdefghijklmnopqrstuvwxyz-");

		if (line == lines
		    ? g_ascii_strcasecmp(*line, "Version: 1") != 0
		    : **line && (n == 0 || (*line)[n] != ':'))
			return FALSE;
	}
	return TRUE;
}

static gboolean
is_message(const uint8_t *text, size_t len)
{
	g_autoptr(GBytes) mended = NULL;
	struct sp_range block;

	return sp_armor_whole(text, len, SP_ARMOR_MESSAGE, &block) ||
	       sp_armor_mend(text, len, &mended) == SP_ARMOR_MENDED;
}

static enum leaf
kind_of(const struct sp_reading *r, const struct sp_node *n)
{
	static const char *const control[] = {
		"application/pgp-encrypted", "application/octet-stream", NULL,
	};
	static const char *const message[] = {
		"application/pgp-encrypted", "application/octet-stream",
		"application/pgp", "text/plain", NULL,
	};
	g_autoptr(GBytes) bytes = NULL;
	const uint8_t *text;
	gsize len;

	if (strcmp(n->type, "text/html") == 0)
		return LEAF_HTML;
	if (!is_any(n->type, message))
		return LEAF_OTHER;
	bytes = sp_tree_decode(r->tree, n, G_MAXSIZE);
	text = g_bytes_get_data(bytes, &len);
	if (len == 0 || sp_armor_blank(text, len))
		return strcmp(n->type, "application/pgp-encrypted") == 0
			? LEAF_VERSION : LEAF_BLANK;
	if (is_any(n->type, control) && is_version(text, len))
		return LEAF_VERSION;
	return is_message(text, len) ? LEAF_MESSAGE : LEAF_OTHER;
}

/* All but what shows nothing. */
static char *
squeeze(const char *text, gsize len)
{
	GString *out = g_string_sized_new(len);

	for (gsize i = 0; i < len; i++) {
		const guchar c = (guchar)text[i];

		if (c > ' ' && c != 0xA0 && !(c == 0xC2 && i + 1 < len &&
					      (guchar)text[i + 1] == 0xA0))
			g_string_append_c(out, text[i]);
	}
	return g_string_free(out, FALSE);
}

/* Does the HTML say the same as the armor beside it, and no word more? */
static gboolean
is_twin(const struct sp_reading *r, const struct sp_node *html,
	const struct sp_node *plain)
{
	g_autoptr(GBytes) a = sp_tree_decode(r->tree, html, G_MAXSIZE);
	g_autoptr(GBytes) b = sp_tree_decode(r->tree, plain, G_MAXSIZE);
	g_autoptr(GString) words = g_string_new(NULL);
	g_autofree char *theirs = NULL;
	g_autofree char *ours = NULL;
	const char *text;
	gsize len;

	text = g_bytes_get_data(a, &len);
	sp_html_text(text ? text : "", len, words);
	theirs = squeeze(words->str, words->len);
	text = g_bytes_get_data(b, &len);
	ours = squeeze(text ? text : "", len);
	return html->parent == plain->parent && strcmp(theirs, ours) == 0;
}

/* The parts that such mail is made of, and how often each stands in it. */
struct pieces {
	unsigned messages, versions, alternatives;
	gboolean encrypted;	/* a multipart/encrypted is left */
	const struct sp_node *message, *html;
};

/* Add one node; FALSE when it does not belong. */
static gboolean
take_node(const struct sp_reading *r, const struct sp_node *n,
	  struct pieces *p)
{
	static const char *const holders[] = {
		"multipart/mixed", "multipart/encrypted", NULL,
	};

	if (!n->leaf && strcmp(n->type, "multipart/alternative") == 0)
		return ++p->alternatives == 1;
	if (!n->leaf) {
		p->encrypted = p->encrypted ||
			       strcmp(n->type, "multipart/encrypted") == 0;
		return is_any(n->type, holders);
	}
	switch (kind_of(r, n)) {
	case LEAF_BLANK:
		return TRUE;
	case LEAF_VERSION:
		return ++p->versions == 1;
	case LEAF_MESSAGE:
		p->message = n;
		return ++p->messages == 1;
	case LEAF_HTML:
		if (p->html)
			return FALSE;
		p->html = n;
		return TRUE;
	case LEAF_OTHER:
		break;
	}
	return FALSE;
}

/* An alternative is one of two twins, or not of this kind at all. */
static gboolean
twins_agree(const struct sp_reading *r, const struct pieces *p)
{
	const struct sp_node *parent;

	if (!p->html)
		return p->alternatives == 0;
	parent = p->html->parent < 0 ? NULL
		: sp_tree_node(r->tree, (guint)p->html->parent);
	return parent && parent->children == 2 &&
	       strcmp(parent->type, "multipart/alternative") == 0 &&
	       is_twin(r, p->html, p->message);
}

const struct sp_node *
sp_mend_find(const struct sp_reading *r, gboolean *mime)
{
	struct pieces p = { .messages = 0 };

	/* Text around or between the parts is text, too. */
	if (r->facts->flags & SP_FACT_IRREGULAR)
		return NULL;
	for (guint i = 0; i < r->tree->nodes->len; i++) {
		if (!take_node(r, sp_tree_node(r->tree, i), &p))
			return NULL;
	}
	if (!p.message || !twins_agree(r, &p))
		return NULL;
	/* What nothing calls PGP/MIME is a text that somebody encrypted: read
	 * as MIME, its first lines might pass for a header and get lost. */
	*mime = p.encrypted || p.versions > 0;
	return p.message;
}
