/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keys.c - what is known of the keys of members, list and archive
 *
 * No key material: fingerprints, so that a signature finds its member and
 * mail finds its recipients without asking gpg. */
#include "lib/store/internal.h"

/* Is one of the key's fingerprints on another key of that kind of owner? */
static enum sp_status
check_taken(struct sp_store *st, enum owner owner, int64_t own,
	    const char *fpr, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_KEY_TAKEN);
	enum sp_status r;

	sp_bind_int(&q, owner);
	sp_bind_text(&q, fpr);
	sp_bind_int(&q, own);
	if ((r = sp_query_row(&q, err)) == SP_OK)
		return sp_fail(err, SP_EDENIED, "key %s is there already",
			       fpr);
	return r == SP_NONE ? SP_OK : r;
}

static enum sp_status
add_subkey(struct sp_store *st, int64_t key, const struct sp_subkey *s,
	   struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_SUBKEY_ADD);

	sp_bind_int(&q, key);
	sp_bind_text(&q, s->fingerprint);
	sp_bind_int(&q, s->can_sign ? 1 : 0);
	sp_bind_int(&q, s->can_encrypt ? 1 : 0);
	sp_bind_int(&q, s->usable ? 1 : 0);
	sp_bind_int(&q, s->expires);
	return sp_query_change(&q, err);
}

static enum sp_status
drop_subkeys(struct sp_store *st, int64_t key, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_SUBKEYS_DROP);

	sp_bind_int(&q, key);
	return sp_query_run(&q, err);
}

/* A signature must lead to one member only: a subkey that stands on another
 * member's key too is refused. */
static enum sp_status
set_subkeys(struct sp_store *st, enum owner owner, int64_t id,
	    const struct sp_key *key, struct sp_err *err)
{
	enum sp_status r = drop_subkeys(st, id, err);
	guint i;

	for (i = 0; r == SP_OK && key->subkeys && i < key->subkeys->len; i++) {
		const struct sp_subkey *s = g_ptr_array_index(key->subkeys, i);

		if (owner == SP_OWNER_MEMBER)
			r = check_taken(st, owner, id, s->fingerprint, err);
		if (r == SP_OK)
			r = add_subkey(st, id, s, err);
	}
	return r;
}

enum sp_status
sp_store_key_add(struct sp_store *st, enum owner owner, int64_t member,
		 const struct sp_key *key, int64_t now, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_KEY_ADD);
	enum sp_status r;

	if ((r = check_taken(st, owner, 0, key->fingerprint, err)) != SP_OK)
		return r;
	sp_bind_int(&q, owner);
	sp_bind_id(&q, member);
	sp_bind_text(&q, key->fingerprint);
	sp_bind_text(&q, key->encryption);
	sp_bind_int(&q, key->expires);
	sp_bind_int(&q, key->state);
	sp_bind_int(&q, now);
	if ((r = sp_query_change(&q, err)) != SP_OK)
		return r;
	return set_subkeys(st, owner, sqlite3_last_insert_rowid(st->db), key,
			   err);
}

/* --- a member's key ------------------------------------------------------ */

static enum sp_status
member_known(struct sp_store *st, int64_t member, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MEMBER_KNOWN);
	enum sp_status r;

	sp_bind_int(&q, member);
	if ((r = sp_query_row(&q, err)) == SP_NONE)
		return sp_fail(err, SP_NONE, "no such member");
	return r;
}

enum sp_status
sp_store_member_key_set(struct sp_store *st, int64_t member,
			const struct sp_key *key, int64_t now,
			struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_KEY_DROP);
	enum sp_status r;

	if ((r = member_known(st, member, err)) != SP_OK)
		return r;
	sp_bind_int(&q, member);
	if ((r = sp_query_run(&q, err)) != SP_OK || !key)
		return r;
	return sp_store_key_add(st, SP_OWNER_MEMBER, member, key, now, err);
}

/* --- any key, seen again ------------------------------------------------- */

