/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpg-room.c - no network, no new process, no file but the keyring's
 *
 * Landlock decides about files, a filter about system calls. The filter is
 * written out as the kernel takes it: compiling one takes longer than gpg
 * takes to start. It forbids what gpg has no use for, with death, and allows
 * the rest: what gpg's libraries call changes with every release of theirs. */
#include "filter/gpg-room.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/base/landlock.h"

/* --- files ---------------------------------------------------------------- */

/* The loader of programs stands in a lib, and programs elsewhere. */
static const struct {
	const char *path;
	unsigned rights;
} always[] = {
	{ "/usr", SP_LANDLOCK_READ },
	{ "/lib", SP_LANDLOCK_READ | SP_LANDLOCK_RUN },
	{ "/lib64", SP_LANDLOCK_READ | SP_LANDLOCK_RUN },
	{ "/etc", SP_LANDLOCK_READ },
	{ "/proc/sys/crypto", SP_LANDLOCK_READ },
	{ "/dev/null", SP_LANDLOCK_READ | SP_LANDLOCK_WRITE },
	{ "/dev/random", SP_LANDLOCK_READ },
	{ "/dev/urandom", SP_LANDLOCK_READ },
};

static bool
allow(int rules, int version, const struct gpg_room *room)
{
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		if (sp_landlock_allow(rules, version, always[i].path,
				      always[i].rights) != 0)
			return false;
	if (room->person &&
	    sp_landlock_allow(rules, version, "/", SP_LANDLOCK_READ) != 0)
		return false;
	return sp_landlock_allow(rules, version, room->program,
				 SP_LANDLOCK_RUN) == 0 &&
	       sp_landlock_allow(rules, version, room->home,
				 SP_LANDLOCK_READ | SP_LANDLOCK_WRITE) == 0;
}

static bool
give_up_files(const struct gpg_room *room)
{
	const int version = sp_landlock_version();
	bool done;
	int rules;

	if (version == 0)
		return true;
	rules = sp_landlock_begin(version);
	if (rules < 0)
		return false;
	done = allow(rules, version, room) && sp_landlock_enter(rules) == 0;
	close(rules);
	return done;
}

/* --- system calls --------------------------------------------------------- */

#if defined(__x86_64__) && !defined(__ILP32__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#define FOREIGN_CALLS 0x40000000	/* of x32, and of the same arch */
#elif defined(__i386__)
#define OUR_ARCH AUDIT_ARCH_I386
#elif defined(__aarch64__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#elif defined(__arm__)
#define OUR_ARCH AUDIT_ARCH_ARM
#elif defined(__riscv) && __riscv_xlen == 64
#define OUR_ARCH AUDIT_ARCH_RISCV64
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define OUR_ARCH AUDIT_ARCH_PPC64LE
#elif defined(__s390x__)
#define OUR_ARCH AUDIT_ARCH_S390X
#else
#error "gpg-room.c does not know how the kernel names this architecture"
#endif

#define AT(field) (unsigned)offsetof(struct seccomp_data, field)
#define LOW_HALF (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0)
#define LOAD(where) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (where))
#define ANSWER(how) BPF_STMT(BPF_RET | BPF_K, (how))
#define IF(test, value, then, otherwise) \
	BPF_JUMP(BPF_JMP | (test) | BPF_K, (value), (then), (otherwise))
#define DEATH SECCOMP_RET_KILL_PROCESS
#define NO (SECCOMP_RET_ERRNO | EPERM)

