/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch.c - find sallyport-main and become it */
#include "filter/launch.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/* PREFIX/libexec when installed, our own folder in a build directory. */
static bool
find_main(char *path, size_t size)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self));
	char *slash = n > 0 ? memrchr(self, '/', (size_t)n) : NULL;
	int dir;

	if (slash == NULL || n == sizeof(self))
		return false;
	dir = (int)(slash - self);
	n = snprintf(path, size, "%.*s/../libexec/sallyport-main", dir, self);
	if (n < (ssize_t)size && access(path, F_OK) == 0)
		return true;
	n = snprintf(path, size, "%.*s/sallyport-main", dir, self);
	return n < (ssize_t)size;
}

int
sp_launch_as_is(char **argv)
{
	char path[PATH_MAX];

	if (find_main(path, sizeof(path)))
		execv(path, argv);
	fprintf(stderr, "sallyport: cannot start sallyport-main: %s\n",
		strerror(errno));
	return EX_TEMPFAIL;
}

/* Nothing of the caller's environment reaches the worker but these. */
static void
clean_environment(char **to)
{
	static const char *const kept[] = { "SALLYPORT_DIR=", "ASAN_OPTIONS=",
		"LSAN_OPTIONS=", "UBSAN_OPTIONS=" };
	size_t i;
	char **e;

	*to++ = (char *)"PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	*to++ = (char *)"LC_ALL=C.UTF-8";
	*to++ = (char *)"TZ=UTC";
	for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		for (e = environ; *e != NULL; e++) {
			if (strncmp(*e, kept[i], strlen(kept[i])) == 0) {
				*to++ = *e;
				break;
			}
		}
	}
	*to = NULL;
}

void
sp_launch_worker(char **argv, const char *sender, const char *recipient,
		 int status_fd)
{
	char path[PATH_MAX];
	char *environment[8];
	size_t n = 0;
	char **args;

	while (argv[n] != NULL)
		n++;
	args = calloc(n + 4, sizeof(*args));
	if (args == NULL || !find_main(path, sizeof(path)))
		return;
	memcpy(args, argv, n * sizeof(*args));
	if (asprintf(&args[n++], "--status-fd=%d", status_fd) < 0)
		return;
	if (sender != NULL &&
	    (asprintf(&args[n], "--sender=%s", sender) < 0 ||
	     asprintf(&args[n + 1], "--recipient=%s", recipient) < 0))
		return;
	clean_environment(environment);
	execve(path, args, environment);
}
