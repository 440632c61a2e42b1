/* SPDX-License-Identifier: GPL-2.0-or-later */
/* deferral.c - how often, and since when, the MTA was told to try later */
#include "filter/deferral.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define LINE_LEN 44			/* "COUNT FIRST LAST TAKEN\n" */
#define MAX_COUNT UINT64_C(9999999999)
#define LOCK_TRIES 200
#define LOCK_PAUSE_US 10000

bool
sp_deferral_list_name(const char *s)
{
	static const char safe[] = "0123456789._-abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return *s != '\0' && *s != '.' && *s != '-' &&
	       s[strspn(s, safe)] == '\0';
}

/* Path of the state directory: what stands behind "state =" in [list]. Whether
 * the rest of the file makes sense is not asked here, for a broken
 * configuration is one of the things to be counted. */
static void
find_state(const char *file, const char *list, char path[PATH_MAX])
{
	char line[PATH_MAX];
	bool in_list = false;
	FILE *f = fopen(file, "re");
	size_t n;

	snprintf(path, PATH_MAX, "/var/lib/sallyport/%s", list);
	if (f == NULL)
		return;
	while (fgets(line, sizeof(line), f) != NULL) {
		if (*line == '[')
			in_list = strncmp(line, "[list]", 6) == 0;
		else if (in_list)
			(void)sscanf(line, " state = %4000[^\r\n]", path);
	}
	fclose(f);
	for (n = strlen(path); n > 0 && strchr(" \t", path[n - 1]); n--)
		path[n - 1] = '\0';
}

/* A holder of the lock that does not let go must not hold up the answer. */
static bool
lock(int fd)
{
	int i;

	for (i = 0; i < LOCK_TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		usleep(LOCK_PAUSE_US);
	}
	return false;
}

static void
count_in(int fd)
{
	char line[LINE_LEN + 1] = "";
	uint64_t count = 0;
	uint64_t first = 0;
	uint64_t taken = 0;
	const uint64_t now = (uint64_t)time(NULL);

	(void)!pread(fd, line, LINE_LEN, 0);
	if (sscanf(line, "%10" SCNu64 " %10" SCNu64 " %*10u %10" SCNu64,
		   &count, &first, &taken) < 2)
		count = 0;
	if (count == 0) {
		first = now;
		taken = 0;
	}
	if (count < MAX_COUNT)
		count++;
	if (snprintf(line, sizeof(line), "%010" PRIu64 " %010" PRIu64
		     " %010" PRIu64 " %010" PRIu64 "\n", count, first, now,
		     taken) == LINE_LEN)
		(void)!pwrite(fd, line, LINE_LEN, 0);
}

void
sp_deferral_count(const char *dir, const char *list)
{
	char file[PATH_MAX];
	char state[PATH_MAX];
	int fd;

	if (dir == NULL)
		dir = getenv("SALLYPORT_DIR");
	if (dir == NULL)
		dir = "/etc/sallyport";
	if (list == NULL || snprintf(file, sizeof(file), "%s/%s.conf", dir,
				     list) >= (int)sizeof(file))
		return;
	find_state(file, list, state);
	if (snprintf(file, sizeof(file), "%s/deferred", state) >=
	    (int)sizeof(file))
		return;
	fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return;
	if (lock(fd))
		count_in(fd);
	close(fd);
}
