#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t3600-roles.sh - the addresses beside the list: its owner, its key, bounces.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/verdicts.sh"

list=lists.example.org

# plain FROM SUBJECT [HEADER...] <TEXT - a mail that nobody signed.
plain() {
	mail_headers "$@"
	mime_text
}

# to_owner FILE [SENDER] - as the MTA brings it.
to_owner() {
	exits 0 deliver sec "$1" --sender="${2-ada@example.com}" \
		--recipient="sec-owner@$list"
}

# all_due - whatever waits for its time need not wait any longer.
all_due() {
	rows "UPDATE mail SET ack_due = 1"
	rows "UPDATE outbox SET due = 0 WHERE state = 0"
}

test_case 'setup' '
	new_list sec
	add_member sec alice
	add_member sec bob
	add_member sec dave moderator
	add_member sec carol moderator
	set_conf sec ack delay 0s
	keep empty
'

# --- LIST-owner ---------------------------------------------------------------

test_case 'what a member signs for the owner goes to the moderators at once' '
	{
		mail_headers alice@example.org "My new laptop" |
			sed "s/^To: .*/To: sec-owner@$list/"
		echo "Kanarienvogel: I changed my key" | mime_text |
			mime_signed alice
	} >owner.eml
	to_owner owner.eml alice@example.org
	is state filed
	is why ""
	same "shown" "$(rows "SELECT verb FROM event
		WHERE ref = '"'\$(last)'"' AND verb <> '"'arrived'"'")"
	same 2 "$(sent_count)"
	for person in dave carol; do
		copy=$(sent_last $person@example.org)
		has "$copy" "Subject: [TEST-SECURITY owner] $(last)"
		lacks "$copy" Kanarienvogel laptop alice
		outbox_decrypt $person "$copy" >got
		has got "Kanarienvogel: I changed my key" "My new laptop" \
			"alice@example.org" "waits for no" "sec-owner@$list"
		lacks got "approve R-" "Word:"
		grep -q GOODSIG gpg.status
	done
	all_due
	exits 0 sp run --once
	same 2 "$(sent_count)"
	same 0 "$(sp held sec | grep -c "$(last)")"
	exits 0 sp show "$(last)" >shown
	has shown "My new laptop"
	exits 3 sp approve "$(last)" 2>err
	has err "waits for no decision"
'

test_case 'the same signature opens it once' '
	sed "s/^Message-ID: </&x/I" owner.eml >again.eml
	to_owner again.eml alice@example.org
	held_as replayed role-address
'

# R-007 R-031
test_case 'a stranger there is held, shown to the moderators, never answered' '
	restore empty
	echo "Kanarienvogel" | plain ada@example.com "Who are you?" >x.eml
	to_owner x.eml
	held_as non-member role-address
	is no_acknowledgement role-address
	all_due
	exits 0 sp run --once
	same 2 "$(sent_count)"
	same 0 "$(sent_count ada@example.com)"
	for person in dave carol; do
		lacks "$(sent_last $person@example.org)" Kanarienvogel "Who are" ada@
		outbox_decrypt $person "$(sent_last $person@example.org)" >got
		has got Kanarienvogel "Who are you?"
	done
	same 0 "$(sent_count alice@example.org)"
'

# R-029
test_case 'robots that answer our notices are filed, so that nothing circles' '
	restore empty
	for header in "Auto-Submitted: auto-replied" \
		"X-Auto-Response-Suppress: All" \
		"Content-Type: multipart/report; boundary=b"; do
		mail_headers dave@example.org "Out of office" "$header" >x.eml
		printf "\n--b\n\naway\n--b--\n" >>x.eml
		to_owner x.eml ""
		is state filed || complain "$header"
	done
	echo ouch | plain ada@example.com "[TEST-SECURITY] found by a robot" \
		"Auto-Submitted: auto-generated" >x.eml
	to_owner x.eml
	held_as non-member automatic role-address
	same 2 "$(sent_count)"
'

# --- sendkey ------------------------------------------------------------------

