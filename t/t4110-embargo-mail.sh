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

test_case 'a moderator accepts, and reads whom it waits for' '
	c=$(cat case)
	echo "embargo accept $c" | signed dave | command_from dave
	answer dave
	tr -s " \n" " " <answer >words
	has words "done: waiting: $c:" "is over the limit of 31 days" \
		"(or \"agree $c\" by signed mail)"
	same proposed "$(embargo_state)"
'

test_case 'a second member, of another organisation, agrees by mail' '
	c=$(cat case)
	{ echo "agree $c" | signed carol; } >agreed.eml
	command_from carol <agreed.eml
	answer carol
	has answer "agree $c" "    done: accepted: $c" "embargo    until "
	same active "$(embargo_state)"
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
	rows "UPDATE outbox SET due = 0 WHERE state = 0"
	exits 0 sp run --once
	has "$(sent_last ada@example.com)" "Zaunkoenig" \
		"Your report is private until" "Please do not publish it"
'

test_case 'and not any more once it has ended' '
	c=$(cat case)
	echo "embargo end $c because it is out" | signed dave | command_from dave
	answer dave
	tr -s " \n" " " <answer >words
	has words "done: waiting: $c:" "\"embargo end $c\" by signed mail"
	echo "embargo end $c" | signed alice | command_from alice
	answer alice
	has answer "    done: ended: $c"
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

test_done
