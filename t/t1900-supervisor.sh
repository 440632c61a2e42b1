#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t1900-supervisor.sh - what the MTA starts: 0 or 75, whatever happens below.
. "${TEST_LIB:?run through meson test}"

# The supervisor finds sallyport-main beside its own folder, so a script of
# ours can stand there.
mkdir -p bin libexec conf state
cp "$SALLYPORT" bin/sallyport
export SALLYPORT_DIR="$TEST_DIR/conf"
printf '[list]\nname = x\n state = %s  \n[ack]\nstate = /nowhere\n' \
	"$TEST_DIR/state" >conf/team.conf
printf 'Subject: x\n\nhello\n' >mail

# worker <SCRIPT - stands in for sallyport-main.
worker() {
	{
		echo '#!/bin/sh'
		echo "cd '$TEST_DIR'"
		cat
	} >libexec/main
	chmod 755 libexec/main
	mv libexec/main libexec/sallyport-main
}

# run [OPTION...] - one delivery of standard input.
run() {
	bin/sallyport deliver team --sender=a@example.org \
		--recipient=b@example.org "$@"
}

# in_background - the same, with its process id in $!.
in_background() {
	bin/sallyport deliver team --sender=a@example.org \
		--recipient=b@example.org <mail >out 2>&1 9>&- &
}

# puts_off COMMAND... - 75, and nothing said but the phrase.
puts_off() {
	exits 75 "$@" >out 2>err
	[ ! -s out ]
	echo "temporary local failure" >want
	diff -u want err
}

# takes COMMAND... - 0, and nothing said.
takes() {
	exits 0 "$@" >out 2>&1
	[ ! -s out ]
}

count() {
	cut -d ' ' -f 1 state/deferred
}

# gone PID - it runs no more.
gone() {
	! grep -q '^State:.[^Z]' "/proc/$1/status" 2>/dev/null
}

# R-002
test_case 'no library but the C library' '
	case $SANITIZED in
	no)
		ldd bin/sallyport >libs
		same 0 "$(grep "\.so.* => " libs | grep -vc "libc\.so")"
		;;
	esac
	[ "$(wc -l <"$SOURCE/filter/supervisor.c")" -lt 300 ]
'

test_case 'the word of the worker is what counts, not its exit status' '
	echo "cat >/dev/null; printf C >&3; exit 1" | worker
	takes run <mail
	echo "cat >/dev/null; printf C >&3; kill -9 \$\$" | worker
	takes run <mail
	echo "cat >/dev/null; exit 0" | worker
	puts_off run <mail
	echo "printf X >&3; exit 0" | worker
	puts_off run <mail
	echo "printf XC >&3; exit 0" | worker
	puts_off run <mail
'

# R-001 R-002 R-006
test_case 'every exit status and every signal of the worker is 75' '
	for status in 1 2 64 65 69 70 71 73 74 75 77 78 99 100 126 127 255; do
		echo "exit $status" | worker
		puts_off run <mail
	done
	for signal in $(seq 1 31); do
		echo "kill -$signal \$\$" | worker
		puts_off run --deadline=1 <mail
	done
'

test_case 'a worker that is missing, or does not load, is 75' '
	rm libexec/sallyport-main
	puts_off run <mail
	: >libexec/sallyport-main
	puts_off run <mail
	chmod 755 libexec/sallyport-main
	puts_off run <mail
	echo "#!/no/such/interpreter" >libexec/sallyport-main
	puts_off run <mail
	head -c 4096 "$SALLYPORT" >libexec/sallyport-main
	puts_off run <mail
	rm libexec/sallyport-main
	mkdir libexec/sallyport-main
	puts_off run <mail
	rmdir libexec/sallyport-main
'

test_case 'the worker gets the message, whole and from its beginning' '
	echo "cat >got; printf C >&3" | worker
	takes run <mail
	cmp mail got
	head -c 5000000 /dev/urandom >big
	takes run <big
	cmp big got
	# piecemeal
	takes run <<-EOF
		$(echo one)
	EOF
	{ echo one; sleep 0.3; echo two; } | takes run
	same "one two" "$(tr "\n" " " <got | sed "s/ $//")"
'

test_case 'its arguments are those of the MTA, and the status descriptor' '
	echo "printf \"%s\\n\" \"\$@\" >got; printf C >&3" | worker
	takes run --size=12 --size-unit=exim <mail
	printf "%s\n" deliver team --sender=a@example.org \
		--recipient=b@example.org --size=12 --size-unit=exim \
		--status-fd=3 >want
	diff -u want got
	takes bin/sallyport -C "$TEST_DIR/conf" deliver team \
		--sender= --recipient=b@example.org <mail
	printf "%s\n" -C "$TEST_DIR/conf" deliver team --sender= \
		--recipient=b@example.org --status-fd=3 >want
	diff -u want got
'

