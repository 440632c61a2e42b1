/* SPDX-License-Identifier: GPL-2.0-or-later */
/* structure.c - where the one OpenPGP layer is, if there is exactly one
 *
 * Only what is the whole body may be opened or verified. Ciphertext beside
 * clear text is how a reader is made to mail out what somebody else wrote
 * secretly, and a signature beside unsigned text is how one is borrowed: such
 * mail is partly encrypted or partly signed, and stays closed. */
#include <string.h>

#include "lib/mail/armor.h"
#include "lib/mail/delimiter.h"
#include "lib/mail/reading.h"

#define LAYERS (SP_ARMOR_MESSAGE | SP_ARMOR_SIGNED | SP_ARMOR_SIGNATURE | \
		SP_ARMOR_OTHER)
#define SEARCH_TEXT (1024 * 1024)	/* decoded text searched for armor */
#define SEARCH_OTHER (64 * 1024)
#define VERSION_BYTES 64

static unsigned
kinds_by_type(const struct sp_node *n)
{
	static const struct {
		const char *type;
		unsigned kinds;
	} types[] = {
		{ "application/pgp-encrypted", SP_ARMOR_MESSAGE },
		{ "application/pgp", SP_ARMOR_MESSAGE },
		{ "application/pgp-signature", SP_ARMOR_SIGNATURE },
		{ "application/pgp-keys", SP_ARMOR_KEY },
		{ "multipart/encrypted", SP_ARMOR_MESSAGE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
		if (strcmp(n->type, types[i].type) == 0)
			return types[i].kinds;
	}
	if (n->name && (g_str_has_suffix(n->name, ".gpg") ||
			g_str_has_suffix(n->name, ".pgp")))
		return SP_ARMOR_MESSAGE;
	return 0;
}

/* The beginning of a leaf's text, decoded; large attachments are not decoded
 * in full. */
static GBytes *
beginning(const struct sp_reading *r, const struct sp_node *n)
{
	gboolean text = g_str_has_prefix(n->type, "text/");

	if (n->coding == SP_CODING_PLAIN)
		return sp_tree_decode(r->tree, n, G_MAXSIZE);
	return sp_tree_decode(r->tree, n, text ? SEARCH_TEXT : SEARCH_OTHER);
}

static void
add_key(struct sp_facts *f, const uint8_t *text, size_t len)
{
	if (f->keys->len < SP_KEYS_MAX && len <= SP_KEY_BYTES_MAX)
		g_ptr_array_add(f->keys, g_bytes_new(text, len));
}

static void
collect_keys(struct sp_facts *f, const struct sp_node *n, const uint8_t *text,
	     size_t len, unsigned kinds)
{
	struct sp_range block;
	size_t from = 0;

	if (!(kinds & SP_ARMOR_KEY)) {
		if (strcmp(n->type, "application/pgp-keys") == 0 && len > 0)
			add_key(f, text, len);	/* binary */
		return;
	}
	while (f->keys->len < SP_KEYS_MAX &&
	       sp_armor_next_key(text, len, &from, &block))
		add_key(f, text + block.at, block.len);
}

/* The OpenPGP kinds in each node, by index. g_free(). */
static unsigned *
survey(struct sp_reading *r)
{
	unsigned *kinds = g_new0(unsigned, r->tree->nodes->len);

	for (guint i = 0; i < r->tree->nodes->len; i++) {
		const struct sp_node *n = sp_tree_node(r->tree, i);
		g_autoptr(GBytes) bytes = NULL;
		g_autoptr(GBytes) mended = NULL;
		const uint8_t *text;
		unsigned armor;
		gsize len;

		kinds[i] = kinds_by_type(n);
		if (!n->leaf)
			continue;
		bytes = beginning(r, n);
		text = g_bytes_get_data(bytes, &len);
		armor = text ? sp_armor_kinds(text, len) : 0;
		if (text)
			collect_keys(r->facts, n, text, len, armor);
		if (text && !(armor & SP_ARMOR_MESSAGE) &&
		    sp_armor_mend(text, len, &mended) == SP_ARMOR_MENDED)
			armor |= SP_ARMOR_MESSAGE;	/* not at line starts */
		kinds[i] |= armor;
	}
	return kinds;
}

static gboolean
within(struct sp_range inner, struct sp_range outer)
{
	return inner.at >= outer.at &&
	       inner.at + inner.len <= outer.at + outer.len;
}

/* Is node i the node top, or inside it? */
static gboolean
below(const struct sp_tree *t, int i, int top)
{
	while (i > top)
		i = sp_tree_node(t, (guint)i)->parent;
	return i == top;
}

/* Two parts, closed, and gmime found the same two: part[] are their ranges. */
static gboolean
two_parts(const struct sp_reading *r, struct sp_delimited *d)
{
	const struct sp_node *root = sp_tree_node(r->tree, 0);
	int second = sp_tree_child(r->tree, 0, 1);

	if (root->children != 2 || second < 0 || !root->boundary ||
	    *root->boundary == '\0')
		return FALSE;
	sp_delimited_read(r->bytes, r->head->body, root->boundary, d);
	if (d->parts != 2 || !d->closed)
		return FALSE;
	for (int i = 1; i < (int)r->tree->nodes->len; i++) {
		const struct sp_node *n = sp_tree_node(r->tree, (guint)i);

		if (n->leaf && n->content.len > 0 &&
		    !within(n->content, d->part[i >= second]))
			return FALSE;
	}
	return TRUE;
}

/* A block of a leaf's decoded bytes as an OpenPGP object: a range where it
 * stands in the message as it is, else a copy. */
static void
take_block(const struct sp_reading *r, const struct sp_node *n, GBytes *bytes,
	   struct sp_range block, struct sp_range *range, GBytes **copy)
{
	const uint8_t *p = g_bytes_get_data(bytes, NULL);

	if (n->coding == SP_CODING_PLAIN && !r->copied)
		*range = (struct sp_range){ n->content.at + block.at,
					    block.len };
	else
		*copy = g_bytes_new(p ? p + block.at : NULL, block.len);
}

/* The one message in the armor of a leaf, mended where it must be. FALSE: the
 * leaf is not one block of armor. */
static gboolean
take_armor(struct sp_reading *r, const struct sp_node *n)
{
	g_autoptr(GBytes) bytes = sp_tree_decode(r->tree, n, G_MAXSIZE);
	struct sp_facts *f = r->facts;
	struct sp_range block;
	gsize len;
	const uint8_t *text = g_bytes_get_data(bytes, &len);

	if (!text)
		return FALSE;
	if (sp_armor_mend(text, len, &f->cipher) == SP_ARMOR_MENDED) {
		f->flags |= SP_FACT_ARMOR_MENDED;
		return TRUE;
	}
	if (!sp_armor_whole(text, len, SP_ARMOR_MESSAGE, &block))
		return FALSE;
	take_block(r, n, bytes, block, &f->cipher_range, &f->cipher);
	return TRUE;
}

/* All of a leaf, for it may be binary. */
static void
take_leaf(struct sp_reading *r, const struct sp_node *n)
{
	g_autoptr(GBytes) all = sp_tree_decode(r->tree, n, G_MAXSIZE);

	take_block(r, n, all, (struct sp_range){ 0, g_bytes_get_size(all) },
		   &r->facts->cipher_range, &r->facts->cipher);
}

/* What is left when nothing is the whole body. */
static enum sp_cryptype
partly(const struct sp_reading *r, const unsigned *kinds)
{
	unsigned any = 0, messages = 0, clear = 0;

	for (guint i = 0; i < r->tree->nodes->len; i++) {
		const struct sp_node *n = sp_tree_node(r->tree, i);

		any |= kinds[i];
		if (!n->leaf)
			continue;
		messages += (kinds[i] & SP_ARMOR_MESSAGE) &&
			    strcmp(n->type, "application/pgp-encrypted") != 0;
		clear += kinds[i] == 0 && n->content.len > 0;
	}
	if (!(any & (SP_ARMOR_MESSAGE | SP_ARMOR_OTHER)))
		return SP_CRYPTO_PARTLY_SIGNED;
	if ((any & LAYERS) == SP_ARMOR_MESSAGE && (clear || messages <= 1))
		return SP_CRYPTO_PARTLY_ENCRYPTED;
	return SP_CRYPTO_MIXED;
}

/* One message that was rebuilt on its way. */
static enum sp_cryptype
read_rebuilt(struct sp_reading *r, const unsigned *kinds)
{
	gboolean mime = FALSE;
	const struct sp_node *n = sp_mend_find(r, &mime);

	if (!n || !take_armor(r, n))
		return partly(r, kinds);
	r->facts->flags |= SP_FACT_PARTS_MENDED;
	return mime ? SP_CRYPTO_MIME_ENCRYPTED : SP_CRYPTO_INLINE_ENCRYPTED;
}

static gboolean
is_version_1(const struct sp_reading *r, const struct sp_node *n)
{
	g_autoptr(GBytes) bytes = sp_tree_decode(r->tree, n,
						 VERSION_BYTES + 1);
	gsize len;
	const char *p = g_bytes_get_data(bytes, &len);
	g_autofree char *text = g_strstrip(g_strndup(p ? p : "", len));

	return len <= VERSION_BYTES &&
	       g_ascii_strcasecmp(text, "Version: 1") == 0;
}

/* RFC 3156 section 4, to the letter. */
static gboolean
read_encrypted(struct sp_reading *r)
{
	int first = sp_tree_child(r->tree, 0, 0);
	int second = sp_tree_child(r->tree, 0, 1);
	const struct sp_node *control, *data;
	struct sp_delimited d;

	if (!two_parts(r, &d))
		return FALSE;
	control = sp_tree_node(r->tree, (guint)first);
	data = sp_tree_node(r->tree, (guint)second);
	if (strcmp(control->type, "application/pgp-encrypted") != 0 ||
	    strcmp(data->type, "application/octet-stream") != 0 ||
	    !control->leaf || !data->leaf || !is_version_1(r, control))
		return FALSE;
	if (!take_armor(r, data))
		take_leaf(r, data);
	return TRUE;
}

/* RFC 3156 section 5. What is signed may hold signatures and keys of its own,
 * but no ciphertext: that would be a second layer. */
static enum sp_cryptype
read_signed(struct sp_reading *r, const unsigned *kinds)
{
	int first = sp_tree_child(r->tree, 0, 0);
	int second = sp_tree_child(r->tree, 0, 1);
	const struct sp_node *signature;
	g_autoptr(GBytes) bytes = NULL;
	struct sp_delimited d;

	if (!two_parts(r, &d))
		return partly(r, kinds);
	signature = sp_tree_node(r->tree, (guint)second);
	if (strcmp(signature->type, "application/pgp-signature") != 0 ||
	    !signature->leaf)
		return partly(r, kinds);
	for (int i = 1; i < (int)r->tree->nodes->len; i++) {
		if (below(r->tree, i, first) && (kinds[i] & SP_ARMOR_MESSAGE))
			return SP_CRYPTO_MIXED;
	}
	bytes = sp_tree_decode(r->tree, signature, SP_KEY_BYTES_MAX + 1);
	if (g_bytes_get_size(bytes) > SP_KEY_BYTES_MAX)
		return SP_CRYPTO_MIXED;
	r->facts->signature = g_bytes_new(g_bytes_get_data(bytes, NULL),
					  g_bytes_get_size(bytes));
	r->facts->signed_range = d.part[0];
	return SP_CRYPTO_MIME_SIGNED;
}

/* The one leaf of a message that is a single text, or NULL. */
static const struct sp_node *
only_text(const struct sp_tree *t)
{
	const struct sp_node *n = sp_tree_node(t, t->nodes->len - 1);

	if (t->nodes->len > 2 || !n->leaf ||
	    strcmp(n->type, "text/plain") != 0)
		return NULL;
	if (n->depth > 0 && strcmp(sp_tree_node(t, 0)->type,
				   "multipart/mixed") != 0)
		return NULL;
	return n;
}

/* One block of armor that is all of the text. */
static gboolean
read_inline(struct sp_reading *r, const struct sp_node *n)
{
	g_autoptr(GBytes) bytes = sp_tree_decode(r->tree, n, G_MAXSIZE);
	struct sp_range block;
	gsize len;
	const uint8_t *text = g_bytes_get_data(bytes, &len);

	if (take_armor(r, n)) {
		r->facts->crypto = SP_CRYPTO_INLINE_ENCRYPTED;
		return TRUE;
	}
	if (!text || !sp_armor_whole(text, len, SP_ARMOR_SIGNED, &block))
		return FALSE;
	take_block(r, n, bytes, block, &r->facts->signed_range,
		   &r->facts->clear_signed);
	r->facts->crypto = SP_CRYPTO_INLINE_SIGNED;
	return TRUE;
}

/* A root whose type is said twice, or whose header ends where two readers
 * disagree, is not taken at its word. */
static gboolean
root_is_plain(const struct sp_reading *r)
{
	return !r->tree->doubtful &&
	       sp_head_count(r->head, "Content-Type") <= 1 &&
	       sp_head_count(r->head, "Content-Transfer-Encoding") <= 1;
}

static gboolean
is_kind(const struct sp_node *n, const char *type, const char *protocol)
{
	return strcmp(n->type, type) == 0 && n->protocol &&
	       strcmp(n->protocol, protocol) == 0;
}

/* The form of a message that has an OpenPGP layer somewhere. */
static enum sp_cryptype
form_of(struct sp_reading *r, const unsigned *kinds)
{
	const struct sp_node *root = sp_tree_node(r->tree, 0);
	const struct sp_node *text = only_text(r->tree);

	if (!root_is_plain(r))
		return SP_CRYPTO_MIXED;
	if (is_kind(root, "multipart/encrypted", "application/pgp-encrypted") &&
	    read_encrypted(r))
		return SP_CRYPTO_MIME_ENCRYPTED;
	if (is_kind(root, "multipart/signed", "application/pgp-signature"))
		return read_signed(r, kinds);
	if (text)
		return read_inline(r, text) ? r->facts->crypto
					    : partly(r, kinds);
	return read_rebuilt(r, kinds);
}

void
sp_read_structure(struct sp_reading *r)
{
	g_autofree unsigned *kinds = survey(r);
	unsigned any = 0;

	for (guint i = 0; i < r->tree->nodes->len; i++) {
		struct sp_part *part = i < r->facts->parts->len ?
			g_ptr_array_index(r->facts->parts, i) : NULL;

		if (part)
			part->pgp = kinds[i];
		any |= kinds[i];
	}
	/* Under a disputed type the parts may be out of sight. */
	if (!root_is_plain(r))
		any |= sp_armor_kinds(r->bytes + r->head->body.at,
				      r->head->body.len);
	r->facts->crypto = any & LAYERS ? form_of(r, kinds) : SP_CRYPTO_NONE;
}
