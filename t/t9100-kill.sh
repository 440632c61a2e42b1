#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t9100-kill.sh - killed at any system call of any process, nothing is lost,
# nothing is doubled and nothing is left lying about.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/sweep.sh"
. "$SOURCE/t/scenes.sh"

calls="$sweep_writes|$sweep_starts|$sweep_ends"
# A rotation runs gpg a dozen times, and each point takes seconds: every day
# those where a file gets its name, then whatever changes anything.
rotation='(gpg|sallyport-main)[.][0-9]+ rename|fsync|ftruncate'
stride=6
if [ "${TEST_LONG:-0}" = 1 ]; then
	rotation=$calls
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

# By day only where something becomes durable.
commits='sallyport-main[.][0-9]+ fsync|fdatasync'
[ "${TEST_LONG:-0}" = 0 ] || commits=$calls

# R-094 R-122 R-133
test_case 'an approval by mail' '
	sweep command kill "$commits" "$stride"
'

# R-052 R-122
test_case 'whoever reads an approval by mail' '
	sweep command kill "sallyport-main[+][.][0-9]+ write|exit_group"
'

# R-025 R-122 R-133
test_case 'a round of the worker' '
	sweep round kill "$calls" "$stride"
'

test_case 'the keyring before a rotation, and after it' '
	rotation_prepare
'

# R-077 R-122 R-133
test_case 'another key for the list' '
	sweep rotation kill "$rotation" 1
'

# R-077 R-122 R-133
test_case 'the end of the former key' '
	[ "${TEST_LONG:-0}" = 1 ] || exit 0
	sweep end kill "$rotation" 1
'

test_done
