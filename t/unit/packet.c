/* SPDX-License-Identifier: GPL-2.0-or-later */
/* packet.c - what the packet walk accepts, to the byte */
#include "lib/pgp/packet.h"

#include <string.h>
#include <unistd.h>

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
/* A packet with that tag, of a chunk of 512 bytes and one of one. */
#define X8(what) what what what what what what what what
#define X512(what) X8(X8(X8(what)))
#define CHUNKED(tag) tag "e9" X512("01") "0101"

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
		{ "the shortest session key", "c10b" "03" "0102030405060708"
		  "12" "aa" SEIPD, SP_OK, 1, 13, 7 },
		{ "SEIPD with a version and no more", PKESK "d20101", SP_OK, 1,
		  14, 3 },
		{ "a packet whose top bit is lost", "410c" "03"
		  "0102030405060708" "12" "aabb" SEIPD, SP_EDATA, 0, 0, 0 },
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
		{ "PKESK with a length of eight octets", "87000000000000000c"
		  "03" "0102030405060708" "12" "aabb" SEIPD, SP_EDATA, 0, 0,
		  0 },
		{ "PKESK in whole chunks", CHUNKED("c1") SEIPD, SP_EDATA, 0, 0,
		  0 },
		{ "PKESK in chunks", "c1e903" SEIPD, SP_EDATA, 0, 0, 0 },
		{ "no packet", "41414141", SP_EDATA, 0, 0, 0 },
		{ "a length of 4 GiB", PKESK "d2ffffffffff01", SP_EDATA, 0, 0,
		  0 },
		{ "a length of two octets, cut", PKESK "d2c0", SP_EDATA, 0, 0,
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

/* The body of the SEIPD, in each form that a length may have. */
static void
test_lengths(void)
{
	static const struct {
		const char *head;
		size_t len;
	} rows[] = {
		{ "d2bf", 191 }, { "d2c000", 192 }, { "d2c001", 193 },
		{ "d2c100", 448 }, { "d2c1ff", 703 }, { "d2dfff", 8383 },
		{ "d2ff000020c0", 8384 }, { "d2ff0000012c", 300 },
		{ "d2ff00010203", 66051 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *hex = g_strconcat(PKESK, rows[i].head, NULL);
		g_autoptr(GByteArray) bytes = from_hex(hex);
		const guint at = bytes->len;
		struct sp_cut cut = { 0 };

		g_byte_array_set_size(bytes, at + (guint)rows[i].len);
		memset(bytes->data + at, 1, rows[i].len);
		ok(walk_bytes(bytes->data, bytes->len, &cut) == SP_OK &&
		   cut.seipd.len == bytes->len - 14,
		   "length: %zu bytes", rows[i].len);
		ok(walk_bytes(bytes->data, bytes->len - 1, &cut) == SP_EDATA,
		   "length: %zu bytes, one of them missing", rows[i].len);
		g_byte_array_append(bytes, (const guint8 *)"\1", 1);
		ok(walk_bytes(bytes->data, bytes->len, &cut) == SP_EDATA,
		   "length: %zu bytes, and one more", rows[i].len);
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
		{ "a literal whose top bit is lost", "4b08620000000068" "69",
		  SP_EDATA, 9 },
		{ "a literal in chunks", CHUNKED("cb"), SP_OK, SP_INNER_TEXT },
		{ "compressed, in chunks", CHUNKED("c8"), SP_OK,
		  SP_INNER_OPAQUE },
		{ "compressed, in chunks, and more", CHUNKED("c8") "00",
		  SP_EDATA, 9 },
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
		{ "cut in its length", "c2ff", SP_EDATA, 0 },
		{ "cut in the last octet of its length", "c2ff000000",
		  SP_EDATA, 0 },
		{ "cut in a length of the old format", "8900", SP_EDATA, 0 },
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
		{ "a photo", KEY UID PHOTO, FALSE, SP_OK },
		{ "what a keyring notes", KEY "cc0101" UID "cc0101", FALSE,
		  SP_OK },
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

static void
add_tag(unsigned tag, struct sp_range body, void *arg)
{
	g_string_append_printf(arg, "%u:%zu+%zu ", tag, body.at, body.len);
}

static void
test_each(void)
{
	static const struct {
		const char *name;
		const char *hex;
		enum sp_status want;
		const char *seen;
	} rows[] = {
		{ "a key", KEY UID SIGNATURE, SP_OK, "6:2+1 13:5+1 2:8+1 " },
		{ "the second is cut", KEY "cd0261", SP_EDATA, "6:2+1 " },
		{ "nothing", "", SP_EDATA, "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GByteArray) bytes = from_hex(rows[i].hex);
		g_autoptr(GString) seen = g_string_new(NULL);
		g_auto_blob struct sp_blob b = SP_BLOB_INIT;
		struct sp_err err;

		to_blob(&b, bytes->data, bytes->len);
		ok(sp_packet_each(&b, add_tag, seen, &err) == rows[i].want &&
		   strcmp(seen->str, rows[i].seen) == 0, "each: %s: %s",
		   rows[i].name, seen->str);
	}
}

/* What a person reads who asks why. */
static void
test_words(void)
{
	enum kind { WALK, INNER, SIGNATURES, PUBLIC, SECRET_KEY };
	static const struct {
		enum kind kind;
		const char *hex;
		const char *text;
	} rows[] = {
		{ WALK, "", "packet 1 ends early" },
		{ WALK, PKESK "d2", "packet 2 ends early" },
		{ WALK, "c10c06010203040506070812aabb" SEIPD,
		  "packet 1 is a PKESK of version 6" },
		{ WALK, PKESK "d2050209020600",
		  "packet 2 is a SEIPD of version 2" },
		{ WALK, PKESK LITERAL, "packet 2 (tag 11) is not accepted here" },
		{ WALK, PKESK "41", "byte 14 begins no packet" },
		{ WALK, PKESK PKESK "87", "packet 3 (tag 1) has no length" },
		{ WALK, "c1e903" SEIPD, "packet 1 ends early" },
		{ WALK, CHUNKED("c1") SEIPD, "packet 1 (tag 1) is chunked" },
		{ WALK, PKESK "d2e8" X8(X8("01010101")) "00",
		  "packet 2 has a first chunk of 256 bytes" },
		{ WALK, PKESK SEIPD "00", "data after the message" },
		{ INNER, "", "packet 1 ends early" },
		{ INNER, "c60104", "what was encrypted is no message (tag 6)" },
		{ SIGNATURES, SIGNATURE LITERAL,
		  "packet 2 (tag 11) is no signature" },
		{ PUBLIC, KEY UID KEY, "more than one key" },
		{ PUBLIC, SECRET UID, "this is a secret key" },
		{ PUBLIC, UID, "this is no public key" },
		{ PUBLIC, KEY LITERAL, "packet 2 (tag 11) is no part of a key" },
		{ PUBLIC, KEY X10(UID) UID, "more than 10 user ids" },
		{ PUBLIC, KEY X10(SUBKEY) SUBKEY, "more than 10 subkeys" },
		{ SECRET_KEY, KEY UID, "this is no secret key" },
		{ SECRET_KEY, SECRET UID SECRET, "more than one key" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GByteArray) bytes = from_hex(rows[i].hex);
		g_auto_blob struct sp_blob b = SP_BLOB_INIT;
		struct sp_err err = { SP_OK, "" };
		struct sp_cut cut;
		enum sp_inner inner;
		enum sp_status r = SP_OK;
		unsigned n;

		to_blob(&b, bytes->data, bytes->len);
		switch (rows[i].kind) {
		case WALK:
			r = sp_packet_walk(&b, &cut, &err);
			break;
		case INNER:
			r = sp_packet_inner(&b, &inner, &err);
			break;
		case SIGNATURES:
			r = sp_packet_signatures(&b, &n, &err);
			break;
		case PUBLIC:
		case SECRET_KEY:
			r = sp_packet_key(&b, rows[i].kind == SECRET_KEY, &err);
			break;
		}
		ok(r == SP_EDATA && strcmp(err.text, rows[i].text) == 0,
		   "words: %s: %s", rows[i].text, err.text);
	}
}

/* what cannot be read is not called a bad message. The reader looks at
 * 512 bytes at a time, which end before the body of the last packet here. */
static void
test_unreadable(void)
{
	static const struct {
		const char *name;
		const char *last;
		off_t left;
	} rows[] = {
		{ "from the start", PKESK, 0 },
		{ "from a PKESK on", PKESK SEIPD, 512 },
		{ "from a SEIPD on", SEIPD, 512 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) hex = g_string_new(NULL);
		g_autoptr(GByteArray) bytes = NULL;
		g_auto_blob struct sp_blob b = SP_BLOB_INIT;
		struct sp_cut cut = { 0 };
		struct sp_err err;

		for (int k = 0; k < 34; k++)	/* 510 bytes */
			g_string_append(hex, PKESK_OLD2);
		g_string_append(hex, rows[i].last);
		bytes = from_hex(hex->str);
		to_blob(&b, bytes->data, bytes->len);
		if (ftruncate(b.fd, rows[i].left) != 0)
			g_error("ftruncate");
		ok(sp_packet_walk(&b, &cut, &err) == SP_EIO &&
		   cut.n_pkesk == 0, "unreadable: %s", rows[i].name);
	}
	{
		g_autoptr(GByteArray) bytes = from_hex(SIGNATURE);
		g_auto_blob struct sp_blob b = SP_BLOB_INIT;
		enum sp_inner inner;
		struct sp_err err;
		unsigned n;

		to_blob(&b, bytes->data, bytes->len);
		if (ftruncate(b.fd, 0) != 0)
			g_error("ftruncate");
		ok(sp_packet_inner(&b, &inner, &err) == SP_EIO &&
		   sp_packet_signatures(&b, &n, &err) == SP_EIO &&
		   sp_packet_key(&b, FALSE, &err) == SP_EIO,
		   "unreadable: whatever is asked");
	}
}

int
main(void)
{
	test_walk();
	test_truncations();
	test_recipient_limit();
	test_lengths();
	test_chunks();
	test_inner();
	test_signatures();
	test_key();
	test_each();
	test_words();
	test_unreadable();
	return tap_done();
}
