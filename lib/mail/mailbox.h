/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mailbox.h - a strict second opinion on From */
#ifndef SP_MAIL_MAILBOX_H
#define SP_MAIL_MAILBOX_H

#include <glib.h>

/* The addr-spec of an unfolded field value that is exactly one mailbox and
 * can be read in one way only; else NULL. A comment may name nobody: one with
 * "@" or an angle bracket in it is refused. g_free(). */
char *sp_mailbox_read(const char *value);

#endif
