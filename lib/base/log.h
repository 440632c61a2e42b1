/* SPDX-License-Identifier: GPL-2.0-or-later */
/* log.h - where detail goes: syslog, never stdout or stderr under an MTA
 *
 * A line is "event=held ref=R-7KQ4-M2XC cause=..."; a fixed vocabulary and
 * ids. Never a subject, name, address or file name of a reporter. Control
 * characters in arguments are escaped. */
#ifndef SP_BASE_LOG_H
#define SP_BASE_LOG_H

#include "lib/base/status.h"

enum sp_log_to {
	SP_LOG_SYSLOG,	/* facility mail, ident sallyport; also the default */
	SP_LOG_STDERR,	/* commands typed by a person */
};

void sp_log_open(enum sp_log_to to);
void sp_log_info(const char *fmt, ...) SP_PRINTF(1, 2);
void sp_log_error(const char *fmt, ...) SP_PRINTF(1, 2);

#endif
