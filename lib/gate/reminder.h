/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reminder.h - what waits for each of the people of a list */
#ifndef SP_GATE_REMINDER_H
#define SP_GATE_REMINDER_H

#include "lib/gate/gate.h"
#include "lib/policy/remind.h"

/* What one round of reminders is about. */
struct sp_round {
	struct sp_gate *gate;
	int64_t now;
	GPtrArray *members;	/* of struct sp_member * */
	GArray *people;		/* of struct sp_person, in that order */
	struct sp_team team;
	GArray *told;		/* of struct sp_key_told */
	GArray *held;		/* of struct matter, as the queue stands */
	GArray *answers;	/* of struct matter */
	GPtrArray *cases;	/* of struct sp_round_case *, those open */
	char *head;		/* of the event log */
};

/* The people, and what little says whether a reminder may leave now. */
enum sp_status sp_round_begin(struct sp_gate *gate, int64_t now,
			      struct sp_round *r, struct sp_err *err)
			      SP_CHECKED;
/* May the i-th member be reminded now? */
gboolean sp_round_may(const struct sp_round *r, guint i);
/* All that waits. */
enum sp_status sp_round_gather(struct sp_round *r, struct sp_err *err)
			       SP_CHECKED;
/* What the i-th member should read; *text is NULL when nothing waits. *urgent:
 * it could not wait. */
enum sp_status sp_round_write(const struct sp_round *r, guint i, char **text,
			      gboolean *urgent, struct sp_err *err)
			      SP_CHECKED;
void sp_round_clear(struct sp_round *r);

#endif
