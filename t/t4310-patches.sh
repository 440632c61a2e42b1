#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4310-patches.sh - patches that a reporter sent, and those of merged cases.
#
# alice writes fixes, dave is the gatekeeper; bob and carol are neither.
. "${TEST_LIB:?run through meson test}"

. "$SOURCE/t/cases.sh"
. "$SOURCE/t/patches.sh"

# attach FILE - as a part of a mail: after a text from standard input.
attach() {
	echo "Content-Type: multipart/mixed; boundary=two"
	echo
	echo "--two"
	mime_text
	echo "--two"
	echo "Content-Type: text/x-patch; charset=utf-8; name=a.patch"
	echo "Content-Disposition: attachment; filename=a.patch"
	echo
	cat "$1"
	echo
	echo "--two--"
}

# arrives SUBJECT - a mail by ada that nobody has signed; the part comes from
# standard input. Its reference goes into "ref".
arrives() {
	{
		mail_headers "Ada Example <ada@example.com>" "$1"
		cat
	} >x.eml
	exits 0 deliver sec x.eml
	rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1" >ref
	same 1 "$(rows "SELECT state FROM mail WHERE ref = '$(cat ref)'")"
}

# ada_writes FILE TEXT SUBJECT VERSION - a commit by ada, into ada/.
ada_writes() {
	git -C repo reset -q --hard base
	echo "$2" >>"repo/$1"
	git -C repo commit -q -a --author='Ada Example <ada@example.com>' \
		-m "$3"
	rm -rf ada
	git -C repo format-patch -q "-v$4" -1 -o ../ada
}

# set_of - the digest of the set of the case.
set_of() {
	exits 0 sp review show "$(cat case)" --json >doc
	json 'd["set"]' doc
}

