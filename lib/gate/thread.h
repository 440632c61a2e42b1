/* SPDX-License-Identifier: GPL-2.0-or-later */
/* thread.h - which case a mail is about */
#ifndef SP_GATE_THREAD_H
#define SP_GATE_THREAD_H

#include "lib/gate/opening.h"
#include "lib/mail/address.h"

/* The mail of ours that a message id names; 0: none. */
enum sp_status sp_thread_mail(struct sp_gate *gate, const char *msgid,
			      int64_t *mail, struct sp_err *err) SP_CHECKED;
/* The case that a mail to that address is about; *id stays where there is
 * none, and is 0 for a mail that is in no case yet. */
enum sp_status sp_thread_case(struct sp_gate *gate, const struct sp_opening *o,
			      const struct sp_recipient *to, int64_t *id,
			      struct sp_err *err) SP_CHECKED;

#endif
