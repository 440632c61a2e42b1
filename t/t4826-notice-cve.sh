#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4826-notice-cve.sh - published cases with a CVE as what a CNA says in its
# record.
. "${TEST_LIB:?run through meson test}"

. "$SOURCE/t/exports.sh"

BROKEN=1111111111111111111111111111111111111111
CNA=01234567-89ab-4cde-8f01-23456789abcd
FILE=web/cve/CVE-2026-12345.cna.json

# valid FILE
valid() {
	exits 0 "$SOURCE/t/check-json" "$NOTICES/cna.schema.json" "$1"
	[ ! -e "$SCHEMAS/cve-5-cna.json" ] ||
		exits 0 "$SOURCE/t/check-json" "$SCHEMAS/cve-5-cna.json" "$1"
}

test_case 'a published case with a CVE, and nobody who publishes its record' '
	new_list sec
	exits 0 sp member add sec alice@example.org --key $KEYS/alice.asc \
		--name alice --login alice >out
	set_conf sec notice prefix EXSN
	set_conf sec notice product example
	set_conf sec notice repository https://git.example.org/hv/example.git
	report "overflow in foo_rx"
	c=$(cat case)
	exits 0 sp ack $c --by-phone "we spoke"
	exits 0 sp case judge $c --genuine yes --misuse yes
	exits 0 sp case rate $c Important --impact "A guest escapes."
	exits 0 sp case flag $c public --source "a list"
	exits 0 sp case credit $c ada@example.com yes \
		--as "Ada Example <ada@public.example>"
	exits 0 sp case credit $c zoe@example.com no
	exits 0 sp cve set $c CVE-2026-12345
	exits 0 sp case branch $c master fixed --commit $COMMIT --tag v9.1.1 \
		--broken-by $BROKEN --broken-in v9.0.0,v9.1.0
	exits 0 sp case branch $c v8 affected
	exits 0 sp case branch $c v7 not-affected
	exits 0 sp notice set $c --summary "Overflow in foo_rx" \
		--description "It copies <too> much & more." \
		--workaround "Use another device." --vulnerable "All." \
		--cvss CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H
	exits 0 sp notice check $c >out
	lacks out "CVE record"
	exits 0 sp case publish $c >out
	export_to web
	lacks out cve/
	[ ! -e web/cve ]
'

test_case 'a CNA is named by its UUID' '
	set_conf sec notice cna redhat
	exits 2 sp config check sec 2>err
	has err "[notice] cna: found \"redhat\", allowed is a UUID of version 4"
	set_conf sec notice cna $CNA
	exits 0 sp config check sec
'

test_case 'without an address there is none, which the check says' '
	c=$(cat case)
	exits 0 sp notice check $c >out
	has out "warning no address that a CVE record could refer to" \
		"neither [notice] web nor the public bug" "sallyport case bug $c URL"
	export_to web
	[ ! -e web/cve ]
	exits 0 sp case bug $c "#77"
	exits 0 sp notice check $c >out
	has out "no address that a CVE record could refer to"
	export_to web
	[ ! -e web/cve ]
'

test_case 'the public bug has one' '
	c=$(cat case)
	exits 0 sp case bug $c https://bugs.example.org/hv/-/issues/1234
	exits 0 sp notice check $c >out
	lacks out "CVE record"
	export_to web
	has out $FILE
	valid $FILE
	same "https://bugs.example.org/hv/-/issues/1234" \
		"$(json "\" \".join(r[\"url\"] for r in d[\"references\"])" \
		$FILE)"
	same "644 755" "$(stat -c %a $FILE web/cve | tr "\n" " " |
		sed "s/ \$//")"
'

