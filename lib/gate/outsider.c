/* SPDX-License-Identifier: GPL-2.0-or-later */
/* outsider.c - keys of people who are not on the roster */
#include "lib/gate/outsider.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/folder.h"
#include "lib/gate/notes.h"

static GVariant *
pack(const GPtrArray *keys)
{
	GVariantBuilder b;

	g_variant_builder_init(&b, G_VARIANT_TYPE("aay"));
	for (guint i = 0; i < keys->len; i++)
		g_variant_builder_add_value(&b, g_variant_new_from_bytes(
			G_VARIANT_TYPE_BYTESTRING, keys->pdata[i], TRUE));
	return g_variant_ref_sink(g_variant_builder_end(&b));
}

GBytes *
sp_outsider_keys_seal(const struct sp_gate *gate, const GPtrArray *keys)
{
	g_autoptr(GVariant) all = NULL;

	if (keys->len == 0)
		return NULL;
	all = pack(keys);
	return sp_vault_seal(gate->vault, SP_SEAL_ACK_KEY,
			     g_variant_get_data(all), g_variant_get_size(all));
}

/* What the author attached, then what the author's program added. */
static void
gather(const struct sp_facts *f, GPtrArray *keys)
{
	gsize n = 0;
	guchar *raw;

	for (guint i = 0; f != NULL && i < f->keys->len; i++)
		g_ptr_array_add(keys, g_bytes_ref(f->keys->pdata[i]));
	if (f == NULL || f->autocrypt[0] == '\0')
		return;
	raw = g_base64_decode(f->autocrypt, &n);
	g_ptr_array_add(keys, g_bytes_new_take(raw, n));
}

char *
sp_outsider_keys_inside(const struct sp_opening *o)
{
	g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_bytes_unref);
	g_autoptr(GVariant) all = NULL;

	gather(o->inner, keys);
	gather(o->covered, keys);
	if (keys->len == 0)
		return NULL;
	all = pack(keys);
	return g_base64_encode(g_variant_get_data(all),
			       g_variant_get_size(all));
}

/* SP_OK: the key of the list or of a member, which people quote. */
static enum sp_status
known_key(const struct sp_gate *gate, const struct sp_key *k,
	  struct sp_err *err)
{
	enum sp_status r = SP_NONE;

	if (sp_gate_is_list_key(gate, k->fingerprint))
		return SP_OK;
	for (guint i = 0; r == SP_NONE && i < k->subkeys->len; i++) {
		const struct sp_subkey *sub = k->subkeys->pdata[i];
		struct sp_member *m = NULL;

		r = sp_store_member_by_signer(gate->store, sub->fingerprint,
					      &m, err);
		sp_member_free(m);
	}
	return r;
}

GBytes *
sp_outsider_pinned(const struct sp_gate *gate, const struct sp_participant *p)
{
	struct sp_err err;
	char *bytes = NULL;
	size_t len = 0;
	gsize n = 0;
	const void *sealed;

	if (p->key_data == NULL)
		return NULL;
	sealed = g_bytes_get_data(p->key_data, &n);
	if (sp_vault_unseal(gate->vault, SP_SEAL_KEY, sealed, n, &bytes, &len,
			    &err) != SP_OK)
		return NULL;
	return g_bytes_new_take(bytes, len);
}

enum sp_status
sp_outsider_usable(const struct sp_gate *gate, GBytes *bytes,
		   struct sp_key **key, struct sp_err *err)
{
	gsize n = 0;
	const void *p = g_bytes_get_data(bytes, &n);
	struct sp_key *k = NULL;
	gboolean usable = FALSE;
	enum sp_status r = sp_pgp_inspect(p, n, &k, err);

	if (r == SP_OK && k->state == SP_KEY_USABLE &&
	    k->encryption[0] != '\0') {
		r = known_key(gate, k, err);
		usable = r == SP_NONE;
	}
	if (usable)
		*key = g_steal_pointer(&k);
	sp_key_free(k);
	if (usable)
		return SP_OK;
	return r == SP_OK || r == SP_EDATA
		? sp_fail(err, SP_NONE, "a key that came with it is malformed, "
			  "expired, revoked, one of ours or cannot encrypt")
		: r;
}

/* NULL: none came with m. */
static GVariant *
unseal_keys(const struct sp_gate *gate, const struct sp_mail *m)
{
	struct sp_err err;
	char *bytes = NULL;
	size_t len = 0;
	gsize n = 0;
	const void *p;

	if (m->ack_key == NULL)
		return NULL;
	p = g_bytes_get_data(m->ack_key, &n);
	if (sp_vault_unseal(gate->vault, SP_SEAL_ACK_KEY, p, n, &bytes, &len,
			    &err) != SP_OK)
		return NULL;
	return g_variant_ref_sink(g_variant_new_from_data(
		G_VARIANT_TYPE("aay"), bytes, len, FALSE, g_free, bytes));
}

static GVariant *
noted_keys(const struct sp_gate *gate, const struct sp_mail *m)
{
	g_autofree char *text = sp_notes_get(gate, m->thread, SP_NOTE_KEYS);
	guchar *bytes;
	gsize n = 0;

	if (text == NULL || text[0] == '\0')
		return NULL;
	bytes = g_base64_decode(text, &n);
	return g_variant_ref_sink(g_variant_new_from_data(
		G_VARIANT_TYPE("aay"), bytes, n, FALSE, g_free, bytes));
}

/* SP_NONE: no key of these can be used. */
static enum sp_status
first_usable(const struct sp_gate *gate, GVariant *all, GBytes **bytes,
	     struct sp_key **key, struct sp_err *err)
{
	const gsize n = all != NULL ? g_variant_n_children(all) : 0;
	enum sp_status r = sp_fail(err, SP_NONE, "no key came with it");

