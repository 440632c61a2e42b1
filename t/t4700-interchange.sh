#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4700-interchange.sh - the log for other programs, and a store from a backup.
. "${TEST_LIB:?run through meson test}"

# hold NAME - a mail that is held; its reference is in the file NAME.
hold() {
	{
		mail_headers "$1@example.com" "about $1"
		echo "Something is wrong in $1." | mime_text
	} >"$1.eml"
	exits 0 deliver sec "$1.eml" --sender="$1@example.com"
	rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1" >"$1"
}

test_case 'a list with mail and a case' '
	new_team sec
	hold one
	hold two
	exits 0 sp approve "$(cat one)" >out
	rows "SELECT number FROM cases" >number
	exits 0 sp case judge "$(cat number)" --genuine yes >out
'

test_case 'every event is one line of JSON, and no event is missing' '
	exits 0 sp log --json >whole
	exits 0 sp log --json-lines >lines
	exits 0 sp log --verify --json >chain
	python3 - <<-"END"
		import json
		lines = [json.loads(l) for l in open("lines", encoding="ascii")]
		whole = json.load(open("whole"))["events"]
		chain = json.load(open("chain"))
		assert len(lines) == chain["events"] == len(whole) > 5, lines
		for l, w in zip(lines, whole):
		    assert list(l) == ["seq", "at", "actor", "verb", "ref",
		                       "case", "detail", "mac"], l
		    for key in "seq", "at", "actor", "verb", "ref", "case":
		        assert l[key] == w[key], (l, w)
		    if isinstance(l["detail"], dict):
		        assert l["detail"] == json.loads(w["detail"]), (l, w)
		    else:
		        assert l["detail"] == w["detail"], (l, w)
		assert [l["seq"] for l in lines] == list(range(1, len(lines) + 1))
		assert lines[-1]["mac"] == chain["head"]
		assert len({l["mac"] for l in lines}) == len(lines)
		assert {type(l["detail"]) for l in lines} == {dict, str}
	END
'

test_case 'those of one mail' '
	exits 0 sp log --ref "$(cat two)" --json-lines >lines
	[ -s lines ]
	same 0 "$(grep -cv "\"ref\":\"$(cat two)\"" lines)"
'

test_case 'it is no document, and no check' '
	exits 2 sp log --json-lines --json 2>err
	exits 2 sp log --json-lines --verify 2>err
	has err "--json-lines goes with neither"
'

# lose - the store, with all that SQLite keeps beside it.
lose() {
	rm -f "$STATE"/store.db*
}

# no_store - nothing was put in place, and nothing is left of the attempt.
no_store() {
	same "" "$(find "$STATE" -name "store.db*" ! -name store.db-wal)"
}

test_case 'a backup is not put over a store, nor beside what is left of one' '
	exits 0 sp backup sec copy.db
	exits 0 sp log --verify >before
	cp "$STATE/store.db" kept.db
	exits 3 sp restore sec copy.db 2>err
	has err "exists already"
	cmp kept.db "$STATE/store.db"
	lose
	echo "the last mail" >"$STATE/store.db-wal"
	exits 3 sp restore sec copy.db 2>err
	has err "store.db-wal is left of the store"
	no_store
	same "the last mail" "$(cat "$STATE/store.db-wal")"
	lose
'

test_case 'what is no backup of this list is not put in place' '
	exits 2 sp restore sec nowhere.db 2>err
	has err "nowhere.db cannot be read"
	exits 2 sp restore sec "$STATE" 2>err
	has err "is not a file"
	cp one.eml wrong.db
	exits 2 sp restore sec wrong.db 2>err
	has err "is no backup of a store"
	: >wrong.db
	exits 2 sp restore sec wrong.db 2>err
	has err "is no backup of a store"
	rm wrong.db
	sqlite3 wrong.db "CREATE TABLE t (a); INSERT INTO t VALUES (1)"
	exits 2 sp restore sec wrong.db 2>err
	has err "none of sallyport"
	cp copy.db wrong.db
	sqlite3 wrong.db "PRAGMA user_version = 999"
	exits 2 sp restore sec wrong.db 2>err
	has err "schema 999 is newer"
	cp copy.db wrong.db
	sqlite3 wrong.db "PRAGMA journal_mode = WAL" >/dev/null
	exits 2 sp restore sec wrong.db 2>err
	has err "lacks what came last"
	no_store
'

