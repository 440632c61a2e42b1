/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vault.c - keyed digests and sealed index fields under STATE/secret
 *
 * Each purpose of a digest and each context of a seal has a key of its own,
 * derived from the secret; the secret itself keys nothing else. It lies in
 * locked memory that a forked child does not inherit: the parser of hostile
 * mail runs in one. */
#include "lib/vault/vault.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/ref.h"
#include "lib/vault/internal.h"

/* Sealed text is padded to a multiple of this, or its length would tell one
 * reporter's address from another's. */
#define SEAL_BLOCK 64
#define SEAL_OVERHEAD (crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)
#define WORD_BYTES 5

struct sp_vault {
	uint8_t secret[SP_VAULT_SECRET_LEN];
};

struct sp_vault_hash {
	crypto_generichash_state state;
};

G_STATIC_ASSERT(SP_DIGEST_LEN == crypto_generichash_BYTES);
G_STATIC_ASSERT(SP_VAULT_SECRET_LEN == crypto_generichash_KEYBYTES);
G_STATIC_ASSERT(crypto_secretbox_KEYBYTES == crypto_generichash_BYTES);

/* As GLib does: out of memory ends the process, and the mail is retried. */
static void *
secret_alloc(size_t n)
{
	void *p = sodium_malloc(n);

	if (!p)
		g_error("vault: out of memory");
	return p;
}

struct sp_vault *
sp_vault_new(void)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	struct sp_vault *v;
	uintptr_t start;

	if (sodium_init() < 0)
		g_error("vault: no source of random bytes");
	v = secret_alloc(sizeof(*v));
	start = (uintptr_t)v & ~(page - 1);
	/* Older kernels know DONTFORK too; a refusal only costs a defence. */
	(void)madvise((void *)start, page, MADV_DONTFORK);
	return v;
}

uint8_t *
sp_vault_secret(struct sp_vault *v)
{
	return v->secret;
}

void
sp_vault_close(struct sp_vault *v)
{
	sodium_free(v);		/* wipes */
}

/* The key for one use: what tells uses apart is kind and name. */
static void
derive(const struct sp_vault *v, const char *kind, const char *name,
       uint8_t key[crypto_generichash_KEYBYTES])
{
	crypto_generichash_state h;

	(void)crypto_generichash_init(&h, v->secret, sizeof(v->secret),
				      crypto_generichash_KEYBYTES);
	(void)crypto_generichash_update(&h, (const uint8_t *)kind,
					strlen(kind) + 1);
	(void)crypto_generichash_update(&h, (const uint8_t *)name,
					strlen(name));
	(void)crypto_generichash_final(&h, key, crypto_generichash_KEYBYTES);
	sodium_memzero(&h, sizeof(h));
}

/* --- digests ------------------------------------------------------------- */

struct sp_vault_hash *
sp_vault_hash_new(const struct sp_vault *v, const char *purpose)
{
	uint8_t key[crypto_generichash_KEYBYTES];
	struct sp_vault_hash *h = aligned_alloc(_Alignof(struct sp_vault_hash),
						sizeof(*h));

	if (!h)
		g_error("vault: out of memory");
	derive(v, "digest", purpose, key);
	(void)crypto_generichash_init(&h->state, key, sizeof(key),
				      SP_DIGEST_LEN);
	sodium_memzero(key, sizeof(key));
	return h;
}

void
sp_vault_hash_add(struct sp_vault_hash *h, const void *bytes, size_t n)
{
	if (n > 0)
		(void)crypto_generichash_update(&h->state, bytes, n);
}

void
sp_vault_hash_field(struct sp_vault_hash *h, const void *bytes, size_t n)
{
	const uint64_t len = GUINT64_TO_LE((uint64_t)n);

	sp_vault_hash_add(h, &len, sizeof(len));
	sp_vault_hash_add(h, bytes, n);
}

void
sp_vault_hash_end(struct sp_vault_hash *h, struct sp_digest *d)
{
	(void)crypto_generichash_final(&h->state, d->bytes, SP_DIGEST_LEN);
	sodium_memzero(h, sizeof(*h));
	free(h);
}

void
sp_vault_digest(const struct sp_vault *v, const char *purpose,
		const void *bytes, size_t n, struct sp_digest *d)
{
	uint8_t key[crypto_generichash_KEYBYTES];

	derive(v, "digest", purpose, key);
	(void)crypto_generichash(d->bytes, SP_DIGEST_LEN, bytes, n, key,
				 sizeof(key));
	sodium_memzero(key, sizeof(key));
}

