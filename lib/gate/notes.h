/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notes.h - the sealed notes of a mail: what later steps need of its header
 *
 * A short dictionary of strings, sealed under the secret: message ids for the
 * thread, where original.pgp stands in the working copy. */
#ifndef SP_GATE_NOTES_H
#define SP_GATE_NOTES_H

#include "lib/gate/gate.h"

#define SP_NOTE_MSGID "message-id"
#define SP_NOTE_PARENTS "references"	/* spaced, oldest first */
#define SP_NOTE_PGP_AT "pgp-at"
#define SP_NOTE_PGP_LEN "pgp-len"
#define SP_NOTE_REPLY "reply-address"	/* the author's, for ask and reject */

/* pairs: name, value, ..., NULL. */
GBytes *sp_notes_seal(const struct sp_gate *gate, const char *const *pairs);
/* NULL when there is none; g_free(). */
char *sp_notes_get(const struct sp_gate *gate, GBytes *sealed,
		   const char *name);

#endif
