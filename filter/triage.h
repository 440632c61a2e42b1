/* SPDX-License-Identifier: GPL-2.0-or-later */
/* triage.h - what the commands about a case have in common */
#ifndef SP_FILTER_TRIAGE_H
#define SP_FILTER_TRIAGE_H

#include "filter/command.h"
#include "lib/gate/triage.h"

/* A text that was given as "-" is read from standard input, where no other
 * user of the host can see it. *text is replaced; NULL stays NULL. */
enum sp_status triage_text(struct call *call, char **text, const char *option,
			   struct sp_err *err) SP_CHECKED;
/* The case of a number, as its events tell it; sp_dossier_free(). */
enum sp_status triage_find(struct call *call, const char *number,
			   struct sp_gate **gate, struct sp_dossier **d,
			   struct sp_err *err) SP_CHECKED;
/* Do what the command says, see lib/gate/deeds.h, and say where the case stands
 * then and what comes next. What makes no sense is usage. */
enum sp_status triage_say(struct call *call, const char *number,
			  GHashTable *said, struct sp_err *err) SP_CHECKED;
/* The same with a step that is made already. actor and number are filled in
 * here. */
enum sp_status triage_do(struct call *call, const char *number,
			 struct sp_act *act, struct sp_err *err) SP_CHECKED;
/* "QSEC-2026-0007 is triaged." and "Next: ..." */
void triage_tell(struct sp_gate *gate, const struct sp_dossier *d);

/* What the members should know at once leaves; the worker does what is left,
 * and what is about a case that began with no mail. */
void triage_hand_over(struct sp_gate *gate, const struct sp_case *c);

#endif