test_case 'nor is one that is damaged, or was cut off' '
	size=$(stat -c %s copy.db)
	cp copy.db wrong.db
	truncate -s $((size / 2)) wrong.db
	exits 1 sp restore sec wrong.db 2>err
	has err "wrong.db is damaged"
	cp copy.db wrong.db
	dd if=/dev/urandom of=wrong.db bs=8192 seek=2 conv=notrunc \
		count=$((size / 8192 - 3)) 2>/dev/null
	exits 1 sp restore sec wrong.db 2>err
	has err "wrong.db is damaged"
	no_store
	head -c $((size - 1)) copy.db >wrong.db
	exits 1 sp restore sec wrong.db 2>err
	has err "wrong.db is damaged"
	no_store
'

# What SQLite has no eye for: a byte of what somebody wrote.
test_case 'nor one in which one byte has changed, wherever it is' '
	size=$(stat -c %s copy.db)
	for at in 30 100 5000 $((size / 3)) $((size / 2)) $((size * 2 / 3)) \
		$((size - 60)) $((size - 40)) $((size - 1)); do
		python3 - "$at" <<-"END"
			import sys
			data = bytearray(open("copy.db", "rb").read())
			data[int(sys.argv[1])] ^= 0x20
			open("wrong.db", "wb").write(data)
		END
		! sp restore sec wrong.db 2>err
		has err "wrong.db"
		no_store
	done
	has err "wrong.db is damaged"
	same ok "$(sqlite3 copy.db "PRAGMA integrity_check")"
'

test_case 'what an earlier version has made is taken, without its digest' '
	size=$(stat -c %s copy.db)
	head -c $((size - 50)) copy.db >old.db
	same 0 "$(((size - 50) % 4096))"
	exits 0 sp restore sec old.db >out
	exits 0 sp log --verify >out
	lose
'

test_case 'nor one that was made with another secret' '
	cp "$STATE/secret" secret.kept
	head -c "$(stat -c %s secret.kept)" /dev/urandom >"$STATE/secret"
	exits 2 sp restore sec copy.db 2>err
	has err "the secret is not the one that copy.db was made"
	no_store
	cp secret.kept "$STATE/secret"
'

test_case 'nor beside a keyring or a secret that is not there yet' '
	for missing in gnupg secret; do
		mv "$STATE/$missing" aside
		exits 2 sp restore sec copy.db 2>err
		has err "$STATE/$missing: No such file or directory"
		no_store
		mv aside "$STATE/$missing"
	done
'

test_case 'a restored list goes on' '
	exits 0 sp restore sec copy.db >out
	has out "restored  the store of sec from copy.db"
	same "600 $(stat -c %u:%g "$STATE")" \
		"$(stat -c "%a %u:%g" "$STATE/store.db")"
	same "$STATE/store.db" "$(find "$STATE" -name "store.db*" \
		! -name store.db-wal ! -name store.db-shm)"
	head=$(sed -n "s/^head //p" before)
	exits 0 sp log --verify --head "$head" >out
	exits 0 sp log >out
	has out restored
	exits 0 sp held >out
	has out "$(cat two)"
	lacks out "$(cat one)"
	sent_aside
	exits 0 sp approve "$(cat two)" >out
	has out "to 4 of 4 members"
	exits 0 sp run --once
	same 1 "$(sent_count alice@example.org)"
	outbox_decrypt alice "$(sent_last alice@example.org)" >plain
	has plain "Something is wrong in two."
	hold three
	exits 0 sp log --verify >out
	exits 3 sp restore sec copy.db 2>err
'

test_case 'however many events there are, memory does not grow' '
	peak() {
		python3 -c "import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=open(\"lines\", \"w\"))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)" \
			"$SALLYPORT" -C "$CONF" log --json-lines
	}
	peak >few
	rows "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
			WHERE i < 100000)
		INSERT INTO event (at, actor, verb, ref, case_number, detail,
			detail_digest, mac)
		SELECT at, actor, verb, ref, case_number, detail,
			detail_digest, mac FROM n, (SELECT * FROM event
			ORDER BY seq DESC LIMIT 1)"
	peak >many
	[ "$(wc -l <lines)" -gt 100000 ]
	python3 -c "import json
for line in open(\"lines\"):
    json.loads(line)"
	# A sanitizer keeps what was freed.
	[ "$SANITIZED" = yes ] ||
		[ "$(cat many)" -lt $(($(cat few) + 8192)) ]
'

test_done
