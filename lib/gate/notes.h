/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notes.h - the sealed notes of a mail: what later steps need of its header
 *
 * A short dictionary of strings, sealed under the secret: message ids for the
 * thread, where original.pgp stands in the working copy. */
#ifndef SP_GATE_NOTES_H
#define SP_GATE_NOTES_H

#include "lib/gate/opening.h"

#define SP_NOTE_MSGID "message-id"
#define SP_NOTE_ROOT "root"		/* message id that the thread began with */
#define SP_NOTE_PGP_AT "pgp-at"
#define SP_NOTE_PGP_LEN "pgp-len"
#define SP_NOTE_REPLY "reply-address"	/* the author's, for ask and reject */

#define SP_NOTE_KEYS "keys"		/* that came inside the encryption */

/* Of what is known so far: before anything was opened, of the clear part
 * alone. pgp: where original.pgp stands in the working copy, if it does. */
void sp_notes_take(const struct sp_gate *gate, struct sp_mail *m,
		   const struct sp_opening *o, struct sp_range pgp);
/* NULL when there is none; g_free(). */
char *sp_notes_get(const struct sp_gate *gate, GBytes *sealed,
		   const char *name);
/* The same notes without the author's address and keys, and without any of the
 * names (lib/policy/redact.h); NULL when there are none; g_bytes_unref(). */
GBytes *sp_notes_unname(const struct sp_gate *gate, GBytes *sealed,
			const GPtrArray *names);

#endif
