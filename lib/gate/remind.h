/* SPDX-License-Identifier: GPL-2.0-or-later */
/* remind.h - one mail a person a day about what waits for them */
#ifndef SP_GATE_REMIND_H
#define SP_GATE_REMIND_H

#include "lib/gate/gate.h"

/* Queue a reminder to each for whom something waits, if they had none today;
 * one run of gpg for each text. *reminded grows by how many. Whose key cannot
 * be used gets none: what waits is not said in the clear. */
enum sp_status sp_remind(struct sp_gate *gate, unsigned *reminded,
			 struct sp_err *err) SP_CHECKED;

/* Delete what reminders said that have left; cheap when there is nothing. */
enum sp_status sp_remind_forget(struct sp_gate *gate, struct sp_err *err)
				SP_CHECKED;

#endif
