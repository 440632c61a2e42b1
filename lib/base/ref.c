/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ref.c - references in Crockford base32 */
#include "lib/base/ref.h"

#include <glib.h>
#include <string.h>

#define HALF 4			/* symbols on each side of the inner hyphen */
#define SYMBOLS (2 * HALF)

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Most significant bits first; the last symbol is filled up with zero bits. */
static void
encode(const uint8_t *bytes, size_t n, char *out)
{
	unsigned held = 0, bits = 0;

	for (size_t i = 0; i < n; i++) {
		held = held << 8 | bytes[i];
		for (bits += 8; bits >= 5; bits -= 5)
			*out++ = alphabet[held >> (bits - 5) & 31];
		held &= (1U << bits) - 1;
	}
	if (bits > 0)
		*out++ = alphabet[held << (5 - bits) & 31];
	*out = '\0';
}

void
sp_ref_make(const uint8_t random[5], struct sp_ref *ref)
{
	char symbols[SYMBOLS + 1];

	encode(random, 5, symbols);
	(void)g_snprintf(ref->text, sizeof(ref->text), "R-%.4s-%.4s", symbols,
			 symbols + HALF);
}

/* The symbol that c stands for, or '\0'. */
static char
symbol(char c)
{
	c = g_ascii_toupper(c);
	if (c == 'O')
		return '0';
	if (c == 'I' || c == 'L')
		return '1';
	return c != '\0' && strchr(alphabet, c) ? c : '\0';
}

/* Read exactly eight symbols with at most the one hyphen in their middle. */
static gboolean
parse_symbols(const char *text, char out[SYMBOLS + 1])
{
	for (int i = 0; i < SYMBOLS; i++) {
		if (i == HALF && *text == '-')
			text++;
		out[i] = symbol(*text);
		if (out[i] == '\0')
			return FALSE;
		text++;
	}
	out[SYMBOLS] = '\0';
	return *text == '\0';
}

enum sp_status
sp_ref_parse(const char *text, struct sp_ref *ref, struct sp_err *err)
{
	char symbols[SYMBOLS + 1];
	gboolean good = parse_symbols(text, symbols);

	/* R is a symbol too, so the count decides whether it is the prefix. */
	if (!good && (text[0] == 'R' || text[0] == 'r'))
		good = parse_symbols(text + (text[1] == '-' ? 2 : 1), symbols);
	if (!good)
		return sp_fail(err, SP_EDATA,
			       "a reference looks like R-7KQ4-M2XC");
	(void)g_snprintf(ref->text, sizeof(ref->text), "R-%.4s-%.4s", symbols,
			 symbols + HALF);
	return SP_OK;
}

char *
sp_ref_base32(const uint8_t *bytes, size_t n)
{
	char *out = g_malloc((n * 8 + 4) / 5 + 1);

	encode(bytes, n, out);
	for (char *c = out; *c; c++)
		*c = g_ascii_tolower(*c);
	return out;
}

gboolean
sp_cve_is_id(const char *text)
{
	static const char digits[] = "0123456789";
	size_t n;

	if (!g_str_has_prefix(text, "CVE-") || strspn(text + 4, digits) != 4 ||
	    text[8] != '-')
		return FALSE;
	n = strspn(text + 9, digits);
	return n >= 4 && n <= 19 && text[9 + n] == '\0';
}
