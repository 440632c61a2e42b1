/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wire.h - facts on their way out of the locked room
 *
 * Whoever takes over the parser writes this answer, so the reader believes
 * nothing: every count, range and enumeration is checked against the message,
 * every string is cleaned again. */
#ifndef SP_MAIL_WIRE_H
#define SP_MAIL_WIRE_H

#include "lib/mail/facts.h"
#include "lib/mail/parse.h"

/* The strings of sp_facts with their limits in bytes; ends with max 0. */
struct sp_facts_string {
	gsize at;		/* offset of the char * */
	gsize max;
	gboolean lines;		/* may hold LF and TAB */
};
extern const struct sp_facts_string sp_facts_strings[];

static inline char **
sp_facts_string(struct sp_facts *f, gsize i)
{
	return (char **)(void *)((char *)f + sp_facts_strings[i].at);
}

/* wire-patch.c: patches and tags. Digests do not travel: whoever reads makes
 * them of the texts. FALSE: it cannot be true. */
#define SP_WIRE_PATCHES "(a(ssssuuuxasbay)a(issi))"
GVariant *sp_wire_encode_patches(const struct sp_facts *f);
gboolean sp_wire_decode_patches(GVariant *v, struct sp_facts *f);

/* An answer: facts, or the sentence of the limit that was met. */
#define SP_WIRE_TYPE "(smv)"

/* Floating. facts NULL: why is the answer. */
GVariant *sp_wire_encode(struct sp_facts *facts, const char *why);

/* SP_EDATA: the answer holds no facts, or ones that cannot be true of a
 * message of len bytes. */
enum sp_status sp_wire_decode(GVariant *answer, const struct sp_config *conf,
			      size_t len, struct sp_facts **facts,
			      struct sp_err *err) SP_CHECKED;

#endif
