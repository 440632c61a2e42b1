/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status.c - what a function tells its caller */
#include "lib/base/status.h"

#include <stdarg.h>
#include <stdio.h>

enum sp_status
sp_fail(struct sp_err *err, enum sp_status code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	err->code = code;
	return code;
}
