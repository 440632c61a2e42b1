#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t3400-mail-decisions.sh - a moderator with a mail program, a key and no shell.
. "${TEST_LIB:?run through meson test}"

. "$SOURCE/t/commands.sh"

test_case 'a list with two moderators' '
	new_moderated_team
'

test_case 'a notice says what to type, and is answered to the address of the key' '
	report one
	has one.notice "approve $(cat one.ref) $(cat one.word)" \
		"reject $(cat one.ref) $(cat one.word) REASON"
	has "$(sent_last dave@example.org)" "From: TEST-SECURITY list <sec@$list>"
	lacks "$(sent_last dave@example.org)" "Reply-To:"
'

# R-096
test_case 'a signed line approves: distributed, answered, told' '
	before=$(sent_count)
	line approve one | signed dave | command_from dave
	same $accepted "$(state_of one)"
	same 1 "$(rows "SELECT count(*) FROM cases")"
	same 0 "$(rows "SELECT count(*) FROM outbox WHERE state = 0")"
	same 1 "$(sent_count alice@example.org)"
	answer dave
	has answer "$(line approve one)" "    done: approved: " ", a new case" \
		"sent to 4 of 4 members, encrypted" \
		"    Next: no person has answered the reporter yet (due "
	same $filed "$(rows "SELECT state FROM mail ORDER BY id DESC LIMIT 1")"
'

test_case 'the other moderator reads who did it, in the thread of the notice' '
	carol=$(sent carol@example.org | xargs grep -l "Re: .TEST-SECURITY held. \
$(cat one.ref)" || true)
	same 1 "$(printf "%s\n" "$carol" | grep -c .)"
	notice=$(sent carol@example.org | head -n 1)
	id=$(sed -n "s/^Message-ID: //p" "$notice")
	has "$carol" "In-Reply-To: $id" "Subject: Re: [TEST-SECURITY held]"
	outbox_decrypt carol "$carol" >told
	grep -q GOODSIG gpg.status
	has told "$(cat one.ref) was approved" "by dave@example.org" \
		"nothing left for you to do"
	sent dave@example.org | xargs grep -l "Re: .TEST" >none || true
	[ ! -s none ]
'

test_case 'the second decider reads who was first, and when' '
	line discard one | signed carol | command_from carol
	answer carol
	tr -s " \n" " " <answer >line
	has line " refused: $(cat one.ref) was already approved by" \
		"dave@example.org on"
	same $accepted "$(state_of one)"
	same 1 "$(rows "SELECT count(*) FROM event WHERE verb IN
		(\"approved\", \"discarded\")")"
'

# forms - each way to sign, as a mail; the text is on standard input.
clear_signed() {
	mail_headers dave@example.org commands
	gpg_as dave --clear-sign | mime_text
}
combined() {
	mail_headers dave@example.org commands
	mime_text | mime_encrypted dave list
}
signed_then_encrypted() {
	mail_headers dave@example.org commands
	{ mime_text | mime_signed dave; } | mime_encrypted - list
}
inline_sealed() {
	mail_headers dave@example.org commands
	inline_encrypted dave list | mime_text
}
quoted_printable() {
	mail_headers dave@example.org commands
	{
		printf "Content-Type: text/plain; charset=utf-8\n"
		printf "Content-Transfer-Encoding: quoted-printable\n\n"
		sed "s/-/=2D/g"
	} | mime_signed dave
}
alternative() {
	mail_headers dave@example.org commands
	{
		printf "Content-Type: multipart/alternative; boundary=alt\n\n"
		printf -- "--alt\nContent-Type: text/plain\n\n"
		cat
		printf "\n--alt\nContent-Type: text/html\n\n<p>hello</p>\n"
		printf -- "--alt--\n"
	} | mime_signed dave
}

test_case 'every way to sign a whole mail will do' '
	for form in clear_signed combined signed_then_encrypted inline_sealed \
		quoted_printable alternative; do
		report $form
		{
			line discard $form
			echo
			echo "Nothing in it."
		} | $form | command_from dave
		same $discarded "$(state_of $form)"
		answer dave
		has answer "    done: discarded"
	done
'

test_case 'an answer to the notice, wherever it was sent' '
	for address in "sec@$list" "sec-owner@$list" "sec-request@$list"; do
		report reply
		id=$(sed -n "s/^Message-ID: //p" \
			"$(sent_last dave@example.org)" | head -n 1)
		{
			line reject reply not-security
			echo
			sed "s/^/> /" reply.notice
			echo "> approve"
		} | signed dave "In-Reply-To: $id" | command_from dave "$address"
		same $rejected "$(state_of reply)"
		answer dave
		has answer "    done: rejected: as not-security"
		grep -qF "In-Reply-To: $(sed -n "s/^Message-ID: //p" command.eml)" \
			"$(sent_last dave@example.org)"
	done
'

test_case 'all verbs of one mail, each with its answer' '
	report one
	report two
	number=$(rows "SELECT number FROM cases")
	{
		line attach one "$number" remember
		line defer two until 2wd
		line undo two
		line ask two
		line discard two
		line undo two
		echo "show $(cat two.ref) lines 5"
		echo "held sec"
		echo "status sec"
		echo "keys sec"
		echo "member list sec"
		echo "member show sec bob@example.org"
		echo help
	} | signed dave | command_from dave
	same $accepted "$(state_of one)"
	same $held "$(state_of two)"
	answer dave
	same 13 "$(grep -c "^    done:" answer)"
	has answer "    done: attached: $number" "done: deferred: until" \
		"    done: asked" "    done: discarded" \
		"one@example.com may post in $number" \
		"Word:          $(cat two.word)" "1 held. The oldest has waited" \
		"To be sent:" "$(fpr alice)" "bob@example.org" \
		"approve REF WORD [remember]"
	same 1 "$(sent_count two@example.com)"
	for copy in $(sent carol@example.org | tail -n 6); do
		outbox_decrypt carol "$copy"
	done >told
	has told "was put back into the queue" "was asked" "was deferred" \
		"It stays held until one of you decides." "was discarded"
	exits 0 sp log --verify
