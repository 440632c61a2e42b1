#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4200-clocks.sh - what is due in a case is mailed to whom it concerns.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/verdicts.sh"
. "$SOURCE/t/hours.sh"

# answer_at HOURS - a person writes to the reporter then.
answer_at() {
	echo "Thank you, I read it and can reproduce it." >text
	exits 0 at "$1" ack "$(cat case)" --text text
	at "$1"
}

# counts - "dave carol alice bob": how many each has got, daily and urgent ones.
counts() {
	for person in dave carol alice bob; do
		printf "%s+%s " "$(reminders "What waits today" $person)" \
			"$(reminders Urgent $person)"
	done
}

# opaque - nothing outside the encryption to members says what it is about.
opaque() {
	for file in $(sent); do
		case $file in *example.com) continue ;; esac
		lacks "$file" "heap overflow" "ada@example" "$(cat case)" \
			Kanarienvogel "seen in the wild" exploit
	done
}

test_case 'setup' '
	new_hours
	set_conf sec reply delay 0s
	keep empty
'

test_case 'triage is due a week after the human answer, and said once' '
	case_at 1 "heap overflow"
	answer_at 2
	exits 0 at 2 case lead "$(cat case)" alice@example.org
	at 3
	at 100
	same "0+0 0+0 0+0 0+0 " "$(counts)"
	at 171
	same "1+0 1+0 1+0 0+0 " "$(counts)"
	newest dave
	grep -q GOODSIG gpg.status
	has got "CASES: 1" "$(cat case)  heap overflow" "triage: was due" \
		"Next: nobody has said whether it is genuine"
	lacks got "human answer" Kanarienvogel
	at 200
	at 300
	same "1+0 1+0 1+0 0+0 " "$(counts)"
	opaque
'

test_case 'a case says what is due, and by when its next step is' '
	due=$(LC_ALL=C date -u -d "@$(($(date +%s) + start + 170 * H))" \
		+"%a %-d %b %Y")
	exits 0 at 100 case show "$(cat case)" >shown
	has shown "clocks     processing: day 5 of 60, due " "triage: due $due" \
		"private time: reaches its limit " \
		"word to the reporter: due "
	lacks shown "human answer" "decision:"
	tail -n 1 shown >next
	has next "Next: nobody has said whether it is genuine" "(due $due " \
		"-> sallyport case judge"
	exits 0 at 171 case show "$(cat case)" >shown
	has shown "(was due $due " " ago)"
	exits 0 at 100 case show "$(cat case)" --json >json
	has json "\"clock\": \"triage\"" "\"reminder\": "
'

test_case 'the reporter hears something every two weeks' '
	at 339
	same "2+0 2+0 2+0 0+0 " "$(counts)"
	newest alice
	has got "CASES: 1" "word to the reporter: was due" "triage: was due"
	exits 0 at 340 case told "$(cat case)" --how "by phone"
	at 508
	same "2+0 2+0 2+0 0+0 " "$(counts)"
'

test_case 'half of the processing time is over: everybody reads it' '
	at 723
	same "3+0 3+0 3+0 1+0 " "$(counts)"
	newest bob
	has got "processing: day 31 of 60, due" "(29 d "
	lacks got "triage"
'

test_case 'a question about held mail that nobody answers is asked again' '
	restore empty
	set_conf sec remind everyone 1000wh
	{
		mail_headers ada@example.com "heap overflow"
		echo "Kanarienvogel" | mime_text
	} >x.eml
	exits 0 deliver sec x.eml
	echo "Which version is it?" |
		exits 0 at 2 ask "$(last)" --text -
	at 300
	newest dave
	has got "WAITING FOR A DECISION: 1"
	lacks got "Asked:"
	at 339
	newest dave
	has got "WAITING FOR A DECISION: 1" "Asked:" "please ask again"
'

test_case 'a closed case is due for nothing' '
	restore empty
	case_at 1 "heap overflow"
	answer_at 2
	exits 0 at 3 case close "$(cat case)" not-a-vulnerability \
		--because "documented"
	at 171
	at 723
	same "0+0 0+0 0+0 0+0 " "$(counts)"
'

test_case 'attacks do not wait for the morning, and are said once' '
	restore empty
	set_conf sec clock open 9
	set_conf sec clock close 17
	case_at 1 "heap overflow"
	echo "seen in the wild, at two customers" |
		exits 0 at 3 case flag "$(cat case)" exploited --source -
	at 3
	has run.out "4 reminded"
	same "0+1 0+1 0+1 0+1 " "$(counts)"
	newest bob
	has got "THIS COULD NOT WAIT" "$(cat case)  heap overflow" \
		"it is being exploited" "seen in the wild, at two customers" \
		"Next: "
	has "$newest_file" "Subject: [TEST-SECURITY] Urgent: please read this now"
	opaque
	at 4
	at 12
	same "0+1 0+1 0+1 0+1 " "$(counts)"
	at 60
	same "0+1 0+1 0+1 0+1 " "$(counts)"
'

