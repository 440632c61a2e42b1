/* SPDX-License-Identifier: GPL-2.0-or-later */
/* outbox.c - what is to leave, and who is handing it over
 *
 * A row is leased before it is sent, so that two workers never send it twice.
 * A lease ends at its time, or as soon as its owner is known to be dead: the
 * machine was started again, or no process has the owner's id. */
#include "lib/store/internal.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* No lease is longer; what claims to be was made before the clock was set
 * back, and is over. */
#define LEASE_MAX_S 3600

struct lease {
	int64_t until;
	char *boot;
	char *space;
	pid_t pid;
};

void
sp_out_free(struct sp_out *o)
{
	if (!o)
		return;
	g_clear_pointer(&o->recipient, g_bytes_unref);
	g_free(o->cause);
	g_free(o);
}

/* In the order of OUT_COLUMNS; the lease follows. */
static struct sp_out *
read_out(struct query *q)
{
	struct sp_out *o = g_new0(struct sp_out, 1);

	o->id = sp_column_int(q);
	o->kind = (enum sp_out_kind)sp_column_int(q);
	o->mail = sp_column_int(q);
	o->payload = sp_column_int(q);
	o->member = sp_column_int(q);
	o->recipient = sp_column_bytes(q);
	sp_column_copy(q, o->encryption, sizeof(o->encryption));
	o->made = sp_column_int(q);
	o->due = sp_column_int(q);
	o->attempts = (unsigned)sp_column_int(q);
	o->state = (enum sp_out_state)sp_column_int(q);
	o->cause = sp_column_text(q);
	o->case_id = sp_column_int(q);
	return o;
}

enum sp_status
sp_store_out_add(struct sp_store *st, const struct sp_out *o, int64_t *id,
		 struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_OUT_ADD);
	enum sp_status r;

	sp_bind_int(&q, o->kind);
	sp_bind_id(&q, o->mail);
	sp_bind_id(&q, o->payload);
	sp_bind_int(&q, o->member);
	sp_bind_bytes(&q, o->recipient);
	sp_bind_text(&q, o->encryption);
	sp_bind_int(&q, o->made);
	sp_bind_int(&q, o->due);
	sp_bind_int(&q, o->attempts);
	sp_bind_int(&q, o->state);
	sp_bind_text(&q, o->cause);
	sp_bind_id(&q, o->case_id);
	if ((r = sp_query_change(&q, err)) == SP_OK)
		*id = sqlite3_last_insert_rowid(st->db);
	return r;
}

enum sp_status
sp_store_out_give(struct sp_store *st, const struct sp_out *o,
		  struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_OUT_GIVE);

	sp_bind_int(&q, o->id);
	sp_bind_id(&q, o->payload);
	sp_bind_int(&q, o->member);
	sp_bind_bytes(&q, o->recipient);
	sp_bind_text(&q, o->encryption);
	return sp_query_change(&q, err);
}

/* Of rows of that kind for a mail or a case: the time that the query picks. */
static enum sp_status
find_time(struct sp_store *st, enum stmt which, int64_t id,
	  enum sp_out_kind kind, int64_t *at, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);
	enum sp_status r;

	sp_bind_int(&q, id);
	sp_bind_int(&q, kind);
	if ((r = sp_query_row(&q, err)) == SP_OK)
		*at = sp_column_int(&q);
	return r;
}

enum sp_status
sp_store_out_newest(struct sp_store *st, int64_t mail, enum sp_out_kind kind,
		    int64_t *made, struct sp_err *err)
{
	return find_time(st, ST_OUT_NEWEST, mail, kind, made, err);
}

enum sp_status
sp_store_out_newest_of_case(struct sp_store *st, int64_t case_id,
			    enum sp_out_kind kind, int64_t *made,
			    struct sp_err *err)
{
	return find_time(st, ST_OUT_NEWEST_OF_CASE, case_id, kind, made, err);
}

