# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# scenes.sh - what the sweeps strike: a delivery, an approval, one by mail, a
# round of run, a rotation of the list key and its end
#
# Sourced after sweep.sh. An encrypted and signed report by ada comes to the
# usual list; its text holds the word Kanarienvogel, which must be nowhere.

# scenes_prepare - the list, its report and the state before each scene.
scenes_prepare() {
	new_team sec
	set_conf sec ack delay 0s
	# Each recipient gets one mail, by which a second one is known.
	set_conf sec cli tell-moderators no
	{
		mail_headers ada@example.com 'words'
		echo 'Kanarienvogel sings' | mime_text |
			mime_encrypted ada list
	} >report.eml
	gpg-connect-agent --homedir "$STATE/gnupg" /bye
	scene_keep empty

	mta_says 'exit 75'
	exits 0 deliver sec report.eml
	rows 'UPDATE outbox SET due = 0'
	scene_keep due

	mta_says ''
	exits 0 sp run --once
	rows 'SELECT ref FROM mail' >ref
	{
		mail_headers dave@example.org commands
		{
			outbox_decrypt dave "$(sent_last dave@example.org)" |
				sed -n 's/^  \(approve [^ ]* [^ ]*\)$/\1/p'
			echo 'status sec'
		} | mime_text | mime_signed dave
	} >command.eml
	grep -q "^approve $(cat ref) ........\$" command.eml
	scene_keep held
	scene_files >files
}

# What stands in the state folder. A gpg that is killed leaves its lock files,
# which the next one steps over.
scene_files() {
	find "$STATE" ! -name 'store.db-*' ! -name '.#lk*' \
		! -path "$STATE/gnupg/*.lock" -printf '%P\n' | sort
}

# scene_keep NAME - the store as it stands, with a log so long that it will be
# folded in.
scene_keep() {
	[ "$(rows 'PRAGMA wal_checkpoint(TRUNCATE)')" = '0|0|0' ]
	{
		echo '.dbconfig no_ckpt_on_close on'
		yes 'UPDATE member SET paused = 1 - paused;' | head -n 70
	} | sqlite3 "$STATE/store.db" >/dev/null
	cp "$STATE/store.db" "$1.db"
	cp "$STATE/store.db-wal" "$1.wal"
	[ "$(stat -c %s "$1.wal")" -gt $((64 * 8192)) ]
	cp "$STATE/deferred" deferred
}

# scene_aside - what left for outsiders is looked at when the script ends.
scene_aside() {
	mkdir -p "$TEST_DIR/earlier/scenes/sent"
	for scene_mail in "$MTA"/sent/*; do
		case $scene_mail in
		*@example.org | *'*') continue ;;
		esac
		scene_asides=$((${scene_asides:-0} + 1))
		scene_name=${scene_mail##*/}
		mv "$scene_mail" "$TEST_DIR/earlier/scenes/sent/$(printf \
			%06d.%s $scene_asides "${scene_name#*.}")" || return
	done
}

# scene_restore NAME - keyring and agent stay as the last run left them.
scene_restore() {
	scene_aside
	rm -rf "$STATE"/store.db* "$MTA/sent" "$MTA/argv" "$MTA"/incoming.*
	cp "$1.db" "$STATE/store.db"
	cp "$1.wal" "$STATE/store.db-wal"
	cp deferred "$STATE/deferred"
	: >lied
}

# later COMMAND... - half an hour later, when what had to wait is due.
later() {
	ahead 1800 "$@"
}

# expect WHAT WANT GOT
expect() {
	[ "$2" = "$3" ] || echo "$1: $3, not $2"
}

# expect_mail ADDRESS - it has arrived, and if twice, as the same mail.
expect_mail() {
	scene_ids=$(sent_ids "$1")
	case $(echo "$scene_ids" | sort | uniq -c | awk '{ print NR, $1 }') in
	'1 1' | '1 2') ;;
	*) echo "mails to $1: ${scene_ids:-none}" ;;
	esac
}

# expect_order [MAILS] - what holds after every scene.
expect_order() {
	expect integrity ok "$(rows 'PRAGMA integrity_check')"
	expect references '' "$(rows 'PRAGMA foreign_key_check')"
	expect mails "${1-1}" "$(rows 'SELECT count(*) FROM mail')"
	expect 'mails that did not leave' 0 \
		"$(rows 'SELECT count(*) FROM outbox WHERE state <> 1')"
	expect 'payloads of nothing' 0 "$(rows '
		SELECT count(*) FROM payload WHERE kind <> 4 AND id NOT IN (
			SELECT original FROM mail WHERE original UNION
			SELECT notice FROM mail WHERE notice UNION
			SELECT post FROM mail WHERE post UNION
			SELECT payload FROM outbox WHERE payload)')"
	sp log --verify >verified || cat verified
	scene_files | diff files - ||
		echo 'files were left behind, or are missing'
	pgrep -af "$TEST_DIR/" | grep -v gpg-agent && echo 'processes are left'
	grep -rlF Kanarienvogel "$STATE" "$MTA" && echo 'the word is out'
	cat lied
}

