/* SPDX-License-Identifier: GPL-2.0-or-later */
/* share.h - the mails of a case, for its guests
 *
 * What members write goes to guests as it goes to the reporters (reply.h). What
 * the reporters write, and what was written before a guest was one, goes to
 * those who have accepted the terms, by the leave under which they were
 * invited: sealed at once to the key of each, so that this host cannot open it
 * again. Each such mail is a row of the ledger of what is shared. */
#ifndef SP_GATE_SHARE_H
#define SP_GATE_SHARE_H

#include "lib/gate/compose.h"
#include "lib/gate/guest.h"
#include "lib/gate/payload.h"

struct sp_dossier;

/* A guest, or who may become one, and what may go there. */
struct sp_visitor {
	struct sp_participant *who;
	char *address;
	GBytes *key;			/* NULL: none that can be used */
	char encryption[SP_FPR_LEN + 1];
	struct sp_leave leave;		/* its strings are the dossier's, or
					   the caller's */
	gboolean of_one;		/* one reporter has agreed, */
	struct sp_digest reporter;	/* this one */
	gboolean all;			/* or a clause of the policy says so, or
					   nobody has to be asked */
};

/* leave NULL: that of the invitation, in d. SP_NONE: no guest of the case. */
enum sp_status sp_visitor_find(struct sp_gate *gate, const struct sp_case *c,
			       const struct sp_dossier *d, const char *address,
			       const struct sp_leave *leave,
			       struct sp_visitor *v, struct sp_err *err)
			       SP_CHECKED;
void sp_visitor_clear(struct sp_visitor *v);

/* One mail for one guest. */
struct sp_shared_mail {
	const char *subject;
	const char *by;		/* who wrote it: "The reporter" */
	char *text;		/* what was written; or NULL: it is in entity */
	char *entity;		/* MIME, with its Content- fields, or NULL */
};

/* The entity of content, as it can be signed; NULL: it cannot. g_free(). */
char *sp_share_entity(const struct sp_content *content);
/* Signed, and sealed to the guest, with the line on the embargo; no transaction
 * yet. SP_NONE: the key cannot be used. */
enum sp_status sp_share_seal(struct sp_gate *gate, const struct sp_mail *m,
			     const struct sp_case *c,
			     const struct sp_visitor *v,
			     const struct sp_shared_mail *mail, int64_t now,
			     struct sp_sealed *sealed, struct sp_err *err)
			     SP_CHECKED;
/* [tx] Payload, outbox row, ledger. person: somebody asked for it, and the
 * guards of the process decide; else the caller has looked. */
enum sp_status sp_share_queue(struct sp_gate *gate, const char *actor,
			      gboolean person, const struct sp_mail *m,
			      const struct sp_case *c,
			      const struct sp_visitor *v,
			      const struct sp_sealed *sealed, int64_t now,
			      struct sp_err *err) SP_CHECKED;
/* The mail of such a row. SP_NONE: it cannot be sent any more. */
enum sp_status sp_share_compose(struct sp_gate *gate, const struct sp_out *out,
				struct sp_dispatch *d, struct sp_err *err)
				SP_CHECKED;

/* A mail of a reporter that goes to the members now, for all guests. */
struct sp_shares {
	GPtrArray *copies;	/* one for each */
	char *told;		/* what members read about it, or NULL */
};

#define SP_SHARES_INIT { NULL, NULL }

/* m is of a reporter's, or of nobody's (author NULL), and then members read
 * who waits for the thread. No transaction yet. */
enum sp_status sp_shares_make(struct sp_gate *gate, const struct sp_mail *m,
			      const struct sp_case *c, const char *author,
			      const char *subject,
			      const struct sp_content *content, int64_t now,
			      struct sp_shares *all, struct sp_err *err)
			      SP_CHECKED;
/* [tx] */
enum sp_status sp_shares_queue(struct sp_gate *gate, const char *actor,
			       const struct sp_mail *m,
			       const struct sp_case *c,
			       const struct sp_shares *all, int64_t now,
			       struct sp_err *err) SP_CHECKED;
void sp_shares_clear(struct sp_shares *all);

#endif
