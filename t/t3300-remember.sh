#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t3300-remember.sh - who may post in a case without being held, and who not.
#
# A remembered author is proven by a signature with the key that came with the
# report, or by the token of LIST+REF-TOKEN@ with DMARC pass. Nothing else is a
# proof.
. "${TEST_LIB:?run through meson test}"

UNSIGNED="-"

# autocrypt PERSON - the header that carries the key.
autocrypt() {
	printf 'Autocrypt: addr=%s@example.com; keydata=' "$1"
	gpg_as "$1" --export "$(fpr "$1")" | base64 | sed 's/^/ /'
}

# report NAME [HEADER...] <TEXT - a stranger's, from ada, to NAME.eml; held.
report() {
	report_name=$1
	shift
	{
		mail_headers ada@example.com "[TEST-SECURITY] $report_name" "$@"
		mime_text
	} >"$report_name.eml"
	exits 0 deliver sec "$report_name.eml"
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1' >"$report_name"
}

# signed_mail SIGNER NAME [HEADER...] <TEXT - from ada, for sec, to NAME.eml.
signed_mail() {
	signed_mail_by=$1
	signed_mail_name=$2
	shift 2
	{
		mail_headers ada@example.com "$signed_mail_name" "$@"
		if [ "$signed_mail_by" = "$UNSIGNED" ]; then
			mime_text
		else
			mime_text | mime_signed "$signed_mail_by"
		fi
	} >"$signed_mail_name.eml"
}

# post NAME REPORT [OPTION...] - that mail, to the address of the report.
post() {
	post_mail=$1.eml
	post_to=sec+$(cat "$2")@lists.example.org
	shift 2
	exits 0 deliver sec "$post_mail" --recipient="$post_to" "$@"
}

# state_is STATE - of the newest mail: 1 held, 2 accepted.
state_is() {
	same "$1" "$(rows 'SELECT state FROM mail ORDER BY id DESC LIMIT 1')"
}

held=1 accepted=2

test_case 'a report that brings its key, and is remembered' '
	new_team sec
	set_conf sec ack authserv-id mx.example.org
	echo one | report one "$(autocrypt ada)"
	exits 0 sp approve "$(cat one)" --remember >out
	has out "remember  ada@example.com may post in" \
		"with a signature by the key $(fpr ada)" \
		"or with the address token and DMARC pass"
	same "$(fpr ada)" "$(rows "SELECT pinned FROM participant")"
	! rows "SELECT hex(key_data) FROM participant" | grep -q \
		"$(gpg_as ada --export "$(fpr ada)" | od -An -tx1 | head -n 2 |
			tr -d " \n" | tr a-f A-F)"
	sleep 1
'

# the_case N - the number of that case, in the order in which they were opened.
the_case() {
	rows "SELECT number FROM cases ORDER BY id LIMIT 1 OFFSET $(($1 - 1))"
}

# participants N - the lines of that case about them.
participants() {
	exits 0 sp case show "$(the_case "$1")" >case.out
	sed "1,/^people outside the list$/d; /^Next: /d" case.out
}

test_case 'the case names its author, and each proof' '
	participants 1 >out
	printf "  %-28s  %s\n" ada@example.com \
		"key $(fpr ada), not verified" \
		"" "or address token with DMARC pass" | diff -u - out
	exits 0 sp case show "$(the_case 1)" --json | tr -d " \n" >out
	has out "\"address\":\"ada@example.com\",\"kind\":\"reporter\"" \
		"\"remembered\":true,\"pinned_key\":\"$(fpr ada)\"" \
		"\"token_and_dmarc\":true"
	set_conf sec ack authserv-id ""
	participants 1 >out
	printf "  %-28s  %s\n" ada@example.com \
		"key $(fpr ada), not verified" | diff -u - out
	set_conf sec ack authserv-id mx.example.org
'

