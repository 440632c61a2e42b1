#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# embed.sh FILE... - print snippets of contrib/ as a C table, see snippets.h
set -eu

cat <<'END'
#include "filter/snippets.h"

#include <stddef.h>

const struct snippet snippets_all[] = {
END
for file do
	folder=${file%/*}
	printf '\t{ "%s",\n' "${folder##*/}/${file##*/}"
	grep -v '^#' "$file" | cat -s |
		sed 's/\\/\\\\/g; s/"/\\"/g; s/^/\t  "/; s/$/\\n"/'
	printf '\t},\n'
done
printf '\t{ NULL, NULL },\n};\n'
