#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4430-stats.sh - the figures of a list: all of them for members, and for
# anybody those that tell of no single case.
. "${TEST_LIB:?run through meson test}"

YEAR=$(($(date -u +%Y) + 1))

# on DAY COMMAND... - on that day of that year, at noon; DAY is MM-DD, or
# YYYY-MM-DD.
on() {
	case $1 in
	????-*) on_day=$1 ;;
	*) on_day=$YEAR-$1 ;;
	esac
	on_ahead=$(($(date -u -d "$on_day 12:00" +%s) - $(date +%s)))
	shift
	ahead $on_ahead "$SALLYPORT" -C "$CONF" "$@"
}

# mail_on DAY SUBJECT - a held mail that came then; its reference is "$(last)".
mail_on() {
	{
		mail_headers ada@example.com "$2"
		echo "Kanarienvogel" | mime_text
	} >x.eml
	on_day=$1
	exits 0 deliver sec x.eml
	rows "UPDATE mail SET arrived = $(date -u -d "$YEAR-$1 12:00" +%s)
		WHERE ref = '$(last)'"
	rows "UPDATE event SET at = $(date -u -d "$YEAR-$1 12:00" +%s)
		WHERE ref = '$(last)'"
}

last() {
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1'
}

# case_on DAY TITLE - one without a mail; its number goes into "case".
case_on() {
	exits 0 on "$1" case open sec "$2" >out
	rows 'SELECT number FROM cases ORDER BY id DESC LIMIT 1' >case
}

# closed_on DAY RESOLUTION - a case that is opened and closed on that day.
closed_on() {
	case_on "$1" "Kanarienvogel"
	exits 0 on "$1" case close "$(cat case)" "$2" --because "seen" >out
}

# json EXPRESSION - of d, the document in "out".
json() {
	python3 -c 'import json, sys
d = json.load(open("out"))
print(*eval("(" + sys.argv[1] + ",)"))' "$1"
}

