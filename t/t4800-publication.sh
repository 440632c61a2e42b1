#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4800-publication.sh - the public numbers of what is published.
. "${TEST_LIB:?run through meson test}"

# open_case NAME - one that lacks nothing but readiness; its number goes into
# the file NAME.
open_case() {
	exits 0 sp case open sec "about $1" >/dev/null
	rows "SELECT number FROM cases ORDER BY id DESC LIMIT 1" >"$1"
	c=$(cat "$1")
	exits 0 sp case judge "$c" --genuine yes --misuse yes >/dev/null
	exits 0 sp case rate "$c" Important --impact bad >/dev/null
	exits 0 sp cve want "$c" no >/dev/null
	exits 0 sp notice set "$c" --summary "about $1" --description words \
		>/dev/null
}

# public_case NAME - the same, which may be published at once.
public_case() {
	open_case "$1"
	exits 0 sp case flag "$c" public --source "a list" >/dev/null
}

# publish NAME - in the background, its status and words into files.
publish() {
	(
		got=0
		sp case publish "$(cat "$1")" >"$1.out.$2" 2>&1 || got=$?
		echo "$got" >"$1.status.$2"
	) &
}

test_case 'cases that may be published' '
	new_list sec
	add_member sec alice
	add_member sec dave moderator --affiliation "Vendor A"
	add_member sec carol moderator --affiliation "Vendor B"
	for i in 1 2 3 4 5 6; do
		public_case "case$i"
	done
	same 0 "$(rows "SELECT count(*) FROM bulletin")"
'

test_case 'published at once, no two get one number, nor one case two' '
	for i in 1 2 3 4 5 6; do
		publish "case$i" a
		publish "case$i" b
	done
	wait
	same "0 0 0 0 0 0 3 3 3 3 3 3" "$(cat case*.status.* | sort |
		paste -sd " ")"
	same "1 2 3 4 5 6" "$(rows "SELECT serial FROM bulletin
		ORDER BY serial" | paste -sd " ")"
	for i in 1 2 3 4 5 6; do
		exits 0 sp case show "$(cat "case$i")" | sed -n "s/^  notice *//p"
	done | sort >shown
	exits 0 sp log sec | sed -n "s/.*\"notice\":\"\([^\"]*\)\".*/\1/p" |
		sort >logged
	same 6 "$(sort -u shown | wc -l)"
	diff -u shown logged
	exits 0 sp log sec --verify
'

test_case 'a case that is refused uses no number up' '
	open_case refused
	exits 3 sp case publish "$(cat refused)" 2>err
	public_case next
	exits 0 sp case publish "$(cat next)" >out
	grep -qE "is published as 2[0-9]{3}-0007\.\$" out ||
		complain "$(cat out)"
'

test_case 'without a notice there is no number' '
	set_conf sec notice text optional
	public_case plain
	for part in summary description; do
		exits 0 sp notice set "$(cat plain)" --$part "" >out
	done
	exits 0 sp case publish "$(cat plain)" >out
	has out "$(cat plain) is published."
	same 7 "$(rows "SELECT count(*) FROM bulletin")"
	set_conf sec notice text required
'

test_done
