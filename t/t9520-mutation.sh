#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t9520-mutation.sh - a verdict that is changed in one place is noticed.
. "${TEST_LIB:?run through meson test}"

test_case 'of a hundred changes to a verdict, ninety-five are noticed' '
	BUILD_DIR=$PWD/build
	export BUILD_DIR
	exits 0 "$SOURCE/t/mutate" >out 2>&1 || complain "$(cat out)"
	note "$(grep killed out)"
'

# A line that no longer stands in its source excuses nothing.
test_case 'no excuse is out of date' '
	while read -r mark line; do
		case $mark in
		lib/* | filter/*) file=$mark ;;
		-) grep -qF -e "$line" "$SOURCE/$file" ||
			complain "$file has no line $line" ;;
		esac
	done <"$SOURCE/t/mutate-equivalent"
'

test_done
