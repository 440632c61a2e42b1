/* SPDX-License-Identifier: GPL-2.0-or-later */
/* params.c - parameters that two readers could take in two ways */
#include "lib/mail/params.h"

#include <string.h>

/* The name of the parameter at *p, which moves past its value; NULL at the
 * end. g_free(). */
static char *
next_parameter(const char **p)
{
	const char *from;
	char *name;

	*p += strspn(*p, "; \t");
	from = *p;
	if (*from == '\0')
		return NULL;
	*p += strcspn(*p, "=;");
	name = g_strstrip(g_ascii_strdown(from, *p - from));
	while (**p && **p != ';') {
		if (**p == '"') {
			for ((*p)++; **p && **p != '"'; (*p)++)
				*p += **p == '\\' && (*p)[1];
		}
		*p += **p != '\0';
	}
	return name;
}

gboolean
sp_params_irregular(const char *value)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	const char *p = value + strcspn(value, ";");
	char *name;

	while ((name = next_parameter(&p))) {
		g_autofree char *base = g_strndup(name, strcspn(name, "*"));
		const char *star = strchr(name, '*');
		guint64 n = star ? g_ascii_strtoull(star + 1, NULL, 10) : 0;
		/* A set holds the number of pieces so far, plus one. */
		guint64 had = GPOINTER_TO_SIZE(g_hash_table_lookup(seen, base));

		g_free(name);
		if (had != n)
			return TRUE;
		g_hash_table_replace(seen, g_steal_pointer(&base),
				     GSIZE_TO_POINTER(n + 1));
	}
	return FALSE;
}
