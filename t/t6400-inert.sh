#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t6400-inert.sh - mail that asks its reader to do something: it is kept as it
# came, and nothing is done.
. "${TEST_LIB:?run through meson test}"

# part TYPE [LINE...] - a mail of that type, with these lines as its body.
part() {
	part_type=$1
	shift
	mail_headers ada@example.com "inert"
	printf 'Content-Type: %s\n\n' "$part_type"
	printf '%s\n' "$@"
}

# R-058: each of these makes some reader fetch, assemble, decode or run it.
test_case 'R-058: parts to assemble and to fetch, links, old encodings' '
	new_team sec
	echo secret >beside
	for i in 1 2; do
		part "message/partial; id=\"a@example.com\"; number=$i; total=2" \
			"From: eve@example.com" "" "half $i" >partial-$i.eml
	done
	for how in "URL=\"http://192.0.2.1/x\"" \
		"access-type=local-file; name=\"$TEST_DIR/beside\"" \
		"access-type=anon-ftp; site=192.0.2.1; name=x" \
		"access-type=mail-server; server=eve@example.com"; do
		n=$((${n:-0} + 1))
		part "message/external-body; $how" "Content-Type: text/plain" \
			"" >external-$n.eml
	done
	part "text/html" "<img src=http://192.0.2.1/x.png><iframe src=//a.test>" \
		"<link rel=stylesheet href=http://192.0.2.1/x.css>" \
		"<script src=http://192.0.2.1/x.js></script>shown" >html.eml
	part text/plain "begin 644 dropped.txt" "#0V%T" "\`" end >uuencode.eml
	part text/plain "=ybegin line=128 size=3 name=dropped.txt" "klm" \
		"=yend size=3" >yenc.eml
	part "application/ms-tnef; name=\"winmail.dat\"" "x" >tnef.eml
	part "application/pkcs7-mime; name=\"smime.p7m\"" "x" >smime.eml
	gpgconf --homedir "$STATE/gnupg" --launch gpg-agent
	ls -A "$TEST_DIR" "$STATE" "$STATE/gnupg" >before
	for mail in *.eml; do
		exits 0 strace -f -qq -o "$mail.trace" \
			-e trace=socket,connect,open,openat,creat,execve \
			"$SALLYPORT" -C "$CONF" deliver sec \
			--sender=ada@example.com \
			--recipient=sec@lists.example.org <"$mail"
		same 1 "$(rows "SELECT state FROM mail ORDER BY id DESC LIMIT 1")"
	done
	same "$(ls ./*.eml | wc -l)" "$(rows "SELECT count(*) FROM mail")"
'

test_case 'R-058: no socket but to a neighbour, no file but those of the store' '
	grep -ho "socket([A-Z_0-9a-f]*" ./*.trace | sort -u >families
	same "socket(AF_UNIX" "$(cat families)"
	! grep -h "connect(" ./*.trace | grep -v AF_UNIX
	! grep -hE "192\.0\.2|a\.test|beside|dropped" ./*.trace
	# Beside those of the store: those of t/fake-sendmail.
	grep -hE "O_CREAT|creat\(" ./*.trace | grep -vE "ENOENT|$STATE/|\
\"/dev/|\"(calls|lock|incoming\.[0-9]*|argv/[^/\"]*)\"" >created || :
	same "" "$(cat created)"
	[ ! -e dropped.txt ]
'

test_case 'R-058: people read it as it came' '
	for mail in *.eml; do
		n=$((${n:-0} + 1))
		ref=$(rows "SELECT ref FROM mail WHERE id = $n")
		exits 0 sp show "$ref" --raw >raw
		cmp raw "$mail"
		exits 0 sp show "$ref" >shown
		lacks shown secret Cat
	done
'

test_done
