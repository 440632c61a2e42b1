/* SPDX-License-Identifier: GPL-2.0-or-later */
/* identity.h - when are two arrivals the same mail?
 *
 * The retry key is a keyed digest over the list, what the recipient address
 * asks for, the envelope sender and the message less its trace fields, with
 * line ends made alike: a retry by the MTA and the same report through a second
 * MX host are the same. Message-ID belongs to the sender and decides nothing. */
#ifndef SP_GATE_IDENTITY_H
#define SP_GATE_IDENTITY_H

#include "lib/gate/gate.h"
#include "lib/gate/intake.h"

/* length is counted in the same pass over the bytes. */
enum sp_status sp_identity(const struct sp_gate *gate,
			   const struct sp_delivery *delivery,
			   struct sp_length *length, struct sp_digest *digest,
			   struct sp_err *err) SP_CHECKED;

#endif
