/* SPDX-License-Identifier: GPL-2.0-or-later */
/* remind.c - one mail a person a day about what waits for them
 *
 * What waits is gathered once, then written for each; those who would read the
 * same share one payload. That somebody was reminded is noted together with
 * the mail that does it. */
#include "lib/gate/remind.h"

#include "lib/gate/recipients.h"
#include "lib/gate/reminder.h"
#include "lib/gate/setup.h"
#include "lib/mail/compose.h"

/* Who should read one text. */
struct audience {
	GPtrArray *readers;	/* of struct sp_member *, borrowed */
	gboolean urgent;
};

static void
audience_free(void *p)
{
	struct audience *a = p;

	g_ptr_array_unref(a->readers);
	g_free(a);
}

/* texts: text -> struct audience *. */
static enum sp_status
write_all(const struct sp_round *r, GHashTable *texts, struct sp_err *err)
{
	enum sp_status s = SP_OK;

	for (guint i = 0; s == SP_OK && i < r->members->len; i++) {
		g_autofree char *text = NULL;
		gboolean urgent = FALSE;
		struct audience *a;

		if (!sp_round_may(r, i) ||
		    (s = sp_round_write(r, i, &text, &urgent, err)) != SP_OK ||
		    !text)
			continue;
		a = g_hash_table_lookup(texts, text);
		if (!a) {
			a = g_new0(struct audience, 1);
			a->readers = g_ptr_array_new();
			a->urgent = urgent;
			g_hash_table_insert(texts, g_strdup(text), a);
		}
		g_ptr_array_add(a->readers, r->members->pdata[i]);
	}
	return s;
}

/* The roster may think better of a key than gpg does: then it is brought up to
 * date, and the next round goes on. */
static enum sp_status
seal(struct sp_gate *gate, const GPtrArray *readers, const char *text,
     struct sp_sealed *sealed, struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) looked = NULL;
	g_autofree char *entity = sp_text_entity(text);
	enum sp_status s;

	for (guint i = 0; i < readers->len; i++)
		sp_recipients_add_key(keys, ((const struct sp_member *)
					     readers->pdata[i])->encryption);
	sp_rope_text(rope, entity);
	s = sp_recipients_seal_for(gate, keys, rope, TRUE, sealed, err);
	if (s != SP_NONE)
		return s;
	s = sp_setup_keys_check(gate, &looked, err);
	return s != SP_OK ? s : sp_fail(err, SP_EBUSY, "a key on the roster "
					"cannot be used any more");
}

/* [tx] SP_NONE: another process has reminded them. */
static enum sp_status
queue_one(struct sp_gate *gate, const struct sp_member *m, gboolean urgent,
	  int64_t payload, int64_t now, struct sp_err *err)
{
	const struct sp_out like = {
		.kind = urgent ? SP_OUT_URGENT : SP_OUT_REMINDER,
		.payload = payload, .made = now,
	};
	enum sp_status s = sp_store_member_remind(gate->store, m->id,
						  m->reminded, now, err);

	if (s == SP_OK)
		s = sp_recipients_queue_one(gate, &like, m, err);
	return s != SP_OK ? s : sp_store_event_add(gate->store, now, "gate",
						   "reminded", "", "",
						   m->address, err);
}

static enum sp_status
remind(const struct sp_round *r, const struct audience *a, const char *text,
       struct sp_err *err)
{
	const GPtrArray *readers = a->readers;
	struct sp_store *store = r->gate->store;
	struct sp_sealed sealed = { .body = SP_BLOB_INIT };
	int64_t payload;
	enum sp_status s = seal(r->gate, readers, text, &sealed, err);

	if (s == SP_OK && (s = sp_store_begin(store, err)) == SP_OK) {
		s = sp_store_payload_add(store, SP_PAYLOAD_LETTER, r->now,
					 &sealed, &payload, err);
		for (guint i = 0; s == SP_OK && i < readers->len; i++)
			s = queue_one(r->gate, readers->pdata[i], a->urgent,
				      payload, r->now, err);
		if (s == SP_OK)
			s = sp_store_commit(store, err);
		sp_store_rollback(store);
	}
	sp_sealed_clear(&sealed);
	return s;
}

static enum sp_status
remind_all(const struct sp_round *r, GHashTable *texts, unsigned *reminded,
	   struct sp_err *err)
{
	enum sp_status first = SP_OK;
	GHashTableIter each;
	gpointer text, audience;
	struct sp_err one;

	g_hash_table_iter_init(&each, texts);
	while (g_hash_table_iter_next(&each, &text, &audience)) {
		const struct audience *a = audience;
		enum sp_status s = remind(r, a, text, &one);

		if (s == SP_OK)
			*reminded += a->readers->len;
		else if (s != SP_NONE && first == SP_OK) {
			first = s;
			*err = one;
		}
	}
	return first;
}

static gboolean
anybody_may(const struct sp_round *r)
{
	for (guint i = 0; i < r->members->len; i++)
		if (sp_round_may(r, i))
			return TRUE;
	return FALSE;
}

enum sp_status
sp_remind(struct sp_gate *gate, unsigned *reminded, struct sp_err *err)
{
	g_autoptr(GHashTable) texts = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, audience_free);
	struct sp_round r = { .gate = NULL };
	enum sp_status s;

	if (!gate->conf->remind)
		return SP_OK;
	s = sp_round_begin(gate, sp_gate_now(), &r, err);
	if (s == SP_OK && anybody_may(&r) &&
	    (s = sp_round_gather(&r, err)) == SP_OK &&
	    (s = write_all(&r, texts, err)) == SP_OK)
		s = remind_all(&r, texts, reminded, err);
	sp_round_clear(&r);
	return s;
}

enum sp_status
sp_remind_forget(struct sp_gate *gate, struct sp_err *err)
{
	g_autoptr(GArray) spent = NULL;
	enum sp_status s = sp_store_out_spent(gate->store, &spent, err);

	if (s != SP_OK || spent->len == 0 ||
	    (s = sp_store_begin(gate->store, err)) != SP_OK)
		return s;
	for (guint i = 0; s == SP_OK && i < spent->len; i++) {
		s = sp_store_payload_drop(gate->store,
					  g_array_index(spent, int64_t, i),
					  err);
		if (s == SP_NONE)
			s = SP_OK;	/* another process did */
	}
	if (s == SP_OK)
		s = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return s;
}
