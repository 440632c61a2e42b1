/* SPDX-License-Identifier: GPL-2.0-or-later */
/* calendar.c - months as they are printed, and events as they are shared */
#include "lib/notice/calendar.h"

#include <string.h>

#include "t/unit/tap.h"

#define NOON ((int64_t)43200)
#define DAY ((int64_t)86400)
#define NOV_1 ((int64_t)1793491200)	/* 2026-11-01 00:00 UTC, a Sunday */
#define LEGEND "o embargo ends, # processing ends, K key expires, d due, " \
	"[ ] today; times in "

static const struct sp_calendar_entry entries[] = {
	{ NOV_1 + 30 * DAY + NOON, SP_CALENDAR_EMBARGO, "QSEC-2026-0008", NULL,
	  0 },
	{ NOV_1 + 30 * DAY + NOON, SP_CALENDAR_EMBARGO, "QSEC-2026-0007", NULL,
	  0 },
	{ NOV_1 + 23 * DAY + NOON, SP_CALENDAR_EMBARGO, "QSEC-2026-0005", NULL,
	  0 },
	{ NOV_1 + 23 * DAY + 600, SP_CALENDAR_DUE, "QSEC-2026-0004", "review",
	  9 },
	{ NOV_1 + 20 * DAY, SP_CALENDAR_KEY, "dave@example.org", NULL, 0 },
	{ NOV_1 + 76 * DAY + 50700, SP_CALENDAR_PROCESSING, "QSEC-2026-0007",
	  NULL, 1 },
	{ NOV_1 - 1, SP_CALENDAR_DUE, "QSEC-2026-0001", NULL, 0 },
};

static void
same(const char *about, const char *got, const char *want)
{
	if (!ok(strcmp(got, want) == 0, "%s", about))
		printf("# wanted:\n%s# got:\n%s", want, got);
}

static void
test_months(void)
{
	g_autofree char *got = sp_calendar_text(entries,
		G_N_ELEMENTS(entries), "UTC", NOV_1 + 20 * DAY, 2);

	same("two months", got, LEGEND "UTC\n\n"
	     "November 2026\n"
	     " Mo  Tu  We  Th  Fr  Sa  Su\n"
	     "                          1\n"
	     "  2   3   4   5   6   7   8\n"
	     "  9  10  11  12  13  14  15\n"
	     " 16  17  18  19  20 K21] 22   Sat 21 00:00  K dave@example.org  "
	     "key expires\n"
	     " 23 o24  25  26  27  28  29   Tue 24 00:10  d QSEC-2026-0004  "
	     "review\n"
	     "                              Tue 24 12:00  o QSEC-2026-0005  "
	     "embargo ends\n"
	     " 30\n\n"
	     "December 2026\n"
	     " Mo  Tu  We  Th  Fr  Sa  Su\n"
	     "    o 1   2   3   4   5   6   Tue  1 12:00  o QSEC-2026-0007  "
	     "embargo ends (same day)\n"
	     "                              Tue  1 12:00  o QSEC-2026-0008  "
	     "embargo ends (same day)\n"
	     "  7   8   9  10  11  12  13\n"
	     " 14  15  16  17  18  19  20\n"
	     " 21  22  23  24  25  26  27\n"
	     " 28  29  30  31\n\n"
	     "1 before that.\n\n1 after that.\n");
}

/* The day is that of the team. */
static void
test_zone(void)
{
	const struct sp_calendar_entry late = {
		NOV_1 + 29 * DAY + 84600, SP_CALENDAR_EMBARGO, "A", NULL, 0,
	};
	g_autofree char *prague = sp_calendar_text(&late, 1, "Europe/Prague",
						   late.at, 1);
	g_autofree char *nowhere = sp_calendar_text(&late, 1, "Mars/Hellas",
						    late.at, 1);

	ok(strstr(prague, "\nDecember 2026\n") &&
	   strstr(prague, "\n    o 1]  2 ") &&
	   strstr(prague, "Tue  1 00:30  o A"),
	   "23:30 UTC is the next day in Prague");
	ok(strstr(nowhere, "times in UTC\n") &&
	   strstr(nowhere, "\no30]") && strstr(nowhere, "Mon 30 23:30  o A"),
	   "and UTC where there is no such zone");
}

