/* SPDX-License-Identifier: GPL-2.0-or-later */
/* workday.c - when a promise runs out: weekends, holidays, time zones */
#include "lib/base/workday.h"

#include <string.h>

#include "t/unit/tap.h"

#define MON_FRI 0x1f
#define ALL_WEEK 0x7f

static int64_t
at(const char *iso)
{
	g_autoptr(GDateTime) t = g_date_time_new_from_iso8601(iso, NULL);

	return g_date_time_to_unix(t);
}

/* One holiday is enough for a row; NULL: none. */
static struct sp_workdays
team(const char *zone, unsigned days, unsigned open, unsigned close,
     const char *holiday)
{
	struct sp_workdays w = {
		.timezone = (char *)(uintptr_t)zone, .days = days,
		.open_h = open, .close_h = close,
		.holidays = g_hash_table_new(g_str_hash, g_str_equal),
	};

	if (holiday)
		g_hash_table_add(w.holidays, (char *)(uintptr_t)holiday);
	return w;
}

static const struct {
	const char *name, *zone;
	unsigned days, close;
	const char *holiday, *from;
	unsigned n;
	const char *want;
} dues[] = {
	{ "Monday + 3 is Thursday", "UTC", MON_FRI, 17, NULL,
	  "2026-11-16T09:12:00Z", 3, "2026-11-19T17:00:00Z" },
	{ "the hour of arrival does not matter", "UTC", MON_FRI, 17,
	  NULL, "2026-11-16T23:59:59Z", 3, "2026-11-19T17:00:00Z" },
	{ "zero is the same day", "UTC", MON_FRI, 17, NULL,
	  "2026-11-16T09:12:00Z", 0, "2026-11-16T17:00:00Z" },
	{ "zero from a Saturday is Monday", "UTC", MON_FRI, 17, NULL,
	  "2026-11-21T09:12:00Z", 0, "2026-11-23T17:00:00Z" },
	{ "Friday + 1 is Monday", "UTC", MON_FRI, 17, NULL,
	  "2026-11-20T09:00:00Z", 1, "2026-11-23T17:00:00Z" },
	{ "Sunday + 1 is Monday", "UTC", MON_FRI, 17, NULL,
	  "2026-11-22T09:00:00Z", 1, "2026-11-23T17:00:00Z" },
	{ "a holiday does not count", "UTC", MON_FRI, 17,
	  "2026-11-17", "2026-11-16T09:12:00Z", 3,
	  "2026-11-20T17:00:00Z" },
	{ "a holiday on a weekend changes nothing", "UTC", MON_FRI, 17,
	  "2026-11-21", "2026-11-20T09:00:00Z", 1,
	  "2026-11-23T17:00:00Z" },
	{ "the team's day, not that of Greenwich", "Asia/Tokyo",
	  MON_FRI, 17, NULL, "2026-11-16T23:00:00Z", 1,
	  "2026-11-18T08:00:00Z" },
	{ "over the change to summer time", "Europe/Prague", ALL_WEEK,
	  17, NULL, "2026-03-28T12:00:00Z", 1,
	  "2026-03-29T15:00:00Z" },
	{ "over the change to winter time", "Europe/Prague", ALL_WEEK,
	  17, NULL, "2026-10-24T12:00:00Z", 1,
	  "2026-10-25T16:00:00Z" },
	{ "closing at midnight", "UTC", MON_FRI, 24, NULL,
	  "2026-11-16T09:12:00Z", 1, "2026-11-18T00:00:00Z" },
	{ "over the end of a leap February", "UTC", ALL_WEEK, 17, NULL,
	  "2028-02-28T09:00:00Z", 2, "2028-03-01T17:00:00Z" },
	{ "an unknown zone counts as UTC", "No/Where", MON_FRI, 17,
	  NULL, "2026-11-16T09:12:00Z", 3, "2026-11-19T17:00:00Z" },
};

static void
due(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(dues); i++) {
		struct sp_workdays w = team(dues[i].zone, dues[i].days, 9,
					    dues[i].close, dues[i].holiday);
		int64_t got = sp_workday_due(&w, at(dues[i].from),
					     dues[i].n);
		g_autofree char *text = sp_time_iso(got);

		ok(strcmp(text, dues[i].want) == 0, "%s: %s", dues[i].name,
		   text);
		g_hash_table_unref(w.holidays);
	}
}

