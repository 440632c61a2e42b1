#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t3000-decisions.sh - the rules of a decision: who, when, about what, and what
# its author reads of it. Words and order: t5400-moderate.sh.
. "${TEST_LIB:?run through meson test}"

held=1 rejected=3 discarded=4

# report NAME <PART - from ada, to NAME.eml; its reference goes into NAME.
report() {
	{
		mail_headers "$1@example.com" "[TEST-SECURITY] $1"
		cat
	} >"$1.eml"
	exits 0 deliver sec "$1.eml" --sender="$1@example.com"
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1' >"$1"
}

# text_report NAME...
text_report() {
	for text_name; do
		echo "words of $text_name" | mime_text | report "$text_name"
	done
}

# state NAME
state() {
	rows "SELECT state FROM mail WHERE ref = '$(cat "$1")'"
}

# events NAME - the verbs, oldest first.
events() {
	rows "SELECT verb FROM event WHERE ref = '$(cat "$1")' ORDER BY seq" |
		paste -sd ' '
}

# days_ago NAME DAYS - decided so much longer ago. The program clears what it
# inherits, so that the time is changed in the store, not by "ahead".
days_ago() {
	rows "UPDATE mail SET decided = decided - $2 * 86400
		WHERE ref = '$(cat "$1")'"
}

test_case 'a reference in any case, with or without hyphens' '
	new_team sec
	text_report one
	exits 0 sp defer "$(tr A-Z a-z <one)"
	exits 0 sp undo "$(tr -d - <one)"
	exits 0 sp show "$(tr A-Z a-z <one | tr -d -)" >out
	has out "$(cat one)"
'

test_case 'one that nobody has: 5, and nothing happens' '
	for command in show approve ask discard defer undo; do
		exits 5 sp $command R-0000-0000 2>err
		has err R-0000-0000
	done
	exits 5 sp reject R-0000-0000 support
	exits 5 sp attach R-0000-0000 TSEC-2026-0001
	exits 5 sp approve nonsense 2>err
	exits 2 sp approve "$(head -c 100000 /dev/zero | tr "\0" x)" 2>err
	has err "xxx... is no reference"
	[ "$(wc -c <err)" -lt 200 ]
	same "arrived held deferred undone" "$(events one)"
'

test_case 'several: a line each, and the highest status' '
	text_report two three
	exits 0 sp discard "$(cat two)"
	exits 5 sp discard "$(cat one)" "$(cat two)" R-0000-0000 "$(cat three)" \
		>out 2>err
	has out "discarded $(cat one)" "discarded $(cat three)"
	has err "$(cat two)" R-0000-0000
	exits 3 sp discard "$(cat one)" "$(cat two)" >out 2>err
	same 2 "$(wc -l <err)"
	exits 0 sp undo "$(cat one)" "$(cat two)" "$(cat three)"
	same "$held $held $held" "$(state one) $(state two) $(state three)"
'

test_case 'the second is told who was first, what they did and when' '
	text_report twice
	exits 0 env SUDO_USER=mo "$SALLYPORT" -C "$CONF" reject "$(cat twice)" \
		duplicate
	exits 3 env SUDO_USER=jo "$SALLYPORT" -C "$CONF" approve \
		"$(cat twice)" 2>err
	has err "was already rejected by mo on " "$(date +%Y)"
	same "arrived held rejected" "$(events twice)"
	same login:mo "$(rows "SELECT actor FROM event WHERE ref =
		\"$(cat twice)\" AND verb = \"rejected\"")"
'

# R-162: a retry through another host comes in between, with other line ends.
test_case 'R-162: what a moderator read is what members get, to the byte' '
	printf "trailing  \n\n\tj\303\244h\n-- \n>From %%s\nno end of line" |
		mime_text | report shown
	sed "1,/^\$/d" shown.eml >body
	outbox_decrypt dave "$(sent_last dave@example.org)" >read.as
	exits 0 sp show "$(cat shown)" --raw >raw
	{
		echo "Received: from elsewhere"
		cat shown.eml
	} | sed "s/\$/\r/" >again.eml
	exits 0 deliver sec again.eml --sender=shown@example.com
	same 1 "$(rows "SELECT repeats FROM mail WHERE ref = \"$(cat shown)\"")"
	exits 0 sp show "$(cat shown)" --raw | cmp - raw
	cmp raw shown.eml
	exits 0 sp approve "$(cat shown)"
	outbox_decrypt alice "$(sent_last alice@example.org)" >got
	python3 - body read.as got <<-X
		import sys
		body, *sealed = (open(name, "rb").read() for name in sys.argv[1:])
		assert len(body) > 40
		for text in sealed:
		    assert text.replace(b"\\r\\n", b"\\n").count(body) == 1, text
	X
