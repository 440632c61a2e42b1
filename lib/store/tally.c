/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tally.c - what is counted, or must be met only once
 *
 * Budgets of acknowledgements, short inputs, used signatures, and which mail
 * a message id belongs to. All of it by digest alone. */
#include "lib/store/internal.h"

#define HOUR_S 3600
#define DAY_S (24 * (int64_t)HOUR_S)
#define KEEP_S (8 * DAY_S)	/* longer than an MTA retries */

/* Run a count; the values are bound already. */
static enum sp_status
count(struct query *q, unsigned *n, struct sp_err *err)
{
	enum sp_status r = sp_query_row(q, err);

	if (r == SP_OK)
		*n = (unsigned)sp_column_int(q);
	return r;
}

/* The clock may have been set back: what it left in the future by more
 * than an hour must not use up a budget until then. */
static void
bind_window(struct query *q, int64_t now, int64_t length_s)
{
	sp_bind_int(q, now - length_s);
	sp_bind_int(q, now + HOUR_S);
}

enum sp_status
sp_store_earlier(struct sp_store *st, const struct sp_mail *m,
		 unsigned *earlier, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_EARLIER);

	sp_bind_digest(&q, &m->sender);
	sp_bind_int(&q, m->id);
	return count(&q, earlier, err);
}

static enum sp_status
count_acks(struct sp_store *st, enum stmt which, const struct sp_digest *d,
	   int64_t now, int64_t length_s, unsigned *n, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);

	if (which != ST_ACKS_LIST)
		sp_bind_digest(&q, d);
	bind_window(&q, now, length_s);
	return count(&q, n, err);
}

enum sp_status
sp_store_ack_counts(struct sp_store *st, const struct sp_digest *sender,
		    const struct sp_digest *thread, int64_t now,
		    unsigned *sender_day, unsigned *thread_day,
		    unsigned *list_hour, struct sp_err *err)
{
	unsigned of_sender, of_thread, of_list;
	enum sp_status r;

	if ((r = count_acks(st, ST_ACKS_SENDER, sender, now, DAY_S,
			    &of_sender, err)) != SP_OK ||
	    (r = count_acks(st, ST_ACKS_THREAD, thread, now, DAY_S,
			    &of_thread, err)) != SP_OK ||
	    (r = count_acks(st, ST_ACKS_LIST, NULL, now, HOUR_S,
			    &of_list, err)) != SP_OK)
		return r;
	*sender_day = of_sender;
	*thread_day = of_thread;
	*list_hour = of_list;
	return SP_OK;
}

static enum sp_status
prune(struct sp_store *st, enum stmt which, int64_t now, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);

	sp_bind_int(&q, now - KEEP_S);
	sp_bind_int(&q, now + DAY_S);
	return sp_query_run(&q, err);
}

enum sp_status
sp_store_ack_count(struct sp_store *st, const struct sp_digest *sender,
		   const struct sp_digest *thread, int64_t now,
		   struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_ACK_ADD);
	enum sp_status r;

	if ((r = prune(st, ST_ACK_PRUNE, now, err)) != SP_OK)
		return r;
	sp_bind_int(&q, now);
	sp_bind_digest(&q, sender);
	sp_bind_digest(&q, thread);
	return sp_query_change(&q, err);
}

/* Insert a digest that must be new. */
static enum sp_status
add_once(struct sp_store *st, enum stmt which, const struct sp_digest *d,
	 int64_t now, const char *complaint, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);
	enum sp_status r;

	sp_bind_digest(&q, d);
	sp_bind_int(&q, now);
	if ((r = sp_query_change(&q, err)) == SP_NONE)
		return sp_fail(err, SP_EDENIED, "store: %s", complaint);
	return r;
}

enum sp_status
sp_store_short_input(struct sp_store *st, const struct sp_digest *d,
		     int64_t now, struct sp_err *err)
{
	enum sp_status r = prune(st, ST_SHORT_PRUNE, now, err);

	if (r != SP_OK)
		return r;
	return add_once(st, ST_SHORT_ADD, d, now,
			"this input was short before", err);
}

/* Never pruned: how long a signature counts as fresh is configuration, which
 * may change; what was used once stays used. */
enum sp_status
sp_store_signature_use(struct sp_store *st, const struct sp_digest *d,
		       int64_t now, struct sp_err *err)
{
	return add_once(st, ST_SIGNATURE_ADD, d, now,
			"this signature was used before", err);
}

enum sp_status
sp_store_signature_seen(struct sp_store *st, const struct sp_digest *d,
			gboolean *seen, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_SIGNATURE_SEEN);
	enum sp_status r;

	sp_bind_digest(&q, d);
	r = sp_query_row(&q, err);
	if (r != SP_OK && r != SP_NONE)
		return r;
	*seen = r == SP_OK;
	return SP_OK;
}

/* The first mail keeps the id: a later one that claims it, as anybody can,
 * does not move the thread. */
enum sp_status
sp_store_thread_add(struct sp_store *st, const struct sp_digest *message_id,
		    int64_t mail, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_THREAD_ADD);

	sp_bind_digest(&q, message_id);
	sp_bind_int(&q, mail);
	return sp_query_run(&q, err);
}

enum sp_status
sp_store_thread_find(struct sp_store *st, const struct sp_digest *message_id,
		     int64_t *mail, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_THREAD_FIND);
	enum sp_status r;

	sp_bind_digest(&q, message_id);
	if ((r = sp_query_row(&q, err)) == SP_OK)
		*mail = sp_column_int(&q);
	return r;
}
