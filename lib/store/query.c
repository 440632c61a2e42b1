/* SPDX-License-Identifier: GPL-2.0-or-later */
/* query.c - run one statement of the closed list */
#include "lib/store/internal.h"

#include <string.h>
#include <unistd.h>

/* --- failures ------------------------------------------------------------ */

static enum sp_status
status_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return SP_EBUSY;
	case SQLITE_CONSTRAINT:
	case SQLITE_TOOBIG:
		return SP_EDATA;	/* a value that no row may hold */
	default:
		return SP_EIO;
	}
}

enum sp_status
sp_store_fail(struct sp_store *st, int rc, const char *doing,
	      struct sp_err *err)
{
	const int primary = rc & 0xff;

	/* After a failed write or sync nobody knows what the disk holds. The
	 * next start recovers; this connection must not try again. */
	if (primary == SQLITE_IOERR || primary == SQLITE_CORRUPT ||
	    primary == SQLITE_NOTADB)
		st->lost = TRUE;
	if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
		return sp_fail(err, SP_EBUSY, "store: %s: %s is locked by "
			       "another process", doing, st->path);
	return sp_fail(err, status_of(rc), "store: %s: %s: %s", doing, st->path,
		       sqlite3_errmsg(st->db));
}

static enum sp_status
fail(struct query *q, struct sp_err *err)
{
	if (q->why)
		return sp_fail(err, SP_EIO, "store: %s: %s", q->why,
			       q->st->path);
	return sp_store_fail(q->st, q->rc, "a statement failed", err);
}

enum sp_status
sp_store_writing(struct sp_store *st, struct sp_err *err)
{
	if (!sqlite3_get_autocommit(st->db))
		return SP_OK;
	return sp_fail(err, SP_EIO, "store: a change outside of a transaction: "
		       "%s", st->path);
}

enum sp_status
sp_store_idle(struct sp_store *st, struct sp_err *err)
{
	if (sqlite3_get_autocommit(st->db))
		return SP_OK;
	return sp_fail(err, SP_EIO, "store: a transaction is still open: %s",
		       st->path);
}

/* --- statements ---------------------------------------------------------- */

static const char *
why_not(struct sp_store *st)
{
	if (st->owner != getpid())
		return "opened before a fork";
	if (st->lost)
		return "failed before; open it again";
	return NULL;
}

/* A change needs a transaction even where SQLite would make one: it may have
 * rolled ours back by itself, and the rest must not go in alone. */
static const char *
why_not_now(struct sp_store *st, enum stmt which, sqlite3_stmt *stmt)
{
	if (sqlite3_stmt_busy(stmt))
		return "a statement is used within itself";
	if (which > ST_JOURNAL && which < ST_CHECKPOINT &&
	    !sqlite3_stmt_readonly(stmt) && sqlite3_get_autocommit(st->db))
		return "a change outside of a transaction";
	return NULL;
}

static int
prepare(struct sp_store *st, enum stmt which)
{
	if (st->stmts[which])
		return SQLITE_OK;
	return sqlite3_prepare_v3(st->db, sp_store_sql[which], -1,
				  SQLITE_PREPARE_PERSISTENT, &st->stmts[which],
				  NULL);
}

void
sp_query_prepare(struct sp_store *st, enum stmt which)
{
	if (!why_not(st))
		(void)prepare(st, which);
}

struct query
sp_query(struct sp_store *st, enum stmt which)
{
	struct query q = { .st = st, .why = why_not(st) };

	if (!q.why)
		q.rc = prepare(st, which);
	if (!q.why && q.rc == SQLITE_OK)
		q.why = why_not_now(st, which, st->stmts[which]);
	if (q.why)
		q.rc = SQLITE_MISUSE;
	if (q.rc == SQLITE_OK)
		q.stmt = st->stmts[which];
	return q;
}

void
sp_query_end(struct query *q)
{
	if (!q->stmt)
		return;
	(void)sqlite3_reset(q->stmt);	/* repeats what the step reported */
	(void)sqlite3_clear_bindings(q->stmt);
	q->stmt = NULL;
}

