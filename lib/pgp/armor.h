/* SPDX-License-Identifier: GPL-2.0-or-later */
/* armor.h - ASCII armor to binary (RFC 4880 section 6.2)
 *
 * Done here and not by gpg, so that our packet walk sees exactly the bytes
 * that gpg will get. */
#ifndef SP_PGP_ARMOR_H
#define SP_PGP_ARMOR_H

#include <glib.h>

#include "lib/base/blob.h"
#include "lib/base/status.h"

/* True when the rope begins, after white space, as armor does. Rewinds it. */
gboolean sp_armor_seen(struct sp_rope *text);
/* Decode the one armor block of this type ("PGP MESSAGE") that is all of text
 * but for blank lines around it. binary must be open and empty. SP_EDATA:
 * malformed, or over the limit of binary. */
enum sp_status sp_armor_decode(struct sp_rope *text, const char *type,
			       struct sp_blob *binary, struct sp_err *err)
			       SP_CHECKED;

#endif