static void
seconds(void)
{
	static const struct {
		const char *name, *zone;
		unsigned days, open, close;
		const char *from, *to;
		int64_t want;
	} cases[] = {
		{ "within a day", "UTC", MON_FRI, 9, 17,
		  "2026-11-16T10:00:00Z", "2026-11-16T11:30:00Z", 5400 },
		{ "before opening", "UTC", MON_FRI, 9, 17,
		  "2026-11-16T06:00:00Z", "2026-11-16T09:00:00Z", 0 },
		{ "the first second", "UTC", MON_FRI, 9, 17,
		  "2026-11-16T06:00:00Z", "2026-11-16T09:00:01Z", 1 },
		{ "after closing", "UTC", MON_FRI, 9, 17,
		  "2026-11-16T17:00:00Z", "2026-11-16T23:00:00Z", 0 },
		{ "over night", "UTC", MON_FRI, 9, 17,
		  "2026-11-16T16:00:00Z", "2026-11-17T10:00:00Z", 7200 },
		{ "a weekend", "UTC", MON_FRI, 9, 17,
		  "2026-11-20T17:00:00Z", "2026-11-23T09:00:00Z", 0 },
		{ "a week", "UTC", MON_FRI, 9, 17,
		  "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z", 144000 },
		{ "a day of 23 hours", "Europe/Prague", ALL_WEEK, 0, 24,
		  "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 82800 },
		{ "a day of 25 hours", "Europe/Prague", ALL_WEEK, 0, 24,
		  "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 90000 },
		{ "no time at all", "UTC", MON_FRI, 9, 17,
		  "2026-11-16T10:00:00Z", "2026-11-16T10:00:00Z", 0 },
		{ "backwards", "UTC", MON_FRI, 9, 17,
		  "2026-11-16T11:00:00Z", "2026-11-16T10:00:00Z", 0 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_workdays w = team(cases[i].zone, cases[i].days,
					    cases[i].open, cases[i].close,
					    NULL);
		int64_t got = sp_workday_seconds(&w, at(cases[i].from),
						 at(cases[i].to));

		ok(got == cases[i].want, "%s: %jd seconds", cases[i].name,
		   (intmax_t)got);
		g_hash_table_unref(w.holidays);
	}
}

static const struct {
	const char *name, *zone, *holiday, *from;
	unsigned hours;
	const char *want;
} afters[] = {
	{ "within the day", "UTC", NULL, "2026-11-16T09:12:00Z", 4,
	  "2026-11-16T13:12:00Z" },
	{ "to its end", "UTC", NULL, "2026-11-16T09:00:00Z", 8,
	  "2026-11-16T17:00:00Z" },
	{ "over the night", "UTC", NULL, "2026-11-16T09:12:00Z", 8,
	  "2026-11-17T09:12:00Z" },
	{ "from the evening", "UTC", NULL, "2026-11-16T20:00:00Z", 4,
	  "2026-11-17T13:00:00Z" },
	{ "over a weekend", "UTC", NULL, "2026-11-20T15:00:00Z", 4,
	  "2026-11-23T11:00:00Z" },
	{ "over a holiday", "UTC", "2026-11-17", "2026-11-16T15:00:00Z", 4,
	  "2026-11-18T11:00:00Z" },
	{ "over the change to winter time", "Europe/Prague", NULL,
	  "2026-10-23T13:00:00Z", 4, "2026-10-26T10:00:00Z" },
	{ "none at night", "UTC", NULL, "2026-11-16T20:00:00Z", 0,
	  "2026-11-16T20:00:00Z" },
};

static void
after(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(afters); i++) {
		struct sp_workdays w = team(afters[i].zone, MON_FRI, 9, 17,
					    afters[i].holiday);
		const int64_t from = at(afters[i].from);
		const int64_t got = sp_workday_after(&w, from,
						     afters[i].hours);
		g_autofree char *iso = sp_time_iso(got);

		ok(!strcmp(iso, afters[i].want) &&
		   sp_workday_seconds(&w, from, got) ==
		   (int64_t)afters[i].hours * 3600,
		   "after working hours, %s: %s", afters[i].name, iso);
		g_hash_table_unref(w.holidays);
	}
}

static void
odd_clocks(void)
{
	struct sp_workdays none = { .days = 0, .open_h = 9, .close_h = 17 };
	struct sp_workdays w = { .days = MON_FRI, .open_h = 9, .close_h = 17 };

	ok(sp_workday_due(&none, 0, 3) > 0, "a team that never works ends");
	ok(sp_workday_due(&w, INT64_MIN, 365) > 0, "a clock before 1970");
	ok(sp_workday_due(&w, INT64_MAX, 365) > 0, "a clock past all years");
	ok(sp_workday_seconds(&w, INT64_MAX, INT64_MIN) == 0,
	   "both, backwards");
}

static void
format(void)
{
	static const struct {
		const char *zone, *at, *want;
	} cases[] = {
		{ "UTC", "2026-11-19T17:00:00Z",
		  "Thursday 19 November 2026, 17:00 UTC" },
		{ "Europe/Prague", "2026-07-01T15:05:00Z",
		  "Wednesday 1 July 2026, 17:05 CEST" },
		{ "Europe/Prague", "2026-12-31T23:30:00Z",
		  "Friday 1 January 2027, 00:30 CET" },
	};
	g_autofree char *iso = sp_time_iso(INT64_C(1794820320));

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_workdays w = {
			.timezone = (char *)(uintptr_t)cases[i].zone
		};
		g_autofree char *got = sp_workday_format(&w, at(cases[i].at));

		ok(strcmp(got, cases[i].want) == 0, "%s", got);
	}
	ok(strcmp(iso, "2026-11-16T09:12:00Z") == 0, "%s", iso);
}

int
main(void)
{
	due();
	seconds();
	after();
	odd_clocks();
	format();
	return tap_done();
}
