/* SPDX-License-Identifier: GPL-2.0-or-later */
/* length.c - a whole message passes, a shortened one does not */
#include "lib/policy/length.h"

#include <string.h>

#include "t/unit/tap.h"

#define RECEIVED "Received: from mx.example.org by lists.example.org\n"
#define RECEIVED_RECORDS (sizeof(RECEIVED) - 1 + 1)	/* 2 for "\n" */

static GString *
message(const char *front, size_t line, char first)
{
	GString *m = g_string_new(front);

	g_string_append(m, RECEIVED "\n");
	if (line > 0)
		g_string_append_c(m, first);
	while (line-- > 1)
		g_string_append_c(m, 'x');
	g_string_append_c(m, '\n');
	return m;
}

static struct sp_length
count(const GString *m, size_t len, size_t step)
{
	struct sp_length l = { 0 };
	size_t at;

	for (at = 0; at < len; at += step)
		sp_length_add(&l, (const uint8_t *)m->str + at,
			      MIN(step, len - at));
	return l;
}

/* What ${size} was for such a line; measured with Postfix 3.7. R-010. */
static void
queue_records(void)
{
	static const struct {
		size_t line;
		char first;
		size_t records;
	} rows[] = {
		{ 0, 'x', 2 },
		{ 1, 'x', 3 },
		{ 127, 'x', 129 },
		{ 128, 'x', 131 },
		{ 2047, 'x', 2050 },
		{ 2048, 'x', 2053 },
		{ 2049, 'x', 2054 },
		{ 2048 + 127, 'x', 2051 + 129 },
		{ 2048 + 128, 'x', 2051 + 131 },
		{ 4095, 'x', 4101 },
		{ 4096, 'x', 4104 },
		{ 1, '.', 3 },
		{ 127, '.', 129 },
		{ 128, '.', 131 },
		{ 2046, '.', 2049 },
		{ 2047, '.', 2052 },
		{ 2048, '.', 2053 },
	};
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(rows); i++) {
		GString *m = message("", rows[i].line, rows[i].first);
		struct sp_length l = count(m, m->len, m->len);

		ok(l.records == RECEIVED_RECORDS + 2 + rows[i].records,
		   "a line of %zu that starts with %c", rows[i].line,
		   rows[i].first);
		g_string_free(m, TRUE);
	}
}

static void
trace_lines(void)
{
	static const struct {
		const char *front;
		gboolean counted;
	} rows[] = {
		{ "", FALSE },
		{ "Return-Path: <a@example.org>\n", FALSE },
		{ "From a@example.org Mon Jan  5 10:00:00 2026\n"
		  "Return-path: <a@example.org>\n"
		  "Envelope-to: team@example.org\n"
		  "Delivery-date: Mon, 05 Jan 2026 10:00:00 +0000\n", FALSE },
		{ "Return-Path: <>\nX-Original-To: team@example.org\n"
		  "Delivered-To: team@example.org\n", FALSE },
		{ "Received: from a by b\nReturn-Path: <a@example.org>\n",
		  TRUE },
		{ "X-Delivered-To: team@example.org\n", TRUE },
		{ "\nReturn-Path: <a@example.org>\n", TRUE },
	};
	GString *bare = message("", 3, 'x');
	size_t i;
	size_t step;

	for (i = 0; i < G_N_ELEMENTS(rows); i++) {
		GString *m = message(rows[i].front, 3, 'x');
		size_t want = rows[i].counted ? m->len : bare->len;

		for (step = 1; step < 70; step += 17)
			ok(count(m, m->len, step).octets == want,
			   "row %zu in steps of %zu", i, step);
		g_string_free(m, TRUE);
	}
	g_string_free(bare, TRUE);
}

/* Every prefix of a message that lacks more than a milter could explain.
 * */
static void
cuts(void)
{
	GString *m = message("Return-Path: <a@example.org>\n", 300, 'x');
	struct sp_length whole = count(m, m->len, m->len);
	size_t passed_exim = 0;
	size_t passed_postfix = 0;
	size_t cut;

	ok(sp_length_ok(&whole, SP_SIZE_EXIM, whole.octets), "exim: whole");
	ok(!sp_length_ok(&whole, SP_SIZE_EXIM, whole.octets + 1),
	   "exim: one octet short");
	ok(sp_length_ok(&whole, SP_SIZE_POSTFIX, whole.records),
	   "postfix: whole");
	ok(sp_length_ok(&whole, SP_SIZE_POSTFIX, whole.records + 34),
	   "postfix: whole, with the room for a milter");
	ok(!sp_length_ok(&whole, SP_SIZE_POSTFIX, whole.records + 35),
	   "postfix: one octet more than a milter explains");
	for (cut = 0; cut < m->len; cut++) {
		struct sp_length l = count(m, cut, 64);

		passed_exim += sp_length_ok(&l, SP_SIZE_EXIM, whole.octets);
		passed_postfix += sp_length_ok(&l, SP_SIZE_POSTFIX,
					       whole.records);
	}
	ok(passed_exim == 0, "exim: no cut passes");
	ok(passed_postfix == 0, "postfix: no cut passes");
	g_string_free(m, TRUE);
}

/* Announced by Postfix 3.7 with a milter that changed nothing. */
static void
short_header_lines(void)
{
	static const char text[] = RECEIVED "To: a@b.c\nX-Seq: 10\n\t12\n"
		"Exactly-15: abc\nAlmost-15: abc\n\nTo: no\n";
	struct sp_length l = { 0 };

	sp_length_add(&l, (const uint8_t *)text, sizeof(text) - 1);
	ok(l.padding == 6 + 6 + 1, "header lines under 15 octets are padded");
	ok(sp_length_ok(&l, SP_SIZE_POSTFIX, l.records + 34 + 13) &&
	   !sp_length_ok(&l, SP_SIZE_POSTFIX, l.records + 34 + 14),
	   "and the padding is allowed for");
}

/* What a line begins with is forgotten with the line. */
static void
each_line_anew(void)
{
	static const char text[] = "Return-Path: <a@example.org>\nR\n";
	struct sp_length l = { 0 };

	sp_length_add(&l, (const uint8_t *)text, sizeof(text) - 1);
	ok(l.octets == 2, "a short line behind a trace line is none");
}

static void
nothing(void)
{
	struct sp_length l = { 0 };

	ok(!sp_length_ok(&l, SP_SIZE_EXIM, 1), "exim: nothing came");
	ok(!sp_length_ok(&l, SP_SIZE_POSTFIX, 35), "postfix: nothing came");
	ok(!sp_length_ok(&l, SP_SIZE_EXIM, UINT64_MAX) &&
	   !sp_length_ok(&l, SP_SIZE_POSTFIX, UINT64_MAX),
	   "an absurd announcement");
	ok(!sp_length_ok(&l, (enum sp_size_unit)99, 0), "a unit that is none");
}

int
main(void)
{
	queue_records();
	trace_lines();
	cuts();
	short_header_lines();
	each_line_anew();
	nothing();
	return tap_done();
}
