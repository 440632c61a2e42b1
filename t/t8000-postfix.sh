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
contract_cases

test_done
