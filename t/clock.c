/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clock.c - a preload that sets the clock of a program on by CLOCK_AHEAD
 * seconds
 *
 * libfaketime does much more, and for that leaves files under the process id
 * in /dev/shm, over which a later process falls. */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static time_t ahead;
static int (*real_gettime)(clockid_t, struct timespec *);

/* At once, because our programs clear their environment; and sooner when a
 * library that is set up before us asks for the time. */
__attribute__((constructor)) static void
read_clock(void)
{
	const char *seconds = getenv("CLOCK_AHEAD");

	if (seconds)
		ahead = (time_t)strtoll(seconds, NULL, 10);
	real_gettime = (int (*)(clockid_t, struct timespec *))
		dlsym(RTLD_NEXT, "clock_gettime");
}

int
clock_gettime(clockid_t clock, struct timespec *ts)
{
	int r;

	if (!real_gettime)
		read_clock();
	r = real_gettime(clock, ts);
	if (r == 0 && (clock == CLOCK_REALTIME ||
		       clock == CLOCK_REALTIME_COARSE))
		ts->tv_sec += ahead;
	return r;
}

time_t
time(time_t *t)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	if (t)
		*t = ts.tv_sec;
	return ts.tv_sec;
}

int
gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
	struct timespec ts;

	(void)zone;
	(void)clock_gettime(CLOCK_REALTIME, &ts);
	*tv = (struct timeval) { ts.tv_sec, ts.tv_nsec / 1000 };
	return 0;
}
