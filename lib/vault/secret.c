/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secret.c - the file with the secret: made once, durably, and read strictly */
#include "lib/vault/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/file.h"
#include "lib/vault/internal.h"

/* A new secret in fd; closes fd. */
static int
fill(int fd)
{
	struct sp_vault *v = sp_vault_new();
	int failed, why;

	sp_vault_random(sp_vault_secret(v), SP_VAULT_SECRET_LEN);
	failed = !sp_write_all(fd, sp_vault_secret(v), SP_VAULT_SECRET_LEN);
	why = errno;
	sp_vault_close(v);
	if (close(fd) != 0 && !failed)
		return -1;
	errno = why;
	return failed;
}

/* Written under another name and linked to its own. */
enum sp_status
sp_vault_create(const char *path, struct sp_err *err)
{
	g_autofree char *temp = g_strconcat(path, ".XXXXXX", NULL);
	int fd = g_mkstemp_full(temp, O_WRONLY | O_CLOEXEC, 0600);
	int why;

	if (fd < 0)
		return sp_fail(err, SP_EIO, "%s: %s", path, g_strerror(errno));
	if (fill(fd) == 0)
		return sp_file_publish(temp, path, err);
	why = errno;
	(void)unlink(temp);
	return sp_fail(err, SP_EIO, "%s: %s", path, g_strerror(why));
}

/* What must hold of the file before a byte of it is believed. */
static enum sp_status
check_file(int fd, const char *path, struct sp_err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return sp_fail(err, SP_EIO, "%s: %s", path, g_strerror(errno));
	if (!S_ISREG(st.st_mode))
		return sp_fail(err, SP_ECONF, "%s: is not a file", path);
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return sp_fail(err, SP_ECONF, "%s: belongs to user %u, not to "
			       "us (%u)", path, (unsigned)st.st_uid,
			       (unsigned)geteuid());
	if (st.st_mode & 077)
		return sp_fail(err, SP_ECONF, "%s: mode %04o lets others in; "
			       "chmod 600 and think about a new secret", path,
			       (unsigned)st.st_mode & 07777);
	if (st.st_size != SP_VAULT_SECRET_LEN)
		return sp_fail(err, SP_ECONF, "%s: has %lld bytes, not %d: "
			       "restore it from the backup", path,
			       (long long)st.st_size, SP_VAULT_SECRET_LEN);
	return SP_OK;
}

/* A file system that lost power may leave the length without the bytes. */
static gboolean
all_zero(const uint8_t *bytes, size_t n)
{
	uint8_t any = 0;

	while (n > 0)
		any |= bytes[--n];
	return any == 0;
}

static enum sp_status
read_secret(int fd, const char *path, uint8_t *secret, struct sp_err *err)
{
	ssize_t n;

	do
		n = read(fd, secret, SP_VAULT_SECRET_LEN);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return sp_fail(err, SP_EIO, "%s: %s", path, g_strerror(errno));
	if (n != SP_VAULT_SECRET_LEN || all_zero(secret, SP_VAULT_SECRET_LEN))
		return sp_fail(err, SP_ECONF, "%s: holds no secret: restore it "
			       "from the backup", path);
	return SP_OK;
}

enum sp_status
sp_vault_open(const char *path, struct sp_vault **v, struct sp_err *err)
{
	struct sp_vault *opened;
	enum sp_status r;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return sp_fail(err, errno == EMFILE || errno == ENFILE ||
			       errno == EIO ? SP_EIO : SP_ECONF, "%s: %s",
			       path, g_strerror(errno));
	opened = sp_vault_new();
	r = check_file(fd, path, err);
	if (r == SP_OK)
		r = read_secret(fd, path, sp_vault_secret(opened), err);
	(void)close(fd);
	if (r != SP_OK) {
		sp_vault_close(opened);
		return r;
	}
	*v = opened;
	return SP_OK;
}
