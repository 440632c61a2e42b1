#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4820-notice-export.sh - the notice of a published case as files for the web,
# as other programs read them.
. "${TEST_LIB:?run through meson test}"

. "$SOURCE/t/exports.sh"

valid_xml() {
	exits 0 xmllint --noout --nonet --relaxng "$NOTICES/lsn.rng" "$1"
}

test_case 'a case with all that a notice tells' '
	new_list sec
	for who in alice bob; do
		exits 0 sp member add sec $who@example.org --key $KEYS/$who.asc \
			--name $who --login $who >out
	done
	exits 0 sp member add sec dave@example.org --key $KEYS/dave.asc \
		--name dave --role moderator --login dave >out
	set_conf sec notice prefix EXSN
	report "overflow in foo_rx"
	c=$(cat case)
	exits 0 sp ack $c --by-phone "we spoke"
	exits 0 sp case judge $c --genuine yes --misuse yes
	exits 0 sp case rate $c Important --impact "a guest escapes"
	exits 0 sp case flag $c public --source "a list"
	exits 0 sp case credit $c ada@example.com yes \
		--as "Ada Example <ada@public.example>"
	exits 0 sp case credit $c zoe@example.com no
	exits 0 sp case bug $c https://bugs.example.org/hv/-/issues/1234 \
		--closed
	exits 0 sp cve set $c CVE-2026-12345
	exits 0 sp case branch $c master fixed --commit $COMMIT --tag v9.1.1 \
		--broken-by 1111111111111111111111111111111111111111 \
		--broken-in v9.0.0,v9.1.0
	exits 0 sp case show $c >out
	has out "master: fixed in $COMMIT, tag v9.1.1, broken in v9.0.0,v9.1.0"
	exits 0 sp case branch $c v8 affected
	exits 0 sp case branch $c v7 not-affected
	exits 0 sp notice set $c --summary "Overflow in foo_rx" \
		--description "It copies <too> much & more." \
		--workaround "None." --vulnerable "All since 9.0."
	git init -q repo
	echo "int x;" >repo/foo.c
	git -C repo add foo.c
	git -C repo commit -q --author="x <x@example.org>" -m base
	change foo.c "/* checked */"
	git -C repo format-patch -q -1 -o ../fix
	post fix/0001-*.patch
'

test_case 'nothing of it is written before it is published' '
	set_conf sec notice product example
	set_conf sec notice repository https://git.example.org/hv/example.git
	exits 2 sp notice export $(cat case) 2>err
	has err "--to"
	export_to web 3
	has err "nothing of a case is written before it is published"
	[ ! -e web ]
	exits 5 sp notice export SEC-2001-0001 --to web 2>err
	exits 0 sp notice patchlist >out
	[ ! -s out ]
'

test_case 'nor without what the formats ask for' '
	set_conf sec notice product ""
	exits 0 sp case publish $(cat case) >out
	has out "published as EXSN-$YEAR-0001"
	export_to web 2
	has err "without [notice] product, repository and namespace"
	[ ! -e web ]
	set_conf sec notice product example
'

test_case 'published, it is there in every form, for all to read' '
	export_to web
	printf "web/%s\n" $YEAR/0001.xml $YEAR/0001.txt \
		osv/x_EXSN-$YEAR-0001.json patchlist.tsv index.xml >want
	diff -u want out
	find web -type f | sort >found
	sort want | diff -u - found
	same "644" "$(find web -type f -printf "%m\n" | sort -u)"
	same "755" "$(find web -type d -printf "%m\n" | sort -u)"
'

test_case 'the XML keeps to the grammar, and the text says the same' '
	valid_xml web/$YEAR/0001.xml
	valid_xml web/index.xml
	[ ! -e "$SCHEMAS/lsn.rng" ] || exits 0 xmllint --noout --nonet \
		--relaxng "$SCHEMAS/lsn.rng" web/$YEAR/0001.xml
	"$SOURCE/t/lsn2text" web/$YEAR/0001.xml \
		"Example Security Notice: EXSN-" https://git.example.org/hv/ >text
	diff -u web/$YEAR/0001.txt text
	has web/$YEAR/0001.txt "Reported by: Ada Example <ada@public.example>" \
		"See also: CVE-2026-12345, bugs.example.org bug #1234" \
		"Patched by: alice" "It copies <too> much & more. Vulnerable:" \
		"Broken in: v9.1.0" "Fixed in: v9.1.1" "Fixed by: $COMMIT" \
		"Branch: v8"
	lacks web/$YEAR/0001.txt "Branch: v7"
'