void
sp_vault_digest_fields(const struct sp_vault *v, const char *purpose,
		       const char *const *fields, struct sp_digest *d)
{
	struct sp_vault_hash *h = sp_vault_hash_new(v, purpose);

	for (; *fields; fields++)
		sp_vault_hash_field(h, *fields, strlen(*fields));
	sp_vault_hash_end(h, d);
}

/* --- seals --------------------------------------------------------------- */

/* nonce, then the box over the padded text */
GBytes *
sp_vault_seal(const struct sp_vault *v, const char *context,
	      const void *bytes, size_t n)
{
	const size_t padded = (n / SEAL_BLOCK + 1) * SEAL_BLOCK;
	const size_t len = SEAL_OVERHEAD + padded;
	uint8_t key[crypto_secretbox_KEYBYTES];
	uint8_t *sealed = g_malloc(len);
	uint8_t *box = sealed + crypto_secretbox_NONCEBYTES;
	uint8_t *plain = box + crypto_secretbox_MACBYTES;
	size_t got;

	if (n > 0)
		memcpy(plain, bytes, n);
	(void)sodium_pad(&got, plain, n, SEAL_BLOCK, padded);
	randombytes_buf(sealed, crypto_secretbox_NONCEBYTES);
	derive(v, "seal", context, key);
	/* In place: the box may overlap what it is made of. */
	(void)crypto_secretbox_easy(box, plain, padded, sealed, key);
	sodium_memzero(key, sizeof(key));
	return g_bytes_new_take(sealed, len);
}

GBytes *
sp_vault_seal_text(const struct sp_vault *v, const char *context,
		   const char *text)
{
	return sp_vault_seal(v, context, text, strlen(text));
}

/* Open the box at sealed into plain, len - SEAL_OVERHEAD bytes. */
static gboolean
open_box(const struct sp_vault *v, const char *context,
	 const uint8_t *sealed, size_t len, uint8_t *plain, size_t *n)
{
	uint8_t key[crypto_secretbox_KEYBYTES];
	int r;

	derive(v, "seal", context, key);
	r = crypto_secretbox_open_easy(plain,
				       sealed + crypto_secretbox_NONCEBYTES,
				       len - crypto_secretbox_NONCEBYTES,
				       sealed, key);
	sodium_memzero(key, sizeof(key));
	return r == 0 &&
	       sodium_unpad(n, plain, len - SEAL_OVERHEAD, SEAL_BLOCK) == 0;
}

enum sp_status
sp_vault_unseal(const struct sp_vault *v, const char *context,
		const void *bytes, size_t n, char **text, size_t *len,
		struct sp_err *err)
{
	uint8_t *plain;
	size_t got = 0;

	if (n < SEAL_OVERHEAD + SEAL_BLOCK)
		return sp_fail(err, SP_ECHECK, "vault: %s is too short to be "
			       "sealed", context);
	plain = g_malloc0(n - SEAL_OVERHEAD + 1);
	if (!open_box(v, context, bytes, n, plain, &got)) {
		g_free(plain);
		return sp_fail(err, SP_ECHECK, "vault: %s was not sealed by "
			       "this secret", context);
	}
	plain[got] = '\0';
	*text = (char *)plain;
	*len = got;
	return SP_OK;
}

/* --- small things -------------------------------------------------------- */

void
sp_vault_random(void *bytes, size_t n)
{
	if (sodium_init() < 0)
		g_error("vault: no source of random bytes");
	randombytes_buf(bytes, n);
}

/* Digests are compared, so that not even the place of the first difference
 * shows in the time. */
gboolean
sp_vault_same(const char *a, const char *b)
{
	uint8_t da[crypto_generichash_BYTES];
	uint8_t db[crypto_generichash_BYTES];

	(void)crypto_generichash(da, sizeof(da), (const uint8_t *)a, strlen(a),
				 NULL, 0);
	(void)crypto_generichash(db, sizeof(db), (const uint8_t *)b, strlen(b),
				 NULL, 0);
	return sodium_memcmp(da, db, sizeof(da)) == 0;
}

char *
sp_vault_word(const struct sp_vault *v, const char *ref)
{
	struct sp_digest d;

	sp_vault_digest(v, "word", ref, strlen(ref), &d);
	return sp_ref_base32(d.bytes, WORD_BYTES);
}
