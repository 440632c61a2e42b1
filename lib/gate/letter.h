/* SPDX-License-Identifier: GPL-2.0-or-later */
/* letter.h - what a person writes to a reporter before there is a case
 *
 * Kept as OpenPGP like everything people wrote, and opened at hand-over. Goes
 * encrypted when a key came with the report, else as the one deliberate clear
 * answer; signed by the list either way. */
#ifndef SP_GATE_LETTER_H
#define SP_GATE_LETTER_H

#include "lib/gate/gate.h"

/* SP_EDENIED: the report names nobody who could be answered. */
enum sp_status sp_letter_seal(struct sp_gate *gate, const struct sp_mail *m,
			      const char *subject, const char *text,
			      int64_t now, struct sp_sealed *sealed,
			      struct sp_err *err) SP_CHECKED;
/* [tx] Payload and outbox row. */
enum sp_status sp_letter_queue(struct sp_gate *gate, const struct sp_mail *m,
			       const struct sp_sealed *sealed, int64_t now,
			       struct sp_err *err) SP_CHECKED;
/* The message id of such a row, the same each time; g_free(). */
char *sp_letter_msgid(const struct sp_gate *gate, const struct sp_mail *m,
		      const struct sp_out *out);
/* Who is answered: the author's address, else the envelope sender; NULL:
 * nobody; g_free(). */
char *sp_letter_address(struct sp_gate *gate, const struct sp_mail *m);
/* Subject and text again, from the payload. */
enum sp_status sp_letter_open(struct sp_gate *gate, int64_t payload,
			      char **subject, char **text, struct sp_err *err)
			      SP_CHECKED;

/* The same text, but for white space at its end: an editor may add some. */
gboolean sp_letter_same(const char *a, const char *b);
/* SP_EDENIED: text is the draft of a question as it was made, and there was
 * nothing to ask for. */
enum sp_status sp_letter_asks(struct sp_gate *gate, const struct sp_mail *m,
			      const char *text, struct sp_err *err) SP_CHECKED;

#endif
