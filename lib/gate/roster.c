/* SPDX-License-Identifier: GPL-2.0-or-later */
/* roster.c - the people of a list and their keys
 *
 * The roster names full fingerprints; the keyring holds what they stand for. A
 * key is imported before the row that trusts it is committed, so the roster
 * never names a key that is not there. */
#include "lib/gate/setup.h"

#include <string.h>

#include "lib/mail/address.h"
#include "lib/pgp/packet.h"

const char *
sp_setup_key_word(enum sp_key_state state)
{
	switch (state) {
	case SP_KEY_USABLE:
		return "usable";
	case SP_KEY_EXPIRED:
		return "expired";
	case SP_KEY_REVOKED:
		return "revoked";
	case SP_KEY_MISSING:
		return "missing";
	case SP_KEY_NO_ENCRYPTION:
		return "not able to encrypt";
	}
	return "unknown";
}

/* --- adding --------------------------------------------------------------- */

static enum sp_status
check_person(const struct sp_gate *gate, const struct sp_enrol *who,
	     struct sp_err *err)
{
	g_autofree char *theirs = sp_address_key(who->address);
	g_autofree char *ours = sp_address_key(gate->conf->address);

	if (!theirs)
		return sp_fail(err, SP_EDATA, "this is no mail address");
	if (g_strcmp0(theirs, ours) == 0)
		return sp_fail(err, SP_EDENIED, "the list cannot be a member "
			       "of itself");
	return SP_OK;
}

/* One encryption names every recipient, and our own walk over what gpg made
 * takes so many packets: one more member must not stop the mail of all. */
static enum sp_status
check_room(struct sp_gate *gate, struct sp_err *err)
{
	g_autoptr(GPtrArray) members = NULL;
	g_autoptr(GPtrArray) archive = NULL;
	guint most;
	enum sp_status r;

	if ((r = sp_store_members(gate->store, &members, err)) != SP_OK ||
	    (r = sp_store_archive_keys(gate->store, &archive, err)) != SP_OK)
		return r;
	most = SP_PKESK_MAX - 1 - MIN(archive->len, SP_PKESK_MAX - 1);
	if (members->len >= most)
		return sp_fail(err, SP_EDENIED, "the list has %u members, and "
			       "with its own key and the archive's %u is the "
			       "most that one mail can be sealed to",
			       members->len, most);
	return SP_OK;
}

static enum sp_status
check_key(const struct sp_gate *gate, const struct sp_key *key,
	  struct sp_err *err)
{
	if (sp_gate_is_list_key(gate, key->fingerprint))
		return sp_fail(err, SP_EDENIED, "this is the key of the list "
			       "itself");
	switch (key->state) {
	case SP_KEY_USABLE:
		if (key->faults & SP_KEY_NO_AES)
			return sp_fail(err, SP_EDENIED, "key %s does not name "
				       "AES among its ciphers, and would have "
				       "3DES used for all; its owner sets "
				       "others with gpg's setpref",
				       key->fingerprint);
		return SP_OK;
	case SP_KEY_EXPIRED:
		return sp_fail(err, SP_EDENIED, "key %s has expired; ask for "
			       "a copy with a later date", key->fingerprint);
	case SP_KEY_REVOKED:
		return sp_fail(err, SP_EDENIED, "key %s has been revoked by "
			       "its owner", key->fingerprint);
	case SP_KEY_NO_ENCRYPTION:
		return sp_fail(err, SP_EDENIED, "key %s has no subkey that can "
			       "encrypt%s", key->fingerprint,
			       key->faults & SP_KEY_WEAK ? " and is RSA of "
			       "2048 bits or an elliptic curve" : "");
	case SP_KEY_MISSING:
		break;
	}
	return sp_fail(err, SP_EDENIED, "there is no key in this file");
}

