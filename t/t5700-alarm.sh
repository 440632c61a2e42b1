#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t5700-alarm.sh - somebody hears of it when mail cannot be taken in.
. "${TEST_LIB:?run through meson test}"

# deferred COUNT FIRST LAST - as the supervisor leaves it; seconds ago.
deferred() {
	now=$(date +%s)
	printf "%010d %010d %010d\n" "$1" $((now - $2)) $((now - $3)) \
		>"$STATE/deferred"
}

# reset - counting has begun anew.
reset() {
	same "0000000000 0000000000 0000000000" "$(cat "$STATE/deferred")"
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
	lacks "$newest" "Cause:"
	has "$MTA/argv/${newest##*/}" root@example.org
	same "" "$(sed -n "/^-f$/{n;p;}" "$MTA/argv/${newest##*/}")"
'

test_case 'what was long ago and did not go on is forgotten' '
	deferred 1 4000 3601
	exits 0 sp run --once
	alarms 1
	reset
'

test_case 'an alarm that does not leave is tried again' '
	echo "exit 75" >"$MTA/orders"
	deferred 3 1000 1
	cp "$STATE/deferred" before
	sp run --once >out 2>&1 || :
	cmp before "$STATE/deferred"
	rm "$MTA/orders"
	exits 0 sp run --once
	alarms 2
	reset
'

test_case 'a store that is gone' '
	mv "$STATE/store.db" kept.db
	deferred 3 1000 1
	exits 2 sp run --once >out 2>&1
	alarms 3
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
	alarms 4
	newest=$(ls "$MTA"/sent/*.root@example.org | tail -n 1)
	has "$newest" "Cause:  the configuration of the list is wrong"
	reset
'

test_case 'but not one that others may have written' '
	deferred 3 1000 1
	chmod 666 "$CONF/sec.conf"
	exits 2 sp run --once >out 2>err
	alarms 4
	chmod 600 "$CONF/sec.conf"
	set_conf sec admin alarm "no address"
	exits 2 sp run --once >out 2>err
	has err "$CONF/sec.conf:"
	alarms 4
	cp good.conf "$CONF/sec.conf"
'

test_done
