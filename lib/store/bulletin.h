/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bulletin.h - the public numbers of what was published */
#ifndef SP_STORE_BULLETIN_H
#define SP_STORE_BULLETIN_H

#include "lib/store/store.h"

/* [tx] The number of the case among the notices of the year in which reported
 * lies (UTC): the one it has, else the next, which nobody gets again. *year and
 * *serial receive it. */
enum sp_status sp_store_bulletin(struct sp_store *st, int64_t case_id,
				 int64_t reported, int *year, int64_t *serial,
				 struct sp_err *err) SP_CHECKED;

#endif
