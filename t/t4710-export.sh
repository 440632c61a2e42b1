#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4710-export.sh - one case, for others to take: its thread as an mbox, its
# events and its facts.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/clients.sh"

export_as() {
	exported_by=$1
	shift
	exits "${want_status:-0}" sp case export "$@" \
		--gnupg "$TEST_DIR/u/$exported_by"
}

# hold NAME <TEXT - a stranger's mail; its reference is in NAME.
hold() {
	{
		mail_headers "$1@example.com" "about $1"
		mime_text
	} >"$1.eml"
	exits 0 deliver sec "$1.eml" --sender="$1@example.com"
	rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1" >"$1"
}

test_case 'a case of three mails, and another' '
	new_team sec
	printf "first line\nFrom here it fails\n>From there, too\n" | hold one
	printf "more of it\nFrom the same\n" | hold two
	echo "something else" | hold other
	exits 0 sp approve "$(cat one)" >out
	rows "SELECT number FROM cases" >number
	exits 0 sp attach "$(cat two)" "$(cat number)" >out
	{
		mail_headers alice@example.org "about it"
		echo "a member wrote this in $(cat number)" | mime_text |
			mime_signed alice
	} >member.eml
	exits 0 deliver sec member.eml --sender=alice@example.org \
		--recipient="sec+$(cat number)@lists.example.org"
	exits 0 sp approve "$(cat other)" >out
	exits 0 sp case judge "$(cat number)" --genuine yes >out
	gpg_as alice --version >out
	gpg_as ada --version >out
'

test_case 'everything of it is in one folder, that only its owner can enter' '
	exits 0 sp case export "$(cat number)" --to sealed >out
	has out "exported  3 of 3 mails"
	same "700 600 600 600" "$(stat -c %a sealed sealed/thread.mbox \
		sealed/events.jsonl sealed/case.json | xargs)"
	same 3 "$(ls sealed | wc -l)"
	exits 0 sp case show "$(cat number)" --json >shown
	cmp shown sealed/case.json
'

test_case 'the mails are encrypted unless somebody opens them' '
	same 3 "$(grep -c "^From " sealed/thread.mbox)"
	same 3 "$(grep -c "BEGIN PGP MESSAGE" sealed/thread.mbox)"
	lacks sealed/thread.mbox "it fails" "a member wrote" one@example.com
	exits 0 sp case export "$(cat number)" >piped
	same 3 "$(grep -c "BEGIN PGP MESSAGE" piped)"
	exits 0 sp case export "$(cat number)" --original --to originals >out
	has out "exported  3 of 3"
'

test_case 'its events are those of the log, and no others' '
	exits 0 sp log --json-lines >log
	python3 - <<-"END"
		import json
		log = open("log").read().splitlines()
		here = open("sealed/events.jsonl").read().splitlines()
		number = open("number").read().strip()
		refs = {open(n).read().strip() for n in ("one", "two")}
		other = open("other").read().strip()
		assert set(here) < set(log) and len(set(here)) == len(here)
		assert here == [l for l in log if l in set(here)]
		events = [json.loads(l) for l in here]
		assert all(e["case"] in ("", number) for e in events), events
		assert not any(e["ref"] == other for e in events), events
		verbs = [e["verb"] for e in events]
		for verb, times in (("arrived", 3), ("held", 2), ("approved", 1),
		                    ("attached", 1), ("distributed", 1),
		                    ("judged", 1)):
		    assert verbs.count(verb) == times, (verb, verbs)
		left = [json.loads(l) for l in log if l not in set(here)]
		assert not any(e["case"] == number or e["ref"] in refs
		               for e in left), left
	END
'

test_case 'who has a key reads all of it, quoted as mboxrd has it' '
	export_as alice "$(cat number)" --decrypt --to plain >out
	same "700 600" "$(stat -c %a plain plain/thread.mbox | xargs)"
	has plain/thread.mbox ">From here it fails" ">>From there, too" \
		"a member wrote this"
	same 3 "$(grep -c "^From " plain/thread.mbox)"
	lacks plain/thread.mbox "something else"
	export_as alice "$(cat number)" --decrypt | cat >piped
	cmp piped plain/thread.mbox
'

# It shows a quoted line as it stands in the file.
test_case 'mutt opens it, and finds three mails' '
	own_keyring alice
	{
		mutt_settings alice gpgme
		echo "set display_filter=\"tee -a seen\" sort=mailbox-order"
		echo "push \"<display-message><exit><next-entry>\
<display-message><exit><next-entry><display-message><exit><exit>\""
	} >mutt.rc
	: >seen
	at_terminal alice mutt -n -F mutt.rc -f plain/thread.mbox </dev/null
	same 3 "$(grep -c "^Message-ID: " seen)"
	grep -qx "first line" seen
	grep -qx ">From the same" seen
	grep -q "a member wrote this in $(cat number)" seen
'

test_case 'what is opened goes to no terminal, and into no file of others' '
	(umask 022; : >open)
	want_status=3
	export_as alice "$(cat number)" --decrypt >open 2>err
	has err "other users can read the file"
	[ ! -s open ]
	(umask 077; : >closed)
	want_status=0
	export_as alice "$(cat number)" --decrypt >closed
	cmp closed plain/thread.mbox
	"$SOURCE/t/at-terminal" "$SALLYPORT" -C "$CONF" case export \
		"$(cat number)" --decrypt --gnupg "$TEST_DIR/u/alice" \
		</dev/null >seen || got=$?
	same 3 "$got"
	lacks seen "it fails"
'

test_case 'who has no key gets nothing' '
	want_status=3
	export_as ada "$(cat number)" --decrypt --to none 2>err
	same 3 "$(grep -c "no secret key in this keyring opens it" err)"
	same 0 "$(stat -c %s none/thread.mbox)"
'

test_case 'nothing is written over, and only into a case there is' '
	exits 3 sp case export "$(cat number)" --to plain 2>err
	has err "plain is there already"
	: >file
	exits 3 sp case export "$(cat number)" --to file 2>err
	exits 2 sp case export "$(cat number)" --to nowhere/at/all 2>err
	has err "cannot be written"
	exits 5 sp case export TSEC-2020-0001 --to new 2>err
	exits 2 sp case export 2>err
	[ ! -e new ]
'

test_done
