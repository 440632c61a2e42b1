#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t5400-moderate.sh - the queue, decisions and their words, at the terminal.
. "${TEST_LIB:?run through meson test}"

# report NAME SUBJECT - a stranger's mail.
report() {
	{
		mail_headers "$1@example.com" "$2"
		printf 'version 1 of %s\n' "$1" | mime_text
	} >"$1.eml"
	exits 0 deliver sec "$1.eml" --sender="$1@example.com"
}

# ref NAME - of that report.
ref() {
	sp held --all --json | python3 -c 'import json, sys
for m in json.load(sys.stdin)["mails"]:
    if m["from_address"] == sys.argv[1] + "@example.com":
        print(m["ref"])' "$1"
}

# state NAME
state() {
	rows "SELECT state FROM mail WHERE ref = '$(ref "$1")'"
}

held=1 accepted=2 rejected=3 discarded=4

test_case 'an empty queue' '
	new_team sec
	exits 0 sp held >out
	same "Nothing is held." "$(cat out)"
	exits 0 sp moderate >out
	same "Nothing is held." "$(cat out)"
'

test_case 'the queue: reports first, spam last, each by age' '
	report plain "no tag here"
	{ mail_headers promo@example.com "buy" "X-Spam-Flag: YES"
		echo x | mime_text; } >promo.eml
	exits 0 deliver sec promo.eml --sender=promo@example.com
	report first "[TEST-SECURITY] one"
	report second "Re: [test-security] two"
	exits 0 sp held >out
	same "first second plain promo" "$(sed -nE \
		"s/^R-.* ([a-z]+)@example.com .*/\1/p" out | tr "\n" " " |
		sed "s/ $//")"
	has out "[no tag] no tag here" "[spam?] buy" "4 held."
'

