/* SPDX-License-Identifier: GPL-2.0-or-later */
/* retelling.h - the events of a case, as they are told today
 *
 * What an event said of a person who was forgotten is blanked, and told again
 * without them by a later event (lib/store/retell.h). */
#ifndef SP_GATE_RETELLING_H
#define SP_GATE_RETELLING_H

#include "lib/gate/gate.h"

/* detail: its own, or what is left of it; NULL: none. Both are borrowed. The
 * events that tell again are passed over. */
typedef enum sp_status sp_told_event(const struct sp_event *e,
				     const char *detail, void *arg);

enum sp_status sp_told_events(struct sp_gate *gate, const char *number,
			      sp_told_event *each, void *arg,
			      struct sp_err *err) SP_CHECKED;

#endif
