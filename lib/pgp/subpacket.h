/* SPDX-License-Identifier: GPL-2.0-or-later */
/* subpacket.h - what stands in a signature packet (RFC 4880 section 5.2.3) */
#ifndef SP_PGP_SUBPACKET_H
#define SP_PGP_SUBPACKET_H

#include <stddef.h>
#include <stdint.h>

enum sp_subpacket {
	SP_SUB_CREATED = 2, SP_SUB_CIPHERS = 11, SP_SUB_ISSUER = 16,
	SP_SUB_FEATURES = 30, SP_SUB_ISSUER_FPR = 33,
	SP_SUB_INTENDED = 35,	/* RFC 9580 section 5.2.3.36 */
};

/* Call take for each subpacket of an area of n bytes, with its type, less the
 * critical bit, and its content. What does not fit ends it (section
 * 5.2.3.1). */
void sp_subpacket_each(const uint8_t *area, size_t n,
		       void (*take)(unsigned type, const uint8_t *body,
				    size_t len, void *arg), void *arg);

/* A big-endian number of n <= 4 octets. */
uint32_t sp_subpacket_number(const uint8_t *p, unsigned n);

#endif
