#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4000-triage.sh - a case from its report to its end, at the command line.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/cases.sh"

# next TEXT... - what "case show" ends with has these.
next() {
	exits 0 sp case show "$(cat case)" >shown
	tail -n 1 shown >last
	grep -q "^Next: " last || complain "shown ends with $(cat last)"
	has last "$@"
}

# stands STATE - in the store, and as shown.
stands() {
	state_is "$1"
	exits 0 sp case show "$(cat case)" >shown
	has shown "$(cat case)   $1   "
}

test_case 'a new case waits for a person' '
	new_vendors
	report "heap overflow in foo_rx"
	stands new
	next "no person has answered the reporter yet" \
		"sallyport ack $(cat case)"
'

test_case 'a newcomer reads where it stands: at first' '
	c=$(cat case)
	exits 0 sp case $c >short
	exits 0 sp case show $c >shown
	diff -u shown short
	has shown "$c   new   not rated   no lead" \
		"title      heap overflow in foo_rx" \
		"step       1 of 7: nobody has answered the reporter; then" \
		"not answered by a person yet" "reporter; what they write is"
	lacks shown "[TEST-SECURITY]" "nothing said yet" "no patch"
	exits 0 sp case "$(echo $c | tr A-Z a-z)" --json >short
	has short "\"case\": \"$c\""
	exits 2 sp case nonsense 2>err
	exits 5 sp case TSEC-1999-0001 2>err
	has err "there is no case TSEC-1999-0001"
'

test_case 'each step says what is missing, and with which command it comes' '
	c=$(cat case)
	exits 3 sp case ready $c 2>err
	has err "no person has answered the reporter" "sallyport ack $c"
	exits 3 sp case publish $c 2>err
	has err "no person has answered"
	exits 3 sp case close $c fixed 2>err
	has err "no person has answered"
	exits 3 sp case close $c support 2>err
	has err "no reason was given"
	exits 3 sp case close $c support --because "spam" 2>err
	has err "no person has answered the reporter'"'"'s last mail"
	stands new
'

test_case 'answered: what it is comes next' '
	echo "Thank you, I read it and can reproduce it." >text
	exits 0 sp ack $(cat case) --text text
	next "what was written to the reporter leaves"
	has shown "  answer     written; it leaves" "sallyport hold-back"
	rows "UPDATE outbox SET due = 0 WHERE state = 0"
	exits 0 sp run --once
	stands acknowledged
	next "nobody has said whether it is genuine" "case judge"
	exits 2 sp case judge $(cat case) 2>err
	has err "--genuine"
	exits 2 sp case judge $(cat case) --genuine perhaps 2>err
	has err "perhaps is no answer" "unknown, yes, no"
	exits 0 sp case judge $(cat case) --genuine no >out
	has out "not genuine" "case close"
	exits 0 sp case judge $(cat case) --genuine yes >out
	has out "Next: nobody has said whether it can be misused (due"
	exits 0 sp case judge $(cat case) --genuine yes --misuse yes >out
	has out "is acknowledged" "Next: it has no severity"
	exits 2 sp case rate $(cat case) Severe 2>err
	has err "Severe is no severity" "Critical"
	exits 0 sp case rate $(cat case) Important >out
	has out "Next: the worst that can happen" \
		"sallyport case rate $(cat case) Important --impact TEXT"
	echo "a guest takes over the device process" |
		exits 0 sp case rate $(cat case) Important --impact - >out
	has out "is triaged."
	stands triaged
'

test_case 'a change of the severity needs a reason' '
	exits 3 sp case rate $(cat case) Low 2>err
	has err "no reason was given for another" \
		"sallyport case rate $(cat case) Low --because TEXT"
	exits 0 sp case show $(cat case) >out
	has out "Important" "a guest takes over"
'

test_case 'somebody leads it' '
	exits 5 sp case lead $(cat case) mallory@example.com 2>err
	has err "is no member"
	exits 0 sp case lead $(cat case) alice@example.org
	stands fixing
'

test_case 'nothing that people wrote about it lies in the clear' '
	lacks "$STATE/store.db" "takes over" Kanarienvogel
	[ ! -e "$STATE/store.db-wal" ] ||
		lacks "$STATE/store.db-wal" "takes over" Kanarienvogel
	exits 0 sp log sec >out
	has out "takes over" "rated" "\"policy\":"
	exits 0 sp log sec --verify
