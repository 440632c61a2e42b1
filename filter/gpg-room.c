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
/* Each takes two steps. */
#define ON(call, how) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1), \
		      ANSWER(how)
#define DEATH SECCOMP_RET_KILL_PROCESS
#define NO (SECCOMP_RET_ERRNO | EPERM)

static struct sock_filter filter[] = {
	LOAD(AT(arch)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0),
	ANSWER(DEATH),
	LOAD(AT(nr)),
#ifdef FOREIGN_CALLS
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FOREIGN_CALLS, 0, 1),
	ANSWER(DEATH),
#endif
	/* gpg starts no program, and dies of none that it cannot start. */
	ON(__NR_clone, NO), ON(__NR_clone3, NO),
#ifdef __NR_fork
	ON(__NR_fork, NO), ON(__NR_vfork, NO),
#endif
	/* Other processes. */
	ON(__NR_ptrace, DEATH), ON(__NR_process_vm_readv, DEATH),
	ON(__NR_process_vm_writev, DEATH), ON(__NR_kcmp, DEATH),
	ON(__NR_pidfd_open, DEATH), ON(__NR_pidfd_getfd, DEATH),
	/* Parts of the kernel that have had more holes than most. */
	ON(__NR_bpf, DEATH), ON(__NR_perf_event_open, DEATH),
	ON(__NR_userfaultfd, DEATH), ON(__NR_io_uring_setup, DEATH),
	ON(__NR_io_uring_enter, DEATH), ON(__NR_io_uring_register, DEATH),
	ON(__NR_add_key, DEATH), ON(__NR_request_key, DEATH),
	ON(__NR_keyctl, DEATH),
	/* Another view of the world. */
	ON(__NR_unshare, DEATH), ON(__NR_setns, DEATH),
	ON(__NR_chroot, DEATH), ON(__NR_pivot_root, DEATH),
	ON(__NR_mount, DEATH), ON(__NR_umount2, DEATH),
	ON(__NR_move_mount, DEATH), ON(__NR_open_tree, DEATH),
	ON(__NR_fsopen, DEATH), ON(__NR_fspick, DEATH),
	ON(__NR_mount_setattr, DEATH), ON(__NR_open_by_handle_at, DEATH),
	ON(__NR_personality, DEATH),
	/* The machine. */
	ON(__NR_reboot, DEATH), ON(__NR_kexec_load, DEATH),
	ON(__NR_init_module, DEATH), ON(__NR_finit_module, DEATH),
	ON(__NR_delete_module, DEATH), ON(__NR_swapon, DEATH),
	ON(__NR_swapoff, DEATH), ON(__NR_acct, DEATH), ON(__NR_syslog, DEATH),
#ifdef __NR_iopl
	ON(__NR_iopl, DEATH), ON(__NR_ioperm, DEATH),
	ON(__NR_modify_ldt, DEATH),
#endif
	/* Networks: a socket is one to the agent, and nobody calls here. */
#ifdef __NR_socketcall
	ON(__NR_socketcall, DEATH),
#endif
	ON(__NR_bind, DEATH), ON(__NR_listen, DEATH),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 0, 3),
	LOAD(AT(args) + LOW_HALF),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 1, 0),
	ANSWER(DEATH),
	ANSWER(SECCOMP_RET_ALLOW),
};

static bool
filter_calls(void)
{
	const unsigned death = DEATH;
	const struct sock_fprog program = {
		sizeof(filter) / sizeof(filter[0]), filter
	};

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
