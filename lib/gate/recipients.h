/* SPDX-License-Identifier: GPL-2.0-or-later */
/* recipients.h - whose keys a mail is sealed to
 *
 * Keys that cannot be used are left out before the one encryption, so that one
 * expired key never stops the others. */
#ifndef SP_GATE_RECIPIENTS_H
#define SP_GATE_RECIPIENTS_H

#include "lib/gate/gate.h"

struct sp_recipients {
	GPtrArray *members;	/* of struct sp_member *: all who should get it */
	GPtrArray *waiting;	/* of struct sp_member *: who would, if they were
				   admitted */
	GPtrArray *usable;	/* of struct sp_member *, borrowed from members */
	GPtrArray *keys;	/* of char *: encryption subkeys, no doubles */
};

enum sp_audience {
	SP_FOR_STORE,		/* archive keys and the list key */
	SP_FOR_MODERATORS,	/* moderators and the list key */
	SP_FOR_MEMBERS,		/* all members, archive keys */
	SP_FOR_ARCHIVE,		/* archive keys */
	SP_FOR_SIGNERS,		/* all members, whether admitted or not: who
				   asked is answered */
};

enum sp_status sp_recipients_find(struct sp_gate *gate,
				  enum sp_audience audience, int64_t now,
				  struct sp_recipients *to, struct sp_err *err)
				  SP_CHECKED;
/* Add a copy of fpr to keys (of char *), unless it stands there. */
void sp_recipients_add_key(GPtrArray *keys, const char *fpr);
/* To just these subkeys (of char *). SP_NONE: one of them cannot be used. */
enum sp_status sp_recipients_seal_for(struct sp_gate *gate,
				      const GPtrArray *keys,
				      struct sp_rope *plain, gboolean sign,
				      struct sp_sealed *sealed,
				      struct sp_err *err) SP_CHECKED;
/* Bring the roster up to date with what gpg says of every key, in one run. */
enum sp_status sp_recipients_refresh(struct sp_gate *gate, int64_t now,
				     struct sp_err *err) SP_CHECKED;
void sp_recipients_clear(struct sp_recipients *to);

/* Seal plain for to. When gpg finds a key unusable that the roster thought
 * good, the roster is brought up to date and the rest is tried once more: to
 * is then what was really sealed to. Not to be called in a transaction. */
enum sp_status sp_recipients_seal(struct sp_gate *gate,
				  enum sp_audience audience, int64_t now,
				  struct sp_recipients *to,
				  struct sp_rope *plain, gboolean sign,
				  struct sp_sealed *sealed, struct sp_err *err)
				  SP_CHECKED;

/* [tx] A row of the outbox for m, of like's kind, mail, case, payload and time,
 * due at once unless like says when; which payload 0 leaves open until it is
 * handed over. */
enum sp_status sp_recipients_queue_one(struct sp_gate *gate,
				       const struct sp_out *like,
				       const struct sp_member *m,
				       struct sp_err *err) SP_CHECKED;
/* [tx] The same for all of them. Whoever was not sealed to gets no payload, and
 * a row of that other kind. */
enum sp_status sp_recipients_queue(struct sp_gate *gate,
				   const struct sp_recipients *to,
				   const struct sp_out *like,
				   enum sp_out_kind unsealed,
				   struct sp_err *err) SP_CHECKED;

/* Can the member's key be sealed to? */
gboolean sp_recipients_usable(const struct sp_member *m, int64_t now);
/* "jo@example.org has an expired key", or is not admitted; NULL: can be sent
 * to; g_free(). */
char *sp_recipients_fault(const struct sp_config *conf,
			  const struct sp_member *m, int64_t now);
/* The same of the key, after "your OpenPGP key": "has expired". That of a key
 * that is fine again by now is "could not be used". */
const char *sp_recipients_cause(const struct sp_member *m, int64_t now);

#endif