enum sp_status
sp_store_out_leaves(struct sp_store *st, int64_t case_id,
		    enum sp_out_kind kind, int64_t *due, struct sp_err *err)
{
	return find_time(st, ST_OUT_LEAVES, case_id, kind, due, err);
}

/* --- leases -------------------------------------------------------------- */

static void
lease_clear(struct lease *l)
{
	g_free(l->boot);
	g_free(l->space);
}

/* Behind the columns of read_out(). */
static void
read_lease(struct query *q, struct lease *l)
{
	l->until = sp_column_int(q);
	l->boot = sp_column_text(q);
	l->space = sp_column_text(q);
	l->pid = (pid_t)sp_column_int(q);
}

static gboolean
owner_dead(const struct sp_store *st, const struct lease *l)
{
	if (strcmp(l->boot, st->boot) != 0)
		return TRUE;
	/* In another container the same id is another process. */
	if (strcmp(l->space, st->space) != 0 || l->pid <= 0)
		return FALSE;
	return kill(l->pid, 0) != 0 && errno == ESRCH;
}

static gboolean
lease_holds(const struct sp_store *st, const struct lease *l, int64_t now)
{
	if (l->until <= now || l->until > now + LEASE_MAX_S)
		return FALSE;
	return !owner_dead(st, l);
}

/* The next of the rows of q that nobody holds; SP_NONE. */
static enum sp_status
next_free(struct sp_store *st, struct query *q, int64_t now,
	  struct sp_out **o, struct sp_err *err)
{
	enum sp_status r;

	while ((r = sp_query_row(q, err)) == SP_OK) {
		struct sp_out *row = read_out(q);
		struct lease l;
		gboolean held;

		read_lease(q, &l);
		held = lease_holds(st, &l, now);
		lease_clear(&l);
		if (!held) {
			*o = row;
			return SP_OK;
		}
		sp_out_free(row);
	}
	return r;
}

static enum sp_status
pick(struct sp_store *st, int64_t mail, int64_t now, struct sp_out **o,
     struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, mail ? ST_OUT_DUE_OF_MAIL :
					       ST_OUT_DUE);

	sp_bind_int(&q, now);
	if (mail)
		sp_bind_int(&q, mail);
	return next_free(st, &q, now, o, err);
}

static enum sp_status
set_lease(struct sp_store *st, int64_t id, int64_t until, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_OUT_LEASE);

	sp_bind_int(&q, id);
	sp_bind_int(&q, until);
	sp_bind_text(&q, st->boot);
	sp_bind_text(&q, st->space);
	sp_bind_int(&q, st->owner);
	return sp_query_change(&q, err);
}

static enum sp_status
lease_next(struct sp_store *st, int64_t mail, int64_t now, unsigned lease_s,
	   struct sp_out **o, struct sp_err *err)
{
	enum sp_status r = pick(st, mail, now, o, err);

	if (r != SP_OK)
		return r;
	r = set_lease(st, (*o)->id, now + MIN(lease_s, LEASE_MAX_S), err);
	return r == SP_OK ? sp_store_commit(st, err) : r;
}

/* Most calls find nothing, so the first look takes no lock. */
static enum sp_status
anything(struct sp_store *st, int64_t mail, int64_t now, struct sp_err *err)
{
	struct sp_out *o = NULL;
	enum sp_status r = pick(st, mail, now, &o, err);

	sp_out_free(o);
	return r;
}

enum sp_status
sp_store_out_lease(struct sp_store *st, int64_t mail, int64_t now,
		   unsigned lease_s, struct sp_out **o, struct sp_err *err)
{
	struct sp_out *found = NULL;
	enum sp_status r;

	if ((r = sp_store_idle(st, err)) != SP_OK ||
	    (r = anything(st, mail, now, err)) != SP_OK ||
	    (r = sp_store_begin(st, err)) != SP_OK)
		return r;
	r = lease_next(st, mail, now, lease_s, &found, err);
	sp_store_rollback(st);
	if (r != SP_OK) {
		sp_out_free(found);
		return r;
	}
	*o = found;
	return SP_OK;
}

