/* SPDX-License-Identifier: GPL-2.0-or-later */
/* card.h - what was found in a mail, put for people */
#ifndef SP_GATE_CARD_H
#define SP_GATE_CARD_H

#include "lib/gate/judge.h"
#include "lib/notice/documents.h"

/* Everything that does not depend on the decision; strings are sanitised.
 * ack: what happens about the acknowledgement. */
struct sp_card *sp_card_make(const struct sp_gate *gate,
			     const struct sp_mail *mail,
			     const struct sp_opening *o,
			     const struct sp_hearing *h);

/* "sender is not a member; ...": the sentences of all bits; g_free(). rules:
 * those that hold it, or "". Their names may tell what is in the mail: for
 * what is sealed, and not for the log. */
char *sp_card_why(unsigned why, const char *rules);

#endif
