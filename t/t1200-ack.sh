#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t1200-ack.sh - the one mail that a machine sends to strangers: to whom, when,
# and that it says nothing.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/verdicts.sh"

# due - a minute has passed for all that waits for it.
due() {
	rows 'UPDATE mail SET ack_due = ack_due - 61'
}

# run_once - the worker's round, whatever it prints.
run_once() {
	exits 0 sp run --once >run.out
}

# acks [ADDRESS] - how many acknowledgements left.
acks() {
	sent "${1-}" | xargs -r grep -l '^Auto-Submitted: auto-replied' | wc -l
}

# acknowledged - after a minute, and only then, ada gets one; it becomes the
# file "ack".
acknowledged() {
	run_once
	same 0 "$(acks)"
	due
	run_once
	same 1 "$(acks)"
	cp "$(sent_last ada@example.com)" ack
}

# field NAME - of the mail "ack", unfolded.
field() {
	sed -e '/^$/q' ack | sed -e ':a' -e 'N;s/\n[ \t]/ /;ta' -e 'P;D' |
		sed -n "s/^$1: //p"
}

# --- what it is ---------------------------------------------------------------

# R-030 R-032
test_case 'a report is acknowledged by the worker, after a minute, once' '
	new_team sec
	keep empty
	cp "$CONF/sec.conf" usual.conf
	{
		printf "Return-Path: <eve@example.com>\n"
		mail_headers "\"Canary Bird\" <bob@elsewhere.org>" \
			"[TEST-SECURITY] canary in foo_rx" \
			"Reply-To: carl@elsewhere.org" "Sender: dan@elsewhere.org" \
			"Disposition-Notification-To: eve@elsewhere.org" \
			"Return-Receipt-To: fred@elsewhere.org" \
			"Content-Type: multipart/mixed; boundary=b"
		printf "\n--b\nContent-Type: text/plain\n\n"
		printf "the canary sings, canary-version 9.1.2\n--b\n"
		printf "Content-Type: text/x-c; name=canary.c\n\n"
		printf "int canary;\n--b--\n"
	} >report.eml
	taken deliver sec report.eml
	same 1 "$(sent_count)"
	is acknowledgement due
	acknowledged
	is acknowledgement sent
	due
	run_once
	taken deliver sec report.eml
	run_once
	same 2 "$(sent_count)"
'

# R-020 R-022 R-033
test_case 'it is an answer of a machine, as RFC 3834 wants it' '
	same "-i -f  -- ada@example.com" \
		"$(paste -sd " " "$MTA"/argv/*.ada@example.com)"
	ref=$(last)
	same auto-replied "$(field Auto-Submitted)"
	same All "$(field X-Auto-Response-Suppress)"
	same bulk "$(field Precedence)"
	same ada@example.com "$(field To)"
	same "TEST-SECURITY list <sec@lists.example.org>" "$(field From)"
	answers=$(sed -n "s/^Message-ID: //p" report.eml)
	same "$answers" "$(field In-Reply-To)"
	same "$answers" "$(field References)"
	field Subject | grep -qF "[TEST-SECURITY] Automatic reply"
	field Subject | grep -qF "$ref"
	field Reply-To | grep -qxiE "sec\+$ref-[0-9a-z]{16}@lists.example.org"
	has ack "This is an automatic reply. No person has read" "    $ref" \
		"$(fpr list | cut -c 1-4)" "You should have it by"
'

# R-034
test_case 'it says nothing of the report' '
	sed "/^In-Reply-To:/d; /^References:/d" ack >rest
	lacks rest canary Canary foo_rx elsewhere.org 9.1.2 eve@
	grep -qF "[ ] the affected code or function" ack
	! grep -qF "version, or commit or tag" ack
'

