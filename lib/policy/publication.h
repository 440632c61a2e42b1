/* SPDX-License-Identifier: GPL-2.0-or-later */
/* publication.h - a published case as the notice that others read
 *
 * Pure. Whether it may be read is for process.h (SP_STEP_EXPORT). Nobody is
 * named who has not agreed, but for the authors of patches, who stand in the
 * public history with them. */
#ifndef SP_POLICY_PUBLICATION_H
#define SP_POLICY_PUBLICATION_H

#include <glib.h>

#include "lib/base/config.h"
#include "lib/notice/advisory.h"
#include "lib/policy/dossier.h"

struct sp_publication;

/* Of a case with a public number; of another one the advisory has none.
 * Borrows from both; the advisory lives as long as it does. */
struct sp_publication *sp_publication_new(const struct sp_dossier *d,
					  const struct sp_config *conf);
void sp_publication_free(struct sp_publication *p);	/* NULL is fine */
const struct sp_advisory *sp_publication_advisory(const struct sp_publication
						  *p);
/* Its patches, for the end of a patch list (patchlist.h), under the names that
 * "bundle" gives them, in the folder YYYY/NNNN. */
void sp_publication_patches(const struct sp_publication *p, GPtrArray *rows);

#endif
