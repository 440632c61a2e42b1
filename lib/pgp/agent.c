/* SPDX-License-Identifier: GPL-2.0-or-later */
/* agent.c - the gpg-agent of a home
 *
 * gpg would start one by itself, but then the agent would live on under the
 * limits of that gpg. So an agent is always started from here; asking whether
 * one answers costs a connect() and no program. */
#include "lib/pgp/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define START_LOCK SP_SLOTS	/* the byte of the slots file behind them */

static int
agent_connect(const char *home)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd;

	if ((size_t)snprintf(to.sun_path, sizeof(to.sun_path),
			     "%s/S.gpg-agent", home) >= sizeof(to.sun_path))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static gboolean
agent_answers(const char *home)
{
	int fd = agent_connect(home);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Of a home of ours. A person's may start programs that are setuid. */
static void
gain_nothing(gpointer unused)
{
	(void)unused;
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/* Returns when the agent listens. It has none of our descriptors, and leaves
 * our session, so that nobody who waits for the end of our output waits for
 * the agent. */
static void
agent_start(const struct sp_pgp *pgp)
{
	char *argv[] = { (char[]){ "gpg-agent" }, (char[]){ "--homedir" },
			 pgp->home, (char[]){ "--daemon" }, NULL };
	char *envp[] = { (char[]){ "PATH=/usr/bin:/bin:/usr/local/bin" },
			 NULL };

	sp_programs_count();
	(void)g_spawn_sync("/", argv, envp,
			   G_SPAWN_SEARCH_PATH_FROM_ENVP |
			   G_SPAWN_STDOUT_TO_DEV_NULL |
			   G_SPAWN_STDERR_TO_DEV_NULL,
			   pgp->slots >= 0 ? gain_nothing : NULL, NULL, NULL,
			   NULL, NULL, NULL);
}

/* Whether the start worked is not judged here: an agent of a person's own home
 * may listen in another place, where gpg finds it. */
enum sp_status
sp_agent_ready(struct sp_pgp *pgp, gboolean again, struct sp_err *err)
{
	struct flock lock = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET,
		.l_start = START_LOCK, .l_len = 1
	};

	if (!again && agent_answers(pgp->home))
		return SP_OK;
	if (pgp->slots >= 0 && fcntl(pgp->slots, F_OFD_SETLKW, &lock) != 0)
		return sp_fail(err, SP_EBUSY, "keyring: %s",
			       g_strerror(errno));
	/* Of many who found none, the first starts it. */
	if (!agent_answers(pgp->home))
		agent_start(pgp);
	lock.l_type = F_UNLCK;
	if (pgp->slots >= 0)
		(void)fcntl(pgp->slots, F_OFD_SETLK, &lock);
	return SP_OK;
}

void
sp_agent_stop(const char *home)
{
	static const char kill_it[] = "KILLAGENT\n";
	int fd = agent_connect(home);
	char answer[256];

	if (fd < 0)
		return;
	/* Until it closes the connection it may still write to its home. */
	if (send(fd, kill_it, sizeof(kill_it) - 1, MSG_NOSIGNAL) > 0)
		while (recv(fd, answer, sizeof(answer), 0) > 0)
			;
	close(fd);
}

/* One answer of the agent: the line that ends it, "OK" or "ERR" and more. */
static gboolean
agent_answer(int fd, char *line, size_t size)
{
	size_t n = 0;
	char c;

	while (recv(fd, &c, 1, 0) == 1) {
		if (c != '\n') {
			if (n < size - 1)
				line[n++] = c;
			continue;
		}
		line[n] = '\0';
		if (g_str_has_prefix(line, "OK") ||
		    g_str_has_prefix(line, "ERR"))
			return TRUE;
		n = 0;
	}
	return FALSE;
}

/* What gpg calls "Not found", whoever says so: the low half is its code. */
static gboolean
is_not_found(const char *line)
{
	const unsigned long code = g_str_has_prefix(line, "ERR ") ?
		strtoul(line + 4, NULL, 10) : 0;

	return (code & 0xffff) == GPG_ERR_NOT_FOUND ||
	       (code & 0xffff) == GPG_ERR_NO_SECKEY ||
	       (code & 0xffff) == GPG_ERR_ENOENT;
}

enum sp_status
sp_agent_delete(struct sp_pgp *pgp, const char *keygrip, struct sp_err *err)
{
	g_autofree char *order = g_strdup_printf("DELETE_KEY --force %s\n",
						 keygrip);
	int fd = agent_connect(pgp->home);
	char line[256] = "no answer";
	gboolean good;

	if (fd < 0)
		return sp_fail(err, SP_EBUSY, "no agent answers in %s",
			       pgp->home);
	good = agent_answer(fd, line, sizeof(line)) &&
		send(fd, order, strlen(order), MSG_NOSIGNAL) > 0 &&
		agent_answer(fd, line, sizeof(line)) &&
		(g_str_has_prefix(line, "OK") || is_not_found(line));
	close(fd);
	return good ? SP_OK : sp_fail(err, SP_EBUSY, "the agent did not delete "
				      "a secret key: %s", line);
}
