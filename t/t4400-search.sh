#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4400-search.sh - mails and cases by their words, without gpg, and without a
# word of them in the store.
. "${TEST_LIB:?run through meson test}"

# report NAME SUBJECT <PART - from ada; its reference goes into NAME.
report() {
	{
		mail_headers ada@example.com "[TEST-SECURITY] $2"
		cat
	} >"$1.eml"
	exits 0 deliver sec "$1.eml"
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1' >"$1"
}

# found WORD... - references of the mails, in the order of the answer.
found() {
	sp archive search "$@" --limit 0 >found.out 2>found.err || return
	sed -nE 's/^(R-[0-9A-Z]{4}-[0-9A-Z]{4}) .*/\1/p' found.out |
		tr '\n' ' ' | sed 's/ $//'
}

# cases WORD... - numbers of the cases.
cases() {
	sp case search "$@" >cases.out 2>cases.err || return
	sed -nE 's/^([A-Z]+-[0-9]{4}-[0-9]{4}) .*/\1/p' cases.out |
		tr '\n' ' ' | sed 's/ $//'
}

# number N - of the N-th case in all.json.
number() {
	get all.json "d['cases'][$1]['case']"
}

# get FILE EXPRESSION - of the document d.
get() {
	python3 -c 'import json, sys
d = json.load(open(sys.argv[1], encoding="utf-8"))
v = eval(sys.argv[2])
print(*v) if isinstance(v, tuple) else print(v)' "$@"
}

test_case 'three reports: in the clear, encrypted, with attachments' '
	new_team sec
	printf "Heap overflow in hw/net/Schnepfe_rx.c, Schnepfe_rx().\n" |
		mime_text | report one "overflow of a ring"
	printf "Use after free, fixed by 22494556542c676c1b9e7f1c1f2ea13ac1.\n
Gr\303\274\303\237e aus STRASSE\n" | mime_text |
		mime_encrypted ada list | report two "a second ring"
	{
		printf "Content-Type: multipart/mixed; boundary=in\n\n"
		printf -- "--in\n"
		printf "It crashes.\n" | mime_text
		printf -- "--in\nContent-Type: text/x-patch\n"
		printf "Content-Disposition: attachment; filename=waldrapp.c\n"
		printf "Content-Transfer-Encoding: base64\n\n"
		printf "+static int Uferschnepfe(void)\n" | base64
		printf -- "\n--in--\n"
	} | report three "a crash"
'

test_case 'what is held is not in the index' '
	same 0 "$(rows "SELECT count(*) FROM word")"
	exits 5 sp archive search ring >out 2>err
	has err "nothing matched"
	[ ! -s out ]
'

# R-153
test_case 'what is approved is found, but no word of it is in the store' '
	exits 0 sp approve "$(cat one)" "$(cat two)" "$(cat three)" >out
	same "$(cat one)" "$(found schnepfe_rx)"
	same "$(cat three)" "$(found uferschnepfe)"
	for word in schnepfe ferschne waldrapp overflow; do
		exits 0 "$SOURCE/t/canary" $word "$STATE"
	done
'

test_case 'in any letter case, as a whole and in parts, by a commit'"'"'s digits' '
	for word in HEAP hw/net/schnepfe_rx.c Schnepfe_rx.c "Schnepfe_rx()" \
		"net/Schnepfe_rx.c:12" schnepfe; do
		same "$(cat one)" "$(found "${word%:12}")"
	done
	for word in 2249455 22494556542c 22494556542C676C1B9E7F1C1F2EA13AC1 \
		Straße GRÜSSE; do
		same "$(cat two)" "$(found $word)"
	done
	for word in waldrapp.c waldrapp WALDRAPP; do
		same "$(cat three)" "$(found $word)"
	done
	for word in schnepf chnepfe 224945 2249457; do
		exits 5 sp archive search $word >out 2>err
	done
'

test_case 'all words, or any; newest first; subject and author, too' '
	same "$(cat one)" "$(found ring heap)"
	same "$(cat one)" "$(found "ring heap")"
	same "$(cat two) $(cat one)" "$(found ring)"
	same "$(cat three) $(cat two)" "$(found crashes fixed --any)"
	same "$(cat three) $(cat two) $(cat one)" "$(found ada@example.com)"
	exits 5 sp archive search ring waldrapp 2>err
	has err "nothing matched"
	# What is common does not count.
	same "$(cat one)" "$(found overflow of the heap)"
