#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4830-forget.sh - a reporter who wants to be forgotten: two members do it, and
# nothing that the store can read says who it was.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/cases.sh"

NAMES="Ringeltaube ringel@example.com"

# vaults FILE - everything in the store that is sealed and speaks of people.
vaults() {
	python3 - "$STATE/store.db" >"$1" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for table, columns in (('event', ('detail',)),
                       ('mail', ('card', 'thread', 'envelope', 'ack_key')),
                       ('participant', ('address', 'token', 'key_data')),
                       ('outbox', ('recipient',)), ('cases', ('title',))):
    for column in columns:
        for rowid, value in db.execute('SELECT rowid, %s FROM %s WHERE %s'
                                       ' IS NOT NULL' % (column, table, column)):
            print(table, column, rowid, value.hex())
PY
}

# gone BEFORE AFTER - what was replaced or blanked stands nowhere in the file or
# its log; prints of which tables that was.
gone() {
	python3 - "$1" "$2" "$STATE/store.db" <<'PY'
import os, sys
before, after = (set(open(f).read().splitlines()) for f in sys.argv[1:3])
raw = b''.join(open(f, 'rb').read()
               for f in (sys.argv[3], sys.argv[3] + '-wal')
               if os.path.exists(f))
for line in sorted(before - after):
    table, column, rowid, value = line.split()
    if bytes.fromhex(value) in raw:
        sys.exit('%s.%s of row %s is still there' % (table, column, rowid))
    print(table + '.' + column)
PY
}

# nameless COMMAND... - it succeeds and names nobody who was forgotten.
nameless() {
	exits 0 "$@" >said
	for name in $NAMES; do
		! grep -qiF -e "$name" said ||
			complain "$* says $name: $(cat said)"
	done
}

test_case 'a case that speaks of its reporter in many places' '
	new_vendors
	{
		mail_headers "Frieda Ringeltaube <ringel@example.com>" \
			"[TEST-SECURITY] overflow, by Ringeltaube"
		echo "I found a Kanarienvogel in foo_rx" | mime_text
	} >x.eml
	exits 0 deliver sec x.eml --sender=ringel@example.com
	exits 0 as dave approve --remember \
		"$(rows "SELECT ref FROM mail")" >out
	rows "SELECT number FROM cases" >case
	c=$(cat case)
	echo "Dear Ms. Ringeltaube, thank you." >text
	exits 0 as dave ack $c --text text
	rows "UPDATE outbox SET due = 0 WHERE state = 0"
	exits 0 sp run --once
	exits 0 as dave case judge $c --genuine yes --misuse yes
	exits 0 as dave case rate $c Low --impact "as ringel@example.com says"
	exits 0 as dave case credit $c Ringeltaube yes --as "F. Ringeltaube"
	exits 0 as dave case credit $c bob yes --as "Bob Example"
	exits 0 as dave case flag $c public --source "a talk of Ringeltaube"
	exits 0 as dave cve want $c no
	exits 0 as dave notice set $c --summary "overflow" \
		--description "Found by Ringeltaube (RINGEL@example.com)."
	exits 0 sp case show $c >out
	has out "ringel@example.com" "F. Ringeltaube" "a talk of Ringeltaube"
	exits 0 sp archive search sec ringel@example.com >out
	exits 0 sp case search sec Ringeltaube >out
	vaults before
'

test_case 'one member is not enough, nor is a login of nobody, nor a stranger' '
	c=$(cat case)
	exits 5 as carol case forget $c mallory@example.com 2>err
	has err "nobody of that name or address takes part in $c"
	exits 2 as carol case forget $c ab 2>err
	exits 3 as nobody case forget $c ringel@example.com 2>err
	has err "nobody on the roster has said so"
	exits 4 as carol case forget $c ringel@example.com 2>err
	has err "a second member must ask for it as well, with all names" \
		"sallyport case forget $c"
	exits 4 as carol case forget $c ringel@example.com 2>err
	exits 4 as dave case forget $c Ringeltaube 2>err
	exits 0 sp case show $c >out
	has out "ringel@example.com"
	exits 0 sp log sec --verify
'

