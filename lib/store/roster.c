/* SPDX-License-Identifier: GPL-2.0-or-later */
/* roster.c - the members of the list */
#include "lib/store/internal.h"

#include <string.h>

void
sp_member_free(struct sp_member *m)
{
	if (!m)
		return;
	g_free(m->address);
	g_free(m->name);
	g_free(m->affiliation);
	g_free(m->login);
	g_free(m->subsystems);
	g_free(m->accepted_policy);
	g_free(m);
}

const struct sp_member *
sp_member_of_key(const GPtrArray *members, const char *fingerprint)
{
	for (guint i = 0; i < members->len; i++) {
		const struct sp_member *m = members->pdata[i];

		if (strcmp(m->fingerprint, fingerprint) == 0)
			return m;
	}
	return NULL;
}

/* In the order of MEMBER_COLUMNS. */
static struct sp_member *
read_member(struct query *q)
{
	struct sp_member *m = g_new0(struct sp_member, 1);

	m->id = sp_column_int(q);
	m->address = sp_column_text(q);
	m->name = sp_column_text(q);
	m->affiliation = sp_column_text(q);
	m->login = sp_column_text(q);
	m->roles = (unsigned)sp_column_int(q);
	m->paused = sp_column_int(q) != 0;
	m->added = sp_column_int(q);
	m->reminded = sp_column_int(q);
	m->away_from = sp_column_int(q);
	m->away_until = sp_column_int(q);
	m->bouncing = sp_column_int(q);
	m->roles |= (unsigned)sp_column_int(q) << SP_DUTIES_SHIFT;
	m->kind = (enum sp_member_kind)sp_column_int(q);
	m->subsystems = sp_column_text(q);
	m->accepted = sp_column_int(q);
	m->accepted_policy = sp_column_text(q);
	m->compared = sp_column_int(q);
	m->vouches = (unsigned)sp_column_int(q);
	sp_column_copy(q, m->fingerprint, sizeof(m->fingerprint));
	sp_column_copy(q, m->encryption, sizeof(m->encryption));
	m->expires = sp_column_int(q);
	m->key_state = (int)sp_column_int(q);
	if (m->fingerprint[0] == '\0')
		m->key_state = SP_KEY_MISSING;
	return m;
}

static enum sp_status
check_free(struct sp_store *st, const struct sp_member *m, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MEMBER_TAKEN);
	enum sp_status r;

	sp_bind_text(&q, m->address);
	sp_bind_text(&q, m->login);
	if ((r = sp_query_row(&q, err)) == SP_OK)
		return sp_fail(err, SP_EDENIED, "there is a member with that "
			       "address or login already");
	return r == SP_NONE ? SP_OK : r;
}

static enum sp_status
insert(struct sp_store *st, const struct sp_member *m, int64_t *id,
       struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MEMBER_ADD);
	enum sp_status r;

	sp_bind_text(&q, m->address);
	sp_bind_text(&q, m->name);
	sp_bind_text(&q, m->affiliation);
	sp_bind_text(&q, m->login);
	sp_bind_int(&q, m->roles & SP_FIRST_ROLES);
	sp_bind_int(&q, m->paused ? 1 : 0);
	sp_bind_int(&q, m->added);
	sp_bind_int(&q, m->roles >> SP_DUTIES_SHIFT);
	sp_bind_int(&q, m->kind);
	sp_bind_text(&q, m->subsystems);
	if ((r = sp_query_change(&q, err)) == SP_OK)
		*id = sqlite3_last_insert_rowid(st->db);
	return r;
}

enum sp_status
sp_store_member_add(struct sp_store *st, const struct sp_member *m,
		    const struct sp_key *key, int64_t *id, struct sp_err *err)
{
	enum sp_status r;
	int64_t row;

	if ((r = check_free(st, m, err)) != SP_OK ||
	    (r = insert(st, m, &row, err)) != SP_OK)
		return r;
	if (key && (r = sp_store_key_add(st, SP_OWNER_MEMBER, row, key,
					 m->added, err)) != SP_OK)
		return r;
	*id = row;
	return SP_OK;
}

/* --- looking up ---------------------------------------------------------- */

static enum sp_status
member_by(struct sp_store *st, enum stmt which, const char *text,
	  struct sp_member **m, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);
	enum sp_status r;

	sp_bind_text(&q, text);
	if ((r = sp_query_row(&q, err)) == SP_NONE)
		return sp_fail(err, SP_NONE, "no such member");
	if (r == SP_OK)
		*m = read_member(&q);
	return r;
}

enum sp_status
sp_store_member_by_address(struct sp_store *st, const char *address,
			   struct sp_member **m, struct sp_err *err)
{
	return member_by(st, ST_MEMBER_BY_ADDRESS, address, m, err);
}

enum sp_status
sp_store_member_by_signer(struct sp_store *st, const char *fpr,
			  struct sp_member **m, struct sp_err *err)
{
	return member_by(st, ST_MEMBER_BY_SIGNER, fpr, m, err);
}

/* Members without a login all have "": that name is nobody's. */
enum sp_status
sp_store_member_by_login(struct sp_store *st, const char *login,
			 struct sp_member **m, struct sp_err *err)
{
	if (login[0] == '\0')
		return sp_fail(err, SP_NONE, "no such member");
	return member_by(st, ST_MEMBER_BY_LOGIN, login, m, err);
}

enum sp_status
sp_store_members(struct sp_store *st, GPtrArray **members, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MEMBERS);
	g_autoptr(GPtrArray) found =
		g_ptr_array_new_with_free_func((GDestroyNotify)sp_member_free);
	enum sp_status r;

	while ((r = sp_query_row(&q, err)) == SP_OK)
		g_ptr_array_add(found, read_member(&q));
	if (r != SP_NONE)
		return r;
	*members = g_steal_pointer(&found);
	return SP_OK;
}

/* --- changing ------------------------------------------------------------ */

enum sp_status
sp_store_member_pause(struct sp_store *st, int64_t id, gboolean paused,
		      struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MEMBER_PAUSE);

	sp_bind_int(&q, id);
	sp_bind_int(&q, paused ? 1 : 0);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_member_away(struct sp_store *st, int64_t id, int64_t from,
		     int64_t until, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MEMBER_AWAY);

	sp_bind_int(&q, id);
	sp_bind_int(&q, from);
	sp_bind_int(&q, until);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_member_remind(struct sp_store *st, int64_t id, int64_t before,
		       int64_t now, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MEMBER_REMIND);

	sp_bind_int(&q, id);
	sp_bind_int(&q, before);
	sp_bind_int(&q, now);
	return sp_query_change(&q, err);
}

/* Whoever leaves gets nothing that has not left yet. */
static enum sp_status
recall(struct sp_store *st, int64_t id, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MEMBER_RECALL);

	sp_bind_int(&q, id);
	return sp_query_run(&q, err);
}

enum sp_status
sp_store_member_remove(struct sp_store *st, int64_t id, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MEMBER_REMOVE);
	enum sp_status r;

	if ((r = recall(st, id, err)) != SP_OK)
		return r;
	sp_bind_int(&q, id);
	return sp_query_change(&q, err);
}