'

test_case 'the newest, or as many as one likes' '
	exits 0 sp archive search ada --limit 1 >out
	has out "$(cat three)" "and 2 older"
	lacks out "$(cat two)"
	exits 0 sp archive search ada --limit 3 >out
	lacks out older
	exits 2 sp archive search ada --limit -1 2>err
	has err "0, for all, or more"
'

test_case 'words on standard input are in nobody'"'"'s list of processes' '
	printf "heap\nRING" >words
	same "$(cat one)" "$(found - <words)"
	same "$(cat one)" "$(found sec - <words)"
	: >words
	exits 2 sp archive search - <words 2>err
	has err "no word to look for"
	head -c 4096 /dev/zero | tr "\0" "." >words
	exits 2 sp archive search - <words 2>err
	has err "no word to look for"
	printf . >>words
	exits 2 sp archive search - <words 2>err
	has err "4096"
'

test_case 'what cannot be looked for is said so' '
	for word in the "*" "schnepf*" x 42 ...; do
		exits 2 sp archive search "$word" 2>err
		has err "look for"
	done
	echo "the x heap" >words
	exits 0 sp archive search - <words >out 2>err
	has out "$(cat one)"
	same "not looked for, since it is not in the index: the
not looked for, since it is not in the index: x" "$(cat err)"
	exits 0 sp archive search $(seq 101 131) ring --any >out
	exits 2 sp archive search $(seq 101 132) ring --any 2>err
	has err "33 words"
'

test_case 'a list is named in front, and its name can be looked for' '
	same "$(cat two) $(cat one)" "$(found sec ring)"
	exits 5 sp archive search sec >out 2>err
	exits 5 sp archive search other ring 2>err
	has err "nothing matched"
'

test_case 'cases, by title and by all their mails' '
	exits 0 sp case list --json >all.json
	one=$(number 0) two=$(number 1) three=$(number 2)
	same "$two $one" "$(cases ring)"
	same "$one" "$(cases heap overflow)"
	# A second mail in the case of the first.
	printf "It was reported before, see Rohrweihe.\n" | mime_text |
		report again "more of it"
	exits 0 sp attach "$(cat again)" "$one" >out
	same "$one" "$(cases heap rohrweihe)"
	exits 5 sp archive search heap rohrweihe 2>err
	same "$three $one" "$(cases rohrweihe waldrapp --any)"
	exits 5 sp case search rohrweihe waldrapp 2>err
'

# listed OPTION... - numbers of the cases that "case list" shows.
listed() {
	sp case list "$@" >listed.out 2>listed.err
	sed -nE 's/^([A-Z]+-[0-9]{4}-[0-9]{4}) .*/\1/p' listed.out |
		tr '\n' ' ' | sed 's/ $//'
}

