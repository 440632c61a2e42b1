#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t0010-tools.sh - the tools that judge other tests find what they look for.
. "${TEST_LIB:?run through meson test}"

test_case 'the canary scanner finds its word in every form' '
	exits 0 "$SOURCE/t/canary" --self-test
'

test_case 'the canary scanner tells nothing, something and nonsense apart' '
	mkdir place
	echo "an ordinary text" >place/file
	exits 0 "$SOURCE/t/canary" Nachtigall place >out
	same "" "$(cat out)"
	echo "die Nachtigall" >place/other
	exits 1 "$SOURCE/t/canary" Nachtigall place >out
	same "plain place/other" "$(cat out)"
	exits 2 "$SOURCE/t/canary" Nachtigall no-such-place 2>err
	exits 2 "$SOURCE/t/canary" short place 2>err
	exits 2 "$SOURCE/t/canary" Nachtigall 2>err
'

# outside TEXT - a mail with that text, to somebody outside, and what is said of
# it.
outside() {
	rm -rf left
	mkdir -p left/mta/sent
	printf "Subject: x\n\n%s\n" "$1" >left/mta/sent/0001.eve@example.com
	"$SOURCE/t/check-outside" "$SOURCE/t/keys" left Nachtigall >said
}

# told FIND - and that is the one thing said.
told() {
	same "0001.eve@example.com: $1" "$(cat said)"
}

test_case 'what tells an outsider of a member is found' '
	outside "nothing at all"
	! outside "a Nachtigall"
	told "Nachtigall, plain"
	! outside "=4Eachtigall"
	told "Nachtigall, quoted-printable"
	! outside "hello =61lice"
	told "name alice"
	! outside "$(printf "%s" "<bob@example.org>" | base64)"
	has said "bob@example.org, "
	outside "malice"
	mv left/mta/sent/0001.eve@example.com left/mta/sent/0001.bob@example.org
	echo "carol@example.org Nachtigall" >>left/mta/sent/0001.bob@example.org
	exits 0 "$SOURCE/t/check-outside" "$SOURCE/t/keys" left Nachtigall
	exits 2 "$SOURCE/t/check-outside" 2>err
'

# armored LINE... - a block of these.
armored() {
	printf "%s\n" "-----BEGIN PGP SIGNATURE-----" "" "$@" \
		"-----END PGP SIGNATURE-----"
}

test_case 'what chance writes into ciphertext, keys or references is no name' '
	outside "$(armored "iHUE/bob/AbC" "carol+dave=" "=ali/")"
	outside "$(printf "bob/%048d\nend" 0)"
	outside "about R-DAVE-0B0B"
	! outside "$(armored "says bob")"
	told "name bob"
	! outside "$(armored iHUE)
bob"
	told "name bob"
'

test_case 'inside the encryption, too, and by the keys that it names' '
	! outside "$(echo "a Nachtigall" | inline_encrypted - ada)"
	told "Nachtigall, plain"
	outside "$(echo "nothing" | inline_encrypted - ada)"
	! outside "-----BEGIN PGP MESSAGE-----

bm9ib2R5
-----END PGP MESSAGE-----"
	told "opened with no key that is known"
	new_team sec
	mkdir -p left/mta/sent
	echo "nothing" | inline_encrypted - ada alice \
		>left/mta/sent/0001.eve@example.com
	cp -r "$STATE" left/
	exits 1 "$SOURCE/t/check-outside" "$SOURCE/t/keys" left >said
	has said "eve@example.com: key "
'

test_case 'the fuzz run says how it is used, and starts nothing' '
	for words in "" 0 -1 five "1 no-such-target"; do
		exits 2 "$SOURCE/t/fuzz/run" $words >out 2>err
		same "" "$(cat out)"
		same 1 "$(wc -l <err)"
	done
	has err "no target no-such-target" address wire
'

test_case 'R-174: seeds are made by us, always the same ones' '
	exits 0 "$SOURCE/t/fuzz/seeds" one
	exits 0 "$SOURCE/t/fuzz/seeds" two
	exits 0 diff -r one two
	sed "/^#/d; s/[[:space:]].*//" "$SOURCE/t/fuzz/targets" >targets
	while read -r target; do
		[ -n "$(ls one/"$target")" ] || complain "$target has no seed"
	done <targets
	exits 1 "$SOURCE/t/fuzz/seeds" 2>err
'

