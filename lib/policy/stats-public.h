/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stats-public.h - the figures of a list that anybody may read
 *
 * Pure. Whoever reads them each day must not learn that there is a private
 * case, nor anything of a single one. So:
 *
 * - A case counts once it was published or closed, its embargo is over, and
 *   the month in which all of that came to be is over, too. It counts in that
 *   month, as it was when that ended, for good: what happens to it later, that
 *   it is opened again above all, changes nothing. It counts anew when it ends
 *   anew. A duplicate does not count before the case that it is one of.
 * - Months make groups: the first ones that together have three cases, the next
 *   ones, and so on. A group never changes once it is there, and those that are
 *   yet too few wait for the next month, also into the next year.
 * - A group is counted, and nothing else said of it. The other figures are those
 *   of a year, and are there when it is over.
 * - What is counted among the cases of a year is nobody, or three and more, and
 *   so is who is left: what is too little goes under "other", or together with
 *   its neighbour, or is not said. A mean or a median is one of three at least.
 *   The longest of something is always one case's, and not said. */
#ifndef SP_POLICY_STATS_PUBLIC_H
#define SP_POLICY_STATS_PUBLIC_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/config.h"
#include "lib/policy/dossier.h"

enum { SP_PUBLIC_LEAST = 3 };

/* Months that are counted together; see month.h. */
struct sp_public_group {
	int first, last;
	unsigned cases;		/* SP_PUBLIC_LEAST or more */
};

/* Cases by how long something took: more than so many days, and up to so
 * many. */
struct sp_public_bin {
	unsigned over_d;
	unsigned up_to_d;	/* 0: or longer */
	gboolean none;		/* and those in which there was no such thing */
	unsigned cases;		/* 0, or SP_PUBLIC_LEAST or more */
};

/* The year in which its groups end. */
struct sp_public_year {
	int year;
	GArray *groups;		/* of struct sp_public_group; may be empty */
	unsigned cases;		/* in them */
	/* The year is over, and has a group: the rest is filled in. What cannot
	 * be said is -1. */
	gboolean complete;
	int reports;		/* that these cases came from */
	int published;		/* of the cases; -1: among the others */
	int invalid;		/* not a vulnerability */
	int duplicate;		/* or merged */
	int other;
	int tool;		/* a tool was declared */
	int answer_median_d;	/* days from a report to a person's answer */
	GArray *answers;	/* of struct sp_public_bin, the shortest first;
				   all cases are in one of them */
	/* Of those under embargo, from the report to its end: days. */
	int embargo_median_d, embargo_mean_d;
	int over_soft, over_hard;	/* the limits of the list */
	GArray *embargoes;	/* as answers */
};

struct sp_public_stats {
	GPtrArray *years;	/* of struct sp_public_year *: each up to now,
				   since the first that has a group */
};

/* --- what counts ---------------------------------------------------------- */

/* What cases have shown of themselves. */
struct sp_releases;

struct sp_releases *sp_releases_new(void);
void sp_releases_free(struct sp_releases *r);	/* NULL is fine */
/* After each event of a case, which happened at that time: d is what it is
 * then. The events of one case come together, in their order. */
void sp_releases_follow(struct sp_releases *r, const struct sp_dossier *d,
			int64_t at);

/* --- what is said --------------------------------------------------------- */

/* The one way to fill them in. */
struct sp_public_stats *sp_public_stats_make(const struct sp_releases *r,
					     const struct sp_config *conf,
					     int64_t now);
void sp_public_stats_free(struct sp_public_stats *s);	/* NULL is fine */

/* "March", "January - March", "November 2026 - January 2027"; g_free(). */
char *sp_public_group_name(const struct sp_public_group *g);
/* "3 to 7 days", "more than 7 days, or NONE", NONE; g_free(). none: what it is
 * called that there was no such thing. */
char *sp_public_bin_name(const GArray *bins, guint i, const char *none);

#endif