test_case 'the list of cases shows those with the words, and the rest it asks' '
	one=$(number 0) two=$(number 1)
	same "$one $two" "$(listed --search ring)"
	same "$one" "$(listed --search "heap OVERFLOW")"
	same "$one" "$(listed sec --search "heap rohrweihe")"
	printf "heap\nrohrweihe\n" >words
	same "$one" "$(listed --search - <words)"
	exits 0 sp case rate "$two" Critical >out
	same "$two $one" "$(listed --search ring --sort severity)"
	same "$two" "$(listed --search ring --severity critical)"
	same "" "$(listed --search heap --severity critical)"
	has listed.out "There is no such case."
	same "" "$(listed --search nowhere)"
	has listed.out "There is no such case."
	exits 0 sp case list --search ring --json >doc.json
	same "2 $one" \
		"$(get doc.json "len(d[\"cases\"]), d[\"cases\"][0][\"case\"]")"
	same "$one" "$(listed --search "x rohrweihe")"
	has listed.err "not looked for, since it is not in the index: x"
	exits 2 sp case list --search "*" 2>err
	has err "look for"
'

test_case 'a case is found by its CVE and its bug, which no mail names' '
	two=$(number 1)
	exits 5 sp case search CVE-2026-31337 2>err
	exits 0 sp cve set "$two" CVE-2026-31337 >out
	exits 0 sp case bug "$two" https://bugs.example.org/hv/4711 >out
	exits 0 sp case search CVE-2026-31337 >out
	has out "$two"
	exits 0 sp case search cve-2026-31337 >out
	exits 0 sp case search 4711 second >out
	has out "$two"
	same "$two" "$(listed --search CVE-2026-31337)"
	exits 0 sp case refresh sec >out
	exits 0 sp case search bugs.example.org ring >out
	has out "$two"
	lacks "$STATE/store.db" 31337 bugs.example.org
'

test_case 'as JSON' '
	exits 0 sp archive search ring --limit 1 --json >doc.json
	same "2 1" "$(get doc.json "d[\"found\"], len(d[\"mails\"])")"
	same "$(cat two)" "$(get doc.json "d[\"mails\"][0][\"ref\"]")"
	exits 0 sp case search ring --json >doc.json
	same 2 "$(get doc.json "d[\"found\"]")"
	same "[TEST-SECURITY] a second ring" \
		"$(get doc.json "d[\"cases\"][0][\"title\"]")"
	exits 5 sp archive search nowhere --json >doc.json 2>err
	same 0 "$(get doc.json "d[\"found\"]")"
	[ ! -s err ]
'

test_case 'a report that names what a case is about is said to be like it' '
	one=$(number 0) three=$(number 2)
	printf "I crashed schnepfe_rx() of hw/net/schnepfe_rx.c\n" |
		mime_text | report like "crash"
	exits 0 sp show "$(cat like)" >out
	has out "might be       $one  new  strong: schnepfe_rx, " \
		hw/net/schnepfe_rx.c
	exits 0 sp held >out
	grep "^$(cat like)" out | grep -F "[like $one] "
	exits 0 sp held --json >doc.json
	same "$one" "$(get doc.json "d[\"mails\"][0][\"similar\"][0][:14]")"
	outbox_decrypt dave "$(sent_last dave@example.org)" >opened
	has opened "Might be:      $one"
	printf "waldrapp.c only\n" | mime_text | mime_encrypted ada list |
		report weak "crash again"
	exits 0 sp held >out
	grep "^$(cat weak)" out | grep -F "[like $three?] "
	printf "nothing of that kind\n" | mime_text | report other "crash"
	exits 0 sp held >out
	grep "^$(cat other)" out >row
	lacks row like
'

test_case 'no gpg is needed, nor any key' '
	mv "$STATE/gnupg" "$STATE/away"
	mkdir -m 700 "$STATE/gnupg"
	same "$(cat one)" "$(found schnepfe_rx)"
	same 3 "$(cases ada | wc -w)"
	rm -r "$STATE/gnupg"
	mv "$STATE/away" "$STATE/gnupg"
'

test_case 'a mail of a member is indexed as it is distributed' '
	{
		mail_headers alice@example.org "patch"
		echo "Sumpfohreule is fixed" | mime_text | mime_signed alice
	} >alice.eml
	exits 0 deliver sec alice.eml --sender=alice@example.org
	same "$(rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1")" \
		"$(found sumpfohreule)"
'

# words - how many are in the index of the first mail.
words() {
	rows "SELECT count(*) FROM word JOIN mail ON mail = mail.id
		WHERE ref = '$(cat one)'"
}

# R-137
test_case 'what is forgotten is found no more' '
	[ "$(words)" -gt 10 ]
	exits 4 env SUDO_USER=jo "$SALLYPORT" -C "$CONF" forget "$(cat one)"
	exits 0 env SUDO_USER=mo "$SALLYPORT" -C "$CONF" forget "$(cat one)"
	exits 5 sp archive search schnepfe_rx 2>err
	same "$(cat two)" "$(found ring)"
	exits 5 sp case search overflow 2>err
	same 0 "$(words)"
	same "" "$(rows "PRAGMA foreign_key_check")"
'

test_case 'without an index nothing is looked for, and what there was goes' '
	exits 0 sp archive search ring >out
	set_conf sec archive index no
	exits 3 sp archive search ring 2>err
	has err "[archive] index is no"
	exits 3 sp case search ring 2>err
	exits 3 sp case list --search ring 2>err
	exits 0 sp run --once >out
	same "0 0" "$(rows "SELECT (SELECT count(*) FROM word) || char(32) ||
		(SELECT count(*) FROM title_word)")"
	exits 0 sp approve "$(cat other)" >out
	set_conf sec archive index yes
	exits 5 sp archive search ring >out 2>err
	exits 0 sp approve "$(cat weak)" >out
	exits 0 sp archive search waldrapp.c >out
	has out "$(cat weak)"
'

test_done
