#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t9550-soak.sh - ten minutes of mail, decisions, kills and faults, all at once.
# SOAK_MINUTES asks for more, SOAK_SEED for the choices of another run.
. "${TEST_LIB:?run through meson test}"

# into NAME HEADER... <PART - a mail of the pool.
into() {
	into_name=$1
	shift
	{
		mail_headers ada@example.com "[TEST-SECURITY] $into_name" "$@"
		cat
	} >"pool/$into_name"
}

test_case 'a list, and mails of each kind' '
	new_team sec
	set_conf sec ack delay 0s
	set_conf sec ack per-list-hour 1000
	mkdir pool
	for i in 1 2 3 4 5 6; do
		echo "Kanarienvogel $i" | mime_text | into "clear-$i"
		echo "Kanarienvogel $i" | mime_text | mime_encrypted - list |
			into "sealed-$i"
	done
	echo Kanarienvogel | mime_text | mime_signed ada | into signed
	echo Kanarienvogel | mime_text | mime_encrypted ada list | into both
	head -c 300000 /dev/urandom | base64 | mime_text | into large
	echo x | mime_text | into robot "Auto-Submitted: auto-replied"
	for shape in parts nested-33 references; do
		"$SOURCE/t/hostile" "$shape" 100000 >"pool/$shape"
	done
'

test_case 'R-177: days of mail, faults and kills' '
	seed=${SOAK_SEED:-$(date +%s)}
	note "seed $seed"
	exits 0 "$SOURCE/t/soak" $((${SOAK_MINUTES:-10} * 60)) "$seed" \
		"$CONF" "$STATE" "$MTA" pool >said 2>wrong ||
		complain "$(cat said wrong)"
	note "$(cat said)"
'

test_done
