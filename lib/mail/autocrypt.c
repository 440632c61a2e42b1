/* SPDX-License-Identifier: GPL-2.0-or-later */
/* autocrypt.c - a key offered for From (Autocrypt level 1)
 *
 * Used to answer, never for identity. Exactly one valid field counts; one with
 * a critical attribute that we do not know is not valid. */
#include <string.h>

#include "lib/mail/grammar.h"
#include "lib/mail/reading.h"

#define FIELD_MAX (10 * 1024)

/* Base64 without blanks, padded. */
static gboolean
is_base64(const char *s)
{
	gsize n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst"
			    "uvwxyz0123456789+/");
	gsize pad = strspn(s + n, "=");

	return n > 0 && pad <= 2 && s[n + pad] == '\0' && (n + pad) % 4 == 0;
}

static char *
without_blanks(const char *s)
{
	GString *out = g_string_new(NULL);

	for (; *s; s++) {
		if (!sp_is_wsp((guchar)*s))
			g_string_append_c(out, *s);
	}
	return g_string_free(out, FALSE);
}

/* The keydata of a field that is valid for this address, or NULL. g_free(). */
static char *
keydata(const char *value, const char *address)
{
	g_auto(GStrv) attributes = g_strsplit(value, ";", 16);
	g_autofree char *data = NULL;
	gboolean addressed = FALSE;

	if (strlen(value) > FIELD_MAX)
		return NULL;
	for (char **a = attributes; *a; a++) {
		char *name = g_strstrip(*a);
		char *text = strchr(name, '=');

		if (*name == '\0')
			continue;
		if (!text || data)
			return NULL;	/* keydata must come last */
		*text++ = '\0';
		if (strcmp(name, "addr") == 0)
			addressed = g_ascii_strcasecmp(text, address) == 0;
		else if (strcmp(name, "keydata") == 0)
			data = without_blanks(text);
		else if (*name != '_' && strcmp(name, "prefer-encrypt") != 0)
			return NULL;
	}
	return addressed && data && is_base64(data) ? g_steal_pointer(&data)
						     : NULL;
}

void
sp_read_autocrypt(struct sp_reading *r)
{
	g_autofree char *found = NULL;
	int k;

	if (r->facts->from_state != SP_FROM_ONE ||
	    (r->facts->flags & SP_FACT_BOUNCE))
		return;
	for (unsigned n = 0; (k = sp_head_find(r->said, "Autocrypt", n)) >= 0;
	     n++) {
		g_autofree char *value = sp_head_value(r->said, k);
		g_autofree char *data = keydata(value, r->facts->from_address);

		if (data && found)
			return;
		if (data)
			found = g_steal_pointer(&data);
	}
	if (found)
		sp_facts_set(&r->facts->autocrypt, g_steal_pointer(&found));
}
