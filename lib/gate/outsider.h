/* SPDX-License-Identifier: GPL-2.0-or-later */
/* outsider.h - keys of people who are not on the roster
 *
 * A stranger's key is looked at under caps and used from a scratch keyring that
 * is gone afterwards; it never joins the list's. */
#ifndef SP_GATE_OUTSIDER_H
#define SP_GATE_OUTSIDER_H

#include "lib/gate/opening.h"

/* The keys (GBytes *) that came with a mail, for its ack_key; NULL for none. */
GBytes *sp_outsider_keys_seal(const struct sp_gate *gate,
			      const GPtrArray *keys);
/* Those that came inside the encryption, or that a signature covers, for the
 * notes; NULL: none; g_free(). */
char *sp_outsider_keys_inside(const struct sp_opening *o);
/* The first of them that can be sealed to, and what it is; each may be NULL.
 * inside: those that came so are asked first; without it, nothing tells whether
 * the mail could be opened. The list's key and those of members, which people
 * quote, are not meant. SP_NONE: there is none (expired, without encryption
 * subkey, malformed, too large). */
enum sp_status sp_outsider_key(const struct sp_gate *gate,
			       const struct sp_mail *m, gboolean inside,
			       GBytes **bytes, struct sp_key **key,
			       struct sp_err *err) SP_CHECKED;

/* The key that was pinned for somebody in a case; NULL: none. */
GBytes *sp_outsider_pinned(const struct sp_gate *gate,
			   const struct sp_participant *p);
/* SP_NONE: it cannot be sealed to (any more), or it is one of ours. */
enum sp_status sp_outsider_usable(const struct sp_gate *gate, GBytes *bytes,
				  struct sp_key **key, struct sp_err *err)
				  SP_CHECKED;

/* Which keys came with a mail of p, in o: other_key when none of them is the
 * one that is pinned, first_key when none is. Looks at a few, and costs gpg
 * nothing when the pinned one came as it is known, or none did. */
enum sp_status sp_outsider_compare(const struct sp_gate *gate,
				   const struct sp_participant *p,
				   struct sp_opening *o, struct sp_err *err)
				   SP_CHECKED;

/* A keyring with that key alone. */
struct sp_ring {
	char *home;
	struct sp_pgp *pgp;
};

enum sp_status sp_outsider_ring(const struct sp_gate *gate, GBytes *bytes,
				struct sp_ring *ring, struct sp_err *err)
				SP_CHECKED;
/* Also after a failure: no file is left. */
void sp_outsider_ring_clear(struct sp_ring *ring);

enum sp_status sp_outsider_seal(const struct sp_gate *gate, GBytes *bytes,
				struct sp_rope *plain, struct sp_sealed *sealed,
				struct sp_err *err) SP_CHECKED;

/* Remove scratch keyrings that a killed process left behind. */
void sp_outsider_sweep(const struct sp_gate *gate);

#endif
