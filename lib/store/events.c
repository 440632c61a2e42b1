/* SPDX-License-Identifier: GPL-2.0-or-later */
/* events.c - the record of what was done: a chain of keyed digests
 *
 * The MAC of a row is over the MAC before it and all of its fields, but over
 * the digest of the detail in the detail's place: so the details of a mail that
 * is forgotten can be blanked, and nothing else can be changed, left out or
 * moved. */
#include "lib/store/internal.h"
#include "lib/store/retell.h"

#include <string.h>

#define CHAIN "event"
#define DETAIL "event.detail"
#define HEX_LEN (2 * SP_DIGEST_LEN)

static void
event_clear(struct sp_event *e)
{
	g_free(e->actor);
	g_free(e->verb);
	g_free(e->ref);
	g_free(e->case_number);
	g_clear_pointer(&e->detail, g_bytes_unref);
}

/* In the order of EVENT_COLUMNS. */
static void
read_event(struct query *q, struct sp_event *e)
{
	e->seq = sp_column_int(q);
	e->at = sp_column_int(q);
	e->actor = sp_column_text(q);
	e->verb = sp_column_text(q);
	e->ref = sp_column_text(q);
	e->case_number = sp_column_text(q);
	e->detail = sp_column_bytes(q);
	sp_column_digest(q, &e->detail_digest);
	sp_column_digest(q, &e->mac);
}

/* --- the chain ----------------------------------------------------------- */

static void
add_int(struct sp_vault_hash *h, int64_t value)
{
	const uint64_t bits = GUINT64_TO_LE((uint64_t)value);

	sp_vault_hash_field(h, &bits, sizeof(bits));
}

static void
add_text(struct sp_vault_hash *h, const char *text)
{
	sp_vault_hash_field(h, text, strlen(text));
}

static void
chain(const struct sp_store *st, const struct sp_digest *before,
      const struct sp_event *e, struct sp_digest *mac)
{
	struct sp_vault_hash *h = sp_vault_hash_new(st->vault, CHAIN);

	sp_vault_hash_field(h, before->bytes, SP_DIGEST_LEN);
	add_int(h, e->seq);
	add_int(h, e->at);
	add_text(h, e->actor);
	add_text(h, e->verb);
	add_text(h, e->ref);
	add_text(h, e->case_number);
	sp_vault_hash_field(h, e->detail_digest.bytes, SP_DIGEST_LEN);
	sp_vault_hash_end(h, mac);
}

static gboolean
same(const struct sp_digest *a, const struct sp_digest *b)
{
	return memcmp(a->bytes, b->bytes, SP_DIGEST_LEN) == 0;
}

/* The last row; of an empty chain 0 and zeros. */
static enum sp_status
head_of(struct sp_store *st, int64_t *seq, struct sp_digest *mac,
	struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_EVENT_HEAD);
	enum sp_status r = sp_query_row(&q, err);

	if (r == SP_OK) {
		*seq = sp_column_int(&q);
		sp_column_digest(&q, mac);
	} else if (r == SP_NONE) {
		*seq = 0;
		memset(mac, 0, sizeof(*mac));
		r = SP_OK;
	}
	return r;
}

/* --- writing ------------------------------------------------------------- */

static enum sp_status
insert(struct sp_store *st, const struct sp_event *e, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_EVENT_ADD);

	sp_bind_int(&q, e->seq);
	sp_bind_int(&q, e->at);
	sp_bind_text(&q, e->actor);
	sp_bind_text(&q, e->verb);
	sp_bind_text(&q, e->ref);
	sp_bind_text(&q, e->case_number);
	sp_bind_bytes(&q, e->detail);
	sp_bind_digest(&q, &e->detail_digest);
	sp_bind_digest(&q, &e->mac);
	return sp_query_change(&q, err);
}

enum sp_status
sp_store_event_end(struct sp_store *st, struct sp_err *err)
{
	struct sp_digest mac;
	int64_t seq;
	enum sp_status r = head_of(st, &seq, &mac, err);

	return r == SP_OK && seq > 0 ? sp_store_tail_set(st, seq, &mac, err)
				     : r;
}

