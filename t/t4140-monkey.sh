#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4140-monkey.sh - triage by who means no good: commands and mails at random.
# MONKEY_TURNS asks for more of them, MONKEY_SEED for others; with TEST_LONG=1
# there are more, and others each time.
. "${TEST_LIB:?run through meson test}"

. "$SOURCE/t/cases.sh"

test_case 'three organisations, a gatekeeper, and the keyrings of all' '
	new_vendors
	new_vendor bob "Vendor C"
	set_conf sec reply delay 0s
	set_conf sec review gatekeeper dave@example.org
	set_conf sec branches required master
	set_conf sec notice targets devel
	set_conf sec notice prefix LSN
	printf "Foo\nM: Carol <carol@example.org>\nF: foo.c\n" >MAINTAINERS
	set_conf sec people maintainers "$PWD/MAINTAINERS"
	for who in alice bob carol dave; do
		gpg_as $who --list-keys >/dev/null
	done
	cat >editor <<-\END
		#!/bin/sh
		sed -i "s/^Summary:.*/Summary: overflow in foo_rx/
		s/^Description:/&\nIt is copied as it is./
		s/Ada Example\|ada@example.com/somebody/g; s/XXXX/1.2/g
		s/^[A-Z].*[.]$/& So it is./" "$1"
	END
	chmod +x editor
	echo "Words of a person." >text
	cp "$KEYS/ada.asc" "$KEYS/mallory.asc" .
	{
		echo "From vendor Thu Jan  1 00:00:00 1970"
		mail_headers vendor@example.net "a thread"
		echo "of theirs" | mime_text
	} >thread.mbox
'

test_case 'it publishes nothing early, loses no event, and knows what is next' '
	seed=${MONKEY_SEED:-1} turns=${MONKEY_TURNS:-30}
	if [ "${TEST_LONG-}" = 1 ]; then
		seed=${MONKEY_SEED:-$(date +%s)} turns=${MONKEY_TURNS:-600}
	fi
	[ "$SANITIZED" = yes ] || export CLOCK="$BUILD/t/libclock.so"
	exits 0 "$SOURCE/t/monkey" "$turns" "$seed" "$CONF" "$STATE" "$MTA" \
		>said 2>wrong || complain "$(cat said wrong)"
	note "$(cat said)"
'

test_done
