/* SPDX-License-Identifier: GPL-2.0-or-later */
/* share-thread.h - the thread of a case so far, for a guest
 *
 * This host cannot open the archive: somebody who can opens one mail after the
 * other, and each is checked to be what the list has sealed, and leaves. */
#ifndef SP_GATE_SHARE_THREAD_H
#define SP_GATE_SHARE_THREAD_H

#include "lib/gate/share.h"

struct sp_thread;

/* Which mails of the case, and for whom; leave as of sp_visitor_find(). What
 * the guards of the process refuse is refused here: SP_EDENIED. SP_NONE: no
 * guest. */
enum sp_status sp_thread_begin(struct sp_gate *gate, const char *actor,
			       const struct sp_case *c, const char *address,
			       const struct sp_leave *leave,
			       struct sp_thread **t, struct sp_err *err)
			       SP_CHECKED;
/* The next mail to open, borrowed; NULL: there is no more. */
const struct sp_mail *sp_thread_next(struct sp_thread *t);
/* It was opened, as it is signed: it goes into the outbox, with a row of the
 * ledger. SP_NONE: it holds nothing that is for the guest. */
enum sp_status sp_thread_share(struct sp_thread *t, const struct sp_mail *m,
			       struct sp_blob *opened, struct sp_err *err)
			       SP_CHECKED;
/* All were: the guest waits no more. */
enum sp_status sp_thread_end(struct sp_thread *t, struct sp_err *err)
			     SP_CHECKED;
/* Mails that the guest had already, and those that stay inside. */
void sp_thread_counts(const struct sp_thread *t, unsigned *had,
		      unsigned *inside);
void sp_thread_free(struct sp_thread *t);	/* NULL is fine */

#endif
