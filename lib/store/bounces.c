/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bounces.c - the days on which mail to members failed */
#include "lib/store/internal.h"

#define KEEP_DAYS 366		/* longer than any window */

static enum sp_status
prune(struct sp_store *st, int64_t before, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_BOUNCE_PRUNE);

	sp_bind_int(&q, before);
	return sp_query_run(&q, err);
}

enum sp_status
sp_store_bounce_add(struct sp_store *st, int64_t member, int64_t day,
		    gboolean permanent, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_BOUNCE_ADD);
	enum sp_status r;

	if ((r = prune(st, day - KEEP_DAYS, err)) != SP_OK)
		return r;
	sp_bind_int(&q, member);
	sp_bind_int(&q, day);
	sp_bind_int(&q, permanent ? 1 : 0);
	return sp_query_run(&q, err);
}

enum sp_status
sp_store_bounces(struct sp_store *st, GArray **bounces, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_BOUNCES);
	g_autoptr(GArray) found = g_array_new(FALSE, TRUE,
					sizeof(struct sp_member_bounce));
	enum sp_status r;

	while ((r = sp_query_row(&q, err)) == SP_OK) {
		struct sp_member_bounce b;

		b.member = sp_column_int(&q);
		b.day = sp_column_int(&q);
		b.permanent = sp_column_int(&q) != 0;
		g_array_append_val(found, b);
	}
	if (r != SP_NONE)
		return r;
	*bounces = g_steal_pointer(&found);
	return SP_OK;
}

enum sp_status
sp_store_bounces_forget(struct sp_store *st, int64_t member,
			struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_BOUNCES_FORGET);

	sp_bind_int(&q, member);
	return sp_query_run(&q, err);
}

enum sp_status
sp_store_member_bouncing(struct sp_store *st, int64_t id, int64_t before,
			 int64_t now, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MEMBER_BOUNCING);

	sp_bind_int(&q, id);
	sp_bind_int(&q, before);
	sp_bind_int(&q, now);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_out_arrived(struct sp_store *st, int64_t member, int64_t from,
		     int64_t until, gboolean *was, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_OUT_ARRIVED);
	enum sp_status r;

	sp_bind_int(&q, member);
	sp_bind_int(&q, from);
	sp_bind_int(&q, until);
	r = sp_query_row(&q, err);
	*was = r == SP_OK;
	return r == SP_NONE ? SP_OK : r;
}
