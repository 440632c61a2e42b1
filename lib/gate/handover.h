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
	unsigned told;		/* sent to moderators about a decision, and
				   not counted above */
	unsigned untold;	/* of those, failed */
};

/* What is due: of one mail, unless the configuration leaves it to the worker;
 * or, for the worker, of all (mail 0). For at most budget_s seconds. A failed
 * hand-over is counted, not an error. */
enum sp_status sp_handover(struct sp_gate *gate, int64_t mail,
			   unsigned budget_s, struct sp_handed *handed,
			   struct sp_err *err) SP_CHECKED;

#endif
