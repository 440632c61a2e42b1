/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config-list.c - lists of days, dates, fingerprints, addresses and names
 *
 * Their items are separated by blanks or commas, and written with blanks. */
#include <string.h>

#include "lib/base/config-kind.h"

#define STRINGS_MAX 64	/* names of one key */

/* The items of a list; empty ones, between comma and space, are kept. */
static char **
split(const char *text)
{
	return g_strsplit_set(text, " ,\t", -1);
}

static const char *const weekdays[] = {
	"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", NULL
};

static gboolean
read_weekdays(const struct sp_conf_key *key, const char *text, void *field)
{
	g_auto(GStrv) items = split(text);
	unsigned bits = 0;

	(void)key;
	for (char **item = items; *item; item++) {
		unsigned day = 0;

		if (**item == '\0')
			continue;
		while (weekdays[day] && strcmp(*item, weekdays[day]) != 0)
			day++;
		if (!weekdays[day])
			return FALSE;
		bits |= 1U << day;
	}
	if (bits == 0)
		return FALSE;
	*(unsigned *)field = bits;
	return TRUE;
}

static char *
write_weekdays(const struct sp_conf_key *key, const void *field)
{
	g_autoptr(GPtrArray) days = g_ptr_array_new();

	(void)key;
	for (unsigned day = 0; weekdays[day]; day++)
		if (*(const unsigned *)field >> day & 1)
			g_ptr_array_add(days, (char *)(uintptr_t)weekdays[day]);
	g_ptr_array_add(days, NULL);
	return g_strjoinv(" ", (char **)days->pdata);
}

static char *
allowed_weekdays(const struct sp_conf_key *key)
{
	return g_strdup_printf("days of the week, as %s", key->preset);
}

const struct sp_conf_kind sp_conf_weekdays = {
	read_weekdays, write_weekdays, allowed_weekdays, NULL
};

gboolean
sp_conf_is_date(const char *text)
{
	static const char form[] = "dddd-dd-dd";
	guint64 y, m, d;

	for (size_t i = 0; i < sizeof(form) - 1; i++)
		if (form[i] == 'd' ? !g_ascii_isdigit(text[i]) :
		    text[i] != form[i])
			return FALSE;
	y = g_ascii_strtoull(text, NULL, 10);
	m = g_ascii_strtoull(text + 5, NULL, 10);
	d = g_ascii_strtoull(text + 8, NULL, 10);
	return text[sizeof(form) - 1] == '\0' &&
	       g_date_valid_dmy((GDateDay)d, (GDateMonth)m, (GDateYear)y);
}

static void
clear_dates(void *field)
{
	g_clear_pointer((GHashTable **)field, g_hash_table_unref);
}

static gboolean
read_dates(const struct sp_conf_key *key, const char *text, void *field)
{
	g_auto(GStrv) items = split(text);
	g_autoptr(GHashTable) dates =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	(void)key;
	for (char **item = items; *item; item++) {
		if (**item == '\0')
			continue;
		if (!sp_conf_is_date(*item))
			return FALSE;
		g_hash_table_add(dates, g_strdup(*item));
	}
	clear_dates(field);
	*(GHashTable **)field = g_steal_pointer(&dates);
	return TRUE;
}

