/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compose.h - from an outbox row to the bytes that leave */
#ifndef SP_GATE_COMPOSE_H
#define SP_GATE_COMPOSE_H

#include "lib/base/blob.h"
#include "lib/gate/gate.h"
#include "lib/gate/outer.h"

struct sp_dispatch {
	char *recipient;
	const char *envelope;		/* "": the null sender */
	char *actor;			/* who wrote it, or NULL */
	char *bounces;			/* LIST-bounces+TOKEN@, or NULL */
	struct sp_blob message;
};

#define SP_DISPATCH_INIT { .envelope = "", .message = SP_BLOB_INIT }

/* Deterministic for its row but for fresh ciphertext to outsiders: the same
 * Message-ID and date each time. SP_NONE: there is nothing to send any more
 * (the member left or is paused, the key is not the one it was sealed for, the
 * payload is gone): withdraw the row. */
enum sp_status sp_compose(struct sp_gate *gate, const struct sp_out *out,
			  struct sp_dispatch *d, struct sp_err *err)
			  SP_CHECKED;
/* A text of ours: signed, and sealed to key unless that is NULL. */
enum sp_status sp_compose_answer(struct sp_gate *gate,
				 const struct sp_outer *outer, GBytes *key,
				 const char *text, struct sp_dispatch *d,
				 struct sp_err *err) SP_CHECKED;
/* The same for a MIME entity of ours. */
enum sp_status sp_compose_signed(struct sp_gate *gate,
				 const struct sp_outer *outer, GBytes *key,
				 const char *part, struct sp_dispatch *d,
				 struct sp_err *err) SP_CHECKED;
/* The same, sealed now, for a row that is sent as sp_compose_kept() does. */
enum sp_status sp_compose_sealed(struct sp_gate *gate,
				 const struct sp_outer *outer, GBytes *key,
				 const char *part, struct sp_sealed *sealed,
				 struct sp_err *err) SP_CHECKED;
/* The payload of the row, sealed to its subkey, below that header. */
enum sp_status sp_compose_kept(struct sp_gate *gate,
			       const struct sp_outer *outer,
			       const struct sp_out *out, struct sp_dispatch *d,
			       struct sp_err *err) SP_CHECKED;
void sp_dispatch_clear(struct sp_dispatch *d);

#endif
