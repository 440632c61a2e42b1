/* SPDX-License-Identifier: GPL-2.0-or-later */
/* payload.c - sealed bodies, and the packets that open them
 *
 * A body goes in and out in pieces, so that 25 MB cost no memory. */
#include "lib/store/internal.h"

#include <errno.h>

#define PIECE ((size_t)64 << 10)

struct sp_store_body {
	struct sp_store *st;
	sqlite3_blob *blob;
	size_t len;
	size_t at;
};

/* A row of the right length, to be filled; *id receives it. */
static enum sp_status
add_row(struct sp_store *st, enum sp_payload_kind kind, int64_t now,
	size_t len, int64_t *id, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_PAYLOAD_ADD);
	enum sp_status r;

	sp_bind_int(&q, kind);
	sp_bind_int(&q, now);
	sp_bind_int(&q, (int64_t)len);
	if ((r = sp_query_change(&q, err)) == SP_OK)
		*id = sqlite3_last_insert_rowid(st->db);
	return r;
}

static enum sp_status
copy_body(struct sp_store *st, sqlite3_blob *to, const struct sp_blob *from,
	  struct sp_err *err)
{
	g_autofree uint8_t *piece = g_malloc(PIECE);
	enum sp_status r;
	size_t at, got;
	int rc;

	for (at = 0; at < from->len; at += got) {
		if ((r = sp_blob_read(from, at, piece,
				      MIN(PIECE, from->len - at), &got,
				      err)) != SP_OK)
			return r;
		if (got == 0)
			return sp_fail(err, SP_EIO, "store: a body ends at "
				       "byte %zu of %zu", at, from->len);
		rc = sqlite3_blob_write(to, piece, (int)got, (int)at);
		if (rc != SQLITE_OK)
			return sp_store_fail(st, rc, "cannot write a body",
					     err);
	}
	return SP_OK;
}

static enum sp_status
fill_body(struct sp_store *st, int64_t id, const struct sp_blob *from,
	  struct sp_err *err)
{
	sqlite3_blob *blob = NULL;
	enum sp_status r;
	int rc;

	rc = sqlite3_blob_open(st->db, "main", "payload", "body", id, 1,
			       &blob);
	if (rc != SQLITE_OK) {
		(void)sqlite3_blob_close(blob);
		return sp_store_fail(st, rc, "cannot open a body", err);
	}
	r = copy_body(st, blob, from, err);
	rc = sqlite3_blob_close(blob);
	if (r == SP_OK && rc != SQLITE_OK)
		return sp_store_fail(st, rc, "cannot write a body", err);
	return r;
}

static enum sp_status
add_envelopes(struct sp_store *st, int64_t payload, const GPtrArray *envelopes,
	      struct sp_err *err)
{
	enum sp_status r = SP_OK;
	guint i;

	for (i = 0; r == SP_OK && i < envelopes->len; i++) {
		const struct sp_envelope *e = g_ptr_array_index(envelopes, i);
		g_auto_query struct query q = sp_query(st, ST_ENVELOPE_ADD);

		sp_bind_int(&q, payload);
		sp_bind_text(&q, e->fingerprint);
		sp_bind_bytes(&q, e->pkesk);
		r = sp_query_change(&q, err);
	}
	return r;
}

enum sp_status
sp_store_payload_add(struct sp_store *st, enum sp_payload_kind kind,
		     int64_t now, const struct sp_sealed *sealed, int64_t *id,
		     struct sp_err *err)
{
	enum sp_status r;
	int64_t row;

	if ((r = add_row(st, kind, now, sealed->body.len, &row, err)) !=
	    SP_OK ||
	    (r = fill_body(st, row, &sealed->body, err)) != SP_OK ||
	    (r = add_envelopes(st, row, sealed->envelopes, err)) != SP_OK)
		return r;
	*id = row;
	return SP_OK;
}

/* --- envelopes ------------------------------------------------------------- */

static enum sp_status
collect_packets(struct query *q, GPtrArray *packets, struct sp_err *err)
{
	enum sp_status r;

	while ((r = sp_query_row(q, err)) == SP_OK)
		g_ptr_array_add(packets, sp_column_bytes(q));
	return r == SP_NONE ? SP_OK : r;
}

