/* SPDX-License-Identifier: GPL-2.0-or-later */
/* import-mail.h - one mail of an mbox, on its way into the archive */
#ifndef SP_GATE_IMPORT_MAIL_H
#define SP_GATE_IMPORT_MAIL_H

#include "lib/gate/import.h"
#include "lib/gate/post.h"

#define SP_IMPORT_SHUT "encrypted, not to us"

struct sp_import_mail {
	unsigned place;			/* in the file, from 1 */
	struct sp_range range;		/* of the mbox */
	const struct sp_opener *opener;	/* or NULL */
	struct sp_digest digest;	/* retry key */
	char *msgid;			/* or "" */
	int64_t date;			/* that it bears, not after now */
	struct sp_mail *row;
	struct sp_card *card;
	struct sp_facts *facts;		/* of its content; NULL: unreadable */
	const char *note;		/* "" or what people should know, such
					   as SP_IMPORT_SHUT */
	struct sp_sealed original;
	struct sp_post post;
};

void sp_import_mail_free(struct sp_import_mail *m);

/* Read what is outside, and whether it is known: SP_NONE, with a sentence in
 * err. SP_EDATA: it is past a limit. */
enum sp_status sp_import_mail_survey(struct sp_gate *gate,
				     struct sp_blob *mbox, int64_t now,
				     struct sp_import_mail *m,
				     struct sp_err *err) SP_CHECKED;
/* Open it and seal it for the archive, as ref in the case c; told: a line for
 * its banner. No transaction yet. */
enum sp_status sp_import_mail_seal(struct sp_gate *gate, struct sp_blob *mbox,
				   const char *ref, const struct sp_case *c,
				   const char *told, int64_t now,
				   struct sp_import_mail *m,
				   struct sp_err *err) SP_CHECKED;
/* [tx] Its rows, in that case. */
enum sp_status sp_import_mail_add(struct sp_gate *gate, const char *actor,
				  const struct sp_case *c, int64_t now,
				  struct sp_import_mail *m, struct sp_err *err)
				  SP_CHECKED;

#endif
