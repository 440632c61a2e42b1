#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t9510-coverage.sh - the tests run nine tenths of the program, and take each
# branch of the verdicts (R-171).
. "${TEST_LIB:?run through meson test}"

test_case 'nine tenths of the lines, each branch of the verdicts' '
	BUILD_DIR=$PWD/build
	export BUILD_DIR
	chmod 711 .
	exits 0 "$SOURCE/t/coverage" >out 2>&1 ||
		complain "$(grep -E " (FAIL|ERROR|TIMEOUT) " out; tail -n 30 out)"
	note "$(grep -E " (all|verdicts of .*)\$" out)"
'

test_done
