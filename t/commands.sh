# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# shellcheck disable=SC2034 # for who sources this
# commands.sh - fixtures of the tests of commands by mail
#
# Sourced after test-lib.sh. alice and bob are members, carol and dave moderate.

list=lists.example.org

new_moderated_team() {
	new_list sec
	add_member sec alice
	add_member sec bob
	add_member sec carol moderator
	add_member sec dave moderator
	set_conf sec ack delay 0s
}

# report NAME - a stranger's mail; its reference goes to NAME.ref, its word to
# NAME.word, as the moderators read it.
report() {
	{
		mail_headers "$1@example.com" "[TEST-SECURITY] $1"
		echo "version 1.2.3 of $1 crashes" | mime_text
	} >"$1.eml"
	exits 0 deliver sec "$1.eml" --sender="$1@example.com"
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1' >"$1.ref"
	outbox_decrypt dave "$(sent_last dave@example.org)" >"$1.notice"
	sed -n 's/^Word: *//p' "$1.notice" >"$1.word"
}

# line VERB NAME [REST...] - the command about that report.
line() {
	line_verb=$1
	line_name=$2
	shift 2
	echo "$line_verb $(cat "$line_name.ref") $(cat "$line_name.word")${*:+ $*}"
}

# signed PERSON [HEADER...] <TEXT - mail of that person's with a signed text.
signed() {
	signed_by=$1
	shift
	mail_headers "$signed_by@example.org" commands "$@"
	mime_text | mime_signed "$signed_by"
}

# command PERSON [ADDRESS] <MAIL - as the MTA brings it.
command_from() {
	cat >"command.eml"
	exits 0 deliver sec command.eml --sender="$1@example.org" \
		--recipient="${2-sec-request@$list}"
}

# answer PERSON - the newest mail to that person, as it is read, is in "answer".
answer() {
	outbox_decrypt "$1" "$(sent_last "$1@example.org")" >answer.eml
	grep -q GOODSIG gpg.status
	python3 -c 'import email.policy, sys
mail = email.message_from_binary_file(sys.stdin.buffer,
    policy=email.policy.default)
print(mail.get_body().get_content(), end="")' <answer.eml >answer
}

# state_of NAME
state_of() {
	rows "SELECT state FROM mail WHERE ref = '$(cat "$1.ref")'"
}

held=1 accepted=2 rejected=3 discarded=4 filed=5

