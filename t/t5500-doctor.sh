#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t5500-doctor.sh - each thing a list needs, broken once, is found.
. "${TEST_LIB:?run through meson test}"

# A line of doctor: result, check, text.
finds() {
	exits "$1" sp doctor >out 2>err
	shift
	grep -E "^$1 +$2 " out >line || complain "no '$1 $2':
$(cat out)"
	shift 2
	has line "$@"
}

# R-178
test_case 'a list in good health' '
	new_team sec
	exits 0 sp doctor >out
	lacks out FAIL
	for check in config permissions gpg.conf sendmail templates kernel \
		sandbox clock deferrals open store events space "list key" \
		"secret key" roster outbox queue "gpg vectors"; do
		grep -qE "^ok +$check " out || complain "$check:
$(cat out)"
	done
'

# sums - of all that is kept; gpg stirs its random seed whatever it does.
sums() {
	(cd "$STATE" && find . -type f ! -name "*-shm" ! -name "*-wal" \
		! -name random_seed -exec sha256sum {} + | sort)
}

test_case 'it changes nothing' '
	sums >before
	ls /tmp >tmp.before
	exits 0 sp doctor >out
	sums | diff -u before -
	same "" "$(ls /tmp | grep -vxFf tmp.before | grep ^sallyport-)"
'

test_case 'moderators with logins, beside whom any login may decide' '
	exits 0 sp member change bob@example.org --role moderator \
		--login bob >out
	exits 0 sp doctor >out
	! grep -E "^warning +logins " out
	exits 0 sp member change dave@example.org --login dave >out
	finds 0 warning logins "2 moderators have one" "require-login"
	set_conf sec cli require-login yes
	exits 0 sp doctor >out
	! grep -E "^warning +logins " out
	set_conf sec cli require-login no
	exits 0 sp member change bob@example.org --role none --login "" >out
	exits 0 sp member change dave@example.org --login "" >out
'

test_case 'no sendmail' '
	mv "$MTA/sendmail" "$MTA/away"
	finds 1 FAIL sendmail "$MTA/sendmail"
	has err "1 check failed"
	mv "$MTA/away" "$MTA/sendmail"
'

# R-117
test_case 'files that others can read' '
	chmod 640 "$STATE/store.db"
	finds 1 FAIL permissions "$STATE/store.db has mode 0640"
	chmod 600 "$STATE/store.db"
	chmod 750 "$STATE/gnupg"
	finds 1 FAIL permissions "gnupg has mode 0750"
	chmod 700 "$STATE/gnupg"
'

# R-073 R-087
test_case 'a gpg.conf that somebody improved' '
	cp "$STATE/gnupg/gpg.conf" kept
	echo "keyserver hkps://keys.example.org" >>"$STATE/gnupg/gpg.conf"
	finds 1 FAIL gpg.conf "gnupg/gpg.conf"
	cat kept >"$STATE/gnupg/gpg.conf"
'

# other_gpg FILE - from here on doctor runs that in place of the wrapper.
other_gpg() {
	rm -rf bin
	mkdir bin
	cp "${SALLYPORT%/*}/sallyport" "${SALLYPORT%/*}/sallyport-main" bin/
	install -m 755 "$1" bin/sallyport-gpg
	cp "${SALLYPORT%/*}/sallyport-gpg" bin/true-gpg
	SALLYPORT=$PWD/bin/sallyport
}

# R-073, R-089
test_case 'a gpg that says of everything that it is good' '
	other_gpg "$SOURCE/t/lying-gpg"
	finds 1 FAIL "gpg vectors" misjudges bad-mdc flipped two-literals \
		sha1-signature forged-signature
'

test_case 'a gpg that does nothing' '
	printf "#!/bin/sh\nexit 2\n" >nothing
	other_gpg nothing
	finds 1 FAIL "gpg vectors"
'

