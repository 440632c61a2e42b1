#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4100-embargo.sh - until when a case stays private, at the command line.
. "${TEST_LIB:?run through meson test}"

. "$SOURCE/t/cases.sh"

test_case 'three people of two organisations, and a case' '
	new_vendors
	report "heap overflow in foo_rx"
	exits 0 as dave embargo show $(cat case) >out
	has out "$(cat case)   embargo: none"
'

test_case 'a moment has a day, a time and a zone' '
	c=$(cat case)
	exits 2 as dave embargo set $c "$(day 5)" 2>err
	has err "a day alone is not clear enough" "\"$(day 5) 12:00 UTC\""
	exits 2 as dave embargo set $c "$(day 5) 12:00" 2>err
	has err "has no zone"
	exits 2 as dave embargo set $c "$(day 5) 12:00 CET" 2>err
	has err "\"CET\" is no zone" "Europe/Prague"
	exits 3 as dave embargo set $c "$(day -1) 12:00 UTC" 2>err
	has err "must lie in the future"
	exits 2 as dave embargo set $c 2>err
	has err "usage: sallyport"
	same none "$(embargo_state)"
'

test_case 'a day without work is warned of, and can be had' '
	c=$(cat case)
	saturday=$(date -u -d "next saturday" +%Y-%m-%d)
	exits 0 as alice embargo propose $c "$saturday 23:59 UTC" >out
	has out "warning: Saturday, a day without work" "Better: " \
		"proposed by alice@example.org"
	exits 0 as dave embargo decline $c
	same none "$(embargo_state)"
'

test_case 'a member proposes, a moderator accepts' '
	c=$(cat case)
	exits 0 as alice embargo propose $c $(day 9) 12:00 UTC >out
	has out "proposed: $c" "proposed by alice@example.org" \
		"Next: " "sallyport embargo accept $c"
	exits 3 as alice embargo accept $c 2>err
	has err "only a moderator may accept an embargo"
	exits 0 as dave embargo accept $c >out
	has out "accepted: $c" "  embargo    until " "12:00 UTC ("
	same active "$(embargo_state)"
	exits 3 as dave embargo accept $c 2>err
	has err "no embargo is proposed"
'

test_case 'a longer proposal waits behind a shorter one, and is a revision' '
	c=$(cat case)
	exits 0 as carol embargo propose $c "$(day 8) 12:00 UTC"
	exits 0 as alice embargo propose $c "$(day 10) 12:00 UTC" >out
	has out "proposed by carol@" "then" "proposed by alice@"
	exits 3 as dave embargo set $c "$(day 9) 13:00 UTC" 2>err
	has err "the shortest comes first"
	same revising "$(embargo_state)"
	exits 0 as dave embargo decline $c >out
	has out "declined: $c" "proposed by alice@"
	exits 0 as dave embargo decline $c --because "no need"
	same active "$(embargo_state)"
	exits 3 as dave embargo decline $c 2>err
	has err "no embargo is proposed"
'

test_case 'over the goal: a reason, with one of the codes' '
	c=$(cat case)
	exits 3 as dave embargo set $c "$(day 20) 12:00 UTC" 2>err
	has err "is over the goal of 14 days" "--because CODE TEXT" \
		"discoverer-request vendor-request hardware"
	exits 3 as dave embargo set $c "$(day 20) 12:00 UTC" \
		--because laziness "we are slow" 2>err
	has err "is no code of a reason; codes: discoverer-request "
	exits 2 as dave embargo set $c "$(day 20) 12:00 UTC" --because hardware \
		2>err
	exits 0 as dave embargo set $c "$(day 20) 12:00 UTC" \
		--because hardware "microcode date" >out
	has out "accepted: $c"
	exits 0 as dave embargo show $c >out
	has out "hardware: microcode date" "over the goal: with a reason"
'

test_case 'over the limit: a second member, from another organisation' '
	c=$(cat case)
	exits 4 as dave embargo set $c "$(day 40) 12:00 UTC" \
		--code hardware --because "another date" >out 2>err
	has err "waiting   $c: " "is over the limit of 31 days" \
		"sallyport embargo agree $c" "\"agree $c\" by signed mail"
	has out "proposed by dave@example.org" "because: hardware" \
		"Next: " "waits for a second member"
	same revising "$(embargo_state)"
	exits 0 as alice embargo agree $c >out
	has out "agreed: $c" "alice@example.org agrees"
	same revising "$(embargo_state)"
	exits 3 as nobody agree $c 2>err
	has err "nobody on the roster has said so"
	exits 0 as carol embargo object $c --because "too long"
	exits 0 as carol embargo show $c >out
	has out "objects    carol@example.org (Vendor B)" "too long"
	exits 0 as carol agree $c >out
	has out "accepted: $c" "  embargo    until "
	same active "$(embargo_state)"
	exits 0 as carol embargo show $c --json >out
	same "alice@example.org carol@example.org dave@example.org" \
		"$(python3 -c "import json
