/* SPDX-License-Identifier: GPL-2.0-or-later */
/* whole.h - a backup says by itself whether it is as it was made
 *
 * SQLite finds pages that do not fit together, but no byte that has changed in
 * what they hold. So a keyed digest of the file follows its last page, which
 * SQLite does not look at. */
#ifndef SP_STORE_WHOLE_H
#define SP_STORE_WHOLE_H

#include <sys/types.h>

#include "lib/base/status.h"
#include "lib/vault/vault.h"

/* Append the digest. */
enum sp_status sp_whole_seal(const char *path, const struct sp_vault *vault,
			     struct sp_err *err) SP_CHECKED;
/* *len: the bytes of the file without its digest; all of them when it is not
 * sealed, as what an earlier version made. SP_ECHECK: it was cut off; SP_EIO: it
 * cannot be read. */
enum sp_status sp_whole_len(int fd, const char *name, off_t *len,
			    gboolean *sealed, struct sp_err *err) SP_CHECKED;
/* SP_ECHECK: the digest is of other bytes, or of another secret's. */
enum sp_status sp_whole_check(int fd, const char *name, off_t len,
			      const struct sp_vault *vault,
			      struct sp_err *err) SP_CHECKED;

#endif
