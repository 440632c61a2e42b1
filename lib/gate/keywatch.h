/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keywatch.h - tell people in time that a key comes to its end
 *
 * At 60, 30, 14, 7 days and one day before, when it cannot be used, and when
 * something about it turns out to be weak: once each. The moderators read all
 * of it, encrypted; whose key it is reads in the clear that there is something
 * to be done. */
#ifndef SP_GATE_KEYWATCH_H
#define SP_GATE_KEYWATCH_H

#include "lib/gate/gate.h"

/* Once a day, and when a date has come, all keys are looked at in one run of
 * gpg or two; in between this costs one query. *told: how many keys there was
 * something to say about. */
enum sp_status sp_keywatch(struct sp_gate *gate, unsigned *told,
			   struct sp_err *err) SP_CHECKED;
/* What is wrong with a member's key, after "your OpenPGP key": "expires on ..."
 * or "has expired"; NULL: nothing; g_free(). */
char *sp_keywatch_cause(const struct sp_gate *gate, const struct sp_member *m,
			int64_t now);

#endif
