/* SPDX-License-Identifier: GPL-2.0-or-later */
/* maintained.h - who maintains what, by the file of [people] maintainers */
#ifndef SP_GATE_MAINTAINED_H
#define SP_GATE_MAINTAINED_H

#include "lib/gate/gate.h"
#include "lib/policy/maintainers.h"

/* SP_ECONF: none is configured, it cannot be read, or it is none. */
enum sp_status sp_maintained_sections(const struct sp_gate *gate,
				      GPtrArray **sections, struct sp_err *err)
				      SP_CHECKED;
/* The addresses of those who maintain one of the paths (of char *), each once,
 * with blanks between them; g_free(). */
char *sp_maintained_by(const GPtrArray *sections, const GPtrArray *paths);

#endif
