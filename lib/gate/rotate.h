/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rotate.h - another key for a list, and the end of the former one
 *
 * One transaction changes the key: from then on everything that leaves is
 * signed with the new one and everything that is stored is sealed to it, while
 * mail to either is opened. When the former one's time is over, what is still
 * sealed to it is sealed anew, and only then does its secret half go. */
#ifndef SP_GATE_ROTATE_H
#define SP_GATE_ROTATE_H

#include "lib/gate/gate.h"

struct sp_rotation {
	struct sp_key *key;	/* the new one */
	char former[SP_FPR_LEN + 1];
	int64_t retires;	/* until then the former one opens mail */
	guint members, told;	/* who there is, who could be written to */
};

void sp_rotation_clear(struct sp_rotation *rotation);

/* SP_EDENIED: a former key still opens mail. The gate uses the new key when
 * this returns SP_OK. */
enum sp_status sp_rotate(struct sp_gate *gate, const char *actor,
			 int64_t overlap_s, struct sp_rotation *rotation,
			 struct sp_err *err) SP_CHECKED;
/* Let the time of the former key be over now. SP_NONE: there is none. */
enum sp_status sp_rotate_finish(struct sp_gate *gate, const char *actor,
				struct sp_err *err) SP_CHECKED;

struct sp_retirement {
	guint resealed;
	guint waiting;		/* being sent, or mail not opened yet */
	guint blocked;		/* of the archive, and somebody else it is
				   sealed to has no usable key any more */
	guint retired;		/* keys whose secret half is gone */
};

/* Carry out what is due, for so long at most; the rest waits for the next
 * time. May be killed anywhere and repeated. */
enum sp_status sp_retire(struct sp_gate *gate, unsigned budget_s,
			 struct sp_retirement *done, struct sp_err *err)
			 SP_CHECKED;

#endif
