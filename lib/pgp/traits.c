/* SPDX-License-Identifier: GPL-2.0-or-later */
/* traits.c - what a key says of itself that gpgme does not tell
 *
 * The newest signature of the key on each of its user ids and subkeys counts,
 * as it does for gpg (RFC 4880 sections 5.2 and 12.2). */
#include "lib/pgp/traits.h"

#include <string.h>

#include "lib/pgp/packet.h"
#include "lib/pgp/subpacket.h"

#define KEY_ID_LEN 8

enum { SIG_CERT_FIRST = 0x10, SIG_CERT_LAST = 0x13, SIG_BINDING = 0x18,
       SIG_DIRECT = 0x1f };

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

/* The signature that is being read, and the key it may be of. */
struct issue {
	const struct reading *x;
	struct self *s;
};

static void
take_subpacket(unsigned type, const uint8_t *p, size_t n, void *arg)
{
	const struct issue *i = arg;
	const uint8_t *key_id = i->x->key_id;
	struct self *s = i->s;

	if (type == SP_SUB_CREATED && n == 4)
		s->created = sp_subpacket_number(p, 4);
	if (type == SP_SUB_ISSUER && n == KEY_ID_LEN)
		s->ours |= memcmp(p, key_id, KEY_ID_LEN) == 0;
	if (type == SP_SUB_ISSUER_FPR && n == 21)
		s->ours |= memcmp(p + n - KEY_ID_LEN, key_id,
				  KEY_ID_LEN) == 0;
	if (type == SP_SUB_FEATURES && n > 0)
		s->aead |= (p[0] & FEATURES_AEAD) != 0;
	for (size_t at = 0; type == SP_SUB_CIPHERS && at < n; at++)
		s->aes |= p[at] >= CIPHER_AES_FIRST && p[at] <= CIPHER_AES_LAST;
}

/* FALSE: not of version 4, or cut. */
static gboolean
read_signature(const struct reading *x, const uint8_t *p, size_t n,
	       struct self *s)
{
	struct issue issue = { x, s };
	size_t hashed, unhashed;

	if (n < 8 || p[0] != 4)
		return FALSE;
	s->type = p[1];
	s->hash = p[3];
	hashed = sp_subpacket_number(p + 4, 2);
	if (n - 8 < hashed)
		return FALSE;
	sp_subpacket_each(p + 6, hashed, take_subpacket, &issue);
	unhashed = sp_subpacket_number(p + 6 + hashed, 2);
	if (n - 8 - hashed < unhashed)
		return FALSE;
	sp_subpacket_each(p + 8 + hashed, unhashed, take_subpacket, &issue);
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
	case SP_TAG_PUBLIC_KEY:
		take_primary(x, p, body.len);
		break;
	case SP_TAG_USER_ID:
	case SP_TAG_ATTRIBUTE:
	case SP_TAG_PUBLIC_SUBKEY:
		if (x->inside)
			settle(x);
		x->is_subkey = tag == SP_TAG_PUBLIC_SUBKEY;
		break;
	case SP_TAG_SIGNATURE:
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
