#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t0300-manuals.sh - README and manuals say what the program does. Commands and
# options are compared in t5000, keys and placeholders in t/unit/config_manual.c.
. "${TEST_LIB:?run through meson test}"

COMMANDS=$SOURCE/filter/sallyport.1
CONFIGURATION=$SOURCE/config/sallyport.conf.5
SECURITY=$SOURCE/filter/sallyport-security.7
# Built, for its tables are those of the program.
POLICY=$BUILD/filter/sallyport-policy.7

# The commands are run in t8010 and t8110.
test_case 'README sets for Postfix what contrib/postfix/main.cf does' '
	grep -v "^#" "$SOURCE/contrib/postfix/main.cf" | grep . >settings
	[ "$(wc -l <settings)" -gt 4 ]
	while read -r setting; do
		grep -qF -e "$setting" "$SOURCE/README" ||
			complain "README has no $setting"
	done <settings
'

test_case 'and installs each MTA in ten lines' '
	. "$SOURCE/t/mta-lib.sh"
	for mta in Postfix Exim; do
		readme_commands $mta >lines
		[ "$(wc -l <lines)" -gt 4 ]
		[ "$(wc -l <lines)" -le 10 ]
	done
'

test_case 'each command that README and manuals name is one' '
	"$SALLYPORT" help --names >names
	sed -nE -e "s/^ *(\\$ )?sallyport ([a-z].*)/\2/p" \
		-e "s/.*\`sallyport ([a-z][^\`]*)\`.*/\1/p" \
		-e "s/^\.Ql sallyport ([a-z].*)/\1/p" \
		"$SOURCE/README" "$COMMANDS" "$CONFIGURATION" "$SECURITY" \
		"$POLICY" |
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

# printed MANUAL - as it is read, in one long line.
printed() {
	mandoc -T utf8 "$1" | sed "s/.$(printf "\b")//g" | tr -s "\n " " "
}

# shellcheck disable=SC1112 # they are meant
test_case 'quotes and parentheses end where they should' '
	printed "$COMMANDS" >commands
	has commands "(an address, “list” or “archive”)," \
		"(‘-’ is standard input); a first line"
	printed "$CONFIGURATION" >configuration
	has configuration "(‘recipient_delimiter’ in Postfix):"
'

test_case 'a discarded mail is acknowledged, and both say so' '
	printed "$COMMANDS" >commands
	has commands "An acknowledgement that is due still leaves"
	lacks commands "tell nobody"
	printed "$CONFIGURATION" >configuration
	has configuration "A mail that was discarded is acknowledged like any"
'

test_case 'each key that sallyport-security names is one' '
	"$SALLYPORT" config keys >keys
	sed -n "s/^\.[LP][ip] \(\[[a-z]*\] [a-z-]*\).*/\1/p" "$SECURITY" |
		tr -d "[]" | sort -u >named
	[ "$(wc -l <named)" -ge 4 ]
	while read -r group key; do
		grep -qE "$group.*$key" keys || complain "there is no $group $key"
	done <named
'

# What an engineer would check first.
test_case 'and its figures are those of the program' '
	printed "$SECURITY" >security
	has security "answers 0 or 75" "20 seconds of processor time" \
		"512 megabytes" "within the last three days"
	grep -qE "^#define ROOM_CPU_S 20\$" "$SOURCE/lib/mail/parse.c"
	grep -qE "^#define ROOM_MEMORY .*512 \* 1024 \* 1024" \
		"$SOURCE/lib/mail/parse.c"
'

test_case 'each points to the others' '
	for page in "sallyport 1" "sallyport.conf 5" "sallyport-policy 7" \
		"sallyport-security 7"; do
		for file in "$COMMANDS" "$CONFIGURATION" "$POLICY" \
			"$SECURITY"; do
			[ "${file##*/}" = "${page% *}.${page#* }" ] ||
				grep -q "^\.Xr $page" "$file" ||
				complain "$file does not name $page"
		done
	done
	has "$SOURCE/README" "sallyport-security(7)" "sallyport-policy(7)"
'

test_case 'all manuals are well-formed' '
	mandoc -T lint -W warning "$COMMANDS" "$CONFIGURATION" "$POLICY" \
		"$SECURITY"
'

test_done
