#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t5000-cli-usage.sh - arguments, exit statuses, help and the manual agree.
. "${TEST_LIB:?run through meson test}"

MANUAL=$SOURCE/filter/sallyport.1

test_case 'a list to work on' '
	new_team sec
	sp help --names >names
	[ "$(wc -l <names)" -gt 30 ]
'

test_case 'every command shows its synopsis when asked' '
	while read -r name; do
		exits 0 sp $name --help >out
		has out "usage: sallyport [-C DIR] $name"
		exits 0 sp help $name >out
		has out "usage: sallyport [-C DIR] $name"
	done <names
'

test_case 'every command refuses what it does not know, with its synopsis' '
	grep -vx deliver names | while read -r name; do
		exits 2 sp $name --no-such-option >out 2>err
		[ ! -s out ]
		has err "no-such-option" "usage: sallyport [-C DIR] $name"
		exits 2 sp $name a b c d e f g --no-such-option >out 2>err
	done
'

test_case 'an option without a value refuses one, in every command' '
	while read -r name; do
		sp help $name | grep -oE -e "--[a-z-]+(\]| \[)" |
			grep -oE -e "--[a-z-]+" | while read -r option; do
			exits 2 sp $name $option=no >out 2>err
			[ ! -s out ]
			has err "$option takes no value" \
				"usage: sallyport [-C DIR] $name"
			echo "$name $option" >>flags
		done
	done <names
	has flags "approve --remember" "run --once" "log --verify" \
		"help --names"
	exits 2 sp log -- --json=no 2>err
	has err "cannot be the name of a list"
'

test_case 'every command refuses an argument too many' '
	grep -vxE "deliver|approve|attach|reject|discard|defer|undo|purge|forget" \
		names | grep -vxE "who|.* search|batch add" | while read -r name; do
		exits 2 sp $name a b c d e f g h i j k l >out 2>err
		has err "too many arguments" "usage: sallyport"
	done
'

test_case 'commands that decide refuse to decide about nothing' '
	for name in approve attach ask reject discard defer undo purge forget
	do
		exits 2 sp $name >out 2>err
		has err "too few arguments" "usage: sallyport"
	done
'

test_case 'every command is in the manual, and the manual has no other' '
	sed -nE "s/^\.It Cm ([a-z -]+[a-z]).*/\1/p" "$MANUAL" |
		sed -E "/ (,|Ar|Oo|Op|Fl) /s/ (,|Ar|Oo|Op|Fl) .*//" |
		sed -E "s/ (Ar|Oo|Op|Fl)$//" | sort -u >manual
	sort -u names >table
	diff -u table manual
'

test_case 'every option of a synopsis is in the manual' '
	while read -r name; do
		sp help $name | grep -oE -e "--[a-z-]+" | sort -u |
			while read -r option; do
				has "$MANUAL" "Fl -${option#--}"
			done
	done <names
'

test_case 'the manual is well-formed' '
	mandoc -T lint -W warning "$MANUAL"
'

test_case 'no command, and one that is none' '
	exits 2 sp >out 2>err
	[ ! -s out ]
	has err "usage: sallyport"
	exits 2 sp frobnicate >out 2>err
	has err "there is no command frobnicate" "sallyport help"
	for group in member key archive config case; do
		exits 2 sp $group frobnicate 2>err
		has err "there is no command $group frobnicate" "$group "
		exits 2 sp $group 2>err
		grep -qx "sallyport: there is no command $group" err
	done
	exits 2 sp frobnicate key 2>err
	grep -qx "sallyport: there is no command frobnicate" err
	exits 2 sp Zaunkönig 2>err
	grep -qx "sallyport: there is no command Zaunkönig" err
	exits 2 sp "$(head -c 100000 /dev/zero | tr "\0" x)" 2>err
	[ "$(wc -c <err)" -lt 200 ]
	exits 5 sp help frobnicate 2>err
	printf "\033[2Jx" >word
	exits 2 sp "$(cat word)" 2>err
	lacks err "$(printf "\033")"
	exits 2 sp member "$(cat word)" 2>err
	lacks err "$(printf "\033")"
	exits 2 "$SALLYPORT" -C >out 2>err
	[ ! -s out ]
	has err "-C needs a folder" "usage: sallyport [-C DIR] COMMAND"
'

test_case 'the version' '
	exits 0 sp --version >out
	has out "sallyport "
	sp version | cmp - out
'

test_case 'references: malformed, unknown, in any case' '
	exits 2 sp show R-1 2>err
	has err "R-1 is no reference"
	exits 5 sp show R-7KQ4-M2XC 2>err
	has err "there is no mail R-7KQ4-M2XC"
	exits 5 sp show r7kq4m2xc 2>err
	has err "there is no mail R-7KQ4-M2XC"
