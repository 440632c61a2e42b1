/* SPDX-License-Identifier: GPL-2.0-or-later */
/* traits.c - what a key says of itself that gpgme does not tell
 *
 * The newest signature of the key on each of its user ids and subkeys counts,
 * as it does for gpg (RFC 4880 sections 5.2 and 12.2). */
#include "lib/pgp/traits.h"

#include <string.h>

#include "lib/pgp/packet.h"

#define KEY_ID_LEN 8

enum { TAG_SIGNATURE = 2, TAG_PUBLIC_KEY = 6, TAG_USER_ID = 13,
       TAG_PUBLIC_SUBKEY = 14, TAG_ATTRIBUTE = 17 };

enum { SIG_CERT_FIRST = 0x10, SIG_CERT_LAST = 0x13, SIG_BINDING = 0x18,
       SIG_DIRECT = 0x1f };

enum { SUB_CREATED = 2, SUB_CIPHERS = 11, SUB_ISSUER = 16, SUB_FEATURES = 30,
       SUB_ISSUER_FPR = 33 };

enum { HASH_MD5 = 1, HASH_SHA1 = 2, HASH_RIPEMD160 = 3 };

#define CIPHER_AES_FIRST 7	/* AES-128, -192, -256 */
#define CIPHER_AES_LAST 9
#define FEATURES_AEAD (0x02 | 0x08)	/* the draft's, and SEIPD version 2 */

/* One signature of the key on itself. */
struct self {
	unsigned type;
	unsigned hash;
	uint32_t created;
	gboolean ours;		/* issued by the primary key */
	gboolean aes;
	gboolean aead;
};

struct reading {
	const uint8_t *bytes;	/* of all the packets */
	const char *wanted;	/* fingerprint, or NULL */
	gboolean inside;	/* of the key that counts */
	gboolean found;
	unsigned version;
	uint8_t key_id[KEY_ID_LEN];
	gboolean is_subkey;	/* what the signatures that follow are on */
	struct self newest;	/* of those; type 0: none yet */
	gboolean aes, aead;
	unsigned strong[2], weak[2];	/* user ids, subkeys */
};

static uint32_t
number(const uint8_t *p, unsigned n)
{
	uint32_t sum = 0;

	while (n-- > 0)
		sum = sum << 8 | *p++;
	return sum;
}

static gboolean
is_weak(unsigned hash)
{
	return hash == HASH_MD5 || hash == HASH_SHA1 || hash == HASH_RIPEMD160;
}

/* The component is complete: its newest signature counts. */
static void
settle(struct reading *x)
{
	const struct self *s = &x->newest;

	if (s->type != 0) {
		if (is_weak(s->hash))
			x->weak[x->is_subkey]++;
		else
			x->strong[x->is_subkey]++;
		if (!x->is_subkey) {
			x->aes |= s->aes;
			x->aead |= s->aead;
		}
	}
	x->newest = (struct self) { 0 };
}

static void
take_subpacket(const struct reading *x, const uint8_t *p, size_t n,
	       struct self *s)
{
	const unsigned type = p[0] & 0x7f;

	p++;
	n--;
	if (type == SUB_CREATED && n == 4)
		s->created = number(p, 4);
	if (type == SUB_ISSUER && n == KEY_ID_LEN)
		s->ours |= memcmp(p, x->key_id, KEY_ID_LEN) == 0;
	if (type == SUB_ISSUER_FPR && n == 21)
		s->ours |= memcmp(p + n - KEY_ID_LEN, x->key_id,
				  KEY_ID_LEN) == 0;
	if (type == SUB_FEATURES && n > 0)
		s->aead |= (p[0] & FEATURES_AEAD) != 0;
	for (size_t i = 0; type == SUB_CIPHERS && i < n; i++)
		s->aes |= p[i] >= CIPHER_AES_FIRST && p[i] <= CIPHER_AES_LAST;
}

/* Section 5.2.3.1; what does not fit ends it. */
static void
take_subpackets(const struct reading *x, const uint8_t *p, size_t n,
		struct self *s)
{
	while (n > 0) {
		size_t head = p[0] < 192 ? 1 : p[0] < 255 ? 2 : 5;
		size_t len;

		if (n < head)
			return;
		len = head == 1 ? p[0] : head == 5 ? number(p + 1, 4) :
			((size_t)(p[0] - 192) << 8) + p[1] + 192;
		p += head;
		n -= head;
		if (len == 0 || len > n)
			return;
		take_subpacket(x, p, len, s);
		p += len;
		n -= len;
	}
}

