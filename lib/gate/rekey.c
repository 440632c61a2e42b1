/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rekey.c - the archive, sealed to other keys */
#include "lib/gate/rekey.h"

#include "lib/gate/reader.h"
#include "lib/gate/recipients.h"
#include "lib/gate/setup.h"

/* --- to whom -------------------------------------------------------------- */

enum sp_status
sp_rekey_members(struct sp_gate *gate, GPtrArray **keys, struct sp_err *err)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	struct sp_recipients to = { 0 };
	enum sp_status r = sp_recipients_find(gate, SP_FOR_MEMBERS,
					      sp_gate_now(), &to, err);

	for (guint i = 0; r == SP_OK && i < to.usable->len; i++) {
		const struct sp_member *m = to.usable->pdata[i];

		sp_recipients_add_key(found, m->encryption);
	}
	if (r == SP_OK && found->len == 0)
		r = sp_fail(err, SP_EDENIED, "no member of %s has a usable "
			    "key", gate->conf->list);
	if (r == SP_OK && gate->conf->archive_list_key)
		sp_recipients_add_key(found, gate->list_encryption);
	sp_recipients_clear(&to);
	if (r == SP_OK)
		*keys = g_steal_pointer(&found);
	return r;
}

static enum sp_status
inspect(GBytes *file, const char *name, struct sp_key **key,
	struct sp_err *err)
{
	g_autofree char *why = NULL;
	enum sp_status r;
	gsize n;
	const void *bytes = g_bytes_get_data(file, &n);

	r = sp_pgp_inspect(bytes, n, key, err);
	if (r == SP_EDATA) {
		why = g_strdup(err->text);
		return sp_fail(err, r, "%s: %s", name, why);
	}
	if (r == SP_OK && (*key)->state != SP_KEY_USABLE)
		r = sp_fail(err, SP_EDENIED, "%s: this key cannot be used: it "
			    "is %s", name, sp_setup_key_word((*key)->state));
	return r;
}

static enum sp_status
take_file(struct sp_gate *gate, const char *actor, GBytes *file,
	  const char *name, GPtrArray *keys, struct sp_err *err)
{
	struct sp_key *key = NULL;
	enum sp_status r = inspect(file, name, &key, err);

	if (r == SP_OK)
		r = sp_setup_archive_key(gate, actor, file, key, err);
	if (r == SP_OK)
		sp_recipients_add_key(keys, key->encryption);
	sp_key_free(key);
	return r;
}

enum sp_status
sp_rekey_files(struct sp_gate *gate, const char *actor, GBytes *const *files,
	       const char *const *names, GPtrArray **keys, struct sp_err *err)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	enum sp_status r = SP_OK;

	for (; r == SP_OK && *files; files++, names++)
		r = take_file(gate, actor, *files, *names, found, err);
	if (r == SP_OK && gate->conf->archive_list_key)
		sp_recipients_add_key(found, gate->list_encryption);
	if (r == SP_OK)
		*keys = g_steal_pointer(&found);
	return r;
}

/* --- whether -------------------------------------------------------------- */

static gboolean
same_set(const GPtrArray *a, GPtrArray *b)
{
	for (guint i = 0; a->len == b->len && i < a->len; i++)
		if (!g_ptr_array_find_with_equal_func(b, a->pdata[i],
						      g_str_equal, NULL))
			return FALSE;
	return a->len == b->len;
}

static enum sp_status
payload_done(struct sp_gate *gate, int64_t payload, const GPtrArray *keys,
	     gboolean *done, struct sp_err *err)
{
	g_autoptr(GPtrArray) now = NULL;
	enum sp_status r = SP_OK;

	if (payload == 0)
		return SP_OK;
	r = sp_store_envelope_keys(gate->store, payload, &now, err);
	if (r == SP_OK)
		*done = *done && same_set(keys, now);
	return r;
}

enum sp_status
sp_rekey_done(struct sp_gate *gate, const struct sp_mail *m,
	      const GPtrArray *keys, gboolean *done, struct sp_err *err)
{
	enum sp_status r;

	*done = TRUE;
	r = payload_done(gate, m->post, keys, done, err);
	return r == SP_OK ? payload_done(gate, m->original, keys, done, err)
			  : r;
}

/* --- one mail ------------------------------------------------------------- */

/* The keyring of the list knows its own keys, also former ones; that of the
 * person who opened it need not. */