'

test_case 'several references: a line each, and the highest status' '
	printf "From: ada@example.com\nSubject: x\n\nx\n" >one.eml
	exits 0 deliver sec one.eml
	ref=$(rows "SELECT ref FROM mail")
	exits 5 sp discard "$ref" R-7KQ4-M2XC >out 2>err
	has out "discarded $ref"
	same 1 "$(wc -l <err)"
	exits 5 sp discard "$ref" R-7KQ4-M2XC >out 2>err
	has err "$ref" "R-7KQ4-M2XC"
	same 2 "$(wc -l <err)"
	exits 3 sp discard "$ref" "$ref" 2>err
	same 2 "$(wc -l <err)"
'

test_case 'lists: unknown, not a name, none at all' '
	exits 5 sp held nosuch 2>err
	has err "there is no list nosuch"
	for name in ../sec . -x "" "a b" "$(printf "a\nb")"; do
		exits 2 sp held -- "$name" 2>err
	done
	mkdir empty
	exits 5 "$SALLYPORT" -C empty held 2>err
	has err "no list is configured"
	: >file
	for dir in nowhere file; do
		for command in held "held sec" "run --once" "run sec" doctor \
			"show R-7KQ4-M2XC" "config check"; do
			exits_got=0
			"$SALLYPORT" -C $dir $command >out 2>err ||
				exits_got=$?
			case $command in
			doctor) ;;
			*) same 5 $exits_got ;;
			esac
			has err "$TEST_DIR/$dir" folder
		done
	done
'

test_case 'the head of a log is what --verify prints, or a wrong argument' '
	exits 0 sp log --verify >out
	head=$(sed -n "s/^head //p" out)
	exits 0 sp log --verify --head "$head"
	for head in zz "" "${head}0" "${head%?}" "${head%?}x"; do
		exits 2 sp log --verify --head "$head" >out 2>err
		[ ! -s out ]
		has err "--head" "usage: sallyport [-C DIR] log"
	done
'

test_case 'the worker of a list that is not there ends at once' '
	exits 5 timeout 300 "$SALLYPORT" -C "$CONF" run nosuch >out 2>err
	same "sallyport: there is no list nosuch in $CONF" "$(cat err)"
	exits 5 sp run nosuch --once 2>err
	exits 2 timeout 300 "$SALLYPORT" -C "$CONF" run ../sec 2>err
	has err "cannot be the name of a list"
'

test_case 'the configuration folder: -C, then SALLYPORT_DIR' '
	export SALLYPORT_DIR=$CONF
	exits 0 "$SALLYPORT" held
	exits 5 "$SALLYPORT" -C empty held
	SALLYPORT_DIR=$TEST_DIR/empty exits 5 "$SALLYPORT" held
	exits 0 "$SALLYPORT" -C"$CONF" held
	unset SALLYPORT_DIR
	cd "$TEST_DIR"
	exits 0 "$SALLYPORT" -C etc held
	exits 0 "$SALLYPORT" -C ./etc/../etc run --once
	printf "From: ada@example.com\n\nrelative\n" | exits 0 \
		"$SALLYPORT" -C etc deliver sec --sender=ada@example.com \
		--recipient=sec@lists.example.org
'

test_case 'with two lists the list must be named, or all are shown' '
	exits 0 sp init two --address two@lists.example.org \
		--state "$TEST_DIR/state/two" --key "$KEYS/list.sec.asc" >out
	exits 2 sp member list 2>err
	has err "one of sec, two" "usage: sallyport"
	exits 0 sp held >out
	has out sec two
	exits 5 sp show R-7KQ4-M2XC
	rm -r "$CONF/two.conf"
'

test_case 'what cannot be written was not done' '
	exits 75 sp held >/dev/full 2>err
	has err "standard output"
	exits 75 sp help >/dev/full 2>err
'

test_case 'a reader that goes away does not stop a decision' '
	printf "From: ada@example.com\nSubject: y\n\ny\n" >two.eml
	exits 0 deliver sec two.eml
	ref=$(rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1")
	mkfifo pipe
	(exec <pipe) &
	exits 75 sp approve "$ref" >pipe 2>err
	same 2 "$(rows "SELECT state FROM mail WHERE ref = \"$ref\"")"
	within 60 [ "$(sent_count alice@example.org)" = 1 ]
'

test_case 'closed descriptors do not become files of ours' '
	exits 0 sp member list >want
	exits 0 sp member list <&- >got 2>&-
	cmp want got
	exits 0 sp member list >&-
	rows "SELECT count(*) FROM member" >out
	same 4 "$(cat out)"
