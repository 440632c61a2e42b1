/* SPDX-License-Identifier: GPL-2.0-or-later */
/* landlock.c - three system calls that libc has no functions for
 *
 * Their structures are written out here: the kernel's header of the build
 * machine may be older than the kernel that runs. */
#include "lib/base/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ASK_VERSION 1U
#define BENEATH_PATH 1

struct ruleset {
	uint64_t files;		/* version 1: rights that need a rule */
	uint64_t net;		/* version 4 */
	uint64_t scope;		/* version 6 */
};

struct path_rule {
	uint64_t allowed;
	int32_t fd;
} __attribute__((packed));

#define RUN (UINT64_C(1) << 0)
#define WRITE_FILE (UINT64_C(1) << 1)
#define READ_FILE (UINT64_C(1) << 2)
#define READ_FOLDER (UINT64_C(1) << 3)
#define CHANGE_FOLDER (UINT64_C(0x1ff) << 4)	/* make and remove entries */
#define REMOVE_FILE (UINT64_C(1) << 5)
#define MAKE_FOLDER (UINT64_C(1) << 7)
#define MAKE_FILE (UINT64_C(1) << 8)
#define REFER (UINT64_C(1) << 13)		/* version 2 */
#define TRUNCATE (UINT64_C(1) << 14)		/* version 3 */
#define IOCTL_DEVICE (UINT64_C(1) << 15)	/* version 5 */
#define OF_A_FILE (RUN | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE)

#define BIND_AND_CONNECT UINT64_C(3)		/* TCP */
#define SOCKETS_AND_SIGNALS UINT64_C(3)

/* All rights over files that this version can refuse. */
static uint64_t
file_rights(int version)
{
	uint64_t all = RUN | WRITE_FILE | READ_FILE | READ_FOLDER |
		       CHANGE_FOLDER;

	if (version >= 2)
		all |= REFER;
	if (version >= 3)
		all |= TRUNCATE;
	if (version >= 5)
		all |= IOCTL_DEVICE;
	return all;
}

/* An older kernel refuses a structure with more than it knows. */
static size_t
ruleset_size(int version)
{
	if (version >= 6)
		return sizeof(struct ruleset);
	return version >= 4 ? offsetof(struct ruleset, scope)
			    : offsetof(struct ruleset, net);
}

int
sp_landlock_version(void)
{
	const long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
				     ASK_VERSION);

	return version > 0 ? (int)version : 0;
}

int
sp_landlock_begin(int version)
{
	const struct ruleset rules = {
		.files = file_rights(version),
		.net = BIND_AND_CONNECT,
		.scope = SOCKETS_AND_SIGNALS,
	};

	return (int)syscall(SYS_landlock_create_ruleset, &rules,
			    ruleset_size(version), 0);
}

static uint64_t
kernel_rights(unsigned rights)
{
	uint64_t to = 0;

	if (rights & SP_LANDLOCK_READ)
		to |= READ_FILE | READ_FOLDER;
	if (rights & SP_LANDLOCK_RUN)
		to |= RUN | READ_FILE;
	if (rights & SP_LANDLOCK_WRITE)
		to |= WRITE_FILE | TRUNCATE | MAKE_FILE | MAKE_FOLDER |
		      REMOVE_FILE;
	return to;
}

int
sp_landlock_allow(int rules, int version, const char *path, unsigned rights)
{
	struct path_rule rule = {
		.allowed = kernel_rights(rights) & file_rights(version),
		.fd = open(path, O_PATH | O_CLOEXEC),
	};
	struct stat st;
	int saved, r;

	if (rule.fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
	r = fstat(rule.fd, &st);
	if (r == 0 && !S_ISDIR(st.st_mode))
		rule.allowed &= OF_A_FILE;
	if (r == 0)
		r = (int)syscall(SYS_landlock_add_rule, rules, BENEATH_PATH,
				 &rule, 0);
	saved = errno;
	close(rule.fd);
	errno = saved;
	return r;
}

int
sp_landlock_enter(int rules)
{
	return (int)syscall(SYS_landlock_restrict_self, rules, 0);
}
