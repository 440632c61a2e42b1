#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4700-interchange.sh - the log for other programs.
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