test_case 'two members: nothing says any more who it was' '
	c=$(cat case)
	exits 0 as alice case forget $c ringel@example.com \
		--also Ringeltaube --also Frieda >out
	has out "forgotten in $c"
	nameless sp case show $c
	has said "(forgotten): no" "(forgotten)" "by (forgotten)" \
		"public since" "a talk of (forgotten)" "bob: yes, as \"Bob Example"
	nameless sp case show $c --json
	nameless sp log sec
	nameless sp log sec --json-lines
	nameless sp archive list sec
	nameless sp show "$(rows "SELECT ref FROM mail ORDER BY id LIMIT 1")"
	nameless sp notice show $c
	nameless sp case export $c --to "$TEST_DIR/exported"
	for file in "$TEST_DIR"/exported/*.json*; do
		nameless cat "$file"
	done
	exits 5 sp archive search sec ringel@example.com
	exits 5 sp case search sec Ringeltaube
	exits 0 sp archive search sec Kanarienvogel >out
	exits 0 sp log sec --verify
'

test_case 'what was sealed of it has left the file; rows and digests stay' '
	vaults after
	gone before after >parts
	for part in event.detail mail.card mail.thread mail.envelope \
		participant.address outbox.recipient cases.title; do
		grep -qx "$part" parts || complain "$part is as it was"
	done
	same 0 "$(rows "SELECT count(address) + count(token) + count(key_data)
		+ sum(remember) FROM participant")"
	same 1 "$(rows "SELECT count(*) FROM participant
		WHERE length(digest) = 32")"
'

test_case 'the log finds a detail that was blanked without being told again' '
	cp "$STATE/store.db" "$TEST_DIR/kept.db"
	exits 0 sp log sec --verify
	rows "UPDATE event SET detail = NULL WHERE verb = \"judged\""
	exits 1 sp log sec --verify 2>err
	has err "was removed"
	cp "$TEST_DIR/kept.db" "$STATE/store.db"
	rm -f "$STATE/store.db-wal" "$STATE/store.db-shm"
	rows "UPDATE event SET detail = NULL WHERE seq = (SELECT max(seq)
		FROM event WHERE verb = \"retold\")"
	exits 1 sp log sec --verify 2>err
	cp "$TEST_DIR/kept.db" "$STATE/store.db"
	rm -f "$STATE/store.db-wal" "$STATE/store.db-shm"
	exits 0 sp log sec --verify
'

test_case 'once more, by another name: what was told again is, again' '
	c=$(cat case)
	exits 4 as dave case forget $c "Bob Example" 2>err
	exits 0 as alice case forget $c "Bob Example" --also "a talk"
	exits 0 sp case show $c >out
	has out "public since" "(forgotten) of (forgotten)" \
		"(forgotten): no"
	lacks out "Bob Example" "a talk" "bob:"
	exits 0 sp log sec --verify
'

test_case 'a backup of it forgets, too' '
	c=$(cat case)
	exits 0 sp backup sec copy.db
	rm "$STATE"/store.db*
	exits 0 sp restore sec copy.db
	nameless sp case show $c
	nameless sp log sec
	exits 0 sp log sec --verify
	gone before after >parts
'

test_case 'it can be published, and names nobody' '
	c=$(cat case)
	exits 3 as dave case publish $c 2>err
	has err "its description names (forgotten), who has not agreed"
	exits 0 as dave notice set $c --description "An overflow." \
		--impact "A guest escapes."
	exits 0 as dave case publish $c >out
	has out "is published as "
	nameless sp notice show $c
	lacks said "Reported by"
'

test_case 'who was forgotten is a stranger, and gets no mail' '
	c=$(cat case)
	{
		mail_headers "Frieda Ringeltaube <ringel@example.com>" "again"
		echo "more" | mime_text
	} >y.eml
	exits 0 deliver sec y.eml --sender=ringel@example.com \
		--recipient="sec+$(rows "SELECT ref FROM cases")@lists.example.org"
	same 1 "$(rows "SELECT state FROM mail ORDER BY id DESC LIMIT 1")"
	exits 0 sp run --once
	before=$(sent_count ringel@example.com)
	echo "Hello" >text
	exits 3 as dave embargo tell $c --text text 2>err
	exits 3 as dave ack $c --text text 2>err
	has err "sallyport case told $c --how TEXT"
	exits 0 as dave $(sed -n "s/.*: sallyport \(case told .*\) TEXT/\1/p" \
		err) "by phone" >out
	exits 0 sp run --once
	same "$before" "$(sent_count ringel@example.com)"
'

test_done
