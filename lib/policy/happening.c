/* SPDX-License-Identifier: GPL-2.0-or-later */
/* happening.c - reading what an event says */
#include "lib/policy/happening.h"

#include <string.h>

const char *
sp_happening_arg(const struct sp_happening *h, const char *name)
{
	const char *value = h->args ? g_hash_table_lookup(h->args, name)
				    : NULL;

	return value ? value : "";
}

gboolean
sp_happening_says(const struct sp_happening *h, const char *name,
		  const char *value)
{
	return strcmp(sp_happening_arg(h, name), value) == 0;
}

int
sp_happening_named(const struct sp_happening *h, const char *name,
		   const char *const *names, int otherwise)
{
	const int i = sp_name_find(names, sp_happening_arg(h, name));

	return i < 0 ? otherwise : i;
}

int64_t
sp_happening_instant(const struct sp_happening *h, const char *name)
{
	return g_ascii_strtoll(sp_happening_arg(h, name), NULL, 10);
}

void
sp_text_set(char **field, const char *value)
{
	g_free(*field);
	*field = g_strdup(value);
}

void
sp_happening_take(char **field, const struct sp_happening *h,
		  const char *name)
{
	if (*sp_happening_arg(h, name))
		sp_text_set(field, sp_happening_arg(h, name));
}

gpointer
sp_row_find(const GPtrArray *rows, const char *name)
{
	for (guint i = 0; i < rows->len; i++) {
		char *const *row = rows->pdata[i];

		if (strcmp(*row, name) == 0)
			return rows->pdata[i];
	}
	return NULL;
}

gpointer
sp_row_find_or_add(GPtrArray *rows, const char *name, size_t size)
{
	char **row = sp_row_find(rows, name);

	if (!row) {
		row = g_malloc0(size);
		*row = g_strdup(name);
		g_ptr_array_add(rows, row);
	}
	return row;
}
