#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t2400-rotate.sh - a list gets another key: what opens, what is signed, what
# is sealed anew, and what is left of the former one.
. "${TEST_LIB:?run through meson test}"

# newest_ref
newest_ref() {
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1'
}

# list_fpr N - the N-th key of the list, the one in use first.
list_fpr() {
	rows "SELECT fingerprint FROM pgp_key WHERE owner = 1
		AND (active = 1 OR retires > 0)
		ORDER BY active DESC" | sed -n "$1p"
}

# ask_list ARGUMENT... - gpg with the keyring of the list.
ask_list() {
	gpg --homedir "$STATE/gnupg" --batch --no-tty "$@" 2>/dev/null
}

# secrets - how many parts of secret keys there are.
secrets() {
	find "$STATE/gnupg/private-keys-v1.d" -name '*.key' | wc -l
}

# sealed_report FPR TEXT - a report by ada, encrypted to this key of the list.
sealed_report() {
	ask_list --export "$1" >to.key
	gpg_as ada --import to.key 2>/dev/null
	mail_headers ada@example.com 'words'
	printf 'Content-Type: text/plain\n\n'
	echo "$2" | gpg_as ada --armor -r "$1" --encrypt
}

# sealed_to REF COLUMN - the keys that a payload of the mail is sealed to.
sealed_to() {
	rows "SELECT fingerprint FROM envelope WHERE payload =
		(SELECT $2 FROM mail WHERE ref = '$1') ORDER BY 1"
}

# overdue - the former key has had its time.
overdue() {
	rows 'UPDATE pgp_key SET retires = 1 WHERE retires > 0'
}

test_case 'setup: mail is held, before anything changes' '
	new_team sec
	set_conf sec ack delay 0s
	mail_headers ada@example.com "[TEST-SECURITY] clear" >clear.eml
	echo "the first word" | mime_text >>clear.eml
	exits 0 deliver sec clear.eml
	newest_ref >clear.ref
	sealed_report "$(fpr list)" "the second word" >old.eml
	exits 0 deliver sec old.eml
	newest_ref >old.ref
	exits 0 deliver sec clear.eml --sender=zoe@example.com
	newest_ref >discard.ref
	exits 0 sp discard "$(newest_ref)"
	exits 0 sp key export >before.asc
	same 2 "$(secrets)"
'

test_case 'a rotation: one command, and the members are told by the old key' '
	for wrong in "--overlap 366" "--overlap -2" "--overlap 3 --finish"; do
		exits 2 sp key rotate sec $wrong 2>err
	done
	exits 5 sp key rotate sec --finish 2>err
	has err "no former key"
	exits 0 sp key rotate sec --overlap 10 >out
	ask_list --with-colons --list-keys "$(list_fpr 1)" >names
	has names "<sec@lists.example.org>" \
		"<sec-request@lists.example.org>" "<sec-owner@lists.example.org>"
	new=$(list_fpr 1)
	same "$(fpr list)" "$(list_fpr 2)"
	[ "$new" != "$(fpr list)" ]
	has out "4 of 4 members" "Publish the new key"
	has out "$(echo "$new" | sed "s/..../& /g" | cut -c1-24)"
	for person in alice bob carol dave; do
		outbox_decrypt $person "$(sent_last $person@example.org)" >told
		has gpg.status "VALIDSIG $(fpr list)"
		for f in "$new" "$(fpr list)"; do
			has told "$(echo "$f" | sed "s/..../& /g" |
				cut -c1-24)"
		done
	done
	lacks "$(sent_last bob@example.org)" "$new"
	sed -n "/BEGIN PGP PUBLIC/,/END PGP PUBLIC/p" told >told.asc
	mkdir -m 700 fresh
	gpg --homedir fresh --batch --quiet --import before.asc told.asc
	gpg --homedir fresh --batch --with-colons --check-sigs "$new" |
		grep -q "^sig:!::[^:]*:$(fpr list | tail -c 17):" ||
		complain "the new key is not certified by the former"
	sp log >out
	has out "key-rotated" "$(fpr list) $new"
'

