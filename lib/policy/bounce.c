/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bounce.c - does mail to a member arrive? */
#include "lib/policy/bounce.h"

/* What has not lapsed, in half days; *permanent: one of them is. A day that is
 * to come is a clock's mistake. */
static unsigned
count_halves(const struct sp_bounce_facts *in, gboolean *permanent)
{
	const int64_t within = in->conf->bounces_within_d;
	unsigned halves = 0;

	*permanent = FALSE;
	for (unsigned i = 0; i < in->n; i++) {
		const struct sp_bounce *b = &in->days[i];
		const int64_t age = in->today - b->day;

		if (age < 0 || age >= (b->permanent ? within : within / 2))
			continue;
		halves += b->permanent ? 2 : 1;
		*permanent = *permanent || b->permanent;
	}
	return halves;
}

enum sp_bouncing
sp_policy_bouncing(const struct sp_bounce_facts *in)
{
	gboolean permanent;
	const unsigned halves = count_halves(in, &permanent);

	if (in->bouncing)
		return halves == 0 && in->delivered ? SP_BOUNCING_ENDS
						    : SP_BOUNCING_AS_BEFORE;
	return permanent && halves >= 2 * in->conf->bounces_failures
		? SP_BOUNCING_STARTS : SP_BOUNCING_AS_BEFORE;
}
