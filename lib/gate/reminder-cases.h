/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reminder-cases.h - what is due in the cases of a list, for its reminders */
#ifndef SP_GATE_REMINDER_CASES_H
#define SP_GATE_REMINDER_CASES_H

#include "lib/gate/reminder.h"
#include "lib/notice/reminder.h"
#include "lib/policy/clocks.h"

/* An open case, and its clocks. */
struct sp_round_case {
	struct sp_dossier *d;
	struct sp_clock_facts facts;
	GArray *clocks;		/* of struct sp_clock */
	int64_t at_once;	/* of what cannot wait; 0 */
};

void sp_round_case_free(struct sp_round_case *c);	/* NULL is fine */
/* All that are open. */
enum sp_status sp_round_cases(struct sp_round *r, struct sp_err *err)
			      SP_CHECKED;
/* Is there something that the i-th member must hear of now? */
gboolean sp_round_at_once(const struct sp_round *r, guint i);
/* What the i-th member should read of them, as struct sp_due *: urgent what
 * cannot wait, due what they have not been reminded of, and when there is such
 * what is due beside it. *more grows by those left out. */
void sp_round_describe_cases(const struct sp_round *r, guint i,
			     GPtrArray *urgent, GPtrArray *due,
			     unsigned *more);

#endif
