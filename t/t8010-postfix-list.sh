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

test_done
