/* SPDX-License-Identifier: GPL-2.0-or-later */
/* strike.c - fail or kill at one chosen system call of a tree of processes
 *
 *   strike LOG -- COMMAND...		write every call to LOG, one a line
 *   strike LOG HOW POINT -- COMMAND...	HOW: kill, crash, ENOSPC...
 *
 * A POINT is "PROCESS CALL N", as a line of such a log says: the N-th time that
 * this process makes this call. Processes are named by their program and the
 * order in which they came: "sallyport-main.1"; one that was forked and runs no
 * program of its own yet has a plus: "sallyport-main+.2". So a point means the
 * same in every run, however the scheduler mixes the processes; strace, which
 * counts by process as well, would strike all of them at once.
 *
 * "kill" is SIGKILL before the call is made; "crash" is SIGSEGV, after the limit
 * on core files was lifted from a program of ours; an error comes instead of
 * the call. With a POINT, LOG receives that line when it was met and stays empty
 * when it was not. The exit status is the command's, 128 + N for signal N. What
 * outlives the command (a gpg-agent) is let go. */
#include <errno.h>
#include <limits.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>

#define TRACE_OPTIONS (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | \
		       PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | \
		       PTRACE_O_TRACEEXEC)
#define SYSCALL_STOP (SIGTRAP | 0x80)
#define CRASH (-1)

struct process {
	char *program;		/* "sallyport-main" */
	char *name;		/* "sallyport-main.1" */
	GHashTable *calls;	/* name of a call to how often it was made */
	bool failing;		/* in the call that is to fail */
	bool waiting;		/* has stopped, but has no name yet */
};

static struct {
	FILE *log;
	const char *point;	/* NULL: record */
	long error;		/* 0: kill; CRASH */
	GHashTable *processes;	/* pid to struct process */
	GHashTable *programs;	/* program to how many there were */
	pid_t root;
	int status;		/* of the root, once it has ended */
	bool ended;
} tree;

static void
die(const char *what)
{
	fprintf(stderr, "strike: %s: %s\n", what, g_strerror(errno));
	exit(99);
}

static void
free_process(void *p)
{
	struct process *process = p;

	g_free(process->program);
	g_free(process->name);
	g_hash_table_unref(process->calls);
	g_free(process);
}

/* One more of that key; how many there are now. */
static unsigned
count(GHashTable *counts, const char *key)
{
	unsigned n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, key)) + 1;

	g_hash_table_insert(counts, g_strdup(key), GUINT_TO_POINTER(n));
	return n;
}

/* A process becomes the next one of a program. */
static void
rename_process(struct process *p, const char *program, const char *suffix)
{
	g_autofree char *kind = g_strconcat(program, suffix, NULL);

	g_free(p->program);
	g_free(p->name);
	p->program = g_strdup(program);
	p->name = g_strdup_printf("%s.%u", kind, count(tree.programs, kind));
	g_hash_table_remove_all(p->calls);
}

static struct process *
process_of(pid_t pid)
{
	struct process *p = g_hash_table_lookup(tree.processes,
						GINT_TO_POINTER(pid));

	if (p == NULL) {
		p = g_new0(struct process, 1);
		p->calls = g_hash_table_new_full(g_str_hash, g_str_equal,
						 g_free, NULL);
		g_hash_table_insert(tree.processes, GINT_TO_POINTER(pid), p);
	}
	return p;
}

static void
go_on(pid_t pid, int sig)
{
	(void)ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(uintptr_t)sig);
}

/* The parent tells who its child is, but the child may have stopped before
 * that; then it has waited for its name. */
static void
on_fork(const struct process *parent, pid_t pid)
{
	unsigned long message;
	struct process *child;

	if (ptrace(PTRACE_GETEVENTMSG, pid, NULL, &message) != 0)
		return;
	child = process_of((pid_t)message);
	rename_process(child, parent->program, "+");
	if (child->waiting)
		go_on((pid_t)message, 0);
	child->waiting = false;
}

static void
on_exec(struct process *p, pid_t pid)
{
	g_autofree char *link = g_strdup_printf("/proc/%d/exe", (int)pid);
	char path[PATH_MAX];
	ssize_t n = readlink(link, path, sizeof(path) - 1);

	if (n < 0)
		return;
	path[n] = '\0';
	rename_process(p, strrchr(path, '/') + 1, "");
}

#ifdef __x86_64__
static void
skip_call(pid_t pid)
{
	struct user_regs_struct r;

	if (ptrace(PTRACE_GETREGS, pid, NULL, &r) != 0)
		return;
	r.orig_rax = (unsigned long long)-1;
	(void)ptrace(PTRACE_SETREGS, pid, NULL, &r);
}

static void
answer_call(pid_t pid)
{
	struct user_regs_struct r;

	if (ptrace(PTRACE_GETREGS, pid, NULL, &r) != 0)
		return;
	r.rax = (unsigned long long)-tree.error;
	(void)ptrace(PTRACE_SETREGS, pid, NULL, &r);
}
#else
#error "strike.c knows how a system call is failed on x86-64 alone"
#endif

