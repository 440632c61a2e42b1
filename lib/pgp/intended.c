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
#include "lib/pgp/subpacket.h"

#define KEY_VERSION 4
#define FPR_BYTES (SP_FPR_LEN / 2)

struct reading {
	const uint8_t *bytes;
	GPtrArray *fprs;
};

static void
take_subpacket(unsigned type, const uint8_t *body, size_t len, void *arg)
{
	GPtrArray *fprs = arg;
	GString *hex;

	if (type != SP_SUB_INTENDED || len != 1 + FPR_BYTES ||
	    body[0] != KEY_VERSION)
		return;
	hex = g_string_new(NULL);
	for (size_t i = 1; i < len; i++)
		g_string_append_printf(hex, "%02X", body[i]);
	g_ptr_array_add(fprs, g_string_free(hex, FALSE));
}

/* Only what is signed counts: the hashed subpackets. */
static void
take_packet(unsigned tag, struct sp_range body, void *arg)
{
	const struct reading *r = arg;
	const uint8_t *p = r->bytes + body.at;
	size_t hashed;

	if (tag != SP_TAG_SIGNATURE || body.len < 6 || p[0] != KEY_VERSION)
		return;
	hashed = sp_subpacket_number(p + 4, 2);
	if (hashed <= body.len - 6)
		sp_subpacket_each(p + 6, hashed, take_subpacket, r->fprs);
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