enum sp_status
sp_query_row(struct query *q, struct sp_err *err)
{
	if (q->rc == SQLITE_OK &&
	    q->bound != sqlite3_bind_parameter_count(q->stmt)) {
		q->rc = SQLITE_MISUSE;
		q->why = "a statement lacks values";
	}
	if (q->rc != SQLITE_OK)
		return fail(q, err);
	q->column = 0;
	switch (q->rc = sqlite3_step(q->stmt)) {
	case SQLITE_ROW:
		q->rc = SQLITE_OK;
		return SP_OK;
	case SQLITE_DONE:
		q->rc = SQLITE_OK;
		return sp_fail(err, SP_NONE, "store: no such row");
	default:
		return fail(q, err);
	}
}

enum sp_status
sp_query_run(struct query *q, struct sp_err *err)
{
	enum sp_status r;

	do
		r = sp_query_row(q, err);
	while (r == SP_OK);
	return r == SP_NONE ? SP_OK : r;
}

enum sp_status
sp_query_change(struct query *q, struct sp_err *err)
{
	enum sp_status r = sp_query_run(q, err);

	if (r == SP_OK && sqlite3_changes(q->st->db) == 0)
		return sp_fail(err, SP_NONE, "store: no row was changed");
	return r;
}

/* --- values in ----------------------------------------------------------- */

void
sp_bind_int(struct query *q, int64_t value)
{
	if (q->rc == SQLITE_OK)
		q->rc = sqlite3_bind_int64(q->stmt, ++q->bound, value);
}

static void
bind_null(struct query *q)
{
	if (q->rc == SQLITE_OK)
		q->rc = sqlite3_bind_null(q->stmt, ++q->bound);
}

void
sp_bind_id(struct query *q, int64_t id)
{
	if (id == 0)
		bind_null(q);
	else
		sp_bind_int(q, id);
}

/* The caller's strings outlive the query, so that nothing is copied. */
void
sp_bind_text(struct query *q, const char *text)
{
	if (q->rc == SQLITE_OK)
		q->rc = sqlite3_bind_text(q->stmt, ++q->bound,
					  text ? text : "", -1, SQLITE_STATIC);
}

void
sp_bind_blob(struct query *q, const void *bytes, size_t n)
{
	if (q->rc == SQLITE_OK)
		q->rc = sqlite3_bind_blob64(q->stmt, ++q->bound,
					    n > 0 ? bytes : "", n,
					    SQLITE_STATIC);
}

void
sp_bind_bytes(struct query *q, GBytes *bytes)
{
	gsize n = 0;
	const void *p = bytes ? g_bytes_get_data(bytes, &n) : NULL;

	if (bytes)
		sp_bind_blob(q, p, n);
	else
		bind_null(q);
}

void
sp_bind_digest(struct query *q, const struct sp_digest *d)
{
	if (d)
		sp_bind_blob(q, d->bytes, SP_DIGEST_LEN);
	else
		bind_null(q);
}

/* --- values out ---------------------------------------------------------- */

int64_t
sp_column_int(struct query *q)
{
	return sqlite3_column_int64(q->stmt, q->column++);
}

char *
sp_column_text(struct query *q)
{
	const int column = q->column++;
	const char *found = (const char *)sqlite3_column_text(q->stmt, column);
	const char *text = found ? found : "";

	if (strlen(text) != (size_t)sqlite3_column_bytes(q->stmt, column))
		q->cut = TRUE;
	return g_strdup(text);
}

void
sp_column_copy(struct query *q, char *to, size_t size)
{
	const char *text = (const char *)sqlite3_column_text(q->stmt,
							     q->column++);

	g_strlcpy(to, text ? text : "", size);
}

const void *
sp_column_borrow(struct query *q, size_t *n)
{
	const int column = q->column++;
	const void *bytes = sqlite3_column_blob(q->stmt, column);

	*n = (size_t)sqlite3_column_bytes(q->stmt, column);
	return bytes;
}

GBytes *
sp_column_bytes(struct query *q)
{
	const gboolean null = sqlite3_column_type(q->stmt, q->column) ==
			      SQLITE_NULL;
	size_t n;
	const void *bytes = sp_column_borrow(q, &n);

	return null ? NULL : g_bytes_new(bytes, n);
}

/* The tables hold digests of no other length. */
void
sp_column_digest(struct query *q, struct sp_digest *d)
{
	size_t n;
	const void *bytes = sp_column_borrow(q, &n);

	memset(d, 0, sizeof(*d));
	if (bytes && n == SP_DIGEST_LEN)
		memcpy(d->bytes, bytes, SP_DIGEST_LEN);
}
