# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# mta-cases.sh - what must hold under every MTA; see mta-lib.sh
#
# The MTA runs with contrib's snippets, a stub for a worker, and a deadline of
# three seconds instead of 240.

# What makes a delivery fail for now. Above 127 a shell would have set it.
orders_to_fail() {
	for status in 1 2 64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 99 100 \
		111 112 126 127 128 255; do
		echo "exit-$status"
	done
	for signal in $(seq 1 31); do
		echo "signal-$signal"
	done
	printf '%s\n' lie hang garbage child dsn-2 dsn-4 dsn-5 \
		parent-9 parent-11 parent-15
}

# What fails after the word was out: the report is ours, no retry.
orders_to_succeed() {
	printf '%s\n' '' early-exit-1 early-signal-9 early-signal-11 early-hang \
		early-garbage early-parent-15
}

# inject ORDER - a mail whose delivery goes so.
inject() {
	printf 'From: ada@example.com\nSubject: %s\n\nCANARY-BODY\n' "$1" |
		sendmail -i -f ada@example.com -- "team+$1@lists.example.org"
}

# tried N - at least so many deliveries came to an end without success.
tried() {
	[ "$(mta_tries)" -ge "$1" ]
}

# repaired REPAIR... - while something is broken, a mail waits and nobody hears
# of it; after the repair it is delivered once.
repaired() {
	stub_forget
	repaired_before=$(mta_tries)
	inject repaired
	within 60 tried $((repaired_before + 1))
	same 0 "$(stub_count)"
	same 1 "$(mta_waiting)"
	"$@"
	mta_flush
	within 60 holds 0 mta_waiting
	same 1 "$(stub_count)"
	same 0 "$(mta_bounced)"
	no_bounce
}

# Addresses as they came, whatever is in them.
envelope_cases() {
	# R-008 R-009
	test_case 'the sender and the address with its extension arrive' '
		stub_forget
		for to in team team+R-7KQ4-M2XC team-owner \
			team-bounces+0123456789abcdef; do
			smtp_send ada@example.com "$to@lists.example.org"
		done
		smtp_send "<>" team+null@lists.example.org
		smtp_send "\"a b\"@example.com" team+quoted@lists.example.org
		smtp_send "jürgen@example.com" team+utf8@lists.example.org
		smtp_send "x\`id\`@example.com" team+ticks@lists.example.org
		smtp_send "\$HOME@example.com" team+dollar@lists.example.org
		within 60 holds 9 stub_count
		within 60 holds 0 mta_waiting
		stub_got args =team@lists.example.org >args
		has args --sender=ada@example.com
		stub_got args =team+R-7KQ4-M2XC@ >args
		stub_got args =team-owner@ >args
		stub_got args =team-bounces+0123456789abcdef@ >args
		stub_got args +null@ | grep -x -e --sender=
		stub_got args +quoted@ | grep -x -F -e "--sender=\"a b\"@example.com"
		stub_got args +utf8@ | grep -x -e "--sender=jürgen@example.com"
		stub_got args +ticks@ | grep -x -F -e "--sender=x\`id\`@example.com"
		stub_got args +dollar@ | grep -x -F -e "--sender=\$HOME@example.com"
		no_bounce
	'

	test_case 'a sender that looks like an option stays a sender' '
		stub_forget
		echo "Subject: x" | sendmail -i -f -oQ@example.com \
			-- team+dash@lists.example.org
		within 60 holds 1 stub_count
		stub_got args +dash@ | grep -x -e --sender=-oQ@example.com
	'

	test_case 'two recipients are two deliveries' '
		stub_forget
		smtp_send ada@example.com \
			team+one@lists.example.org,team+two@lists.example.org
		within 60 holds 2 stub_count
		stub_got args =team+one@ >/dev/null
		stub_got args =team+two@ >/dev/null
	'

}

# short UNIT SIZE - part lacks something, and that is noticed.
short() {
	exits 1 "$BUILD/t/check-length" "$1" "$2" <part
}