# wish FILE [OPTION...] - a mail to LIST-request, and a round of the worker.
wish() {
	wish_file=$1
	shift
	exits 0 deliver sec "$wish_file" \
		--recipient="sec-request@$list" "$@"
	exits 0 sp run --once >run.out
}

# the_key FILE - it is an answer with the list key, signed by it.
the_key() {
	has "$1" "Auto-Submitted: auto-replied" "To: ada@example.com" \
		"X-Auto-Response-Suppress: All" "application/pgp-keys" \
		"Subject: [TEST-SECURITY] The public key of this list"
	same 0 "$(grep -c "^Reply-To:" "$1")"
	python3 - "$1" <<-"PY"
	import email, sys
	mail = email.message_from_binary_file(open(sys.argv[1], "rb"))
	signed, signature = mail.get_payload()
	raw = open(sys.argv[1], "rb").read()
	mark = b"--" + mail.get_boundary().encode()
	part = raw.split(mark)[1].strip(b"\n")
	open("part", "wb").write(part.replace(b"\n", b"\r\n"))
	open("sig", "w").write(signature.get_payload())
	text, key = signed.get_payload()
	open("text", "wb").write(text.get_payload(decode=True))
	open("key.asc", "w").write(key.get_payload())
	PY
	gpg_as ada --status-file status --verify sig part 2>/dev/null
	has status VALIDSIG "$(fpr list)"
	same "$(fpr list)" "$(gpg --homedir "$HOME" --batch --with-colons \
		--show-keys key.asc 2>/dev/null |
		awk -F: '$1 == "fpr" { print $10; exit }')"
	same "$(fpr list)" "$(tr -d " \n" <text | grep -o "$(fpr list)")"
}

test_case 'sendkey is answered with the list key, by subject or first line' '
	for form in "sendkey|" "|sendkey" "Hello|SendKey" "sendkey|-- "; do
		restore empty
		echo "${form#*|}" | plain ada@example.com "${form%|*}" >x.eml
		wish x.eml
		is state filed || complain "$form"
		same 1 "$(sent_count)"
		the_key "$(sent_last ada@example.com)"
		same "arrived filed key-sent" "$(rows "SELECT verb FROM event
			WHERE ref = '"'\$(last)'"' ORDER BY seq" |
			paste -sd " ")"
	done
	grep -q "^<>\$" "$MTA"/argv/*.ada@example.com ||
		grep -qx "" "$MTA"/argv/*.ada@example.com
	lacks text "Hello"
'

test_case 'the report that follows is acknowledged' '
	{
		mail_headers ada@example.com "Re: the key" "In-Reply-To: $(
			sed -n "s/^Message-ID: //p" \
				"$(sent_last ada@example.com)")"
		echo "here is a bug" | mime_text
	} >x.eml
	exits 0 deliver sec x.eml
	exits 0 sp run --once >run.out
	has "$(sent_last ada@example.com)" "Automatic reply"
'

test_case 'with anything beside it, it is held as well' '
	restore empty
	printf "sendkey\n\nand here is a bug\n" |
		plain ada@example.com "" >x.eml
	wish x.eml
	held_as non-member role-address
	the_key "$(sent_last ada@example.com)"
	for person in dave carol; do
		same 1 "$(sent_count $person@example.org)"
	done
'

# R-031 R-032 R-036 R-037 R-039
test_case 'nobody is answered whom the acknowledgement would not answer' '
	set_conf sec ack authserv-id mx.example.org
	set_conf sec ack per-sender-day 2
	try() {
		restore empty
		wish "$@"
		is state held
		same 0 "$(sent ada@example.com | wc -l)"
		same 0 "$(grep -lF "public key of this" $(sent) | wc -l)"
	}
	ask() {
		echo sendkey | plain "$@"
	}
	ask ada@example.com x "Auto-Submitted: auto-generated" >x.eml
	try x.eml
	ask ada@example.com x "List-Id: <x.example.com>" >x.eml
	try x.eml
	ask ada@example.com x "Precedence: bulk" >x.eml
	try x.eml
	{
		echo "Authentication-Results: mx.example.org; dmarc=fail" \
			"header.from=example.com"
		ask ada@example.com x
	} >x.eml
	try x.eml
	ask ada@example.com x >x.eml
	try x.eml --sender=
	try x.eml --sender=no-reply@example.com
	try x.eml --sender=alice@example.org
	try x.eml --sender="sec@$list"
	sed "s/^To: .*/To: somebody@example.net/" x.eml >y.eml
	try y.eml
	restore empty
	for i in 1 2 3; do
		ask ada@example.com "$i" >x.eml
		wish x.eml
	done
	same 2 "$(sent_count ada@example.com)"
