/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cases.c - cases, their numbers, and who takes part */
#include "lib/store/internal.h"

void
sp_case_free(struct sp_case *c)
{
	if (!c)
		return;
	g_free(c->number);
	g_free(c->state);
	g_clear_pointer(&c->title, g_bytes_unref);
	g_clear_pointer(&c->brief, g_bytes_unref);
	g_free(c);
}

void
sp_participant_free(struct sp_participant *p)
{
	if (!p)
		return;
	g_free(p->kind);
	g_clear_pointer(&p->address, g_bytes_unref);
	g_clear_pointer(&p->token, g_bytes_unref);
	g_clear_pointer(&p->key_data, g_bytes_unref);
	g_free(p->key);
	g_free(p->ref);
	g_free(p);
}

/* In the order of CASE_COLUMNS. */
static struct sp_case *
read_case(struct query *q)
{
	struct sp_case *c = g_new0(struct sp_case, 1);

	c->id = sp_column_int(q);
	c->number = sp_column_text(q);
	sp_column_copy(q, c->ref, sizeof(c->ref));
	c->opened = sp_column_int(q);
	c->state = sp_column_text(q);
	c->title = sp_column_bytes(q);
	c->answered = sp_column_int(q);
	c->brief = sp_column_bytes(q);
	return c;
}

/* --- opening ------------------------------------------------------------- */

enum sp_status
sp_store_year(int64_t at, int *year, struct sp_err *err)
{
	g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(at);

	if (!t)
		return sp_fail(err, SP_EDATA, "store: %" G_GINT64_FORMAT
			       " is no time", at);
	*year = g_date_time_get_year(t);
	return SP_OK;
}

static enum sp_status
next_serial(struct sp_store *st, const char *prefix, int year,
	    int64_t *serial, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_CASE_NEXT);
	enum sp_status r;

	sp_bind_text(&q, prefix);
	sp_bind_int(&q, year);
	if ((r = sp_query_row(&q, err)) == SP_OK)
		*serial = sp_column_int(&q);
	return r;
}

/* The year counts in UTC: a number must not depend on where one looks. */
enum sp_status
sp_store_case_open(struct sp_store *st, const char *prefix, const char *ref,
		   GBytes *title, int64_t now, struct sp_case **c,
		   struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_CASE_ADD);
	g_autofree char *number = NULL;
	enum sp_status r;
	int64_t serial;
	int year;

	if ((r = sp_store_writing(st, err)) != SP_OK ||
	    (r = sp_store_year(now, &year, err)) != SP_OK ||
	    (r = next_serial(st, prefix, year, &serial, err)) != SP_OK)
		return r;
	number = g_strdup_printf("%s-%04d-%04" G_GINT64_FORMAT, prefix, year,
				 serial);
	sp_bind_text(&q, prefix);
	sp_bind_int(&q, year);
	sp_bind_int(&q, serial);
	sp_bind_text(&q, number);
	sp_bind_text(&q, ref);
	sp_bind_int(&q, now);
	sp_bind_bytes(&q, title);
	if ((r = sp_query_change(&q, err)) != SP_OK)
		return r;
	return sp_store_case_by_number(st, number, c, err);
}

/* --- looking up ---------------------------------------------------------- */

static enum sp_status
one_case(struct query *q, struct sp_case **c, struct sp_err *err)
{
	enum sp_status r = sp_query_row(q, err);

	if (r == SP_NONE)
		return sp_fail(err, SP_NONE, "no such case");
	if (r == SP_OK)
		*c = read_case(q);
	return r;
}

enum sp_status
sp_store_case_by_number(struct sp_store *st, const char *number,
			struct sp_case **c, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_CASE_BY_NUMBER);

	sp_bind_text(&q, number);
	return one_case(&q, c, err);
}

enum sp_status
sp_store_case_by_ref(struct sp_store *st, const char *ref, struct sp_case **c,
		     struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_CASE_BY_REF);

	sp_bind_text(&q, ref);
	return one_case(&q, c, err);
}

enum sp_status
sp_store_case_by_id(struct sp_store *st, int64_t id, struct sp_case **c,
		    struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_CASE_BY_ID);

	sp_bind_int(&q, id);
	return one_case(&q, c, err);
}

enum sp_status
sp_store_case_list(struct sp_store *st,
		   enum sp_status (*each)(const struct sp_case *, void *),
		   void *arg, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_CASES);
	enum sp_status r;

	while ((r = sp_query_row(&q, err)) == SP_OK) {
		struct sp_case *c = read_case(&q);

		r = each(c, arg);
		sp_case_free(c);
		if (r != SP_OK)
			return r;
	}
	return r == SP_NONE ? SP_OK : r;
}

enum sp_status
sp_store_case_answered(struct sp_store *st, int64_t case_id, int64_t now,
		       struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_CASE_ANSWERED);

	sp_bind_int(&q, case_id);
	sp_bind_int(&q, now);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_case_state_set(struct sp_store *st, int64_t case_id,
			const char *state, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_CASE_STATE);

	sp_bind_int(&q, case_id);
	sp_bind_text(&q, state);
	return sp_query_change(&q, err);
}

