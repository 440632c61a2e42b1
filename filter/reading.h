/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reading.h - mails of the archive, as ciphertext or with the caller's key */
#ifndef SP_FILTER_READING_H
#define SP_FILTER_READING_H

#include "filter/keyring.h"

struct reading {
	gboolean original;		/* as it came, not what members got */
	gboolean decrypt;
	char *gnupg;			/* --gnupg */
	struct keyring *keyring;	/* NULL: leave it encrypted */
};

/* To be done before this process becomes the user of a list. */
enum sp_status reading_start(const struct call *call, struct reading *how,
			     struct sp_err *err) SP_CHECKED;
/* One whole mail, into memory: one that does not open leaves nothing behind in
 * a mailbox. */
enum sp_status reading_mail(struct sp_gate *gate, const struct sp_mail *m,
			    const struct reading *how, struct sp_blob *mail,
			    struct sp_err *err) SP_CHECKED;
void reading_clear(struct reading *how);

#endif