	for (gsize i = 0; r == SP_NONE && i < n; i++) {
		g_autoptr(GVariant) v = g_variant_get_child_value(all, i);
		g_autoptr(GBytes) one = g_variant_get_data_as_bytes(v);
		struct sp_key *k = NULL;

		if ((r = sp_outsider_usable(gate, one, &k, err)) != SP_OK)
			continue;
		if (bytes != NULL)
			*bytes = g_bytes_ref(one);
		if (key != NULL)
			*key = g_steal_pointer(&k);
		sp_key_free(k);
	}
	return r;
}

enum sp_status
sp_outsider_key(const struct sp_gate *gate, const struct sp_mail *m,
		gboolean inside, GBytes **bytes, struct sp_key **key,
		struct sp_err *err)
{
	g_autoptr(GVariant) noted = inside ? noted_keys(gate, m) : NULL;
	g_autoptr(GVariant) clear = unseal_keys(gate, m);
	enum sp_status r = SP_NONE;

	if (noted != NULL)
		r = first_usable(gate, noted, bytes, key, err);
	return r == SP_NONE ? first_usable(gate, clear, bytes, key, err) : r;
}

/* Who puts many keys into a mail makes us look at few. */
#define LOOKS_MAX 2

/* The first of keys that can be used; *key NULL: none. */
static enum sp_status
first_of(const struct sp_gate *gate, const GPtrArray *keys, GBytes **bytes,
	 struct sp_key **key, struct sp_err *err)
{
	enum sp_status r = SP_NONE;

	for (guint i = 0; r == SP_NONE && i < keys->len && i < LOOKS_MAX; i++) {
		*bytes = keys->pdata[i];
		r = sp_outsider_usable(gate, *bytes, key, err);
	}
	return r == SP_NONE ? SP_OK : r;
}

enum sp_status
sp_outsider_compare(const struct sp_gate *gate, const struct sp_participant *p,
		    struct sp_opening *o, struct sp_err *err)
{
	g_autoptr(GBytes) pinned = sp_outsider_pinned(gate, p);
	g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_bytes_unref);
	struct sp_key *k = NULL;
	GBytes *bytes = NULL;
	enum sp_status r;

	gather(o->inner, keys);
	gather(o->covered, keys);
	gather(o->clear, keys);
	for (guint i = 0; pinned != NULL && i < keys->len; i++)
		if (g_bytes_equal(keys->pdata[i], pinned))
			return SP_OK;
	r = first_of(gate, keys, &bytes, &k, err);
	if (k != NULL && pinned == NULL) {
		o->first_key = g_bytes_ref(bytes);
		g_strlcpy(o->first_key_fpr, k->fingerprint,
			  sizeof(o->first_key_fpr));
	} else if (k != NULL && strcmp(k->fingerprint, p->key) != 0) {
		o->other_key = g_strdup(k->fingerprint);
	}
	sp_key_free(k);
	return r;
}

/* Whose process was killed cannot take its keyring away. */
#define SCRATCH "scratch-"
#define LEFT_BEHIND_S 3600

void
sp_outsider_sweep(const struct sp_gate *gate)
{
	GDir *dir = g_dir_open(gate->conf->state, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = sp_gate_path(gate->conf, name);
		GStatBuf st;

		if (g_str_has_prefix(name, SCRATCH) &&
		    g_lstat(path, &st) == 0 &&
		    st.st_mtime < sp_gate_now() - LEFT_BEHIND_S)
			sp_folder_remove(path, FALSE);
	}
	if (dir != NULL)
		g_dir_close(dir);
	sp_folder_sweep_memory(LEFT_BEHIND_S);
}

enum sp_status
sp_outsider_ring(const struct sp_gate *gate, GBytes *bytes,
		 struct sp_ring *ring, struct sp_err *err)
{
	g_autofree char *home = sp_folder_in_memory();
	gsize n = 0;
	const void *p = g_bytes_get_data(bytes, &n);
	enum sp_status r;

	if (home == NULL)
		home = sp_gate_path(gate->conf, SCRATCH "XXXXXX");
	if (g_mkdtemp_full(home, 0700) == NULL)
		return sp_fail(err, SP_EIO, "cannot make a scratch keyring");
	ring->home = g_steal_pointer(&home);
	if ((r = sp_pgp_make_home(ring->home, err)) != SP_OK ||
	    (r = sp_pgp_open(ring->home, gate->conf->plaintext, &ring->pgp,
			     err)) != SP_OK)
		return r;
	return sp_pgp_import(ring->pgp, p, n, err);
}

void
sp_outsider_ring_clear(struct sp_ring *ring)
{
	sp_pgp_close(ring->pgp);
	ring->pgp = NULL;
	if (ring->home != NULL)
		sp_folder_remove(ring->home, FALSE);
	g_clear_pointer(&ring->home, g_free);
}

enum sp_status
sp_outsider_seal(const struct sp_gate *gate, GBytes *bytes,
		 struct sp_rope *plain, struct sp_sealed *sealed,
		 struct sp_err *err)
{
	struct sp_ring ring = { NULL, NULL };
	struct sp_key *key = NULL;
	enum sp_status r;

	if ((r = sp_outsider_usable(gate, bytes, &key, err)) != SP_OK)
		return r;
	if ((r = sp_outsider_ring(gate, bytes, &ring, err)) == SP_OK) {
		const char *to[] = { key->encryption, NULL };

		r = sp_pgp_seal(ring.pgp, plain, NULL, to, TRUE, sealed, err);
	}
	sp_outsider_ring_clear(&ring);
	sp_key_free(key);
	return r;
}