test_case 'the list has signed it' '
	boundary=$(field Content-Type | sed "s/.*boundary=\"\(.*\)\".*/\1/")
	awk -v b="--$boundary" "\$0 == b { n++; next }
		n == 1 { print > \"signed\" } n == 2 { print > \"signature\" }" ack
	head -c -1 signed | sed "s/\$/\r/" | head -c -1 >signed.crlf
	exits 0 gpg_as ada --verify signature signed.crlf
'

# R-033
test_case 'a Message-ID that is none is not answered' '
	for id in "<a@b@c>" "<a b@example.com>" "a@example.com" "<>" \
		"<$(head -c 10000 /dev/zero | tr "\0" a)@example.com>"; do
		restore empty
		report x | sed "s/^Message-ID:.*/Message-ID: $id/" >x.eml
		taken deliver sec x.eml
		acknowledged
		same "" "$(field In-Reply-To)$(field References)"
	done
'

# --- who gets none ------------------------------------------------------------

# try EXPECT FILE [OPTION...] - deliver it as one of many, to be told about
# afterwards: the reason for no acknowledgement, "" if there is one.
try() {
	try_expect=$1 try_file=$2
	shift 2
	echo >>tried
	try_count=$(wc -l <tried)
	sed "s/^Subject:.*/Subject: try $try_count/" "$try_file" >try.eml
	taken deliver sec try.eml "$@"
	echo "$try_count $try_expect: $*" >>tries
}

# tried - were all these expectations right?
tried() {
	told held sec --all >told
	awk '$2 == "no_acknowledgement" { why[$1] = $3 }
		$2 == "subject" { mail[$4] = $1 }
		END {
			while ((getline line < "tries") > 0) {
				n = line; sub(" .*", "", n)
				sub("^[0-9]* ", "", line)
				want = line; sub(":.*", "", want)
				if (why[mail[n]] != want)
					print "try " n ": wanted " line \
						" got " why[mail[n]]
			}
		}' told >wrong
	: >tries
	[ ! -s wrong ] || complain "$(cat wrong)"
}

# with WHY HEADER... - each of these lines alone makes it so.
with() {
	with_why=$1
	shift
	for with_header; do
		report x "$with_header" >with.eml
		try "$with_why" with.eml || complain "$with_header"
	done
}

# R-031
test_case 'no machine and no list is answered' '
	restore empty
	with "" "X-Nothing: 1" "Auto-Submitted: no" "Auto-Submitted: No (really)" \
		"Precedence: first-class" "X-Auto-Response-Suppress: DR" \
		"X-Spam-Flag: NO" "X-Spam-Status: No, score=-1" \
		"Delivered-To: other@lists.example.org"
	with automatic "Auto-Submitted: auto-generated" \
		"Auto-Submitted: auto-replied" "Auto-Submitted: AUTO-NOTIFIED" \
		"Auto-Submitted: auto-replied (vacation); x=y" \
		"Auto-Submitted: whatever" "auto-submitted : auto-replied" \
		"X-Auto-Response-Suppress: All" \
		"X-Auto-Response-Suppress: DR, OOF, NRN" \
		"X-Auto-Response-Suppress: autoreply" "X-Autoreply: yes" \
		"Precedence: auto_reply"
	with list "List-Id: <other.example.org>" "List-Unsubscribe: <x>" \
		"List-Post: NO" "LIST-HELP: y" "Precedence: bulk" \
		"Precedence: List" "Precedence: junk" "Precedence: bulk (x)"
	with spam "X-Spam-Flag: YES" "X-Spam-Status: Yes, score=12.3" \
		"X-Spam: Yes" "X-Rspamd-Action: add header" \
		"X-Bogosity: Spam, tests=bogofilter" \
		"X-MS-Exchange-Organization-SCL: 6" "X-Spamd-Bar: ++++++++"
	with loop "X-Loop: sec@lists.example.org" \
		"List-Id: TEST <sec.lists.example.org>"
	tried
	same 0 "$(rows "SELECT count(*) FROM mail WHERE ack = 0")"
'

# R-027 R-031
test_case 'no bounce is answered, and no report about delivery' '
	for type in "multipart/report; report-type=delivery-status; boundary=b" \
		"message/delivery-status" "message/disposition-notification" \
		"Multipart/Report; boundary=b"; do
		mail_headers ada@example.com x "Content-Type: $type" >x.eml
		printf "\n--b\n\nStatus: 5.1.1\n--b--\n" >>x.eml
		try bounce x.eml
	done
	report x >x.eml
	for null in "" "<>" MAILER-DAEMON mailer-daemon; do
		try null-sender x.eml --sender=$null
	done
	mail_headers ada@example.com "Automatic reply: Undelivered Mail" >x.eml
	printf "\nStatus: 5.0.0, a real report about bounces\n" >>x.eml
	try "" x.eml
	tried
'

# R-031 R-039
test_case 'no role, and not our own addresses' '
	report x >x.eml
	for local in mailer-daemon Postmaster NoReply no-reply news-bounces \
		x-bounce owner-list list-owner list-request bounces+17; do
		try role-address x.eml --sender=$local@example.com
		sed "s/^From:.*/From: $local@example.com/" x.eml >y.eml
		try role-address y.eml
	done
	for local in sec sec+R-7KQ4-M2XC; do
		try own-address x.eml --sender=$local@lists.example.org
	done
	try role-address x.eml --sender=sec-owner@lists.example.org
	for member in alice@example.org alice@EXAMPLE.org; do
		try own-address x.eml --sender=$member
	done
	for local in owner request bounces+abcdefghijklmnop; do
		try role-address x.eml --recipient=sec-$local@lists.example.org
	done
	tried
'

test_case 'no author who is unclear, and nothing that cannot be read' '
	report x "From: eve@example.com" >x.eml
	try address x.eml
	for from in "a@example.com, b@example.com" "a@b@example.com" "x" "" \
		"<@x:ada@example.com>"; do
		report x | sed "s/^From:.*/From: $from/" >x.eml
		try address x.eml
	done
	{ report x; head -c 3000 /dev/zero | tr "\0" "\n" |
		sed "s/.*/Content-Type: x\/y\n\n--b/"; } |
		sed "s/^Content-Type: text.*/Content-Type: multipart\/mixed; boundary=b/" \
		>x.eml
	taken deliver sec x.eml
	is no_acknowledgement unparsable
	tried
'

# R-029
test_case 'a loop is none, however it shows' '
	seq 51 | sed "s/.*/Received: from a by b; x/" >many
	{ cat many; report x; } >x.eml
	try loop x.eml
	{ sed 1d many; report x; } >x.eml
	try "" x.eml
	{ echo "Received: by us"; report x \
		"Delivered-To: sec@lists.example.org"; } >x.eml
	try loop x.eml
	{ echo "Delivered-To: sec@lists.example.org"; echo "Received: by us"
	  report x; } >x.eml
	try "" x.eml
	tried
'

# R-038
test_case 'a mail that was sent blind is not answered, unless the list says so' '
	report x | sed "s/^To:.*/To: other@lists.example.org/" >blind.eml
	try blind blind.eml
	report x | sed "/^To:/d" >none.eml
	try blind none.eml
	report x | sed "s/^To:.*/Cc: a: x@y.org, Sec <SEC@lists.example.org>;/" \
		>x.eml
	try "" x.eml
	tried
	set_conf sec ack blind yes
	try "" blind.eml --sender=bob@elsewhere.org
	tried
	cp usual.conf "$CONF/sec.conf"
'

# results TEXT... - a mail with that in Authentication-Results, at the top.
results() {
	for results_text; do
		printf 'Authentication-Results: %s\n' "$results_text"
	done
	printf 'Received: from outside by mx.example.org\n'
	report x
}

# R-037
test_case 'a sender that our own border calls forged is not answered' '
	set_conf sec ack authserv-id mx.example.org
	fail="dmarc=fail header.from=example.com"
	for text in "mx.example.org; $fail" \
		"mx.example.org 1; spf=pass; $fail; dkim=pass" \
		"mx.example.org; dmarc=FAIL (p=none) header.from=example.com"; do
		results "$text" >x.eml
		try dmarc x.eml
	done
	for text in "other.example.org; $fail" "MX.example.org; $fail" \
		"mx.example.org.evil.org; $fail" "x (mx.example.org); $fail" \
		"mx.example.org; dmarc=pass header.from=example.com" \
		"mx.example.org; spf=fail" "mx.example.org; none" \
		"mx.example.org; dmarc=none" "mx.example.org; dmarc=temperror"; do
		results "$text" >x.eml
		try "" x.eml
	done
	results "mx.example.org; $fail" "mx.example.org; $fail" >x.eml
	try "" x.eml
	{ printf "Received: by mx\nReceived: by other\n"
	  results "mx.example.org; $fail"; } >x.eml
	try "" x.eml
	tried
	cp usual.conf "$CONF/sec.conf"
	results "mx.example.org; $fail" >x.eml
	try "" x.eml
	tried
'

test_case 'a rule can forbid it, and the list can do without' '
	printf "[rule quiet]\non = subject\npattern = ^try\naction = no-ack\n" \
		>>"$CONF/sec.conf"
	report x >x.eml
	try rule x.eml
	cp usual.conf "$CONF/sec.conf"
	set_conf sec ack enabled no
	report x >x.eml
	try off x.eml
	cp usual.conf "$CONF/sec.conf"
	tried
'

test_case 'of all these, only those meant to left' '
	due
	set_conf sec ack per-sender-day 1000
	run_once
	cp usual.conf "$CONF/sec.conf"
	same "$(rows "SELECT count(*) FROM mail WHERE ack = 2")" "$(acks)"
	same 0 "$(rows "SELECT count(*) FROM mail WHERE ack = 1")"
	for file in $(sent); do
		case $file in
		*.ada@example.com | *.bob@elsewhere.org | *.dave@example.org) ;;
		*) complain "$file" ;;
		esac
	done
