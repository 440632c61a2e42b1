/* SPDX-License-Identifier: GPL-2.0-or-later */
/* post.h - a mail on its way to the members: sealed once, then committed */
#ifndef SP_GATE_POST_H
#define SP_GATE_POST_H

#include "lib/gate/card.h"
#include "lib/gate/outer.h"
#include "lib/gate/payload.h"
#include "lib/gate/recipients.h"

/* The header that a post of this mail has outside, and the strings it needs. */
struct sp_post_head {
	struct sp_outer outer;
	char *subject;
	char *msgid;
	char *root;
	char *reply_to;
};

/* c: its case, or NULL. Deterministic: the same when composed again. */
void sp_post_head(const struct sp_gate *gate, const struct sp_mail *m,
		  const struct sp_case *c, int64_t made,
		  struct sp_post_head *head);
void sp_post_head_clear(struct sp_post_head *head);

/* What the gate did with a member's mail: distributed it, and not to anybody
 * outside. */
#define SP_DECISION_INSIDE "internal"

struct sp_post {
	enum sp_audience audience;	/* FOR_MEMBERS, or FOR_ARCHIVE alone */
	struct sp_recipients to;
	struct sp_sealed sealed;
	int64_t made;			/* 0 when it is sealed: now */
};

#define SP_POST_INIT { .audience = SP_FOR_MEMBERS, \
		       .sealed = { .body = SP_BLOB_INIT } }

/* Compose and seal for the audience; no transaction yet. told:
 * what they read about those outside, or NULL. */
enum sp_status sp_post_seal(struct sp_gate *gate, const struct sp_mail *m,
			    const struct sp_case *c, const struct sp_card *card,
			    gboolean unsigned_member, const char *told,
			    const struct sp_content *content, int64_t now,
			    struct sp_post *post, struct sp_err *err)
			    SP_CHECKED;
/* [tx] Payload, outbox rows, thread; what only the queue needed is dropped.
 * The caller updates the mail row (m->post is set here) and adds its event. */
enum sp_status sp_post_queue(struct sp_gate *gate, struct sp_mail *m,
			     const struct sp_post *post, struct sp_err *err)
			     SP_CHECKED;
void sp_post_clear(struct sp_post *post);

#endif