# --- a delivery, to the MTA's last retry and the worker's next round ----------

delivery_reset() {
	scene_restore empty
}

delivery_run() {
	"$@" "$SALLYPORT" -C "$CONF" deliver sec --sender=ada@example.com \
		--recipient=sec@lists.example.org <report.eml
}

delivery_settle() {
	scene_tries=0
	case $1 in
	0) [ "$(rows 'SELECT count(*) FROM mail')" = 1 ] || echo lied >lied ;;
	75) ;;
	137) grep -q '^sallyport\.1 ' struck || echo 'killed' >lied ;;
	*) echo "the MTA was told $1" >lied ;;
	esac
	[ "$1" = 0 ] || until deliver sec report.eml; do
		scene_tries=$((scene_tries + 1))
		[ $scene_tries -lt 3 ] || break
	done
	later "$SALLYPORT" -C "$CONF" run --once
}

delivery_check() {
	expect_order
	expect 'state of the mail' 1 "$(rows 'SELECT state FROM mail')"
	expect 'events of the mail' 'arrived held' "$(rows \
		"SELECT verb FROM event WHERE ref <> '' AND verb IN
			('arrived', 'held') ORDER BY seq" | paste -sd ' ')"
	expect_mail dave@example.org
	expect_mail ada@example.com
	expect 'mails to anybody else' 0 \
		"$(sent | grep -cvE '\.(dave@example.org|ada@example.com)$')"
}

# --- an approval, repeated by whoever typed it --------------------------------

approval_reset() {
	scene_restore held
}

approval_run() {
	"$@" "$SALLYPORT" -C "$CONF" approve "$(cat ref)"
}

approval_settle() {
	case $1 in
	0) [ "$(rows 'SELECT state FROM mail')" = 2 ] || echo lied >lied ;;
	esac
	sp approve "$(cat ref)"
	later "$SALLYPORT" -C "$CONF" run --once
}

approval_check() {
	expect_order
	expect 'state of the mail' 2 "$(rows 'SELECT state FROM mail')"
	expect cases 1 "$(rows 'SELECT count(*) FROM cases')"
	expect approvals 1 \
		"$(rows "SELECT count(*) FROM event WHERE verb = 'approved'")"
	for scene_member in alice bob carol dave; do
		expect_mail "$scene_member@example.org"
	done
	expect 'message ids' 1 "$(sent_ids | sort -u | wc -l)"
}

# --- an approval by mail ------------------------------------------------------

command_reset() {
	scene_restore held
}

command_run() {
	"$@" "$SALLYPORT" -C "$CONF" deliver sec --sender=dave@example.org \
		--recipient=sec-request@lists.example.org <command.eml
}

command_settle() {
	case $1 in
	0) [ "$(rows 'SELECT count(*) FROM mail')" = 2 ] || echo lied >lied ;;
	75 | 137) command_run || command_run ;;
	*) echo "the MTA was told $1" >lied ;;
	esac
	later "$SALLYPORT" -C "$CONF" run --once
}

# Who reads mail is a process of its own. When that is struck, nobody knows what
# the mail says: it is held and shown, and decides nothing.
command_unread() {
	case $(cat struck) in
	'sallyport-main+'*) ;;
	*) return 1 ;;
	esac
	[ "$(rows 'SELECT state FROM mail ORDER BY id' | paste -sd ' ')" = '1 1' ]
}

command_check() {
	expect_order 2
	if command_unread; then
		expect 'is it held as unread' 512 \
			"$(rows 'SELECT why & 512 FROM mail WHERE id = 2')"
		expect_mail dave@example.org
		expect 'events of a decision' 0 "$(rows "SELECT count(*)
			FROM event WHERE verb IN ('approved', 'commanded')")"
		return
	fi
	expect 'states of the mails' '2 5' \
		"$(rows 'SELECT state FROM mail ORDER BY id' | paste -sd ' ')"
	expect cases 1 "$(rows 'SELECT count(*) FROM cases')"
	expect 'approvals and commands' 2 "$(rows "SELECT count(*) FROM event
		WHERE verb IN ('approved', 'commanded')")"
	for scene_member in alice bob carol; do
		expect_mail "$scene_member@example.org"
	done
	expect 'message ids of what came to dave' 2 \
		"$(sent_ids dave@example.org | sort -u | wc -l)"
	expect 'signatures that are used up' 1 \
		"$(rows 'SELECT count(*) FROM signature')"
}

# --- a round of the worker: a notice that waited, an acknowledgement ----------

round_reset() {
	scene_restore due
}

round_run() {
	"$@" "$SALLYPORT" -C "$CONF" run --once
}

round_settle() {
	later "$SALLYPORT" -C "$CONF" run --once
}

round_check() {
	delivery_check
}

# --- another key for the list, asked for again by whoever typed it ------------

# Mail to the former key and to the new one is opened, whatever was struck.

# scene_keep_keys NAME - the keyring as it stands. Its agent runs on.
scene_keep_keys() {
	cp -a "$STATE/gnupg" "$1.gnupg"
	find "$1.gnupg" -type s -delete
}

