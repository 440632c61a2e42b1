/* SPDX-License-Identifier: GPL-2.0-or-later */
/* public-page.h - what anybody may read of a list */
#ifndef SP_GATE_PUBLIC_PAGE_H
#define SP_GATE_PUBLIC_PAGE_H

#include "lib/gate/gate.h"
#include "lib/notice/public-page.h"

/* Made of the public figures alone; sp_public_page_free(). */
enum sp_status sp_public_page_read(struct sp_gate *gate,
				   struct sp_public_page **page,
				   struct sp_err *err) SP_CHECKED;

#endif
