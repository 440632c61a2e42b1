/* SPDX-License-Identifier: GPL-2.0-or-later */
/* supervisor.c - the program "sallyport": what the MTA starts
 *
 * Every command but "deliver" is handed to sallyport-main as it stands. Under
 * "deliver" this process owns standard input, the deadline and the answer to
 * the MTA, which is 0 or 75 whatever happens to sallyport-main below it: any
 * other status, death by signal and a timeout included, makes some MTA bounce
 * the report. 0 is said only when the worker has said that its commit is
 * durable. Linked with libc alone and without a parser of mail, so that there
 * is little here that can fail. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "filter/deferral.h"
#include "filter/launch.h"

#define CEILING ((off_t)100 << 20)	/* octets of one message */
#define DEADLINE_S 240			/* Postfix bounces after 1000 s */
#define DEADLINE_MAX_S 3600		/* Exim gives up then */
#define GRACE_MS 5000			/* for the worker to die when killed */
#define STATUS_FD 3			/* the worker writes 'C' there */

struct delivery {
	char **argv;
	int at;			/* argv[at] is "deliver" */
	const char *dir;	/* of the configuration */
	const char *list;
	const char *sender;
	const char *recipient;
	bool from_environment;	/* these two */
	int64_t until_ms;	/* deadline, on the monotonic clock */
	int signals;		/* signalfd of those we answer to */
	int message;		/* memfd */
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* poll(2) until a time. 0: the time is up. */
static int
poll_until(struct pollfd *p, nfds_t n, int64_t until_ms)
{
	int64_t left = until_ms - now_ms();

	return poll(p, n, left < 0 ? 0 : (int)left);
}

/* An MTA's environment and limits are not ours to trust. All signals are
 * blocked: those asked for are read from d->signals, and of the others (an
 * inherited alarm, SIGXFSZ, SIGPIPE) none may kill us. */
static bool
close_doors(struct delivery *d)
{
	static const int ours[] = { SIGCHLD, SIGHUP, SIGINT, SIGPIPE, SIGTERM };
	sigset_t set;
	size_t i;
	int fd;

	umask(077);
	while ((fd = open("/dev/null", O_RDWR)) >= 0 && fd <= STDERR_FILENO)
		continue;
	if (fd < 0)
		return false;
	(void)close_range(STDERR_FILENO + 1, UINT_MAX, 0);
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	sigfillset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	signal(SIGCHLD, SIG_DFL);	/* ignored, it would hide the end */
	sigemptyset(&set);
	for (i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		sigaddset(&set, ours[i]);
	d->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return d->signals >= 0;
}

static bool
read_deadline(struct delivery *d, const char *text)
{
	char *end;
	unsigned long s = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end != '\0' || s < 1 ||
	    s > DEADLINE_MAX_S)
		return false;
	d->until_ms = now_ms() + (int64_t)s * 1000;
	return true;
}

/* Both addresses from the arguments, or both from the environment, since Exim
 * lets no address into an argument. Two sources must agree. */
static bool
settle_envelope(struct delivery *d)
{
	const char *sender = getenv("SENDER");
	const char *recipient = getenv("RECIPIENT");

	d->from_environment = d->sender == NULL && d->recipient == NULL;
	if (d->from_environment) {
		d->sender = sender;
		d->recipient = recipient;
	}
	if (d->sender == NULL || d->recipient == NULL || *d->recipient == '\0')
		return false;
	return sender == NULL || recipient == NULL ||
	       (strcmp(d->sender, sender) == 0 &&
		strcmp(d->recipient, recipient) == 0);
}

/* Only what this process needs; the worker refuses what nobody knows. */
static bool
read_arguments(struct delivery *d)
{
	char **arg;

	d->until_ms = now_ms() + DEADLINE_S * 1000;
	for (arg = d->argv + d->at + 1; *arg != NULL; arg++) {
		if (strncmp(*arg, "--sender=", 9) == 0)
			d->sender = *arg + 9;
		else if (strncmp(*arg, "--recipient=", 12) == 0)
			d->recipient = *arg + 12;
		else if (strncmp(*arg, "--deadline=", 11) == 0) {
			if (!read_deadline(d, *arg + 11))
				return false;
		} else if (strncmp(*arg, "--", 2) != 0) {
			if (d->list != NULL || !sp_deferral_list_name(*arg))
				return false;
			d->list = *arg;
		}
	}
	return d->list != NULL && settle_envelope(d);
}

/* Read to the end of input, before anything has an effect. Leaves the rest
 * unread when the message is too large. */
static bool
take_message(struct delivery *d)
{
	static char chunk[1 << 16];
	struct pollfd p[2] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = d->signals, .events = POLLIN },
	};
	off_t total = 0;
	ssize_t n;

	d->message = memfd_create("message", MFD_CLOEXEC);
	if (d->message < 0)
		return false;
	for (;;) {
		if (poll_until(p, 2, d->until_ms) <= 0 || p[1].revents != 0)
			return false;
		n = read(STDIN_FILENO, chunk, sizeof(chunk));
		if (n < 0 && errno == EAGAIN)
			continue;
		if (n <= 0)
			break;
		total += n;
		if (total > CEILING ||
		    write(d->message, chunk, (size_t)n) != n)
			return false;	/* a memfd takes all or nothing */
	}
	explicit_bzero(chunk, sizeof(chunk));
	return n == 0 && total > 0 && lseek(d->message, 0, SEEK_SET) == 0;
}

