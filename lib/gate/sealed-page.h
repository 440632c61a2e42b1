/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sealed-page.h - a page that only members can open */
#ifndef SP_GATE_SEALED_PAGE_H
#define SP_GATE_SEALED_PAGE_H

#include "lib/gate/gate.h"

/* text as a file that is encrypted to those who read mail of the list, and
 * signed by the list; *readers is how many keys. SP_EDENIED: nobody has one
 * that can be used. g_free() *armor. */
enum sp_status sp_sealed_page(struct sp_gate *gate, const char *text,
			      char **armor, unsigned *readers,
			      struct sp_err *err) SP_CHECKED;

#endif
