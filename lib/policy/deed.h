/* SPDX-License-Identifier: GPL-2.0-or-later */
/* deed.h - what a person says of a case, and what follows from it
 *
 * Pure. The same for the command line and for mail: what was said beside the
 * verb and the case stands in a table from name to value, both text. The names
 * are those of the options at the command line, and of the event's arguments
 * (dossier.h) for what has no option there; an option without a value is "yes".
 * Whether it may be done is for process.h; here it is asked whether it makes
 * sense. */
#ifndef SP_POLICY_DEED_H
#define SP_POLICY_DEED_H

#include "lib/policy/process.h"
#include "lib/policy/verbs.h"

struct sp_deed {
	const char *event;	/* its verb, see dossier.h */
	gboolean free;		/* no step of the process: only a record */
	struct sp_request q;	/* what was said, as its step asks for it;
				   borrowed from said */
};

/* said becomes what the event records. SP_EDATA: it makes no sense, and err
 * says what would. SP_NONE: no verb of this kind. */
enum sp_status sp_deed_make(enum sp_verb_id verb, GHashTable *said,
			    struct sp_deed *deed, struct sp_err *err)
			    SP_CHECKED;

#endif