/* --- afterwards ---------------------------------------------------------- */

static enum sp_status
known(struct sp_store *st, int64_t id, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_OUT_KNOWN);

	sp_bind_int(&q, id);
	return sp_query_row(&q, err);
}

/* A row that is past the change is none the worse. */
static enum sp_status
change(struct sp_store *st, struct query *q, int64_t id, struct sp_err *err)
{
	enum sp_status r = sp_query_change(q, err);

	if (r == SP_NONE)
		r = known(st, id, err);
	sp_query_end(q);
	return r;
}

/* The same as a transaction. */
static enum sp_status
settle(struct sp_store *st, struct query *q, int64_t id, struct sp_err *err)
{
	enum sp_status r = change(st, q, id, err);

	return r == SP_OK ? sp_store_commit(st, err) : r;
}

enum sp_status
sp_store_out_mark_sent(struct sp_store *st, int64_t id, int64_t now,
		       struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_OUT_SENT);

	sp_bind_int(&q, id);
	sp_bind_int(&q, now);
	return change(st, &q, id, err);
}

static enum sp_status
mark_failed(struct sp_store *st, int64_t id, int64_t next, const char *cause,
	    struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_OUT_FAILED);

	sp_bind_int(&q, id);
	sp_bind_int(&q, next);
	sp_bind_int(&q, next ? SP_OUT_PENDING : SP_OUT_DEAD);
	sp_bind_text(&q, cause);
	return settle(st, &q, id, err);
}

static enum sp_status
mark_gone(struct sp_store *st, int64_t id, const char *cause,
	  struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_OUT_GONE);

	sp_bind_int(&q, id);
	sp_bind_text(&q, cause);
	return settle(st, &q, id, err);
}

enum sp_status
sp_store_out_gone(struct sp_store *st, int64_t id, const char *cause,
		  struct sp_err *err)
{
	enum sp_status r = sp_store_begin(st, err);

	if (r != SP_OK)
		return r;
	r = mark_gone(st, id, cause, err);
	sp_store_rollback(st);
	return r;
}

enum sp_status
sp_store_out_sent(struct sp_store *st, int64_t id, int64_t now,
		  struct sp_err *err)
{
	enum sp_status r = sp_store_begin(st, err);

	if (r != SP_OK)
		return r;
	r = sp_store_out_mark_sent(st, id, now, err);
	if (r == SP_OK)
		r = sp_store_commit(st, err);
	sp_store_rollback(st);
	return r;
}

enum sp_status
sp_store_out_failed(struct sp_store *st, int64_t id, int64_t next,
		    const char *cause, struct sp_err *err)
{
	enum sp_status r = sp_store_begin(st, err);

	if (r != SP_OK)
		return r;
	r = mark_failed(st, id, next, cause, err);
	sp_store_rollback(st);
	return r;
}

/* --- taking back --------------------------------------------------------- */

static enum sp_status
withdraw_row(struct sp_store *st, int64_t id, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_OUT_WITHDRAW);

	sp_bind_int(&q, id);
	return sp_query_change(&q, err);
}

/* Rows of the owner and kind that nobody is handing over at this moment. */
static enum sp_status
open_rows(struct sp_store *st, enum stmt which, int64_t owner,
	  enum sp_out_kind kind, GArray *ids, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);
	const int64_t now = g_get_real_time() / G_USEC_PER_SEC;
	struct sp_out *o = NULL;
	enum sp_status r;

	sp_bind_int(&q, owner);
	sp_bind_int(&q, kind);
	while ((r = next_free(st, &q, now, &o, err)) == SP_OK) {
		g_array_append_val(ids, o->id);
		sp_out_free(o);
	}
	return r == SP_NONE ? SP_OK : r;
}