'

test_case 'what the roster allows is for the configuration to say' '
	add_member sec mallory admin
	echo "member pause sec bob@example.org" | signed mallory |
		command_from mallory
	answer mallory
	has answer "refused: the configuration of this list does not allow"
	set_conf sec mail roster change
	printf "%s\n" "member pause sec bob@example.org" "-- " "once more" |
		signed mallory | command_from mallory
	answer mallory
	has answer "done: bob@example.org is paused"
	same 1 "$(rows "SELECT paused FROM member
		WHERE address = \"bob@example.org\"")"
	echo "member resume sec bob@example.org" | signed dave |
		command_from dave
	answer dave
	has answer "refused: you have no right to \"member resume\""
	exits 0 sp member resume sec bob@example.org
'

test_case 'twenty commands are read, and what is left is named' '
	{
		for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			echo "status sec"
		done
		echo "held sec"
		echo help
	} | signed dave | command_from dave
	answer dave
	same 20 "$(grep -c "^    done:" answer)"
	has answer "One mail holds 20 commands at most" "    held sec"
'

test_case 'a reason that there is not is answered with those there are' '
	report three
	line reject three because | signed dave | command_from dave
	same $held "$(state_of three)"
	answer dave
	tr -s " \n" " " <answer >line
	has line "refused: there is no reason \"because\"; there are " \
		"already-fixed, already-public, duplicate, not-a-report, "
'

test_case 'reasons of the list are named, and can be used' '
	mkdir -p "$CONF/templates"
	printf "Subject: [{tag}] {ref}\n\nNot on a Tuesday.\n" \
		>"$CONF/templates/reject-tuesday.txt"
	echo help | signed dave | command_from dave
	answer dave
	tr -s " \n" " " <answer >words
	has words "REASON is one of already-fixed," ", support, tuesday, unverified."
	line reject three maybe | signed dave | command_from dave
	answer dave
	tr -s " \n" " " <answer >words
	has words "there is no reason \"maybe\"" ", support, tuesday"
	line reject three tuesday | signed dave | command_from dave
	same $rejected "$(state_of three)"
	has "$(sent_last three@example.com)" "Not on a Tuesday."
'

test_case 'own words, with ask and reject' '
	report four
	{
		echo "status sec"
		line ask four text
		echo
		echo "Which Wiesenpieper is it?"
		echo
		echo "Regards, the team"
		echo "-- "
		echo "+49 30 $INSIDE"
	} | signed dave | command_from dave
	answer dave
	has answer "    done: asked: the mail stays held"
	letter=$(sent_last four@example.com)
	has "$letter" "Wiesenpieper" "Regards, the team" "[TEST-SECURITY]"
	lacks "$letter" "thank you for your mail" "$INSIDE"
	{
		line reject four not-a-report text
		echo "It is no fault of ours, says the Wendehals."
		echo
		echo "On Monday, the list wrote:"
		sed "s/^/> /" four.notice
	} | signed dave | command_from dave
	same $rejected "$(state_of four)"
	letter=$(sent_last four@example.com)
	has "$letter" "Wendehals"
	lacks "$letter" "wrote:" "$(cat four.word)"
'

test_case 'a text that is none, or holds a command, is not sent' '
	report five
	before=$(sent_count five@example.com)
	{
		line ask five text
		echo "> Which?"
	} | signed dave | command_from dave
	answer dave
	has answer "refused: nothing stands below it"
	{
		line ask five text
		echo "Which?"
		line discard five
	} | signed dave | command_from dave
	answer dave
	has answer "refused: a command stands in the text below it"
	same $held "$(state_of five)"
	same $before "$(sent_count five@example.com)"
	line discard five | signed dave | command_from dave
'

test_case 'an absence: of oneself, or by an administrator' '
	away() {
		rows "SELECT away_until > 0 FROM member
			WHERE address = \"$1@example.org\""
	}
	for line in "away sec alice@example.org until 2wd" \
		"back sec alice@example.org" \
		"away sec Alice@example.org until 2wd" \
		"away sec bob@example.org until 2wd"; do
		echo "member $line"
	done | signed alice | command_from alice
	answer alice
	same 3 "$(grep -c "^    done: [Aa]lice@" answer)"
	has answer "refused: you have no right to \"member away\""
	same "1 0" "$(away alice) $(away bob)"
	echo "member back sec alice@example.org" | signed mallory |
		command_from mallory
	same 0 "$(away alice)"
	set_conf sec mail roster read
	echo "member away sec alice@example.org until 2wd" | signed mallory |
		command_from mallory
	answer mallory
	has answer "refused: the configuration of this list does not allow"
	same 0 "$(away alice)"
'

test_case 'status and keys at the command line' '
	exits 0 sp status >out
	has out "1 held. The oldest has waited" "To be sent: 0." \
		"Cases: 1" "$(rows "SELECT number FROM cases")  new  "
	exits 0 sp keys >out
	exits 0 sp key list | diff - out
'

test_done
