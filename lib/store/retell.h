/* SPDX-License-Identifier: GPL-2.0-or-later */
/* retell.h - taking a person out of what the store holds of a case
 *
 * All of it [tx]. Rows and digests stay; what could be read goes. */
#ifndef SP_STORE_RETELL_H
#define SP_STORE_RETELL_H

#include "lib/store/index.h"
#include "lib/store/store.h"

/* The event that tells again what a blanked one said. Its detail is
 * SP_RETOLD_MARK, the number of that event, a blank, and the text. */
#define SP_EVENT_RETOLD "retold"
#define SP_RETOLD_MARK '='

/* Blank the detail of e, and append an event with what is left of it. */
enum sp_status sp_store_event_retell(struct sp_store *st,
				     const struct sp_event *e, int64_t at,
				     const char *actor, const char *detail,
				     struct sp_err *err) SP_CHECKED;
/* Which event such a detail tells again, and its text, which points into it;
 * 0: it is no such detail. */
int64_t sp_store_retold(const char *detail, const char **text);

/* Who has that digest is remembered no more. SP_NONE: nobody has it. */
enum sp_status sp_store_participant_forget(struct sp_store *st,
					   int64_t case_id,
					   const struct sp_digest *address,
					   struct sp_err *err) SP_CHECKED;
/* Mail that left, or is to leave, in that case: recipient is its vault. */
struct sp_addressed {
	int64_t id;
	GBytes *recipient;
};
/* outs gets struct sp_addressed *; g_ptr_array_unref(). */
enum sp_status sp_store_outs_of_case(struct sp_store *st, int64_t case_id,
				     GPtrArray **outs, struct sp_err *err)
				     SP_CHECKED;
/* To whom it went is forgotten; what has not left does not. */
enum sp_status sp_store_out_forget(struct sp_store *st, int64_t id,
				   struct sp_err *err) SP_CHECKED;
/* Envelope, card, thread and ack_key of m, as they are now. */
enum sp_status sp_store_mail_redact(struct sp_store *st,
				    const struct sp_mail *m,
				    struct sp_err *err) SP_CHECKED;
/* The mail is not found by these words any more. */
enum sp_status sp_store_words_forget(struct sp_store *st, int64_t mail,
				     const struct sp_word *words, size_t n,
				     struct sp_err *err) SP_CHECKED;
enum sp_status sp_store_case_retitle(struct sp_store *st, int64_t case_id,
				     GBytes *title, struct sp_err *err)
				     SP_CHECKED;

#endif
