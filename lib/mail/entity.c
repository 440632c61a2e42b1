/* SPDX-License-Identifier: GPL-2.0-or-later */
/* entity.c - subjects, boundaries and text bodies of our own mail */
#include "lib/mail/compose.h"

#include <errno.h>
#include <gmime/gmime.h>
#include <string.h>
#include <sys/random.h>

#include "lib/mail/grammar.h"

#define LINE_LIMIT 998
#define BOUNDARY_BYTES 16	/* 128 bits */

/* Length of "[TAG]" at s, white space inside the brackets tolerated, or 0. */
static gsize
tag_at(const char *s, const char *tag)
{
	const char *p = s;

	if (*p++ != '[')
		return 0;
	p += strspn(p, " \t");
	if (g_ascii_strncasecmp(p, tag, strlen(tag)) != 0)
		return 0;
	p += strlen(tag);
	p += strspn(p, " \t");
	return *p == ']' ? (gsize)(p + 1 - s) : 0;
}

/* Take out each tag with the white space after it. Taking one out can bring
 * two halves of another together, so start over until there is none. */
static void
drop_tags(GString *subject, const char *tag)
{
	gsize i = 0;

	while (i < subject->len) {
		gsize n = tag_at(subject->str + i, tag);

		if (n == 0) {
			i++;
			continue;
		}
		n += strspn(subject->str + i + n, " \t");
		g_string_erase(subject, (gssize)i, (gssize)n);
		i = 0;
	}
}

/* "Re: Re: x" becomes "Re: x". */
static void
drop_doubled_re(GString *subject)
{
	while (g_ascii_strncasecmp(subject->str, "re:", 3) == 0) {
		gsize n = 3 + strspn(subject->str + 3, " \t");

		if (g_ascii_strncasecmp(subject->str + n, "re:", 3) != 0)
			return;
		g_string_erase(subject, 0, (gssize)n);
	}
}

char *
sp_subject_tagged(const char *tag, const char *subject)
{
	g_autoptr(GString) rest = g_string_new(subject);

	drop_tags(rest, tag);
	g_string_erase(rest, 0, (gssize)strspn(rest->str, " \t"));
	drop_doubled_re(rest);
	g_strchomp(rest->str);
	return *rest->str ? g_strdup_printf("[%s] %s", tag, rest->str)
			  : g_strdup_printf("[%s]", tag);
}

char *
sp_boundary_new(void)
{
	guchar random[BOUNDARY_BYTES];
	GString *out = g_string_new("=_");
	ssize_t n;

	do
		n = getrandom(random, sizeof(random), 0);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(random))
		g_error("the kernel gives no random bytes");
	for (gsize i = 0; i < sizeof(random); i++)
		g_string_append_printf(out, "%02x", random[i]);
	return g_string_free(out, FALSE);
}

/* A line that some hand on the way may change: "From " gets a ">" in front,
 * blanks at the end get lost. A signature must outlive both. */
static gboolean
line_is_fragile(const char *line, gsize n)
{
	return n > LINE_LIMIT || (n > 0 && sp_is_wsp((guchar)line[n - 1])) ||
	       (n >= 5 && memcmp(line, "From ", 5) == 0) ||
	       (n == 1 && *line == '.');
}

static gboolean
fits_7bit(const char *text)
{
	if (!g_str_is_ascii(text))
		return FALSE;
	while (*text) {
		gsize n = strcspn(text, "\n");

		if (line_is_fragile(text, n))
			return FALSE;
		for (gsize i = 0; i < n; i++) {
			if (text[i] != '\t' && g_ascii_iscntrl(text[i]))
				return FALSE;
		}
		text += n + (text[n] == '\n');
	}
	return TRUE;
}

/* Hide a "From " and a lone dot at a line start of quoted-printable text. */
static void
append_guarded(GString *out, const char *qp)
{
	while (*qp) {
		gsize n = strcspn(qp, "\n");

		n += qp[n] == '\n';
		if (strncmp(qp, "From ", 5) == 0) {
			g_string_append(out, "=46");
			qp++, n--;
		} else if (strncmp(qp, ".\n", 2) == 0) {
			g_string_append(out, "=2E");
			qp++, n--;
		}
		g_string_append_len(out, qp, (gssize)n);
		qp += n;
	}
}

static void
append_quoted_printable(GString *out, const char *text)
{
	GMimeEncoding coder;
	gsize len = strlen(text), n;
	g_autofree char *qp = NULL;

	g_mime_encoding_init_encode(&coder,
				    GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	qp = g_malloc(g_mime_encoding_outlen(&coder, len) + 1);
	n = g_mime_encoding_flush(&coder, text, len, qp);
	qp[n] = '\0';
	append_guarded(out, qp);
}

char *
sp_text_entity(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *clean = sp_clean(valid, strlen(valid), G_MAXSIZE,
					  TRUE);
	g_autoptr(GString) body = g_string_new(clean);
	gboolean plain;
	GString *out = g_string_new("Content-Type: text/plain; "
				    "charset=utf-8\n");

	if (body->len > 0 && body->str[body->len - 1] != '\n')
		g_string_append_c(body, '\n');
	plain = fits_7bit(body->str);
	g_string_append_printf(out, "Content-Transfer-Encoding: %s\n\n",
			       plain ? "7bit" : "quoted-printable");
	if (plain)
		g_string_append(out, body->str);
	else
		append_quoted_printable(out, body->str);
	return g_string_free(out, FALSE);
}
