/* SPDX-License-Identifier: GPL-2.0-or-later */
/* redact.h - taking a person out of a text
 *
 * Pure. */
#ifndef SP_POLICY_REDACT_H
#define SP_POLICY_REDACT_H

#include <glib.h>

#define SP_REDACTED "(forgotten)"
#define SP_REDACT_LEAST 3	/* characters of a name: less is part of words */

/* Names and addresses of one person: char *, each once, the longest first, as
 * the ends of a longer one must not stay. g_ptr_array_unref(). */
GPtrArray *sp_names_new(void);
/* One that is too short is left out. */
void sp_names_add(GPtrArray *names, const char *name);
gboolean sp_names_has(const GPtrArray *names, const char *name);

/* The text with SP_REDACTED wherever one of the names stands on its own, in any
 * letter case; NULL: none does; g_free(). */
char *sp_redact(const char *text, const GPtrArray *names);
/* The same for all values of a record, of which a credit is withdrawn whole.
 * FALSE: none has a name in it. */
gboolean sp_redact_args(const char *verb, GHashTable *args,
			const GPtrArray *names);

#endif
