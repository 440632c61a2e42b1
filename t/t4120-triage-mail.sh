#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4120-triage-mail.sh - a case from its first look to its end by signed mail
# alone, in the words of the command line.
. "${TEST_LIB:?run through meson test}"

. "$SOURCE/t/commands.sh"
. "$SOURCE/t/cases.sh"

# asks PERSON <COMMANDS - what that person reads is in "words", on one line.
asks() {
	signed "$1" | command_from "$1"
	answer "$1"
	tr -s " \n" " " <answer >words
}

test_case 'three people of two organisations, and a case' '
	new_vendors
	set_conf sec branches required master
	set_conf sec notice targets devel
	set_conf sec embargo default never
	report "heap overflow in foo_rx"
'

test_case 'what there is, and what comes next, as it is written by mail' '
	c=$(cat case)
	{
		echo "case list sec"
		echo "status $c"
		echo "case show $c"
	} | asks alice
	has words "case list sec done: 1 open $c new" "heap overflow in foo_rx" \
		"status $c done: $c is new." \
		"case show $c done: $c new"
	exits 0 sp case show $c >out
	grep -v "^Next" out |
		sed "s/^/    /; s/ ([^)]* left)//; s/ *$//" >terminal
	sed "s/ ([^)]* left)//; s/ *$//" answer >mail
	[ "$(grep -c . terminal)" -gt 5 ]
	grep -Fxvf mail terminal >differ || true
	same 0 "$(wc -l <differ | tr -d " ")"
'

test_case 'acknowledged by phone, judged, rated and led, from one mail' '
	c=$(cat case)
	{
		echo "ack $c by-phone Zilpzalp spoke with Ada on Monday"
		echo "case judge $c --genuine yes misuse yes"
		echo "case rate $c Important impact a guest takes over the device"
		echo "process, from any of its ports"
		echo "case lead $c"
		echo
		echo "Regards, Alice"
	} | asks alice
	has words "by-phone Zilpzalp spoke with Ada on Monday done: $c is acknowledged." \
		"misuse yes done: $c is acknowledged. Next: it has no severity" \
		"-> case rate $c Low|Moderate|Important|Critical impact TEXT" \
		"from any of its ports done: $c is triaged." \
		"case lead $c done: $c is fixing."
	lacks words Regards
	state_is fixing
	exits 0 sp case show $c >out
	has out "lead: alice@example.org" \
		"takes over the device process, from any of its ports" \
		"genuine: yes, can be misused: yes"
'

test_case 'the guards refuse in the same words, and name the next mail' '
	c=$(cat case)
	{
		echo "case rate $c Low"
		echo "case rate $c Severe"
		echo "case judge $c"
		echo "case lead $c mallory@example.com"
		echo "case ready $c"
		echo "case close $c support because it is none"
		echo "case branch $c master fixed"
		echo "cve set $c 2026-1"
		echo "case show TSEC-2026-0099"
	} | asks alice
	has words "refused: $c: it has a severity, and no reason was given" \
		"case rate $c Low because TEXT" \
		"refused: Severe is no severity: it is one of Low," \
		"refused: say genuine, misuse or tool" \
		"refused: mallory@example.com is no member of sec" \
		"refused: $c: there is no patch in its thread" \
		"refused: $c: only a moderator may dismiss it. member list" \
		"or: mail to sec-owner@$list" \
		"refused: $c: no fix of branch master is known yet" \
		"case branch $c master fixed commit HASH" \
		"refused: 2026-1 is no CVE" \
		"refused: there is no case TSEC-2026-0099"
	exits 0 sp log sec >log
	same 1 "$(grep -c " rated " log)"
	same 0 "$(grep -c " closed \| cve-set \| branch-set " log || true)"
'

test_case 'an answer in the thread of the case is a command, too, and no post' '
	c=$(cat case)
	ref=$(rows "SELECT ref FROM cases WHERE number = \"$c\"")
	posts=$(rows "SELECT count(*) FROM event WHERE verb = \"distributed\"")
	for address in "sec@$list" "sec+$ref@$list" "sec+$c-internal@$list"; do
		printf "%s\n\n%s\n" "case lead $c alice@example.org" \
			"$address" | signed dave |
			command_from dave "$address"
		answer dave
		has answer "done: $c is fixing."
	done
	same "$posts" "$(rows "SELECT count(*) FROM event
		WHERE verb = \"distributed\"")"
	# A slip, or a capital that a telephone wrote, makes it no post.
	for line in "case lead $c of what I said" "Agree $c" \
		"case publish $c"; do
		echo "$line" | signed dave | command_from dave "sec+$ref@$list"
		answer dave
		has answer "$line" "    refused: "
	done
	same "$posts" "$(rows "SELECT count(*) FROM event
		WHERE verb = \"distributed\"")"
	echo "agree $c is what I said" | signed dave |
		command_from dave "sec+$ref@$list"
	same "$((posts + 1))" "$(rows "SELECT count(*) FROM event
		WHERE verb = \"distributed\"")"
