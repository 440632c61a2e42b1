#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t3700-digest.sh - what waits is mailed once a day, to whom it concerns.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/verdicts.sh"
. "$SOURCE/t/hours.sh"

daily="What waits today"

# counts - "dave carol alice bob": how many each has got.
counts() {
	for person in dave carol alice bob; do
		reminders "$daily" $person
	done | paste -sd " "
}

test_case 'setup' '
	new_hours
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
	newest carol
	grep -q GOODSIG gpg.status
	has got "You are on duty" "WAITING FOR A DECISION: 1" "$(last)" \
		"From:    ada@example.com" "Subject: heap overflow" \
		"Answer:  was due" "sallyport moderate"
	lacks got Kanarienvogel
	newest dave
	has got "heap overflow"
	lacks got "You are on duty"
	newest alice
	has got "WAITING FOR A DECISION: 1" "$(last)" "Moderators decide"
	lacks got ada@ heap Answer Kanarienvogel
	for file in $(sent); do
		case $file in *"example.com") continue ;; esac
		lacks "$file" "heap overflow" ada@example.com Kanarienvogel
	done
'

test_case 'the head of the event log in it can be checked' '
	has got "    sallyport log --verify --head \\"
	head=$(sed -nE "s/^ +([0-9a-f]{64})\$/\\1/p" got)
	exits 0 sp log sec --verify --head "$head"
	exits 1 sp log sec --verify --head "$(echo "$head" | tr 0-9a-f 1-9a-f0)"
'

test_case 'decided, it is nobody'"'"'s concern any more; a deferral waits' '
	before=$(counts)
	exits 0 sp discard "$(last)"
	at 100
	same "$before" "$(counts)"
	report_at 101 "later"
	exits 0 at 101 defer "$(last)" \
		--until "$(date -u -d "@$(($(date +%s) + start + 400 * H))" +%F)"
	at 200
	same "$before" "$(counts)"
'

test_case 'who is away hears of nothing, and an empty slot escalates' '
	restore empty
	set_conf sec remind rota "carol@example.org -"
	set_conf sec remind everyone 1000wh
	exits 0 sp member away carol@example.org --until 3d >out
	has out "away      carol@example.org, until"
	sp member list sec >list
	grep -q "^carol.*(away)" list
	report_at 1 "heap overflow"
	at 5
	same "1 0 0 0" "$(counts)"
	exits 0 sp member back carol@example.org
	exits 3 sp member back carol@example.org
	at 24
	same "2 1 0 0" "$(counts)"
	for person in carol dave; do
		exits 0 sp member away $person@example.org --until 9d
	done
	at 48
	same "2 1 1 1" "$(counts)"
	exits 2 sp member away dave@example.org
	exits 2 sp member away dave@example.org --until 2d --from 3d 2>err
	exits 5 sp member away nobody@example.org --until 2d
'

test_case 'nobody is reminded at night, nor at the weekend' '
	restore empty
	set_conf sec remind rota ""
	set_conf sec clock open 9
	set_conf sec clock close 17
	set_conf sec clock days "$(LC_ALL=C date -u +%a -d "@$((
		$(date +%s) + start))")"
	report_at 1 "heap overflow"
	at 5
	at 12
	at 18
	at 36
	same "0 0 0 0" "$(counts)"
	at $((24 * 7 + 8))
	same "0 0 0 0" "$(counts)"
	at $((24 * 7 + 10))
	same "1 1 0 0" "$(counts)"
	set_conf sec clock open 0
	set_conf sec clock close 24
	set_conf sec clock days "Mon Tue Wed Thu Fri Sat Sun"
'

test_case 'two workers at once remind once' '
	restore empty
	report_at 1 "heap overflow"
	for i in 1 2 3 4; do
		at 9 2>&1 &
	done
	wait
	at 9
	same "1 1 0 0" "$(counts)"
	same 2 "$(rows "SELECT count(*) FROM event WHERE verb = '"'reminded'"'")"
	same 2 "$(rows "SELECT count(*) FROM outbox WHERE kind = 7")"
'