test_case 'key list, show, export, check and doctor know both (R-077)' '
	new=$(list_fpr 1)
	exits 0 sp key list >out
	has out "$new" "former, opens mail until"
	exits 0 sp key show >out
	same 2 "$(grep -c "^\(fingerprint\|former key\) " out)"
	has out "opens until"
	exits 0 sp key export >now.asc
	gpg --homedir fresh --batch --show-keys --with-colons now.asc |
		grep -q "^fpr.*$new"
	exits 0 sp key check >out
	same 7 "$(wc -l <out)"
	exits 3 sp member add x@example.org --key before.asc 2>err
	has err "key of the list"
	sp doctor sec >out 2>&1 || true
	has out "and a former one" "opens mail until"
	same 4 "$(secrets)"
'

test_case 'a second rotation waits for the end of the first' '
	exits 3 sp key rotate sec 2>err
	has err "$(fpr list)" "--finish"
	same 4 "$(secrets)"
'

# R-070 R-077
test_case 'mail to either key is opened' '
	sealed_report "$(list_fpr 2)" "to the former" >former.eml
	exits 0 deliver sec former.eml
	newest_ref >former.ref
	sealed_report "$(list_fpr 1)" "to the new" >new.eml
	exits 0 deliver sec new.eml
	newest_ref >new.ref
	exits 0 sp show "$(cat former.ref)" >out
	has out "to the former"
	exits 0 sp show "$(cat new.ref)" >out
	has out "to the new"
'

test_case 'what leaves is signed with the new key at once' '
	exits 0 sp approve "$(cat former.ref)"
	outbox_decrypt bob "$(sent_last bob@example.org)" >plain || true
	has gpg.status "ERRSIG $(list_fpr 1 | tail -c 17)"
	rows "UPDATE mail SET ack_due = 0"
	exits 0 sp run --once >out
	ack=$(sent_last ada@example.com)
	has "$ack" "$(list_fpr 1 | sed "s/..../& /g" | cut -c1-24)" \
		"$(fpr list | sed "s/..../& /g" | cut -c1-24)" "Until "
'

test_case 'what was held before is still read, and decided' '
	exits 0 sp show "$(cat old.ref)" >out
	has out "the second word"
	sealed_to "$(cat clear.ref)" notice >keys
	same 2 "$(wc -l <keys)"
'

test_case 'its time is over: mail that is not open keeps it' '
	overdue
	rows "UPDATE mail SET state = 0 WHERE ref = '"'\$(cat old.ref)'"'"
	exits 4 sp key rotate sec --finish 2>err
	has err "wait to be opened"
	same 4 "$(secrets)"
	rows "UPDATE mail SET state = 1 WHERE ref = '"'\$(cat old.ref)'"'"
'

test_case 'the worker seals anew what needs it, and the secret goes (R-077)' '
	old=$(list_fpr 2)
	new=$(list_fpr 1)
	sub=$(rows "SELECT encryption FROM pgp_key WHERE retires > 0")
	exits 0 sp run --once >out
	has out "former list key retired"
	same 2 "$(secrets)"
	same "" "$(list_fpr 2)"
	same 0 "$(rows "SELECT count(*) FROM envelope
		WHERE fingerprint = '"'\$sub'"'")"
	lacks "$STATE/gnupg/own" "$sub"
	ask_list --list-keys "$old" >/dev/null ||
		complain "the public half should stay"
	sp log >out
	has out "key-retired"
	exits 0 sp log --verify
	exits 0 sp run --once >out
	lacks out "retired"
	exits 0 sp key check >out
	lacks out "$old"
	sp doctor sec >out 2>&1 || true
	has out ", and no other"
'

test_case 'nothing that was held is lost' '
	for mail in clear old new; do
		exits 0 sp show "$(cat $mail.ref)" >$mail.out
	done
	has clear.out "the first word"
	has old.out "the second word"
	has new.out "to the new"
	exits 0 sp undo "$(cat discard.ref)"
	exits 0 sp show "$(cat discard.ref)" >out
	has out "the first word"
	exits 0 sp approve "$(cat old.ref)"
	outbox_decrypt bob "$(sent_last bob@example.org)" >plain || true
	has plain "the second word"
'

