#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t3800-clients.sh - moderators who have mutt, or aerc, and no shell: each reads
# a notice, answers it with a signed decision, and reads what came of it; and a
# reporter and a member who write to each other
#
# With CLIENT_MAIL=DIR what they write is kept there: so the files client-*.eml
# of t/mail were made.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/clients.sh"

# What the README says to set.
set_in_mutt="crypt_replysignencrypted=yes crypt_protected_headers_write=yes"
sign="pgp-auto-sign = true"
encrypt="pgp-opportunistic-encrypt = true"

accepted=2 rejected=3

# report [HEADER...] - a stranger's. Its reference is in ref, its word in word, and what
# each moderator got in NAME.notice.
report() {
	{
		mail_headers ada@example.com "[TEST-SECURITY] overflow in foo" \
			"$@"
		echo "version 1.2.3 of foo crashes, für alle" | mime_text
	} >report.eml
	exits 0 deliver sec report.eml
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1' >ref
	for moderator in carol dave; do
		cp "$(sent_last $moderator@example.org)" $moderator.notice
	done
	outbox_decrypt dave dave.notice >plain
	sed -n 's/^Word: *//p' plain >word
	[ -s word ]
}

# order VERB [REST...] - a command about that report.
order() {
	order_verb=$1
	shift
	echo "$order_verb $(cat ref) $(cat word)${*:+ $*}"
}

# arrives PERSON MAIL - at the list, to which it was written. What comes back is
# in PERSON.answer, and opened in answer.
arrives() {
	keep "$2"
	grep -q "^To: .*<sec@lists.example.org>" "$2"
	exits 0 deliver sec "$2" --sender="$1@example.org"
	cp "$(sent_last "$1@example.org")" "$1.answer"
	outbox_decrypt "$1" "$1.answer" >answer
}

# autocrypt - the header with the reporter's key.
autocrypt() {
	printf 'Autocrypt: addr=ada@example.com; keydata='
	gpg_as ada --export "$(fpr ada)" | base64 | sed 's/^/ /'
}

# keep MAIL
keep() {
	[ -z "${CLIENT_MAIL-}" ] || cp "$1" "$CLIENT_MAIL/client-$1.eml"
}

# writes_back PERSON MAIL NAME - the answer in mutt arrives where it should.
writes_back() {
	mutt_replies "$1" "$2" "$3" gpgme $set_in_mutt reply_to=yes
	keep "$3"
	back_to=$(sed -n 's/^Reply-To: //p' "$2")
	back_to=${back_to:-sec@lists.example.org}
	grep -qi "^To: .*$back_to" "$3"
	exits 0 deliver sec "$3" --sender="$(address_of "$1")" \
		--recipient="$back_to"
}

# nothing_shows MAIL - to those who carry it.
nothing_shows() {
	lacks "$1" overflow crashes "$(cat word)"
	has "$1" 'BEGIN PGP MESSAGE'
}

# became STATE
became() {
	cat answer
	same "$1" "$(rows "SELECT state FROM mail WHERE ref = '$(cat ref)'")"
}

test_case 'a list with two moderators' '
	new_list sec
	add_member sec alice
	add_member sec carol moderator
	add_member sec dave moderator
	set_conf sec ack enabled no
'

test_case 'mutt: an encrypted approval above the quoted notice' '
	report
	editor above "$(order approve)"
	mutt_replies dave dave.notice mutt-approve gpgme $set_in_mutt
	nothing_shows mutt-approve
	arrives dave mutt-approve
	has answer "done: approved: "
	became $accepted
	same 1 "$(sent_count alice@example.org)"
'

test_case 'mutt: what came of it, and that it is handled' '
	mutt_reads dave dave.answer seen
	has seen "$(order approve)" "done: approved: " "Good signature from"
	mutt_reads carol "$(sent_last carol@example.org)" seen
	has seen "Good signature from"
	sent carol@example.org | xargs grep -l "Re: .TEST-SECURITY held" >told
	mutt_reads carol "$(cat told)" seen
	has seen "$(cat ref) was approved" "by dave@example.org" \
		"Good signature from"
