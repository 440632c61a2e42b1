/* SPDX-License-Identifier: GPL-2.0-or-later */
/* event.h - one event of the log, as JSON */
#ifndef SP_FILTER_EVENT_H
#define SP_FILTER_EVENT_H

#include <jansson.h>

#include "lib/gate/gate.h"

/* New members of the object: all but what the event says beside its verb. */
void event_members(json_t *object, const struct sp_event *e);
/* For another program: what is a record in the store is one here. The object
 * is the caller's. */
json_t *event_record(const struct sp_gate *gate, const struct sp_event *e);

#endif
