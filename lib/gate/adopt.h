/* SPDX-License-Identifier: GPL-2.0-or-later */
/* adopt.h - a person vouches for the key of a reporter */
#ifndef SP_GATE_ADOPT_H
#define SP_GATE_ADOPT_H

#include "lib/gate/gate.h"

/* Pin the key that came with the mail ref for its author, in its case, instead
 * of the one that is pinned. fingerprint: as the person got it from its owner;
 * SP_EDENIED unless it is that of the key. *number is the case's; g_free(). */
enum sp_status sp_adopt(struct sp_gate *gate, const char *actor,
			const char *ref, const char *fingerprint,
			char **number, struct sp_err *err) SP_CHECKED;

#endif
