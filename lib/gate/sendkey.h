/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sendkey.h - the answer to "sendkey": the public key of the list
 *
 * It is due, counted and queued as the acknowledgement of the mail that asked
 * for it, and depends on nothing that was encrypted. */
#ifndef SP_GATE_SENDKEY_H
#define SP_GATE_SENDKEY_H

#include "lib/gate/compose.h"

/* Is the acknowledgement of m the list key? */
gboolean sp_sendkey_is(const struct sp_mail *m);
enum sp_status sp_sendkey_compose(struct sp_gate *gate,
				  const struct sp_out *out,
				  const struct sp_mail *m,
				  struct sp_dispatch *d, struct sp_err *err)
				  SP_CHECKED;

#endif
