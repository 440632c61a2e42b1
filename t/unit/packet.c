/* SPDX-License-Identifier: GPL-2.0-or-later */
/* packet.c - what the packet walk accepts, to the byte */
#include "lib/pgp/packet.h"

#include <string.h>

#include "t/unit/tap.h"

/* Hex of whole packets. */
#define PKESK "c10c" "03" "0102030405060708" "12" "aabb"
#define PKESK_OLD "840c" "03" "0102030405060708" "12" "aabb"
#define PKESK_OLD2 "85000c" "03" "0102030405060708" "12" "aabb"
#define PKESK_OLD4 "860000000c" "03" "0102030405060708" "12" "aabb"
#define PKESK_LEN5 "c1ff0000000c" "03" "0102030405060708" "12" "aabb"
#define SEIPD "d205" "01" "00112233"
#define SIGNATURE "c20104"
#define LITERAL "cb08" "6200" "00000000" "6869"

static GByteArray *
from_hex(const char *hex)
{
	GByteArray *bytes = g_byte_array_new();

	for (; hex[0] && hex[1]; hex += 2) {
		const guint8 byte = (guint8)(g_ascii_xdigit_value(hex[0]) << 4 |
					     g_ascii_xdigit_value(hex[1]));

		g_byte_array_append(bytes, &byte, 1);
	}
	return bytes;
}

static void
to_blob(struct sp_blob *b, const void *bytes, size_t n)
{
	struct sp_err err;

	if (sp_blob_init(b, n, &err) != SP_OK ||
	    sp_blob_append(b, bytes, n, &err) != SP_OK)
		g_error("%s", err.text);
}

static enum sp_status
walk_bytes(const void *bytes, size_t n, struct sp_cut *cut)
{
	g_auto_blob struct sp_blob b = SP_BLOB_INIT;
	struct sp_err err;

	to_blob(&b, bytes, n);
	return sp_packet_walk(&b, cut, &err);
}

/* */
static void
test_walk(void)
{
	static const struct {
		const char *name;
		const char *hex;
		enum sp_status want;
		unsigned n_pkesk;
		size_t seipd_at;
		size_t seipd_len;
	} rows[] = {
		{ "one recipient", PKESK SEIPD, SP_OK, 1, 14, 7 },
		{ "two recipients", PKESK PKESK SEIPD, SP_OK, 2, 28, 7 },
		{ "old format, one length octet", PKESK_OLD SEIPD, SP_OK, 1,
		  14, 7 },
		{ "old format, two", PKESK_OLD2 SEIPD, SP_OK, 1, 15, 7 },
		{ "old format, four", PKESK_OLD4 SEIPD, SP_OK, 1, 17, 7 },
		{ "new format, five octets of length", PKESK_LEN5 SEIPD,
		  SP_OK, 1, 18, 7 },
		{ "nothing", "", SP_EDATA, 0, 0, 0 },
		{ "no recipient", SEIPD, SP_EDATA, 0, 0, 0 },
		{ "no message", PKESK, SP_EDATA, 0, 0, 0 },
		{ "a recipient behind", PKESK SEIPD PKESK, SP_EDATA, 0, 0, 0 },
		{ "a byte behind", PKESK SEIPD "00", SP_EDATA, 0, 0, 0 },
		{ "two messages", PKESK SEIPD PKESK SEIPD, SP_EDATA, 0, 0, 0 },
		{ "a literal before", LITERAL PKESK SEIPD, SP_EDATA, 0, 0, 0 },
		{ "a literal behind", PKESK SEIPD LITERAL, SP_EDATA, 0, 0, 0 },
		{ "a literal alone", LITERAL, SP_EDATA, 0, 0, 0 },
		{ "a marker", "ca03504750" PKESK SEIPD, SP_EDATA, 0, 0, 0 },
		{ "a symmetric key", "c30d0409030801020304050607" "0860"
		  PKESK SEIPD, SP_EDATA, 0, 0, 0 },
		{ "SED", PKESK "c90500112233" "44", SP_EDATA, 0, 0, 0 },
		{ "OCB, tag 20", PKESK "d4050109020600", SP_EDATA, 0, 0, 0 },
		{ "SEIPD version 2", PKESK "d2050209020600", SP_EDATA, 0, 0,
		  0 },
		{ "SEIPD without a body", PKESK "d200", SP_EDATA, 0, 0, 0 },
		{ "PKESK version 6", "c10c06010203040506070812aabb" SEIPD,
		  SP_EDATA, 0, 0, 0 },
		{ "PKESK without a session key", "c10a0301020304050607" "0812"
		  SEIPD, SP_EDATA, 0, 0, 0 },
		{ "PKESK without length",
		  "870301020304050607" "0812aabb", SP_EDATA, 0, 0, 0 },
		{ "PKESK in chunks", "c1e903" SEIPD, SP_EDATA, 0, 0, 0 },
		{ "no packet", "41414141", SP_EDATA, 0, 0, 0 },
		{ "a length of 4 GiB", PKESK "d2ffffffffff01", SP_EDATA, 0, 0,
		  0 },
		{ "text", "2d2d2d2d2d424547494e", SP_EDATA, 0, 0, 0 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GByteArray) bytes = from_hex(rows[i].hex);
		struct sp_cut cut = { 0 };
		enum sp_status got = walk_bytes(bytes->data, bytes->len, &cut);

		ok(got == rows[i].want && cut.n_pkesk == rows[i].n_pkesk &&
		   cut.seipd.at == rows[i].seipd_at &&
		   cut.seipd.len == rows[i].seipd_len, "walk: %s",
		   rows[i].name);
	}
}

