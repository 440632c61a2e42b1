/* SPDX-License-Identifier: GPL-2.0-or-later */
/* workday.h - working days and hours of a team, in its time zone
 *
 * Pure but for reading the time zone files through GLib. Instants are seconds
 * since the epoch, UTC. */
#ifndef SP_BASE_WORKDAY_H
#define SP_BASE_WORKDAY_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/status.h"

struct sp_workdays {
	char *timezone;		/* "UTC", "Europe/Prague" */
	unsigned days;		/* bit 0 Monday ... bit 6 Sunday */
	unsigned open_h;	/* hour of day, 0-23 */
	unsigned close_h;	/* hour of day, 1-24, > open_h */
	GHashTable *holidays;	/* set of "YYYY-MM-DD"; may be NULL */
};

/* The end (closing hour) of the n-th working day after the day of from:
 * Monday 09:12 + 3 is Thursday 17:00. n is 0 to 365. */
int64_t sp_workday_due(const struct sp_workdays *w, int64_t from, unsigned n);
/* Working seconds between two instants; 0 when to <= from. */
int64_t sp_workday_seconds(const struct sp_workdays *w, int64_t from,
			   int64_t to);
/* The first instant by which so many working hours have passed since from. */
int64_t sp_workday_after(const struct sp_workdays *w, int64_t from,
			 unsigned hours);
/* Do people work at that instant? */
gboolean sp_workday_open(const struct sp_workdays *w, int64_t at);
/* Is its day a working day, whatever the hour? */
gboolean sp_workday_on(const struct sp_workdays *w, int64_t at);
/* The day on which it falls, counted as GDate does (julian). */
uint32_t sp_workday_day(const struct sp_workdays *w, int64_t at);
/* "Thursday 19 November 2026, 17:00 UTC"; g_free(). */
char *sp_workday_format(const struct sp_workdays *w, int64_t at);
/* "2026-11-16T09:12:00Z"; g_free(). */
char *sp_time_iso(int64_t at);

#endif
