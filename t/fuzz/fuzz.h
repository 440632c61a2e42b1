/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz.h - what each fuzz target is made of
 *
 * A target takes any bytes and must come back. What it finds out about them it
 * holds against properties written down here and in the target; one that does
 * not hold ends the process, as a crash does. */
#ifndef SP_T_FUZZ_H
#define SP_T_FUZZ_H

#include <glib.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/blob.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define must(holds) \
	((holds) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #holds))

__attribute__((noreturn, unused))
static void
fuzz_broken(const char *file, int line, const char *property)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, property);
	abort();
}

/* The input up to its first NUL, in a block of exactly that size. */
__attribute__((unused))
static char *
fuzz_text(const uint8_t *data, size_t size)
{
	return g_strndup((const char *)data, size);
}

/* The input up to the first line feed, which is stepped over. */
__attribute__((unused))
static char *
fuzz_line(const uint8_t **data, size_t *size)
{
	const uint8_t *end = *size > 0 ? memchr(*data, '\n', *size) : NULL;
	size_t n = end ? (size_t)(end - *data) : *size;
	char *line = fuzz_text(*data, n);

	n += end != NULL;
	*data += n;
	*size -= n;
	return line;
}

/* Two texts behind each other, in a block of exactly that size that is there
 * even when it is empty. */
__attribute__((unused))
static uint8_t *
fuzz_joined(const char *before, const void *data, size_t size)
{
	size_t n = strlen(before);
	uint8_t *all = g_malloc(MAX(n + size, 1));

	memcpy(all, before, n);
	if (size > 0)
		memcpy(all + n, data, size);
	return all;
}

__attribute__((unused))
static void
fuzz_blob(struct sp_blob *b, const void *data, size_t size)
{
	struct sp_err err;

	must(sp_blob_init(b, size, &err) == SP_OK);
	must(sp_blob_append(b, data, size, &err) == SP_OK);
}

__attribute__((unused))
static gboolean
fuzz_within(struct sp_range inner, struct sp_range outer)
{
	return inner.at >= outer.at && inner.at <= outer.at + outer.len &&
	       inner.len <= outer.at + outer.len - inner.at;
}

/* Valid UTF-8 without controls; with lines, LF and TAB may stand in it. */
__attribute__((unused))
static gboolean
fuzz_clean(const char *text, gboolean lines)
{
	if (!g_utf8_validate(text, -1, NULL))
		return FALSE;
	for (; *text; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if ((c < ' ' || (c >= 0x7f && c < 0xa0)) &&
		    !(lines && (c == '\n' || c == '\t')))
			return FALSE;
	}
	return TRUE;
}

#endif
