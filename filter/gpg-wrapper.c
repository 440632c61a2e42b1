/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gpg-wrapper.c - the program sallyport-gpg, which gpgme takes for gpg
 *
 * Runs the real gpg in a locked room (gpg-room.c), with limits on CPU, memory,
 * file size and core files, a clean environment and no right to start an agent
 * (which would inherit all that). It kills gpg as soon as nobody reads its
 * status any more: gpg alone goes on inflating a bomb for minutes after its
 * caller has gone.
 *
 * gpgme forks twice and so never sees how gpg ended. The last status line from
 * here tells: "SALLYPORT_EXIT n ms", n being 128 + the signal when one ended
 * it, ms the CPU time that it took. No such line means that nobody knows.
 *
 * What gpg reads and writes can come past gpgme's pipes: with a channel named
 * in the environment we connect to it, say so ("SALLYPORT_DATA") and are sent
 * descriptors, which take the places that gpgme meant for its pipes. See
 * lib/pgp/data.c for the other end. Linked with libc alone. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "filter/gpg-room.h"
#include "lib/pgp/version.h"

#define PROGRAM_PATH "PATH=/usr/bin:/bin:/usr/local/bin"
#define NOT_RUN 127		/* as a shell says it */
#define MAX_ADDED 4		/* arguments of our own */
#define KEYRING_MAX (64UL << 20)	/* bytes of a file of gpg's */
#define SMALL_FILES (1UL << 20)	/* what it writes beside a message */

/* As in lib/pgp/data.c. */
#define CHANNEL_VARIABLE "SALLYPORT_GPG_DATA"
struct order {
	uint64_t limit;		/* bytes that gpg may write */
	int reads, writes;	/* descriptors of these kinds: 0 or 1 */
};

/* What gpg gets in place of gpgme's pipes; -1: nothing. */
struct data {
	int in, out;
	rlim_t limit;
};

/* Where gpg is looked for. */
static const char *const programs[] = { "/usr/bin/gpg", "/bin/gpg",
					"/usr/local/bin/gpg" };

static const struct {
	int what;
	struct rlimit limit;
} limits[] = {
	{ RLIMIT_CPU, { 10, 12 } },			/* seconds */
	{ RLIMIT_AS, { 1UL << 30, 1UL << 30 } },
};

/* What gpg may know of where it runs; the last three only matter to a person
 * who opens mail with a keyring of their own. */
static const char *const kept[] = { "GNUPGHOME", "HOME", "GPG_TTY", "TERM",
				    "DISPLAY" };

/* Starting the real gpg for this would cost more than all else that we do
 * here. */
static int
say_version(void)
{
	return puts("gpg (GnuPG) " SP_GPG_VERSION) < 0 || fflush(stdout) != 0;
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

/* gpgme can only say which key signs after a gpg run to look it up, and cannot
 * say at all that a signature does not matter. */
static char **
arguments(int argc, char **argv)
{
	static char gpg[] = "gpg", no_autostart[] = "--no-autostart";
	static char local_user[] = "--local-user";
	static char skip_verify[] = "--skip-verify";
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
	if (getenv("SALLYPORT_GPG_SKIP_VERIFY"))
		args[n++] = skip_verify;
	memcpy(args + n, argv + 1, (size_t)argc * sizeof(*args));
	return args;
}

/* The number after an option of gpgme's, or -1. */
static int
descriptor(int argc, char **argv, const char *option)
{
	for (int i = 1; i < argc - 1; i++)
		if (strcmp(argv[i], option) == 0)
			return atoi(argv[i + 1]);
	return -1;
}

/* gpg's log names keys and people, and a message can make it endless: gpgme
 * would keep each byte of it in memory. Returns -1 when it cannot be closed. */
static int
silence(int log_fd)
{
	int null = log_fd >= 0 ? open("/dev/null", O_WRONLY | O_CLOEXEC) : 0;

	return log_fd < 0 || (null >= 0 && dup2(null, log_fd) >= 0) ? 0 : -1;
}

/* --- data ----------------------------------------------------------------- */

/* The socket that our caller listens on, and nobody else. Returns -1 when it
 * is not. */
static int
connect_to(const char *channel)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	const size_t len = strnlen(channel, sizeof(name.sun_path) - 1);
	struct ucred who = { .uid = (uid_t)-1 };
	socklen_t who_len = sizeof(who);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memcpy(name.sun_path + 1, channel, len);
	if (fd < 0 ||
	    connect(fd, (struct sockaddr *)&name,
		    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
				len)) != 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &who_len) != 0 ||
	    who.uid != geteuid())
		return -1;
	return fd;
}

/* Take what was sent: an order, and as many descriptors as it says. */
static int
receive(int from, struct data *data)
{
	struct order order;
	struct iovec bytes = { &order, sizeof(order) };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(2 * sizeof(int))];
	} control;
	struct msghdr message = { .msg_iov = &bytes, .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	int fds[2], n;

	if (recvmsg(from, &message, MSG_CMSG_CLOEXEC) !=
	    (ssize_t)sizeof(order) || (message.msg_flags & MSG_CTRUNC))
		return -1;
	n = !!order.reads + !!order.writes;
	if (!CMSG_FIRSTHDR(&message) ||
	    control.head.cmsg_type != SCM_RIGHTS ||
	    control.head.cmsg_len != CMSG_LEN((size_t)n * sizeof(int)))
		return -1;
	memcpy(fds, CMSG_DATA(&control.head), (size_t)n * sizeof(int));
	if (order.reads)
		data->in = fds[0];
	if (order.writes) {
		data->out = fds[n - 1];
		data->limit = order.limit < SMALL_FILES ? SMALL_FILES :
							  order.limit + 1;
	}
	return 0;
}

