#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t3100-races.sh - several people decide at the same instant.
. "${TEST_LIB:?run through meson test}"

# report NAME - a stranger's mail; its reference goes into NAME.
report() {
	{
		mail_headers "$1@example.com" "[TEST-SECURITY] $1"
		echo "$1" | mime_text
	} >"$1.eml"
	exits 0 deliver sec "$1.eml" --sender="$1@example.com"
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1' >"$1"
}

# at_once NUMBER COMMAND... - by person NUMBER, as soon as "go" is there; what
# it answers goes into answer.NUMBER, its status into status.NUMBER.
at_once() {
	at_once_number=$1
	shift
	(
		until [ -e go ]; do
			sleep 0.01
		done
		got=0
		env SUDO_USER="mo$at_once_number" "$SALLYPORT" -C "$CONF" \
			"$@" >"answer.$at_once_number" 2>&1 || got=$?
		echo "$got" >"status.$at_once_number"
	) 9>&- &
}

# settle - let them start, and wait for all.
settle() {
	: >go
	wait
	rm go
	cat answer.* status.*
}

# R-132
test_case 'sixteen decide about one mail: one decision, one set of mail' '
	new_team sec
	report one
	before=$(sent_count)
	ref=$(cat one)
	for n in 1 5 9 13; do
		at_once $n approve "$ref"
		at_once $((n + 1)) reject "$ref" duplicate
		at_once $((n + 2)) discard "$ref"
		at_once $((n + 3)) approve "$ref" --remember
	done
	settle
	same 16 "$(ls status.* | wc -l)"
	same 1 "$(grep -lx 0 status.* | wc -l)"
	same 15 "$(grep -lx 3 status.* | wc -l)"
	same 15 "$(grep -l "$ref was already .* by mo[0-9]* on " answer.* |
		wc -l)"
	winner=$(grep -lx 0 status.*)
	same "login:mo${winner#status.}" "$(rows "SELECT decided_by FROM mail")"
	same 1 "$(rows "SELECT count(*) FROM event WHERE verb IN
		(\"approved\", \"rejected\", \"discarded\")")"
	case $(rows "SELECT state FROM mail") in
	2) set -- 5 1 ;;
	3) set -- 2 0 ;;
	4) set -- 1 0 ;;
	*) complain "no decision" ;;
	esac
	# One of them tells the moderator.
	same "$1" "$(($(sent_count) - before))"
	same "$2" "$(rows "SELECT count(*) FROM cases")"
	same 0 "$(rows "SELECT count(*) FROM payload WHERE kind <> 4 AND id NOT IN (
		SELECT original FROM mail WHERE original UNION
		SELECT notice FROM mail WHERE notice UNION
		SELECT post FROM mail WHERE post UNION
		SELECT payload FROM outbox WHERE payload)")"
	rm answer.* status.*
'

# R-132
test_case 'all approve: one does, the others read who, and there is one case' '
	report same
	ref=$(cat same)
	cases=$(rows "SELECT count(*) FROM cases")
	for n in 1 2 3 4 5 6 7 8; do
		at_once $n approve "$ref"
	done
	settle
	same 1 "$(grep -lx 0 status.* | wc -l)"
	same 7 "$(grep -lx 3 status.* | wc -l)"
	winner=$(grep -lx 0 status.*)
	same 7 "$(grep -l "$ref was already approved by mo${winner#status.} on " \
		answer.* | wc -l)"
	same $((cases + 1)) "$(rows "SELECT count(*) FROM cases")"
	rm answer.* status.*
'

test_case 'approvals of different mails get different numbers' '
	rows "SELECT count(*) FROM cases" >before
	for n in 1 2 3 4 5 6; do
		report r$n
		at_once $n approve "$(cat r$n)"
	done
	settle
	same 6 "$(grep -lx 0 status.* | wc -l)"
	same $((6 + $(cat before))) "$(rows "SELECT count(DISTINCT number)
		FROM cases")"
	same $((6 + $(cat before))) "$(rows "SELECT max(serial) FROM cases")"
	for n in 1 2 3 4 5 6; do
		number=$(rows "SELECT number FROM cases
			WHERE ref = \"$(cat r$n)\"")
		has answer.$n "$number"
		sent alice@example.org | xargs grep -lF "$(cat r$n)" >copy
		same 1 "$(wc -l <copy)"
		outbox_decrypt alice "$(cat copy)" >plain
		has plain "$number" "$(cat r$n)"
	done
	rm answer.* status.*
'

test_case 'the same undo, ask and defer beside a decision' '
	report last
	ref=$(cat last)
	for n in 1 2 3; do
		at_once $n defer "$ref"
		at_once $((n + 3)) ask "$ref"
		at_once $((n + 6)) undo "$ref"
	done
	at_once 10 approve "$ref"
	settle
	same 2 "$(rows "SELECT state FROM mail WHERE ref = \"$ref\"")"
	same 0 "$(cat status.10)"
	same 1 "$(rows "SELECT count(*) FROM event WHERE ref = \"$ref\"
		AND verb = \"approved\"")"
	same "$(rows "SELECT count(*) FROM event WHERE ref = \"$ref\"
		AND verb = \"asked\"")" "$(sent_count last@example.com)"
	for n in 1 2 3 4 5 6 7 8 9; do
		case $(cat status.$n) in
		0 | 3 | 75) ;;
		*) complain "$n: $(cat answer.$n)" ;;
		esac
	done
'

test_case 'the chain of events holds, and nothing waits' '
	exits 0 sp log --verify
	same 0 "$(rows "SELECT count(*) FROM outbox WHERE state = 0")"
	same ok "$(rows "PRAGMA integrity_check")"
'

test_done
