/* SPDX-License-Identifier: GPL-2.0-or-later */
/* delimiter.c - the parts of one multipart, to the byte (RFC 2046, 5.1) */
#include "lib/mail/delimiter.h"

#include <string.h>

#include "lib/mail/grammar.h"

enum kind { TEXT, DELIMITER, CLOSE };

static enum kind
line_kind(const uint8_t *line, size_t len, const char *boundary)
{
	size_t n = strlen(boundary);
	enum kind kind = DELIMITER;

	if (len < n + 2 || line[0] != '-' || line[1] != '-' ||
	    memcmp(line + 2, boundary, n) != 0)
		return TEXT;
	line += n + 2;
	len -= n + 2;
	if (len >= 2 && line[0] == '-' && line[1] == '-') {
		kind = CLOSE;
		line += 2;
		len -= 2;
	}
	for (size_t i = 0; i < len; i++) {
		if (!sp_is_wsp(line[i]) && line[i] != '\r')
			return TEXT;
	}
	return kind;
}

/* What stands from at up to the line end before the delimiter at next. */
static struct sp_range
up_to(const uint8_t *bytes, size_t at, size_t next)
{
	size_t end = next;

	if (end > at && bytes[end - 1] == '\n')
		end--;
	if (end > at && end < next && bytes[end - 1] == '\r')
		end--;
	return (struct sp_range){ at, end - at };
}

static void
end_part(const uint8_t *bytes, size_t start, size_t next,
	 struct sp_delimited *d)
{
	struct sp_range part = up_to(bytes, start, next);

	if (d->parts == 0)
		d->preamble = part;
	else if (d->parts <= SP_DELIMITED_MAX)
		d->part[d->parts - 1] = part;
}

void
sp_delimited_read(const uint8_t *bytes, struct sp_range body,
		  const char *boundary, struct sp_delimited *d)
{
	size_t end = body.at + body.len, at = body.at, start = body.at;

	*d = (struct sp_delimited){ .parts = 0 };
	while (at < end) {
		const uint8_t *lf = memchr(bytes + at, '\n', end - at);
		size_t next = lf ? (size_t)(lf - bytes) + 1 : end;
		enum kind kind = line_kind(bytes + at, next - at - (lf != NULL),
					   boundary);

		if (kind != TEXT) {
			end_part(bytes, start, at, d);
			start = next;
		}
		if (kind == CLOSE) {
			d->closed = TRUE;
			d->epilogue = (struct sp_range){ next, end - next };
			return;
		}
		d->parts += kind == DELIMITER;
		at = next;
	}
	if (start < end)
		end_part(bytes, start, end, d);
}