test_case 'a broken mail text' '
	mkdir "$CONF/templates"
	printf "Subject: x\n\n{nobody}\n" >"$CONF/templates/ask.txt"
	finds 1 FAIL templates "ask.txt:3"
	rm -r "$CONF/templates"
'

# R-077
test_case 'a secret key too many, and one too few' '
	gpg_as ada --version >/dev/null
	cp "$TEST_DIR"/u/ada/private-keys-v1.d/*.key \
		"$STATE/gnupg/private-keys-v1.d/"
	finds 0 warning "secret key" "4 parts"
	for key in "$TEST_DIR"/u/ada/private-keys-v1.d/*.key; do
		rm "$STATE/gnupg/private-keys-v1.d/${key##*/}"
	done
	mkdir keys.away
	mv "$STATE"/gnupg/private-keys-v1.d/*.key keys.away/
	gpgconf --homedir "$STATE/gnupg" --kill gpg-agent
	finds 1 FAIL "list key"
	finds 1 FAIL "secret key" "0 parts"
	mv keys.away/*.key "$STATE/gnupg/private-keys-v1.d/"
	gpgconf --homedir "$STATE/gnupg" --kill gpg-agent
	exits 0 sp doctor
'

test_case 'nobody who hears of held mail' '
	exits 0 sp member pause dave@example.org
	finds 1 FAIL roster "no moderator"
	exits 0 sp member resume dave@example.org
'

test_case 'a broken chain of events' '
	rows "UPDATE event SET verb = verb || \"x\" WHERE seq = 2"
	finds 1 FAIL events
	rows "UPDATE event SET verb = substr(verb, 1, length(verb) - 1)
		WHERE seq = 2"
	exits 0 sp doctor
'

test_case 'mail that waits, with its cause once' '
	{ mail_headers ada@example.com "[TEST-SECURITY] x"
		echo x | mime_text; } >one.eml
	mta_says "exit 75"
	exits 0 deliver sec one.eml
	exits 0 sp approve "$(rows "SELECT ref FROM mail")" >out
	finds 0 warning outbox "to be tried again"
	same 1 "$(grep -c "to be tried again" out)"
	mta_says ""
'

# R-023 R-136
test_case 'mail that was tried for five days, and is tried no more' '
	mta_says "exit 75"
	rows "UPDATE outbox SET due = 0, made = made - 5 * 86400 + 60
		WHERE state = 0"
	waiting=$(rows "SELECT count(*) FROM outbox WHERE state = 0")
	[ "$waiting" -gt 0 ]
	sp run --once >out 2>&1 || :
	same "$waiting" "$(rows "SELECT count(*) FROM outbox WHERE state = 0")"
	rows "UPDATE outbox SET due = 0, made = made - 60 WHERE state = 0"
	sp run --once >out 2>&1 || :
	same 0 "$(rows "SELECT count(*) FROM outbox WHERE state = 0")"
	same "$waiting" "$(rows "SELECT count(*) FROM outbox WHERE state = 2")"
	sp doctor >out 2>&1 || :
	grep -E "^(FAIL|warning) +outbox .*given up" out || complain "$(cat out)"
	mta_says ""
	rows "UPDATE outbox SET state = 0, due = made + 6 * 86400 WHERE state = 2"
'

test_case 'deliveries that were deferred' '
	mv "$STATE/secret" away
	exits 75 deliver sec one.eml
	mv away "$STATE/secret"
	finds 0 warning deferrals "1 times"
	lacks line "taken in"
	exits 0 deliver sec one.eml
	finds 0 warning deferrals "1 times" "mail was taken in again at 20"
'

test_case 'a worker that is not started' '
	rows "UPDATE outbox SET attempts = 0, due = unixepoch() - 3600
		WHERE state = 0"
	finds 0 warning worker "run"
'

# R-113
test_case 'swap, into which plaintext may be written' '
	printf "Filename Type Size Used Priority\n/dev/sdz1 partition 9 0 -2\n" \
		>swaps
	if ! unshare -m mount --bind swaps /proc/swaps 2>mount.err; then
		note "no right to mount: not tried"
		exit 0
	fi
	unshare -m sh -c "mount --bind swaps /proc/swaps &&
		exec \"$SALLYPORT\" -C \"$CONF\" doctor" >out 2>err
	grep -qE "^warning +swap .*encrypted" out || complain "$(cat out)"
'

# R-131
test_case 'a clock that nobody has set' '
	[ "$SANITIZED" = no ] || exit 0	# see ahead
	ahead $((946684800 - $(date +%s))) "$SALLYPORT" -C "$CONF" doctor >out \
		2>err || :
	grep -qE "^FAIL +clock " out || complain "$(cat out)"
'

test_case 'libraries within the program, replaced since it was built' '
	exits 0 sp doctor >out
	grep -E "^ok +libraries +" out >said
	[ "$SANITIZED" = no ] || has said shared
	grep -q shared said && exit 0
	mkdir old
	cp "${SALLYPORT%/*}/sallyport" "${SALLYPORT%/*}/sallyport-main" \
		"${SALLYPORT%/*}/sallyport-gpg" old
	touch -d 2001-02-03 old/sallyport-main
	exits 0 old/sallyport -C "$CONF" doctor >out
	grep -E "^warning +libraries .*glib-2.0, .*gmime-3.0.*2001-02-03" out
'

test_case 'with libraries within it, the program loads no other' '
	exits 0 sp doctor >out
	grep -qE "^ok +libraries +shared" out && exit 0
	ldd "${SALLYPORT%/*}/sallyport-main" >loaded
	grep -q "libc[.]so" loaded
	grep "=>" loaded | grep -vE "lib[cm][.]so" >more || :
	same "" "$(cat more)"
'

# R-113
test_case 'swap that lies on a disk as it is, and swap that does not' '
	if ! unshare -m true 2>/dev/null; then
		note "no right to mount: not tried"
		exit 0
	fi
	while IFS="|" read -r result swap text; do
		printf "Filename\t\t\tType\tSize\tUsed\tPriority\n%s" "$swap" |
			sed "s/ /\t/g" >swaps
		[ -z "$swap" ] || echo >>swaps
		unshare -m sh -euc "mount --bind swaps /proc/swaps
			exec \"\$@\"" - "$SALLYPORT" -C "$CONF" doctor >out || :
		grep -qE "^$result +swap +.*$text" out || complain "$swap: $(cat out)"
	done <<-"END"
		ok||none that is not encrypted
		warning|/dev/sda2 partition 1048572 0 -2|not encrypted is /dev/sda2$
		warning|/swapfile file 1048572 0 -2|not encrypted is /swapfile$
		ok|/dev/zram0 partition 1048572 0 100|none that
	END
'

# R-115
test_case 'a kernel or a container without calls that we need' '
	for call in close_range memfd_create; do
		"$BUILD/t/old-kernel" $call -- "$SALLYPORT" -C "$CONF" doctor \
			>out 2>err || :
		grep -qE "^FAIL +kernel +.*$call" out || complain "$(cat out)"
	done
'

# R-178
test_case 'all of it takes a moment, and no network' '
	unshare -n true 2>/dev/null && alone="unshare -n" || alone=
	exits 0 $alone "$SOURCE/t/cost" cost "$SALLYPORT" -C "$CONF" doctor >out
	read -r ms rest <cost
	[ "$ms" -lt 30000 ]
	lacks out FAIL
'

# --- the border -----------------------------------------------------------------

# probe SED-SCRIPT - what doctor says when its mail comes in like that.
probe() {
	rm -rf "$MTA/sent"
	mkdir "$MTA/sent"
	sp doctor --mta >out 2>err 9>&- &
	within 60 eval "[ \$(sent_count) = 1 ]"
	within 60 grep -q . "$(sent)"
	file=$(sent)
	to=${file##*/}
	to=${to#*.}
	sed "$1" "$file" >probe.eml
	exits 0 deliver sec probe.eml --sender= --recipient="$to"
	wait $! || :
}

