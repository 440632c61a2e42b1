#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t0300-manuals.sh - README and manuals say what the program does. Commands and
# options are compared in t5000, keys and placeholders in t/unit/config_manual.c.
. "${TEST_LIB:?run through meson test}"

COMMANDS=$SOURCE/filter/sallyport.1
CONFIGURATION=$SOURCE/config/sallyport.conf.5

# lines FILE - of contrib, for the list of README, spaces as they come.
lines() {
	grep -v "^#" "$SOURCE/contrib/$1" | sed -e "/^$/d" \
		-e "s/sallyport_team/sallyport_qemu_security/g" \
		-e "s/team/qemu-security/g" | tr -s " \t" " "
}

test_case 'what README pastes for the mail server is what contrib ships' '
	tr -s " \t" " " <"$SOURCE/README" | sed "s/^ //" | tr "\n" "\034" \
		>readme
	for file in postfix/master.cf postfix/main.cf postfix/sallyport \
		exim/router exim/transport; do
		want=$(lines "$file" | sed "s/^ //" | tr "\n" "\034")
		[ -n "$want" ] || complain "contrib/$file is empty"
		grep -qF -e "$want" readme ||
			complain "README has not what contrib/$file has"
	done
'

test_case 'each command that README and manuals name is one' '
	"$SALLYPORT" help --names >names
	sed -nE -e "s/^ *(\\$ )?sallyport ([a-z].*)/\2/p" \
		-e "s/.*\`sallyport ([a-z][^\`]*)\`.*/\1/p" \
		-e "s/^\.Ql sallyport ([a-z].*)/\1/p" \
		"$SOURCE/README" "$COMMANDS" "$CONFIGURATION" |
		grep -vE "^(unix|- )" | tr -d "\`,.;" >named
	[ "$(wc -l <named)" -gt 12 ]
	while read -r one two _; do
		grep -qxE "$one( $two)?" names ||
			complain "there is no command $one $two"
	done <named
'

test_case 'each folder and file that README names is there' '
	tr -s " (\`" "\n" <"$SOURCE/README" |
		sed -nE "s#^((contrib|lib|filter|t)/[a-z/.-]*[a-z]).*#\1#p" |
		sort -u >named
	[ "$(wc -l <named)" -gt 10 ]
	while read -r name; do
		[ -e "$SOURCE/$name" ] || ls "$SOURCE/$name".* >found ||
			complain "there is no $name"
	done <named
'

test_case 'each template is in the list of sallyport.conf(5)' '
	for file in "$SOURCE"/config/templates/*.txt; do
		name=$(basename "$file")
		case $name in
		reject-*) name=reject-REASON.txt ;;
		esac
		grep -q "^\.It Pa.*$name" "$CONFIGURATION" ||
			complain "$name is not described"
	done
'

# Not only listed behind a template, but explained.
test_case 'each placeholder says what it stands for' '
	sed -n "/^They stand for:/,/^\.El/p" "$CONFIGURATION" >explained
	cat "$SOURCE"/config/templates/*.txt | grep -oE "\{[?]?[a-z_]+\}" |
		tr -d "?" | sort -u >used
	[ "$(wc -l <used)" -gt 15 ]
	while read -r name; do
		has explained "$name"
	done <used
'

test_case 'both manuals are well-formed' '
	mandoc -T lint -W warning "$COMMANDS" "$CONFIGURATION"
'

test_done
