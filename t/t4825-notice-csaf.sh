#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4825-notice-csaf.sh - published cases as CSAF advisories, in a folder that is
# what the standard calls that of a trusted provider.
. "${TEST_LIB:?run through meson test}"

. "$SOURCE/t/exports.sh"

VECTOR=CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H
FOLDER=web/csaf/$YEAR
SECOND=$FOLDER/exsn-$YEAR-0002.json

# advisory NUMBER - it and what stands beside it is as it should be.
advisory() {
	file=$FOLDER/exsn-$YEAR-$1.json
	exits 0 "$SOURCE/t/check-json" "$NOTICES/csaf.schema.json" $file
	exits 0 "$SOURCE/t/check-csaf" $file
	(cd $FOLDER && exits 0 sha512sum -c exsn-$YEAR-$1.json.sha512 >&2)
	exits 0 gpg --homedir reader --status-fd 1 --verify $file.asc $file \
		2>gpg.err >status
	has status "VALIDSIG $(cat fingerprint)"
}

test_case 'without a publisher there is none, and it is not missed' '
	new_list sec
	set_conf sec notice prefix EXSN
	set_conf sec notice product example
	set_conf sec notice repository https://git.example.org/hv/example.git
	another first
	exits 0 sp case branch $c master affected >out
	exits 0 sp notice check $c >out
	lacks out CVSS
	exits 0 sp case publish $c >out
	export_to web
	lacks out csaf
	[ ! -e web/csaf ]
'

test_case 'a publisher has an address of his own and one of the folder' '
	set_conf sec notice publisher "Example Security Team"
	exits 2 sp config check sec 2>err
	has err "[notice] publisher: found \"Example Security Team\"" \
		"as long as homepage is empty"
	set_conf sec notice homepage https://www.example.org
	exits 2 sp config check sec 2>err
	has err "as long as web is empty"
	set_conf sec notice web https://security.example.org
	exits 0 sp config check sec
'

test_case 'a vector is checked when it is given' '
	another second
	for bad in 8.8 CVSS:4.0/AV:N "$VECTOR/E:P" "${VECTOR%/A:H}" "$VECTOR
x"; do
		exits 2 sp notice set $c --cvss "$bad" 2>err
		has err CVSS
	done
	exits 0 sp notice check $c >out
	has out "warning no CVSS vector: the CSAF file will lack a score." \
		"sallyport notice set $c --cvss VECTOR"
	exits 0 sp notice set $c --cvss $VECTOR
	exits 0 sp notice check $c >out
	lacks out CVSS
	exits 0 sp notice show $c >out
	has out "CVSS: 8.8 HIGH" $VECTOR
	exits 0 sp notice set $c --cvss ""
	exits 0 sp notice show $c >out
	lacks out CVSS
'

test_case 'and in the form it stands on a line' '
	c=$(cat case)
	printf "Summary: about second\nDescription:\nwords\nCVSS: %s\n" \
		$VECTOR >form
	exits 0 sp notice edit $c --text form
	exits 0 sp notice show $c >out
	has out "8.8 HIGH"
	printf "Summary: x\nDescription:\nwords\nCVSS: 9.8\n" >form
	exits 2 sp notice edit $c --text form 2>err
	has err "\"9.8\" is no vector of CVSS 3.1"
'

test_case 'published, it is written with its digest and its signature' '
	c=$(cat case)
	exits 0 sp case branch $c master fixed --commit $COMMIT --tag v9.1.1 >out
	exits 0 sp case branch $c v8 affected >out
	exits 0 sp case publish $c >out
	exits 0 sp key export sec >list.key
	mkdir -m 700 reader
	gpg --homedir reader --batch --quiet --import list.key 2>gpg.err ||
		complain "$(cat gpg.err)"
	gpg --homedir reader --with-colons --list-keys 2>gpg.err |
		sed -n "s/^fpr:::::::::\([^:]*\):.*/\1/p" | head -1 >fingerprint
	export_to web
	has out $SECOND $SECOND.sha512 \
		$SECOND.asc web/csaf/index.txt \
		web/csaf/changes.csv web/csaf/provider-metadata.json
	advisory 0002
	same "644" "$(find web -type f -printf "%m\n" | sort -u)"
	same "755" "$(find web -type d -printf "%m\n" | sort -u)"
'

test_case 'and its readers find it, and the key' '
	file=web/csaf/provider-metadata.json
	key=web/csaf/openpgp/$(cat fingerprint).asc
	same "https://security.example.org/csaf/provider-metadata.json" \
		"$(json "d[\"canonical_url\"]" $file)"
	same "https://security.example.org/csaf/" \
		"$(json "d[\"distributions\"][0][\"directory_url\"]" $file)"
	same "https://security.example.org/${key#web/}" \
		"$(json "d[\"public_openpgp_keys\"][0][\"url\"]" $file)"
	same "$(cat fingerprint)" \
		"$(json "d[\"public_openpgp_keys\"][0][\"fingerprint\"]" $file)"
	same "$(json "d[\"document\"][\"publisher\"]" $SECOND)" \
		"$(json "d[\"publisher\"]" $file)"
	diff -u list.key $key