'

# news - what moderators read of decisions: the newest mail, opened.
news() {
	outbox_decrypt dave "$(sent_last dave@example.org)" >news
	grep -q GOODSIG gpg.status
}

test_case 'the moderators read of each decision, in the thread of its notice' '
	text_report told
	ref=$(cat told)
	id=$(sed -n "s/^Message-ID: //p" "$(sent_last dave@example.org)")
	for decision in "defer=was deferred" "undo=was put back into the queue" \
		"ask --text words=was asked" "discard=was discarded"; do
		echo "Which version is it?" >words
		before=$(sent_count dave@example.org)
		set -- ${decision%%=*}
		verb=$1
		shift
		exits 0 env SUDO_USER=mo "$SALLYPORT" -C "$CONF" "$verb" \
			"$ref" "$@" >out
		same $((before + 1)) "$(sent_count dave@example.org)"
		has "$(sent_last dave@example.org)" "In-Reply-To: $id"
		news
		has news "$ref ${decision#*=}" "by mo"
	done
	has news "nothing left for you to do"
	same "$(sent_count dave@example.org)" \
		"$(sent_ids dave@example.org | sort -u | wc -l)"
	same 0 "$(rows "SELECT count(*) FROM outbox WHERE state <> 1
		AND kind = 9")"
'

test_case 'but not of their own, nor where the configuration says no' '
	text_report quiet
	ref=$(cat quiet)
	before=$(sent_count dave@example.org)
	exits 0 sp member add mallory@example.org --key "$KEYS/mallory.asc" \
		--role moderator --login mallory
	exits 0 env SUDO_USER=mallory "$SALLYPORT" -C "$CONF" defer "$ref"
	same $((before + 1)) "$(sent_count dave@example.org)"
	same 0 "$(sent_count mallory@example.org)"
	news
	has news "by mallory@example.org"
	set_conf sec cli tell-moderators no
	exits 0 sp undo "$ref"
	same $((before + 1)) "$(sent_count dave@example.org)"
	set_conf sec cli tell-moderators yes
	exits 0 sp member remove mallory@example.org
'

test_case 'the decision does not wait for them: they are told when mail leaves' '
	text_report later
	set_conf sec mta hand-over worker
	before=$(sent_count dave@example.org)
	payloads=$(rows "SELECT count(*) FROM payload")
	exits 0 sp discard "$(cat later)"
	same "$payloads" "$(rows "SELECT count(*) FROM payload")"
	same 1 "$(rows "SELECT count(*) FROM outbox WHERE state = 0 AND
		kind = 9 AND payload IS NULL AND member = 0")"
	mta_says "exit 75"
	sp run --once >out || true
	same 1 "$(rows "SELECT count(*) FROM outbox WHERE state = 0 AND
		kind = 9 AND payload IS NOT NULL AND member <> 0")"
	mta_says ""
	rows "UPDATE outbox SET due = 0"
	exits 0 sp run --once >out
	same $((before + 1)) "$(sent_count dave@example.org)"
	news
	has news "$(cat later) was discarded"
	set_conf sec mta hand-over now
'

test_case 'a discard can be taken back for as long as configured' '
	set_conf sec retention undo 7d
	exits 0 sp discard "$(cat one)" "$(cat two)"
	days_ago one 6
	days_ago two 8
	exits 0 sp undo "$(cat one)"
	exits 3 sp undo "$(cat two)" 2>err
	has err "discarded more than 7 days ago"
	same "$held $discarded" "$(state one) $(state two)"
'

test_case 'what was purged is not said to be too old' '
	text_report gone
	exits 0 sp discard "$(cat gone)"
	exits 0 sp purge "$(cat gone)"
	exits 3 sp undo "$(cat gone)" 2>err
	has err "$(cat gone) cannot be taken back: its text has been deleted"
	lacks err "days ago"
	same $discarded "$(state gone)"
'

