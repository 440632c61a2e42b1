#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t2000-distribution.sh - what the members get of an approved mail, and what
# they do not.
. "${TEST_LIB:?run through meson test}"

MEMBERS='alice bob carol dave'

# newest_ref
newest_ref() {
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1'
}

# distribute NAME - hold NAME.eml, approve it, and open each member's copy with
# that member's key: NAME.PERSON.eml and NAME.PERSON.
distribute() {
	distribute_name=$1
	exits 0 deliver sec "$1.eml"
	newest_ref >"$1.ref"
	exits 0 sp approve "$(cat "$1.ref")" >"$1.out"
	for distribute_to in $MEMBERS; do
		cp "$(sent_last "$distribute_to@example.org")" \
			"$1.$distribute_to.eml"
		outbox_decrypt "$distribute_to" "$1.$distribute_to.eml" \
			>"$1.$distribute_to"
		has gpg.status "GOODSIG" "VALIDSIG $(fpr list)"
	done
}

# header FILE NAME - the value of a field, unfolded; nothing when it is not
# there.
header() {
	sed '/^$/q' "$1" | sed -e ':a' -e 'N' -e '$!ba' \
		-e 's/\n[ \t]/ /g' | sed -n "s/^$2: //p"
}

# contains WHOLE PART - the bytes of one file stand in the other.
contains() {
	python3 -c 'import sys
whole, part = (open(name, "rb").read() for name in sys.argv[1:])
sys.exit(part not in whole)' "$1" "$2" || complain "$2 is not in $1"
}

# below FILE - what stands below its header.
below() {
	sed '1,/^$/d' "$1"
}

# A report with everything that must not change on its way.
make_report() {
	head -c 3000 /dev/urandom >binary
	{
		mail_headers ada@example.com \
			'[TEST-SECURITY] Kanarienvogel in foo_rx()' \
			'Received: from secret-host.example.com by mx' \
			'Bcc: hidden@example.com' \
			'Reply-To: elsewhere@example.com' \
			'List-Id: <other.lists.example.com>' \
			'List-Unsubscribe: <mailto:leave@example.com>' \
			'Autocrypt: addr=ada@example.com; keydata=AAAA' \
			'Disposition-Notification-To: ada@example.com' \
			'Return-Receipt-To: ada@example.com' \
			'DKIM-Signature: v=1; d=example.com; b=AAAA' \
			'Authentication-Results: mx.example.com; dmarc=pass' \
			'X-Sallyport-Decision: approve' \
			'X-Mailer: Papagei'
		printf 'Content-Type: multipart/mixed; boundary=outer\n\n'
		cat body
	} >report.eml
}

{
	printf 'A preamble that nobody reads.\n--outer\n'
	printf 'Content-Type: text/plain; charset=iso-8859-1\n'
	printf 'Content-Transfer-Encoding: 8bit\n\n'
	printf 'Wellensittich \344\366\374, trailing blanks   \n'
	printf -- '- From here\nFrom there\n.\n..\n\n'
	printf 'CRLF line\r\nanother\r\n\t\n'
	printf -- '--outer\nContent-Type: application/octet-stream\n'
	printf 'Content-Transfer-Encoding: base64\n'
	printf 'Content-Disposition: attachment; filename=Zeisig.bin\n\n'
	head -c 3000 /dev/urandom | base64
	printf -- '--outer\nContent-Type: text/x-diff\n\n'
	printf -- '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a \n+b\n'
	printf -- '--outer--\nAn epilogue.'
} >body

test_case 'a report: each member reads it with a key of their own' '
	new_team sec
	# What moderators read of a decision is in t3000.
	set_conf sec cli tell-moderators no
	make_report
	distribute report
	has report.out "sent      to 4 of 4 members, encrypted."
	for person in $MEMBERS; do
		contains "report.$person" body
		for other in $MEMBERS; do
			[ "$person" != "$other" ] || continue
			gpg_as "$other" --decrypt "report.$person.eml" \
				>nothing 2>/dev/null && complain \
				"$other reads the copy of $person" || :
			[ ! -s nothing ]
		done
	done
'

