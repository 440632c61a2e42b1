#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4500-report.sh - the pictures of a list: written for those who may see them,
# and looked at in a browser.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/cases.sh"

PRINT=$BUILD/t/print-pictures
NOW=1795255200	# 2026-11-21 10:00 UTC

# rights FILE
rights() {
	stat -c %a "$1"
}

# words FILE - what stands in a page that is XML as well, a line for each text.
words() {
	python3 -c 'import sys, xml.etree.ElementTree as tree
for text in tree.parse(sys.argv[1]).getroot().itertext():
    if text.strip():
        print(" ".join(text.split()))' "$1"
}

test_case 'an empty list has a report that says so' '
	new_vendors
	exits 0 sp report --to folder >out
	same folder/sec.html "$(cat out)"
	same 700 "$(rights folder)"
	same 600 "$(rights folder/sec.html)"
	words folder/sec.html >page
	has page "EMBARGOED - internal" "There is no open case." \
		"All times are UTC."
'

test_case 'a case with an embargo, and one whose reporter waits' '
	report "<b>heap</b> overflow in Zwergdommel"
	mv case waits
	report "use after free in Sumpfmeise"
	c=$(cat case)
	exits 0 as alice ack $c --by-phone "we spoke" >out
	exits 0 as dave embargo set $c "$(day 9) 12:00 UTC" >out
	exits 0 as dave embargo restart $c "$(day 11) 12:00 UTC" \
		--because patch-problem "the patch was wrong" >out
	exits 0 sp report sec --to folder >out
	words folder/sec.html >page
	has page "$c" "$(cat waits)" "<b>heap</b> overflow in Zwergdommel" \
		"use after free in Sumpfmeise" "no embargo" acknowledged new
	lacks folder/sec.html "<b>"
	same "sec.html" "$(ls -A folder)"
'

test_case 'with --opaque, a case is its number' '
	exits 0 sp report --to folder --opaque >out
	words folder/sec.html >page
	has page "$(cat case)" "$(cat waits)" acknowledged
	lacks page Zwergdommel Sumpfmeise unrated Title
	exits 0 "$SOURCE/t/canary" Sumpfmeise folder
'

test_case 'it is written for its owner alone' '
	mkdir open; chmod 750 open
	exits 3 sp report --to open 2>err
	has err "open is open to others, and the report is embargoed: chmod 700"
	same "" "$(ls -A open)"
	ln -s folder link
	before=$(cat folder/sec.html | sha256sum)
	exits 3 sp report --to link 2>err
	has err "link: this is no folder, or a link to one"
	echo x >file
	exits 3 sp report --to file 2>err
	has err "this is no folder"
	exits 2 sp report --to missing/folder 2>err
	has err "missing/folder"
	same "$before" "$(cat folder/sec.html | sha256sum)"
	exits 2 sp report 2>err
	has err "say where, with --to"
	exits 2 sp report a b --to folder 2>err
'

test_case 'a link in the place of a page is replaced, not followed' '
	echo mine >victim
	ln -sf ../victim folder/sec.html
	exits 0 sp report --to folder >out
	same mine "$(cat victim)"
	[ ! -L folder/sec.html ]
'

test_case 'what cannot be written leaves nothing behind' '
	rm folder/sec.html
	mkdir folder/sec.html
	exits 2 sp report --to folder 2>err
	has err "sec.html cannot be written: Is a directory"
	same sec.html "$(ls -A folder)"
	rmdir folder/sec.html
	exits 0 sp report --to folder >out
'

test_case 'in Chromium, at the width of a telephone and of a desk, all is well' '
	python3 - $NOW >lines <<-"END"
	import sys
	now, day = int(sys.argv[1]), 86400
	titles = ["heap overflow in foo_rx()", "<script>alert(1)</script> & \u202e",
	          "\U0001f4a5 " + "long title " * 40, "W" * 400, "]]> --> \x1b[2J"]
	for i in range(12):
	    at = [now - (i * 11 % 130 + 1) * day] + [0] * 3
	    for j in range(1, min(i % 6 + 1, 4)):
	        at[j] = at[0] + j * (now - at[0]) // 5
	    end = 0 if i % 4 == 3 else now + (i * 7 % 40 - 8) * day
	    print("mail", now - i * 9000, now if i % 3 else 0)
	    print("case", f"QSEC-2026-{i + 1:04}", "Important", i % 6, *at, end,
	          at[1] + 60 * day if at[1] else 0, 0,
	          f"{now - day},{now - 9 * day}" if i % 3 == 0 else "-",
	          "proposed" if i == 3 else "-", titles[i % 5])
	END
	exits 0 "$PRINT" $NOW 60 <lines >many.html
	exits 0 "$PRINT" $NOW 60 opaque <lines >opaque.html
	exits 0 "$PRINT" $NOW 60 </dev/null >none.html
	cp folder/sec.html real.html
	mkdir look
	exits 0 "$SOURCE/t/look" look many.html opaque.html none.html real.html \
		>complaints
	same "" "$(cat complaints)"
'

test_done
