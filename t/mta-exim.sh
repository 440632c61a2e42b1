# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# mta-exim.sh - Exim, configured with contrib/exim; see mta-lib.sh

MTA_LOG=/var/log/exim4/mainlog

# mta_start [SED SCRIPT] - the script edits the transport of contrib/exim.
mta_start() (
	set -eu
	umask 022
	mta_account Debian-exim /var/spool/exim4
	mta_install_sallyport
	mkdir -p /etc/exim4
	mta_configuration "${1:-}" >/etc/exim4/exim4.conf
	for person in $MTA_PEOPLE other; do
		mkdir "$MTA_BOXES/$person"
	done
	chown nobody: "$MTA_BOXES"/*
	for dir in /var/spool/exim4 /var/log/exim4; do
		mkdir -p "$dir"
		chown Debian-exim: "$dir"
	done
	# What the package's own installation does.
	chmod 4755 /usr/sbin/exim4
	: >"$MTA_LOG"
	chown Debian-exim: "$MTA_LOG"
	exim4 -bd
	within 60 smtp_answers
)

# An Exim takes no file name from a stranger, only one that is there already.
# Nothing but the snippets is about us.
mta_configuration() {
	cat <<-'EOF'
		primary_hostname = mx.example.net
		local_interfaces = 127.0.0.1
		keep_environment =
		tls_advertise_hosts =
		allow_utf8_domains
		untrusted_set_sender = *
		message_size_limit = 50M
		smtp_accept_queue_per_connection = 0
		acl_smtp_rcpt = accept
		acl_smtp_data = accept
		begin acl
		accept:
		  accept
		begin routers
	EOF
	snippet exim/router
	cat <<-'EOF'
		gone:
		  driver = redirect
		  domains = example.org
		  local_parts = gone
		  allow_fail
		  data = :fail: no such person
		box:
		  driver = accept
		  domains = example.org : example.com
		  transport = box
		begin transports
	EOF
	snippet exim/transport | sed "$1"
	cat <<-'EOF'
		box:
		  driver = appendfile
		  directory = /var/boxes/${lookup {$local_part@$domain} \
		    dsearch,filter=dir {/var/boxes} {$value}{other}}
		  maildir_format
		  return_path_add
		  user = nobody
		  group = nogroup
		begin retry
		* * F,1d,1h
	EOF
}

# mta_flush - try all that waits, now, whatever the retry rules say.
mta_flush() {
	exim4 -qff
}

# mta_waiting - how many mails are in the queue.
mta_waiting() {
	exim4 -bpc
}

# mta_tries - how many deliveries to the list were tried and put off.
mta_tries() {
	grep -c ' == .*T=sallyport_team' "$MTA_LOG" || :
}

# mta_bounced - and how many Exim gave up on.
mta_bounced() {
	grep -c ' \*\* ' "$MTA_LOG" || :
}

# mta_kill_feed - whoever writes to our standard input.
mta_kill_feed() {
	pkill -9 -f 'exim4 -Mc'
}

# mta_again - after that.
mta_again() {
	mta_flush
}