'

# R-035
test_case 'what was encrypted is not looked at' '
	restore empty
	{
		mail_headers ada@example.com "[...]"
		echo sendkey | mime_text | mime_encrypted - list
	} >x.eml
	wish x.eml
	held_as non-member role-address
	same 0 "$(sent_count ada@example.com)"
	{
		mail_headers ada@example.com sendkey
		echo garbage | mime_text | mime_encrypted - ada
	} >x.eml
	wish x.eml
	held_as non-member undecryptable role-address
	the_key "$(sent_last ada@example.com)"
'

# --- LIST-bounces -------------------------------------------------------------

# dsn ACTION STATUS [HEADER...] - what a mail server reports.
dsn() {
	dsn_action=$1 dsn_status=$2
	shift 2
	mail_headers MAILER-DAEMON@mx.example.org "Undelivered Mail" "$@"
	printf 'Content-Type: multipart/report; report-type=delivery-status;\n'
	printf ' boundary=b\n\n--b\n\nsorry\n--b\n'
	printf 'Content-Type: message/delivery-status\n\n'
	printf 'Reporting-MTA: dns; mx.example.org\n\n'
	printf 'Final-Recipient: rfc822; whoever@example.net\n'
	printf 'Action: %s\nStatus: %s\n--b--\n' "$dsn_action" "$dsn_status"
}

# bounced FILE RECIPIENT [OPTION...]
bounced() {
	bounced_file=$1
	bounced_to=$2
	shift 2
	exits 0 deliver sec "$bounced_file" --sender= \
		--recipient="$bounced_to" "$@"
	is state filed
}

# counted - what is known of failures: "MEMBER PERMANENT", a line a day.
counted() {
	rows "SELECT address, permanent FROM bounce
		JOIN member ON member.id = bounce.member ORDER BY address, day"
}

# days_ago N - as if all failures until now had come N days earlier.
days_ago() {
	rows "UPDATE bounce SET day = day - $1"
}

# early_enough - this day does not end within a minute.
early_enough() {
	left=$((86400 - $(date +%s) % 86400))
	[ "$left" -gt 60 ] || sleep "$left"
}