'

# --- budgets ------------------------------------------------------------------

# R-036
test_case 'one a thread a day' '
	restore empty
	report first >first.eml
	id=$(sed -n "s/^Message-ID: //p" first.eml)
	try "" first.eml
	due
	run_once
	report x "References: $id" >x.eml
	try budget x.eml
	report x "In-Reply-To: $id" >x.eml
	try budget x.eml
	report x "References: $id <other@example.com>" >x.eml
	try budget x.eml
	report x "References: <other@example.com> $id" >x.eml
	try "" x.eml
	report x "References: $id" >x.eml
	try "" x.eml --sender=bob@elsewhere.org
	tried
	rows "UPDATE ack_log SET at = at - 86401"
	report x "References: $id" >x.eml
	try "" x.eml
	tried
'

test_case 'mails without Message-ID are each a thread of their own' '
	restore empty
	for person in ada bob; do
		report x | sed "/^Message-ID/d" >x.eml
		try "" x.eml --sender=$person@example.com
		due
		run_once
	done
	report x | sed "/^Message-ID/d" >x.eml
	try "" x.eml
	tried
'

# R-036
test_case 'ten a sender a day, sixty a list an hour' '
	restore empty
	set_conf sec ack per-sender-day 2
	set_conf sec ack per-list-hour 4
	for i in 1 2 3 4; do
		report $i >$i.eml
		try "" $i.eml
	done
	tried
	due
	run_once
	same 2 "$(acks)"
	same 2 "$(rows "SELECT count(*) FROM mail WHERE ack = 3")"
	report x >x.eml
	try budget x.eml
	try budget x.eml --sender=ada@EXAMPLE.com
	for person in bob carl; do
		report x >x.eml
		try "" x.eml --sender=$person@elsewhere.org
	done
	due
	run_once
	same 4 "$(acks)"
	report x >x.eml
	try budget x.eml --sender=eve@elsewhere.org
	rows "UPDATE ack_log SET at = at - 3601"
	report x >x.eml
	try "" x.eml --sender=fred@elsewhere.org
	report x >x.eml
	try budget x.eml
	tried
	cp usual.conf "$CONF/sec.conf"
	grep -q "^per-sender-day *= *10\$" usual.conf
	grep -q "^per-list-hour *= *60\$" usual.conf
	grep -q "^per-thread-day *= *1\$" usual.conf