test_case 'each part can be taken out whole' '
	python3 - report.alice body <<-X
		import email, email.policy, sys
		parts = []
		for name in sys.argv[1:]:
		    raw = open(name, "rb").read()
		    if name == "body":
		        raw = b"Content-Type: multipart/mixed; boundary=outer\n\n" + raw
		    parts.append({p.get_content_type(): p.get_payload(decode=True)
		        for p in email.message_from_bytes(raw).walk()
		        if p.get_filename() or p.get_content_type() in (
		            "text/x-diff", "application/octet-stream")})
		assert parts[0] == parts[1] and len(parts[1]) == 2, parts
	X
'

# R-105
test_case 'the subject and the author stand inside, protected' '
	for person in $MEMBERS; do
		has "report.$person" "Kanarienvogel in foo_rx()" \
			"hp=\"cipher\"" "From:      ada@example.com" \
			"HP-Outer: Subject: [TEST-SECURITY] $(cat report.ref)" \
			"HP-Outer: From: " "TSEC-2"
		same "[TEST-SECURITY] Kanarienvogel in foo_rx()" \
			"$(header report.$person Subject)"
		for field in From To Date Message-ID; do
			[ -n "$(header report.$person $field)" ]
			same "$(header report.$person.eml $field)" \
				"$(header report.$person $field)"
		done
	done
'

# R-028 R-106
test_case 'outside: the list, the reference, and nothing of the report' '
	ref=$(cat report.ref)
	for person in $MEMBERS; do
		same "[TEST-SECURITY] $ref" \
			"$(header report.$person.eml Subject)"
		header report.$person.eml From >from
		has from "sec@lists.example.org"
		same sec@lists.example.org "$(header report.$person.eml To)"
		same "<sec.lists.example.org>" \
			"$(header report.$person.eml List-Id)"
		for field in List-Post List-Owner List-Help; do
			[ -n "$(header report.$person.eml $field)" ]
		done
		lacks report.$person.eml ada@ example.com Kanarienvogel TSEC-
		exits 0 "$SOURCE/t/canary" Wellensittich "report.$person.eml"
		exits 0 "$SOURCE/t/canary" Zeisig "report.$person.eml"
	done
'

# R-028 R-154 R-155
test_case 'the header of the report does not leave, outside or inside' '
	for file in report.alice report.alice.eml; do
		lacks $file secret-host hidden@ elsewhere@ other.lists leave@ \
			keydata Receipt Disposition-Notification DKIM \
			Authentication-Results X-Sallyport Papagei Received
	done
'

# R-098: a signature of the list is for what the list says, which comes first
# and names the author; the report is a part of its own below.
test_case 'what the list signs begins with its own words' '
	for person in $MEMBERS; do
		sed "/^\$/d; /^--/q" "report.$person" >top
		same "From: TEST-SECURITY list <sec@lists.example.org>" \
			"$(head -n 1 top)"
		lacks top Wellensittich ada@
		python3 - "report.$person" <<-X
			import email, sys
			mail = email.message_from_binary_file(open(sys.argv[1], "rb"))
			ours, theirs = mail.get_payload()
			text = ours.get_payload()
			assert text.startswith("---- for members only"), text
			assert "\n\nFrom:      ada@example.com" in text, text
			assert "Wellensittich" not in text
			assert theirs.get_content_type() == "multipart/mixed"
		X
	done
'

# R-103
test_case 'a copy names nobody but its reader' '
	for person in $MEMBERS; do
		gpg_as "$person" --list-packets "report.$person.eml" \
			>packets 2>/dev/null
		same 1 "$(grep -c "^:pubkey enc packet:" packets)"
		same 1 "$(grep -c "^:encrypted data packet:" packets)"
		gpg_as "$person" --with-colons --list-keys |
			awk -F: "\$1 == \"sub\" || \$1 == \"pub\" { print \$5 }" \
			>all
		gpg_as "$person" --with-colons --list-keys "$(fpr "$person")" |
			awk -F: "\$1 == \"sub\" { print \$5 }" >own
		keyid=$(sed -n "s/^:pubkey enc packet:.*keyid //p" packets)
		grep -qx "$keyid" own
		gpg_as "$person" --dearmor <"report.$person.eml" >binary.pgp \
			2>/dev/null || sed -n "/^-----BEGIN PGP M/,/^-----END/p" \
			"report.$person.eml" | gpg_as "$person" --dearmor \
			>binary.pgp
		od -An -v -tx1 binary.pgp | tr -d " \n" | tr a-f A-F >hex
		for id in $(cat all); do
			[ "$id" = "$keyid" ] || lacks hex "$id"
		done
		for other in $MEMBERS; do
			[ "$person" != "$other" ] || continue
			lacks "report.$person.eml" "$other@" "$(fpr "$other")"
			lacks "report.$person" "$other@" "$(fpr "$other")"
		done
	done