test_case 'what was too large to be read is not called encrypted' '
	set_conf sec limits message 1K
	{ mail_headers "big@example.com" "big"
		head -c 2000 /dev/zero | tr "\0" x | fold; } >big.eml
	exits 0 deliver sec big.eml --sender=big@example.com
	big=$(rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1")
	exits 0 sp held >out
	grep -E "^$big .* unread " out
	set_conf sec limits message 25M
	exits 0 sp discard "$big"
'

test_case 'ages, and the day that was promised' '
	plain=$(ref plain)
	while read -r seconds age; do
		now=$(date +%s)
		rows "UPDATE mail SET arrived = $((now - seconds))
			WHERE ref = \"$plain\""
		exits 0 sp held >out
		grep -qE "^$plain  $age +plain@" out ||
			complain "$seconds: $(grep "$plain" out)"
	done <<-X
		30 0 min
		3570 59 min
		3630 1h00
		35970 9h59
		36030 10 h
		259170 71 h
	X
	rows "UPDATE mail SET arrived = $((now - 20 * 86400))
		WHERE ref = \"$plain\""
	exits 0 sp held >out
	grep -qE "^$plain  20 d !" out
	has out "1 past the day that was promised"
	rows "UPDATE mail SET arrived = $now WHERE ref = \"$plain\""
'

test_case 'a list that promises no day names none, and nothing is late' '
	set_conf sec clock human-answer 0wd
	plain=$(ref plain)
	rows "UPDATE mail SET arrived = arrived - 20 * 86400
		WHERE ref = \"$plain\""
	exits 0 sp held >out
	grep -qE "^$plain  20 d  " out
	lacks out "past the day"
	exits 0 sp show "$plain" >out
	lacks out "answer due"
	exits 0 sp show "$plain" --json >out
	has out "\"due\": null"
	set_conf sec clock human-answer 3wd
	exits 0 sp show "$plain" >out
	has out "answer due"
	rows "UPDATE mail SET arrived = arrived + 20 * 86400
		WHERE ref = \"$plain\""
'

test_case 'show: what is known, then the text, lines counted' '
	seq 1 60 | sed "s/^/line /" >lines
	{ mail_headers long@example.com "[TEST-SECURITY] long"
		mime_text <lines; } >long.eml
	exits 0 deliver sec long.eml --sender=long@example.com
	exits 0 sp show "$(ref long)" >out
	has out "held, marked as a report" "the sender is not a member" \
		"long@example.com" "in the clear" "its first 40 lines" "line 40"
	lacks out "line 41"
	exits 0 sp show "$(ref long)" --lines 0 >out
	has out "its text" "line 60"
	exits 0 sp show "$(ref long)" --lines 60 >out
	has out "its text" "line 60"
	exits 0 sp show "$(ref long)" --lines 59 >out
	has out "its first 59 lines" "line 59"
	lacks out "line 60"
	exits 2 sp show "$(ref long)" --lines -2
	exits 0 sp show "$(ref long)" --raw >out
	grep -c "^line" out >n
	same 60 "$(cat n)"
	grep -q "^Subject: \[TEST-SECURITY\] long" out
'

# R-059
test_case 'what would drive a terminal is made visible' '
	{ mail_headers "ansi@example.com" "=?utf-8?Q?=1b]0;title=07=e2=80=ae?="
		printf "\033[2J\033]0;x\007 a\302\233b \342\200\256evil\r\n" |
			mime_text; } >ansi.eml
	exits 0 deliver sec ansi.eml --sender=ansi@example.com
	exits 0 sp show "$(ref ansi)" >out
	exits 0 sp held >>out
	exits 0 sp show "$(ref ansi)" --json >>out
	LC_ALL=C grep -c "$(printf "[\001-\010\013-\037\177]")" out >n || :
	same 0 "$(cat n)"
	lacks out "$(printf "\342\200\256")" "$(printf "\302\233")"
	exits 0 sp discard "$(ref ansi)"
	exits 0 sp discard "$(ref long)"
'

test_case 'approve: the words, the case, the copies' '
	first=$(ref first)
	exits 0 sp approve "$first" --remember >out
	has out "approved  $first -> TSEC-" "(new)" \
		"sent      to 4 of 4 members, encrypted." \
		"remember  first@example.com may post in TSEC-" \
		"but nothing can prove it: no usable key came with the mail," \
		"and [ack] authserv-id is not set" \
		"Next: no person has answered the reporter yet (due " \
		"-> a reply in its thread, or: sallyport ack TSEC-"
	same 6 "$(wc -l <out)"
	exits 0 sp case list >out
	has out "$first" "one"
	for who in alice bob carol dave; do
		same 1 "$(grep -lF "Subject: [TEST-SECURITY] $first" \
			"$MTA"/sent/*."$who@example.org" | wc -l)"
	done
'

test_case 'the second decision reads who was first' '
	first=$(ref first)
	for command in "approve $first" "discard $first" "defer $first" \
		"ask $first" "reject $first support" "undo $first"; do
		exits 3 env SUDO_USER=jo "$SALLYPORT" -C "$CONF" $command \
			>out 2>err
		[ ! -s out ]
		same 1 "$(wc -l <err)"
		has err "refused   " "$first"
	done
	exits 3 sp approve "$first" 2>err
	has err "already approved by $(id -un)"
'

test_case 'a member without a usable key is named, the others get the mail' '
	gpg_as carol --quick-set-expire "$(fpr carol)" seconds=1
	gpg_as carol --armor --export "$(fpr carol)" >carol.asc
	sleep 2
	exits 0 sp key import carol.asc
	second=$(ref second)
	exits 0 sp approve "$second" >out
	has out "sent      to 3 of 4 members, encrypted.  NOT sent: carol@exa" \
		"carol@example.org has an expired key"
	exits 0 sp member remove carol@example.org
	add_member sec carol
'

test_case 'a mail that cannot leave is said to be queued' '
	report third "[TEST-SECURITY] three"
	mta_says "exit 75"
	exits 0 sp approve "$(ref third)" >out
	has out "queued    for 4 of 4 members" "0 handed over now" "doctor"
	exits 0 sp doctor >out
	has out "warning   outbox"
	mta_says ""
'

test_case 'attach: in a case there is, or not at all' '
	number=$(sp case list --json | sed -n \
		"s/.*\"case\" *: *\"\(.*\)\".*/\1/p" | head -n 1)
	report fourth "[TEST-SECURITY] four"
	fourth=$(ref fourth)
	exits 5 sp attach "$fourth" TSEC-1999-0001 2>err
	has err "there is no case TSEC-1999-0001"
	same $held "$(state fourth)"
	exits 0 sp attach "$fourth" "$(echo "$number" | tr A-Z a-z)" >out
	has out "attached  $fourth -> $number"
	lacks out "(new)"
	exits 2 sp attach "$fourth" 2>err
'

test_case 'ask: the mail stays held; its author gets a text' '
	plain=$(ref plain)
	exits 0 sp ask "$plain" >out
	has out "asked     $plain, the mail stays held" \
		"sent      the question to its author, in the clear: no usable"
	same $held "$(state plain)"
	has "$(sent_last plain@example.com)" "$plain"
	exits 0 sp held >out
	has out "[asked]"
'

test_case 'ask --text: a file, or standard input, with and without subject' '
	plain=$(ref plain)
	printf "Subject: what machine?\n\nPlease tell us.\n" >text
	exits 0 sp ask "$plain" --text text
	has "$(sent_last plain@example.com)" "what machine?" "Please tell us."
	echo "Which version?" | exits 0 sp ask "$plain" --text -
	has "$(sent_last plain@example.com)" "Which version?"
	lacks "$(sent_last plain@example.com)" "what machine?"
	before=$(sent_count)
	exits 2 sp ask "$plain" --text no-such-file 2>err
	printf "Subject: x\n\n \n" >blank
	exits 3 sp ask "$plain" --text blank 2>err
	has err "text is empty; nothing was sent"
	printf "\377\376" >binary
	exits 2 sp ask "$plain" --text binary 2>err
	has err "UTF-8"
	same "$before" "$(sent_count)"
'

test_case 'an author whose key came along gets the question encrypted' '
	{
		mail_headers keyed@example.com "[TEST-SECURITY] with a key"
		printf "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
		printf "Content-Type: text/plain\n\nversion 1\n--b\n"
		printf "Content-Type: application/pgp-keys\n\n"
		cat "$KEYS/ada.asc"
		printf -- "--b--\n"
	} >keyed.eml
	exits 0 deliver sec keyed.eml --sender=keyed@example.com
	keyed=$(ref keyed)
	printf "Subject: more\n\nask-canary\n" >text
	exits 0 sp ask "$keyed" --text text >out
	has out "sent      the question to its author, encrypted"
	lacks "$(sent_last keyed@example.com)" ask-canary
	outbox_decrypt ada "$(sent_last keyed@example.com)" >plain
	has plain ask-canary
	exits 0 sp discard "$keyed"
'

test_case 'no machine writes to who was answered; a discard tells nothing' '
	set_conf sec ack delay 0s
	for way in asked rejected discarded purged; do
		report $way "[TEST-SECURITY] $way"
	done
	exits 0 sp ask "$(ref asked)"
	exits 0 sp reject "$(ref rejected)" support
	exits 0 sp discard "$(ref discarded)" "$(ref purged)"
	exits 0 sp purge "$(ref purged)"
	exits 0 sp run --once
	same 1 "$(sent_count asked@example.com)"
	same 1 "$(sent_count rejected@example.com)"
	same 1 "$(sent_count discarded@example.com)"
	same 0 "$(sent_count purged@example.com)"
	exits 0 sp show "$(ref asked)" --json >out
	has out "\"no_acknowledgement\": \"answered\""
	exits 0 sp undo "$(ref discarded)"
	exits 0 sp run --once
	same 1 "$(sent_count discarded@example.com)"
	exits 0 sp discard "$(ref asked)" "$(ref discarded)"
	set_conf sec ack delay 1m
'

test_case 'reject: a reason that is none names those there are' '
	plain=$(ref plain)
	exits 5 sp reject "$plain" nonsense 2>err
	has err "nonsense" "duplicate" "support" "not-security"
	same $held "$(state plain)"
	exits 2 sp reject "$plain" 2>err
'

test_case 'reject --edit: the editor, without a trace on a disk' '
	plain=$(ref plain)
	cat >editor <<-X
		#!/bin/sh
		case \$1 in /dev/shm/*) ;; *) exit 1 ;; esac
		[ "\$(stat -c %a "\$(dirname "\$1")")" = 700 ] || exit 1
		grep -q "^Subject: " "\$1" || exit 1
		echo "$TEST_DIR: edited by hand" >>"\$1"
		cp "\$1" "\$(dirname "\$1")/backup~"
		dirname "\$1" >>"$TEST_DIR/folders"
	X
	chmod 755 editor
	before_sent=$(sent_count)
	exits 3 env EDITOR=false "$SALLYPORT" -C "$CONF" reject "$plain" \
		support --edit 2>err
	has err "the editor (false) failed; nothing was sent"
	exits 3 env EDITOR="truncate -s 0" "$SALLYPORT" -C "$CONF" reject \
		"$plain" support --edit 2>err
	has err "nothing was sent"
	same $held "$(state plain)"
	same "$before_sent" "$(sent_count)"
	exits 0 env VISUAL="$TEST_DIR/editor" EDITOR=false \
		"$SALLYPORT" -C "$CONF" reject "$plain" support --edit >out
	has out "This will go in the clear" "rejected  $plain, as support"
	same $rejected "$(state plain)"
	has "$(sent_last plain@example.com)" "edited by hand"
	same 1 "$(wc -l <folders)"
	[ ! -e "$(cat folders)" ]
'

test_case 'discard and undo' '
	promo=$(ref promo)
	exits 0 sp discard "$promo" >out
	has out "discarded $promo" "undo"
	same $discarded "$(state promo)"
	same 0 "$(sent_count promo@example.com)"
	exits 0 sp undo "$promo" >out
	has out "held      $promo"
	same $held "$(state promo)"
	exits 3 sp undo "$promo" 2>err
'

test_case 'defer: to a day, a span, or the next working day' '
	promo=$(ref promo)
	report fifth "[TEST-SECURITY] five"
	fifth=$(ref fifth)
	exits 0 sp defer "$fifth" --until 3d >out
	has out "deferred  $fifth"
	exits 0 sp held >out
	same "promo fifth" "$(sed -nE "s/^R-.* ([a-z]+)@example.com .*/\1/p" \
		out | tr "\n" " " | sed "s/ $//")"
	has out "[deferred]"
	exits 0 sp undo "$fifth"
	exits 0 sp defer "$fifth"
	exits 0 sp defer "$fifth" --until "2099-01-01" 2>err || exits 2 sp \
		defer "$fifth" --until "2099-01-01" 2>err
	exits 2 sp defer "$fifth" --until yesterday 2>err
	has err "2026-11-20"
	exits 2 sp defer "$fifth" --until 2020-01-01 2>err
	has err "not in the future"
	exits 0 sp undo "$fifth"
'

test_case 'moderate, line by line' '
	report sixth "[TEST-SECURITY] six"
	report seventh "[TEST-SECURITY] seven"
	number=$(sp case list --json | sed -n \
		"s/.*\"case\" *: *\"\(.*\)\".*/\1/p" | head -n 1)
	{
		echo "?"		# help, then the same mail again
		echo "r no-such-reason"
		echo "t TSEC-1999-0001"
		echo a			# fifth
		echo "t $number"	# sixth
		echo v
		echo s			# seventh
		echo "r not-a-report"	# promo
	} >keys
	exits 0 sp moderate <keys >out 2>err
	has out "approved  $(ref fifth)" "attached  $(ref sixth) -> $number" \
		"version 1 of seventh" "rejected  $(ref promo), as not-a-report" \
		"(1/4) $(ref fifth)" "d - discard"
	has err "no-such-reason" "TSEC-1999-0001"
	same "$accepted $accepted $held $rejected" \
		"$(state fifth) $(state sixth) $(state seventh) $(state promo)"
'

test_case 'moderate stops at the end of input, or at q' '
	report eighth "[TEST-SECURITY] eight"
	exits 0 sp moderate </dev/null >out
	has out "(1/2)"
	lacks out "(2/2)"
	echo q | exits 0 sp moderate >out
	lacks out "(2/2)"
	same "$held $held" "$(state seventh) $(state eighth)"
'

test_case 'moderate on a terminal: one key is enough' '
	python3 - "$SALLYPORT" "$CONF" >out <<-X
		import os, pty, sys, time
		pid, fd = pty.fork()
		if pid == 0:
		    os.execv(sys.argv[1], [sys.argv[1], "-C", sys.argv[2], "moderate"])
		keys = [b"d", b"l"]
		seen = b""
		while True:
		    try:
		        chunk = os.read(fd, 4096)
		    except OSError:
		        break
		    if not chunk:
		        break
		    seen += chunk
		    if seen.endswith(b"?] "):
		        os.write(fd, keys.pop(0) if keys else b"q")
		sys.stdout.buffer.write(seen)
		sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
	X
	has out "discarded $(ref seventh)" "deferred  $(ref eighth)"
	same "$discarded $held" "$(state seventh) $(state eighth)"
'

test_case 'the log has it all, and the chain holds' '
	sp log >out
	for verb in arrived held approved attached asked rejected discarded \
		deferred; do
		has out "$verb"
	done
	exits 0 sp log --ref "$(ref first)" >out
	same "" "$(grep -v "$(ref first)" out)"
	exits 0 sp log --verify
'

test_done
