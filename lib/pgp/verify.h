/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verify.h - one gpg --verify of a message that holds its own text; for
 * lib/pgp alone */
#ifndef SP_PGP_VERIFY_H
#define SP_PGP_VERIFY_H

#include "lib/pgp/engine.h"

enum sp_verified {
	SP_VERIFIED,	/* gpg read all of it: text and verdict are whole */
	SP_UNVERIFIED,	/* it is not one well-formed message */
	SP_OVERSIZED,	/* more text than plain may hold, or a bomb */
};

/* message: binary or clear-signed. Only with SP_VERIFIED may anything of plain
 * be used; signature is set then too. packed: as in struct sp_sink. bare: there
 * is no signature in it, for which gpg would hash it in three ways. */
enum sp_status sp_verify_message(struct sp_pgp *pgp,
				 struct sp_rope *message, size_t packed,
				 gboolean bare, struct sp_blob *plain,
				 struct sp_signature *signature,
				 enum sp_verified *how,
				 struct sp_err *err) SP_CHECKED;

#endif
