#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t1600-vectors.sh - the attack corpus: always the same one.
. "${TEST_LIB:?run through meson test}"

#
test_case 'the corpus is ours alone, and the same octets each time' '
	mkdir corpus
	exits 0 "$SOURCE/t/vectors/make" corpus
	cat corpus/* | sha256sum | cut -d" " -f1 >digest
	diff "$SOURCE/t/vectors/digest" digest
'

#
test_case 'so are the few of them that doctor tries' '
	exits 0 "$SOURCE/t/vectors/make" --selftest >selftest
	diff "$SOURCE/lib/pgp/selftest-vectors.c" selftest
'

test_done
