#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t5200-config-errors.sh - bad input to the program gets an exact answer.
. "${TEST_LIB:?run through meson test}"

test_case 'a list to spoil' '
	new_list sec
	cp "$CONF/sec.conf" good.conf
	exits 0 sp config check
'

# wrong GROUP KEY VALUE TEXT... - refused; the answer names file, line, key,
# what was found and each TEXT.
wrong() {
	wrong_key=$2
	wrong_value=$3
	cat good.conf >"$CONF/sec.conf"
	set_conf sec "$1" "$2" "$3"
	wrong_line=$(grep -nxF "$2=$3" "$CONF/sec.conf" |
		tail -n 1 | cut -d: -f1)
	shift 3
	exits 2 sp config check sec >out 2>err
	[ ! -s out ]
	same 1 "$(wc -l <err)"
	has err "$CONF/sec.conf:$wrong_line:" "$wrong_key" "$wrong_value" "$@"
}

test_case 'a wrong value: file, line, key, what was found, what is allowed' '
	wrong list address "no address" allowed
	wrong list tag "a]b" allowed
	wrong list delimiter "%" allowed
	wrong limits message 12X allowed
	wrong limits message 1 allowed
	wrong limits message 99999999M allowed
	wrong limits parts 0 allowed
	wrong post unsigned-member perhaps "hold" "banner"
	wrong post reply-to everybody "list" "none"
	wrong ack enabled maybe "yes" "no"
	wrong ack delay 2d allowed
	wrong clock timezone Mars/Olympus allowed
	wrong clock close 25 allowed
	wrong clock human-answer soon allowed
	wrong mta sendmail sendmail allowed
	wrong cli require-login si "yes" "no"
'

test_case 'an unknown key, an unknown group, a key twice' '
	cat good.conf >"$CONF/sec.conf"
	set_conf sec ack colour blue
	exits 2 sp config check 2>err
	has err "$CONF/sec.conf:" "colour"
	cat good.conf >"$CONF/sec.conf"
	printf "[colours]\nack = blue\n" >>"$CONF/sec.conf"
	exits 2 sp config check 2>err
	has err "$CONF/sec.conf:" "colours"
	cat good.conf >"$CONF/sec.conf"
	printf "[cli]\nrequire-login = no\n" >>"$CONF/sec.conf"
	exits 2 sp config check 2>err
	has err "$CONF/sec.conf:" "[cli]" "second time"
	sed "s/^\(require-login\)\(.*\)/\1\2\n\1\2/" good.conf \
		>"$CONF/sec.conf"
	exits 2 sp config check 2>err
	has err "$CONF/sec.conf:" "require-login" "second time"
	printf "what\n" >"$CONF/sec.conf"
	exits 2 sp config check 2>err
	has err "$CONF/sec.conf:1"
	: >"$CONF/sec.conf"
	exits 2 sp config check 2>err
	has err "address"
'

test_case 'a pattern that does not compile: rule, line, where and why' '
	cat good.conf >"$CONF/sec.conf"
	printf "[rule bad]\non = subject\npattern = a(b\naction = hold\n" \
		>>"$CONF/sec.conf"
	exits 2 sp config check 2>err
	line=$(grep -n "^pattern = a(b" "$CONF/sec.conf" | cut -d: -f1)
	has err "$CONF/sec.conf:$line: [rule bad] pattern: found \"a(b\""
	same 1 "$(wc -l <err)"
	cat good.conf >"$CONF/sec.conf"
	set_conf sec checklist version "foo | ("
	exits 2 sp config check 2>err
	line=$(grep -nE "^version *= *foo" "$CONF/sec.conf" | cut -d: -f1)
	has err "$CONF/sec.conf:$line: [checklist] version: found \"(\""
'

test_case 'a mail text with a placeholder that nobody fills' '
	cat good.conf >"$CONF/sec.conf"
	mkdir -p "$CONF/templates"
	printf "Subject: x\n\nDear {reporter},\n" >"$CONF/templates/ack.txt"
	exits 2 sp config check 2>err
	has err "$CONF/templates/ack.txt:3" reporter
	rm -r "$CONF/templates"
	exits 0 sp config check
'

# template FILE TEXT... - with that text, each says what is wrong with it.
template() {
	template_file=$CONF/templates/$1
	shift
	cat >"$template_file"
	exits 2 sp config check >out 2>err
	[ ! -s out ]
	has err "$template_file" "$@"
	exits 1 sp doctor >out 2>err
	grep -E "^FAIL +templates " out >line
	has line "$template_file" "$@"
	rm "$template_file"
}

test_case 'a rejection, of the catalogue or of the list, is looked at too' '
	mkdir -p "$CONF/templates"
	for name in support ours; do
		template reject-$name.txt :3 "{due}" <<-X
			Subject: x

			Until {due}.
		X
		template reject-$name.txt :4 "{?policy}" <<-X
			Subject: x

			Well.
			{?policy}
		X
		template reject-$name.txt :1 Subject <<-X
			Well.
		X
	done
	template reject-Ours.txt "lower-case" </dev/null
	printf "Subject: {tag}\n\nDear {name},\n{?policy}\n{policy}\n%s\n" \
		"{/policy}" >"$CONF/templates/reject-ours.txt"
	: >"$CONF/templates/reject-ours.txt~"
	: >"$CONF/templates/notes.txt"
	exits 0 sp config check
	rm -r "$CONF/templates"
