/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status.c - an error keeps its code and never overruns its text */
#include "lib/base/status.h"

#include <string.h>

#include "t/unit/tap.h"

int
main(void)
{
	struct sp_err err;
	char big[1000];

	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	ok(sp_fail(&err, SP_EIO, "disk %d", 7) == SP_EIO, "the code comes back");
	ok(err.code == SP_EIO && strcmp(err.text, "disk 7") == 0,
	   "and is kept with its text");
	(void)!sp_fail(&err, SP_EDATA, "%s", big);
	ok(strlen(err.text) == sizeof(err.text) - 1, "a long text is cut");
	return tap_done();
}
