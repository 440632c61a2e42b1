# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# sweep.sh - strike one command at each of its system calls, and look what is
# left
#
# Sourced after test-lib.sh. A scene is four functions:
#
#	SCENE_reset		bring everything back to how it was before
#	SCENE_run WRAPPER...	run the command behind the wrapper
#	SCENE_settle STATUS	do what the world does after that exit status
#	SCENE_check		print one line for each thing that is wrong then
#
# t/strike.c explains points.

# What writes, what makes it durable, what starts and what ends a process. With
# --long every call is struck.
sweep_writes='write|pwrite64|sendmsg|fsync|fdatasync|ftruncate|rename|unlink'
sweep_writes="$sweep_writes|unlinkat|link|mkdir"
sweep_starts='clone|clone3|fork|vfork|execve|memfd_create|pipe2'
sweep_ends='exit_group|wait4|waitid'
# Closing is not among these: no program has an answer to its failure. Nor is
# brk, which fails without an error number.
sweep_reads='read|pread64|openat|mmap|poll|fcntl|getrandom|dup2|socket'
sweep_reads="$sweep_reads|connect|newfstatat|lseek|flock|wait4|getdents64"

# sweep_points SCENE CALLS STRIDE - of a healthy run, those of these calls; of
# reads and writes, which are many, every STRIDE-th. CALLS is a pattern, and may
# begin with one of processes and a space.
sweep_points() {
	"$1_reset"
	"$1_run" "$BUILD/t/strike" points -- >out 2>&1 ||
		complain "the healthy run ended with status $?: $(cat out)"
	case $2 in
	*' '*) sweep_wanted="^(${2% *}) (${2#* })\$" ;;
	*) sweep_wanted="^[^ ]+ ($2)\$" ;;
	esac
	awk -v wanted="$sweep_wanted" -v stride="$3" '
		$1 !~ /^strike/ && $1 " " $2 ~ wanted &&
			($2 !~ /^p?(read|write)/ || n++ % stride == 0)' points
}

# sweep_strike SCENE HOW POINT - one of them; complaints are added to wrong.
sweep_strike() {
	"$1_reset"
	: >struck
	sweep_status=0
	"$1_run" "$BUILD/t/strike" struck "$2" "$3" -- >out 2>err ||
		sweep_status=$?
	sweep_run=$((sweep_run + 1))
	[ -s struck ] || sweep_missed=$((sweep_missed + 1))
	"$1_settle" "$sweep_status" >settled 2>&1 || true
	"$1_check" >said 2>&1 || true
	[ -s said ] || return 0
	{
		echo "$2 $3, then exit status $sweep_status:"
		sed 's/^/    /' said
		head -n 3 err | sed 's/^/    it said: /'
		tail -n 5 settled | sed 's/^/    later: /'
	} >>wrong
}

# sweep SCENE HOW CALLS [STRIDE] - all of them. A few points may not be met,
# where processes share work as it comes; with more, nothing would be tested.
sweep() {
	sweep_run=0
	sweep_missed=0
	: >wrong
	sweep_points "$1" "$3" "${4:-1}" >todo
	while read -r sweep_at <&8; do
		sweep_strike "$1" "$2" "$sweep_at"
	done 8<todo
	note "$1, $2: $sweep_run points, $sweep_missed of them not met"
	[ ! -s wrong ] || complain "$(grep -c '^[a-zA-Z]' wrong) went wrong:
$(head -n 90 wrong)"
	[ "$sweep_run" -ge 10 ]
	[ $((sweep_missed * 20)) -le "$sweep_run" ]
}
