/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clocks.h - what is due in a case, and when it is reminded of
 *
 * Pure. Clocks are worked out from what has happened and from the policy in
 * force whenever somebody asks; nothing keeps them. Days are 24 hours, whatever
 * the local clocks do; working days end when work does, in the time zone of the
 * list. Instants are seconds since the epoch, UTC; 0: it has not happened. */
#ifndef SP_POLICY_CLOCKS_H
#define SP_POLICY_CLOCKS_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/config.h"
#include "lib/policy/dossier.h"

enum sp_clock_kind {
	SP_CLOCK_HOLD,		/* a moderator decides about a held mail */
	SP_CLOCK_ANSWER,	/* a person answers the reporter */
	SP_CLOCK_PROCESSING,	/* all is done */
	SP_CLOCK_TRIAGE,	/* severity or resolution are known */
	SP_CLOCK_DECISION,	/* an embargo is agreed or declined */
	SP_CLOCK_EMBARGO,	/* its end */
	SP_CLOCK_PRIVATE,	/* more private time needs more agreement */
	SP_CLOCK_ADVISORY,	/* those who hear first have it */
	SP_CLOCK_PREDISCLOSURE,	/* and then everybody */
	SP_CLOCK_REVIEW,	/* the patches are reviewed */
	SP_CLOCK_CVE,		/* the number is there */
	SP_CLOCK_UPDATE,	/* the reporter hears from a person again */
	SP_CLOCK_NEEDS_INFO,	/* a question is asked again */
	SP_CLOCK_TAG,		/* the release with the fix is recorded */
	SP_CLOCKS
};

/* "human answer", ...; and what has to happen: "a person answers the
 * reporter". */
extern const char *const sp_clock_names[SP_CLOCKS];
extern const char *const sp_clock_goals[SP_CLOCKS];

/* What has happened, as far as clocks go. */
struct sp_clock_facts {
	int64_t arrived;	/* the mail, or whatever the case began with */
	int64_t decided;	/* the hold is over */
	gboolean held_only;	/* a held mail, which is no case yet */
	gboolean reporter;	/* there is one to answer */
	int64_t answered;	/* by a person, for the first time */
	int64_t told;		/* by a person, for the last time */
	int64_t asked;		/* a moderator asked about the held mail */
	int64_t triaged;
	gboolean wants_embargo;	/* by the policy, and nothing forbids it */
	int64_t settled;	/* it was accepted or declined */
	int64_t embargo_began;
	int64_t embargo_end;	/* as agreed */
	int64_t embargo_over;	/* by a person's word, before that */
	int64_t went_public;	/* in whatever way */
	int64_t predisclosed;	/* the advisory to those who hear first */
	int64_t patched;	/* the set that is there now */
	int64_t reviewed;	/* that set */
	int64_t cve_requested, cve_assigned;
	int64_t fixed;		/* the first branch without a tag yet */
	int64_t exploited;	/* is known to be since then */
	int64_t closed;
};

/* As a target that a case was announced to: the advisory to those who hear
 * first. */
#define SP_TARGET_AHEAD "predisclosure"

/* What a case's events say of that. */
struct sp_clock_facts sp_clock_facts_of(const struct sp_dossier *d,
					const struct sp_config *conf);

enum { SP_CLOCK_MARKS = 5 };

struct sp_clock {
	enum sp_clock_kind kind;
	int64_t started;
	int64_t due;
	int64_t stopped;	/* 0: it runs */
	int64_t remind[SP_CLOCK_MARKS];	/* rising */
	unsigned n;
	int64_t every_s;	/* and again so often after the last; 0: never */
};

/* Those that have been started, in the order of their kinds; GArray of struct
 * sp_clock, g_array_unref(). */
GArray *sp_clocks(const struct sp_clock_facts *f,
		  const struct sp_config *conf);
/* The last time to remind of it up to now, and the next one after now; 0:
 * there is none, or it has stopped. */
int64_t sp_clock_reminded(const struct sp_clock *c, int64_t now);
int64_t sp_clock_reminds(const struct sp_clock *c, int64_t now);

/* By when a case in that state has to move on: the one that runs and is due
 * first of those that ask for its next step, or NULL. */
const struct sp_clock *sp_clock_of_state(const GArray *clocks,
					 enum sp_case_state state);
/* The one of that kind, if it runs, or NULL. */
const struct sp_clock *sp_clock_running(const GArray *clocks,
					enum sp_clock_kind kind);
/* Is it everybody's concern, and not only that of the moderators and of who
 * leads the case? */
gboolean sp_clock_for_all(const struct sp_clock *c);

/* What cannot wait for the reminder of the day: the last such instant up to
 * now, of the end of an embargo within two hours and of attacks; 0: none. */
int64_t sp_clock_at_once(const struct sp_clock_facts *f,
			 const struct sp_config *conf, int64_t now);

#endif
