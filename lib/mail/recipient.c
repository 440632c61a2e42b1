/* SPDX-License-Identifier: GPL-2.0-or-later */
/* recipient.c - what the address says that a mail was sent to
 *
 * The words of the table in the manual: LIST-request, LIST+REF-TOKEN and so
 * on. Between LIST and the word stands "-" or the recipient delimiter. */
#include "lib/mail/address.h"

#include <string.h>

#include "lib/base/ref.h"

#define TOKEN_MAX 64
#define CASE_MAX 40

/* The part of recipient after the list's local part, or NULL when it is
 * another mailbox; "" is the list itself. g_free(). */
static char *
suffix_of(const char *address, const char *recipient)
{
	g_autofree char *ours = sp_address_key(address);
	g_autofree char *theirs = sp_address_key(recipient);
	const char *our_at, *their_at;
	gsize n;

	if (!ours || !theirs)
		return NULL;
	our_at = strrchr(ours, '@');
	their_at = strrchr(theirs, '@');
	n = (gsize)(our_at - ours);
	if (strcmp(our_at, their_at) != 0 || (gsize)(their_at - theirs) < n ||
	    g_ascii_strncasecmp(ours, theirs, n) != 0)
		return NULL;
	return g_strndup(theirs + n, (gsize)(their_at - theirs) - n);
}

/* Step over one delimiter; NULL when there is none. */
static const char *
after_delimiter(const char *s, const char *delimiter)
{
	gsize n = strlen(delimiter);

	if (n > 0 && strncmp(s, delimiter, n) == 0)
		return s + n;
	return *s == '-' ? s + 1 : NULL;
}

/* A token in lower case, or NULL when text is none. g_free(). */
static char *
token_read(const char *text)
{
	gsize n = strlen(text);

	if (n == 0 || n > TOKEN_MAX)
		return NULL;
	for (const char *p = text; *p; p++) {
		if (!g_ascii_isalnum(*p))
			return NULL;
	}
	return g_ascii_strdown(text, (gssize)n);
}

/* QSEC-2026-0007 in any case becomes upper case; else NULL. g_free(). */
static char *
case_read(const char *text, gsize n)
{
	g_autofree char *upper = NULL;
	g_auto(GStrv) piece = NULL;

	if (n > CASE_MAX)
		return NULL;
	upper = g_ascii_strup(text, (gssize)n);
	piece = g_strsplit(upper, "-", -1);
	if (g_strv_length(piece) != 3 || !g_ascii_isupper(piece[0][0]) ||
	    strlen(piece[1]) != 4 || strlen(piece[2]) < 4)
		return NULL;
	for (const char *p = piece[0]; *p; p++) {
		if (!g_ascii_isalnum(*p))
			return NULL;
	}
	for (int i = 1; i <= 2; i++) {
		if (piece[i][strspn(piece[i], "0123456789")] != '\0')
			return NULL;
	}
	return g_steal_pointer(&upper);
}

/* REF in its canonical form, or NULL. g_free(). */
static char *
ref_read(const char *text)
{
	struct sp_ref ref;
	struct sp_err err;

	if (g_ascii_strncasecmp(text, "R-", 2) != 0 ||
	    sp_ref_parse(text, &ref, &err) != SP_OK)
		return NULL;
	return g_strdup(ref.text);
}

/* REF, or REF-TOKEN. The R- must be there: without it, any word of eight
 * letters is a reference. One may hold hyphens itself, so each hyphen is tried
 * as the border. */
static gboolean
read_ref(const char *word, struct sp_recipient *to)
{
	struct sp_ref ref;
	struct sp_err err;

	if (g_ascii_strncasecmp(word, "R-", 2) != 0)
		return FALSE;
	if (sp_ref_parse(word, &ref, &err) == SP_OK) {
		to->tag = g_strdup(ref.text);
		return TRUE;
	}
	for (const char *p = strchr(word, '-'); p; p = strchr(p + 1, '-')) {
		g_autofree char *head = g_strndup(word, (gsize)(p - word));
		g_autofree char *token = token_read(p + 1);

		if (token && sp_ref_parse(head, &ref, &err) == SP_OK) {
			to->tag = g_strdup(ref.text);
			to->token = g_steal_pointer(&token);
			return TRUE;
		}
	}
	return FALSE;
}

static enum sp_role
read_reply(const char *word, struct sp_recipient *to)
{
	static const char internal[] = "-internal";
	gsize n = strlen(word), tail = strlen(internal);

	to->tag = case_read(word, n);
	if (to->tag)
		return SP_TO_REPLY;
	if (n > tail && g_ascii_strcasecmp(word + n - tail, internal) == 0) {
		g_autofree char *head = g_strndup(word, n - tail);

		to->tag = case_read(word, n - tail);
		if (!to->tag)
			to->tag = ref_read(head);
		return to->tag ? SP_TO_INTERNAL : SP_TO_OTHER;
	}
	return read_ref(word, to) ? SP_TO_REPLY : SP_TO_OTHER;
}

static enum sp_role
read_word(const char *word, const char *delimiter, struct sp_recipient *to)
{
	static const char bounces[] = "bounces";
	gsize n = strlen(bounces);

	if (g_ascii_strcasecmp(word, "request") == 0)
		return SP_TO_REQUEST;
	if (g_ascii_strcasecmp(word, "owner") == 0)
		return SP_TO_OWNER;
	if (g_ascii_strncasecmp(word, bounces, n) == 0) {
		const char *rest = after_delimiter(word + n, delimiter);

		if (rest)
			to->token = token_read(rest);
		return rest || word[n] == '\0' ? SP_TO_BOUNCES : SP_TO_OTHER;
	}
	return read_reply(word, to);
}

void
sp_recipient_read(const char *address, const char *delimiter,
		  const char *envelope_recipient, struct sp_recipient *to)
{
	g_autofree char *suffix = suffix_of(address, envelope_recipient);
	const char *word;

	*to = (struct sp_recipient){ .role = SP_TO_OTHER };
	if (!suffix)
		return;
	if (*suffix == '\0') {
		to->role = SP_TO_POST;
		return;
	}
	word = after_delimiter(suffix, delimiter);
	if (word)
		to->role = read_word(word, delimiter, to);
}

void
sp_recipient_clear(struct sp_recipient *to)
{
	g_clear_pointer(&to->tag, g_free);
	g_clear_pointer(&to->token, g_free);
}
