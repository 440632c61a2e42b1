#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t1400-addresses.sh - what each address of a list means, and what it proves.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/verdicts.sh"

list=lists.example.org

# reply RECIPIENT [HEADER...] - a signed mail by alice to that address.
reply() {
	reply_to=$1
	shift
	{
		mail_headers alice@example.org 'Re: it' "$@"
		{ echo more; od -An -N8 -tx1 /dev/urandom; } | mime_text |
			mime_signed alice
	} >reply.eml
	taken deliver sec reply.eml --sender=alice@example.org \
		--recipient="$reply_to"
}

# in_case NUMBER - the last mail was accepted into that case; "" is none.
in_case() {
	is state accepted
	same "$1" "$(sed -n "s/^$is_ref case //p" told)"
	copy=$(sent_last bob@example.org)
	outbox_decrypt bob "$copy" >got
	if [ -n "$1" ]; then
		has got "$1"
		has "$copy" "References: $(cat root)"
		grep -qF "Subject: [TEST-SECURITY] $(cat ref)" "$copy"
	fi
}

test_case 'a case with a thread of its own' '
	new_team sec
	report "[TEST-SECURITY] overrun" >report.eml
	taken deliver sec report.eml
	keep held
	last >ref
	exits 0 sp approve "$(cat ref)"
	sp case list sec --json |
		sed -n "s/.*\"case\" *: *\"\([^\"]*\)\".*/\1/p" >case
	grep -qE "^[A-Z]+-[0-9]{4}-0001\$" case
	sed -n "s/^Message-ID: //p" "$(sent_last bob@example.org)" >root
	keep approved
'

test_case 'a reply lands in the case, by REF, by number, or by thread' '
	ref=$(cat ref) case=$(cat case)
	lower=$(echo "$ref $case" | tr A-Z a-z)
	for word in $ref $case $lower "$(echo $ref | tr 01 OI)" \
		"$(echo $ref | sed "s/^\(R-....\)-/\1/")"; do
		for join in + -; do
			restore approved
			reply "sec$join$word@$list" || complain "$join$word"
			in_case $case
		done
	done
	for header in "In-Reply-To: $(cat root)" "References: <a@b> $(cat root)" \
		"$(grep "^Message-ID" report.eml | sed "s/.*:/In-Reply-To:/")"; do
		restore approved
		reply "sec@$list" "$header"
		in_case $case
	done
	restore approved
	reply "sec+$case-internal@$list"
	in_case $case
	same 2 "$(sp case list sec --json | sed -n "s/.*\"mails\" *: *//p" |
		tr -d ,)"
'

test_case 'what names no case of ours opens none and is lost nowhere' '
	for word in R-AAAA-AAAA QSEC-2026-9999 "" other "R-AAAA-AAAA-token"; do
		restore approved
		reply "sec+$word@$list" || complain "$word"
		case $word in
		"" | other) held_as role-address ;;
		*) in_case "" ;;
		esac
	done
	restore held
	reply "sec+$(cat ref)@$list"
	in_case ""
'

test_case 'with another delimiter, + is a letter like others' '
	restore approved
	cp "$CONF/sec.conf" usual.conf
	set_conf sec list delimiter -
	reply "sec-$(cat ref)@$list"
	in_case "$(cat case)"
	restore approved
	reply "sec+$(cat ref)@$list"
	held_as role-address
	cp usual.conf "$CONF/sec.conf"
'

# goes RECIPIENT WHY... - a stranger's report to that address is held so.
goes() {
	restore approved
	goes_to=$1
	shift
	report hello >x.eml
	taken deliver sec x.eml --recipient="$goes_to"
	held_as "$@" || complain "$goes_to"
}

test_case 'a stranger is held at every address' '
	goes "sec@$list" non-member
	goes "sec+$(cat ref)@$list" non-member
	goes "sec+$(cat case)@$list" non-member
	is acknowledgement due
	for address in owner request; do
		goes "sec-$address@$list" non-member role-address
		is no_acknowledgement role-address
	done
	goes "sec+$(cat case)-internal@$list" non-member
	is no_acknowledgement role-address
	goes "sec+nonsense@$list" non-member role-address
	goes "other@$list" non-member role-address
'

test_case 'the tag, or the case of letters, makes no address another' '
	goes "SEC@$list" non-member
	goes "sec@LISTS.EXAMPLE.ORG" non-member
	goes "Sec-Owner@$list" non-member role-address
'

# bounce [HEADER...] - a report about delivery.
bounce() {
	mail_headers MAILER-DAEMON@example.com Undelivered "$@"
	printf 'Content-Type: multipart/report; report-type=delivery-status;\n'
	printf ' boundary=b\n\n--b\n\nsorry\n--b\n'
	printf 'Content-Type: message/delivery-status\n\n'
	printf 'Final-Recipient: rfc822; x@y.org\nAction: failed\n--b--\n'
}

# R-026
test_case 'failures come home to LIST-bounces, and nobody needs to look' '
	for address in bounces bounces+abcdefghijklmnop bounces-abcdefgh; do
		restore approved
		bounce >x.eml
		taken deliver sec x.eml --sender= --recipient="sec-$address@$list"
		is state filed
		is no_acknowledgement null-sender
		same 0 "$(sent_count)"
	done
	restore approved
	report "[TEST-SECURITY] astray" >x.eml
	taken deliver sec x.eml --recipient="sec-bounces@$list"
	held_as non-member role-address
	is report true