# R-008
test_case 'the envelope comes from the environment when Exim keeps it there' '
	SENDER=s@example.org RECIPIENT=r+x@example.org \
		takes bin/sallyport deliver team <mail
	printf "%s\n" deliver team --status-fd=3 --sender=s@example.org \
		--recipient=r+x@example.org >want
	diff -u want got
	SENDER= RECIPIENT=r@example.org takes bin/sallyport deliver team <mail
	has got --sender=
	SENDER=a@example.org RECIPIENT=b@example.org takes run <mail
'

# R-008
test_case 'no envelope, half of one or two different ones are 75' '
	puts_off bin/sallyport deliver team <mail
	SENDER=s puts_off bin/sallyport deliver team <mail
	RECIPIENT=r puts_off bin/sallyport deliver team <mail
	SENDER=s RECIPIENT= puts_off bin/sallyport deliver team <mail
	puts_off bin/sallyport deliver team --sender=s <mail
	puts_off bin/sallyport deliver team --recipient=r <mail
	puts_off bin/sallyport deliver team --sender=s --recipient= <mail
	SENDER=other RECIPIENT=b@example.org puts_off run <mail
	SENDER=a@example.org RECIPIENT=other puts_off run <mail
	SENDER=s RECIPIENT=r puts_off bin/sallyport deliver team --sender=s <mail
'

test_case 'what is no delivery is 75 too, never a usage error' '
	puts_off bin/sallyport deliver <mail
	puts_off bin/sallyport deliver team other --sender=s --recipient=r <mail
	for list in "" . .. ../team .hidden a/b "a b" "a
b"; do
		puts_off bin/sallyport deliver "$list" --sender=s \
			--recipient=r <mail
	done
	for deadline in "" 0 -1 3601 10s 99999999999999999999 0x10 " 5"; do
		puts_off run "--deadline=$deadline" <mail
	done
'

# R-013
test_case 'the environment of the MTA ends here' '
	echo "env >got; printf C >&3" | worker
	LD_LIBRARY_PATH=/x GNUPGHOME=/x HOME=/x USER=x TMPDIR=/x LANG=xx \
		G_MESSAGES_DEBUG=all TZ=Mars LC_ALL=xx IFS=/ takes run <mail
	grep -vE "^(PWD|OLDPWD|_|[A-Z]+SAN_OPTIONS)=" got | sort >env
	printf "%s\n" LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin \
		"SALLYPORT_DIR=$TEST_DIR/conf" TZ=UTC >want
	diff -u want env
'

# R-004
test_case 'of the descriptors only three go on, and none is the MTA'\''s' '
	echo "(for fd in /proc/\$\$/fd/*; do
			echo \"\${fd##*/} \$(readlink \"\$fd\")\"
		done) >got; printf C >&3" | worker
	exec 7<mail 8>other
	takes run <mail
	exec 7<&- 8>&-
	grep "^0 /memfd:message" got
	grep "^1 /dev/null" got
	grep "^2 /dev/null" got
	grep "^3 pipe:" got
	same 0 "$(grep -cE "^[78] |$TEST_DIR/(mail|other)" got)"
'

# R-014
test_case 'closed descriptors, blocked and ignored signals do no harm' '
	echo "cat >got; printf C >&3" | worker
	takes run <mail 2>&-
	exits 0 run <mail >&-
	exits 75 run <&-
	exits 75 run <&- >&- 2>&-
	python3 - <<-"EOF"
		import signal, subprocess
		for s in range(1, 32):
		    if s not in (signal.SIGKILL, signal.SIGSTOP):
		        signal.signal(s, signal.SIG_IGN)
		signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
		with open("mail") as mail:
		    assert subprocess.call(
		        ["bin/sallyport", "deliver", "team", "--sender=a",
		         "--recipient=b"], stdin=mail, restore_signals=False) == 0
	EOF
'

# R-014 R-110
test_case 'the worker starts with clean signals, no core files, private files' '
	echo "grep -E \"^Sig(Blk|Ign)\" /proc/self/status >got
		ulimit -c >>got; umask >>got; printf C >&3" | worker
	(
		umask 022
		trap "" PIPE CHLD TERM
		takes run <mail
	)
	printf "SigBlk:\t%016d\nSigIgn:\t%016d\n0\n0077\n" 0 0 >want
	diff -u want got
'

test_case 'nothing in is 75, and so is what cannot be read' '
	puts_off run </dev/null
	puts_off run <conf
'

# R-011
test_case 'the ceiling: 100 MiB go through, not an octet more' '
	echo "wc -c >got; printf C >&3" | worker
	head -c 104857600 /dev/zero | takes run
	same 104857600 "$(cat got)"
	rm got
	head -c 104857601 /dev/zero | puts_off run
	[ ! -e got ]
'

test_case 'a limit on file sizes is no death' '
	head -c 200000 /dev/zero >big
	(
		ulimit -f 100
		puts_off run <big
	)
'

