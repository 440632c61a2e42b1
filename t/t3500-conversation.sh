#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t3500-conversation.sh - what a member writes in a case, and who gets it.
#
# The reporter is ada, who sent a key, or eve, who has none. Two words stand for
# what must not leave: one in what is internal, one in what names a member.
. "${TEST_LIB:?run through meson test}"

SECRET=Rohrdommelruf

# autocrypt PERSON - the header that carries the key.
autocrypt() {
	printf 'Autocrypt: addr=%s@example.com; keydata=' "$1"
	gpg_as "$1" --export "$(fpr "$1")" | base64 | sed 's/^/ /'
}

# report PERSON [HEADER...] - from a stranger; approved, with the case's number
# in "case" and the mail's reference in "ref".
report() {
	report_by=$1
	shift
	{
		mail_headers "$report_by@example.com" "[TEST-SECURITY] a bug" \
			"$@"
		echo "it crashes" | mime_text
	} >report.eml
	exits 0 deliver sec report.eml --sender="$report_by@example.com"
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1' >ref
	exits 0 sp approve "$(cat ref)"
	rows 'SELECT number FROM cases ORDER BY id DESC LIMIT 1' >case
}

# says PERSON [HEADER...] <TEXT - a member writes in the case, signed.
says() {
	says_by=$1
	shift
	{
		mail_headers "$says_by@example.org" "Re: [TEST-SECURITY] a bug" \
			"User-Agent: ${SECRET}mail" "$@"
		mime_text | mime_signed "$says_by"
	} >says.eml
	exits 0 deliver sec says.eml --sender="$says_by@example.org" \
		--recipient="sec+$(cat ref)@lists.example.org"
}

# members_read - the last members' copy, decrypted, in "copy".
members_read() {
	outbox_decrypt carol "$(sent_last carol@example.org)" >copy
}

# now_sent ADDRESS - all of the outbox that is due, and the last mail to them.
now_sent() {
	exits 0 sp run --once >run.out
	sent_last "$1"
}

test_case 'a report that brings its key' '
	new_team sec
	set_conf sec ack enabled no
	set_conf sec reply delay 0s
	report ada "$(autocrypt ada)"
'

test_case 'a reply in the thread reaches the reporter, encrypted, as the list' '
	printf "%s\n" "Thank you, we look into $(cat case)." "" \
		"On Monday, list wrote:" "> it crashes" "-- " "alice" |
		says alice
	mail=$(now_sent ada@example.com)
	has "$mail" "From: Security team <sec@lists.example.org>" \
		"To: ada@example.com" "Subject: [TEST-SECURITY] $(cat ref)" \
		"Reply-To: sec+$(cat ref)-"
	lacks "$mail" alice User-Agent "a bug" Autocrypt Received
	outbox_decrypt ada "$mail" >read
	has read "Thank you, we look into $(cat ref)."
	lacks read alice "it crashes" "$(cat case)" "wrote:"
	members_read
	has copy "To the reporter ada@example.com: leaves encrypted" \
		"sallyport hold-back $(cat case)" "for members only"
'

test_case 'which is the answer of a person' '
	exits 0 sp log >log
	has log human-acknowledged
	same acknowledged "$(rows "SELECT state FROM cases")"
	echo "once more for $(cat case)" | says bob
	now_sent ada@example.com >mail
	same 1 "$(rows "SELECT count(*) FROM event
		WHERE verb = \"human-acknowledged\"" | tr -d " ")"
	exits 0 sp log --verify
'

test_case 'what is internal stays inside' '
	before=$(sent_count ada@example.com)
	printf "%s\n" internal "$SECRET $(cat case)" | says alice
	members_read
	has copy "NOT SENT to the reporter: it is internal." "$SECRET"
	has "$(sent_last carol@example.org)" \
		"Reply-To: sec+$(cat ref)-internal@lists.example.org"
	echo "$SECRET $(cat case)" >text
	{ mail_headers alice@example.org Re; mime_text <text |
		mime_signed alice; } >inside.eml
	exits 0 deliver sec inside.eml --sender=alice@example.org \
		--recipient="sec+$(cat case)-internal@lists.example.org"
	members_read
	has copy "NOT SENT to the reporter: it is internal."
	exits 0 sp run --once
	same "$before" "$(sent_count ada@example.com)"
'

test_case 'what names neither the list nor the case stays inside' '
	before=$(sent_count ada@example.com)
	echo "no idea where this belongs" | says alice
	members_read
	has copy "names neither the list"
	exits 0 sp run --once
	same "$before" "$(sent_count ada@example.com)"
'

test_case 'a reply can be held back while it waits' '
	set_conf sec reply delay 2m
	before=$(sent_count ada@example.com)
	echo "too fast, $(cat case)" | says alice
	exits 0 sp run --once
	same "$before" "$(sent_count ada@example.com)"
	exits 0 sp hold-back "$(cat case)" >out
	has out "held back  $(cat case), 1 mail to its reporters"
	exits 5 sp hold-back "$(cat case)" 2>err
	has err "nothing waits"
	exits 5 sp hold-back TEST-2001-0001
	same 0 "$(rows "SELECT count(*) FROM outbox WHERE state = 0")"
	set_conf sec reply delay 0s
'

test_case 'without a key it goes only when a person says so' '
	report eve
	echo "hello, $(cat case)" | says alice
	members_read
	has copy "NOT SENT to the reporter eve@example.com: no key"
	exits 0 sp run --once
	same 0 "$(sent_count eve@example.com)"
	printf "%s\n" reporter-clear "hello, $(cat case)" | says alice
	members_read
	has copy "leaves NOT ENCRYPTED"
	mail=$(now_sent eve@example.com)
	has "$mail" "hello, $(cat ref)"
	lacks "$mail" reporter-clear "$(cat case)"
'

test_case 'nothing of it reached anybody outside' '
	mkdir outside
	for mail in $(sent ada@example.com) $(sent eve@example.com); do
		cp "$mail" outside/
		outbox_decrypt ada "$mail" >"outside/${mail##*/}.plain" || :
	done
	exits 0 "$SOURCE/t/canary" "$SECRET" outside
	for name in alice@example bob@example carol@example dave@example; do
		exits 0 "$SOURCE/t/canary" "$name" outside
	done
'

test_done
