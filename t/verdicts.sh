# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# verdicts.sh - what the gate made of a mail to the list "sec"
#
# Sourced after test-lib.sh, by the scripts that deliver one mail after the
# other and ask what became of it.

# last - the reference of the mail that came last.
last() {
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1'
}

# mails - how many there are.
mails() {
	rows 'SELECT count(*) FROM mail'
}

# told COMMAND... - its JSON document, as lines "KEY VALUE"; the words of a list
# with spaces between them. Of several mails each line bears its reference.
told() {
	sp "$@" --json >told.json
	python3 - told.json <<'PY'
import json, sys

def text(value):
    if isinstance(value, list):
        return ' '.join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)

document = json.load(open(sys.argv[1], encoding='utf-8'))
for mail in document.get('mails', [document]):
    start = mail['ref'] + ' ' if 'mails' in document else ''
    for key, value in mail.items():
        print(start + key, text(value))
PY
}

# is KEY VALUE [REF] - the queue says so of a mail, the last unless named. No
# gpg is started for it.
is() {
	told held sec --all >told
	is_ref=${3:-$(last)}
	same "$1: $2" "$1: $(sed -n "s/^$is_ref $1 //p" told)"
}

# held_as WHY... - the last mail is held, for exactly these reasons.
held_as() {
	is state held
	same "$*" "$(sed -n "s/^$is_ref why //p" told)"
}

# keep NAME, restore NAME - the store, and the outside without sent mail. Agent
# and keyring stay as they are.
keep() {
	same '0|0|0' "$(rows 'PRAGMA wal_checkpoint(TRUNCATE)')"
	cp "$STATE/store.db" "$TEST_DIR/$1.db"
}

restore() {
	rm -rf "$STATE"/store.db* "$MTA/argv"
	sent_aside
	cp "$TEST_DIR/$1.db" "$STATE/store.db"
}

# report SUBJECT [HEADER...] - a plain mail by ada on standard output.
report() {
	report_subject=$1
	shift
	mail_headers ada@example.com "$report_subject" "$@"
	echo 'the ring is overrun' | mime_text
}

# deferred COMMAND... - told to try later, with the one phrase and no other
# word. Through a pipe, as MTAs have it.
deferred() {
	deferred_said=$(exits 75 "$@" 2>&1) ||
		complain "after which: $deferred_said"
	same 'temporary local failure' "$deferred_said"
}

# taken COMMAND... - taken without a word.
taken() {
	taken_said=$(exits 0 "$@" 2>&1) || complain "after which: $taken_said"
	same '' "$taken_said"
}