scene_restore_keys() {
	find "$STATE/gnupg" -type f -delete
	cp -a "$1.gnupg/." "$STATE/gnupg/"
	gpg-connect-agent --homedir "$STATE/gnupg" reloadagent /bye >/dev/null
}

# rotation_prepare - the keyring before and after, with a mail that waits.
rotation_prepare() {
	scene_restore held
	scene_keep_keys held
	exits 0 sp key rotate sec
	rotation_mail >rotated.eml
	scene_keep rotated
	scene_keep_keys rotated
}

# rotation_mail - to the key that the list has now.
rotation_mail() {
	gpg --homedir "$STATE/gnupg" --batch --export "$(rows 'SELECT fingerprint
		FROM pgp_key WHERE owner = 1 AND active = 1')" >new.key
	mail_headers ada@example.com 'words'
	printf 'Content-Type: text/plain\n\n'
	echo 'Kanarienvogel sings anew' |
		gpg_as ada --armor --recipient-file new.key --encrypt
}

rotation_reset() {
	scene_restore held
	scene_restore_keys held
}

rotation_run() {
	"$@" "$SALLYPORT" -C "$CONF" key rotate sec
}

rotation_settle() {
	scene_former='SELECT count(*) FROM pgp_key WHERE retires > 0'
	[ "$1" != 0 ] || [ "$(rows "$scene_former")" = 1 ] || echo lied >lied
	scene_again=0
	sp key rotate sec || scene_again=$?
	case $1:$scene_again in
	*:3 | [!0]*:0) ;;
	*) echo "asked again: $scene_again" >lied ;;
	esac
	later "$SALLYPORT" -C "$CONF" run --once
	rotation_mail >new.eml
	deliver sec report.eml --sender=zoe@example.com
	deliver sec new.eml --sender=eve@example.com
}

# rotation_opened N - all of them are held, and can be read.
rotation_opened() {
	expect mails "$1" "$(rows 'SELECT count(*) FROM mail')"
	for scene_ref in $(rows 'SELECT ref FROM mail WHERE state = 1'); do
		sp show "$scene_ref" | grep -c 'Kanarienvogel sings'
	done | sort | uniq -c | tr -s ' ' >opened
	expect 'mails that can be read' " $1 1" "$(cat opened)"
}

# rotation_order - what holds at its end, too.
rotation_order() {
	expect integrity ok "$(rows 'PRAGMA integrity_check')"
	expect references '' "$(rows 'PRAGMA foreign_key_check')"
	expect 'keys in use' 1 "$(rows 'SELECT count(*) FROM pgp_key
		WHERE owner = 1 AND active = 1')"
	expect 'mails that did not leave' 0 \
		"$(rows 'SELECT count(*) FROM outbox WHERE state <> 1')"
	sp log --verify >verified || cat verified
	pgrep -af "$TEST_DIR/" | grep -v gpg-agent && echo 'processes are left'
	grep -rlF Kanarienvogel "$STATE" "$MTA" && echo 'the word is out'
	cat lied
}

# rotation_secrets - how many keys of the list open mail. A gpg that is killed may
# leave half a key, which is never used.
rotation_secrets() {
	gpg --homedir "$STATE/gnupg" --batch --with-colons -K |
		awk -F: '$1 == "ssb" && $15 == "+" { n++ } END { print n + 0 }'
}

rotation_check() {
	rotation_order
	expect 'former keys' 1 "$(rows "$scene_former")"
	expect rotations 1 \
		"$(rows "SELECT count(*) FROM event WHERE verb = 'key-rotated'")"
	expect 'secret keys' 2 "$(rotation_secrets)"
	expect 'folders of keyrings' 2 "$(find "$STATE/gnupg" -type d | wc -l)"
	rotation_opened 3
	# Dave got notices as well.
	for scene_member in alice bob carol; do
		expect_mail "$scene_member@example.org"
	done
}

# --- the end of the former key ------------------------------------------------

end_reset() {
	scene_restore rotated
	scene_restore_keys rotated
}

end_run() {
	"$@" "$SALLYPORT" -C "$CONF" key rotate sec --finish
}

end_settle() {
	[ "$1" != 0 ] || [ "$(rotation_secrets)" = 1 ] || echo lied >lied
	scene_again=0
	sp key rotate sec --finish || scene_again=$?
	case $1:$scene_again in
	*:5 | [!0]*:0) ;;
	*) echo "asked again: $scene_again" >lied ;;
	esac
	later "$SALLYPORT" -C "$CONF" run --once
	deliver sec rotated.eml --sender=eve@example.com
}

end_check() {
	rotation_order
	expect 'former keys' 0 "$(rows 'SELECT count(*) FROM pgp_key
		WHERE retires > 0')"
	expect 'secret keys' 1 "$(rotation_secrets)"
	expect 'parts of secret keys' 2 \
		"$(find "$STATE/gnupg/private-keys-v1.d" -name '*.key' | wc -l)"
	rotation_opened 2
}
