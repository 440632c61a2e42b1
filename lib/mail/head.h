/* SPDX-License-Identifier: GPL-2.0-or-later */
/* head.h - where the header fields of an entity stand, to the byte
 *
 * Our own reading of the header, beside gmime's: it gives exact ranges, sees
 * every field as often as it stands there, and where the two disagree on the
 * end of the header the message is not taken at its word. */
#ifndef SP_MAIL_HEAD_H
#define SP_MAIL_HEAD_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/blob.h"

struct sp_head_field {
	char *name;		/* as written, no blanks before the colon */
	struct sp_range range;	/* name to line end, folds included */
	struct sp_range value;	/* after the colon, to line end */
};

struct sp_head {
	const uint8_t *bytes;	/* borrowed */
	GPtrArray *fields;	/* of struct sp_head_field * */
	size_t start;		/* of the header: after a "From " line */
	size_t end;		/* of the header: where the blank line stands */
	struct sp_range body;	/* after the blank line, to the entity's end */
	gboolean absent;	/* there is no header: all is body */
	gboolean broken;	/* a line that is no field or fold, a blank before
				   a colon, or a header without end */
};

/* Read the header of the entity that stands in the given range of bytes.
 * envelope: a leading "From " line is an mbox separator, to be skipped. */
struct sp_head *sp_head_read(const uint8_t *bytes, struct sp_range entity,
			     gboolean envelope);
/* The header of what has none: all is body. */
struct sp_head *sp_head_none(const uint8_t *bytes, struct sp_range entity);
void sp_head_free(struct sp_head *head);

/* Index of the n-th field of that name, n from 0, or -1. */
int sp_head_find(const struct sp_head *head, const char *name, unsigned n);
unsigned sp_head_count(const struct sp_head *head, const char *name);
/* The value of field i, unfolded; NUL becomes DEL, so that it is neither lost
 * nor the end of the string. g_free(). */
char *sp_head_value(const struct sp_head *head, int i);
/* The value of the first field of that name, or NULL. g_free(). */
char *sp_head_get(const struct sp_head *head, const char *name);

#endif
