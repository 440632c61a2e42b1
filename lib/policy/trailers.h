/* SPDX-License-Identifier: GPL-2.0-or-later */
/* trailers.h - what stands below the message of a patch when it is published
 *
 * Pure. */
#ifndef SP_POLICY_TRAILERS_H
#define SP_POLICY_TRAILERS_H

#include "lib/policy/dossier.h"

/* The lines for a patch, in this order, each once: Resolves (the public bug),
 * Fixes (the CVE), Reported-by (who agreed to be named, by the name that they
 * gave), Tested-by, Reviewed-by, Acked-by (as they were signed, and count).
 * g_ptr_array_unref(), of char *. */
GPtrArray *sp_trailers_of(const struct sp_dossier *d,
			  const struct sp_review_patch *p);
/* What must be known before all of them can be written, and the command that
 * supplies it, with CASE for the case; NULL: nothing. */
const char *sp_trailers_lack(const struct sp_dossier *d,
			     const struct sp_config *conf,
			     const char **supply);
/* A patch text (lib/mail/patch.h) with lines below its message, where those
 * that stand there already stay as they are; g_string_free(). */
GString *sp_trailers_add(const char *text, gsize len,
			 const GPtrArray *lines);
/* The name of the file for the patch at that place of the set, counted from 0:
 * "0001-foo-check-length.patch"; g_free(). */
char *sp_trailers_file(const struct sp_review_patch *p, guint i);

#endif
