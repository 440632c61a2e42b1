#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t9540-fuzz.sh - a minute of fuzzing finds nothing in any target. FUZZ_MINUTES
# asks for more, FUZZ_TARGETS for some of them.
. "${TEST_LIB:?run through meson test}"

# The run builds what it needs itself, with sanitizers.
test_case 'R-170: fuzzing finds nothing' '
	export BUILD_DIR="$PWD/build" FUZZ_CORPUS="$PWD/corpus"
	# shellcheck disable=SC2086 # a list of targets
	exits 0 "$SOURCE/t/fuzz/run" "${FUZZ_MINUTES:-1}" ${FUZZ_TARGETS:-} \
		>said
	cat said
	targets=${FUZZ_TARGETS:-$(sed "/^#/d; s/[[:space:]].*//" \
		"$SOURCE/t/fuzz/targets")}
	for target in $targets; do
		grep -E "^$target: [1-9][0-9]* executions, .*nothing\$" said
	done
'

test_done
