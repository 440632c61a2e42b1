/* SPDX-License-Identifier: GPL-2.0-or-later */
/* intended.c - for whose keys a signature says that it was made */
#include <string.h>

#include "lib/pgp/pgp.h"
#include "t/unit/tap.h"

#define FPR "\001\002\003\004\005\006\007\010\011\012" \
	"\013\014\015\016\017\020\021\022\023\024"
#define HEX "0102030405060708090A0B0C0D0E0F1011121314"
#define MADE "\x05\x02\x00\x00\x00\x01"		/* signature creation time */
#define FOR "\x16\x23\x04" FPR			/* intended recipient */
#define CRITICAL "\x16\xa3\x04" FPR
#define FOR_V6 "\x16\x23\x06" FPR
#define LONG_FOR "\xff\x00\x00\x00\x16\x23\x04" FPR
#define LITERAL "\xcb\x08" "b\x00\x00\x00\x00\x00hi"
#define TAIL "\x12\x34\x00\x01\x01"		/* of the hash, and a number */

/* A signature packet of version v with these hashed and unhashed subpackets. */
#define S(v, hashed, unhashed) v, hashed, sizeof(hashed) - 1, unhashed, \
	sizeof(unhashed) - 1

static const struct {
	const char *name;
	uint8_t version;
	const char *hashed;
	size_t n_hashed;
	const char *unhashed;
	size_t n_unhashed;
	int cut;		/* added to the length of the hashed ones */
	const char *want;
} rows[] = {
	{ "none", S(4, MADE, ""), 0, "" },
	{ "one", S(4, MADE FOR, ""), 0, HEX },
	{ "critical", S(4, CRITICAL MADE, ""), 0, HEX },
	{ "two", S(4, FOR MADE FOR, ""), 0, HEX " " HEX },
	{ "in the long form", S(4, LONG_FOR, ""), 0, HEX },
	{ "not signed", S(4, MADE, FOR), 0, "" },
	{ "of another kind of key", S(4, MADE FOR_V6, ""), 0, "" },
	{ "too short", S(4, MADE "\x05\x23\x04" "abc", ""), 0, "" },
	{ "longer than there is", S(4, MADE "\x7f\x23\x04" FPR, ""), 0, "" },
	{ "of no length", S(4, "\x00" FOR, ""), 0, "" },
	{ "half a length", S(4, FOR "\xc0", ""), 0, HEX },
	{ "half a long length", S(4, FOR "\xff\x00", ""), 0, HEX },
	{ "a signature of version 3", S(3, MADE FOR, ""), 0, "" },
	{ "a signature cut off", S(4, MADE FOR, ""), 1000, "" },
};

static void
append(struct sp_blob *blob, const void *bytes, size_t n)
{
	struct sp_err err;

	if (sp_blob_append(blob, bytes, n, &err) != SP_OK)
		g_error("%s", err.text);
}

/* A literal, and behind it the signature. */
static void
make_message(struct sp_blob *blob, gsize i)
{
	const size_t hashed = rows[i].n_hashed + (size_t)rows[i].cut;
	const size_t n = 6 + rows[i].n_hashed + 2 + rows[i].n_unhashed + 5;
	const uint8_t head[] = { 0xc2, (uint8_t)n, rows[i].version, 0, 22, 10,
				 (uint8_t)(hashed >> 8), (uint8_t)hashed };
	const uint8_t unhashed[] = { 0, (uint8_t)rows[i].n_unhashed };

	append(blob, LITERAL, sizeof(LITERAL) - 1);
	append(blob, head, sizeof(head));
	append(blob, rows[i].hashed, rows[i].n_hashed);
	append(blob, unhashed, sizeof(unhashed));
	append(blob, rows[i].unhashed, rows[i].n_unhashed);
	append(blob, TAIL, 5);
}

static void
test_rows(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto_blob struct sp_blob blob = SP_BLOB_INIT;
		g_autoptr(GPtrArray) fprs = NULL;
		g_autofree char *got = NULL;
		struct sp_err err = { .text = "" };

		if (sp_blob_init(&blob, 4096, &err) != SP_OK)
			g_error("%s", err.text);
		make_message(&blob, i);
		if (sp_pgp_intended(&blob, &fprs, &err) == SP_OK) {
			g_ptr_array_add(fprs, NULL);
			got = g_strjoinv(" ", (char **)fprs->pdata);
		}
		ok(g_strcmp0(got, rows[i].want) == 0, "%s: %s%s",
		   rows[i].name, got ? got : "", err.text);
	}
}

static void
test_other(void)
{
	g_auto_blob struct sp_blob blob = SP_BLOB_INIT;
	g_autoptr(GPtrArray) fprs = NULL;
	struct sp_err err;

	if (sp_blob_init(&blob, 4096, &err) != SP_OK)
		g_error("%s", err.text);
	append(&blob, "no packets", 10);
	ok(sp_pgp_intended(&blob, &fprs, &err) == SP_OK && fprs->len == 0,
	   "what is no message says nothing");
}

int
main(void)
{
	test_rows();
	test_other();
	return tap_done();
}