test_case 'mail to the former key is for somebody else now' '
	sealed_report "$(fpr list)" "too late" >late.eml
	exits 0 deliver sec late.eml
	exits 0 sp show "$(newest_ref)" >out
	has out "not to the list key"
	lacks out "too late"
'

test_case 'an archive that the list reads is sealed anew to all it was for' '
	set_conf sec archive list-key yes
	exits 0 deliver sec clear.eml --sender=eve@example.com
	newest_ref >kept.ref
	exits 0 sp approve "$(cat kept.ref)"
	sealed_to "$(cat kept.ref)" post >post.before
	exits 0 sp key rotate sec --overlap 0 >out
	sleep 1
	former=$(rows "SELECT encryption FROM pgp_key WHERE retires > 0")
	fresh=$(rows "SELECT encryption FROM pgp_key
		WHERE owner = 1 AND active = 1")
	has post.before "$former"
	exits 0 sp key rotate sec --finish >out
	has out "gone" "sealed anew"
	sed "s/$former/$fresh/" post.before | sort >want
	sealed_to "$(cat kept.ref)" post >got
	diff want got
	exits 0 sp archive show "$(cat kept.ref)" >mail
	gpg_as alice --decrypt mail >plain 2>/dev/null || true
	has plain "the first word"
	same 2 "$(secrets)"
'

test_case 'somebody else it was for has no key any more: it stays' '
	exits 0 sp key rotate sec --overlap 0 >out
	former=$(rows "SELECT encryption FROM pgp_key WHERE retires > 0")
	carol=$(rows "SELECT encryption FROM pgp_key JOIN member
		ON member.id = member WHERE address LIKE '"'carol%'"'")
	printf "y\n0\n\ny\n" | gpg_as carol --no-batch --command-fd 0 \
		--output rev.asc --gen-revoke "$(fpr carol)"
	gpg_as carol --import rev.asc
	gpg_as carol --armor --export "$(fpr carol)" >carol.asc
	exits 0 sp key import carol.asc
	sleep 1
	exits 4 sp key rotate sec --finish 2>err
	has err "archive rekey"
	same 4 "$(secrets)"
	sealed_to "$(cat kept.ref)" post >got
	has got "$former" "$carol"
'

test_case 'a rotation that broke off leaves a key that the next one takes' '
	new_list two
	add_member two alice moderator
	STATE=$TEST_DIR/state/two
	before=$(list_fpr 1)
	mkdir -p "$CONF/templates"
	echo "no subject" >"$CONF/templates/rotated.txt"
	exits 2 sp key rotate two 2>err
	has err rotated.txt
	same "$before" "$(list_fpr 1)"
	same 4 "$(secrets)"
	rm "$CONF/templates/rotated.txt"
	left=$(ask_list --with-colons -K | awk -F: "/^sec/ { s = 1 }
		s && /^fpr/ { print \$10; s = 0 }" | grep -v "$before")
	sed -n 1p "$STATE/gnupg/own" >own
	cat own >"$STATE/gnupg/own"
	exits 0 sp key rotate two >out
	same "$left" "$(list_fpr 1)"
	same 4 "$(secrets)"
	sealed_report "$left" "to what was left" >left.eml
	exits 0 deliver two left.eml
	exits 0 sp show "$(newest_ref)" >out
	has out "to what was left"
'

# half_key - in the keyring, a key whose import was cut short: what opens mail is
# not there.
half_key() {
	ask_list --passphrase= --quick-gen-key half@lists.example.org \
		future-default default never
	half=$(ask_list --with-colons --with-keygrip -K half@lists.example.org |
		awk -F: '$1 == "fpr" && !f { f = $10 }
			$1 == "grp" { g = $10 } END { print f, g }')
	rm "$STATE/gnupg/private-keys-v1.d/${half#* }.key"
	half=${half% *}
}

# R-122
test_case 'one that broke off while its secret was imported leaves half a key' '
	new_list three
	add_member three alice moderator
	STATE=$TEST_DIR/state/three
	half_key
	exits 0 sp key rotate three >out
	[ "$(list_fpr 1)" != "$half" ]
	sealed_report "$(list_fpr 1)" "to a whole key" >whole.eml
	exits 0 deliver three whole.eml
	exits 0 sp show "$(newest_ref)" >out
	has out "to a whole key"
'

test_done
