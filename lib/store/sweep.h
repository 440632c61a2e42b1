/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sweep.h - what is forgotten, and whether the file is sound
 *
 * A part of store.h, whose rules hold here. */
#ifndef SP_STORE_SWEEP_H
#define SP_STORE_SWEEP_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "lib/store/mail.h"

struct sp_store;

/* Mails decided as state before the given time that still have payloads. */
enum sp_status sp_store_expired(struct sp_store *st, enum sp_mail_state state,
				int64_t before, GArray **ids,
				struct sp_err *err) SP_CHECKED;
/* [tx] Blank all of a mail that can be read: payloads, card, envelope, thread,
 * ack key, event details, its words in the index, what was to be sent of it, the
 * title of the case it opened, and, if it was the last readable mail of its
 * case, the addresses of the participants. The rows, their digests and the chain
 * stay; the caller adds the event that says so. */
enum sp_status sp_store_mail_blank(struct sp_store *st, int64_t id,
				   struct sp_err *err) SP_CHECKED;
/* Delete the bodies of payloads that were dropped. */
enum sp_status sp_store_sweep(struct sp_store *st, struct sp_err *err)
			      SP_CHECKED;
/* Sweep, and what was deleted leaves the file: free pages, then the
 * log. SP_EBUSY when a reader kept the log from being emptied: try again
 * later. */
enum sp_status sp_store_shrink(struct sp_store *st, struct sp_err *err)
			       SP_CHECKED;
/* PRAGMA integrity_check and foreign_key_check. */
enum sp_status sp_store_check(struct sp_store *st, struct sp_err *err)
			      SP_CHECKED;

#endif
