/* SPDX-License-Identifier: GPL-2.0-or-later */
/* key.h - gpgme's keys as ours; for lib/pgp alone */
#ifndef SP_PGP_KEY_H
#define SP_PGP_KEY_H

#include "lib/pgp/engine.h"

struct sp_key *sp_key_from(gpgme_key_t key);
struct sp_key *sp_key_missing(const char *fingerprint);
/* The primary key is RSA of 2048 bits or more, or an elliptic curve. */
gboolean sp_key_is_strong(gpgme_key_t key);

/* Binary packets of a key file, armored or not, at most 64 KiB, walked. */
enum sp_status sp_key_packets(const uint8_t *bytes, size_t len,
			      gboolean secret, struct sp_blob *binary,
			      struct sp_err *err) SP_CHECKED;
/* Look at a key without importing it. */
enum sp_status sp_key_look(struct sp_blob *binary, struct sp_key **key,
			   struct sp_err *err) SP_CHECKED;
/* Import these packets; exactly one key must have come in or been there. */
enum sp_status sp_key_import(struct sp_pgp *pgp, struct sp_blob *binary,
			     struct sp_err *err) SP_CHECKED;
/* The one key with this fingerprint; SP_NONE when it is missing. */
enum sp_status sp_key_find(struct sp_pgp *pgp, const char *fingerprint,
			   struct sp_key **key, struct sp_err *err) SP_CHECKED;

#endif
