/* SPDX-License-Identifier: GPL-2.0-or-later */
/* intake.h - one delivery, from the MTA's bytes to a decided mail
 *
 * Two commits. The first holds the mail sealed and unopened, with the intent
 * to acknowledge: from then on the MTA may forget it. The second holds what
 * was found inside and what is done with it. Whatever fails between them
 * leaves the mail unopened, for the worker to try again. */
#ifndef SP_GATE_INTAKE_H
#define SP_GATE_INTAKE_H

#include "lib/base/blob.h"
#include "lib/gate/gate.h"
#include "lib/policy/length.h"

struct sp_delivery {
	const char *sender;		/* envelope, "" or "<>" is null */
	const char *recipient;
	gboolean size_known;
	uint64_t size;			/* as announced */
	enum sp_size_unit unit;
	struct sp_blob *message;
};

/* The first commit. *id is the mail's row; SP_EDENIED: it was there already
 * (a retry, or a second MX), and *id is that row. SP_EBUSY: shorter than
 * announced, for the first time. Every other error means: not stored. */
enum sp_status sp_intake_store(struct sp_gate *gate,
			       const struct sp_delivery *delivery, int64_t *id,
			       struct sp_err *err) SP_CHECKED;

/* The second commit: parse, open, verify, decide. message: the bytes, when
 * the caller still has them; NULL: they are opened from the store. A mail that
 * is no longer unopened is SP_OK and left alone. */
enum sp_status sp_intake_open(struct sp_gate *gate, int64_t id,
			      struct sp_blob *message, struct sp_err *err)
			      SP_CHECKED;

#endif