/* What is told from its events, and kept, holds no longer. */
static enum sp_status
untell(struct sp_store *st, enum stmt which, const char *of,
       struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, which);

	st->unsettled = TRUE;
	sp_bind_text(&q, of);
	return sp_query_run(&q, err);
}

enum sp_status
sp_store_event_add(struct sp_store *st, int64_t at, const char *actor,
		   const char *verb, const char *ref, const char *case_number,
		   const char *detail, struct sp_err *err)
{
	struct sp_event e = { .at = at };
	struct sp_digest before;
	enum sp_status r;

	if ((r = sp_store_writing(st, err)) != SP_OK ||
	    (r = head_of(st, &e.seq, &before, err)) != SP_OK)
		return r;
	e.seq++;
	e.actor = g_strdup(actor);
	e.verb = g_strdup(verb);
	e.ref = g_strdup(ref ? ref : "");
	e.case_number = g_strdup(case_number ? case_number : "");
	if (detail) {
		e.detail = sp_vault_seal_text(st->vault, DETAIL, detail);
		sp_vault_digest(st->vault, DETAIL, detail, strlen(detail),
				&e.detail_digest);
	}
	chain(st, &before, &e, &e.mac);
	r = insert(st, &e, err);
	if (r == SP_OK)
		r = sp_store_tail_set(st, e.seq, &e.mac, err);
	if (r == SP_OK && *e.case_number)
		r = untell(st, ST_CASE_UNTELL, e.case_number, err);
	event_clear(&e);
	return r;
}

enum sp_status
sp_store_event_blank(struct sp_store *st, const char *ref, struct sp_err *err)
{
	enum sp_status r = untell(st, ST_EVENT_UNTELL, ref, err);
	g_auto_query struct query q = sp_query(st, ST_EVENT_BLANK);

	if (r != SP_OK)
		return r;
	sp_bind_text(&q, ref);
	return sp_query_run(&q, err);
}

/* --- reading ------------------------------------------------------------- */

static enum sp_status
each_event(struct query *q,
	   enum sp_status (*each)(const struct sp_event *, void *), void *arg,
	   struct sp_err *err)
{
	enum sp_status r;

	while ((r = sp_query_row(q, err)) == SP_OK) {
		struct sp_event e;

		read_event(q, &e);
		r = each(&e, arg);
		event_clear(&e);
		if (r != SP_OK)
			return r;
	}
	return r == SP_NONE ? SP_OK : r;
}

enum sp_status
sp_store_event_list(struct sp_store *st, const char *ref,
		    enum sp_status (*each)(const struct sp_event *, void *),
		    void *arg, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ref ? ST_EVENTS_OF_REF :
					       ST_EVENTS);

	if (ref)
		sp_bind_text(&q, ref);
	return each_event(&q, each, arg, err);
}

enum sp_status
sp_store_event_list_case(struct sp_store *st, const char *number,
			 enum sp_status (*each)(const struct sp_event *,
						void *),
			 void *arg, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_EVENTS_OF_CASE);

	sp_bind_text(&q, number);
	return each_event(&q, each, arg, err);
}

char *
sp_store_event_detail(const struct sp_store *st, const struct sp_event *e)
{
	struct sp_err ignored;
	char *text = NULL;
	const void *sealed;
	gsize sealed_len;
	size_t len;

	if (!e->detail)
		return NULL;
	sealed = g_bytes_get_data(e->detail, &sealed_len);
	return sp_vault_unseal(st->vault, DETAIL, sealed, sealed_len, &text,
			       &len, &ignored) == SP_OK ? text : NULL;
}

/* --- verifying ----------------------------------------------------------- */

