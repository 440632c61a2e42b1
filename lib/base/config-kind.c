/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config-kind.c - numbers, words, days, dates and fingerprints */
#include "lib/base/config-kind.h"

#include <string.h>

#define DIGITS "0123456789"
#define MAX_DIGITS 15		/* far more than any limit, and an int64_t */

const struct sp_conf_unit sp_conf_count = {
	"a whole number",
	(const struct sp_conf_scale[]) { { "", 1 }, { NULL, 0 } }, FALSE
};
const struct sp_conf_unit sp_conf_size = {
	"a size",
	(const struct sp_conf_scale[]) {
		{ "G", 1 << 30 }, { "M", 1 << 20 }, { "K", 1 << 10 },
		{ "", 1 }, { NULL, 0 }
	}, TRUE
};
const struct sp_conf_unit sp_conf_duration = {
	"a duration",
	(const struct sp_conf_scale[]) {
		{ "d", 86400 }, { "h", 3600 }, { "m", 60 }, { "s", 1 },
		{ NULL, 0 }
	}, FALSE
};
const struct sp_conf_unit sp_conf_days = {
	"days",
	(const struct sp_conf_scale[]) { { "d", 1 }, { NULL, 0 } }, FALSE
};
const struct sp_conf_unit sp_conf_workdays = {
	"working days",
	(const struct sp_conf_scale[]) { { "wd", 1 }, { NULL, 0 } }, FALSE
};
const struct sp_conf_unit sp_conf_workhours = {
	"working hours",
	(const struct sp_conf_scale[]) { { "wh", 1 }, { NULL, 0 } }, FALSE
};

static gboolean
read_number(const struct sp_conf_key *key, const char *text, void *field)
{
	const struct sp_conf_unit *unit = key->detail;
	const size_t digits = strspn(text, DIGITS);
	const struct sp_conf_scale *s = unit->scales;
	int64_t value;

	if (digits == 0 || digits > MAX_DIGITS)
		return FALSE;
	while (s->suffix && strcmp(text + digits, s->suffix) != 0)
		s++;
	if (!s->suffix)
		return FALSE;
	value = g_ascii_strtoll(text, NULL, 10);
	if (value > key->max / s->factor)
		return FALSE;
	value *= s->factor;
	if (value < key->min)
		return FALSE;
	if (unit->wide)
		*(size_t *)field = (size_t)value;
	else
		*(unsigned *)field = (unsigned)value;
	return TRUE;
}

/* In the largest suffix that leaves no rest. */
static char *
number_text(const struct sp_conf_unit *unit, int64_t value)
{
	const struct sp_conf_scale *s = unit->scales;

	while (s[1].suffix && (value == 0 || value % s->factor != 0))
		s++;
	return g_strdup_printf("%" G_GINT64_FORMAT "%s", value / s->factor,
			       s->suffix);
}

static char *
write_number(const struct sp_conf_key *key, const void *field)
{
	const struct sp_conf_unit *unit = key->detail;

	return number_text(unit, unit->wide ?
			   (int64_t)*(const size_t *)field :
			   (int64_t)*(const unsigned *)field);
}

static char *
allowed_number(const struct sp_conf_key *key)
{
	const struct sp_conf_unit *unit = key->detail;
	g_autofree char *min = number_text(unit, key->min);
	g_autofree char *max = number_text(unit, key->max);

	return g_strdup_printf("%s from %s to %s, as %s", unit->noun, min,
			       max, key->preset);
}

const struct sp_conf_kind sp_conf_number = {
	read_number, write_number, allowed_number, NULL
};

const char *const sp_conf_yes_no[] = { "no", "yes", NULL };

static gboolean
read_word(const struct sp_conf_key *key, const char *text, void *field)
{
	const char *const *words = key->detail;

	for (unsigned i = 0; words[i]; i++)
		if (strcmp(text, words[i]) == 0) {
			*(unsigned *)field = i;
			return TRUE;
		}
	return FALSE;
}

static char *
write_word(const struct sp_conf_key *key, const void *field)
{
	const char *const *words = key->detail;

	return g_strdup(words[*(const unsigned *)field]);
}

static char *
allowed_word(const struct sp_conf_key *key)
{
	g_autofree char *words =
		g_strjoinv(", ", (char **)(uintptr_t)key->detail);

	return g_strconcat("one of ", words, NULL);
}

const struct sp_conf_kind sp_conf_word = {
	read_word, write_word, allowed_word, NULL
};

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
	       strspn(text, DIGITS "abcdefABCDEF") == 40;
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
