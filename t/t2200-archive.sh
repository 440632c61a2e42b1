#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t2200-archive.sh - who can still read it: after acceptance, after the time
# that mail is kept, and after a disaster. Its commands: t5600-archive.sh.
. "${TEST_LIB:?run through meson test}"

# report NAME <PART - from ada, to NAME.eml; its reference goes into NAME.
report() {
	{
		mail_headers ada@example.com "[TEST-SECURITY] $1"
		cat
	} >"$1.eml"
	exits 0 deliver sec "$1.eml"
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1' >"$1"
}

# sealed_to NAME COLUMN - subkeys that open that payload of the mail.
sealed_to() {
	rows "SELECT fingerprint FROM envelope JOIN mail ON payload = mail.$2
		WHERE ref = '$(cat "$1")' ORDER BY fingerprint"
}

# list_reads FILE - can the key on this host open it?
list_reads() {
	gpg --homedir "$STATE/gnupg" --batch --quiet --no-tty --decrypt "$1" \
		>list.read 2>/dev/null 9>&-
}

# Subkeys to encrypt to, of these people.
subkeys() {
	for subkeys_of; do
		gpg --homedir "$HOME" --batch --with-colons --show-keys \
			"$KEYS/$subkeys_of.asc" 2>/dev/null |
			awk -F: '$1 == "sub" { e = $12 ~ /e/ }
				$1 == "fpr" && e { print $10; e = 0 }'
	done | sort
}

test_case 'while it is held, the list key opens it; then the members do' '
	new_team sec
	echo Kanarienvogel | mime_text | mime_encrypted ada list |
		report one
	subkeys list alice bob carol dave >all
	same "$(cat all)" "$(sealed_to one original)"
	same "$(subkeys list dave)" "$(sealed_to one notice)"
	exits 0 sp approve "$(cat one)"
	subkeys alice bob carol dave >members
	same "$(cat members)" "$(sealed_to one original)"
	same "$(cat members)" "$(sealed_to one post)"
	same "" "$(sealed_to one notice)"
	for which in "" --original; do
		exits 0 sp archive show "$(cat one)" $which >mail
		! list_reads mail
		[ ! -s list.read ]
	done
'

test_case 'unless the configuration wants the list key among them' '
	set_conf sec archive list-key yes
	echo two | mime_text | report two
	exits 0 sp approve "$(cat two)"
	same "$(cat all)" "$(sealed_to two original)"
	same "$(cat all)" "$(sealed_to two post)"
	exits 0 sp archive show "$(cat two)" >mail
	list_reads mail
	set_conf sec archive list-key no
'

test_case 'who joins later reads from then on' '
	exits 0 sp member remove carol@example.org
	echo three | mime_text | report three
	exits 0 sp approve "$(cat three)"
	add_member sec carol
	same "$(subkeys alice bob dave)" "$(sealed_to three post)"
	echo four | mime_text | report four
	exits 0 sp approve "$(cat four)"
	same "$(cat members)" "$(sealed_to four post)"
'

# R-104
test_case 'gpg alone reads an exported mail, proof and all' '
	exits 0 sp archive export --format maildir --to box
	same 4 "$(ls box/cur box/new | grep -c R-)"
	file=$(grep -rlF "$(cat one)" box)
	outbox_decrypt bob "$file" >plain
	has plain Kanarienvogel original.pgp
	has gpg.status "VALIDSIG $(fpr list)"
	exits 0 sp archive export --format mbox --decrypt \
		--gnupg "$TEST_DIR/u/bob" --to plain.mbox
	has plain.mbox Kanarienvogel
'

test_case 'what was refused is kept for as long as configured' '
	echo five | mime_text | report five
	echo six | mime_text | report six
	echo seven | mime_text | report seven
	exits 0 sp discard "$(cat five)"
	exits 0 sp reject "$(cat six)" support
	for name in one five six; do
		rows "UPDATE mail SET decided = decided - 29 * 86400
			WHERE ref = \"$(cat $name)\""
	done
	rows "UPDATE mail SET arrived = arrived - 400 * 86400
		WHERE ref = \"$(cat seven)\""
	exits 0 sp run --once
	for name in five six; do
		[ -n "$(sealed_to $name original)" ]
		rows "UPDATE mail SET decided = decided - 2 * 86400
			WHERE ref = \"$(cat $name)\""
	done
	exits 0 sp run --once
	for name in five six; do
		same "" "$(sealed_to $name original)$(sealed_to $name notice)"
		same "||" "$(rows "SELECT card, envelope, thread FROM mail
			WHERE ref = \"$(cat $name)\"")"
		exits 0 sp show "$(cat $name)" >out
		has out "(deleted)"
		exits 3 sp undo "$(cat $name)"
	done
	[ -n "$(sealed_to one original)" ]
	[ -n "$(sealed_to seven original)" ]
	same 1 "$(rows "SELECT state FROM mail WHERE ref = \"$(cat seven)\"")"
	exits 0 sp log --verify
	same 0 "$(rows "PRAGMA freelist_count")"
'

# R-104
test_case 'a backup, the keyring and the secret are a list again' '
	exits 0 sp backup sec copy.db
	cp -a "$STATE/gnupg" gnupg.kept
	rm -f gnupg.kept/S.*
	cp "$STATE/secret" secret.kept
	sp log --verify | tee head
	gpgconf --homedir "$STATE/gnupg" --kill all
	rm -rf "$STATE"
	exits 2 sp held 2>err || exits 75 sp held
	mkdir -m 700 "$STATE"
	cp copy.db "$STATE/store.db"
	cp -a gnupg.kept "$STATE/gnupg"
	cp secret.kept "$STATE/secret"
	exits 0 sp held >out
	has out "$(cat seven)"
	exits 0 sp log --verify >after
	cmp head after
	exits 0 sp approve "$(cat seven)" >out
	has out "to 4 of 4 members"
	exits 0 sp archive show "$(cat one)" --decrypt \
		--gnupg "$TEST_DIR/u/bob" >plain
	has plain Kanarienvogel
	echo eight | mime_text | report eight
	exits 0 sp doctor
'

test_case 'with the secret of another list it is not' '
	head -c "$(stat -c %s secret.kept)" /dev/urandom >"$STATE/secret"
	exits_got=0
	sp show "$(cat eight)" >out 2>err || exits_got=$?
	[ "$exits_got" != 0 ]
	exits_got=0
	sp log --verify >out 2>err || exits_got=$?
	[ "$exits_got" != 0 ]
	cp secret.kept "$STATE/secret"
	exits 0 sp log --verify
'

test_done