# mail SED-SCRIPT - a good mail, made bad by a script for sed, was sent.
mail() {
	rm -rf sent
	mkdir -p sent/sent sent/argv
	sed "$1" >sent/sent/0001.bob@example.org <<END
From: sec@lists.example.org
To: bob@example.org
Subject: [R-7KQ4-M2XC]
Date: Mon, 16 Nov 2026 09:12:00 +0000
Message-ID: <a.b@lists.example.org>
MIME-Version: 1.0
Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";
 boundary="b"

--b
Content-Type: application/pgp-encrypted

Version: 1
--b
Content-Type: application/octet-stream

text
--b--
END
	printf "%s\n" -i -f "" -- bob@example.org >sent/argv/0001.bob@example.org
}

# fault TEXT - and that is the one thing said of it.
fault() {
	exits 1 "$SOURCE/t/check-mail" sent >said
	same "0001.bob@example.org: $1" "$(cat said)"
}

test_case 'a good mail passes' '
	mail ""
	exits 0 "$SOURCE/t/check-mail" sent
'

test_case 'a bad header does not' '
	mail "s/^Date.*/&\n&/"
	fault "date 2 times"
	mail "/^To:/d"
	fault "to 0 times"
	mail "s/^Date: .*/Date: soon/"
	fault "a strange date"
	mail "s/^Message-ID: .*/Message-ID: <a b@c>/"
	fault "a strange message id"
	mail "s/^Subject: .*/&\nBcc: eve@example.net/"
	fault "a field bcc"
	mail "s/^Subject: .*/&\nResent-To: eve@example.net/"
	fault "a field resent-to"
	mail "s/^Subject: .*/&\nevil/"
	fault "no header field: b'\''evil'\''"
	mail "s/^Subject: .*/&\nSubject: two/"
	fault "subject more than once"
	mail "s/^Subject: .*/&é/"
	fault "octets over 127 in a header"
'

test_case 'bad bytes do not' '
	mail "s/^text/a\x00b/"
	fault "a NUL"
	mail "s/^text/a\rb/"
	fault "a bare carriage return"
	mail "s/^text/é/"
	fault "octets over 127 in a part said to be 7bit"
	mail "s/^text/$(printf "%0999d" 0)/"
	fault "a line of more than 998 octets"
	mail "s/^text/$(printf "%0998d" 0)/"
	exits 0 "$SOURCE/t/check-mail" sent
	mail "s/^--b--//"
	fault "a multipart without its end"
	mail "s/^MIME-.*/&\nContent-Transfer-Encoding: base64/"
	fault "a multipart encoded as base64"
	mail "s/octet-stream/&\nContent-Transfer-Encoding: 8bit/; s/^text/é/"
	exits 0 "$SOURCE/t/check-mail" sent
'

test_case 'bad arguments do not' '
	mail ""
	arguments=sent/argv/0001.bob@example.org
	printf "%s\n" -t -f "" -- bob@example.org >"$arguments"
	fault "arguments -t -f  -- bob@example.org"
	printf "%s\n" -i -f "" -- "bob@example.org,eve@example.net" \
		>"$arguments"
	fault "a strange recipient"
	printf "%s\n" -i -f "x y@z" -- bob@example.org >"$arguments"
	fault "a strange envelope sender"
'

# struck HOW POINT COMMAND... - run it so; whether the point was met.
struck() {
	"$BUILD/t/strike" struck "$1" "$2" -- sh -c "$3" >out 2>err
}

if [ -x "$BUILD/t/strike" ]; then
test_case 'strike records each call of each process' '
	exits 3 "$BUILD/t/strike" log -- sh -c "true | cat; exit 3"
	has log "cat.1 read 1" "cat.1 exit_group 1" "+.1 execve 1"
	lacks log "(null)"
	exits 137 "$BUILD/t/strike" log -- sh -c "kill -9 \$\$"
'

test_case 'strike kills one process at one call' '
	exits 0 struck kill "cat.1 read 1" "(cat; echo \$? >&2) <.log"
	same 137 "$(tail -n 1 err)"
	same "cat.1 read 1" "$(cat struck)"
	exits 0 struck kill "cat.2 read 1" \
		"echo a | cat; echo b | cat; echo c | cat"
	same "a c" "$(tr "\n" " " <out | sed "s/ \$//")"
'

test_case 'strike fails one call of one process' '
	exits 0 struck ENOSPC "cat.1 write 1" "(echo a | cat; echo \$?) 2>&1"
	has out "No space left" 1
	exits 0 struck EIO "cat.1 write 2" "echo a | cat; echo b | cat"
	same "" "$(cat struck)"
	same 2 "$(wc -l <out)"
'

test_case 'strike lets go what outlives the command' '
	exits 0 "$BUILD/t/strike" log -- \
		sh -c "(sleep 0.5; echo late >late) >/dev/null 2>&1 &"
	within 60 grep -q late late
'
fi

test_done
