/* SPDX-License-Identifier: GPL-2.0-or-later */
/* when.c - how a person names a day */
#include "lib/base/when.h"

#include <string.h>

#include "t/unit/tap.h"

#define HOUR 3600
#define DAY (24 * HOUR)
/* Friday 20 November 2026, 12:00 UTC */
#define NOW INT64_C(1795176000)

/* What is refused leaves the time as it was. */
#define UNTOUCHED INT64_C(-1)

static void
check(const struct sp_workdays *w, const char *text, int64_t want)
{
	struct sp_err err = { .code = SP_OK };
	int64_t at = UNTOUCHED;
	enum sp_status r = sp_when_parse(text, w, NOW, &at, &err);

	ok(r == (want == UNTOUCHED ? SP_EDATA : SP_OK) && at == want,
	   "\"%s\" in %s", text, w->timezone);
}

/* A moment, with its zone; want UNTOUCHED: refused with these words. */
static void
check_instant(const char *text, int64_t want, const char *words)
{
	struct sp_err err = { .code = SP_OK };
	int64_t at = UNTOUCHED;
	enum sp_status r = sp_when_instant(text, NOW, &at, &err);

	ok(r == (want == UNTOUCHED ? SP_EDATA : SP_OK) && at == want &&
	   (want != UNTOUCHED || strstr(err.text, words)), "\"%s\": %s", text,
	   err.text);
}

