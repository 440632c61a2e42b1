/* SPDX-License-Identifier: GPL-2.0-or-later */
/* answer.h - what goes out after commands: the answer to who sent them, and a
 * short mail to the other moderators for each mail that was decided about */
#ifndef SP_GATE_ANSWER_H
#define SP_GATE_ANSWER_H

#include "lib/gate/outer.h"
#include "lib/gate/recipients.h"

/* The header outside of either, and the strings it needs. m: the mail with the
 * commands, or that was decided about. Deterministic. */
struct sp_answer_head {
	struct sp_outer outer;
	char *strings[4];
};

void sp_answer_head(const struct sp_gate *gate, enum sp_out_kind kind,
		    const struct sp_mail *m, const char *to, int64_t made,
		    struct sp_answer_head *head);
void sp_answer_head_clear(struct sp_answer_head *head);

/* One of them, sealed and not yet queued. */
struct sp_answer {
	enum sp_out_kind kind;
	int64_t mail;			/* that it is about */
	int64_t made;
	struct sp_recipients to;	/* usable: who gets it */
	struct sp_sealed sealed;
};

#define SP_ANSWER_INIT { .sealed = { .body = SP_BLOB_INIT } }

/* SP_NONE: this member has no usable key. */
enum sp_status sp_answer_seal(struct sp_gate *gate, const struct sp_mail *m,
			      const struct sp_member *to, const char *results,
			      int64_t now, struct sp_answer *a,
			      struct sp_err *err) SP_CHECKED;
/* To the moderators but that one. SP_NONE: there are no others. */
enum sp_status sp_answer_seal_handled(struct sp_gate *gate, int64_t mail,
				      const char *decision,
				      const struct sp_member *but, int64_t now,
				      struct sp_answer *a, struct sp_err *err)
				      SP_CHECKED;
/* [tx] Payload and outbox rows. */
enum sp_status sp_answer_queue(struct sp_gate *gate, const struct sp_answer *a,
			       struct sp_err *err) SP_CHECKED;
void sp_answer_clear(struct sp_answer *a);

#endif
