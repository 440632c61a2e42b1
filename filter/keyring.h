/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keyring.h - the archive, opened with the keyring of the caller */
#ifndef SP_FILTER_KEYRING_H
#define SP_FILTER_KEYRING_H

#include "lib/gate/reader.h"

struct call;
struct keyring;

/* gnupg: the home of the keyring. To be called while root still is root: a
 * child then becomes the owner of the keyring. */
enum sp_status keyring_start(const char *gnupg, struct keyring **k,
			     struct sp_err *err) SP_CHECKED;
/* The same of who called us: gnupg NULL is their own home. Their agent may have
 * to ask them for a passphrase. */
enum sp_status keyring_of_caller(const struct call *call, const char *gnupg,
				 struct keyring **k, struct sp_err *err)
				 SP_CHECKED;
/* The plain message of an archived mail, to fd; with_sig: as it is signed.
 * SP_EDENIED: that keyring does not open it. */
enum sp_status keyring_read(struct keyring *k, struct sp_gate *gate,
			    const struct sp_mail *m, gboolean original,
			    gboolean with_sig, int fd,
			    struct sp_err *err) SP_CHECKED;
/* The same of any OpenPGP message; ref stands in the sentence of an error. */
enum sp_status keyring_open(struct keyring *k, struct sp_gate *gate,
			    struct sp_blob *armor, const char *ref,
			    gboolean with_sig, int fd,
			    struct sp_err *err) SP_CHECKED;
void keyring_end(struct keyring *k);		/* NULL is fine */

#endif
