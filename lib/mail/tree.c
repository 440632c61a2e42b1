/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tree.c - the MIME structure of a message, flat, with byte ranges
 *
 * The parser keeps the bodies where they are: a leaf's content is a stream
 * over our bytes, and its bounds are the range. */
#include "lib/mail/tree.h"

#include <gmime/gmime.h>
#include <string.h>

#include "lib/mail/params.h"
#include "lib/mail/reading.h"

#define DECODE_STEP 16384

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeObject, g_object_unref)

struct walk {
	const struct sp_config *conf;
	struct sp_tree *tree;
	size_t len;		/* of the message */
	struct sp_err *err;
};

static void
node_free(gpointer p)
{
	struct sp_node *n = p;

	g_free(n->type);
	g_free(n->charset);
	g_free(n->name);
	g_free(n->disposition);
	g_free(n->boundary);
	g_free(n->protocol);
	g_free(n->protection);
	g_free(n);
}

static char *
lower_parameter(GMimeObject *object, const char *name)
{
	const char *value = g_mime_object_get_content_type_parameter(object,
								     name);

	return value ? g_ascii_strdown(value, -1) : NULL;
}

static char *
lower_type(GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	const char *media = type ? g_mime_content_type_get_media_type(type)
				 : NULL;
	const char *sub = type ? g_mime_content_type_get_media_subtype(type)
			       : NULL;
	g_autofree char *both = g_strdup_printf("%s/%s", media ? media : "text",
						sub ? sub : "plain");

	return g_ascii_strdown(both, -1);
}

static gboolean
dashes_at(const uint8_t *bytes, size_t len, size_t at)
{
	return at + 2 <= len && bytes[at] == '-' && bytes[at + 1] == '-';
}

/* Where a body that gmime ends at end really does. gmime takes off as many
 * bytes before a delimiter as the line end after the delimiter has, which is
 * one too few or too many where the two differ. */
static size_t
true_end(const uint8_t *bytes, size_t len, size_t start, size_t end)
{
	size_t line;	/* of the delimiter */

	if (end < len && bytes[end] == '\n' && dashes_at(bytes, len, end + 1))
		line = end + 1;
	else if (end + 1 < len && bytes[end + 1] == '\n' &&
		 dashes_at(bytes, len, end + 2))
		line = end + 2;
	else
		return end;
	end = line - 1;
	if (end > start && bytes[end - 1] == '\r')
		end--;
	return MAX(end, start);
}

static void
read_leaf(struct walk *w, struct sp_node *n, GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content)
				      : NULL;

	n->leaf = TRUE;
	n->name = g_strdup(g_mime_part_get_filename(part));
	switch (g_mime_part_get_content_encoding(part)) {
	case GMIME_CONTENT_ENCODING_BASE64:
		n->coding = SP_CODING_BASE64;
		break;
	case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
		n->coding = SP_CODING_QP;
		break;
	case GMIME_CONTENT_ENCODING_DEFAULT:
	case GMIME_CONTENT_ENCODING_7BIT:
	case GMIME_CONTENT_ENCODING_8BIT:
	case GMIME_CONTENT_ENCODING_BINARY:
	case GMIME_CONTENT_ENCODING_UUENCODE:	/* never decoded */
		n->coding = SP_CODING_PLAIN;
		break;
	}
	if (stream && stream->bound_start >= 0 &&
	    (size_t)stream->bound_start <= w->len) {
		size_t start = (size_t)stream->bound_start;
		size_t end = CLAMP((size_t)stream->bound_end, start, w->len);

		end = true_end(w->tree->bytes, w->len, start, end);
		n->content = (struct sp_range){ start, end - start };
	}
}

static gboolean
params_irregular(GMimeObject *object)
{
	static const char *const names[] = {
		"Content-Type", "Content-Disposition",
	};
	GMimeHeaderList *headers = g_mime_object_get_header_list(object);

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		GMimeHeader *h = g_mime_header_list_get_header(headers,
							       names[i]);
		const char *raw = h ? g_mime_header_get_raw_value(h) : NULL;

		if (raw && sp_params_irregular(raw))
			return TRUE;
	}
	return FALSE;
}

