# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# hours.sh - fixtures of the tests about what is due when, and who is reminded
#
# Sourced after verdicts.sh. Every hour is a working hour, so that it does not
# matter when a test runs; and the days of the list change at midnight, so the
# first one is made to begin.

H=3600
start=$((86400 - $(date +%s) % 86400))

# new_hours - the list "sec", whose moderators are dave and carol.
new_hours() {
	new_list sec
	add_member sec alice
	add_member sec bob
	add_member sec dave moderator
	add_member sec carol moderator
	set_conf sec ack enabled no
	set_conf sec remind enabled yes
	set_conf sec clock open 0
	set_conf sec clock close 24
	set_conf sec clock days "Mon Tue Wed Thu Fri Sat Sun"
}

# at HOURS [ARGUMENT...] - the program, so long after the beginning; without
# arguments, a round of run.
at() {
	at_ahead=$((start + $1 * H))
	shift
	if [ $# = 0 ]; then
		ahead $at_ahead "$SALLYPORT" -C "$CONF" run sec --once >run.out
	else
		ahead $at_ahead "$SALLYPORT" -C "$CONF" "$@"
	fi
}

# report_at HOURS SUBJECT - a stranger's report comes in then.
report_at() {
	{
		mail_headers ada@example.com "$2"
		echo "Kanarienvogel" | mime_text
	} >x.eml
	exits 0 deliver sec x.eml
	rows "UPDATE mail SET arrived = $(date +%s) + $start + $1 * $H
		WHERE ref = '$(last)'"
}

# case_at HOURS SUBJECT - the same, and it is a case at once; its number goes
# into "case".
case_at() {
	report_at "$@"
	exits 0 at "$1" approve "$(last)"
	rows 'SELECT number FROM cases ORDER BY id DESC LIMIT 1' >case
}

# reminder_files SUBJECT [PERSON] - the reminders of that subject, a pattern,
# that have left (for that person).
reminder_files() {
	sent ${2:+"$2@example.org"} |
		xargs -r grep -lE "^Subject: \[TEST-SECURITY\] ($1)"
}

# reminders SUBJECT [PERSON] - how many these are.
reminders() {
	reminder_files "$@" | wc -l
}

# newest PERSON - decrypt the last reminder of either kind, to "got".
newest() {
	newest_file=$(reminder_files "What waits today|Urgent" "$1" | tail -n 1)
	[ -n "$newest_file" ] || complain "no reminder to $1"
	outbox_decrypt "$1" "$newest_file" >got
}
