#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t8000-postfix.sh - a real Postfix, set up as contrib/postfix says.
. "${SOURCE:?run through meson test}/t/mta-lib.sh"
mta_enter postfix "$0"
. "${TEST_LIB:?}"
. "$SOURCE/t/mta-postfix.sh"
. "$SOURCE/t/mta-cases.sh"

mta_start 's/sallyport deliver/& --deadline=3/'
stub_worker
envelope_cases
failure_cases
length_cases postfix

test_case 'what a milter makes of a mail is not taken for a loss' '
	stub_forget
	"$SOURCE/t/stub-milter" 8891 9>&- &
	postconf -e smtpd_milters=inet:127.0.0.1:8891
	postfix reload 2>/dev/null
	sleep 1
	"$SOURCE/t/odd-mails" 2 40
	within 60 holds 40 stub_count
	same 40 "$(grep -lx "X-Milter: was here" "$MTA_STUB"/*/message | wc -l)"
	for got in "$MTA_STUB"/*/; do
		size=$(sed -n "s/^--size=//p" "$got/args")
		exits 0 "$BUILD/t/check-length" postfix "$size" <"$got/message"
	done
	kill $!
'

test_done
