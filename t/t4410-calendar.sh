#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4410-calendar.sh - others read the iCalendar that we write, and find in it
# what stands in the calendar for the terminal.
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

test_done
