/* SPDX-License-Identifier: GPL-2.0-or-later */
/* data.c - what gpg reads and writes: memory files, past gpgme
 *
 * gpgme pumps data through pipes of its own and, for a log that nobody reads,
 * looks at each byte of it: 14 MB took it longer than gpg. So gpg gets our
 * descriptors. gpgme lets none of them through to the program that it starts,
 * which therefore fetches them: the wrapper connects to a socket, says so in a
 * status line, and sp_run_hand_out() answers it. The socket is in the abstract
 * namespace, which is open to every user of the machine; each side looks who
 * the other one is. */
#include "lib/pgp/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BOMB_RATIO 1000			/* above this, and ... */
#define BOMB_SIZE ((size_t)1 << 20)	/* ... above this it is a bomb */
#define CHUNK 32768

/* As in gpg-wrapper.c, which is linked with libc alone. */
#define CHANNEL_VARIABLE "SALLYPORT_GPG_DATA"
struct order {
	uint64_t limit;		/* bytes that gpg may write */
	int reads, writes;	/* descriptors of these kinds: 0 or 1 */
};

struct sp_channel {
	int listener;
	int in;			/* -1: none; borrowed, or of copy */
	int out;		/* -1: none; borrowed */
	size_t limit;
	struct sp_blob copy;
};

/* --- what is read ---------------------------------------------------------- */

/* Each lone LF becomes CRLF; returns the new length, at most twice n. */
static size_t
canonicalise(const char *from, size_t n, char *to, gboolean *after_cr)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		if (from[i] == '\n' && !*after_cr)
			to[len++] = '\r';
		to[len++] = from[i];
		*after_cr = from[i] == '\r';
	}
	return len;
}

static enum sp_status
copy_source(const struct sp_source *s, struct sp_blob *to, struct sp_err *err)
{
	char raw[CHUNK], lines[2 * CHUNK];
	gboolean after_cr = FALSE;
	enum sp_status r = sp_blob_init(to, 2 * sp_rope_len(s->rope), err);
	ssize_t n;

	sp_rope_rewind(s->rope);
	while (r == SP_OK &&
	       (n = sp_rope_read(s->rope, raw, sizeof(raw))) != 0) {
		if (n < 0)
			r = sp_fail(err, SP_EBUSY, "cannot read: %s",
				    g_strerror(errno));
		else if (s->canonical)
			r = sp_blob_append(to, lines,
					   canonicalise(raw, (size_t)n, lines,
							&after_cr), err);
		else
			r = sp_blob_append(to, raw, (size_t)n, err);
	}
	return r;
}

/* A blob that ends where its file does can be read by gpg as it is. */
static gboolean
lend(const struct sp_blob *blob)
{
	struct stat st;

	return blob && fstat(blob->fd, &st) == 0 &&
	       (uint64_t)st.st_size == blob->base + blob->len &&
	       lseek(blob->fd, (off_t)blob->base, SEEK_SET) >= 0;
}

static enum sp_status
ready_source(struct sp_channel *c, const struct sp_source *s,
	     struct sp_err *err)
{
	const struct sp_blob *whole = s->canonical ? NULL :
		sp_rope_is_blob(s->rope);
	enum sp_status r;

	if (lend(whole)) {
		c->in = whole->fd;
		return SP_OK;
	}
	r = copy_source(s, &c->copy, err);
	c->in = c->copy.fd;
	return r;
}

/* --- what is written ------------------------------------------------------- */

static size_t
limit_of(const struct sp_sink *s)
{
	if (s->packed == 0 || s->packed > s->to->max / BOMB_RATIO)
		return s->to->max;
	return MIN(MAX(s->packed * BOMB_RATIO, BOMB_SIZE), s->to->max);
}

enum sp_status
sp_run_collect(const struct sp_run *run, struct sp_sink *sink,
	       struct sp_err *err)
{
	struct stat st;

	if (fstat(sink->to->fd, &st) != 0)
		return sp_fail(err, SP_EIO, "memfd: %s", g_strerror(errno));
	sink->overflow = (uint64_t)st.st_size > run->channel->limit;
	sink->to->len = sink->overflow ? 0 : (size_t)st.st_size;
	return SP_OK;
}

/* --- what is small --------------------------------------------------------- */

