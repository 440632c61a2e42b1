/* SPDX-License-Identifier: GPL-2.0-or-later */
/* log.c - one line to syslog, or to the terminal of the person who asked */
#include "lib/base/log.h"

#include <glib.h>
#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>

static enum sp_log_to destination = SP_LOG_SYSLOG;

void
sp_log_open(enum sp_log_to to)
{
	destination = to;
	if (to == SP_LOG_SYSLOG)
		openlog("sallyport", LOG_PID, LOG_MAIL);
}

static void SP_PRINTF(2, 0)
log_line(int priority, const char *fmt, va_list ap)
{
	g_autofree char *raw = g_strdup_vprintf(fmt, ap);
	/* Control characters and whatever is not ASCII become escapes: a
	 * value must not start a line of its own or drive a terminal. */
	g_autofree char *line = g_strescape(raw, "\"");

	if (destination == SP_LOG_STDERR)
		(void)fprintf(stderr, "sallyport: %s\n", line);
	else
		syslog(LOG_MAIL | priority, "%s", line);
}

void
sp_log_info(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line(LOG_INFO, fmt, ap);
	va_end(ap);
}

void
sp_log_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line(LOG_ERR, fmt, ap);
	va_end(ap);
}