/* FALSE: not of version 4, or cut. */
static gboolean
read_signature(const struct reading *x, const uint8_t *p, size_t n,
	       struct self *s)
{
	size_t hashed, unhashed;

	if (n < 8 || p[0] != 4)
		return FALSE;
	s->type = p[1];
	s->hash = p[3];
	hashed = number(p + 4, 2);
	if (n - 8 < hashed)
		return FALSE;
	take_subpackets(x, p + 6, hashed, s);
	unhashed = number(p + 6 + hashed, 2);
	if (n - 8 - hashed < unhashed)
		return FALSE;
	take_subpackets(x, p + 8 + hashed, unhashed, s);
	return TRUE;
}

static void
take_signature(struct reading *x, const uint8_t *p, size_t n)
{
	struct self s = { 0 };

	if (!read_signature(x, p, n, &s) || !s.ours)
		return;
	if (s.type == SIG_DIRECT) {
		x->aes |= s.aes;
		x->aead |= s.aead;
		return;
	}
	if (x->is_subkey ? s.type != SIG_BINDING :
	    s.type < SIG_CERT_FIRST || s.type > SIG_CERT_LAST)
		return;
	if (x->newest.type == 0 || s.created >= x->newest.created)
		x->newest = s;
}

/* Section 12.2: of a version 4 key, by which all its signatures are found. */
static char *
fingerprint_of(const uint8_t *p, size_t n)
{
	const uint8_t head[] = { 0x99, (uint8_t)(n >> 8), (uint8_t)n };
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);

	g_checksum_update(sum, head, sizeof(head));
	g_checksum_update(sum, p, (gssize)n);
	return g_ascii_strup(g_checksum_get_string(sum), -1);
}

static void
take_primary(struct reading *x, const uint8_t *p, size_t n)
{
	g_autofree char *fpr = fingerprint_of(p, n);

	settle(x);
	x->is_subkey = FALSE;
	x->inside = !x->found && (!x->wanted || strcmp(fpr, x->wanted) == 0);
	if (!x->inside)
		return;
	x->found = TRUE;
	x->version = n > 0 ? p[0] : 0;
	for (int i = 0; i < KEY_ID_LEN; i++) {
		const char *hex = fpr + SP_FPR_LEN - 2 * KEY_ID_LEN + 2 * i;

		x->key_id[i] = (uint8_t)(g_ascii_xdigit_value(hex[0]) << 4 |
					 g_ascii_xdigit_value(hex[1]));
	}
}

static void
take(unsigned tag, struct sp_range body, void *arg)
{
	struct reading *x = arg;
	const uint8_t *p = x->bytes + body.at;

	switch (tag) {
	case TAG_PUBLIC_KEY:
		take_primary(x, p, body.len);
		break;
	case TAG_USER_ID:
	case TAG_ATTRIBUTE:
	case TAG_PUBLIC_SUBKEY:
		if (x->inside)
			settle(x);
		x->is_subkey = tag == TAG_PUBLIC_SUBKEY;
		break;
	case TAG_SIGNATURE:
		if (x->inside)
			take_signature(x, p, body.len);
		break;
	default:
		break;
	}
}

enum sp_status
sp_traits_read(struct sp_blob *binary, const char *fingerprint,
	       struct sp_traits *traits, struct sp_err *err)
{
	struct reading x = { .wanted = fingerprint };
	enum sp_status r = sp_blob_map(binary, &x.bytes, err);

	if (r == SP_OK)
		r = sp_packet_each(binary, take, &x, err);
	if (r != SP_OK)
		return r;
	settle(&x);
	if (!x.found)
		return sp_fail(err, SP_NONE, "key %s is not among the packets",
			       fingerprint ? fingerprint : "");
	*traits = (struct sp_traits) { .version = x.version };
	for (int i = 0; i < 2; i++)
		if (x.strong[i] == 0 && x.weak[i] > 0)
			traits->faults |= SP_KEY_SHA1;
	if (!x.aes)
		traits->faults |= SP_KEY_NO_AES;
	if (x.aead)
		traits->faults |= SP_KEY_AEAD;
	return SP_OK;
}
