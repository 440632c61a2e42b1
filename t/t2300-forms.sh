#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t2300-forms.sh - the forms of encrypted and signed mail, as they come
#
# What is whole is opened, however it was rebuilt on its way; what is protected
# in part is held under that name; and the moderator reads which it was.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/verdicts.sh"

# text - the entity that everything here is about.
text() {
	printf 'Content-Type: text/plain; charset=utf-8\n\n'
	printf 'the ring is overrun, für alle\n'
}

# shows WORD... - "show" of the last mail has all of these lines.
shows() {
	told show "$(last)" >shown
	cat shown
	has shown "$@"
}

# part TYPE - the beginning of one part of the multipart "o".
part() {
	printf -- '--o\nContent-Type: %s\n\n' "$1"
}

# rebuilt - what Exchange makes of multipart/encrypted: OpenPGP on input.
rebuilt() {
	printf 'Content-Type: multipart/mixed; boundary=o\n\n'
	part 'text/plain; charset=us-ascii'
	printf '\n'
	part 'application/pgp-encrypted; name="PGPMIME version identification"'
	printf 'Version: 1\n\n'
	part 'application/octet-stream; name=encrypted.asc'
	cat
	printf -- '--o--\n'
}

test_case 'a list' '
	new_team sec
'

test_case 'PGP/MIME, encrypted and signed' '
	{ mail_headers alice@example.org ...; text | mime_encrypted alice list
	} >mail.eml
	taken deliver sec mail.eml --sender=alice@example.org
	is state accepted
	shows "crypto encrypted to the list" \
		"protection encrypted to the list and signed as a whole by $(fpr alice)" \
		"headers Subject and From are not protected"
'

test_case 'encrypted, not signed' '
	{ mail_headers ada@example.com ...; text | mime_encrypted - list
	} >mail.eml
	taken deliver sec mail.eml
	held_as non-member
	shows "protection encrypted to the list; not signed" "text the ring is"
'

test_case 'signed by a member, whole' '
	{ mail_headers bob@example.org post; text | mime_signed bob; } >mail.eml
	taken deliver sec mail.eml --sender=bob@example.org
	is state accepted
	shows "protection signed as a whole by" "(member bob@example.org)"
'

test_case 'signed inside of encrypted is opened, the other way it is not' '
	{ mail_headers ada@example.com ...
	  text | mime_signed ada | mime_encrypted - list; } >mail.eml
	taken deliver sec mail.eml
	held_as non-member
	shows "protection encrypted to the list; its signature cannot be checked"
	{ mail_headers alice@example.org ...
	  text | mime_encrypted - list | mime_signed alice; } >mail.eml
	taken deliver sec mail.eml --sender=alice@example.org
	held_as mixed
	shows "crypto several OpenPGP layers" "protection not known"
	lacks shown "ring is overrun"
'

test_case 'not protected at all' '
	report clear >mail.eml
	taken deliver sec mail.eml
	shows "crypto in the clear" "protection not protected" \
		"headers Subject and From are not protected"
'

test_case 'Exchange rebuilt it: opened, and said so' '
	{ mail_headers alice@example.org ...
	  text | sed "s/\$/\r/" | inline_encrypted alice list | rebuilt
	} >mail.eml
	taken deliver sec mail.eml --sender=alice@example.org
	is state accepted
	shows "crypto encrypted to the list; repaired" \
		"signed as a whole by $(fpr alice)"
	{ mail_headers ada@example.com ...
	  text | inline_encrypted - list | rebuilt; } >mail.eml
	taken deliver sec mail.eml
	held_as non-member
	shows "crypto encrypted to the list; repaired" "text the ring is"
'

test_case 'with a disclaimer in front, it is held and not opened' '
	sed "s/^Version: 1/This mail is confidential./" mail.eml >disclaimer.eml
	taken deliver sec disclaimer.eml
	held_as non-member partly-encrypted
	shows "crypto partly encrypted: not opened" \
		"protection partly encrypted: nothing in it was opened" \
		"application/octet-stream" "(OpenPGP: encrypted)"
	lacks shown "ring is overrun" "; repaired"
'

test_case 'quoted and indented armor' '
	{ mail_headers ada@example.com ...
	  printf "Content-Type: text/plain\n\n"
	  printf "the ring is overrun\n" | inline_encrypted - list |
		sed "s/^/> /"; } >mail.eml
	taken deliver sec mail.eml
	held_as non-member
	shows "crypto encrypted to the list; repaired: its armor" \
		"text the ring is"
'

test_case 'an inline text that looks like a header is text all the same' '
	{ mail_headers ada@example.com ...
	  printf "Content-Type: text/plain\n\n"
	  printf "Summary: it is overrun\nSubject: phony\n\nthe ring\n" |
		inline_encrypted - list; } >mail.eml
	taken deliver sec mail.eml
	shows "subject ..." "text Summary: it is overrun" "Subject: phony"
