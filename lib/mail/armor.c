/* SPDX-License-Identifier: GPL-2.0-or-later */
/* armor.c - where ASCII armor stands in a text; it is not looked into */
#include "lib/mail/armor.h"

#include <string.h>

#define BEGIN_MESSAGE "-----BEGIN PGP MESSAGE-----"
#define END_MESSAGE "-----END PGP MESSAGE-----"

struct mark {
	enum sp_armor kind;
	gboolean begin;		/* -----BEGIN, else -----END */
	size_t at;		/* of the line */
	size_t end;		/* of the dashes after the kind */
};

static const struct {
	const char *name;
	enum sp_armor kind;
} kinds[] = {
	{ "MESSAGE", SP_ARMOR_MESSAGE },
	{ "SIGNED MESSAGE", SP_ARMOR_SIGNED },
	{ "SIGNATURE", SP_ARMOR_SIGNATURE },
	{ "PUBLIC KEY BLOCK", SP_ARMOR_KEY },
};

static gboolean
starts(const uint8_t *text, size_t len, const char *with)
{
	size_t n = strlen(with);

	return len >= n && memcmp(text, with, n) == 0;
}

/* Read the line at m->at, which begins with five dashes. */
static gboolean
read_mark(const uint8_t *text, size_t len, struct mark *m)
{
	const uint8_t *p = text + m->at + 5;
	size_t left = len - m->at - 5;
	size_t skip;

	m->begin = starts(p, left, "BEGIN PGP ");
	if (!m->begin && !starts(p, left, "END PGP "))
		return FALSE;
	skip = strlen(m->begin ? "BEGIN PGP " : "END PGP ");
	p += skip;
	left -= skip;
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		size_t n = strlen(kinds[i].name);

		if (starts(p, left, kinds[i].name) &&
		    starts(p + n, left - n, "-----")) {
			m->kind = kinds[i].kind;
			m->end = (size_t)(p - text) + n + 5;
			return TRUE;
		}
	}
	m->kind = SP_ARMOR_OTHER;
	m->end = (size_t)(p - text);
	return TRUE;
}

/* The next line that begins or ends a block, at or after *from. */
static gboolean
next_mark(const uint8_t *text, size_t len, size_t *from, struct mark *m)
{
	while (*from < len) {
		const uint8_t *p = memmem(text + *from, len - *from, "-----",
					  5);
		const uint8_t *lf;

		if (!p)
			break;
		m->at = (size_t)(p - text);
		lf = memchr(p, '\n', len - m->at);
		*from = lf ? (size_t)(lf - text) + 1 : len;
		if ((m->at == 0 || text[m->at - 1] == '\n') &&
		    read_mark(text, len, m))
			return TRUE;
	}
	*from = len;
	return FALSE;
}

unsigned
sp_armor_kinds(const uint8_t *text, size_t len)
{
	unsigned found = 0;
	size_t from = 0;
	struct mark m;

	while (next_mark(text, len, &from, &m)) {
		if (m.begin)
			found |= m.kind;
	}
	return found;
}

/* The text without white space at both ends. */
static struct sp_range
trim(const uint8_t *text, size_t len)
{
	size_t at = 0;

	while (at < len && strchr(" \t\r\n", text[at]) && text[at])
		at++;
	while (len > at && strchr(" \t\r\n", text[len - 1]) && text[len - 1])
		len--;
	return (struct sp_range){ at, len - at };
}

gboolean
sp_armor_whole(const uint8_t *text, size_t len, enum sp_armor kind,
	       struct sp_range *block)
{
	struct sp_range all = trim(text, len);
	size_t end = all.at + all.len, from = all.at;
	struct mark m;

	/* Exactly these lines and no other of their kind. */
	if (!next_mark(text, end, &from, &m) || !m.begin || m.kind != kind ||
	    m.at != all.at)
		return FALSE;
	if (kind == SP_ARMOR_SIGNED) {
		kind = SP_ARMOR_SIGNATURE;
		if (!next_mark(text, end, &from, &m) || !m.begin ||
		    m.kind != kind)
			return FALSE;
	}
	if (!next_mark(text, end, &from, &m) || m.begin || m.kind != kind ||
	    m.end != end)
		return FALSE;
	*block = all;
	return TRUE;
}

gboolean
sp_armor_next_key(const uint8_t *text, size_t len, size_t *from,
		  struct sp_range *block)
{
	struct mark m, end;

	while (next_mark(text, len, from, &m)) {
		size_t after = *from;

		if (!m.begin || m.kind != SP_ARMOR_KEY ||
		    !next_mark(text, len, &after, &end) || end.begin ||
		    end.kind != SP_ARMOR_KEY)
			continue;
		*from = after;
		*block = (struct sp_range){ m.at, after - m.at };
		return TRUE;
	}
	return FALSE;
}

static gboolean
is_plain_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Bytes of the blank at p, or 0. A no-break space comes in two charsets; a
 * byte order mark is none, and shows as little. */
