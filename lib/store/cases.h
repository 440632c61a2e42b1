/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cases.h - the cases, and who outside has part in them
 *
 * A part of store.h, whose rules hold here. */
#ifndef SP_STORE_CASES_H
#define SP_STORE_CASES_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "lib/vault/vault.h"

struct sp_store;

struct sp_case {
	int64_t id;
	char *number;		/* QSEC-2026-0007 */
	char ref[12];		/* of the mail that opened it: outside name */
	int64_t opened;
	char *state;		/* "new" */
	GBytes *title;		/* vault; NULL: forgotten */
	int64_t answered;	/* when a person's first mail to a reporter
				   left; 0: none has */
	GBytes *brief;		/* vault: what a list of cases shows of it;
				   NULL: to be told from its events */
};

struct sp_participant {
	int64_t case_id;
	char *kind;		/* "reporter" */
	GBytes *address;	/* vault; NULL: forgotten */
	struct sp_digest digest;	/* of the address key */
	GBytes *token;		/* vault: of LIST+REF-TOKEN@ */
	struct sp_digest token_digest;
	gboolean remember;
	char *key;		/* pinned fingerprint, or "" */
	int64_t pinned_at;	/* only what it signed later counts */
	GBytes *key_data;	/* vault: the pinned key; NULL: none */
	char *ref;		/* of their own mail, by which they know the
				   case; "": the case's */
	int64_t adopted;	/* when a person vouched for the key; 0: nobody
				   has */
};

void sp_case_free(struct sp_case *c);
void sp_participant_free(struct sp_participant *p);

/* [tx] A person's first mail to a reporter has left: a new case becomes an
 * acknowledged one. SP_NONE: it was not the first. */
enum sp_status sp_store_case_answered(struct sp_store *st, int64_t case_id,
				      int64_t now, struct sp_err *err)
				      SP_CHECKED;
/* [tx] What its events make of it. */
enum sp_status sp_store_case_state_set(struct sp_store *st, int64_t case_id,
				       const char *state, struct sp_err *err)
				       SP_CHECKED;
/* [tx] What a list of cases shows of it, until its next event, or until one of
 * its events is blanked. */
enum sp_status sp_store_case_brief_set(struct sp_store *st, int64_t case_id,
				       GBytes *brief, struct sp_err *err)
				       SP_CHECKED;
/* The newest cases that have none, limit at most; ids gets int64_t. */
enum sp_status sp_store_cases_untold(struct sp_store *st, unsigned limit,
				     GArray **ids, struct sp_err *err)
				     SP_CHECKED;
/* [tx] None has one any more. */
enum sp_status sp_store_cases_untell(struct sp_store *st, struct sp_err *err)
				     SP_CHECKED;
/* [tx] The next number of prefix and the year of now. */
enum sp_status sp_store_case_open(struct sp_store *st, const char *prefix,
				  const char *ref, GBytes *title, int64_t now,
				  struct sp_case **c, struct sp_err *err)
				  SP_CHECKED;
enum sp_status sp_store_case_by_number(struct sp_store *st, const char *number,
				       struct sp_case **c, struct sp_err *err)
				       SP_CHECKED;
enum sp_status sp_store_case_by_ref(struct sp_store *st, const char *ref,
				    struct sp_case **c, struct sp_err *err)
				    SP_CHECKED;
enum sp_status sp_store_case_by_id(struct sp_store *st, int64_t id,
				   struct sp_case **c, struct sp_err *err)
				   SP_CHECKED;
enum sp_status sp_store_case_list(struct sp_store *st,
				  enum sp_status (*each)(const struct sp_case *,
							 void *),
				  void *arg, struct sp_err *err) SP_CHECKED;
/* [tx] Insert, or add to the one with that digest: who is remembered stays so,
 * and a key that is pinned already stays. What it signed before its owner was
 * remembered never counts. */
enum sp_status sp_store_participant_put(struct sp_store *st,
					const struct sp_participant *p,
					struct sp_err *err) SP_CHECKED;
/* [tx] Another key for a participant, on a person's word. SP_NONE: nobody has
 * that digest in that case. */
enum sp_status sp_store_participant_adopt(struct sp_store *st, int64_t case_id,
					  const struct sp_digest *address,
					  const char *key, GBytes *key_data,
					  int64_t now, struct sp_err *err)
					  SP_CHECKED;
/* [tx] A person wrote to them: their answers are expected. */
enum sp_status sp_store_participant_remember(struct sp_store *st,
					     int64_t case_id,
					     const struct sp_digest *address,
					     int64_t now, struct sp_err *err)
					     SP_CHECKED;
/* All of a case, the first first; participants gets struct sp_participant *. */
enum sp_status sp_store_participants(struct sp_store *st, int64_t case_id,
				     GPtrArray **participants,
				     struct sp_err *err) SP_CHECKED;
/* The remembered ones of a case with a pinned key. */
enum sp_status sp_store_participants_pinned(struct sp_store *st,
					    int64_t case_id,
					    GPtrArray **participants,
					    struct sp_err *err) SP_CHECKED;
/* By case and address digest, or by token digest alone; SP_NONE. */
enum sp_status sp_store_participant(struct sp_store *st, int64_t case_id,
				    const struct sp_digest *address,
				    struct sp_participant **p,
				    struct sp_err *err) SP_CHECKED;
enum sp_status sp_store_participant_by_token(struct sp_store *st,
					     const struct sp_digest *token,
					     struct sp_participant **p,
					     struct sp_err *err) SP_CHECKED;

#endif
