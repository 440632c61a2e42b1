/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patchlist.c - the list of patches that release managers check against */
#include "lib/notice/patchlist.h"

#include <string.h>

enum { NUMBER, PATH, NOTHING, SUBJECT, FIELDS };

void
sp_patchlist_row_free(gpointer arg)
{
	struct sp_patchlist_row *row = arg;

	if (!row)
		return;
	g_free(row->number);
	g_free(row->path);
	g_free(row->subject);
	g_free(row);
}

GPtrArray *
sp_patchlist_new(void)
{
	return g_ptr_array_new_with_free_func(sp_patchlist_row_free);
}

void
sp_patchlist_add(GPtrArray *rows, const char *number, const char *path,
		 const char *subject, int64_t published)
{
	struct sp_patchlist_row *row = g_new0(struct sp_patchlist_row, 1);

	row->number = g_strdup(number);
	row->path = g_strdup(path);
	row->subject = g_strdup(subject);
	row->published = published;
	g_ptr_array_add(rows, row);
}

void
sp_patchlist_replace(GPtrArray *rows, const char *number, GPtrArray *new)
{
	guint at = rows->len;

	for (guint i = rows->len; i-- > 0;) {
		const struct sp_patchlist_row *row = rows->pdata[i];

		if (strcmp(row->number, number) != 0)
			continue;
		g_ptr_array_remove_index(rows, i);
		at = i;
	}
	while (new->len > 0)
		g_ptr_array_insert(rows, (gint)at++,
				   g_ptr_array_steal_index(new, 0));
}

/* --- writing -------------------------------------------------------------- */

static gboolean
is_control(char c)
{
	return (guchar)c < ' ' || c == 0x7f;
}

static gboolean
is_plain(const char *text)
{
	for (const char *c = text; *c; c++)
		if (is_control(*c))
			return FALSE;
	return *text != '\0';
}

static enum sp_status
put_row(GString *out, const struct sp_patchlist_row *row, struct sp_err *err)
{
	if (!is_plain(row->number) || !is_plain(row->path))
		return sp_fail(err, SP_EDATA, "the number or the path of a "
			       "patch is empty or holds a tab or another "
			       "control character: it cannot stand in the patch "
			       "list");
	g_string_append_printf(out, "%s\t%s\t\t", row->number, row->path);
	for (const char *c = row->subject; *c; c++)
		g_string_append_c(out, is_control(*c) ? ' ' : *c);
	g_string_append_c(out, '\n');
	return SP_OK;
}

enum sp_status
sp_patchlist_write(const GPtrArray *rows, int64_t since, char **text,
		   struct sp_err *err)
{
	g_autoptr(GString) out = g_string_new(NULL);
	enum sp_status r = SP_OK;

	for (guint i = 0; r == SP_OK && i < rows->len; i++) {
		const struct sp_patchlist_row *row = rows->pdata[i];

		if (row->published == 0 || row->published >= since)
			r = put_row(out, row, err);
	}
	if (r == SP_OK)
		*text = g_strdup(out->str);
	return r;
}

/* --- reading -------------------------------------------------------------- */

/* line: without its end. */
static enum sp_status
read_line(GPtrArray *rows, const char *line, struct sp_err *err)
{
	g_auto(GStrv) f = g_strsplit(line, "\t", -1);

	if (g_strv_length(f) != FIELDS)
		return sp_fail(err, SP_EDATA, "line %u of the patch list has "
			       "%u fields instead of %d, with tabs between "
			       "them", rows->len + 1, g_strv_length(f), FIELDS);
	if (*f[NOTHING])
		return sp_fail(err, SP_EDATA, "line %u of the patch list has "
			       "something in its third field, which is empty",
			       rows->len + 1);
	if (!is_plain(f[NUMBER]) || !is_plain(f[PATH]) ||
	    (*f[SUBJECT] && !is_plain(f[SUBJECT])))
		return sp_fail(err, SP_EDATA, "line %u of the patch list has "
			       "an empty number or path, or control characters",
			       rows->len + 1);
	sp_patchlist_add(rows, f[NUMBER], f[PATH], f[SUBJECT], 0);
	return SP_OK;
}

enum sp_status
sp_patchlist_read(const char *text, gsize len, GPtrArray **rows,
		  struct sp_err *err)
{
	g_autoptr(GPtrArray) list = sp_patchlist_new();
	enum sp_status r = SP_OK;

	if (len > SP_PATCHLIST_MAX)
		return sp_fail(err, SP_EDATA, "the patch list has more than "
			       "%d bytes", SP_PATCHLIST_MAX);
	if (!g_utf8_validate_len(text, len, NULL))
		return sp_fail(err, SP_EDATA, "the patch list is not in UTF-8");
	for (const char *end; r == SP_OK && len > 0; text = end + 1) {
		g_autofree char *line = NULL;

		end = memchr(text, '\n', len);
		if (!end)
			return sp_fail(err, SP_EDATA, "line %u of the patch "
				       "list has no end: it was cut off",
				       list->len + 1);
		line = g_strndup(text, (gsize)(end - text));
		r = read_line(list, line, err);
		len -= (gsize)(end + 1 - text);
	}
	if (r == SP_OK)
		*rows = g_steal_pointer(&list);
	return r;
}
