/* SPDX-License-Identifier: GPL-2.0-or-later */
/* name.h - display names that pass for somebody else's */
#ifndef SP_MAIL_NAME_H
#define SP_MAIL_NAME_H

#include <glib.h>

/* Does the name hold an address, characters that nobody sees, or a word whose
 * letters come from scripts that look alike? A name is never proof of anything;
 * this one deserves a warning besides. */
gboolean sp_name_misleads(const char *name);

/* What the name looks like at a glance, for comparing two names (UTS 39 calls
 * it a skeleton): letters of other scripts and digits that pass for Latin ones,
 * capitals, accents, blanks and punctuation do not count. Our table is small:
 * Cyrillic, Greek, Armenian and a few odd Latin letters. g_free(). */
char *sp_name_skeleton(const char *name);

#endif
