#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t3800-clients.sh - decisions and replies as mutt and aerc write them
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/clients.sh"

# What the README tells a moderator to set.
set_in_mutt="crypt_replysignencrypted=yes crypt_protected_headers_write=yes"

# report - a stranger's; its reference goes to ref, its word to word, the notices
# to dave.notice and carol.notice.
report() {
	{
		mail_headers ada@example.com "[TEST-SECURITY] overflow in foo"
		echo "version 1.2.3 of foo crashes, für alle" | mime_text
	} >report.eml
	exits 0 deliver sec report.eml
	rows "SELECT ref FROM mail WHERE state = 1" >ref
	for moderator in carol dave; do
		cp "$(sent_last $moderator@example.org)" $moderator.notice
	done
	outbox_decrypt dave dave.notice | sed -n "s/^Word: *//p" >word
	[ -s word ]
}

# command VERB [REST...] - about that report.
command_line() {
	command_verb=$1
	shift
	echo "$command_verb $(cat ref) $(cat word)${*:+ $*}"
}

# decides PERSON MAIL - as the MTA brings it; their answer is in "answer".
decides() {
	exits 0 deliver sec "$2" --sender="$1@example.org" \
		--recipient="$(sed -n "s/^To: .*<\(.*\)>$/\1/p" "$2")"
	outbox_decrypt "$1" "$(sent_last "$1@example.org")" >answer
}

# in_clear MAIL - nothing of the report stands outside.
nothing_in_clear() {
	lacks "$1" overflow crashes "$(cat word)"
	has "$1" "BEGIN PGP MESSAGE"
}

states() {
	rows "SELECT state FROM mail WHERE ref = '$(cat ref)'"
}

held=1 accepted=2 rejected=3

test_case 'a list with two moderators, and a report' '
	new_list sec
	add_member sec alice
	add_member sec carol moderator
	add_member sec dave moderator
	set_conf sec ack delay 0s
	report
'

test_case 'mutt: a signed approval, above the quoted notice' '
	editor above "$(command_line approve)"
	mutt_replies dave dave.notice approval gpgme $set_in_mutt
	nothing_in_clear approval
	decides dave approval
	cat answer
	has answer "$(command_line approve)" "done: approved: "
	same $accepted "$(states)"
	same 1 "$(sent_count alice@example.org)"
'

test_done
