/* SPDX-License-Identifier: GPL-2.0-or-later */
/* aside.h - what the gate tells the members in the thread of a case: what a
 * person wrote to its reporters from the command line, that what they were to
 * get was held back, which mails came with an imported thread, and that one of
 * them is asked for a review
 *
 * Encrypted to those whose keys can be used, and to the archive. The others
 * have read in the clear already that their key is at fault. */
#ifndef SP_GATE_ASIDE_H
#define SP_GATE_ASIDE_H

#include "lib/gate/outer.h"
#include "lib/gate/recipients.h"
#include "lib/notice/template.h"

struct sp_aside {
	enum sp_out_kind kind;		/* WRITTEN, HELD_BACK, ASIDE */
	int64_t made;
	struct sp_recipients to;
	struct sp_sealed sealed;
};

#define SP_ASIDE_INIT { .sealed = { .body = SP_BLOB_INIT } }

/* The header outside, and the strings it needs. Deterministic. */
struct sp_aside_head {
	struct sp_outer outer;
	char *strings[4];
};

void sp_aside_head(const struct sp_gate *gate, enum sp_out_kind kind,
		   const char *ref, int64_t made, struct sp_aside_head *head);
void sp_aside_head_clear(struct sp_aside_head *head);

/* From the template of that kind: written, held-back or imported. told: its
 * placeholder, or NULL. text: what stands below it as it is, or NULL. No
 * transaction yet. */
enum sp_status sp_aside_seal(struct sp_gate *gate, enum sp_out_kind kind,
			     const struct sp_case *c, const char *actor,
			     const char *told, const char *text, int64_t now,
			     struct sp_aside *a, struct sp_err *err) SP_CHECKED;
/* The same to one member, of these words. SP_EDENIED: there is no key that it
 * can be sealed to. */
enum sp_status sp_aside_seal_one(struct sp_gate *gate,
				 const struct sp_case *c,
				 const struct sp_mail *m,
				 const struct sp_member *to,
				 const char *subject, const char *text,
				 int64_t now, struct sp_aside *a,
				 struct sp_err *err) SP_CHECKED;
/* [tx] Payload, outbox rows, thread. m: the first mail of the case, or that of
 * the patch that is asked about: what answers it, answers m. */
enum sp_status sp_aside_queue(struct sp_gate *gate, const struct sp_mail *m,
			      const struct sp_aside *a, struct sp_err *err)
			      SP_CHECKED;
void sp_aside_clear(struct sp_aside *a);

#endif
