/* SPDX-License-Identifier: GPL-2.0-or-later */
/* review.h - the patches of a case and who has looked at them: what mails say
 * of them, and what people do at the command line */
#ifndef SP_GATE_REVIEW_H
#define SP_GATE_REVIEW_H

#include "lib/gate/opening.h"
#include "lib/gate/triage.h"

/* [tx] A mail goes to the members in its case: record its patches and its tags.
 * What nobody has signed is no patch of the case, and its tags do not count. */
enum sp_status sp_review_harvest(struct sp_gate *gate, const struct sp_mail *m,
				 const struct sp_opening *o,
				 const struct sp_case *c, struct sp_err *err)
				 SP_CHECKED;

/* Ask a member, by encrypted mail, to look at the patches of the case. What
 * was asked may be sent at once: sp_handover() of mail 0. */
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
