#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t1000-deliver.sh - a stranger's mail, the MTA's retries, and whatever breaks.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/verdicts.sh"

# --- held ---------------------------------------------------------------------

test_case 'a mail of a stranger is held, and nobody reads it but moderators' '
	new_team sec
	keep empty
	report "a bug" >plain.eml
	taken deliver sec plain.eml
	same 1 "$(mails)"
	held_as non-member
	is report false
	is crypto "in the clear"
	same "arrived held" "$(rows "SELECT verb FROM event WHERE ref <> '\'\''
		ORDER BY seq" | paste -sd " ")"
	same 1 "$(sent_count)"
	same 1 "$(sent_count dave@example.org)"
	outbox_decrypt dave "$(sent_last dave@example.org)" >notice
	has notice "the ring is overrun" "the sender is not a member"
'

# tagged SUBJECT... - held as a report by each of these; untagged: not.
tagged() {
	for subject; do
		restore empty
		printf "Subject: %s\nFrom: ada@example.com\n\nhello\n" \
			"$subject" >one.eml
		taken deliver sec one.eml
		held_as non-member
		same "$want" "$(sed -n "s/^$is_ref report //p" told) $subject"
	done
}

test_case 'the tag marks a report, however it is written' '
	for subject in "[TEST-SECURITY] x" "[test-security]" \
		"Re: [Test-Security] x" "AW: Fwd:[TEST-SECURITY]x" \
		"a long line
 [TEST-SECURITY] of two" \
		"=?utf-8?q?=5BTEST-SECURITY=5D_bug?=" \
		"=?UTF-8?B?W3Rlc3Qtc2VjdXJpdHldIGJ1Zw==?=" \
		"=?utf-8?q?=5BTEST-SEC?= =?utf-8?q?URITY=5D?=" \
		"=?utf-8?q?=5BTEST-SEC?=
 =?utf-8?q?URITY=5D?=" \
		"=?iso-8859-1?q?=5BTEST-SECURITY=5D=E4?="; do
		want="true $subject"
		tagged "$subject"
	done
'

test_case 'and what only looks like it does not' '
	for subject in "TEST-SECURITY x" "[TEST-SECURITIES] x" \
		"[TEST] [SECURITY]" "[OTHER-SECURITY] x" "" "[[[[" \
		"=?utf-8?q?=5BTEST-SECURITY?="; do
		want="false $subject"
		tagged "$subject"
	done
'

test_case 'the tag counts in a protected subject' '
	for kind in "protected-headers=\"v1\"" "hp=\"cipher\""; do
		restore empty
		{
			mail_headers ada@example.com "..."
			{
				echo "Subject: [test-security] inside"
				echo "From: ada@example.com"
				echo "Content-Type: text/plain; $kind"
				echo
				echo "the ring"
			} | mime_encrypted - list
		} >one.eml
		taken deliver sec one.eml
		held_as non-member
		is report true
		is subject "[test-security] inside"
	done
'

test_case 'reports come first in the queue, other mail is held behind them' '
	restore empty
	report "no tag" >a.eml
	report "[TEST-SECURITY] tag" >b.eml
	report "spam" "X-Spam-Flag: YES" >c.eml
	for file in c a b; do
		taken deliver sec $file.eml
	done
	exits 0 sp held sec >queue
	grep -oE "no tag$|spam$| tag$" queue | paste -sd, >order
	same " tag,no tag,spam" "$(cat order)"
'

# outer NAME - the header of the notice, less what differs between any two.
outer() {
	sed "/^\$/q" "$(sent_last dave@example.org)" >"$1.head"
	sed -nE "s/^Message-ID: <(.*)@.*/\1/p" "$1.head" >"$1.id"
	is_ref=$(last)
	sed -E -e "s/^Date:.*/Date:/" -e "s/$(cat "$1.id")/ID/g" \
		-e "s/$is_ref/REF/g" "$1.head" >"$1.outer"
}

# R-156: nor is there a number in it that grows.
test_case 'from outside every notice is the same' '
	restore empty
	report "[TEST-SECURITY] $(printf %0300d 7)" >one.eml
	{
		mail_headers carl@elsewhere.org "..." "X-Spam-Flag: YES" \
			"X-Priority: 1"
		mime_text </dev/null | mime_encrypted - list
	} >two.eml
	taken deliver sec one.eml
	outer one
	taken deliver sec two.eml --sender=carl@elsewhere.org
	outer two
	diff -u one.outer two.outer
	lacks one.head ada@ 00000007
	lacks two.head carl@ elsewhere
	[ "$(cut -c 1-4 one.id)" != "$(cut -c 1-4 two.id)" ]
	lacks one.outer "<$(rows "SELECT min(id) FROM mail")@"