'

test_case 'aerc: an encrypted rejection, and what came of it' '
	report
	editor above "$(order reject not-security)"
	aerc_replies carol carol.notice aerc-reject "$sign" "$encrypt"
	nothing_shows aerc-reject
	arrives carol aerc-reject
	has answer "done: rejected"
	became $rejected
	aerc_reads carol carol.answer seen <<-X
		wait Authentic Signature from list
		wait done: rejected
	X
'

test_case 'aerc: an approval that is signed alone, with a signature below' '
	report
	editor alone "$(order approve)"
	printf -- "-- \nCarol\n" >signature
	aerc_replies carol carol.notice aerc-signed "$sign" \
		"signature-file = $TEST_DIR/signature"
	arrives carol aerc-signed
	became $accepted
'

test_case 'mutt: a rejection that is signed alone, flowed, with a signature' '
	report
	editor above "$(order reject not-security)"
	printf "Dave\n" >signature
	mutt_replies dave dave.notice mutt-signed pgp include=no \
		crypt_autosign=yes crypt_replyencrypt=no text_flowed=yes \
		crypt_protected_headers_write=yes signature=signature
	lacks mutt-signed overflow
	arrives dave mutt-signed
	has answer "done: rejected"
	became $rejected
'

test_case 'mutt: without PGP/MIME, encrypted or not' '
	report
	editor above "$(order defer)"
	mutt_replies dave dave.notice mutt-inline pgp pgp_autoinline=yes \
		crypt_replysignencrypted=yes
	nothing_shows mutt-inline
	arrives dave mutt-inline
	has answer "$(order defer)" "done: deferred"
	editor alone "$(order undo)"
	mutt_replies dave dave.notice mutt-clear-signed pgp crypt_autosign=yes \
		crypt_replyencrypt=no pgp_autoinline=yes
	arrives dave mutt-clear-signed
	has answer "$(order undo)" "done: "
'

test_case 'below what is quoted nothing is a command, and the answer says so' '
	editor below "$(order discard)"
	mutt_replies dave dave.notice mutt-below gpgme $set_in_mutt
	arrives dave mutt-below
	has answer "Nothing was done" "On "
	became 1
	aerc_replies carol carol.notice aerc-below "$sign" "$encrypt"
	arrives carol aerc-below
	has answer "Nothing was done" "On "
	became 1
'

test_case 'an answer to the answer is for the list as well' '
	editor above "$(order discard)"
	mutt_replies dave dave.answer mutt-again gpgme $set_in_mutt
	arrives dave mutt-again
	has answer "done: discarded"
'

test_case 'mutt: a member answers in the case, and the reporter reads it' '
	set_conf sec reply delay 0s
	report "$(autocrypt)"
	exits 0 sp approve "$(cat ref)"
	editor above "Thank you, we look into it."
	writes_back alice "$(sent_last alice@example.org)" mutt-member
	nothing_shows mutt-member
	exits 0 sp run --once
	mutt_reads ada "$(sent_last ada@example.com)" seen
	has seen "Thank you, we look into it." "Good signature from"
	lacks seen alice
'

test_case 'mutt: the reporter writes back, and the members read it' '
	sleep 2	# a signature counts that is younger than what we know of her
	editor above "It is version 9.1."
	writes_back ada "$(sent_last ada@example.com)" mutt-reporter
	lacks mutt-reporter "9.1" overflow
	same "$accepted" "$(rows "SELECT state FROM mail
		ORDER BY id DESC LIMIT 1")"
	mutt_reads alice "$(sent_last alice@example.org)" seen
	has seen "It is version 9.1." "Good signature from"
	aerc_reads carol "$(sent_last carol@example.org)" seen <<-X
		wait Authentic Signature from list
		keys :next-part\\r
		wait It is version 9.1.
	X
'

test_done
