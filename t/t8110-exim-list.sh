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
bounce_cases

# limited TEXT - the line of doctor when Exim says so of message_size_limit.
limited() {
	sed -i "s/^message_size_limit.*/message_size_limit = $1/" \
		/etc/exim4/exim4.conf
	exits 0 sallyport doctor team >out
	lacks out Postfix
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

test_case 'and whether Exim lets a list have envelope senders' '
	exits 0 sallyport doctor team >out
	grep -E "^ok +envelope sender +Exim" out
	sed -i "s/^untrusted_set_sender/#&/" /etc/exim4/exim4.conf
	exits 0 sallyport doctor team >out
	grep -E "^warning +envelope sender +Exim lets nobody" out
	sed -i "s/^#untrusted_set_sender/untrusted_set_sender/" \
		/etc/exim4/exim4.conf
'

# R-016
test_case 'and whether this Exim lets mail be smuggled in' '
	exits 0 sallyport doctor team >out
	grep -E "^warning +bare newline +Exim 4[.]96: before 4[.]97[.]1" out
	exim=$(command -v exim)
	mv "$exim" "$exim.away"
	printf "#!/bin/sh\necho Exim version 4.97.1 \"#2\" built\n" >"$exim"
	chmod 755 "$exim"
	exits 0 sallyport doctor team >out
	grep -E "^ok +bare newline +Exim 4[.]97[.]1" out
	mv "$exim.away" "$exim"
'

# The package is unpacked and asks nothing, so the answers are written down.
debian_configuration() {
	cp -a "$MTA_CACHE/exim-debian/etc/." /etc
	cp -a "$MTA_CACHE/exim-debian/usr/." /usr
	mkdir -p /var/lib/exim4
	echo mx.example.net >/etc/mailname
	cat >/etc/exim4/update-exim4.conf.conf <<-"END"
		dc_eximconfig_configtype=internet
		dc_relay_domains=lists.example.org
		dc_use_split_config=true
		CFILEMODE=644
	END
}

test_case 'the split configuration of Debian, as README changes it' '
	debian_configuration
	readme_commands Exim | sed -e "s/ && systemctl.*//" \
		-e "s/^update-exim4.conf/& -o debian.conf/" >commands
	echo "cp debian.conf $PWD" >>commands
	sh -eu commands
	exim4 -C "$PWD/debian.conf" -bP message_size_limit >limit
	has limit 50M
	exim4 -C "$PWD/debian.conf" -bt team+R-7KQ4-M2XC@lists.example.org \
		>route
	has route "router = sallyport_team, transport = sallyport_team"
	exim4 -C "$PWD/debian.conf" -bP transport sallyport_team >got
	exim4 -bP transport sallyport_team >want
	diff -u want got
	awk "BEGIN { while (n++ < 2000) printf \"x\" }" >line
	printf "%s\r\n" "EHLO client.example.com" "MAIL FROM:<ada@example.com>" \
		"RCPT TO:<team@lists.example.org>" DATA "From: ada@example.com" \
		"" "$(cat line)" . QUIT >session
	exim4 -C "$PWD/debian.conf" -bh 192.0.2.1 <session >answers 2>log
	grep -q "^250 OK id=" answers || complain "$(cat answers)"
'

boxes_aside
test_done
