#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4300-review.sh - patches in a case, who looked at them, and the bundle.
#
# alice writes the fix, dave is the gatekeeper; bob and carol are neither.
. "${TEST_LIB:?run through meson test}"

. "$SOURCE/t/cases.sh"
. "$SOURCE/t/patches.sh"

test_case 'a case with a fix to come' '
	new_list sec
	for who in alice bob carol; do
		exits 0 sp member add sec $who@example.org --key $KEYS/$who.asc \
			--name $who --login $who >out
	done
	exits 0 sp member add sec dave@example.org --key $KEYS/dave.asc \
		--name dave --role moderator --login dave >out
	set_conf sec review gatekeeper dave@example.org
	printf "Maintainers\n\nFoo\nM: Carol <carol@example.org>\nF: foo.c\n" \
		>MAINTAINERS
	set_conf sec people maintainers "$PWD/MAINTAINERS"
	{
		mail_headers ada@example.com "[TEST-SECURITY] overflow"
		printf "Autocrypt: addr=ada@example.com; keydata="
		gpg_as ada --export "$(fpr ada)" | base64 | sed "s/^/ /"
		echo "in foo_rx" | mime_text
	} >r.eml
	exits 0 deliver sec r.eml
	exits 0 sp approve "$(rows "SELECT ref FROM mail")" --remember >out
	rows "SELECT number FROM cases" >case
	c=$(cat case)
	echo "Thank you, I can reproduce it." >text
	exits 0 sp ack $c --text text
	rows "UPDATE outbox SET due = 0 WHERE state = 0"
	exits 0 sp run --once
	exits 0 sp case judge $c --genuine yes --misuse yes
	exits 0 sp case rate $c Low --impact "a crash"
	exits 0 sp case lead $c alice@example.org
	exits 0 sp case credit $c ada yes --as "Ada Example"
	exits 0 sp cve set $c CVE-2026-12345
	exits 0 sp case branch $c master fix-ready
	shows "There is no patch in its thread."
	exits 3 sp case ready $c 2>err
	has err "there is no patch in its thread"
	exits 3 sp review ask $c --to bob@example.org 2>err
	has err "no patch that could be looked at"
'

