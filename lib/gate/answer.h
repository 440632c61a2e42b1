/* SPDX-License-Identifier: GPL-2.0-or-later */
/* answer.h - what goes out after commands and decisions: the answer to who
 * mailed them, and a short mail to the other moderators about each */
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
/* [tx] Payload and outbox row. */
enum sp_status sp_answer_queue(struct sp_gate *gate, const struct sp_answer *a,
			       struct sp_err *err) SP_CHECKED;
void sp_answer_clear(struct sp_answer *a);

/* To all of an audience but one member, or 0; a->made is set. SP_NONE: there is
 * nobody to write to. */
enum sp_status sp_answer_seal_but(struct sp_gate *gate,
				  enum sp_audience audience, int64_t member,
				  struct sp_rope *rope, struct sp_answer *a,
				  struct sp_err *err) SP_CHECKED;
/* [tx] A row of the outbox that was for nobody yet becomes that of the first of
 * them; each other gets one like it. */
enum sp_status sp_answer_give(struct sp_gate *gate, const struct sp_answer *a,
			      struct sp_out *out, struct sp_err *err)
			      SP_CHECKED;

/* [tx] The moderators but the actor are to read of a decision: one row for all
 * of them, so that no decision waits for gpg to seal that. */
enum sp_status sp_handled_queue(struct sp_gate *gate, int64_t mail,
				const char *actor, const char *decision,
				int64_t now, struct sp_err *err) SP_CHECKED;
/* At hand-over such a row, leased, is sealed once and becomes one for each of
 * them; out is the first one's. SP_NONE: there is nobody to tell any more. */
enum sp_status sp_handled_give(struct sp_gate *gate, struct sp_out *out,
			       struct sp_err *err) SP_CHECKED;

#endif
