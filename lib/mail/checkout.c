/* SPDX-License-Identifier: GPL-2.0-or-later */
/* checkout.c - is this message fit to leave the house?
 *
 * A second pair of eyes on what compose.c and the gate put together: one pass
 * over the bytes, sharing nothing with them but the grammar of a field name. */
#include "lib/mail/compose.h"

#include <errno.h>
#include <string.h>

#include "lib/mail/grammar.h"

#define LINE_LIMIT 998
#define CHUNK 16384

enum rule { ONE, AT_MOST_ONE, NEVER };

static const struct {
	const char *name;
	enum rule rule;
} known[] = {
	{ "From", ONE }, { "To", ONE }, { "Date", ONE },
	{ "Message-ID", ONE },
	{ "Cc", AT_MOST_ONE }, { "Subject", AT_MOST_ONE },
	{ "Sender", AT_MOST_ONE }, { "Reply-To", AT_MOST_ONE },
	{ "In-Reply-To", AT_MOST_ONE }, { "References", AT_MOST_ONE },
	{ "MIME-Version", AT_MOST_ONE }, { "Content-Type", AT_MOST_ONE },
	{ "Content-Transfer-Encoding", AT_MOST_ONE },
	{ "Content-Disposition", AT_MOST_ONE },
	{ "Bcc", NEVER }, { "Return-Path", NEVER },
};

struct check {
	gboolean body;			/* past the blank line */
	gboolean cr;			/* the byte before was a CR */
	gsize line;			/* bytes of this line so far */
	gsize lines;			/* of the header, for "a fold first" */
	char start[LINE_LIMIT + 1];	/* of a header line */
	unsigned seen[G_N_ELEMENTS(known)];
	gboolean multipart;		/* Content-Type says so */
	gboolean encoded;		/* a transfer encoding that changes
					   bytes: not for a multipart */
};

static enum sp_status
check_name(struct check *c, const char *name, struct sp_err *err)
{
	if (g_ascii_strncasecmp(name, "Resent-", 7) == 0)
		return sp_fail(err, SP_EDATA, "outgoing mail: a Resent- field");
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
		if (g_ascii_strcasecmp(name, known[i].name) != 0)
			continue;
		if (known[i].rule == NEVER || ++c->seen[i] > 1)
			return sp_fail(err, SP_EDATA,
				       "outgoing mail: %s %s", known[i].name,
				       known[i].rule == NEVER ? "field"
							      : "twice");
	}
	return SP_OK;
}

static void
note_content(struct check *c, const char *name, const char *value)
{
	value += strspn(value, " \t");
	if (g_ascii_strcasecmp(name, "Content-Type") == 0)
		c->multipart = g_ascii_strncasecmp(value, "multipart/",
						   10) == 0;
	if (g_ascii_strcasecmp(name, "Content-Transfer-Encoding") == 0)
		c->encoded = g_ascii_strcasecmp(value, "7bit") != 0 &&
			     g_ascii_strcasecmp(value, "8bit") != 0;
}

static enum sp_status
check_header_line(struct check *c, struct sp_err *err)
{
	char *p = c->start;

	c->start[c->line] = '\0';
	if (sp_is_wsp((guchar)*p)) {
		if (c->lines++ == 0 || p[strspn(p, " \t")] == '\0')
			return sp_fail(err, SP_EDATA, "outgoing mail: a header"
				       " line continues nothing or is blank");
		return SP_OK;
	}
	c->lines++;
	while (sp_is_ftext((guchar)*p))
		p++;
	if (p == c->start || *p != ':')
		return sp_fail(err, SP_EDATA,
			       "outgoing mail: header line %zu is no field",
			       c->lines);
	*p = '\0';
	note_content(c, c->start, p + 1);
	return check_name(c, c->start, err);
}

static enum sp_status
end_line(struct check *c, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	if (!c->body && c->line == 0)
		c->body = TRUE;
	else if (!c->body)
		r = check_header_line(c, err);
	c->line = 0;
	return r;
}

static enum sp_status
check_byte(struct check *c, guchar byte, struct sp_err *err)
{
	if (byte == '\n') {
		c->cr = FALSE;
		return end_line(c, err);
	}
	if (c->cr)
		return sp_fail(err, SP_EDATA, "outgoing mail: a bare CR");
	if (byte == '\r') {
		c->cr = TRUE;
		return SP_OK;
	}
	if (byte == '\0' || byte >= 0x80)
		return sp_fail(err, SP_EDATA, "outgoing mail: a byte that is "
			       "not 7 bit text");
	if (c->line >= LINE_LIMIT)
		return sp_fail(err, SP_EDATA, "outgoing mail: a line over %d "
			       "bytes", LINE_LIMIT);
	if (!c->body)
		c->start[c->line] = (char)byte;
	c->line++;
	return SP_OK;
}

static gboolean
all_7bit(const guchar *bytes, gsize n)
{
	guchar any = 0;

	for (gsize i = 0; i < n; i++)
		any |= bytes[i];
	return any < 0x80;
}

/* The usual body needs no look at each byte: only line ends matter then. */
static gboolean
plain_body(struct check *c, const guchar *bytes, gsize n)
{
	const guchar *end = bytes + n;
	gsize line = c->line;

	if (!c->body || c->cr || !all_7bit(bytes, n) ||
	    memchr(bytes, '\0', n) || memchr(bytes, '\r', n))
		return FALSE;
	for (;;) {
		const guchar *lf = memchr(bytes, '\n', (gsize)(end - bytes));

		line += (gsize)((lf ? lf : end) - bytes);
		if (line > LINE_LIMIT)
			return FALSE;
		if (!lf)
			break;
		line = 0;
		bytes = lf + 1;
	}
	c->line = line;
	return TRUE;
}

static enum sp_status
check_chunk(struct check *c, const guchar *bytes, gsize n, struct sp_err *err)
{
	enum sp_status r = SP_OK;

	if (plain_body(c, bytes, n))
		return SP_OK;
	for (gsize i = 0; i < n && r == SP_OK; i++)
		r = check_byte(c, bytes[i], err);
	return r;
}

static enum sp_status
check_end(struct check *c, struct sp_err *err)
{
	if (c->cr)
		return sp_fail(err, SP_EDATA, "outgoing mail: a bare CR");
	if (!c->body)
		return sp_fail(err, SP_EDATA,
			       "outgoing mail: the header does not end");
	if (c->multipart && c->encoded)
		return sp_fail(err, SP_EDATA,
			       "outgoing mail: an encoded multipart");
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
		if (known[i].rule == ONE && c->seen[i] == 0)
			return sp_fail(err, SP_EDATA, "outgoing mail: no %s",
				       known[i].name);
	}
	return SP_OK;
}

static enum sp_status
check_all(struct check *c, struct sp_rope *message, struct sp_err *err)
{
	guchar chunk[CHUNK];
	ssize_t n;

	while ((n = sp_rope_read(message, chunk, sizeof(chunk))) > 0) {
		enum sp_status r = check_chunk(c, chunk, (gsize)n, err);

		if (r != SP_OK)
			return r;
	}
	if (n < 0)
		return sp_fail(err, SP_EIO, "outgoing mail: %s",
			       g_strerror(errno));
	return check_end(c, err);
}

enum sp_status
sp_mail_check_out(struct sp_rope *message, struct sp_err *err)
{
	struct check c = { .body = FALSE };
	enum sp_status r;

	sp_rope_rewind(message);
	r = check_all(&c, message, err);
	sp_rope_rewind(message);
	return r;
}
