#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4610-guests.sh - guests of one case, and what was shared outside the list.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/commands.sh"

guest=mallory@example.com

# from_guest SIGNER <TEXT - the guest writes in the case, signed by SIGNER.
from_guest() {
	{
		mail_headers $guest answer
		mime_text | mime_signed "$1"
	} >answer.eml
	exits 0 deliver sec answer.eml --sender=$guest \
		--recipient="sec+$(cat one.ref)@$list"
}

# state_last - of the newest mail: 1 held, 2 accepted.
state_last() {
	rows 'SELECT state FROM mail ORDER BY id DESC LIMIT 1'
}

# kind_of - of the guest in the case.
kind_of() {
	rows "SELECT kind FROM participant WHERE kind <> 'reporter'"
}

# later - what was signed in the same second as the invitation proves nothing.
later() {
	sleep 1.1
}

# member_writes TEXT - alice writes in the case.
member_writes() {
	{
		mail_headers alice@example.org 'about it'
		printf '%s\nThis is about %s.\n' "$1" "$(cat number)" |
			mime_text | mime_signed alice
	} >member.eml
	exits 0 deliver sec member.eml --sender=alice@example.org \
		--recipient="sec+$(cat number)@$list"
	exits 0 sp run --once
}

test_case 'a case with a reporter whose key is not known' '
	new_moderated_team
	set_conf sec cli tell-moderators no
	set_conf sec reply delay 0s
	set_conf sec ack enabled no
	report one
	exits 0 sp approve "$(cat one.ref)" >approved
	rows "SELECT number FROM cases" >number
	sed -n "s/^Message-ID: //p" one.eml >consent
'

test_case 'nobody is invited without the consent of the reporter' '
	number=$(cat number)
	exits 3 sp case invite "$number" $guest --key "$KEYS/mallory.asc" 2>err
	has err "--consent MESSAGE-ID" "--clause TEXT" \
		"sallyport case invite $number"
	exits 3 sp case invite "$number" $guest --key "$KEYS/mallory.asc" \
		--consent "<nothing@example.com>" 2>err
	has err "no accepted mail of a reporter"
	exits 2 sp case invite "$number" $guest --key "$KEYS/mallory.asc" \
		--consent "$(cat consent)" --clause 3 2>err
	same "" "$(kind_of)"
	exits 0 sp run --once
	same 0 "$(sent_count $guest)"
'

test_case 'nobody is invited without a key that can be used' '
	exits 2 sp case invite "$(cat number)" $guest 2>err
	has err "--key is missing"
	for key in revoked expired signonly alice list; do
		exits 3 sp case invite "$(cat number)" $guest \
			--key "$KEYS/$key.asc" --clause 3 2>err
	done
	has err "this key cannot be used" "nothing is sent in the clear"
	exits 3 sp case invite "$(cat number)" alice@example.org \
		--key "$KEYS/mallory.asc" --clause 3 2>err
	has err "is a member"
	exits 3 sp case invite "$(cat number)" one@example.com \
		--key "$KEYS/mallory.asc" --clause 3 2>err
	has err "takes part in" "as reporter"
	exits 3 sp case invite "$(cat number)" "sec@$list" \
		--key "$KEYS/mallory.asc" --clause 3 2>err
	exits 5 sp case invite TSEC-2020-0001 $guest \
		--key "$KEYS/mallory.asc" --clause 3 2>err
	same "" "$(kind_of)"
'

test_case 'the terms leave, sealed, and nothing of the case' '
	exits 0 sp case invite "$(cat number)" $guest \
		--key "$KEYS/mallory.asc" --consent "$(cat consent)" >out
	has out "invited   $guest" "the terms leave now"
	exits 0 sp run --once
	same 1 "$(sent_count $guest)"
	invitation=$(sent_last $guest)
	lacks "$invitation" "accept these terms" "$(cat number)" \
		one@example.com
	outbox_decrypt mallory "$invitation" >got
	has got "we ask you to accept these terms" "$(cat one.ref)" \
		"sec-request@$list" "$(fpr list | cut -c 1-4) "
	lacks got "1.2.3" "crashes" "$(cat number)" "alice@example.org"
	same invited "$(kind_of)"
	exits 3 sp case invite "$(cat number)" $guest \
		--key "$KEYS/mallory.asc" --clause 3 2>err
	has err "takes part in" "as invited"
'

test_case 'it is no answer to the reporter' '
	exits 0 sp case show "$(cat number)" --json >case.json
	python3 - <<-END
		import json
		d = json.load(open("case.json"))
		assert d["answered"] is None, d["answered"]
		assert [p["kind"] for p in d["participants"]] == [
			"reporter", "invited"], d["participants"]
	END
	exits 0 sp case show "$(cat number)" >shown
	has shown "invited, key $(fpr mallory)"
'

test_case 'one key is not for two people of a case' '
	exits 3 sp case invite "$(cat number)" erin@example.com \
		--key "$KEYS/mallory.asc" --clause "a slip" 2>err
	has err "this key belongs to $guest"
	same 1 "$(rows "SELECT count(*) FROM participant
		WHERE kind = '\''invited'\''")"
