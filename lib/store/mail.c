/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail.c - one row for each mail, and the queue */
#include "lib/store/internal.h"

#include "lib/base/ref.h"

#define REF_TRIES 16

void
sp_mail_free(struct sp_mail *m)
{
	if (!m)
		return;
	g_clear_pointer(&m->envelope, g_bytes_unref);
	g_clear_pointer(&m->card, g_bytes_unref);
	g_clear_pointer(&m->thread, g_bytes_unref);
	g_clear_pointer(&m->ack_key, g_bytes_unref);
	g_free(m->decided_by);
	g_free(m->decision);
	g_free(m);
}

/* In the order of MAIL_COLUMNS. */
static struct sp_mail *
read_mail(struct query *q)
{
	struct sp_mail *m = g_new0(struct sp_mail, 1);

	m->id = sp_column_int(q);
	sp_column_copy(q, m->ref, sizeof(m->ref));
	m->arrived = sp_column_int(q);
	m->state = (enum sp_mail_state)sp_column_int(q);
	sp_column_digest(q, &m->digest);
	sp_column_digest(q, &m->sender);
	m->size_class = (unsigned)sp_column_int(q);
	m->role = (int)sp_column_int(q);
	m->rank = (int)sp_column_int(q);
	m->why = (unsigned)sp_column_int(q);
	m->repeats = (unsigned)sp_column_int(q);
	m->attempts = (unsigned)sp_column_int(q);
	m->original = sp_column_int(q);
	m->notice = sp_column_int(q);
	m->post = sp_column_int(q);
	m->envelope = sp_column_bytes(q);
	m->card = sp_column_bytes(q);
	m->thread = sp_column_bytes(q);
	m->report_at = sp_column_int(q);
	m->report_len = sp_column_int(q);
	m->case_id = sp_column_int(q);
	m->ack = (enum sp_ack_state)sp_column_int(q);
	m->ack_why = (int)sp_column_int(q);
	m->ack_due = sp_column_int(q);
	m->ack_at = sp_column_int(q);
	m->checks = (guint64)sp_column_int(q);
	m->was_clear = sp_column_int(q) != 0;
	m->ack_key = sp_column_bytes(q);
	m->decided = sp_column_int(q);
	m->decided_by = sp_column_text(q);
	m->decision = sp_column_text(q);
	m->deferred_until = sp_column_int(q);
	m->asked = sp_column_int(q);
	m->carried = (unsigned)sp_column_int(q);
	return m;
}

enum sp_status
sp_store_new_ref(struct sp_store *st, char ref[12], struct sp_err *err)
{
	uint8_t random[5];
	struct sp_ref made;
	enum sp_status r = sp_store_writing(st, err);
	int i;

	if (r != SP_OK)
		return r;
	for (i = 0; i < REF_TRIES; i++) {
		g_auto_query struct query q = sp_query(st, ST_REF_TAKEN);

		sp_vault_random(random, sizeof(random));
		sp_ref_make(random, &made);
		sp_bind_text(&q, made.text);
		r = sp_query_row(&q, err);
		if (r == SP_NONE) {
			g_strlcpy(ref, made.text, SP_REF_LEN + 1);
			return SP_OK;
		}
		if (r != SP_OK)
			return r;
	}
	return sp_fail(err, SP_EIO, "store: no free reference after %d tries",
		       REF_TRIES);
}

static enum sp_status
known(struct sp_store *st, const struct sp_digest *d, int64_t *id,
      struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MAIL_KNOWN);
	enum sp_status r;

	sp_bind_digest(&q, d);
	if ((r = sp_query_row(&q, err)) == SP_OK)
		*id = sp_column_int(&q);
	return r;
}

/* The last columns, as both INSERT and UPDATE take them. */
static void
bind_decision(struct query *q, const struct sp_mail *m)
{
	sp_bind_int(q, m->report_at);
	sp_bind_int(q, m->report_len);
	sp_bind_id(q, m->case_id);
	sp_bind_int(q, m->ack);
	sp_bind_int(q, m->ack_why);
	sp_bind_int(q, m->ack_due);
	sp_bind_int(q, m->ack_at);
	sp_bind_int(q, (int64_t)m->checks);
	sp_bind_int(q, m->was_clear ? 1 : 0);
	sp_bind_bytes(q, m->ack_key);
	sp_bind_int(q, m->decided);
	sp_bind_text(q, m->decided_by);
	sp_bind_text(q, m->decision);
	sp_bind_int(q, m->deferred_until);
	sp_bind_int(q, m->asked);
}

static void
bind_verdict(struct query *q, const struct sp_mail *m)
{
	sp_bind_int(q, m->size_class);
	sp_bind_int(q, m->role);
	sp_bind_int(q, m->rank);
	sp_bind_int(q, m->why);
	sp_bind_int(q, m->repeats);
	sp_bind_int(q, m->attempts);
}