test_case 'a patch in the report of a stranger is a patch of the case' '
	new_vendors
	new_vendor bob "Vendor C"
	set_conf sec review gatekeeper dave@example.org
	git init -q repo
	printf "int\nfoo_rx(void)\n{\n}\n" >repo/foo.c
	git -C repo add foo.c
	git -C repo commit -q --author="x <x@example.org>" -m base
	git -C repo tag base
	ada_writes foo.c "/* checked */" "foo: check the length" 1
	printf "It overflows; this helps.\n\nReviewed-by: %s\n" \
		"bob <bob@example.org>" |
		attach ada/*.patch | arrives "[TEST-SECURITY] overflow"
	exits 0 sp approve "$(cat ref)" --remember >out.txt
	rows "SELECT number FROM cases" >case
	shows "\"foo: check the length\"" \
		"Ada Example <ada@example.com>, not verified" \
		"0 of 1 independent" "not signed by a member"
	lacks shown "posted by"
	exits 0 sp case "$(cat case)" >out.txt
	has out.txt "patches    1 in the set; of 1, nobody known has signed"
	set_of >set
	same "False " "$(json "\"{author_verified} {posted_by}\".format(
		**d[\"patches\"][0])" doc)"
	same "[False]" "$(json "[t[\"counts\"]
		for t in d[\"patches\"][0][\"tags\"]]" doc)"
	exits 0 sp log sec >log
	has log patch-posted
'

test_case 'it can be reviewed, by its digest, as any other' '
	sed -n "s/^Message-ID: <\(.*\)>/\1/p" "$(sent_last bob@example.org)" \
		>patch.id
	answer bob "Reviewed-by: bob <bob@example.org>"
	shows "   independent   " "1 of 1 independent"
	exits 0 as dave review approve "$(cat case)" "$(cat set)"
	shows "given (dave@example.org)"
'

test_case 'a reply that is attached replaces it, as long as nobody has signed one' '
	ada_writes foo.c "/* checked twice */" "foo: check the length" 2
	echo "Better:" | attach ada/*.patch | arrives "Re: overflow"
	exits 0 sp attach "$(cat ref)" "$(cat case)" >out.txt
	shows "v2 1/1" "not verified" "0 of 1 independent" stale
	change foo.c "/* checked by alice */"
	git -C repo format-patch -q -v2 -1 -o ../alice
	post alice/v2-*.patch
	shows "alice <alice@example.org>, posted by alice@example.org"
	lacks shown "not verified"
	set_of >set
	ada_writes foo.c "/* a back door */" "foo: check the length" 3
	echo "Even better:" | attach ada/*.patch | arrives "Re: overflow"
	exits 0 sp attach "$(cat ref)" "$(cat case)" >out.txt
	same "$(cat set)" "$(set_of)"
	same "[False, False]" "$(json "[p[\"current\"] for p in d[\"patches\"]
		if not p[\"author_verified\"]][-2:]" doc)"
'

test_case 'as a mail of its own, too, as "git send-email" sends it' '
	ada_writes foo.c "/* and there */" "foo: check the other" 1
	{
		echo "Content-Type: text/plain; charset=utf-8"
		echo
		sed "1,/^\$/d" ada/*.patch
	} | arrives "[PATCH] foo: check the other"
	exits 0 sp attach "$(cat ref)" "$(cat case)" >out.txt
	shows "\"foo: check the other\"" \
		"Ada Example <ada@example.com>, not verified   in $(cat ref)"
	exits 0 sp review show "$(cat case)" --json >doc
	exits 0 as alice review drop "$(cat case)" "$(json "next(p[\"digest\"]
		for p in d[\"patches\"] if p[\"ref\"] == \"$(cat ref)\")" doc)" \
		--because "a test" >out.txt
'

test_case 'whom to ask: from the patches of the case, and not their author' '
	c=$(cat case)
	exits 2 sp who sec 2>err
	has err "say which files, with --files"
	exits 2 sp who "$c" foo.c 2>err
	has err "--files is missing"
	{
		printf "Names\nM: Carol <carol@example.org>\nN: ^foo[.]c\$\n\n"
		printf "Checks\nR: Erin <erin@example.net>\n"
		printf "R: Alice <alice@example.org>\nK: checked by\n\n"
		printf "Others\nM: Nat <nat@example.net>\nK: unchecked\n"
	} >MAINTAINERS
	set_conf sec people maintainers "$PWD/MAINTAINERS"
	change foo.c "/* checked by alice again */"
	git -C repo format-patch -q -v4 -1 -o ../alice
	post alice/v4-*.patch
	set_of >set
	exits 0 sp who "$c" >out.txt
	has out.txt "foo.c: Names" "it changes what Checks is named for" \
		"maintains Names (^foo[.]c\$): does not count as independent" \
		"is named for what it changes: Checks (checked by)" \
		"counts as independent; not on the list"
	lacks out.txt alice@example.org nat@example.net
	exits 0 sp who "$c" --files foo.c --json >out.json
	same "['\''carol@example.org'\'']" \
		"$(json "[p[\"address\"] for p in d[\"people\"]]" out.json)"
	shows "maintainer: carol@example.org"
	report "one without patches"
	exits 3 sp who "$(cat case)" 2>err
	has err "has no patch" "sallyport who $(cat case) --files PATH"
	echo "$c" >case
	set_conf sec people maintainers ""
'

test_case 'a merge takes patches and reviews along: the same digest, still reviewed' '
	cp case first
	answer bob "Reviewed-by: bob <bob@example.org>"
	exits 0 as dave review approve "$(cat case)" "$(cat set)"
	exits 0 as carol review object "$(cat case)" "$(cat set)" \
		--because "it leaks"
	answer carol "Tested-by: carol <carol@example.org>"
	exits 0 sp review ledger "$(cat case)" --json >ledger1
	cp patch.id first.id
	report "the same, found again"
	exits 0 as dave case merge "$(cat first)" "$(cat case)" >out.txt
	same "$(cat set)" "$(set_of)"
	shows "alice <alice@example.org>, posted by alice@example.org" \
		"1 of 1 independent" "given (dave@example.org)" \
		"carol@example.org objects to patch" "Tested-by"
	exits 0 sp case "$(cat case)" >out.txt
	has out.txt "merged     with $(cat first), which went into it"
	exits 0 sp case "$(cat first)" >out.txt
	has out.txt "merged     into $(cat case)"
	exits 0 sp review ledger "$(cat case)" --json >ledger2
	json "sorted((t[\"at\"], t[\"name\"], t[\"tag\"], t[\"message_id\"])
		for p in d[\"patches\"] if p[\"final\"]
		for t in p[\"tags\"])" ledger1 >want
	json "sorted((t[\"at\"], t[\"name\"], t[\"tag\"], t[\"message_id\"])
		for p in d[\"patches\"] if p[\"final\"]
		for t in p[\"tags\"])" ledger2 >got
	has want Tested-by Approved
	diff -u want got
	exits 0 as carol review object "$(cat case)" "$(cat set)" --withdraw
	exits 0 sp log sec --verify
'

test_case 'an answer in the thread of the first counts in the one it went into' '
	cp case second
	cp first case
	cp first.id patch.id
	answer alice "Tested-by: alice <alice@example.org>"
	cp second case
	shows "Tested-by    alice <alice@example.org>"
'

test_case 'a guest is asked for a review once they accepted, and gives it' '
	c=$(cat case)
	set_conf sec reply delay 0s
	exits 0 sp case invite $c mallory@example.com \
		--key "$KEYS/mallory.asc" --clause 3 >out.txt
	exits 0 sp run --once
	sent_aside
	exits 3 sp review ask $c --to mallory@example.com 2>err
	has err "has not accepted the terms" \
		"sallyport case admit $c mallory@example.com"
	exits 0 sp case admit $c mallory@example.com >out.txt
	exits 0 as dave review ask $c --to mallory@example.com >out.txt
	exits 0 sp run --once
	letter=$(sent_last mallory@example.com)
	lacks "$letter" "foo: check the length"
	outbox_decrypt mallory "$letter" >mail
	has mail "foo: check the length" \
		"Reviewed-by: YOUR NAME <mallory@example.com>"
	lacks mail "$c" dave@example.org
	shows "asked  mallory@example.com"
	sleep 1.1
	{
		mail_headers mallory@example.com "Re: it" "In-Reply-To: <$(sed \
			-n "s/^Message-ID: <\(.*\)>/\1/p" "$letter")>"
		echo "Reviewed-by: mallory <mallory@example.com>" | mime_text |
			mime_signed mallory
	} >x.eml
	exits 0 deliver sec x.eml --sender=mallory@example.com \
		--recipient="sec+$(rows "SELECT ref FROM cases ORDER BY id DESC
		LIMIT 1")@lists.example.org"
	shows "2 of 1 independent"
	rows "UPDATE participant SET key_data = NULL WHERE kind = '\''guest'\''"
	exits 3 sp review ask $c --to mallory@example.com 2>err
	has err "cannot be used any more"
	exits 0 sp case uninvite $c mallory@example.com >out.txt
'

# Everything else that "ready" asks for.
ready_but_for_reviews() {
	exits 0 sp ack "$(cat case)" --by-phone "spoke with Ada"
	exits 0 sp case judge "$(cat case)" --genuine yes --misuse yes
	exits 0 sp case rate "$(cat case)" Low --impact "a crash"
	exits 0 sp case lead "$(cat case)" alice@example.org
	exits 0 sp case credit "$(cat case)" ada yes --as "Ada Example"
	exits 0 sp cve set "$(cat case)" CVE-2026-12345
	exits 0 sp case branch "$(cat case)" master fix-ready
}

test_case 'what was ready is not any more when a merge brings another patch' '
	ready_but_for_reviews
	exits 0 as alice case ready "$(cat case)" >out.txt
	has out.txt "is ready"
	cp case into
	set_of >set
	report "a third"
	git -C repo reset -q --hard base
	echo "/* elsewhere */" >>repo/foo.c
	git -C repo commit -q -a --author="alice <alice@example.org>" \
		-m "foo: another place"
	git -C repo format-patch -q -1 -o ../third
	post third/*.patch
	exits 0 as dave case merge "$(cat case)" "$(cat into)" >out.txt
	cp into case
	has out.txt "is fixing"
	[ "$(set_of)" != "$(cat set)" ] || complain "the set is the same"
	shows "0 of 1 independent" "missing (dave@example.org)" \
		"\"foo: check the length\"" "\"foo: another place\""
	exits 0 sp review ledger "$(cat case)" >out.txt
	has out.txt "independent"
'

test_done
