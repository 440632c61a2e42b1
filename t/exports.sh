# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# exports.sh - fixtures of the tests about files for the web
#
# Sourced after test-lib.sh.

. "$SOURCE/t/cases.sh"
. "$SOURCE/t/patches.sh"

# shellcheck disable=SC2034 # for those who source this
{
	NOTICES=$SOURCE/t/notice
	SCHEMAS=$SOURCE/../shared/schemas	# where somebody has put them
	COMMIT=0123456789abcdef0123456789abcdef01234567
}
# Numbers begin anew with each year: this does not run from one into the next.
while [ "$(date -u +%m%d%H)" = 123123 ] && [ "$(date -u +%M)" -ge 57 ]; do
	sleep 1
done
YEAR=$(date -u +%Y)

# export_to DIR [STATUS] - of the case in "case".
export_to() {
	exits "${2:-0}" sp notice export "$(cat case)" --to "$1" >out 2>err
}

# another NAME - a case ready to be published; its number goes into "case".
another() {
	exits 0 sp case open sec "about $1" >out
	rows "SELECT number FROM cases ORDER BY id DESC LIMIT 1" >case
	c=$(cat case)
	exits 0 sp case judge "$c" --genuine yes --misuse yes >out
	exits 0 sp case rate "$c" Low --impact bad >out
	exits 0 sp cve want "$c" no >out
	exits 0 sp notice set "$c" --summary "about $1" --description words \
		--workaround none --vulnerable all >out
	exits 0 sp case flag "$c" public --source "a list" >out
}