/* A detail that was not blanked must be the one that was digested. */
static gboolean
detail_holds(const struct sp_store *st, const struct sp_event *e)
{
	struct sp_digest d;
	struct sp_err ignored;
	char *text = NULL;
	gsize sealed_len;
	const void *sealed;
	size_t len;

	if (!e->detail)
		return TRUE;
	sealed = g_bytes_get_data(e->detail, &sealed_len);
	if (sp_vault_unseal(st->vault, DETAIL, sealed, sealed_len, &text, &len,
			    &ignored) != SP_OK)
		return FALSE;
	sp_vault_digest(st->vault, DETAIL, text, len, &d);
	g_free(text);
	return same(&d, &e->detail_digest);
}

struct walk {
	int64_t seq;			/* of the last row that held */
	struct sp_digest mac;
	const struct sp_digest *want;	/* NULL: none */
	gboolean met;
};

/* cut: one of its texts goes on where it should end. */
static enum sp_status
verify_row(struct sp_store *st, const struct sp_event *e, gboolean cut,
	   struct walk *w, struct sp_err *err)
{
	struct sp_digest mac;

	if (e->seq != w->seq + 1)
		return sp_fail(err, SP_ECHECK, "event %" G_GINT64_FORMAT
			       " is missing", w->seq + 1);
	chain(st, &w->mac, e, &mac);
	if (cut || !same(&mac, &e->mac))
		return sp_fail(err, SP_ECHECK, "event %" G_GINT64_FORMAT
			       " was changed", e->seq);
	if (!detail_holds(st, e))
		return sp_fail(err, SP_ECHECK, "the detail of event %"
			       G_GINT64_FORMAT " was changed", e->seq);
	w->seq = e->seq;
	w->mac = mac;
	if (w->want && same(w->want, &mac))
		w->met = TRUE;
	return SP_OK;
}

static gboolean
is_forgetting(const struct sp_event *e)
{
	return strcmp(e->verb, SP_EVENT_PURGED) == 0 ||
	       strcmp(e->verb, SP_EVENT_FORGOTTEN) == 0;
}

/* The events that such a one tells again, and those that these told again: all
 * have its ref. */
static void
follow_retold(struct sp_store *st, GHashTable *blank, const struct sp_event *e)
{
	g_autofree char *detail = sp_store_event_detail(st, e);
	GArray *seqs = g_hash_table_lookup(blank, e->ref);
	const char *text = detail;
	int64_t seq;

	while ((seq = sp_store_retold(text, &text)) != 0)
		for (guint i = 0; seqs && i < seqs->len; i++)
			if (g_array_index(seqs, int64_t, i) == seq)
				g_array_remove_index(seqs, i--);
}

/* blank: ref to the rows (int64_t) that have lost their detail, until an event
 * accounts for it: their mail was forgotten, or they were told again without
 * somebody's name. */
static void
follow_blanks(struct sp_store *st, GHashTable *blank, const struct sp_event *e)
{
	static const struct sp_digest none = { { 0 } };
	const gboolean had = !same(&e->detail_digest, &none);
	GArray *seqs = g_hash_table_lookup(blank, e->ref);

	if (*e->ref && is_forgetting(e)) {
		g_hash_table_remove(blank, e->ref);
	} else if (had && !e->detail) {
		if (!seqs) {
			seqs = g_array_new(FALSE, FALSE, sizeof(int64_t));
			g_hash_table_insert(blank, g_strdup(e->ref), seqs);
		}
		g_array_append_val(seqs, e->seq);
	} else if (strcmp(e->verb, SP_EVENT_RETOLD) == 0) {
		follow_retold(st, blank, e);
	}
}

static enum sp_status
check_blanks(GHashTable *blank, struct sp_err *err)
{
	GHashTableIter i;
	gpointer value;
	int64_t first = 0;

	g_hash_table_iter_init(&i, blank);
	while (g_hash_table_iter_next(&i, NULL, &value)) {
		const GArray *seqs = value;

		/* In rising order. */
		if (seqs->len > 0 && (first == 0 ||
				      g_array_index(seqs, int64_t, 0) < first))
			first = g_array_index(seqs, int64_t, 0);
	}
	return first == 0 ? SP_OK :
	       sp_fail(err, SP_ECHECK, "the detail of event %" G_GINT64_FORMAT
		       " was removed", first);
}

