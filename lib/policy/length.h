/* SPDX-License-Identifier: GPL-2.0-or-later */
/* length.h - did the MTA hand over all that it announced?
 *
 * A killed pipe(8) looks like the end of a shorter mail, so the size that the
 * MTA names beside the message is the only witness. Exim counts octets.
 * Postfix counts its queue file: each line is a record with a head of two
 * octets, three from 128 octets on, cut into chunks of 2048; what it adds for
 * milters is allowed for. Neither counts the trace lines that the delivery
 * puts in front. A whole message is short only when a milter took header
 * lines out of it. */
#ifndef SP_POLICY_LENGTH_H
#define SP_POLICY_LENGTH_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

enum sp_size_unit {
	SP_SIZE_EXIM,		/* $message_size: octets */
	SP_SIZE_POSTFIX,	/* ${size}: queue records */
};

enum sp_length_place { SP_LENGTH_TRACE, SP_LENGTH_HEADER, SP_LENGTH_BODY };

/* Count while the message streams by. Zero-initialised. */
struct sp_length {
	size_t octets;		/* of whole lines, without the trace lines */
	size_t records;		/* the same in queue records */
	size_t padding;		/* Postfix pads short header lines when a
				   milter may want to replace them */
	size_t line;		/* octets of the line so far */
	char head[16];		/* how that line begins */
	enum sp_length_place place;
};

void sp_length_add(struct sp_length *l, const uint8_t *bytes, size_t n);
/* True when not shorter than announced. */
gboolean sp_length_ok(const struct sp_length *l, enum sp_size_unit unit,
		      uint64_t announced);

#endif
