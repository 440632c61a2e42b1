#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# embed.sh KIND FILE... - print files as C: sp_builtin_KINDs, sp_builtin_KIND_names
set -eu

kind=$1
shift
cat <<END
#include "lib/base/builtin.h"

#include <stddef.h>

const struct sp_builtin sp_builtin_${kind}s[] = {
END
for file do
	name=${file##*/}
	printf '\t{ "%s",\n' "${name%.*}"
	sed 's/\\/\\\\/g; s/"/\\"/g; s/^/\t  "/; s/$/\\n"/' "$file"
	printf '\t},\n'
done
printf '\t{ NULL, NULL },\n};\n'

printf '\nconst char *const sp_builtin_%s_names[] = {\n' "$kind"
for file do
	name=${file##*/}
	printf '\t"%s",\n' "${name%.*}"
done
printf '\tNULL\n};\n'
