/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compose.h - from an outbox row to the bytes that leave */
#ifndef SP_GATE_COMPOSE_H
#define SP_GATE_COMPOSE_H

#include "lib/gate/dispatch.h"
#include "lib/gate/gate.h"

/* Deterministic for its row but for fresh ciphertext to outsiders: the same
 * Message-ID and date each time. SP_NONE: there is nothing to send any more
 * (the member left or is paused, the key is not the one it was sealed for, the
 * payload is gone): withdraw the row. */
enum sp_status sp_compose(struct sp_gate *gate, const struct sp_out *out,
			  struct sp_dispatch *d, struct sp_err *err)
			  SP_CHECKED;

#endif