'

test_case 'every command says the same, and reads nothing further' '
	set_conf sec clock close 25
	exits 2 sp config check 2>want
	for command in held "member list" "key list" "case list" run\ --once \
		doctor log "archive list" moderate; do
		exits_got=0
		sp $command >out 2>err || exits_got=$?
		cat out >>err
		has err "$CONF/sec.conf:" close
	done
	printf "From: a@example.com\n\nx\n" >one.eml
	exits 75 deliver sec one.eml 2>err
	same "temporary local failure" "$(cat err)"
	cat good.conf >"$CONF/sec.conf"
	same 0 "$(rows "SELECT count(*) FROM mail")"
'

test_case 'a dump is a fixed point' '
	exits 0 sp config dump >one
	cat one >"$CONF/sec.conf"
	exits 0 sp config dump >two
	cmp one two
	exits 0 sp config dump sec | cmp - one
	cat good.conf >"$CONF/sec.conf"
'

test_case 'an explained dump says the same, and what each key allows' '
	exits 0 sp config dump >plain
	exits 0 sp config dump --explain >explained
	sed "/^\$/d" plain >want
	sed -e "/^#/d" -e "/^\$/d" explained | diff -u want -
	same "$(sp config keys | grep -vc "NAME")" \
		"$(grep -c "^# Allowed: " explained)"
'

test_case 'a rule that suggests a reason without a text is named by its line' '
	cp "$CONF/sec.conf" before-rule
	printf "\n[rule odd]\non = subject\npattern = x\naction = suggest\nreason = nosuch\n" \
		>>"$CONF/sec.conf"
	exits 2 sp config check sec 2>err
	has err "sec.conf:" "[rule odd] reason" "nosuch" "reject-nosuch.txt"
	cp before-rule "$CONF/sec.conf"
'

test_case 'two lists: each is checked, the good one is said to be good' '
	cp good.conf "$CONF/other.conf"
	set_conf other ack delay -1
	exits 2 sp config check >out 2>err
	has out "ok        $CONF/sec.conf"
	has err "$CONF/other.conf:"
	exits 2 sp config dump 2>err
	has err "name the list"
	rm "$CONF/other.conf"
'

test_case 'a configuration that others can write is refused' '
	for path in "$CONF/sec.conf" "$CONF"; do
		mode=$(stat -c %a "$path")
		chmod 777 "$path"
		exits 2 sp config check 2>err
		has err "$path can be written by others" "allowed is"
		exits 75 deliver sec one.eml
		chmod "$mode" "$path"
	done
	exits 0 sp config check
'

test_case 'a state folder that others can write is refused' '
	chmod 770 "$STATE"
	exits 2 sp held 2>err
	has err "$STATE can be written by others"
	exits 75 deliver sec one.eml
	chmod 700 "$STATE"
	exits 0 sp held
'

# R-134
test_case 'a store newer than the program is refused, untouched' '
	cp "$STATE/store.db" kept.db
	version=$(rows "PRAGMA user_version")
	rows "PRAGMA user_version = $((version + 1))"
	sha256sum "$STATE/store.db" >before
	exits 2 sp held 2>err
	has err "schema $((version + 1))"
	exits 75 deliver sec one.eml
	exits 2 sp run --once 2>err
	exits 1 sp doctor >out 2>err
	has out "FAIL" "schema $((version + 1))"
	sha256sum -c --quiet before
	rows "PRAGMA user_version = $version"
	exits 0 sp held
'

# without FILE TEXT... - each command refuses; nothing is made in its place.
without() {
	without_file=$1
	shift
	mv "$STATE/$without_file" kept
	exits_got=0
	sp held >out 2>err || exits_got=$?
	[ "$exits_got" = 2 ] || [ "$exits_got" = 75 ]
	same 1 "$(wc -l <err)"
	has err "$without_file" "$@"
	exits 75 deliver sec one.eml
	exits 1 sp doctor >out 2>err
	has out FAIL
	[ ! -e "$STATE/$without_file" ]
	mv kept "$STATE/$without_file"
	exits 0 sp held
}

test_case 'what is missing is named, and never made anew' '
	without secret
	without store.db
'

# R-127
test_case 'a store that is none is refused, untouched' '
	mv "$STATE/store.db" kept.db
	rm -f "$STATE"/store.db-*
	head -c 8192 /dev/zero | tr "\0" x >"$STATE/store.db"
	sha256sum "$STATE/store.db" >before
	exits_got=0
	sp held 2>err || exits_got=$?
	[ "$exits_got" != 0 ]
	exits 75 deliver sec one.eml
	sha256sum -c --quiet before
	rm -f "$STATE"/store.db*
	mv kept.db "$STATE/store.db"
	exits 0 sp held
'

test_case 'a state folder that is not there' '
	mv "$STATE" away
	exits 2 sp held 2>err
	has err "$STATE" "No such file"
	exits 1 sp doctor >out 2>err
	mv away "$STATE"
'

test_done