'

test_case 'armor with an HTML twin that says more' '
	printf "the ring is overrun\n" | inline_encrypted - list >armor
	{ mail_headers ada@example.com ...
	  printf "Content-Type: multipart/alternative; boundary=o\n\n"
	  part text/plain; cat armor
	  part text/html; printf "<pre>\n"; cat armor; printf "</pre>\n--o--\n"
	} >mail.eml
	taken deliver sec mail.eml
	held_as non-member
	shows "crypto encrypted to the list; repaired" "text the ring is"
	sed "s/<pre>/<p>as we said<\/p><pre>/" mail.eml >more.eml
	taken deliver sec more.eml
	held_as non-member mixed
	shows "protection not known"
	lacks shown "ring is overrun"
'

test_case 'an encrypted attachment beside clear text' '
	{ mail_headers ada@example.com "a bug"
	  printf "Content-Type: multipart/mixed; boundary=o\n\n"
	  part text/plain; printf "see the attachment\n"
	  part "application/octet-stream; name=poc.gpg"; cat armor
	  printf -- "--o--\n"; } >mail.eml
	taken deliver sec mail.eml
	held_as non-member partly-encrypted
	shows "text see the attachment" "poc.gpg"
	lacks shown "ring is overrun"
'

test_case 'a clear-signed text beside an attachment is signed in part' '
	printf "I can reproduce it\n" | gpg_as alice --armor --clear-sign >clear
	{ mail_headers alice@example.org "a bug"
	  printf "Content-Type: multipart/mixed; boundary=o\n\n"
	  part text/plain; cat clear
	  part text/x-diff; printf "+++ evil\n"; printf -- "--o--\n"
	} >mail.eml
	taken deliver sec mail.eml --sender=alice@example.org
	held_as partly-signed
	shows "crypto in the clear, partly signed" \
		"protection partly signed" "signature not checked"
'

test_case 'so is what a list put its footer to' '
	{ mail_headers alice@example.org "a bug"
	  printf "Content-Type: multipart/mixed; boundary=o\n\n--o\n"
	  text | mime_signed alice
	  part text/plain; printf "_____\na mailing list\n--o--\n"
	} >mail.eml
	taken deliver sec mail.eml --sender=alice@example.org
	held_as partly-signed
	{ mail_headers alice@example.org "a bug"
	  printf "Content-Type: text/plain\n\n"; cat clear
	  printf "_____\na mailing list\n"; } >mail.eml
	taken deliver sec mail.eml --sender=alice@example.org
	held_as partly-signed
'

test_case 'winmail.dat is not decoded' '
	{ mail_headers alice@example.org "a bug"
	  { printf "Content-Type: multipart/mixed; boundary=o\n\n"
	    part text/plain; printf "hi\n"
	    part "application/ms-tnef; name=winmail.dat"
	    printf "x\237>\"\n--o--\n"; } | mime_signed alice; } >mail.eml
	taken deliver sec mail.eml --sender=alice@example.org
	held_as winmail
	shows "winmail.dat, which is not decoded"
'

# The mails of t/mail: the same OpenPGP message, as others rebuilt it.
test_case 'what programs and servers made of a mail' '
	for name in pgp-exchange pgp-outlook-types pgp-apple-wrapped \
		pgp-mime-no-version pgp-mime-no-protocol pgp-inline-twin \
		pgp-inline-all-quoted pgp-inline-stuffed pgp-inline-nbsp \
		pgp-inline-no-blank-line; do
		taken deliver sec "$SOURCE/t/mail/$name.eml"
		held_as non-member
		shows "crypto encrypted to the list; repaired" \
			"protection encrypted to the list; its signature" \
			foo_rx >"$name.out" ||
			complain "$name: $(cat "$name.out")"
	done
	taken deliver sec "$SOURCE/t/mail/pgp-inline-no-checksum.eml"
	shows "crypto encrypted to the list" foo_rx
	lacks shown "; repaired"
'

# R-074, R-075
test_case 'and what nobody may open' '
	for name in pgp-exchange-disclaimer pgp-mime-list-footer \
		pgp-inline-twin-leaks pgp-inline-footer pgp-mime-in-html \
		pgp-inline-beside-attachment pgp-inline-html \
		pgp-mime-third-part pgp-mime-in-message \
		pgp-mime-in-mixed pgp-inline-with-text; do
		taken deliver sec "$SOURCE/t/mail/$name.eml"
		held_as non-member partly-encrypted
		shows "protection partly encrypted" >"$name.out" ||
			complain "$name: $(cat "$name.out")"
		lacks shown "Version 9.1" "poc.c as"
	done
'