# R-041
test_case 'the mail server is tried with a mail of our own' '
	set_conf sec ack authserv-id mx.example.org
	set_conf sec mta hand-over worker
	finds 0 warning border "what mx.example.org says"
	mails=$(rows "SELECT count(*) FROM mail")
	events=$(rows "SELECT count(*) FROM event")
	probe ""
	has probe.eml "Authentication-Results: mx.example.org; dmarc=pass"
	grep -E "^FAIL +border +a forged" out
	finds 1 FAIL border "a forged"
	probe /^Authentication-Results:/d
	grep -E "^ok +border +the mail server took away" out || complain "$(cat out)"
	finds 0 ok border "took away"
	same "$mails" "$(rows "SELECT count(*) FROM mail")"
	same "$events" "$(rows "SELECT count(*) FROM event")"
'

# R-041
test_case 'the same mail again, or a guess, is a bounce like any other' '
	last_id=$(rows "SELECT max(id) FROM mail")
	file=$(sent)
	exits 0 deliver sec probe.eml --sender= --recipient="${file##*/0001.}"
	exits 0 deliver sec one.eml --sender= \
		--recipient=sec-bounces+0123456789abcdef@lists.example.org
	finds 0 ok border "took away"
	same 2 "$(rows "SELECT count(*) FROM mail WHERE id > $last_id")"
	rm -r "$MTA/sent"	# with its forged field it was fit for us alone
	set_conf sec ack authserv-id ""