'

# R-022 R-025
test_case 'one message for all, and one body' '
	for person in $MEMBERS; do
		header "report.$person.eml" Message-ID
	done | sort -u >ids
	same 1 "$(wc -l <ids)"
	for person in $MEMBERS; do
		cmp report.alice "report.$person"
	done
	same 1 "$(rows "SELECT count(*) FROM payload WHERE kind = 2")"
	grep -h -A2 . "$MTA"/argv/*.alice@example.org | grep bounces >from
	has from "sec-bounces+"
	same 4 "$(cat "$MTA"/argv/* | grep "^sec-bounces+" | sort -u | wc -l)"
'

test_case 'Reply-To as configured' '
	same "" "$(header report.alice.eml Reply-To)"
	set_conf sec post reply-to list
	{ mail_headers ada@example.com "reply-to"; echo x | mime_text; } >to.eml
	distribute to
	same "sec+$(newest_ref)@lists.example.org" \
		"$(header to.alice.eml Reply-To)"
	set_conf sec post reply-to none
'

test_case 'a signed report: its signature can be verified by whoever gets it' '
	{
		mail_headers ada@example.com signed
		{
			printf "Content-Type: text/plain; charset=utf-8\n"
			printf "Content-Transfer-Encoding: 8bit\n\n"
			printf "Signiert \303\244\n-- \nFrom me  \n\nlast line\n"
		} | mime_signed ada
	} >signed.eml
	distribute signed
	has signed.out "to 4 of 4"
	below signed.eml >signed.body
	contains signed.carol signed.body
	python3 - signed.carol <<-X
		import re, sys
		raw = open(sys.argv[1], "rb").read()
		part, sig = re.search(rb"\n--signed\n(.*?)\n--signed\n(.*?)\n--signed--",
		                      raw, re.S).groups()
		open("part", "wb").write(part.replace(b"\n", b"\r\n"))
		open("part.asc", "wb").write(sig[sig.index(b"-----BEGIN"):])
	X
	gpg_as carol --status-fd 1 --verify part.asc part >verified 2>/dev/null
	has verified "VALIDSIG $(fpr ada)"
'

test_case 'a combined sign and encrypt: the proof comes along' '
	{
		mail_headers ada@example.com "..."
		{
			printf "Content-Type: text/plain; charset=utf-8;\n"
			printf " protected-headers=\"v1\"\n"
			printf "Subject: Stieglitz\n\nboth at once\n"
		} | mime_encrypted ada list
	} >both.eml
	distribute both
	has both.bob "both at once" "filename=\"original.pgp\"" \
		"Signature: by the unknown key" "Came:      encrypted to the list"
	same "[TEST-SECURITY] Stieglitz" "$(header both.bob Subject)"
	python3 - both.bob <<-X
		import email, sys
		for part in email.message_from_binary_file(open(sys.argv[1], "rb")).walk():
		    if part.get_filename() == "original.pgp":
		        open("original.pgp", "wb").write(part.get_payload(decode=True))
	X
	gpg_as bob --status-file verified --decrypt original.pgp >original \
		2>/dev/null
	has verified "VALIDSIG $(fpr ada)"
	has original "both at once"
'

# R-075
test_case 'what stood around the sealed part does not leave with it' '
	{
		mail_headers ada@example.com "..."
		printf "Content-Type: text/plain\n\nsealed words\n" |
			mime_encrypted - list |
			sed "0,/^--sealed\$/s//<img src=\"http:\/\/x.example\/Zaunkoenig\n&/"
		echo "Zaunkoenig behind"
	} >around.eml
	grep -A1 "^<img" around.eml | grep -qx -e --sealed
	distribute around
	has around.bob "sealed words"
	lacks around.bob "<img" Zaunkoenig x.example
	lacks around.bob.eml "<img" Zaunkoenig x.example
	outbox_decrypt dave "$(sent dave@example.org | tail -n 2 | head -n 1)" \
		>notice
	has notice "sealed words"
'

test_case 'an inline encrypted report arrives as text' '
	{
		mail_headers ada@example.com inline
		echo "inline words" | inline_encrypted ada list | mime_text
	} >inline.eml
	distribute inline
	has inline.dave "inline words" original.pgp
	lacks inline.dave "BEGIN PGP MESSAGE"
'

test_case 'a case is one thread, whatever reporters and members answer to' '
	root=$(header report.alice.eml Message-ID)
	same "" "$(header report.alice.eml References)"
	{ mail_headers ada@example.com "Re: foo" "References: <a@example.com>"
		echo later | mime_text; } >later.eml
	exits 0 deliver sec later.eml
	newest_ref >later.ref
	exits 0 sp attach "$(cat later.ref)" "$(rows "SELECT number FROM cases
		WHERE ref = \"$(cat report.ref)\"")"
	{ mail_headers alice@example.org "Re: bar" "In-Reply-To: $root"
		echo member | mime_text | mime_signed alice; } >member.eml
	exits 0 deliver sec member.eml --sender=alice@example.org
	{ mail_headers alice@example.org "Re: baz"
		echo by address | mime_text | mime_signed alice; } >address.eml
	exits 0 deliver sec address.eml --sender=alice@example.org \
		--recipient="sec+$(cat report.ref)@lists.example.org"
	sent bob@example.org | tail -n 3 >copies
	same 3 "$(wc -l <copies)"
	while read -r copy; do
		same "$root" "$(header "$copy" References)"
		same "$root" "$(header "$copy" In-Reply-To)"
		same "[TEST-SECURITY] $(cat report.ref)" \
			"$(header "$copy" Subject)"
	done <copies
	same 3 "$(xargs grep -h "^Message-ID" <copies | sort -u | wc -l)"
'

test_case 'what cannot be parsed is an attachment, as it came' '
	{ mail_headers ada@example.com "broken"
		printf "Content-Type: multipart/mixed; boundary=x\n\n"
		for i in $(seq 1200); do
			printf -- "--x\n\n$i\n"
		done; } >broken.eml
	exits 0 deliver sec broken.eml
	newest_ref >broken.ref
	exits 0 sp show "$(cat broken.ref)" >out
	exits 0 sp approve "$(cat broken.ref)"
	outbox_decrypt bob "$(sent_last bob@example.org)" >broken.bob
	python3 - broken.bob <<-X
		import email, sys
		for part in email.message_from_binary_file(open(sys.argv[1], "rb")).walk():
		    if part.get_filename() == "unparsed.eml":
		        open("unparsed.eml", "wb").write(part.get_payload(decode=True))
	X
	cmp broken.eml unparsed.eml
'

# own_key PERSON - a key of the test's own making, the same one expired, and its
# revocation.
own_key() {
	mkdir -p "k/$1"
	gpg --homedir "k/$1" --batch --quiet --no-tty --passphrase "" \
		--quick-gen-key "$1@example.org" future-default default never \
		2>/dev/null
	gpg --homedir "k/$1" --armor --export >"$1.asc"
	gpg --homedir "k/$1" --batch --quiet --no-tty --passphrase "" \
		--quick-set-expire "$(gpg --homedir "k/$1" --batch \
			--with-colons -k 2>/dev/null |
			awk -F: '$1 == "fpr" { print $10; exit }')" seconds=1
	gpg --homedir "k/$1" --armor --export >"$1.expired"
	sed 's/^:---/---/' "k/$1"/openpgp-revocs.d/*.rev |
		gpg --homedir "k/$1" --batch --quiet --no-tty --import 2>/dev/null
	gpg --homedir "k/$1" --armor --export >"$1.revoked"
}

# enrol PERSON
enrol() {
	exits 0 sp member add "$1@example.org" --key "$1.asc" --name "$1"
}

# R-100 R-101
test_case 'keys that cannot be used: a notice without content, and a name' '
	exits 0 sp member remove carol@example.org
	exits 0 sp member pause dave@example.org
	for person in gone quit late; do
		own_key $person
		enrol $person
	done
	sleep 2
	exits 0 sp key import quit.revoked
	exits 0 sp key import late.expired
	gpg --homedir "$STATE/gnupg" --batch --yes --delete-keys \
		"$(rows "SELECT fingerprint FROM pgp_key JOIN member
			ON member.id = member
			WHERE address = \"gone@example.org\"")"
	{ mail_headers ada@example.com "[TEST-SECURITY] Kanarienvogel"
		echo Kanarienvogel | mime_text; } >keys.eml
	exits 0 deliver sec keys.eml
	exits 0 sp approve "$(newest_ref)" >out
	has out "sent      to 2 of 5 members, encrypted.  NOT sent: " \
		"late@example.org has an expired key" \
		"quit@example.org has a revoked key" \
		"gone@example.org has no key"
	for person in late quit gone; do
		same 1 "$(sent_count $person@example.org)"
		copy=$(sent_last $person@example.org)
		lacks "$copy" Kanarienvogel ada@ TSEC-
		has "$copy" "Auto-Submitted: auto-generated" "$(newest_ref)"
		exits 0 "$SOURCE/t/canary" Kanarienvogel "$copy"
	done
	for person in late quit gone; do
		sed "1,/^\$/d" "$(sent_last $person@example.org)" |
			tr "\n" " " >$person.said
	done
	has late.said "your OpenPGP key has expired."
	has quit.said "your OpenPGP key was revoked."
	has gone.said "your OpenPGP key is missing from its keyring."
	for person in carol dave; do
		sent $person@example.org | xargs cat >copies
		lacks copies "$(newest_ref)"
	done
	for person in alice bob; do
		outbox_decrypt "$person" "$(sent_last "$person@example.org")" \
			>plain
		has plain Kanarienvogel
	done
'

test_case 'when nobody can read it, it stays held' '
	exits 0 sp member pause alice@example.org
	exits 0 sp member pause bob@example.org
	{ mail_headers ada@example.com nobody; echo x | mime_text; } >nobody.eml
	exits 0 deliver sec nobody.eml
	exits 2 sp approve "$(newest_ref)" 2>err
	has err "no usable key to seal to" "sallyport roster check sec"
	same 1 "$(rows "SELECT state FROM mail ORDER BY id DESC LIMIT 1")"
	exits 0 sp member resume alice@example.org
	exits 0 sp member resume bob@example.org
	exits 0 sp approve "$(newest_ref)" >out
	has out "to 2 of 5 members"
'

test_case 'who leaves before the mail does, gets nothing' '
	{ mail_headers ada@example.com leaver; echo x | mime_text; } >leaver.eml
	exits 0 deliver sec leaver.eml
	mta_says "exit 75"
	exits 0 sp approve "$(newest_ref)" >out
	has out "queued    for 2 of 5 members"
	exits 0 sp member remove bob@example.org
	mta_says ""
	rows "UPDATE outbox SET due = 0 WHERE state = 0"
	exits 0 sp run --once
	has "$(sent_last alice@example.org)" "$(newest_ref)"
	sent bob@example.org | xargs cat >copies
	lacks copies "$(newest_ref)"
	same 0 "$(rows "SELECT count(*) FROM outbox WHERE state = 0")"
'

# R-150
test_case 'nothing readable is left of any of them' '
	exits 0 "$SOURCE/t/canary" Kanarienvogel "$STATE" "$MTA"
	exits 0 "$SOURCE/t/canary" Wellensittich "$STATE" "$MTA"
	exits 0 "$SOURCE/t/canary" Stieglitz "$STATE" "$MTA"
	exits 0 sp log --verify
'

test_done