static char *
write_dates(const struct sp_conf_key *key, const void *field)
{
	GHashTable *dates = *(GHashTable *const *)field;
	g_autoptr(GList) sorted = g_list_sort(g_hash_table_get_keys(dates),
					      (GCompareFunc)strcmp);
	g_autoptr(GString) out = g_string_new(NULL);

	(void)key;
	for (GList *l = sorted; l; l = l->next)
		g_string_append_printf(out, "%s%s", l == sorted ? "" : " ",
				       (const char *)l->data);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static char *
allowed_dates(const struct sp_conf_key *key)
{
	(void)key;
	return g_strdup("dates, as 2026-12-25 2027-01-01, or nothing");
}

const struct sp_conf_kind sp_conf_dates = {
	read_dates, write_dates, allowed_dates, clear_dates
};

/* Of a version 4 key, as every key on the roster. */
static gboolean
is_fingerprint(const char *text)
{
	return strlen(text) == 40 &&
	       strspn(text, "0123456789abcdefABCDEF") == 40;
}

static void
clear_strv(void *field)
{
	g_clear_pointer((char ***)field, g_strfreev);
}

static gboolean
read_fingerprints(const struct sp_conf_key *key, const char *text, void *field)
{
	g_auto(GStrv) items = split(text);
	g_autoptr(GStrvBuilder) out = g_strv_builder_new();

	(void)key;
	for (char **item = items; *item; item++) {
		g_autofree char *upper = g_ascii_strup(*item, -1);

		if (*upper == '\0')
			continue;
		if (!is_fingerprint(upper))
			return FALSE;
		g_strv_builder_add(out, upper);
	}
	clear_strv(field);
	*(char ***)field = g_strv_builder_end(out);
	return TRUE;
}

static char *
write_words(const struct sp_conf_key *key, const void *field)
{
	(void)key;
	return g_strjoinv(" ", *(char **const *)field);
}

static char *
allowed_fingerprints(const struct sp_conf_key *key)
{
	(void)key;
	return g_strdup("full fingerprints of version 4 keys, 40 hexadecimal "
			"digits each, or nothing");
}

const struct sp_conf_kind sp_conf_fingerprints = {
	read_fingerprints, write_words, allowed_fingerprints, clear_strv
};

/* Whose turn it is, one after the other; "-" is nobody's. */
static gboolean
read_rota(const struct sp_conf_key *key, const char *text, void *field)
{
	g_auto(GStrv) items = split(text);
	g_autoptr(GStrvBuilder) out = g_strv_builder_new();

	(void)key;
	for (char **item = items; *item; item++) {
		if (**item == '\0')
			continue;
		if (strcmp(*item, "-") != 0 && !sp_conf_is_address(*item))
			return FALSE;
		g_strv_builder_add(out, *item);
	}
	clear_strv(field);
	*(char ***)field = g_strv_builder_end(out);
	return TRUE;
}

static char *
allowed_rota(const struct sp_conf_key *key)
{
	(void)key;
	return g_strdup("addresses of moderators, or - where there is nobody, "
			"as jo@example.org mo@example.org, or nothing");
}

const struct sp_conf_kind sp_conf_rota = {
	read_rota, write_words, allowed_rota, clear_strv
};

static gboolean
read_words(const struct sp_conf_key *key, const char *text, void *field)
{
	const char *const *words = key->detail;
	g_auto(GStrv) items = split(text);
	g_autoptr(GStrvBuilder) out = g_strv_builder_new();

	for (char **item = items; *item; item++)
		if (**item && !g_strv_contains(words, *item))
			return FALSE;
	for (; *words; words++)
		if (g_strv_contains((const char *const *)items, *words))
			g_strv_builder_add(out, *words);
	clear_strv(field);
	*(char ***)field = g_strv_builder_end(out);
	return TRUE;
}

static char *
allowed_words(const struct sp_conf_key *key)
{
	g_autofree char *words =
		g_strjoinv(", ", (char **)(uintptr_t)key->detail);

	return g_strdup_printf("any of %s, or nothing", words);
}

const struct sp_conf_kind sp_conf_words = {
	read_words, write_words, allowed_words, clear_strv
};

static gboolean
read_strings(const struct sp_conf_key *key, const char *text, void *field)
{
	const struct sp_conf_syntax *syntax = key->detail;
	g_auto(GStrv) items = split(text);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GStrvBuilder) out = g_strv_builder_new();

	for (char **item = items; *item; item++) {
		if (**item == '\0')
			continue;
		if (!syntax->valid(*item) || !g_hash_table_add(seen, *item) ||
		    g_hash_table_size(seen) > STRINGS_MAX)
			return FALSE;
		g_strv_builder_add(out, *item);
	}
	clear_strv(field);
	*(char ***)field = g_strv_builder_end(out);
	return TRUE;
}

static char *
allowed_strings(const struct sp_conf_key *key)
{
	const struct sp_conf_syntax *syntax = key->detail;

	return g_strdup(syntax->allowed);
}

const struct sp_conf_kind sp_conf_strings = {
	read_strings, write_words, allowed_strings, clear_strv
};