/* As a bug of its own would end it. A limit is no proof that a process cannot
 * be dumped, where the system pipes cores to a program. */
static void
crash(const struct process *p, pid_t pid)
{
	const struct rlimit any = { RLIM_INFINITY, RLIM_INFINITY };

	if (g_str_has_prefix(p->program, "sallyport"))
		(void)prlimit(pid, RLIMIT_CORE, &any, NULL);
	(void)kill(pid, SIGSEGV);
}

static void
strike(struct process *p, pid_t pid)
{
	fprintf(tree.log, "%s\n", tree.point);
	if (tree.error == CRASH) {
		crash(p, pid);
		return;
	}
	if (tree.error == 0) {
		(void)kill(pid, SIGKILL);
		return;
	}
	skip_call(pid);
	p->failing = true;
}

static void
on_call(struct process *p, pid_t pid, uint64_t number)
{
	char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE,
						      (int)number);
	g_autofree char *line = NULL;

	if (name == NULL)
		return;
	line = g_strdup_printf("%s %s %u", p->name, name,
			       count(p->calls, name));
	free(name);
	if (tree.point == NULL)
		fprintf(tree.log, "%s\n", line);
	else if (strcmp(line, tree.point) == 0)
		strike(p, pid);
}

/* Entry and exit of a call alternate. The kernel tells them apart better than
 * we could count: a call that execs or is restarted has its own ideas. */
static void
on_syscall_stop(struct process *p, pid_t pid)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) <= 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		on_call(p, pid, info.entry.nr);
	} else if (p->failing) {
		answer_call(pid);
		p->failing = false;
	}
}

/* Deal with an event and let the process go on, with its signal. */
static void
on_stop(struct process *p, pid_t pid, int status)
{
	int sig = WSTOPSIG(status);
	int event = status >> 16;

	if (event == PTRACE_EVENT_STOP && p->name == NULL) {
		p->waiting = true;
		return;
	}
	if (event == PTRACE_EVENT_EXEC)
		on_exec(p, pid);
	else if (event != 0 && event != PTRACE_EVENT_STOP)
		on_fork(p, pid);
	else if (sig == SYSCALL_STOP)
		on_syscall_stop(p, pid);
	go_on(pid, event != 0 || sig == SYSCALL_STOP ? 0 : sig);
}

/* Until the command has ended. */
static void
follow(void)
{
	int status;
	pid_t pid;

	while (!tree.ended) {
		pid = waitpid(-1, &status, __WALL);
		if (pid < 0)
			die("waitpid");
		if (WIFSTOPPED(status)) {
			on_stop(process_of(pid), pid, status);
			continue;
		}
		g_hash_table_remove(tree.processes, GINT_TO_POINTER(pid));
		tree.ended = pid == tree.root;
		tree.status = status;
	}
}

/* Seized and not attached, so that a child that was just born when we go is
 * not left behind with a SIGSTOP. */
static void
start(char **command)
{
	int status;

	tree.root = fork();
	if (tree.root < 0)
		die("fork");
	if (tree.root == 0) {
		raise(SIGSTOP);
		execvp(command[0], command);
		die(command[0]);
	}
	rename_process(process_of(tree.root), "strike", "+");
	if (waitpid(tree.root, &status, WUNTRACED) != tree.root ||
	    ptrace(PTRACE_SEIZE, tree.root, NULL, TRACE_OPTIONS) != 0 ||
	    kill(tree.root, SIGCONT) != 0)
		die("ptrace");
}

static long
error_number(const char *name)
{
	static const struct {
		const char *name;
		int number;
	} errors[] = {
		{ "kill", 0 }, { "crash", CRASH },
		{ "EAGAIN", EAGAIN }, { "EDQUOT", EDQUOT },
		{ "EINTR", EINTR }, { "EIO", EIO }, { "EMFILE", EMFILE },
		{ "ENOMEM", ENOMEM }, { "ENOSPC", ENOSPC }, { "EROFS", EROFS },
	};
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(errors); i++)
		if (strcmp(name, errors[i].name) == 0)
			return errors[i].number;
	fprintf(stderr, "strike: unknown: %s\n", name);
	exit(99);
}

int
main(int argc, char **argv)
{
	char **command = argv + 3;

	if (argc > 5 && strcmp(argv[4], "--") == 0) {
		tree.error = error_number(argv[2]);
		tree.point = argv[3];
		command = argv + 5;
	} else if (argc < 4 || strcmp(argv[2], "--") != 0) {
		fprintf(stderr, "usage: strike LOG [HOW POINT] -- COMMAND...\n");
		return 99;
	}
	tree.processes = g_hash_table_new_full(NULL, NULL, NULL, free_process);
	tree.programs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      NULL);
	if ((tree.log = fopen(argv[1], "we")) == NULL)
		die(argv[1]);
	start(command);
	follow();
	if (fclose(tree.log) != 0)
		die(argv[1]);
	return WIFSIGNALED(tree.status) ? 128 + WTERMSIG(tree.status)
					: WEXITSTATUS(tree.status);
}
