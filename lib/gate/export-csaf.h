/* SPDX-License-Identifier: GPL-2.0-or-later */
/* export-csaf.h - a notice as a CSAF advisory, in a folder as its readers want */
#ifndef SP_GATE_EXPORT_CSAF_H
#define SP_GATE_EXPORT_CSAF_H

#include "lib/gate/export-folder.h"
#include "lib/gate/gate.h"
#include "lib/notice/advisory.h"

/* Write csaf/YYYY/ID.json, its digest (.sha512) and a signature by the list key
 * (.asc), csaf/index.txt and csaf/changes.csv of all that are in these folders,
 * the key in csaf/openpgp and csaf/provider-metadata.json, which names all this:
 * what the standard asks of a trusted provider (section 7.2.3). A
 * document that has not changed keeps its signature. SP_EDATA: what stands
 * there is no such document. */
enum sp_status sp_export_csaf(struct sp_gate *gate, const struct sp_advisory *a,
			      struct sp_export_folder *folder) SP_CHECKED;

#endif