static size_t
blank_at(const uint8_t *p, size_t len)
{
	if (len > 0 && (is_plain_blank(*p) || *p == 0xA0))
		return 1;
	if (len > 1 && p[0] == 0xC2 && p[1] == 0xA0)
		return 2;
	return len > 2 && memcmp(p, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

gboolean
sp_armor_blank(const uint8_t *text, size_t len)
{
	while (len > 0) {
		size_t n = *text == '\n' ? 1 : blank_at(text, len);

		if (n == 0)
			return FALSE;
		text += n;
		len -= n;
	}
	return TRUE;
}

enum stage { BEFORE, HEAD, BODY, SUM, AFTER };

struct mender {
	enum stage stage;
	gboolean changed;
	GString *out;		/* NULL: only look */
};

/* A line without what was put around it. White space behind it is no harm. */
static void
strip(struct mender *m, const uint8_t **line, size_t *len)
{
	const uint8_t *p = *line;
	size_t n, left = *len;
	gboolean odd = FALSE;

	while ((n = left > 0 && *p == '>' ? 1 : blank_at(p, left)) > 0) {
		odd = odd || !is_plain_blank(*p);
		p += n;
		left -= n;
	}
	m->changed = m->changed || odd || (left > 0 && p != *line);
	while (left > 0 && (is_plain_blank(p[left - 1]) ||
			    p[left - 1] == 0xA0)) {
		m->changed = m->changed || p[left - 1] == 0xA0;
		left -= 1 + (p[left - 1] == 0xA0 && left > 1 &&
			     p[left - 2] == 0xC2);
	}
	*line = p;
	*len = left;
}

static gboolean
is_line(const uint8_t *line, size_t len, const char *text)
{
	return len == strlen(text) && memcmp(line, text, len) == 0;
}

/* "Version: GnuPG v2" */
static gboolean
is_armor_field(const uint8_t *line, size_t len)
{
	const uint8_t *colon = memchr(line, ':', len);

	if (!colon || colon == line)
		return FALSE;
	for (const uint8_t *p = line; p < colon; p++) {
		if (!g_ascii_isalnum(*p) && *p != '-')
			return FALSE;
	}
	return TRUE;
}

/* A large mail is many such lines: they are looked up without a branch. */
static gboolean
is_base64_line(const uint8_t *line, size_t len)
{
	static const uint8_t digit[256] = {
		['A' ... 'Z'] = 1, ['a' ... 'z'] = 1, ['0' ... '9'] = 1,
		['+'] = 1, ['/'] = 1
	};
	size_t pad = 0;
	uint8_t all = 1;

	while (pad < 2 && pad < len && line[len - 1 - pad] == '=')
		pad++;
	if (pad == len)
		return FALSE;
	for (size_t i = 0; i < len - pad; i++)
		all &= digit[line[i]];
	return all;
}

static gboolean
take_body(struct mender *m, const uint8_t *line, size_t len)
{
	if (len == 0)
		return TRUE;
	if (is_line(line, len, END_MESSAGE)) {
		m->stage = AFTER;
	} else if (m->stage == BODY && *line == '=' && len == 5 &&
		   is_base64_line(line + 1, len - 1)) {
		m->stage = SUM;
	} else if (m->stage != BODY || !is_base64_line(line, len)) {
		return FALSE;
	}
	if (m->out) {
		g_string_append_len(m->out, (const char *)line, (gssize)len);
		g_string_append_c(m->out, '\n');
	}
	return TRUE;
}

/* The next line of the one message; FALSE when it is none. */
static gboolean
take_line(struct mender *m, const uint8_t *line, size_t len)
{
	strip(m, &line, &len);
	switch (m->stage) {
	case BEFORE:
		if (len == 0)
			return TRUE;
		m->stage = HEAD;
		return is_line(line, len, BEGIN_MESSAGE);
	case HEAD:
		if (len > 0 && is_armor_field(line, len))
			return TRUE;
		m->stage = BODY;
		if (len == 0)
			return TRUE;
		m->changed = TRUE;	/* the blank line was lost */
		return take_body(m, line, len);
	case BODY:
	case SUM:
		return take_body(m, line, len);
	case AFTER:
		return len == 0;
	}
	return FALSE;
}

/* Go through all lines; FALSE when they are not those of one message. */
static gboolean
take_lines(struct mender *m, const uint8_t *text, size_t len)
{
	size_t at = 0;

	while (at < len) {
		const uint8_t *lf = memchr(text + at, '\n', len - at);
		size_t end = lf ? (size_t)(lf - text) : len;

		if (!take_line(m, text + at, end - at))
			return FALSE;
		at = end + 1;
	}
	return m->stage == AFTER;
}

enum sp_mending
sp_armor_mend(const uint8_t *text, size_t len, GBytes **mended)
{
	struct mender look = { BEFORE, FALSE, NULL };
	struct mender mend = { BEFORE, FALSE, NULL };

	if (!memmem(text, len, BEGIN_MESSAGE, strlen(BEGIN_MESSAGE)) ||
	    !take_lines(&look, text, len))
		return SP_ARMOR_BEYOND;
	if (!look.changed)
		return SP_ARMOR_WHOLE;	/* as nearly always: no copy of it */
	mend.out = g_string_new(BEGIN_MESSAGE "\n\n");
	(void)take_lines(&mend, text, len);
	*mended = g_string_free_to_bytes(mend.out);
	return SP_ARMOR_MENDED;
}
