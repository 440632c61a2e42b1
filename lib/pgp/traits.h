/* SPDX-License-Identifier: GPL-2.0-or-later */
/* traits.h - what a key says of itself that gpgme does not tell; for lib/pgp
 * alone
 *
 * Read off its packets and believed by nobody: gpg checks the signatures, this
 * names what they are made of. */
#ifndef SP_PGP_TRAITS_H
#define SP_PGP_TRAITS_H

#include "lib/base/blob.h"
#include "lib/pgp/pgp.h"

struct sp_traits {
	unsigned version;	/* of the primary key's packet */
	unsigned faults;	/* of enum sp_key_fault, but SP_KEY_WEAK */
};

/* binary: one key, or several, of which the one with this fingerprint counts
 * (NULL: the first). SP_NONE: it is not among them; SP_EDATA: no packets. */
enum sp_status sp_traits_read(struct sp_blob *binary,
			      const char *fingerprint,
			      struct sp_traits *traits, struct sp_err *err)
			      SP_CHECKED;

#endif
