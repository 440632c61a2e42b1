/* SPDX-License-Identifier: GPL-2.0-or-later */
/* json.c - members of the JSON that others read */
#include "lib/notice/json.h"

void
sp_json_text(json_t *object, const char *name, const char *text)
{
	if (text && *text)
		json_object_set_new(object, name, json_string(text));
}

void
sp_json_time(json_t *object, const char *name, int64_t at)
{
	g_autoptr(GDateTime) t = at ? g_date_time_new_from_unix_utc(at) : NULL;
	g_autofree char *text = t ? g_date_time_format(t, "%Y-%m-%dT%H:%M:%SZ")
				  : NULL;

	sp_json_text(object, name, text);
}

void
sp_json_list(json_t *object, const char *name, json_t *array)
{
	if (json_array_size(array) > 0 || json_object_size(array) > 0)
		json_object_set_new(object, name, array);
	else
		json_decref(array);
}

void
sp_json_once(json_t *array, json_t *value)
{
	json_t *other;
	size_t i;

	json_array_foreach(array, i, other)
		if (json_equal(other, value)) {
			json_decref(value);
			return;
		}
	json_array_append_new(array, value);
}

json_t *
sp_json_texts(const char *const *texts)
{
	json_t *array = json_array();

	for (; texts && *texts; texts++)
		json_array_append_new(array, json_string(*texts));
	return array;
}
