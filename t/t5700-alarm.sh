#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t5700-alarm.sh - somebody hears of it when mail cannot be taken in.
. "${TEST_LIB:?run through meson test}"

# deferred COUNT FIRST LAST [TAKEN] - as the supervisor and deliver leave it;
# seconds ago.
deferred() {
	now=$(date +%s)
	printf "%010d %010d %010d %010d\n" "$1" $((now - $2)) $((now - $3)) \
		${4:+$((now - $4))} >"$STATE/deferred"
}

# reset - counting has begun anew.
reset() {
	same "0000000000 0000000000 0000000000 0000000000" \
		"$(cat "$STATE/deferred")"
}

# alarms N - so many were mailed.
alarms() {
	same "$1" "$(sent_count root@example.org)"
}

test_case 'a list that nobody is told of' '
	new_team sec
	deferred 9 3000 1
	exits 0 sp run --once >out
	[ ! -s out ]
	alarms 0
	reset
'

test_case 'a quarter of an hour, and not a second less' '
	set_conf sec admin alarm root@example.org
	deferred 3 1000 101
	exits 0 sp run --once >out
	alarms 0
	deferred 3 1000 100
	exits 0 sp run --once >out
	has out "sec: alarm mailed to root@example.org"
	alarms 1
	reset
	exits 0 sp run --once
	alarms 1
'

test_case 'it says what is known, and is no mail to answer' '
	newest=$(ls "$MTA"/sent/*.root@example.org)
	has "$newest" "To: root@example.org" "Auto-Submitted: auto-generated" \
		"could not take mail in, 3 times" "sallyport doctor sec"
	lacks "$newest" "Cause:" "taken in meanwhile"
	has "$MTA/argv/${newest##*/}" root@example.org
	same "" "$(sed -n "/^-f$/{n;p;}" "$MTA/argv/${newest##*/}")"
'

# forgets FIRST LAST [TAKEN] - a round does, without an alarm; and keeps.
forgets() {
	deferred 1 "$@"
	exits 0 sp run --once
	reset
}
keeps() {
	deferred 1 "$@"
	cp "$STATE/deferred" before
	exits 0 sp run --once
	cmp before "$STATE/deferred"
}

test_case 'what was long ago and did not go on is forgotten' '
	forgets 26000 25200
	keeps 25900 25100
	keeps 25900 25100 25500
	forgets 7900 7200 7199
	keeps 7900 7100 7099
	alarms 1
'

report() {
	{ mail_headers ada@example.com "$1"
		echo "$1" | mime_text; } >report.eml
	deliver sec report.eml
}

# fails - a mail is deferred, as it happens.
fails() {
	mv "$STATE/secret" away
	exits 75 report failing
	mv away "$STATE/secret"
}

# field N - of the counter.
field() {
	cut -d " " -f "$1" "$STATE/deferred"
}

test_case 'that mail is taken in again is remembered, when there was a failure' '
	deferred 0 0 0
	cp "$STATE/deferred" before
	exits 0 report one
	cmp before "$STATE/deferred"
	deferred 2 100 50
	cut -d " " -f 1-3 "$STATE/deferred" >before
	now=$(date +%s)
	exits 0 report two
	field 1-3 | diff -u before -
	[ "$(field 4)" -ge "$now" ]
	fails
	same 0000000003 "$(field 1)"
	[ "$(field 4)" -ge "$now" ]
'

test_case 'a failure goes on through the longest pause of Postfix' '
	for n in 2 3; do
		deferred 1 4000 4000
		exits 0 sp run --once
		alarms $((n - 1))
		fails
		exits 0 sp run --once
		alarms $n
		reset
	done
'

test_case 'also of one mail alone, while others are taken in' '
	deferred 1 4000 4000 2000
	fails
	exits 0 sp run --once
	alarms 4
	has "$(sent_last root@example.org)" "Other mail was taken in meanwhile"
'

test_case 'an alarm that does not leave is tried again' '
	echo "exit 75" >"$MTA/orders"
	deferred 3 1000 1
	cp "$STATE/deferred" before
	sp run --once >out 2>&1 || :
	cmp before "$STATE/deferred"
	rm "$MTA/orders"
	exits 0 sp run --once
	alarms 5
	reset
'

test_case 'a store that is gone' '
	mv "$STATE/store.db" kept.db
	deferred 3 1000 1
	exits 2 sp run --once >out 2>&1
	alarms 6
	reset
	mv kept.db "$STATE/store.db"
'

test_case 'a configuration that is wrong' '
	cp "$CONF/sec.conf" good.conf
	deferred 3 1000 1
	set_conf sec ack delay soon
	echo "no line of a configuration" >>"$CONF/sec.conf"
	exits 2 sp run --once >out 2>err
	has err "$CONF/sec.conf:"
	alarms 7
	newest=$(ls "$MTA"/sent/*.root@example.org | tail -n 1)
	has "$newest" "Cause:  the configuration of the list is wrong"
	reset
'

test_case 'but not one that others may have written' '
	deferred 3 1000 1
	chmod 666 "$CONF/sec.conf"
	exits 2 sp run --once >out 2>err
	alarms 7
	chmod 600 "$CONF/sec.conf"
	set_conf sec admin alarm "no address"
	exits 2 sp run --once >out 2>err
	has err "$CONF/sec.conf:"
	alarms 7
	cp good.conf "$CONF/sec.conf"
'

# What systemd is told then, of which sallyport(1) speaks.
test_case 'without sallyport-main a round fails' '
	cp "$SALLYPORT" alone
	exits 75 ./alone -C "$CONF" run --once 2>err
	has err "cannot start sallyport-main"
'

test_done