static enum sp_status
withdraw(struct sp_store *st, enum stmt which, int64_t owner,
	 enum sp_out_kind kind, unsigned *n, struct sp_err *err)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
	enum sp_status r;
	guint i;

	if ((r = sp_store_writing(st, err)) != SP_OK ||
	    (r = open_rows(st, which, owner, kind, ids, err)) != SP_OK)
		return r;
	for (i = 0; i < ids->len; i++)
		if ((r = withdraw_row(st, g_array_index(ids, int64_t, i),
				      err)) != SP_OK)
			return r;
	*n = ids->len;
	return SP_OK;
}

enum sp_status
sp_store_out_withdraw(struct sp_store *st, int64_t mail, enum sp_out_kind kind,
		      unsigned *n, struct sp_err *err)
{
	return withdraw(st, ST_OUT_OPEN_OF_MAIL, mail, kind, n, err);
}

enum sp_status
sp_store_out_withdraw_case(struct sp_store *st, int64_t case_id,
			   enum sp_out_kind kind, unsigned *n,
			   struct sp_err *err)
{
	return withdraw(st, ST_OUT_OPEN_OF_CASE, case_id, kind, n, err);
}

/* --- looking ------------------------------------------------------------- */

enum sp_status
sp_store_out_counts(struct sp_store *st, unsigned *pending, unsigned *failing,
		    unsigned *dead, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_OUT_COUNTS);
	enum sp_status r;

	if ((r = sp_query_row(&q, err)) != SP_OK)
		return r;
	*pending = (unsigned)sp_column_int(&q);
	*failing = (unsigned)sp_column_int(&q);
	*dead = (unsigned)sp_column_int(&q);
	return SP_OK;
}

enum sp_status
sp_store_out_list(struct sp_store *st,
		  enum sp_status (*each)(const struct sp_out *, void *),
		  void *arg, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_OUT_LIST);
	enum sp_status r;

	while ((r = sp_query_row(&q, err)) == SP_OK) {
		struct sp_out *o = read_out(&q);

		r = each(o, arg);
		sp_out_free(o);
		if (r != SP_OK)
			return r;
	}
	return r == SP_NONE ? SP_OK : r;
}

enum sp_status
sp_store_out_of_payload(struct sp_store *st, int64_t payload, int64_t now,
			unsigned *pending, gboolean *leased,
			struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_OUT_OF_PAYLOAD);
	enum sp_status r;

	*pending = 0;
	*leased = FALSE;
	sp_bind_int(&q, payload);
	while ((r = sp_query_row(&q, err)) == SP_OK) {
		struct lease l;

		sp_out_free(read_out(&q));
		read_lease(&q, &l);
		*leased |= lease_holds(st, &l, now);
		lease_clear(&l);
		(*pending)++;
	}
	return r == SP_NONE ? SP_OK : r;
}

/* --- what did not arrive ------------------------------------------------- */

enum sp_status
sp_store_out_missed(struct sp_store *st, int64_t since, GArray **missed,
		    struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_OUT_MISSED);
	g_autoptr(GArray) found = g_array_new(FALSE, TRUE,
					      sizeof(struct sp_missed));
	enum sp_status r;

	sp_bind_int(&q, since);
	while ((r = sp_query_row(&q, err)) == SP_OK) {
		struct sp_missed m = { .ref = "" };

		sp_column_copy(&q, m.ref, sizeof(m.ref));
		m.member = sp_column_int(&q);
		m.made = sp_column_int(&q);
		m.dead = sp_column_int(&q) != 0;
		g_array_append_val(found, m);
	}
	if (r != SP_NONE)
		return r;
	*missed = g_steal_pointer(&found);
	return SP_OK;
}

enum sp_status
sp_store_out_spent(struct sp_store *st, GArray **payloads, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_OUT_SPENT);
	g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(int64_t));
	enum sp_status r;

	while ((r = sp_query_row(&q, err)) == SP_OK) {
		const int64_t id = sp_column_int(&q);

		g_array_append_val(found, id);
	}
	if (r != SP_NONE)
		return r;
	*payloads = g_steal_pointer(&found);
	return SP_OK;
}