static enum sp_status
packets_for(struct sp_store *st, int64_t payload, const char *const *fprs,
	    GPtrArray *packets, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	for (; r == SP_OK && *fprs; fprs++) {
		g_auto_query struct query q = sp_query(st, ST_ENVELOPE);

		sp_bind_int(&q, payload);
		sp_bind_text(&q, *fprs);
		r = collect_packets(&q, packets, err);
	}
	return r;
}

static enum sp_status
all_packets(struct sp_store *st, int64_t payload, GPtrArray *packets,
	    struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_ENVELOPES);

	sp_bind_int(&q, payload);
	return collect_packets(&q, packets, err);
}

enum sp_status
sp_store_envelopes(struct sp_store *st, int64_t payload,
		   const char *const *fprs, GPtrArray **packets,
		   struct sp_err *err)
{
	g_autoptr(GPtrArray) found =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	enum sp_status r;

	r = fprs ? packets_for(st, payload, fprs, found, err)
		 : all_packets(st, payload, found, err);
	if (r != SP_OK)
		return r;
	if (found->len == 0)
		return sp_fail(err, SP_NONE, "store: payload %" G_GINT64_FORMAT
			       " is not sealed to that key", payload);
	*packets = g_steal_pointer(&found);
	return SP_OK;
}

enum sp_status
sp_store_envelope_keys(struct sp_store *st, int64_t payload, GPtrArray **fprs,
		       struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_ENVELOPE_KEYS);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	enum sp_status r;

	sp_bind_int(&q, payload);
	while ((r = sp_query_row(&q, err)) == SP_OK)
		g_ptr_array_add(found, sp_column_text(&q));
	if (r != SP_NONE)
		return r;
	*fprs = g_steal_pointer(&found);
	return SP_OK;
}

/* --- bodies ---------------------------------------------------------------- */

static enum sp_status
payload_known(struct sp_store *st, int64_t payload, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_PAYLOAD_KNOWN);
	enum sp_status r;

	sp_bind_int(&q, payload);
	if ((r = sp_query_row(&q, err)) == SP_NONE)
		return sp_fail(err, SP_NONE, "store: there is no payload %"
			       G_GINT64_FORMAT, payload);
	return r;
}

enum sp_status
sp_store_body_open(struct sp_store *st, int64_t payload,
		   struct sp_store_body **b, struct sp_err *err)
{
	sqlite3_blob *blob = NULL;
	enum sp_status r;
	int rc;

	if ((r = payload_known(st, payload, err)) != SP_OK)
		return r;
	rc = sqlite3_blob_open(st->db, "main", "payload", "body", payload, 0,
			       &blob);
	if (rc != SQLITE_OK) {
		(void)sqlite3_blob_close(blob);
		return sp_store_fail(st, rc, "cannot open a body", err);
	}
	*b = g_new0(struct sp_store_body, 1);
	(*b)->st = st;
	(*b)->blob = blob;
	(*b)->len = (size_t)sqlite3_blob_bytes(blob);
	return SP_OK;
}

ssize_t
sp_store_body_read(void *body, void *buf, size_t n)
{
	struct sp_store_body *b = body;
	const size_t take = MIN(MIN(n, PIECE), b->len - b->at);

	if (take == 0)
		return 0;
	if (sqlite3_blob_read(b->blob, buf, (int)take, (int)b->at) !=
	    SQLITE_OK) {
		errno = EIO;
		return -1;
	}
	b->at += take;
	return (ssize_t)take;
}

void
sp_store_body_close(struct sp_store_body *b)
{
	if (!b)
		return;
	(void)sqlite3_blob_close(b->blob);
	g_free(b);
}

/* --- dropping -------------------------------------------------------------- */

enum sp_status
sp_store_envelope_drop(struct sp_store *st, int64_t payload, const char *fpr,
		       struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_ENVELOPE_DROP);

	sp_bind_int(&q, payload);
	sp_bind_text(&q, fpr);
	return sp_query_change(&q, err);
}

/* What was still to be sent of it has nothing to send any more. */
static enum sp_status
recall(struct sp_store *st, int64_t payload, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_PAYLOAD_RECALL);

	sp_bind_int(&q, payload);
	return sp_query_run(&q, err);
}

enum sp_status
sp_store_payload_drop(struct sp_store *st, int64_t payload,
		      struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_PAYLOAD_DROP);
	enum sp_status r;

	if ((r = recall(st, payload, err)) != SP_OK)
		return r;
	sp_bind_int(&q, payload);
	return sp_query_change(&q, err);
}
