#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t3510-reporter-keys.sh - the keys of people outside: pinned to a case, never
# verified by themselves, and changed by a person alone.
. "${TEST_LIB:?run through meson test}"

PASS='Authentication-Results: mx.example.org; dmarc=pass header.from=example.com'

# key_part PERSON - a text and that person's key, as an attachment.
key_part() {
	printf 'Content-Type: multipart/mixed; boundary="k"\n\n'
	printf -- '--k\nContent-Type: text/plain\n\nit crashes\n'
	printf -- '--k\nContent-Type: application/pgp-keys\n'
	printf 'Content-Disposition: attachment; filename="k.asc"\n\n'
	cat "$KEYS/$1.asc"
	printf -- '--k--\n'
}

# newest COLUMN - of the mail that arrived last; states: 1 held, 2 accepted.
newest() {
	rows "SELECT $1 FROM mail ORDER BY id DESC LIMIT 1"
}
held=1 accepted=2

# opens FROM - the report in report.eml opens a case: "case" and "ref".
opens() {
	exits 0 deliver sec report.eml --sender="$1"
	newest ref >ref
	exits 0 sp approve "$(cat ref)" >approved
	rows "SELECT number FROM cases ORDER BY id DESC LIMIT 1" >case
}

# says <TEXT - alice writes in the case, and all that is due leaves.
says() {
	{ mail_headers alice@example.org "Re: it"
		{ cat; echo "about $(cat case)"; } | mime_text |
			mime_signed alice; } >says.eml
	exits 0 deliver sec says.eml --sender=alice@example.org \
		--recipient="sec+$(cat ref)@lists.example.org"
	exits 0 sp run --once
}

test_case 'a key inside the encryption is found, and used for the answer' '
	new_team sec
	set_conf sec ack authserv-id mx.example.org
	set_conf sec ack delay 0s
	set_conf sec reply delay 0s
	{ mail_headers ada@example.com "..."
		key_part ada | mime_encrypted - list; } >report.eml
	opens ada@example.com
	exits 0 sp run --once
	has "$(sent_last ada@example.com)" "Automatic reply"
	has "$(sent_last ada@example.com)" multipart/signed
	same "$(fpr ada)" "$(rows "SELECT pinned FROM participant")"
	echo "we look into it" | says
	mail=$(sent_last ada@example.com)
	has "$mail" multipart/encrypted
	outbox_decrypt ada "$mail" >read
	has read "we look into it"
	exits 0 sp case show "$(cat case)" >shown
	has shown "key $(fpr ada), not verified"
'

test_case 'another key in a later mail is an alarm, and is not used' '
	{ mail_headers ada@example.com again "$PASS"
		key_part mallory; } >later.eml
	reply=$(sed -n "s/^Reply-To: //p" "$(sent_last ada@example.com)")
	exits 0 deliver sec later.eml --sender=ada@example.com \
		--recipient="$reply"
	same $accepted "$(newest state)"
	newest ref >later
	outbox_decrypt bob "$(sent_last bob@example.org)" >copy
	has copy "KEY CHANGED:" "$(fpr mallory)"
	same "$(fpr ada)" "$(rows "SELECT pinned FROM participant")"
	same 1 "$(rows "SELECT count(*) FROM event WHERE verb = \"key-changed\"")"
	echo "still to the first one" | says
	outbox_decrypt ada "$(sent_last ada@example.com)" >read
	has read "still to the first one"
'

test_case 'and in one that is held: the notice says so' '
	{ mail_headers ada@example.com "about $(cat ref)"
		key_part mallory; } >held.eml
	exits 0 deliver sec held.eml --sender=ada@example.com
	same $held "$(newest state)"
	outbox_decrypt dave "$(sent_last dave@example.org)" >notice
	has notice "KEY CHANGED:" "Likely case:"
	exits 0 sp attach "$(newest ref)" "$(cat case)" --remember >out
	same "$(fpr ada)" "$(rows "SELECT pinned FROM participant")"
	has out "is not the one that is pinned"
'

test_case 'a person adopts it, with its whole fingerprint' '
	exits 3 sp key adopt "$(cat later)" "$(fpr ada)" 2>err
	has err "the key that came with $(cat later) is $(fpr mallory)"
	exits 3 sp key adopt "$(cat later)" "$(fpr mallory | tail -c 17)"
	exits 5 sp key adopt R-AAAA-AAAA "$(fpr mallory)"
	exits 0 sp run --once
	exits 0 sp key adopt "$(cat later)" \
		"$(fpr mallory | sed "s/..../& /g; s/ $//" | tr A-F a-f)" >out
	has out "adopted" "$(cat case)"
	same "$(fpr mallory)" "$(rows "SELECT pinned FROM participant")"
	exits 0 sp case show "$(cat case)" >shown
	has shown "key $(fpr mallory)"
	lacks shown "not verified"
	{
		mail_headers dave@example.org adopt
		{
			echo "key adopt $(cat later) $(fpr ada)"
			echo "key adopt $(cat later) \
$(fpr mallory | sed "s/..../& /g")"
		} | mime_text | mime_signed dave
	} >adopt.eml
	exits 0 deliver sec adopt.eml --sender=dave@example.org \
		--recipient=sec-request@lists.example.org
	outbox_decrypt dave "$(sent_last dave@example.org)" | tr -s " \n" " " \
		>answer
	has answer "refused: the key that came with $(cat later) is" \
		"done: the key of $(cat later) is pinned for its author in"
	same 2 "$(rows "SELECT count(*) FROM event
		WHERE verb = \"key-adopted\"")"
	echo "to the new one" | says
	outbox_decrypt mallory "$(sent_last ada@example.com)" >read
	has read "to the new one"
	exits 0 sp log --verify
'

test_case 'a key that comes later, and is the first, is taken' '
	{ mail_headers eve@example.com "[TEST-SECURITY] it"
		echo x | mime_text; } >report.eml
	opens eve@example.com
	{ echo reporter-clear; echo hello; } | says
	reply=$(sed -n "s/^Reply-To: //p" "$(sent_last eve@example.com)")
	{ mail_headers eve@example.com "my key" "$PASS"
		key_part ada; } >key.eml
	exits 0 deliver sec key.eml --sender=eve@example.com \
		--recipient="$reply"
	same $accepted "$(newest state)"
	echo "now in secret" | says
	mail=$(sent_last eve@example.com)
	has "$mail" multipart/encrypted
	outbox_decrypt ada "$mail" >read
	has read "now in secret"
'

test_case 'a key of ours, or one that cannot encrypt, is none' '
	for person in alice list signonly weak expired revoked; do
		{ mail_headers "$person.x@example.com" "[TEST-SECURITY] it"
			key_part "$person"; } >report.eml
		opens "$person.x@example.com"
		same "" "$(rows "SELECT pinned FROM participant
			ORDER BY id DESC LIMIT 1")"
	done
'

test_case 'no key of a stranger joined the keyring' '
	for person in ada mallory; do
		! gpg --homedir "$STATE/gnupg" --batch --list-keys \
			"$(fpr "$person")"
	done
'

test_done
