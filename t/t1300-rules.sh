#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t1300-rules.sh - [rule NAME] of the configuration, and what spam filters say.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/verdicts.sh"

# rules LINE... - the list has these rules alone, from here on.
rules() {
	cp usual.conf "$CONF/sec.conf"
	printf '%s\n' "$@" >>"$CONF/sec.conf"
}

# signed [HEADER...] - a post by alice, from standard input, a text part.
signed() {
	mail_headers alice@example.org "a bug in foo" "$@"
	mime_signed alice
}

# part [TEXT] - a text part, never the same.
part() {
	{ printf '%s\n' "${1-usual words}"; od -An -N8 -tx1 /dev/urandom; } |
		mime_text
}

# rule_holds FILE, rule_passes FILE - the member's mail, by the rule.
rule_holds() {
	taken deliver sec "$1" --sender=alice@example.org
	held_as rule
}

rule_passes() {
	taken deliver sec "$1" --sender=alice@example.org
	is state accepted
}

test_case 'a rule on the subject, the sender or a header holds a member, too' '
	new_team sec
	keep empty
	cp "$CONF/sec.conf" usual.conf
	part | signed "X-Mailer: Evil =?utf-8?q?Cl=69ent?=
  7" "X-Note: one" "x-note: two" >x.eml
	for rule in "on = subject
pattern = BUG.*foo" "on = sender
pattern = ^alice@example\.org\$" "header = x-mailer
pattern = ^evil client +7\$" "on = header
header = X-NOTE
pattern = two"; do
		restore empty
		rules "[rule it]" "action = hold" "$rule"
		rule_holds x.eml || complain "$rule"
	done
	for rule in "on = subject
pattern = ^bug" "on = sender
pattern = ada" "header = X-Mailer
pattern = ^client" "header = X-None
pattern = .*"; do
		restore empty
		rules "[rule it]" "action = hold" "$rule"
		part | signed "X-Mailer: Evil Client" >x.eml
		rule_passes x.eml || complain "$rule"
	done
'

test_case 'whoever reads a held mail reads which rules hold it' '
	restore empty
	rules "[rule gambling]" "action = hold" "on = subject" \
		"pattern = casino" \
		"[rule other]" "action = hold" "on = subject" "pattern = none" \
		"[rule invoices]" "action = hold" "on = subject" \
		"pattern = invoice"
	report "casino invoice" >x.eml
	taken deliver sec x.eml
	held_as non-member rule
	exits 0 sp show "$(last)" >out
	has out "a rule of the list holds it: gambling, invoices"
	exits 0 sp show "$(last)" --json >out
	has out "a rule of the list holds it: gambling, invoices"
	exits 0 sp log >out
	has out "a rule of the list holds it"
	lacks out gambling
'

# encoded ENCODING COMMAND... - the words in that transfer encoding.
encoded() {
	printf 'Content-Type: text/plain; charset=utf-8\n'
	printf 'Content-Transfer-Encoding: %s\n\n' "$1"
	shift
	{ echo "secret words"; od -An -N8 -tx1 /dev/urandom; } | "$@"
}

test_case 'a rule on the text reads it as people do' '
	rules "[rule it]" "action = hold" "on = text" \
		"pattern = (?s)secret.words"
	part "SECRET
words" | signed >x.eml
	rule_holds x.eml
	encoded base64 base64 | signed >x.eml
	rule_holds x.eml
	encoded quoted-printable sed "s/e/=65/g" | signed >x.eml
	rule_holds x.eml
	{ printf "Content-Type: text/html\n\n<p>secret <b>words</b>"
	  od -An -N8 -tx1 /dev/urandom; } | signed >x.eml
	rule_holds x.eml
	part "secretwords" | signed >x.eml
	rule_passes x.eml
'

test_case 'it sees what was encrypted, as well' '
	{ mail_headers alice@example.org ...
	  part "secret words" | mime_encrypted alice list; } >x.eml
	rule_holds x.eml
	rules "[rule it]" "action = hold" "on = subject" "pattern = inside"
	{ mail_headers alice@example.org ...
	  { echo "Subject: it is inside"
	    echo "Content-Type: text/plain; hp=\"cipher\""
	    echo
	    od -An -N8 -tx1 /dev/urandom; } | mime_encrypted alice list; } >x.eml
	rule_holds x.eml
'

test_case 'sorted last is held all the same, and tagged or not' '
	restore empty
	rules "[rule it]" "action = last" "on = text" "pattern = casino"
	{ mail_headers ada@example.com "[TEST-SECURITY] one"
	  part casino; } >one.eml
	report two >two.eml
	taken deliver sec one.eml
	held_as non-member
	taken deliver sec two.eml
	exits 0 sp held sec >queue
	same "two one" "$(grep -oE "one\$|two\$" queue | paste -sd " ")"
	report "[TEST-SECURITY] bulk" "Precedence: bulk" >bulk.eml
	taken deliver sec bulk.eml
	exits 0 sp held sec >queue
	has queue "  bulk" "  one" "[no tag] two"
	lacks queue "[no tag] one" "[no tag] bulk"
	{ mail_headers alice@example.org three; part casino | mime_signed alice
	} >x.eml
	rule_passes x.eml