test_case 'the record keeps to the schema' '
	file=web/osv/x_EXSN-$YEAR-0001.json
	exits 0 "$SOURCE/t/check-json" "$NOTICES/osv.schema.json" $file
	[ ! -e "$SCHEMAS/osv.json" ] ||
		exits 0 "$SOURCE/t/check-json" "$SCHEMAS/osv.json" $file
	same "[\"1111111111111111111111111111111111111111\"] [\"$COMMIT\"]" \
		"$(json "json.dumps([e[\"introduced\"] for e in
			d[\"affected\"][0][\"ranges\"][0][\"events\"]
			if \"introduced\" in e]) + \" \" +
			json.dumps([e[\"fixed\"] for e in
			d[\"affected\"][0][\"ranges\"][0][\"events\"]
			if \"fixed\" in e])" $file)"
	same "Important" "$(json "d[\"database_specific\"][\"severity\"]" $file)"
'

test_case 'the patch list names the patch as the bundle does' '
	printf "%s-0001\t%s/0001/0001-foo-check-the-length.patch\t\t%s\n" $YEAR \
		$YEAR "foo: check the length" >want
	diff -u want web/patchlist.tsv
	exits 0 sp notice patchlist >out
	diff -u want out
	exits 0 sp notice patchlist sec --since "$(day -1)" >out
	diff -u want out
	exits 0 sp notice patchlist --since "$(day 2)" >out
	[ ! -s out ]
	for bad in yesterday 2026-13-01 2026-11-20x ""; do
		exits 2 sp notice patchlist --since "$bad" 2>err
	done
'

test_case 'nothing in it is for the team alone' '
	for word in "$(cat case)" zoe@example.com ada@example.com \
		alice@example.org bob Kanarienvogel "$(rows "SELECT ref FROM mail
		WHERE id = 1")"; do
		! grep -rF -e "$word" web
	done
'

test_case 'twice, it is the same to the byte' '
	cp -r web first
	export_to web
	diff -r first web
'

test_case 'lines of other notices stay, in their order' '
	printf "%s\t%s\t\t%s\n" 211 xsa211.patch "display: widths" \
		211 xsa211/4.7.patch "display: widths" \
		211 xsa211/4.6.patch "" >web/patchlist.tsv
	cat web/patchlist.tsv first/patchlist.tsv >want
	export_to web
	diff -u want web/patchlist.tsv
	printf "211\txsa211.patch\tdisplay\n" >web/patchlist.tsv
	cp web/patchlist.tsv want
	export_to web 2
	has err "line 1 of the patch list has 3 fields"
	diff -u want web/patchlist.tsv
	cp first/patchlist.tsv web
'

# linked NAME TARGET - the export, with a link of that name in the folder.
linked() {
	rm -rf web victim
	cp -r first web
	mkdir victim
	echo untouched >victim/file
	rm -rf "web/$1"
	ln -s "$2" "web/$1"
}

test_case 'no link is followed' '
	linked index.xml "$PWD/victim/file"
	export_to web
	[ ! -L web/index.xml ]
	linked $YEAR/0001.xml "$PWD/victim/file"
	export_to web
	[ ! -L web/$YEAR/0001.xml ]
	linked patchlist.tsv "$PWD/victim/file"
	export_to web 2
	for folder in $YEAR osv; do
		linked $folder "$PWD/victim"
		export_to web 2
		has err "no folder, or a link to one"
		same file "$(ls victim)"
	done
	ln -s web link
	export_to link 2
	has err "no folder, or a link to one"
	export_to web/index.xml 2
	same untouched "$(cat victim/file)"
'

test_case 'what could not be written leaves the old file, and no other' '
	rm -rf web
	cp -r first web
	rm web/index.xml
	mkdir web/index.xml
	exits 2 sp notice export $(cat case) --to web >out 2>err ||
		exits 75 sp notice export $(cat case) --to web >out 2>err
	[ ! -s out ]
	same "" "$(find web -name ".*")"
	rm -r web/index.xml
	export_to web
	diff -r first web
'

# published NAME - a further published case; its number goes into "case".
published() {
	another "$1"
	exits 0 sp case branch "$c" master affected >out
	exits 0 sp case publish "$c" >out
}

test_case 'a prefix that the format knows needs no x_; without one, no record' '
	set_conf sec notice prefix LSN
	published second
	export_to web
	has out web/osv/LSN-$YEAR-0002.json
	exits 0 "$SOURCE/t/check-json" "$NOTICES/osv.schema.json" \
		web/osv/LSN-$YEAR-0002.json
	same "\"0\"" "$(json "json.dumps(d[\"affected\"][0][\"ranges\"][0]
		[\"events\"][0][\"introduced\"])" web/osv/LSN-$YEAR-0002.json)"
	set_conf sec notice prefix ""
	published third
	export_to web
	has out web/$YEAR/0003.txt
	lacks out osv/
	same 2 "$(ls web/osv | wc -l)"
	same "$YEAR/0001.xml $YEAR/0002.xml $YEAR/0003.xml" "$(sed -n \
		"s/.*name=\"\([^\"]*\)\".*/\1/p" web/index.xml | paste -sd " ")"
	valid_xml web/index.xml
'

test_case 'two at once lose nothing' '
	rm -rf web
	: >started
	for n in $(rows "SELECT number FROM cases ORDER BY id"); do
		(
			sp notice export "$n" --to web >"out.$n" 2>&1 ||
				echo "$n" >>failed
		) &
	done
	wait
	[ ! -e failed ] || complain "$(cat out.*)"
	same 3 "$(grep -c "security-notice name" web/index.xml)"
	diff -u first/patchlist.tsv web/patchlist.tsv
'

test_case 'a case that was dismissed has no notice' '
	exits 0 sp case open sec "nothing" >out
	rows "SELECT number FROM cases ORDER BY id DESC LIMIT 1" >case
	exits 0 sp notice set $(cat case) --summary Nothing --description words
	exits 0 sp case close $(cat case) wont-fix --because "no"
	export_to none 3
	has err "not published with a notice of ours"
	[ ! -e none ]
	exits 0 sp log sec --verify
'

test_done
