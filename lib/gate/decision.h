/* SPDX-License-Identifier: GPL-2.0-or-later */
/* decision.h - what all decisions share */
#ifndef SP_GATE_DECISION_H
#define SP_GATE_DECISION_H

#include "lib/gate/gate.h"

/* The mail, when it is held. SP_NONE: no such reference. SP_EDENIED: decided
 * already, by whom and when, or not opened yet. */
enum sp_status sp_decision_held(struct sp_gate *gate, const char *ref,
				struct sp_mail **m, struct sp_err *err)
				SP_CHECKED;
/* The sentence for the second of two deciders: SP_EDENIED. */
enum sp_status sp_decision_late(struct sp_gate *gate, const char *ref,
				struct sp_err *err) SP_CHECKED;
/* The person behind an actor, for people: a login, or the address of the member
 * whose key it names; g_free(). */
char *sp_decision_who(struct sp_gate *gate, const char *actor);
/* Set the columns of a decision. */
void sp_decision_mark(struct sp_mail *m, enum sp_mail_state state,
		      const char *actor, const char *decision, int64_t now);

#endif