# whole UNIT - what came is as long as announced, and less is noticed: within a
# line always, after a line when more is missing than a milter could explain.
whole() {
	for whole_got in "$MTA_STUB"/*/; do
		has "$whole_got/args" "--size-unit=$1"
		whole_size=$(sed -n 's/^--size=//p' "$whole_got/args")
		cp "$whole_got/message" whole
		exits 0 "$BUILD/t/check-length" "$1" "$whole_size" <whole
		head -c -200 whole >part
		short "$1" "$whole_size"
		head -c -1 whole >part
		[ -z "$(tail -c 1 part)" ] || short "$1" "$whole_size"
		head -n -1 whole >part
		[ "$(tail -n 1 whole | wc -c)" -lt 120 ] ||
			short "$1" "$whole_size"
	done
}

# length_cases UNIT
length_cases() {
	length_unit=$1
	test_case 'a whole mail is as long as announced, one cut short is not' '
		stub_forget
		"$SOURCE/t/odd-mails" 1 60
		within 60 holds 60 stub_count
		whole "$length_unit"
	'

	test_case 'the same for mail from this host, its last line open' '
		stub_forget
		printf "To: x\n\nlast" | sendmail -i -f ada@example.com \
			-- team+open@lists.example.org
		head -c 200000 /dev/zero | tr "\0" x |
			sendmail -i -f ada@example.com -- team+x@lists.example.org
		within 60 holds 2 stub_count
		whole "$length_unit"
	'
}

# Nothing is lost, nothing comes twice, nobody hears of our troubles.
failure_cases() {
	test_case 'nothing of the MTA reaches the worker but the message' '
		stub_forget
		inject clean
		within 60 holds 1 stub_count
		stub_got env +clean@ | sed "s/=.*//" | grep -v PWD | sort >env
		printf "%s\n" LC_ALL PATH TZ >want
		diff -u want env
		stub_got message +clean@ >message
		has message "Return-Path: <ada@example.com>" CANARY-BODY ||
			has message "Return-path: <ada@example.com>" CANARY-BODY
	'

	# R-001 R-173
	test_case 'a failing worker costs no mail and tells nobody anything' '
		stub_forget
		before=$(mta_tries)
		failing=$(orders_to_fail | wc -l)
		for order in $(orders_to_fail); do
			inject "$order"
		done
		within 60 tried $((before + failing))
		same "$failing" "$(mta_waiting)"
		same 0 "$(mta_bounced)"
		lacks "$MTA_LOG" CANARY-BODY "is refused"
		no_bounce
	'

	# R-173
	test_case 'each comes again and is delivered once' '
		failing=$(orders_to_fail | wc -l)
		stub_orders deliver
		mta_flush
		within 60 holds 0 mta_waiting
		same $((2 * failing)) "$(stub_count)"
		for order in $(orders_to_fail); do
			same 2 "$(stub_count "=team+$order@")"
		done
		stub_orders ""
		same 0 "$(mta_bounced)"
		no_bounce
	'

	test_case 'after the word of the worker nothing is tried again' '
		stub_forget
		before=$(mta_tries)
		orders_to_succeed | while read -r order; do
			inject "$order"
		done
		within 60 holds 0 mta_waiting
		same "$(orders_to_succeed | wc -l)" "$(stub_count)"
		same "$before" "$(mta_tries)"
		no_bounce
	'

	test_case 'a missing program defers' '
		mv /usr/local/bin/sallyport away
		repaired mv away /usr/local/bin/sallyport
	'

	test_case 'an empty program, as after a crash, defers' '
		cp /usr/local/bin/sallyport whole
		: >/usr/local/bin/sallyport
		repaired cp whole /usr/local/bin/sallyport
	'

	test_case 'a program cut short defers' '
		head -c 4096 whole >/usr/local/bin/sallyport
		repaired cp whole /usr/local/bin/sallyport
	'

	test_case 'a program that is not executable defers' '
		chmod 644 /usr/local/bin/sallyport
		repaired chmod 755 /usr/local/bin/sallyport
	'

	test_case 'no sallyport-main, or one that does not load, defers' '
		main=/usr/local/libexec/sallyport-main
		for damage in "rm $main" "truncate -s 0 $main" "chmod 644 $main" \
			"truncate -s 4096 $main.whole && cp $main.whole $main" \
			"echo \#!/no/such/interpreter >$main"; do
			cp /usr/local/bin/sallyport "$main.whole"
			sh -c "$damage"
			repaired stub_worker
		done
	'
}
