/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config-kind.c - numbers, spans of days and words; lists of them are in
 * config-list.c */
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

static const struct sp_conf_unit *const span_units[] = {
	&sp_conf_days, &sp_conf_workdays
};

static gboolean
read_span(const struct sp_conf_key *key, const char *text, void *field)
{
	for (size_t i = 0; i < G_N_ELEMENTS(span_units); i++) {
		struct sp_conf_key in_unit = *key;
		unsigned value;

		in_unit.detail = span_units[i];
		if (!read_number(&in_unit, text, &value))
			continue;
		((unsigned *)field)[i] = value;
		((unsigned *)field)[!i] = 0;
		return TRUE;
	}
	return FALSE;
}

static char *
write_span(const struct sp_conf_key *key, const void *field)
{
	const unsigned *span = field;
	const size_t i = span[1] > 0;

	(void)key;
	return number_text(span_units[i], span[i]);
}

static char *
allowed_span(const struct sp_conf_key *key)
{
	return g_strdup_printf("days from %dd to %dd or working days, as %s "
			       "or 15wd", (int)key->min, (int)key->max,
			       key->preset);
}

const struct sp_conf_kind sp_conf_span = {
	read_span, write_span, allowed_span, NULL
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