/* Add a node for object; SP_EDATA when there are too many or too deep. */
static enum sp_status
add_node(struct walk *w, GMimeObject *object, int parent, unsigned depth,
	 struct sp_node **node)
{
	struct sp_node *n;
	const char *disposition = g_mime_object_get_disposition(object);
	const char *format;

	if (w->tree->nodes->len >= w->conf->parts)
		return sp_fail(w->err, SP_EDATA, "more than %u MIME parts",
			       w->conf->parts);
	if (depth > w->conf->depth)
		return sp_fail(w->err, SP_EDATA,
			       "MIME parts nested deeper than %u",
			       w->conf->depth);
	n = g_new0(struct sp_node, 1);
	n->parent = parent;
	n->depth = depth;
	n->type = lower_type(object);
	n->charset = lower_parameter(object, "charset");
	n->protocol = lower_parameter(object, "protocol");
	n->protection = lower_parameter(object, "hp");
	if (!n->protection)
		n->protection = lower_parameter(object, "protected-headers");
	n->legacy = g_strcmp0(g_mime_object_get_content_type_parameter(object,
		"hp-legacy-display"), "1") == 0;
	format = g_mime_object_get_content_type_parameter(object, "format");
	n->flowed = format && g_ascii_strcasecmp(format, "flowed") == 0;
	n->irregular = params_irregular(object);
	n->disposition = disposition ? g_ascii_strdown(disposition, -1) : NULL;
	g_ptr_array_add(w->tree->nodes, n);
	*node = n;
	return SP_OK;
}

/* Text before the first part, more than the usual sentence, or behind the last
 * one. gmime's word is enough further in; of the root delimiter.c knows more. */
static gboolean
has_surroundings(GMimeMultipart *multipart)
{
	const char *before = g_mime_multipart_get_prologue(multipart);
	const char *after = g_mime_multipart_get_epilogue(multipart);

	return (before && strlen(before) > SP_PREAMBLE_MAX) ||
	       (after && after[strspn(after, " \t\r\n")] != '\0');
}

static enum sp_status walk(struct walk *w, GMimeObject *object, int parent,
			   unsigned depth);

static enum sp_status
walk_multipart(struct walk *w, struct sp_node *n, GMimeMultipart *multipart)
{
	int self = (int)w->tree->nodes->len - 1;
	int count = g_mime_multipart_get_count(multipart);
	const char *boundary = g_mime_object_get_content_type_parameter(
		(GMimeObject *)multipart, "boundary");

	n->boundary = g_strdup(boundary);
	n->children = (unsigned)MAX(count, 0);
	n->irregular = n->irregular ||
		       (n->depth > 0 && has_surroundings(multipart));
	for (int i = 0; i < count; i++) {
		GMimeObject *part = g_mime_multipart_get_part(multipart, i);
		enum sp_status r = part ? walk(w, part, self, n->depth + 1)
					: SP_OK;

		if (r != SP_OK)
			return r;
	}
	return SP_OK;
}

/* Recursion is bounded: add_node() refuses past the limit of depth. */
static enum sp_status
walk(struct walk *w, GMimeObject *object, int parent, unsigned depth)
{
	struct sp_node *n = NULL;
	GMimeMessage *message;
	GMimeObject *inside;
	enum sp_status r = add_node(w, object, parent, depth, &n);

	if (r != SP_OK)
		return r;
	if (GMIME_IS_MULTIPART(object))
		return walk_multipart(w, n, (GMimeMultipart *)object);
	if (GMIME_IS_PART(object)) {
		read_leaf(w, n, (GMimePart *)object);
		return SP_OK;
	}
	if (!GMIME_IS_MESSAGE_PART(object))
		return SP_OK;
	message = g_mime_message_part_get_message((GMimeMessagePart *)object);
	inside = message ? g_mime_message_get_mime_part(message) : NULL;
	if (!inside)
		return SP_OK;
	n->children = 1;
	return walk(w, inside, (int)w->tree->nodes->len - 1, depth + 1);
}