test_case 'its signature passes: every form of it' '
	echo more | signed_mail ada follow
	post follow one
	state_is $accepted
	outbox_decrypt alice "$(sent_last alice@example.org)" >plain
	has plain more "good, by the key remembered in"

	{ mail_headers ada@example.com sealed
		echo sealed | mime_text | mime_encrypted ada list; } >sealed.eml
	post sealed one
	state_is $accepted
	outbox_decrypt bob "$(sent_last bob@example.org)" >plain
	has plain sealed original.pgp "good, by the key remembered in"

	{ mail_headers ada@example.com inside
		{ echo inside | mime_text | mime_signed ada; } |
			mime_encrypted - list; } >inside.eml
	post inside one
	state_is $accepted

	{ mail_headers ada@example.com clear
		echo clear | gpg_as ada --clear-sign | mime_text; } >clear.eml
	post clear one
	state_is $accepted
	exits 0 sp log >out
	has out "key $(fpr ada | tail -c 17)"
	exits 0 sp log --verify
'

test_case 'not a second time' '
	for name in follow sealed inside clear; do
		sed "s/^Message-ID: ./&again-/" $name.eml >$name-again.eml
		post $name-again one
		state_is $held
	done
	rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1" >ref
	exits 0 sp show "$(cat ref)" >out
	has out "the signature was used on an earlier mail"
	lacks out "member'"'"'s"
'

test_case 'not by what was signed before it was remembered' '
	echo old | signed_mail ada old "$(autocrypt ada)"
	exits 0 deliver sec old.eml
	rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1" >old
	sleep 1
	exits 0 sp approve "$(cat old)" --remember
	sed "s/^Message-ID: ./&again-/" old.eml >old-again.eml
	post old-again old
	state_is $held
'

test_case 'not by its From, nor by another key' '
	echo plain | signed_mail $UNSIGNED plain
	post plain one
	state_is $held
	echo other | signed_mail mallory other
	post other one
	state_is $held
	{ mail_headers ada@example.com other "$(autocrypt mallory)"
		echo x | mime_text | mime_encrypted mallory list; } >forged.eml
	post forged one
	state_is $held
'

test_case 'not when the text was changed' '
	echo "pay 100" | signed_mail ada changed
	sed -i "s/pay 100/pay 999/" changed.eml
	post changed one
	state_is $held
	exits 0 sp show "$(rows "SELECT ref FROM mail ORDER BY id DESC
		LIMIT 1")" >out
	has out "BAD"
'

test_case 'not in another case, nor outside of any' '
	echo two | report two
	exits 0 sp approve "$(cat two)"
	echo elsewhere | signed_mail ada elsewhere
	post elsewhere two
	state_is $held
	echo nowhere | signed_mail ada nowhere
	exits 0 deliver sec nowhere.eml
	state_is $held
'

test_case 'not without --remember, though the key came' '
	echo three | report three "$(autocrypt ada)"
	exits 0 sp approve "$(cat three)"
	same 0 "$(rows "SELECT count(*) FROM participant
		WHERE case_id = (SELECT max(id) FROM cases) AND remember")"
	participants "$(rows "SELECT count(*) FROM cases")" >out
	printf "  %-28s  %s\n" ada@example.com "reporter; what they write is held (not remembered)" |
		diff -u - out
	sleep 1
	echo unremembered | signed_mail ada unremembered
	post unremembered three
	state_is $held
'

test_case 'in the thread of the case, to the address of the list itself' '
	echo thread | signed_mail ada thread \
		"In-Reply-To: $(sed -n "s/^Message-ID: //p" one.eml)"
	exits 0 deliver sec thread.eml
	state_is $accepted
'

test_case 'a later decision takes nothing back' '
	echo again | signed_mail $UNSIGNED again
	post again one
	state_is $held
	number=$(rows "SELECT number FROM cases ORDER BY id LIMIT 1")
	exits 0 sp attach "$(rows "SELECT ref FROM mail ORDER BY id DESC
		LIMIT 1")" "$number"
	echo still | signed_mail ada still
	post still one
	state_is $accepted
	participants 1 >out
	has out "key $(fpr ada)"
'

