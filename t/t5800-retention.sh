#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t5800-retention.sh - how long mail is kept, and what is left of it then.
. "${TEST_LIB:?run through meson test}"

CANARY=retained-canary

# arrive NAME - a mail from NAME; $ref is its reference.
arrive() {
	{ mail_headers "$1@example.com" "[TEST-SECURITY] $CANARY"
		printf "%s\n" "$CANARY" | mime_text; } >"$1.eml"
	exits 0 deliver sec "$1.eml" --sender="$1@example.com"
	rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1" >"$1.ref"
	ref=$(cat "$1.ref")
}

# age NAME SECONDS - as if it had been decided so much earlier.
age() {
	rows "UPDATE mail SET arrived = arrived - $2,
		decided = CASE decided WHEN 0 THEN 0 ELSE decided - $2 END
		WHERE ref = \"$(cat "$1.ref")\""
}

# readable NAME - whether anything of it can still be read, 0 or 1.
readable() {
	rows "SELECT envelope IS NOT NULL OR card IS NOT NULL OR
		thread IS NOT NULL OR ack_key IS NOT NULL OR
		coalesce(original, notice, post) IS NOT NULL
		FROM mail WHERE ref = \"$(cat "$1.ref")\""
}

test_case 'mail in every state' '
	new_team sec
	for name in rejected discarded held accepted; do
		arrive "$name"
	done
	exits 0 sp reject "$(cat rejected.ref)" support
	exits 0 sp discard "$(cat discarded.ref)"
	exits 0 sp approve "$(cat accepted.ref)"
	exits 0 sp run --once
	for name in rejected discarded held accepted; do
		same 1 "$(readable $name)"
	done
'

test_case 'thirty days, and not ten minutes less' '
	for name in rejected discarded held accepted; do
		age $name $((30 * 86400 - 600))
	done
	exits 0 sp run --once >out
	lacks out purged
	for name in rejected discarded held accepted; do
		age $name 601
	done
	exits 0 sp run --once >out
	has out "sec: " "2 purged"
	same 0 "$(readable rejected)"
	same 0 "$(readable discarded)"
	exits 0 sp run --once >out
	lacks out purged
'

test_case 'what is undecided or accepted is kept, however old' '
	age held $((4000 * 86400))
	age accepted $((4000 * 86400))
	exits 0 sp run --once
	same 1 "$(readable held)"
	same 1 "$(readable accepted)"
	exits 0 sp held >out
	has out "$(cat held.ref)"
'

test_case 'of the deleted the row and its events stay, and no payload' '
	exits 0 sp show "$(cat rejected.ref)" >out
	has out rejected "(deleted)"
	exits 0 sp log --ref "$(cat rejected.ref)" >out
	has out purged
	has out rejected
	exits 0 sp log --verify
	same 0 "$(rows "SELECT count(*) FROM payload WHERE id NOT IN
		(SELECT coalesce(original, 0) FROM mail UNION
		SELECT coalesce(notice, 0) FROM mail UNION
		SELECT coalesce(post, 0) FROM mail)
		AND id NOT IN (SELECT coalesce(payload, 0) FROM outbox)")"
	exits 3 sp undo "$(cat rejected.ref)" 2>err
	exits 3 sp undo "$(cat discarded.ref)" 2>err
'

test_case 'show says where the text is, or that there is none' '
	archived="is in the archive: \"archive show $(cat accepted.ref)\""
	for pair in "rejected/has been deleted" "discarded/has been deleted" \
		"accepted/$archived"; do
		name=${pair%%/*}
		exits 0 sp show "$(cat $name.ref)" >out
		has out "its text ${pair#*/}"
		exits 5 sp show "$(cat $name.ref)" --raw >out 2>err
		[ ! -s out ]
		has err "$(cat $name.ref): its text ${pair#*/}"
		exits 0 sp show "$(cat $name.ref)" --json >out
		has out "\"text\": \"\""
	done
	exits 0 sp archive show "$(cat accepted.ref)" >out
	exits 0 sp show "$(cat held.ref)" --raw >out
	has out "$CANARY"
	exits 0 sp show "$(cat held.ref)" >out
	lacks out "its text has" "its text is"
'

test_case 'of an accepted mail that was forgotten nothing is in the archive' '
	arrive forgotten
	exits 0 sp approve "$ref"
	exits 4 env SUDO_USER=one "$SALLYPORT" -C "$CONF" forget "$ref" 2>err
	exits 0 env SUDO_USER=two "$SALLYPORT" -C "$CONF" forget "$ref"
	exits 5 sp show "$ref" --raw 2>err
	has err "its text has been deleted"
	exits 0 sp show "$ref" >out
	has out "its text has been deleted"
'

test_case 'each has a time of its own, and 0d is for ever' '
	arrive first
	exits 0 sp discard "$ref"
	arrive second
	exits 0 sp reject "$ref" support
	set_conf sec retention undo 0d
	set_conf sec retention discarded 1d
	set_conf sec retention rejected 0d
	age first $((86400 + 1))
	age second $((5000 * 86400))
	exits 0 sp run --once >out
	has out "1 purged"
	same 0 "$(readable first)"
	same 1 "$(readable second)"
'

test_done