/* A text without a header, or with one that gmime gives up on: one leaf. */
static void
add_bare_text(struct sp_tree *tree, struct sp_range all)
{
	struct sp_node *n = g_new0(struct sp_node, 1);

	n->parent = -1;
	n->leaf = TRUE;
	n->type = g_strdup("text/plain");
	n->content = all;
	g_ptr_array_add(tree->nodes, n);
}

static enum sp_status
parse(struct walk *w, const uint8_t *bytes, size_t len,
      const struct sp_head *head)
{
	/* gmime borrows this array; it must not be copied, nor written to. */
	GByteArray view = { .data = (guint8 *)bytes, .len = (guint)len };
	g_autoptr(GMimeStream) stream = g_mime_stream_mem_new();
	g_autoptr(GMimeParser) parser = NULL;
	g_autoptr(GMimeObject) root = NULL;

	g_mime_stream_mem_set_byte_array((GMimeStreamMem *)stream, &view);
	(void)g_mime_stream_seek(stream, (gint64)head->start,
				 GMIME_STREAM_SEEK_SET);
	parser = g_mime_parser_new_with_stream(stream);
	g_mime_parser_set_persist_stream(parser, TRUE);
	root = g_mime_parser_construct_part(parser, NULL);
	if (!root) {
		w->tree->doubtful = TRUE;
		add_bare_text(w->tree, head->body);
		return SP_OK;
	}
	/* Where nothing follows the header, its end is not worth a dispute. */
	if (g_mime_parser_get_headers_end(parser) != (gint64)head->end &&
	    head->body.len > 0)
		w->tree->doubtful = TRUE;
	return walk(w, root, -1, 0);
}

enum sp_status
sp_tree_read(const struct sp_config *conf, const uint8_t *bytes, size_t len,
	     const struct sp_head *head, struct sp_tree **tree,
	     struct sp_err *err)
{
	struct sp_tree *t = g_new0(struct sp_tree, 1);
	struct walk w = { conf, t, len, err };
	enum sp_status r = SP_OK;

	t->bytes = bytes;
	t->nodes = g_ptr_array_new_with_free_func(node_free);
	if (len > G_MAXINT)
		r = sp_fail(err, SP_EDATA, "the message is too large to parse");
	else if (head->absent)
		add_bare_text(t, head->body);
	else
		r = parse(&w, bytes, len, head);
	if (r != SP_OK) {
		sp_tree_free(t);
		return r;
	}
	*tree = t;
	return SP_OK;
}

void
sp_tree_free(struct sp_tree *tree)
{
	if (!tree)
		return;
	g_ptr_array_unref(tree->nodes);
	g_free(tree);
}

const struct sp_node *
sp_tree_node(const struct sp_tree *tree, guint i)
{
	return g_ptr_array_index(tree->nodes, i);
}

int
sp_tree_child(const struct sp_tree *tree, int i, unsigned n)
{
	for (guint k = (guint)i + 1; k < tree->nodes->len; k++) {
		if (sp_tree_node(tree, k)->parent == i && n-- == 0)
			return (int)k;
	}
	return -1;
}

GBytes *
sp_tree_decode(const struct sp_tree *tree, const struct sp_node *node,
	       size_t max)
{
	const char *in = (const char *)tree->bytes + node->content.at;
	size_t left = node->content.len;
	GByteArray *out;
	GMimeEncoding coder;
	char step[DECODE_STEP + 64];

	if (node->coding == SP_CODING_PLAIN)
		return g_bytes_new_static(in, MIN(left, max));
	g_mime_encoding_init_decode(&coder, node->coding == SP_CODING_BASE64
		? GMIME_CONTENT_ENCODING_BASE64
		: GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	out = g_byte_array_new();
	while (left > 0 && out->len < max) {
		size_t n = MIN(left, DECODE_STEP);
		size_t got = g_mime_encoding_step(&coder, in, n, step);

		g_byte_array_append(out, (const guint8 *)step, (guint)got);
		in += n;
		left -= n;
	}
	if (out->len > max)
		g_byte_array_set_size(out, (guint)max);
	return g_byte_array_free_to_bytes(out);
}