/* In the child. The worker leads a session of its own, dies with us, and
 * holds neither standard input nor the output that the MTA reads to its end. */
static void
become_worker(const struct delivery *d, pid_t supervisor, int status)
{
	sigset_t none;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int s;

	for (s = 1; s < NSIG; s++)
		signal(s, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (setsid() < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
	    getppid() != supervisor || null < 0 ||
	    dup2(d->message, STDIN_FILENO) < 0 ||
	    dup2(null, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0 ||
	    dup2(status, STATUS_FD) < 0 || fcntl(STATUS_FD, F_SETFD, 0) != 0)
		return;
	if (d->from_environment)
		sp_launch_worker(d->argv, d->sender, d->recipient, STATUS_FD);
	else
		sp_launch_worker(d->argv, NULL, NULL, STATUS_FD);
}

/* Until the worker is dead, the MTA wants us gone, or the time is up. The
 * worker stays a zombie, so that its process group cannot become another's. */
static void
await_end(const struct delivery *d, pid_t worker, int64_t until_ms)
{
	struct pollfd p = { .fd = d->signals, .events = POLLIN };
	struct signalfd_siginfo s = { .ssi_signo = SIGCHLD };
	siginfo_t end = { .si_pid = 0 };

	while (s.ssi_signo == SIGCHLD) {
		if (waitid(P_PID, worker, &end, WEXITED | WNOHANG | WNOWAIT) ||
		    end.si_pid == worker)
			return;
		if (poll_until(&p, 1, until_ms) <= 0 ||
		    read(d->signals, &s, sizeof(s)) != sizeof(s))
			return;
	}
}

/* Nothing of the worker is left behind, however it ended. True when its word
 * came, even if it failed afterwards: the report is ours. */
static bool
run_worker(const struct delivery *d)
{
	const pid_t self = getpid();
	char word = '\0';
	int status[2];
	pid_t worker;

	if (pipe2(status, O_CLOEXEC | O_NONBLOCK) != 0)
		return false;
	worker = fork();
	if (worker < 0)
		return false;
	if (worker == 0) {
		become_worker(d, self, status[1]);
		_exit(EX_TEMPFAIL);
	}
	await_end(d, worker, d->until_ms);
	kill(-worker, SIGKILL);
	kill(worker, SIGKILL);	/* it may not lead a group yet */
	await_end(d, worker, now_ms() + GRACE_MS);
	return read(status[0], &word, 1) == 1 && word == 'C';
}

static int
deliver(struct delivery *d)
{
	static const char phrase[] = "temporary local failure\n";

	if (close_doors(d) && read_arguments(d) && take_message(d) &&
	    run_worker(d))
		return EX_OK;
	sp_deferral_count(d->dir, d->list);
	(void)!write(STDERR_FILENO, phrase, sizeof(phrase) - 1);
	return EX_TEMPFAIL;
}

/* Past "-C DIR" and "-CDIR", the only options before a command. */
static void
read_global_options(struct delivery *d, int argc)
{
	const char *arg;

	for (d->at = 1; d->at < argc; d->at++) {
		arg = d->argv[d->at];
		if (strncmp(arg, "-C", 2) != 0)
			return;
		d->dir = arg[2] != '\0' ? arg + 2 : d->argv[++d->at];
	}
}

int
main(int argc, char **argv)
{
	struct delivery d = { .argv = argv };

	read_global_options(&d, argc);
	if (d.at >= argc || strcmp(argv[d.at], "deliver") != 0 ||
	    (d.at + 1 < argc && strcmp(argv[d.at + 1], "--help") == 0))
		return sp_launch_as_is(argv);
	return deliver(&d);
}