# R-003
test_case 'the deadline ends a worker and all it started' '
	echo "sleep 1000 & echo \$! >pids; echo \$\$ >>pids; sleep 1000" | worker
	puts_off run --deadline=3 <mail
	for pid in $(cat pids); do
		within 60 gone "$pid"
	done
	echo "printf C >&3; sleep 1000" | worker
	takes run --deadline=3 <mail
'

test_case 'the deadline holds for a sender that does not finish, too' '
	echo "printf C >&3" | worker
	mkfifo sender
	exec 7<>sender
	echo x >&7
	puts_off run --deadline=1 <sender
	exec 7<&-
'

# R-003
test_case 'a stopped worker is no way around the deadline' '
	echo "kill -STOP \$\$" | worker
	puts_off run --deadline=1 <mail
'

# R-004
test_case 'nobody is left with the output of the MTA' '
	echo "setsid sleep 1000 & exec sleep 1000" | worker
	bin/sallyport deliver team --sender=a --recipient=b --deadline=1 \
		<mail 2>&1 | cat >out
	same "temporary local failure" "$(cat out)"
'

test_case 'told to end, it ends the worker and says 75, or 0 after the word' '
	for signal in TERM HUP INT PIPE; do
		for word in "" C; do
			echo "printf \"$word\" >&3; echo \$\$ >pid; exec sleep 1000" |
				worker
			rm -f pid
			in_background
			within 60 test -s pid
			kill -$signal $!
			exits $([ "$word" = C ] && echo 0 || echo 75) wait $!
			gone "$(cat pid)"
		done
	done
'

test_case 'a supervisor that is killed takes its worker along' '
	echo "echo \$\$ >pid; exec sleep 1000" | worker
	rm -f pid
	in_background
	within 60 test -s pid
	kill -9 $!
	within 60 gone "$(cat pid)"
'

test_case 'each 75 is counted, with the first and the last time' '
	echo "printf C >&3" | worker
	rm -f state/deferred
	takes run <mail
	[ ! -e state/deferred ]
	# The clock of time() ticks behind that of date.
	before=$(($(date +%s) - 1))
	puts_off run </dev/null
	same 0000000001 "$(count)"
	same 44 "$(wc -c <state/deferred)"
	same 600 "$(stat -c %a state/deferred)"
	sleep 1.1
	puts_off run </dev/null
	read -r count first last <state/deferred
	same 0000000002 "$count"
	[ "$first" -ge "$before" ]
	[ "${last% *}" -gt "$first" ]
	same 0000000000 "${last#* }"
'

test_case 'a reset count starts anew, and so does one that makes no sense' '
	zero=0000000000
	for content in "$zero $zero $zero $zero" "$zero 1 2 3" "" garbage; do
		echo "$content" >state/deferred
		puts_off run </dev/null
		read -r count first last taken <state/deferred
		same 0000000001 "$count"
		same "$last" "$first"
		same "$zero" "$taken"
	done
	echo "9999999999 0000000005 0000000006 0000000007" >state/deferred
	puts_off run </dev/null
	read -r count first last taken <state/deferred
	same 9999999999 "$count"
	same 0000000005 "$first"
	same 0000000007 "$taken"
'

test_case 'that it cannot be counted changes nothing' '
	rm state/deferred
	mkdir state/deferred
	puts_off run </dev/null
	rmdir state/deferred
	ln -s "$TEST_DIR/elsewhere" state/deferred
	puts_off run </dev/null
	[ ! -e elsewhere ]
	rm state/deferred
	SALLYPORT_DIR=/no/such puts_off run </dev/null
	puts_off bin/sallyport -C conf deliver team </dev/null
	same 0000000001 "$(count)"
	puts_off bin/sallyport -Cconf deliver team </dev/null
	same 0000000002 "$(count)"
	flock state/deferred sh -c "echo \$\$ >locker; exec sleep 1000" 9>&- &
	within 60 test -s locker
	puts_off run </dev/null
	kill "$(cat locker)"
	same 0000000002 "$(count)"
'

test_case 'sixty-four at once are all counted' '
	rm -f state/deferred
	for i in $(seq 64); do
		run </dev/null 2>/dev/null &
	done
	wait || true
	same 0000000064 "$(count)"
'

test_case 'every other command is the worker'\''s own' '
	echo "printf \"%s\\n\" \"\$@\" >got; echo out; echo err >&2; env >env
		exit 4" | worker
	MARK=kept exits 4 bin/sallyport -C x held --json "a b" >out 2>err
	printf "%s\n" -C x held --json "a b" >want
	diff -u want got
	same out "$(cat out)"
	same err "$(cat err)"
	has env MARK=kept
	exits 4 bin/sallyport deliver --help 2>err
	same err "$(cat err)"
	exits 4 bin/sallyport 2>err
	rm libexec/sallyport-main
	exits 75 bin/sallyport held 2>err
	has err "sallyport: cannot start sallyport-main: No such file"
'

test_done
