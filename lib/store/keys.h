/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keys.h - the keys of members, of the list and of the archive
 *
 * A part of store.h, whose rules hold here. */
#ifndef SP_STORE_KEYS_H
#define SP_STORE_KEYS_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "lib/pgp/pgp.h"

struct sp_store;

/* [tx] Another key for a member, in place of the one there; NULL: none.
 * SP_EDENIED: it is another member's. */
enum sp_status sp_store_member_key_set(struct sp_store *st, int64_t member,
				       const struct sp_key *key, int64_t now,
				       struct sp_err *err) SP_CHECKED;
/* [tx] Replace what is known of a member's or the list's key. */
enum sp_status sp_store_key_update(struct sp_store *st,
				   const struct sp_key *key, int64_t now,
				   struct sp_err *err) SP_CHECKED;
/* A key of the list that opens mail: the one in use, or a former one. */
struct sp_list_key {
	char fingerprint[SP_FPR_LEN + 1];	/* primary */
	char encryption[SP_FPR_LEN + 1];	/* subkey */
	gboolean active;
	int64_t retires;	/* until when a former one opens mail */
};

/* [tx] From now on this is the list key. The one before opens mail until
 * retires; 0: not any more. */
enum sp_status sp_store_list_key_set(struct sp_store *st,
				     const struct sp_key *key, int64_t retires,
				     int64_t now, struct sp_err *err)
				     SP_CHECKED;
/* struct sp_list_key *, the one in use first. SP_NONE: there is none. */
enum sp_status sp_store_list_keys(struct sp_store *st, GPtrArray **keys,
				  struct sp_err *err) SP_CHECKED;
/* [tx] Another end for a former key; none. SP_NONE: it is not one of those
 * that still open mail. */
enum sp_status sp_store_list_key_due(struct sp_store *st, const char *fpr,
				     int64_t retires, struct sp_err *err)
				     SP_CHECKED;
enum sp_status sp_store_list_key_over(struct sp_store *st, const char *fpr,
				      struct sp_err *err) SP_CHECKED;
/* The former keys that have ended, a struct sp_list_key * for each encryption
 * subkey of theirs. */
enum sp_status sp_store_list_keys_over(struct sp_store *st, GPtrArray **keys,
				       struct sp_err *err) SP_CHECKED;
/* Is it a (sub)key of a key that the list has, or ever had? SP_NONE: no. */
enum sp_status sp_store_list_signer(struct sp_store *st, const char *fpr,
				    struct sp_err *err) SP_CHECKED;
/* What was said of a key to people: told is the caller's number, 0 at first.
 * A key that is a member's and the archive's stands there twice. */
struct sp_key_told {
	char fingerprint[SP_FPR_LEN + 1];
	unsigned told;
	int64_t told_at;	/* when it last came to be worse; 0: never */
	int64_t checked;
	int64_t expires;
	enum sp_key_state state;
};
/* All keys that are in use; told gets struct sp_key_told. */
enum sp_status sp_store_keys_told(struct sp_store *st, GArray **told,
				  struct sp_err *err) SP_CHECKED;
/* [tx] worse: when it came to be worse than before; 0: it did not. */
enum sp_status sp_store_key_tell(struct sp_store *st, const char *fpr,
				 unsigned told, int64_t worse,
				 struct sp_err *err) SP_CHECKED;
/* [tx] */
enum sp_status sp_store_archive_key_add(struct sp_store *st,
					const struct sp_key *key, int64_t now,
					struct sp_err *err) SP_CHECKED;
/* Keys of owner "archive": struct sp_member with only the key fields set. */
enum sp_status sp_store_archive_keys(struct sp_store *st, GPtrArray **keys,
				     struct sp_err *err) SP_CHECKED;

#endif
