/* SPDX-License-Identifier: GPL-2.0-or-later */
/* forget.h - deleting what a decided mail said, on demand
 *
 * The row, its digests and the chain of events stay; everything that could be
 * read goes, and leaves the file. Undecided mail is never deleted. */
#ifndef SP_GATE_FORGET_H
#define SP_GATE_FORGET_H

#include "lib/gate/gate.h"

/* A rejected, discarded or filed mail. SP_EDENIED: it is undecided, or
 * accepted (then it takes two to forget it), or was deleted before. */
enum sp_status sp_purge(struct sp_gate *gate, const char *actor,
			const char *ref, struct sp_err *err) SP_CHECKED;

/* Any decided mail. The first call records the wish and answers SP_EWAIT, as
 * does a second one by the same actor; another actor's carries it out. */
enum sp_status sp_forget(struct sp_gate *gate, const char *actor,
			 const char *ref, struct sp_err *err) SP_CHECKED;

#endif
