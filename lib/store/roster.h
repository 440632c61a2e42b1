/* SPDX-License-Identifier: GPL-2.0-or-later */
/* roster.h - the members, and whether mail reaches them
 *
 * A part of store.h, whose rules hold here. */
#ifndef SP_STORE_ROSTER_H
#define SP_STORE_ROSTER_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "lib/pgp/pgp.h"

struct sp_store;

enum { SP_ROLE_MODERATOR = 1 << 0, SP_ROLE_ADMIN = 1 << 1,
       SP_ROLE_REVIEWER = 1 << 2, SP_ROLE_GATEKEEPER = 1 << 3,
       SP_ROLE_CVE = 1 << 4 /* assigns CVE ids */ };

enum sp_member_kind { SP_KIND_CORE, SP_KIND_VENDOR, SP_KIND_MAINTAINER,
		      SP_KIND_COORDINATOR };

struct sp_member {
	int64_t id;
	char *address;
	char *name;		/* or "" */
	char *affiliation;	/* or "" */
	char *login;		/* Unix login, or "" */
	unsigned roles;
	enum sp_member_kind kind;
	char *subsystems;	/* "net,block", or "" */
	gboolean paused;
	int64_t added;
	int64_t reminded;	/* 0: never */
	int64_t away_from;	/* out of office, until before away_until */
	int64_t away_until;	/* 0: not */
	int64_t bouncing;	/* mail comes back since then; 0: not */
	int64_t accepted;	/* the policy; 0: not */
	char *accepted_policy;	/* its digest in hex, or "" */
	int64_t compared;	/* the fingerprint, with its owner; 0: not */
	unsigned vouches;	/* of other members */
	char fingerprint[SP_FPR_LEN + 1];	/* primary; "" none */
	char encryption[SP_FPR_LEN + 1];	/* subkey; "" */
	int64_t expires;	/* 0 never */
	int key_state;		/* enum sp_key_state as last seen */
};

void sp_member_free(struct sp_member *m);
/* Whose primary key that is, of members (of struct sp_member *); or NULL. */
const struct sp_member *sp_member_of_key(const GPtrArray *members,
					 const char *fingerprint);

/* [tx] SP_EDENIED: that address or key is another member's. */
enum sp_status sp_store_member_add(struct sp_store *st,
				   const struct sp_member *m,
				   const struct sp_key *key, int64_t *id,
				   struct sp_err *err) SP_CHECKED;
enum sp_status sp_store_member_by_address(struct sp_store *st,
					  const char *address,
					  struct sp_member **m,
					  struct sp_err *err) SP_CHECKED;
/* By the full fingerprint of any signing (sub)key. */
enum sp_status sp_store_member_by_signer(struct sp_store *st, const char *fpr,
					 struct sp_member **m,
					 struct sp_err *err) SP_CHECKED;
enum sp_status sp_store_member_by_login(struct sp_store *st, const char *login,
					struct sp_member **m,
					struct sp_err *err) SP_CHECKED;
/* All, by address; members gets struct sp_member *. */
enum sp_status sp_store_members(struct sp_store *st, GPtrArray **members,
				struct sp_err *err) SP_CHECKED;
/* [tx] */
enum sp_status sp_store_member_pause(struct sp_store *st, int64_t id,
				     gboolean paused, struct sp_err *err)
				     SP_CHECKED;
/* A day, since the epoch, on which mail to a member failed. */
struct sp_member_bounce {
	int64_t member;
	int64_t day;
	gboolean permanent;
};
/* [tx] A day counts once, and is permanent once it was. Days of more than a
 * year before it are forgotten. */
enum sp_status sp_store_bounce_add(struct sp_store *st, int64_t member,
				   int64_t day, gboolean permanent,
				   struct sp_err *err) SP_CHECKED;
/* bounces gets struct sp_member_bounce. */
enum sp_status sp_store_bounces(struct sp_store *st, GArray **bounces,
				struct sp_err *err) SP_CHECKED;
/* [tx] Mail comes back since now, or, with 0, does not; before: what was known.
 * SP_NONE when it was something else. */
enum sp_status sp_store_member_bouncing(struct sp_store *st, int64_t id,
					int64_t before, int64_t now,
					struct sp_err *err) SP_CHECKED;
/* [tx] The days are forgotten. */
enum sp_status sp_store_bounces_forget(struct sp_store *st, int64_t member,
				       struct sp_err *err) SP_CHECKED;
/* [tx] Out of office from ... until; both 0: back. */
enum sp_status sp_store_member_away(struct sp_store *st, int64_t id,
				    int64_t from, int64_t until,
				    struct sp_err *err) SP_CHECKED;
/* [tx] Reminded now, and last at before; SP_NONE when it was another time:
 * another process was faster. */
enum sp_status sp_store_member_remind(struct sp_store *st, int64_t id,
				      int64_t before, int64_t now,
				      struct sp_err *err) SP_CHECKED;
/* [tx] */
enum sp_status sp_store_member_remove(struct sp_store *st, int64_t id,
				      struct sp_err *err) SP_CHECKED;

#endif
