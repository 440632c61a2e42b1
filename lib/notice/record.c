/* SPDX-License-Identifier: GPL-2.0-or-later */
/* record.c - what an event of a case says beside its verb */
#include "lib/notice/record.h"

#include <jansson.h>

char *
sp_record_write(GHashTable *args)
{
	json_auto_t *object = json_object();
	GHashTableIter i;
	gpointer name, value;

	g_hash_table_iter_init(&i, args);
	while (g_hash_table_iter_next(&i, &name, &value)) {
		g_autofree char *valid = g_utf8_make_valid(value, -1);

		json_object_set_new(object, name, json_string(valid));
	}
	return json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
}

GHashTable *
sp_record_read(const char *text)
{
	json_auto_t *object = text && *text == '{'
		? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
	GHashTable *args;
	const char *name;
	json_t *value;

	if (!json_is_object(object))
		return NULL;
	args = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	json_object_foreach(object, name, value) {
		if (json_is_string(value))
			g_hash_table_insert(args, g_strdup(name),
					    g_strdup(json_string_value(value)));
	}
	return args;
}
