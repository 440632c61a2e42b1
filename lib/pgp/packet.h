/* SPDX-License-Identifier: GPL-2.0-or-later */
/* packet.h - our own walk over OpenPGP packets (RFC 4880 section 4.2, 5.1,
 * 5.13): enough to accept and to cut a message, nothing more. Never allocates
 * in proportion to its input; every length is checked. All take binary data;
 * SP_EDATA says which packet is not as it should be, SP_EIO that the blob
 * could not be read. */
#ifndef SP_PGP_PACKET_H
#define SP_PGP_PACKET_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/blob.h"
#include "lib/base/status.h"

/* RFC 4880 section 4.3 */
enum sp_tag {
	SP_TAG_PKESK = 1, SP_TAG_SIGNATURE = 2, SP_TAG_ONE_PASS = 4,
	SP_TAG_SECRET_KEY = 5, SP_TAG_PUBLIC_KEY = 6, SP_TAG_SECRET_SUBKEY = 7,
	SP_TAG_COMPRESSED = 8, SP_TAG_LITERAL = 11, SP_TAG_TRUST = 12,
	SP_TAG_USER_ID = 13, SP_TAG_PUBLIC_SUBKEY = 14, SP_TAG_ATTRIBUTE = 17,
	SP_TAG_SEIPD = 18,
};

#define SP_PKESK_MAX 64

struct sp_cut {
	unsigned n_pkesk;
	struct {
		struct sp_range packet;
		uint8_t key_id[8];	/* all zero: hidden */
	} pkesk[SP_PKESK_MAX];
	struct sp_range seipd;
};

/* Accepts exactly PKESK{1..64} SEIPDv1 and nothing before or after.
 * SP_EDATA otherwise, saying which packet. */
enum sp_status sp_packet_walk(const struct sp_blob *binary,
			      struct sp_cut *cut, struct sp_err *err)
			      SP_CHECKED;

/* What decryption left must begin as a message: a literal, one compressed
 * packet that is all of it, a one-pass-signature or a signature packet.
 * SP_EDATA otherwise. */
enum sp_inner {
	SP_INNER_TEXT,		/* one literal, and so no signature */
	SP_INNER_SIGNED,	/* begins with one of the last two */
	SP_INNER_OPAQUE,	/* gpg must look */
};

enum sp_status sp_packet_inner(const struct sp_blob *binary,
			       enum sp_inner *what, struct sp_err *err)
			       SP_CHECKED;

/* Accepts signature packets only; *n is how many, at least 1. */
enum sp_status sp_packet_signatures(const struct sp_blob *binary, unsigned *n,
				    struct sp_err *err) SP_CHECKED;

/* Accepts one transferable key: exactly one primary key first, then user ids,
 * subkeys and signatures, at most SP_KEY_PARTS_MAX user ids and as many
 * subkeys, public unless secret is asked for. */
#define SP_KEY_PARTS_MAX 10
enum sp_status sp_packet_key(const struct sp_blob *binary, gboolean secret,
			     struct sp_err *err) SP_CHECKED;

/* Calls take for each packet in turn; body is where its content stands. */
enum sp_status sp_packet_each(const struct sp_blob *binary,
			      void (*take)(unsigned tag, struct sp_range body,
					   void *arg),
			      void *arg, struct sp_err *err) SP_CHECKED;

#endif
