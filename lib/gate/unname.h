/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unname.h - forgetting a person outside who takes part in a case
 *
 * What the store can read of them goes: address, token and key, what mails in
 * the case say of their author and recipients, the words they are found by, and
 * their name in events, which are told again without it. The credit is withdrawn.
 * Digests stay, so that the log holds; so does what is sealed to others: mails in
 * the archive, which sp_forget() deletes one by one, and members' copies. */
#ifndef SP_GATE_UNNAME_H
#define SP_GATE_UNNAME_H

#include "lib/gate/triage.h"

/* who: an address of theirs, or what they are credited as; also: further names,
 * ended by NULL. SP_EWAIT: a second member must ask for the same who. SP_NONE:
 * nobody of that name takes part in the case. after: as sp_triage_do(). */
enum sp_status sp_unname(struct sp_gate *gate, const char *actor,
			 const char *number, const char *who,
			 char *const *also, struct sp_dossier **after,
			 struct sp_err *err) SP_CHECKED;

#endif
