/* SPDX-License-Identifier: GPL-2.0-or-later */
/* remind.c - who hears of what waits, and when */
#include "lib/policy/remind.h"

#include <string.h>

/* The configuration has made sure that it is a date. */
static uint32_t
day_of(const char *iso)
{
	const guint64 y = g_ascii_strtoull(iso, NULL, 10);
	const guint64 m = g_ascii_strtoull(iso + 5, NULL, 10);
	const guint64 d = g_ascii_strtoull(iso + 8, NULL, 10);
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)d, (GDateMonth)m, (GDateYear)y);
	return g_date_get_julian(&date);
}

const char *
sp_policy_turn(const struct sp_config *conf, int64_t now)
{
	const uint32_t today = sp_workday_day(&conf->workdays, now);
	const uint32_t first = day_of(conf->rota_from);
	const unsigned n = g_strv_length(conf->rota);
	const char *who;

	if (n == 0 || today < first)
		return NULL;
	who = conf->rota[(today - first) / conf->rota_turn_d % n];
	return strcmp(who, "-") == 0 ? NULL : who;
}

struct sp_team
sp_policy_team(const struct sp_config *conf, const struct sp_person *people,
	       unsigned n, int64_t now)
{
	const char *turn = sp_policy_turn(conf, now);
	struct sp_team team = { .people = people, .n = n, .duty = -1 };

	for (unsigned i = 0; i < n; i++) {
		if (!people[i].moderator || !people[i].there)
			continue;
		team.moderated = TRUE;
		if (turn && g_ascii_strcasecmp(turn, people[i].address) == 0)
			team.duty = (int)i;
	}
	return team;
}

enum sp_reach
sp_policy_reach(const struct sp_config *conf, int64_t since, int64_t now)
{
	const int64_t age_h =
		sp_workday_seconds(&conf->workdays, since, now) / 3600;

	if (age_h >= conf->remind_everyone_wh)
		return SP_REACH_EVERYONE;
	if (age_h >= conf->remind_moderators_wh)
		return SP_REACH_MODERATORS;
	return age_h >= conf->remind_duty_wh ? SP_REACH_DUTY
					     : SP_REACH_NOBODY;
}

gboolean
sp_policy_hears(const struct sp_team *team, unsigned i, enum sp_reach reach)
{
	const struct sp_person *p = &team->people[i];

	if (reach == SP_REACH_NOBODY || !p->there)
		return FALSE;
	if (reach == SP_REACH_DUTY && team->duty >= 0)
		return (int)i == team->duty;
	if (reach != SP_REACH_EVERYONE && team->moderated)
		return p->moderator;
	return TRUE;
}

gboolean
sp_policy_remind(const struct sp_config *conf, int64_t reminded,
		 gboolean urgent, int64_t now)
{
	const struct sp_workdays *w = &conf->workdays;

	if (reminded != 0 &&
	    sp_workday_day(w, reminded) == sp_workday_day(w, now))
		return FALSE;
	return urgent || sp_workday_open(w, now);
}
