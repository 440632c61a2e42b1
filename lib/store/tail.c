/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tail.c - where the record of what was done ends
 *
 * A chain shows what is changed in it or left out of it, but one that is cut
 * off is a chain, too. So a row of its own holds a keyed digest of the last
 * event, and each event renews it. Who puts an older copy of the whole store in
 * its place has both; that is found by a head that is kept elsewhere. */
#include "lib/store/internal.h"

#include <string.h>

#define TAIL "event.tail"

static void
digest(const struct sp_store *st, int64_t seq, const struct sp_digest *mac,
       struct sp_digest *d)
{
	const uint64_t bits = GUINT64_TO_LE((uint64_t)seq);
	struct sp_vault_hash *h = sp_vault_hash_new(st->vault, TAIL);

	sp_vault_hash_field(h, &bits, sizeof(bits));
	sp_vault_hash_field(h, mac->bytes, SP_DIGEST_LEN);
	sp_vault_hash_end(h, d);
}

enum sp_status
sp_store_tail_set(struct sp_store *st, int64_t seq,
		  const struct sp_digest *mac, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_EVENT_TAIL_SET);
	struct sp_digest d;

	digest(st, seq, mac, &d);
	sp_bind_digest(&q, &d);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_tail_read(struct query *q, struct sp_digest *left, struct sp_err *err)
{
	const enum sp_status r = sp_query_row(q, err);

	memset(left, 0, sizeof(*left));
	if (r == SP_OK)
		sp_column_digest(q, left);
	return r == SP_NONE ? SP_OK : r;
}

enum sp_status
sp_store_tail_check(struct sp_store *st, const struct sp_digest *left,
		    int64_t seq, const struct sp_digest *mac,
		    struct sp_err *err)
{
	struct sp_digest d = { { 0 } };

	if (seq > 0)
		digest(st, seq, mac, &d);
	if (memcmp(d.bytes, left->bytes, SP_DIGEST_LEN) == 0)
		return SP_OK;
	return sp_fail(err, SP_ECHECK, "the log does not end as it was left: "
		       "its newest events are missing");
}
