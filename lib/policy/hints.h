/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hints.h - words by which somebody outside tells us what matters
 *
 * Unsigned mail may hold them: they are shown to people and do nothing. */
#ifndef SP_POLICY_HINTS_H
#define SP_POLICY_HINTS_H

#include <glib.h>

/* What lines of a text say that are nothing else than PUBLIC, EXPLOITED,
 * NOCREDIT, CREDIT: NAME or DATE: 2026-12-01, each once and the first of its
 * kind, joined by "; "; "" when there is none. g_free(). */
char *sp_policy_hints(const char *text);

/* The day that these hints name, "2026-12-01", or NULL; g_free(). */
char *sp_hint_date(const char *hints);

#endif
