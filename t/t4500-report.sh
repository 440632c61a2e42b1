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

# facts EXPRESSION - of d, what the report says as JSON, and its only case c
# with an embargo.
facts() {
	exits 0 sp report sec --json >facts.json
	python3 -c "import json, sys
d = json.load(open('facts.json'))
c = [c for c in d['cases'] if c['embargo_end']][0]
print(*eval('(' + sys.argv[1] + ',)'))" "$1"
}

test_case 'what it shows is what has happened' '
	{
		mail_headers ada@example.com "one more"
		echo "Kanarienvogel" | mime_text
	} >held.eml
	exits 0 deliver sec held.eml
	{
		mail_headers alice@example.org "a mail by a member"
		echo "Kanarienvogel" | mime_text | mime_signed alice
	} >member.eml
	exits 0 deliver sec member.eml --sender=alice@example.org
	same "1 3" "$(rows "SELECT group_concat(n, \" \") FROM (SELECT
		count(*) n FROM mail GROUP BY state ORDER BY state)")"
	same "3 1" "$(facts "len(d[\"held\"]),
		sum(m[\"decided\"] is None for m in d[\"held\"])")"
	same "$(cat case) acknowledged 1 $(day 11)T12:00:00Z None None" \
		"$(facts "c[\"case\"], c[\"state\"], len(c[\"restarts\"]),
			c[\"embargo_end\"], c[\"ready\"], c[\"done\"]")"
	same "[1, 1]" "$(facts "[c[\"reports\"] for c in d[\"cases\"]]")"
	same "1 1 0 60" "$(facts "*[s[\"cases\"] for s in d[\"states\"]][:3],
		d[\"processing_days\"]")"
	exits 0 as dave case flag "$(cat case)" exploited --source "a log" >out
	exits 0 as dave embargo end "$(cat case)" --because "seen" >out
	same True "$(facts "c[\"embargo_end\"] <= d[\"at\"]")"
	exits 0 sp report sec --to folder >out
	words folder/sec.html >page
	grep -q "^over since " page
	exits 0 as dave attach "$(rows "SELECT ref FROM mail ORDER BY id DESC
		LIMIT 1 OFFSET 1")" "$(cat case)" >out
	same "3 0 2" "$(facts "len(d[\"held\"]),
		sum(m[\"decided\"] is None for m in d[\"held\"]),
		c[\"reports\"]")"
'

test_case 'what went into a case counts with it, at any remove' '
	into=$(cat case)
	for n in 1 2; do
		{
			mail_headers eve@example.com "the same, $n"
			echo "Kanarienvogel" | mime_text
		} >same.eml
		exits 0 deliver sec same.eml --sender=eve@example.com
		exits 0 as dave approve "$(rows "SELECT ref FROM mail
			ORDER BY id DESC LIMIT 1")" >out
	done
	two=$(rows "SELECT number FROM cases ORDER BY id DESC LIMIT 1")
	one=$(rows "SELECT number FROM cases ORDER BY id DESC LIMIT 1 OFFSET 1")
	exits 0 as dave case merge "$two" "$one" >out
	exits 0 as dave case merge "$one" "$into" >out
	same 4 "$(facts "[k[\"reports\"] for k in d[\"cases\"]
		if k[\"case\"] == \"$into\"][0]")"
'

test_case 'it is written for its owner alone' '
	mkdir open; chmod 750 open
	exits 3 sp report --to open 2>err
	has err "open is open to others, and the report is embargoed: name a \
folder that is not there yet, or one of mode 0700"
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

# mask MASK COMMAND... - with that umask.
mask() {
	(umask "$1" && shift && "$@")
}

test_case 'encrypted, members can read it wherever it lies, and nobody else' '
	mkdir -m 755 shared
	exits 0 sp report --to shared --encrypt >out
	has out shared/sec.html.pgp "encrypted to 3 keys"
	same 600 "$(rights shared/sec.html.pgp)"
	same sec.html.pgp "$(ls -A shared)"
	for person in alice carol dave; do
		exits 0 outbox_decrypt $person shared/sec.html.pgp >page
		has page "EMBARGOED - internal" Sumpfmeise "</html>"
		has gpg.status "GOODSIG "
	done
	exits 2 outbox_decrypt bob shared/sec.html.pgp
	exits 0 "$SOURCE/t/canary" Sumpfmeise shared
	ln -s shared shared.link
	exits 3 sp report --to shared.link --encrypt 2>err
	has err "or a link to one"
	exits 0 sp report --to new --encrypt --opaque >out
	same 700 "$(rights new)"
	exits 0 outbox_decrypt alice new/sec.html.pgp >page
	lacks page Sumpfmeise
'

test_case 'the page for anybody tells nothing of a private case' '
	new_list other
	exits 0 mask 022 "$SALLYPORT" -C "$CONF" report other --to www --public
	same 755 "$(rights www)"
	same 644 "$(rights www/other-public.html)"
	exits 0 mask 027 "$SALLYPORT" -C "$CONF" report sec --to www --public \
		>out
	same www/sec-public.html "$(cat out)"
	same 755 "$(rights www)"
	same 640 "$(rights www/sec-public.html)"
	words www/sec-public.html >page
	has page "Figures of sec@lists.example.org" \
		"There are fewer than 3 cases."
	lacks page EMBARGOED
	sed "s/other@/sec@/g" www/other-public.html |
		cmp - www/sec-public.html
	ln -s www www.link
	exits 0 sp report sec --to www.link --public
'

test_case 'options that do not go together' '
	exits 2 sp report sec --to x --public --opaque 2>err
	has err "--public is for anybody"
	exits 2 sp report sec --to x --public --encrypt 2>err
	exits 2 sp report sec --to x --json 2>err
	has err "--json prints what the page of the team shows"
	exits 2 sp report sec --public --json 2>err
	has err "stats --public --json is for anybody"
	exits 2 sp report sec --public 2>err
	has err "say where, with --to"
	[ ! -e x ]
'

# What is looked for is found.
test_case 'a page with everything wrong is complained of' '
	cat >bad.html <<-"END"
	<!DOCTYPE html><style>.small { font-size: 9px }</style>
	<script>var x;</script><img src="http://127.0.0.1:1/picture">
	<p style="width: 2000px">wide</p><section>
	<ul class="legend"><li><svg width="30" height="20"></svg></li>
	<li><svg width="30" height="20"></svg></li></ul>
	<svg class="picture" width="100" height="50"><text y="20">one</text>
	<text x="5" y="20">two</text><text x="90" y="40">outside</text>
	<text y="45" class="small">tiny</text></svg></section>
	END
	mkdir bad
	echo "<!DOCTYPE html>" >blank.html
	exits 0 "$SOURCE/t/look" bad bad.html blank.html >complaints
	has complaints "blank.html: phone: nothing is drawn" \
		"blank.html: desk-dark: nothing is drawn" \
		"bad.html: phone: samples 1 and 2 look alike"
	for view in phone phone-dark tablet paper desk desk-dark; do
		has complaints "$view: wider than the screen" \
			"$view: too small: tiny" \
			"$view: overlaps \"two\": one" \
			"$view: outside its picture: outside" \
			"$view: a picture is not named" \
			"$view: a picture has no table" \
			"$view: there is a script" \
			"$view: 0 of 1 are read as image" \
			"$view: asks for http://127.0.0.1:1/picture"
	done
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
	cat >figures <<-"END"
	year 2025 complete
	months 3 January - March
	months 24 April - December
	figures -1 closed for another reason, or "-"
	figures 13 days in private, median
	answers 11 up to 1 day
	answers 16 more than 14 days, or no such answer
	embargoes 27 any number of days, or no embargo
	year 2026
	months 3 December 2025 - November 2026
	END
	exits 0 "$BUILD/t/print-public" security@lists.example.org <figures \
		>public.html
	mkdir look
	exits 0 "$SOURCE/t/look" look many.html opaque.html none.html real.html \
		public.html >complaints
	same "" "$(cat complaints)"
'

test_done