'

test_case 'a newcomer reads where it stands: at work' '
	exits 0 sp case $(cat case) >shown
	has shown "   lead: " "step       4 of 7: a fix is being made" \
		"CVE        nobody has asked for one" \
		"branch     master: nothing said yet" \
		"reviews    no patch is in the thread yet" \
		"credit     not known yet" "processing: day 1 of 60, due "
'

test_case 'dismissed with a reason, reopened with one' '
	c=$(cat case)
	exits 2 sp case close $c silly --because "x" 2>err
	has err "silly is no resolution" "cannot-reproduce"
	exits 3 sp case close $c duplicate --because "seen before" 2>err
	has err "which other case it repeats"
	exits 0 sp case close $c wont-fix --because "documented" >out
	has out "$c is closed."
	stands closed
	next "nothing"
	exits 3 sp case close $c wont-fix --because "again" 2>err
	has err "is closed: nobody can dismiss it"
	exits 3 sp case reopen $c 2>err
	exits 0 sp case reopen $c --because "a second look"
	stands fixing
'

test_case 'two cases are one: the first goes into the second' '
	cp case first
	report "the same overflow"
	exits 3 sp case merge $(cat first) $(cat first) 2>err
	has err "is the same"
	exits 0 sp case flag $(cat case) poc --source "Zilpzalp wrote one"
	exits 0 sp case merge $(cat case) $(cat first) >out
	has out "$(cat first) is fixing"
	stands closed
	exits 3 sp case merge $(cat case) $(cat first) 2>err
	cp first case
	exits 0 sp case show $(cat case) >out
	has out "exploit public since" "Zilpzalp"
	exits 0 sp log sec --verify
'

test_case 'public at once: no patch is waited for, but all else is' '
	c=$(cat case)
	exits 3 sp case flag $c public 2>err
	has err "how this is known"
	exits 0 sp case flag $c public --source "posted on a list"
	exits 3 sp case publish $c 2>err
	has err "no CVE" "sallyport cve set $c CVE-ID, or: " \
		"sallyport cve want $c no"
	exits 2 sp cve set $c CVE-26-1 2>err
	exits 0 sp cve set $c CVE-2026-12345 --from "Vendor A"
	exits 3 sp case publish $c 2>err
	has err "wants to be named"
	exits 2 sp case credit $c ada yes 2>err
	exits 0 sp case credit $c ada yes --as "Ada Example"
	exits 3 sp case publish $c 2>err
	has err "the notice is not fit to be published: it has no summary" \
		"sallyport notice set $c --summary TEXT"
	stands fixing
'

test_case 'a notice is written in parts, or in an editor, and checked' '
	c=$(cat case)
	exits 1 sp notice check $c >out
	has out "error   it has no summary" "error   it has no description" \
		"warning no workaround"
	exits 2 sp notice set $c 2>err
	has err "say which part"
	exits 2 sp notice set $c --summary "$(printf "a\\nb")" 2>err
	has err "one line"
	exits 0 sp notice set $c --summary "Overflow in foo_rx, as $c"
	echo "A descriptor of XXXX bytes, found by ada@example.com." |
		exits 0 sp notice set $c --description -
	exits 1 sp notice check $c >out
	has out "its summary names $c, which only the team knows" \
		"its description still has a place to fill in, XXXX" \
		"has the address ada@example.com" "sallyport notice edit $c"
	exits 0 sp case show $c >out
	has out "notice     begun; 3 things to mend"
	exits 3 sp case publish $c 2>err
	has err "its summary names $c"
	printf "%s\n" "#!/bin/sh" "cat \"\$1\" >$PWD/form" "exit 0" >look
	printf "%s\n" "#!/bin/sh" "cat $PWD/notice >\"\$1\"" >write
	chmod +x look write
	EDITOR=$PWD/look exits 3 sp notice edit $c 2>err
	has err "nothing was changed"
	has form "Summary: Overflow in foo_rx" "of XXXX bytes" \
		"# Which versions" "a guest takes over the device process"
	cat >notice <<-END
	# left out
	Summary: Goldammer overflow in foo_rx

	Description:
	A descriptor is longer than its buffer.

	    #define LEN 16
	Impact:
	A guest takes over the device process.
	Workaround:
	None.
	Vulnerable:
	All since 1.0.
	END
	EDITOR=$PWD/write exits 0 sp notice edit $c
	printf "%s\n" "#!/bin/sh" ": >\"\$1\"" >empty
	printf "%s\n" "#!/bin/sh" "cat \"\$1\" >>$PWD/seen" \
		"[ ! -e $PWD/next ] || mv $PWD/next \"\$1\"" >slip
	chmod +x empty slip
	EDITOR=$PWD/empty exits 2 sp notice edit $c 2>err
	has err "there is no part in it"
	sed "s/^Summary: Gold/&\nGold/" notice >next
	: >seen
	EDITOR=$PWD/slip exits 2 "$SOURCE/t/at-terminal" "$SALLYPORT" \
		-C "$CONF" notice edit $c </dev/null >out
	has seen "# NOT TAKEN: the summary is one line"
	same 2 "$(grep -c "^Summary: Gold" seen)"
	exits 2 sp notice edit $c --text form.txt 2>err
	echo "Words" | exits 2 sp notice edit $c --text - 2>err
	has err "line 1 belongs to no part"
	exits 0 sp notice check $c >out
	has out "ok      summary 28 chars, dates in order, 1 credit with" \
		"CVE-2026-12345"
	lacks out error
	exits 0 sp notice check $c --json >out
	has out "\"ok\": true"
	exits 0 sp case show $c >out
	has out "written, and passes its checks"
	lacks "$STATE/store.db" Goldammer
