#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4410-calendar.sh - what is due, by month; others read the iCalendar that we
# write, and find in it what stands in the calendar for the terminal.
. "${TEST_LIB:?run through meson test}"

PRINT=$BUILD/t/print-calendar
NOW=1795255200	# 2026-11-21 10:00 UTC

cat >entries <<-'END'
	1796126400 0 QSEC-2026-0007
	1796126400 0 QSEC-2026-0008
	1800102300 1 QSEC-2026-0007
	1795219200 2 dave@example.org
	1795521600 3 QSEC-2026-0005; with, special \ characters
	1795521600 3 Ein Titel, der länger ist als eine Zeile und deshalb gefaltet wird: äöüß, äöüß
END

# events FILE - as another program reads them: instant, title and identifier.
events() {
	python3 -c 'import sys
from icalendar import Calendar
calendar = Calendar.from_ical(open(sys.argv[1], "rb").read())
assert calendar["VERSION"] == "2.0" and calendar["PRODID"]
assert not calendar.errors
for event in calendar.walk("VEVENT"):
    assert not event.errors, event.errors
    assert event["CLASS"] == "CONFIDENTIAL"
    assert event["DTSTAMP"].dt.timestamp() == int(sys.argv[2])
    print(int(event["DTSTART"].dt.timestamp()), event["SUMMARY"],
          event["UID"], sep="\t")' "$1" "$NOW"
}

test_case 'another program reads each event, with its time and title' '
	exits 0 "$PRINT" ical lists.example.org $NOW 0 <entries >out.ics
	events out.ics >events
	cut -f 1,2 events | tr "\t" " " >got
	sed "s/^\([0-9]*\) [0-9] /\1 /" entries >want
	diff -u want got
'

test_case 'under identifiers of their own, the same each time' '
	same 6 "$(cut -f 3 events | sort -u | wc -l)"
	sed "s/^1796126400/1796212800/" entries >later
	exits 0 "$PRINT" ical lists.example.org $NOW 0 <later >later.ics
	events later.ics | cut -f 3 >now
	cut -f 3 events | diff -u - now
'

test_case 'in lines of at most 75 octets that end in CR LF' '
	tr -d "\n" <out.ics | tr "\r" "\n" | LC_ALL=C awk "
		length > 75 { bad = 1 }
		END { exit bad }"
	same "$(grep -c "" out.ics)" "$(grep -c "$(printf "\r")\$" out.ics)"
	# A fold that is none is seen.
	sed "s/^ //" out.ics >broken.ics
	exits 1 events broken.ics 2>err
'

test_case 'for the terminal, the same things beside their weeks' '
	exits 0 "$PRINT" text Europe/Prague $NOW 3 <entries >out
	has out "times in Europe/Prague" "November 2026" "January 2027" \
		"Tue  1 13:00  o QSEC-2026-0008  embargo ends (same day)" \
		"Sat 16 13:25  # QSEC-2026-0007  processing ends" \
		"Sat 21 01:00  K dave@example.org  key expires"
	lacks out "before that" "after that"
	same 0 "$(grep -c " \$" out)"
'

# key_of PERSON DAYS - a key that expires so late, to PERSON.asc.
key_of() {
	mkdir -m 700 k
	gpg --homedir k --batch --quiet --no-tty --passphrase "" \
		--quick-gen-key "$1@example.org" future-default default "$2d" \
		2>/dev/null
	gpg --homedir k --armor --export >"$1.asc"
	gpgconf --homedir k --kill all
}

test_case 'an empty list has an empty calendar' '
	new_list sec
	set_conf sec reply delay 0s
	exits 0 sp calendar >out
	has out "embargo ends" "[ ] today; times in UTC"
	lacks out "  d " "  K " "  o "
	exits 0 sp calendar --ics >out.ics
	lacks out.ics VEVENT
'

test_case 'what is due in a case stands in it, and what it is about does not' '
	add_member sec alice
	add_member sec dave moderator
	{
		mail_headers ada@example.com "[TEST-SECURITY] Kanarienvogel"
		echo "heap overflow" | mime_text
	} >x.eml
	exits 0 deliver sec x.eml
	ref=$(rows "SELECT ref FROM mail")
	exits 0 sp calendar --json >doc.json
	lacks doc.json "$ref"
	exits 0 sp approve "$ref" >out
	number=$(rows "SELECT number FROM cases")
	exits 0 sp calendar --months 2 >out
	has out "d $number  human answer"
	echo "Thank you, I can reproduce it." >text
	exits 0 sp ack "$number" --text text >out
	exits 0 sp run --once >out
	exits 0 sp calendar --months 4 >out
	has out "d $number  triage" "# $number  processing ends"
	lacks out "human answer" Kanarienvogel ada@
	exits 0 sp calendar --ics >out.ics
	has out.ics "SUMMARY:$number" "UID:$number-1-2@lists.example.org"
	lacks out.ics triage processing Kanarienvogel ada alice
	echo "$number" >case
'

test_case 'and who leaves the case behind, leaves the calendar' '
	exits 0 sp case judge "$(cat case)" --genuine no >out
	exits 0 sp case close "$(cat case)" not-a-vulnerability \
		--because "It is none." >out
	exits 0 sp calendar --json >doc.json
	lacks doc.json "$(cat case)"
'

test_case 'so does a key that expires, for us with its owner' '
	key_of erin 40
	exits 0 sp member add sec erin@example.org --key erin.asc
	fpr=$(rows "SELECT fingerprint FROM pgp_key WHERE expires > 0")
	last=$(echo "$fpr" | tail -c 9)
	exits 0 sp calendar >out
	has out "K key $last  key expires, erin@example.org"
	exits 0 sp calendar --ics >out.ics
	has out.ics "SUMMARY:key $last"
	lacks out.ics erin
	exits 0 sp calendar --json >doc.json
	has doc.json "\"kind\": \"key\"" "erin@example.org"
	exits 0 sp calendar --months 1 >out
	has out " after that."
'

test_case 'within bounds' '
	exits 0 sp calendar --months 60 >out
	same 60 "$(grep -c "Mo  Tu  We" out)"
	for months in 0 61 -1; do
		exits 2 sp calendar --months $months 2>err
		has err "1 to 60"
	done
	exits 2 sp calendar --ics --json 2>err
'

test_done
