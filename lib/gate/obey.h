/* SPDX-License-Identifier: GPL-2.0-or-later */
/* obey.h - what each verb does when it comes by mail */
#ifndef SP_GATE_OBEY_H
#define SP_GATE_OBEY_H

#include "lib/gate/decide.h"
#include "lib/policy/command.h"

/* What came of one command. */
struct sp_obeyed {
	int64_t of;		/* set by the caller: the mail with it */
	char *text;		/* of its answer, lines */
	int64_t mail;		/* that was decided about; 0: none */
};

void sp_obeyed_clear(struct sp_obeyed *done);

/* The command counts: carry it out for actor. SP_EBUSY, SP_EIO, SP_ECRYPT: our
 * own trouble; every other failure is the command's, with the sentence. */
enum sp_status sp_obey(struct sp_gate *gate, const char *actor,
		       const struct sp_command *c, struct sp_obeyed *done,
		       struct sp_err *err) SP_CHECKED;

#endif
