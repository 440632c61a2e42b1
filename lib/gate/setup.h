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

/* Fit to be the name of a list, which becomes part of file names. */
gboolean sp_setup_name_ok(const char *list);

/* Everything or nothing: a failure removes what it had made. SP_EDENIED: the
 * list is there already. *key is the list key. */
enum sp_status sp_setup_list(const struct sp_setup *how, struct sp_key **key,
			     struct sp_err *err) SP_CHECKED;

/* The bytes of a key file, of at most 64 KiB. Apart from what uses them, so
 * that a caller can read what only it may read, and then become another. */
enum sp_status sp_setup_read_key(const char *path, GBytes **key,
				 struct sp_err *err) SP_CHECKED;

struct sp_enrol {
	const char *address;
	GBytes *key;			/* public, armored or binary */
	const char *name;		/* "" */
	const char *affiliation;
	const char *login;
	unsigned roles;
	enum sp_member_kind kind;
	const char *subsystems;		/* as sp_subsystems_read() makes them */
};

/* Refuses (SP_EDENIED, or SP_EDATA for what is no key) a key that is unfit,
 * with one sentence. *key: what is trusted from now on. */
enum sp_status sp_setup_member_add(struct sp_gate *gate, const char *actor,
				   const struct sp_enrol *who,
				   struct sp_key **key, struct sp_err *err)
				   SP_CHECKED;
/* The next four: SP_NONE when no member has that address. */
enum sp_status sp_setup_member_remove(struct sp_gate *gate, const char *actor,
				      const char *address, struct sp_err *err)
				      SP_CHECKED;
enum sp_status sp_setup_member_pause(struct sp_gate *gate, const char *actor,
				     const char *address, gboolean paused,
				     struct sp_err *err) SP_CHECKED;
/* Out of office from ... until, at most a year ahead; until 0: back. */
enum sp_status sp_setup_member_away(struct sp_gate *gate, const char *actor,
				    const char *address, int64_t from,
				    int64_t until, struct sp_err *err)
				    SP_CHECKED;
enum sp_status sp_setup_member_find(struct sp_gate *gate, const char *address,
				    struct sp_member **m, struct sp_err *err)
				    SP_CHECKED;
/* A newer copy of a member's or an archive key (same primary fingerprint): a
 * later expiry, a revocation; or the first copy of a key that [archive] keys
 * names. *before and *key are what was known of it, and is. */
enum sp_status sp_setup_key_refresh(struct sp_gate *gate, const char *actor,
				    GBytes *bytes, struct sp_key **before,
				    struct sp_key **key,
				    struct sp_err *err) SP_CHECKED;
/* One more key of the archive; one that is there already is left alone. */
enum sp_status sp_setup_archive_key(struct sp_gate *gate, const char *actor,
				    GBytes *bytes, const struct sp_key *key,
				    struct sp_err *err) SP_CHECKED;
/* Look at all keys once (one gpg run) and bring the roster up to date. The list
 * key comes first, then the members' by address, then the archive keys. */
enum sp_status sp_setup_keys_check(struct sp_gate *gate, GPtrArray **keys,
				   struct sp_err *err) SP_CHECKED;
/* "usable", "expired", ...: stable words for JSON and people. */
const char *sp_setup_key_word(enum sp_key_state state);

#endif
