/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reply.h - what a member writes in a case, on its way to the reporters
 *
 * Each reporter gets a mail of their own: the list's words around the member's,
 * with the reference that this one knows. It waits in the outbox for [reply]
 * delay, so that it can be held back. */
#ifndef SP_GATE_REPLY_H
#define SP_GATE_REPLY_H

#include "lib/gate/compose.h"
#include "lib/gate/judge.h"
#include "lib/policy/reply.h"

struct sp_addressee {
	struct sp_participant *who;
	char *address;
	enum sp_way way;
	char encryption[SP_FPR_LEN + 1];	/* ENCRYPTED: to this subkey */
	struct sp_sealed letter;	/* what they will read, for the store */
};

struct sp_replies {
	struct sp_reply verdict;
	GPtrArray *people;		/* of struct sp_addressee * */
	char *told;			/* what the members read, or NULL */
	int64_t due;
};

#define SP_REPLIES_INIT { SP_REPLY_INIT, NULL, NULL, 0 }

/* What reaches whom, sealed for the store; no transaction yet. c NULL: there is
 * no case, and nobody. */
enum sp_status sp_replies_make(struct sp_gate *gate, const struct sp_opening *o,
			       const struct sp_hearing *h,
			       const struct sp_case *c, int64_t now,
			       struct sp_replies *all, struct sp_err *err)
			       SP_CHECKED;
/* [tx] Payloads, outbox rows and events. */
enum sp_status sp_replies_queue(struct sp_gate *gate, const struct sp_mail *m,
				const struct sp_case *c,
				const struct sp_replies *all,
				const char *actor, int64_t now,
				struct sp_err *err) SP_CHECKED;
void sp_replies_clear(struct sp_replies *all);

/* Who takes part from outside, but for those who are only invited; of struct
 * sp_addressee *, g_ptr_array_unref(). */
enum sp_status sp_reply_people(struct sp_gate *gate, const struct sp_case *c,
			       GPtrArray **people, struct sp_err *err)
			       SP_CHECKED;
/* Sets encryption to the subkey that a->who can be written to under; it stays
 * empty where none can be used. */
enum sp_status sp_reply_find_key(struct sp_gate *gate, struct sp_addressee *a,
				 struct sp_err *err) SP_CHECKED;

/* The mail of such a row. SP_NONE: it cannot be sent any more. */
enum sp_status sp_reply_compose(struct sp_gate *gate, const struct sp_out *out,
				struct sp_dispatch *d, struct sp_err *err)
				SP_CHECKED;
/* It was sent: a transaction that says so of the row, the case and the
 * reporter, whose answers are expected from then on. */
enum sp_status sp_reply_sent(struct sp_gate *gate, const struct sp_out *out,
			     const char *actor, int64_t now,
			     struct sp_err *err) SP_CHECKED;

/* The draft of the human acknowledgement of a case, from the template
 * acknowledge; g_free() both. */
enum sp_status sp_reply_draft(struct sp_gate *gate, const struct sp_case *c,
			      char **subject, char **text, struct sp_err *err)
			      SP_CHECKED;
/* What a person wrote at the command line, to each reporter of a case. Goes
 * unencrypted to whom no key is known of. SP_EDENIED: it is the draft as it was
 * made, or there is nobody to write to. told is what became of it; g_free(). */
enum sp_status sp_reply_write(struct sp_gate *gate, const char *actor,
			      const struct sp_case *c, const char *subject,
			      const char *text, char **told,
			      struct sp_err *err) SP_CHECKED;
/* Can all of the case's reporters be written to encrypted? */
gboolean sp_reply_encrypts(struct sp_gate *gate, const struct sp_case *c);

/* Take back what waits for the reporters of a case. SP_NONE: there is no such
 * case, or nothing waits. */
enum sp_status sp_reply_hold_back(struct sp_gate *gate, const char *actor,
				  const char *case_number, unsigned *n,
				  struct sp_err *err) SP_CHECKED;

#endif
