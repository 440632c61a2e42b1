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

#
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

test_case 'a Postfix that may not be asked is no failure' '
	chmod 600 /etc/postfix/main.cf
	finds warning "message size" "/usr/sbin/postconf does not tell"
	lacks out "bare newline"
	chmod 644 /etc/postfix/main.cf
'

test_done
