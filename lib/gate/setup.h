/* SPDX-License-Identifier: GPL-2.0-or-later */
/* setup.h - making a list and its roster */
#ifndef SP_GATE_SETUP_H
#define SP_GATE_SETUP_H

#include "lib/gate/gate.h"

struct sp_setup {
	const char *dir;		/* configuration directory */
	const char *list;
	const char *address;
	const char *tag;		/* NULL: the list's name in capitals */
	const char *profile;		/* NULL: "default" */
	const char *state;		/* NULL: /var/lib/sallyport/LIST */
	const char *user;		/* NULL: the caller */
	const char *key_file;		/* NULL: generate */
	const char *archive_key_file;	/* NULL: none */
};

/* Everything or nothing: a failure removes what it had made. SP_EDENIED: the
 * list is there already. *key is the list key. */
enum sp_status sp_setup_list(const struct sp_setup *how, struct sp_key **key,
			     struct sp_err *err) SP_CHECKED;

struct sp_enrol {
	const char *address;
	const char *key_file;
	const char *name;		/* "" */
	const char *affiliation;
	const char *login;
	unsigned roles;
};

/* Refuses (SP_EDENIED) a key that is unfit, with one
 * sentence. *key: what is trusted from now on. */
enum sp_status sp_setup_member_add(struct sp_gate *gate, const char *actor,
				   const struct sp_enrol *who,
				   struct sp_key **key, struct sp_err *err)
				   SP_CHECKED;
enum sp_status sp_setup_member_remove(struct sp_gate *gate, const char *actor,
				      const char *address, struct sp_err *err)
				      SP_CHECKED;
enum sp_status sp_setup_member_pause(struct sp_gate *gate, const char *actor,
				     const char *address, gboolean paused,
				     struct sp_err *err) SP_CHECKED;
/* A newer copy of a member's key (same primary fingerprint): a later expiry, a
 * revocation. */
enum sp_status sp_setup_key_refresh(struct sp_gate *gate, const char *actor,
				    const char *key_file, struct sp_key **key,
				    struct sp_err *err) SP_CHECKED;
/* Look at all keys once (one gpg run) and bring the roster up to date. */
enum sp_status sp_setup_keys_check(struct sp_gate *gate, GPtrArray **keys,
				   struct sp_err *err) SP_CHECKED;

#endif
