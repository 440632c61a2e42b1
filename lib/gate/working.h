/* SPDX-License-Identifier: GPL-2.0-or-later */
/* working.h - what is sealed to the list key, opened again
 *
 * A held mail's working copy is its notice: the report stands in it as people
 * read it, so that an approval opens one message and not two. */
#ifndef SP_GATE_WORKING_H
#define SP_GATE_WORKING_H

#include "lib/gate/gate.h"

/* A payload that the list key can open; one gpg run. SP_NONE: it is not sealed
 * to the list key (any more). */
enum sp_status sp_working_payload(struct sp_gate *gate, int64_t payload,
				  struct sp_blob *plain, struct sp_err *err)
				  SP_CHECKED;
/* The same of what the gate has written itself, as text; g_free(). */
enum sp_status sp_working_text(struct sp_gate *gate, int64_t payload,
			       char **text, struct sp_err *err) SP_CHECKED;

#endif