'

test_case 'elsewhere they are held, behind all others' '
	restore approved
	bounce >x.eml
	taken deliver sec x.eml --sender=
	held_as non-member automatic
	same 2 "$(rows "SELECT max(rank) FROM mail")"
'

# R-029
test_case 'our own mail coming back is put away' '
	restore approved
	reply "sec@$list"
	{ echo "Received: by mx"; echo "Delivered-To: bob@example.org"
	  cat "$(sent_last bob@example.org)"; } >x.eml
	before=$(sent_count)
	taken deliver sec x.eml --sender=bob@example.org
	is state filed
	taken deliver sec x.eml --sender=
	is state filed
	same "$before" "$(sent_count)"
'

# --- a remembered author ------------------------------------------------------

# results DMARC DOMAIN FROM - a mail by FROM, as our border has judged it.
results() {
	printf 'Authentication-Results: mx.example.org;\n dmarc=%s' "$1"
	printf ' header.from=%s\nReceived: from x by mx.example.org\n' "$2"
	mail_headers "$3" more
	{ echo more; od -An -N8 -tx1 /dev/urandom; } | mime_text
}

# tried DMARC DOMAIN FROM [RECIPIENT] - deliver it, by default to the address
# that ada was given.
tried() {
	restore remembered
	results "$1" "$2" "$3" >x.eml
	taken deliver sec x.eml --sender="$3" \
		--recipient="${4:-$(cat token.address)}"
}

test_case 'the acknowledgement gives its reader an address' '
	restore held
	set_conf sec ack authserv-id mx.example.org
	rows "UPDATE mail SET ack_due = 0"
	exits 0 sp run --once
	sed -n "s/^Reply-To: //p" "$(sent_last ada@example.com)" >token.address
	exits 0 sp approve --remember "$(last)"
	rows "SELECT number FROM cases" >case
	keep remembered
'

test_case 'by it, and with DMARC, a remembered author posts unheld' '
	tried pass example.com ada@example.com
	is state accepted
	is case "$(cat case)"
	same 4 "$(sent_count)"
	outbox_decrypt bob "$(sent_last bob@example.org)" >got
	has got ada@example.com
	is no_acknowledgement thread
	tried pass EXAMPLE.COM ada@EXAMPLE.com
	is state accepted
	tried pass example.com ada@example.com \
		"$(tr A-Z a-z <token.address)"
	is state accepted
'

# refused WHAT ... - as tried, and it is held, after which nothing is acked.
refused() {
	refused_what=$1
	shift
	tried "$@"
	held_as non-member || complain "$refused_what"
}

test_case 'but not by From, by DMARC or by the address alone' '
	bare="sec+$(cat ref)@$list"
	refused "no DMARC" none example.com ada@example.com
	refused "DMARC fails" fail example.com ada@example.com
	refused "DMARC of another" pass example.org ada@example.com
	refused "somebody else" pass example.com eve@example.com
	refused "no token" pass example.com ada@example.com "$bare"
	refused "no address" pass example.com ada@example.com "sec@$list"
	refused "the case" pass example.com ada@example.com \
		"sec+$(cat case)@$list"
	wrong=$(sed "s/-[a-z0-9]*@/-aaaaaaaaaaaaaaaa@/" token.address)
	refused "wrong token" pass example.com ada@example.com "$wrong"
	short=$(sed "s/.@/@/" token.address)
	refused "short token" pass example.com ada@example.com "$short"
	refused "long token" pass example.com ada@example.com \
		"$(sed "s/@/a@/" token.address)"
	for twice in "From: ada@example.com" "From: eve@example.com"; do
		restore remembered
		{ results pass example.com ada@example.com; } |
			sed "s/^Subject/$twice\n&/" >x.eml
		taken deliver sec x.eml --recipient="$(cat token.address)"
		is state held
	done
	restore remembered
	cp "$CONF/sec.conf" with.conf
	set_conf sec ack authserv-id other.example.org
	results pass example.com ada@example.com >x.eml
	taken deliver sec x.eml --recipient="$(cat token.address)"
	held_as non-member
	cp with.conf "$CONF/sec.conf"
'

test_case 'nor in another case, and not who was not to be remembered' '
	restore remembered
	report second >x.eml
	taken deliver sec x.eml --sender=eve@example.com
	exits 0 sp approve "$(last)"
	keep two
	results pass example.com ada@example.com >x.eml
	taken deliver sec x.eml \
		--recipient="$(sed "s/+R-....-..../+$(last)/" token.address)"
	held_as non-member
	restore approved
	results pass example.com ada@example.com >x.eml
	taken deliver sec x.eml --recipient="$(cat token.address)"
	held_as non-member
	is no_acknowledgement thread
'

test_case 'and a rule, a bad signature or doubt still holds it' '
	cp "$CONF/sec.conf" with.conf
	printf "[rule it]\naction = hold\non = text\npattern = more\n" \
		>>"$CONF/sec.conf"
	tried pass example.com ada@example.com
	held_as rule
	cp with.conf "$CONF/sec.conf"
	restore remembered
	results pass example.com ada@example.com |
		sed "s/^Subject:/Auto-Submitted: auto-replied\n&/" >x.eml
	taken deliver sec x.eml --recipient="$(cat token.address)"
	held_as automatic
'

test_done
