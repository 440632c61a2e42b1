/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keyring.c - the archive, opened with the keyring of the caller
 *
 * The user of a list reads its archive, and cannot use the keyring of the
 * person at the terminal. So root, before it becomes that user, leaves a child
 * behind, which becomes the owner of the keyring and only opens what it is
 * handed: descriptors of anonymous memory, for the ciphertext and for what
 * comes out of it. */
#include "filter/keyring.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "filter/command.h"
#include "filter/privilege.h"

struct keyring {
	char *gnupg;
	int socket;		/* to the child; -1: this process opens it */
	pid_t child;
};

/* What goes to the child, with two descriptors, and what comes back. */
struct order {
	size_t plain_max;
	gboolean with_sig;
	char ref[SP_REF_LEN + 1];
};

union ancillary {
	struct cmsghdr head;	/* for its alignment */
	char room[CMSG_SPACE(2 * sizeof(int))];
};

static gboolean
send_order(int socket, const struct order *order, const int fds[2])
{
	union ancillary a = { .room = "" };
	struct iovec data = { (void *)(uintptr_t)order, sizeof(*order) };
	struct msghdr m = { .msg_iov = &data, .msg_iovlen = 1,
			    .msg_control = a.room,
			    .msg_controllen = sizeof(a.room) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(2 * sizeof(int));
	memcpy(CMSG_DATA(c), fds, 2 * sizeof(int));
	return sendmsg(socket, &m, MSG_NOSIGNAL) == (ssize_t)sizeof(*order);
}

/* FALSE at the end. */
static gboolean
receive_order(int socket, struct order *order, int fds[2])
{
	union ancillary a = { .room = "" };
	struct iovec data = { order, sizeof(*order) };
	struct msghdr m = { .msg_iov = &data, .msg_iovlen = 1,
			    .msg_control = a.room,
			    .msg_controllen = sizeof(a.room) };
	struct cmsghdr *c;

	if (recvmsg(socket, &m, MSG_CMSG_CLOEXEC) != (ssize_t)sizeof(*order))
		return FALSE;
	c = CMSG_FIRSTHDR(&m);
	if (!c || c->cmsg_len != CMSG_LEN(2 * sizeof(int)))
		return FALSE;
	memcpy(fds, CMSG_DATA(c), 2 * sizeof(int));
	return TRUE;
}

/* --- the child ------------------------------------------------------------- */

static void
carry_out(const char *gnupg, const struct order *order, const int fds[2],
	  struct sp_err *err)
{
	g_auto_blob struct sp_blob armor = SP_BLOB_INIT;
	enum sp_status r = sp_blob_adopt(&armor, fds[0], SIZE_MAX / 4, err);

	if (r == SP_OK)
		r = sp_archive_open(gnupg, order->plain_max, &armor,
				    order->ref, order->with_sig, fds[1], err);
	err->code = r;
	close(fds[1]);
}

static void G_GNUC_NORETURN
serve(const char *gnupg, uid_t owner, int socket)
{
	struct sp_err cannot = { .code = SP_OK };
	struct order order;
	int fds[2];

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (owner != geteuid())
		cannot.code = privilege_become(owner, &cannot);
	while (receive_order(socket, &order, fds)) {
		struct sp_err err = cannot;

		if (cannot.code == SP_OK)
			carry_out(gnupg, &order, fds, &err);
		if (send(socket, &err, sizeof(err), MSG_NOSIGNAL) < 0)
			break;
	}
	_exit(0);
}

/* --- the parent ------------------------------------------------------------ */

static enum sp_status
start_child(struct keyring *k, struct sp_err *err)
{
	struct stat st;
	int ends[2];

	if (stat(k->gnupg, &st) < 0)
		return sp_fail(err, SP_ECONF, "keyring %s: %s; name yours with "
			       "--gnupg", k->gnupg, g_strerror(errno));
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return sp_fail(err, SP_EIO, "socketpair: %s",
			       g_strerror(errno));
	k->child = fork();
	if (k->child == 0) {
		close(ends[0]);
		serve(k->gnupg, st.st_uid, ends[1]);
	}
	close(ends[1]);
	k->socket = ends[0];
	return k->child > 0 ? SP_OK : sp_fail(err, SP_EIO, "fork: %s",
					      g_strerror(errno));
}

enum sp_status
keyring_start(const char *gnupg, struct keyring **k, struct sp_err *err)
{
	struct keyring *made = g_new0(struct keyring, 1);
	enum sp_status r = SP_OK;

	made->gnupg = g_strdup(gnupg);
	made->socket = -1;
	if (geteuid() == 0)
		r = start_child(made, err);
	if (r == SP_OK)
		*k = g_steal_pointer(&made);
	keyring_end(made);
	return r;
}

static enum sp_status
ask_child(const struct keyring *k, const struct order *order,
	  const struct sp_blob *armor, int fd, struct sp_err *err)
{
	const int fds[2] = { armor->fd, fd };

	if (!send_order(k->socket, order, fds) ||
	    recv(k->socket, err, sizeof(*err), 0) != (ssize_t)sizeof(*err))
		return sp_fail(err, SP_EIO, "the process that uses keyring %s "
			       "died", k->gnupg);
	err->text[sizeof(err->text) - 1] = '\0';
	return err->code;
}

enum sp_status
keyring_of_caller(const struct call *call, const char *gnupg,
		  struct keyring **k, struct sp_err *err)
{
	const char *terminal = ttyname(STDERR_FILENO);

	if (terminal) {
		(void)setenv("GPG_TTY", terminal, 1);
		(void)setenv("TERM", call->caller->terminal, 1);
	}
	return keyring_start(gnupg ? gnupg : call->caller->gnupg, k, err);
}

enum sp_status
keyring_open(struct keyring *k, struct sp_gate *gate, struct sp_blob *armor,
	     const char *ref, gboolean with_sig, int fd, struct sp_err *err)
{
	struct order order = { .plain_max = sp_archive_plain_max(gate),
			       .with_sig = with_sig };

	g_strlcpy(order.ref, ref, sizeof(order.ref));
	return k->socket < 0 ? sp_archive_open(k->gnupg, order.plain_max,
					       armor, order.ref, with_sig, fd,
					       err)
			     : ask_child(k, &order, armor, fd, err);
}

enum sp_status
keyring_read(struct keyring *k, struct sp_gate *gate, const struct sp_mail *m,
	     gboolean original, gboolean with_sig, int fd, struct sp_err *err)
{
	g_auto_blob struct sp_blob armor = SP_BLOB_INIT;
	enum sp_status r = sp_archive_armor(gate, m, original, &armor, err);

	return r == SP_OK ? keyring_open(k, gate, &armor, m->ref, with_sig, fd,
					 err) : r;
}

void
keyring_end(struct keyring *k)
{
	if (!k)
		return;
	if (k->socket >= 0)
		close(k->socket);
	if (k->child > 0)
		(void)waitpid(k->child, NULL, 0);
	g_free(k->gnupg);
	g_free(k);
}
