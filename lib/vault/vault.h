/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vault.h - keyed digests and sealed index fields under STATE/secret
 *
 * The only includer of sodium.h. The secret (32 random bytes, mode 0600)
 * lives beside the keyring, never in the store. Purpose strings keep digests
 * of different things apart. */
#ifndef SP_VAULT_VAULT_H
#define SP_VAULT_VAULT_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/blob.h"
#include "lib/base/status.h"

#define SP_DIGEST_LEN 32

struct sp_vault;

struct sp_digest {
	uint8_t bytes[SP_DIGEST_LEN];
};

/* Create the secret file; SP_EDENIED when it exists. Durable on SP_OK. */
enum sp_status sp_vault_create(const char *path, struct sp_err *err)
			       SP_CHECKED;
/* SP_ECONF when it is missing, of the wrong size, or readable by others. A
 * forked child must not use the vault: it does not inherit the secret, and
 * touching it kills the child. */
enum sp_status sp_vault_open(const char *path, struct sp_vault **v,
			     struct sp_err *err) SP_CHECKED;
void sp_vault_close(struct sp_vault *v);	/* wipes; NULL is fine */

/* Keyed digest of n bytes for a purpose ("sender", "thread", "event", ...). */
void sp_vault_digest(const struct sp_vault *v, const char *purpose,
		     const void *bytes, size_t n, struct sp_digest *d);
/* The same over several fields; each is length-prefixed, so that moving a
 * border changes the digest. fields is NULL-terminated. */
void sp_vault_digest_fields(const struct sp_vault *v, const char *purpose,
			    const char *const *fields, struct sp_digest *d);

/* Incremental form, for messages too long to hold. */
struct sp_vault_hash;
struct sp_vault_hash *sp_vault_hash_new(const struct sp_vault *v,
					const char *purpose);
void sp_vault_hash_add(struct sp_vault_hash *h, const void *bytes, size_t n);
/* The same with the length in front, for fields that follow each other. */
void sp_vault_hash_field(struct sp_vault_hash *h, const void *bytes, size_t n);
/* Finish and free. */
void sp_vault_hash_end(struct sp_vault_hash *h, struct sp_digest *d);

/* Seal a short field (crypto_secretbox, random nonce). context is bound into
 * the seal ("mail.card", ...): a field moved to another column fails. The
 * length is padded to a multiple of 64. */
GBytes *sp_vault_seal(const struct sp_vault *v, const char *context,
		      const void *bytes, size_t n);
GBytes *sp_vault_seal_text(const struct sp_vault *v, const char *context,
			   const char *text);
/* SP_ECHECK when it was not sealed by this secret for this context. The
 * result has a NUL behind it. *text is g_free()d by the caller. */
enum sp_status sp_vault_unseal(const struct sp_vault *v, const char *context,
			       const void *bytes, size_t n, char **text,
			       size_t *len, struct sp_err *err) SP_CHECKED;

/* n random bytes (libsodium). */
void sp_vault_random(void *bytes, size_t n);
/* Constant-time comparison of two NUL-terminated strings. */
gboolean sp_vault_same(const char *a, const char *b);
/* The 40-bit word of a hold, eight characters, lower-case base32; g_free(). */
char *sp_vault_word(const struct sp_vault *v, const char *ref);

#endif
