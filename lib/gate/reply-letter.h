/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reply-letter.h - the mail that one reporter gets */
#ifndef SP_GATE_REPLY_LETTER_H
#define SP_GATE_REPLY_LETTER_H

#include "lib/gate/reply.h"

/* The reference by which this one knows the case; borrowed. */
const char *sp_reply_ref(const struct sp_case *c,
			 const struct sp_participant *p);
/* Without <>, the same each time; g_free(). */
char *sp_reply_msgid(const struct sp_gate *gate, const char *ref,
		     const struct sp_out *out);
/* The case that such a row is about, and the reference of its mail, or of the
 * case where it is about none; sp_case_free(), g_free(). */
enum sp_status sp_reply_about(struct sp_gate *gate, const struct sp_out *out,
			      struct sp_case **c, char **ref,
			      struct sp_err *err) SP_CHECKED;
/* What a person wrote, and who. */
struct sp_words {
	const char *subject;	/* "": nothing but the reference */
	const char *from;	/* whose name stands in From */
	const char *actor;	/* as events record it */
	const char *text;
};

/* Into a->letter, for the store: the words as a may read them. people: all who
 * are outside (of struct sp_addressee *). */
enum sp_status sp_reply_letter_seal(struct sp_gate *gate,
				    const struct sp_case *c,
				    const GPtrArray *people,
				    const struct sp_words *words,
				    struct sp_addressee *a, int64_t now,
				    struct sp_err *err) SP_CHECKED;
/* [tx] Payload and outbox row of that letter, about the mail m; NULL: none. */
enum sp_status sp_reply_queue_one(struct sp_gate *gate,
				  const struct sp_mail *m,
				  const struct sp_case *c,
				  const struct sp_addressee *a, int64_t now,
				  int64_t due, struct sp_err *err) SP_CHECKED;
/* A text as that participant may read it; g_free(). */
enum sp_status sp_reply_words_for(struct sp_gate *gate,
				  const struct sp_case *c,
				  const struct sp_participant *who,
				  const char *text, char **words,
				  struct sp_err *err) SP_CHECKED;
/* The name that stands in From for this member, or NULL for none in particular;
 * borrowed. */
const char *sp_reply_name(const struct sp_gate *gate,
			  const struct sp_member *member);

#endif