static struct rule {
	unsigned call;
	unsigned answer;
} rules[] = {
	/* gpg starts no program, and dies of none that it cannot start. */
	{ __NR_clone, NO }, { __NR_clone3, NO },
#ifdef __NR_fork
	{ __NR_fork, NO }, { __NR_vfork, NO },
#endif
	/* Other processes. */
	{ __NR_ptrace, DEATH }, { __NR_process_vm_readv, DEATH },
	{ __NR_process_vm_writev, DEATH }, { __NR_kcmp, DEATH },
	{ __NR_pidfd_open, DEATH }, { __NR_pidfd_getfd, DEATH },
	/* Parts of the kernel that have had more holes than most. */
	{ __NR_bpf, DEATH }, { __NR_perf_event_open, DEATH },
	{ __NR_userfaultfd, DEATH }, { __NR_io_uring_setup, DEATH },
	{ __NR_io_uring_enter, DEATH }, { __NR_io_uring_register, DEATH },
	{ __NR_add_key, DEATH }, { __NR_request_key, DEATH },
	{ __NR_keyctl, DEATH },
	/* Another view of the world. */
	{ __NR_unshare, DEATH }, { __NR_setns, DEATH },
	{ __NR_chroot, DEATH }, { __NR_pivot_root, DEATH },
	{ __NR_mount, DEATH }, { __NR_umount2, DEATH },
	{ __NR_move_mount, DEATH }, { __NR_open_tree, DEATH },
	{ __NR_fsopen, DEATH }, { __NR_fspick, DEATH },
	{ __NR_mount_setattr, DEATH }, { __NR_open_by_handle_at, DEATH },
	{ __NR_personality, DEATH },
	/* The machine. */
	{ __NR_reboot, DEATH }, { __NR_kexec_load, DEATH },
	{ __NR_init_module, DEATH }, { __NR_finit_module, DEATH },
	{ __NR_delete_module, DEATH }, { __NR_swapon, DEATH },
	{ __NR_swapoff, DEATH }, { __NR_acct, DEATH }, { __NR_syslog, DEATH },
#ifdef __NR_iopl
	{ __NR_iopl, DEATH }, { __NR_ioperm, DEATH },
	{ __NR_modify_ldt, DEATH },
#endif
	/* Networks: a socket is one to the agent, and nobody calls here. */
#ifdef __NR_socketcall
	{ __NR_socketcall, DEATH },
#endif
	{ __NR_bind, DEATH }, { __NR_listen, DEATH },
};

#define N_RULES (sizeof(rules) / sizeof(rules[0]))
#define LEAF 4			/* rules tried one after the other */

static const struct sock_filter head[] = {
	LOAD(AT(arch)),
	IF(BPF_JEQ, OUR_ARCH, 1, 0),
	ANSWER(DEATH),
	LOAD(AT(nr)),
#ifdef FOREIGN_CALLS
	IF(BPF_JGE, FOREIGN_CALLS, 0, 1),
	ANSWER(DEATH),
#endif
	/* A socket is one to the agent. */
	IF(BPF_JEQ, __NR_socket, 0, 4),
	LOAD(AT(args) + LOW_HALF),
	IF(BPF_JEQ, AF_UNIX, 1, 0),
	ANSWER(DEATH),
	ANSWER(SECCOMP_RET_ALLOW),
};

#define N_HEAD (sizeof(head) / sizeof(head[0]))

/* The kernel tries a filter with every number there is when it is installed.
 * With all rules in a row that takes 0.1 ms, each time gpg is started. So they
 * become a tree. */
static struct sock_filter filter[N_HEAD + 4 * N_RULES];
static unsigned short steps;	/* 0: not prepared */

static void
add(struct sock_filter step)
{
	filter[steps++] = step;
}

/* The sorted rules from first to before end. */
static void
add_rules(size_t first, size_t end)
{
	const size_t half = first + (end - first) / 2;
	const unsigned short at = steps;

	if (end - first > LEAF) {
		add((struct sock_filter)ANSWER(DEATH));	/* for now */
		add_rules(first, half);
		filter[at] = (struct sock_filter)IF(BPF_JGE, rules[half].call,
			(unsigned char)(steps - at - 1), 0);
		add_rules(half, end);
		return;
	}
	for (; first < end; first++) {
		add((struct sock_filter)IF(BPF_JEQ, rules[first].call, 0, 1));
		add((struct sock_filter)ANSWER(rules[first].answer));
	}
	add((struct sock_filter)ANSWER(SECCOMP_RET_ALLOW));
}

static int
by_call(const void *a, const void *b)
{
	const unsigned x = ((const struct rule *)a)->call;
	const unsigned y = ((const struct rule *)b)->call;

	return (x > y) - (x < y);
}

void
gpg_room_prepare(void)
{
	if (steps > 0)
		return;
	qsort(rules, N_RULES, sizeof(rules[0]), by_call);
	for (size_t i = 0; i < N_HEAD; i++)
		add(head[i]);
	add_rules(0, N_RULES);
}

static bool
filter_calls(void)
{
	const unsigned death = DEATH;
	const struct sock_fprog program = { steps, filter };

	if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &death) != 0)
		return true;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

bool
gpg_room_enter(const struct gpg_room *room)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       give_up_files(room) && filter_calls();
}