'

test_case 'publication stays with the host, where it can be looked at' '
	c=$(cat case)
	echo "case publish $c" | asks carol
	has words "refused: \"case publish\" is a command for the list" \
		"host, not for mail"
	state_is fixing
'

test_case 'a stranger, and who is not admitted, learn nothing of a case' '
	c=$(cat case)
	printf "case show %s\n" $c | signed mallory | command_from mallory
	same "" "$(sent mallory@example.org)"
	set_conf sec people vouches 1
	printf "case show %s\ncase flag %s public source x\nstatus %s\n" \
		$c $c $c | asks alice
	has words "refused: you are not admitted to this list yet"
	lacks words overflow fixing
	same 3 "$(grep -c "not admitted" answer)"
	exits 0 sp log sec >log
	lacks log " flagged "
	set_conf sec people vouches 0
'

test_case 'all the rest of it, up to the end' '
	c=$(cat case)
	hash=22494556542c676d1b9e7f1c1f2ea13ac17e1e3e
	{
		echo "case flag $c public source \"a public tracker has it\""
		echo "case credit $c \"Ada Example\" yes as Ada Example of Labs"
		echo "cve want $c requested from Vendor A"
		echo "cve want $c requested from \"Vendor A\""
		echo "cve set $c CVE-2026-12345"
		echo "case bug $c https://bugs.example.org/1"
		echo "case branch $c master fixed commit $hash tag v1.2.4"
	} | asks carol
	has words "refused: write it as: cve want CASE yes|no|requested [from CNA]"
	same 6 "$(grep -c "done: $c is" answer)"
	exits 0 sp notice set $c --summary "Overflow in foo_rx" \
		--description "A long descriptor is copied as it is."
	exits 0 sp case publish $c
	{
		echo "case close $c fixed"
		echo "case bug $c closed"
		echo "case announced $c devel https://lists.example.org/1"
		echo "case told $c how by phone"
		echo "case close $c fixed"
	} | asks dave
	has words "refused: $c: the public bug is open. case bug $c closed" \
		"case close $c fixed done: $c is closed."
	state_is closed
	exits 0 sp case show $c >out
	has out "Ada Example: yes, as \"Ada Example of Labs\"" \
		"assigned CVE-2026-12345" "tag v1.2.4" \
		"https://bugs.example.org/1 (closed)"
'

test_case 'a second look, and two cases that are one' '
	cp case first
	{
		echo "case reopen $(cat first) because of what"
		echo "show told us, and Ada"
	} | asks dave
	has words "and Ada done: $(cat first) is published"
	report "the same overflow"
	report "and again"
	rows "SELECT number FROM cases ORDER BY id" >numbers
	second=$(sed -n 2p numbers) third=$(sed -n 3p numbers)
	{
		echo "case merge $third $(cat first)"
		echo "case merge $third TSEC-2026-0099"
		echo "case merge $third $second"
	} | asks dave
	has words "refused: $third: the other case is not open" "refused: there is no case TSEC-2026-0099" \
		"case merge $third $second done: $second is new."
	{
		echo "case told $second how on the phone"
		echo "case close $second duplicate of $(cat first) because it is"
		echo "the same"
	} | asks dave
	has words "done: $second is closed."
	exits 0 sp case show $second >out
	has out "duplicate: it is the same, of $(cat first)"
'

test_case 'a mail counts once' '
	has command.eml "case close"
	cp command.eml again.eml
	command_from dave <again.eml
	exits 0 sp log sec >log
	same 2 "$(grep -c " closed " log)"
	exits 0 sp log sec --verify
'

test_case 'reviews are read, asked for and objected to' '
	report "with a patch"
	c=$(cat case)
	{
		echo "review show $c"
		echo "review ask $c to alice@example.org"
		echo "review object $c 5c1e because it leaks"
		echo "review object $c 5c1e"
	} | asks dave
	has words "review show $c done: There is no patch in its thread." \
		"refused: $c has no patch that could be looked at" \
		"refused: say why, with because, or take it back"
'

test_done
