/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sendmail.c - the only way out
 *
 * The message is in a memfd, which becomes the child's standard input: there
 * is no pipe to fill or to break. The child keeps its right to gain
 * privileges, for Postfix's postdrop is setgid and Exim setuid; it holds
 * nothing but the one message. */
#include "lib/gate/sendmail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/mail/address.h"
#include "lib/mail/compose.h"

/* Runs between fork and exec: only calls that are safe there. */
static void
child(const struct sp_config *conf, const char *envelope,
      const char *recipient, int message)
{
	static char *const env[] = { (char *)"PATH=/usr/sbin:/usr/bin:/sbin:"
				     "/bin", (char *)"LC_ALL=C", NULL };
	char *const argv[] = { conf->sendmail, (char *)"-i", (char *)"-f",
			       (char *)envelope, (char *)"--",
			       (char *)recipient, NULL };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	(void)signal(SIGPIPE, SIG_DFL);
	if (null < 0 || lseek(message, 0, SEEK_SET) != 0 ||
	    dup2(message, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
		_exit(75);
	(void)syscall(SYS_close_range, 3, ~0U, 0);
	execve(conf->sendmail, argv, env);
	_exit(errno == ENOENT ? 127 : 126);
}

/* Wait for the child, for at most the configured time. */
static enum sp_status
await(pid_t pid, unsigned timeout_s, int *status, struct sp_err *err)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	gint64 end = g_get_monotonic_time() + (gint64)timeout_s * G_USEC_PER_SEC;
	int n = 0;

	while (fd >= 0) {
		gint64 left = (end - g_get_monotonic_time()) / 1000;

		n = poll(&p, 1, (int)CLAMP(left, 0, G_MAXINT));
		if (n >= 0 || errno != EINTR)
			break;
	}
	if (fd >= 0)
		(void)close(fd);
	if (n <= 0)
		(void)kill(pid, SIGKILL);
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return sp_fail(err, SP_EIO, "sendmail: cannot wait "
				       "for it");
	return n > 0 ? SP_OK : sp_fail(err, SP_EIO, "sendmail: no end after "
				       "%u s", timeout_s);
}

static enum sp_status
check(const char *envelope, const char *recipient, struct sp_blob *message,
      struct sp_err *err)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();

	if (!sp_address_ok(recipient) ||
	    (envelope[0] != '\0' && !sp_address_ok(envelope)))
		return sp_fail(err, SP_EDATA, "sendmail: not an address that "
			       "may be handed over");
	sp_rope_blob(rope, message);
	return sp_mail_check_out(rope, err);
}

enum sp_status
sp_sendmail(const struct sp_config *conf, const char *envelope,
	    const char *recipient, struct sp_blob *message, struct sp_err *err)
{
	enum sp_status r = check(envelope, recipient, message, err);
	int status = 0;
	pid_t pid;

	if (r != SP_OK)
		return r;
	pid = fork();
	if (pid < 0)
		return sp_fail(err, SP_EIO, "sendmail: cannot fork: %s",
			       g_strerror(errno));
	if (pid == 0)
		child(conf, envelope, recipient, message->fd);
	r = await(pid, conf->sendmail_timeout_s, &status, err);
	if (r != SP_OK)
		return r;
	if (WIFSIGNALED(status))
		return sp_fail(err, SP_EIO, "sendmail: killed by signal %d",
			       WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return sp_fail(err, SP_EIO, "sendmail: exit status %d",
			       WEXITSTATUS(status));
	return SP_OK;
}
