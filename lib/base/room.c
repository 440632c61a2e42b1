/* SPDX-License-Identifier: GPL-2.0-or-later */
/* room.c - fork, lock, compute, answer
 *
 * The parent trusts nothing that comes out: length, type and form of the
 * answer are checked, and whatever the child does, it is dead and reaped when
 * sp_room_run() returns. How a child ended only serves the message; a child
 * that was taken over can make us hold a mail, never do anything else. */
#include "lib/base/room.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/file.h"
#include "lib/base/room-lock.h"

#define ANSWER_FD 3		/* of the child; 0 to 2 are closed there */

/* How a child ends that has no answer. */
enum ending { ENDED = 0, GAVE_UP, TOO_LARGE, NOT_LOCKED };

struct job {
	GVariant *(*work)(void *arg);
	void *arg;
	const GVariantType *type;
	const struct sp_room_limits *limits;
	size_t as_max;
};

/* Bytes of address space that this process has mapped. */
static enum sp_status
mapped(size_t *bytes, struct sp_err *err)
{
	const long page = sysconf(_SC_PAGESIZE);
	char text[64];
	ssize_t got;
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return sp_fail(err, SP_EIO, "/proc/self/statm: %s",
			       g_strerror(errno));
	got = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (got <= 0)
		return sp_fail(err, SP_EIO, "/proc/self/statm: cannot be read");
	text[got] = '\0';
	*bytes = g_ascii_strtoull(text, NULL, 10) * (size_t)page;
	return SP_OK;
}

static enum ending
answer(const struct job *job)
{
	GVariant *v = job->work(job->arg);
	guint64 size;

	if (!v || !g_variant_is_of_type(v, job->type))
		return GAVE_UP;
	size = g_variant_get_size(v);
	if (size > job->limits->answer)
		return TOO_LARGE;
	if (!sp_write_all(ANSWER_FD, &size, sizeof(size)) ||
	    !sp_write_all(ANSWER_FD, g_variant_get_data(v), size))
		return GAVE_UP;
	return ENDED;
}

/* All that the child does; it leaves nothing to exit handlers. */
static void G_GNUC_NORETURN
child(const struct job *job, int fd, pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 ||
	    getppid() != parent)
		_exit(NOT_LOCKED);
	if (fd != ANSWER_FD && dup2(fd, ANSWER_FD) < 0)
		_exit(NOT_LOCKED);
	if (!sp_room_lock(ANSWER_FD, job->as_max, job->limits))
		_exit(NOT_LOCKED);
	_exit(answer(job));
}

/* Read n bytes before the deadline; fewer only at the end. -1 with errno. */
static ssize_t
read_until(int fd, void *buf, size_t n, gint64 deadline)
{
	char *to = buf;
	size_t done = 0;

	while (done < n) {
		struct pollfd waiting = { .fd = fd, .events = POLLIN };
		const gint64 left_us = deadline - g_get_monotonic_time();
		ssize_t got;

		if (left_us <= 0) {
			errno = ETIMEDOUT;
			return -1;
		}
		got = poll(&waiting, 1, (int)(left_us / 1000 + 1));
		if (got > 0)
			got = read(fd, to + done, n - done);
		else if (got == 0)
			continue;
		if (got == 0)
			break;
		if (got > 0)
			done += (size_t)got;
		else if (errno != EINTR)
			return -1;
	}
	return (ssize_t)done;
}

/* Take one framed answer and the end of file after it, and nothing more.
 * NULL: *why says what was wrong, or is NULL when the child will know. */
static GVariant *
receive(int fd, const struct job *job, const char **why)
{
	const gint64 deadline = g_get_monotonic_time() +
		(gint64)job->limits->wall_s * G_USEC_PER_SEC;
	g_autoptr(GBytes) bytes = NULL;
	GVariant *v;
	guint64 size = 0;
	ssize_t got;
	char more;
	void *data;

	got = read_until(fd, &size, sizeof(size), deadline);
	*why = got < 0 ? "was too slow" : NULL;
	if (got != sizeof(size))
		return NULL;
	if (size > job->limits->answer) {
		*why = "answered too much";
		return NULL;
	}
	data = g_malloc(size);
	bytes = g_bytes_new_take(data, size);
	got = read_until(fd, data, size, deadline);
	if (got >= 0 && (guint64)got != size)
		return NULL;
	if (got < 0 || read_until(fd, &more, 1, deadline) != 0) {
		*why = "did not end with its answer";
		return NULL;
	}
	v = g_variant_ref_sink(g_variant_new_from_bytes(job->type, bytes,
							FALSE));
	if (g_variant_is_normal_form(v))
		return v;
	g_variant_unref(v);
	*why = "answered in a wrong form";
	return NULL;
}

/* End the child, whatever it is doing. Returns how it ended, in words. */
static const char *
end_child(pid_t pid)
{
	int status = 0;

	(void)kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return "is gone";
	if (WIFSIGNALED(status)) {
		switch (WTERMSIG(status)) {
		case SIGSYS:
			return "made a forbidden system call";
		case SIGXCPU:
			return "took too much processor time";
		case SIGKILL:
			return "had to be killed";
		default:
			return "crashed";
		}
	}
	switch (WEXITSTATUS(status)) {
	case TOO_LARGE:
		return "had too large an answer";
	case NOT_LOCKED:
		return "could not lock itself in";
	default:
		return "gave up";
	}
}

static enum sp_status
run(const struct job *job, GVariant **out, struct sp_err *err)
{
	const pid_t self = getpid();
	const char *why = NULL;
	const char *end;
	GVariant *v;
	pid_t pid;
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		return sp_fail(err, SP_EIO, "pipe: %s", g_strerror(errno));
	pid = fork();
	if (pid == 0)
		child(job, fds[1], self);
	close(fds[1]);
	if (pid < 0) {
		enum sp_status r = sp_fail(err, SP_EIO, "fork: %s",
					   g_strerror(errno));

		close(fds[0]);
		return r;
	}
	v = receive(fds[0], job, &why);
	close(fds[0]);
	end = end_child(pid);
	if (!v)
		return sp_fail(err, SP_EDATA, "the locked child %s",
			       why ? why : end);
	*out = v;
	return SP_OK;
}

enum sp_status
sp_room_run(GVariant *(*work)(void *arg), void *arg, const GVariantType *type,
	    const struct sp_room_limits *limits, GVariant **out,
	    struct sp_err *err)
{
	struct job job = {
		.work = work, .arg = arg, .type = type, .limits = limits,
	};
	enum sp_status r = sp_room_check(limits->need, err);
	size_t now = 0;

	if (r == SP_OK)
		r = sp_room_prepare(err);
	if (r == SP_OK)
		r = mapped(&now, err);
	if (r != SP_OK)
		return r;
	job.as_max = now + limits->memory;
	return run(&job, out, err);
}
