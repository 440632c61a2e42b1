/* SPDX-License-Identifier: GPL-2.0-or-later */
/* people.h - what is said of a member, and what admits them to the mail
 *
 * Each is one transaction with its event. SP_NONE: nobody has that address. */
#ifndef SP_GATE_PEOPLE_H
#define SP_GATE_PEOPLE_H

#include "lib/gate/gate.h"
#include "lib/policy/people.h"

/* What changes; NULL stays as it is. */
struct sp_people_change {
	const char *name;
	const char *affiliation;
	const char *login;
	const char *subsystems;		/* as sp_subsystems_read() makes them */
	const unsigned *roles;
	const enum sp_member_kind *kind;
};

/* *m: the member as it is from then on; sp_member_free(). */
enum sp_status sp_people_change(struct sp_gate *gate, const char *actor,
				const char *address,
				const struct sp_people_change *change,
				struct sp_member **m, struct sp_err *err)
				SP_CHECKED;
/* actor, who must be another member, vouches. SP_EDENIED: may not, or has.
 * still: how many more the configuration asks for. */
enum sp_status sp_people_vouch(struct sp_gate *gate, const char *actor,
			       const char *address, unsigned *still,
			       struct sp_err *err) SP_CHECKED;
/* The person accepts the policy as it is; actor saw it, or is the person.
 * address NULL: actor's own. digest: of the policy, in hex; g_free(). */
enum sp_status sp_people_accept(struct sp_gate *gate, const char *actor,
				const char *address, char **digest,
				struct sp_err *err) SP_CHECKED;
/* The member's fingerprint was compared with its owner. SP_EDENIED: it is not
 * that one. */
enum sp_status sp_people_compared(struct sp_gate *gate, const char *actor,
				  const char *address, const char *fingerprint,
				  struct sp_err *err) SP_CHECKED;

/* The member who is actor: by login or by the key that signed. SP_NONE: nobody
 * is. */
enum sp_status sp_people_actor(struct sp_gate *gate, const char *actor,
			       struct sp_member **m, struct sp_err *err)
			       SP_CHECKED;

#endif
