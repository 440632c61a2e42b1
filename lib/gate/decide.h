/* SPDX-License-Identifier: GPL-2.0-or-later */
/* decide.h - what a moderator decides about a held mail
 *
 * Each decision, its event and its outgoing mail are one transaction. A mail
 * that is no longer held answers SP_EDENIED with who decided what and when.
 * Mail leaves afterwards (handover.h). */
#ifndef SP_GATE_DECIDE_H
#define SP_GATE_DECIDE_H

#include <glib.h>

#include "lib/gate/gate.h"

/* What is left to tell the person; g_strfreev/g_free by the clear function. */
struct sp_outcome {
	char *ref;
	char *decision;		/* "approved", "attached", ... */
	char *case_number;	/* or NULL */
	gboolean case_is_new;
	unsigned recipients;	/* members it goes to */
	unsigned members;	/* members there are (not paused) */
	GPtrArray *not_sent;	/* of char *: "jo@example.org has an expired
				   key" */
	char *remembered;	/* address that may post in the case, or NULL */
	char *pinned;		/* fingerprint of the key that proves who writes
				   from there, or NULL */
	char *note;		/* one more sentence, or NULL */
};

void sp_outcome_clear(struct sp_outcome *o);

/* actor: "login:jo" or a fingerprint, as events record it. */
enum sp_status sp_decide_approve(struct sp_gate *gate, const char *actor,
				 const char *ref, gboolean remember,
				 struct sp_outcome *out, struct sp_err *err)
				 SP_CHECKED;
/* case_number NULL: a new case, as approve. */
enum sp_status sp_decide_attach(struct sp_gate *gate, const char *actor,
				const char *ref, const char *case_number,
				gboolean remember, struct sp_outcome *out,
				struct sp_err *err) SP_CHECKED;
/* text: what the reporter will read, subject and body, by a person; sent in
 * the list's name. The hold stays. SP_EDENIED also for a draft as it was made,
 * when nothing is known to be missing: it asks nothing. */
enum sp_status sp_decide_ask(struct sp_gate *gate, const char *actor,
			     const char *ref, const char *subject,
			     const char *text, struct sp_outcome *out,
			     struct sp_err *err) SP_CHECKED;
enum sp_status sp_decide_reject(struct sp_gate *gate, const char *actor,
				const char *ref, const char *reason,
				const char *subject, const char *text,
				struct sp_outcome *out, struct sp_err *err)
				SP_CHECKED;
enum sp_status sp_decide_discard(struct sp_gate *gate, const char *actor,
				 const char *ref, struct sp_outcome *out,
				 struct sp_err *err) SP_CHECKED;
enum sp_status sp_decide_defer(struct sp_gate *gate, const char *actor,
			       const char *ref, int64_t until,
			       struct sp_outcome *out, struct sp_err *err)
			       SP_CHECKED;
/* Back into the queue: a discard within [retention] undo, a deferral, a
 * rejection whose mail has not left. SP_EDENIED says why not. */
enum sp_status sp_decide_undo(struct sp_gate *gate, const char *actor,
			      const char *ref, struct sp_outcome *out,
			      struct sp_err *err) SP_CHECKED;
/* The texts of ask and reject, expanded for that mail; all g_free()d.
 * SP_NONE: no such reason; err names those there are. SP_EDENIED: it does not
 * wait for a decision. reason NULL: ask. */
enum sp_status sp_decide_draft(struct sp_gate *gate, const char *ref,
			       const char *reason, char **subject, char **text,
			       struct sp_err *err) SP_CHECKED;
/* The reasons of reject: "duplicate, not-a-report, ..."; g_free(). */
char *sp_decide_reasons(struct sp_gate *gate);

#endif
