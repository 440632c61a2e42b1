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
	ahead 3600 "$SALLYPORT" -C "$CONF" run --once
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
	ahead 3600 "$SALLYPORT" -C "$CONF" run --once
	same 2 "$(sent_count)"
	same 0 "$(sent_count ada@example.com)"
	for person in dave carol; do
		lacks "$(sent_last $person@example.org)" Kanarienvogel Who ada
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

test_done