test_case 'a patch in the thread is recognised, with its digest' '
	git init -q repo
	printf "int\nfoo_rx(void)\n{\n}\n" >repo/foo.c
	git -C repo add foo.c
	git -C repo commit -q --author="x <x@example.org>" -m base
	git clone -q repo scratch
	change foo.c "/* checked */"
	git -C repo format-patch -q -v3 -1 -o ../fix
	post fix/v3-0001-*.patch
	shows "v3 1/1" "\"foo: check the length\"" "alice <alice@example.org>" \
		foo.c "0 of 1 independent" "missing (dave@example.org)"
	exits 0 sp review show $(cat case) --json >doc
	json "d[\"set\"]" doc >set
	same 64 "$(json "len(d[\"set\"])" doc)"
	same "$(cat set) True 3" "$(json "\"{digest} {current} {version}\".
		format(**d[\"patches\"][0])" doc)"
	exits 3 sp case ready $(cat case) 2>err
	has err "0 of 1 independent reviews"
'

test_case 'author and gatekeeper are not independent; others speak for themselves' '
	answer alice "Reviewed-by: alice <alice@example.org>"
	answer dave "Reviewed-by: dave <dave@example.org>"
	shows "   author   " "   gatekeeper   " "(does not count as independent)" \
		"0 of 1 independent, 2 of 2 in all"
	answer bob "Reviewed-by: carol <carol@example.org>"
	answer carol "> Reviewed-by: carol <carol@example.org>"
	echo "Reviewed-by: carol <carol@example.org>" | mime_text |
		in_case carol "Re: something else"
	shows "not counted: it was signed by somebody else" \
		"0 of 1 independent, 2 of 2 in all" \
		"not counted  Reviewed-by" "(its mail answers no patch)"
	answer carol "Tested-by: carol <carol@example.org>
Reviewed-by: carol <carol@example.org>"
	shows "Tested-by" "   maintainer   " "maintainer: carol@example.org" \
		"0 of 1 independent, 3 of 2 in all"
'

test_case 'nobody but the reviewer gives a tag: unsigned ones are held or shown' '
	set_conf sec post unsigned-member banner
	{
		mail_headers "bob@example.org" "Re: the fix" \
			"In-Reply-To: <$(cat patch.id)>"
		echo "Reviewed-by: bob <bob@example.org>" | mime_text
	} >x.eml
	exits 0 deliver sec x.eml --sender=bob@example.org \
		--recipient="sec+$(cat case)@lists.example.org"
	set_conf sec post unsigned-member hold
	shows "not signed by a member" "0 of 1 independent"
'

test_case 'one who is neither makes it reviewed; the gatekeeper approves' '
	c=$(cat case)
	answer bob "Looks right to me.

Reviewed-by: bob <bob@example.org>"
	shows "   independent   " "1 of 1 independent, 4 of 2 in all"
	exits 3 sp case ready $c 2>err
	has err "dave@example.org has not approved"
	exits 3 as bob review approve $c $(cat set) 2>err
	has err "dave@example.org is the gatekeeper"
	set_conf sec review gatekeeper gatekeeper@example.org
	exits 3 as dave review approve $c $(cat set) 2>err
	has err "gatekeeper@example.org of [review] gatekeeper is no member"
	set_conf sec review gatekeeper dave@example.org
	exits 3 as nobody-here review approve $c $(cat set) 2>err
	has err "belongs to no member"
	exits 5 as dave review approve $c 0123456789 2>err
	has err "no patch of its set"
	cut -c 1-12 set >short
	exits 0 as dave review approve $c $(cat short) >out
	has out "approved  $(cat set)"
	shows "given (dave@example.org)"
	exits 3 sp bundle $c --to "$PWD/b0" --gnupg "$TEST_DIR/u/alice" 2>err
	has err "are not ready"
	exits 3 sp bundle $c --to "$PWD/b0" --gnupg "$PWD/nothing" 2>err
	has err "are not ready"
	[ ! -e b0 ]
	exits 0 as alice case ready $c >out
	has out "$c is ready."
'

# What git makes of the bundle is what was reviewed.
test_case 'the bundle: git am makes the commit of it, with its trailers' '
	c=$(cat case)
	exits 0 sp bundle $c --to "$PWD/b1" --gnupg "$TEST_DIR/u/alice" >out
	same 700 "$(stat -c %a b1)"
	same "600 b1/0001-foo-check-the-length.patch" \
		"$(stat -c "%a %n" b1/*)"
	git -C scratch am -q "$PWD"/b1/*.patch
	same "$(git -C repo rev-parse HEAD^{tree})" \
		"$(git -C scratch rev-parse HEAD^{tree})"
	git -C scratch log -1 --format="%an <%ae>%n%s%n%n%b" >got
	cat >want <<-END
		alice <alice@example.org>
		foo: check the length

		Descriptors may be longer.

		Fixes: CVE-2026-12345
		Reported-by: Ada Example
		Tested-by: carol <carol@example.org>
		Reviewed-by: alice <alice@example.org>
		Reviewed-by: dave <dave@example.org>
		Reviewed-by: carol <carol@example.org>
		Reviewed-by: bob <bob@example.org>

	END
	diff -u want got
	exits 3 sp bundle $c --to "$PWD/b1" --gnupg "$TEST_DIR/u/alice" 2>err
	has err b1
	if [ "$(id -u)" = 0 ]; then
		exits 2 sp bundle $c --to "$PWD/b2" --gnupg "$PWD/nothing" 2>err
		has err "name yours with --gnupg"
	fi
	gpg_as ada --list-keys >keys
	exits 3 sp bundle $c --to "$PWD/b2" --gnupg "$TEST_DIR/u/ada" 2>err
	has err "no secret key"
	[ ! -e b2 ]
'

test_case 'the ledger proves who looked, and says nothing else' '
	exits 0 sp review ledger $(cat case) >out
	has out "sha256 $(cat set)" "Reviewed-by" bob independent gatekeeper \
		"Approved"
	lacks out "check the length" foo.c "bob@example.org" "not counted"
	exits 0 sp review ledger $(cat case) --json >out
	same True "$(json "d[\"patches\"][0][\"final\"]" out)"
	json "[t[\"tag\"] + t[\"name\"] + t[\"role\"]
		for t in d[\"patches\"][0][\"tags\"]]" out >tags
	has tags Reviewed-bybobindependent Approveddavegatekeeper
	lacks out "check the length" foo.c
'

test_case 'a reporter whose key is pinned can say that they tested it, not review' '
	{
		mail_headers ada@example.com "Re: the fix" \
			"In-Reply-To: <$(cat patch.id)>"
		printf "%s: Ada Example <ada@example.com>\n" Tested-by \
			Reviewed-by | mime_text | mime_signed ada
	} >x.eml
	exits 0 deliver sec x.eml --recipient="sec+$(rows "SELECT ref FROM cases
		")@lists.example.org"
	exits 0 sp review show $(cat case) --json >doc
	same "[(True, '"'ada@example.com'"'), (False, '"'ada@example.com'"')]" \
		"$(json "[(t[\"counts\"],
		t[\"by\"]) for t in d[\"patches\"][0][\"tags\"]
		if t[\"who\"].startswith(\"Ada\")]" doc)"
	shows "(not counted: who has reported the case" \
		"1 of 1 independent, 4 of 2 in all"
'

test_case 'one byte changed: all that was said is stale' '
	c=$(cat case)
	sed "s/checked/Checked/" fix/v3-0001-*.patch >v3b.patch
	post v3b.patch
	shows "0 of 1 independent, 0 of 2 in all" "missing (dave" stale \
		"the patch has changed"
	exits 0 sp case show $c >out
	has out "$c   fixing   " \
		"reviews    0 of 1 independent   (set " \
		"approval: missing (dave@example.org)"
	exits 3 sp bundle $c --to "$PWD/b3" --gnupg "$TEST_DIR/u/alice" 2>err
	has err "are not ready"
	exits 3 sp case ready $c 2>err
	has err "0 of 1 independent"
	answer bob "Reviewed-by: bob <bob@example.org>"
	exits 0 sp review show $c --json >doc
	exits 0 as dave review approve $c "$(json "d[\"set\"]" doc)"
	exits 0 sp review ledger $c --json >doc
	same "[(False, 1, 1), (True, 1, 1)]" "$(json "[(p[\"final\"],
		*(sum(t[\"name\"] + t[\"tag\"] == s for t in p[\"tags\"])
		  for s in (\"bobReviewed-by\", \"daveApproved\")))
		for p in d[\"patches\"][-2:]]" doc)"
	exits 0 sp review ledger $c >out
	has out "Approved     dave  gatekeeper"
	lacks out "<>"
	post fix/v3-0001-*.patch
	shows "1 of 1 independent, 4 of 2 in all" "given (dave"
'

test_case 'without the file of maintainers no patch is lost, and none is ready' '
	mv MAINTAINERS gone
	post v3b.patch
	shows "maintainer: ?" "it could not be told who maintains what patch"
	mv gone MAINTAINERS
	post fix/v3-0001-*.patch
	shows "maintainer: carol@example.org" "1 of 1 independent"
	lacks shown "could not be told"
'

test_case 'the same patch is the same, however it is sent' '
	f=$(echo fix/v3-0001-*.patch)
	{
		echo "Content-Type: text/x-patch; charset=utf-8; name=a.patch"
		echo "Content-Transfer-Encoding: base64"
		echo "Content-Disposition: attachment; filename=a.patch"
		echo
		base64 "$f"
	} >part
	in_case carol "the fix, attached" <part
	shows "$(cut -c 1-16 set)" "1 of 1 independent"
	exits 0 sp review show $(cat case) --json >doc
	same "$(cat set) carol@example.org" "$(json "d[\"set\"] + \" \" +
		d[\"patches\"][-1][\"posted_by\"]" doc)"
	exits 0 sp bundle $(cat case) --to "$PWD/b4" \
		--gnupg "$TEST_DIR/u/alice" >out2
	sed "s/^Date: .*//" b1/*.patch >want
	sed "s/^Date: .*//; /^Tested-by: Ada/d" b4/*.patch >got
	diff -u want got
	{
		mail_headers alice@example.org "the fix, again"
		{
			printf "Content-Type: multipart/mixed; boundary=two\n"
			printf "\n--two\nContent-Type: text/plain\n\n"
			printf "About %s.\n\n--two\n" "$(cat case)"
			cat part
			printf "\n--two--\n"
		} | mime_encrypted alice list
	} >x.eml
	exits 0 deliver sec x.eml --sender=alice@example.org \
		--recipient="sec+$(cat case)-internal@lists.example.org"
	exits 0 sp review show $(cat case) --json >doc
	same alice@example.org "$(json "d[\"patches\"][-1][\"posted_by\"]" \
		doc)"
	exits 0 sp bundle $(cat case) --to "$PWD/b5" \
		--gnupg "$TEST_DIR/u/alice" >out2
	diff -r b4 b5
'

# Beside what members got of it stands what was encrypted.
test_case 'the bundle of what came encrypted, as a mail and as an attachment' '
	f=$(echo fix/v3-0001-*.patch)
	sed "1,/^\$/d" "$f" | mime_text >text
	n=5
	for body in text part; do
		n=$((n + 1))
		{
			mail_headers alice@example.org \
				"$(sed -n "s/^Subject: //p" "$f")"
			mime_encrypted alice list <$body
		} >x.eml
		exits 0 deliver sec x.eml --sender=alice@example.org \
			--recipient="sec+$(cat case)-internal@lists.example.org"
		shows "$(cut -c 1-16 set)" "1 of 1 independent" \
			"in $(rows "SELECT ref FROM mail
				ORDER BY id DESC LIMIT 1")"
		exits 0 sp bundle $(cat case) --to "$PWD/b$n" \
			--gnupg "$TEST_DIR/u/alice" >out3
		sed "s/^Date: .*//; /^Tested-by: Ada/d" b$n/*.patch >got
		diff -u want got
	done
'

test_case 'the bundle of a bare diff below a letter, with a binary file in it' '
	c=$(cat case)
	git clone -q repo other
	as alice review drop $c "$(cut -c 1-16 set)" --because "another way" \
		>out
	printf "\0\1\2" >repo/blob
	git -C repo add blob
	change foo.c "/* or so */"
	git -C repo diff --binary HEAD^ >bare
	{
		printf "Content-Type: multipart/mixed; boundary=two\n"
		printf "\n--two\nContent-Type: text/plain\n\n"
		printf "I made this without git.\n\n--two\n"
		printf "Content-Type: text/x-diff; name=bare.diff\n\n"
		cat bare
		printf "\n--two--\n"
	} | in_case alice "another fix"
	sed -n "s/^Message-ID: <\(.*\)>/\1/p" "$(sent_last bob@example.org)" \
		>patch.id
	answer bob "Reviewed-by: bob <bob@example.org>"
	exits 0 sp review show $c --json >doc
	exits 0 as dave review approve $c "$(json "d[\"set\"]" doc)" >out
	exits 0 as alice case ready $c >out
	exits 0 sp bundle $c --to "$PWD/b8" --gnupg "$TEST_DIR/u/alice" >out
	lacks b8/0001-another-fix.patch "without git"
	git -C other am -q "$PWD"/b8/*.patch
	same "$(git -C repo rev-parse HEAD^{tree})" \
		"$(git -C other rev-parse HEAD^{tree})"
	as alice review drop $c "$(json "d[\"set\"]" doc)" --because x >out
	git -C repo reset -q --hard HEAD^
'

test_case 'a series: each patch of it, in an encrypted mail with two parts' '
	c=$(cat case)
	git -C repo reset -q --hard HEAD^
	change foo.c "/* one */"
	change foo.c "/* two */"
	git -C repo commit -q --amend -m "foo: and the other"
	git -C repo format-patch -q -v4 -2 --attach=xx -o ../series
	for f in series/*.patch; do
		{
			mail_headers alice@example.org \
				"$(sed -n "s/^Subject: //p" "$f")"
			sed -n "/^MIME-Version/,\$p" "$f" | sed 1d |
				mime_encrypted alice list
		} >x.eml
		exits 0 deliver sec x.eml --sender=alice@example.org \
			--recipient="sec+$c-internal@lists.example.org"
		shows "$(sed -n "s/^Subject: .*\] //p" "$f")"
	done
	shows "v4 1/2" "v4 2/2" "0 of 1 independent"
	exits 0 sp review show $c --json >doc
	same "[1, 2]" "$(json "[p[\"number\"] for p in d[\"patches\"]
		if p[\"current\"]]" doc)"
	sed -n "s/^Message-ID: <\(.*\)>/\1/p" "$(sent_last bob@example.org)" \
		>patch.id
	answer bob "Reviewed-by: bob <bob@example.org>"
	shows "0 of 1 independent"
	json "d[\"patches\"][-2][\"digest\"]" doc >first
	json "d[\"set\"]" doc >set
	! grep -q "$(cat first)" set
	exits 0 as dave review approve $c $(cat set)
	shows "given (dave"
'

test_case 'a review is asked for, and what is asked is sealed' '
	c=$(cat case)
	sent_aside
	exits 2 sp review ask $c 2>err
	exits 3 sp review ask $c --to ada@example.com 2>err
	has err "has reported $c"
	exits 3 sp review ask $c --to erin@example.com 2>err
	has err "sallyport case invite $c erin@example.com --key FILE --consent"
	exits 0 as dave review ask $c --to carol@example.org >out
	outbox_decrypt carol "$(sent_last carol@example.org)" >mail
	has mail "dave@example.org asks you" "foo: and the other" \
		"Reviewed-by: YOUR NAME <carol@example.org>" "$c"
	same 1 "$(sent_count)"
	lacks "$(sent_last carol@example.org)" "foo: and the other" "$c"
	shows "asked  carol@example.org"
	exits 0 sp case show $c >out
	has out "asked      carol@example.org, " ", for a review"
'

test_case 'the request stands in the thread, and can be answered' '
	asked=$(sent_last carol@example.org)
	has mail "Subject: [TEST-SECURITY] A review is asked for in $(cat case)"
	exits 0 sp review show $(cat case) --json >doc
	ref=$(json "next(p[\"ref\"] for p in d[\"patches\"]
		if p[\"current\"])" doc)
	has "$asked" "Subject: [TEST-SECURITY] $ref" \
		"Reply-To: sec+$ref-internal@lists.example.org" "In-Reply-To: <"
	{
		mail_headers carol@example.org "Re: [TEST-SECURITY] $ref" \
			"In-Reply-To: $(sed -n "s/^Message-ID: //p" "$asked")"
		echo "Acked-by: carol <carol@example.org>" | mime_text |
			mime_signed carol
	} >x.eml
	exits 0 deliver sec x.eml --sender=carol@example.org \
		--recipient="sec+$ref-internal@lists.example.org"
	exits 0 sp review show $(cat case) --json >doc
	same "[True]" "$(json "[t[\"counts\"] for p in d[\"patches\"]
		if p[\"ref\"] == \"$ref\" for t in p[\"tags\"]
		if t[\"tag\"] == \"Acked-by\"]" doc)"
'

test_case 'an objection is in the way until it is taken back' '
	c=$(cat case)
	d=$(cut -c 1-10 first)
	exits 2 as carol review object $c $d 2>err
	exits 0 as carol review object $c $d --because "it leaks" >out
	shows "carol@example.org objects to patch" "it leaks"
	exits 0 as bob review object $c $d --withdraw
	shows "carol@example.org objects to patch"
	exits 0 as carol review object $c $d --withdraw >out
	exits 0 sp review show $c >shown
	lacks shown "objects to patch"
'

test_case 'a patch is dropped: the others are what is left' '
	c=$(cat case)
	exits 2 as alice review drop $c $(cat first) 2>err
	exits 0 as alice review drop $c $(cat first) --because "not needed" >out
	shows "patch 1 of 2 has not come" "1 of 1 independent"
	exits 3 sp case ready $c 2>err
	has err "not approved"
'

# As "who" says it.
test_case 'whoever takes patches into the tree reviews none independently' '
	exits 0 sp member change sec bob@example.org --role gatekeeper
	sed "1,/^\$/d" fix/v3-0001-*.patch | mime_text |
		in_case alice "[PATCH 9.1] foo: elsewhere"
	sed -n "s/^Message-ID: <\(.*\)>/\1/p" "$(sent_last bob@example.org)" \
		>patch.id
	answer bob "Reviewed-by: bob <bob@example.org>"
	exits 0 sp member change sec bob@example.org --role none
	exits 0 sp review show $(cat case) >shown
	sed -n "/^PATCH.*foo: elsewhere/,/^set/p" shown >part
	has part "   gatekeeper   " "(does not count as independent)"
	exits 0 as alice review drop $(cat case) "$(sed -n \
		"s/^PATCH  \([0-9a-f]*\) .*elsewhere.*/\1/p" shown)" --because x
'

test_case 'a patch that is damaged is not taken, and said to be there' '
	sed "s/^+.. one/+\n&/" series/v4-0001-* >bad
	sed -n "/^diff/,\$p" bad | mime_text | in_case alice "[PATCH v5] foo: x"
	shows "unread $(cat ref)"
'

test_case 'nothing of it lies in the clear, and the record holds' '
	lacks "$STATE/store.db" "check the length" "Descriptors may" "it leaks"
	[ ! -e "$STATE/store.db-wal" ] ||
		lacks "$STATE/store.db-wal" "check the length" "it leaks"
	exits 0 sp log sec --verify
'

test_done
