/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reply.h - what of a member's mail in a case may reach its reporters
 *
 * Pure: facts in, words out. Whatever is in doubt stays inside. */
#ifndef SP_POLICY_REPLY_H
#define SP_POLICY_REPLY_H

#include <glib.h>

#include "lib/base/config.h"
#include "lib/mail/address.h"

/* What members read on top of what is internal. Who quotes it answers that. */
#define SP_TOLD_INTERNAL "NOT SENT to the reporter: it is internal"

enum sp_tell {
	SP_TELL_NONE,		/* not a member's mail in a case that has a
				   reporter: there is nothing to say */
	SP_TELL_SEND,
	SP_TELL_INTERNAL,	/* its first line, or its address, says so */
	SP_TELL_UNSIGNED,
	SP_TELL_UNNAMED,	/* the signed part names neither list nor case */
	SP_TELL_ELSEWHERE,	/* it names another case, and not this one */
	SP_TELL_EMPTY,		/* nothing is left above the marker */
	SP_TELL_CUT,		/* more text than we read */
	SP_TELL_NO_TEXT,	/* nothing but HTML, whose quotations cannot be
				   told apart */
};

struct sp_reply_facts {
	const struct sp_config *conf;
	enum sp_role role;
	gboolean to_internal;	/* To or Cc, signed or not, names an address of
				   ours that ends in -internal */
	gboolean answers_internal;	/* a mail that stayed inside */
	const char *text;	/* readable text of the signed part; NULL: not
				   signed by a member */
	const char *subject;	/* of the signed part, or "" */
	const char *to;		/* To and Cc of the signed part, or "" */
	gboolean cut;		/* text is only the beginning */
	gboolean encrypted;	/* it came so: whoever carried it has not read
				   it */
	const char *case_number;	/* NULL: it is in no case */
	const char *const *refs;	/* by which the case is known outside */
	unsigned reporters;	/* people outside that could be written to */
};

struct sp_reply {
	enum sp_tell fate;
	gboolean clear;		/* the member wrote reporter-clear */
	char *text;		/* SEND: what the member wrote */
	unsigned left_out;	/* lines of it that were quoted or below */
};

#define SP_REPLY_INIT { SP_TELL_NONE, FALSE, NULL, 0 }

struct sp_reply sp_policy_reply(const struct sp_reply_facts *in);
void sp_reply_clear(struct sp_reply *reply);

/* What was written itself up to the first quotation, signature or marker, with
 * neither; NULL: nothing but white space. g_free(). */
char *sp_reply_written(char *const *lines);

/* "internal", "unnamed", ...: stable words for events and JSON. */
const char *sp_reply_word(enum sp_tell fate);

/* A word or phrase that one reporter must not read, and what stands there
 * instead. */
struct sp_swap {
	const char *from;
	const char *to;
};

/* text with every from replaced where it stands as a word, in any case; swaps
 * end with a NULL. What was put there is not looked at again. g_free(). */
char *sp_reply_swap(const char *text, const struct sp_swap *swaps);

/* How one reporter gets it. */
enum sp_way { SP_WAY_ENCRYPTED, SP_WAY_CLEAR, SP_WAY_NO_KEY };

/* key: a usable one is known of them. */
enum sp_way sp_policy_way(const struct sp_config *conf, gboolean key,
			  gboolean reporter_clear);

struct sp_told {
	const char *address;
	enum sp_way way;
};

/* What the members read about it, a sentence a line; NULL when there is nothing
 * to say. people ends with a NULL address; when: at what time it leaves.
 * attached: it had more than text. g_free(). */
char *sp_reply_told(const struct sp_reply *reply, const char *case_number,
		    const char *when, gboolean attached,
		    const struct sp_told *people);

#endif