/* No prefix of a good message is one. R-070. */
static void
test_truncations(void)
{
	g_autoptr(GByteArray) bytes = from_hex(PKESK PKESK_OLD2 SEIPD);
	struct sp_cut cut = { 0 };
	size_t accepted = 0;

	for (size_t n = 0; n < bytes->len; n++) {
		g_autofree void *exact = g_memdup2(bytes->data, n);

		accepted += walk_bytes(exact, n, &cut) != SP_EDATA;
	}
	ok(accepted == 0 && cut.n_pkesk == 0,
	   "walk: each of %u cut lengths is refused", bytes->len);
	ok(walk_bytes(bytes->data, bytes->len, &cut) == SP_OK &&
	   cut.pkesk[1].packet.at == 14 && cut.pkesk[1].packet.len == 15 &&
	   memcmp(cut.pkesk[0].key_id, "\1\2\3\4\5\6\7\10", 8) == 0,
	   "walk: the whole is accepted, with its borders");
}

/* R-070 R-076 */
static void
test_recipient_limit(void)
{
	static const struct {
		unsigned n;
		enum sp_status want;
	} rows[] = {
		{ SP_PKESK_MAX, SP_OK }, { SP_PKESK_MAX + 1, SP_EDATA },
		{ 5000, SP_EDATA },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) hex = g_string_new(NULL);
		g_autoptr(GByteArray) bytes = NULL;
		struct sp_cut cut = { 0 };

		for (unsigned k = 0; k < rows[i].n; k++)
			g_string_append(hex, PKESK);
		g_string_append(hex, SEIPD);
		bytes = from_hex(hex->str);
		ok(walk_bytes(bytes->data, bytes->len, &cut) == rows[i].want,
		   "walk: %u recipients", rows[i].n);
	}
}

/* A chunked message: the first chunk of 2^power bytes, then n of one byte. */
static void
test_chunks(void)
{
	static const struct {
		const char *name;
		unsigned power;
		unsigned ones;
		int lacking;	/* bytes cut from the end */
		enum sp_status want;
	} rows[] = {
		{ "first chunk of 512", 9, 0, 0, SP_OK },
		{ "first chunk of 256", 8, 0, 0, SP_EDATA },
		{ "first chunk of 8192", 13, 0, 0, SP_OK },
		{ "a million chunks of one byte", 9, 1000000, 0, SP_OK },
		{ "no last chunk", 9, 3, 2, SP_EDATA },
		{ "the last chunk ends early", 9, 3, 1, SP_EDATA },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GByteArray) bytes = from_hex(PKESK "d2");
		const guint8 head = (guint8)(0xe0 | rows[i].power);
		const guint first = bytes->len + 1;
		struct sp_cut cut = { 0 };

		g_byte_array_append(bytes, &head, 1);
		g_byte_array_set_size(bytes, first + (1U << rows[i].power));
		memset(bytes->data + first, 1, 1U << rows[i].power);
		for (unsigned k = 0; k < rows[i].ones; k++)
			g_byte_array_append(bytes, (const guint8 *)"\340x", 2);
		g_byte_array_append(bytes, (const guint8 *)"\1x", 2);
		g_byte_array_set_size(bytes, bytes->len -
				      (guint)rows[i].lacking);
		ok(walk_bytes(bytes->data, bytes->len, &cut) == rows[i].want &&
		   (rows[i].want != SP_OK ||
		    cut.seipd.len == bytes->len - 14),
		   "walk: %s", rows[i].name);
	}
}

