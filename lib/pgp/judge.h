/* SPDX-License-Identifier: GPL-2.0-or-later */
/* judge.h - what an answer of gpg is worth; for lib/pgp alone
 *
 * Pure: what gpgme and our wrapper report goes in, a verdict comes out. Each
 * condition has a row in t/unit/judge.c. */
#ifndef SP_PGP_JUDGE_H
#define SP_PGP_JUDGE_H

#include "lib/pgp/engine.h"
#include "lib/pgp/packet.h"
#include "lib/pgp/verify.h"

/* gpg was killed or could not be started, or there was no memory or disk.
 * Never a verdict. */
gboolean sp_judge_broke(const struct sp_run *run, gpgme_error_t e);
/* The same for an operation that needs a secret key: or the agent failed. */
gboolean sp_judge_trouble(const struct sp_run *run, gpgme_error_t e);

/* Who a message is for is read off its packets, since a missing secret key may
 * just as well be a dead agent. own: as from sp_home_own(). SP_OPENED: try
 * it. */
enum sp_open sp_judge_packets(const struct sp_cut *cut, char **own);

/* How decryption went; only when it was no trouble of ours. symkey_algo: as
 * gpgme names the cipher, or NULL. texts: how many literals gpg must have put
 * out. */
enum sp_open sp_judge_decrypted(const struct sp_run *run, gpgme_error_t e,
				const char *symkey_algo, unsigned texts);

/* What gpgme's list of signatures is worth, NULL for an empty one. */
void sp_judge_signatures(const struct _gpgme_signature *list,
			 struct sp_signature *signature);

/* Did gpg read the message to its end? texts: how many literals it must have
 * held. */
enum sp_verified sp_judge_verified(const struct sp_run *run, gpgme_error_t e,
				   const struct sp_signature *signature,
				   unsigned texts);

#endif
