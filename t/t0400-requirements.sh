#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t0400-requirements.sh - each requirement is named by a test, or t/requirements
# says why not.
. "${TEST_LIB:?run through meson test}"

LIST=$SOURCE/t/requirements

# known - each number of the list.
known() {
	sed -n 's/^\(R-[0-9][0-9][0-9]\) [A-Za-z0-9].*\.$/\1/p' "$LIST"
}

# untested - those with a reason.
untested() {
	awk '/^R-/ { number = $1 }
		/^\tuntested: [A-Za-z0-9]/ { print number }' "$LIST"
}

# named - "number file" wherever a test has one. References, R-0000-0001, look
# alike.
named() {
	(cd "$SOURCE" && grep -rowE 'R-[0-9]{3}' t --include='*.sh' \
		--include='*.c' --include='*.h' --include='*.py' \
		--exclude=t0400-requirements.sh) |
		sed -E 's/^([^:]*):(.*)/\2 \1/' | sort -u
}

# none FILE - it is empty.
none() {
	[ ! -s "$1" ] || complain "$(cat "$1")"
}

test_case 'the list has each number once, in order, and nothing unreadable' '
	known >numbers
	[ "$(wc -l <numbers)" -ge 140 ]
	sort -u numbers | diff numbers -
	grep -nvE "^(#|R-[0-9]{3} [A-Za-z0-9].*[.]\$|	(differs|untested): .|\$)" \
		"$LIST" >odd || :
	none odd
'

test_case 'a test names no number that is not on the list' '
	known >numbers
	named >uses
	[ "$(wc -l <uses)" -gt 150 ]
	awk "NR == FNR { known[\$1] = 1; next } !known[\$1]" numbers uses \
		>strange
	none strange
'

test_case 'each is named by a test, or has a reason' '
	named | cut -d " " -f 1 | sort -u >tested
	untested | sort -u >reasons
	known | grep -vxFf tested | grep -vxFf reasons >missing || :
	none missing
'

test_case 'and no reason is out of date' '
	named | cut -d " " -f 1 | sort -u >tested
	untested | grep -xFf tested >both || :
	none both
'

test_done