test_case 'a list without anything has empty figures' '
	new_list sec
	add_member sec dave moderator
	exits 0 sp stats >out
	has out "For members only." "total " "open cases             0" \
		"held mails             0"
	exits 0 sp stats --json >out
	same "0 None 0" "$(json "d[\"total\"][\"received\"],
		d[\"total\"][\"answers\"][\"median\"],
		d[\"now\"][\"held\"]")"
	exits 0 sp stats --public >empty
	has empty "There are fewer than 3 cases."
	exits 0 sp stats sec --public --json >out
	same "[] 3" "$(json "d[\"years\"], d[\"least\"]")"
'

# refused TEXT OPTION... - a usage error, with that sentence.
refused() {
	refused_text=$1
	shift
	exits 2 sp stats "$@" 2>err >out
	has err "$refused_text" "usage: sallyport [-C DIR] stats"
	same 0 "$(wc -c <out)"
}

test_case 'wrong options are refused, each with its sentence' '
	refused "--year is 1970 to" --year 1969
	refused "--year is 1970 to" --public --year $((YEAR + 1))
	refused "--until needs --since" --until 2026-01-01
	refused "2026-02-30 is no day: write it as 2026-03-01" \
		--since 2026-02-30
	refused "yesterday is no day" --since 2026-01-01 --until yesterday
	refused "--since is after --until" --since 2026-01-02 --until 2026-01-01
	refused "is in the future" --since $((YEAR + 2))-01-01
	refused "that is more than 50 years" --since 1971-01-01
	refused "--public tells of whole years" --public --since 2026-01-01
	refused "give --year, or --since and --until" --year 2026 \
		--since 2026-01-01
	exits 2 sp stats --year spam 2>err
	exits 2 sp stats sec more 2>err
	exits 5 sp stats nolist 2>err
	has err nolist
'

test_case 'members see what came and what became of it' '
	mail_on 01-11 "one that is let in"
	exits 0 on 01-12 approve "$(last)" >out
	rows "SELECT number FROM cases" >first
	exits 0 on 01-13 ack "$(cat first)" --by-phone "called her" >out
	exits 0 on 01-13 case judge "$(cat first)" --tool "Kanari-AI 3" >out
	mail_on 01-20 "one more about it"
	exits 0 on 01-20 attach "$(last)" "$(cat first)" >out
	mail_on 01-21 "one that is not for us"
	exits 0 on 01-22 reject "$(last)" support >out
	mail_on 01-23 "one that is nothing"
	exits 0 on 01-23 discard "$(last)" >out
	case_on 02-02 "one that a member found"
	exits 0 on 02-02 case judge "$(cat case)" --tool none >out
	mail_on 02-10 "one that waits"
	exits 0 on 02-11 discard "$(last)" >out
	exits 0 on 02-11 undo "$(last)" >out
	exits 0 on 02-12 stats >out
	has out "$YEAR-01-01 to $YEAR-02-28" \
		"Jan $YEAR     4      1 " "1          1   2.0 d       -" \
		"Feb $YEAR     1      1 " \
		"total        5      2 " \
		"rejected mails         support 1" \
		"tools, by case         declared 1, none 1" \
		"mails added to cases   1" "goal 3 wd" \
		"open cases             2" "without human answer   0" \
		"held mails             1, the oldest for 48 h"
	lacks out "Mar $YEAR"
'

test_case 'in 80 columns, and with no word of a report or a reporter' '
	same 0 "$(awk "length > 80" out | wc -l)"
	same 0 "$(grep -c " \$" out)"
	lacks out Kanari ada example.com "one that" "$(cat first)"
'

test_case 'the same as JSON, with each length' '
	exits 0 on 02-12 stats sec --json --since $YEAR-01-12 \
		--until $YEAR-01-22 >out
	same "1 2 1 1 1 2880 [2880]" "$(json "len(d[\"months\"]),
		d[\"total\"][\"received\"], d[\"total\"][\"opened\"],
		d[\"total\"][\"attached\"], d[\"total\"][\"rejected\"],
		d[\"total\"][\"answers\"][\"median\"] // 60,
		[s // 60 for s in d[\"total\"][\"answers\"][\"seconds\"]]")"
	same "support 1" "$(json "d[\"reasons\"][0][\"reason\"] + \" \" +
		str(d[\"reasons\"][0][\"count\"])")"
	same "$YEAR-01-12T00:00:00Z" "$(json "d[\"total\"][\"from\"]")"
	same "$YEAR-01-23T00:00:00Z" "$(json "d[\"total\"][\"until\"]")"
	lacks out Kanari "one that"
'

test_case 'a tool that was declared stands in the case, and can be taken back' '
	exits 0 sp case show "$(cat first)" >out
	has out "tool       Kanari-AI 3, as the reporter says"
	exits 0 sp case show "$(cat first)" --json >out
	same "Kanari-AI 3" "$(json "d[\"tool\"]")"
	exits 0 on 02-12 case judge "$(cat first)" --tool unknown >out
	exits 0 sp case show "$(cat first)" >out
	lacks out Kanari-AI
	exits 2 sp case judge "$(cat first)" --tool "" 2>err
	has err "the name of a tool has 1 to 200 octets"
'

test_case 'what the mail said is forgotten, and its reason with it' '
	ref=$(rows "SELECT ref FROM mail WHERE decision = \"reject\"")
	exits 0 on 03-30 purge $ref >out
	exits 0 on 03-30 stats >out
	has out "rejected mails         (deleted since) 1"
'

test_case 'anybody reads nothing of open cases, nor of this month' '
	closed_on 04-01 not-a-vulnerability
	closed_on 04-02 not-a-vulnerability
	closed_on 04-30 not-a-vulnerability
	exits 0 on 04-30 stats --public >out
	diff -u empty out
	exits 0 on 05-01 stats --public >one
	exits 0 on 05-01 report --public --to one.page >out
	has one.page/sec-public.html "Jan - Apr"
	has one "$YEAR" "cases published or closed                 3" \
		"Jan - Apr                               3" \
		"The other figures come when the year is over."
'

test_case 'a private case does not show, whatever is done about it' '
	case_on 05-02 "Kanarienvogel"
	exits 0 on 05-30 stats --public >out
	diff -u one out
	exits 0 on 05-02 case judge "$(cat case)" --tool AFL >out
	exits 0 on 05-03 embargo set "$(cat case)" "$YEAR-05-12 12:00 UTC" >out
	exits 0 on 05-30 stats --public >out
	diff -u one out
	exits 0 on 06-30 stats --public >out
	diff -u one out
	exits 0 on 06-30 report --public --to now.page >out
	cmp one.page/sec-public.html now.page/sec-public.html
'

test_case 'nor that one which was counted is opened again' '
	rows "SELECT number FROM cases WHERE state = \"closed\" LIMIT 1" >again
	exits 0 on 06-01 case reopen "$(cat again)" --because "a closer look" \
		>out
	exits 0 on 07-30 stats --public >out
	diff -u one out
'

test_case 'months of two cases wait for the next ones' '
	closed_on 07-10 support
	closed_on 07-11 not-a-vulnerability
	exits 0 on 09-30 stats --public >out
	diff -u one out
	closed_on 09-10 not-a-vulnerability
	exits 0 on 10-01 stats --public >out
	has out "Jan - Apr                               3" \
		"May - Sep                               3"
'

test_case 'of a year that is over all is said that tells of three or more' '
	exits 0 on $((YEAR + 1))-01-02 stats --public --year $YEAR >out
	has out "cases published or closed                 6" \
		"not a vulnerability                       -" \
		"closed for another reason, or \"-\"         6" \
		"duplicate                                 0" \
		"no embargo                              6"
	same 0 "$(awk "length > 80" out | wc -l)"
	lacks out Kanari
	exits 0 on $((YEAR + 1))-01-02 report --public --to year.page >out
	has year.page/sec-public.html "Time to a person" "id=\"answers-$YEAR\""
	exits 0 on $((YEAR + 1))-01-02 stats --public --json >out
	same "6 None 6 0 True" "$(json "d[\"years\"][0][\"cases\"],
		d[\"years\"][0][\"not_a_vulnerability\"],
		d[\"years\"][0][\"other\"], d[\"years\"][0][\"published\"],
		d[\"years\"][0][\"complete\"]")"
	same "None False" "$(json "d[\"years\"][1][\"cases\"],
		d[\"years\"][1][\"complete\"]")"
	exits 0 on $((YEAR + 1))-01-02 stats --public --year $((YEAR - 3)) >out
	has out "$((YEAR - 3))" "fewer than 3 cases"
'

test_done