'

test_case 'a hostile environment changes nothing' '
	exits 0 sp member list >want
	exits 0 env GNUPGHOME=/nonexistent HOME=/nonexistent LANG=xx_YY \
		LC_ALL=tr_TR.UTF-8 TZ=Pacific/Kiritimati G_DEBUG=fatal-warnings \
		G_MESSAGES_DEBUG=all TMPDIR=/nonexistent \
		SQLITE_TMPDIR=/nonexistent GPG_AGENT_INFO=x PATH=/nonexistent \
		G_RANDOM_SEED=1 "$SALLYPORT" -C "$CONF" member list >got
	cmp want got
	exits 0 env -i "$SALLYPORT" -C "$CONF" member list >got
	cmp want got
'

test_case 'files are private whatever the caller says' '
	(umask 000 && printf "From: a@example.com\n\nz\n" >three.eml &&
		exits 0 deliver sec three.eml)
	same "" "$(find "$STATE" -perm /077)"
'

# R-164
test_case 'only the list'"'"'s user and root may use it' '
	[ "$(id -u)" = 0 ] || exit 0
	chmod 755 "$TEST_DIR" "$CONF"
	exits 3 setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$SALLYPORT" -C "$CONF" held >out 2>err
	has err "belongs to user root"
	[ ! -s out ]
'

# R-164
test_case 'the person behind a decision is recorded' '
	printf "From: ada@example.com\nSubject: w\n\nw\n" >four.eml
	exits 0 deliver sec four.eml
	ref=$(rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1")
	exits 0 env SUDO_USER=mo "$SALLYPORT" -C "$CONF" discard "$ref"
	same login:mo "$(rows "SELECT decided_by FROM mail
		WHERE ref = \"$ref\"")"
	exits 0 sp undo "$ref"
	for login in "a b" "$(printf "a\nb")" "$(printf "\033c")" \
		"$(printf "%065d" 0)"; do
		exits 0 env SUDO_USER="$login" "$SALLYPORT" -C "$CONF" \
			discard "$ref"
		same "login:$(id -un)" "$(rows "SELECT decided_by FROM mail
			WHERE ref = \"$ref\"")"
		exits 0 sp undo "$ref"
	done
'

test_case 'the worker goes on until it is told to end' '
	{ mail_headers eve@example.com "[TEST-SECURITY] wait"
		echo x | mime_text; } >five.eml
	exits 0 deliver sec five.eml --sender=eve@example.com
	rows "UPDATE mail SET ack_due = ack_due - 3600"
	"$SALLYPORT" -C "$CONF" run >out 2>err 9>&- &
	worker=$!
	within 60 grep -q eve@example.com "$MTA/sent" -rl
	kill -0 $worker
	kill $worker
	exits 143 wait $worker
'

# R-164
test_case 'with require-login only logins of the roster decide' '
	set_conf sec cli require-login yes
	ref=$(rows "SELECT ref FROM mail WHERE state = 1 LIMIT 1")
	exits 3 env SUDO_USER=mo "$SALLYPORT" -C "$CONF" discard "$ref" 2>err
	has err "login mo belongs to no member"
	exits 0 env SUDO_USER=mo "$SALLYPORT" -C "$CONF" show "$ref" >out
	exits 0 sp member remove dave@example.org
	exits 0 sp member add dave@example.org --key "$KEYS/dave.asc" \
		--role moderator --login mo
	exits 0 sp member pause dave@example.org
	exits 3 env SUDO_USER=mo "$SALLYPORT" -C "$CONF" discard "$ref" 2>err
	has err "paused"
	set_conf sec cli require-login no
	exits 3 env SUDO_USER=mo "$SALLYPORT" -C "$CONF" discard "$ref" 2>err
	has err "sallyport member resume dave@example.org"
	exits 0 sp member resume dave@example.org
	# A login of a member decides what that member may.
	exits 0 sp member change dave@example.org --role reviewer
	for command in "approve $ref" "attach $ref TEST-2026-0001" "ask $ref" \
		"reject $ref support" "discard $ref" "defer $ref" \
		"undo $ref" "moderate" "key adopt $ref $(fpr dave)"; do
		exits 3 env SUDO_USER=mo "$SALLYPORT" -C "$CONF" $command \
			</dev/null 2>err
		has err "dave@example.org is no moderator"
	done
	exits 0 sp member change dave@example.org --role moderator
	exits 0 env SUDO_USER=mo "$SALLYPORT" -C "$CONF" discard "$ref"
'

test_done
