/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dearmor.c - ASCII armor to binary
 *
 * It does not matter in which pieces the text comes, nothing may stand behind
 * what is accepted, and armoring it again gives the same bytes. */
#include <unistd.h>

#include "lib/pgp/armor.h"
#include "lib/pgp/pgp.h"
#include "t/fuzz/fuzz.h"

#define TYPE "PGP MESSAGE"
#define ROOM 4096		/* for what armor adds */

static enum sp_status
decode(struct sp_rope *rope, size_t max, GBytes **bytes)
{
	g_auto_blob struct sp_blob out = SP_BLOB_INIT;
	struct sp_err err = { .text = "" };
	const uint8_t *p;
	enum sp_status r;

	must(sp_blob_init(&out, max, &err) == SP_OK);
	r = sp_armor_decode(rope, TYPE, &out, &err);
	must(r == SP_OK || (r == SP_EDATA && *err.text));
	if (r != SP_OK)
		return r;
	must(sp_blob_map(&out, &p, &err) == SP_OK);
	*bytes = g_bytes_new(p, out.len);
	return r;
}

static void
check_pieces(const struct sp_blob *text, size_t piece, enum sp_status want,
	     GBytes *bytes)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autoptr(GBytes) again = NULL;

	for (size_t at = 0; at < text->len; at += piece)
		sp_rope_range(rope, text, (struct sp_range){
			at, MIN(piece, text->len - at) });
	must(decode(rope, text->len, &again) == want);
	must(want != SP_OK || g_bytes_equal(bytes, again));
}

static ssize_t
no_more(void *arg, void *buf, size_t n)
{
	(void)arg;
	(void)buf;
	(void)n;
	return 0;
}

static void
check_again(GBytes *bytes)
{
	const size_t max = 2 * g_bytes_get_size(bytes) + ROOM;
	g_auto_blob struct sp_blob text = SP_BLOB_INIT;
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_autoptr(GBytes) again = NULL;
	struct sp_err err;
	off_t end;

	must(sp_blob_init(&text, max, &err) == SP_OK);
	must(sp_pgp_armor(text.fd, &bytes, 1, no_more, NULL, &err) == SP_OK);
	end = lseek(text.fd, 0, SEEK_END);
	must(end > 0 && (size_t)end <= max);
	text.len = (size_t)end;
	sp_rope_blob(rope, &text);
	must(decode(rope, max, &again) == SP_OK);
	must(g_bytes_equal(bytes, again));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_auto_rope struct sp_rope *rope = sp_rope_new();
	g_auto_rope struct sp_rope *twice = sp_rope_new();
	g_auto_blob struct sp_blob text = SP_BLOB_INIT;
	g_autoptr(GBytes) bytes = NULL, other = NULL;
	enum sp_status r;

	fuzz_blob(&text, data, size);
	sp_rope_blob(rope, &text);
	r = decode(rope, size, &bytes);
	check_pieces(&text, 1 + size / 5, r, bytes);
	if (size <= 64)
		check_pieces(&text, 1, r, bytes);
	if (r != SP_OK)
		return 0;
	must(g_bytes_get_size(bytes) <= size / 4 * 3 + 3);
	must(sp_armor_seen(rope) || memchr(data, '\n', size));
	check_again(bytes);
	sp_rope_blob(twice, &text);
	sp_rope_text(twice, "\n");
	sp_rope_blob(twice, &text);
	must(decode(twice, 2 * size, &other) == SP_EDATA);
	return 0;
}