enum sp_status
sp_rekey_read_signed(struct sp_gate *gate, const char *ref,
		     struct sp_blob *message, struct sp_blob *plain,
		     struct sp_err *err)
{
	g_autofree char *home = sp_gate_path(gate->conf, "gnupg");
	struct sp_signature sig = { .verdict = SP_SIG_NONE };
	struct sp_pgp *pgp = NULL;
	enum sp_status r = sp_pgp_open(home, sp_archive_plain_max(gate), &pgp,
				       err);

	if (r == SP_OK)
		r = sp_pgp_read_signed(pgp, message, plain, &sig, err);
	sp_pgp_close(pgp);
	if (r != SP_OK)
		return r;
	if (sig.verdict == SP_SIG_GOOD || sig.verdict == SP_SIG_EXPIRED_KEY)
		r = sp_store_list_signer(gate->store, sig.signer, err);
	else
		r = SP_NONE;
	return r == SP_NONE ? sp_fail(err, SP_EDENIED, "%s: the list did not "
				      "sign this; it is left as it is", ref)
			    : r;
}

/* One of the two parts of a mail. */
struct part {
	int64_t payload;		/* 0: there is none */
	char *former;			/* a key that it was sealed to */
	struct sp_sealed sealed;
};

#define PART_INIT(id) { .payload = (id), .sealed = { .body = SP_BLOB_INIT } }

static void
part_clear(struct part *p)
{
	g_free(p->former);
	sp_sealed_clear(&p->sealed);
}

static enum sp_status
seal_part(struct sp_gate *gate, struct part *p, const struct sp_blob *plain,
	  gboolean sign, const GPtrArray *keys, struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autoptr(GPtrArray) now = NULL;
	enum sp_status r = sp_store_envelope_keys(gate->store, p->payload, &now,
						  err);

	if (r == SP_OK && now->len == 0)
		r = sp_fail(err, SP_NONE, "it has been deleted");
	if (r != SP_OK)
		return r;
	p->former = g_strdup(now->pdata[0]);
	sp_rope_blob(rope, plain);
	r = sp_recipients_seal_for(gate, keys, rope, sign, &p->sealed, err);
	return r == SP_NONE ? sp_fail(err, SP_EDENIED, "one of the new keys "
				      "cannot be used; \"key check\" says "
				      "which") : r;
}

/* [tx] */
static enum sp_status
replace_part(struct sp_gate *gate, const struct part *p, int64_t now,
	     struct sp_err *err)
{
	unsigned pending = 0;
	gboolean leased;
	enum sp_status r;

	if (p->payload == 0)
		return SP_OK;
	r = sp_store_out_of_payload(gate->store, p->payload, now, &pending,
				    &leased, err);
	if (r == SP_OK && pending > 0)
		r = sp_fail(err, SP_EBUSY, "it is still to leave for %u "
			    "members", pending);
	return r == SP_OK ? sp_store_payload_replace(gate->store, p->payload,
						     p->former, &p->sealed,
						     now, err) : r;
}

static enum sp_status
commit(struct sp_gate *gate, const char *actor, const struct sp_mail *m,
       const struct part *post, const struct part *original, guint n,
       struct sp_err *err)
{
	g_autofree char *detail = g_strdup_printf("%u keys", n);
	const int64_t now = sp_gate_now();
	enum sp_status r = sp_store_begin(gate->store, err);

	if (r != SP_OK)
		return r;
	if ((r = replace_part(gate, post, now, err)) == SP_OK &&
	    (r = replace_part(gate, original, now, err)) == SP_OK &&
	    (r = sp_store_event_add(gate->store, now, actor, "archive-rekeyed",
				    m->ref, "", detail, err)) == SP_OK)
		r = sp_store_commit(gate->store, err);
	sp_store_rollback(gate->store);
	return r;
}

enum sp_status
sp_rekey_mail(struct sp_gate *gate, const char *actor, const struct sp_mail *m,
	      struct sp_blob *post, struct sp_blob *original,
	      const GPtrArray *keys, struct sp_err *err)
{
	g_auto_blob struct sp_blob plain = SP_BLOB_INIT;
	struct part sent = PART_INIT(post ? m->post : 0);
	struct part came = PART_INIT(original ? m->original : 0);
	enum sp_status r = SP_OK;

	if (post)
		r = sp_rekey_read_signed(gate, m->ref, post, &plain, err);
	if (r == SP_OK && post)
		r = seal_part(gate, &sent, &plain, TRUE, keys, err);
	if (r == SP_OK && original)
		r = seal_part(gate, &came, original, FALSE, keys, err);
	if (r == SP_OK)
		r = commit(gate, actor, m, &sent, &came, keys->len, err);
	part_clear(&sent);
	part_clear(&came);
	return r;
}
