#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t5300-json.sh - every reading command prints one document with known keys.
. "${TEST_LIB:?run through meson test}"

# paths FILE - the paths of all keys in it, one a line, sorted.
paths() {
	python3 - "$1" <<'PY'
import json, sys

def walk(value, path, found):
    if isinstance(value, dict):
        for key, inner in value.items():
            here = path + '.' + key if path else key
            found.add(here)
            walk(inner, here, found)
    elif isinstance(value, list):
        for inner in value:
            walk(inner, path + '[]', found)

found = set()
walk(json.load(open(sys.argv[1], encoding='utf-8')), '', found)
print('\n'.join(sorted(found)))
PY
}

# get FILE EXPRESSION - of the document d.
get() {
	python3 -c 'import json, sys
d = json.load(open(sys.argv[1], encoding="utf-8"))
print(eval(sys.argv[2]))' "$@"
}

# document COMMAND... - into doc.json; one document, and nothing else.
document() {
	exits 0 sp "$@" --json >doc.json 2>err
	[ ! -s err ]
	paths doc.json >keys
	cat keys >>all.keys
}

row='acknowledgement arrived asked case crypto decided decided_by decision
deferred_until due found from from_address headers list missing no_acknowledgement
protection ref repaired repeats report signature similar size spam state subject suggest why'
whole='authentication differences earlier hints likely_case other_key outer_subject parts text to
why_text'

# want PREFIX WORD... - the keys are exactly these, below PREFIX.
want() {
	want_prefix=$1
	shift
	printf "$want_prefix%s\n" "$@" | sort | diff -u - keys
}

test_case 'a list with some mail' '
	new_team sec
	{ mail_headers "Ada <ada@example.com>" "[TEST-SECURITY] bug"
		printf "version 1\n" | mime_text; } >one.eml
	exits 0 deliver sec one.eml
	{ mail_headers "\"\\\"q\\\" \\\\ x\" <eve@example.com>" "a \"quoted\" \\ one"
		printf "\342\200\256 evil\n" | mime_text; } >two.eml
	exits 0 deliver sec two.eml --sender=eve@example.com
	ref=$(rows "SELECT ref FROM mail ORDER BY id LIMIT 1")
	exits 0 sp approve "$ref"
'

