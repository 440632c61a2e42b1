#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t8110-exim-list.sh - a list behind a real Exim, from report to mailbox.
. "${SOURCE:?run through meson test}/t/mta-lib.sh"
mta_enter exim "$0"
. "${TEST_LIB:?}"
. "$SOURCE/t/mta-exim.sh"
. "$SOURCE/t/mta-cases.sh"
. "$SOURCE/t/mta-list.sh"

mta_start ''
report_cases
trouble_cases

# limited TEXT - the line of doctor when Exim says so of message_size_limit.
limited() {
	sed -i "s/^message_size_limit.*/message_size_limit = $1/" \
		/etc/exim4/exim4.conf
	exits 0 sallyport doctor team >out
	lacks out Postfix "bare newline"
	grep -E "^(ok|warning) +message size +" out >line
}

test_case 'doctor compares what Exim takes with what we take' '
	while IFS="|" read -r value result text; do
		limited "$value"
		grep -q "^$result .*Exim .*$text" line ||
			complain "$value: $(cat line)"
	done <<-"END"
		50M|ok|up to 50.0M; what is over 25.0M is held unread
		50m|ok|up to 50.0M
		26214400|ok|up to 25.0M
		25599K|warning|refuses mail over 25.0M
		1G|warning|up to 1024.0M
		0|warning|takes mail of any size
		${if eq{a}{b}{1M}{2M}}|ok|computes its message_size_limit
	END
'

test_done
