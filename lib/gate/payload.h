/* SPDX-License-Identifier: GPL-2.0-or-later */
/* payload.h - the MIME messages inside the encryption: the moderators' notice
 * and what members read
 *
 * Assembled from byte ranges: a body and its attachments leave byte for byte,
 * a signed part with its signature intact. Of a report's own header only the
 * Content- fields go to members. */
#ifndef SP_GATE_PAYLOAD_H
#define SP_GATE_PAYLOAD_H

#include "lib/base/blob.h"
#include "lib/gate/gate.h"
#include "lib/gate/opening.h"
#include "lib/gate/outer.h"

/* What stands below the text of a notice or a post. */
struct sp_content {
	const struct sp_blob *blob;	/* NULL: nothing does */
	const struct sp_facts *facts;	/* NULL: not parsable; the blob's range
					   is base64 of it */
	struct sp_range range;		/* only when facts is NULL */
	const struct sp_blob *pgp_blob;	/* original.pgp in base64; NULL: none */
	struct sp_range pgp;
};

/* What the content of a mail borrows from, when it had to be encoded. */
struct sp_attached {
	struct sp_blob raw;		/* of what cannot be parsed */
	struct sp_blob pgp;		/* of a combined sign+encrypt */
};

#define SP_ATTACHED_INIT { .raw = SP_BLOB_INIT, .pgp = SP_BLOB_INIT }

/* What is in a mail that was opened; a must outlive c. */
enum sp_status sp_content_make(const struct sp_opening *o,
			       struct sp_attached *a, struct sp_content *c,
			       struct sp_err *err) SP_CHECKED;
void sp_attached_clear(struct sp_attached *a);

/* base64 in lines of 76, for attachments of what is not text. */
enum sp_status sp_payload_base64(const struct sp_blob *from,
				 struct sp_blob *to, struct sp_err *err)
				 SP_CHECKED;

/* The mail as people should read it: its own header with what was protected
 * in place of what stood outside, and the opened body. Pieces are appended to
 * rope, which borrows from the opening. */
void sp_payload_report(const struct sp_opening *o, struct sp_rope *rope);

/* The notice: verdicts as text, the report as message/rfc822 (or, when it
 * cannot be parsed, as an attachment), original.pgp. *report and *pgp receive
 * their ranges in the plaintext, if they are in it. */
enum sp_status sp_payload_notice(const struct sp_gate *gate,
				 const struct sp_outer *outer,
				 const char *subject, const char *text,
				 struct sp_opening *o,
				 const struct sp_content *content,
				 struct sp_rope *rope, struct sp_range *report,
				 struct sp_range *pgp, struct sp_err *err)
				 SP_CHECKED;

/* A text of ours and nothing else. */
enum sp_status sp_payload_text(const struct sp_gate *gate,
			       const struct sp_outer *outer,
			       const char *subject, const char *text,
			       struct sp_rope *rope, struct sp_err *err)
			       SP_CHECKED;

/* What members read: the banner, then the content. */
enum sp_status sp_payload_post(const struct sp_gate *gate,
			       const struct sp_outer *outer,
			       const char *subject, const char *banner,
			       const char *footer,
			       const struct sp_content *content,
			       struct sp_rope *rope, struct sp_err *err)
			       SP_CHECKED;

#endif
