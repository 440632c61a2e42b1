/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pictures.h - what the pictures of a list show */
#ifndef SP_GATE_PICTURES_H
#define SP_GATE_PICTURES_H

#include "lib/gate/gate.h"
#include "lib/notice/pictures.h"

/* Read it; p's arrays are filled, and emptied by the other. Nothing of what
 * people wrote but the titles of cases is in it, and these only unless opaque
 * is set. */
enum sp_status sp_pictures_read(struct sp_gate *gate, gboolean opaque,
				int64_t now, struct sp_pictures *p,
				struct sp_err *err) SP_CHECKED;
void sp_pictures_clear(struct sp_pictures *p);

#endif
