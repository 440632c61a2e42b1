# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# cases.sh - fixtures of the tests about cases
#
# Sourced after test-lib.sh. alice and dave are of Vendor A, carol of Vendor B;
# carol and dave moderate; their logins are their names.

new_vendors() {
	new_list sec
	set_conf sec ack delay 0s
	new_vendor alice "Vendor A"
	new_vendor carol "Vendor B" moderator
	new_vendor dave "Vendor A" moderator
}

# new_vendor PERSON AFFILIATION [ROLE]
new_vendor() {
	exits 0 sp member add sec "$1@example.org" --key "$KEYS/$1.asc" \
		--name "$1" --affiliation "$2" --login "$1" \
		${3:+--role "$3"} >"$TEST_DIR/member.out"
}

# as LOGIN ARGUMENT... - the program, started by that login.
as() {
	as_login=$1
	shift
	env SUDO_USER="$as_login" "$SALLYPORT" -C "$CONF" "$@"
}

# report SUBJECT - approved; the number of its case goes into "case".
report() {
	{
		mail_headers ada@example.com "[TEST-SECURITY] $1"
		echo "Kanarienvogel" | mime_text
	} >x.eml
	exits 0 deliver sec x.eml
	exits 0 sp approve "$(rows 'SELECT ref FROM mail ORDER BY id DESC
		LIMIT 1')" >out
	rows 'SELECT number FROM cases ORDER BY id DESC LIMIT 1' >case
}

# day N - so many days from today, UTC.
day() {
	date -u -d "$1 days" +%Y-%m-%d
}

embargo_state() {
	exits 0 sp embargo show "$(cat case)" >embargo.out
	sed -n '1s/.*embargo: //p' embargo.out
}

# state_is STATE - of the case, in the store.
state_is() {
	same "$1" "$(rows "SELECT state FROM cases
		WHERE number = '$(cat case)'")"
}
