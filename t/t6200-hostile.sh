#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t6200-hostile.sh - mail made to hurt its reader: each is held, for a bounded
# price in all processes together.
#
# The shapes are those of t/hostile, and t/cost counts. With --long all of them
# come, as large as a mail may be.
. "${TEST_LIB:?run through meson test}"

MIB=1048576
USUAL_MS=500 WORST_MS=15000 WORST_KIB=$((600 * 1024))

# What clocks, neighbours and sanitizers add on top.
SLACK=4
[ "$SANITIZED" = no ] || SLACK=60

# hurts FILE NAME [MS] - it is held with exit 0, and costs no more than that.
hurts() {
	rm -f cost
	exits 0 "$SOURCE/t/cost" cost "$SALLYPORT" -C "$CONF" deliver sec \
		--sender=mallory@example.com \
		--recipient=sec@lists.example.org <"$1"
	hurts_held=$(rows "SELECT max(id) FROM mail WHERE state = 1")
	[ "$hurts_held" -gt "$(cat newest)" ] || complain "$2 is not held"
	echo "$hurts_held" >newest
	read -r hurts_ms hurts_kib <cost
	echo "$hurts_ms ms $hurts_kib KiB $2" >>costs
	[ "$hurts_ms" -le $((${3:-$WORST_MS} * SLACK)) ] ||
		complain "$2 took $hurts_ms ms of CPU time"
	[ "$SANITIZED" = yes ] || [ "$hurts_kib" -le "$WORST_KIB" ] ||
		complain "$2 took $hurts_kib KiB"
}

# shape NAME BYTES [MS] - a mail of that shape hurts so much at most.
shape() {
	"$SOURCE/t/hostile" "$1" "$2" >shape.eml
	hurts shape.eml "$1 of $2" ${3-}
	rm shape.eml
}

# sealed_shape NAME BYTES [MS] - the same within the encryption.
sealed_shape() {
	{
		mail_headers mallory@example.com "..."
		printf "Content-Type: multipart/encrypted; boundary=sealed;\n"
		printf " protocol=\"application/pgp-encrypted\"\n\n"
		printf -- "--sealed\nContent-Type: application/pgp-encrypted\n\n"
		printf "Version: 1\n\n--sealed\n"
		printf "Content-Type: application/octet-stream\n\n"
		case $1 in
		raw-*)
			"$SOURCE/t/hostile" "$1" "$2" | gpg_as mallory \
				--no-literal --compress-algo none --armor \
				-r "$(fpr list)" --encrypt
			;;
		*)
			"$SOURCE/t/hostile" "$1" "$2" |
				inline_encrypted - list
			;;
		esac
		printf "\n--sealed--\n"
	} >sealed.eml
	hurts sealed.eml "sealed $1 of $2" ${3-}
	rm sealed.eml
}

# why - of the newest mail, as a number.
why() {
	rows "SELECT why FROM mail ORDER BY id DESC LIMIT 1"
}

unparsed=512 plain=1 undecryptable=65 unsafe=129 too_large=1025

test_case 'a list, and what an ordinary mail costs' '
	new_team sec
	echo 0 >newest
	set_conf sec ack enabled no
	{ mail_headers mallory@example.com usual; echo x | mime_text; } >mail.eml
	hurts mail.eml ordinary $USUAL_MS
	has costs ordinary
'

# R-050: a million of each. The room counts what sanitizers add, and may give
# up where it would not.
test_case 'R-050: a million parts, headers, addresses: held, and cheap' '
	for row in "parts 5" "empty-boundary 4" "headers 5" \
		"addresses 13" "folds 2"; do
		shape "${row% *}" "${row#* }000000" $USUAL_MS
		case $row in
		folds*) [ "$SANITIZED" = yes ] || same $plain "$(why)" ;;
		*) same $unparsed "$(why)" ;;
		esac
	done
'

# R-051: 32 is the limit.
test_case 'R-051: nested levels, up to the limit and beyond: held, and cheap' '
	for depth in 31 32 33 1023 100000; do
		for kind in nested attached; do
			shape $kind-$depth 0 $USUAL_MS
			[ $depth -gt 32 ] && want=$unparsed || want=$plain
			same $want "$(why)"
		done
	done
'

if [ -n "${TEST_LONG-}" ]; then
	size=26000000 ms=$WORST_MS unpacked=$((16384 * MIB))
	shapes=$("$SOURCE/t/hostile" | grep -vE "^(raw|nested|attached)-")
	costly="raw-user-ids raw-markers raw-private raw-comments
		raw-signatures raw-one-pass raw-skipped raw-signed"
