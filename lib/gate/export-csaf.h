/* SPDX-License-Identifier: GPL-2.0-or-later */
/* export-csaf.h - a notice as a CSAF advisory, in a folder as its readers want */
#ifndef SP_GATE_EXPORT_CSAF_H
#define SP_GATE_EXPORT_CSAF_H

#include "lib/gate/export-folder.h"
#include "lib/gate/gate.h"
#include "lib/notice/advisory.h"

/* Write csaf/YYYY/ID.json, its digest (.sha512) and a signature by the list key
 * (.asc), then csaf/index.txt and csaf/changes.csv of all that are in these
 * folders (sections 7.1.11 to 7.1.13, 7.1.18 and 7.1.19 of the standard). A
 * document that has not changed keeps its signature. SP_EDATA: what stands
 * there is no such document. */
enum sp_status sp_export_csaf(struct sp_gate *gate, const struct sp_advisory *a,
			      struct sp_export_folder *folder) SP_CHECKED;

#endif
