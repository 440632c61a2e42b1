/* SPDX-License-Identifier: GPL-2.0-or-later */
/* intended.c - for whose keys a signed message says that it was made
 *
 * A signature that is valid for one reader is valid for all: whoever gets a
 * signed and encrypted mail can encrypt it again, to somebody else. A signer
 * may name the keys it was meant for, in the part that is signed (RFC 9580,
 * section 5.2.3.36). gpg 2.2 does not tell, so we read it ourselves; whether
 * the signature is good is gpg's to say. */
#include <string.h>

#include "lib/pgp/packet.h"
#include "lib/pgp/pgp.h"

enum {
	TAG_SIGNATURE = 2,
	SUB_INTENDED = 35,
	KEY_VERSION = 4,
	FPR_BYTES = SP_FPR_LEN / 2,
};

struct reading {
	const uint8_t *bytes;
	GPtrArray *fprs;
};

static void
take_subpacket(GPtrArray *fprs, const uint8_t *p, size_t n)
{
	GString *hex;

	if ((p[0] & 0x7f) != SUB_INTENDED || n != 2 + FPR_BYTES ||
	    p[1] != KEY_VERSION)
		return;
	hex = g_string_new(NULL);
	for (size_t i = 2; i < n; i++)
		g_string_append_printf(hex, "%02X", p[i]);
	g_ptr_array_add(fprs, g_string_free(hex, FALSE));
}

/* RFC 4880, section 5.2.3.1; what does not fit ends it. */
static void
take_subpackets(GPtrArray *fprs, const uint8_t *p, size_t n)
{
	while (n > 0) {
		const size_t head = p[0] < 192 ? 1 : p[0] < 255 ? 2 : 5;
		size_t len;

		if (n < head)
			return;
		len = head == 1 ? p[0] : head == 2
			? ((size_t)(p[0] - 192) << 8) + p[1] + 192
			: (size_t)p[1] << 24 | (size_t)p[2] << 16 |
			  (size_t)p[3] << 8 | p[4];
		p += head;
		n -= head;
		if (len == 0 || len > n)
			return;
		take_subpacket(fprs, p, len);
		p += len;
		n -= len;
	}
}

/* Only what is signed counts: the hashed subpackets. */
static void
take_packet(unsigned tag, struct sp_range body, void *arg)
{
	const struct reading *r = arg;
	const uint8_t *p = r->bytes + body.at;
	size_t hashed;

	if (tag != TAG_SIGNATURE || body.len < 6 || p[0] != KEY_VERSION)
		return;
	hashed = (size_t)p[4] << 8 | p[5];
	if (hashed <= body.len - 6)
		take_subpackets(r->fprs, p + 6, hashed);
}

enum sp_status
sp_pgp_intended(struct sp_blob *message, GPtrArray **fprs, struct sp_err *err)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	struct reading reading = { .fprs = found };
	enum sp_status r = sp_blob_map(message, &reading.bytes, err);

	if (r == SP_OK)
		r = sp_packet_each(message, take_packet, &reading, err);
	if (r != SP_OK && r != SP_EDATA)
		return r;
	*fprs = g_steal_pointer(&found);
	return SP_OK;
}