test_case 'nor for tomorrow when there was a reminder today' '
	restore empty
	case_at 1 "first"
	answer_at 2
	at 177
	same "1+0 1+0 0+0 0+0 " "$(counts)"
	case_at 178 "heap overflow"
	echo "seen in the wild" |
		exits 0 at 178 case flag "$(cat case)" exploited --source -
	at 178
	same "1+1 1+1 0+1 0+1 " "$(counts)"
	newest carol
	has got "CASES: 1" "triage: was due"
	at 179
	same "1+1 1+1 0+1 0+1 " "$(counts)"
'

# An embargo that ends at hour 11 of the 13th day; 9 to 17 is working time.
test_case 'an embargo: a week, three days and one before its end' '
	restore empty
	set_conf sec remind everyone 24wh
	case_at 1 "heap overflow"
	answer_at 2
	end=$(date -u -d "@$(($(date +%s) + start + (12 * 24 + 11) * H))" \
		"+%Y-%m-%d %H:00 UTC")
	exits 0 at 3 embargo set "$(cat case)" "$end"
	for hour in $((4 * 24 + 16)) $((5 * 24 + 10)) $((5 * 24 + 12)) \
		$((8 * 24 + 16)) $((9 * 24 + 12)) $((11 * 24 + 10)) \
		$((11 * 24 + 12)); do
		before=$(reminders "What waits today" bob)
		at $hour
		echo "$hour $(($(reminders "What waits today" bob) - before))"
	done >got
	printf "%s\n" "112 0" "130 0" "132 1" "208 0" "228 1" "274 0" "276 1" |
		diff -u - got
	newest bob
	has got "CASES: 1" "$(cat case)  heap overflow" "embargo: ends " \
		"Next: "
	opaque
'

test_case 'two hours before its end everybody reads it, at any hour' '
	at $((12 * 24 + 8))
	same 0 "$(reminders Urgent)"
	at $((12 * 24 + 9))
	same "1 1 1 1" "$(for person in dave carol alice bob; do
		reminders Urgent $person
	done | xargs)"
	newest alice
	has got "THIS COULD NOT WAIT" "$(cat case)  heap overflow" \
		"embargo: ends " "(1 h 5" \
		"Next: no person has told the reporter"
	lacks got "was due"
	opaque
	at $((12 * 24 + 12))
	same 4 "$(reminders Urgent)"
	at $((13 * 24 + 12))
	same 4 "$(reminders Urgent)"
	newest alice
	has got "embargo: ended "
'

test_case 'whoever was not told of it can still be told once it has ended' '
	c=$(cat case)
	exits 0 at $((13 * 24 + 13)) case show $c >shown
	tail -n 1 shown >next
	has next "no person has told the reporter" "sallyport embargo tell $c"
	echo "It is public since yesterday. Thank you." >text
	exits 0 at $((13 * 24 + 13)) embargo tell $c --text text >out
	has out "written   $c"
	at $((13 * 24 + 14))
	has "$(sent_last ada@example.com)" "It is public since yesterday." \
		"The embargo on your report ended"
	exits 0 at $((13 * 24 + 14)) case show $c >shown
	lacks shown "sallyport embargo tell"
'

test_case 'who is away is left alone, and two workers say it once' '
	restore empty
	exits 0 sp member away dave@example.org --until 9d
	case_at 1 "heap overflow"
	echo "seen in the wild" |
		exits 0 at 3 case flag "$(cat case)" exploited --source -
	for i in 1 2 3 4; do
		at 3 2>&1 &
	done
	wait
	at 3
	same "0+0 0+1 0+1 0+1 " "$(counts)"
	same 3 "$(rows "SELECT count(*) FROM outbox WHERE kind = 12")"
'

test_case 'the advisory to those who hear first: due, sent, and then public' '
	restore empty
	set_conf sec clock advisory 5wd
	set_conf sec clock predisclosure 10wd
	case_at 0 "heap overflow"
	exits 0 at 1 case show "$(cat case)" >shown
	has shown "advisory: due "
	lacks shown "predisclosure: due "
	exits 3 at 1 case announced "$(cat case)" predisclosure "the list" 2>err
	has err "no person has answered"
	exits 0 at 2 ack "$(cat case)" --by-phone "spoke with Ada"
	exits 0 at 2 case judge "$(cat case)" --genuine yes --misuse yes
	exits 0 at 2 case rate "$(cat case)" Important --impact "all is lost"
	exits 3 at 3 case announced "$(cat case)" devel "the list" 2>err
	exits 0 at 3 case announced "$(cat case)" predisclosure "the list"
	exits 0 at 4 case show "$(cat case)" >shown
	has shown "announced  predisclosure, " "predisclosure: due "
	lacks shown "advisory: "
	set_conf sec clock advisory 0wd
	set_conf sec clock predisclosure 0wd
'

test_case 'what an urgent reminder said is gone once it has left' '
	same 0 "$(rows "SELECT count(*) FROM outbox
		WHERE kind = 12 AND payload IS NOT NULL")"
'

test_case 'where reminders are off, there are none' '
	restore empty
	set_conf sec remind enabled no
	case_at 1 "heap overflow"
	echo "seen in the wild" |
		exits 0 at 3 case flag "$(cat case)" exploited --source -
	at 10
	same "0+0 0+0 0+0 0+0 " "$(counts)"
'

test_done
