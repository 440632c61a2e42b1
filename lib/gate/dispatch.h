/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dispatch.h - a mail that leaves: header and content in its form
 *
 * Encrypted (RFC 3156 section 4), signed (section 5) or, of what says nothing,
 * neither. compose.h knows which mail that is. */
#ifndef SP_GATE_DISPATCH_H
#define SP_GATE_DISPATCH_H

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

void sp_dispatch_clear(struct sp_dispatch *d);
/* Bytes, as they are. */
enum sp_status sp_dispatch_add(struct sp_dispatch *d, const char *text,
			       struct sp_err *err) SP_CHECKED;
/* A text of ours: signed, and sealed to key unless that is NULL. */
enum sp_status sp_dispatch_answer(struct sp_gate *gate,
				  const struct sp_outer *outer, GBytes *key,
				  const char *text, struct sp_dispatch *d,
				  struct sp_err *err) SP_CHECKED;
/* The same for a MIME entity of ours. */
enum sp_status sp_dispatch_signed(struct sp_gate *gate,
				  const struct sp_outer *outer, GBytes *key,
				  const char *part, struct sp_dispatch *d,
				  struct sp_err *err) SP_CHECKED;
/* The same, sealed now, for a row that is sent as sp_dispatch_kept() does. */
enum sp_status sp_dispatch_sealed(struct sp_gate *gate,
				  const struct sp_outer *outer, GBytes *key,
				  const char *part, struct sp_sealed *sealed,
				  struct sp_err *err) SP_CHECKED;
/* The payload of the row, sealed to its subkey, below that header. */
enum sp_status sp_dispatch_kept(struct sp_gate *gate,
				const struct sp_outer *outer,
				const struct sp_out *out, struct sp_dispatch *d,
				struct sp_err *err) SP_CHECKED;

#endif
