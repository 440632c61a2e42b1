#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t9530-valgrind.sh - no unit test reads what was never written, or leaks
# (R-175; ASan and UBSan are t/run --sanitize).
. "${TEST_LIB:?run through meson test}"

# These take memory, files and system calls away from their children, and so
# from valgrind, or measure what a parse or a pattern costs.
without='room|charset|prescan|rule|client_mail'

test_case 'every unit test, under memcheck' '
	meson test -C "$BUILD" --no-rebuild --list 2>/dev/null |
		sed -n "s,.*:unit / ,,p" | grep -vxE "$without" >names
	[ "$(wc -l <names)" -gt 30 ]
	SOURCE_ROOT=$SOURCE
	export SOURCE_ROOT G_SLICE=always-malloc
	while read -r name; do
		exits_got=0
		rm -f memcheck.*
		sh -c "echo \$\$ >pid; exec \"\$@\"" - \
			valgrind -q --error-exitcode=86 --leak-check=full \
			--errors-for-leak-kinds=none --show-leak-kinds=definite \
			--suppressions="$SOURCE/t/valgrind.supp" \
			--log-file=memcheck.%p \
			"$BUILD/t/unit-$name" >"$name.out" 2>&1 || exits_got=$?
		# A child that was forked to end at once gives nothing back.
		! grep -q "definitely lost" "memcheck.$(cat pid)" || exits_got=86
		[ "$exits_got" = 0 ] || {
			echo "$name: $exits_got"
			grep "^not ok" "$name.out" || :
			cat memcheck.* | head -n 40
		} >>wrong
	done <names
	[ ! -e wrong ] || complain "$(cat wrong)"
	note "$(wc -l <names) unit tests"
'

test_done
