/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reader.h - what held mail and the archive say, for people */
#ifndef SP_GATE_READER_H
#define SP_GATE_READER_H

#include "lib/base/blob.h"
#include "lib/gate/gate.h"
#include "lib/notice/documents.h"

/* The card of a row: from the store alone, no gpg. An unopened mail has a
 * card that says so. */
enum sp_status sp_reader_card(struct sp_gate *gate, const struct sp_mail *m,
			      struct sp_card **card, struct sp_err *err)
			      SP_CHECKED;

/* The working copy of a held mail, opened with the list key: plain is the
 * whole notice, report the range of the report in it (a message with headers;
 * body: its range behind the header), unwrapped the range of original.pgp or
 * empty. A mail past [limits] message is not in its notice: report is then
 * the original. One gpg run. */
struct sp_working {
	struct sp_blob plain;
	struct sp_range report;
	struct sp_range unwrapped;
};

enum sp_status sp_reader_working(struct sp_gate *gate, const struct sp_mail *m,
				 struct sp_working *w, struct sp_err *err)
				 SP_CHECKED;
void sp_working_clear(struct sp_working *w);

/* First lines of the report's text, safe for a terminal; lines 0: all of the
 * 64 KiB that are kept. g_free(). *text stays as it is when the report cannot
 * be parsed. */
enum sp_status sp_reader_text(struct sp_gate *gate, const struct sp_working *w,
			      unsigned lines, char **text, struct sp_err *err)
			      SP_CHECKED;

/* The archive: each accepted mail has its original and what was distributed.
 * Write one of them to fd as a mail: armored ciphertext in PGP/MIME, readable
 * with gpg alone by whoever holds an archive key. which: "post" or
 * "original". */
enum sp_status sp_archive_write(struct sp_gate *gate, const struct sp_mail *m,
				gboolean original, int fd, struct sp_err *err)
				SP_CHECKED;
/* The armor alone, in two steps because the second may be another user's:
 * open it with a keyring (gnupg: its home, which this process must be able to
 * use) and write the plain message, of at most plain_max bytes, to fd.
 * SP_EDENIED: that keyring does not open it. ref: for the sentence. with_sig:
 * not what was signed, but the signed OpenPGP message, when there is one. */
enum sp_status sp_archive_armor(struct sp_gate *gate, const struct sp_mail *m,
				gboolean original, struct sp_blob *armor,
				struct sp_err *err) SP_CHECKED;
size_t sp_archive_plain_max(const struct sp_gate *gate);
enum sp_status sp_archive_open(const char *gnupg, size_t plain_max,
			       struct sp_blob *armor, const char *ref,
			       gboolean with_sig, int fd,
			       struct sp_err *err) SP_CHECKED;

#endif
