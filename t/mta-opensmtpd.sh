# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# mta-opensmtpd.sh - OpenSMTPD, configured with contrib/opensmtpd; see mta-lib.sh

MTA_LOG=/var/log/smtpd.log

# mta_start [SED SCRIPT] - the script edits the lines of contrib/opensmtpd.
mta_start() (
	set -eu
	umask 022
	mta_account opensmtpd
	mta_account opensmtpq
	mta_install_sallyport
	mkdir -p /var/lib/opensmtpd/empty /var/spool/smtpd
	mta_configuration "${1:-}" >/etc/smtpd.conf
	# What the package's own installation does.
	chmod 711 /var/spool/smtpd
	chgrp opensmtpq /usr/sbin/smtpctl
	chmod 2555 /usr/sbin/smtpctl
	smtpd -dv >"$MTA_LOG" 2>&1 9>&- &
	within 60 smtp_answers
)

mta_configuration() {
	echo 'listen on lo'
	snippet opensmtpd/smtpd.conf | sed "$1"
	cat <<-'EOF'
		action "box" maildir "/var/boxes/%{dest}" virtual { "@" = nobody }
		match from any for domain { "example.org", "example.com" } action "box"
	EOF
}

# mta_flush - try all that waits, now.
mta_flush() {
	smtpctl schedule all >/dev/null
}

# mta_waiting - how many mails are in the queue.
mta_waiting() {
	smtpctl show queue | wc -l
}

# mta_tries - how many deliveries to the list were tried and put off.
mta_tries() {
	grep -c 'mda delivery .* result=TempFail' "$MTA_LOG" || :
}

# mta_bounced - and how many smtpd gave up on.
mta_bounced() {
	grep -c 'mda delivery .* result=PermFail' "$MTA_LOG" || :
}
