/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stats.h - how many, how long and how often: the figures of a list
 *
 * Pure. For members only: they count cases that nobody outside may know of.
 * What the public may read is stats-public.h, which takes nothing from here.
 *
 * What happened counts in the month in which it happened: a mail when it came,
 * a case when it was opened, an answer when it was given, an embargo when it
 * ended. Months and years are those of UTC. */
#ifndef SP_POLICY_STATS_H
#define SP_POLICY_STATS_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/config.h"
#include "lib/policy/dossier.h"

/* How a case ends that was not published: the resolutions (process.h), then
 * "merged" and, of a resolution that we do not know, "other". Ended by NULL. */
enum { SP_STATS_ENDS = 9 };
extern const char *const sp_stats_ends[SP_STATS_ENDS + 1];

/* A month, a year or the whole period. Its arrays are of int64_t: seconds, the
 * shortest first. */
struct sp_stats_row {
	int64_t from, until;	/* until is the first second behind it */
	unsigned received;	/* mails that were held for a decision */
	unsigned opened;	/* cases: what was accepted */
	unsigned attached;	/* mails that went into a case there was */
	unsigned rejected, discarded;
	unsigned published;
	unsigned dismissed[SP_STATS_ENDS];
	unsigned tool, no_tool;	/* of those opened: a tool was declared, or
				   that there was none; the others: not asked */
	unsigned over_soft;	/* of the embargoes: private for longer than the
				   limits say, from the report on; those over */
	unsigned over_hard;	/* the hard one are over the soft one, too */
	GArray *answers;	/* from the report to a person's answer */
	GArray *embargoes;	/* from their first beginning to their end */
	GArray *secrets;	/* of what was published: all private time */
};

struct sp_stats_reason {
	char *name;		/* of a rejection; "": it was deleted */
	unsigned n;
};

struct sp_stats {
	const struct sp_config *conf;	/* borrowed */
	int64_t now;
	GArray *months;		/* of struct sp_stats_row, also empty ones */
	GArray *years;		/* the same, of what lies in the period */
	struct sp_stats_row total;
	GPtrArray *reasons;	/* of struct sp_stats_reason *, by name */

	/* As it is now, whatever the period. */
	unsigned open[SP_CASE_STATES];
	unsigned unanswered;	/* of these: no person has answered yet */
	unsigned embargoed;
	unsigned waiting;	/* held mails */
	GArray *ages;		/* of them, as in a row */
};

/* What became of a held mail. */
enum sp_stats_fate { SP_FATE_WAITS, SP_FATE_OPENED, SP_FATE_ATTACHED,
		     SP_FATE_REJECTED, SP_FATE_DISCARDED };

struct sp_stats_hold {
	int64_t arrived;
	int64_t decided;	/* 0: it waits */
	enum sp_stats_fate fate;
	const char *reason;	/* of a rejection; NULL: none is known */
};

/* Figures of from ... until; until is not in it. */
struct sp_stats *sp_stats_new(const struct sp_config *conf, int64_t from,
			      int64_t until, int64_t now);
void sp_stats_free(struct sp_stats *s);		/* NULL is fine */
/* In any order; then the end, once, which sums and sorts. */
void sp_stats_hold(struct sp_stats *s, const struct sp_stats_hold *h);
void sp_stats_case(struct sp_stats *s, const struct sp_dossier *d);
void sp_stats_end(struct sp_stats *s);

/* Of such an array that is sorted; -1: it is empty. Of an even number the
 * median is the mean of the two in the middle. */
int64_t sp_stats_median(const GArray *seconds);
int64_t sp_stats_mean(const GArray *seconds);
int64_t sp_stats_max(const GArray *seconds);
/* Into their order. */
void sp_stats_sort(GArray *seconds);

static inline const struct sp_stats_row *
sp_stats_rows(const GArray *rows)
{
	return (const struct sp_stats_row *)(void *)rows->data;
}

/* When the embargo of a case was over; 0: it holds, or there was none. */
int64_t sp_stats_embargo_over(const struct sp_dossier *d, int64_t now);

#endif
