/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hold.h - the second commit of a mail: held, distributed or filed */
#ifndef SP_GATE_HOLD_H
#define SP_GATE_HOLD_H

#include "lib/gate/judge.h"
#include "lib/gate/opening.h"

/* Each seals first and commits then; m is updated in memory and in the store,
 * from unopened.
 *
 * The moderators are shown the mail, which is held for their decision; or, when
 * the verdict is to show it only, filed. SP_EDENIED, in the latter case only:
 * this signature was used by another delivery meanwhile. */
enum sp_status sp_hold_commit(struct sp_gate *gate, struct sp_mail *m,
			      struct sp_opening *o, const struct sp_hearing *h,
			      int64_t now, struct sp_err *err) SP_CHECKED;
/* SP_EDENIED: this signature was used by another delivery meanwhile. */
enum sp_status sp_hold_distribute(struct sp_gate *gate, struct sp_mail *m,
				  struct sp_opening *o,
				  const struct sp_hearing *h, int64_t now,
				  struct sp_err *err) SP_CHECKED;
enum sp_status sp_hold_file(struct sp_gate *gate, struct sp_mail *m,
			    const struct sp_opening *o,
			    const struct sp_hearing *h, int64_t now,
			    struct sp_err *err) SP_CHECKED;

#endif