test_case 'moderators read who got no mail and why, once' '
	restore empty
	rows "UPDATE pgp_key SET state = 1 WHERE member =
		(SELECT id FROM member WHERE address LIKE '"'bob%'"')"
	{
		mail_headers alice@example.org "hello"
		echo text | mime_text | mime_signed alice
	} >post.eml
	exits 0 deliver sec post.eml --sender=alice@example.org
	is state accepted
	ref=$(last)
	at 1
	same "1 1 0 0" "$(counts)"
	newest dave
	has got "WHO DID NOT GET MAIL" "bob@example.org had no key" \
		"$ref"
	lacks "$newest_file" bob@
	at 25
	same "1 1 0 0" "$(counts)"
	rows "UPDATE outbox SET state = 2, made = made + $start + 26 * $H
		WHERE kind = 1 AND member = (SELECT id FROM member
			WHERE address LIKE '"'alice%'"')"
	at 49
	newest dave
	has got "alice@example.org: handing the mail over has failed" "$ref"
'

test_case 'answers that are due are named until a person has written' '
	restore empty
	report_at 1 "heap overflow"
	exits 0 sp approve "$(last)"
	case=$(rows "SELECT number FROM cases")
	at 2
	same "0 0 0 0" "$(counts)"
	at 26
	same "1 1 0 0" "$(counts)"
	newest dave
	has got "ANSWERS TO REPORTERS" "$case" "heap overflow" "an answer is due"
	at 75
	same "2 2 1 1" "$(counts)"
	newest alice
	has got "$case" "an answer was due"
	rows "UPDATE cases SET answered = 1"
	at 99
	same "2 2 1 1" "$(counts)"
'

test_case 'what a reminder said is gone once it has left' '
	same 0 "$(rows "SELECT count(*) FROM outbox
		WHERE kind = 7 AND payload IS NOT NULL")"
	same 0 "$(rows "SELECT count(*) FROM payload WHERE kind = 4")"
	mta_says "exit 75"
	restore empty
	report_at 1 "heap overflow"
	at 9
	same 1 "$(rows "SELECT count(DISTINCT payload) FROM outbox
		WHERE kind = 7")"
	mta_says ""
	at 20
	same "1 1 0 0" "$(counts)"
	same 0 "$(rows "SELECT count(*) FROM outbox
		WHERE kind = 7 AND payload IS NOT NULL")"
'

# R-099
test_case 'keys that end are named to their owners and to moderators' '
	restore empty
	mkdir -m 700 m
	# Half an hour before the rounds of the 69th day, whenever this runs.
	gpg --homedir "$TEST_DIR/m" --batch --quiet --passphrase "" \
		--quick-gen-key jo@example.org future-default default \
		"seconds=$((start + 69 * 86400 + H / 2))" 2>/dev/null
	gpg --homedir "$TEST_DIR/m" --batch --quiet --armor \
		--export jo@example.org >jo.asc
	exits 0 sp member add jo@example.org --key jo.asc
	for day in 1 9 10 11 12 39 41 42 62 64 65 68 70; do
		before=$(reminders "$daily" dave) jo=$(sent_count jo@example.org)
		at $((day * 24 + 1))
		echo "$day: $(($(reminders "$daily" dave) - before))" \
			"$(($(sent_count jo@example.org) - jo))"
	done >got
	printf "%s\n" "1: 0 0" "9: 1 1" "10: 0 0" "11: 0 0" "12: 0 0" \
		"39: 1 1" "41: 0 0" "42: 0 0" "62: 1 1" "64: 0 0" "65: 0 0" \
		"68: 1 1" "70: 1 1" >want
	diff -u want got
	newest dave
	has got "KEYS" "jo@example.org" expired
	for file in $(sent jo@example.org | head -n 4); do
		has "$file" "Subject: [TEST-SECURITY] What waits today"
		# It has no key to check the signature with.
		gpg --homedir "$TEST_DIR/m" --batch --quiet --decrypt "$file" \
			>got 2>/dev/null || :
		has got KEYS jo@example.org "expires in"
		lacks got dave carol
	done
	has "$(sent_last jo@example.org)" "Your OpenPGP key has expired"
'

test_case 'where reminders are off, there are none' '
	restore empty
	set_conf sec remind enabled no
	report_at 1 "heap overflow"
	at 200
	same "0 0 0 0" "$(counts)"
'

test_done
