#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t8100-exim.sh - a real Exim, set up as contrib/exim says.
. "${SOURCE:?run through meson test}/t/mta-lib.sh"
mta_enter exim "$0"
. "${TEST_LIB:?}"
. "$SOURCE/t/mta-exim.sh"
. "$SOURCE/t/mta-cases.sh"

mta_start 's/sallyport deliver/& --deadline=3/; s/timeout = 10m/timeout = 8s/'
stub_worker
envelope_cases
failure_cases
length_cases exim

test_case 'Exim loses patience before we do: the mail waits' '
	stub_forget
	before=$(mta_tries)
	inject parent-19	# stops the supervisor, and with it our deadline
	within 60 tried $((before + 1))
	has "$MTA_LOG" "pipe delivery process timed out"
	same 0 "$(mta_bounced)"
	stub_orders deliver
	mta_flush
	within 60 holds 0 mta_waiting
	stub_orders ""
	same 2 "$(stub_count)"
	no_bounce
'

test_case 'even the shell is killed: Exim freezes the mail and keeps it' '
	stub_forget
	inject shell-9
	within 60 has "$MTA_LOG" "Frozen"
	same 1 "$(mta_waiting)"
	same 0 "$(mta_bounced)"
	no_bounce
	stub_orders deliver
	exim4 -Mt "$(exim4 -bpr | awk "{ print \$3 }")" >/dev/null
	mta_flush
	within 60 holds 0 mta_waiting
	stub_orders ""
	same 2 "$(stub_count)"
	no_bounce
'

test_done
