/* SPDX-License-Identifier: GPL-2.0-or-later */
/* deeds.h - what people do with a case, verb by verb
 *
 * One path for the command line and for mail: what was said is made into a
 * step (lib/policy/deed.h) and taken. */
#ifndef SP_GATE_DEEDS_H
#define SP_GATE_DEEDS_H

#include "lib/gate/triage.h"
#include "lib/policy/deed.h"

struct sp_doing {
	struct sp_deed deed;	/* made of said */
	GHashTable *said;	/* what is left out may be added */
	const char *actor;	/* "login:jo", a fingerprint */
	const char *number;	/* of the case */
};

/* A table for what is said. g_hash_table_unref(). */
GHashTable *sp_said_new(void);
/* A value that is NULL is left out. */
void sp_said_put(GHashTable *said, const char *name, const char *value);

/* after gets the case as it is then. SP_EDENIED, SP_NONE: nothing happened. */
enum sp_status sp_deed_do(struct sp_gate *gate, const struct sp_doing *doing,
			  struct sp_dossier **after, struct sp_err *err)
			  SP_CHECKED;

#endif
