#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t3500-conversation.sh - what a member writes in a case, and who gets it.
#
# The reporter is ada, who sent a key, or eve, who has none. $INSIDE stands for
# what must not leave.
. "${TEST_LIB:?run through meson test}"

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
			"User-Agent: ${INSIDE}mail" "$@"
		mime_text | mime_signed "$says_by"
	} >says.eml
	exits 0 deliver sec says.eml --sender="$says_by@example.org" \
		--recipient="sec+$(cat ref)@lists.example.org"
}

# members_read - the last members' copy, decrypted, in "copy".
members_read() {
	outbox_decrypt carol "$(sent_last carol@example.org)" >copy
}

# same_thread MAIL - it answers the members' copy of the report.
same_thread() {
	answered=$(sed -n "s/^In-Reply-To: //p" "$1")
	sent carol@example.org | xargs grep -lx "Message-ID: $answered" >found
}

# now_sent ADDRESS - all of the outbox that is due, and the last mail to them
# that is no automatic reply.
now_sent() {
	exits 0 sp run --once >run.out
	# shellcheck disable=SC2046 # names without blanks
	grep -L "^Auto-Submitted:" $(sent "$1") | tail -n 1
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
	printf "%s\n" internal "$INSIDE $(cat case)" | says alice
	members_read
	has copy "NOT SENT to the reporter: it is internal," "$INSIDE"
	has "$(sent_last carol@example.org)" \
		"Reply-To: sec+$(cat ref)-internal@lists.example.org"
	echo "$INSIDE $(cat case)" >text
	{ mail_headers alice@example.org Re; mime_text <text |
		mime_signed alice; } >inside.eml
	exits 0 deliver sec inside.eml --sender=alice@example.org \
		--recipient="sec+$(cat case)-internal@lists.example.org"
	members_read
	has copy "NOT SENT to the reporter: it is internal,"
	exits 0 sp run --once
	same "$before" "$(sent_count ada@example.com)"
'

test_case 'and so does what answers it at another address, in the clear' '
	before=$(sent_count ada@example.com)
	id=$(sed -n "s/^Message-ID: //p" "$(sent_last carol@example.org)")
	echo "$INSIDE, for $(cat case)" | says bob "In-Reply-To: $id"
	members_read
	has copy "NOT SENT to the reporter: it is internal," "$INSIDE" \
		"answer another mail of the case"
	has "$(sent_last carol@example.org)" \
		"Reply-To: sec+$(cat ref)-internal@lists.example.org"
	exits 0 sp run --once
	same "$before" "$(sent_count ada@example.com)"
'

test_case 'what names neither the list nor the case stays inside' '
	before=$(sent_count ada@example.com)
	echo "no idea where this belongs" | says alice
	members_read
	has copy "does not name the case"
	exits 0 sp run --once
	same "$before" "$(sent_count ada@example.com)"
'

# long BYTES - a text of so many, which names the case.
long() {
	cat case
	yes "a line of text that says nothing, over and over and over again" |
		head -c $(($1 - 1 - $(wc -c <case)))
	echo
}

test_case 'a text of 64 KiB leaves, and one byte more does not' '
	long 65536 | says alice
	members_read
	has copy "leaves encrypted"
	long 65537 | says alice
	members_read
	has copy "NOT SENT to the reporter: its text is longer than 64 KiB"
'

test_case 'a mail of a member that was held is for members, and says so' '
	{ mail_headers alice@example.org "unsigned"
		echo "$INSIDE $(cat case)" | mime_text; } >held.eml
	exits 0 deliver sec held.eml --sender=alice@example.org \
		--recipient="sec+$(cat ref)@lists.example.org"
	exits 0 sp status "$(cat case)" >before
	exits 0 sp attach "$(rows "SELECT ref FROM mail ORDER BY id DESC
		LIMIT 1")" "$(cat case)"
	members_read
	has copy "NOT SENT to the reporter: it was held" "$INSIDE"
	# And no reporter comes of it, to whom anything would be sent.
	same 1 "$(rows "SELECT count(*) FROM participant")"
	exits 0 sp log >log
	grep " attached " log | grep -q "from.*member"
	exits 0 sp status "$(cat case)" >after
	same "$(cat before)" "$(cat after)"
'

test_case 'a reply can be held back while it waits' '
	set_conf sec reply delay 2m
	before=$(sent_count ada@example.com)
	echo "too fast, $(cat case)" | says alice
	exits 0 sp run --once
	same "$before" "$(sent_count ada@example.com)"
	exits 0 sp hold-back "$(cat case)" >out
	has out "held back  $(cat case), 1 mail to its reporters"
	has "$(sent_last carol@example.org)" \
		"Subject: [TEST-SECURITY] $(cat ref)"
	members_read
	has copy "$(cat case) was held back" "by $(id -un)" "NOT been sent" \
		"for members only"
	same_thread "$(sent_last carol@example.org)"
	told=$(sent_count carol@example.org)
	exits 5 sp hold-back "$(cat case)" 2>err
	has err "nothing waits"
	exits 0 sp run --once
	same "$told" "$(sent_count carol@example.org)"
	exits 5 sp hold-back TEST-2001-0001
	same 0 "$(rows "SELECT count(*) FROM outbox WHERE state = 0")"
	set_conf sec reply delay 0s
'

test_case 'by signed mail, too' '
	set_conf sec reply delay 2m
	echo "wrong words, $(cat case)" | says alice
	told=$(sent_count carol@example.org)
	{
		mail_headers dave@example.org stop
		echo "hold-back sec $(cat case)" | mime_text | mime_signed dave
	} >stop.eml
	exits 0 deliver sec stop.eml --sender=dave@example.org \
		--recipient=sec-request@lists.example.org
	outbox_decrypt dave "$(sent_last dave@example.org)" >answer
	has answer "done: held back: 1 mail to the reporters of $(cat case)"
	same $((told + 1)) "$(sent_count carol@example.org)"
	members_read
	has copy "$(cat case) was held back" "by dave@example.org"
	same 0 "$(rows "SELECT count(*) FROM outbox WHERE state = 0")"
	set_conf sec reply delay 0s
'

test_case 'also when the members cannot be told of it' '
	set_conf sec reply delay 2m
	echo "no, wait, $(cat case)" | says alice
	told=$(sent_count carol@example.org)
	mkdir -p "$CONF/templates"
	echo "Subject: {nothing}" >"$CONF/templates/held-back.txt"
	exits 0 sp hold-back "$(cat case)" >out
	rm "$CONF/templates/held-back.txt"
	has out "1 mail to its reporters will not"
	exits 0 sp run --once
	same "$told" "$(sent_count carol@example.org)"
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

# answer PERSON RECIPIENT [HEADER...] <TEXT - a reporter writes again.
answer() {
	answer_by=$1
	answer_to=$2
	shift 2
	{ mail_headers "$answer_by@example.com" "Re: your question" "$@"
		mime_text; } >answer.eml
	exits 0 deliver sec answer.eml --sender="$answer_by@example.com" \
		--recipient="$answer_to"
}

# newest COLUMN - of the mail that arrived last; states: 1 held, 2 accepted.
newest() {
	rows "SELECT $1 FROM mail ORDER BY id DESC LIMIT 1"
}
held=1 accepted=2
PASS='Authentication-Results: mx.example.org; dmarc=pass header.from=example.com'

test_case 'her answer to it is distributed, and neither held nor acknowledged' '
	set_conf sec ack enabled yes
	set_conf sec ack delay 0s
	set_conf sec ack authserv-id mx.example.org
	reply=$(sed -n "s/^Reply-To: //p" "$(sent_last eve@example.com)")
	echo "$reply" >reply
	before=$(sent_count eve@example.com)
	printf "%s\n" "it is 9.1" PUBLIC "DATE: 2026-12-01" |
		answer eve "$reply" "$PASS"
	same $accepted "$(newest state)"
	members_read
	has copy "it is 9.1" "It says:   PUBLIC; DATE: 2026-12-01"
	lacks copy "To the reporter" "NOT SENT"
	exits 0 sp run --once
	same "$before" "$(sent_count eve@example.com)"
'

test_case 'but held without one of the three, with the case that it may be of' '
	reply=$(cat reply)
	echo NOCREDIT | answer eve "$reply"
	same $held "$(newest state)"
	outbox_decrypt dave "$(sent_last dave@example.org)" >notice
	has notice "Likely case:   $(cat case)" "It says:       NOCREDIT" \
		"attach $(newest ref) "
	grep -q "^  attach $(newest ref) [^ ]* $(cat case)" notice
	exits 0 sp show "$(newest ref)" >shown
	has shown "likely case" "$(cat case)"
	echo x | answer ada "$reply" "$PASS"
	same $held "$(newest state)"
	echo x | answer eve "sec+$(cat ref)@lists.example.org" "$PASS"
	same $held "$(newest state)"
'

test_case 'nor by the token of another reporter of the case' '
	before=$(cat ref)
	cp case first-case
	{ mail_headers mallory@example.com "[TEST-SECURITY] the same"
		echo same | mime_text; } >other.eml
	exits 0 deliver sec other.eml --sender=mallory@example.com
	exits 0 sp attach "$(newest ref)" "$(cat case)" --remember
	echo x | answer mallory "$(cat reply)" "$PASS"
	same $held "$(newest state)"
'

test_case 'reporters of one case get mails of their own' '
	exits 0 sp run --once
	printf "%s\n" reporter-clear "$(cat case): eve@example.com and" \
		"mallory@example.com, hello" | says bob
	members_read
	has copy "the reporter eve@example.com" "the reporter mallory@example.com"
	mail=$(now_sent eve@example.com)
	has "$mail" "$(cat ref): eve@example.com and" "another reporter, hello"
	lacks "$mail" mallory
	mail=$(sent_last mallory@example.com)
	lacks "$mail" "eve@" "$(cat ref)" "$(cat case)"
	has "$mail" "another reporter and"
'

test_case 'the reference in the subject is enough to find the case' '
	{ mail_headers eve@example.com "question about $(cat ref)"
		echo x | mime_text; } >named.eml
	exits 0 deliver sec named.eml --sender=eve@example.com
	same $held "$(newest state)"
	exits 0 sp show "$(newest ref)" >shown
	has shown "$(cat case)"
'

test_case 'what answers our mail by its message id belongs to the case' '
	id=$(sed -n "s/^Message-ID: //p" "$(sent_last eve@example.com)")
	echo x | answer eve sec@lists.example.org "In-Reply-To: $id"
	exits 0 sp show "$(newest ref)" >shown
	has shown "likely case" "$(cat case)"
	exits 0 sp show "$(newest ref)" --json >shown
	tr -d " " <shown >tight
	has tight "\"no_acknowledgement\":\"thread\""
'

# editor - a program that replaces what the draft leaves to a person.
editor() {
	printf '#!/bin/sh\nsed -i "s/^.Say in.*/I read %s./" "$1"\n' \
		"$(cat case)" >editor
	chmod +x editor
}

test_case 'a person acknowledges, and not with the draft as it was made' '
	set_conf sec ack enabled no
	report eve
	exits 3 env EDITOR=true "$SALLYPORT" -C "$CONF" ack "$(cat case)" 2>err
	has err "refused" "written" "by a person"
	same 0 "$(rows "SELECT answered FROM cases ORDER BY id DESC LIMIT 1")"
	editor
	exits 0 env EDITOR="$PWD/editor" "$SALLYPORT" -C "$CONF" \
		ack "$(cat case)" >out
	has out "clear: no usable key" "written   $(cat case)" \
		"leaves NOT ENCRYPTED" "hold-back"
	mail=$(now_sent eve@example.com)
	has "$mail" "I read $(cat ref)" "From: Security team" \
		"Subject: [TEST-SECURITY] We have your report ($(cat ref))"
	lacks "$mail" "$(cat case)" "Say in"
	members_read
	has copy "wrote to the reporter of $(cat case)" "$(id -un)" \
		"To the reporter eve@example.com: leaves NOT ENCRYPTED" \
		"hold-back $(cat case)" "I read $(cat case)." "for members only"
	same_thread "$(sent_last carol@example.org)"
	exits 0 sp log >log
	grep human-acknowledged log | tail -n 1 | grep -q "$(id -un)"
	exits 0 sp case show "$(cat case)" >shown
	has shown acknowledged answered
	set_conf sec reply delay 2m
	echo "Only this." >words
	exits 0 sp ack "$(cat case)" --text words
	exits 0 sp hold-back "$(cat case)"
	set_conf sec reply delay 0s
	exits 5 sp ack TEST-2001-0001 --text words
'

test_case 'where a person was faster than the worker, no machine answers' '
	set_conf sec ack enabled yes
	set_conf sec ack delay 0s
	report kim
	echo "Hello Kim, I can reproduce it." >text
	exits 0 sp ack "$(cat case)" --text text >out
	report lou
	exits 0 sp run --once >run.out
	same 1 "$(sent_count kim@example.com)"
	grep -l "^Auto-Submitted:" "$(sent_last lou@example.com)"
	exits 0 sp show "$(rows "SELECT ref FROM mail WHERE ack = 3
		ORDER BY id DESC LIMIT 1")" >out
	has out "automatic ack  not sent: answered"
	set_conf sec ack enabled no
'

test_case 'nothing of it reached anybody outside' '
	mkdir outside
	for mail in $(sent ada@example.com) $(sent eve@example.com) \
		$(sent mallory@example.com); do
		cp "$mail" outside/
		outbox_decrypt ada "$mail" >"outside/${mail##*/}.plain" || :
	done
	exits 0 "$SOURCE/t/canary" "$INSIDE" outside
	for name in alice@example bob@example carol@example dave@example; do
		exits 0 "$SOURCE/t/canary" "$name" outside
	done
'

test_done