test_case 'the token that was sent, with DMARC pass, and not one without' '
	set_conf sec ack delay 0s
	echo four | report four
	exits 0 sp run --once
	reply=$(sed -n "s/^Reply-To: //p" "$(sent_last ada@example.com)")
	case $reply in sec+"$(cat four)"-*@lists.example.org) ;;
	*) complain "Reply-To: $reply" ;;
	esac
	exits 0 sp approve "$(cat four)" --remember
	pass="Authentication-Results: mx.example.org; dmarc=pass
 header.from=example.com"
	fail="Authentication-Results: mx.example.org; dmarc=fail
 header.from=example.com"
	foreign="Authentication-Results: mx.example.com; dmarc=pass
 header.from=example.com"
	echo token-none | signed_mail $UNSIGNED token-none
	post token-none four --recipient="$reply"
	state_is $held
	echo token-fail | signed_mail $UNSIGNED token-fail "$fail"
	post token-fail four --recipient="$reply"
	state_is $held
	echo token-foreign | signed_mail $UNSIGNED token-foreign "$foreign"
	post token-foreign four --recipient="$reply"
	state_is $held
	echo pass-only | signed_mail $UNSIGNED pass-only "$pass"
	post pass-only four
	state_is $held
	wrong=sec+$(cat four)-AAAAAAAAAAAAAAAA@lists.example.org
	post pass-only four --recipient="$wrong"
	state_is $held
	{ mail_headers mallory@example.com other "$pass"
		echo x | mime_text; } >stolen.eml
	post stolen four --recipient="$reply"
	state_is $held
	echo both | signed_mail $UNSIGNED both "$pass"
	post both four --recipient="$reply"
	state_is $accepted
'

test_case 'nobody is remembered where From names two' '
	{ printf "From: eve@example.com\n"
		mail_headers ada@example.com "[TEST-SECURITY] twins"
		echo x | mime_text; } >twins.eml
	exits 0 deliver sec twins.eml
	exits 0 sp approve --remember \
		"$(rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1")" >out
	has out "nobody is remembered: From does not name exactly one author"
	lacks out "may post"
	participants "$(rows "SELECT count(*) FROM cases")" >out
	[ ! -s out ]
'

test_case 'no keyring is left behind, and nobody joined the list of keys' '
	same "" "$(ls -d "$STATE"/scratch-* 2>/dev/null || :)"
	if [ -d /dev/shm ]; then
		find /dev/shm -maxdepth 1 -name "sallyport-*" \
			-newer "$CONF/sec.conf" >left
		while read -r home; do
			within 60 test ! -d "$home"
		done <left
	fi
	! gpg --homedir "$STATE/gnupg" --batch --list-keys "$(fpr ada)"
'

test_case 'what is forgotten takes the key along' '
	for ref in $(rows "SELECT ref FROM mail WHERE case_id = 1"); do
		case $(rows "SELECT state FROM mail WHERE ref = \"$ref\"") in
		1) exits 0 sp discard "$ref" ;;
		esac
		exits 4 sp forget "$ref"
		exits 0 env SUDO_USER=jo "$SALLYPORT" -C "$CONF" forget "$ref"
	done
	same 0 "$(rows "SELECT count(key_data) + count(address)
		FROM participant WHERE case_id = 1")"
	participants 1 >out
	printf "  %-28s  %s\n" "(deleted)" "address token with DMARC pass" |
		diff -u - out
	exits 0 sp log --verify
'

test_case 'a keyring that a killed process left behind goes with the next round' '
	mkdir "$STATE/scratch-AAAAAA" "$STATE/scratch-BBBBBB"
	echo x >"$STATE/scratch-AAAAAA/pubring.kbx"
	touch -d "2 hours ago" "$STATE/scratch-AAAAAA"
	sp run --once
	[ ! -e "$STATE/scratch-AAAAAA" ]
	[ -d "$STATE/scratch-BBBBBB" ]
	rmdir "$STATE/scratch-BBBBBB"
'

test_done
