/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keywatch.h - tell people in time that a key comes to its end
 *
 * At 60, 30, 14, 7 days and one day before, when it cannot be used, and when
 * something about it turns out to be weak: once each. The moderators, and whose
 * key it is, read it in their next reminder; whose key cannot be used any more,
 * in the clear, that there is something to be done. Where reminders are off,
 * both get a mail of its own at once, the latter always in the clear. */
#ifndef SP_GATE_KEYWATCH_H
#define SP_GATE_KEYWATCH_H

#include "lib/gate/gate.h"
#include "lib/gate/keylook.h"

/* Once a day, and when a date has come, all keys are looked at in one run of
 * gpg or two; in between this costs one query. *told: how many keys there was
 * something to say about. */
enum sp_status sp_keywatch(struct sp_gate *gate, unsigned *told,
			   struct sp_err *err) SP_CHECKED;
/* How near to its end people were told that it is. */
enum sp_key_step sp_keywatch_step(const struct sp_key_told *t);
/* Whose key it is, and what they were told of it; g_free() both. */
void sp_keywatch_describe(const struct sp_gate *gate,
			  const struct sp_key_told *t,
			  const GPtrArray *members, int64_t now, char **who,
			  char **what);
/* What is wrong with a member's key, after "your OpenPGP key": "expires on ..."
 * or "has expired"; NULL: nothing; g_free(). */
char *sp_keywatch_cause(const struct sp_gate *gate, const struct sp_member *m,
			int64_t now);

#endif
