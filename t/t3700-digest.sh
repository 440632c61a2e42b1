#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t3700-digest.sh - what waits is mailed once a day, to whom it concerns.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/verdicts.sh"

if [ "$SANITIZED" = yes ]; then
	echo '1..0 # SKIP the clock cannot be set on under sanitizers, see ahead'
	exit 0
fi

# Every hour is a working hour, so that it does not matter when this runs; and
# the days of the list change at midnight, so the first one is made to begin.
H=3600
start=$((86400 - $(date +%s) % 86400))

# at HOURS [COMMAND...] - so long after the beginning; usually a round of run.
at() {
	at_ahead=$((start + $1 * H))
	shift
	if [ $# = 0 ]; then
		ahead $at_ahead "$SALLYPORT" -C "$CONF" run sec --once >run.out
	else
		ahead $at_ahead "$@"
	fi
}

# report_at HOURS SUBJECT - a stranger's report comes in then.
report_at() {
	{
		mail_headers ada@example.com "$2"
		echo "Kanarienvogel" | mime_text
	} >x.eml
	exits 0 deliver sec x.eml
	rows "UPDATE mail SET arrived = $(date +%s) + $start + $1 * $H
		WHERE ref = '$(last)'"
}

# digests [PERSON] - how many reminders have left (for that person).
digests() {
	sent ${1:+"$1@example.org"} |
		xargs -r grep -l "^Subject: .*What waits today" | wc -l
}

# digest PERSON - decrypt the last one, to "got".
digest() {
	digest_file=$(sent "$1@example.org" |
		xargs -r grep -l "^Subject: .*What waits today" | tail -n 1)
	[ -n "$digest_file" ] || complain "no reminder to $1"
	outbox_decrypt "$1" "$digest_file" >got
}

# counts - "dave carol alice bob": how many each has got.
counts() {
	echo "$(digests dave) $(digests carol) $(digests alice) $(digests bob)"
}

test_case 'setup' '
	new_list sec
	add_member sec alice
	add_member sec bob
	add_member sec dave moderator
	add_member sec carol moderator
	set_conf sec ack enabled no
	set_conf sec remind enabled yes
	set_conf sec clock open 0
	set_conf sec clock close 24
	set_conf sec clock days "Mon Tue Wed Thu Fri Sat Sun"
	set_conf sec clock human-answer 1wd
	keep empty
'

test_case 'nothing waits: nobody hears of anything' '
	at 1
	at 30
	same 0 "$(sent_count)"
	same "" "$(cat run.out)"
'

test_case 'held mail is first the concern of who is on duty, then of more' '
	set_conf sec remind rota "carol@example.org dave@example.org"
	set_conf sec remind rota-from "$(date -u -d "@$(($(date +%s) + start))" \
		+%Y-%m-%d)"
	report_at 1 "heap overflow"
	at 4
	same "0 0 0 0" "$(counts)"
	at 5
	same "0 1 0 0" "$(counts)"
	has run.out "1 reminded"
	at 8
	at 10
	same "1 1 0 0" "$(counts)"
	at 20
	same "1 1 0 0" "$(counts)"
	at 24
	same "2 2 0 0" "$(counts)"
	at 25
	same "2 2 1 1" "$(counts)"
	at 47
	same "2 2 1 1" "$(counts)"
	at 48
	same "3 3 2 2" "$(counts)"
'

test_case 'moderators read whose mail it is; the others only that it is there' '
	digest carol
	grep -q GOODSIG gpg.status
	has got "You are on duty" "WAITING FOR A DECISION: 1" "$(last)" \
		"From:    ada@example.com" "Subject: heap overflow" \
		"Answer:  was due" "sallyport moderate"
	lacks got Kanarienvogel
	digest dave
	has got "heap overflow"
	lacks got "You are on duty"
	digest alice
	has got "WAITING FOR A DECISION: 1" "$(last)" "Moderators decide"
	lacks got ada heap Answer Kanarienvogel
	for file in $(sent); do
		case $file in *"example.com") continue ;; esac
		lacks "$file" heap ada Kanarienvogel
	done
'

test_case 'the head of the event log in it can be checked' '
	head=$(grep -E "^[0-9a-f]{64}\$" got)
	exits 0 sp log sec --verify --head "$head"
	exits 1 sp log sec --verify --head "$(echo "$head" | tr 0-9a-f 1-9a-f0)"
'

test_case 'decided, it is nobody'"'"'s concern any more; a deferral waits' '
	before=$(counts)
	exits 0 sp discard "$(last)"
	at 100
	same "$before" "$(counts)"
	report_at 101 "later"
	exits 0 at 101 "$SALLYPORT" -C "$CONF" defer "$(last)" \
		--until "$(date -u -d "@$(($(date +%s) + start + 400 * H))" +%F)"
	at 200
	same "$before" "$(counts)"
'

test_done