/* Returns -1 when there is a channel and it does not work. */
static int
fetch(int status_fd, struct data *data)
{
	const char *channel = getenv(CHANNEL_VARIABLE);
	int fd, result = -1;

	if (!channel)
		return 0;
	fd = connect_to(channel);
	if (fd >= 0 && dprintf(status_fd, "[GNUPG:] SALLYPORT_DATA\n") > 0)
		result = receive(fd, data);
	if (fd >= 0)
		close(fd);
	return result;
}

/* Where gpgme has told gpg to read from: its last argument is "-", which is
 * standard input, or "-&" and the number of a descriptor. */
static int
input_descriptor(char **args)
{
	const char *last = "";

	while (*args)
		last = *args++;
	if (strcmp(last, "-") == 0)
		return STDIN_FILENO;
	return strncmp(last, "-&", 2) == 0 ? atoi(last + 2) : -1;
}

static void
put_in_place(const struct data *data, char **args)
{
	if ((data->in >= 0 && dup2(data->in, input_descriptor(args)) < 0) ||
	    (data->out >= 0 && dup2(data->out, STDOUT_FILENO) < 0))
		_exit(NOT_RUN);
}

/* --- gpg ------------------------------------------------------------------ */

static void
limit(int what, const struct rlimit *to)
{
	/* EPERM: a lower hard limit stands already. */
	if (setrlimit(what, to) != 0 && errno != EPERM)
		_exit(NOT_RUN);
}

/* In a child that borrows our memory: system calls and nothing else. */
static void
become_gpg(const struct gpg_room *room, char **args, const struct data *data,
	   const sigset_t *mask)
{
	const struct rlimit files = { data->limit, data->limit };

	put_in_place(data, args);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)sigprocmask(SIG_SETMASK, mask, NULL);
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		limit(limits[i].what, &limits[i].limit);
	limit(RLIMIT_FSIZE, &files);
	if (gpg_room_enter(room))
		execv(room->program, args);
	_exit(NOT_RUN);
}

static const char *
find_gpg(void)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		if (access(programs[i], X_OK) == 0)
			return programs[i];
	return NULL;
}

static pid_t
start_gpg(char **args, const struct data *data, const sigset_t *mask)
{
	const struct gpg_room room = {
		.program = find_gpg(), .home = getenv("GNUPGHOME"),
		.person = getenv("SALLYPORT_GPG_PERSON") != NULL,
	};
	pid_t gpg;

	if (!room.program || !room.home)
		return -1;
	environ = clean_environment();
	gpg_room_prepare();
	gpg = vfork();
	if (gpg == 0)
		become_gpg(&room, args, data, mask);
	return gpg;
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

static long
spent_ms(void)
{
	struct rusage of;

	if (getrusage(RUSAGE_CHILDREN, &of) != 0)
		return 0;
	return (of.ru_utime.tv_sec + of.ru_stime.tv_sec) * 1000 +
	       (of.ru_utime.tv_usec + of.ru_stime.tv_usec) / 1000;
}

int
main(int argc, char **argv)
{
	struct sigaction on_child = { .sa_handler = wake };
	struct data data = { .in = -1, .out = -1, .limit = KEYRING_MAX };
	const struct rlimit no_core = { 0, 0 };
	int status_fd = descriptor(argc, argv, "--status-fd");
	sigset_t child, mask;
	char **args;
	pid_t gpg;
	int code;

	if (prctl(PR_SET_DUMPABLE, 0) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return NOT_RUN;
	limit(RLIMIT_CORE, &no_core);
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return say_version();
	args = arguments(argc, argv);
	if (!args || status_fd < 0 || fetch(status_fd, &data) != 0 ||
	    silence(descriptor(argc, argv, "--logger-fd")) != 0)
		return NOT_RUN;
	(void)sigemptyset(&child);
	(void)sigaddset(&child, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &child, &mask) != 0 ||
	    sigaction(SIGCHLD, &on_child, NULL) != 0)
		return NOT_RUN;
	(void)sigdelset(&mask, SIGCHLD);
	gpg = start_gpg(args, &data, &mask);
	if (gpg < 0)
		return NOT_RUN;
	/* Keep no end of gpg's pipes open, so that it sees theirs. */
	if (status_fd > 0)
		(void)close_range(0, (unsigned)status_fd - 1, 0);
	(void)close_range((unsigned)status_fd + 1, ~0U, 0);
	code = watch(gpg, status_fd, &mask);
	/* gpg may have been killed in mid-line. */
	(void)dprintf(status_fd, "\n[GNUPG:] SALLYPORT_EXIT %d %ld\n", code,
		      spent_ms());
	return code;
}
