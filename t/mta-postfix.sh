# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# mta-postfix.sh - Postfix, configured with contrib/postfix; see mta-lib.sh

MTA_LOG=/var/log/postfix.log

# mta_start [SED SCRIPT] - the script edits the service of contrib/postfix.
mta_start() (
	set -eu
	umask 022
	mta_account postfix
	getent group postdrop >/dev/null || groupadd --system postdrop
	mta_install_sallyport
	mta_configure "${1:-}"
	# What the package's own installation does.
	chgrp postdrop /usr/sbin/postdrop /usr/sbin/postqueue
	chmod 2555 /usr/sbin/postdrop /usr/sbin/postqueue
	mkdir -p /var/spool/postfix /var/lib/postfix
	chown postfix: /var/lib/postfix
	postfix start >/dev/null 2>&1
	within 60 postfix status >/dev/null 2>&1
)

mta_configure() {
	# Nothing is confined to the queue folder, where there are no libraries.
	sed 's/^\([a-z0-9-]* *[a-z-]* *[yn-] *[yn-] *\)y /\1n /' \
		/usr/share/postfix/master.cf.dist >/etc/postfix/master.cf
	: >/etc/postfix/main.cf
	sed -i "$1" /usr/local/share/doc/sallyport/postfix/master.cf
	readme_commands Postfix | sed 's/^postfix reload$//' | sh -eu
	cat >>/etc/postfix/main.cf <<-'EOF'
		compatibility_level = 3.6
		myhostname = mx.example.net
		mydestination =
		inet_interfaces = loopback-only
		inet_protocols = ipv4
		smtputf8_enable = yes
		alias_maps =
		alias_database =
		maillog_file = /var/log/postfix.log
		# Retries are the script's: mta_flush.
		minimal_backoff_time = 1h
		maximal_backoff_time = 1h
		virtual_mailbox_domains = example.org, example.com
		virtual_mailbox_base = /var/boxes
		virtual_mailbox_maps = texthash:/etc/postfix/boxes
		virtual_mailbox_limit = 0
		virtual_uid_maps = static:65534
		virtual_gid_maps = static:65534
	EOF
	for person in $MTA_PEOPLE; do
		echo "$person $person/"
	done >/etc/postfix/boxes
}

# mta_flush - try all that waits, now.
mta_flush() {
	postqueue -f
}

# mta_waiting - how many mails are in the queue.
mta_waiting() {
	postqueue -j 2>/dev/null | wc -l
}

# mta_tries - how many deliveries to the list were tried and put off.
mta_tries() {
	grep -c 'relay=sallyport.* status=deferred' "$MTA_LOG" || :
}

# mta_bounced - and how many Postfix gave up on.
mta_bounced() {
	grep -c 'status=bounced' "$MTA_LOG" || :
}

# mta_kill_feed - whoever writes to our standard input.
mta_kill_feed() {
	pkill -9 -x pipe
}

# mta_again - after that: master(8) would wait for a minute.
mta_again() {
	postfix stop >/dev/null 2>&1
	postfix start >/dev/null 2>&1
	mta_flush
}