/* --- what a list shows --------------------------------------------------- */

enum sp_status
sp_store_case_brief_set(struct sp_store *st, int64_t case_id, GBytes *brief,
			struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_CASE_BRIEF);

	sp_bind_int(&q, case_id);
	sp_bind_bytes(&q, brief);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_cases_untold(struct sp_store *st, unsigned limit, GArray **ids,
		      struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_CASES_UNTOLD);
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(int64_t));
	enum sp_status r;

	sp_bind_int(&q, limit);
	while ((r = sp_query_row(&q, err)) == SP_OK) {
		const int64_t id = sp_column_int(&q);

		g_array_append_val(all, id);
	}
	if (r != SP_NONE)
		return r;
	*ids = g_steal_pointer(&all);
	return SP_OK;
}

enum sp_status
sp_store_cases_untell(struct sp_store *st, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_CASES_UNTELL);

	return sp_query_run(&q, err);
}

/* --- participants -------------------------------------------------------- */

enum sp_status
sp_store_participant_put(struct sp_store *st, const struct sp_participant *p,
			 struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_PARTICIPANT_PUT);

	sp_bind_int(&q, p->case_id);
	sp_bind_text(&q, p->kind);
	sp_bind_bytes(&q, p->address);
	sp_bind_digest(&q, &p->digest);
	sp_bind_bytes(&q, p->token);
	sp_bind_digest(&q, &p->token_digest);
	sp_bind_int(&q, p->remember ? 1 : 0);
	sp_bind_text(&q, p->key);
	sp_bind_int(&q, p->pinned_at);
	sp_bind_bytes(&q, p->key_data);
	sp_bind_text(&q, p->ref);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_participant_adopt(struct sp_store *st, int64_t case_id,
			   const struct sp_digest *address, const char *key,
			   GBytes *key_data, int64_t now, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_PARTICIPANT_ADOPT);

	sp_bind_int(&q, case_id);
	sp_bind_digest(&q, address);
	sp_bind_text(&q, key);
	sp_bind_bytes(&q, key_data);
	sp_bind_int(&q, now);
	return sp_query_change(&q, err);
}

/* Who is remembered already stays so since then. */
enum sp_status
sp_store_participant_remember(struct sp_store *st, int64_t case_id,
			      const struct sp_digest *address, int64_t now,
			      struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_PARTICIPANT_REMEMBER);

	sp_bind_int(&q, case_id);
	sp_bind_digest(&q, address);
	sp_bind_int(&q, now);
	return sp_query_run(&q, err);
}

/* In the order of PARTICIPANT_COLUMNS. */
static struct sp_participant *
read_participant(struct query *q)
{
	struct sp_participant *p = g_new0(struct sp_participant, 1);

	p->case_id = sp_column_int(q);
	p->kind = sp_column_text(q);
	p->address = sp_column_bytes(q);
	sp_column_digest(q, &p->digest);
	p->token = sp_column_bytes(q);
	sp_column_digest(q, &p->token_digest);
	p->remember = sp_column_int(q) != 0;
	p->key = sp_column_text(q);
	p->pinned_at = sp_column_int(q);
	p->key_data = sp_column_bytes(q);
	p->ref = sp_column_text(q);
	p->adopted = sp_column_int(q);
	return p;
}

static enum sp_status
one_participant(struct query *q, struct sp_participant **out,
		struct sp_err *err)
{
	enum sp_status r = sp_query_row(q, err);

	if (r == SP_NONE)
		return sp_fail(err, SP_NONE, "no such participant");
	if (r == SP_OK)
		*out = read_participant(q);
	return r;
}

static enum sp_status
participants(struct sp_store *st, enum stmt which, int64_t case_id,
	     GPtrArray **all_of_them, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(
		(GDestroyNotify)sp_participant_free);
	enum sp_status r;

	sp_bind_int(&q, case_id);
	while ((r = sp_query_row(&q, err)) == SP_OK)
		g_ptr_array_add(all, read_participant(&q));
	if (r != SP_NONE)
		return r;
	*all_of_them = g_steal_pointer(&all);
	return SP_OK;
}

enum sp_status
sp_store_participants(struct sp_store *st, int64_t case_id,
		      GPtrArray **participants_of, struct sp_err *err)
{
	return participants(st, ST_PARTICIPANTS, case_id, participants_of,
			    err);
}

enum sp_status
sp_store_participants_pinned(struct sp_store *st, int64_t case_id,
			     GPtrArray **pinned, struct sp_err *err)
{
	return participants(st, ST_PARTICIPANTS_PINNED, case_id, pinned, err);
}

enum sp_status
sp_store_participant(struct sp_store *st, int64_t case_id,
		     const struct sp_digest *address,
		     struct sp_participant **p, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_PARTICIPANT);

	sp_bind_int(&q, case_id);
	sp_bind_digest(&q, address);
	return one_participant(&q, p, err);
}

enum sp_status
sp_store_participant_by_token(struct sp_store *st,
			      const struct sp_digest *token,
			      struct sp_participant **p, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_PARTICIPANT_BY_TOKEN);

	sp_bind_digest(&q, token);
	return one_participant(&q, p, err);
}