'

test_case 'the key of former signatures stays' '
	former=0123456789ABCDEF0123456789ABCDEF01234567
	echo a key >web/csaf/openpgp/$former.asc
	echo none >web/csaf/openpgp/notes.asc
	export_to web
	same "$(printf "%s\n" $former "$(cat fingerprint)" | sort | paste -sd " ")" \
		"$(json "\" \".join(k[\"fingerprint\"] for k in
		d[\"public_openpgp_keys\"])" web/csaf/provider-metadata.json)"
	rm web/csaf/openpgp/$former.asc web/csaf/openpgp/notes.asc
	export_to web
'

test_case 'it says what is broken, what is fixed and what helps' '
	same "$COMMIT~1 v8" "$(json "\" \".join(d[\"vulnerabilities\"][0]
		[\"product_status\"][\"known_affected\"])" $SECOND)"
	same "v9.1.1 $COMMIT" "$(json "\" \".join(d[\"vulnerabilities\"][0]
		[\"product_status\"][\"fixed\"])" $SECOND)"
	same "vendor_fix none_available" "$(json "\" \".join(r[\"category\"]
		for r in d[\"vulnerabilities\"][0][\"remediations\"])" $SECOND)"
	same "8.8" "$(json "str(d[\"vulnerabilities\"][0][\"scores\"][0]
		[\"cvss_v3\"][\"baseScore\"])" $SECOND)"
	same "[{\"type\": \"CVSS_V3\", \"score\": \"$VECTOR\"}]" \
		"$(json "json.dumps(d[\"severity\"])" \
		web/osv/x_EXSN-$YEAR-0002.json)"
	exits 0 "$SOURCE/t/check-json" "$NOTICES/osv.schema.json" \
		web/osv/x_EXSN-$YEAR-0002.json
'

test_case 'nothing in it is for the team alone' '
	! grep -rF -e "$(cat case)" web
'

test_case 'twice, it is the same to the byte, its signature too' '
	cp -r web first
	sleep 1
	export_to web
	diff -r first web
	echo "{}" >$SECOND
	export_to web
	advisory 0002
	rm $SECOND.asc
	export_to web
	advisory 0002
'

test_case 'what changes later is a revision' '
	c=$(cat case)
	same 1 "$(json "d[\"document\"][\"tracking\"][\"version\"]" $SECOND)"
	sleep 1
	exits 0 sp case branch $c v8 fixed --commit 1$(echo $COMMIT | cut -c2-) \
		>out
	export_to web
	advisory 0002
	same 2 "$(json "d[\"document\"][\"tracking\"][\"version\"]" $SECOND)"
	same "Changed: branches" "$(json "d[\"document\"][\"tracking\"]
		[\"revision_history\"][1][\"summary\"]" $SECOND)"
	! cmp -s first/csaf/$YEAR/exsn-$YEAR-0002.json.asc $SECOND.asc
	same "$(json "d[\"document\"][\"tracking\"][\"current_release_date\"]" \
		$SECOND)" "$(json "d[\"modified\"]" \
		web/osv/x_EXSN-$YEAR-0002.json)"
'

test_case 'a correction is one that says what changes' '
	c=$(cat case)
	exits 3 sp notice set $c --impact "a guest reads memory" 2>err
	has err "not said what changes" "--because TEXT"
	exits 3 sp notice set $c --impact worse --because "like $c" 2>err
	has err "note of what changes names $c, which only the team knows"
	exits 3 sp notice set $c --impact worse --because "two
lines" 2>err
	has err "one line of at most 200 characters"
	exits 3 sp notice set $c --impact worse \
		--because "$(printf "%0201d" 0)" 2>err
	long=$(printf "%0200d" 0)
	exits 0 sp notice set $c --impact worse --because $long
	sleep 1
	exits 0 sp notice set $c --impact "a guest reads memory" \
		--because "The impact was told as less than it is"
	exits 0 sp log sec >out
	has out "The impact was told as less than it is"
	export_to web
	advisory 0002
	same "4 $long The impact was told as less than it is" "$(json "\" \".join(
		[d[\"document\"][\"tracking\"][\"version\"]] +
		[r[\"summary\"].replace(\"Changed: \", \"\") for r in
		d[\"document\"][\"tracking\"][\"revision_history\"][2:]])" \
		$SECOND)"
	has web/$YEAR/0002.txt "a guest reads memory"
'

test_case 'what could not be signed is not there, and is signed later' '
	c=$(cat case)
	cp $SECOND old
	exits 0 sp notice set $c --impact "it reads memory" --because "words"
	rm $SECOND.asc
	mkdir $SECOND.asc
	sp notice export $c --to web >out 2>err && complain "exported"
	cmp old $SECOND
	rmdir $SECOND.asc
	gpg --version >$SECOND.asc
	export_to web
	advisory 0002
	! cmp -s old $SECOND
'

test_case 'what should not be read by all is not exported after it either' '
	c=$(cat case)
	cp -r web before
	exits 0 sp notice set $c --description "ask zoe@example.com" \
		--because "whom to ask"
	export_to web 3
	has err "the address zoe@example.com, and nobody has agreed" \
		"sallyport notice edit $c --because TEXT"
	diff -r before web
	printf "Summary: about second\nDescription:\nwords\nCVSS: %s\n" \
		$VECTOR >form
	exits 3 sp notice edit $c --text form 2>err
	exits 0 sp notice edit $c --text form --because "the description"
	export_to web
	advisory 0002
'

test_case 'before it is published nothing is corrected' '
	another unpublished
	exits 2 sp notice set $c --summary x --because y 2>err
	has err "--because is for a notice that is published"
	EDITOR=/none exits 2 sp notice edit $c --because y 2>err
	has err "--because is for a notice that is published"
	exits 0 sp case flag $c public --off --source mistake >out
	exits 0 sp case close $c wont-fix --because "nothing" >out
	rows "SELECT number FROM cases ORDER BY id LIMIT 1 OFFSET 1" >case
'

test_case 'the lists name all that are there, the newest change first' '
	same "$YEAR/exsn-$YEAR-0002.json" "$(cat web/csaf/index.txt)"
	rows "SELECT number FROM cases ORDER BY id LIMIT 1" >case
	export_to web
	printf "$YEAR/exsn-$YEAR-000%d.json\n" 1 2 | diff -u - web/csaf/index.txt
	at() {
		json "d[\"document\"][\"tracking\"][\"current_release_date\"]" \
			$FOLDER/exsn-$YEAR-000$1.json
	}
	printf "\"$YEAR/exsn-$YEAR-000%d.json\",\"%s\"\n" 2 "$(at 2)" \
		1 "$(at 1)" | diff -u - web/csaf/changes.csv
'

# foreign NAME TEXT - a file that somebody else has put there.
foreign() {
	mkdir -p web/csaf/2025
	printf "%s\n" "$2" >web/csaf/2025/"$1"
}

test_case 'those of others as well, by their own dates' '
	foreign other-1.json "{\"document\": {\"tracking\":
		{\"current_release_date\": \"2099-01-01T00:00:00.5+02:00\"}}}"
	foreign NOT-ONE.json "{}"
	foreign notes.txt "{}"
	export_to web
	same "2025/other-1.json" "$(head -1 web/csaf/index.txt)"
	same "\"2025/other-1.json\",\"2099-01-01T00:00:00.5+02:00\"" \
		"$(head -1 web/csaf/changes.csv)"
	same 3 "$(wc -l <web/csaf/index.txt)"
'

test_case 'what is no such document is refused, and the lists stay' '
	cp web/csaf/index.txt want
	for text in "{}" "no JSON" "[1]" "{\"document\": {\"tracking\":
		{\"current_release_date\": \"soon\\\",\\\"x\"}}}"; do
		foreign other-2.json "$text"
		export_to web 2
		has err "web/csaf/2025/other-2.json: it is no CSAF document" \
			"move it out of this folder"
		diff -u want web/csaf/index.txt
	done
	rm web/csaf/2025/other-2.json
	ln -s "$PWD/want" web/csaf/2025/other-2.json
	export_to web 2
	has err "web/csaf/2025/other-2.json is no file"
	rm web/csaf/2025/other-2.json
	truncate -s 16777217 web/csaf/2025/other-2.json
	export_to web 2
	has err "other-2.json is no file of at most 16777216 bytes"
	rm web/csaf/2025/other-2.json
	export_to web
'

test_case 'no link is followed' '
	cp -r web whole
	mkdir victim
	for folder in csaf csaf/$YEAR; do
		rm -rf web
		cp -r whole web
		rm -rf web/$folder
		ln -s "$PWD/victim" web/$folder
		export_to web 2
		has err "no folder, or a link to one"
	done
	same "" "$(ls victim)"
'

test_case 'a version that is broken and fixed is for a person to decide' '
	another third
	exits 0 sp case branch $c master fixed --commit $COMMIT --tag v9.1.1 \
		--broken-in v9.1.0 >out
	exits 0 sp case publish $c >out
	exits 0 sp case branch $c master fixed --commit $COMMIT \
		--broken-in v9.1.0,v9.1.1 >out
	rm -rf web
	export_to web 3
	has err "v9.1.1 is named as broken and as fixed" "--broken-in NAME"
	[ ! -e web ]
	exits 1 sp notice check $c >out
	has out "error   v9.1.1 is named as broken and as fixed."
	exits 0 sp case branch $c master fixed --commit $COMMIT --tag v9.1.1 \
		--broken-in v9.1.0 >out
	export_to web
	exits 0 sp log sec --verify
'

gpgconf --homedir "$TEST_DIR/reader" --kill all
test_done