'

test_case 'it says what the case knows, and names who has agreed' '
	c=$(cat case)
	exits 0 sp case credit $c bob no
	exits 0 sp notice show $c >out
	has out "security notice, not published" \
		"Summary: Goldammer overflow in foo_rx" \
		"Reported by: Ada Example" "See also: CVE-2026-12345" \
		"    #define LEN 16" "Workaround"
	lacks out bob "$c"
	exits 0 sp notice set $c --vulnerable "All, says Bob."
	exits 1 sp notice check $c >out
	has out "its vulnerable names bob, who has not agreed"
	exits 0 sp notice set $c --vulnerable "All since 1.0."
'

test_case 'it is published' '
	c=$(cat case)
	id=LSN-$(date -u +%Y -d "@$(rows "SELECT min(arrived) FROM mail")")-0001
	set_conf sec notice prefix LSN
	exits 0 sp case publish $c >out
	has out "$c is published as $id."
	stands published
	has shown "notice     $id"
	exits 0 sp notice show $c >out
	has out "security notice $id" "Published on: 20"
	exits 0 sp log sec >out
	has out "\"notice\":\"$id\""
	exits 3 sp notice set $c --summary "another" 2>err
	has err "it is not said what changes" "--because TEXT"
	EDITOR=$PWD/none exits 3 sp notice edit $c 2>err
	has err "it is not said what changes" "--because TEXT"
	next "branch master has no fix commit" "case branch $c"
'

test_case 'closed when the fix, the announcements and the thanks are there' '
	c=$(cat case)
	exits 3 sp case branch $c master fixed --tag v9.2 2>err
	has err "$c: no fix of branch master is known yet" \
		"sallyport case branch $c master fixed --commit HASH"
	exits 2 sp case branch $c master fixed --commit 123 2>err
	exits 0 sp case branch $c master fixed \
		--commit 22494556542c676d1b9e7f1c1f2ea13ac17e1e3e
	exits 0 sp case show $c >shown
	has shown "tag: due "
	exits 0 sp case branch $c master fixed --tag v9.2
	exits 0 sp case show $c >shown
	has shown "fixed in 22494556542c676d1b9e7f1c1f2ea13ac17e1e3e" "v9.2"
	lacks shown "tag: due "
	exits 3 sp case bug $c --closed 2>err
	has err "$c: no bug is known yet that could be closed" \
		"sallyport case bug $c URL --closed"
	exits 0 sp case bug $c https://bugs.example.org/1
	next "public bug is open"
	exits 0 sp case bug $c --closed
	next "announcement to devel"
	exits 0 sp case announced $c devel https://lists.example.org/1
	exits 0 sp case announced $c announce https://lists.example.org/2
	next "thanked"
	exits 2 sp case told $c 2>err
	exits 0 sp case told $c --how "by phone"
	exits 0 sp case close $c fixed
	stands closed
	exits 0 sp log sec --verify
'

