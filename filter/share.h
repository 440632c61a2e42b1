/* SPDX-License-Identifier: GPL-2.0-or-later */
/* share.h - sharing a case with somebody outside */
#ifndef SP_FILTER_SHARE_H
#define SP_FILTER_SHARE_H

#include "filter/command.h"
#include "lib/gate/guest.h"

/* The thread so far, for a guest. leave NULL: that of the invitation; gnupg as
 * of keyring_of_caller(). */
enum sp_status share_thread(struct call *call, const char *number,
			    const char *address, const struct sp_leave *leave,
			    const char *gnupg, struct sp_err *err) SP_CHECKED;

#endif
