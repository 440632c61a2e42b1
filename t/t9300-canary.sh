#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t9300-canary.sh - no plaintext at rest: a word of an encrypted report is
# looked for in every file that sallyport could have written, in every form.
. "${TEST_LIB:?run through meson test}"

WORD=Nachtigallenschlag

# Whatever a process of ours can write to, but the report's own files and the
# mailboxes of those who may read it. Of /tmp what our programs and libraries
# could make there: what other tests do there may be gone when it is looked at.
places() {
	printf '%s\n' "$STATE" "$CONF" /var/tmp /dev/shm
	[ ! -d /var/log ] || echo /var/log
	find /tmp -mindepth 1 -maxdepth 1 -newer "$TEST_DIR/start" \
		-user "$(id -un)" \( -name 'sallyport*' -o -name 'gpg*' -o \
		-name 'gmime*' \) 2>/dev/null
}

# nowhere - in none of them.
nowhere() {
	# shellcheck disable=SC2046 # paths of ours, without blanks
	exits 0 "$SOURCE/t/canary" "$WORD" $(places)
}

# sealed_mail NUMBER - an encrypted report with the word in its subject, text,
# attachment and attachment's name.
sealed_mail() {
	mail_headers ada@example.com "..."
	{
		printf 'Content-Type: multipart/mixed; boundary="in";\n'
		printf ' protected-headers="v1"\n'
		printf 'Subject: [SEC] %s in the subject %s\n\n' "$WORD" "$1"
		printf -- '--in\nContent-Type: text/plain\n\n%s: text %s.\n' \
			"$WORD" "$1"
		printf -- '--in\nContent-Type: application/octet-stream; '
		printf 'name="%s.c"\nContent-Disposition: attachment; ' "$WORD"
		printf 'filename="%s.c"\n' "$WORD"
		printf 'Content-Transfer-Encoding: base64\n\n'
		printf 'int main(void) { return "%s"; }\n' "$WORD" | base64
		printf -- '--in--\n'
	} | mime_encrypted ada list
}

test_case 'a list with its members, and what they encrypt to' '
	: >start
	new_team sec
	set_conf sec ack delay 0s
	for i in 1 2 3 4 5 6 7 8; do
		sealed_mail "$i" >"$i.eml"
	done
'

test_case 'the scan sees what it looks for: the notice, opened, is full of it' '
	deliver sec 1.eml
	outbox_decrypt dave "$(sent_last dave@example.org)" >opened
	mkdir shown
	mv opened shown/
	exits 1 "$SOURCE/t/canary" "$WORD" shown >found
	has found shown/opened
	rm -r shown
'

# R-101 R-106 R-111 R-150
test_case 'held and acknowledged: nowhere, nor in any mail as it left' '
	sp run --once
	exits 0 "$SOURCE/t/canary" "$WORD" "$MTA"
	nowhere
'

# R-101 R-106 R-111 R-150
test_case 'approved, distributed and archived: nowhere' '
	ref=$(rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1")
	sp approve "$ref" >out
	outbox_decrypt alice "$(sent_last alice@example.org)" | grep -q "$WORD"
	exits 0 "$SOURCE/t/canary" "$WORD" "$MTA"
	nowhere
'

test_case 'rejected, discarded, asked: nowhere' '
	deliver sec 2.eml
	deliver sec 3.eml
	deliver sec 4.eml
	for ref in $(rows "SELECT ref FROM mail WHERE state = 1"); do
		case $((${n:-0} % 3)) in
		0) sp reject "$ref" support ;;
		1) sp discard "$ref" ;;
		2) echo "Which version?" | sp ask "$ref" --text - ;;
		esac
		n=$((${n:-0} + 1))
	done >out
	sp run --once
	exits 0 "$SOURCE/t/canary" "$WORD" "$MTA"
	nowhere
'

test_case 'sendmail failing, hanging up, killed: nowhere' '
	for order in "exit 75" "exit 67" kill; do
		mta_says "$order"
		n=$((${n:-4} + 1))
		deliver sec "$n.eml"
		exits 0 "$SOURCE/t/canary" "$WORD" "$MTA"
		nowhere
	done
	mta_says ""
'

# R-111 R-150
test_case 'killed at any moment: nowhere' '
	for ms in 5 10 15 20 25 30 35 40 45 50 60 70; do
		sealed_mail "$ms" >killed.eml
		(timeout -s KILL "0.0$(printf %02d "$ms")" \
			"$SALLYPORT" -C "$CONF" deliver sec \
			--sender=ada@example.com \
			--recipient=sec@lists.example.org <killed.eml ||
			true) >/dev/null 2>&1
		nowhere
	done
	rm killed.eml
	sp run --once
	exits 0 "$SOURCE/t/canary" "$WORD" "$MTA"
	nowhere
	same 0 "$(rows "SELECT count(*) FROM mail WHERE state = 0")"
'

# R-151
test_case 'a clear report is as well kept as an encrypted one' '
	{
		mail_headers ada@example.com "[SEC] $WORD"
		echo "$WORD again" | mime_text
	} >clear.eml
	deliver sec clear.eml
	sp run --once
	exits 0 "$SOURCE/t/canary" "$WORD" "$MTA"
	nowhere
'

test_done
