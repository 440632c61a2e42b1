/* SPDX-License-Identifier: GPL-2.0-or-later */
/* handover.h - from the outbox to [mta] sendmail
 *
 * One process for each recipient, no shell: sendmail -i -f ENVELOPE --
 * RECIPIENT. Rows are leased, so two workers never send the same; a stable
 * Message-ID makes a crash between sending and marking harmless. */
#ifndef SP_GATE_HANDOVER_H
#define SP_GATE_HANDOVER_H

#include "lib/gate/gate.h"

struct sp_handed {
	unsigned sent;
	unsigned failed;	/* will be tried again */
	unsigned dead;		/* given up */
};

/* What is due: of one mail, or of all (mail 0), for at most budget_s seconds.
 * A failed hand-over is counted, not an error. */
enum sp_status sp_handover(struct sp_gate *gate, int64_t mail,
			   unsigned budget_s, struct sp_handed *handed,
			   struct sp_err *err) SP_CHECKED;

/* Compose one outgoing mail; exposed for tests. *envelope is g_free()d, "" is
 * the null sender. SP_NONE: there is nothing to send any more (the member left,
 * the acknowledgement is over its budget): withdraw the row. */
struct sp_letter {
	char *envelope;
	char *recipient;
	char *head;		/* header block and what stands before the armor */
	char *tail;		/* what stands behind it */
	GPtrArray *packets;	/* of GBytes *; NULL: no armor, head is all */
	int64_t payload;
};

enum sp_status sp_handover_compose(struct sp_gate *gate,
				   const struct sp_out *out,
				   struct sp_letter *letter,
				   struct sp_err *err) SP_CHECKED;
void sp_letter_clear(struct sp_letter *letter);
/* Write the whole message to fd. */
enum sp_status sp_letter_write(struct sp_gate *gate,
			       const struct sp_letter *letter, int fd,
			       struct sp_err *err) SP_CHECKED;

#endif
