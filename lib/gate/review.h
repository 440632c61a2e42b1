/* SPDX-License-Identifier: GPL-2.0-or-later */
/* review.h - what people do at the command line with the patches of a case */
#ifndef SP_GATE_REVIEW_H
#define SP_GATE_REVIEW_H

#include "lib/gate/triage.h"

/* Ask a member, or a guest of the case, by encrypted mail to look at its
 * patches. SP_EDENIED: there are none, or nobody whom mail may reach has that
 * address; err names the command that invites them. What was asked may be sent
 * at once: sp_handover() of mail 0. */
enum sp_status sp_review_ask(struct sp_gate *gate, const char *actor,
			     const char *number, const char *address,
			     struct sp_err *err) SP_CHECKED;

/* What a person says about a patch of the case, or about its set. */
struct sp_review_word {
	const char *actor;
	const char *number;
	const char *digest;	/* as typed: its beginning will do */
	const char *because;	/* NULL: nothing */
	gboolean off;		/* an objection is taken back */
};

/* The gatekeeper alone. SP_EDENIED otherwise, and SP_NONE when nothing is what
 * was typed. *digest receives it in full; g_free(). */
enum sp_status sp_review_approve(struct sp_gate *gate,
				 const struct sp_review_word *word,
				 char **digest, struct sp_err *err) SP_CHECKED;
enum sp_status sp_review_object(struct sp_gate *gate,
				const struct sp_review_word *word,
				char **digest, struct sp_err *err) SP_CHECKED;
/* The patch is not one of the set any more. */
enum sp_status sp_review_drop(struct sp_gate *gate,
			      const struct sp_review_word *word,
			      char **digest, struct sp_err *err) SP_CHECKED;

#endif