'

# --- what it depends on -------------------------------------------------------

# sealed NAME - the mail of that outcome, from standard input, an OpenPGP
# message in armor.
sealed() {
	{
		mail_headers ada@example.com '...' "X-Case: $1"
		printf 'Content-Type: multipart/encrypted; boundary="b";\n'
		printf ' protocol="application/pgp-encrypted"\n\n--b\n'
		printf 'Content-Type: application/pgp-encrypted\n\nVersion: 1\n\n'
		printf -- '--b\nContent-Type: application/octet-stream\n\n'
		cat
		printf '\n--b--\n'
	} >"sealed.$1.eml"
}

# armor - a binary OpenPGP message, as gpg would armor it.
armor() {
	gpg_as ada --enarmor | sed 's/PGP ARMORED FILE/PGP MESSAGE/'
}

# to_list OPTION... - encrypt standard input to the list.
to_list() {
	gpg_as ada -r "$(fpr list)" "$@" --encrypt
}

# R-035
test_case 'what was encrypted decides nothing: messages of fifteen kinds' '
	restore empty
	text="Content-Type: text/plain

version 9.1.2, stack trace, config, reproducer"
	echo "$text" | to_list --armor | sealed good
	echo "$text" | to_list --armor --sign -u "$(fpr ada)" | sealed stranger
	echo "$text" | gpg_as alice -r "$(fpr list)" --armor --sign --encrypt |
		sealed member
	echo "$text" | gpg_as ada -r "$(fpr bob)" --armor --encrypt |
		sealed elsewhere
	echo "$text" | gpg_as ada -R "$(fpr list)" --armor --encrypt |
		sealed hidden
	echo "$text" | to_list --armor --passphrase x --symmetric | sealed password
	echo "$text" | to_list >whole
	size=$(wc -c <whole)
	head -c $((size - 40)) whole | armor | sealed cut
	{ head -c $((size - 30)) whole; printf xyz
	  tail -c 27 whole; } | armor | sealed bent
	{ cat whole whole; } | armor | sealed twice
	echo "$text" | gpg_as ada --store | armor | sealed bare
	head -c 500 /dev/urandom | armor | sealed noise
	echo nothing | sealed empty
	to_list --armor <whole | sealed nested
	head -c 3000000 /dev/zero | to_list --armor | sealed bomb
	{ printf "Auto-Submitted: auto-replied\nX-Spam-Flag: YES\n"
	  printf "From: eve@x\nSubject: [TEST-SECURITY] try\n"
	  printf "Content-Type: text/plain; protected-headers=v1\n\n"
	  cat "$KEYS/ada.asc"; } | to_list --armor | sealed tempting
	same 15 "$(ls sealed.*.eml | wc -l)"
	set_conf sec limits plaintext 1M
	set_conf sec ack per-sender-day 1000
	printf "[rule quiet]\non = text\npattern = reproducer\n
		action = no-ack\n" >>"$CONF/sec.conf"
	for file in sealed.*.eml; do
		taken deliver sec $file
		is no_acknowledgement "" || complain $file
	done
	same 15 "$(rows "SELECT count(*) FROM mail WHERE ack = 1")"
	same 0 "$(rows "SELECT count(*) FROM mail WHERE state = 0")"
	sed -n "s/^[^ ]* why //p" told | sort | uniq -c >kinds
	note "$(paste -sd, kinds)"
	[ "$(wc -l <kinds)" -gt 3 ]