enum sp_status
sp_small_data(struct sp_blob *from, gpgme_data_t *data, struct sp_err *err)
{
	const uint8_t *bytes;
	enum sp_status r = sp_blob_map(from, &bytes, err);

	if (r == SP_OK && gpgme_data_new_from_mem(data, (const char *)bytes,
						  from->len, 1) != 0)
		r = sp_fail(err, SP_EBUSY, "gpgme: no memory");
	return r;
}

/* --- the channel ----------------------------------------------------------- */

/* Listen under a name that the kernel chooses: five hex digits. */
static gboolean
listen_for_wrapper(struct sp_channel *c)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	socklen_t len = sizeof(name.sun_family);

	c->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC |
			     SOCK_NONBLOCK, 0);
	if (c->listener < 0 ||
	    bind(c->listener, (struct sockaddr *)&name, len) != 0 ||
	    listen(c->listener, SOMAXCONN) != 0)
		return FALSE;
	len = sizeof(name);
	if (getsockname(c->listener, (struct sockaddr *)&name, &len) != 0)
		return FALSE;
	name.sun_path[sizeof(name.sun_path) - 1] = '\0';
	return g_setenv(CHANNEL_VARIABLE, name.sun_path + 1, TRUE);
}

enum sp_status
sp_run_data(struct sp_run *run, const struct sp_source *source,
	    const struct sp_sink *sink, struct sp_err *err)
{
	struct sp_channel *c = g_new0(struct sp_channel, 1);
	enum sp_status r = SP_OK;

	*c = (struct sp_channel) { .listener = -1, .in = -1, .out = -1,
				   .copy = SP_BLOB_INIT };
	run->channel = c;
	if (source)
		r = ready_source(c, source, err);
	if (r != SP_OK)
		return r;
	if (sink) {
		c->out = sink->to->fd;
		c->limit = limit_of(sink);
	}
	if (gpgme_data_new(&run->in) != 0 || gpgme_data_new(&run->out) != 0)
		return sp_fail(err, SP_EBUSY, "gpgme: no memory");
	if (!listen_for_wrapper(c))
		return sp_fail(err, SP_EBUSY, "socket: %s", g_strerror(errno));
	return SP_OK;
}

void
sp_run_data_end(struct sp_run *run)
{
	struct sp_channel *c = run->channel;

	if (!c)
		return;
	run->channel = NULL;
	g_unsetenv(CHANNEL_VARIABLE);
	gpgme_data_release(run->in);
	gpgme_data_release(run->out);
	sp_blob_clear(&c->copy);
	if (c->listener >= 0)
		close(c->listener);
	g_free(c);
}

static gboolean
is_of_our_user(int fd)
{
	struct ucred who;
	socklen_t len = sizeof(who);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) == 0 &&
	       who.uid == geteuid();
}

static gboolean
send_descriptors(const struct sp_channel *c, int to)
{
	struct order order = { .limit = c->limit, .reads = c->in >= 0,
			       .writes = c->out >= 0 };
	struct iovec bytes = { &order, sizeof(order) };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(2 * sizeof(int))];
	} control = { 0 };
	struct msghdr message = { .msg_iov = &bytes, .msg_iovlen = 1,
				  .msg_control = &control };
	int fds[2], n = 0;

	if (c->in >= 0)
		fds[n++] = c->in;
	if (c->out >= 0)
		fds[n++] = c->out;
	message.msg_controllen = CMSG_SPACE((size_t)n * sizeof(int));
	control.head.cmsg_level = SOL_SOCKET;
	control.head.cmsg_type = SCM_RIGHTS;
	control.head.cmsg_len = CMSG_LEN((size_t)n * sizeof(int));
	memcpy(CMSG_DATA(&control.head), fds, (size_t)n * sizeof(int));
	return sendmsg(to, &message, MSG_NOSIGNAL) == (ssize_t)sizeof(order);
}

/* The wrapper has connected before it said so, if perhaps not it alone. */
gpgme_error_t
sp_run_hand_out(struct sp_run *run)
{
	gboolean sent = FALSE;
	int fd;

	while (run->channel && !sent &&
	       (fd = accept4(run->channel->listener, NULL, NULL,
			     SOCK_CLOEXEC)) >= 0) {
		sent = is_of_our_user(fd) &&
		       send_descriptors(run->channel, fd);
		close(fd);
	}
	if (!sent)
		return gpgme_error(GPG_ERR_EIO);
	if (run->pgp->meanwhile)
		run->pgp->meanwhile(run->pgp->meanwhile_arg);
	return 0;
}
