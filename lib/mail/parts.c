/* SPDX-License-Identifier: GPL-2.0-or-later */
/* parts.c - the list of parts, and what is irregular about them */
#include <string.h>

#include "lib/mail/delimiter.h"
#include "lib/mail/grammar.h"
#include "lib/mail/reading.h"

#define BOUNDARY_MAX 70
#define TYPE_MAX 200

/* Encoded bytes of a node: a container spans its leaves. */
static size_t
size_of(const struct sp_tree *t, guint i)
{
	const struct sp_node *n = sp_tree_node(t, i);
	size_t from = G_MAXSIZE, to = 0;

	if (n->leaf)
		return n->content.len;
	for (guint k = i + 1; k < t->nodes->len; k++) {
		const struct sp_node *inside = sp_tree_node(t, k);

		if (inside->depth <= n->depth)
			break;
		if (!inside->leaf)
			continue;
		from = MIN(from, inside->content.at);
		to = MAX(to, inside->content.at + inside->content.len);
	}
	return to > from ? to - from : 0;
}

static void
add_part(struct sp_reading *r, guint i)
{
	const struct sp_node *n = sp_tree_node(r->tree, i);
	struct sp_part *p = g_new0(struct sp_part, 1);

	p->depth = n->depth;
	p->type = sp_clean(n->type, strlen(n->type), TYPE_MAX, FALSE);
	p->name = n->name ? sp_clean_name(n->name) : NULL;
	if (n->disposition)
		p->disposition = sp_clean(n->disposition,
					  strlen(n->disposition), TYPE_MAX,
					  FALSE);
	p->size = size_of(r->tree, i);
	g_ptr_array_add(r->facts->parts, p);
}

/* Forms that we never look into: Outlook's own wrapping, S/MIME. */
static unsigned
closed_form(const struct sp_node *n)
{
	static const struct {
		const char *type;
		unsigned flag;
	} types[] = {
		{ "application/ms-tnef", SP_FACT_TNEF },
		{ "application/vnd.ms-tnef", SP_FACT_TNEF },
		{ "application/pkcs7-mime", SP_FACT_SMIME },
		{ "application/x-pkcs7-mime", SP_FACT_SMIME },
		{ "application/pkcs7-signature", SP_FACT_SMIME },
		{ "application/x-pkcs7-signature", SP_FACT_SMIME },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
		if (strcmp(n->type, types[i].type) == 0)
			return types[i].flag;
	}
	return n->name && g_ascii_strcasecmp(n->name, "winmail.dat") == 0
		? SP_FACT_TNEF : 0;
}

static gboolean
is_blank(const uint8_t *bytes, struct sp_range range)
{
	for (size_t i = range.at; i < range.at + range.len; i++) {
		if (bytes[i] == '\0' || !strchr(" \t\r\n", bytes[i]))
			return FALSE;
	}
	return TRUE;
}

/* Text around the parts of the root: a footer, or a hiding place. */
static gboolean
has_surroundings(const struct sp_reading *r, const struct sp_node *root)
{
	struct sp_delimited d;

	sp_delimited_read(r->bytes, r->head->body, root->boundary, &d);
	return !d.closed || d.parts != root->children ||
	       d.preamble.len > SP_PREAMBLE_MAX ||
	       !is_blank(r->bytes, d.epilogue);
}

static gboolean
boundary_irregular(const struct sp_node *n)
{
	if (!g_str_has_prefix(n->type, "multipart/"))
		return FALSE;
	return !n->boundary || *n->boundary == '\0' ||
	       strlen(n->boundary) > BOUNDARY_MAX || n->children == 0;
}

/* A multipart may not be encoded as a whole (RFC 2045 section 6.4). */
static gboolean
root_encoded(const struct sp_reading *r, const struct sp_node *root)
{
	g_autofree char *coding = sp_head_get(r->head,
					      "Content-Transfer-Encoding");

	return coding && !root->leaf &&
	       (g_ascii_strcasecmp(coding, "base64") == 0 ||
		g_ascii_strcasecmp(coding, "quoted-printable") == 0);
}

void
sp_read_parts(struct sp_reading *r)
{
	const struct sp_node *root = sp_tree_node(r->tree, 0);
	gboolean irregular = r->head->broken || r->tree->doubtful ||
			     root_encoded(r, root);

	for (guint i = 0; i < r->tree->nodes->len; i++) {
		const struct sp_node *n = sp_tree_node(r->tree, i);

		add_part(r, i);
		irregular = irregular || n->irregular || boundary_irregular(n);
		r->facts->flags |= closed_form(n);
	}
	if (!irregular && root->boundary)
		irregular = has_surroundings(r, root);
	if (irregular)
		r->facts->flags |= SP_FACT_IRREGULAR;
}
