/* SPDX-License-Identifier: GPL-2.0-or-later */
/* agenda.h - what ends, expires or is due in a list, for its calendar */
#ifndef SP_GATE_AGENDA_H
#define SP_GATE_AGENDA_H

#include "lib/gate/gate.h"
#include "lib/notice/calendar.h"

struct sp_agenda {
	GArray *entries;	/* of struct sp_calendar_entry */
	GPtrArray *texts;	/* their strings */
};

#define SP_AGENDA_INIT { NULL, NULL }

/* The clocks that run in open cases, and the keys in use that will expire. */
enum sp_status sp_agenda_read(struct sp_gate *gate, struct sp_agenda *a,
			      struct sp_err *err) SP_CHECKED;
void sp_agenda_clear(struct sp_agenda *a);

#endif
