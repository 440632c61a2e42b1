/* SPDX-License-Identifier: GPL-2.0-or-later */
/* length.h - did the MTA hand over all that it announced? */
#ifndef SP_POLICY_LENGTH_H
#define SP_POLICY_LENGTH_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

enum sp_size_unit {
	SP_SIZE_EXIM,		/* $message_size: octets */
	SP_SIZE_POSTFIX,	/* ${size}: queue records */
};

/* Count while the message streams by. Zero-initialised. */
struct sp_length {
	size_t octets;
	size_t records;		/* Postfix: what ${size} would count of it */
	size_t line;		/* of the line so far */
	size_t prefix;		/* records of trace lines that pipe(8) put in
				   front and ${size} does not count */
	unsigned state;
};

void sp_length_add(struct sp_length *l, const uint8_t *bytes, size_t n);
/* True when not shorter than announced. */
gboolean sp_length_ok(struct sp_length *l, enum sp_size_unit unit,
		      uint64_t announced);

#endif
