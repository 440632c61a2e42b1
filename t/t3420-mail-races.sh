#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t3420-mail-races.sh - two moderators decide at the same instant, by mail and at
# the command line; processes die in between; and what a decision costs.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/commands.sh"

# A hundred rounds; under sanitizers as many as show that it works at all.
rounds=100
[ "$SANITIZED" = no ] || rounds=6

# at_once NUMBER COMMAND... - as soon as "go" is there.
at_once() {
	at_once_number=$1
	shift
	(
		until [ -e go ]; do
			sleep 0.01
		done
		"$@" >"out.$at_once_number" 2>&1
		echo $? >"status.$at_once_number"
	) 9>&- &
}

settle() {
	: >go
	wait
	rm go
}

# by_mail PERSON LINE - a mail with that command, in PERSON.eml.
by_mail() {
	echo "$2" | signed "$1" >"$1.eml"
}

# bring PERSON [FILE] - to the gate, as the MTA does.
bring() {
	"$SALLYPORT" -C "$CONF" deliver sec --sender="$1@example.org" \
		--recipient="sec-request@$list" <"${2-$1.eml}"
}

# Since the marks were set: one decision, one event, one set of mail.
marks() {
	rows 'SELECT max(id) FROM mail' >mark.mail
	rows 'SELECT max(seq) FROM event' >mark.event
	rows 'SELECT max(id) FROM outbox' >mark.out
	sent >mark.sent
}
new_events() {
	rows "SELECT count(*) FROM event WHERE seq > $(cat mark.event) AND $1"
}
new_mail() {
	rows "SELECT count(*) FROM outbox WHERE id > $(cat mark.out) AND $1"
}
one_decision() {
	same 1 "$(new_events "verb IN ('approved', 'discarded', 'rejected')")"
	case $(state_of "$1") in
	"$accepted") same 4 "$(new_mail 'kind = 1')" ;;
	"$discarded") same 0 "$(new_mail 'kind = 1')" ;;
	*) complain "no decision" ;;
	esac
	same 0 "$(rows 'SELECT count(*) FROM outbox WHERE state = 0')"
	same 0 "$(rows 'SELECT count(*) FROM mail WHERE state = 0')"
}

test_case 'a list with two moderators' '
	new_moderated_team
'

# R-132
test_case 'both by mail: one decides, the other reads who did' '
	for n in $(seq $((rounds / 2))); do
		report both
		by_mail carol "$(line approve both)"
		by_mail dave "$(line discard both)"
		marks
		at_once 1 bring carol
		at_once 2 bring dave
		settle
		same "0 0" "$(cat status.1) $(cat status.2)"
		one_decision both
		same 2 "$(new_mail "kind = 8")"
		same 1 "$(new_mail "kind = 9")"
		same 2 "$(new_events "verb = \"commanded\"")"
		for person in carol dave; do
			for copy in $(sent $person@example.org |
				grep -vxFf mark.sent); do
				outbox_decrypt $person "$copy" | tr -s " \n" " "
			done
		done >all
		same 1 "$(grep -o "done: \(approved\|discarded\)" all | wc -l)"
		same 1 "$(grep -o "refused: $(cat both.ref) was already" all |
			wc -l)"
	done
'

# R-132
test_case 'one by mail, one at the command line' '
	for n in $(seq $((rounds - rounds / 2))); do
		report mixed
		by_mail dave "$(line approve mixed)"
		marks
		at_once 1 bring dave
		at_once 2 env SUDO_USER=mo "$SALLYPORT" -C "$CONF" discard \
			"$(cat mixed.ref)"
		settle
		same 0 "$(cat status.1)"
		one_decision mixed
		same 1 "$(new_mail "kind = 8")"
		case $(cat status.2) in
		0) same 2 "$(new_mail "kind = 9")" ;;
		3) same 1 "$(new_mail "kind = 9")"
			has out.2 "was already approved by dave@example.org on" ;;
		*) complain "$(cat out.2)" ;;
		esac
	done
'

# R-094
test_case 'one signed mail, brought many times at once, has one effect' '
	report copies
	by_mail dave "$(line ask copies)"
	marks
	for n in 1 2 3 4 5 6; do
		sed "s/^Message-ID: ./&copy$n-/" dave.eml >copy$n.eml
		at_once $n bring dave copy$n.eml
	done
	settle
	same 1 "$(new_events "verb = \"asked\"")"
	same 1 "$(new_mail "kind = 4")"
	same 1 "$(sent_count copies@example.com)"
	same 6 "$(new_events "verb = \"commanded\"")"
	same 2 "$(new_mail "kind = 8")"
'

# The worker takes up what a killed delivery left, and nothing twice.
test_case 'killed in the middle: each command is carried out once' '
	for ms in 10 40 70 100 130 160 190 230 280 350; do
		report killed
		{
			line ask killed
			line defer killed until 2wd
			line discard killed
		} | signed dave >dave.eml
		marks
		timeout -s KILL "0.$(printf %03d $ms)" "$SALLYPORT" -C "$CONF" \
			deliver sec --sender=dave@example.org \
			--recipient="sec-request@$list" <dave.eml \
			>/dev/null 2>&1 || true
		bring dave
		exits 0 sp run --once >/dev/null
		same $discarded "$(state_of killed)"
		for verb in asked deferred discarded commanded; do
			same "$verb 1" "$verb $(new_events "verb = \"$verb\"")"
		done
		same 1 "$(new_mail "kind = 8")"
		same 1 "$(new_mail "kind = 4")"
		sleep 0.2
		sp run --once >/dev/null
	done
	exits 0 sp log --verify
'

# cost PERSON - how many programs gpg of PERSON.eml are started.
cost() {
	strace -f -qq -e trace=execve -o trace "$SALLYPORT" -C "$CONF" deliver \
		sec --sender="$1@example.org" \
		--recipient="sec-request@$list" <"$1.eml"
	grep -c "execve(\"[^\"]*/gpg\".* = 0$" trace
}

# One each to seal the arrival, to verify, to open the held mail, to seal what
# the members get, the answer, and the note to the other moderator.
test_case 'a decision by mail costs little more than the gpg that it needs' '
	if [ "$SANITIZED" = no ]; then
		report cost
		by_mail dave "$(line approve cost)"
		cost dave >runs
		same $accepted "$(state_of cost)"
		note "approve, signed: $(cat runs) runs of gpg, needed are 6"
		[ "$(cat runs)" -ge 6 ]
		[ "$(cat runs)" -le 9 ]
		report cost
		{
			mail_headers dave@example.org commands
			line approve cost | mime_text | mime_encrypted dave list
		} >dave.eml
		cost dave >runs
		same $accepted "$(state_of cost)"
		note "approve, sealed: $(cat runs) runs of gpg, needed are 7"
		[ "$(cat runs)" -ge 7 ]
		[ "$(cat runs)" -le 10 ]
	fi
'

test_done