/* The transaction is open: the row, the event, the keyring, the commit. */
static enum sp_status
enrol(struct sp_gate *gate, const char *actor, const struct sp_member *m,
      const struct sp_key *key, GBytes *bytes, struct sp_err *err)
{
	g_autofree char *detail = g_strdup_printf("%s %s", m->address,
						  key->fingerprint);
	enum sp_status r;
	int64_t id;
	gsize n;
	const void *raw = g_bytes_get_data(bytes, &n);

	if ((r = sp_store_member_add(gate->store, m, key, &id, err)) == SP_OK &&
	    (r = sp_store_event_add(gate->store, m->added, actor,
				    "member-added", "", "", detail,
				    err)) == SP_OK &&
	    (r = sp_pgp_import(gate->pgp, raw, n, err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	return r;
}

enum sp_status
sp_setup_member_add(struct sp_gate *gate, const char *actor,
		    const struct sp_enrol *who, struct sp_key **key,
		    struct sp_err *err)
{
	const struct sp_member m = {
		.address = (char *)who->address,
		.name = (char *)who->name,
		.affiliation = (char *)who->affiliation,
		.login = (char *)who->login,
		.roles = who->roles,
		.kind = who->kind,
		.subsystems = (char *)who->subsystems,
		.added = sp_gate_now(),
	};
	struct sp_key *seen = NULL;
	enum sp_status r = check_person(gate, who, err);
	gsize n;
	const void *bytes = g_bytes_get_data(who->key, &n);

	if (r == SP_OK && (r = check_room(gate, err)) == SP_OK)
		r = sp_pgp_inspect(bytes, n, &seen, err);
	if (r == SP_OK && (r = check_key(gate, seen, err)) == SP_OK &&
	    (r = sp_store_begin(gate->store, err)) == SP_OK) {
		r = enrol(gate, actor, &m, seen, who->key, err);
		sp_store_rollback(gate->store);
	}
	if (r == SP_OK)
		*key = g_steal_pointer(&seen);
	sp_key_free(seen);
	return r;
}

/* --- finding, removing, pausing ------------------------------------------- */

enum sp_status
sp_setup_member_find(struct sp_gate *gate, const char *address,
		     struct sp_member **m, struct sp_err *err)
{
	enum sp_status r = sp_store_member_by_address(gate->store, address, m,
						      err);

	if (r == SP_NONE)
		return sp_fail(err, SP_NONE, "%s is not a member of %s",
			       address, gate->conf->list);
	return r;
}

static enum sp_status
strike(struct sp_gate *gate, const char *actor, const struct sp_member *m,
       struct sp_err *err)
{
	g_autofree char *detail = g_strdup_printf("%s %s", m->address,
						  m->fingerprint);
	enum sp_status r;

	if ((r = sp_store_member_remove(gate->store, m->id, err)) == SP_OK &&
	    (r = sp_store_event_add(gate->store, sp_gate_now(), actor,
				    "member-removed", "", "", detail,
				    err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	return r;
}

static enum sp_status
archive_has(struct sp_gate *gate, const char *fingerprint, gboolean *has,
	    struct sp_err *err)
{
	g_autoptr(GPtrArray) archive = NULL;
	enum sp_status r = sp_store_archive_keys(gate->store, &archive, err);

	*has = FALSE;
	for (guint i = 0; r == SP_OK && i < archive->len; i++) {
		const struct sp_member *a = archive->pdata[i];

		*has |= strcmp(a->fingerprint, fingerprint) == 0;
	}
	return r;
}

/* An archive key stays in the keyring when its owner leaves. */
static enum sp_status
drop_key(struct sp_gate *gate, const char *fingerprint, struct sp_err *err)
{
	gboolean needed = FALSE;
	enum sp_status r = archive_has(gate, fingerprint, &needed, err);

	if (r != SP_OK || needed || *fingerprint == '\0')
		return r;
	r = sp_pgp_delete(gate->pgp, fingerprint, err);
	return r == SP_NONE ? SP_OK : r;
}

enum sp_status
sp_setup_member_remove(struct sp_gate *gate, const char *actor,
		       const char *address, struct sp_err *err)
{
	struct sp_member *m = NULL;
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	r = sp_setup_member_find(gate, address, &m, err);
	if (r == SP_OK)
		r = strike(gate, actor, m, err);
	sp_store_rollback(gate->store);
	if (r == SP_OK)
		r = drop_key(gate, m->fingerprint, err);
	sp_member_free(m);
	return r;
}

/* [tx] Whoever is asked to get mail again begins anew. */
static enum sp_status
clear_bounces(struct sp_gate *gate, const struct sp_member *m,
	      struct sp_err *err)
{
	enum sp_status r = sp_store_bounces_forget(gate->store, m->id, err);

	return r == SP_OK ? sp_store_member_bouncing(gate->store, m->id,
						     m->bouncing, 0, err) : r;
}

enum sp_status
sp_setup_member_pause(struct sp_gate *gate, const char *actor,
		      const char *address, gboolean paused,
		      struct sp_err *err)
{
	struct sp_member *m = NULL;
	enum sp_status r;

	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	if ((r = sp_setup_member_find(gate, address, &m, err)) == SP_OK &&
	    m->paused == paused && (paused || m->bouncing == 0))
		r = sp_fail(err, SP_EDENIED, paused ? "%s is paused already" :
			    "%s is not paused", m->address);
	if (r == SP_OK && !paused)
		r = clear_bounces(gate, m, err);
	if (r == SP_OK &&
	    (r = sp_store_member_pause(gate->store, m->id, paused,
				       err)) == SP_OK &&
	    (r = sp_store_event_add(gate->store, sp_gate_now(), actor,
				    paused ? "member-paused" :
					     "member-resumed",
				    "", "", m->address, err)) == SP_OK)
		r = sp_gate_commit(gate, err);
	sp_store_rollback(gate->store);
	sp_member_free(m);
	return r;
}

enum sp_status
sp_setup_member_away(struct sp_gate *gate, const char *actor,
		     const char *address, int64_t from, int64_t until,
		     struct sp_err *err)
{
	struct sp_member *m = NULL;
	enum sp_status r;

	if (until != 0 && until <= from)
		return sp_fail(err, SP_EDATA, "the absence would end before it "
			       "begins");
	if ((r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	if ((r = sp_setup_member_find(gate, address, &m, err)) == SP_OK &&
	    until == 0 && m->away_until == 0)
		r = sp_fail(err, SP_EDENIED, "%s is not away", m->address);
	if (r == SP_OK &&
	    (r = sp_store_member_away(gate->store, m->id, from, until,
				      err)) == SP_OK &&
	    (r = sp_store_event_add(gate->store, sp_gate_now(), actor,
				    until != 0 ? "member-away" : "member-back",
				    "", "", m->address, err)) == SP_OK)
		r = sp_gate_commit(gate, err);
	sp_store_rollback(gate->store);
	sp_member_free(m);
	return r;
}

/* --- keys ----------------------------------------------------------------- */

/* Whose keys there are: members by address, then archive keys. */
static enum sp_status
all_owners(struct sp_gate *gate, GPtrArray **owners, struct sp_err *err)
{
	g_autoptr(GPtrArray) members = NULL;
	g_autoptr(GPtrArray) archive = NULL;
	enum sp_status r = sp_store_members(gate->store, &members, err);

	if (r == SP_OK)
		r = sp_store_archive_keys(gate->store, &archive, err);
	if (r != SP_OK)
		return r;
	g_ptr_array_extend_and_steal(members, g_steal_pointer(&archive));
	*owners = g_steal_pointer(&members);
	return SP_OK;
}

/* Write back what the keyring says of these keys; a change is an event. */
static enum sp_status
record_states(struct sp_gate *gate, const char *actor, const char *verb,
	      const GPtrArray *owners, const GPtrArray *keys,
	      gboolean always, struct sp_err *err)
{
	const int64_t now = sp_gate_now();
	enum sp_status r = sp_store_begin(gate->store, err);

	for (guint i = 0; r == SP_OK && i < keys->len; i++) {
		const struct sp_key *k = keys->pdata[i];
		const struct sp_member *m =
			sp_member_of_key(owners, k->fingerprint);
		g_autofree char *detail = g_strdup_printf("%s %s",
			k->fingerprint, sp_setup_key_word(k->state));

		r = sp_store_key_update(gate->store, k, now, err);
		if (r == SP_NONE)
			r = SP_OK;
		if (r == SP_OK && m && (always ||
					m->key_state != (int)k->state))
			r = sp_store_event_add(gate->store, now, actor, verb,
					       "", "", detail, err);
	}
	if (r == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r;
}

static enum sp_status
import_newer(struct sp_gate *gate, const char *actor, GBytes *bytes,
	     const char *fingerprint, const GPtrArray *owners,
	     struct sp_key **before, struct sp_key **key, struct sp_err *err)
{
	const char *const one[] = { fingerprint, NULL };
	g_autoptr(GPtrArray) keys = NULL;
	g_autoptr(GPtrArray) old = NULL;
	enum sp_status r;
	gsize n;
	const void *raw = g_bytes_get_data(bytes, &n);

	if ((r = sp_pgp_keys(gate->pgp, one, &old, err)) == SP_OK &&
	    (r = sp_pgp_import(gate->pgp, raw, n, err)) == SP_OK &&
	    (r = sp_pgp_keys(gate->pgp, one, &keys, err)) == SP_OK)
		r = record_states(gate, actor, "key-imported", owners, keys,
				  TRUE, err);
	if (r == SP_OK) {
		*before = g_ptr_array_steal_index(old, 0);
		*key = g_ptr_array_steal_index(keys, 0);
	}
	return r;
}

enum sp_status
sp_setup_archive_key(struct sp_gate *gate, const char *actor, GBytes *bytes,
		     const struct sp_key *key, struct sp_err *err)
{
	const int64_t now = sp_gate_now();
	gboolean there = FALSE;
	enum sp_status r;
	gsize n;
	const void *raw = g_bytes_get_data(bytes, &n);

	r = archive_has(gate, key->fingerprint, &there, err);
	if (r != SP_OK || there || (r = check_key(gate, key, err)) != SP_OK ||
	    (r = sp_store_begin(gate->store, err)) != SP_OK)
		return r;
	if ((r = sp_store_archive_key_add(gate->store, key, now,
					  err)) == SP_OK &&
	    (r = sp_store_event_add(gate->store, now, actor,
				    "archive-key-added", "", "",
				    key->fingerprint, err)) == SP_OK &&
	    (r = sp_pgp_import(gate->pgp, raw, n, err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r;
}

/* The first copy of a key that [archive] keys names. */
static enum sp_status
admit_archive_key(struct sp_gate *gate, const char *actor, GBytes *bytes,
		  const struct sp_key *key, struct sp_err *err)
{
	return g_strv_contains((const char *const *)gate->conf->archive_keys,
			       key->fingerprint)
		? sp_setup_archive_key(gate, actor, bytes, key, err) : SP_OK;
}

enum sp_status
sp_setup_key_refresh(struct sp_gate *gate, const char *actor, GBytes *bytes,
		     struct sp_key **before, struct sp_key **key,
		     struct sp_err *err)
{
	g_autoptr(GPtrArray) owners = NULL;
	struct sp_key *seen = NULL;
	enum sp_status r;
	gsize n;
	const void *raw = g_bytes_get_data(bytes, &n);

	if ((r = sp_pgp_inspect(raw, n, &seen, err)) == SP_OK &&
	    (r = admit_archive_key(gate, actor, bytes, seen, err)) == SP_OK &&
	    (r = all_owners(gate, &owners, err)) == SP_OK &&
	    !sp_member_of_key(owners, seen->fingerprint))
		r = sp_fail(err, SP_NONE, "no member has key %s, nor does "
			    "[archive] keys name it; \"member add\" enrols a "
			    "person, after \"member remove\" when a member "
			    "changes keys", seen->fingerprint);
	if (r == SP_OK)
		r = import_newer(gate, actor, bytes, seen->fingerprint, owners,
				 before, key, err);
	sp_key_free(seen);
	return r;
}

enum sp_status
sp_setup_keys_check(struct sp_gate *gate, GPtrArray **keys,
		    struct sp_err *err)
{
	g_autoptr(GPtrArray) owners = NULL;
	g_autoptr(GPtrArray) fprs = g_ptr_array_new();
	g_autoptr(GPtrArray) seen = NULL;
	enum sp_status r = all_owners(gate, &owners, err);

	if (r != SP_OK)
		return r;
	for (guint i = 0; i < gate->list_keys->len; i++)
		g_ptr_array_add(fprs, ((struct sp_list_key *)
				       gate->list_keys->pdata[i])->fingerprint);
	for (guint i = 0; i < owners->len; i++) {
		struct sp_member *m = owners->pdata[i];

		if (*m->fingerprint)
			g_ptr_array_add(fprs, m->fingerprint);
	}
	g_ptr_array_add(fprs, NULL);
	r = sp_pgp_keys(gate->pgp, (const char *const *)fprs->pdata, &seen,
			err);
	if (r == SP_OK)
		r = sp_pgp_faults(gate->pgp, seen, err);
	if (r == SP_OK)
		r = record_states(gate, "gate", "key-state", owners, seen,
				  FALSE, err);
	if (r == SP_OK)
		*keys = g_steal_pointer(&seen);
	return r;
}
