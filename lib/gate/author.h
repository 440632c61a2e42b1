/* SPDX-License-Identifier: GPL-2.0-or-later */
/* author.h - who a mail says it is from, put for people */
#ifndef SP_GATE_AUTHOR_H
#define SP_GATE_AUTHOR_H

#include "lib/gate/opening.h"

/* The address first, then the name: a name is no identity. f may be
 * NULL. g_free(). */
char *sp_author_line(const struct sp_facts *f);
/* In one line, where author, envelope, outer header, Sender, recipients and
 * signer are not of one mind, and what else may fool a reader.
 * namesake: as below, or NULL. g_free(). */
char *sp_author_differences(const struct sp_opening *o, const char *envelope,
			    const char *namesake);
/* The address of the member whose name the author seems to bear, without their
 * address or their signature; or NULL. members: of struct sp_member *.
 * Borrowed from them. */
const char *sp_author_namesake(const struct sp_opening *o,
			       const GPtrArray *members);

#endif
