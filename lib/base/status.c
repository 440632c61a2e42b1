/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status.c - what a function tells its caller */
#include "lib/base/status.h"

#include <errno.h>
#include <glib.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

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

/* Root, who has become the user of a list, wonders otherwise. */
static enum sp_status
fail_for_user(struct sp_err *err, const char *path, int why)
{
	const struct passwd *user = getpwuid(geteuid());

	return sp_fail(err, SP_EDATA, "%s cannot be written: %s for user %s",
		       path, g_strerror(why), user ? user->pw_name : "unknown");
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
	case EACCES:
	case EPERM:
		return fail_for_user(err, path, why);
	default:
		return sp_fail(err, SP_EDATA, "%s cannot be written: %s", path,
			       g_strerror(why));
	}
}
