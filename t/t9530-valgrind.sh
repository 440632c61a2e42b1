#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t9530-valgrind.sh - no unit test reads what was never written, or leaks
# (R-175; ASan and UBSan are t/run --sanitize).
. "${TEST_LIB:?run through meson test}"

# These take memory, files and system calls away from their children, and so
# from valgrind.
without='room|charset'

test_case 'every unit test, under memcheck' '
	meson test -C "$BUILD" --no-rebuild --list 2>/dev/null |
		sed -n "s,.*:unit / ,,p" | grep -vxE "$without" >names
	[ "$(wc -l <names)" -gt 30 ]
	SOURCE_ROOT=$SOURCE
	export SOURCE_ROOT G_SLICE=always-malloc
	while read -r name; do
		exits_got=0
		valgrind -q --error-exitcode=86 --leak-check=full \
			--errors-for-leak-kinds=definite --show-leak-kinds=definite \
			--suppressions="$SOURCE/t/valgrind.supp" \
			--child-silent-after-fork=yes \
			"$BUILD/t/unit-$name" >"$name.out" 2>"$name.err" ||
			exits_got=$?
		[ "$exits_got" = 0 ] || {
			echo "$name: $exits_got"
			grep "^not ok" "$name.out" || :
			head -n 40 "$name.err"
		} >>wrong
	done <names
	[ ! -e wrong ] || complain "$(cat wrong)"
	note "$(wc -l <names) unit tests"
'

test_done