static enum sp_status
walk_chain(struct sp_store *st, struct walk *w, struct sp_err *err)
{
	g_autoptr(GHashTable) blank = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, (GDestroyNotify)g_array_unref);
	g_auto_query struct query q = sp_query(st, ST_EVENTS);
	enum sp_status r;

	while ((r = sp_query_row(&q, err)) == SP_OK) {
		struct sp_event e;

		read_event(&q, &e);
		r = verify_row(st, &e, q.cut, w, err);
		follow_blanks(st, blank, &e);
		event_clear(&e);
		if (r != SP_OK)
			return r;
	}
	return r == SP_NONE ? check_blanks(blank, err) : r;
}

enum sp_status
sp_store_secret_check(struct sp_store *st, struct sp_err *err)
{
	g_auto_query struct query q = sp_query(st, ST_EVENTS);
	enum sp_status r = sp_query_row(&q, err);
	struct walk w = { .seq = 0 };
	struct sp_event e;

	if (r != SP_OK)
		return r == SP_NONE ? SP_OK : r;
	read_event(&q, &e);
	r = verify_row(st, &e, q.cut, &w, err);
	event_clear(&e);
	return r != SP_ECHECK ? r : sp_fail(err, SP_ECONF, "store: the secret "
					    "is not the one that %s was made "
					    "with", st->path);
}

static enum sp_status
read_hex(const char *hex, struct sp_digest *d, struct sp_err *err)
{
	int high, low;
	size_t i;

	if (strlen(hex) != HEX_LEN)
		return sp_fail(err, SP_EDATA, "a head has %d hex digits",
			       HEX_LEN);
	for (i = 0; i < SP_DIGEST_LEN; i++) {
		high = g_ascii_xdigit_value(hex[2 * i]);
		low = g_ascii_xdigit_value(hex[2 * i + 1]);
		if (high < 0 || low < 0)
			return sp_fail(err, SP_EDATA, "a head has %d hex "
				       "digits", HEX_LEN);
		d->bytes[i] = (uint8_t)(high << 4 | low);
	}
	return SP_OK;
}

static char *
write_hex(const struct sp_digest *d)
{
	GString *hex = g_string_sized_new(HEX_LEN + 1);
	size_t i;

	for (i = 0; i < SP_DIGEST_LEN; i++)
		g_string_append_printf(hex, "%02x", d->bytes[i]);
	return g_string_free(hex, FALSE);
}

char *
sp_store_event_mac(const struct sp_event *e)
{
	return write_hex(&e->mac);
}

enum sp_status
sp_store_event_head(struct sp_store *st, char **head, struct sp_err *err)
{
	struct sp_digest mac;
	int64_t seq;
	enum sp_status r = head_of(st, &seq, &mac, err);

	if (r == SP_OK)
		*head = write_hex(&mac);
	return r;
}

enum sp_status
sp_store_event_verify(struct sp_store *st, const char *want, unsigned *count,
		      char **head, struct sp_err *err)
{
	g_auto_query struct query tail = sp_query(st, ST_EVENT_TAIL);
	struct walk w = { .seq = 0 };
	struct sp_digest wanted, left;
	enum sp_status r;

	if (want) {
		if ((r = read_hex(want, &wanted, err)) != SP_OK)
			return r;
		w.want = &wanted;
		w.met = same(&wanted, &w.mac);	/* of the empty chain */
	}
	if ((r = sp_store_tail_read(&tail, &left, err)) != SP_OK ||
	    (r = walk_chain(st, &w, err)) != SP_OK)
		return r;
	if (want && !w.met)
		return sp_fail(err, SP_ECHECK, "the log holds together but "
			       "does not contain that head: its end is "
			       "missing, or it is another log");
	r = sp_store_tail_check(st, &left, w.seq, &w.mac, err);
	if (r != SP_OK)
		return r;
	*count = (unsigned)w.seq;
	*head = write_hex(&w.mac);
	return SP_OK;
}
