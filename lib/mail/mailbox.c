/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mailbox.c - a strict second opinion on From
 *
 * mailbox = addr-spec / [phrase] "<" addr-spec ">", with plain comments around.
 * Whatever two readers could take apart differently is no mailbox here. */
#include "lib/mail/mailbox.h"

#include <string.h>

#include "lib/mail/address.h"
#include "lib/mail/grammar.h"

/* Skip blanks and plain comments; NULL at a comment that is not plain. */
static const char *
skip_cfws(const char *p)
{
	for (;;) {
		p += strspn(p, " \t");
		if (*p != '(')
			return p;
		p += 1 + strcspn(p + 1, "()<>@\\\"");
		if (*p != ')')
			return NULL;
		p++;
	}
}

/* Skip a quoted string; NULL when it does not end. */
static const char *
skip_quoted(const char *p)
{
	for (p++; *p != '"'; p++) {
		if (*p == '\\')
			p++;
		if (*p == '\0')
			return NULL;
	}
	return p + 1;
}

/* Skip the words of a display name up to what is none of them. A lone dot is
 * no atom, but people write "J. Doe". */
static const char *
skip_phrase(const char *p)
{
	while (p) {
		const char *from = p;

		p = skip_cfws(p);
		while (p && (sp_is_atext((guchar)*p) || (guchar)*p >= 0x80 ||
			     *p == '.'))
			p++;
		if (p && *p == '"')
			p = skip_quoted(p);
		if (p == from)
			break;
	}
	return p;
}

static gboolean
is_text(const char *value)
{
	if (!g_utf8_validate(value, -1, NULL))
		return FALSE;
	for (const char *p = value; *p; p = g_utf8_next_char(p)) {
		if (*p != '\t' && sp_is_control(g_utf8_get_char(p)))
			return FALSE;
	}
	return TRUE;
}

/* The text up to end, when an address stands there and nothing after it. */
static char *
only_address(const char *p, const char *end, const char *after)
{
	g_autofree char *address = g_strndup(p, (gsize)(end - p));

	after = skip_cfws(after);
	if (!after || *after != '\0' || !sp_address_ok(address))
		return NULL;
	return g_steal_pointer(&address);
}

char *
sp_mailbox_read(const char *value)
{
	const char *p, *end;

	if (!is_text(value))
		return NULL;
	p = skip_phrase(value);
	if (!p)
		return NULL;
	if (*p == '<') {
		end = strchr(p, '>');
		return end ? only_address(p + 1, end, end + 1) : NULL;
	}
	p = skip_cfws(value);
	if (!p)
		return NULL;
	end = p + strcspn(p, " \t(");
	return only_address(p, end, end);
}
