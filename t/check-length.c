/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check-length.c - check-length postfix|exim SIZE <MESSAGE: exit 0 when the
 * message is not shorter than that MTA announced, else 1 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/policy/length.h"

int
main(int argc, char **argv)
{
	struct sp_length length = { 0 };
	uint8_t chunk[4096];
	enum sp_size_unit unit;
	size_t n;

	if (argc != 3)
		return 2;
	unit = strcmp(argv[1], "exim") == 0 ? SP_SIZE_EXIM : SP_SIZE_POSTFIX;
	while ((n = fread(chunk, 1, sizeof(chunk), stdin)) > 0)
		sp_length_add(&length, chunk, n);
	return !sp_length_ok(&length, unit, strtoull(argv[2], NULL, 10));
}
