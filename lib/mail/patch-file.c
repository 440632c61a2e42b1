/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patch-file.c - patches in a file: what "git format-patch" writes, an mbox of
 * several, or a diff alone */
#include "lib/mail/patch.h"

#include <gmime/gmime.h>
#include <string.h>

#include "lib/mail/charset.h"
#include "lib/mail/diff.h"
#include "lib/mail/head.h"
#include "lib/mail/tree.h"

#define FROM_LINE_MIN 20

/* "From x Mon Sep 17 00:00:00 2001": git looks at the time and the year. */
gboolean
sp_patch_is_from_line(const char *line, gsize n)
{
	gsize colon;

	if (n < FROM_LINE_MIN || memcmp(line, "From ", 5) != 0)
		return FALSE;
	for (colon = n - 2; colon > 8 && line[colon] != ':'; colon--)
		;
	if (colon + 7 >= n || line[colon] != ':' ||
	    !g_ascii_isdigit(line[colon - 4]) ||
	    !g_ascii_isdigit(line[colon - 2]) ||
	    !g_ascii_isdigit(line[colon - 1]) ||
	    !g_ascii_isdigit(line[colon + 1]) ||
	    !g_ascii_isdigit(line[colon + 2]))
		return FALSE;
	return g_ascii_isdigit(line[colon + 4]);
}

struct file {
	const struct sp_patch_head *above;
	struct sp_patches *found;
};

/* --- one mail of it ------------------------------------------------------- */

static enum sp_coding
coding_of(const struct sp_head *head, gboolean *known)
{
	g_autofree char *coding = sp_head_get(head,
					      "Content-Transfer-Encoding");

	*known = TRUE;
	if (coding)
		g_strstrip(coding);
	if (coding && g_ascii_strcasecmp(coding, "base64") == 0)
		return SP_CODING_BASE64;
	if (coding && g_ascii_strcasecmp(coding, "quoted-printable") == 0)
		return SP_CODING_QP;
	*known = !coding || *coding == '\0' ||
		 g_ascii_strcasecmp(coding, "7bit") == 0 ||
		 g_ascii_strcasecmp(coding, "8bit") == 0;
	return SP_CODING_PLAIN;
}

/* Its charset, or NULL; FALSE: it is no plain text. */
static gboolean
charset_of(const struct sp_head *head, char **charset)
{
	g_autofree char *value = sp_head_get(head, "Content-Type");
	GMimeContentType *type;
	gboolean plain;

	if (!value)
		return TRUE;
	type = g_mime_content_type_parse(NULL, value);
	plain = g_mime_content_type_is_type(type, "text", "*");
	*charset = g_strdup(g_mime_content_type_get_parameter(type,
							      "charset"));
	g_object_unref(type);
	return plain;
}

static int64_t
date_of(const struct sp_head *head)
{
	g_autofree char *value = sp_head_get(head, "Date");
	g_autoptr(GDateTime) when =
		value ? g_mime_utils_header_decode_date(value) : NULL;

	return when ? MAX(g_date_time_to_unix(when), 0) : 0;
}

static gboolean
read_body(const struct file *f, const struct sp_head *head,
	  const struct sp_patch_head *own, enum sp_coding coding)
{
	const struct sp_tree tree = { .bytes = head->bytes };
	const struct sp_node node = {
		.leaf = TRUE, .coding = coding, .content = head->body,
	};
	g_autoptr(GBytes) bytes = sp_tree_decode(&tree, &node,
						 2 * SP_PATCH_BYTES_MAX);
	g_autoptr(GString) text = NULL;
	gsize n = 0;
	const char *p = g_bytes_get_data(bytes, &n);

	if (n == 2 * SP_PATCH_BYTES_MAX)
		return FALSE;
	text = sp_patch_lines(p, n);
	(void)sp_patch_read(own, text->str, text->len, f->found);
	return TRUE;
}

static gboolean
has_both(const struct sp_head *head)
{
	return sp_head_count(head, "Subject") == 1 &&
	       sp_head_count(head, "From") == 1;
}

/* A mail; a cover letter among them has no diff, and is passed over. */
static void
read_mail(const struct file *f, const struct sp_head *head)
{
	struct sp_patch_head own = { .date = date_of(head) };
	g_autofree char *charset = NULL;
	g_autofree char *from = sp_head_get(head, "From");
	g_autofree char *raw = sp_head_get(head, "Subject");
	g_autofree char *name = NULL, *address = NULL, *subject = NULL;
	gboolean known;
	const enum sp_coding coding = coding_of(head, &known);

	if (!has_both(head) || !known || !charset_of(head, &charset) ||
	    !sp_patch_author(from, &name, &address)) {
		f->found->missed = TRUE;
		return;
	}
	subject = sp_charset_header(raw);
	own.subject = subject;
	own.name = name;
	own.address = address;
	own.charset = charset;
	if (!read_body(f, head, &own, coding))
		f->found->missed = TRUE;
}

/* --- the file ------------------------------------------------------------- */

static void
read_piece(const struct file *f, const char *text, struct sp_range piece,
	   gboolean separated)
{
	struct sp_head *head = sp_head_read((const uint8_t *)text, piece, TRUE);

	if (separated || (!head->absent && has_both(head)))
		read_mail(f, head);
	else if (sp_patch_read(f->above, text + piece.at, piece.len,
			       f->found) == SP_PATCH_ABSENT)
		f->found->missed = TRUE;	/* named a patch, and is none */
	sp_head_free(head);
}

/* Where the next mail begins behind the line at at, or the end. */
static gsize
next_mail(const char *text, gsize n, gsize at)
{
	do
		at += sp_line_len(text + at, n - at);
	while (at < n && !sp_patch_is_from_line(text + at,
						sp_line_len(text + at,
							    n - at)));
	return at;
}

void
sp_patch_read_file(const struct sp_patch_head *head, const char *bytes,
		   gsize n, struct sp_patches *found)
{
	g_autoptr(GString) text = sp_patch_lines(bytes, n);
	const struct file f = { head, found };
	const gboolean separated = sp_patch_is_from_line(text->str,
		sp_line_len(text->str, text->len));
	gsize at = 0;

	while (at < text->len && found->patches->len <= SP_PATCHES_MAX) {
		gsize end = separated ? next_mail(text->str, text->len, at)
				      : text->len;

		read_piece(&f, text->str, (struct sp_range){ at, end - at },
			   separated);
		if (found->missed && found->patches->len == SP_PATCHES_MAX)
			break;
		at = end;
	}
}
