#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t6300-sealing.sh - a gpg that seals badly, and says that all is well.
. "${TEST_LIB:?run through meson test}"

WORD=Kanarienvogel
FAULTS='plaintext empty stored extra missing another hidden password
	text-before text-behind twice two-bodies no-body no-integrity aead cut
	armored failed'
SOME='plaintext empty extra missing text-behind failed'

# gpg_will FAULT... - what the next encryptions do.
gpg_will() {
	printf '%s\n' "$@" >bin/orders
}

# report NAME - a new one with the word in it.
report() {
	{
		mail_headers ada@example.com "[TEST-SECURITY] $WORD $1"
		echo "$WORD $1" | mime_text
	} >"$1.eml"
}

# obeyed - gpg did what it was told to.
obeyed() {
	same "" "$(cat bin/orders)"
}

nothing_left() {
	exits 0 "$SOURCE/t/canary" "$WORD" "$STATE" "$MTA"
}

newest() {
	rows "SELECT $1 FROM mail ORDER BY id DESC LIMIT 1"
}

test_case 'a program with a gpg of our own' '
	mkdir bin
	cp "$SALLYPORT" "${SALLYPORT%/*}/sallyport-main" bin/
	cp "${SALLYPORT%/*}/sallyport-gpg" bin/true-gpg
	cp "$SOURCE/t/faulty-gpg" bin/sallyport-gpg
	cp "$KEYS/mallory.asc" bin/stranger
	: >bin/orders
'
SALLYPORT=$TEST_DIR/bin/sallyport

test_case 'honest, it seals as ever' '
	new_team sec
	report first
	exits 0 deliver sec first.eml
	gpg_will none honest honest
	report second
	exits 0 deliver sec second.eml
	same honest "$(cat bin/orders)"
	: >bin/orders
	same 2 "$(rows "SELECT count(*) FROM mail WHERE state = 1")"
	nothing_left
'

test_case 'R-102: a mail that is not sealed well is not taken' '
	rows "SELECT count(*), (SELECT count(*) FROM payload) FROM mail" >before
	sent_count >sent
	for fault in $FAULTS; do
		report never
		gpg_will "$fault"
		exits 75 deliver sec never.eml >public 2>&1 || complain "$fault"
		same "temporary local failure" "$(cat public)"
		obeyed
	done
	nothing_left
	rows "SELECT count(*), (SELECT count(*) FROM payload) FROM mail" |
		diff before -
	same "$(cat sent)" "$(sent_count)"
'

test_case 'R-102: nor is its notice kept or sent; it stays unopened' '
	for fault in $SOME; do
		report later
		gpg_will honest "$fault"
		sent_count >sent
		exits 0 deliver sec later.eml >public 2>&1
		same "" "$(cat public)"
		obeyed
		same 0 "$(newest state)"
		same 1 "$(newest attempts)"
		same "$(cat sent)" "$(sent_count)"
	done
	exits 0 sp run --once
	nothing_left
	same 0 "$(rows "SELECT count(*) FROM mail WHERE state = 0")"
	outbox_decrypt dave "$(sent_last dave@example.org)" >opened
	has opened "$WORD later"
'

test_case 'R-102: nor does a copy leave; the mail stays held' '
	ref=$(newest ref)
	rows "SELECT count(*) FROM outbox" >before
	for fault in $SOME; do
		gpg_will "$fault"
		exits 75 sp approve "$ref" >out 2>err
		has err "sallyport: "
		lacks err "$WORD" ada@
		obeyed
		same 1 "$(newest state)"
	done
	rows "SELECT count(*) FROM outbox" | diff before -
	nothing_left
	exits 0 sp approve "$ref" >out
	has out "to 4 of 4 members"
'

test_case 'R-102: nor an answer to a reporter, which waits for a better gpg' '
	{
		mail_headers ada@example.com "$WORD" \
			"Autocrypt: addr=ada@example.com; keydata=$(gpg_as ada \
				--export "$(fpr ada)" | base64 -w 0)"
		echo "$WORD" | mime_text
	} >key.eml
	exits 0 deliver sec key.eml
	ref=$(newest ref)
	sent_count ada@example.com >sent
	# The answer is kept, then sealed for ada when it leaves.
	gpg_will honest plaintext
	echo "$WORD: which version?" | sp ask "$ref" --text - >out 2>&1 || :
	obeyed
	nothing_left
	same "$(cat sent)" "$(sent_count ada@example.com)"
	rows "UPDATE outbox SET due = 0 WHERE state = 0"
	exits 0 sp run --once
	exits 0 "$SOURCE/t/canary" "$WORD" "$STATE" "$MTA"
	outbox_decrypt ada "$(sent_last ada@example.com)" >opened
	has opened "which version?"
'

# R-081: a mail that cost much is not tried with one key after the other.
test_case 'a signature that costs too much to check proves nothing' '
	{
		mail_headers ada@example.com "[TEST-SECURITY] remembered" \
			"Autocrypt: addr=ada@example.com; keydata=$(gpg_as ada \
				--export "$(fpr ada)" | base64 -w 0)"
		echo one | mime_text
	} >one.eml
	exits 0 deliver sec one.eml
	ref=$(newest ref)
	exits 0 sp approve "$ref" --remember >out
	has out "with a signature by the key"
	sleep 1
	for cost in 2900 3000; do
		{ mail_headers ada@example.com "costs $cost"
			echo "$cost" | mime_text | mime_signed ada; } >cost.eml
		echo "$cost" >bin/slow
		exits 0 deliver sec cost.eml \
			--recipient="sec+$ref@lists.example.org"
		newest state >>states
	done
	rm bin/slow
	printf "2\n1\n" | diff - states
'

test_case 'no word of any of it is left' '
	exits 0 "$SOURCE/t/canary" "$WORD" "$STATE" "$MTA"
	exits 0 sp log --verify
'

test_done
