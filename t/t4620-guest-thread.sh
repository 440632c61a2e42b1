#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4620-guest-thread.sh - what a guest of a case gets beside what members write:
# the thread so far, and what the reporter writes later.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/commands.sh"

guest=mallory@example.com

# later - what was signed in the same second as the invitation proves nothing.
later() {
	sleep 1.1
}

# member_writes NAME TEXT [ADDRESS] - alice writes in the case.
member_writes() {
	{
		mail_headers alice@example.org "about $1"
		printf '%s\nThis is about %s.\n' "$2" "$(cat number)" |
			mime_text | mime_signed alice
	} >"$1.eml"
	exits 0 deliver sec "$1.eml" --sender=alice@example.org \
		--recipient="${3-sec+$(cat number)@$list}"
	exits 0 sp run --once
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1' >"$1.ref"
}

# attached NAME - a report with a text and two attachments, CRLF and 8 bit.
attached() {
	{
		mail_headers "$1@example.com" "[TEST-SECURITY] $1"
		printf 'Content-Type: multipart/mixed; boundary="b"\n\n--b\n'
		printf 'the crash of %s, für alle\n' "$1" | mime_text
		printf '\n--b\nContent-Type: text/x-c; name=poc.c\n'
		printf 'Content-Disposition: attachment; filename=poc.c\n\n'
		printf 'int main(void) { return 0; } /* %s */\r\n' "$1"
		printf '\n--b\nContent-Type: application/octet-stream\n'
		printf 'Content-Transfer-Encoding: base64\n'
		printf 'Content-Disposition: attachment; filename=core\n\n'
		printf 'core of %s' "$1" | base64
		printf '\n--b--\n'
	} >"$1.eml"
	exits 0 deliver sec "$1.eml" --sender="$1@example.com"
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1' >"$1.ref"
}

# share OPTION... - the thread, by alice.
share() {
	sp case share "$(cat number)" --to $guest --thread \
		--gnupg "$TEST_DIR/u/alice" "$@"
}

# got N - what the guest reads in the Nth mail, into got; its signature holds,
# and the list's key has made it.
got() {
	got_file=$(sent $guest | sed -n "$1p")
	outbox_decrypt mallory "$got_file" >got.raw
	python3 - <<-"END"
		import email, email.policy
		raw = open("got.raw", "rb").read().replace(b"\r\n", b"\n")
		m = email.message_from_bytes(raw, policy=email.policy.default)
		assert m.get_content_type() == "multipart/signed", m
		b = m.get_boundary().encode()
		part = raw.split(b"\n--" + b + b"\n")[1]
		open("signed", "wb").write(part.replace(b"\n", b"\r\n"))
		open("sig", "w").write(m.get_payload(1).get_payload())
		texts = []
		with open("got", "w") as f:
		    for p in m.get_payload(0).walk():
		        if p.get_content_maintype() == "text":
		            f.write(p.get_content() + "\n")
		        elif not p.is_multipart():
		            f.write("%s: %s\n" % (p.get_filename(),
		                    p.get_content().decode()))
	END
	gpg_as mallory --status-file sig.status --verify sig signed 2>nothing
	grep -q "VALIDSIG.*$(fpr list)" sig.status
}

test_case 'a case with two reporters, and talk inside and outside' '
	new_moderated_team
	set_conf sec cli tell-moderators no
	set_conf sec reply delay 0s
	set_conf sec reply clear yes
	set_conf sec ack enabled no
	gpg_as alice --version >nothing
	gpg_as ada --version >nothing
	attached one
	exits 0 sp approve "$(cat one.ref)" >out
	rows "SELECT number FROM cases" >number
	rows "SELECT ref FROM cases" >case.ref
	sed -n "s/^Message-ID: //p" one.eml >consent
	report two
	exits 0 sp attach "$(cat two.ref)" "$(cat number)" >out
	member_writes talk "we can reproduce it"
	member_writes inside "internal
$INSIDE, a word for members" "sec+$(cat number)-internal@$list"
	sent_aside
