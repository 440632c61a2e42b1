/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secrecy.h - what people say about the embargo of a case
 *
 * The same for the command line and for mail: what each verb does, in one
 * transaction, and the words that answer it. */
#ifndef SP_GATE_SECRECY_H
#define SP_GATE_SECRECY_H

#include "lib/gate/triage.h"
#include "lib/policy/verbs.h"

struct sp_saying {
	enum sp_verb_id verb;	/* SP_VERB_EMBARGO_..., but show and tell */
	const char *actor;	/* "login:jo", a fingerprint */
	const char *number;	/* of the case */
	/* NULL or "" where nothing was said. */
	const char *when;	/* as sp_when_instant() reads it */
	const char *code;	/* one of sp_embargo_codes */
	const char *because;
	const char *consent;	/* of the reporter, to end it: a Message-ID */
	gboolean by_reporter;	/* the date is the reporter's */
};

/* text gets what became of it and what comes next, lines, also with SP_EWAIT:
 * then another member must agree, what was said stands, and err says so.
 * SP_EDENIED, SP_EDATA, SP_NONE: nothing happened. g_free(). */
enum sp_status sp_secrecy_say(struct sp_gate *gate, const struct sp_saying *say,
			      char **text, struct sp_err *err) SP_CHECKED;

#endif
