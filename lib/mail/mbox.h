/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mbox.h - the mails of an mbox file, as ranges of it
 *
 * No MIME and no header is read here: only lines, in one pass. What an mbox is,
 * RFC 4155 leaves open; this takes one in which a line that begins a mail
 * follows an empty one, and looks like it down to its date, so that a "From "
 * in a text that nobody quoted is part of that text. */
#ifndef SP_MAIL_MBOX_H
#define SP_MAIL_MBOX_H

#include "lib/base/blob.h"

/* Does it begin as an mbox does? */
gboolean sp_mbox_is(const char *bytes, size_t len);
/* The next mail from *at on, which is 0 at first, and moves on: without the
 * line that begins it, and the empty one that ends it. FALSE: there is none. */
gboolean sp_mbox_next(const char *bytes, size_t len, size_t *at,
		      struct sp_range *mail);
/* Append one mail with its quoted lines ("mboxrd") as they were written. */
enum sp_status sp_mbox_unquote(const char *bytes, size_t len,
			       struct sp_blob *to, struct sp_err *err)
			       SP_CHECKED;

#endif