test_case 'held' '
	document held
	want "" mails $(printf "mails[].%s " $row)
	same 1 "$(get doc.json "len(d[\"mails\"])")"
	same held "$(get doc.json "d[\"mails\"][0][\"state\"]")"
	same "['"'non-member'"']" "$(get doc.json "d[\"mails\"][0][\"why\"]")"
	same None "$(get doc.json "d[\"mails\"][0][\"decided\"]")"
	document held sec --all
	same 2 "$(get doc.json "len(d[\"mails\"])")"
'

test_case 'show' '
	ref=$(rows "SELECT ref FROM mail WHERE state = 1")
	document show "$ref"
	want "" $row $whole
	same eve@example.com "$(get doc.json "d[\"from_address\"]")"
	same "a \"quoted\" \\ one" "$(get doc.json "d[\"subject\"]")"
	get doc.json "d[\"text\"]" >text
	lacks text "$(printf "\342\200\256")"
'

test_case 'member list and show' '
	key="fingerprint encryption_subkey key_state key_expires"
	person="list address name affiliation login roles paused"
	person="$person bouncing away_from away_until added $key"
	person="$person kind subsystems vouches accepted accepted_policy"
	person="$person fingerprint_compared admitted"
	document member list
	want "" members $(printf "members[].%s " $person)
	same 4 "$(get doc.json "len(d[\"members\"])")"
	document member show dave@example.org
	want "" $person
	same "['"'moderator'"']" "$(get doc.json "d[\"roles\"]")"
	same False "$(get doc.json "d[\"paused\"]")"
'

test_case 'key list, check and show' '
	key="list owner fingerprint encryption_subkey state algorithm user_id
		created expires faults attention retires"
	for command in list check; do
		document key $command
		want "" keys $(printf "keys[].%s " $key)
		same 5 "$(get doc.json "len(d[\"keys\"])")"
		same list "$(get doc.json "d[\"keys\"][0][\"owner\"]")"
	done
	document key show
	want "" $key
	same "$(fpr list)" "$(get doc.json "d[\"fingerprint\"]")"
'

test_case 'case list and show' '
	k="list case ref state opened answered title mails"
	document case list
	want "" cases $(printf "cases[].%s " $k)
	same 1 "$(get doc.json "d[\"cases\"][0][\"mails\"]")"
	number=$(get doc.json "d[\"cases\"][0][\"case\"]")
	document case show "$number"
	want "" $k arrived genuine misuse tool severity impact lead \
		flags $(printf "flags.%s " public poc exploited) \
		embargo $(printf "embargo.%s " state started restarts ended \
			later to_end changed reporter_told) \
		cve_state cve bug branches credits announced batch batch_date \
		notice published closed resolution merged_into clocks clocks[].clock clocks[].started \
		clocks[].due clocks[].reminder clocks[].stopped \
		next next.what next.due next.command \
		mails_in_case $(printf "mails_in_case[].%s " $row) \
		participants $(printf "participants[].%s " address kind \
		remembered pinned_key key_verified token_and_dmarc)
	document case show "$(echo "$number" | tr A-Z a-z)"
	exits 5 sp case show QSEC-1999-0001 --json
	exits 1 sp notice check "$number" --json >doc.json
	paths doc.json >keys
	cat keys >>all.keys
	want "" case ok findings $(printf "findings[].%s " kind text command)
	same False "$(get doc.json "d[\"ok\"]")"
	exits 0 sp batch add b1 "$number" \
		--date "$(date -u -d "+9 days" "+%F 12:00 UTC")" >out
	document batch show b1
	want "" list batch date cases $(printf "cases[].%s " case lacks)
'

test_case 'archive list' '
	document archive list
	want "" mails $(printf "mails[].%s " $row)
	same accepted "$(get doc.json "d[\"mails\"][0][\"state\"]")"
'

# The figures by resolution and by state have their names.
test_case 'stats' '
	exits 0 sp stats --json >doc.json
	paths doc.json | grep -vE "(dismissed|open)\." >keys
	cat keys >>all.keys
	lengths=$(for l in answers embargoes private; do
		echo $l
		printf "$l.%s " count median mean max seconds
	done)
	figures="from until received opened attached rejected discarded
		published dismissed tool_declared tool_none over_soft over_hard
		$lengths"
	want "" list months $(printf "months[].%s " $figures) years \
		$(printf "years[].%s " $figures) total \
		$(printf "total.%s " $figures) reasons \
		now $(printf "now.%s " open embargoed unanswered held oldest)
	same 2 "$(get doc.json "d[\"total\"][\"received\"]")"
	same 1 "$(get doc.json "d[\"now\"][\"held\"]")"
	document stats --public
	want "" address least years
'

test_case 'report' '
	document report
	want "" list at processing_days cases $(printf "cases[].%s " case title \
		severity state reported answered ready published embargo_end \
		embargo_proposed restarts due done reports) \
		held $(printf "held[].%s " arrived decided) \
		states $(printf "states[].%s " state cases)
	same 2 "$(get doc.json "len(d[\"held\"])")"
	same 1 "$(get doc.json "sum(s[\"cases\"] for s in d[\"states\"])")"
	exits 0 sp report --json --opaque >doc.json
	same False "$(get doc.json "\"title\" in d[\"cases\"][0]")"
'

test_case 'log' '
	document log
	want "" events $(printf "events[].%s " seq at actor verb ref case detail)
	document log --verify
	want "" list holds events head
	same True "$(get doc.json "d[\"holds\"]")"
	head=$(get doc.json "d[\"head\"]")
	exits 0 sp log --verify --head "$head"
	exits 1 sp log --verify --head "$(echo "$head" | tr 0-9a-f 1-9a-f0)"
'

test_case 'a broken chain is said in the document too' '
	cp "$STATE/store.db" kept.db
	cp "$STATE/store.db-wal" kept.wal 2>/dev/null || :
	rows "UPDATE event SET verb = verb || \"x\" WHERE seq = 2"
	exits 1 sp log --verify --json >doc.json 2>err
	same False "$(get doc.json "d[\"holds\"]")"
	[ -s err ]
	rows "UPDATE event SET verb = substr(verb, 1, length(verb) - 1)
		WHERE seq = 2"
	exits 0 sp log --verify
'

test_case 'doctor' '
	document doctor
	want "" checks $(printf "checks[].%s " list check result text)
	same "{'"'ok'"'}" "$(get doc.json \
		"{c[\"result\"] for c in d[\"checks\"]} - {\"warning\"}")"
'

test_case 'an empty list has empty documents' '
	exits 0 sp init void --address void@lists.example.org \
		--state "$TEST_DIR/state/void" --key "$KEYS/list.sec.asc" >out
	for command in held "member list" "case list" "archive list"; do
		exits 0 sp $command void --json >doc.json
		same 0 "$(get doc.json "len(list(d.values())[0])")"
	done
	rm "$CONF/void.conf"
'

test_case 'every key is in the manual' '
	sed "s/.*\.//; s/\[\]//" all.keys | sort -u | while read -r key; do
		grep -qE "^\.Va( .*)? $key( .*)?$" \
			"$SOURCE/filter/sallyport.1" ||
			complain "$key is not in sallyport.1"
	done
'

test_done
