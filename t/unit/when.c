/* SPDX-License-Identifier: GPL-2.0-or-later */
/* when.c - how a person names a day */
#include "lib/base/when.h"

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
	return tap_done();
}