'

test_case 'who has not accepted gets nothing more' '
	member_writes "the first finding"
	same 1 "$(sent_count $guest)"
'

test_case 'what they write is held until they accept' '
	later
	echo "I would rather hear more first" | from_guest mallory
	same 1 "$(state_last)"
	echo "I do not accept" | from_guest mallory
	same 1 "$(state_last)"
	same invited "$(kind_of)"
'

test_case 'nobody accepts for them' '
	echo accept | from_guest ada
	same 1 "$(state_last)"
	{
		mail_headers $guest answer
		echo accept | mime_text
	} >answer.eml
	exits 0 deliver sec answer.eml --sender=$guest \
		--recipient="sec+$(cat one.ref)@$list"
	same 1 "$(state_last)"
	same invited "$(kind_of)"
'

test_case 'accept, signed by that key, makes a guest' '
	printf "\nAccept\n\nglad to help\n" | from_guest mallory
	same 2 "$(state_last)"
	same guest "$(kind_of)"
	for member in alice bob; do
		outbox_decrypt $member "$(sent_last $member@example.org)" >got
		has got "glad to help"
	done
	exits 0 sp log >log
	has log invited admitted
'

test_case 'a guest gives no commands, and learns of no case by one' '
	number=$(cat number)
	before=$(sent_count $guest)
	{ echo "case show $number"; echo "case lead $number"; } >lines
	from_guest mallory <lines
	same 1 "$(state_last)"
	exits 0 sp show "$(rows "SELECT ref FROM mail ORDER BY id DESC
		LIMIT 1")" >shown
	has shown "or begins with a command"
	{
		mail_headers $guest commands
		mime_text <lines | mime_signed mallory
	} >commands.eml
	exits 0 deliver sec commands.eml --sender=$guest \
		--recipient="sec-request@$list"
	same 1 "$(state_last)"
	same "$before" "$(sent_count $guest)"
	exits 0 sp log >log
	lacks log " led " commanded
	rows "SELECT ref FROM mail WHERE state = 1" >held
	sed 1d held | while read -r ref; do
		exits 0 sp discard "$ref"
	done
'

test_case 'what a guest wrote that was held, and let in, is no report' '
	number=$(cat number)
	exits 0 sp status "$number" >before
	rows "SELECT kind, remember FROM participant" >people
	exits 0 sp attach "$(head -n 1 held)" "$number" --remember >out
	has out "nobody is remembered: a member"
	exits 0 sp status "$number" >after
	same "$(cat before)" "$(cat after)"
	same "$(cat people)" "$(rows "SELECT kind, remember FROM participant")"
	exits 0 sp log --ref "$(head -n 1 held)" >log
	has log attached guest
'

test_case 'who gets what members write, sealed to that key' '
	member_writes "the second finding"
	same 2 "$(sent_count $guest)"
	lacks "$(sent_last $guest)" "the second finding"
	outbox_decrypt mallory "$(sent_last $guest)" >got
	has got "the second finding"
	lacks got "alice@example.org" "$(cat number)"
	has "$(sent_last $guest)" "Reply-To: sec+$(cat one.ref)@$list"
'

test_case 'but nothing in the clear, though the reporter may read it so' '
	member_writes "reporter-clear
the third finding"
	has "$(sent_last one@example.com)" "the third finding"
	lacks "$(sent_last $guest)" "the third finding"
	same 3 "$(sent_count $guest)"
	rows "UPDATE participant SET key_data = NULL
		WHERE kind = '\''guest'\''"
	member_writes "reporter-clear
the fourth finding"
	has "$(sent_last one@example.com)" "the fourth finding"
	same 3 "$(sent_count $guest)"
'

test_case 'who is uninvited gets nothing, and is held' '
	exits 0 sp case uninvite "$(cat number)" $guest >out
	has out "gets nothing more"
	exits 5 sp case uninvite "$(cat number)" $guest 2>err
	exits 5 sp case uninvite "$(cat number)" one@example.com 2>err
	has err "is no guest"
	member_writes "the fifth finding"
	same 3 "$(sent_count $guest)"
	later
	echo "still there?" | from_guest mallory
	same 1 "$(state_last)"
'

test_case 'a member who saw it can record it' '
	exits 3 sp case admit "$(cat number)" $guest 2>err
	has err "there is no invitation"
	exits 0 sp case invite "$(cat number)" $guest \
		--key "$KEYS/mallory.asc" --consent "$(cat consent)" >out
	exits 0 sp case admit "$(cat number)" $guest >out
	has out "admitted"
	same guest "$(kind_of)"
	later
	echo "here I am again" | from_guest mallory
	same 2 "$(state_last)"
'

# --- a case that a member opened ----------------------------------------------

# to_case SIGNER ADDRESS TEXT - of the newest case, to LIST+ADDRESS.
to_case() {
	case $1 in
	mallory) to_case_from=$guest ;;
	*) to_case_from=$1@example.org ;;
	esac
	{
		mail_headers $to_case_from "about it"
		printf '%s\n' "$3" | mime_text | mime_signed "$1"
	} >answer.eml
	exits 0 deliver sec answer.eml --sender=$to_case_from \
		--recipient="sec+$2@$list"
	exits 0 sp run --once
}

