/* SPDX-License-Identifier: GPL-2.0-or-later */
/* armor.h - where ASCII armor stands in a text; it is not looked into */
#ifndef SP_MAIL_ARMOR_H
#define SP_MAIL_ARMOR_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/blob.h"

enum sp_armor {
	SP_ARMOR_MESSAGE = 1 << 0,
	SP_ARMOR_SIGNED = 1 << 1,	/* a clear-signed text */
	SP_ARMOR_SIGNATURE = 1 << 2,
	SP_ARMOR_KEY = 1 << 3,		/* public */
	SP_ARMOR_OTHER = 1 << 4,
};

/* The kinds of armor that begin in the text, at the start of a line. */
unsigned sp_armor_kinds(const uint8_t *text, size_t len);

/* Is the text one block of that kind (MESSAGE or SIGNED) and nothing else but
 * white space around it? *block receives where it stands. */
gboolean sp_armor_whole(const uint8_t *text, size_t len, enum sp_armor kind,
			struct sp_range *block);

enum sp_mending {
	SP_ARMOR_BEYOND,	/* not exactly one message, or text beside it */
	SP_ARMOR_WHOLE,		/* one message, and nothing to mend */
	SP_ARMOR_MENDED,	/* one message, in *mended */
};

/* Undo what mail programs do to the armor of one OpenPGP message: quote marks,
 * indents and no-break spaces around its lines, and a lost blank line after its
 * head. Strict: each line must be one of armor. *mended is set with
 * SP_ARMOR_MENDED alone; g_bytes_unref(). */
enum sp_mending sp_armor_mend(const uint8_t *text, size_t len,
			      GBytes **mended);

/* Is there nothing but white space, no-break spaces included? */
gboolean sp_armor_blank(const uint8_t *text, size_t len);

/* The next complete public key block at or after *from, which moves on. */
gboolean sp_armor_next_key(const uint8_t *text, size_t len, size_t *from,
			   struct sp_range *block);

#endif
