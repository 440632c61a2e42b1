#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t2500-rekey.sh - the archive is sealed to other keys by who holds an old one.
. "${TEST_LIB:?run through meson test}"

# accept NAME [OPTION...] - a mail that is approved; its reference is in NAME.
accept() {
	accept_name=$1
	shift
	{
		mail_headers "$accept_name@example.com" "about $accept_name"
		echo "the word of $accept_name" | mime_text
	} >"$accept_name.eml"
	exits 0 deliver sec "$accept_name.eml" \
		--sender="$accept_name@example.com" "$@"
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1' >"$accept_name"
	exits 0 sp approve "$(cat "$accept_name")" >approve.out
}

# sealed_to NAME COLUMN - whose keys a part of the mail is sealed to, by id.
sealed_to() {
	rows "SELECT substr(fingerprint, 25) FROM envelope WHERE payload =
		(SELECT $2 FROM mail WHERE ref = '$(cat "$1")') ORDER BY 1"
}

# opens PERSON NAME [OPTION...] - that person reads it out of the archive.
opens() {
	opens_person=$1 opens_name=$2
	shift 2
	exits 0 sp archive show "$(cat "$opens_name")" --decrypt \
		--gnupg "$TEST_DIR/u/$opens_person" "$@" >opened
	has opened "the word of $opens_name"
}

rekey() {
	sp archive rekey sec --gnupg "$TEST_DIR/u/$1" --to "$2" >out 2>err
}

test_case 'setup: an archive of three mails' '
	new_team sec
	for name in one two three; do
		accept $name
	done
	for person in alice archive mallory; do
		gpg_as $person --list-keys >/dev/null
	done
	opens alice one
	same 4 "$(sealed_to one post | wc -l)"
'

test_case 'words that are wrong change nothing' '
	exits 2 sp archive rekey sec 2>err
	has err "--to"
	exits 2 sp archive rekey sec --to "$KEYS/two.asc" 2>err
	exits 2 sp archive rekey sec --to no-such-file 2>err
	exits 3 sp archive rekey sec --to "$KEYS/expired.asc" \
		--gnupg "$TEST_DIR/u/alice" 2>err
	has err "expired.asc" "expired"
	same 4 "$(sealed_to one post | wc -l)"
'

test_case 'who holds no old key is refused, mail by mail' '
	exits 3 rekey mallory "$KEYS/archive.asc"
	has err "$(cat one)" "$(cat two)" "$(cat three)"
	has out "0 mails sealed anew, 0 were already, 3 were not"
	same 4 "$(sealed_to one post | wc -l)"
'

test_case 'to an offline key: only it reads the archive from then on' '
	exits 0 rekey alice "$KEYS/archive.asc"
	has out "$(cat one)  sealed to 1 keys" "(3 of 3)" \
		"3 mails sealed anew, 0 were already, 0 were not" \
		"still sealed to the members"
	for name in one two three; do
		same 1 "$(sealed_to $name post | wc -l)"
		same "$(sealed_to one post)" "$(sealed_to $name original)"
		opens archive $name
		opens archive $name --original
	done
	exits 0 sp archive show "$(cat two)" --original --decrypt \
		--gnupg "$TEST_DIR/u/archive" >got
	cmp two.eml got
	exits 3 sp archive show "$(cat one)" --decrypt \
		--gnupg "$TEST_DIR/u/alice"
	exits 0 sp log >log
	same 3 "$(grep -c archive-rekeyed log)"
	exits 0 sp log --verify
'

test_case 'once more: there is nothing to do' '
	exits 0 rekey archive "$KEYS/archive.asc"
	has out "0 mails sealed anew, 3 were already"
	exits 0 sp log >log
	same 3 "$(grep -c archive-rekeyed log)"
'

test_case 'back to the members of today, signed by the list as it is now' '
	exits 0 sp key rotate sec >rotated
	exits 0 sp member remove bob@example.org
	exits 0 rekey archive members
	has out "3 mails sealed anew"
	same 3 "$(sealed_to one post | wc -l)"
	opens alice one
	exits 0 sp archive show "$(cat one)" >mail
	new=$(rows "SELECT fingerprint FROM pgp_key
		WHERE owner = 1 AND active = 1")
	outbox_decrypt alice mail >plain || true
	has gpg.status "ERRSIG $(echo "$new" | tail -c 17)"
'

test_case 'what a former key of the list signed is believed when it is gone' '
	exits 0 rekey alice "$KEYS/archive.asc"
	rows "UPDATE pgp_key SET retires = 1 WHERE retires > 0"
	exits 0 sp key rotate sec --finish
	exits 0 sp key rotate sec --overlap 0 >rotated
	sleep 1
	exits 0 sp key rotate sec --finish
	exits 0 rekey archive members
	has out "3 mails sealed anew"
	opens alice three
'

test_case 'what the list did not sign is not sealed anew' '
	echo forged | gpg_as mallory -r "$(fpr alice)" --sign --encrypt >forged
	python3 - forged <<-X >cut
		import sys
		d = open(sys.argv[1], "rb").read()
		n = 2 + d[1] if d[0] & 0x40 else \\
		    (2 + d[1], 3 + (d[1] << 8) + d[2])[d[0] & 3]
		print(d[:n].hex(), d[n:].hex())
	X
	read -r packet body <cut
	id=$(rows "SELECT post FROM mail WHERE ref = '"'\$(cat two)'"'")
	alice=$(rows "SELECT encryption FROM pgp_key JOIN member
		ON member.id = member WHERE address LIKE '"'alice%'"'")
	rows "DELETE FROM envelope WHERE payload = $id;
		DELETE FROM piece WHERE payload = $id;
		INSERT INTO envelope VALUES ($id, '"'\$alice', x'\$packet'"');
		INSERT INTO piece VALUES ($id, 0, x'"'\$body'"');
		UPDATE payload SET size = length(x'"'\$body'"') WHERE id = $id"
	exits 3 rekey alice "$KEYS/archive.asc"
	has err "$(cat two)" "the list did not sign this"
	has out "2 mails sealed anew, 0 were already, 1 were not"
	same 1 "$(sealed_to two post | wc -l)"
'

test_case 'what is still to be sent waits' '
	mta_says "exit 75"
	accept late
	exits 75 rekey alice "$KEYS/archive.asc"
	has err "$(cat late)" "still to leave"
	mta_says ""
	rows "UPDATE outbox SET due = 0"
	exits 0 sp run --once
	same 1 "$(sent_count alice@example.org | xargs -I{} sh -c \
		"[ {} -ge 1 ] && echo 1")"
	exits 3 rekey alice "$KEYS/archive.asc"
	has out "1 mails sealed anew, 2 were already, 1 were not"
'

# R-122
test_case 'killed in between, it goes on where it was' '
	exits 3 rekey archive members
	same 3 "$(sealed_to one post | wc -l)"
	setsid "$SALLYPORT" -C "$CONF" archive rekey sec --to \
		"$KEYS/archive.asc" --gnupg "$TEST_DIR/u/alice" \
		>killed.out 2>/dev/null &
	pid=$!
	within 60 grep -q "sealed to" killed.out
	kill -9 -- "-$pid" 2>/dev/null || true
	wait "$pid" || true
	exits 3 rekey alice "$KEYS/archive.asc"
	lacks out "0 were already"
	for name in one three late; do
		opens archive $name
	done
	exits 0 sp log --verify
	exits 0 sp doctor sec >doctor.out || true
	has doctor.out "intact"
'

test_done
