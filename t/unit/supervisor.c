/* SPDX-License-Identifier: GPL-2.0-or-later */
/* supervisor.c - what the MTA is told, when each system call fails once
 *
 * Linked with the supervisor itself, whose main is called sallyport_main here,
 * and whose calls of the C library pass through the functions below. What it
 * does with real workers and real signals is shown by t1900. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "t/unit/tap.h"

#undef main

int sallyport_main(int argc, char **argv);

/* --- calls that fail ------------------------------------------------------- */

static const char *failing = "";	/* the name of the call */
static int failing_at;			/* which of them, from 1 on */
static bool inside;			/* the supervisor runs */

static bool
fails(const char *call)
{
	if (!inside || strcmp(call, failing) != 0 || --failing_at != 0)
		return false;
	errno = EMFILE;
	return true;
}

/* The call, or its failure. */
#define WRAP(type, call, parameters, arguments)	\
	type __real_##call parameters;		\
	type __wrap_##call parameters;		\
	type __wrap_##call parameters		\
	{					\
		if (fails(#call))		\
			return -1;		\
		return __real_##call arguments;	\
	}

WRAP(int, signalfd, (int fd, const sigset_t *mask, int flags),
     (fd, mask, flags))
WRAP(int, memfd_create, (const char *name, unsigned flags), (name, flags))
WRAP(off_t, lseek64, (int fd, off_t at, int whence), (fd, at, whence))
WRAP(int, pipe2, (int fds[2], int flags), (fds, flags))
WRAP(pid_t, fork, (void), ())

/* Only one worker is ever killed, and its group; another argument would mean
 * everybody, and must not even be tried. */
int __real_kill(pid_t pid, int signal_number);
int __wrap_kill(pid_t pid, int signal_number);

int
__wrap_kill(pid_t pid, int signal_number)
{
	if (pid >= -1 && pid <= 1)
		_exit(98);
	return __real_kill(pid, signal_number);
}

/* Reports are written in one piece here, status lines are not. */
ssize_t __real_write(int fd, const void *bytes, size_t n);
ssize_t __wrap_write(int fd, const void *bytes, size_t n);

ssize_t
__wrap_write(int fd, const void *bytes, size_t n)
{
	return fails("write") ? (ssize_t)n - 1 : __real_write(fd, bytes, n);
}

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);

int
__wrap_open64(const char *path, int flags, ...)
{
	return fails("open") ? -1 : __real_open64(path, flags, 0600);
}

/* --- a worker -------------------------------------------------------------- */

static const char *worker = "";		/* what it does: see below */
static int launched_with;		/* 1: the environment's envelope */

void __wrap_sp_launch_worker(char **argv, const char *sender,
			     const char *recipient, int status_fd);
int __wrap_sp_launch_as_is(char **argv);
void __wrap_sp_deferral_count(const char *dir, const char *list);

/* In a build that counts coverage: an exit handler, which does not run here,
 * would write the counts. */
void __gcov_dump(void) __attribute__((weak));

/* C: the word, X: another one, 1: exit 1, k: be killed. */
void
__wrap_sp_launch_worker(char **argv, const char *sender,
			const char *recipient, int status_fd)
{
	(void)argv;
	if ((sender != NULL) != (launched_with != 0) ||
	    (sender != NULL) != (recipient != NULL))
		_exit(0);
	inside = false;
	if (__gcov_dump)
		__gcov_dump();
	for (const char *c = worker; *c != '\0'; c++) {
		if (*c == '1')
			_exit(1);
		if (*c == 'k')
			raise(SIGKILL);
		if (write(status_fd, c, 1) != 1)
			_exit(0);
	}
	_exit(0);
}

/* 100 and where "deliver" was not found. */
int
__wrap_sp_launch_as_is(char **argv)
{
	int n = 0;

	while (argv[n] != NULL)
		n++;
	return 100 + n;
}

/* Counted for this list and folder: "DIR LIST", "-" for none. */
static int counted;

void
__wrap_sp_deferral_count(const char *dir, const char *list)
{
	dprintf(counted, "%s %s\n", dir != NULL ? dir : "-",
		list != NULL ? list : "-");
}

/* --- running it ------------------------------------------------------------ */

#define ARGS_MAX 9

/* In a process of its own. Returns its exit status; said: what it wrote to
 * standard error; count: what was counted. */
static int
run(const char *const *args, const char *input, char said[64], char count[64])
{
	int err = memfd_create("stderr", MFD_CLOEXEC);
	int in = memfd_create("input", MFD_CLOEXEC);
	int notes = memfd_create("count", MFD_CLOEXEC);
	char *argv[ARGS_MAX + 2] = { (char *)"sallyport" };
	int argc = 1, status = 0;
	pid_t pid;

	while (args[argc - 1] != NULL) {
		argv[argc] = (char *)args[argc - 1];
		argc++;
	}
	if (write(in, input, strlen(input)) < 0)
		abort();
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		dup2(in, STDIN_FILENO);
		(void)lseek(STDIN_FILENO, 0, SEEK_SET);
		dup2(err, STDERR_FILENO);
		/* Past the descriptors that it closes. */
		counted = notes;
		inside = true;
		exit(sallyport_main(argc, argv));
	}
	waitpid(pid, &status, 0);
	memset(said, 0, 64);
	memset(count, 0, 64);
	if (pread(err, said, 63, 0) < 0 || pread(notes, count, 63, 0) < 0)
		abort();
	close(err);
	close(in);
	close(notes);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The descriptors that it closes would take the notes along. */
int __real_close_range(unsigned first, unsigned last, int flags);
int __wrap_close_range(unsigned first, unsigned last, int flags);

int
__wrap_close_range(unsigned first, unsigned last, int flags)
{
	(void)first;
	(void)last;
	(void)flags;
	return 0;
}

static const char phrase[] = "temporary local failure\n";

/* Taken: 0, silence, nothing counted. Else 75, one phrase, and one count. */
static void
delivers(bool taken, const char *const *args, const char *input,
	 const char *want_count, const char *name)
{
	char said[64], count[64];
	int status = run(args, input, said, count);

	if (taken)
		ok(status == 0 && !*said && !*count, "taken: %s", name);
	else
		ok(status == 75 && strcmp(said, phrase) == 0 &&
		   strcmp(count, want_count) == 0, "put off: %s", name);
	if (taken ? status != 0 : status != 75)
		printf("# status %d\n", status);
}

static const char *const whole[] = { "deliver", "team", "--sender=a",
				     "--recipient=b", NULL };

/* the worker's word, and nothing else. */
static void
test_words(void)
{
	static const struct {
		const char *name;
		const char *worker;
		bool taken;
	} cases[] = {
		{ "the word", "C", true },
		{ "the word, then exit 1", "C1", true },
		{ "the word, then death", "Ck", true },
		{ "nothing", "", false },
		{ "exit 1", "1", false },
		{ "death", "k", false },
		{ "another word", "X", false },
		{ "another word before it", "XC", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		worker = cases[i].worker;
		delivers(cases[i].taken, whole, "hello\n", "- team\n",
			 cases[i].name);
	}
	worker = "C";
	delivers(false, whole, "", "- team\n", "an empty mail");
}

/* R-001 R-123 */
static void
test_failures(void)
{
	static const struct {
		const char *call;
		int at;
		const char *counted;	/* its list is known by then */
	} cases[] = {
		{ "open", 1, "- -\n" },
		{ "open", 2, "- team\n" },	/* the worker's own */
		{ "signalfd", 1, "- -\n" },
		{ "memfd_create", 1, "- team\n" },
		{ "write", 1, "- team\n" },
		{ "lseek64", 1, "- team\n" },
		{ "pipe2", 1, "- team\n" },
		{ "fork", 1, "- team\n" },
	};

	worker = "C";
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		failing = cases[i].call;
		failing_at = cases[i].at;
		delivers(false, whole, "hello\n", cases[i].counted,
			 cases[i].call);
	}
	failing = "";
}

struct arguments {
	const char *name;
	const char *args[ARGS_MAX];
	const char *sender, *recipient;	/* of the environment */
	bool taken;
	const char *count;
};

#define ENVELOPE "--sender=a", "--recipient=b"

static const struct arguments arguments[] = {
	{ "all", { "deliver", "team", ENVELOPE }, NULL, NULL, true, "" },
	{ "the list last", { "deliver", ENVELOPE, "team" }, NULL, NULL, true,
	  "" },
	{ "no sender", { "deliver", "team", "--sender=", "--recipient=b" },
	  NULL, NULL, true, "" },
	{ "an unknown option", { "deliver", "team", ENVELOPE, "--x" }, NULL,
	  NULL, true, "" },
	{ "-C", { "-C", "x", "deliver", "team", ENVELOPE }, NULL, NULL, true,
	  "" },
	{ "no list", { "deliver", ENVELOPE }, NULL, NULL, false, "- -\n" },
	{ "two lists", { "deliver", "a", "b", ENVELOPE }, NULL, NULL, false,
	  "- a\n" },
	{ "a path", { "deliver", "../a", ENVELOPE }, NULL, NULL, false,
	  "- -\n" },
	{ "-C, and no list", { "-C", "x", "deliver", ENVELOPE }, NULL, NULL,
	  false, "x -\n" },
	{ "-Cx, and no list", { "-Cx", "deliver", ENVELOPE }, NULL, NULL,
	  false, "x -\n" },
	{ "the last -C", { "-C", "x", "-Cy", "deliver", ENVELOPE }, NULL,
	  NULL, false, "y -\n" },
	{ "no envelope", { "deliver", "team" }, NULL, NULL, false,
	  "- team\n" },
	{ "only a sender", { "deliver", "team", "--sender=a" }, NULL, NULL,
	  false, "- team\n" },
	{ "only a recipient", { "deliver", "team", "--recipient=b" }, NULL,
	  NULL, false, "- team\n" },
	{ "an empty recipient", { "deliver", "team", "--sender=a",
	  "--recipient=" }, NULL, NULL, false, "- team\n" },
	{ "the environment's", { "deliver", "team" }, "a", "b", true, "" },
	{ "half of the environment's", { "deliver", "team" }, "a", NULL,
	  false, "- team\n" },
	{ "the other half", { "deliver", "team" }, NULL, "b", false,
	  "- team\n" },
	{ "half of each", { "deliver", "team", "--sender=a" }, "a", "b",
	  false, "- team\n" },
	{ "two that agree", { "deliver", "team", ENVELOPE }, "a", "b", true,
	  "" },
	{ "two senders", { "deliver", "team", ENVELOPE }, "x", "b", false,
	  "- team\n" },
	{ "two recipients", { "deliver", "team", ENVELOPE }, "a", "x", false,
	  "- team\n" },
	{ "a sender without its recipient", { "deliver", "team", ENVELOPE },
	  "x", NULL, true, "" },
	{ "a recipient without its sender", { "deliver", "team", ENVELOPE },
	  NULL, "x", true, "" },
	{ "a second", { "deliver", "team", ENVELOPE, "--deadline=1" }, NULL,
	  NULL, true, "" },
	{ "an hour", { "deliver", "team", ENVELOPE, "--deadline=3600" }, NULL,
	  NULL, true, "" },
	{ "more than an hour", { "deliver", "team", ENVELOPE,
	  "--deadline=3601" }, NULL, NULL, false, "- team\n" },
	{ "no time", { "deliver", "team", ENVELOPE, "--deadline=0" }, NULL,
	  NULL, false, "- team\n" },
	{ "a blank before", { "deliver", "team", ENVELOPE, "--deadline= 5" },
	  NULL, NULL, false, "- team\n" },
	{ "a letter", { "deliver", "team", ENVELOPE, "--deadline=x" }, NULL,
	  NULL, false, "- team\n" },
	{ "a colon, behind the 9", { "deliver", "team", ENVELOPE,
	  "--deadline=:" }, NULL, NULL, false, "- team\n" },
	{ "a 9", { "deliver", "team", ENVELOPE, "--deadline=9" }, NULL, NULL,
	  true, "" },
	{ "a letter behind", { "deliver", "team", ENVELOPE, "--deadline=5s" },
	  NULL, NULL, false, "- team\n" },
	{ "nothing", { "deliver", "team", ENVELOPE, "--deadline=" }, NULL,
	  NULL, false, "- team\n" },
	{ "as a word of its own", { "deliver", "team", ENVELOPE,
	  "--deadline", "x" }, NULL, NULL, false, "- team\n" },
};

/* the envelope, and what else is read of the arguments. */
static void
test_arguments(void)
{
	worker = "C";
	for (size_t i = 0; i < sizeof(arguments) / sizeof(arguments[0]); i++) {
		const struct arguments *a = &arguments[i];

		launched_with = strcmp(a->name, "the environment's") == 0;
		if (a->sender)
			setenv("SENDER", a->sender, 1);
		if (a->recipient)
			setenv("RECIPIENT", a->recipient, 1);
		delivers(a->taken, a->args, "hello\n", a->count, a->name);
		unsetenv("SENDER");
		unsetenv("RECIPIENT");
	}
	launched_with = 0;
}

/* What is no delivery is handed on. */
static void
test_others(void)
{
	static const struct {
		const char *name;
		const char *args[ARGS_MAX];
		int want;
	} cases[] = {
		{ "no command", { NULL }, 101 },
		{ "a command", { "held" }, 102 },
		{ "-C alone", { "-C" }, 102 },
		{ "-C and a folder", { "-C", "x" }, 103 },
		{ "-C, a folder, a command", { "-C", "deliver", "held" },
		  104 },
		{ "another option", { "--deliver" }, 102 },
		{ "a list of that name", { "held", "deliver" }, 103 },
		{ "help", { "deliver", "--help" }, 103 },
		{ "a delivery with no more", { "deliver" }, 75 },
		{ "help, but later", { "deliver", "team", "--help" }, 75 },
	};
	char said[64], count[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int got = run(cases[i].args, "", said, count);

		ok(got == cases[i].want, "handed on: %s: %d", cases[i].name,
		   got);
	}
}

int
main(void)
{
	unsetenv("SENDER");
	unsetenv("RECIPIENT");
	test_words();
	test_failures();
	test_arguments();
	test_others();
	return tap_done();
}
