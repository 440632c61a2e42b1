/* SPDX-License-Identifier: GPL-2.0-or-later */
/* command.h - the second commit of a mail with commands
 *
 * Each command that counts is one transaction, which also notes how far the
 * mail has got: whoever takes it up after a crash goes on behind it, and two
 * processes that have it at the same time do not both do anything. The last
 * transaction files the mail and queues its answer. */
#ifndef SP_GATE_COMMAND_H
#define SP_GATE_COMMAND_H

#include "lib/gate/judge.h"
#include "lib/gate/opening.h"

/* SP_NONE: another process has carried out what there was. */
enum sp_status sp_command_run(struct sp_gate *gate, struct sp_mail *m,
			      struct sp_opening *o, const struct sp_hearing *h,
			      int64_t now, struct sp_err *err) SP_CHECKED;

#endif