test_case 'an attached key is no ciphertext' '
	{ mail_headers ada@example.com "a bug"
	  printf "Content-Type: multipart/mixed; boundary=o\n\n"
	  part text/plain; printf "my key is attached\n"
	  part "application/pgp-keys; name=key.asc"; cat "$KEYS/ada.asc"
	  printf -- "--o--\n"; } >mail.eml
	taken deliver sec mail.eml
	held_as non-member
	shows "protection not protected" "(OpenPGP: a key)"
'

# R-106: the canary is the protected subject.
test_case 'a protected subject is never outside' '
	sent_aside
	{ mail_headers ada@example.com ...
	  { printf "Content-Type: text/plain; hp=\"cipher\"\n"
	    printf "From: ada@example.com\nTo: sec@lists.example.org\n"
	    printf "Subject: canary7Q4M2XC\nHP-Outer: Subject: ...\n\nhi\n"
	  } | mime_encrypted - list; } >mail.eml
	taken deliver sec mail.eml
	shows "subject canary7Q4M2XC" "headers Subject and From are protected" \
		"outer_subject ..."
	set_conf sec ack delay 0s
	rows "UPDATE mail SET ack_due = 0"
	exits 0 sp run --once
	exits 0 sp approve "$(last)"
	[ "$(sent_count)" -ge 6 ]
	exits 1 grep -rl canary7Q4M2XC "$MTA" "$STATE"
	outbox_decrypt bob "$(sent_last bob@example.org)" >plain
	has plain canary7Q4M2XC
'

# R-097
test_case 'a text that a member signed for somebody else' '
	{ printf "Content-Type: text/plain; protected-headers=\"v1\"\n"
	  printf "From: alice@example.org\nTo: bob@example.org\n"
	  printf "Subject: for you\n\nI quit\n"; } | mime_signed alice >signed
	{ mail_headers mallory@evil.test ...; mime_encrypted - list <signed
	} >mail.eml
	taken deliver sec mail.eml --sender=mallory@evil.test
	held_as for-others
	shows "signature made for someone else" "To bob@example.org" \
		"envelope mallory@evil.test" "outer From mallory@evil.test"
'

# sq_sealed PERSON... - a text that alice signed with Sequoia, for these keys.
sq_sealed() {
	for sq_to; do
		shift
		set -- "$@" --recipient-cert "$KEYS/$sq_to.asc"
	done
	sq encrypt --signer-key "$KEYS/alice.sec.asc" --compression none "$@"
}

# pgp_mime - PGP/MIME around the armor on input.
pgp_mime() {
	printf "Content-Type: multipart/encrypted; boundary=o;\n"
	printf " protocol=\"application/pgp-encrypted\"\n\n"
	part application/pgp-encrypted; printf "Version: 1\n\n"
	part application/octet-stream; cat; printf -- "--o--\n"
}

# R-097. Sequoia names the keys that a signature is meant for.
test_case 'a mail made by Sequoia' '
	{ mail_headers alice@example.org ...; text | sq_sealed list bob | pgp_mime
	} >mail.eml
	taken deliver sec mail.eml --sender=alice@example.org
	is state accepted
	shows "signed as a whole by $(fpr alice)"
'

test_case 'what it made for another key, encrypted again to the list' '
	text | sed "s/ring/heap/" | sq_sealed bob >for-bob
	gpg_as bob --unwrap --decrypt for-bob >signed.pgp
	{ mail_headers alice@example.org ...
	  gpg_as mallory --no-literal --compress-algo none --armor \
		-r "$(fpr list)" --encrypt <signed.pgp | pgp_mime; } >mail.eml
	taken deliver sec mail.eml --sender=alice@example.org
	held_as for-others
	shows "signature good, by member alice@example.org"
'

# R-105: what stands around a signed part says nothing.
test_case 'a header put around what a member signed' '
	{ printf "Content-Type: multipart/signed; hp=\"cipher\"; boundary=s;\n"
	  printf " protocol=\"application/pgp-signature\"\n"
	  printf "From: alice@example.org\nTo: sec@lists.example.org\n"
	  printf "Subject: phony\n\n"
	  text | mime_signed alice | sed "1,/^\$/d" | sed "s/--signed/--s/"
	} >signed
	{ mail_headers mallory@evil.test outer; mime_encrypted - list <signed
	} >mail.eml
	taken deliver sec mail.eml --sender=mallory@evil.test
	shows "subject outer" "headers Subject and From are not protected" \
		"by member alice@example.org"
	lacks shown phony
'

# R-045, R-046
test_case 'the name of a member on the address of another' '
	{ mail_headers "$(printf "\"\320\220lice\" <mallory@evil.test>")" x \
		"Sender: robot@evil.test"
	  printf "hi\n" | mime_text; } >mail.eml
	taken deliver sec mail.eml --sender=bounce@evil.test
	shows "from mallory@evil.test (" "envelope bounce@evil.test" \
		"Sender robot@evil.test" "may mislead" \
		"name is that of member alice@example.org"
'

test_done
