#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4110-embargo-mail.sh - an embargo agreed on by mail, told to who must know it,
# and written below each mail that it is about.
. "${TEST_LIB:?run through meson test}"

. "$SOURCE/t/commands.sh"
. "$SOURCE/t/cases.sh"

test_case 'three people of two organisations, and a case' '
	new_vendors
	set_conf sec reply delay 0s
	report "heap overflow in foo_rx"
	rows "SELECT ref FROM cases" >ref
	rows "UPDATE outbox SET due = 0 WHERE state = 0"
	exits 0 sp run --once
'

test_case 'a member proposes by mail, with a day, a time and a zone' '
	c=$(cat case)
	{
		echo "embargo propose $c $(day 40) 12:00 UTC because" \
			"hardware microcode date"
		echo "embargo propose $c $(day 40) because hardware x"
		echo "embargo accept $c"
	} | signed alice | command_from alice
	answer alice
	tr -s " \n" " " <answer >words
	has answer "    done: proposed: $c"
	has words "proposed by alice@example.org, because: hardware" \
		"refused: a day alone is not clear enough" \
		"refused: $c: only a moderator may accept an embargo"
	exits 0 as dave embargo show $c >out
	has out "hardware: microcode date"
'

# news PERSON - what the newest mail to that person says, on one line.
news() {
	answer "$1"
	tr -s " \n" " " <answer >news
}

test_case 'the others hear of it, in the thread of the case, and are asked' '
	c=$(cat case)
	ref=$(cat ref)
	for person in carol dave; do
		copy=$(sent_last $person@example.org)
		has "$copy" "Subject: [TEST-SECURITY] $ref" \
			"Reply-To: sec-request@$list" "Auto-Submitted: auto-gen"
		lacks "$copy" "$c" embargo hardware
		news $person
		has news "$c: an embargo is proposed. alice@example.org said so" \
			"embargo: proposed" "hardware: microcode date" \
			"over the limit: with a reason" \
			"agree $c embargo object $c because TEXT embargo accept $c" \
			"nothing begins by itself: there is no embargo"
		lacks news EMBARGOED
		grep -q "^Subject: \[TEST-SECURITY\] $c: an embargo is proposed" \
			answer.eml
	done
	sed -n "s/^References: //p; s/^In-Reply-To: //p" "$copy" | sort -u >refs
	sent_ids carol@example.org | grep -Fxf - refs >known
	[ -s known ]
	same 0 "$(for m in $(sent alice@example.org); do
		outbox_decrypt alice "$m" 2>/dev/null |
			grep -c "an embargo is proposed" || true
	done | awk "{ n += \$1 } END { print n + 0 }")"
'

test_case 'a moderator accepts, and reads whom it waits for' '
	c=$(cat case)
	echo "embargo accept $c" | signed dave | command_from dave
	answer dave
	tr -s " \n" " " <answer >words
	has words "done: waiting: $c:" "is over the limit of 31 days" \
		"(or \"agree $c\" by signed mail)"
	same proposed "$(embargo_state)"
	news alice
	has news "$c: an embargo waits for a second member." \
		"dave@example.org said so" "another organisation, agrees" \
		"agree $c embargo object $c because TEXT If nobody"
	lacks news "embargo accept"
	sent_count alice@example.org >before
	{ echo "embargo accept $c"; echo; echo again; } | signed dave |
		command_from dave
	answer dave
	has answer "done: waiting: $c:"
	same "$(cat before)" "$(sent_count alice@example.org)"
'

test_case 'a second member, of another organisation, agrees by mail' '
	c=$(cat case)
	{ echo "agree $c" | signed carol; } >agreed.eml
	command_from carol <agreed.eml
	answer carol
	has answer "agree $c" "    done: accepted: $c" "embargo    until "
	same active "$(embargo_state)"
	for person in alice dave; do
		news $person
		has news "$c: an embargo is accepted." \
			"carol@example.org said so" "embargo: active" \
			"---- EMBARGOED until" "Do not share this outside"
		lacks news "signed mail"
	done
	before=$(rows "SELECT count(*) FROM event WHERE verb LIKE \"embargo%\"")
	command_from carol <agreed.eml
	same "$before" "$(rows "SELECT count(*) FROM event
		WHERE verb LIKE \"embargo%\"")"
'