/* */
static void
test_inner(void)
{
	static const struct {
		const char *name;
		const char *hex;
		enum sp_status want;
		enum sp_inner what;
	} rows[] = {
		{ "literal", LITERAL, SP_OK, SP_INNER_TEXT },
		{ "literal without length", "af6200", SP_OK, SP_INNER_OPAQUE },
		{ "literal and more", LITERAL LITERAL, SP_OK,
		  SP_INNER_OPAQUE },
		{ "literal and a byte", LITERAL "00", SP_OK, SP_INNER_OPAQUE },
		{ "literal and a signature", LITERAL SIGNATURE, SP_OK,
		  SP_INNER_OPAQUE },
		{ "literal, cut", "cb086200", SP_OK, SP_INNER_OPAQUE },
		{ "compressed", "a301", SP_OK, SP_INNER_OPAQUE },
		{ "compressed, of known length", "c80100", SP_OK,
		  SP_INNER_OPAQUE },
		{ "compressed, and a literal behind it", "c80100" LITERAL,
		  SP_EDATA, 9 },
		{ "compressed, cut", "c80301", SP_EDATA, 9 },
		{ "one-pass signature", "900d03", SP_OK, SP_INNER_SIGNED },
		{ "signature", "c20a04", SP_OK, SP_INNER_SIGNED },
		{ "encrypted once more", PKESK SEIPD, SP_EDATA, 9 },
		{ "a key", "c60104", SP_EDATA, 9 },
		{ "a marker", "ca03504750", SP_EDATA, 9 },
		{ "text", "48656c6c6f", SP_EDATA, 9 },
		{ "nothing", "", SP_EDATA, 9 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GByteArray) bytes = from_hex(rows[i].hex);
		g_auto_blob struct sp_blob b = SP_BLOB_INIT;
		enum sp_inner what = 9;
		struct sp_err err;

		to_blob(&b, bytes->data, bytes->len);
		ok(sp_packet_inner(&b, &what, &err) == rows[i].want &&
		   what == rows[i].what, "inner: %s", rows[i].name);
	}
}

/* */
static void
test_signatures(void)
{
	static const struct {
		const char *name;
		const char *hex;
		enum sp_status want;
		unsigned n;
	} rows[] = {
		{ "one", SIGNATURE, SP_OK, 1 },
		{ "two", SIGNATURE SIGNATURE, SP_OK, 2 },
		{ "a literal behind", SIGNATURE LITERAL, SP_EDATA, 0 },
		{ "a literal alone", LITERAL, SP_EDATA, 0 },
		{ "one-pass signature", "c40d03" SIGNATURE, SP_EDATA, 0 },
		{ "cut", "c20204", SP_EDATA, 0 },
		{ "nothing", "", SP_EDATA, 0 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GByteArray) bytes = from_hex(rows[i].hex);
		g_auto_blob struct sp_blob b = SP_BLOB_INIT;
		struct sp_err err;
		unsigned n = 0;

		to_blob(&b, bytes->data, bytes->len);
		ok(sp_packet_signatures(&b, &n, &err) == rows[i].want &&
		   n == rows[i].n, "signatures: %s", rows[i].name);
	}
}

#define KEY "c60104"
#define SECRET "c50104"
#define UID "cd0161"
#define PHOTO "d10161"
#define SUBKEY "ce0104"
#define X5(what) what what what what what
#define X10(what) X5(what) X5(what)

/* */
static void
test_key(void)
{
	static const struct {
		const char *name;
		const char *hex;
		gboolean secret;
		enum sp_status want;
	} rows[] = {
		{ "a key", KEY UID SIGNATURE SUBKEY SIGNATURE, FALSE, SP_OK },
		{ "ten of each", KEY X10(UID) X10(SUBKEY), FALSE, SP_OK },
		{ "eleven user ids", KEY X10(UID) UID, FALSE, SP_EDATA },
		{ "a photo counts", KEY X10(UID) PHOTO, FALSE, SP_EDATA },
		{ "eleven subkeys", KEY X10(SUBKEY) SUBKEY, FALSE, SP_EDATA },
		{ "two keys", KEY UID KEY UID, FALSE, SP_EDATA },
		{ "a secret key", SECRET UID, FALSE, SP_EDATA },
		{ "a secret key behind", KEY UID SECRET, FALSE, SP_EDATA },
		{ "a secret subkey", KEY UID "c70104", FALSE, SP_EDATA },
		{ "a compressed key", "a301", FALSE, SP_EDATA },
		{ "a message inside", KEY PKESK, FALSE, SP_EDATA },
		{ "no key first", UID KEY, FALSE, SP_EDATA },
		{ "a secret key, wanted", SECRET UID "c70104", TRUE, SP_OK },
		{ "a public key, secret wanted", KEY UID, TRUE, SP_EDATA },
		{ "a public subkey among them", SECRET SUBKEY, TRUE,
		  SP_EDATA },
		{ "two secret keys", SECRET UID SECRET, TRUE, SP_EDATA },
		{ "nothing", "", FALSE, SP_EDATA },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GByteArray) bytes = from_hex(rows[i].hex);
		g_auto_blob struct sp_blob b = SP_BLOB_INIT;
		struct sp_err err;

		to_blob(&b, bytes->data, bytes->len);
		ok(sp_packet_key(&b, rows[i].secret, &err) == rows[i].want,
		   "key: %s", rows[i].name);
	}
}

int
main(void)
{
	test_walk();
	test_truncations();
	test_recipient_limit();
	test_chunks();
	test_inner();
	test_signatures();
	test_key();
	return tap_done();
}
