#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t9000-faults.sh - whatever the kernel refuses, at any time, to any process:
# the MTA hears the truth, and in the end all is done once.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/sweep.sh"
. "$SOURCE/t/scenes.sh"

# R-123 R-124: EIO and ENOSPC at each fsync among the others
test_case 'a list, its report and the state before each scene' '
	scenes_prepare
'

# Of reads and writes, which one in how many.
stride=7 scenes='delivery approval round'
[ "${TEST_LONG:-0}" = 0 ] || stride=1 scenes="$scenes command"

# all ERRNO CALLS - over each scene.
all() {
	for scene in $scenes; do
		test_case "$1 in: $scene" "sweep $scene $1 '$2' $stride"
	done
}

all ENOSPC "$sweep_writes|execve"
if [ "${TEST_LONG:-0}" = 1 ]; then
	all EIO "$sweep_writes|$sweep_reads"
	all EMFILE "openat|memfd_create|pipe2|socket|dup2|fcntl"
	all ENOMEM "mmap|$sweep_starts"
	all EAGAIN "$sweep_starts"
	all EINTR 'read|write|poll|wait4|waitid|openat|flock|connect'
	all EROFS 'openat|mkdir|unlink|rename|link|ftruncate'
else
	# A gpg that cannot read its own files turns until its CPU limit ends it;
	# that takes too long for every day.
	all EAGAIN "$sweep_starts"
	all EIO 'sallyport.*|sendmail.* fsync|fdatasync|p?read|p?read64|execve'
fi

test_done
