/* SPDX-License-Identifier: GPL-2.0-or-later */
/* address.c - which strings are addresses, and when two are the same
 *
 * Strict on purpose: an address that passes here may stand in the argument
 * list of sendmail, where a comma, a group or a line end would make a second
 * recipient of it. */
#include "lib/mail/address.h"

#include <string.h>

#include "lib/mail/grammar.h"

#define LOCAL_MAX 64
#define ADDRESS_MAX 254
#define LABEL_MAX 63
#define MSGID_MAX 250

/* Length of the UTF-8 character beyond ASCII at s when it is a visible one,
 * else 0. Format characters (bidi marks, joiners) are not visible. */
static gsize
visible_beyond_ascii(const char *s)
{
	gunichar c = g_utf8_get_char(s);

	if (c < 0x80 || !g_unichar_isgraph(c))
		return 0;
	return (gsize)(g_utf8_next_char(s) - s);
}

static gboolean
dot_atom(const char *s, const char *end)
{
	gboolean dot = TRUE;	/* none may come first */

	while (s < end) {
		gsize wide = visible_beyond_ascii(s);

		if (*s == '.' ? dot : wide == 0 && !sp_is_atext((guchar)*s))
			return FALSE;
		dot = *s == '.';
		s += wide ? wide : 1;
	}
	return !dot;
}

/* A quoted local part that no reader can take apart in another way. */
static gboolean
plain_quoted(const char *s, const char *end)
{
	if (end - s < 3 || s[0] != '"' || end[-1] != '"')
		return FALSE;
	for (s++, end--; s < end;) {
		gsize wide = visible_beyond_ascii(s);

		if (wide == 0 && *s != '.' && !sp_is_atext((guchar)*s))
			return FALSE;
		s += wide ? wide : 1;
	}
	return TRUE;
}

static gboolean
label_ok(const char *s, const char *end)
{
	if (s == end || end - s > LABEL_MAX || *s == '-' || end[-1] == '-')
		return FALSE;
	while (s < end) {
		gsize wide = visible_beyond_ascii(s);

		if (wide == 0 && !g_ascii_isalnum(*s) && *s != '-')
			return FALSE;
		s += wide ? wide : 1;
	}
	return TRUE;
}

static gboolean
domain_ok(const char *s)
{
	for (;;) {
		const char *end = strchrnul(s, '.');

		if (!label_ok(s, end))
			return FALSE;
		if (*end == '\0')
			return TRUE;
		s = end + 1;
	}
}

/* Lower-case A-labels of a domain; NULL when it is none. Full-width forms of
 * "," and "@" become the plain ones on the way there, and labels grow: so what
 * comes out must be a domain as well. g_free(). */
static char *
domain_key(const char *domain)
{
	g_autofree char *nfc = NULL;
	g_autofree char *ascii = NULL;

	if (!domain_ok(domain))
		return NULL;
	if (g_str_is_ascii(domain))
		return g_ascii_strdown(domain, -1);
	nfc = g_utf8_normalize(domain, -1, G_NORMALIZE_DEFAULT_COMPOSE);
	ascii = nfc ? g_hostname_to_ascii(nfc) : NULL;
	return ascii && domain_ok(ascii) ? g_ascii_strdown(ascii, -1) : NULL;
}

char *
sp_address_key(const char *address)
{
	g_autofree char *domain = NULL;
	const char *at;
	gsize len = strlen(address);

	if (len > ADDRESS_MAX || !g_utf8_validate(address, (gssize)len, NULL))
		return NULL;
	at = strrchr(address, '@');
	if (!at || at == address || at - address > LOCAL_MAX ||
	    *address == '-')
		return NULL;
	if (!dot_atom(address, at) && !plain_quoted(address, at))
		return NULL;
	domain = domain_key(at + 1);
	if (!domain || (gsize)(at - address) + 1 + strlen(domain) > ADDRESS_MAX)
		return NULL;
	return g_strdup_printf("%.*s@%s", (int)(at - address), address,
			       domain);
}

gboolean
sp_address_ok(const char *address)
{
	g_autofree char *key = sp_address_key(address);

	return key != NULL;
}

gboolean
sp_address_null(const char *envelope_sender)
{
	return !envelope_sender || *envelope_sender == '\0' ||
	       strcmp(envelope_sender, "<>") == 0 ||
	       g_ascii_strcasecmp(envelope_sender, "MAILER-DAEMON") == 0;
}

gboolean
sp_address_role(const char *address)
{
	static const char *const whole[] = {
		"mailer-daemon", "postmaster", "noreply", "no-reply",
		"no_reply", "donotreply", "do-not-reply", "bounce", "bounces",
	};
	static const char *const tails[] = {
		"-bounce", "-bounces", "-owner", "-request",
	};
	/* An extension says who is meant, not what answers. */
	g_autofree char *local = g_ascii_strdown(address,
					(gssize)strcspn(address, "@+"));

	for (gsize i = 0; i < G_N_ELEMENTS(whole); i++) {
		if (strcmp(local, whole[i]) == 0)
			return TRUE;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(tails); i++) {
		if (g_str_has_suffix(local, tails[i]))
			return TRUE;
	}
	return g_str_has_prefix(local, "owner-");
}

/* dot-atom-text of RFC 5322: ASCII only. */
static gboolean
ascii_dot_atom(const char *s, const char *end)
{
	for (const char *p = s; p < end; p++) {
		if ((guchar)*p >= 0x80)
			return FALSE;
	}
	return dot_atom(s, end);
}

/* no-fold-literal: "[" *dtext "]", but for what would end the id early. */
static gboolean
literal(const char *s, const char *end)
{
	if (end - s < 2 || *s != '[' || end[-1] != ']')
		return FALSE;
	for (s++, end--; s < end; s++) {
		if (!g_ascii_isgraph(*s) || strchr("[\\]<>", *s))
			return FALSE;
	}
	return TRUE;
}

gboolean
sp_msgid_ok(const char *id)
{
	const char *end = id + strlen(id);
	const char *at = strchr(id, '@');

	if (!at || end - id > MSGID_MAX)
		return FALSE;
	return ascii_dot_atom(id, at) &&
	       (ascii_dot_atom(at + 1, end) || literal(at + 1, end));
}
