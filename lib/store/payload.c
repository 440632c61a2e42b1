/* SPDX-License-Identifier: GPL-2.0-or-later */
/* payload.c - sealed bodies, and the packets that open them
 *
 * A body is stored, written and read in pieces, so that 25 MB cost no more
 * memory than one of them. */
#include "lib/store/internal.h"

#include <errno.h>
#include <string.h>

/* Every piece of a body but the last has this length. */
#define PIECE ((size_t)128 << 10)

struct sp_store_body {
	struct sp_store *st;
	int64_t payload;
	size_t len;		/* of the body */
	size_t at;		/* how much of it was given out */
	uint8_t *piece;		/* the one being given out, PIECE bytes */
	size_t piece_len;
	size_t piece_at;
};

/* The row of the body, whose pieces follow; *id receives it. */
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
add_piece(struct sp_store *st, int64_t payload, int64_t seq,
	  const uint8_t *bytes, size_t n, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_PIECE_ADD);

	sp_bind_int(&q, payload);
	sp_bind_int(&q, seq);
	sp_bind_blob(&q, bytes, n);
	return sp_query_change(&q, err);
}

static enum sp_status
add_body(struct sp_store *st, int64_t payload, const struct sp_blob *body,
	 struct sp_err *err)
{
	g_autofree uint8_t *piece = g_malloc(PIECE);
	enum sp_status r = SP_OK;
	int64_t seq = 0;
	size_t at, want, got;

	for (at = 0; r == SP_OK && at < body->len; at += want) {
		want = MIN(PIECE, body->len - at);
		r = sp_blob_read(body, at, piece, want, &got, err);
		if (r == SP_OK && got != want)
			r = sp_fail(err, SP_EIO, "store: a body ends at byte "
				    "%zu of %zu", at + got, body->len);
		if (r == SP_OK)
			r = add_piece(st, payload, seq++, piece, want, err);
	}
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

/* Whoever opened the list before its key was changed would seal to one whose
 * secret is gone. */
static enum sp_status
check_fresh(struct sp_store *st, int64_t payload, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_PAYLOAD_STALE);
	enum sp_status r;

	sp_bind_int(&q, payload);
	if ((r = sp_query_row(&q, err)) == SP_OK)
		return sp_fail(err, SP_EBUSY, "the key of the list was changed "
			       "meanwhile: try again");
	return r == SP_NONE ? SP_OK : r;
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
	    (r = add_body(st, row, &sealed->body, err)) != SP_OK ||
	    (r = add_envelopes(st, row, sealed->envelopes, err)) != SP_OK ||
	    (r = check_fresh(st, row, err)) != SP_OK)
		return r;
	*id = row;
	return SP_OK;
}

/* --- envelopes ----------------------------------------------------------- */

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

/* --- bodies -------------------------------------------------------------- */

static enum sp_status
size_of(struct sp_store *st, int64_t payload, int64_t *size,
	struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_PAYLOAD_SIZE);
	enum sp_status r;

	sp_bind_int(&q, payload);
	if ((r = sp_query_row(&q, err)) == SP_NONE)
		return sp_fail(err, SP_NONE, "store: there is no payload %"
			       G_GINT64_FORMAT, payload);
	if (r == SP_OK)
		*size = sp_column_int(&q);
	return r;
}

enum sp_status
sp_store_body_open(struct sp_store *st, int64_t payload,
		   struct sp_store_body **b, struct sp_err *err)
{
	enum sp_status r;
	int64_t size;

	if ((r = size_of(st, payload, &size, err)) != SP_OK)
		return r;
	*b = g_new0(struct sp_store_body, 1);
	(*b)->st = st;
	(*b)->payload = payload;
	(*b)->len = (size_t)size;
	(*b)->piece = g_malloc(PIECE);
	return SP_OK;
}

/* Each piece is a statement of its own, so that a slow reader holds no
 * snapshot of the store; a body that is dropped meanwhile ends in an error. */
static enum sp_status
next_piece(struct sp_store_body *b, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(b->st, ST_PIECE);
	const void *bytes;
	enum sp_status r;
	size_t n;

	sp_bind_int(&q, b->payload);
	sp_bind_int(&q, (int64_t)(b->at / PIECE));
	if ((r = sp_query_row(&q, err)) != SP_OK)
		return r;
	bytes = sp_column_borrow(&q, &n);
	if (n != MIN(PIECE, b->len - b->at))
		return sp_fail(err, SP_EIO, "store: a piece of payload %"
			       G_GINT64_FORMAT " has the wrong length",
			       b->payload);
	memcpy(b->piece, bytes, n);
	b->piece_len = n;
	b->piece_at = 0;
	return SP_OK;
}

