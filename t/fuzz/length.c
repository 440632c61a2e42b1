/* SPDX-License-Identifier: GPL-2.0-or-later */
/* length.c - counting a mail while it streams by
 *
 * The pieces in which it comes do not change the count, and no announcement
 * that a shorter one satisfies is one that a longer one does not. */
#include "lib/policy/length.h"

#include "t/fuzz/fuzz.h"

static struct sp_length
count(const uint8_t *data, size_t size, size_t piece)
{
	struct sp_length l = { 0 };

	for (size_t at = 0; at < size; at += piece)
		sp_length_add(&l, data + at, MIN(piece, size - at));
	return l;
}

static void
check(const struct sp_length *a, const struct sp_length *b, size_t size)
{
	for (int unit = SP_SIZE_EXIM; unit <= SP_SIZE_POSTFIX; unit++) {
		gboolean held = TRUE;

		for (uint64_t n = 0; n <= 2 * size + 100; n += 1 + size / 50) {
			gboolean ok = sp_length_ok(a, unit, n);

			must(ok == sp_length_ok(b, unit, n));
			must(held || !ok);
			held = ok;
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sp_length whole = count(data, size, size + 1);
	struct sp_length bytes = count(data, size, 1);
	struct sp_length pieces = count(data, size, 1 + size / 3);

	must(whole.octets <= size);
	check(&whole, &bytes, size);
	check(&whole, &pieces, size);
	return 0;
}