else
	size=1000000 ms=$USUAL_MS unpacked=$((4 * MIB))
	shapes="near-parts fat-texts long-header groups folded-header
		parentheses semicolons encoded-open continuations-backward
		boundary-words boundary-words-within references long-line
		only-returns soft-breaks iso-2022 html-tags armor-begins
		armor-keys hidden-5000 chunks signatures clear-signed pattern-steps"
	costly="raw-user-ids raw-signed"
fi

test_case 'R-050: every other shape in the clear' '
	for name in $shapes; do
		shape "$name" $size $ms
	done
'

# R-079, R-080: what unpacks to more than it may.
test_case 'R-079: bombs within the encryption: held as too large' '
	for name in raw-zip raw-two-bombs raw-bomb-of-bombs; do
		sealed_shape $name $((256 * MIB))
		same $too_large "$(why)"
	done
	sealed_shape raw-layers 0
	same $undecryptable "$(why)"
'

test_case 'R-080: more than the limit within the encryption' '
	set_conf sec limits plaintext 1M
	"$SOURCE/t/hostile" base64-file $((MIB - 3000)) | wc -c >bytes
	[ "$(cat bytes)" -lt $MIB ]
	sealed_shape base64-file $((MIB - 3000))
	same $plain "$(why)"
	sealed_shape base64-file $MIB
	same $too_large "$(why)"
	set_conf sec limits plaintext 50M
'

# What gpg would say of each of them once filled 138 MB.
test_case 'packets that only cost time: held, and gpg is not listened to' '
	for name in $costly; do
		sealed_shape $name $unpacked
		read -r ms kib <cost
		[ "$SANITIZED" = yes ] || [ "$kib" -lt 98304 ] ||
			complain "$name took $kib KiB"
	done
'

test_case 'the usual shapes within the encryption' '
	for name in parts boundary-words-within signed-lines; do
		sealed_shape $name $((2 * size)) $((ms * 2))
	done
'

# wide_header NAME - 200 KB of fields, which is below the limit.
wide_header() {
	for i in 1 2 3 4; do
		printf "X-%s-%s: " "$1" "$i"
		head -c 50000 /dev/zero | tr "\0" x
		echo
	done
}

test_case 'a report that is past a limit when put together: shown, sent on' '
	{
		mail_headers mallory@example.com "..."
		wide_header outer
		{
			wide_header inner
			printf "Content-Type: text/plain; hp=cipher\n\n"
			echo "put together"
		} | mime_encrypted - list
	} >wide.eml
	hurts wide.eml "a wide header within another" $USUAL_MS
	same $plain "$(why)"
	ref=$(rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1")
	exits 0 sp show "$ref" >out
	has out "Its text could not be read"
	printf "s\nq\n" | exits 0 sp moderate sec >out
	exits 0 sp approve "$ref" >out
	has out "to 4 of 4 members"
	outbox_decrypt bob "$(sent_last bob@example.org)" >copy
	has copy "filename=\"unparsed.eml\""
	python3 - copy <<-X
		import email, sys
		mail = email.message_from_binary_file(open(sys.argv[1], "rb"))
		parts = [p.get_payload(decode=True) for p in mail.walk()
		         if p.get_filename() == "unparsed.eml"]
		assert len(parts) == 1 and b"put together" in parts[0]
		assert b"X-outer-4: x" in parts[0] and b"X-inner-4: x" in parts[0]
	X
'

test_case 'a mail with no line feed is read, and shown as it came' '
	"$SOURCE/t/hostile" only-returns 300000 >returns.eml
	exits 0 deliver sec returns.eml
	ref=$(rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1")
	exits 0 sp show "$ref" --raw >raw
	cmp raw returns.eml
	exits 0 sp show "$ref" --lines 2 >out
	same 2 "$(grep -cx a out)"
'

test_case 'each can be listed and shown, and its notice read' '
	exits 0 "$SOURCE/t/cost" cost "$SALLYPORT" -C "$CONF" held sec >held
	rows "SELECT ref FROM mail WHERE state = 1" >refs
	while read -r ref; do
		has held "$ref"
		exits 0 sp show "$ref" </dev/null >shown
		! LC_ALL=C grep -q "[[:cntrl:]]" shown ||
			[ "$(LC_ALL=C tr -d "\n\t" <shown |
				LC_ALL=C grep -c "[[:cntrl:]]")" = 0 ]
	done <refs
	sent dave@example.org | xargs grep -L "^In-Reply-To:" >all
	awk "NR % 5 == 1" all >notices
	[ "$(wc -l <notices)" -ge 8 ]
	while read -r notice; do
		outbox_decrypt dave "$notice" >opened </dev/null
		has opened "R-" "moderat"
	done <notices
	note "$(sort -rn costs | head -n 3 | tr "\n" ";")"
'

test_done
