/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mbox.c - the mails of an mbox file, as ranges of it */
#include "lib/mail/mbox.h"

#include <string.h>

#define FROM "From "
#define FROM_LEN (sizeof(FROM) - 1)
#define LINE_MAX_LEN 1000	/* of one that begins a mail */

/* Up to and with its line feed. */
static size_t
line_len(const char *line, const char *end)
{
	const char *nl = memchr(line, '\n', (size_t)(end - line));

	return nl ? (size_t)(nl - line) + 1 : (size_t)(end - line);
}

static gboolean
is_empty(const char *line, size_t n)
{
	return (n == 1 && line[0] == '\n') ||
	       (n == 2 && line[0] == '\r' && line[1] == '\n');
}

static gboolean
is_one_of(const char *word, const char *all)
{
	const char *found = strlen(word) == 3 ? strstr(all, word) : NULL;

	return found && (found - all) % 3 == 0;
}

/* "09:12", "09:12:33". */
static gboolean
is_time(const char *word)
{
	const size_t n = strlen(word);

	return (n == 5 || n == 8) && word[2] == ':' &&
	       strspn(word, "0123456789:") == n;
}

/* Thu Jan  1 00:00:00 1970, wherever it stands. */
static gboolean
has_date(char *const *words)
{
	static const char days[] = "MonTueWedThuFriSatSun";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (; words[0] && words[1] && words[2] && words[3]; words++)
		if (is_one_of(words[0], days) && is_one_of(words[1], months) &&
		    strspn(words[2], "0123456789") == strlen(words[2]) &&
		    is_time(words[3]))
			return TRUE;
	return FALSE;
}

static gboolean
begins_mail(const char *line, size_t n)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	g_autofree char *text = NULL;
	g_auto(GStrv) all = NULL;

	if (n < FROM_LEN || n > LINE_MAX_LEN ||
	    memcmp(line, FROM, FROM_LEN) != 0 || memchr(line, '\0', n))
		return FALSE;
	text = g_strndup(line, n);
	all = g_strsplit_set(text, " \t\r\n", -1);
	for (char **w = all; *w; w++)
		if (**w)
			g_ptr_array_add(words, *w);
	g_ptr_array_add(words, NULL);
	return has_date((char *const *)words->pdata);
}

/* A field of a header: there are programs that put no empty line between two
 * mails, and a line with a date and this below it is no text. */
static gboolean
begins_field(const char *line, const char *end)
{
	const char *c = line;

	while (c < end && (g_ascii_isalnum(*c) || *c == '-'))
		c++;
	return c > line && c < end && *c == ':';
}

gboolean
sp_mbox_is(const char *bytes, size_t len)
{
	return len > 0 && begins_mail(bytes, line_len(bytes, bytes + len));
}

gboolean
sp_mbox_next(const char *bytes, size_t len, size_t *at, struct sp_range *mail)
{
	const char *end = bytes + len;
	const char *line = bytes + *at;
	gboolean empty = FALSE;
	size_t last = 0;	/* length of the empty line before this one */

	if (*at >= len)
		return FALSE;
	line += line_len(line, end);
	mail->at = (size_t)(line - bytes);
	while (line < end) {
		const size_t n = line_len(line, end);

		if ((empty || begins_field(line + n, end)) &&
		    begins_mail(line, n))
			break;
		empty = is_empty(line, n);
		last = empty ? n : 0;
		line += n;
	}
	*at = (size_t)(line - bytes);
	mail->len = *at - mail->at - last;
	return TRUE;
}

/* ">From ", ">>From ", ... */
static gboolean
is_quoted(const char *line, size_t n)
{
	size_t quotes = 0;

	while (quotes < n && line[quotes] == '>')
		quotes++;
	return quotes > 0 && n - quotes >= FROM_LEN &&
	       memcmp(line + quotes, FROM, FROM_LEN) == 0;
}

enum sp_status
sp_mbox_unquote(const char *bytes, size_t len, struct sp_blob *to,
		struct sp_err *err)
{
	const char *end = bytes + len;
	const char *from = bytes;	/* not appended yet */
	enum sp_status r = SP_OK;

	for (const char *line = bytes; r == SP_OK && line < end;
	     line += line_len(line, end)) {
		if (!is_quoted(line, line_len(line, end)))
			continue;
		r = sp_blob_append(to, from, (size_t)(line - from), err);
		from = line + 1;
	}
	return r == SP_OK && from < end
		? sp_blob_append(to, from, (size_t)(end - from), err) : r;
}
