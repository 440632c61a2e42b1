/* SPDX-License-Identifier: GPL-2.0-or-later */
/* instant.c - a day, a time and a zone: a moment that nobody misunderstands */
#include "lib/base/when.h"

#include <stdio.h>
#include <string.h>

#define DAY INT64_C(86400)
#define FARTHEST (366 * DAY)
#define DAY_SHAPE "9999-99-99"

/* What was written, taken apart. */
struct written {
	int year, month, day, hour, minute, second;
	const char *zone;	/* what stands behind the time */
};

/* --- taking it apart ------------------------------------------------------ */

static gboolean
is_shape(const char *text, const char *shape)
{
	for (; *shape; text++, shape++)
		if (*shape == '9' ? !g_ascii_isdigit(*text) : *text != *shape)
			return FALSE;
	return TRUE;
}

/* How many characters the day has, or 0. */
static size_t
read_day(const char *text, struct written *w)
{
	return is_shape(text, DAY_SHAPE) &&
	       sscanf(text, "%4d-%2d-%2d", &w->year, &w->month, &w->day) == 3 &&
	       g_date_valid_dmy((GDateDay)w->day, (GDateMonth)w->month,
				(GDateYear)w->year) ? 10 : 0;
}

/* The same of the time; seconds may be left out. */
static size_t
read_time(const char *text, struct written *w)
{
	const size_t n = is_shape(text, "99:99:99") ? 8 : 5;

	w->second = 0;
	if (!is_shape(text, "99:99") ||
	    sscanf(text, "%2d:%2d:%2d", &w->hour, &w->minute, &w->second) < 2)
		return 0;
	return w->hour < 24 && w->minute < 60 && w->second < 60 ? n : 0;
}

static enum sp_status
take_apart(const char *text, struct written *w, struct sp_err *err)
{
	const size_t day = read_day(text, w);
	const char *rest = text + day;
	size_t time;

	if (day == 0 && is_shape(text, DAY_SHAPE))
		return sp_fail(err, SP_EDATA, "there is no day %.10s", text);
	if (day == 0)
		return sp_fail(err, SP_EDATA, "a moment is written as "
			       "\"2026-12-04 12:00 UTC\"");
	if (*rest == '\0')
		return sp_fail(err, SP_EDATA, "a day alone is not clear enough: "
			       "say when, and in which zone, for example "
			       "\"%s 12:00 UTC\"", text);
	time = *rest == ' ' || *rest == 'T' ? read_time(rest + 1, w) : 0;
	if (time == 0)
		return sp_fail(err, SP_EDATA, "\"%s\" has no time of day: write "
			       "\"%.10s 12:00 UTC\"", text, text);
	w->zone = rest + 1 + time;
	if (*w->zone == '\0')
		return sp_fail(err, SP_EDATA, "\"%s\" has no zone: write "
			       "\"%.10s %.5s UTC\", or the zone it is meant in, "
			       "as +01:00 or Europe/Prague", text, text,
			       rest + 1);
	w->zone += *w->zone == ' ';
	return SP_OK;
}

/* --- zones ---------------------------------------------------------------- */

/* Names of a place, not "CET": what three letters mean is not clear, and not
 * when. Nothing that leaves the folder of the zones. */
static gboolean
is_place(const char *zone)
{
	return g_ascii_isupper(*zone) && strchr(zone, '/') != NULL &&
	       zone[strspn(zone, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "abcdefghijklmnopqrstuvwxyz"
				 "0123456789_+-/")] == '\0';
}

static gboolean
is_offset(const char *zone)
{
	return (*zone == '+' || *zone == '-') &&
	       ((strlen(zone) == 6 && is_shape(zone + 1, "99:99")) ||
		(strlen(zone) == 5 && is_shape(zone + 1, "9999")));
}

static GTimeZone *
find_zone(const char *name)
{
	if (g_ascii_strcasecmp(name, "UTC") == 0 ||
	    g_ascii_strcasecmp(name, "GMT") == 0 || strcmp(name, "Z") == 0)
		return g_time_zone_new_utc();
	return is_offset(name) || is_place(name)
		? g_time_zone_new_identifier(name) : NULL;
}

/* --- from local to universal time ----------------------------------------- */

static int64_t
offset_at(GTimeZone *zone, int64_t at)
{
	const gint i = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL,
						 at);

	return g_time_zone_get_offset(zone, i);
}

/* When the clocks of the zone show that: none, one or two moments. The offsets
 * that come into question are those of the day before and the day after. */
static unsigned
moments(GTimeZone *zone, int64_t shown, int64_t found[2])
{
	const int64_t offsets[] = { offset_at(zone, shown - DAY),
				    offset_at(zone, shown + DAY) };
	unsigned n = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(offsets); i++) {
		const int64_t at = shown - offsets[i];

		if (offset_at(zone, at) == offsets[i] &&
		    (n == 0 || found[0] != at))
			found[n++] = at;
	}
	return n;
}

static char *
utc_text(int64_t at)
{
	g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(at);

	return g_date_time_format(t, "%Y-%m-%d %H:%M UTC");
}

static enum sp_status
place(const char *text, const struct written *w, GTimeZone *zone,
      int64_t *at, struct sp_err *err)
{
	g_autoptr(GDateTime) shown = g_date_time_new_utc(w->year, w->month,
		w->day, w->hour, w->minute, w->second);
	const int64_t naive = g_date_time_to_unix(shown);
	g_autofree char *first = NULL;
	g_autofree char *second = NULL;
	int64_t found[2];
	unsigned n = moments(zone, naive, found);

	if (n == 1) {
		*at = found[0];
		return SP_OK;
	}
	/* What the clocks would show had they not been changed, or have not
	 * been yet. */
	first = utc_text(n ? MIN(found[0], found[1])
			   : naive - offset_at(zone, naive + DAY));
	second = utc_text(n ? MAX(found[0], found[1])
			    : naive - offset_at(zone, naive - DAY));
	return sp_fail(err, SP_EDATA, n ? "\"%s\" comes twice, because the "
		       "clocks are put back then: write \"%s\" or \"%s\""
		       : "\"%s\" does not come, because the clocks are put "
		       "forward then: write \"%s\" or \"%s\"", text, first,
		       second);
}

enum sp_status
sp_when_instant(const char *text, int64_t now, int64_t *at,
		struct sp_err *err)
{
	g_autoptr(GTimeZone) zone = NULL;
	struct written w = { 0 };
	int64_t found = 0;
	enum sp_status r;

	if ((r = take_apart(text, &w, err)) != SP_OK)
		return r;
	zone = find_zone(w.zone);
	if (!zone)
		return sp_fail(err, SP_EDATA, "\"%s\" is no zone that is known "
			       "here: use UTC, an offset as +01:00, or a place "
			       "as Europe/Prague", w.zone);
	if ((r = place(text, &w, zone, &found, err)) != SP_OK)
		return r;
	if (found - now > FARTHEST)
		return sp_fail(err, SP_EDATA, "\"%s\" is more than a year away",
			       text);
	*at = found;
	return SP_OK;
}
