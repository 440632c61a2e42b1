/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bounce.h - does mail to a member arrive?
 *
 * Pure. Failures are counted by days, so that a busy day is no worse than a
 * quiet one. A day on which mail was refused for good counts whole, for [bounces]
 * within; one on which it was only delayed counts half, for half that time, and
 * such days alone say nothing. */
#ifndef SP_POLICY_BOUNCE_H
#define SP_POLICY_BOUNCE_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/config.h"

/* A day on which a failure came in, counted since the epoch. */
struct sp_bounce {
	int64_t day;
	gboolean permanent;
};

enum sp_bouncing { SP_BOUNCING_AS_BEFORE, SP_BOUNCING_STARTS,
		   SP_BOUNCING_ENDS };

struct sp_bounce_facts {
	const struct sp_config *conf;
	const struct sp_bounce *days;	/* each day once */
	unsigned n;
	gboolean bouncing;	/* marked so already */
	gboolean delivered;	/* a mail left after the last failure, and long
				   enough ago that it would have come back */
	int64_t today;
};

enum sp_bouncing sp_policy_bouncing(const struct sp_bounce_facts *in);

#endif