test_case 'a rejection: until its mail has left' '
	text_report early late
	mta_says "exit 75"
	exits 0 sp reject "$(cat early)" support
	exits 0 sp undo "$(cat early)"
	same $held "$(state early)"
	mta_says ""
	rows "UPDATE outbox SET due = 0 WHERE state = 0"
	exits 0 sp run --once
	same 0 "$(sent_count early@example.com)"
	exits 0 sp reject "$(cat late)" support
	same 1 "$(sent_count late@example.com)"
	exits 3 sp undo "$(cat late)" 2>err
	has err "has been sent"
	same $rejected "$(state late)"
'

test_case 'what was accepted says in which case it is' '
	text_report opens joins
	exits 0 sp show "$(cat opens)" >out
	! grep -q "^case " out
	exits 0 sp approve "$(cat opens)" >out
	number=$(rows "SELECT number FROM cases ORDER BY id DESC LIMIT 1")
	has out "$number"
	exits 0 sp attach "$(cat joins)" "$number"
	exits 3 env EDITOR=false "$SALLYPORT" -C "$CONF" ask --edit \
		"$(cat joins)" >out 2>err
	has err "was already attached by"
	[ ! -s out ]
	for name in opens joins; do
		exits 0 sp show "$(cat $name)" >out
		grep -q "^case  *$number\$" out
		exits 0 sp show "$(cat $name)" --json >out
		has out "\"case\": \"$number\""
	done
	exits 0 sp held --all --json >out
	same 2 "$(grep -c "\"case\": \"$number\"" out)"
	exits 0 sp archive list --json >out
	same 2 "$(grep -c "\"case\": \"$number\"" out)"
'

test_case 'an approval never' '
	text_report final
	exits 0 sp approve "$(cat final)"
	exits 3 sp undo "$(cat final)" 2>err
	has err "distributed to the members and cannot be taken back"
'

test_case 'an answer says who and about what, and nothing of the report' '
	text_report answered
	exits 0 sp ask "$(cat answered)"
	mail=$(sent_last answered@example.com)
	has "$mail" "$(cat answered)" "Reply-To: sec+$(cat answered)-" \
		"In-Reply-To: $(sed -n "s/^Message-ID: //p" answered.eml)" \
		"BEGIN PGP SIGNATURE" " - steps or input"
	lacks "$mail" "words of" "Auto-Submitted" dave@ login "..." "larger"
	has "$MTA/argv/${mail##*/}" "answered@example.com"
'

test_case 'of what came encrypted it does not even say what is missing' '
	echo "no checklist words here" | mime_text | mime_encrypted - list |
		report secret
	exits 3 sp ask "$(cat secret)" 2>err
	has err "nothing is known to be missing in $(cat secret)" "--edit"
	same "0 arrived held" "$(sent_count secret@example.com) $(events secret)"
	echo "Please tell us more." | exits 0 sp ask "$(cat secret)" --text -
	mail=$(sent_last secret@example.com)
	has "$mail" "$(cat secret)" "Please tell us more."
	lacks "$mail" " - steps or input" " - version"
'

test_case 'a question that asks nothing is not sent, edited or not' '
	cp "$CONF/sec.conf" usual.conf
	sed "/^\[checklist\]/,/^\[/{/^[^[]/d}" usual.conf >"$CONF/sec.conf"
	set_conf sec checklist words "the words | words"
	text_report complete
	exits 3 sp ask "$(cat complete)" 2>err
	has err "nothing is known to be missing in $(cat complete)" "--edit"
	exits 3 env EDITOR=true "$SALLYPORT" -C "$CONF" ask --edit \
		"$(cat complete)" 2>err
	has err "nothing is known to be missing in $(cat complete)"
	same "0 $held" "$(sent_count complete@example.com) $(state complete)"
	same "arrived held" "$(events complete)"
	mkdir -p "$CONF/templates"
	printf "Subject: which {ref}\n\nWhich compiler was it?\n" \
		>"$CONF/templates/ask.txt"
	exits 0 sp ask "$(cat complete)"
	has "$(sent_last complete@example.com)" "Which compiler was it?"
	rm "$CONF/templates/ask.txt"
	cp usual.conf "$CONF/sec.conf"
'

