#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t8200-opensmtpd.sh - a real OpenSMTPD, set up as contrib/opensmtpd says.
. "${SOURCE:?run through meson test}/t/mta-lib.sh"
mta_enter opensmtpd "$0"
. "${TEST_LIB:?}"
. "$SOURCE/t/mta-opensmtpd.sh"
. "$SOURCE/t/mta-cases.sh"
. "$SOURCE/t/mta-list.sh"

mta_start 's/sallyport deliver/& --deadline=3/'
report_cases
stub_worker

# It takes neither quoted nor UTF-8 senders, but characters that a shell obeys.
test_case 'the sender and the address with its extension arrive' '
	stub_forget
	smtp_send ada@example.com team@lists.example.org
	smtp_send ada@example.com Team+R-7KQ4-M2XC@lists.example.org
	smtp_send "<>" team-bounces+null@lists.example.org
	smtp_send "x\`id\`@example.com" team+ticks@lists.example.org
	smtp_send "\$HOME@example.com" "team+\`id\`@lists.example.org"
	within 60 holds 5 stub_count
	stub_got args =team@ | grep -x -e --sender=ada@example.com
	stub_got args =Team+R-7KQ4-M2XC@ >/dev/null
	stub_got args +null@ | grep -x -e --sender=
	stub_got args +ticks@ | grep -x -F -e "--sender=x\`id\`@example.com"
	stub_got args "+\`id\`@" | grep -x -F -e "--sender=\$HOME@example.com"
	no_bounce
'

failure_cases

test_done
