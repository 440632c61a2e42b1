/* SPDX-License-Identifier: GPL-2.0-or-later */
/* judge.h - gather what the policy must know, and ask it */
#ifndef SP_GATE_JUDGE_H
#define SP_GATE_JUDGE_H

#include "lib/gate/opening.h"

struct sp_hearing {
	char *sender;			/* envelope; "" is null */
	char *recipient;
	struct sp_recipient to;
	int64_t case_id;		/* it belongs to, 0: none known */
	char *likely;			/* number of that case, when it is held;
					   or NULL */
	unsigned earlier;		/* mails of this sender before */
	char *namesake;			/* member whose name the author bears
					   without being them, or NULL */
	gboolean answers_notice;	/* or what came of it, among moderators */
	struct sp_signer signer;
	gboolean for_us;		/* what is signed says that it is for this
					   list */
	struct sp_verdict verdict;
};

/* Envelope and history; no message needed. */
enum sp_status sp_judge_envelope(struct sp_gate *gate, const struct sp_mail *m,
				 struct sp_hearing *h, struct sp_err *err)
				 SP_CHECKED;
/* Whether to acknowledge: from the envelope and the clear facts alone. Fills
 * the acknowledgement columns of m. */
enum sp_status sp_judge_ack(struct sp_gate *gate, struct sp_mail *m,
			    const struct sp_hearing *h,
			    const struct sp_facts *clear, int64_t now,
			    struct sp_err *err) SP_CHECKED;
/* What becomes of the mail. A signature by an unknown key is verified again,
 * when its case has a key pinned. */
enum sp_status sp_judge_post(struct sp_gate *gate, const struct sp_mail *m,
			     struct sp_opening *o, struct sp_hearing *h,
			     struct sp_err *err) SP_CHECKED;
void sp_hearing_clear(struct sp_hearing *h);

/* The thread that a budget of acknowledgements counts by: what began it, as
 * the notes of m say, for one sender, since anybody can name any message. */
void sp_judge_thread(const struct sp_gate *gate, const struct sp_mail *m,
		     struct sp_digest *d);

#endif
