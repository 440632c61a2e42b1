/* SPDX-License-Identifier: GPL-2.0-or-later */
/* delimiter.h - the parts of one multipart, to the byte
 *
 * A signature covers exact bytes, which gmime does not report for a part that
 * is itself a multipart. This reading is also the check on gmime's. */
#ifndef SP_MAIL_DELIMITER_H
#define SP_MAIL_DELIMITER_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/blob.h"

#define SP_DELIMITED_MAX 2

struct sp_delimited {
	unsigned parts;		/* counted on past SP_DELIMITED_MAX */
	gboolean closed;	/* the closing delimiter was met */
	struct sp_range preamble;
	struct sp_range part[SP_DELIMITED_MAX];	/* headers and body, without
				   the line end that belongs to the delimiter */
	struct sp_range epilogue;
};

void sp_delimited_read(const uint8_t *bytes, struct sp_range body,
		       const char *boundary, struct sp_delimited *d);

#endif
