#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t9100-kill.sh - killed at any system call of any process, nothing is lost,
# nothing is doubled and nothing is left lying about.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/sweep.sh"
. "$SOURCE/t/scenes.sh"

calls="$sweep_writes|$sweep_starts|$sweep_ends"
stride=6
if [ "${TEST_LONG:-0}" = 1 ]; then
	calls='.*'
	stride=1
fi

test_case 'a list, its report and the state before each scene' '
	scenes_prepare
'

# R-120 R-122 R-133
test_case 'a delivery' '
	sweep delivery kill "$calls" "$stride"
'

#
test_case 'an approval' '
	sweep approval kill "$calls" "$stride"
'

# R-025 R-122 R-133
test_case 'a round of the worker' '
	sweep round kill "$calls" "$stride"
'

test_done
