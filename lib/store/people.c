/* SPDX-License-Identifier: GPL-2.0-or-later */
/* people.c - what the roster says of a member, and what admits them */
#include "lib/store/people.h"

#include <string.h>

#include "lib/store/internal.h"

static enum sp_status
check_login(struct sp_store *st, const struct sp_member *m, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MEMBER_LOGIN_TAKEN);
	enum sp_status r;

	sp_bind_text(&q, m->login);
	sp_bind_int(&q, m->id);
	if ((r = sp_query_row(&q, err)) == SP_OK)
		return sp_fail(err, SP_EDENIED, "login %s is another "
			       "member's", m->login);
	return r == SP_NONE ? SP_OK : r;
}

enum sp_status
sp_store_member_change(struct sp_store *st, const struct sp_member *m,
		       struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MEMBER_CHANGE);
	enum sp_status r;

	if ((r = check_login(st, m, err)) != SP_OK)
		return r;
	sp_bind_int(&q, m->id);
	sp_bind_text(&q, m->name);
	sp_bind_text(&q, m->affiliation);
	sp_bind_text(&q, m->login);
	sp_bind_int(&q, m->roles & SP_FIRST_ROLES);
	sp_bind_int(&q, m->roles >> SP_DUTIES_SHIFT);
	sp_bind_int(&q, m->kind);
	sp_bind_text(&q, m->subsystems);
	return sp_query_change(&q, err);
}

/* --- admission ------------------------------------------------------------ */

void
sp_vouch_free(struct sp_vouch *v)
{
	if (!v)
		return;
	g_free(v->address);
	g_free(v);
}

enum sp_status
sp_store_member_accept(struct sp_store *st, int64_t id, const char *policy,
		       int64_t now, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MEMBER_ACCEPT);

	sp_bind_int(&q, id);
	sp_bind_text(&q, policy);
	sp_bind_int(&q, now);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_member_compared(struct sp_store *st, int64_t id, int64_t now,
			 struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MEMBER_COMPARED);

	sp_bind_int(&q, id);
	sp_bind_int(&q, now);
	return sp_query_change(&q, err);
}

static enum sp_status
check_first(struct sp_store *st, int64_t member,
	    const struct sp_member *voucher, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_VOUCHED);
	enum sp_status r;

	sp_bind_int(&q, member);
	sp_bind_int(&q, voucher->id);
	if ((r = sp_query_row(&q, err)) == SP_OK)
		return sp_fail(err, SP_EDENIED, "%s has vouched already",
			       voucher->address);
	return r == SP_NONE ? SP_OK : r;
}

enum sp_status
sp_store_vouch_add(struct sp_store *st, int64_t member,
		   const struct sp_member *voucher, int64_t now,
		   struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_VOUCH_ADD);
	enum sp_status r;

	if ((r = check_first(st, member, voucher, err)) != SP_OK)
		return r;
	sp_bind_int(&q, member);
	sp_bind_int(&q, voucher->id);
	sp_bind_text(&q, voucher->address);
	sp_bind_int(&q, now);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_vouches(struct sp_store *st, int64_t member, GPtrArray **vouches,
		 struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_VOUCHES);
	g_autoptr(GPtrArray) found =
		g_ptr_array_new_with_free_func((GDestroyNotify)sp_vouch_free);
	enum sp_status r;

	sp_bind_int(&q, member);
	while ((r = sp_query_row(&q, err)) == SP_OK) {
		struct sp_vouch *v = g_new0(struct sp_vouch, 1);

		v->address = sp_column_text(&q);
		v->at = sp_column_int(&q);
		g_ptr_array_add(found, v);
	}
	if (r != SP_NONE)
		return r;
	*vouches = g_steal_pointer(&found);
	return SP_OK;
}

/* --- guests of a case ----------------------------------------------------- */

gboolean
sp_participant_is_guest(const struct sp_participant *p)
{
	return strcmp(p->kind, SP_GUEST) == 0 ||
	       strcmp(p->kind, SP_INVITED) == 0;
}

static enum sp_status
guest_change(struct sp_store *st, enum stmt which, int64_t case_id,
	     const struct sp_digest *address, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);

	sp_bind_int(&q, case_id);
	sp_bind_digest(&q, address);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_guest_admit(struct sp_store *st, int64_t case_id,
		     const struct sp_digest *address, struct sp_err *err)
{
	return guest_change(st, ST_GUEST_ADMIT, case_id, address, err);
}

enum sp_status
sp_store_guest_drop(struct sp_store *st, int64_t case_id,
		    const struct sp_digest *address, struct sp_err *err)
{
	return guest_change(st, ST_GUEST_DROP, case_id, address, err);
}
