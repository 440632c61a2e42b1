/* SPDX-License-Identifier: GPL-2.0-or-later */
/* portrait.h - a case in a few lines, for who sees it for the first time */
#ifndef SP_GATE_PORTRAIT_H
#define SP_GATE_PORTRAIT_H

#include "lib/gate/triage.h"

/* What is known, a line each, and none of what is not yet. A text from outside
 * in it may be anything: whoever prints it makes that visible. g_free(). */
char *sp_portrait(const struct sp_gate *gate, const struct sp_dossier *d,
		  int64_t now);
/* "Next: what -> command"; g_free(). */
char *sp_portrait_next(const struct sp_gate *gate, const struct sp_dossier *d,
		       int64_t now);
/* "until Tue 1 Dec 2026 12:00 UTC (10 d 3 h left)"; g_free(). */
char *sp_portrait_embargo(const struct sp_dossier *d, int64_t now);

#endif
