/* SPDX-License-Identifier: GPL-2.0-or-later */
/* when.c - how a person names a day */
#include "lib/base/when.h"

#include <stdio.h>
#include <string.h>

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define FARTHEST (366 * DAY)

int64_t
sp_when_workday(const struct sp_workdays *w, int64_t now, unsigned n)
{
	return sp_workday_due(w, now, n) -
	       (int64_t)(w->close_h - w->open_h) * HOUR;
}

static gboolean
parse_span(const char *text, const struct sp_workdays *w, int64_t now,
	   int64_t *at)
{
	unsigned n = 0;
	int end = 0;

	if (!g_ascii_isdigit(*text) || sscanf(text, "%3u%n", &n, &end) != 1)
		return FALSE;
	if (strcmp(text + end, "h") == 0)
		*at = now + (int64_t)n * HOUR;
	else if (strcmp(text + end, "d") == 0)
		*at = now + (int64_t)n * DAY;
	else if (strcmp(text + end, "wd") == 0 && n <= 365)
		*at = sp_when_workday(w, now, n);
	else
		return FALSE;
	return TRUE;
}

static gboolean
parse_date(const char *text, const struct sp_workdays *w, int64_t *at)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(w->timezone);
	g_autoptr(GDateTime) t = NULL;
	int year = 0, month = 0, day = 0, hour = (int)w->open_h, minute = 0;
	int short_end = -1, long_end = -1;

	(void)sscanf(text, "%4d-%2d-%2d%n %2d:%2d%n", &year, &month, &day,
		     &short_end, &hour, &minute, &long_end);
	if (!zone || !g_ascii_isdigit(*text) || short_end < 0 ||
	    (text[short_end] != '\0' &&
	     (long_end < 0 || text[long_end] != '\0')))
		return FALSE;
	t = g_date_time_new(zone, year, month, day, hour, minute, 0);
	if (!t)
		return FALSE;
	*at = g_date_time_to_unix(t);
	return TRUE;
}

enum sp_status
sp_when_parse(const char *text, const struct sp_workdays *w, int64_t now,
	      int64_t *at, struct sp_err *err)
{
	int64_t found = 0;

	if (!parse_span(text, w, now, &found) && !parse_date(text, w, &found))
		return sp_fail(err, SP_EDATA, "a day is given as 2026-11-20, "
			       "\"2026-11-20 14:30\", 6h, 3d or 2wd");
	if (found <= now)
		return sp_fail(err, SP_EDATA, "that is not in the future");
	if (found - now > FARTHEST)
		return sp_fail(err, SP_EDATA, "that is more than a year away");
	*at = found;
	return SP_OK;
}

char *
sp_when_age(int64_t seconds)
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