ssize_t
sp_store_body_read(void *body, void *buf, size_t n)
{
	struct sp_store_body *b = body;
	struct sp_err ignored;
	size_t take;

	if (b->at == b->len)
		return 0;
	if (b->piece_at == b->piece_len && next_piece(b, &ignored) != SP_OK) {
		errno = EIO;
		return -1;
	}
	take = MIN(n, b->piece_len - b->piece_at);
	memcpy(buf, b->piece + b->piece_at, take);
	b->piece_at += take;
	b->at += take;
	return (ssize_t)take;
}

void
sp_store_body_close(struct sp_store_body *b)
{
	if (!b)
		return;
	g_free(b->piece);
	g_free(b);
}

/* --- dropping ------------------------------------------------------------ */

enum sp_status
sp_store_envelope_drop(struct sp_store *st, int64_t payload, const char *fpr,
		       struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_ENVELOPE_DROP);

	sp_bind_int(&q, payload);
	sp_bind_text(&q, fpr);
	return sp_query_change(&q, err);
}

static enum sp_status
run_on(struct sp_store *st, enum stmt which, int64_t payload,
       struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);

	sp_bind_int(&q, payload);
	return sp_query_run(&q, err);
}

/* What was still to be sent of it has nothing to send any more. */
enum sp_status
sp_store_payload_drop(struct sp_store *st, int64_t payload,
		      struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_PAYLOAD_DROP);
	enum sp_status r;

	if ((r = run_on(st, ST_PAYLOAD_RECALL, payload, err)) != SP_OK ||
	    (r = run_on(st, ST_ENVELOPES_DROP, payload, err)) != SP_OK)
		return r;
	sp_bind_int(&q, payload);
	return sp_query_change(&q, err);
}

/* --- sealed anew ---------------------------------------------------------- */

enum sp_status
sp_store_payloads_of(struct sp_store *st, const char *fpr, GArray **payloads,
		     struct sp_err *err)
{
	g_autoptr(GArray) found = g_array_new(FALSE, TRUE,
					      sizeof(struct sp_sealed_payload));
	g_auto_query struct query q = sp_query(st, ST_PAYLOADS_OF);
	enum sp_status r;

	sp_bind_text(&q, fpr);
	while ((r = sp_query_row(&q, err)) == SP_OK) {
		struct sp_sealed_payload p = { .id = sp_column_int(&q) };

		p.kind = (enum sp_payload_kind)sp_column_int(&q);
		p.mail_state = (int)sp_column_int(&q);
		p.pending = (unsigned)sp_column_int(&q);
		g_array_append_val(found, p);
	}
	if (r != SP_NONE)
		return r;
	*payloads = g_steal_pointer(&found);
	return SP_OK;
}

static enum sp_status
resize(struct sp_store *st, int64_t payload, size_t len, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_PAYLOAD_RESIZE);

	sp_bind_int(&q, payload);
	sp_bind_int(&q, (int64_t)len);
	return sp_query_change(&q, err);
}

/* Who is sending it has read some of its packets and goes on to read the
 * body, which would be of another encryption. */
static enum sp_status
check_idle(struct sp_store *st, int64_t payload, int64_t now,
	   struct sp_err *err)
{
	gboolean leased = FALSE;
	unsigned pending;
	enum sp_status r = sp_store_out_of_payload(st, payload, now, &pending,
						   &leased, err);

	return r == SP_OK && leased
		? sp_fail(err, SP_EBUSY, "payload %" G_GINT64_FORMAT " is being "
			  "sent", payload) : r;
}

enum sp_status
sp_store_payload_replace(struct sp_store *st, int64_t payload, const char *fpr,
			 const struct sp_sealed *sealed, int64_t now,
			 struct sp_err *err)
{
	enum sp_status r;

	if ((r = check_idle(st, payload, now, err)) != SP_OK ||
	    (r = sp_store_envelope_drop(st, payload, fpr, err)) != SP_OK ||
	    (r = run_on(st, ST_ENVELOPES_DROP, payload, err)) != SP_OK ||
	    (r = run_on(st, ST_PIECES_DROP, payload, err)) != SP_OK ||
	    (r = resize(st, payload, sealed->body.len, err)) != SP_OK ||
	    (r = add_body(st, payload, &sealed->body, err)) != SP_OK ||
	    (r = add_envelopes(st, payload, sealed->envelopes, err)) != SP_OK)
		return r;
	return check_fresh(st, payload, err);
}
