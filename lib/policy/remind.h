/* SPDX-License-Identifier: GPL-2.0-or-later */
/* remind.h - who hears of what waits, and when
 *
 * Pure. Held mail is first the concern of who is on duty, then of all
 * moderators, then of everyone; it comes nearer in working time only. Where
 * nobody is at a stage, the next one begins. */
#ifndef SP_POLICY_REMIND_H
#define SP_POLICY_REMIND_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/config.h"

enum sp_reach { SP_REACH_NOBODY, SP_REACH_DUTY, SP_REACH_MODERATORS,
		SP_REACH_EVERYONE };

/* What counts of a member here. */
struct sp_person {
	const char *address;
	gboolean moderator;
	gboolean there;		/* can be reached: not away, nor paused, and
				   with a key that can be used */
};

struct sp_team {
	const struct sp_person *people;
	unsigned n;
	int duty;		/* whose turn it is and who is there; -1 */
	gboolean moderated;	/* a moderator is there */
};

/* Whose turn it is by [remind] rota; NULL: nobody's. */
const char *sp_policy_turn(const struct sp_config *conf, int64_t now);
/* people is borrowed. */
struct sp_team sp_policy_team(const struct sp_config *conf,
			      const struct sp_person *people, unsigned n,
			      int64_t now);
/* Whose concern a mail is that is held since then. */
enum sp_reach sp_policy_reach(const struct sp_config *conf, int64_t since,
			      int64_t now);
/* Does the i-th person hear of what has come that far? */
gboolean sp_policy_hears(const struct sp_team *team, unsigned i,
			 enum sp_reach reach);
/* May who was reminded then (0: never) be reminded now: not twice on one day
 * of the list, and when people work unless it is urgent. */
gboolean sp_policy_remind(const struct sp_config *conf, int64_t reminded,
			  gboolean urgent, int64_t now);

#endif
