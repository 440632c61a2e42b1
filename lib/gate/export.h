/* SPDX-License-Identifier: GPL-2.0-or-later */
/* export.h - the notice of a published case as files for the web */
#ifndef SP_GATE_EXPORT_H
#define SP_GATE_EXPORT_H

#include <glib.h>

#include "lib/gate/gate.h"
#include "lib/policy/dossier.h"

/* Write YYYY/NNNN.xml and .txt, osv/ID.json (only with an identifier that the
 * format allows), cve/CVE-ID.cna.json (only with a CVE, a CNA and something to
 * refer to), patchlist.tsv, index.xml and, with a publisher, what
 * export-csaf.h says into the folder, which is made when there is none: each
 * whole, for everybody to read, and through no link.
 * Rows of other notices stay in the patch list; the index names each notice in
 * the folder. names gets the paths, of char *. SP_EDENIED: not published;
 * SP_ECHECK: what it lacks; SP_EDATA: the folder or its patch list is at
 * fault. */
enum sp_status sp_export_notice(struct sp_gate *gate, const char *actor,
				const struct sp_dossier *d, const char *folder,
				GPtrArray *names, struct sp_err *err)
				SP_CHECKED;

/* The patch list of all that was published since then, by that time; g_free(). */
enum sp_status sp_export_patchlist(struct sp_gate *gate, int64_t since,
				   char **text, struct sp_err *err) SP_CHECKED;

#endif
