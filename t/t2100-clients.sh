#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t2100-clients.sh - what a member and a moderator see, and write, in an ordinary
# client
. "${TEST_LIB:?run through meson test}"

. "$SOURCE/t/clients.sh"

newest_ref() {
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1'
}

test_case 'an approved report' '
	new_team sec
	{
		mail_headers ada@example.com "[TEST-SECURITY] Überlauf in foo"
		printf "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
		printf "The first paragraph, für alle.\n" | mime_text
		printf -- "\n--b\nContent-Type: text/x-diff\n"
		printf "Content-Disposition: attachment; filename=fix.diff\n"
		printf "\n--- a/x\n+++ b/x\n\n--b--\n"
	} >report.eml
	exits 0 deliver sec report.eml
	newest_ref >ref
	exits 0 sp approve "$(cat ref)"
	[ "$(sent_count bob@example.org)" = 1 ]
'

test_case 'mutt shows it to a member: subject, signature, text' '
	mutt_reads bob "$(sent_last bob@example.org)" seen
	cat seen
	has seen "The first paragraph, für alle." "+++ b/x" "fix.diff" \
		"From:      ada@example.com" "Good signature from" \
		"Subject: [TEST-SECURITY] Überlauf in foo"
	lacks seen "BAD signature" "could not be"
'

test_case 'with its own gpg commands as well' '
	mutt_reads carol "$(sent_last carol@example.org)" seen.pgp pgp
	cat seen.pgp
	has seen.pgp "The first paragraph, für alle." \
		"Subject: [TEST-SECURITY] Überlauf in foo"
'

test_case 'mutt shows a moderator the notice, its word, and the report' '
	mutt_reads dave "$(sent dave@example.org | head -n 1)" notice
	cat notice
	has notice "Good signature from" "$(cat ref)" "Überlauf in foo" \
		"The first paragraph, für alle." "ada@example.com"
'

test_case 'aerc shows the same to a member and a moderator' '
	aerc_reads bob "$(sent_last bob@example.org)" seen.aerc <<-X
		wait From:      ada@example.com
		wait Authentic Signature from list
		wait Encrypted To bob
		keys :next-part\r
		wait The first paragraph, für alle.
		keys :next-part\r
		wait +++ b/x
	X
	has seen.aerc "fix.diff"
	aerc_reads dave "$(sent dave@example.org | head -n 1)" notice <<-X
		wait Word:
		wait Authentic Signature from list
		keys :next-part\r
		wait Überlauf in foo
	X
'

test_case 'mutt shows the author the acknowledgement, and whose it is' '
	set_conf sec ack delay 0s
	rows "UPDATE mail SET ack_due = 0"
	exits 0 sp run --once
	mutt_reads ada "$(sent_last ada@example.com)" ack
	cat ack
	has ack "Good signature from" "$(cat ref)" "$(fpr list | tail -c 5)"
'

test_case 'a signed report keeps its signature in mutt' '
	{
		mail_headers ada@example.com signed
		printf "signed by ada\n" | mime_text | mime_signed ada
	} >signed.eml
	exits 0 deliver sec signed.eml
	exits 0 sp approve "$(newest_ref)"
	mutt_reads alice "$(sent_last alice@example.org)" two
	cat two
	has two "signed by ada"
	same 2 "$(grep -c "Good signature from" two)"
'

# R-176
test_case 'what a member writes in mutt is taken, whichever way it is set' '
	gpg_as alice --version >nothing
	posts=0
	for backend in gpgme pgp; do
		for settings in crypt_autosign=yes \
			"crypt_autosign=yes crypt_autoencrypt=yes" \
			"crypt_autosign=yes crypt_autoencrypt=yes
				crypt_protected_headers_write=yes" \
			"crypt_autosign=yes crypt_protected_headers_write=yes"; do
			posts=$((posts + 1))
			mutt_writes alice post$posts $backend $settings
			exits 0 deliver sec post$posts \
				--sender=alice@example.org
			outbox_decrypt dave "$(sent_last dave@example.org)" >plain
			has plain "written by mutt: post$posts" \
				"good, by member alice@example.org"
		done
	done
	same 8 "$posts"
'

test_case 'python reads the same' '
	outbox_decrypt bob "$(sent "bob@example.org" | head -n 1)" >plain
	python3 - plain "$(sent bob@example.org | head -n 1)" <<-X
		import email, email.policy, sys
		inner, outer = (email.message_from_binary_file(open(name, "rb"),
		    policy=email.policy.default) for name in sys.argv[1:])
		assert inner["subject"] == "[TEST-SECURITY] Überlauf in foo"
		assert inner["content-type"].params["hp"] == "cipher"
		assert outer.get_content_type() == "multipart/encrypted"
		assert not inner.defects and not outer.defects
		parts = [p for p in inner.walk() if not p.is_multipart()]
		assert "Reference:" in parts[0].get_content()
		assert "für alle" in parts[1].get_content()
		assert parts[2].get_filename() == "fix.diff"
		for part in inner.walk():
		    assert not part.defects, part.defects
		hidden = inner.get_all("HP-Outer")
		assert any(h.startswith("Subject: [TEST-SECURITY] R-") for h in hidden)
	X
'

test_done
