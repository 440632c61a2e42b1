/* SPDX-License-Identifier: GPL-2.0-or-later */
/* worker.h - the periodic worker of one list: mails left unopened,
 * acknowledgements, the outbox, the alarm, retention, key checks */
#ifndef SP_GATE_WORKER_H
#define SP_GATE_WORKER_H

#include "lib/gate/gate.h"

struct sp_work {
	unsigned opened;	/* mails that had been left unopened */
	unsigned acks;		/* acknowledgements queued */
	unsigned sent;
	unsigned failed;
	unsigned dead;
	unsigned purged;
	gboolean alarm;
};

/* One round; a failing part is logged and does not stop the others. The status
 * is the first failure, or SP_OK. */
enum sp_status sp_worker_once(struct sp_gate *gate, struct sp_work *work,
			      struct sp_err *err) SP_CHECKED;

#endif