'

# R-035 R-078
test_case 'and each is told the same, at the same time, but for the reference' '
	same 60 "$(rows "SELECT DISTINCT ack_due - arrived FROM mail")"
	same 1 "$(rows "SELECT count(DISTINCT checks) FROM mail")"
	due
	run_once
	same 15 "$(acks)"
	rows "SELECT ref FROM mail" >refs
	for file in $(sent ada@example.com); do
		ref=$(sed -n "s/^    \(R-....-....\)\$/\1/p" $file)
		id=$(sed -n "s/^Message-ID: <\(.*\)@.*/\1/p" $file)
		sed -E -e "s/$ref/REF/g" -e "s/$id/ID/g" \
			-e "s/^(Date|Message-ID|In-Reply-To|References):.*/\1/" \
			-e "s/^Reply-To: sec\+REF-[a-z0-9]+@/Reply-To: @/" \
			-e "/^-----BEGIN/,/^-----END/d" \
			-e "s/[0-9]+:[0-9]+ UTC/TIME/" $file >same.$(basename $file)
	done
	same 1 "$(sha256sum same.* | cut -c 1-64 | sort -u | wc -l)"
	has "$(ls same.* | head -n 1)" "WHAT HELPS US IN A REPORT" \
		"[ ] version, or commit or tag"
	cp usual.conf "$CONF/sec.conf"
'

# --- encrypted ----------------------------------------------------------------

# answer FILE - deliver and acknowledge it, alone.
answer() {
	restore empty
	taken deliver sec "$1"
	acknowledged
}

# opened - the acknowledgement is encrypted to ada; what it says is in "plain".
opened() {
	has ack "Content-Type: multipart/encrypted"
	lacks ack "This is an automatic reply"
	outbox_decrypt ada ack >plain
	has plain "This is an automatic reply" "multipart/signed" \
		"This reply is encrypted to the key that came with your mail"
	same auto-replied "$(field Auto-Submitted)"
	same 0 "$(find "$STATE" -name "scratch-*" | wc -l)"
}