test_case 'and so has the notice, when somebody has said where it can be read' '
	set_conf sec notice web https://security.example.org/
	export_to web
	valid $FILE
	same "https://security.example.org/$YEAR/0001.txt vendor-advisory" \
		"$(json "d[\"references\"][0][\"url\"] + \" \" +
		d[\"references\"][0][\"tags\"][0]" $FILE)"
	set_conf sec notice publisher-category coordinator
	export_to web
	same "third-party-advisory" \
		"$(json "d[\"references\"][0][\"tags\"][0]" $FILE)"
'

# says WANT PYTHON-EXPRESSION - of the container, which is d.
says() {
	same "$1" "$(json "$2" $FILE)"
}

test_case 'it says what the case knows' '
	says $CNA "d[\"providerMetadata\"][\"orgId\"]"
	says "Overflow in foo_rx" "d[\"title\"]"
	says "It copies <too> much & more.||Vulnerable: All.||Impact: A guest \
escapes." "d[\"descriptions\"][0][\"value\"].replace(chr(10), \"|\")"
	says "Use another device." "d[\"workarounds\"][0][\"value\"]"
	says "8.8 Important" "str(d[\"metrics\"][0][\"cvssV3_1\"][\"baseScore\"])
		+ \" \" + d[\"metrics\"][1][\"other\"][\"content\"][\"value\"]"
	says "reporter Ada Example" "\" \".join(c[\"type\"] + \" \" +
		c[\"value\"] for c in d[\"credits\"])"
	says EXSN-$YEAR-0001 "d[\"source\"][\"advisory\"]"
'

test_case 'and of each version how it stands' '
	says "v9.0.0 affected, v9.1.0 affected, $BROKEN <$COMMIT affected, \
v9.1.1 unaffected, $COMMIT <* unaffected, v8 affected" \
		"\", \".join(v[\"version\"] + (\" <\" + v[\"lessThan\"] if
		\"lessThan\" in v else \"\") + \" \" + v[\"status\"]
		for v in d[\"affected\"][0][\"versions\"])"
	says "example example https://git.example.org/hv/example.git unknown" \
		"\" \".join(d[\"affected\"][0][k] for k in (\"vendor\",
		\"product\", \"repo\", \"defaultStatus\"))"
	set_conf sec notice homepage https://www.example.org
	set_conf sec notice publisher "Example Security Team"
	export_to web
	valid $FILE
	says "Example Security Team" "d[\"affected\"][0][\"vendor\"]"
'

test_case 'nothing in it is for the team alone' '
	[ -s $FILE ]
	for word in "$(cat case)" zoe@example.com ada@ alice Kanarienvogel \
		"$(rows "SELECT ref FROM mail")"; do
		lacks $FILE "$word"
	done
'

test_case 'twice, it is the same to the byte' '
	cp $FILE first
	sleep 1
	export_to web
	cmp first $FILE
'

test_case 'a branch that gets its fix later is fixed there' '
	c=$(cat case)
	later=2$(echo $COMMIT | cut -c2-)
	exits 0 sp case branch $c v8 fixed --commit $later --broken-by $BROKEN
	export_to web
	valid $FILE
	lacks $FILE "\"v8\""
	has $FILE "\"lessThan\": \"$later\""
'

test_case 'a description that is longer than the format allows is cut' '
	exits 0 sp case open sec "about another" >out
	rows "SELECT number FROM cases ORDER BY id DESC LIMIT 1" >case
	c=$(cat case)
	exits 0 sp case judge $c --genuine yes --misuse yes >out
	exits 0 sp case rate $c Low --impact bad >out
	exits 0 sp cve set $c CVE-2026-54321 >out
	# 4090 characters, of which the last has four bytes, and more words.
	printf "%04088d \360\237\220\233 and more of it" 0 >long
	exits 0 sp notice set $c --summary "about another" --description - \
		--workaround none --vulnerable all <long
	exits 0 sp case flag $c public --source "a list" >out
	exits 0 sp case branch $c master affected >out
	exits 0 sp case publish $c >out
	export_to web
	FILE=web/cve/CVE-2026-54321.cna.json
	valid $FILE
	says "4096 0 $(printf "\360\237\220\233") [...]" \
		"str(len(d[\"descriptions\"][0][\"value\"])) + \" \" +
		d[\"descriptions\"][0][\"value\"][-9:]"
'

test_case 'no link is followed' '
	rm -rf web/cve
	mkdir victim
	ln -s "$PWD/victim" web/cve
	export_to web 2
	has err "no folder, or a link to one"
	same "" "$(ls victim)"
	exits 0 sp log sec --verify
'

test_done
