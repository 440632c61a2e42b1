/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patches.c - which parts of a mail are patches, and which texts give tags
 *
 * The text is a patch when the subject says so ([PATCH ...], and it is no
 * answer); an attachment, when its type or name does. What was forwarded as a
 * message is left alone, and so is what somebody changed for a clear signature
 * or for a screen: "format=flowed" moves blanks about. */
#include <string.h>

#include "lib/mail/charset.h"
#include "lib/mail/diff.h"
#include "lib/mail/grammar.h"
#include "lib/mail/patch.h"
#include "lib/mail/reading.h"

struct search {
	struct sp_reading *r;
	struct sp_patches found;
	struct sp_patch_head head;
	gboolean subject;	/* says that this is a patch */
	char *message;		/* of a patch whose diff is attached */
};

static gboolean
named_as_patch(const struct sp_node *n)
{
	static const char *const types[] = {
		"text/x-patch", "text/x-diff", "application/x-patch",
		"application/mbox", NULL
	};
	static const char *const ends[] = {
		".patch", ".diff", ".mbox", NULL
	};
	g_autofree char *name = g_ascii_strdown(n->name ? n->name : "", -1);

	for (const char *const *e = ends; *e; e++)
		if (g_str_has_suffix(name, *e))
			return TRUE;
	return g_strv_contains(types, n->type);
}

static gboolean
is_text(const struct sp_node *n)
{
	return strcmp(n->type, "text/plain") == 0 &&
	       g_strcmp0(n->disposition, "attachment") != 0;
}

/* In a multipart, or by itself: not in a message that is attached. */
static gboolean
is_own(const struct sp_tree *t, const struct sp_node *n)
{
	while (n->parent >= 0) {
		n = sp_tree_node(t, (guint)n->parent);
		if (!g_str_has_prefix(n->type, "multipart/"))
			return FALSE;
	}
	return TRUE;
}

/* A text up to the line "---". */
static char *
message_of(const char *text)
{
	const char *end = text;

	while (*end != '\0' && strncmp(end, "---\n", 4) != 0)
		end += sp_line_len(end, strlen(end));
	return g_strndup(text, (gsize)(end - text));
}

/* A text in which people write, or the message of a diff that follows. */
static void
read_words(struct search *s, const struct sp_node *n, const char *bytes,
	   gsize len)
{
	g_autoptr(GString) text = sp_charset_text(n->charset,
		(const uint8_t *)bytes, MIN(len, SP_TEXT_MAX), G_MAXSIZE);
	g_autofree char *clean = sp_clean(text->str, text->len, G_MAXSIZE,
					  TRUE);

	if (!s->subject || n->flowed) {
		sp_tags_read(clean, -1, &s->found);
		return;
	}
	if (s->message)
		sp_tags_read(s->message, -1, &s->found);
	g_free(s->message);
	s->message = message_of(clean);
}

static void
read_text(struct search *s, const struct sp_node *n, const char *bytes,
	  gsize len)
{
	enum sp_patch_found was = SP_PATCH_ABSENT;
	g_autoptr(GString) text = sp_patch_lines(bytes, len);

	if (s->r->facts->crypto == SP_CRYPTO_INLINE_SIGNED)
		return;
	s->head.charset = n->charset;
	if (s->subject && n->flowed &&
	    strstr(text->str, "\n@@ -") != NULL) {
		s->found.missed = TRUE;
		was = SP_PATCH_MISSED;
	} else if (sp_patch_is_from_line(text->str, sp_line_len(text->str,
								text->len))) {
		sp_patch_read_file(&s->head, bytes, len, &s->found);
		was = SP_PATCH_TAKEN;
	} else if (s->subject) {
		was = sp_patch_read(&s->head, text->str, text->len, &s->found);
	}
	if (was == SP_PATCH_ABSENT)
		read_words(s, n, text->str, text->len);
}

static void
read_file(struct search *s, const struct sp_node *n, const char *bytes,
	  gsize len)
{
	s->head.charset = n->charset;
	s->head.message = &s->message;
	sp_patch_read_file(&s->head, bytes, len, &s->found);
}

static void
read_leaf(struct search *s, const struct sp_node *n)
{
	const gboolean file = named_as_patch(n);
	g_autoptr(GBytes) bytes = NULL;
	gsize len = 0;
	const char *p;

	if (!n->leaf || !is_own(s->r->tree, n) || !(file || is_text(n)))
		return;
	bytes = sp_tree_decode(s->r->tree, n, SP_PATCHES_BYTES_MAX + 1);
	p = g_bytes_get_data(bytes, &len);
	if (len > SP_PATCHES_BYTES_MAX)
		s->found.missed = s->found.missed || file || s->subject;
	else if (len > 0 && file)
		read_file(s, n, p, len);
	else if (len > 0)
		read_text(s, n, p, len);
}

/* Those without a number are counted, so that two attached diffs are two. */
static void
number_the_rest(GPtrArray *patches)
{
	unsigned total = 0, at = 0;

	for (guint i = 0; i < patches->len; i++)
		total += ((struct sp_patch *)patches->pdata[i])->total == 0;
	for (guint i = 0; i < patches->len; i++) {
		struct sp_patch *p = patches->pdata[i];

		if (p->total > 0)
			continue;
		p->number = ++at;
		p->total = total;
	}
}

/* What a payload does not say itself stands on the mail around it. */
static const char *
either(const char *own, const char *around)
{
	return *own != '\0' ? own : around;
}

static void
set_head(struct search *s)
{
	const struct sp_facts *f = s->r->facts;
	const struct sp_facts *around = s->r->how->around;
	struct sp_patch *scratch = g_new0(struct sp_patch, 1);
	const char *rest;

	if (!around)
		around = f;
	s->head.subject = either(f->subject, around->subject);
	s->head.address = either(f->from_address, around->from_address);
	s->head.name = *f->from_address != '\0' ? f->from_name
						: around->from_name;
	s->head.date = f->date > 0 ? f->date : around->date;
	s->subject = sp_patch_prefix(s->head.subject, scratch, &rest);
	sp_patch_free(scratch);
}

void
sp_read_patches(struct sp_reading *r)
{
	struct sp_facts *f = r->facts;
	struct search s = {
		.r = r,
		.found = { .patches = f->patches, .tags = f->tags },
	};

	if (f->crypto == SP_CRYPTO_MIME_ENCRYPTED ||
	    f->crypto == SP_CRYPTO_INLINE_ENCRYPTED ||
	    (f->crypto == SP_CRYPTO_PARTLY_ENCRYPTED && !r->how->copy))
		return;
	set_head(&s);
	for (guint i = 0; i < r->tree->nodes->len; i++)
		read_leaf(&s, sp_tree_node(r->tree, i));
	if (s.message)
		sp_tags_read(s.message, -1, &s.found);
	number_the_rest(f->patches);
	if (s.found.missed)
		f->flags |= SP_FACT_PATCH_MISSED;
	g_free(s.message);
}