# attached KEY... - a report with these keys attached.
attached() {
	mail_headers ada@example.com 'a bug' \
		'Content-Type: multipart/mixed; boundary=b'
	printf '\n--b\nContent-Type: text/plain\n\nin version 9.1.2\n'
	for key; do
		printf -- '--b\nContent-Type: application/pgp-keys\n\n'
		cat "$KEYS/$key.asc"
	done
	printf -- '--b--\n'
}

# autocrypt PERSON - that header, with the person's key.
autocrypt() {
	printf 'Autocrypt: addr=ada@example.com; keydata=\n'
	gpg_as ada --export "$(fpr "$1")" | base64 | sed 's/^/ /'
}

test_case 'it is encrypted when a key came in the clear part' '
	attached ada >x.eml
	answer x.eml
	opened
	grep -qF "[ ] the affected code or function" plain
	! grep -qF "[ ] version, or commit" plain
	{ mail_headers ada@example.com "a bug"
	  { echo "my key:"; cat "$KEYS/ada.asc"; } | mime_text; } >x.eml
	answer x.eml
	opened
	{ autocrypt ada; report x; } >x.eml
	answer x.eml
	opened
	{ autocrypt ada; mail_headers ada@example.com ...
	  printf "Content-Type: text/plain\n\nhi\n" | mime_encrypted - list
	} >x.eml
	answer x.eml
	opened
	has plain "[ ] version, or commit"
'

test_case 'a key that cannot be used gives way to one that can' '
	attached expired ada >x.eml
	answer x.eml
	opened
	attached list bob ada >x.eml
	answer x.eml
	opened
	{ autocrypt ada; attached revoked; } >x.eml
	answer x.eml
	opened
'

# plain FILE - its acknowledgement is in the clear.
plain() {
	answer "$1"
	has ack "This is an automatic reply" \
		"If you want our answers to be encrypted"
}

test_case 'without one it is in the clear' '
	for key in expired revoked signonly weak list alice bob ada.sec; do
		attached $key >x.eml
		plain x.eml || complain $key
	done
	{ mail_headers ada@example.com ...
	  { printf "Content-Type: text/plain\n\n"; cat "$KEYS/ada.asc"; } |
		mime_encrypted - list; } >x.eml
	plain x.eml
	{ autocrypt ada | sed "s/addr=ada/addr=eve/"; report x; } >x.eml
	plain x.eml
	{ autocrypt ada; autocrypt ada; report x; } >x.eml
	plain x.eml
	{ autocrypt ada | head -n 3; report x; } >x.eml
	plain x.eml
'

# --- afterwards ---------------------------------------------------------------

# R-039
test_case 'a reply to it is not acknowledged, and joins what it is about' '
	report first >x.eml
	answer x.eml
	ref=$(last)
	id=$(field Message-ID)
	to=$(field Reply-To)
	report x "In-Reply-To: $id" >x.eml
	try thread x.eml --recipient="$to"
	report x "In-Reply-To: $id" >x.eml
	try thread x.eml
	report x >x.eml
	try thread x.eml --recipient="$to"
	report x >x.eml
	try thread x.eml --sender=bob@elsewhere.org --recipient="$to"
	for wrong in "sec+$ref@lists.example.org" "sec+$ref-xyz@lists.example.org" \
		"$(echo "$to" | sed "s/-[^-]*@/-aaaaaaaaaaaaaaaa@/")"; do
		report x >x.eml
		try "" x.eml --recipient="$wrong"
	done
	report x "In-Reply-To: <$(echo "$id" | tr a-y b-z)>" >x.eml
	try "" x.eml
	tried
'

# R-023 R-025
test_case 'what sendmail refuses is tried again, as the same mail' '
	restore empty
	taken deliver sec report.eml
	due
	mta_says "accept 75"
	run_once
	mta_says ""
	rows "UPDATE outbox SET due = 0"
	run_once
	run_once
	same 2 "$(acks)"
	same 1 "$(sent ada@example.com | xargs grep -h "^Message-ID:" |
		sort -u | wc -l)"
	same 1 "$(sent ada@example.com | xargs grep -h "^Date:" |
		sort -u | wc -l)"
	is acknowledgement sent
'

test_done
