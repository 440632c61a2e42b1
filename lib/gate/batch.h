/* SPDX-License-Identifier: GPL-2.0-or-later */
/* batch.h - cases that are published together
 *
 * A batch is the open cases that say they are in it: it has no row of its own,
 * and is over when they are published. */
#ifndef SP_GATE_BATCH_H
#define SP_GATE_BATCH_H

#include "lib/gate/triage.h"

/* The open cases of a batch, in the order of their numbers: *cases receives
 * struct sp_dossier *. SP_NONE: there are none. */
enum sp_status sp_batch_cases(struct sp_gate *gate, const char *name,
			      GPtrArray **cases, struct sp_err *err)
			      SP_CHECKED;
/* "QSEC-2026-0007 and QSEC-2026-0008", all that are in the batch of d beside
 * it; "" when it is alone; g_free(). */
enum sp_status sp_batch_others(struct sp_gate *gate, const struct sp_dossier *d,
			       char **others, struct sp_err *err) SP_CHECKED;

/* Put cases in a batch and give all that are in it a date; 0: the one it has, or
 * the policy's next. numbers may be empty. cases as above. SP_EDENIED: one
 * cannot be, and nothing has happened. SP_EDATA: it is a new batch, and no date
 * is known. */
enum sp_status sp_batch_set(struct sp_gate *gate, const char *actor,
			    const char *name, char *const *numbers,
			    int64_t date, GPtrArray **cases,
			    struct sp_err *err) SP_CHECKED;
/* Publish all of them in one transaction. SP_EDENIED: the first that cannot be
 * says why, and nothing has happened. */
enum sp_status sp_batch_publish(struct sp_gate *gate, const char *actor,
				const char *name, const char *where,
				GPtrArray **cases, struct sp_err *err)
				SP_CHECKED;

#endif