test_case 'nobody else does: no member, no case, no reason' '
	c=$(cat case)
	before=$(rows "SELECT count(*) FROM event WHERE verb LIKE \"embargo%\"")
	echo "agree $c" | signed mallory | command_from mallory
	{
		echo "agree TSEC-2026-0099"
		echo "embargo object $c"
		echo "embargo show $c"
	} | signed alice | command_from alice
	answer alice
	tr -s " \n" " " <answer >words
	has words "refused: there is no case TSEC-2026-0099" \
		"refused: write it as: embargo object CASE because TEXT" \
		"done: $c embargo: active" "over the limit: with a reason"
	same "$before" "$(rows "SELECT count(*) FROM event
		WHERE verb LIKE \"embargo%\"")"
'

test_case 'a person tells the reporter, from a draft; nothing goes by itself' '
	c=$(cat case)
	for mail in $(sent ada@example.com); do
		lacks "$mail" "keep your report private"
	done
	exits 0 as dave case show $c >out
	has out "the reporter is NOT TOLD yet"
	tail -n 1 out >last
	has last "no person has told the reporter" "embargo tell $c"
	printf "%s\n" "#!/bin/sh" "exit 0" >editor
	chmod +x editor
	exits 0 env VISUAL="$PWD/editor" SUDO_USER=dave "$SALLYPORT" -C "$CONF" \
		embargo tell $c >out
	has out "written   $c"
	rows "UPDATE outbox SET due = 0 WHERE state = 0"
	exits 0 sp run --once
	letter=$(sent_last ada@example.com)
	has "$letter" "keep your report private until" "12:00 UTC" \
		"$(cat ref)"
	lacks "$letter" "$c"
	exits 0 as dave embargo show $c >out
	has out "reporter   told"
'

test_case 'each mail of the case says to members that it is embargoed' '
	c=$(cat case)
	{
		mail_headers alice@example.org "[TEST-SECURITY] about $c"
		printf "reporter-clear\n\nZaunkoenig, in $c\n" | mime_text | mime_signed alice
	} >talk.eml
	exits 0 deliver sec talk.eml --sender=alice@example.org \
		--recipient="sec+$c@$list"
	copy=$(sent_last dave@example.org)
	lacks "$copy" EMBARGOED Zaunkoenig "$c"
	outbox_decrypt dave "$copy" >told
	has told "Zaunkoenig" "---- EMBARGOED until" \
		"Do not share this outside the list"
	printf "%s\n" "From $(printf %040d 1) Mon Sep 17 00:00:00 2001" \
		"From: alice <alice@example.org>" "Date: $(date -R)" \
		"Subject: [PATCH] foo: check" "" "Longer." "---" \
		"diff --git a/f b/f" "--- a/f" "+++ b/f" "@@ -1 +1,2 @@" " a" \
		"+b" "-- " "2.39.0" >f.patch
	sed "1,/^\$/d" f.patch | mime_text | {
		mail_headers alice@example.org "[PATCH] foo: check"
		mime_signed alice
	} >patch.eml
	exits 0 deliver sec patch.eml --sender=alice@example.org \
		--recipient="sec+$c-internal@$list"
	exits 0 sp review ask $c --to dave@example.org
	news dave
	has news "look at the patches of $c" "---- EMBARGOED until"
	rows "UPDATE outbox SET due = 0 WHERE state = 0"
	exits 0 sp run --once
	has "$(sent ada@example.com | xargs grep -l Zaunkoenig)" \
		"Your report is private until" "Please do not publish it"
'

test_case 'and not any more once it has ended' '
	c=$(cat case)
	echo "embargo end $c because it is out" | signed dave | command_from dave
	answer dave
	tr -s " \n" " " <answer >words
	has words "done: waiting: $c:" "\"embargo end $c\" by signed mail"
	news alice
	has news "$c: an end of the embargo waits for a second member." \
		"reason it is out" "embargo end $c If nobody does" \
		"nothing ends by itself: the embargo goes on until"
	echo "embargo end $c" | signed alice | command_from alice
	answer alice
	has answer "    done: ended: $c"
	news carol
	has news "$c: the embargo has ended. alice@example.org said so"
	lacks news EMBARGOED
	{
		mail_headers dave@example.org "[TEST-SECURITY] about $c"
		printf "reporter-clear\n\nGoldammer, in $c\n" | mime_text | mime_signed dave
	} >talk.eml
	exits 0 deliver sec talk.eml --sender=dave@example.org \
		--recipient="sec+$c@$list"
	outbox_decrypt alice "$(sent_last alice@example.org)" >told
	has told "Goldammer"
	lacks told EMBARGOED
	rows "UPDATE outbox SET due = 0 WHERE state = 0"
	exits 0 sp run --once
	has "$(sent_last ada@example.com)" "The embargo on your report ended"
	exits 0 sp log sec --verify
