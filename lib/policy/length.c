/* SPDX-License-Identifier: GPL-2.0-or-later */
/* length.c - did the MTA hand over all that it announced? */
#include "lib/policy/length.h"

#include <string.h>

/* Postfix: line_length_limit; the longest record whose head is two octets; and
 * what stands ready for the edits of a milter: the shortest header line that a
 * pointer record fits over, and two pointer records, one behind the header and
 * one behind the body. */
#define CHUNK 2048
#define SHORT_RECORD 127
#define POINTER 15
#define MILTER_POINTERS (2 * (POINTER + 2))

/* What a local delivery puts in front of the message. Behind these comes the
 * Received line of our own MTA, so no line of the message is taken for one. */
static gboolean
is_trace(const char *head)
{
	static const char *const names[] = { "From ", "Return-Path:",
		"Delivered-To:", "X-Original-To:", "Envelope-To:",
		"Delivery-Date:" };
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(names); i++) {
		if (g_ascii_strncasecmp(head, names[i], strlen(names[i])) == 0)
			return TRUE;
	}
	return FALSE;
}

/* A line of n octets in the queue file. Over SMTP a leading dot came doubled,
 * and the chunks were cut before it was taken away again. */
static size_t
line_records(size_t n, gboolean dot)
{
	const size_t sent = n + (dot ? 1 : 0);
	const size_t full = sent / CHUNK;
	const size_t rest = full > 0 ? sent % CHUNK : n;

	return n + full * 3 + (rest <= SHORT_RECORD ? 2 : 3);
}

static void
end_line(struct sp_length *l)
{
	if (l->place == SP_LENGTH_TRACE && !is_trace(l->head))
		l->place = SP_LENGTH_HEADER;
	if (l->place == SP_LENGTH_HEADER) {
		if (l->line == 0)
			l->place = SP_LENGTH_BODY;
		else if (l->line < POINTER && !g_ascii_isspace(l->head[0]))
			l->padding += POINTER - l->line;
	}
	if (l->place != SP_LENGTH_TRACE) {
		l->octets += l->line + 1;
		l->records += line_records(l->line, l->head[0] == '.');
	}
	l->line = 0;
	memset(l->head, 0, sizeof(l->head));
}

void
sp_length_add(struct sp_length *l, const uint8_t *bytes, size_t n)
{
	while (n > 0) {
		const uint8_t *end = memchr(bytes, '\n', n);
		const size_t here = end != NULL ? (size_t)(end - bytes) : n;

		if (l->line < sizeof(l->head) - 1)
			memcpy(l->head + l->line, bytes,
			       MIN(here, sizeof(l->head) - 1 - l->line));
		l->line += here;
		bytes += here;
		n -= here;
		if (end != NULL) {
			end_line(l);
			bytes++;
			n--;
		}
	}
}

gboolean
sp_length_ok(const struct sp_length *l, enum sp_size_unit unit,
	     uint64_t announced)
{
	switch (unit) {
	case SP_SIZE_EXIM:
		return l->octets + l->line >= announced;
	case SP_SIZE_POSTFIX:
		/* pipe(8) ends the last line, whatever it was. */
		return l->line == 0 && l->records + l->padding +
		       MILTER_POINTERS >= announced;
	}
	return FALSE;
}
