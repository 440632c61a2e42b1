/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reading.c - mails of the archive, as ciphertext or with the caller's key */
#include "filter/reading.h"

#include <errno.h>
#include <sys/stat.h>

#include "filter/command.h"

enum sp_status
reading_start(const struct call *call, struct reading *how, struct sp_err *err)
{
	return how->decrypt ? keyring_of_caller(call, how->gnupg,
						&how->keyring, err) : SP_OK;
}

void
reading_clear(struct reading *how)
{
	keyring_end(how->keyring);
	g_free(how->gnupg);
}

enum sp_status
reading_mail(struct sp_gate *gate, const struct sp_mail *m,
	     const struct reading *how, struct sp_blob *mail,
	     struct sp_err *err)
{
	enum sp_status r = sp_blob_init(mail, SIZE_MAX / 4, err);
	struct stat st;

	if (r == SP_OK)
		r = how->keyring ? keyring_read(how->keyring, gate, m,
						how->original, FALSE, mail->fd,
						err)
				 : sp_archive_write(gate, m, how->original,
						    mail->fd, err);
	if (r != SP_OK)
		return r;
	if (fstat(mail->fd, &st) < 0)
		return sp_fail(err, SP_EIO, "memfd: %s", g_strerror(errno));
	mail->len = (size_t)st.st_size;
	return SP_OK;
}
