/* SPDX-License-Identifier: GPL-2.0-or-later */
/* old-kernel.c - run a command as a kernel would that has less
 *
 *   old-kernel PART... -- COMMAND...
 *
 * A PART is seccomp, landlock, or the name of a system call. They answer as
 * where they were not built in. */
#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static int
forget_call(scmp_filter_ctx ctx, const char *name, int error)
{
	const int number = seccomp_syscall_resolve_name(name);

	if (number == __NR_SCMP_ERROR)
		return -EINVAL;
	return seccomp_rule_add(ctx, SCMP_ACT_ERRNO((unsigned)error), number,
				0);
}

/* To load this very filter takes a call that must still answer. */
static int
forget_seccomp(scmp_filter_ctx ctx)
{
	int e = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS),
				 SCMP_SYS(seccomp), 1,
				 SCMP_A0(SCMP_CMP_EQ,
					 SECCOMP_GET_ACTION_AVAIL, 0));

	if (e == 0)
		e = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EINVAL),
				     SCMP_SYS(prctl), 1,
				     SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP, 0));
	return e;
}

static int
forget(scmp_filter_ctx ctx, const char *part)
{
	if (strcmp(part, "seccomp") == 0)
		return forget_seccomp(ctx);
	if (strcmp(part, "landlock") == 0)
		return forget_call(ctx, "landlock_create_ruleset", EOPNOTSUPP);
	return forget_call(ctx, part, ENOSYS);
}

int
main(int argc, char **argv)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	int i, e = ctx ? 0 : -ENOMEM;

	for (i = 1; e == 0 && i < argc && strcmp(argv[i], "--") != 0; i++)
		e = forget(ctx, argv[i]);
	if (e == 0 && geteuid() == 0)
		e = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 0);
	if (e == 0)
		e = seccomp_load(ctx);
	if (e != 0 || i + 1 >= argc) {
		fprintf(stderr, "usage: old-kernel PART... -- COMMAND...\n");
		return 99;
	}
	seccomp_release(ctx);
	execvp(argv[i + 1], argv + i + 1);
	perror(argv[i + 1]);
	return 99;
}
