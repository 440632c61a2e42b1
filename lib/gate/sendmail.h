/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sendmail.h - the only way out: [mta] sendmail, once for each recipient */
#ifndef SP_GATE_SENDMAIL_H
#define SP_GATE_SENDMAIL_H

#include "lib/base/blob.h"
#include "lib/base/config.h"

/* sendmail -i -f ENVELOPE -- RECIPIENT with message on standard input; no
 * shell, /dev/null for output, a fixed environment, killed after [mta]
 * timeout. SP_EDATA: the message or an address may not leave.
 * SP_EIO: it did not exit 0; err says how. */
enum sp_status sp_sendmail(const struct sp_config *conf, const char *envelope,
			   const char *recipient, struct sp_blob *message,
			   struct sp_err *err) SP_CHECKED;

#endif
