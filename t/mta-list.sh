# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# mta-list.sh - a whole list behind a real MTA; see mta-lib.sh
#
# Mail enters over SMTP, passes the MTA's pipe as the user sallyport, leaves
# through the MTA's sendmail, and is read in mailboxes.

CONF=/etc/sallyport
STATE=/var/lib/sallyport/team

# Run as root, as README says; the program becomes sallyport by itself.
list_start() {
	mta_install_sallyport
	sallyport init team --address team@lists.example.org \
		--tag TEST-SECURITY --user sallyport >init.out
	for member in alice bob carol; do
		sallyport member add team "$member@example.org" \
			--key "$KEYS/$member.asc" >member.out
	done
	sallyport member add team dave@example.org --key "$KEYS/dave.asc" \
		--role moderator >member.out
	set_conf team ack delay 0s
	sallyport key export team >list.asc
	for member in alice bob carol dave; do
		gpg_as "$member" --import list.asc
	done
}

held_count() {
	sallyport held team | grep -c '^R-' || :
}

# report NAME - a stranger's mail.
report() {
	{
		mail_headers ada@example.com "[TEST-SECURITY] $1"
		echo "The parser overflows. CANARY-$1" | mime_text
	} | sed 's/^To: .*/To: team@lists.example.org/' >"$1.eml"
}

# read_by PERSON FILE TEXT - what only that person can read.
read_by() {
	lacks "$2" "$3"
	outbox_decrypt "$1" "$2" >read.out
	has read.out "$3"
}

