/* SPDX-License-Identifier: GPL-2.0-or-later */
/* out.c - what commands print */
#include "filter/out.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/workday.h"
#include "lib/mail/show.h"

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

void
out_json(JsonBuilder *b)
{
	g_autoptr(JsonGenerator) g = json_generator_new();
	g_autoptr(JsonNode) root = json_builder_get_root(b);
	g_autofree char *text = NULL;

	json_generator_set_root(g, root);
	json_generator_set_pretty(g, TRUE);
	text = json_generator_to_data(g, NULL);
	puts(text);
}

void
out_json_text(JsonBuilder *b, const char *name, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);

	json_builder_set_member_name(b, name);
	json_builder_add_string_value(b, valid);
}

void
out_json_number(JsonBuilder *b, const char *name, int64_t number)
{
	json_builder_set_member_name(b, name);
	json_builder_add_int_value(b, number);
}

void
out_json_flag(JsonBuilder *b, const char *name, gboolean flag)
{
	json_builder_set_member_name(b, name);
	json_builder_add_boolean_value(b, flag);
}

void
out_json_time(JsonBuilder *b, const char *name, int64_t at)
{
	g_autofree char *text = at ? sp_time_iso(at) : NULL;

	json_builder_set_member_name(b, name);
	if (text)
		json_builder_add_string_value(b, text);
	else
		json_builder_add_null_value(b);
}

void
out_field(const char *label, const char *value)
{
	g_autofree char *safe = NULL;

	if (!value || !*value)
		return;
	safe = sp_show_line(value, 0);
	printf("%-14s %s\n", label, safe);
}

/* Columns that a terminal needs for a character. */
static unsigned
columns(gunichar c)
{
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

char *
out_column(const char *text, unsigned width)
{
	g_autofree char *safe = sp_show_line(text ? text : "", 0);
	GString *s = g_string_new(NULL);
	const char *p = safe;
	unsigned used = 0;

	for (; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (used + columns(c) > width)
			break;
		used += columns(c);
		g_string_append_unichar(s, c);
	}
	if (*p && s->len > 0) {		/* say that it was cut */
		char *last = g_utf8_find_prev_char(s->str, s->str + s->len);

		used -= columns(g_utf8_get_char(last));
		g_string_truncate(s, (gsize)(last - s->str));
		g_string_append_c(s, '~');
		used++;
	}
	for (; used < width; used++)
		g_string_append_c(s, ' ');
	return g_string_free(s, FALSE);
}

char *
out_age(int64_t seconds)
{
	if (seconds < 0)
		seconds = 0;
	if (seconds < HOUR)
		return g_strdup_printf("%d min", (int)(seconds / MINUTE));
	if (seconds < 10 * HOUR)
		return g_strdup_printf("%dh%02d", (int)(seconds / HOUR),
				       (int)(seconds % HOUR / MINUTE));
	if (seconds < 3 * DAY)
		return g_strdup_printf("%d h", (int)(seconds / HOUR));
	return g_strdup_printf("%" G_GINT64_FORMAT " d",
			       (gint64)(seconds / DAY));
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
