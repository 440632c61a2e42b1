/* SPDX-License-Identifier: GPL-2.0-or-later */
/* version.h - the oldest GnuPG that we support
 *
 * gpgme asks gpg for its version, and only to learn which options it may use.
 * This is what it gets to hear of every gpg. */
#ifndef SP_PGP_VERSION_H
#define SP_PGP_VERSION_H

#define SP_GPG_VERSION "2.2.27"

#endif
