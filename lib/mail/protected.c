/* SPDX-License-Identifier: GPL-2.0-or-later */
/* protected.c - which header fields were protected with the body
 *
 * RFC 9788 (hp="cipher", hp="clear") and the older protected-headers="v1".
 * They stand at the root of the cryptographic payload: of what was encrypted,
 * or of the signed part within. The same claim anywhere else - outside, on a
 * part below, on what wraps the signed part, in an attached message - is made
 * by somebody who need not be the author, and is only text.
 *
 * Some programs repeat such fields in the text, for readers that know nothing
 * of all this. What only repeats them is taken out again. */
#include <string.h>

#include "lib/mail/charset.h"
#include "lib/mail/reading.h"

static gboolean
claims_protection(const struct sp_node *n)
{
	return n->protection && (strcmp(n->protection, "cipher") == 0 ||
				 strcmp(n->protection, "clear") == 0 ||
				 strcmp(n->protection, "v1") == 0 ||
				 g_str_has_prefix(n->protection, "v1,"));
}

void
sp_choose_said(struct sp_reading *r, struct sp_head **own)
{
	const gboolean is_signed = r->facts->crypto == SP_CRYPTO_MIME_SIGNED;
	int root = is_signed ? sp_tree_child(r->tree, 0, 0) : 0;

	r->said = r->head;
	r->payload = 0;
	if (!r->how->inner)
		return;
	r->said = NULL;
	if (r->tree->doubtful || root < 0 ||
	    !claims_protection(sp_tree_node(r->tree, (guint)root)))
		return;
	if (is_signed)
		*own = sp_head_read(r->bytes, r->facts->signed_range, FALSE);
	r->said = is_signed ? *own : r->head;
	if (sp_head_count(r->said, "Content-Type") > 1) {
		r->said = NULL;
		return;
	}
	r->payload = root;
	r->facts->flags |= SP_FACT_HP_CIPHER;
	if (strcmp(sp_tree_node(r->tree, (guint)root)->protection,
		   "cipher") == 0)
		r->facts->flags |= SP_FACT_HP_HIDDEN;
}

/* White space does not count, nor how a line was folded. */
static gboolean
same_words(const char *a, const char *b)
{
	for (;;) {
		a += strspn(a, " \t\r\n");
		b += strspn(b, " \t\r\n");
		if (*a != *b || *a == '\0')
			return *a == *b;
		a++;
		b++;
	}
}

/* Does the line, unfolded, only say again what a protected field says? */
static gboolean
repeats_field(const struct sp_head *said, const char *line)
{
	gsize n = strcspn(line, ":");
	g_autofree char *name = g_strndup(line, n);
	g_autofree char *value = sp_head_get(said, name);
	g_autofree char *decoded = value ? sp_charset_header(value) : NULL;

	return line[n] == ':' && decoded && same_words(line + n + 1, decoded);
}

gsize
sp_legacy_display(const struct sp_reading *r, const struct sp_node *n,
		  const char *text)
{
	const gboolean first = claims_protection(n) &&
		n != sp_tree_node(r->tree, (guint)r->payload);
	const char *p = text;

	if (!r->how->inner || !r->said || (!n->legacy && !first))
		return 0;
	while (*p && *p != '\n' && strncmp(p, "\r\n", 2) != 0) {
		GString *line = g_string_new(NULL);
		gboolean repeats;

		do {
			gsize len = strcspn(p, "\n");

			g_string_append_len(line, p, (gssize)len);
			p += len + (p[len] == '\n');
		} while (*p == ' ' || *p == '\t');
		repeats = repeats_field(r->said, line->str);
		g_string_free(line, TRUE);
		if (!repeats)
			return 0;
	}
	p += strspn(p, "\r\n");
	return p > text ? (gsize)(p - text) : 0;
}