test_case 'acknowledged by phone, with a note of who spoke with the reporter' '
	report "double free in bar_tx"
	c=$(cat case)
	exits 2 sp ack $c --by-phone x --text text 2>err
	has err "give one of them"
	exits 3 sp ack $c --by-phone "" 2>err
	has err "not said who spoke"
	exits 0 sp ack $c --by-phone "Carol spoke with Ada at noon" >out
	stands acknowledged
	has shown "answered by a person"
	same 1 "$(rows "SELECT answered > 0 FROM cases ORDER BY id DESC
		LIMIT 1")"
	exits 3 sp ack $c --by-phone "again" 2>err
	has err "is acknowledged"
'

test_case 'what cannot be misused can only be closed; a duplicate names another' '
	c=$(cat case)
	exits 0 sp case judge $c --genuine yes --misuse no
	next "it can only be closed" "case close $c not-a-vulnerability"
	exits 3 sp case close $c duplicate --of $c --because "x" 2>err
	has err "which other case"
	exits 5 sp case close $c duplicate --of TEST-2026-0999 --because "x" \
		2>err
	has err "TEST-2026-0999"
	exits 3 sp case announced $c devel https://lists.example.org/3 2>err
	has err "can only be closed"
	exits 0 sp case close $c duplicate --of "$(cat first)" --because "x"
	stands closed
	has shown "of $(cat first)"
'

test_case 'a member opens a case that began with no mail' '
	exits 2 sp case open sec "" 2>err
	exits 2 sp case open sec "$(printf "a\\tb")" 2>err
	has err "one line"
	printf "Zaunkoenig in baz_ioctl\n" | exits 0 sp case open sec - >out
	rows "SELECT number FROM cases ORDER BY id DESC LIMIT 1" >case
	has out "$(cat case) is acknowledged." "nobody has said whether"
	stands acknowledged
	has shown "Zaunkoenig in baz_ioctl" "by a member"
	exits 0 sp case search sec baz_ioctl >out
	has out "$(cat case)"
	lacks "$STATE/store.db" Zaunkoenig
	exits 3 sp ack $(cat case) --by-phone "nobody" 2>err
	echo "Hello" >text
	exits 3 sp ack $(cat case) --text text 2>err
	has err "reporter"
	exits 0 sp log sec --verify
'

# numbers OPTION... - the numbers that "case list" prints with these, in a line.
numbers() {
	exits 0 sp case list sec "$@" >listed
	sed -nE "s/^([A-Z]+-[0-9]+-[0-9]+) .*/\\1/p" listed | tr "\n" " "
}

test_case 'case list shows the cases that are asked for, in the order asked for' '
	exits 0 sp case open sec "one" && exits 0 sp case open sec "two"
	exits 0 sp case open sec "three"
	rows "SELECT number FROM cases ORDER BY id DESC LIMIT 3" >three
	a=$(sed -n 3p three) b=$(sed -n 2p three) c=$(sed -n 1p three)
	exits 0 sp case rate $b Critical --impact "all is lost"
	exits 0 sp case rate $c Low --impact "little"
	exits 0 sp case lead $b alice@example.org
	exits 0 sp case lead $c dave@example.org
	exits 0 sp embargo set $b "$(date -u -d "+9 days" "+%F 12:00 UTC")"
	exits 0 sp embargo set $c "$(date -u -d "+5 days" "+%F 12:00 UTC")"
	same "$b $c " "$(numbers --embargoed)"
	same "$c $b " "$(numbers --embargoed --sort embargo)"
	has listed "EMBARGO UNTIL" "Critical" "alice@example.org" "12:00"
	same "$b " "$(numbers --severity critical)"
	same "$c " "$(numbers --lead DAVE@example.org --state acknowledged)"
	same "$b $c " "$(numbers --severity Low --state closed)$(
		numbers --sort severity --state acknowledged | cut -d " " -f 1,2) "
	same "$(rows "SELECT count(*) FROM cases")" "$(numbers | wc -w)"
	lacks listed "SEVERITY"
	same "$a" "$(numbers --state acknowledged --long | tr " " "\n" |
		grep -x "$a")"
	exits 2 sp case list sec --state odd 2>err
	has err "odd is no state" "acknowledged"
	exits 2 sp case list sec --sort size 2>err
	has err "size is no order" "embargo"
	exits 0 sp case list sec --state ready >out
	has out "There is no such case."
	exits 0 sp case list sec --embargoed --json >out
	has out "embargo_end" "Critical"
'

test_done