# From a stranger's mail to the members' mailboxes.
report_cases() {
	test_case 'the list is made and has its members' list_start

	test_case 'init printed the lines that this MTA runs with' '
		for file in postfix/master.cf postfix/sallyport exim/router \
			exim/transport; do
			snippet "$file" | sed "s/^ *//" >lines
			[ -s lines ]
			sed "s/^ *//" init.out | grep -xFf lines | sort -u >printed
			sort -u lines | diff -u - printed
		done
	'

	test_case 'a report is held, and the moderator reads it' '
		report first
		smtp_send ada@example.com team@lists.example.org \
			--data @first.eml
		within 60 holds 1 held_count
		within 60 holds 1 box_count dave@example.org
		read_by dave "$(box dave@example.org)" CANARY-first
		same 0 "$(box_count alice@example.org)"
	'

	test_case 'its author gets one acknowledgement, and nothing of it back' '
		sallyport run --once
		within 60 holds 1 box_count ada@example.com
		sallyport run --once
		box ada@example.com >files
		same 1 "$(wc -l <files)"
		ack=$(cat files)
		has "$ack" "Auto-Submitted: auto-replied" "In-Reply-To: <"
		same "" "$(grep -iE "^Return-Path: *<[^>]" "$ack")"
		lacks "$ack" CANARY-first
	'

	test_case 'approved, it is in each mailbox for its owner alone' '
		ref=$(sallyport held | grep -o "R-[0-9A-Z]*-[0-9A-Z]*" | head -n 1)
		exits 0 sallyport approve "$ref"
		for member in alice bob carol dave; do
			within 60 eval "box $member@example.org |
				grep -q . && [ \"\$(mta_waiting)\" = 0 ]"
			file=$(box "$member@example.org" |
				xargs grep -LF " held] " | tail -n 1)
			read_by "$member" "$file" CANARY-first
		done
		exits 2 gpg_as alice --decrypt \
			"$(box bob@example.org)" 2>/dev/null
		same 0 "$(held_count)"
	'

	test_case 'the same mail again, from another MX, changes nothing' '
		boxes=$(find "$MTA_BOXES" -type f | wc -l)
		smtp_send ada@example.com team@lists.example.org \
			--data @first.eml
		sleep 1
		within 60 holds 0 mta_waiting
		same 0 "$(held_count)"
		sallyport run --once
		sleep 1
		same "$boxes" "$(find "$MTA_BOXES" -type f | wc -l)"
	'

	test_case 'a signed post of a member goes to all at once' '
		{
			mail_headers alice@example.org "fix" |
				sed "s/^To: .*/To: team@lists.example.org/"
			echo "CANARY-fix is ready" | mime_text | mime_signed alice
		} >post.eml
		for member in alice bob carol dave; do
			box "$member@example.org"
		done >before
		smtp_send alice@example.org team@lists.example.org \
			--data @post.eml
		for member in bob carol dave; do
			have=$(grep -c "/$member@" before)
			within 60 holds $((have + 1)) box_count \
				"$member@example.org"
			file=$(box "$member@example.org" | grep -vxFf before)
			read_by "$member" "$file" CANARY-fix
		done
		same 0 "$(held_count)"
	'
}

# What the MTA and we do to each other, and to no mail.
trouble_cases() {
	test_case 'a broken configuration defers, counts, and loses nothing' '
		report broken
		cp -p "$CONF/team.conf" good.conf
		echo "no such = key" >>"$CONF/team.conf"
		tried_before=$(mta_tries)
		smtp_send ada@example.com team@lists.example.org \
			--data @broken.eml
		within 60 tried $((tried_before + 1))
		same 1 "$(mta_waiting)"
		[ "$(cut -d " " -f 1 "$STATE/deferred")" -ge 1 ]
		cp -p good.conf "$CONF/team.conf"
		mta_flush
		within 60 holds 0 mta_waiting
		same 1 "$(held_count)"
		no_bounce
	'

	# R-010 R-173
	test_case 'a pipe killed half-way is a retry, not half a report' '
		{
			report cut
			cat cut.eml
			head -c 3000000 /dev/urandom | base64
		} >long.eml
		mv /usr/local/bin/sallyport /usr/local/bin/sallyport.real
		printf "#!/bin/sh\nuntil [ -e %s ]; do sleep 0.1; done
			exec %s \"\$@\"\n" /usr/local/bin/fed \
			/usr/local/bin/sallyport.real >/usr/local/bin/sallyport
		chmod 755 /usr/local/bin/sallyport
		deferred=$(cut -d " " -f 1 "$STATE/deferred")
		smtp_send ada@example.com team@lists.example.org \
			--data @long.eml
		within 60 pgrep -f "deliver team" >/dev/null
		mta_kill_feed
		: >/usr/local/bin/fed
		counted() {
			[ "$(cut -d " " -f 1 "$STATE/deferred")" -gt "$deferred" ]
		}
		within 60 counted
		same 1 "$(held_count)"
		mv /usr/local/bin/sallyport.real /usr/local/bin/sallyport
		mta_again
		within 60 holds 0 mta_waiting
		same 2 "$(held_count)"
		sallyport held >held
		lacks held length
	'

	# R-006 R-007 R-173
	test_case 'nothing bounced, and no log has read along' '
		same 0 "$(mta_bounced)"
		no_bounce
		lacks "$MTA_LOG" CANARY-first CANARY-fix CANARY-broken
	'
}

# What a real MTA reports of a mailbox that is gone.
bounce_cases() {
	# R-026
	test_case 'a member whose mailbox is gone is known by its bounces' '
		sallyport member add team gone@example.org \
			--key "$KEYS/mallory.asc" >member.out
		{
			mail_headers alice@example.org "again" |
				sed "s/^To: .*/To: team@lists.example.org/"
			echo "once more" | mime_text | mime_signed alice
		} >post.eml
		filed=$(rows "SELECT count(*) FROM mail WHERE state = 5")
		boxes=$(box_count bob@example.org)
		smtp_send alice@example.org team@lists.example.org \
			--data @post.eml
		within 60 holds $((boxes + 1)) box_count bob@example.org
		within 60 holds $((filed + 1)) rows \
			"SELECT count(*) FROM mail WHERE state = 5"
		same "gone@example.org|1" "$(rows "SELECT address, permanent
			FROM bounce JOIN member ON member.id = member")"
		within 60 holds 0 mta_waiting
		same 0 "$(held_count | grep -c gone)"
		sallyport member remove team gone@example.org
		same "" "$(rows "SELECT * FROM bounce")"
	'
}