'

# --- the MTA comes again ------------------------------------------------------

# again NAME FILTER... - the mail as another host, or the MTA's next try, hands
# it over: the same.
again() {
	again_name=$1
	shift
	"$@" <plain.eml >again.eml
	! cmp -s plain.eml again.eml
	taken deliver sec again.eml
	same "1 mail: $again_name" "$(mails) mail: $again_name"
	again_count=$((again_count + 1))
	is repeats "$again_count"
}

above() {
	printf "$1\n"
	cat
}

# folded in the middle of its header
among() {
	sed "3i $1"
}

# R-121
test_case 'a retry, or the way through a second host, changes nothing' '
	restore empty
	taken deliver sec plain.eml
	again_count=0
	taken deliver sec plain.eml
	again_count=1
	again "a Received line" above "Received: by mx2.example.org id 4711;
 Mon, 16 Nov 2026 10:00:00 +0000"
	again "Return-Path" above "Return-Path: <ada@example.com>"
	again "From line" above "From ada@example.com Mon Nov 16 10:00:00 2026"
	again "From line and all" above "From ada@example.com Mon Nov 16 10
Return-path: <ada@example.com>
Envelope-to: sec@lists.example.org
Delivery-date: Mon, 16 Nov 2026 10:00:00 +0000
Received: from a by b
	with esmtp
Delivered-To: sec@lists.example.org
X-Original-To: sec@lists.example.org"
	again "authentication" above "Authentication-Results: mx.example.org;
	dmarc=pass header.from=example.com
Received-SPF: pass
ARC-Seal: i=1; a=x
DKIM-Filter: OpenDKIM"
	again "spam filter" above "X-Spam-Flag: YES
X-Spam-Status: Yes, score=9
X-Spam-Score: 9.1
X-Rspamd-Queue-Id: 4711
X-Rspamd-Server: mx2"
	again "among the others" among "RECEIVED: by mx3"
	again "CRLF" sed "s/\$/\r/"
	again "CR" tr "\n" "\r"
	again "no last line end" head -c -1
	again "more of them" sed "\$a\\
\\
"
	same 1 "$(sent_count)"
	same 1 "$(rows "SELECT count(*) FROM event WHERE verb = '\''held'\''")"
	sp show "$(last)" >shown
	has shown "more times"
'

# R-015
test_case 'sixteen at once are one' '
	restore empty
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
		deliver sec plain.eml &
	done
	wait
	same 1 "$(mails)"
	same 1 "$(sent_count)"
	is repeats 15
'

# other NAME FILTER... - a mail of its own.
other() {
	other_name=$1
	shift
	"$@" <plain.eml >other.eml
	! cmp -s plain.eml other.eml
	taken deliver sec other.eml
	other_count=$((other_count + 1))
	same "$other_name: $other_count" "$other_name: $(mails)"
}

# R-121
test_case 'one changed byte makes a second mail' '
	restore empty
	other_count=0
	other subject sed "s/^Subject: a/Subject: A/"
	other message-id sed "s/^Message-ID: </&x/I"
	other text sed "s/ring/rinG/"
	other "a blank" sed "s/overrun/& /"
	other "an empty line within" sed "s/^the ring/\n&/"
	other "a field" among "X-Mine: 1"
	other "a name that only begins so" among "Received-By: 1"
	other "a trace field in the text" sed "\$aReceived: by x"
	other "header and body change places" sed "s/^Content-Type/\n&/"
'

test_case 'what the envelope asks for tells mails apart' '
	restore empty
	taken deliver sec plain.eml
	taken deliver sec plain.eml --sender=eve@example.com
	same 2 "$(mails)"
	taken deliver sec plain.eml --sender=ADA@example.com
	same 3 "$(mails)"
	taken deliver sec plain.eml --sender=ada@EXAMPLE.com
	same 3 "$(mails)"
	taken deliver sec plain.eml --recipient=sec-owner@lists.example.org
	same 4 "$(mails)"
	taken deliver sec plain.eml --recipient=SEC@lists.example.org
	same 4 "$(mails)"
	for null in "" "<>" MAILER-DAEMON; do
		taken deliver sec plain.eml --sender="$null"
		same 5 "$(mails)"
	done
'

