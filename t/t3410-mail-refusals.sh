#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t3410-mail-refusals.sh - commands by mail that must do nothing. Which reasons
# there are, and which comes first, is in t/unit/command.c.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/commands.sh"

# Nothing was decided about the report, nor will be.
untouched() {
	same $held "$(state_of report)"
	same 0 "$(rows 'SELECT count(*) FROM event WHERE verb IN
		("approved", "attached", "rejected", "discarded", "asked",
		"deferred", "undone")')"
	same 0 "$(rows 'SELECT count(*) FROM cases')"
}

# told PERSON TEXT... - the newest mail to that person answers so.
told() {
	answer "$1"
	shift
	has answer "$@"
	untouched
}

# not_told - the newest mail is held, and nobody was answered.
not_told() {
	same $held "$(rows 'SELECT state FROM mail ORDER BY id DESC LIMIT 1')"
	same 0 "$(rows 'SELECT count(*) FROM outbox WHERE kind IN (8, 9)')"
	untouched
}

test_case 'a list with a report' '
	new_moderated_team
	add_member sec mallory
	report report
	line discard report >line
'

# R-094
test_case 'nobody we know: held, and not answered' '
	{ mail_headers dave@example.org commands; mime_text <line; } |
		command_from dave
	not_told
	signed ada <line | command_from dave
	not_told
	signed dave <line | sed "s/^discard/approve/" | command_from dave
	not_told
	{
		mail_headers dave@example.org commands
		printf "Content-Type: multipart/mixed; boundary=out\n\n--out\n"
		mime_text <line | mime_signed dave
		printf -- "\n--out\n"
		echo "not signed" | mime_text
		printf -- "\n--out--\n"
	} | command_from dave
	not_told
	{
		mail_headers dave@example.org commands
		{ cat line; echo; } | gpg_as dave --clear-sign >clear
		{ cat line; echo; cat clear; } | mime_text
	} | command_from dave
	not_told
	gpg_options="-u $(fpr dave) -u $(fpr carol)"
	gpg_as dave --import "$KEYS/carol.sec.asc" 2>/dev/null || true
	{
		mail_headers dave@example.org commands
		mime_text <line | mime_signed dave
	} | command_from dave
	unset gpg_options
	not_told
'

test_case 'a signature of the wrong form: expired, revoked, weak' '
	gpg_options="--digest-algo SHA1"
	{
		mail_headers dave@example.org commands
		{ cat line; echo; } | gpg_as dave --clear-sign | mime_text
	} | command_from dave
	unset gpg_options
	not_told
'

test_case 'a paused moderator: held, and not answered' '
	exits 0 sp member pause sec dave@example.org
	signed dave <line | command_from dave
	not_told
	exits 0 sp member resume sec dave@example.org
'

# R-094
test_case 'a member without the right learns nothing of the list' '
	for person in alice mallory; do
		{
			cat line
			echo "discard R-0000-0000 aaaaaaaa"
			echo "held sec"
			echo "show $(cat report.ref)"
			echo "keys sec"
			echo "member list sec"
			echo "forget $(cat report.ref)"
		} | signed $person | command_from $person
		answer $person
		same 7 "$(grep -c "^    refused: " answer)"
		same 6 "$(grep -c "refused: you have no right to" answer)"
		lacks answer report@ dave@ carol@ held. already "no mail"
		untouched
	done
'

# R-094 R-161
test_case 'the word: missing, another one, in other letters, of another hold' '
	ref=$(cat report.ref)
	echo "discard $ref" | signed dave | command_from dave
	told dave "refused: the word of $ref is missing; it stands in"
	echo "discard $ref aaaaaaaa" | signed dave | command_from dave
	told dave "refused: \"aaaaaaaa\" is not the word of $ref"
	tr a-z A-Z <report.word >upper
	if ! cmp -s upper report.word; then
		echo "discard $ref $(cat upper)" | signed dave |
			command_from dave
		told dave "is not the word of $ref"
	fi
	cut -c 1-7 report.word >shorter
	echo "discard $ref $(cat shorter)" | signed dave | command_from dave
	told dave "is not the word of $ref"
	echo "discard R-0000-0000 $(cat report.word)" | signed dave |
		command_from dave
	told dave "refused: there is no mail R-0000-0000"
'

test_case 'not from the subject, from HTML, quotations or what was forwarded' '
	nothing="Nothing was done: your mail does not begin with a command."
	{
		mail_headers dave@example.org "$(cat line)"
		echo "Hello" | mime_text | mime_signed dave
	} | command_from dave
	told dave "$nothing" "    Hello"
	{
		mail_headers dave@example.org commands
		{
			printf "Content-Type: text/html\n\n"
			cat line
		} | mime_signed dave
	} | command_from dave
	told dave "$nothing" "There is no plain text at its beginning,"
	sed "s/^/> /" line | signed dave | command_from dave
	told dave "$nothing" "It begins with a quotation or a signature: write"
	{
		mail_headers dave@example.org commands
		{
			printf "Content-Type: message/rfc822\n\n"
			mail_headers carol@example.org "fwd"
			mime_text <line
		} | mime_signed dave
	} | command_from dave
	told dave "$nothing"
	{
		mail_headers dave@example.org commands
		{
			printf "Content-Type: multipart/mixed; boundary=in\n\n"
			printf -- "--in\nContent-Type: text/plain\n\n\n"
			printf -- "\n--in\nContent-Type: text/plain\n\n"
			cat line
			printf -- "\n--in--\n"
		} | mime_signed dave
	} | command_from dave
	told dave "$nothing"
	{
		mail_headers dave@example.org commands
		{
			printf "Content-Type: text/plain\n"
			printf "Content-Disposition: attachment\n\n"
			cat line
		} | mime_signed dave
	} | command_from dave
	told dave "$nothing"
	{
		echo "-- "
		cat line
	} | signed dave | command_from dave
	told dave "$nothing"
	sed "s/^discard/Discard/" line | signed dave | command_from dave
	told dave "refused: write \"discard\" in small letters"
	sed "s/^discard/disc/" line | signed dave | command_from dave
	told dave "$nothing" "    disc $(cat report.ref)"
	lacks answer "A blank in it"
	sed "s/ /$(printf "\302\240")/" line | signed dave | command_from dave
	told dave "$nothing" "    discard" "A blank in it is none that can be read"
