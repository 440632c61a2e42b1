/* SPDX-License-Identifier: GPL-2.0-or-later */
/* people.h - what the roster says of a member, and what admits them
 *
 * A part of store.h, whose rules hold here. */
#ifndef SP_STORE_PEOPLE_H
#define SP_STORE_PEOPLE_H

#include "lib/store/store.h"

/* [tx] Write back name, affiliation, login, roles, kind and subsystems.
 * SP_EDENIED: that login is another member's. */
enum sp_status sp_store_member_change(struct sp_store *st,
				      const struct sp_member *m,
				      struct sp_err *err) SP_CHECKED;
/* [tx] The person agreed to the policy with that digest (64 hex digits). */
enum sp_status sp_store_member_accept(struct sp_store *st, int64_t id,
				      const char *policy, int64_t now,
				      struct sp_err *err) SP_CHECKED;
/* [tx] Somebody compared the fingerprint with its owner. */
enum sp_status sp_store_member_compared(struct sp_store *st, int64_t id,
					int64_t now, struct sp_err *err)
					SP_CHECKED;
/* [tx] voucher vouches for member. SP_EDENIED: has done so already. */
enum sp_status sp_store_vouch_add(struct sp_store *st, int64_t member,
				  const struct sp_member *voucher, int64_t now,
				  struct sp_err *err) SP_CHECKED;
struct sp_vouch {
	char *address;		/* of who vouched, as it was then */
	int64_t at;
};
void sp_vouch_free(struct sp_vouch *v);
/* For that member, the first one first; vouches gets struct sp_vouch *. */
enum sp_status sp_store_vouches(struct sp_store *st, int64_t member,
				GPtrArray **vouches, struct sp_err *err)
				SP_CHECKED;

/* --- guests of a case ---------------------------------------------------- */

/* Kinds of participants: who got the terms, and who accepted them. */
#define SP_INVITED "invited"
#define SP_GUEST "guest"

gboolean sp_participant_is_guest(const struct sp_participant *p);
/* [tx] Who was invited is a guest. SP_NONE: nobody with that digest is. */
enum sp_status sp_store_guest_admit(struct sp_store *st, int64_t case_id,
				    const struct sp_digest *address,
				    struct sp_err *err) SP_CHECKED;
/* [tx] Neither invited nor a guest any more. SP_NONE: it was neither. */
enum sp_status sp_store_guest_drop(struct sp_store *st, int64_t case_id,
				   const struct sp_digest *address,
				   struct sp_err *err) SP_CHECKED;

#endif
