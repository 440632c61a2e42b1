/* SPDX-License-Identifier: GPL-2.0-or-later */
/* obey-case.h - what each verb about a case does when it comes by mail */
#ifndef SP_GATE_OBEY_CASE_H
#define SP_GATE_OBEY_CASE_H

#include "lib/gate/obey.h"

/* As sp_obey(), for a verb with SP_VERB_CASE; the answer, and why not, name
 * further commands as they are written by mail. */
enum sp_status sp_obey_case(struct sp_gate *gate, const char *actor,
			    const struct sp_command *c, struct sp_obeyed *done,
			    struct sp_err *err) SP_CHECKED;

#endif
