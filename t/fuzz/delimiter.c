/* SPDX-License-Identifier: GPL-2.0-or-later */
/* delimiter.c - the parts of one multipart
 *
 * The first line is the boundary, the rest the body. Preamble, parts and
 * epilogue come in order, apart from each other, each after a delimiter, and
 * hold none. */
#include "lib/mail/delimiter.h"

#include "t/fuzz/fuzz.h"

#define BEFORE 3

struct body {
	const uint8_t *bytes;
	struct sp_range all;
	const char *boundary;
};

/* Up to one line end stands between a piece and the delimiter behind it. */
static void
check_piece(const struct body *b, struct sp_range piece, gboolean last)
{
	const size_t end = piece.at + piece.len;
	struct sp_delimited inside;
	size_t at = end;

	must(fuzz_within(piece, b->all));
	sp_delimited_read(b->bytes, piece, b->boundary, &inside);
	must(inside.parts == 0 && !inside.closed);
	if (at < b->all.at + b->all.len && b->bytes[at] == '\r')
		at++;
	if (at < b->all.at + b->all.len && b->bytes[at] == '\n')
		at++;
	must(last || (b->bytes[at] == '-' && b->bytes[at + 1] == '-'));
}

static void
check(const struct body *b, const struct sp_delimited *d)
{
	unsigned n = MIN(d->parts, SP_DELIMITED_MAX);
	size_t at = b->all.at;

	if (d->parts == 0 && !d->closed)
		return;
	check_piece(b, d->preamble, d->parts == 0);
	must(d->preamble.len == 0 || d->preamble.at == at);
	at += d->preamble.len;
	for (unsigned i = 0; i < n; i++) {
		if (d->part[i].at == 0 && d->part[i].len == 0)
			continue;	/* the last, and nothing follows */
		must(d->part[i].at >= at + 2 + strlen(b->boundary));
		check_piece(b, d->part[i], i + 1 == d->parts && !d->closed);
		at = d->part[i].at + d->part[i].len;
	}
	if (!d->closed)
		return;
	must(fuzz_within(d->epilogue, b->all));
	must(d->epilogue.at + d->epilogue.len == b->all.at + b->all.len);
	must(d->epilogue.at >= at + 4 + strlen(b->boundary));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *boundary = fuzz_line(&data, &size);
	g_autofree uint8_t *more = g_malloc(size + BEFORE);
	struct body b = { data, { 0, size }, boundary };
	struct sp_delimited d, again;

	sp_delimited_read(data, b.all, boundary, &d);
	check(&b, &d);
	memcpy(more, "a\n\n", BEFORE);
	memcpy(more + BEFORE, data, size);
	b = (struct body){ more, { BEFORE, size }, boundary };
	sp_delimited_read(more, b.all, boundary, &again);
	check(&b, &again);
	must(d.parts == again.parts && d.closed == again.closed);
	return 0;
}
