/* SPDX-License-Identifier: GPL-2.0-or-later */
/* remind.c - who hears of what waits, and when */
#include "lib/policy/remind.h"

#include <string.h>

#include "t/unit/tap.h"

/* Monday 16 November 2026, 09:00 UTC; working days are from 9 to 17. */
enum { MONDAY = 1794819600, HOUR = 3600, DAY = 24 * HOUR };

static char *rota[] = { (char *)"jo@x.org", (char *)"-",
			(char *)"Mo@X.org", NULL };

static struct sp_config
make_config(void)
{
	return (struct sp_config) {
		.workdays = { .timezone = (char *)"UTC", .days = 0x1f,
			      .open_h = 9, .close_h = 17 },
		.remind_duty_wh = 4, .remind_moderators_wh = 8,
		.remind_everyone_wh = 24,
		.rota = rota, .rota_from = (char *)"2026-11-16",
		.rota_turn_d = 7,
	};
}

static void
test_reach(void)
{
	static const struct {
		const char *name;
		int64_t since, now;
		enum sp_reach want;
	} cases[] = {
		{ "just now", 0, 0, SP_REACH_NOBODY },
		{ "a second before four hours", 0, 4 * HOUR - 1,
		  SP_REACH_NOBODY },
		{ "four hours", 0, 4 * HOUR, SP_REACH_DUTY },
		{ "a day, less a second", 0, 8 * HOUR - 1, SP_REACH_DUTY },
		{ "a working day", 0, 8 * HOUR, SP_REACH_MODERATORS },
		{ "the night does not count", 0, DAY, SP_REACH_MODERATORS },
		{ "three days, less a second", 0, 2 * DAY + 8 * HOUR - 1,
		  SP_REACH_MODERATORS },
		{ "three working days", 0, 2 * DAY + 8 * HOUR,
		  SP_REACH_EVERYONE },
		{ "nor does the weekend", 4 * DAY + 4 * HOUR, 6 * DAY,
		  SP_REACH_DUTY },
		{ "a clock that was set back", DAY, 0, SP_REACH_NOBODY },
	};
	const struct sp_config conf = make_config();

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ok(sp_policy_reach(&conf, MONDAY + cases[i].since,
				   MONDAY + cases[i].now) == cases[i].want,
		   "%s", cases[i].name);
}

static void
test_turn(void)
{
	static const struct {
		const char *name;
		int64_t now;
		const char *want;
	} cases[] = {
		{ "before the first turn", -9 * HOUR - 1, NULL },
		{ "the first turn begins at midnight", -9 * HOUR,
		  "jo@x.org" },
		{ "its last second", 7 * DAY - 9 * HOUR - 1, "jo@x.org" },
		{ "a turn that is nobody's", 7 * DAY - 9 * HOUR, NULL },
		{ "the third", 14 * DAY, "Mo@X.org" },
		{ "and from the start", 21 * DAY, "jo@x.org" },
	};
	struct sp_config conf = make_config();
	char *nobody[] = { NULL };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ok(g_strcmp0(sp_policy_turn(&conf, MONDAY + cases[i].now),
			     cases[i].want) == 0, "%s", cases[i].name);
	conf.rota = nobody;
	ok(sp_policy_turn(&conf, MONDAY) == NULL, "no rota");
}

/* Who is there, a letter each, and who then hears of what. M: a moderator, m:
 * one who is not there; U and u: another member. The first has the turn. */
static void
test_hears(void)
{
	static const struct {
		const char *there, *duty, *moderators, *everyone;
	} cases[] = {
		{ "MMU", "x..", "xx.", "xxx" },
		{ "mMU", ".x.", ".x.", ".xx" },
		{ "UMU", ".x.", ".x.", "xxx" },
		{ "uMu", ".x.", ".x.", ".x." },
		{ "mmU", "..x", "..x", "..x" },
		{ "mmu", "...", "...", "..." },
		{ "MMu", "x..", "xx.", "xx." },
	};
	static const char *const names[] = { "jo@x.org", "mo@x.org",
					     "Flo@x.org" };
	struct sp_config conf = make_config();
	const struct sp_person jo = { "jo@x.org", TRUE, TRUE };
	char *nobody[] = { NULL };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *const wants[] = { "...", cases[i].duty,
			cases[i].moderators, cases[i].everyone };
		struct sp_person people[3];
		struct sp_team team;

		for (int k = 0; k < 3; k++)
			people[k] = (struct sp_person) {
				names[k],
				g_ascii_toupper(cases[i].there[k]) == 'M',
				g_ascii_isupper(cases[i].there[k]),
			};
		team = sp_policy_team(&conf, people, 3, MONDAY);
		for (int reach = 0; reach < 4; reach++) {
			char got[4] = "...";

			for (unsigned k = 0; k < 3; k++)
				if (sp_policy_hears(&team, k,
						    (enum sp_reach)reach))
					got[k] = 'x';
			ok(strcmp(got, wants[reach]) == 0,
			   "%s, reach %d: %s", cases[i].there, reach, got);
		}
	}
	conf.rota = nobody;
	ok(sp_policy_team(&conf, &jo, 1, MONDAY).duty < 0,
	   "without a rota nobody has the turn");
}

static void
test_once_a_day(void)
{
	static const struct {
		const char *name;
		int64_t reminded, now;
		gboolean urgent, want;
	} cases[] = {
		{ "never before", -1, 0, FALSE, TRUE },
		{ "at night", -1, -1, FALSE, FALSE },
		{ "when the day ends", -1, 8 * HOUR, FALSE, FALSE },
		{ "a second before", -1, 8 * HOUR - 1, FALSE, TRUE },
		{ "at the weekend", -1, 5 * DAY, FALSE, FALSE },
		{ "at the weekend, urgent", -1, 5 * DAY, TRUE, TRUE },
		{ "today already", 0, 7 * HOUR, FALSE, FALSE },
		{ "today already, urgent", 0, 7 * HOUR, TRUE, FALSE },
		{ "yesterday", 7 * HOUR, DAY, FALSE, TRUE },
		{ "tomorrow, before the clock was set back", DAY, 0, FALSE,
		  TRUE },
	};
	const struct sp_config conf = make_config();

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ok(sp_policy_remind(&conf, cases[i].reminded < 0 ? 0 :
				    MONDAY + cases[i].reminded,
				    cases[i].urgent, MONDAY + cases[i].now) ==
		   cases[i].want, "%s", cases[i].name);
}

int
main(void)
{
	test_reach();
	test_turn();
	test_hears();
	test_once_a_day();
	return tap_done();
}
