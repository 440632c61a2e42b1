/* SPDX-License-Identifier: GPL-2.0-or-later */
/* merge.h - two cases are one */
#ifndef SP_GATE_MERGE_H
#define SP_GATE_MERGE_H

#include "lib/gate/triage.h"

/* from is closed as merged, and the embargo of into ends at the earlier of the
 * two ends. The reporters of from stay where they are: nobody sees another.
 * after gets into. SP_EDENIED: not both are open. */
enum sp_status sp_merge(struct sp_gate *gate, const char *actor,
			const char *from, const char *into,
			struct sp_dossier **after, struct sp_err *err)
			SP_CHECKED;

#endif
