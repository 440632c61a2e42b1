/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tally.h - what came before, so that it counts once
 *
 * A part of store.h, whose rules hold here. */
#ifndef SP_STORE_TALLY_H
#define SP_STORE_TALLY_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "lib/store/mail.h"
#include "lib/vault/vault.h"

struct sp_store;

/* --- budgets ------------------------------------------------------------- */

/* Mails by the same sender that came before this one. */
enum sp_status sp_store_earlier(struct sp_store *st, const struct sp_mail *m,
				unsigned *earlier,
				struct sp_err *err) SP_CHECKED;
/* Acknowledgements counted, in 24 hours or one. thread NULL: in no thread. */
enum sp_status sp_store_ack_counts(struct sp_store *st,
				   const struct sp_digest *sender,
				   const struct sp_digest *thread, int64_t now,
				   unsigned *sender_day, unsigned *thread_day,
				   unsigned *list_hour,
				   struct sp_err *err) SP_CHECKED;
/* [tx] Count one acknowledgement against the budgets. */
enum sp_status sp_store_ack_count(struct sp_store *st,
				  const struct sp_digest *sender,
				  const struct sp_digest *thread, int64_t now,
				  struct sp_err *err) SP_CHECKED;
/* [tx] SP_OK the first time a short input is seen, SP_EDENIED the second. */
enum sp_status sp_store_short_input(struct sp_store *st,
				    const struct sp_digest *d, int64_t now,
				    struct sp_err *err) SP_CHECKED;

/* --- signatures and threads ---------------------------------------------- */

/* [tx] SP_EDENIED when this signature was seen before. */
enum sp_status sp_store_signature_use(struct sp_store *st,
				      const struct sp_digest *d, int64_t now,
				      struct sp_err *err) SP_CHECKED;
enum sp_status sp_store_signature_seen(struct sp_store *st,
				       const struct sp_digest *d,
				       gboolean *seen, struct sp_err *err)
				       SP_CHECKED;

/* [tx] A message id belongs to a mail (and so to its case). The first mail
 * that has it keeps it. */
enum sp_status sp_store_thread_add(struct sp_store *st,
				   const struct sp_digest *message_id,
				   int64_t mail, struct sp_err *err)
				   SP_CHECKED;
enum sp_status sp_store_thread_find(struct sp_store *st,
				    const struct sp_digest *message_id,
				    int64_t *mail, struct sp_err *err)
				    SP_CHECKED;

#endif
