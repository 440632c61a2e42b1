/* SPDX-License-Identifier: GPL-2.0-or-later */
/* room-lock.c - what a parser may still do, as limits and a call filter
 *
 * Landlock stands behind the filter: were there a hole in that, no file would
 * be seen through it. Three answers of the filter: allowed; EPERM for calls
 * that a library may try and survive without (opening a charset table, asking
 * for a limit); and death for the rest, execve, clone and ptrace among
 * them. */
#include "lib/base/room-lock.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/base/blob.h"
#include "lib/base/landlock.h"

static const int allowed[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(close),
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
	SCMP_SYS(futex), SCMP_SYS(sched_yield), SCMP_SYS(restart_syscall),
	SCMP_SYS(exit), SCMP_SYS(exit_group),
	SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres),
	SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom),
	SCMP_SYS(getpid), SCMP_SYS(gettid),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
};

static const int refused[] = {
	SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(creat),
	SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(fstat), SCMP_SYS(statx),
	SCMP_SYS(newfstatat), SCMP_SYS(access), SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
	SCMP_SYS(getcwd), SCMP_SYS(getdents64), SCMP_SYS(statfs),
	SCMP_SYS(lseek), SCMP_SYS(fcntl), SCMP_SYS(ioctl), SCMP_SYS(dup),
	SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(pipe2),
	SCMP_SYS(memfd_create), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
	SCMP_SYS(rename), SCMP_SYS(renameat2), SCMP_SYS(mkdir),
	SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(prctl),
	SCMP_SYS(getrlimit), SCMP_SYS(prlimit64), SCMP_SYS(getrusage),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(getuid), SCMP_SYS(geteuid),
	SCMP_SYS(getgid), SCMP_SYS(getegid),
	/* GLib's log looks whether standard error is the journal. */
	SCMP_SYS(getpeername), SCMP_SYS(getsockname), SCMP_SYS(sendmsg),
	/* abort() then crashes, which tells more. */
	SCMP_SYS(tgkill),
};

static struct sock_fprog program;	/* filter == NULL: not built yet */

static int
add_rules(scmp_filter_ctx ctx)
{
	const struct scmp_arg_cmp not_executable =
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	int e = 0;

	for (size_t i = 0; e == 0 && i < G_N_ELEMENTS(allowed); i++)
		e = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, allowed[i], 0);
	for (size_t i = 0; e == 0 && i < G_N_ELEMENTS(refused); i++)
		e = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
	if (e == 0)
		e = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
				     not_executable);
	if (e == 0)
		e = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect),
				     1, not_executable);
	return e;
}

/* The filter as the kernel wants it: libseccomp writes that to a file. */
static enum sp_status
export_program(scmp_filter_ctx ctx, struct sp_err *err)
{
	g_auto_blob struct sp_blob file = SP_BLOB_INIT;
	g_auto_blob struct sp_blob out = SP_BLOB_INIT;
	struct sock_filter *filter;
	enum sp_status r = sp_blob_init(&file, 0, err);
	size_t got = 0;
	int e;

	if (r != SP_OK)
		return r;
	e = seccomp_export_bpf(ctx, file.fd);
	if (e != 0)
		return sp_fail(err, SP_ECONF, "seccomp: %s", g_strerror(-e));
	r = sp_blob_adopt(&out, file.fd, BPF_MAXINSNS * sizeof(*filter), err);
	file.fd = -1;
	if (r != SP_OK)
		return r;
	filter = g_malloc(out.len);
	r = sp_blob_read(&out, 0, filter, out.len, &got, err);
	if (r != SP_OK) {
		g_free(filter);
		return r;
	}
	program.len = (unsigned short)(got / sizeof(*filter));
	program.filter = filter;
	return SP_OK;
}

static enum sp_status
build_program(struct sp_err *err)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	enum sp_status r;
	int e;

	if (!ctx)
		return sp_fail(err, SP_ECONF, "seccomp: cannot start a filter");
	e = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH,
			     SCMP_ACT_KILL_PROCESS);
	if (e == 0)
		e = add_rules(ctx);
	if (e == 0)
		r = export_program(ctx, err);
	else
		r = sp_fail(err, SP_ECONF, "seccomp: %s", g_strerror(-e));
	seccomp_release(ctx);
	return r;
}

unsigned
sp_room_parts(void)
{
	unsigned action = SECCOMP_RET_KILL_PROCESS;
	unsigned parts = 0;

	if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0)
		parts |= SP_ROOM_CALLS;
	if (sp_landlock_version() > 0)
		parts |= SP_ROOM_FILES;
	return parts;
}

enum sp_status
sp_room_check(enum sp_room_need need, struct sp_err *err)
{
	const unsigned parts = sp_room_parts();

	if (need >= SP_ROOM_NEEDS_CALLS && !(parts & SP_ROOM_CALLS))
		return sp_fail(err, SP_ECONF, "this kernel cannot filter "
			       "system calls (seccomp), and [sandbox] required "
			       "is set");
	if (need >= SP_ROOM_NEEDS_ALL && !(parts & SP_ROOM_FILES))
		return sp_fail(err, SP_ECONF, "this kernel cannot take files "
			       "away (Landlock), and [sandbox] required = all");
	return SP_OK;
}

enum sp_status
sp_room_prepare(struct sp_err *err)
{
	if (program.filter || !(sp_room_parts() & SP_ROOM_CALLS))
		return SP_OK;
	return build_program(err);
}

/* True also where the kernel has no Landlock: whether that will do was asked
 * before. */
static gboolean
give_up_files(void)
{
	const int version = sp_landlock_version();
	gboolean done;
	int rules;

	if (version == 0)
		return TRUE;
	rules = sp_landlock_begin(version);
	if (rules < 0)
		return FALSE;
	done = sp_landlock_enter(rules) == 0;
	close(rules);
	return done;
}

/* Never above what we were started with: that would be refused. */
static gboolean
limit(__rlimit_resource_t what, rlim_t soft, rlim_t hard)
{
	struct rlimit to;

	if (getrlimit(what, &to) < 0)
		return FALSE;
	to.rlim_max = MIN(to.rlim_max, hard);
	to.rlim_cur = MIN(to.rlim_max, soft);
	return setrlimit(what, &to) == 0;
}

static gboolean
close_others(int keep)
{
	const unsigned k = (unsigned)keep;
	const unsigned first = SP_ROOM_SANITIZED ? STDERR_FILENO + 1 : 0;

	return (k == first || close_range(first, k - 1, 0) == 0) &&
	       close_range(k + 1, ~0U, 0) == 0;
}

gboolean
sp_room_lock(int keep, size_t as_max, const struct sp_room_limits *limits)
{
	if (!close_others(keep) ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || !give_up_files())
		return FALSE;
	if (!limit(RLIMIT_CORE, 0, 0) || !limit(RLIMIT_NOFILE, 0, 0) ||
	    !limit(RLIMIT_NPROC, 0, 0) ||
	    !limit(RLIMIT_CPU, limits->cpu_s, (rlim_t)limits->cpu_s + 1))
		return FALSE;
	if (!SP_ROOM_SANITIZED && (!limit(RLIMIT_FSIZE, 0, 0) ||
				   !limit(RLIMIT_AS, as_max, as_max)))
		return FALSE;
	return !program.filter ||
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}