'

# R-094 R-097
test_case 'a signature for another list' '
	{
		mail_headers dave@example.org commands
		{
			printf "Content-Type: text/plain; protected-headers=v1\n"
			printf "From: dave@example.org\n"
			printf "To: other-request@%s\nSubject: x\n\n" "$list"
			cat line
		} | mime_signed dave
	} | command_from dave
	told dave "refused: it is meant for another list"
	echo "held other" | signed dave | command_from dave
	told dave "refused: \"other\" is neither this list nor a case of it"
	echo "held" | signed dave | command_from dave
	told dave "refused: nothing that you signed says for which list" \
		"\"held sec\""
	{
		mail_headers dave@example.org commands
		{
			printf "Content-Type: text/plain; protected-headers=v1\n"
			printf "From: dave@example.org\n"
			printf "To: sec-request@%s\nSubject: x\n\n" "$list"
			echo held
		} | mime_signed dave
	} | command_from dave
	told dave "    done:" " held. The oldest has waited"
'

test_case 'signed before the hold, too long ago, in the future' '
	later() {
		gpg_options="--faked-system-time $1"
		signed dave <line | command_from dave
		unset gpg_options
	}
	if [ "$SANITIZED" = no ]; then
		arrived=$(rows "SELECT arrived FROM mail WHERE ref = \
			\"$(cat report.ref)\"")
		later $((arrived - 1))!
		told dave "refused: it was signed before $(cat report.ref)"
		later $((arrived - 259300))!
		told dave "refused: the signature is older than 72 hours"
		later $((arrived + 3600))!
		told dave "refused: the signature is dated in the future"
	fi
'

# R-094
test_case 'a signature counts once, and its owner is told once' '
	echo "status sec" | signed dave | command_from dave
	told dave "    done:"
	before=$(sent_count dave@example.org)
	for n in 1 2 3; do
		sed "s/^Message-ID: ./&again-$n-/" command.eml >again.eml
		exits 0 deliver sec again.eml --sender=dave@example.org \
			--recipient="sec-request@$list"
	done
	told dave "refused: the signature was used on an earlier mail"
	same $((before + 1)) "$(sent_count dave@example.org)"
	same 3 "$(rows "SELECT count(*) FROM event
		WHERE verb = \"commanded\" AND ref IN
		(SELECT ref FROM mail ORDER BY id DESC LIMIT 3)")"
'

test_case 'a post that was signed and sent on is no command' '
	id=$(sed -n "s/^Message-ID: //p" "$(sent carol@example.org |
		head -n 1)")
	before=$(sent_count alice@example.org)
	echo "We should look at this." | signed dave "In-Reply-To: $id" |
		command_from dave "sec@$list"
	told dave "Nothing was done"
	same $before "$(sent_count alice@example.org)"
'

test_case 'what begins with a line and its word is no post, wherever it went' '
	before=$(sent_count bob@example.org)
	ref=$(cat report.ref)
	echo "discard $ref aaaaaaaa" | signed dave | command_from dave "sec@$list"
	told dave "refused: \"aaaaaaaa\" is not the word of $ref"
	{
		echo
		cat line
	} | signed alice | command_from alice "sec@$list"
	told alice "refused: you have no right to"
	same $before "$(sent_count bob@example.org)"
'

test_case 'and what only resembles one is a post' '
	ref=$(cat report.ref)
	for text in "discard $ref" "show $ref" "Look: discard $ref aaaaaaaa" \
		"> $(cat line)" "status sec"; do
		before=$(sent_count bob@example.org)
		printf "%s\nWhat about this?\n" "$text" | signed dave |
			command_from dave "sec@$list"
		same $accepted "$(rows "SELECT state FROM mail
			ORDER BY id DESC LIMIT 1")"
		same $((before + 1)) "$(sent_count bob@example.org)"
	done
	untouched
'

test_case 'but what holds the word of a mail is none, for a slip in it' '
	ref=$(cat report.ref)
	before=$(sent_count bob@example.org)
	for text in "discard $ref aaaaaaaa please" "Discard $ref aaaaaaaa"; do
		echo "$text" | signed dave | command_from dave "sec@$list"
		told dave "$text" "    refused: write "
	done
	same $before "$(sent_count bob@example.org)"
'

test_case 'a robot that signs is not answered' '
	echo "status sec" | signed dave "Auto-Submitted: auto-replied" |
		command_from dave
	same $held "$(rows "SELECT state FROM mail ORDER BY id DESC LIMIT 1")"
'

test_case 'the line, at last, does what it says' '
	signed dave <line | command_from dave
	same $discarded "$(state_of report)"
	answer dave
	has answer "    done: discarded"
	exits 0 sp log --verify
'

test_done