term = json.load(open(\"out\"))[\"embargo\"][\"term\"]
print(*sorted(v[\"by\"] for v in term[\"voices\"]))")"
'

test_case 'the earlier date of the reporter holds at once' '
	c=$(cat case)
	exits 3 as dave embargo set $c "$(day 60) 12:00 UTC" --by-reporter 2>err
	has err "is not earlier: propose it"
	exits 0 as alice embargo set $c "$(day 3) 12:00 UTC" --by-reporter >out
	has out "set: $c" "reporter'"'"'s date"
'

test_case 'begun anew: the time in private counts' '
	c=$(cat case)
	rows "UPDATE mail SET arrived = arrived - 60"
	exits 3 as dave embargo restart $c "$(day 6) 12:00 UTC" 2>err
	has err "no reason was given"
	exits 0 as dave embargo restart $c "$(day 6) 12:00 UTC" \
		--because patch-problem "it leaks" >out
	has out "restarted: $c" ", restarted" "warning: The reporter has set " \
		"$(date -u -d "$(day 3)" "+%-d %b %Y") 12:00 UTC: ask them before"
	exits 4 as dave embargo restart $c "$(day 45) 12:00 UTC" \
		--because patch-problem "it leaks" >out 2>err
	has err "since the report came" "embargo agree $c"
	has out "to begin anew"
	lacks out "The reporter has set"
	exits 0 as dave embargo decline $c
'

test_case 'the consent of the reporter is a mail of theirs in the case' '
	c=$(cat case)
	{
		mail_headers alice@example.org "[TEST-SECURITY] about $c"
		echo "Ada agrees, as far as I know; $c" | mime_text |
			mime_signed alice
	} >talk.eml
	exits 0 deliver sec talk.eml --sender=alice@example.org \
		--recipient="sec+$c@lists.example.org"
	cp x.eml first.eml
	cp case first
	report "another"
	for eml in talk x; do
		id=$(sed -n "s/^Message-ID: //p" $eml.eml)
		exits 3 as dave embargo end $c --consent "$id" 2>err
		has err "no accepted mail of a reporter in $c has that" \
			"without it two members end it" "embargo end $c"
	done
	exits 3 as dave embargo end $c --consent "<1@example.com>" 2>err
	cp first case
	same active "$(embargo_state)"
	id=$(sed -n "s/^Message-ID: //p" first.eml)
	exits 0 as dave embargo end $c --consent "$id" >out
	has out "ended: $c"
	exits 0 sp log sec >log
	has log "\"consent\":\"$id\""
	exits 0 as dave embargo set $c "$(day 6) 12:00 UTC"
'

test_case 'ended early: by the reporter, by two members, or when public' '
	c=$(cat case)
	exits 3 as alice embargo end $c 2>err
	has err "only a moderator may end an embargo"
	exits 4 as dave embargo end $c --because "fixed elsewhere" 2>err
	has err "waiting   $c" "two members" "\"embargo end $c\" by signed mail"
	exits 4 as dave embargo end $c 2>err
	exits 0 as alice embargo end $c >out
	has out "ended: $c" "  embargo    ended "
	same ended "$(embargo_state)"
	exits 0 as dave embargo set $c "$(day 6) 12:00 UTC"
	exits 0 as alice case flag $c public --source "posted"
	exits 0 as dave case show $c >out
	tail -n 1 out >last
	has last "it is public: the embargo should end now" \
		"sallyport embargo end $c"
	exits 0 as dave embargo end $c
	same ended "$(embargo_state)"
	exits 3 as dave embargo propose $c "$(day 6) 12:00 UTC" 2>err
	has err "it is public"
	exits 3 as dave embargo set $c "$(day 6) 12:00 UTC" --by-reporter 2>err
	has err "it is public"
	exits 0 sp log sec --verify
'

test_case 'none is wanted: decided with a reason, and asked for no more' '
	report "a small leak"
	c=$(cat case)
	exits 0 as alice ack $c --by-phone "spoke with Ada"
	exits 0 as alice case judge $c --genuine yes --misuse yes
	exits 0 as alice case rate $c Important --impact "a leak" >out
	has out "Next: an embargo is to be agreed on, or none" \
		"sallyport embargo none $c --because TEXT"
	exits 0 as dave case show $c >out
	has out "embargo decision: due"
	exits 2 as dave embargo none $c 2>err
	has err "say why, with --because"
	exits 3 as alice embargo none $c --because "it is small" 2>err
	has err "only a moderator may say that there is to be no embargo"
	exits 0 as alice embargo propose $c "$(day 6) 12:00 UTC"
	exits 3 as dave embargo none $c --because "it is small" 2>err
	has err "a proposal waits for an answer" "embargo decline $c"
	exits 0 as dave embargo decline $c
	exits 0 as dave embargo none $c --because "it is small" >out
	has out "no embargo: $c" "Next: nobody leads it"
	exits 0 as dave case show $c >out
	has out "none is wanted, since " ": it is small"
	lacks out "embargo decision"
	exits 0 as dave embargo set $c "$(day 6) 12:00 UTC"
	exits 3 as dave embargo none $c --because "it is small" 2>err
	has err "there is an embargo" "embargo end $c"
	exits 0 as dave case show $c >out
	lacks out "none is wanted"
'

test_done