'

test_case 'nobody shares a thread with whom it does not know' '
	exits 5 share 2>err
	has err "is no guest of $(cat number)" "sallyport case invite"
	exits 2 sp case share "$(cat number)" --thread 2>err
	exits 2 share --what "the thread" 2>err
	exits 2 share --consent "<x@y>" --clause 3 2>err
	exits 3 share --consent "<x@y>" 2>err
	same 0 "$(sent_count $guest)"
'

test_case 'nor before the terms are accepted' '
	exits 0 sp case invite "$(cat number)" $guest \
		--key "$KEYS/mallory.asc" --consent "$(cat consent)" >out
	exits 0 sp case show "$(cat number)" >out
	has out "$guest: invited, has not accepted"
	exits 3 share 2>err
	has err "they have not accepted the terms"
	exits 0 sp run --once
	same 1 "$(sent_count $guest)"
	sent_aside
'

test_case 'who accepts waits for the thread, and members read that' '
	later
	{
		mail_headers $guest answer
		echo accept | mime_text | mime_signed mallory
	} >answer.eml
	exits 0 deliver sec answer.eml --sender=$guest \
		--recipient="sec+$(cat case.ref)@$list"
	outbox_decrypt bob "$(sent_last bob@example.org)" >shown
	tr -s "\n " "  " <shown >line
	has line "The guest $guest has accepted the terms, and waits" \
		"sallyport case share $(cat number) --to $guest --thread"
	exits 0 sp case show "$(cat number)" >out
	has out "$guest: waits for the thread so far"
	sent_aside
'

test_case 'only who has a key of the archive can share it' '
	exits 3 sp case share "$(cat number)" --to $guest --thread \
		--gnupg "$TEST_DIR/u/ada" 2>err
	has err "no secret key in this keyring opens it"
	exits 0 sp run --once
	same 0 "$(sent_count $guest)"
	exits 0 sp case show "$(cat number)" >out
	has out "waits for the thread so far"
'

test_case 'under an embargo, the thread so far goes to the guest alone' '
	exits 0 sp embargo set "$(cat number)" "$(date -u -d "+8 days" \
		+%F) 12:00 UTC" >out || [ $? = 0 ]
	sent_aside
	exits 0 share >out
	has out "shared    $(cat one.ref)" "shared    $(cat talk.ref)" \
		"shared    2 mails with $guest, encrypted" "stay inside"
	lacks out "$(cat two.ref)" "$(cat inside.ref)"
	exits 0 sp run --once
	same 2 "$(sent_count $guest)"
	same 2 "$(sent_count)"
	for file in $(sent $guest); do
		lacks "$file" "the crash" reproduce "$(cat number)" \
			alice@example.org poc.c
		has "$file" "Reply-To: sec+$(cat case.ref)@$list" \
			"Subject: [TEST-SECURITY] $(cat case.ref)"
	done
'

test_case 'whole, signed by the list, with the line on the embargo' '
	got 1
	has got "The reporter wrote" "the crash of one, für alle" \
		"int main(void) { return 0; } /* one */" "core: core of one" \
		"until" "12:00 UTC"
	lacks got "$(cat number)" "members only" alice@example.org
	got 2
	has got "A member of the team wrote" "we can reproduce it" \
		"This is about $(cat case.ref)." "until" "12:00 UTC"
	lacks got "$(cat number)" alice@example.org
	sent_ids $guest >ids
	has "$(sent $guest | sed -n 2p)" "References: $(head -n 1 ids)"
'

test_case 'only the guest can open what lies in the store' '
	same "1" "$(rows "SELECT max(n) FROM (SELECT count(*) AS n
		FROM envelope JOIN outbox USING (payload) WHERE kind = 15
		GROUP BY payload)")"
	for fpr in $(gpg --homedir "$HOME" --with-colons --show-keys \
			"$KEYS/list.asc" 2>nothing |
			awk -F: "/^fpr/ { print \$10 }"); do
		same 0 "$(rows "SELECT count(*) FROM envelope
			JOIN outbox USING (payload)
			WHERE kind = 15 AND fingerprint = '\''$fpr'\''")"
	done