struct row {
	int64_t id;
	enum owner owner;
};

/* The rows of a key: it may be a member's and the archive's at once. */
static enum sp_status
rows_of(struct sp_store *st, const char *fpr, GArray *rows, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_KEY_IDS);
	enum sp_status r;

	sp_bind_text(&q, fpr);
	while ((r = sp_query_row(&q, err)) == SP_OK) {
		struct row row = { .id = sp_column_int(&q) };

		row.owner = (enum owner)sp_column_int(&q);
		g_array_append_val(rows, row);
	}
	return r == SP_NONE ? SP_OK : r;
}

static enum sp_status
update_row(struct sp_store *st, const struct row *row,
	   const struct sp_key *key, int64_t now, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_KEY_SET);
	enum sp_status r;

	sp_bind_int(&q, row->id);
	sp_bind_text(&q, key->encryption);
	sp_bind_int(&q, key->expires);
	sp_bind_int(&q, key->state);
	sp_bind_int(&q, now);
	if ((r = sp_query_change(&q, err)) != SP_OK)
		return r;
	/* A key that is not in the keyring now lists no subkeys; the ones it
	 * had still name their member. */
	if (key->state == SP_KEY_MISSING)
		return SP_OK;
	return set_subkeys(st, row->owner, row->id, key, err);
}

enum sp_status
sp_store_key_update(struct sp_store *st, const struct sp_key *key, int64_t now,
		    struct sp_err *err)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct row));
	enum sp_status r;
	guint i;

	if ((r = rows_of(st, key->fingerprint, rows, err)) != SP_OK)
		return r;
	if (rows->len == 0)
		return sp_fail(err, SP_NONE, "key %s is nobody's",
			       key->fingerprint);
	for (i = 0; r == SP_OK && i < rows->len; i++)
		r = update_row(st, &g_array_index(rows, struct row, i), key,
			       now, err);
	return r;
}

/* --- the list's and the archive's ---------------------------------------- */

static enum sp_status
retire_list_key(struct sp_store *st, int64_t retires, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_LIST_KEY_RETIRE);

	sp_bind_int(&q, retires);
	return sp_query_run(&q, err);
}

/* SP_NONE: it never was a key of the list. */
static enum sp_status
use_list_key(struct sp_store *st, const char *fpr, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_LIST_KEY_USE);

	sp_bind_text(&q, fpr);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_list_key_set(struct sp_store *st, const struct sp_key *key,
		      int64_t retires, int64_t now, struct sp_err *err)
{
	enum sp_status r;

	if ((r = retire_list_key(st, retires, err)) != SP_OK)
		return r;
	r = use_list_key(st, key->fingerprint, err);
	if (r == SP_NONE)
		return sp_store_key_add(st, SP_OWNER_LIST, 0, key, now, err);
	return r == SP_OK ? sp_store_key_update(st, key, now, err) : r;
}

/* The rows of a statement that lists keys of the list. */
static enum sp_status
read_list_keys(struct query *q, GPtrArray **keys, struct sp_err *err)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	enum sp_status r;

	while ((r = sp_query_row(q, err)) == SP_OK) {
		struct sp_list_key *k = g_new0(struct sp_list_key, 1);

		sp_column_copy(q, k->fingerprint, sizeof(k->fingerprint));
		sp_column_copy(q, k->encryption, sizeof(k->encryption));
		k->active = sp_column_int(q) != 0;
		k->retires = sp_column_int(q);
		g_ptr_array_add(found, k);
	}
	if (r != SP_NONE)
		return r;
	*keys = g_steal_pointer(&found);
	return SP_OK;
}

enum sp_status
sp_store_list_keys(struct sp_store *st, GPtrArray **keys, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_LIST_KEYS);
	g_autoptr(GPtrArray) found = NULL;
	enum sp_status r;

	if ((r = read_list_keys(&q, &found, err)) != SP_OK)
		return r;
	if (found->len == 0 ||
	    !((const struct sp_list_key *)found->pdata[0])->active)
		return sp_fail(err, SP_NONE, "the store names no list key");
	*keys = g_steal_pointer(&found);
	return SP_OK;
}

