/* SPDX-License-Identifier: GPL-2.0-or-later */
/* triage.h - a case: what is known of it, and what people do with it
 *
 * A step is checked against the case as its events tell it, its event is
 * written and the state that follows is noted, all in one transaction: two
 * people who do the same thing at the same moment do it one after the other. */
#ifndef SP_GATE_TRIAGE_H
#define SP_GATE_TRIAGE_H

#include <glib.h>

#include "lib/gate/gate.h"
#include "lib/policy/process.h"

/* All that is known of a case; sp_dossier_free(). */
enum sp_status sp_triage_read(struct sp_gate *gate, const struct sp_case *c,
			      struct sp_dossier **d, struct sp_err *err)
			      SP_CHECKED;
/* The same, with a look at it after each of its events. */
typedef void sp_triage_look(const struct sp_dossier *d, int64_t at, void *arg);
enum sp_status sp_triage_follow(struct sp_gate *gate, const struct sp_case *c,
				sp_triage_look *look, void *arg,
				struct sp_dossier **d, struct sp_err *err)
				SP_CHECKED;
/* The case of a number; SP_NONE with a sentence that says so. */
enum sp_status sp_triage_case(struct sp_gate *gate, const char *number,
			      struct sp_case **c, struct sp_err *err)
			      SP_CHECKED;
/* What is known of it, by number; SP_NONE. */
enum sp_status sp_triage_find(struct sp_gate *gate, const char *number,
			      struct sp_dossier **d, struct sp_err *err)
			      SP_CHECKED;

/* Who acts: a person of the roster, or nobody there (*m NULL). mover borrows
 * from *m, which the caller sp_member_free()s. */
enum sp_status sp_triage_mover(struct sp_gate *gate, const char *actor,
			       const struct sp_dossier *d,
			       struct sp_mover *mover, struct sp_member **m,
			       struct sp_err *err) SP_CHECKED;

/* What a person wants to do with a case. */
struct sp_act {
	const char *actor;	/* "login:jo", a fingerprint */
	const char *number;	/* of the case */
	struct sp_request q;	/* all but mover, now and review */
	gboolean by_reporter;	/* who said it, and the actor only wrote it */
	gboolean free;		/* no step of the process: only a record */
	const char *verb;	/* of the event, see dossier.h */
	GHashTable *args;	/* char * to char *; may be NULL */
	/* SP_EWAIT: the event that is written instead; NULL: none. */
	const char *asking;
};

/* after gets the case as it is then (may be NULL), also with SP_EWAIT. lacks
 * as of sp_process_check(), may be NULL. SP_EDENIED and SP_NONE: nothing
 * happened. */
enum sp_status sp_triage_do(struct sp_gate *gate, const struct sp_act *act,
			    struct sp_dossier **after, struct sp_err *err)
			    SP_CHECKED;
/* The same within the caller's transaction [tx]. */
enum sp_status sp_triage_step(struct sp_gate *gate, const struct sp_act *act,
			      struct sp_dossier **after, struct sp_err *err)
			      SP_CHECKED;
/* A case without a mail, with an event that says who opened it. */
enum sp_status sp_triage_open(struct sp_gate *gate, const char *actor,
			      const char *title, struct sp_dossier **after,
			      struct sp_err *err) SP_CHECKED;
/* What is known of the patches of a case. */
void sp_triage_review(const struct sp_gate *gate, const struct sp_dossier *d,
		      struct sp_review_sum *sum);

#endif