'

test_case 'each change is one mail: proposed, objected to, declined, ruled out' '
	exits 0 as dave case open "a finding of our own" >out
	rows "SELECT number FROM cases ORDER BY id DESC LIMIT 1" >case
	c=$(cat case)
	sent_count alice@example.org >before
	exits 0 as dave embargo propose $c "$(day 6) 12:00 UTC"
	exits 0 as carol embargo object $c --because "it is too late"
	exits 0 as carol embargo agree $c
	exits 0 as dave embargo decline $c --because "she is right"
	exits 0 as dave embargo none $c --because "a small one"
	exits 0 sp run --once
	same "$(($(cat before) + 4))" "$(sent_count alice@example.org)"
	sent alice@example.org | tail -n 4 >last
	same 4 "$(sent_ids alice@example.org | tail -n 4 | sort -u |
		wc -l | tr -d " ")"
	for mail in $(cat last); do
		outbox_decrypt alice "$mail" >one.eml
		python3 -c "import email, email.policy, sys
mail = email.message_from_binary_file(sys.stdin.buffer,
    policy=email.policy.default)
print(mail.get_body().get_content())" <one.eml | tr -s " \n" " "
	done >read
	has read "$c: an embargo is proposed" \
		"a member objects to the embargo" "it is too late" \
		"is declined" "reason she is right" \
		"there is to be no embargo" "a small one"
	sent_count dave@example.org >before
	exits 0 as alice embargo propose $c "$(day 6) 12:00 UTC"
	exits 0 as dave embargo set $c "$(day 5) 12:00 UTC"
	exits 0 as dave embargo restart $c "$(day 9) 12:00 UTC" \
		--because patch-problem "it leaks"
	exits 0 sp run --once
	same "$(($(cat before) + 1))" "$(sent_count dave@example.org)"
	news carol
	has news "$c: the embargo begins anew"
	exits 0 as dave embargo end $c --because "x" || true
	exits 0 sp log sec --verify
'

test_case 'the day that the reporter names is offered as it is to be typed' '
	exits 0 as dave embargo set $(cat case) "$(day 12) 12:00 UTC"
	cp case first
	day 5 >wish
	{
		mail_headers bo@example.com "[TEST-SECURITY] the same"
		printf "I publish on\nDATE: %s\n" "$(cat wish)" | mime_text
	} >wish.eml
	exits 0 deliver sec wish.eml --sender=bo@example.com
	exits 0 as dave attach "$(rows "SELECT ref FROM mail
		ORDER BY id DESC LIMIT 1")" $(cat first)
	exits 0 as dave case show $(cat first) >out
	tail -n 1 out >last
	has last "the reporter asks for an earlier date" \
		"embargo set $(cat first) \"$(cat wish)T12:00:00Z\" --by-reporter"
	exits 0 as dave embargo set $(cat first) "$(cat wish)T12:00:00Z" \
		--by-reporter >out
	has out "set: $(cat first)" "the reporter'"'"'s date"
'

test_case 'a merge that brings an earlier end is told to the others' '
	report "the same, once more"
	exits 0 sp run --once
	sent_count carol@example.org >before
	exits 0 as dave case merge $(cat case) $(cat first)
	exits 0 sp run --once
	same "$(cat before)" "$(sent_count carol@example.org)"
	report "use after free in bar"
	exits 0 as dave embargo set $(cat case) "$(day 3) 12:00 UTC"
	exits 0 sp run --once
	sent_count dave@example.org >mine
	exits 0 as dave case merge $(cat case) $(cat first)
	exits 0 sp run --once
	news carol
	has news "$(cat first): another case was merged into it, and the end" \
		"until $(LC_ALL=C date -u -d "$(day 3)" "+%a %-d %b %Y") 12:00"
	same "$(cat mine)" "$(sent_count dave@example.org)"
'

test_done
