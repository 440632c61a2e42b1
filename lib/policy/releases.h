/* SPDX-License-Identifier: GPL-2.0-or-later */
/* releases.h - what cases have shown of themselves, for stats-public.c */
#ifndef SP_POLICY_RELEASES_H
#define SP_POLICY_RELEASES_H

#include "lib/policy/stats-public.h"

enum sp_release_end { SP_RELEASE_PUBLISHED, SP_RELEASE_INVALID,
		      SP_RELEASE_DUPLICATE, SP_RELEASE_OTHER,
		      SP_RELEASE_ENDS };

/* A time during which a case was published or closed, and not embargoed, as it
 * was when the month of its beginning ended. */
struct sp_release {
	int64_t from;
	int64_t until;		/* opened again; INT64_MAX: it was not */
	char *of;		/* the case it depends on; NULL */
	enum sp_release_end end;
	unsigned reports;
	gboolean tool;		/* was declared */
	int64_t answer_s;	/* negative: there was no answer */
	int64_t embargo_s;	/* negative: no embargo */

	gboolean asked;		/* since when it counts, and so: */
	int64_t counts;		/* INT64_MAX: it does not */
};

/* Those that count, as soon as the month of counts is over, in that order; of
 * struct sp_release *, which r keeps. */
GPtrArray *sp_releases_counting(const struct sp_releases *r);

#endif
