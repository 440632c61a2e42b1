/* SPDX-License-Identifier: GPL-2.0-or-later */
/* redact.c - taking a person out of a text */
#include "lib/policy/redact.h"

#include <string.h>

/* --- names ---------------------------------------------------------------- */

GPtrArray *
sp_names_new(void)
{
	return g_ptr_array_new_with_free_func(g_free);
}

static gboolean
same(const char *a, const char *b)
{
	g_autofree char *x = g_utf8_casefold(a, -1);
	g_autofree char *y = g_utf8_casefold(b, -1);

	return strcmp(x, y) == 0;
}

gboolean
sp_names_has(const GPtrArray *names, const char *name)
{
	for (guint i = 0; i < names->len; i++)
		if (same(names->pdata[i], name))
			return TRUE;
	return FALSE;
}

static gint
longest_first(gconstpointer a, gconstpointer b)
{
	const char *const *x = a, *const *y = b;
	const size_t m = strlen(*x), n = strlen(*y);

	return (m < n) - (m > n);
}

void
sp_names_add(GPtrArray *names, const char *name)
{
	g_autofree char *valid = g_utf8_make_valid(name, -1);
	char *trimmed = g_strstrip(valid);

	if (g_utf8_strlen(trimmed, -1) < SP_REDACT_LEAST ||
	    strcmp(trimmed, SP_REDACTED) == 0 || sp_names_has(names, trimmed))
		return;
	g_ptr_array_add(names, g_strdup(trimmed));
	g_ptr_array_sort(names, longest_first);
}

/* --- texts ---------------------------------------------------------------- */

/* Bytes of the name where it stands at that place; 0: it does not. */
static size_t
match(const char *at, const char *name)
{
	const glong chars = g_utf8_strlen(name, -1);
	const char *end = at;
	g_autofree char *here = NULL;

	for (glong i = 0; i < chars && *end; i++)
		end = g_utf8_next_char(end);
	here = g_strndup(at, (gsize)(end - at));
	if (!same(here, name) || g_unichar_isalnum(g_utf8_get_char(end)))
		return 0;
	return (size_t)(end - at);
}

static size_t
match_any(const char *at, const GPtrArray *names)
{
	size_t n = 0;

	for (guint i = 0; n == 0 && i < names->len; i++)
		n = match(at, names->pdata[i]);
	return n;
}

char *
sp_redact(const char *text, const GPtrArray *names)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autoptr(GString) out = g_string_new(NULL);
	gboolean within = FALSE, found = FALSE;

	for (const char *p = valid; *p; ) {
		const char *next = g_utf8_next_char(p);
		const size_t n = within ? 0 : match_any(p, names);

		if (n > 0) {
			g_string_append(out, SP_REDACTED);
			found = TRUE;
			p += n;
			continue;
		}
		within = g_unichar_isalnum(g_utf8_get_char(p));
		g_string_append_len(out, p, next - p);
		p = next;
	}
	return found ? g_strdup(out->str) : NULL;
}

gboolean
sp_redact_args(const char *verb, GHashTable *args, const GPtrArray *names)
{
	GHashTableIter i;
	gpointer value;
	gboolean found = FALSE;

	g_hash_table_iter_init(&i, args);
	while (g_hash_table_iter_next(&i, NULL, &value)) {
		char *redacted = sp_redact(value, names);

		if (!redacted)
			continue;
		g_hash_table_iter_replace(&i, redacted);
		found = TRUE;
	}
	if (found && strcmp(verb, "credit-set") == 0) {
		g_hash_table_remove(args, "as");
		g_hash_table_insert(args, g_strdup("who"),
				    g_strdup(SP_REDACTED));
		g_hash_table_insert(args, g_strdup("consent"), g_strdup("no"));
	}
	return found;
}
