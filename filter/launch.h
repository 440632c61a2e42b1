/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch.h - find sallyport-main and become it
 *
 * Both functions return only when that failed. libc alone. */
#ifndef SP_FILTER_LAUNCH_H
#define SP_FILTER_LAUNCH_H

/* Arguments and environment as they are. Failing, prints one sentence and
 * returns the exit status. */
int sp_launch_as_is(char **argv);

/* The worker of one delivery: argv, --status-fd=STATUS_FD and, unless they are
 * NULL, the two addresses of the envelope, in a clean environment. */
void sp_launch_worker(char **argv, const char *sender, const char *recipient,
		      int status_fd);

#endif
