#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4810-batches.sh - cases that are published together, or not at all.
. "${TEST_LIB:?run through meson test}"

# open_case NAME - one that may be published: for severity Low no patch is
# waited for. Its number goes into the file NAME.
open_case() {
	exits 0 sp case open sec "about $1" >/dev/null
	rows "SELECT number FROM cases ORDER BY id DESC LIMIT 1" >"$1"
	c=$(cat "$1")
	exits 0 sp case judge "$c" --genuine yes --misuse yes >/dev/null
	exits 0 sp case rate "$c" Low --impact bad >/dev/null
	exits 0 sp cve want "$c" no >/dev/null
	exits 0 sp notice set "$c" --summary "about $1" --description words \
		>/dev/null
}

# in_days N - a moment so many days from now.
in_days() {
	date -u -d "+$1 days" "+%F 12:00 UTC"
}

# states NAME... - of these cases, in a line.
states() {
	for name in "$@"; do
		rows "SELECT state FROM cases WHERE number = '$(cat "$name")'"
	done | paste -sd " "
}

# later DAYS STATUS COMMAND... - in so many days the program exits with that.
later() {
	later_s=$(($1 * 24 * 3600))
	later_want=$2
	shift 2
	exits "$later_want" ahead "$later_s" "$SALLYPORT" -C "$CONF" "$@"
}

test_case 'cases are put in a batch with a date' '
	new_list sec
	add_member sec dave moderator --affiliation "Vendor A"
	for name in a b c; do
		open_case $name
	done
	a=$(cat a) b=$(cat b)
	exits 2 sp batch add december $a 2>err
	has err "december is a new batch: say when"
	exits 2 sp batch add "de cember" $a --date "$(in_days 9)" 2>err
	has err "cannot be the name of a batch"
	exits 2 sp batch add december $a --date 2026-12-01 2>err
	exits 5 sp batch add december $a TEST-2026-0999 --date "$(in_days 9)" \
		2>err
	exits 5 sp batch show december 2>err
	has err "no open case is in a batch december"
	exits 0 sp batch add december $a $b --date "$(in_days 9)" >out
	has out "batch december, planned for " "  $a" "  $b"
	exits 0 sp case show $a >out
	has out "batch      december, planned for "
	exits 0 sp calendar sec >out
	has out "batch december"
	exits 0 sp calendar sec --ics >out
	lacks out december
	lacks "$STATE/store.db" december
'

test_case 'one of them is not published on its own, nor before the date' '
	a=$(cat a) b=$(cat b)
	exits 3 sp case publish $a 2>err
	has err "its batch december is planned for"
	exits 3 sp batch publish december 2>err
	has err "its batch december is planned for"
	later 10 3 case publish $a 2>err
	has err "in the batch december with $b, which is published as a whole" \
		"sallyport batch publish december"
	same "triaged triaged" "$(states a b)"
'

test_case 'all of a batch are published, or none' '
	a=$(cat a) b=$(cat b)
	exits 0 sp notice set $b --description ""
	exits 0 sp batch show december >out
	has out "$b: the notice is not fit to be published"
	later 10 3 batch publish december 2>err
	has err "$b: the notice is not fit to be published" "no description"
	same "triaged triaged" "$(states a b)"
	before=$(rows "SELECT count(*) FROM bulletin")
	exits 0 sp notice set $b --description words
	exits 0 sp embargo set $a "$(in_days 11)"
	later 10 3 batch publish december 2>err
	has err "$a: the embargo ends"
	same "triaged triaged" "$(states a b)"
	same "$before" "$(rows "SELECT count(*) FROM bulletin")"
	exits 3 sp batch date december "$(in_days 12)" 2>err
	has err "$a: its embargo ends" "before the batch would be published" \
		"--because batching"
	exits 0 sp batch date december "$(in_days 11)" >out
	has out "$a" "$b"
	later 12 0 batch publish december --where "a list" >out
	has out "$a is published as " "$b is published as "
	same "published published" "$(states a b)"
	same $((before + 2)) "$(rows "SELECT count(*) FROM bulletin")"
	exits 5 sp batch publish december 2>err
	exits 0 sp log sec --verify
'

test_case 'what is public, or cannot wait, leaves at once; else with a reason' '
	for name in d e f; do
		open_case $name
	done
	d=$(cat d) e=$(cat e) f=$(cat f)
	exits 0 sp batch add january $d $e $f --date "$(in_days 9)"
	exits 3 sp batch leave $d 2>err
	has err "no reason was given" "--because TEXT"
	exits 3 sp batch add february $d --date "$(in_days 9)" 2>err
	has err "in the batch january already"
	exits 0 sp case flag $d public --source "a list"
	exits 3 sp case publish $d 2>err
	has err "as it is public, it may leave the batch at once" \
		"sallyport batch leave $d"
	exits 0 sp batch leave $d
	exits 0 sp case publish $d
	exits 3 sp batch add january $d 2>err
	exits 0 sp embargo set $e "$(in_days 5)"
	exits 0 sp case show $e >out
	tail -n 1 out >last
	has last "its embargo ends before its batch is published" \
		"sallyport batch leave $e"
	exits 0 sp batch leave $e
	exits 0 sp batch leave $f --because "not needed" >out
	exits 3 sp batch leave $f --because "not needed" 2>err
	has err "it is in no batch"
	exits 5 sp batch show january 2>err
	set_conf sec notice batch-period 14d
	exits 0 sp batch add next $f >out
	grep -q "planned for Tue .* 12:00 UTC" out || complain "$(cat out)"
	exits 0 sp log sec --verify
'

test_done
