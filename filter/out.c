/* SPDX-License-Identifier: GPL-2.0-or-later */
/* out.c - what commands print */
#include "filter/out.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "lib/base/workday.h"
#include "lib/mail/show.h"

static void SP_PRINTF(2, 0)
put(FILE *to, const char *fmt, va_list ap)
{
	g_autofree char *raw = g_strdup_vprintf(fmt, ap);
	g_autofree char *safe = sp_show_text(raw, 0);

	(void)fputs(safe, to);
}

void
out_to(FILE *to, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(to, fmt, ap);
	va_end(ap);
}

void
out_print(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(stdout, fmt, ap);
	va_end(ap);
}

void
out_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(stderr, fmt, ap);
	va_end(ap);
}

void
out_line(const char *text)
{
	out_print("%s\n", text);
}

void
out_as_is(const char *text)
{
	(void)fputs(text, stdout);
}

/* What jansson refuses here it refuses for want of memory: every text that
 * it gets is UTF-8. A member must not be missing for that. */
static void
need(gboolean done)
{
	if (!done)
		g_error("json: out of memory");
}

/* A write that fails is told by out_flush(), or by who closes the file. */
static void
dump(FILE *to, json_t *document, size_t form)
{
	json_auto_t *owned = document;

	need(json_dumpf(owned, to, form | JSON_ENSURE_ASCII) == 0 ||
	     ferror(to));
	out_to(to, "\n");
}

void
out_json(json_t *document)
{
	out_json_to(stdout, document);
}

void
out_json_to(FILE *to, json_t *document)
{
	dump(to, document, JSON_INDENT(2));
}

void
out_json_line(FILE *to, json_t *document)
{
	dump(to, document, JSON_COMPACT);
}

#define IN_ARRAY "    "	/* before each line of an object in one */

/* A newline comes alone, and stands before an indentation. */
static int
take_piece(const char *bytes, size_t n, void *text)
{
	g_string_append_len(text, bytes, (gssize)n);
	if (n == 1 && *bytes == '\n')
		g_string_append(text, IN_ARRAY);
	return 0;
}

char *
out_json_row(json_t *object)
{
	json_auto_t *owned = object;
	GString *text = g_string_new(IN_ARRAY);

	need(json_dump_callback(owned, take_piece, text, JSON_INDENT(2) |
				JSON_ENSURE_ASCII) == 0);
	return g_string_free(text, FALSE);
}

void
out_json_rows(const char *name, char *const *texts)
{
	out_print("{\n  \"%s\": [", name);
	for (size_t i = 0; texts[i]; i++) {
		out_as_is(i == 0 ? "\n" : ",\n");
		out_as_is(texts[i]);
	}
	out_as_is(*texts ? "\n  ]\n}\n" : "]\n}\n");
}

static json_t *
make_text(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);

	return json_string(valid);
}

static void
add_member(json_t *object, const char *name, json_t *value)
{
	need(json_object_set_new(object, name, value) == 0);
}

void
out_json_text(json_t *object, const char *name, const char *text)
{
	add_member(object, name, make_text(text));
}

void
out_json_number(json_t *object, const char *name, int64_t number)
{
	add_member(object, name, json_integer(number));
}

void
out_json_flag(json_t *object, const char *name, gboolean flag)
{
	add_member(object, name, json_boolean(flag));
}

void
out_json_time(json_t *object, const char *name, int64_t at)
{
	g_autofree char *text = at ? sp_time_iso(at) : NULL;

	add_member(object, name, text ? json_string(text) : json_null());
}

void
out_json_texts(json_t *object, const char *name, GHashTable *texts)
{
	json_t *inner = json_object();
	GList *names = g_list_sort(g_hash_table_get_keys(texts),
				   (GCompareFunc)strcmp);

	for (GList *n = names; n; n = n->next)
		out_json_text(inner, n->data,
			      g_hash_table_lookup(texts, n->data));
	g_list_free(names);
	add_member(object, name, inner);
}

json_t *
out_json_array(json_t *object, const char *name)
{
	json_t *array = json_array();

	add_member(object, name, array);
	return array;
}

json_t *
out_json_object(json_t *array)
{
	json_t *object = json_object();

	need(json_array_append_new(array, object) == 0);
	return object;
}

void
out_json_word(json_t *array, const char *word)
{
	need(json_array_append_new(array, make_text(word)) == 0);
}

void
out_field(const char *label, const char *value)
{
	g_autofree char *safe = NULL;

	if (!value || !*value)
		return;
	safe = sp_show_line(value, 0);
	out_print("%-14s %s\n", label, safe);
}

char *
out_size(uint64_t bytes)
{
	if (bytes < 1024)
		return g_strdup_printf("%u", (unsigned)bytes);
	if (bytes < 1024 * 1024)
		return g_strdup_printf("%uK",
				       (unsigned)((bytes + 1023) / 1024));
	return g_strdup_printf("%.1fM", (double)bytes / (1024 * 1024));
}

char *
out_time(int64_t at)
{
	g_autoptr(GDateTime) t = at ? g_date_time_new_from_unix_utc(at) : NULL;

	return t ? g_date_time_format(t, "%Y-%m-%d %H:%M") : g_strdup("-");
}

enum sp_status
out_flush(struct sp_err *err)
{
	if (fflush(stdout) != 0)
		return sp_fail(err, SP_EIO, "standard output: %s",
			       g_strerror(errno));
	if (ferror(stdout))
		return sp_fail(err, SP_EIO, "standard output: not all of it "
			       "could be written");
	return SP_OK;
}
