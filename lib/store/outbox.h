/* SPDX-License-Identifier: GPL-2.0-or-later */
/* outbox.h - what is to leave, until it has
 *
 * A part of store.h, whose rules hold here. */
#ifndef SP_STORE_OUTBOX_H
#define SP_STORE_OUTBOX_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "lib/pgp/pgp.h"

struct sp_store;

enum sp_out_kind { SP_OUT_NOTICE, SP_OUT_POST, SP_OUT_NOKEY, SP_OUT_ACK,
		   SP_OUT_LETTER,
		   SP_OUT_CIRCULAR /* about the keys, and no mail */,
		   SP_OUT_REPLY /* what a member wrote, to a reporter */,
		   SP_OUT_REMINDER /* of all that waits, once a day */,
		   SP_OUT_ANSWER /* to commands, which are its mail */,
		   SP_OUT_HANDLED /* a moderator decided about its mail */,
		   SP_OUT_WRITTEN /* to members: what a person wrote to the
				     reporters, from the command line */,
		   SP_OUT_HELD_BACK /* to members: they will not get it */,
		   SP_OUT_URGENT /* a reminder that could not wait */,
		   SP_OUT_ASIDE /* to members: a thread was imported;
				   to one: a review is asked for */,
		   SP_OUT_EMBARGO /* to members: of the embargo of a case */,
		   SP_OUT_SHARED /* its mail, to a guest */ };
enum sp_out_state { SP_OUT_PENDING, SP_OUT_SENT, SP_OUT_DEAD,
		    SP_OUT_WITHDRAWN };

struct sp_out {
	int64_t id;
	enum sp_out_kind kind;
	int64_t mail;		/* 0: none */
	int64_t case_id;	/* of a letter in another case than its mail's,
				   or about no mail; of an embargo; 0 */
	int64_t payload;	/* 0: composed at hand-over */
	int64_t member;		/* recipient, when ours; 0 */
	GBytes *recipient;	/* vault: address; or, of a row that is for
				   nobody yet, what it is to say */
	char encryption[SP_FPR_LEN + 1];	/* whose envelope; "" */
	int64_t made;		/* Date of the mail: stable across retries */
	int64_t due;
	unsigned attempts;
	enum sp_out_state state;
	char *cause;		/* of the last failure, no content; "" */
};

void sp_out_free(struct sp_out *o);

/* [tx] */
enum sp_status sp_store_out_add(struct sp_store *st, const struct sp_out *o,
				int64_t *id, struct sp_err *err) SP_CHECKED;
/* [tx] A row without a payload gets it, and is for that member from now on.
 * SP_NONE: it is past that. */
enum sp_status sp_store_out_give(struct sp_store *st, const struct sp_out *o,
				 struct sp_err *err) SP_CHECKED;
/* When the newest row of a mail (or of a case, where it names one) and kind
 * was made; 0: there is none. */
enum sp_status sp_store_out_newest(struct sp_store *st, int64_t mail,
				   enum sp_out_kind kind, int64_t *made,
				   struct sp_err *err) SP_CHECKED;
enum sp_status sp_store_out_newest_of_case(struct sp_store *st,
					   int64_t case_id,
					   enum sp_out_kind kind,
					   int64_t *made, struct sp_err *err)
					   SP_CHECKED;
/* Lease the next due row for lease_s seconds in a transaction of its own;
 * SP_NONE when nothing is due. mail 0: of any mail. Two processes never hold
 * the same lease; one whose owner died ends by itself. */
enum sp_status sp_store_out_lease(struct sp_store *st, int64_t mail,
				  int64_t now, unsigned lease_s,
				  struct sp_out **o, struct sp_err *err)
				  SP_CHECKED;
/* A transaction of its own: sent, or failed and due again at next (0: dead).
 * A row withdrawn meanwhile has left all the same, and is sent; one that is
 * not pending any more ignores a failure. SP_NONE: no such row. */
enum sp_status sp_store_out_sent(struct sp_store *st, int64_t id, int64_t now,
				 struct sp_err *err) SP_CHECKED;
/* [tx] The same as part of a larger change. */
enum sp_status sp_store_out_mark_sent(struct sp_store *st, int64_t id,
				      int64_t now, struct sp_err *err)
				      SP_CHECKED;
enum sp_status sp_store_out_failed(struct sp_store *st, int64_t id,
				   int64_t next, const char *cause,
				   struct sp_err *err) SP_CHECKED;
/* A transaction of its own: withdrawn, because there is nothing or nobody left
 * to send. */
enum sp_status sp_store_out_gone(struct sp_store *st, int64_t id,
				 const char *cause, struct sp_err *err)
				 SP_CHECKED;
/* [tx] Take back what has not left: pending rows of a mail and kind. *n gets
 * how many; rows that were sent or are leased are left alone. */
enum sp_status sp_store_out_withdraw(struct sp_store *st, int64_t mail,
				     enum sp_out_kind kind, unsigned *n,
				     struct sp_err *err) SP_CHECKED;
/* [tx] The same for all mails of a case. */
enum sp_status sp_store_out_withdraw_case(struct sp_store *st, int64_t case_id,
					  enum sp_out_kind kind, unsigned *n,
					  struct sp_err *err) SP_CHECKED;
/* When the next of that kind leaves in a case; 0: none waits. */
enum sp_status sp_store_out_leaves(struct sp_store *st, int64_t case_id,
				   enum sp_out_kind kind, int64_t *due,
				   struct sp_err *err) SP_CHECKED;
/* What is still to leave with a payload, and whether some of that is being
 * sent just now. */
enum sp_status sp_store_out_of_payload(struct sp_store *st, int64_t payload,
				       int64_t now, unsigned *pending,
				       gboolean *leased,
				       struct sp_err *err) SP_CHECKED;
enum sp_status sp_store_out_counts(struct sp_store *st, unsigned *pending,
				   unsigned *failing, unsigned *dead,
				   struct sp_err *err) SP_CHECKED;
/* What is still to be sent and what was given up, by time due. */
enum sp_status sp_store_out_list(struct sp_store *st,
				 enum sp_status (*each)(const struct sp_out *,
							void *),
				 void *arg, struct sp_err *err) SP_CHECKED;

/* A mail that a member, or somebody outside, did not get. */
struct sp_missed {
	char ref[12];		/* "": no mail is behind it */
	int64_t member;		/* 0: not one of ours */
	int64_t made;
	gboolean dead;		/* given up; else the key could not be used */
};
/* Made after since, oldest first; missed gets struct sp_missed. */
enum sp_status sp_store_out_missed(struct sp_store *st, int64_t since,
				   GArray **missed, struct sp_err *err)
				   SP_CHECKED;

/* Payloads of reminders that have all left: what they say of mail must not
 * outlive it. payloads gets int64_t. */
enum sp_status sp_store_out_spent(struct sp_store *st, GArray **payloads,
				  struct sp_err *err) SP_CHECKED;
/* Was a copy of list mail to that member handed over from ... until? */
enum sp_status sp_store_out_arrived(struct sp_store *st, int64_t member,
				    int64_t from, int64_t until, gboolean *was,
				    struct sp_err *err) SP_CHECKED;

#endif
