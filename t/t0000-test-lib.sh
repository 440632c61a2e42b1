#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t0000-test-lib.sh - the test library itself: what passes and what must not.
. "${TEST_LIB:?run through meson test}"

# inner BODY - run a script of its own around these lines; its TAP is in inner.
inner() {
	{
		# shellcheck disable=SC2016 # for the inner shell
		echo '. "$TEST_LIB"'
		echo "$1"
		echo test_done
	} >inner.sh
	TEST_LIB=$SOURCE/t/test-lib.sh sh inner.sh >inner 2>inner.err
}

# gone PID - it is dead, though its new parent may not have looked yet.
gone() {
	! kill -0 "$1" 2>/dev/null || grep -q "^State:.Z" "/proc/$1/status"
}

test_case 'a true body passes' '
	inner "test_case works true"
	has inner "ok 1 - works" "1..1"
	lacks inner "not ok"
'

test_case 'a false body fails, and the script with it' '
	exits 1 inner "test_case breaks false"
	has inner "not ok 1 - breaks" "1..1"
'

test_case 'a failing command in mid-body is not passed over' '
	exits 1 inner "test_case breaks \"false; true\""
	has inner "not ok 1 - breaks"
'

test_case 'an unset variable fails the case, and the next one still runs' '
	exits 1 inner "test_case one '\''echo \$no_such'\''; test_case two true"
	has inner "not ok 1 - one" "ok 2 - two" "1..2"
'

test_case 'no case at all is a failure' '
	exits 1 inner ":"
	has inner "1..0"
'

test_case 'exits wants the exact status' '
	exits 0 true
	exits 3 sh -c "exit 3"
	exits 137 sh -c "kill -9 \$\$"
	exits 1 inner "test_case x \"exits 0 false\""
	has inner "# exit status 1 instead of 0: false"
	exits 1 inner "test_case x \"exits 1 sh -c \\\"kill -9 \\\\\\\$\\\\\\\$\\\" \""
	has inner "# exit status 137 instead of 1"
'

test_case 'exits complains past a redirection' '
	exits 1 inner "test_case x \"exits 0 false >out 2>&1\""
	has inner "# exit status 1 instead of 0: false"
'

test_case 'same, has and lacks tell what they saw' '
	echo one two >file
	same a a
	has file one two
	lacks file three
	exits 1 inner "test_case x \"same a b\""
	has inner "# wanted: a" "#    got: b"
	exits 1 inner "test_case x \"echo y >f; has f z\""
	has inner "is not in f"
	exits 1 inner "test_case x \"echo y >f; lacks f y\""
	exits 1 inner "test_case x \"lacks no-such-file y\""
	has inner "no-such-file is no file"
'

test_case 'within waits, and gives up' '
	(sleep 0.3; touch came) &
	within 60 test -e came
	exits 1 within 1 test -e never 9>/dev/null
'

test_case 'a sanitizer report fails a case that passed otherwise' '
	exits 1 inner "test_case x \"echo bad >\$TEST_DIR/.report.77\""
	has inner "not ok 1 - x" "# bad" "# status 86"
	inner "test_case x \"echo bad >\\\$TEST_DIR/.report.77\"; test_case y true" ||
		true
	has inner "not ok 1 - x" "ok 2 - y"
'

test_case 'control characters of a failure do not reach the terminal' '
	exits 1 inner "test_case x \"printf \\\"\\\\033[2J\\\"; false\""
	! grep -q "$(printf "\033")" inner
'

test_case 'nothing of the surroundings is left' '
	GNUPGHOME=/nowhere SENDER=x@y SALLYPORT_DIR=/nowhere LD_PRELOAD= \
		inner "test_case x \"! env | grep -E ^\(GNUPGHOME\|SENDER\|SALLYPORT_DIR\)=\""
	has inner "ok 1 - x"
	lacks inner "not ok"
'

test_case 'the folder is gone afterwards, and processes that work in it' '
	inner "test_case x \"pwd >&9; sleep 1000 & echo \\\$! >$TEST_DIR/pid
		echo \\\$TEST_DIR >$TEST_DIR/where\""
	has inner "ok 1 - x"
	[ ! -e "$(cat where)" ]
	within 60 gone "$(cat pid)"
'

test_case 'an interrupted script cleans up as well' '
	inner "echo \$TEST_DIR >$TEST_DIR/where; kill -TERM \$\$" || got=$?
	same 99 "${got:-0}"
	[ ! -e "$(cat where)" ]
'

