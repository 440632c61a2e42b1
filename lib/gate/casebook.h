/* SPDX-License-Identifier: GPL-2.0-or-later */
/* casebook.h - what a list of cases shows of each, kept at hand
 *
 * To tell a case from its events costs as much as there are events. So the row
 * of a case holds its brief (lib/policy/brief.h), sealed. It is written in the
 * transaction of each event of the case; where there is none, the events are
 * read. */
#ifndef SP_GATE_CASEBOOK_H
#define SP_GATE_CASEBOOK_H

#include "lib/gate/gate.h"
#include "lib/policy/brief.h"

/* Of one case; sp_brief_clear(). */
enum sp_status sp_casebook_read(struct sp_gate *gate, const struct sp_case *c,
				struct sp_brief *b, struct sp_err *err)
				SP_CHECKED;

/* From now on, every transaction in which something happens to a case writes
 * its brief. */
void sp_casebook_keep(struct sp_gate *gate);
/* Write all that are missing: of a store that was migrated, most are. */
enum sp_status sp_casebook_complete(struct sp_gate *gate, struct sp_err *err)
				    SP_CHECKED;
/* Write all of them anew; *n receives how many. */
enum sp_status sp_casebook_renew(struct sp_gate *gate, unsigned *n,
				 struct sp_err *err) SP_CHECKED;
/* SP_ECHECK names the first case whose brief does not say what its events do;
 * *missing receives how many cases have none. */
enum sp_status sp_casebook_check(struct sp_gate *gate, unsigned *missing,
				 struct sp_err *err) SP_CHECKED;

#endif
