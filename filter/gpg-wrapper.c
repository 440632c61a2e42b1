/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpg-wrapper.c - the program sallyport-gpg, which gpgme takes for gpg
 *
 * Runs the real gpg with limits on CPU, memory, file size and core files, a
 * clean environment and no right to start an agent (which would inherit the
 * limits). It kills gpg as soon as nobody reads its status any more: gpg alone
 * goes on inflating a bomb for minutes after its caller has gone.
 *
 * gpgme forks twice and so never sees how gpg ended. The last status line from
 * here tells: "SALLYPORT_EXIT n", 128 + the signal when one ended it. No such
 * line means that nobody knows. Linked with libc alone. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM_PATH "PATH=/usr/bin:/bin:/usr/local/bin"
#define NOT_RUN 127		/* as a shell says it */
#define MAX_ADDED 3		/* arguments of our own */

static const struct {
	int what;
	struct rlimit limit;
} limits[] = {
	{ RLIMIT_CPU, { 10, 12 } },			/* seconds */
	{ RLIMIT_AS, { 1UL << 30, 1UL << 30 } },
	{ RLIMIT_FSIZE, { 64UL << 20, 64UL << 20 } },	/* a keyring */
	{ RLIMIT_CORE, { 0, 0 } },
};

/* What gpg may know of where it runs; the last three only matter to a person
 * who opens mail with a keyring of their own. */
static const char *const kept[] = { "GNUPGHOME", "HOME", "GPG_TTY", "TERM",
				    "DISPLAY" };

/* gpgme asks once for the version, and only to learn which options it may
 * use. The oldest one that we support is the answer to that, and starting the
 * real gpg for it would cost more than all else that we do here. */
static int
say_version(void)
{
	return puts("gpg (GnuPG) 2.2.27") < 0 || fflush(stdout) != 0;
}

static char **
clean_environment(void)
{
	static char path[] = PROGRAM_PATH;
	static char *environment[sizeof(kept) / sizeof(kept[0]) + 2];
	size_t n = 0;

	environment[n++] = path;
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		const char *value = getenv(kept[i]);

		if (value && asprintf(&environment[n], "%s=%s", kept[i],
				      value) >= 0)
			n++;
	}
	environment[n] = NULL;
	return environment;
}

/* gpgme can only say which key signs after a gpg run to look it up. */
static char **
arguments(int argc, char **argv)
{
	static char gpg[] = "gpg", no_autostart[] = "--no-autostart";
	static char local_user[] = "--local-user";
	char **args = calloc((size_t)argc + MAX_ADDED + 1, sizeof(*args));
	size_t n = 0;

	if (!args)
		return NULL;
	args[n++] = gpg;
	args[n++] = no_autostart;
	if (getenv("SALLYPORT_GPG_SIGNER")) {
		args[n++] = local_user;
		args[n++] = getenv("SALLYPORT_GPG_SIGNER");
	}
	memcpy(args + n, argv + 1, (size_t)argc * sizeof(*args));
	return args;
}

static int
status_descriptor(int argc, char **argv)
{
	for (int i = 1; i < argc - 1; i++)
		if (strcmp(argv[i], "--status-fd") == 0)
			return atoi(argv[i + 1]);
	return -1;
}

static void
become_gpg(char **args, const sigset_t *mask)
{
	environ = clean_environment();
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)sigprocmask(SIG_SETMASK, mask, NULL);
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		if (setrlimit(limits[i].what, &limits[i].limit) != 0 &&
		    errno != EPERM)	/* a lower hard limit stands already */
			_exit(NOT_RUN);
	execvp(args[0], args);
	_exit(NOT_RUN);
}

static void
wake(int signal_number)
{
	(void)signal_number;
}

/* Wait for gpg, or for its reader to go away. Returns the exit status. */
static int
watch(pid_t gpg, int status_fd, const sigset_t *mask)
{
	/* No events: POLLERR, a pipe without reader, is reported always. */
	struct pollfd reader = { .fd = status_fd };
	int how = 0;

	while (waitpid(gpg, &how, WNOHANG) == 0) {
		if (ppoll(&reader, 1, NULL, mask) > 0)
			(void)kill(gpg, SIGKILL);
		if (reader.revents)
			reader.fd = -1;
	}
	return WIFSIGNALED(how) ? 128 + WTERMSIG(how) : WEXITSTATUS(how);
}

int
main(int argc, char **argv)
{
	struct sigaction on_child = { .sa_handler = wake };
	int status_fd = status_descriptor(argc, argv);
	sigset_t child, mask;
	char **args;
	pid_t gpg;
	int code;

	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return say_version();
	args = arguments(argc, argv);
	if (!args || status_fd < 0)
		return NOT_RUN;
	(void)sigemptyset(&child);
	(void)sigaddset(&child, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &child, &mask) != 0 ||
	    sigaction(SIGCHLD, &on_child, NULL) != 0)
		return NOT_RUN;
	(void)sigdelset(&mask, SIGCHLD);
	gpg = fork();
	if (gpg < 0)
		return NOT_RUN;
	if (gpg == 0)
		become_gpg(args, &mask);
	/* Keep no end of gpg's pipes open, so that it sees theirs. */
	if (status_fd > 0)
		(void)close_range(0, (unsigned)status_fd - 1, 0);
	(void)close_range((unsigned)status_fd + 1, ~0U, 0);
	code = watch(gpg, status_fd, &mask);
	/* gpg may have been killed in mid-line. */
	(void)dprintf(status_fd, "\n[GNUPG:] SALLYPORT_EXIT %d\n", code);
	return code;
}
