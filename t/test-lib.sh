# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# test-lib.sh - what every t/tNNNN-*.sh stands on
#
# A script sources this file, runs test cases and ends with test_done:
#
#	. "${TEST_LIB:?run through meson test}"
#	test_case 'what must hold' '
#		exits 0 some command
#		[ "$(rows "SELECT count(*) FROM mail")" = 1 ]
#	'
#	test_done
#
# A body runs in a subshell under "set -eu", in the folder that is the script's
# own ($TEST_DIR), so files outlive a case and variables do not. Its output is
# shown only when it fails. The folder, gpg agents and processes that work in it
# are gone when the script ends. t/lists.sh, sourced below, adds the fixtures:
# lists, members, mail in and out.
#
# Set by meson: SOURCE (the tree), BUILD (the build folder), BINDIR (where the
# program will be installed), SALLYPORT (the program), SANITIZED and COUNTED (yes
# or no: is it built with sanitizers, or to count coverage?). TEST_LONG=1 asks for
# the long versions.

: "${SOURCE:?run through meson test}" "${BUILD:?}" "${SALLYPORT:?}"

# Nothing of the caller's surroundings may decide a test.
unset GNUPGHOME GPG_AGENT_INFO GPG_TTY DISPLAY SUDO_USER SALLYPORT_DIR \
	SENDER RECIPIENT LD_PRELOAD LANGUAGE TMPDIR G_MESSAGES_DEBUG
export LC_ALL=C.UTF-8 TZ=UTC0 TERM=dumb
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umask 077

# Short, because gpg-agent's sockets must fit into 107 bytes.
TEST_DIR=$(mktemp -d /tmp/sp.XXXXXX) || exit 99
export HOME="$TEST_DIR/home"
test_log=$TEST_DIR/.log
test_notes=$TEST_DIR/.notes
test_reports=$TEST_DIR/.report
test_count=0
test_failed=0

# 86 means nothing to any MTA, and a report fails the case even when the
# program that made it was expected to fail. Our programs are not dumpable, so
# that the leak checker cannot look at them.
export ASAN_OPTIONS="exitcode=86:detect_leaks=0:log_path=$test_reports"
export UBSAN_OPTIONS="exitcode=86:print_stacktrace=1:log_path=$test_reports"

# Process ids of everything, but us, that names the test's folder in its
# arguments or works in it.
test_processes() {
	for proc in /proc/[0-9]*; do
		pid=${proc#/proc/}
		[ "$pid" != $$ ] || continue
		case $(readlink "$proc/cwd" 2>/dev/null) in
		"$TEST_DIR" | "$TEST_DIR"/*)
			echo "$pid"
			continue
			;;
		esac
		if tr '\0' ' ' 2>/dev/null <"$proc/cmdline" |
			grep -qF "$TEST_DIR/"; then
			echo "$pid"
		fi
	done 2>/dev/null
}

test_cleanup() {
	cd /
	for pid in $(test_processes); do
		kill -9 "$pid" 2>/dev/null
	done
	rm -rf "$TEST_DIR"
}
trap test_cleanup EXIT
trap 'exit 99' HUP INT TERM
cd "$TEST_DIR" || exit 99
mkdir "$HOME"

# Some tests let other users run the programs, wherever the build folder lies.
if [ "$(id -u)" = 0 ] && ! setpriv --reuid 65534 --regid 65534 --clear-groups \
	test -x "$SALLYPORT"; then
	chmod 711 "$TEST_DIR"
	mkdir -m 755 .programs
	install -m 755 -t .programs "$SALLYPORT" "$BUILD/filter/sallyport-main" \
		"$BUILD/filter/sallyport-gpg" || exit 99
	SALLYPORT=$TEST_DIR/.programs/sallyport
fi

# test_case NAME BODY. The subshell must not stand in a condition: there the
# shell would ignore "set -e".
test_case() {
	test_count=$((test_count + 1))
	(
		set -eu
		eval "$2"
	) >"$test_log" 2>&1 9>&1 </dev/null
	test_status=$?
	for test_report in "$test_reports".*; do
		[ -f "$test_report" ] || continue
		cat "$test_report" >>"$test_log"
		rm -f "$test_report"
		test_status=86
	done
	if [ "$test_status" = 0 ]; then
		echo "ok $test_count - $1"
	else
		test_failed=$((test_failed + 1))
		echo "not ok $test_count - $1"
		echo "# status $test_status"
	fi
	if [ -f "$test_notes" ]; then
		sed 's/^/# /' "$test_notes"
		rm "$test_notes"
	fi
	[ "$test_status" != 0 ] || return 0
	LC_ALL=C tr -c '[:print:]\t\n' '?' <"$test_log" |
		sed 's/^/# /' | head -n 200
}

# The last line of a script. Whatever a test was about, the mails that left
# during it must have been fit to be sent, and fit for those who got them.
test_done() {
	if [ -n "$(find "$MTA/sent" "$TEST_DIR/earlier" -type f 2>/dev/null)" ]; then
		[ ! -d "$MTA/sent" ] ||
			test_case 'every mail that left was well formed' \
			'exits 0 "$SOURCE/t/check-mail" "$MTA"'
		test_case 'and none to an outsider tells of a member' \
			'exits 0 "$SOURCE/t/check-outside" "$KEYS" \
				"$TEST_DIR" "$INSIDE"'
	fi
	echo "1..$test_count"
	[ "$test_failed" = 0 ] && [ "$test_count" != 0 ]
	exit
}

# Say why to whoever reads the failure, past any redirection, and fail.
complain() {
	echo "$*" >&9
	return 1
}

# Say something worth knowing, though the case passes.
note() {
	echo "$*" >>"$test_notes"
}

# exits STATUS COMMAND... - the exact status, whatever it is.
exits() {
	exits_want=$1
	shift
	exits_got=0
	"$@" 9>&- || exits_got=$?
	[ "$exits_got" = "$exits_want" ] ||
		complain "exit status $exits_got instead of $exits_want: $*"
}

# same WANT GOT - two strings are equal.
same() {
	[ "$1" = "$2" ] || complain "wanted: $1
   got: $2"
}

# has FILE TEXT... - each text stands somewhere in the file.
has() {
	has_file=$1
	shift
	for has_text; do
		grep -qF -e "$has_text" "$has_file" ||
			complain "'$has_text' is not in $has_file:
$(cat "$has_file")"
	done
}

# lacks FILE TEXT... - none does.
lacks() {
	[ -f "$1" ] || complain "$1 is no file"
	lacks_file=$1
	shift
	for lacks_text; do
		! grep -qF -e "$lacks_text" "$lacks_file" ||
			complain "'$lacks_text' is in $lacks_file"
	done
}

# within SECONDS COMMAND... - the command succeeds before the time is up.
within() {
	within_end=$(($(date +%s) + $1))
	shift
	until "$@" 9>&-; do
		[ "$(date +%s)" -lt "$within_end" ] ||
			complain "did not come true in time: $*" || return 1
		sleep 0.1
	done
}

# ahead SECONDS COMMAND... - with a clock that is ahead (-N: behind) by so much.
# Not under sanitizers, which want to be the first of all preloads.
ahead() {
	ahead_by=$1
	shift
	env LD_PRELOAD="$BUILD/t/libclock.so" CLOCK_AHEAD="$ahead_by" "$@"
}

. "$SOURCE/t/lists.sh"