test_case 'a case that began with no mail has guests, too' '
	cp number number.before
	exits 0 sp case open sec "found by ourselves" >out
	rows "SELECT number FROM cases ORDER BY id DESC LIMIT 1" >number
	rows "SELECT ref FROM cases ORDER BY id DESC LIMIT 1" >ref
	sent_aside
	exits 3 sp ack "$(cat number)" --text one.eml 2>err
	exits 0 sp case invite "$(cat number)" $guest \
		--key "$KEYS/mallory.asc" >out
	exits 0 sp run --once
	outbox_decrypt mallory "$(sent_last $guest)" >got
	has got "we ask you to accept these terms" "$(cat ref)"
	lacks got "$(cat number)"
	exits 3 sp ack "$(cat number)" --text one.eml 2>err
	has err "has no reporter"
	later
	to_case mallory "$(cat ref)" accept
	same 2 "$(state_last)"
	same 1 "$(rows "SELECT count(*) FROM mail JOIN cases
		ON cases.id = case_id WHERE number = '\''$(cat number)'\''")"
	for member in alice bob; do
		outbox_decrypt $member "$(sent_last $member@example.org)" >got
		has got accept "$(cat number)"
	done
	to_case alice "$(cat number)" "our finding in $(cat number)"
	outbox_decrypt mallory "$(sent_last $guest)" >got
	has got "our finding"
	lacks got "alice@example.org" "$(cat number)"
	exits 0 sp case show "$(cat number)" --json >case.json
	same guest "$(python3 -c "import json
print(json.load(open(\"case.json\"))[\"participants\"][0][\"kind\"])")"
	exits 0 sp log --verify >out
'

test_case 'below what guests get stands until when it is private' '
	number=$(cat number)
	exits 0 sp embargo propose "$number" \
		"$(date -u -d "10 days" +%Y-%m-%d) 12:00 UTC" >out
	exits 0 sp embargo accept "$number" >out
	to_case alice "$number" "the third finding in $number"
	outbox_decrypt mallory "$(sent_last $guest)" >got
	has got "This case is private until" "$(date -u -d "10 days" +%Y) 12:00" \
		"speak of it with nobody"
	lacks got "Your report" "$number"
	exits 0 sp case invite "$number" erin@example.com \
		--key "$KEYS/ada.asc" >out
	exits 0 sp run --once
	outbox_decrypt ada "$(sent_last erin@example.com)" >got
	has got "accept these terms"
	lacks got "private until" "$(date -u -d "10 days" +%Y-%m-%d)"
	exits 0 sp case flag "$number" public --source "a blog" >out
	exits 0 sp embargo end "$number" >out
	to_case alice "$number" "the fourth finding in $number"
	outbox_decrypt mallory "$(sent_last $guest)" >got
	has got "The embargo on this case ended"
'

test_case 'what waits for a guest there can be held back' '
	set_conf sec reply delay 1h
	before=$(sent_count $guest)
	to_case alice "$(cat number)" "the second finding in $(cat number)"
	exits 0 sp hold-back "$(cat number)" >out
	same "$before" "$(sent_count $guest)"
	set_conf sec reply delay 0s
	cp number.before number
'

# --- consent ------------------------------------------------------------------

test_case 'sharing takes consent or a clause' '
	number=$(cat number)
	exits 3 sp case share "$number" --to "Vendor B" --what "the fix" 2>err
	has err "--consent MESSAGE-ID" "--clause TEXT"
	exits 2 sp case share "$number" --to "Vendor B" --clause 3 2>err
	exits 2 sp case share "$number" --to B --what it --clause 3 \
		--consent "<x@y>" 2>err
	exits 3 sp case share "$number" --to "Vendor B" --what "the fix" \
		--consent "<nothing@example.com>" 2>err
	has err "no accepted mail of a reporter"
	exits 0 sp case share "$number" >out
	has out "Nothing of $number is known to be shared"
'

test_case 'the consent is a mail of the reporter, not of anybody else' '
	number=$(cat number)
	id=$(sed -n "s/^Message-ID: //p" one.eml)
	for other in member answer; do
		exits 3 sp case share "$number" --to "Vendor B" --what "it" \
			--consent "$(sed -n "s/^Message-ID: //p" \
				$other.eml)" 2>err
	done
	exits 0 sp case share "$number" --to "Vendor B" --what "the fix" \
		--consent "$id" >out
	echo "the patch" | exits 0 sp case share "$number" --to distros \
		--what - --clause "section 4" >out
	exits 0 sp case share "$number" >out
	has out "to Vendor B: the fix" "by consent of $id" \
		"to distros: the patch" "by clause of section 4"
	exits 0 sp case share "$number" --json >out.json
	python3 - <<-END
		import json
		s = json.load(open("out.json"))["shares"]
		assert len(s) == 2 and s[1]["clause"] == "section 4", s
	END
	exits 0 sp log --verify >out
'

test_done