static void
test_instants(void)
{
	static const struct {
		const char *text;
		int64_t want;
		const char *words;
	} cases[] = {
		{ "2026-11-21 12:00 UTC", NOW + DAY, "" },
		{ "2026-11-21 12:00 utc", NOW + DAY, "" },
		{ "2026-11-21 12:00 GMT", NOW + DAY, "" },
		{ "2026-11-21 12:00 Z", NOW + DAY, "" },
		{ "2026-11-21 12:00Z", NOW + DAY, "" },
		{ "2026-11-21T12:00:00Z", NOW + DAY, "" },
		{ "2026-11-21T12:00Z", NOW + DAY, "" },
		{ "2026-11-21T14:30:30+02:30", NOW + DAY + 30, "" },
		{ "2026-11-21 14:30 +0230", NOW + DAY, "" },
		{ "2026-11-21 09:00 -03:00", NOW + DAY, "" },
		{ "2026-11-21 13:00 Europe/Prague", NOW + DAY, "" },
		{ "2026-11-21 07:00 America/New_York", NOW + DAY, "" },
		{ "2026-11-19 12:00 UTC", NOW - DAY, "" },
		{ "2027-11-21 12:00 UTC", NOW + 366 * DAY, "" },
		{ "2027-11-21 12:01 UTC", UNTOUCHED, "more than a year" },
		{ "2026-11-21", UNTOUCHED, "\"2026-11-21 12:00 UTC\"" },
		{ "2026-11-21 12:00", UNTOUCHED,
		  "has no zone: write \"2026-11-21 12:00 UTC\"" },
		{ "2026-11-21T12:00:00", UNTOUCHED, "has no zone" },
		{ "2026-11-21 UTC", UNTOUCHED, "no time of day" },
		{ "2026-11-21 24:00 UTC", UNTOUCHED, "no time of day" },
		{ "2026-11-21 12:60 UTC", UNTOUCHED, "no time of day" },
		{ "2026-11-21 noon UTC", UNTOUCHED, "no time of day" },
		{ "2026-02-29 12:00 UTC", UNTOUCHED, "there is no day 2026-02-29" },
		{ "21.11.2026 12:00 UTC", UNTOUCHED, "is written as" },
		{ "", UNTOUCHED, "is written as" },
		{ "3d", UNTOUCHED, "is written as" },
		{ "2026-11-21 12:00 CET", UNTOUCHED, "no zone that is known" },
		{ "2026-11-21 12:00 Europe/Atlantis", UNTOUCHED,
		  "no zone that is known" },
		{ "2026-11-21 12:00 Europe/../Etc", UNTOUCHED,
		  "no zone that is known" },
		{ "2026-11-21 12:00 +1", UNTOUCHED, "no zone that is known" },
		{ "2026-11-21 12:00 UTC+1", UNTOUCHED,
		  "no zone that is known" },
		{ "2026-11-21 12:00 UTC x", UNTOUCHED,
		  "no zone that is known" },
		/* The clocks of Prague go from 2 to 3 on 28 March 2027 ... */
		{ "2027-03-28 01:59 Europe/Prague", INT64_C(1806195540), "" },
		{ "2027-03-28 02:00 Europe/Prague", UNTOUCHED,
		  "\"2027-03-28 00:00 UTC\" or \"2027-03-28 01:00 UTC\"" },
		{ "2027-03-28 02:59 Europe/Prague", UNTOUCHED,
		  "does not come" },
		{ "2027-03-28 03:00 Europe/Prague", INT64_C(1806195600), "" },
		/* ... and from 3 to 2 on 31 October. */
		{ "2027-10-31 01:59 Europe/Prague", INT64_C(1824940740), "" },
		{ "2027-10-31 02:00 Europe/Prague", UNTOUCHED,
		  "\"2027-10-31 00:00 UTC\" or \"2027-10-31 01:00 UTC\"" },
		{ "2027-10-31 02:59 Europe/Prague", UNTOUCHED, "comes twice" },
		{ "2027-10-31 03:00 Europe/Prague", INT64_C(1824948000), "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		check_instant(cases[i].text, cases[i].want, cases[i].words);
}

int
main(void)
{
	struct sp_workdays utc = { (char *)"UTC", 0x1f, 9, 17, NULL };
	struct sp_workdays prague = { (char *)"Europe/Prague", 0x1f, 9, 17,
				      NULL };
	static const struct {
		const char *text;
		int64_t want;
	} cases[] = {
		{ "1h", NOW + HOUR },
		{ "6h", NOW + 6 * HOUR },
		{ "3d", NOW + 3 * DAY },
		{ "366d", NOW + 366 * DAY },
		{ "367d", UNTOUCHED },
		{ "0h", UNTOUCHED },
		{ "1wd", NOW + 3 * DAY - 3 * HOUR },	/* Monday 09:00 */
		{ "2wd", NOW + 4 * DAY - 3 * HOUR },
		{ "0wd", UNTOUCHED },		/* this morning is past */
		{ "366wd", UNTOUCHED },
		{ "2026-11-21", NOW + DAY - 3 * HOUR },
		{ "2026-11-20", UNTOUCHED },
		{ "2026-11-20 12:00", UNTOUCHED },	/* now is not later */
		{ "2026-11-20 12:01", NOW + 60 },
		{ "2027-11-21 12:00", NOW + 366 * DAY },
		{ "2027-11-21 12:01", UNTOUCHED },
		{ "2026-02-30", UNTOUCHED },
		{ "2026-13-01", UNTOUCHED },
		{ "2026-12-01 24:00", UNTOUCHED },
		{ "2026-12-01 10:60", UNTOUCHED },
		{ "2026-12-01 10:00 UTC", UNTOUCHED },
		{ "2026-12-01x", UNTOUCHED },
		{ "2026-12", UNTOUCHED },
		{ " 3d", UNTOUCHED },
		{ "-3d", UNTOUCHED },
		{ "+3d", UNTOUCHED },
		{ "3 d", UNTOUCHED },
		{ "3D", UNTOUCHED },
		{ "3", UNTOUCHED },
		{ "d", UNTOUCHED },
		{ "1000d", UNTOUCHED },
		{ "tomorrow", UNTOUCHED },
		{ "", UNTOUCHED },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(&utc, cases[i].text, cases[i].want);
	check(&prague, "2026-11-21", NOW + DAY - 4 * HOUR);
	check(&prague, "2026-11-20 13:01", NOW + 60);
	check(&prague, "1wd", NOW + 3 * DAY - 4 * HOUR);
	test_instants();
	return tap_done();
}
