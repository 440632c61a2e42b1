/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mailbox.h - writing an mbox or a maildir */
#ifndef SP_FILTER_MAILBOX_H
#define SP_FILTER_MAILBOX_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/blob.h"
#include "lib/base/status.h"

struct mailbox;

/* An mbox (in the mboxrd form) at path, or on standard output when path is
 * NULL; or a maildir at path. An mbox file must not be there yet; mails that
 * a maildir has already are left alone. A path that cannot be used answers as
 * sp_fail_path() says. */
enum sp_status mailbox_open(gboolean maildir, const char *path,
			    struct mailbox **box, struct sp_err *err)
			    SP_CHECKED;
/* name: of the file in a maildir, unique and safe. */
enum sp_status mailbox_add(struct mailbox *box, const char *sender,
			   const char *name, int64_t at,
			   const struct sp_blob *mail, struct sp_err *err)
			   SP_CHECKED;
/* Everything that was added is on its way to the disk. */
enum sp_status mailbox_sync(struct mailbox *box, struct sp_err *err)
			    SP_CHECKED;
void mailbox_free(struct mailbox *box);		/* NULL is fine */

#endif