# R-022
test_case 'each copy has an envelope sender of its own' '
	restore empty
	{
		mail_headers alice@example.org "hello"
		echo text | mime_text | mime_signed alice
	} >post.eml
	exits 0 deliver sec post.eml --sender=alice@example.org
	is state accepted
	for person in alice bob dave carol; do
		grep -h "^sec-bounces+[0-9a-z]\{16\}@$list\$" \
			"$MTA"/argv/*."$person@example.org" >"to.$person"
	done
	same 4 "$(sort -u to.* | wc -l)"
	keep posted
'

# R-026
test_case 'a failure that comes to it is counted once a day, never answered' '
	early_enough
	restore posted
	before=$(sent_count)
	dsn failed 5.1.1 >x.eml
	bounced x.eml "$(cat to.bob)"
	same "bob@example.org|1" "$(counted)"
	dsn failed 5.2.2 >y.eml
	bounced y.eml "$(cat to.bob)"
	dsn delayed 4.2.2 >z.eml
	bounced z.eml "$(cat to.bob)"
	same "bob@example.org|1" "$(counted)"
	bounced z.eml "$(tr a-z A-Z <to.carol)"
	same "bob@example.org|1 carol@example.org|0" \
		"$(counted | paste -sd " ")"
	exits 0 sp run --once
	same "$before" "$(sent_count)"
'

# R-026 R-027
test_case 'forged, expired and other reports are put away, and change nothing' '
	restore posted
	dsn failed 5.1.1 >x.eml
	for to in sec-bounces+0123456789abcdef sec-bounces "sec-bounces+x"; do
		bounced x.eml "$to@$list"
	done
	bounced x.eml "$(sed "s/@/x@/" to.bob)"
	dsn failed 5.1.1 "X-Y: z" >x.eml
	exits 0 deliver sec x.eml --sender=mallory@example.com \
		--recipient="$(cat to.bob)"
	echo "Status: 5.1.1" | plain MAILER-DAEMON@example.org "failed" >x.eml
	bounced x.eml "$(cat to.bob)"
	dsn delivered 2.0.0 >x.eml
	bounced x.eml "$(cat to.bob)"
	same "" "$(counted)"
	[ "$SANITIZED" = no ] || exit 0	# see ahead
	rows "UPDATE outbox SET state = 0, due = 0, made = made - 121 * 86400
		WHERE kind = 1"
	exits 0 sp run --once
	grep -h "^sec-bounces+" $(grep -l bob@example.org "$MTA"/argv/* |
		tail -n 1) >expired
	[ "$(cat expired)" != "$(cat to.bob)" ]
	dsn failed 5.1.1 >x.eml
	bounced x.eml "$(cat expired)"
	same "" "$(counted)"
'

test_case 'after three days the moderators are told, once, in secret' '
	restore posted
	before=$(sent_count)
	for day in 1 2 3; do
		dsn failed "5.1.$day" >x.eml
		bounced x.eml "$(cat to.bob)"
		days_ago 2
		exits 0 sp run --once >run.out
		[ $day = 3 ] || same "$before" "$(sent_count)"
	done
	has run.out "1 bouncing"
	same $((before + 2)) "$(sent_count)"
	for person in dave carol; do
		lacks "$(sent_last $person@example.org)" bob@
		outbox_decrypt $person "$(sent_last $person@example.org)" >got
		has got "bob@example.org"
	done
	exits 0 sp run --once
	same $((before + 2)) "$(sent_count)"
	same bouncing "$(rows "SELECT verb FROM event
		WHERE verb LIKE '"'bounc%'"'")"
	sp member list sec >list
	grep -q "^bob@example.org .*(bouncing)" list
	sp member show sec bob@example.org >show
	has show "mail comes back since"
	keep bouncing
'

test_case 'who bounces stays on the list and gets mail' '
	sed "s/^Message-ID: </&x/I; s/^text/another/" post.eml >again.eml
	{
		mail_headers alice@example.org "more"
		echo more | mime_text | mime_signed alice
	} >again.eml
	n=$(sent_count bob@example.org)
	exits 0 deliver sec again.eml --sender=alice@example.org
	same $((n + 1)) "$(sent_count bob@example.org)"
'

test_case 'a time without failures clears it, if mail was sent meanwhile' '
	restore bouncing
	days_ago 20
	rows "UPDATE member SET bouncing = bouncing - 20 * 86400
		WHERE bouncing > 0"
	exits 0 sp run --once
	sp member list sec >list
	has list "(bouncing)"
	rows "UPDATE outbox SET sent = sent - 6 * 86400 WHERE kind = 1"
	exits 0 sp run --once
	sp member list sec >list
	lacks list "(bouncing)"
	same "bouncing bouncing-ended" "$(rows "SELECT verb FROM event
		WHERE verb LIKE '"'bounc%'"' ORDER BY seq" | paste -sd " ")"
'

test_case 'or a moderator does' '
	restore bouncing
	exits 0 sp member resume sec bob@example.org
	sp member list sec >list
	lacks list "(bouncing)"
	exits 0 sp run --once
	sp member list sec >list
	lacks list "(bouncing)"
	exits 3 sp member resume sec bob@example.org
	same "" "$(counted)"
'

test_done
