/* SPDX-License-Identifier: GPL-2.0-or-later */
/* workday.c - working days and hours of a team, in its time zone
 *
 * Days are counted as calendar dates and only then turned into instants, so a
 * day of 23 or 25 hours is one day. */
#include "lib/base/workday.h"

#define LAST_INSTANT INT64_C(221845392000)	/* 9000-01-01, GLib: 9999 */
#define SCAN_DAYS 4000	/* then every day works: holidays cannot stop a clock */

/* Clocks can be wrong, but must not make us loop or crash. */
static int64_t
clamp(int64_t at)
{
	return CLAMP(at, 0, LAST_INSTANT);
}

static GTimeZone *
zone_of(const struct sp_workdays *w)
{
	GTimeZone *zone = NULL;

	if (w->timezone)
		zone = g_time_zone_new_identifier(w->timezone);
	return zone ? zone : g_time_zone_new_utc();
}

static GDateTime *
local_time(GTimeZone *zone, int64_t at)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(clamp(at));

	return g_date_time_to_timezone(utc, zone);
}

static GDate
local_date(GTimeZone *zone, int64_t at)
{
	g_autoptr(GDateTime) local = local_time(zone, at);
	GDate date;
	int y, m, d;

	g_date_time_get_ymd(local, &y, &m, &d);
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)d, (GDateMonth)m, (GDateYear)y);
	return date;
}

/* The instant of a full hour of a date; hour 24 is the next day's 0. */
static int64_t
instant(GTimeZone *zone, GDate date, unsigned hour)
{
	g_autoptr(GDateTime) at = NULL;

	if (hour == 24) {
		g_date_add_days(&date, 1);
		hour = 0;
	}
	at = g_date_time_new(zone, g_date_get_year(&date),
			     (int)g_date_get_month(&date),
			     g_date_get_day(&date), (int)hour, 0, 0);
	return g_date_time_to_unix(at);
}

static gboolean
is_workday(const struct sp_workdays *w, const GDate *date)
{
	const unsigned bit = (unsigned)g_date_get_weekday(date) - 1;
	char iso[16];

	if (!(w->days >> bit & 1))
		return FALSE;
	(void)g_snprintf(iso, sizeof(iso), "%04u-%02u-%02u",
			 (unsigned)g_date_get_year(date),
			 (unsigned)g_date_get_month(date),
			 (unsigned)g_date_get_day(date));
	return !w->holidays || !g_hash_table_contains(w->holidays, iso);
}

int64_t
sp_workday_due(const struct sp_workdays *w, int64_t from, unsigned n)
{
	g_autoptr(GTimeZone) zone = zone_of(w);
	GDate date = local_date(zone, from);
	unsigned scanned = 0;

	/* Zero days from a Sunday is still a day on which somebody works. */
	if (n == 0 && !is_workday(w, &date))
		n = 1;
	while (n > 0) {
		g_date_add_days(&date, 1);
		if (is_workday(w, &date) || ++scanned > SCAN_DAYS)
			n--;
	}
	return instant(zone, date, w->close_h);
}

int64_t
sp_workday_seconds(const struct sp_workdays *w, int64_t from, int64_t to)
{
	g_autoptr(GTimeZone) zone = zone_of(w);
	GDate date = local_date(zone, from);
	int64_t sum = 0;

	from = clamp(from);
	to = clamp(to);
	for (;; g_date_add_days(&date, 1)) {
		const int64_t open = instant(zone, date, w->open_h);
		const int64_t first = MAX(open, from);
		const int64_t last = MIN(instant(zone, date, w->close_h), to);

		if (open >= to)
			return sum;
		if (last > first && is_workday(w, &date))
			sum += last - first;
	}
}

int64_t
sp_workday_after(const struct sp_workdays *w, int64_t from, unsigned hours)
{
	g_autoptr(GTimeZone) zone = zone_of(w);
	GDate date = local_date(zone, from);
	int64_t left = (int64_t)hours * 3600;
	unsigned scanned = 0;

	from = clamp(from);
	for (;; g_date_add_days(&date, 1)) {
		const int64_t first = MAX(instant(zone, date, w->open_h), from);
		const int64_t last = instant(zone, date, w->close_h);

		if (left == 0)
			return from;
		if (!is_workday(w, &date) && ++scanned <= SCAN_DAYS)
			continue;
		if (last - first >= left)
			return first + left;
		left -= MAX(last - first, 0);
	}
}

gboolean
sp_workday_open(const struct sp_workdays *w, int64_t at)
{
	return sp_workday_seconds(w, at, at + 1) > 0;
}

gboolean
sp_workday_on(const struct sp_workdays *w, int64_t at)
{
	g_autoptr(GTimeZone) zone = zone_of(w);
	const GDate date = local_date(zone, at);

	return is_workday(w, &date);
}

uint32_t
sp_workday_day(const struct sp_workdays *w, int64_t at)
{
	g_autoptr(GTimeZone) zone = zone_of(w);
	const GDate date = local_date(zone, at);

	return g_date_get_julian(&date);
}

/* Not by strftime: the text must not depend on the locale of the host. */
char *
sp_workday_format(const struct sp_workdays *w, int64_t at)
{
	static const char *const days[] = { "Monday", "Tuesday", "Wednesday",
		"Thursday", "Friday", "Saturday", "Sunday" };
	static const char *const months[] = { "January", "February", "March",
		"April", "May", "June", "July", "August", "September",
		"October", "November", "December" };
	g_autoptr(GTimeZone) zone = zone_of(w);
	g_autoptr(GDateTime) t = local_time(zone, at);

	return g_strdup_printf("%s %d %s %d, %02d:%02d %s",
			       days[g_date_time_get_day_of_week(t) - 1],
			       g_date_time_get_day_of_month(t),
			       months[g_date_time_get_month(t) - 1],
			       g_date_time_get_year(t),
			       g_date_time_get_hour(t),
			       g_date_time_get_minute(t),
			       g_date_time_get_timezone_abbreviation(t));
}

char *
sp_time_iso(int64_t at)
{
	g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(clamp(at));

	return g_date_time_format_iso8601(t);
}