'

test_case 'a reason is suggested, and everything else stays' '
	restore empty
	rules "[rule it]" "action = suggest" "on = subject" \
		"pattern = invoice" "reason = support" \
		"[rule other]" "action = suggest" "on = subject" \
		"pattern = in" "reason = duplicate"
	report "my invoice" >x.eml
	taken deliver sec x.eml
	held_as non-member
	is suggest support
	is acknowledgement due
	report "in short" >x.eml
	taken deliver sec x.eml
	is suggest duplicate
	exits 0 sp show "$(last)" >shown
	has shown duplicate
'

test_case 'every rule that matches has its say' '
	restore empty
	rules "[rule a]" "action = hold" "on = subject" "pattern = x" \
		"[rule b]" "action = last" "on = subject" "pattern = x" \
		"[rule c]" "action = no-ack" "on = subject" "pattern = x" \
		"[rule d]" "action = suggest" "on = subject" "pattern = x" \
		"reason = support"
	report x >x.eml
	taken deliver sec x.eml
	held_as non-member rule
	is no_acknowledgement rule
	is suggest support
	same 2 "$(rows "SELECT rank FROM mail")"
'

test_case 'sixty-four rules fit' '
	restore empty
	cp usual.conf "$CONF/sec.conf"
	for i in $(seq 64); do
		printf "[rule r%d]\naction = hold\non = subject\n" $i
		printf "pattern = bug%dx\n" $i
	done >>"$CONF/sec.conf"
	mail_headers alice@example.org bug64x >x.eml
	part | mime_signed alice >>x.eml
	rule_holds x.eml
'

# R-060
test_case 'a pattern without end ends soon, and the mail is held' '
	restore empty
	rules "[rule it]" "action = suggest" "on = text" "reason = support" \
		"pattern = (a+)+\$"
	{ head -c 60000 /dev/zero | tr "\0" a; echo b; } >long
	fold -w 900 long >lines
	{ cat long; date +%N; } | mime_text | signed >x.eml
	start=$(date +%s)
	taken deliver sec x.eml --sender=alice@example.org
	[ $(($(date +%s) - start)) -lt 5 ]
	held_as rule-failed
	is suggest ""
	for pattern in "(x+x+)+y" "(.*)*(.*)*(.*)*b\$z" "^(([a-z])+.)+[A-Z]\$" \
		"(a|aa)+\$" "(?:a?){60}a{60}c" "((a{0,5}){0,5}){0,5}c"; do
		restore empty
		rules "[rule it]" "action = no-ack" "on = text" \
			"pattern = $pattern"
		{ mail_headers ada@example.com long; mime_text <long; } >x.eml
		taken deliver sec x.eml
		is state held
		case $(sed -n "s/^$is_ref why //p" told) in
		"non-member rule-failed") is no_acknowledgement rule ;;
		non-member) ;;
		*) complain "$pattern" ;;
		esac
	done
'

test_case 'what a spam filter says sorts a mail last, and drops none' '
	restore empty
	cp usual.conf "$CONF/sec.conf"
	report plain >x.eml
	taken deliver sec x.eml
	for header in "X-Spam-Flag: YES" "X-Spam-Status: Yes, score=30" \
		"X-Rspamd-Action: reject" "X-Spam-Flag: yes
X-Spam-Flag: no"; do
		report "[TEST-SECURITY] buy" "$header" >x.eml
		taken deliver sec x.eml
		held_as non-member
		is spam true
		is no_acknowledgement spam
	done
	same 5 "$(mails)"
	exits 0 sp held sec >queue
	same plain "$(sed -n 2p queue | grep -o "plain\$")"
	{ mail_headers alice@example.org "buy" "X-Spam-Flag: YES"
	  part | mime_signed alice; } >x.eml
	rule_passes x.eml
'

test_case 'the questions of the acknowledgement are configuration' '
	restore empty
	sed "/^\[checklist\]/,/^\[/{/^[^[]/d}" usual.conf >"$CONF/sec.conf"
	sed -i "s/^\[checklist\]/&\ncolour = the colour of it | \\\\b(red|green)\\\\b\n\
size = its size | \\\\d+ ?mm/" "$CONF/sec.conf"
	exits 0 sp config check sec
	{ mail_headers ada@example.com "it is Green"; part big; } >x.eml
	taken deliver sec x.eml
	is found colour
	is missing size
	rows "UPDATE mail SET ack_due = 0"
	exits 0 sp run --once
	has "$(sent_last ada@example.com)" "[ ] its size"
	lacks "$(sent_last ada@example.com)" colour version
'

test_done
