/* SPDX-License-Identifier: GPL-2.0-or-later */
/* packet.h - our own walk over OpenPGP packets (RFC 4880 section 4.2, 5.1,
 * 5.13): enough to accept and to cut a message, nothing more. Never allocates
 * in proportion to its input; every length is checked. */
#ifndef SP_PGP_PACKET_H
#define SP_PGP_PACKET_H

#include <stdint.h>

#include "lib/base/blob.h"
#include "lib/base/status.h"

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

#endif
