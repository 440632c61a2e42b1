/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bulletin.h - the notice that is published of a case */
#ifndef SP_GATE_BULLETIN_H
#define SP_GATE_BULLETIN_H

#include "lib/gate/triage.h"

/* As plain text; nobody is named in it who has not agreed; g_free(). */
char *sp_bulletin_of(const struct sp_gate *gate, const struct sp_dossier *d);

#endif