test_case 'with a key in the report the answer is encrypted to it' '
	{
		echo "Autocrypt: addr=keyed@example.com; keydata=$(gpg_as ada \
			--export "$(fpr ada)" | base64 | sed "s/^/ /")"
		echo keyed | mime_text
	} | report keyed
	exits 0 sp reject "$(cat keyed)" duplicate
	mail=$(sent_last keyed@example.com)
	same "Subject: [TEST-SECURITY] $(cat keyed)" "$(grep ^Subject "$mail")"
	has "$mail" "multipart/encrypted"
	outbox_decrypt ada "$mail" >plain
	has plain "BEGIN PGP SIGNATURE" "$(cat keyed)"
'

test_case 'a template of the list replaces a reason, or adds its words' '
	mkdir -p "$CONF/templates"
	printf "Subject: own subject {ref}\n\nOwn words.\n" \
		>"$CONF/templates/reject-support.txt"
	text_report own
	exits 0 sp reject "$(cat own)" support
	has "$(sent_last own@example.com)" "own subject $(cat own)" "Own words."
	rm "$CONF/templates/reject-support.txt"
'

test_case 'who cannot be answered is not rejected, but may be discarded' '
	{
		printf "From: undisclosed\nSubject: x\nDate: %s\n" "$(date -R)"
		printf "Message-ID: <nobody@example.com>\n\nx\n"
	} >nobody.eml
	exits 0 deliver sec nobody.eml --sender="<>"
	rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1" >nobody
	exits 3 sp reject "$(cat nobody)" support 2>err
	has err "no address that could be answered"
	exits 0 sp discard "$(cat nobody)"
'

test_case 'larger than [limits] message: held unread, kept, and not sent on' '
	set_conf sec limits message 64K
	{ head -c 90000 /dev/urandom | base64; echo Kanarienvogel; } |
		mime_text | report large
	[ "$(stat -c %s "$(sent_last dave@example.org)")" -lt 20000 ]
	outbox_decrypt dave "$(sent_last dave@example.org)" >notice
	has notice "$(cat large)"
	lacks notice unparsed.eml
	exits 0 sp show "$(cat large)" >out
	has out "--raw"
	exits 0 sp show "$(cat large)" --raw >raw
	cmp large.eml raw
	exits 3 sp approve "$(cat large)" 2>err
	has err "larger than [limits] message" "show --raw" "ask"
	same $held "$(state large)"
	exits 0 sp ask "$(cat large)"
	has "$(sent_last large@example.com)" "nobody has read it" "a smaller one"
	lacks "$(sent_last large@example.com)" "have read" " - " "..."
	exits 0 sp discard "$(cat large)"
	exits 0 "$SOURCE/t/canary" Kanarienvogel "$STATE" "$MTA"
'

test_case 'too large only once opened: the ciphertext can be sent on' '
	set_conf sec limits plaintext 64K
	head -c 60000 /dev/zero | tr "\0" "a" | fold | mime_text >part
	cat part part | mime_encrypted - list | report bomb
	exits 0 sp show "$(cat bomb)" >out
	has out "too large once opened"
	exits 0 sp show "$(cat bomb)" --raw >raw
	has raw "BEGIN PGP MESSAGE"
	exits 0 sp approve "$(cat bomb)"
	outbox_decrypt alice "$(sent_last alice@example.org)" >plain
	has plain "BEGIN PGP MESSAGE" "too large once opened"
	set_conf sec limits plaintext 50M
	set_conf sec limits message 25M
'

test_case 'a plaintext near its limit can still be approved' '
	set_conf sec limits plaintext 256K
	{ head -c 150000 /dev/urandom | base64; } | mime_text |
		mime_encrypted ada list | report full
	exits 0 sp show "$(cat full)" >out
	lacks out "too large"
	exits 0 sp approve "$(cat full)"
	set_conf sec limits plaintext 50M
'

test_case 'decisions only by logins of people, where that is configured' '
	text_report gated
	set_conf sec cli require-login yes
	for command in "approve $(cat gated)" "discard $(cat gated)" \
		"defer $(cat gated)" "ask $(cat gated)" \
		"reject $(cat gated) support"; do
		exits 3 env SUDO_USER=nobody-here "$SALLYPORT" -C "$CONF" \
			$command 2>err
		has err nobody-here
	done
	same $held "$(state gated)"
	exits 0 sp show "$(cat gated)"
	exits 0 sp member remove dave@example.org
	exits 0 sp member add dave@example.org --key "$KEYS/dave.asc" \
		--role moderator --login dave
	exits 0 env SUDO_USER=dave "$SALLYPORT" -C "$CONF" discard \
		"$(cat gated)"
	exits 0 sp log --verify
'

test_done
