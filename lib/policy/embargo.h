/* SPDX-License-Identifier: GPL-2.0-or-later */
/* embargo.h - until when a case stays private
 *
 * Pure. An embargo begins when it is accepted and is over at its end, not after
 * it. Its length counts from where [embargo] start says, and as private time
 * from the day on which the report came, whichever is longer: so neither a
 * restart nor a late proposal makes a long silence look short. */
#ifndef SP_POLICY_EMBARGO_H
#define SP_POLICY_EMBARGO_H

#include "lib/policy/process.h"

enum sp_length { SP_LENGTH_SHORT, SP_LENGTH_NEEDS_REASON,
		 SP_LENGTH_NEEDS_TWO, SP_LENGTH_NEVER };

/* How long the case will have been private; *total: that is since it came,
 * else since the embargo begins or began. Seconds. */
int64_t sp_embargo_length(const struct sp_dossier *d,
			  const struct sp_config *conf, int64_t end,
			  int64_t now, gboolean *total);
enum sp_length sp_embargo_is(const struct sp_dossier *d,
			     const struct sp_config *conf, int64_t end,
			     int64_t now);
/* May there be one at all? NULL, or why not: "it is public since ...";
 * g_free(). */
char *sp_embargo_forbidden(const struct sp_dossier *d);
/* Members of different affiliations who are for that term: its proposer, those
 * who agreed, and mover (may be NULL). */
unsigned sp_embargo_orgs(const struct sp_term *t, const struct sp_mover *mover);
/* Members who are for ending it now, with mover (may be NULL). */
unsigned sp_embargo_enders(const struct sp_embargo *e,
			   const struct sp_mover *mover);
/* A day on which it should not end: "Friday. ..." with better ones; NULL: none
 * such; g_free(). */
char *sp_embargo_lint(const struct sp_config *conf, int64_t end, int64_t now);
/* "Tue 1 Dec 2026 12:00 UTC" and "10 d 3 h"; g_free(). */
char *sp_embargo_date(int64_t end);
char *sp_embargo_span(int64_t seconds);

#endif
