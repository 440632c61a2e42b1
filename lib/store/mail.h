/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail.h - the mails that came, and what became of them
 *
 * A part of store.h, whose rules hold here. */
#ifndef SP_STORE_MAIL_H
#define SP_STORE_MAIL_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "lib/vault/vault.h"

struct sp_store;

enum sp_mail_state { SP_MAIL_UNOPENED, SP_MAIL_HELD, SP_MAIL_ACCEPTED,
		     SP_MAIL_REJECTED, SP_MAIL_DISCARDED, SP_MAIL_FILED };
enum sp_ack_state { SP_ACK_STATE_UNDECIDED, SP_ACK_STATE_DUE,
		    SP_ACK_STATE_SENT, SP_ACK_STATE_NONE };

struct sp_mail {
	int64_t id;
	char ref[12];
	int64_t arrived;
	enum sp_mail_state state;
	struct sp_digest digest;	/* retry key */
	struct sp_digest sender;	/* of the envelope sender's key form */
	unsigned size_class;		/* log2 of the bytes, rounded up */
	int role;			/* enum sp_role */
	int rank;			/* enum sp_rank */
	unsigned why;			/* enum sp_why bits */
	unsigned repeats;		/* later arrivals of the same mail */
	unsigned attempts;		/* to open it */
	int64_t original;		/* payload ids; 0: none */
	int64_t notice;
	int64_t post;			/* what the members got */
	GBytes *envelope;		/* vault: envelope sender, recipient */
	GBytes *card;			/* vault: sp_card JSON; NULL unopened */
	GBytes *thread;			/* vault: Message-ID and References */
	int64_t report_at;		/* where in the notice's plaintext */
	int64_t report_len;		/* the report stands (message/rfc822) */
	int64_t case_id;		/* 0: none */
	enum sp_ack_state ack;
	int ack_why;			/* enum sp_no_ack when NONE */
	int64_t ack_due;
	int64_t ack_at;			/* when it went out */
	guint64 checks;			/* checklist bits found in the clear */
	gboolean was_clear;
	GBytes *ack_key;		/* vault: key that came with it; NULL */
	int64_t decided;		/* 0: not */
	char *decided_by;		/* actor; "" */
	char *decision;			/* "approve", ...; "" */
	int64_t deferred_until;		/* 0: not */
	int64_t asked;			/* 0: not */
	unsigned carried;		/* of a mail with commands, while it is
					   unopened: 0, or one more than those
					   that are dealt with */
};

void sp_mail_free(struct sp_mail *m);

/* [tx] A new ref, distinct from all others, for this store. */
enum sp_status sp_store_new_ref(struct sp_store *st, char ref[12],
				struct sp_err *err) SP_CHECKED;
/* [tx] Insert; m->id and id receive the row. SP_EDENIED: that digest is there
 * already, and *id is its row. */
enum sp_status sp_store_mail_add(struct sp_store *st, const struct sp_mail *m,
				 int64_t *id, struct sp_err *err) SP_CHECKED;
/* By digest, ref or id; SP_NONE. *m is sp_mail_free()d. */
enum sp_status sp_store_mail_by_digest(struct sp_store *st,
				       const struct sp_digest *d,
				       struct sp_mail **m, struct sp_err *err)
				       SP_CHECKED;
enum sp_status sp_store_mail_by_ref(struct sp_store *st, const char *ref,
				    struct sp_mail **m, struct sp_err *err)
				    SP_CHECKED;
enum sp_status sp_store_mail_by_id(struct sp_store *st, int64_t id,
				   struct sp_mail **m, struct sp_err *err)
				   SP_CHECKED;
/* [tx] Write back every column that changes (not id, ref, arrived, digest,
 * sender, original, envelope), provided the state is still from; SP_NONE when
 * it is not (somebody else decided: read it again and say who). repeats never
 * shrinks, and an acknowledgement that went out, or was given up, stays so: m
 * may have been read before others wrote. */
enum sp_status sp_store_mail_update(struct sp_store *st,
				    const struct sp_mail *m,
				    enum sp_mail_state from,
				    struct sp_err *err) SP_CHECKED;
/* [tx] The commands in an unopened mail have got so far, provided that carried
 * is still from; SP_NONE when it is not: another process is at it. */
enum sp_status sp_store_mail_carry(struct sp_store *st, int64_t id,
				   unsigned from, unsigned to,
				   struct sp_err *err) SP_CHECKED;
/* [tx] */
enum sp_status sp_store_mail_repeat(struct sp_store *st, int64_t id,
				    struct sp_err *err) SP_CHECKED;
/* The queue in order: rank, then arrival; deferred ones last. limit 0: all.
 * each() gets a borrowed row; a status other than SP_OK stops and returns it.
 * Here and in the other lists, each() may look up single rows but must neither
 * change anything nor start the same list. */
enum sp_status sp_store_mail_list(struct sp_store *st, enum sp_mail_state state,
				  int64_t now, unsigned limit,
				  enum sp_status (*each)(const struct sp_mail *,
							 void *),
				  void *arg, struct sp_err *err) SP_CHECKED;
/* The accepted mails of a case, as they came; ids gets int64_t. */
enum sp_status sp_store_mails_of_case(struct sp_store *st, int64_t case_id,
				      GArray **ids, struct sp_err *err)
				      SP_CHECKED;
/* Mails whose acknowledgement is due or undecided, due <= now. */
enum sp_status sp_store_acks_due(struct sp_store *st, int64_t now,
				 GArray **ids, struct sp_err *err) SP_CHECKED;

#endif