'

test_case 'the mail server, where there is one' '
	exits 0 sp doctor >out
	PATH=/usr/sbin:/usr/bin:/sbin:/bin
	for pair in postconf/Postfix exim/Exim; do
		if command -v "${pair%/*}"; then
			has out "${pair#*/} "
		else
			lacks out "${pair#*/} "
		fi
	done
'

test_case 'its largest mail is what the supervisor takes' '
	for file in supervisor doctor-host; do
		grep -E "^#define CEILING .*\(?100\)? << 20" \
			"$SOURCE/filter/$file.c"
	done
'

test_case 'each list on a host, by name' '
	exits 0 sp init two --address two@lists.example.org \
		--state "$TEST_DIR/state/two" --key "$KEYS/list.sec.asc" >out
	exits 1 sp doctor >out
	has out sec two "no moderator"
	exits 0 sp doctor sec
'

test_case 'a rota that names nobody, and mail that comes back' '
	sp doctor >out || :
	lacks out rota bounces
	set_conf sec remind rota "jo@example.org -"
	rows "UPDATE member SET bouncing = 1 WHERE address LIKE '"'alice%'"'"
	sp doctor >out || :
	has out "jo@example.org is no moderator" "on duty now:" \
		"mail to alice@example.org comes back"
	set_conf sec remind rota ""
	rows "UPDATE member SET bouncing = 0"
'

test_case 'a file of maintainers that cannot be read' '
	set_conf sec people maintainers "$PWD/MAINTAINERS"
	sp doctor >out || :
	has out "FAIL      maintainers" "cannot read $PWD/MAINTAINERS"
	printf "Maintainers\n\nFoo\nM: Carol <carol@example.org>\nF: foo.c\n" \
		>MAINTAINERS
	sp doctor >out || :
	lacks out maintainers
	set_conf sec people maintainers ""
'

test_case 'a gatekeeper who is nobody, as a profile has one' '
	lacks out gatekeeper
	set_conf sec review gatekeeper gatekeeper@example.org
	sp doctor >out || :
	has out "gatekeeper@example.org of [review] gatekeeper is no member"
	set_conf sec review gatekeeper alice@example.org
	sp doctor >out || :
	lacks out gatekeeper
	set_conf sec review gatekeeper ""
'

test_done