test_case 'a repeat after the decision is counted, recorded and shown' '
	restore empty
	taken deliver sec plain.eml
	exits 0 sp discard "$(last)"
	taken deliver sec plain.eml
	taken deliver sec plain.eml
	is state discarded
	is repeats 2
	same 2 "$(rows "SELECT count(*) FROM event
		WHERE verb = '\''repeated'\''")"
	sp show "$(last)" >shown
	has shown "2 more times"
	# The notice, and that it was dealt with.
	same 2 "$(sent_count)"
'

# --- length -------------------------------------------------------------------

# announced N UNIT - deliver plain.eml as a mail of that size.
announced() {
	deliver sec plain.eml --size="$1" --size-unit="$2"
}

# R-010
test_case 'an input shorter than announced is put off, then held' '
	size=$(wc -c <plain.eml)
	for unit in exim postfix; do
		restore empty
		deferred announced 100000 $unit
		same 0 "$(mails)"
		same 0 "$(rows "SELECT count(*) FROM payload")"
		same 0 "$(rows "SELECT count(*) FROM event
			WHERE ref <> '\'\''")"
		same 1 "$(rows "SELECT count(*) FROM short_input")"
		taken announced 100000 $unit
		held_as non-member length-unverified
		taken announced 100000 $unit
		same 1 "$(mails)"
	done
	restore empty
	taken announced "$size" exim
	held_as non-member
	restore empty
	deferred announced $((size + 1)) exim
	taken announced "$size" exim
	held_as non-member
'

# R-010
test_case 'cut anywhere, a mail is put off; whole, it is taken once' '
	restore empty
	size=$(wc -c <plain.eml)
	for n in 1 2 4 8 16 32 64 128 $((size - 1)); do
		head -c $n plain.eml >cut.eml
		deferred deliver sec cut.eml --size="$size" --size-unit=exim
	done
	same 0 "$(mails)"
	taken announced "$size" exim
	same 1 "$(mails)"
	held_as non-member
'

test_case 'an empty input is none' '
	restore empty
	: >none.eml
	deferred deliver sec none.eml
	deferred deliver sec none.eml --size=0 --size-unit=exim
	same 0 "$(mails)"
	printf "\n" >line.eml
	taken deliver sec line.eml
	same 1 "$(mails)"
	is state held
'

# R-011
test_case 'at its limit a mail is read, past it held unread' '
	restore empty
	cp "$CONF/sec.conf" usual.conf
	set_conf sec limits message 4K
	report "[TEST-SECURITY] large" >base.eml
	{ cat base.eml
	  head -c $((4096 - $(wc -c <base.eml))) /dev/zero | tr "\0" x
	} >at.eml
	{ cat at.eml; printf x; } >past.eml
	taken deliver sec at.eml
	held_as non-member
	taken deliver sec past.eml
	held_as too-large
	exits 0 sp show "$(last)" --raw >raw
	cmp raw past.eml
	exits 3 sp approve "$(last)" >out 2>&1
	has out "larger than [limits] message"
	cp usual.conf "$CONF/sec.conf"
'

# --- what breaks is ours to repair --------------------------------------------

# broken NAME BREAK MEND - while it is so the MTA keeps the mail; afterwards it
# is taken.
broken() {
	restore empty
	eval "$2"
	deferred deliver sec plain.eml || complain "$1"
	eval "$3"
	same "0 mails: $1" "$(mails) mails: $1"
	taken deliver sec plain.eml
	same "1 mail: $1" "$(mails) mail: $1"
}

