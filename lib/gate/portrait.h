/* SPDX-License-Identifier: GPL-2.0-or-later */
/* portrait.h - a case in a few lines, for who sees it for the first time */
#ifndef SP_GATE_PORTRAIT_H
#define SP_GATE_PORTRAIT_H

#include "lib/gate/triage.h"
#include "lib/policy/clocks.h"

/* What is known, a line each; of what is not, only what the work at it needs
 * next. A text from outside
 * in it may be anything: whoever prints it makes that visible. g_free(). */
char *sp_portrait(const struct sp_gate *gate, const struct sp_dossier *d,
		  int64_t now);
/* "human answer: due Thu 19 Nov 2026 17:00 UTC (2 d 3 h left)"; g_free(). */
char *sp_portrait_clock(const struct sp_clock *c, int64_t now);
/* The same of each that runs, added to lines as char *. */
void sp_portrait_clocks(const struct sp_gate *gate, const struct sp_dossier *d,
			int64_t now, GPtrArray *lines);
/* By when the case has to move on; 0: at once, or nothing says. */
int64_t sp_portrait_due(const struct sp_gate *gate, const struct sp_dossier *d,
			int64_t now);
/* "Next: what (by when) -> command"; g_free(). */
char *sp_portrait_next(const struct sp_gate *gate, const struct sp_dossier *d,
		       int64_t now);
/* "QSEC-2026-0007 is triaged." and what comes next, two lines; g_free(). */
char *sp_portrait_state(const struct sp_gate *gate, const struct sp_dossier *d,
			int64_t now);
/* "until Tue 1 Dec 2026 12:00 UTC (10 d 3 h left)"; g_free(). */
char *sp_portrait_embargo(const struct sp_dossier *d, int64_t now);

/* The embargo and what is proposed, a line each; g_free(). */
char *sp_portrait_terms(const struct sp_dossier *d, int64_t now);
/* And how long it is, what was said of it, and whether the reporter knows. */
char *sp_portrait_secrecy(const struct sp_gate *gate,
			  const struct sp_dossier *d, int64_t now);

/* Of a portrait: a line with its label; those of the embargo. */
void sp_portrait_line(GString *s, const char *label, const char *fmt, ...)
		      SP_PRINTF(3, 4);
void sp_portrait_embargo_lines(GString *s, const struct sp_dossier *d,
			       int64_t now);

#endif
