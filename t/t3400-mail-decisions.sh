#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t3400-mail-decisions.sh - a moderator with a mail program, a key and no shell.
. "${TEST_LIB:?run through meson test}"

list=lists.example.org

# report NAME - a stranger's mail; its reference goes to NAME.ref, its word to
# NAME.word, as the moderators read it.
report() {
	{
		mail_headers "$1@example.com" "[TEST-SECURITY] $1"
		echo "version 1.2.3 of $1 crashes" | mime_text
	} >"$1.eml"
	exits 0 deliver sec "$1.eml" --sender="$1@example.com"
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1' >"$1.ref"
	outbox_decrypt dave "$(sent_last dave@example.org)" >"$1.notice"
	sed -n 's/^Word: *//p' "$1.notice" >"$1.word"
}

# line VERB NAME [REST...] - the command about that report.
line() {
	line_verb=$1
	line_name=$2
	shift 2
	echo "$line_verb $(cat "$line_name.ref") $(cat "$line_name.word")${*:+ $*}"
}

# signed PERSON [HEADER...] <TEXT - mail of that person's with a signed text.
signed() {
	signed_by=$1
	shift
	mail_headers "$signed_by@example.org" commands "$@"
	mime_text | mime_signed "$signed_by"
}

# command PERSON [ADDRESS] <MAIL - as the MTA brings it.
command_from() {
	cat >"command.eml"
	exits 0 deliver sec command.eml --sender="$1@example.org" \
		--recipient="${2-sec-request@$list}"
}

# answer PERSON - the newest mail to that person, opened, is in "answer".
answer() {
	outbox_decrypt "$1" "$(sent_last "$1@example.org")" >answer
	grep -q GOODSIG gpg.status
}

# state_of NAME
state_of() {
	rows "SELECT state FROM mail WHERE ref = '$(cat "$1.ref")'"
}

held=1 accepted=2 rejected=3 discarded=4 filed=5

test_case 'a list with two moderators' '
	new_list sec
	add_member sec alice
	add_member sec bob
	add_member sec carol moderator
	add_member sec dave moderator
	set_conf sec ack delay 0s
'

test_case 'a notice says what to type, and is answered to the address of the key' '
	report one
	has one.notice "approve $(cat one.ref) $(cat one.word)" \
		"reject $(cat one.ref) $(cat one.word) REASON"
	has "$(sent_last dave@example.org)" "From: TEST-SECURITY list <sec@$list>"
	lacks "$(sent_last dave@example.org)" "Reply-To:"
'

test_case 'a signed line approves: distributed, answered, told' '
	before=$(sent_count)
	line approve one | signed dave | command_from dave
	same $accepted "$(state_of one)"
	same 1 "$(rows "SELECT count(*) FROM cases")"
	same 0 "$(rows "SELECT count(*) FROM outbox WHERE state = 0")"
	same 1 "$(sent_count alice@example.org)"
	answer dave
	has answer "$(line approve one)" "    done: approved: " ", a new case" \
		"sent to 4 of 4 members, encrypted"
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
	has told "$(cat one.ref) was approved by dave@example.org" \
		"nothing left for you to do"
	sent dave@example.org | xargs grep -l "Re: .TEST" >none || true
	[ ! -s none ]
'

test_case 'the second decider reads who was first, and when' '
	line discard one | signed carol | command_from carol
	answer carol
	has answer "    refused: $(cat one.ref) was already approved by" \
		"dave@example.org on"
	same $accepted "$(state_of one)"
	same 1 "$(rows "SELECT count(*) FROM event WHERE verb IN
		(\"approved\", \"discarded\")")"
'

test_done
