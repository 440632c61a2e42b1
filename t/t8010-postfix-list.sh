#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t8010-postfix-list.sh - a list behind a real Postfix, from report to mailbox.
. "${SOURCE:?run through meson test}/t/mta-lib.sh"
mta_enter postfix "$0"
. "${TEST_LIB:?}"
. "$SOURCE/t/mta-postfix.sh"
. "$SOURCE/t/mta-cases.sh"
. "$SOURCE/t/mta-list.sh"

mta_start ''
report_cases
trouble_cases
bounce_cases

# finds RESULT CHECK TEXT... - the line of doctor about the mail server.
finds() {
	exits 0 sallyport doctor team >out
	grep -E "^$1 +$2 " out >line || complain "no $1 $2: $(cat out)"
	shift 2
	has line "$@"
}

test_case 'doctor compares what Postfix takes with what we take' '
	finds ok "message size" "Postfix takes mail of up to 50.0M" \
		"over 25.0M is held unread"
	postconf -e message_size_limit=26214400
	finds ok "message size" "up to 25.0M"
	postconf -e message_size_limit=26214399
	finds warning "message size" "Postfix refuses mail over 25.0M" \
		"message allows 25.0M"
	postconf -e message_size_limit=104857600
	finds ok "message size" "up to 100.0M"
	postconf -e message_size_limit=104857601
	finds warning "message size" "up to 100.0M" \
		"message_size_limit to 104857600 at most"
	postconf -e message_size_limit=0
	finds warning "message size" "Postfix takes mail of any size"
	postconf -e large=52428800 "message_size_limit=\$large"
	finds ok "message size" "up to 50.0M"
'

# R-016
test_case 'and whether Postfix forbids bare newlines' '
	for value in no note; do
		postconf -e smtpd_forbid_bare_newline=$value
		finds warning "bare newline" "smtpd_forbid_bare_newline = yes"
	done
	for value in yes normalize reject; do
		postconf -e smtpd_forbid_bare_newline=$value
		finds ok "bare newline" "smtpd_forbid_bare_newline = $value"
	done
'

# R-041
test_case 'a border that takes nothing away is found out, and not believed' '
	set_conf team ack authserv-id mx.example.net
	exits 0 sallyport doctor team >out
	grep -E "^warning +border +what mx.example.net says" out
	exits 1 sallyport doctor team --mta >out
	grep -E "^FAIL +border +a forged Authentication-Results" out
	exits 1 sallyport doctor team >out
	grep -E "^FAIL +border +a forged" out
	held=$(held_count)
	report forged
	sed -i "1i Authentication-Results: mx.example.net; dmarc=pass\
 header.from=example.com" forged.eml
	smtp_send ada@example.com team@lists.example.org --data @forged.eml
	within 60 sh -c "[ \"\$(sqlite3 -cmd \".timeout 5000\" $STATE/store.db \
		\"SELECT count(*) FROM mail WHERE state = 1\")\" -gt $held ]"
	ref=$(rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1")
	sallyport show "$ref" >shown
	grep -E "^authentication +not checked" shown
	sallyport discard "$ref"
'

# R-041
test_case 'one that does is believed, and nobody else sees how that was tried' '
	echo "/^Authentication-Results:[[:space:]]*mx[.]example[.]net/ IGNORE" \
		>/etc/postfix/header_checks
	chmod 644 /etc/postfix/header_checks
	postconf -e header_checks=regexp:/etc/postfix/header_checks
	postfix reload
	boxes=$(find "$MTA_BOXES" -type f | wc -l)
	mails=$(rows "SELECT count(*) FROM mail")
	held=$(held_count)
	events=$(rows "SELECT count(*) FROM event")
	exits 0 sallyport doctor team --mta >out
	grep -E "^ok +border +the mail server took away" out
	within 60 holds 0 mta_waiting
	same "$boxes" "$(find "$MTA_BOXES" -type f | wc -l)"
	same "$mails" "$(rows "SELECT count(*) FROM mail")"
	same "$events" "$(rows "SELECT count(*) FROM event")"
	same "$held" "$(held_count)"
	[ ! -e "$STATE/probe" ]
	set_conf team ack authserv-id ""
'

test_case 'a Postfix that may not be asked is no failure' '
	chmod 600 /etc/postfix/main.cf
	finds warning "message size" "/usr/sbin/postconf does not tell"
	lacks out "bare newline"
	chmod 644 /etc/postfix/main.cf
'

boxes_aside
test_done
