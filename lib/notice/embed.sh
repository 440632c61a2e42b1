#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# embed.sh NAME.txt... - print the templates as a C table, see builtin.h
set -eu

cat <<'END'
#include "lib/notice/builtin.h"

#include <stddef.h>

const struct sp_builtin sp_builtin_templates[] = {
END
for file do
	name=${file##*/}
	printf '\t{ "%s",\n' "${name%.txt}"
	sed 's/\\/\\\\/g; s/"/\\"/g; s/^/\t  "/; s/$/\\n"/' "$file"
	printf '\t},\n'
done
printf '\t{ NULL, NULL },\n};\n'

printf '\nconst char *const sp_builtin_names[] = {\n'
for file do
	name=${file##*/}
	printf '\t"%s",\n' "${name%.txt}"
done
printf '\tNULL\n};\n'
