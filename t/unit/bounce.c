/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bounce.c - when a member counts as bouncing, and when no longer */
#include "lib/policy/bounce.h"

#include <string.h>

#include "t/unit/tap.h"

enum { TODAY = 20000 };

/* Three failures within fourteen days. Days, counted back from today, as
 * letters: P refused for good, d delayed; a dot is no failure. */
static const struct {
	const char *name, *days;
	gboolean bouncing, delivered;
	enum sp_bouncing want;
} cases[] = {
	{ "nothing", "", .want = SP_BOUNCING_AS_BEFORE },
	{ "one failure", "P", .want = SP_BOUNCING_AS_BEFORE },
	{ "two", "PP", .want = SP_BOUNCING_AS_BEFORE },
	{ "three", "PPP", .want = SP_BOUNCING_STARTS },
	{ "three, the first on the last day that counts",
	  "P..P.........P", .want = SP_BOUNCING_STARTS },
	{ "three, the first a day earlier", "P..P..........P",
	  .want = SP_BOUNCING_AS_BEFORE },
	{ "delays count half", "PPd", .want = SP_BOUNCING_AS_BEFORE },
	{ "two of them one", "PPdd", .want = SP_BOUNCING_STARTS },
	{ "they lapse sooner", "PPd....d", .want = SP_BOUNCING_AS_BEFORE },
	{ "just not yet", "PPd...d", .want = SP_BOUNCING_STARTS },
	{ "delays alone say nothing", "ddddddd",
	  .want = SP_BOUNCING_AS_BEFORE },
	{ "with one refusal they do", "ddddP", .want = SP_BOUNCING_STARTS },
	{ "marked already", "PPPP", .bouncing = TRUE, .delivered = TRUE,
	  .want = SP_BOUNCING_AS_BEFORE },
	{ "it still fails", "P", .bouncing = TRUE, .delivered = TRUE,
	  .want = SP_BOUNCING_AS_BEFORE },
	{ "it is still delayed", "......d", .bouncing = TRUE,
	  .delivered = TRUE, .want = SP_BOUNCING_AS_BEFORE },
	{ "long ago, but nothing was sent since", "..............P",
	  .bouncing = TRUE, .want = SP_BOUNCING_AS_BEFORE },
	{ "long ago, and mail arrives", "..............P",
	  .bouncing = TRUE, .delivered = TRUE, .want = SP_BOUNCING_ENDS },
	{ "mail arrives, the last day of failures", ".............P",
	  .bouncing = TRUE, .delivered = TRUE,
	  .want = SP_BOUNCING_AS_BEFORE },
	{ "mail arrives, delays have lapsed", ".......d", .bouncing = TRUE,
	  .delivered = TRUE, .want = SP_BOUNCING_ENDS },
};

static unsigned
read_days(const char *text, struct sp_bounce *days)
{
	unsigned n = 0;

	for (size_t i = 0; text[i] != '\0'; i++)
		if (text[i] != '.')
			days[n++] = (struct sp_bounce){ TODAY - (int64_t)i,
							text[i] == 'P' };
	return n;
}

int
main(void)
{
	const struct sp_config conf = { .bounces_failures = 3,
					.bounces_within_d = 14 };
	struct sp_bounce days[32];
	struct sp_bounce_facts in = { .conf = &conf, .days = days,
				      .today = TODAY };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		in.n = read_days(cases[i].days, days);
		in.bouncing = cases[i].bouncing;
		in.delivered = cases[i].delivered;
		ok(sp_policy_bouncing(&in) == cases[i].want, "%s",
		   cases[i].name);
	}
	in.n = read_days("PPP", days);
	in.bouncing = FALSE;
	in.today = TODAY - 3;
	ok(sp_policy_bouncing(&in) == SP_BOUNCING_AS_BEFORE,
	   "days that are still to come");
	return tap_done();
}