/* From Monday to Sunday, and on to the next month. */
static void
test_shapes(void)
{
	static const struct {
		const char *about;
		int64_t now;
		const char *want;
	} cases[] = {
		{ "four whole weeks", 1801526400,	/* 2027-02-02 */
		  "\nFebruary 2027\n Mo  Tu  We  Th  Fr  Sa  Su\n"
		  "  1 [ 2]  3   4   5   6   7\n  8   9  10  11  12  13  14\n"
		  " 15  16  17  18  19  20  21\n 22  23  24  25  26  27  28\n" },
		{ "a leap day", 1835395200,		/* 2028-02-29 */
		  " 28 [29]\n" },
		{ "no leap day", 1803772800,		/* 2027-02-28 */
		  " 22  23  24  25  26  27 [28]\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = sp_calendar_text(NULL, 0, "UTC",
							cases[i].now, 1);

		ok(g_str_has_suffix(got, cases[i].want), "%s: %s",
		   cases[i].about, got);
	}
}

static void
test_ical(void)
{
	static const struct sp_calendar_entry e[] = {
		{ NOV_1 + NOON, SP_CALENDAR_EMBARGO, "QSEC-2026-0007",
		  "no word of this", 3 },
	};
	g_autofree char *got = sp_calendar_ical(e, 1, "lists.example.org",
						NOV_1);

	same("one event", got, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
	     "PRODID:-//sallyport//sallyport//EN\r\n"
	     "BEGIN:VEVENT\r\nUID:QSEC-2026-0007-0-3@lists.example.org\r\n"
	     "DTSTAMP:20261101T000000Z\r\nDTSTART:20261101T120000Z\r\n"
	     "SUMMARY:QSEC-2026-0007\r\nCLASS:CONFIDENTIAL\r\n"
	     "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
}

/* Lines of 75 octets at most, cut between characters; special ones escaped. */
static void
test_lines(void)
{
	struct sp_calendar_entry e = { NOV_1, SP_CALENDAR_KEY, NULL, NULL, 0 };
	const size_t bare = strlen("SUMMARY:");

	for (size_t len = 75 - bare - 1; len <= 150 - bare; len++) {
		g_autoptr(GString) title = g_string_new(NULL);
		g_autofree char *got = NULL;
		g_autofree char *unfolded = NULL;
		g_auto(GStrv) lines = NULL;
		gboolean fit = TRUE;

		while (title->len + 2 <= len)
			g_string_append(title, "\xc3\xa9");
		if (title->len < len)
			g_string_append_c(title, 'x');
		e.title = title->str;
		got = sp_calendar_ical(&e, 1, "x.org", NOV_1);
		lines = g_strsplit(got, "\r\n", -1);
		for (char **l = lines; *l; l++)
			fit = fit && strlen(*l) <= 75 &&
			      g_utf8_validate(*l, -1, NULL);
		g_strfreev(lines);
		lines = g_strsplit(got, "\r\n ", -1);
		unfolded = g_strjoinv("", lines);
		ok(fit && strstr(unfolded, title->str),
		   "a title of %zu bytes", len);
	}
	e.title = "a,b;c\\d\ne\x01";
	{
		g_autofree char *got = sp_calendar_ical(&e, 1, "x.org", NOV_1);

		ok(strstr(got, "\r\nSUMMARY:a\\,b\\;c\\\\d\\ne\r\n") != NULL,
		   "what is special is escaped");
	}
}

int
main(void)
{
	test_months();
	test_zone();
	test_shapes();
	test_ical();
	test_lines();
	return tap_done();
}
