#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t1600-vectors.sh - the attack corpus: always the same one.
. "${TEST_LIB:?run through meson test}"

#
test_case 'the corpus is ours alone, and the same octets each time' '
	mkdir one two
	exits 0 "$SOURCE/t/vectors/make" one
	exits 0 "$SOURCE/t/vectors/make" two
	diff -r one two
	cat one/* | sha256sum | cut -d" " -f1 >digest
	diff "$SOURCE/t/vectors/digest" digest
'

test_done