'

test_case 'each mail is a row of the ledger' '
	exits 0 sp case share "$(cat number)" >out
	has out "to $guest: mail $(cat one.ref)" \
		"to $guest: mail $(cat talk.ref)" \
		"to $guest: the thread so far" "by consent of $(cat consent)"
	lacks out "$(cat two.ref)" "$(cat inside.ref)"
	exits 0 sp case show "$(cat number)" >out
	has out "$guest: has 2 mails of the thread"
	lacks out "waits for the thread"
	exits 0 sp log --verify >out
'

test_case 'a second time, nothing leaves' '
	sent_aside
	exits 0 share >out
	has out "shared    0 mails" "2 went there before"
	exits 0 sp run --once
	same 0 "$(sent_count)"
'

test_case 'what the reporter writes later goes there, too' '
	{
		mail_headers one@example.com "[TEST-SECURITY] more of it"
		echo "another crash" | mime_text
	} >more.eml
	exits 0 deliver sec more.eml --sender=one@example.com
	ref=$(rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1")
	sent_aside
	exits 0 sp attach "$ref" "$(cat number)" >out
	exits 0 sp run --once
	same 1 "$(sent_count $guest)"
	lacks "$(sent_last $guest)" "another crash"
	got 1
	has got "The reporter wrote" "another crash" "until"
	outbox_decrypt bob "$(sent_last bob@example.org)" >shown
	has shown "To the guest $guest: leaves"
	exits 0 sp case share "$(cat number)" >out
	has out "to $guest: mail $ref"
'

test_case 'but not what another one does, who has not agreed' '
	{
		mail_headers two@example.com "[TEST-SECURITY] of my own"
		echo "a third crash" | mime_text
	} >third.eml
	exits 0 deliver sec third.eml --sender=two@example.com
	ref=$(rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1")
	sent_aside
	exits 0 sp attach "$ref" "$(cat number)" >out
	exits 0 sp run --once
	same 0 "$(sent_count $guest)"
	outbox_decrypt bob "$(sent_last bob@example.org)" >shown
	tr -s "\n " "  " <shown >line
	has line "NOT SENT to the guest $guest: this reporter has not agreed"
'

test_case 'nor what stays inside' '
	sent_aside
	member_writes again "internal
$INSIDE, again" "sec+$(cat number)-internal@$list"
	same 0 "$(sent_count $guest)"
	exits 0 share >out
	same 0 "$(sent_count $guest)"
'

test_case 'a clause of the policy is leave for all of it' '
	exits 0 share --clause "section 4" >out
	has out "shared    $(cat two.ref)"
	lacks out "$(cat inside.ref)"
	exits 0 sp run --once
	exits 0 sp case share "$(cat number)" >out
	has out "by clause of section 4"
'

# waiting - states of mails to guests that are still to leave, or have been taken back.
waiting() {
	rows "SELECT group_concat(state) FROM outbox WHERE kind = 15
		AND state <> 1"
}

test_case 'who is uninvited meanwhile gets nothing' '
	{
		mail_headers one@example.com "[TEST-SECURITY] the last"
		echo "the last crash" | mime_text
	} >last.eml
	exits 0 deliver sec last.eml --sender=one@example.com
	ref=$(rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1")
	mta_says "exit 75"
	exits 0 sp attach "$ref" "$(cat number)" >out
	same 0 "$(waiting)"
	sent_aside
	mta_says ""
	exits 0 sp case uninvite "$(cat number)" $guest >out
	rows "UPDATE outbox SET due = 0, lease_until = 0 WHERE state = 0"
	exits 0 sp run --once
	[ "$(sent_count bob@example.org)" -gt 0 ]
	same 0 "$(sent_count $guest)"
	same 3 "$(waiting)"
	exits 5 share 2>err
'

test_done
