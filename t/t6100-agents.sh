#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t6100-agents.sh - gpg and its agent in trouble of ours: no report is lost, none
# is called unreadable, and none turns for ever.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/verdicts.sh"

if [ "${TEST_LONG:-0}" = 1 ]; then
	deliveries=1000 at_once=256
else
	deliveries=20 at_once=64
fi

# sealed [NUMBER] - an encrypted report of its own.
sealed() {
	mail_headers ada@example.com ...
	echo "the word ${1-}" | mime_text | mime_encrypted - list
}

# given_twice FILE - delivered as an MTA does it that is told to try later.
given_twice() {
	for turn in 1 2 3 4 5 6; do
		got=0
		deliver sec "$1" >/dev/null 2>&1 || got=$?
		case $got in
		0) return ;;
		75) echo "$1 $turn" >>put-off ;;
		*) complain "exit status $got" ;;
		esac
	done
	complain "$1 is not taken"
}

# opened_all LIST N - so many mails, each held and opened.
opened_all() {
	for turn in 1 2 3 4 5; do
		[ "$(rows "SELECT count(*) FROM mail WHERE state = 0")" != 0 ] ||
			break
		sp run --once >run.out 2>&1 || true
	done
	same "$2 of $2" "$(rows "SELECT count(*) FROM mail WHERE state = 1") of $(
		mails)"
	told held "$1" --all >told
	same "$2" "$(grep -c " why non-member\$" told)"
	sp show "$(last)" >shown
	has shown "the word"
}

test_case 'a list and its reports' '
	new_team sec
	set_conf sec ack enabled no
	keep empty
	for i in $(seq "$deliveries"); do
		sealed "$i" >"$i.eml"
	done
'

# R-082
test_case 'R-082: the agent dies every 50 ms, and all reports are opened' '
	"$SOURCE/t/kill-agents" "$STATE/gnupg" 50 >killed 9>&- &
	killer=$!
	: >put-off
	for i in $(seq "$deliveries"); do
		given_twice "$i.eml"
	done
	late=$(rows "SELECT count(*) FROM mail WHERE state = 0")
	kill "$killer"
	wait "$killer"
	note "$deliveries deliveries, $(cat killed) agents killed," \
		"$(wc -l <put-off) put off, $late opened later"
	[ "$(cat killed)" -ge 3 ]
	opened_all sec "$deliveries"
'

# R-156: a thousand of them with TEST_LONG.
test_case 'R-156: nobody outside can tell the notices, or count them' '
	sent dave@example.org >notices
	same "$deliveries" "$(wc -l <notices)"
	xargs "$SOURCE/t/alike" <notices
'

# --- disks ------------------------------------------------------------------------

# on_mount COMMAND... - where only this command sees what is mounted first; the
# keyring is $HOME_DIR, a copy of it "copy".
on_mount() {
	on_mount_first=$1
	shift
	rm -rf copy
	cp -a "$STATE/gnupg" copy
	rm -f copy/S.*
	HOME_DIR=$STATE/gnupg unshare -m sh -euc "$on_mount_first"'"$@"' - "$@"
}

full='mount -t tmpfs -o size=256k,mode=700 none "$HOME_DIR"
	cp -a copy/. "$HOME_DIR"; cat /dev/zero >"$HOME_DIR/fill" 2>/dev/null || :
	'
read_only='mount --bind "$HOME_DIR" "$HOME_DIR"
	mount -o remount,bind,ro "$HOME_DIR"
	'

# survives MOUNT - what is delivered meanwhile is taken, or put off, and in the
# end opened.
survives() {
	restore empty
	gpgconf --homedir "$STATE/gnupg" --kill gpg-agent
	got=0
	on_mount "$1" "$SALLYPORT" -C "$CONF" deliver sec \
		--sender=ada@example.com --recipient=sec@lists.example.org \
		<1.eml >said 2>&1 || got=$?
	case $got in
	0) same "0 or 1" "$(rows "SELECT state FROM mail" |
		sed "s/^[01]\$/0 or 1/")" ;;
	75) same 0 "$(mails)" ;;
	*) complain "exit status $got" ;;
	esac
	note "exit status $got, $(rows "SELECT count(*) FROM mail
		WHERE state = 1") opened at once"
	given_twice 1.eml
	opened_all sec 1
}

if unshare -m true 2>/dev/null; then

# R-085
test_case 'R-085: the disk of the keyring is full' '
	survives "$full"
'

# R-085
test_case 'R-085: the keyring cannot be written to, and no agent runs' '
	survives "$read_only"
'

# R-085
test_case 'R-085: the keyring cannot be written to, and an agent runs' '
	restore empty
	gpg-connect-agent --homedir "$STATE/gnupg" /bye
	survives "$read_only"
'

fi

# --- many ---------------------------------------------------------------------------

# R-086
test_case 'R-086: many at once, with a list key that takes its time' '
	mkdir -m 700 large
	(
		gpg="gpg --homedir large --batch --quiet --passphrase= "
		$gpg --quick-gen-key "<sec@lists.example.org>" rsa4096 sign never
		key=$($gpg --with-colons --list-keys | awk -F: "\$1 == \"fpr\" {
			print \$10; exit }")
		$gpg --quick-add-key "$key" rsa4096 encr never
		$gpg --armor --export-secret-keys >large.sec
		for i in $(seq "$at_once"); do
			mail_headers ada@example.com ...
			printf "Content-Type: multipart/encrypted;\n"
			printf " protocol=\"application/pgp-encrypted\";"
			printf " boundary=\"b\"\n\n--b\n"
			printf "Content-Type: application/pgp-encrypted\n\n"
			printf "Version: 1\n--b\n"
			printf "Content-Type: application/octet-stream\n\n"
			echo "the word $i" | mime_text | $gpg --armor \
				--trust-model always -r "$key" --encrypt
			printf "\n--b--\n"
		done >all.eml
		csplit -s -z -f big. -n 3 all.eml "/^From: ada/" "{*}"
		gpgconf --homedir large --kill gpg-agent
	) 2>gpg.err
	sp init big --address sec@lists.example.org --key large.sec \
		--state "$TEST_DIR/state/big" >init.out
	set_conf big mta sendmail "$MTA/sendmail"
	set_conf big ack enabled no
	add_member big dave moderator
	STATE=$TEST_DIR/state/big
	begin=$(date +%s%N)
	for mail in big.???; do
		(
			got=0
			deliver big "$mail" --recipient=sec@lists.example.org ||
				got=$?
			echo "$got" >"$mail.status"
		) >"$mail.out" 2>&1 9>&- &
	done
	wait
	note "$at_once in $((($(date +%s%N) - begin) / 1000000)) ms"
	same "$at_once" "$(cat big.*.status | grep -cx 0)"
	opened_all big "$at_once"
'

test_done
