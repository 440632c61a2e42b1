#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4715-import.sh - a vendor's thread, as an mbox, becomes a case.
. "${TEST_LIB:?run through meson test}"

# mbox MAIL... - each as it stands, quoted.
mbox() {
	for mbox_mail; do
		echo "From vendor@example.net Thu Nov 19 09:12:00 2026"
		sed 's/^>*From />&/' "$mbox_mail"
		echo
	done
}

# vendor_mail NAME DATE SUBJECT [HEADER...] <TEXT
vendor_mail() {
	vendor_name=$1 vendor_date=$2 vendor_subject=$3
	shift 3
	{
		printf 'From: %s@vendor.example.net\n' "$vendor_name"
		printf 'To: x@vendor.example.net\nMIME-Version: 1.0\n'
		printf 'Subject: %s\nDate: %s\n' "$vendor_subject" \
			"$vendor_date"
		printf 'Message-ID: <%s@vendor.example.net>\n' "$vendor_name"
		[ $# = 0 ] || printf '%s\n' "$@"
		mime_text
	} >"$vendor_name.eml"
}

# cases - how many there are.
cases() {
	rows "SELECT count(*) FROM cases"
}

# nothing_new STATUS WORDS ARGUMENT... - and the reason holds the words.
nothing_new() {
	nothing_status=$1 nothing_words=$2
	shift 2
	rows "SELECT count(*) FROM event" >events_before
	exits "$nothing_status" sp case import "$@" >out 2>err
	has err "$nothing_words"
	same "$(cat events_before)" "$(rows "SELECT count(*) FROM event")"
	same "$(find "$STATE" -name "scratch*")" ""
}

test_case 'a thread, in no order' '
	new_team sec
	vendor_mail second "Wed, 21 Oct 2026 10:00:00 +0200" "Re: overflow" \
		"In-Reply-To: <first@vendor.example.net>" <<-END
		we looked at it
		From here it fails
	END
	vendor_mail first "Tue, 20 Oct 2026 10:00:00 +0200" "overflow in bar" \
		<<-END
		version 9 of bar crashes
	END
	vendor_mail third "Thu, 22 Oct 2026 10:00:00 +0200" "Re: overflow" <<-END
		Reporter agrees that you have it.
	END
	mbox second.eml first.eml third.eml >thread.mbox
	same 3 "$(grep -c "^From " thread.mbox)"
'

test_case 'becomes a case, and members get one mail with a list of it' '
	exits 0 sp case import thread.mbox --from "Vendor A" \
		--consent "<third@vendor.example.net>" >out
	has out "imported  3 mails, as TSEC-" "told      4 of 4 members" \
		"nobody outside" "Next: "
	sed -n "s/.* as \(TSEC-[0-9-]*\)$/\1/p" out >number
	same 1 "$(cases)"
	for member in alice bob carol dave; do
		same 1 "$(sent_count $member@example.org)"
	done
	same 4 "$(sent_count)"
	lacks "$(sent_last alice@example.org)" "Vendor A" vendor.example.net \
		"overflow in bar"
	outbox_decrypt alice "$(sent_last alice@example.org)" >got
	has got "$(cat number)" "Vendor A" "<third@vendor.example.net>" \
		"overflow in bar" "first@vendor.example.net" 2026-10-20 \
		2026-10-22 "Reporter:     nobody outside"
	lacks got "version 9" "we looked"
'

test_case 'what is stored is sealed, to the archive alone' '
	same "3 3" "$(rows "SELECT count(*), count(post) FROM mail
		WHERE state = 2 AND original IS NOT NULL" | tr "|" " ")"
	cat "$STATE"/store.db* | strings -a >bytes
	lacks bytes "version 9 of bar" "vendor.example.net" "overflow in bar"
	list_subkeys=$(gpg --homedir "$HOME" --with-colons --show-keys \
		"$KEYS/list.asc" 2>nothing | awk -F: "/^fpr/ { print \$10 }")
	for fpr in $list_subkeys; do
		same 0 "$(rows "SELECT count(*) FROM envelope JOIN mail
			ON envelope.payload IN (mail.post, mail.original)
			WHERE fingerprint = '\''$fpr'\''")"
	done
'

test_case 'it is read with a key of ones own, as it was written' '
	gpg_as alice --version >nothing
	exits 0 sp case export "$(cat number)" --decrypt --to plain \
		--gnupg "$TEST_DIR/u/alice" >out
	has out "exported  3 of 3"
	has plain/thread.mbox "version 9 of bar" ">From here it fails" \
		"IMPORTED: mail 2 of what Vendor A brought" \
		"Date: Tue, 20 Oct 2026 08:00:00 +0000"
	python3 - <<-"END"
		import mailbox
		box = list(mailbox.mbox("plain/thread.mbox"))
		dates = [m["Date"] for m in box]
		assert [d[5:7] for d in dates] == ["20", "21", "22"], dates
	END
	exits 0 sp case export "$(cat number)" --decrypt --original --to asit \
		--gnupg "$TEST_DIR/u/alice" >out
	python3 - <<-"END"
		import mailbox
		box = list(mailbox.mbox("asit/thread.mbox"))
		ids = [m["Message-ID"] for m in box]
		assert ids == ["<%s@vendor.example.net>" % n
		               for n in ("first", "second", "third")], ids
	END
	exits 0 sp case search overflow >out
	has out "$(cat number)"
'

test_case 'who brought it, and by whose leave, is in the ledger' '
	exits 0 sp case share "$(cat number)" >out
	has out "from Vendor A: a thread of 3 mails" \
		"by consent of <third@vendor.example.net>"
	exits 0 sp case share "$(cat number)" --json >out.json
	python3 - <<-END
		import json
		s, = json.load(open("out.json"))["shares"]
		assert (s["from"], s["mails"]) == ("Vendor A", "3"), s
	END
	exits 0 sp log --verify >out
'

test_case 'a second time, nothing happens' '
	nothing_new 5 "nothing new in it: mail 1 is known" thread.mbox
	vendor_mail fourth "Fri, 23 Oct 2026 10:00:00 +0200" "Re: it" <<-END
		more
	END
	mbox first.eml fourth.eml fourth.eml >more.mbox
	exits 0 sp case import more.mbox >out
	has out "not taken: mail 1 is known, as R-" "in $(cat number)" \
		"not taken: mail 3 is the same as mail 2" "imported  1 mail,"
	same 2 "$(cases)"
'

test_case 'a mail that came by itself is not taken twice' '
	{
		mail_headers ada@example.com "by mail"
		echo "to the list" | mime_text
	} >held.eml
	exits 0 deliver sec held.eml
	ref=$(rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1")
	(echo "Received: by mx.vendor.example.net"; cat held.eml) >copy.eml
	mbox copy.eml >copy.mbox
	nothing_new 5 "mail 1 came by itself, as $ref, which is in no case" \
		copy.mbox
'

test_case 'the clocks run from when it was received' '
	vendor_mail old "Mon, 02 Nov 2026 10:00:00 +0000" "old" <<-END
		text
	END
	mbox old.eml >old.mbox
	past=$(date -u -d "10 days ago" "+%Y-%m-%d %H:%M UTC")
	nothing_new 2 "must not lie in the future" old.mbox \
		--received "$(date -u -d "2 days" "+%Y-%m-%d %H:%M UTC")"
	nothing_new 2 "a moment is written as" old.mbox --received yesterday
	exits 0 sp case import old.mbox --title "an old one" \
		--received "$past" --reporter rita@example.com >out
	number=$(sed -n "s/.* as \(TSEC-[0-9-]*\)$/\1/p" out)
	exits 0 sp case show "$number" --json >out.json
	since="$past" python3 - <<-"END"
		import json, os
		d = json.load(open("out.json"))
		assert d["title"] == "an old one", d["title"]
		want = os.environ["since"].replace(" UTC", ":00Z")
		assert d["arrived"] == want.replace(" ", "T"), d["arrived"]
		p, = d["participants"]
		assert p["address"] == "rita@example.com", p
		assert p["kind"] == "reporter", p
	END
	same 0 "$(sent_count rita@example.com)"
	exits 0 sp case show "$number" >out
	has out "not answered by a person yet"
'

test_case 'who is named is checked' '
	vendor_mail fifth "Fri, 23 Oct 2026 10:00:00 +0200" "five" <<-END
		five
	END
	mbox fifth.eml >fifth.mbox
	nothing_new 3 "is a member" fifth.mbox --reporter alice@example.org
	nothing_new 2 "takes a mail address" fifth.mbox --reporter alice
	nothing_new 3 "none of the mails that are new has the Message-ID" \
		fifth.mbox --consent "<no@vendor.example.net>"
	nothing_new 2 "takes one line" fifth.mbox --title ""
'

# --- hostile files ---------------------------------------------------------

test_case 'what is no mbox is refused' '
	: >empty
	nothing_new 2 "is no mbox" empty
	nothing_new 2 "is no mbox" first.eml
	head -c 5000 /dev/urandom >noise
	nothing_new 2 "is no mbox" noise
	nothing_new 2 "cannot be read" nowhere.mbox
	nothing_new 2 "cannot be read" "$TEST_DIR"
'

test_case 'at the limit of mails, and one past it' '
	vendor_mail many "Fri, 23 Oct 2026 10:00:00 +0200" "many" <<-END
		many
	END
	mbox many.eml >one.mbox
	python3 -c "
one = open(\"one.mbox\").read()
open(\"most.mbox\", \"w\").write(one * 200)
open(\"over.mbox\", \"w\").write(one * 201)
open(\"huge.mbox\", \"w\").write(one * 10000)"
	nothing_new 2 "holds more than 200 mails" over.mbox
	nothing_new 2 "holds more than 200 mails" huge.mbox
	exits 0 sp case import most.mbox >out
	has out "imported  1 mail," "mail 200 is the same as mail 1"
'

test_case 'at the limit of bytes, and one past it' '
	cp one.mbox large.mbox
	truncate -s 128M large.mbox
	nothing_new 2 "[limits] message allows" large.mbox
	truncate -s $((128 * 1024 * 1024 + 1)) large.mbox
	nothing_new 2 "is larger than 128 MiB" large.mbox
	rm large.mbox
'

test_case 'a mail at [limits] message, and one past it' '
	set_conf sec limits message 64K
	vendor_mail large "Fri, 23 Oct 2026 10:00:00 +0200" "large" </dev/null
	python3 - <<-"END"
		head = open("large.eml").read()
		for name, size in ("fits", 65536), ("over", 65537):
		    body = head.replace("large@", name + "@")
		    body += ("x" * 63 + "\n") * 2000
		    open(name + ".eml", "w").write(body[:size - 1] + "\n")
	END
	mbox over.eml >large.mbox
	nothing_new 2 "mail 1 has 65537 bytes; [limits] message allows 65536" \
		large.mbox
	mbox fits.eml >large.mbox
	exits 0 sp case import large.mbox >out
	has out "imported  1 mail,"
'

test_case 'one mail too large, and none of the others is taken' '
	mbox fifth.eml over.eml >mixed.mbox
	nothing_new 2 "mail 2 has 65537 bytes" mixed.mbox
'

test_case 'NULs, CRLF, no end, no header, and a From that nobody quoted' '
	{
		printf "From x Thu Nov 19 09:12:00 2026\nSubject: nul\n\nA\0B\n"
		printf "\nFrom x Thu Nov 19 09:12:00 2026\r\nSubject: crlf\r\n"
		printf "\r\nline\r\n\r\nFrom here on\r\n\r\n"
		printf "From x Thu Nov 19 09:12:00 2026\nno header at all\n\n"
		printf "From x Thu Nov 19 09:12:00 2026\nSubject: cut"
	} >odd.mbox
	exits 0 sp case import odd.mbox --title odd >out
	has out "imported  4 mails,"
	number=$(sed -n "s/.* as \(TSEC-[0-9-]*\)$/\1/p" out)
	rm -rf plain
	exits 0 sp case export "$number" --decrypt --original --to plain \
		--gnupg "$TEST_DIR/u/alice" >out
	has out "exported  4 of 4"
	has plain/thread.mbox ">From here on" "no header at all" "Subject: cut"
'

test_case 'OpenPGP: to the list it is opened, and to others it is marked' '
	{
		printf "From: v@vendor.example.net\nSubject: sealed\n"
		printf "Message-ID: <tous@vendor.example.net>\n"
		echo "the sealed finding" | mime_text | mime_encrypted ada list
	} >tous.eml
	{
		printf "From: v@vendor.example.net\nSubject: other\n"
		printf "Message-ID: <tothem@vendor.example.net>\n"
		echo "not for us" | mime_text | mime_encrypted ada mallory
	} >tothem.eml
	{
		printf "From: v@vendor.example.net\nSubject: twice\n"
		printf "Message-ID: <twice@vendor.example.net>\n"
		{
			printf "Content-Type: message/rfc822\n\n"
			cat tothem.eml
		} | mime_encrypted ada list
	} >twice.eml
	mbox tous.eml tothem.eml twice.eml >sealed.mbox
	exits 0 sp case import sealed.mbox --title sealed >out
	has out "imported  3 mails," "other  (encrypted, not to us)"
	number=$(sed -n "s/.* as \(TSEC-[0-9-]*\)$/\1/p" out)
	rm -rf plain
	exits 0 sp case export "$number" --decrypt --to plain \
		--gnupg "$TEST_DIR/u/alice" >out
	has out "exported  3 of 3"
	has plain/thread.mbox "the sealed finding"
	lacks plain/thread.mbox "not for us"
'

test_case 'mails that cannot be parsed are taken as they are' '
	{
		printf "From: v@vendor.example.net\nSubject: deep\n"
		python3 -c "
for i in range(200):
    print(\"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\" % (i, i))"
	} >deep.eml
	mbox deep.eml >deep.mbox
	exits 0 sp case import deep.mbox --title deep >out
	has out "(could not be parsed)"
'

test_case 'nobody outside was written to' '
	for file in $(sent); do
		case ${file##*/} in
		*@example.org | *.ada@example.com) ;;
		*) complain "$file" ;;
		esac
	done
	exits 0 sp log --verify >out
	exits 0 sp doctor sec >out || true
'

# --- from one list to another ----------------------------------------------

test_case 'what one list has exported, another imports' '
	{
		mail_headers ada@example.com "the way" "X-Mark: kept"
		printf "From the start\n>From the middle\nto the end\n" |
			mime_text
	} >way.eml
	exits 0 deliver sec way.eml
	ref=$(rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1")
	exits 0 sp approve "$ref" >out
	number=$(rows "SELECT number FROM cases ORDER BY id DESC LIMIT 1")
	for what in "" --original; do
		rm -rf "way$what"
		exits 0 sp case export "$number" --decrypt $what \
			--to "way$what" --gnupg "$TEST_DIR/u/alice" >out
		has out "exported  1 of 1"
	done
	new_list two --tag OTHER-SECURITY
	add_member two alice
	for what in "" --original; do
		exits 0 sp case import two "way$what/thread.mbox" >out
		has out "imported  1 mail,"
		there=$(sed -n "s/.* as \([A-Z]*-[0-9-]*\)$/\1/p" out)
		exits 0 sp case export "$there" --decrypt --original \
			--to "back$what" --gnupg "$TEST_DIR/u/alice" >out
		sed 1d "way$what/thread.mbox" >want
		sed 1d "back$what/thread.mbox" >got
		cmp want got
	done
	has back--original/thread.mbox "X-Mark: kept" ">From the start" \
		">>From the middle"
	python3 - <<-"END"
		import mailbox
		m, = mailbox.mbox("back--original/thread.mbox")
		assert m["Subject"] == "the way", m["Subject"]
	END
'

# The other lists are not sealed to: their own key opens none of it.
test_case 'encrypted, too, with a key of the archive that it came from' '
	number=$(rows "SELECT number FROM cases ORDER BY id DESC LIMIT 1")
	exits 0 sp case export "$number" --to sealed >out
	gpg_as ada --version >nothing
	exits 0 sp case import two sealed/thread.mbox --decrypt \
		--gnupg "$TEST_DIR/u/ada" >out
	has out "(encrypted, not to us)"
	new_list three --tag ZEBRA-SECURITY
	add_member three alice
	nothing_new 3 "gives --decrypt as well" three sealed/thread.mbox
	exits 0 sp case import three sealed/thread.mbox --decrypt \
		--gnupg "$TEST_DIR/u/alice" >out
	has out "imported  1 mail," "the way"
	lacks out "not to us"
	there=$(sed -n "s/.* as \([A-Z]*-[0-9-]*\)$/\1/p" out)
	exits 0 sp case export "$there" --decrypt --original --to opened \
		--gnupg "$TEST_DIR/u/alice" >out
	has opened/thread.mbox ">From the start" ">>From the middle" \
		"Subject: [TEST-SECURITY] the way"
	nothing_new 5 "mail 1 is known" three sealed/thread.mbox --decrypt \
		--gnupg "$TEST_DIR/u/alice"
'

test_case 'a patch that came encrypted is one in the other list, too' '
	number=$(rows "SELECT number FROM cases ORDER BY id DESC LIMIT 1")
	{
		mail_headers alice@example.org "the fix"
		{
			printf "Content-Type: multipart/mixed; boundary=two\n"
			printf "\n--two\nContent-Type: text/plain\n\n"
			printf "internal\nAbout %s.\n\n--two\n" "$number"
			printf "Content-Type: text/x-patch; name=a.patch\n\n"
			printf "From: alice <alice@example.org>\n"
			printf "Subject: [PATCH] way: check it\n\nNow.\n---\n"
			printf "diff --git a/w b/w\n--- a/w\n+++ b/w\n"
			printf "@@ -1 +1 @@\n-x\n+y\n\n--two--\n"
		} | mime_encrypted alice list
	} >fix.eml
	exits 0 deliver sec fix.eml --sender=alice@example.org \
		--recipient="sec+$number@lists.example.org"
	exits 0 sp review show "$number" --json >here
	exits 0 sp case export "$number" --decrypt --to fixed \
		--gnupg "$TEST_DIR/u/alice" >out
	exits 0 sp case import three fixed/thread.mbox >out
	there=$(sed -n "s/.* as \([A-Z]*-[0-9-]*\)$/\1/p" out)
	exits 0 sp review show "$there" >out
	has out "way: check it" "not verified" \
		"$(sed -n "s/.*\"set\": \"\(.*\)\",/\1/p" here)"
'

test_done
