/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bulletin.c - the public numbers of what was published
 *
 * Rows are never deleted, so that no number is used again. */
#include "lib/store/bulletin.h"

#include "lib/store/internal.h"

/* SP_NONE: it has none yet. */
static enum sp_status
number_of(struct sp_store *st, int64_t case_id, int *year, int64_t *serial,
	  struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_BULLETIN);
	enum sp_status r;

	sp_bind_int(&q, case_id);
	if ((r = sp_query_row(&q, err)) == SP_OK) {
		*year = (int)sp_column_int(&q);
		*serial = sp_column_int(&q);
	}
	return r;
}

static enum sp_status
next_serial(struct sp_store *st, int year, int64_t *serial, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_BULLETIN_NEXT);
	enum sp_status r;

	sp_bind_int(&q, year);
	if ((r = sp_query_row(&q, err)) == SP_OK)
		*serial = sp_column_int(&q);
	return r;
}

enum sp_status
sp_store_bulletin(struct sp_store *st, int64_t case_id, int64_t reported,
		  int *year, int64_t *serial, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_BULLETIN_ADD);
	enum sp_status r;
	int64_t next;
	int of;

	if ((r = sp_store_writing(st, err)) != SP_OK)
		return r;
	r = number_of(st, case_id, year, serial, err);
	if (r != SP_NONE)
		return r;
	if ((r = sp_store_year(reported, &of, err)) != SP_OK ||
	    (r = next_serial(st, of, &next, err)) != SP_OK)
		return r;
	sp_bind_int(&q, case_id);
	sp_bind_int(&q, of);
	sp_bind_int(&q, next);
	if ((r = sp_query_change(&q, err)) == SP_OK) {
		*year = of;
		*serial = next;
	}
	return r;
}
