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
contract_cases

test_done
