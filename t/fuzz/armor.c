/* SPDX-License-Identifier: GPL-2.0-or-later */
/* armor.c - finding armor in a text
 *
 * Blocks lie in the text, in order and apart; what is one whole block is so
 * under no other name. */
#include "lib/mail/armor.h"

#include "t/fuzz/fuzz.h"

static gboolean
begins(const uint8_t *text, struct sp_range block, const char *with)
{
	size_t n = strlen(with);

	return block.len >= n && memcmp(text + block.at, with, n) == 0;
}

static void
check_whole(const uint8_t *text, size_t len)
{
	const struct sp_range all = { 0, len };
	struct sp_range message = { 0, 0 }, clear = { 0, 0 }, again;
	gboolean is_message = sp_armor_whole(text, len, SP_ARMOR_MESSAGE,
					     &message);
	gboolean is_clear = sp_armor_whole(text, len, SP_ARMOR_SIGNED, &clear);
	struct sp_range block = is_message ? message : clear;
	enum sp_armor kind = is_message ? SP_ARMOR_MESSAGE : SP_ARMOR_SIGNED;

	must(!(is_message && is_clear));
	if (!is_message && !is_clear)
		return;
	must(fuzz_within(block, all));
	must(begins(text, block, is_message ? "-----BEGIN PGP MESSAGE-----"
				 : "-----BEGIN PGP SIGNED MESSAGE-----"));
	must(memcmp(text + block.at + block.len - 5, "-----", 5) == 0);
	must(sp_armor_kinds(text, len) ==
	     (is_message ? SP_ARMOR_MESSAGE
			 : SP_ARMOR_SIGNED | SP_ARMOR_SIGNATURE));
	must(sp_armor_whole(text + block.at, block.len, kind, &again));
	must(again.at == 0 && again.len == block.len);
}

/* What is mended is whole, needs no more mending, and is nothing but armor. */
static void
check_mending(const uint8_t *text, size_t len)
{
	g_autoptr(GBytes) mended = NULL;
	g_autoptr(GBytes) again = NULL;
	struct sp_range block;
	const uint8_t *p;
	gsize n;

	switch (sp_armor_mend(text, len, &mended)) {
	case SP_ARMOR_BEYOND:
		must(!mended);
		return;
	case SP_ARMOR_WHOLE:
		must(!mended);
		must(sp_armor_whole(text, len, SP_ARMOR_MESSAGE, &block));
		return;
	case SP_ARMOR_MENDED:
		break;
	}
	p = g_bytes_get_data(mended, &n);
	must(sp_armor_mend(p, n, &again) == SP_ARMOR_WHOLE);
	must(sp_armor_whole(p, n, SP_ARMOR_MESSAGE, &block));
	must(n <= len + 2);
	for (gsize i = 0; i < n; i++)
		must(p[i] == '\n' || (p[i] >= ' ' && p[i] < 0x7f &&
				      p[i] != '>' && p[i] != ':'));
}

static void
check_keys(const uint8_t *text, size_t len)
{
	struct sp_range block, rest = { 0, len };
	size_t from = 0;

	while (sp_armor_next_key(text, len, &from, &block)) {
		must(fuzz_within(block, rest));
		must(from == block.at + block.len);
		must(begins(text, block, "-----BEGIN PGP PUBLIC KEY BLOCK"));
		must(sp_armor_kinds(text + block.at, block.len) ==
		     SP_ARMOR_KEY);
		must(sp_armor_kinds(text, len) & SP_ARMOR_KEY);
		rest = (struct sp_range){ from, len - from };
	}
	must(from == len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_whole(data, size);
	check_mending(data, size);
	check_keys(data, size);
	return 0;
}