# R-001 R-127
test_case 'whatever is missing or broken, the MTA is told to come again' '
	etc=$CONF/sec.conf
	broken "no configuration" "mv $etc x" "mv x $etc"
	broken "empty configuration" "mv $etc x; : >$etc" "mv x $etc"
	broken "no text" "cp $etc x; head -c 1000 /dev/urandom >$etc" "cp x $etc"
	broken "an unknown key" "cp $etc x; printf \"[ack]\nwhat = 1\n\" >>$etc" \
		"cp x $etc"
	broken "a wrong value" "set_conf sec limits parts many" "cp x $etc"
	broken "a bad pattern" "printf \"[rule a]\non=text\npattern=(\n
		action=hold\n\" >>$etc" "cp x $etc"
	broken "configuration is a folder" "mv $etc x; mkdir $etc" \
		"rmdir $etc; mv x $etc"
	broken "configuration for all to write" "chmod 666 $etc" \
		"chmod 600 $etc"
	for file in store.db secret gnupg; do
		broken "no $file" "mv $STATE/$file x" \
			"rm -rf $STATE/$file; mv x $STATE/$file"
	done
	broken "no state" "mv $STATE x" "mv x $STATE"
	broken "state for all" "chmod 777 $STATE" "chmod 700 $STATE"
	broken "state is a file" "mv $STATE x; : >$STATE" \
		"rm $STATE; mv x $STATE"
	broken "the store is a folder" "mv $STATE/store.db x;
		mkdir $STATE/store.db" "rmdir $STATE/store.db;
		mv x $STATE/store.db"
	broken "the store is empty" "mv $STATE/store.db x; : >$STATE/store.db" \
		"rm $STATE/store.db*; mv x $STATE/store.db"
	broken "the store is no database" "mv $STATE/store.db x;
		head -c 5000 /dev/urandom >$STATE/store.db" \
		"rm $STATE/store.db*; mv x $STATE/store.db"
	broken "a newer store" "cp $STATE/store.db x;
		rows \"PRAGMA user_version = 999\"" \
		"rm $STATE/store.db*; mv x $STATE/store.db"
	broken "another secret" "mv $STATE/secret x;
		head -c 32 /dev/urandom >$STATE/secret" \
		"mv x $STATE/secret"
	broken "a short secret" "mv $STATE/secret x; echo x >$STATE/secret" \
		"mv x $STATE/secret"
	broken "secret for all to read" "chmod 644 $STATE/secret" \
		"chmod 600 $STATE/secret"
'

# limited LIMIT... - deliver plain.eml under a limit of ulimit.
limited() {
	(
		exec <plain.eml
		ulimit "$@"
		exec "$SALLYPORT" -C "$CONF" deliver sec \
			--sender=ada@example.com \
			--recipient=sec@lists.example.org
	)
}

test_case 'limits of whoever starts it do no harm' '
	# What counts coverage has files to write, and says it when it cannot.
	[ "$COUNTED" = no ] || exit 0
	restore empty
	deferred limited -f 0
	deferred limited -f 8
	same 0 "$(mails)"
	# Sanitizers need files of their own before anything of ours runs.
	[ "$SANITIZED" = yes ] || bare="3 5"
	for files in ${bare-} 8; do
		deferred limited -n $files
	done
	same 0 "$(mails)"
	taken deliver sec plain.eml
'

# R-130: whatever memory runs out at, the answer is known and the store is whole.
test_case 'without memory the mail waits, or is taken' '
	[ "$SANITIZED" = no ] || exit 0
	restore empty
	put_off=0
	for kib in 2000 3000 4000 6000 8000 16000 24000 32000 48000 64000 96000 \
		128000 192000 256000; do
		got=0
		limited -v $kib >out 2>&1 || got=$?
		case $got:$(cat out) in
		"0:") same 1 "$(mails)" ;;
		"75:temporary local failure") put_off=$((put_off + 1)) ;;
		*) complain "$kib KiB: $got $(cat out)" ;;
		esac
	done
	[ $put_off -ge 3 ]
	taken deliver sec plain.eml
	same 1 "$(mails)"
	same ok "$(rows "PRAGMA integrity_check")"
	note "put off at $put_off of 14 limits"
'

# on_disk - the list on a file system of its own, of one megabyte; off_disk.
on_disk() {
	mkdir disk
	mount -t tmpfs -o size=1m,mode=700 none disk || return 1
	gpgconf --homedir "$STATE/gnupg" --kill gpg-agent
	rm -f "$STATE"/gnupg/S.*
	cp -a "$STATE" disk/sec
	cp "$CONF/sec.conf" usual.conf
	set_conf sec list state "$PWD/disk/sec"
}

off_disk() {
	gpgconf --homedir "$PWD/disk/sec/gnupg" --kill gpg-agent
	cp usual.conf "$CONF/sec.conf"
	umount -l disk
}

trap 'umount -l "$TEST_DIR/disk" 2>/dev/null; test_cleanup' EXIT

# R-128 R-160
test_case 'a full disk, or one that cannot be written, is no reason to bounce' '
	restore empty
	if ! on_disk 2>mount.err; then
		note "no right to mount: not tried"
		exit 0
	fi
	head -c 200000 /dev/urandom | base64 >body
	{ mail_headers ada@example.com large; mime_text <body; } >large.eml
	for kib in 0 4 40 160 300; do
		head -c 1M /dev/zero >disk/ballast 2>dd.err || true
		truncate -s -${kib}K disk/ballast
		deferred deliver sec large.eml
	done
	rm disk/ballast
	mount -o remount,ro disk
	deferred deliver sec plain.eml
	mount -o remount,rw,size=100m disk
	same 0 "$(STATE=$PWD/disk/sec mails)"
	taken deliver sec large.eml
	taken deliver sec plain.eml
	same 2 "$(STATE=$PWD/disk/sec mails)"
	off_disk
