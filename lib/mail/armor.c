/* SPDX-License-Identifier: GPL-2.0-or-later */
/* armor.c - where ASCII armor stands in a text; it is not looked into */
#include "lib/mail/armor.h"

#include <string.h>

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
