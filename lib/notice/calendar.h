/* SPDX-License-Identifier: GPL-2.0-or-later */
/* calendar.h - what ends or is due, by month, for a terminal and as iCalendar
 *
 * Pure. Whoever calls says what stands in it; nothing here knows of a case. */
#ifndef SP_NOTICE_CALENDAR_H
#define SP_NOTICE_CALENDAR_H

#include <glib.h>
#include <stdint.h>

enum sp_calendar_kind {
	SP_CALENDAR_EMBARGO,	/* o: it ends */
	SP_CALENDAR_PROCESSING,	/* #: the time to deal with a report is over */
	SP_CALENDAR_KEY,	/* K: one expires */
	SP_CALENDAR_DUE,	/* d: anything else is due */
	SP_CALENDAR_KINDS
};

struct sp_calendar_entry {
	int64_t at;		/* seconds since the epoch, UTC */
	enum sp_calendar_kind kind;
	const char *title;	/* that says nothing: the number of a case */
	const char *what;	/* "review"; NULL: what the kind says */
	unsigned slot;		/* tells entries of one title apart, and is the
				   same whenever the same thing is written */
};

/* So many months from that of now on, Monday first, in a time zone ("UTC",
 * "Europe/Prague"), with the entries beside the week they are in; g_free(). */
char *sp_calendar_text(const struct sp_calendar_entry *entries, size_t n,
		       const char *zone_name, int64_t now, unsigned months);

/* RFC 5545, with titles and no other word, since calendars are shared: an entry
 * that is written again, at another time, takes the place of the former one.
 * host: a domain for the identifiers. g_free(). */
char *sp_calendar_ical(const struct sp_calendar_entry *entries, size_t n,
		       const char *host, int64_t now);

#endif
