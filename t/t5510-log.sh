#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t5510-log.sh - the record of what was done, and what "log --verify" says of
# one that somebody has changed.
. "${TEST_LIB:?run through meson test}"

# is_found SQL TEXT... - after that, the chain does not hold, and it is said why.
is_found() {
	is_sql=$1
	shift
	sqlite3 "$STATE/store.db" "VACUUM INTO 'kept.db'"
	rows "$is_sql"
	exits 1 sp log --verify >out 2>err
	[ ! -s out ]
	has err "$@"
	exits 1 sp log --verify --json >out 2>err
	has out "\"holds\": false"
	rm -f "$STATE"/store.db*
	cp kept.db "$STATE/store.db"
	rm kept.db
	exits 0 sp log --verify >out
}

test_case 'a case, and its record' '
	new_team sec
	mail_headers ada@example.com "overflow" >one.eml
	echo "Kanarienvogel" | mime_text >>one.eml
	exits 0 deliver sec one.eml
	rows "SELECT ref FROM mail" >ref
	exits 0 sp approve "$(cat ref)" >out
	rows "SELECT number FROM cases" >case
	exits 0 sp case rate "$(cat case)" Important >out
	exits 0 sp case lead "$(cat case)" alice@example.org >out
	exits 0 sp log --verify >out
	has out "The chain of $(rows "SELECT count(*) FROM event") events holds."
	sed -n "s/^head //p" out >head
	exits 0 sp log >out
	has out "$(cat case)" rated Important
'

# R-139
test_case 'whatever is changed in it is found' '
	n=$(rows "SELECT seq FROM event WHERE verb = '"'rated'"'")
	is_found "UPDATE event SET at = at - 1 WHERE seq = $n" \
		"event $n was changed"
	is_found "UPDATE event SET actor = actor || '"'x'"' WHERE seq = $n" \
		"event $n was changed"
	is_found "UPDATE event SET verb = '"'led'"' WHERE seq = $n" \
		"event $n was changed"
	is_found "UPDATE event SET ref = (SELECT ref FROM mail)
		WHERE seq = $n" "event $n was changed"
	is_found "UPDATE event SET case_number = '"''"' WHERE seq = $n" \
		"event $n was changed"
	is_found "UPDATE event SET detail = (SELECT detail FROM event
		WHERE seq = $n + 1) WHERE seq = $n" \
		"the detail of event $n was changed"
	is_found "UPDATE event SET detail = NULL WHERE seq = $n" \
		"the detail of event $n was removed"
	is_found "UPDATE event SET mac = zeroblob(32) WHERE seq = $n" \
		"event $n was changed"
	is_found "DELETE FROM event WHERE seq = $n" "event $n is missing"
	is_found "UPDATE event SET seq = 1000 WHERE seq = $n;
		UPDATE event SET seq = $n WHERE seq = $n + 1;
		UPDATE event SET seq = $n + 1 WHERE seq = 1000" \
		"event $n was changed"
'

test_case 'that the end is missing is found, and an older store by the head' '
	n=$(rows "SELECT max(seq) FROM event")
	is_found "DELETE FROM event WHERE seq = $n" \
		"its newest events are missing"
	is_found "DELETE FROM event WHERE seq > $n - 3" \
		"its newest events are missing"
	is_found "DELETE FROM event" "its newest events are missing"
	is_found "DELETE FROM event_tail" "its newest events are missing"
	exits 0 sp log --verify --head "$(cat head)" >out
	has out "the given head is in it"
	sqlite3 "$STATE/store.db" "VACUUM INTO '"'older.db'"'"
	exits 0 sp case lead "$(cat case)" bob@example.org >out
	exits 0 sp log --verify >out
	sed -n "s/^head //p" out >head
	rm -f "$STATE"/store.db*
	cp older.db "$STATE/store.db"
	exits 0 sp log --verify >out
	exits 1 sp log --verify --head "$(cat head)" >out 2>err
	has err "its end is missing"
'

test_case 'details of a mail that was forgotten are no change' '
	new_list two
	STATE=$TEST_DIR/state/two
	exits 0 deliver two one.eml --recipient=two@lists.example.org
	ref=$(rows "SELECT ref FROM mail")
	exits 0 sp discard "$ref" >out
	exits 0 sp purge "$ref" >out
	[ "$(rows "SELECT count(*) FROM event WHERE detail IS NULL
		AND detail_digest <> zeroblob(32)")" -gt 0 ]
	exits 0 sp log two --verify >out
'

test_done
