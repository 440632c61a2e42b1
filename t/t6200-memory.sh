#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t6200-memory.sh - what is in memory stays there: no core file, nothing that
# a neighbour could look into, nothing left in what runs longer than a mail.
. "${TEST_LIB:?run through meson test}"

WORD=Zaunkoenig

test_case 'a list, and a sealed report' '
	new_team sec
	set_conf sec ack delay 0s
	{
		mail_headers ada@example.com ...
		echo "$WORD sings" | mime_text | mime_encrypted ada list
	} >sealed.eml
	{
		mail_headers ada@example.com "[TEST-SECURITY] x"
		echo "$WORD sings" | mime_text
	} >clear.eml
	gpg-connect-agent --homedir "$STATE/gnupg" /bye
'

# --- what they give up ----------------------------------------------------------

# states FILE... - how the programs were seen while each mail was delivered.
states() {
	# shellcheck disable=SC3045 # every shell that is sh in Debian has it
	ulimit -c unlimited 2>/dev/null || true
	for states_mail; do
		"$SOURCE/t/watch" sallyport,sallyport-main,sallyport-gpg,gpg \
			"$SALLYPORT" -C "$CONF" deliver sec \
			--sender=ada@example.com \
			--recipient=sec@lists.example.org <"$states_mail"
	done | sort -u
}

# R-110 R-115
test_case 'R-110: no core files, no new privileges, gpg in a room' '
	gpgconf --homedir "$STATE/gnupg" --kill gpg-agent
	states sealed.eml clear.eml sealed.eml >seen
	grep -qx "gpg nnp=1 seccomp=2 core=0/0" seen || complain "$(cat seen)"
	grep -q "^sallyport-gpg nnp=1 .*core=0/0" seen
	grep -q "^sallyport-main .*core=0/0" seen
	grep -E "^(gpg|sallyport-main) " seen | grep -v "core=0/0\$" >loose || true
	grep "^gpg " seen | grep -v "nnp=1 seccomp=2" >>loose || true
	same "" "$(cat loose)"
	agent=$(gpg-connect-agent --homedir "$STATE/gnupg" --no-autostart \
		"GETINFO pid" /bye | sed -n "s/^D //p")
	grep -qE "^NoNewPrivs:.*1" "/proc/$agent/status"
	grep -qE "^Max core file size +0 +0 " "/proc/$agent/limits"
'

# --- crashes ------------------------------------------------------------------------

# cores - files that look like one, where our programs work.
cores() {
	find / . "$STATE" "$STATE/gnupg" -maxdepth 1 \
		\( -name core -o -name 'core.*' \)
}

# deliver_struck STRIKE-ARGUMENT...
deliver_struck() {
	"$BUILD/t/strike" "$@" -- "$SALLYPORT" -C "$CONF" deliver sec \
		--sender=ada@example.com --recipient=sec@lists.example.org \
		<sealed.eml
}

if [ "$(cat /proc/sys/kernel/core_pattern)" = core ] &&
	[ -x "$BUILD/t/strike" ] && [ "$SANITIZED" = no ]; then

test_case 'R-110: a program that does nothing about it leaves a core file' '
	ulimit -c unlimited || { note "core files are switched off"; exit 0; }
	echo "kill -SEGV \$\$" | sh || true
	[ -n "$(cores)" ]
	rm core*
'

# The points are spread over all processes, by their place in a healthy run.
# What a program does before its first act it does without any mail.
test_case 'R-110: ours leave none, wherever they crash' '
	ulimit -c unlimited || exit 0
	deliver_struck points
	awk "\$2 == \"prctl\" { acted[\$1] = 1 }
		acted[\$1] || \$1 ~ /^gpg[.]|[+]/" points |
		grep -E "^(sallyport|gpg)" |
		grep -v -E " (exit_group|execve) " >all
	for program in sallyport sallyport-main sallyport-main+ sallyport-gpg gpg; do
		grep -E "^$(echo "$program" | sed "s/+/[+]/")[.]" all |
			awk "{ line[NR] = \$0 }
				END { for (i = 1; i <= 6; i++)
					print line[int(NR * (2 * i - 1) / 12) + 1] }"
	done | sort -u >todo
	met=0
	while read -r point <&8; do
		: >struck
		deliver_struck struck crash "$point" >out 2>err || true
		[ ! -s struck ] || met=$((met + 1))
		[ -z "$(cores)" ] || complain "$point: $(cores)"
	done 8<todo
	note "$met crashes"
	[ "$met" -ge 20 ]
	rows "DELETE FROM mail"
'

fi

# --- what runs longer than a mail ---------------------------------------------------

# memory_of PID - all of it that can be read.
memory_of() {
	python3 - "$1" <<-'X'
		import re, sys
		with open('/proc/%s/maps' % sys.argv[1]) as maps, \
		     open('/proc/%s/mem' % sys.argv[1], 'rb') as mem:
		    for line in maps:
		        a, b = re.match('([0-9a-f]+)-([0-9a-f]+) r', line).groups() \
		            if re.match('[0-9a-f]+-[0-9a-f]+ r', line) else ('0', '0')
		        try:
		            mem.seek(int(a, 16))
		            sys.stdout.buffer.write(mem.read(int(b, 16) - int(a, 16)))
		        except (OSError, ValueError, OverflowError):
		            pass
	X
}

# R-112. Sanitizers keep what was freed.
if [ "$SANITIZED" = no ]; then

test_case 'R-112: the supervisor keeps nothing of the mail that it took' '
	mkdir -p bin libexec
	cp "$BUILD/filter/sallyport" bin/
	printf "#!/bin/sh\necho >%s/ready\nsleep 600\n" "$PWD" >libexec/sallyport-main
	chmod 755 libexec/sallyport-main
	mkfifo ready
	bin/sallyport -C "$CONF" deliver sec --sender=ada@example.com \
		--recipient=sec@lists.example.org <clear.eml >/dev/null 2>&1 9>&- &
	supervisor=$!
	read -r word <ready
	memory_of "$supervisor" >memory
	[ "$(wc -c <memory)" -gt 100000 ]
	has memory --recipient=sec@lists.example.org
	lacks memory "$WORD"
	kill "$supervisor"
	wait "$supervisor" || true
'

test_case 'R-112: nor does run, which goes on all day' '
	mkdir away
	mv "$STATE"/gnupg/private-keys-v1.d/*.key away/
	deliver sec sealed.eml
	deliver sec clear.eml
	mv away/*.key "$STATE/gnupg/private-keys-v1.d/"
	same "0 0" "$(rows "SELECT state FROM mail" | paste -sd" ")"
	"$SALLYPORT" -C "$CONF" run >run.out 2>&1 9>&- &
	within 60 sh -c "[ \"\$(sqlite3 \"$STATE/store.db\" \
		\"SELECT count(*) FROM mail WHERE state = 1\")\" = 2 ]"
	memory_of $! >memory
	[ "$(wc -c <memory)" -gt 1000000 ]
	has memory "$CONF"
	lacks memory "$WORD"
	kill $!
	wait $! || true
'

fi

test_done
