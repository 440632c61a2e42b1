/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reply-letter.h - the mail that one reporter gets */
#ifndef SP_GATE_REPLY_LETTER_H
#define SP_GATE_REPLY_LETTER_H

#include "lib/gate/reply.h"

/* The reference by which this one knows the case; borrowed. */
const char *sp_reply_ref(const struct sp_case *c,
			 const struct sp_participant *p);
/* Without <>, the same each time; g_free(). */
char *sp_reply_msgid(const struct sp_gate *gate, const struct sp_mail *m,
		     const struct sp_out *out);
/* Into a->letter, for the store. */
enum sp_status sp_reply_letter_seal(struct sp_gate *gate,
				    const struct sp_opening *o,
				    const struct sp_case *c,
				    const struct sp_replies *all,
				    struct sp_addressee *a, int64_t now,
				    struct sp_err *err) SP_CHECKED;

#endif
