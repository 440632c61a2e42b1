/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clear.c - clear-signed text (RFC 4880 section 7)
 *
 * gpg drops what stands around the signed block, accepts two blocks in a row,
 * and hashes less than a reader sees: of a line only its first 19995 octets,
 * and no NUL or carriage return at its end. So the frame is checked first: one
 * block, all of the text, no armor header that changes what is signed or holds
 * words of its own, and lines that everybody reads alike. */
#include "lib/pgp/pgp.h"

#include <string.h>

#include "lib/pgp/engine.h"
#include "lib/pgp/verify.h"

#define DASHES "-----"
#define HASH "Hash: "
#define LINE_MAX_BYTES 16384	/* of mail they have at most 998 */

enum frame { OUTSIDE, HEAD, TEXT, SIGNATURE, BEHIND, BROKEN };

static const struct {
	enum frame in;
	const char *line;
	enum frame next;
} rules[] = {
	{ OUTSIDE, "-----BEGIN PGP SIGNED MESSAGE-----", HEAD },
	{ TEXT, "-----BEGIN PGP SIGNATURE-----", SIGNATURE },
	{ SIGNATURE, "-----END PGP SIGNATURE-----", BEHIND },
};

/* Names of digests, commas between them, and no other words. */
static gboolean
is_hash_header(const char *line)
{
	g_auto(GStrv) names = NULL;

	if (!g_str_has_prefix(line, HASH))
		return FALSE;
	names = g_strsplit(line + strlen(HASH), ",", -1);
	for (char **name = names; *name; name++) {
		const char *c = g_strstrip(*name);

		if (!*c)
			return FALSE;
		for (; *c; c++)
			if (!g_ascii_isupper(*c) && !g_ascii_isdigit(*c))
				return FALSE;
	}
	return *names != NULL;
}

/* Where the next line leads. Inside the text a line that begins with a dash is
 * escaped with another one and a space, so five dashes always rule. */
static enum frame
step(enum frame in, const char *line)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
		if (in == rules[i].in && strcmp(line, rules[i].line) == 0)
			return rules[i].next;
	if (g_str_has_prefix(line, DASHES))
		return BROKEN;
	switch (in) {
	case HEAD:
		if (!*line)
			return TEXT;
		return is_hash_header(line) ? HEAD : BROKEN;
	case OUTSIDE:
	case BEHIND:
		return *line ? BROKEN : in;
	case TEXT:
	case SIGNATURE:
	case BROKEN:
		return in;
	}
	return BROKEN;
}

/* A line as gpg reads it, without its end, "\n" or "\r\n", and blanks before
 * that. NULL when it holds what gpg would read over. */
static char *
read_line(const uint8_t *text, size_t len)
{
	size_t n = len;

	if (n > 0 && text[n - 1] == '\n')
		n--;
	if (n > 0 && n < len && text[n - 1] == '\r')
		n--;
	if (n > LINE_MAX_BYTES || memchr(text, '\0', n) ||
	    memchr(text, '\r', n))
		return NULL;
	while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
		n--;
	return g_strndup((const char *)text, n);
}

static gboolean
is_one_block(const uint8_t *text, size_t len)
{
	enum frame in = OUTSIDE;

	while (len > 0 && in != BROKEN) {
		const uint8_t *end = memchr(text, '\n', len);
		const size_t n = end ? (size_t)(end - text) + 1 : len;
		g_autofree char *line = read_line(text, n);

		in = line ? step(in, line) : BROKEN;
		text += n;
		len -= n;
	}
	return in == BEHIND;
}

static enum sp_status
frame_holds(struct sp_pgp *pgp, const struct sp_blob *text,
	    struct sp_range range, gboolean *holds, struct sp_err *err)
{
	g_autofree uint8_t *bytes = NULL;
	enum sp_status r;
	size_t got;

	*holds = FALSE;
	if (range.len > pgp->plaintext_max)
		return SP_OK;
	bytes = g_malloc(range.len + 1);
	r = sp_blob_read(text, range.at, bytes, range.len, &got, err);
	if (r == SP_OK)
		*holds = is_one_block(bytes, got);
	return r;
}

enum sp_status
sp_pgp_verify_clear(struct sp_pgp *pgp, const struct sp_blob *text,
		    struct sp_range range, struct sp_signature *signature,
		    struct sp_blob *plain, struct sp_err *err)
{
	struct sp_signature found = { .verdict = SP_SIG_NONE };
	g_auto_blob struct sp_blob out = SP_BLOB_INIT;
	g_auto_rope struct sp_rope *message = sp_rope_new();
	enum sp_verified how = SP_UNVERIFIED;
	gboolean holds;
	enum sp_status r;

	sp_rope_range(message, text, range);
	r = frame_holds(pgp, text, range, &holds, err);
	if (r == SP_OK)
		r = sp_blob_init(&out, pgp->plaintext_max, err);
	if (r == SP_OK && holds)
		r = sp_verify_message(pgp, message, 0, FALSE, &out, &found,
				      &how, err);
	if (r != SP_OK)
		return r;
	if (how != SP_VERIFIED || found.verdict == SP_SIG_NONE) {
		found = (struct sp_signature) { .verdict = SP_SIG_BAD };
		sp_blob_clear(&out);
		r = sp_blob_init(&out, 0, err);
		if (r != SP_OK)
			return r;
	}
	*signature = found;
	*plain = out;
	out = (struct sp_blob) SP_BLOB_INIT;
	return SP_OK;
}