enum sp_status
sp_store_list_key_due(struct sp_store *st, const char *fpr, int64_t retires,
		      struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_LIST_KEY_DUE);

	sp_bind_text(&q, fpr);
	sp_bind_int(&q, retires);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_list_key_over(struct sp_store *st, const char *fpr,
		       struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_LIST_KEY_OVER);

	sp_bind_text(&q, fpr);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_list_keys_over(struct sp_store *st, GPtrArray **keys,
			struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_LIST_KEYS_OVER);

	return read_list_keys(&q, keys, err);
}

enum sp_status
sp_store_list_signer(struct sp_store *st, const char *fpr, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_LIST_SIGNER);
	enum sp_status r;

	sp_bind_text(&q, fpr);
	if ((r = sp_query_row(&q, err)) == SP_NONE)
		return sp_fail(err, SP_NONE, "key %s was never the list's",
			       fpr);
	return r;
}

enum sp_status
sp_store_keys_told(struct sp_store *st, GArray **told, struct sp_err *err)
{
	g_autoptr(GArray) found = g_array_new(FALSE, TRUE,
					      sizeof(struct sp_key_told));
	g_auto_query struct query q = sp_query(st, ST_KEYS_TOLD);
	enum sp_status r;

	while ((r = sp_query_row(&q, err)) == SP_OK) {
		struct sp_key_told t = { .told = 0 };

		sp_column_copy(&q, t.fingerprint, sizeof(t.fingerprint));
		t.told = (unsigned)sp_column_int(&q);
		t.told_at = sp_column_int(&q);
		t.checked = sp_column_int(&q);
		t.expires = sp_column_int(&q);
		t.state = (enum sp_key_state)sp_column_int(&q);
		g_array_append_val(found, t);
	}
	if (r != SP_NONE)
		return r;
	*told = g_steal_pointer(&found);
	return SP_OK;
}

enum sp_status
sp_store_key_tell(struct sp_store *st, const char *fpr, unsigned told,
		  int64_t worse, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_KEY_TELL);

	sp_bind_text(&q, fpr);
	sp_bind_int(&q, told);
	sp_bind_int(&q, worse);
	return sp_query_run(&q, err);
}

enum sp_status
sp_store_archive_key_add(struct sp_store *st, const struct sp_key *key,
			 int64_t now, struct sp_err *err)
{
	return sp_store_key_add(st, SP_OWNER_ARCHIVE, 0, key, now, err);
}

/* As ST_ARCHIVE_KEYS lists it: a member of whom only the key is known. */
static struct sp_member *
read_archive_key(struct query *q)
{
	struct sp_member *m = g_new0(struct sp_member, 1);

	m->id = sp_column_int(q);
	m->added = sp_column_int(q);
	sp_column_copy(q, m->fingerprint, sizeof(m->fingerprint));
	sp_column_copy(q, m->encryption, sizeof(m->encryption));
	m->expires = sp_column_int(q);
	m->key_state = (int)sp_column_int(q);
	m->address = g_strdup("");
	m->name = g_strdup("");
	m->affiliation = g_strdup("");
	m->login = g_strdup("");
	return m;
}

enum sp_status
sp_store_archive_keys(struct sp_store *st, GPtrArray **keys,
		      struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_ARCHIVE_KEYS);
	g_autoptr(GPtrArray) found =
		g_ptr_array_new_with_free_func((GDestroyNotify)sp_member_free);
	enum sp_status r;

	while ((r = sp_query_row(&q, err)) == SP_OK)
		g_ptr_array_add(found, read_archive_key(&q));
	if (r != SP_NONE)
		return r;
	*keys = g_steal_pointer(&found);
	return SP_OK;
}
