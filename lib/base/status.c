/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status.c - what a function tells its caller */
#include "lib/base/status.h"

#include <errno.h>
#include <glib.h>
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

enum sp_status
sp_fail_path(struct sp_err *err, const char *path, int why)
{
	switch (why) {
	case EEXIST:
		return sp_fail(err, SP_EDENIED, "%s is there already", path);
	case EDQUOT:
	case EIO:
	case EMFILE:
	case ENFILE:
	case ENOMEM:
	case ENOSPC:
		return sp_fail(err, SP_EIO, "%s: %s", path, g_strerror(why));
	default:
		return sp_fail(err, SP_EDATA, "%s cannot be written: %s", path,
			       g_strerror(why));
	}
}