enum sp_status
sp_store_mail_add(struct sp_store *st, const struct sp_mail *m, int64_t *id,
		  struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MAIL_ADD);
	enum sp_status r = known(st, &m->digest, id, err);

	if (r == SP_OK)
		return sp_fail(err, SP_EDENIED, "store: this mail is there "
			       "already");
	if (r != SP_NONE)
		return r;
	sp_bind_text(&q, m->ref);
	sp_bind_int(&q, m->arrived);
	sp_bind_int(&q, m->state);
	sp_bind_digest(&q, &m->digest);
	sp_bind_digest(&q, &m->sender);
	bind_verdict(&q, m);
	sp_bind_id(&q, m->original);
	sp_bind_id(&q, m->notice);
	sp_bind_id(&q, m->post);
	sp_bind_bytes(&q, m->envelope);
	sp_bind_bytes(&q, m->card);
	sp_bind_bytes(&q, m->thread);
	bind_decision(&q, m);
	if ((r = sp_query_change(&q, err)) == SP_OK)
		*id = sqlite3_last_insert_rowid(st->db);
	return r;
}

static enum sp_status
one_mail(struct query *q, struct sp_mail **m, struct sp_err *err)
{
	enum sp_status r = sp_query_row(q, err);

	if (r == SP_NONE)
		return sp_fail(err, SP_NONE, "no such mail");
	if (r == SP_OK)
		*m = read_mail(q);
	return r;
}

enum sp_status
sp_store_mail_by_digest(struct sp_store *st, const struct sp_digest *d,
			struct sp_mail **m, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MAIL_BY_DIGEST);

	sp_bind_digest(&q, d);
	return one_mail(&q, m, err);
}

enum sp_status
sp_store_mail_by_ref(struct sp_store *st, const char *ref, struct sp_mail **m,
		     struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MAIL_BY_REF);

	sp_bind_text(&q, ref);
	return one_mail(&q, m, err);
}

enum sp_status
sp_store_mail_by_id(struct sp_store *st, int64_t id, struct sp_mail **m,
		    struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MAIL_BY_ID);

	sp_bind_int(&q, id);
	return one_mail(&q, m, err);
}

/* The guard in the statement is what lets two moderators race. */
enum sp_status
sp_store_mail_update(struct sp_store *st, const struct sp_mail *m,
		     enum sp_mail_state from, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MAIL_UPDATE);

	sp_bind_int(&q, m->id);
	sp_bind_int(&q, from);
	sp_bind_int(&q, m->state);
	bind_verdict(&q, m);
	sp_bind_id(&q, m->notice);
	sp_bind_id(&q, m->post);
	sp_bind_bytes(&q, m->card);
	sp_bind_bytes(&q, m->thread);
	bind_decision(&q, m);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_mail_carry(struct sp_store *st, int64_t id, unsigned from,
		    unsigned to, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MAIL_CARRY);

	sp_bind_int(&q, id);
	sp_bind_int(&q, from);
	sp_bind_int(&q, to);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_mail_repeat(struct sp_store *st, int64_t id, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_MAIL_REPEAT);

	sp_bind_int(&q, id);
	return sp_query_change(&q, err);
}

/* One half of the queue, in the order of its index. *left: -1 for all. */
static enum sp_status
list_part(struct sp_store *st, enum stmt which, enum sp_mail_state state,
	  int64_t now, int64_t *left,
	  enum sp_status (*each)(const struct sp_mail *, void *), void *arg,
	  struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);
	enum sp_status r;

	sp_bind_int(&q, state);
	sp_bind_int(&q, now);
	sp_bind_int(&q, *left);
	while ((r = sp_query_row(&q, err)) == SP_OK) {
		struct sp_mail *m = read_mail(&q);

		r = each(m, arg);
		sp_mail_free(m);
		if (r != SP_OK)
			return r;
		if (*left > 0)
			--*left;
	}
	return r == SP_NONE ? SP_OK : r;
}

enum sp_status
sp_store_mail_list(struct sp_store *st, enum sp_mail_state state, int64_t now,
		   unsigned limit,
		   enum sp_status (*each)(const struct sp_mail *, void *),
		   void *arg, struct sp_err *err)
{
	int64_t left = limit > 0 ? (int64_t)limit : -1;
	enum sp_status r;

	r = list_part(st, ST_MAIL_QUEUE, state, now, &left, each, arg, err);
	if (r != SP_OK || left == 0)
		return r;
	return list_part(st, ST_MAIL_DEFERRED, state, now, &left, each, arg,
			 err);
}

/* The rows of a statement with one number, which are ids. */
static enum sp_status
list_ids(struct sp_store *st, enum stmt which, int64_t number, GArray **ids,
	 struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(int64_t));
	enum sp_status r;

	sp_bind_int(&q, number);
	while ((r = sp_query_row(&q, err)) == SP_OK) {
		int64_t id = sp_column_int(&q);

		g_array_append_val(found, id);
	}
	if (r != SP_NONE)
		return r;
	*ids = g_steal_pointer(&found);
	return SP_OK;
}

enum sp_status
sp_store_mails_of_case(struct sp_store *st, int64_t case_id, GArray **ids,
		       struct sp_err *err)
{
	return list_ids(st, ST_MAILS_OF_CASE, case_id, ids, err);
}

enum sp_status
sp_store_acks_due(struct sp_store *st, int64_t now, GArray **ids,
		  struct sp_err *err)
{
	return list_ids(st, ST_ACKS_DUE, now, ids, err);
}
