/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status.c - what a function tells its caller */
#include "lib/base/status.h"

#include <errno.h>
#include <glib.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define GAP "..."

/* What makes a sentence too long is a word of somebody's that stands in it; what
 * is wrong with that word stands behind it. So the middle is left out, and no
 * character is cut in two. */
static void
fit(char *to, size_t size, const char *text)
{
	const size_t half = (size - sizeof(GAP)) / 2;
	const char *head = text + half;
	const char *tail = text + strlen(text) - half;

	for (int i = 0; i < 3 && (*head & 0xc0) == 0x80; i++)
		head--;
	for (int i = 0; i < 3 && (*tail & 0xc0) == 0x80; i++)
		tail++;
	(void)snprintf(to, size, "%.*s" GAP "%s", (int)(head - text), text,
		       tail);
}

enum sp_status
sp_fail(struct sp_err *err, enum sp_status code, const char *fmt, ...)
{
	g_autofree char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = g_strdup_vprintf(fmt, ap);
	va_end(ap);
	if (strlen(text) < sizeof(err->text))
		(void)g_strlcpy(err->text, text, sizeof(err->text));
	else
		fit(err->text, sizeof(err->text), text);
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