'

test_case 'each time put off is counted, without a word of the mail' '
	rm -f "$STATE/deferred"
	: >none.eml
	deferred deliver sec none.eml
	deferred deliver sec none.eml
	grep -qxE "0000000002 [0-9]{10} [0-9]{10} 0000000000" \
		"$STATE/deferred"
'

# --- the envelope -------------------------------------------------------------

# from ADDRESS [RECIPIENT] - deliver with that envelope.
from() {
	from_sender=$1
	shift
	deliver sec plain.eml --sender="$from_sender" ${1:+--recipient="$1"}
}

# R-009 R-021
test_case 'no sender can say more than who it is' '
	set_conf sec ack delay 0s
	for sender in "-oQ/tmp/x@example.com" "--recipient=y@example.com" \
		"\$(touch touched)@example.com" "\`touch touched\`@example.com" \
		"\"a b\"@example.com" "a;touch touched@example.com" \
		"|touch touched" "/etc/passwd" "a@b@example.com" "a" "@" "@x" \
		"<ada@example.com>" "a,b@example.com" "%s%n%x@example.com" \
		"j\303\274rgen@example.com" "$(printf "j\303\274rgen@ex.org")" \
		"$(printf "\377\376@example.com")" \
		"$(printf "a\nBcc: eve@example.com")" \
		"$(printf "a\rb@example.com")" "$(printf "\033[2J@x.org")" \
		"$(head -c 300 /dev/zero | tr "\0" a)@example.com" \
		"$(head -c 60000 /dev/zero | tr "\0" a)@example.com"; do
		restore empty
		taken from "$sender"
		same 1 "$(mails)"
		held_as non-member
		exits 0 sp show "$(last)" >shown
		exits 0 sp run --once
		[ ! -e touched ]
		same 0 "$(sent eve@example.com | wc -l)"
		for file in $(sent); do
			case $file in
			*.dave@example.org | *rgen@ex* | *%s%n%x@*) ;;
			*) complain "$sender got $file" ;;
			esac
		done
	done
	cp usual.conf "$CONF/sec.conf"
'

# R-009
test_case 'nor can any recipient' '
	for recipient in "sec+\$(touch touched)@lists.example.org" "-oQ" \
		"sec+R-AAAA-AAAA-x@lists.example.org" "sec@elsewhere.org" "x" \
		"$(printf "sec+\377@lists.example.org")" \
		"$(printf "sec+a\nb@lists.example.org")" \
		"sec+QSEC-2026-0001@lists.example.org" \
		"sec+$(head -c 5000 /dev/zero | tr "\0" a)@lists.example.org"; do
		restore empty
		taken from ada@example.com "$recipient"
		same 1 "$(mails)"
		is state held
		exits 0 sp show "$(last)" >shown
		[ ! -e touched ]
	done
'

test_case 'an envelope that is missing, empty or ambiguous is put off' '
	restore empty
	deferred sp deliver sec <plain.eml
	deferred sp deliver sec --sender=a@example.com <plain.eml
	deferred sp deliver sec --recipient=sec@lists.example.org <plain.eml
	deferred sp deliver sec --sender=a@example.com --recipient= <plain.eml
	deferred env SENDER=b@example.com RECIPIENT=sec@lists.example.org \
		"$SALLYPORT" -C "$CONF" deliver sec --sender=a@example.com \
		--recipient=sec@lists.example.org <plain.eml
	deferred env SENDER=b@example.com "$SALLYPORT" -C "$CONF" deliver sec \
		<plain.eml
	same 0 "$(mails)"
	taken env SENDER=ada@example.com RECIPIENT=sec@lists.example.org \
		"$SALLYPORT" -C "$CONF" deliver sec <plain.eml
	taken deliver sec plain.eml
	same 1 "$(mails)"
	taken env SENDER= RECIPIENT=sec@lists.example.org \
		"$SALLYPORT" -C "$CONF" deliver sec <plain.eml
	same 2 "$(mails)"
'

test_case 'a wrong call is put off as well' '
	restore empty
	for args in "" "nolist" "../sec" "sec sec" "-x sec" "sec --unknown" \
		"sec --size=1" "sec --size=1 --size-unit=parsec" \
		"sec --size=many --size-unit=exim" "sec --deadline=0"; do
		deferred sp deliver $args --sender=a@example.com \
			--recipient=sec@lists.example.org <plain.eml
	done
	same 0 "$(mails)"
'

test_done