test_case 'a keyring is short enough for the sockets of its agent' '
	[ ${#TEST_DIR} -le 40 ]
	echo hello | gpg_as alice --armor --sign >signed
	gpg_as bob --status-file status --verify signed
	has status "VALIDSIG $(fpr alice)"
'

test_case 'gpg agents do not outlive the script' '
	inner "test_case x \"gpg_as alice --armor --sign </dev/null >signed
		pgrep -f gpg-agent.\\\$TEST_DIR/u/alice\\|gpg-agent.*\\\$TEST_DIR/ \
			>$TEST_DIR/agent\""
	lacks inner "not ok"
	[ -s agent ]
	within 60 gone "$(head -n 1 agent)"
'

test_case 'mails made here verify and decrypt' '
	{ mail_headers alice@example.org "a fix" "X-Extra: yes"
	  echo "body = 1" | mime_text | mime_signed alice; } >signed.eml
	has signed.eml "Subject: a fix" "X-Extra: yes" "body = 1"
	sed -n "/^--signed\$/,/^--signed\$/p" signed.eml | sed "1d;\$d" |
		sed "\$d" | sed "s/\$/\r/" >part
	sed -n "/^-----BEGIN/,/^-----END/p" signed.eml >part.asc
	gpg_as bob --status-file status --verify part.asc part
	has status "VALIDSIG $(fpr alice)"

	{ mail_headers ada@example.com "a bug"
	  echo "the hole" | mime_text | mime_encrypted ada list; } >sealed.eml
	lacks sealed.eml "the hole"
	outbox_decrypt list sealed.eml >plain
	has plain "the hole"
	has gpg.status "VALIDSIG $(fpr ada)"

	echo "the other hole" | inline_encrypted - bob carol >sealed.asc
	outbox_decrypt carol sealed.asc >plain
	has plain "the other hole"
	lacks gpg.status VALIDSIG
'

test_case 'set_conf replaces, adds, and adds a group' '
	mkdir -p "$CONF"
	printf "[a]\nx=1\n# y=2\n\n[b]\nx=1\n" >"$CONF/l.conf"
	set_conf l b x "\\d+ \$1"
	set_conf l a y 3
	set_conf l c z 4
	printf "[a]\nx=1\n# y=2\n\ny=3\n[b]\nx=\\\\d+ \$1\n[c]\nz=4\n" >want
	diff -u want "$CONF/l.conf"
'

# mta ARGUMENT... - fake-sendmail, called as the program calls it.
mta() {
	env -i "$MTA/sendmail" -i -f '' -- "$@"
}

test_case 'fake-sendmail keeps mails in order, with their arguments' '
	mkdir -p "$MTA"
	cp "$BUILD/t/fake-sendmail" "$MTA/sendmail"
	echo one | exits 0 mta bob@example.org
	echo two | exits 0 mta bob@example.org
	echo three | exits 0 mta ../x@example.org
	same 3 "$(sent_count)"
	same 2 "$(sent_count bob@example.org)"
	same two "$(cat "$(sent_last bob@example.org)")"
	same three "$(cat "$MTA/sent/0003..._x@example.org")"
	printf "%s\n" -i -f "" -- bob@example.org >want
	diff -u want "$MTA/argv/0002.bob@example.org"
	same 3 "$(wc -c <"$MTA/calls")"
'

test_case 'fake-sendmail follows orders' '
	mta_says "exit 67"
	echo x | exits 67 mta bob@example.org
	mta_says "partial 3"
	exits 0 mta bob@example.org <"$SALLYPORT"
	mta_says kill
	echo x | exits 137 mta bob@example.org
	same 3 "$(sent_count)"
	mta_says "accept 75"
	echo kept | exits 75 mta bob@example.org
	mta_says die
	echo kept | exits 137 mta bob@example.org
	same 5 "$(sent_count)"
	mta_says hang
	exits 124 timeout 1 "$MTA/sendmail" -i -f "" -- bob@example.org
	mta_says ""
	echo "exit 78" >"$MTA/orders.bob@example.org"
	echo x | exits 78 mta bob@example.org
	echo x | exits 0 mta carol@example.org
	same 6 "$(sent_count)"
'

test_case 'fake-sendmail loses and doubles nothing when called at once' '
	before=$(sent_count)
	for i in 1 2 3 4 5 6 7 8 9 10; do
		echo "$i" | mta carol@example.org &
	done
	wait
	same $((before + 10)) "$(sent_count)"
	same 10 "$(sent carol@example.org | tail -n 10 | xargs cat | sort -u |
		wc -l)"
'

# What stood in there was no mail.
rm -r "$MTA"
test_done
