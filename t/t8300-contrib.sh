#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t8300-contrib.sh - what must never slip into the lines that contrib ships.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/mta-lib.sh"

# R-003 R-005
test_case 'each MTA waits at least twice as long as we do' '
	ours=$(sed -n "s/^#define DEADLINE_S \([0-9]*\).*/\1/p" \
		"$SOURCE/filter/supervisor.c")
	postfix=$(snippet postfix/main.cf |
		sed -n "s/^sallyport_time_limit = \([0-9]*\)s$/\1/p")
	exim=$(snippet exim/transport |
		sed -n "s/^ *timeout = \([0-9]*\)m$/\1/p")
	[ "$postfix" -ge $((2 * ours)) ]
	[ $((exim * 60)) -ge $((2 * ours)) ]
'

# R-005
test_case 'Postfix is asked for nothing that bounces or changes a mail' '
	snippet postfix/master.cf >lines
	same RXq "$(sed -n "s/.*flags=\([^ ]*\).*/\1/p" lines)"
	has lines "|| exit 75" "null_sender= "
	snippet postfix/main.cf >lines
	has lines "sallyport_destination_recipient_limit = 1"
'

# R-005
test_case 'Exim defers whatever happens, and passes no output on' '
	snippet exim/transport >lines
	has lines "|| exit 75" timeout_defer "temp_errors = *" freeze_signal
	same "" "$(grep -E "return|log_output|_fail" lines |
		grep -vx "  return_path_add")"
'

test_case 'OpenSMTPD puts no address into a command' '
	snippet opensmtpd/smtpd.conf >lines
	has lines "|| exit 75"
	same "" "$(sed -n "/ mda /,/75/p" lines | grep -E "[\$%]")"
'

# Under User= each of these implies NoNewPrivileges=, or closes the MTA's queue.
test_case 'the service can run a setgid sendmail' '
	grep -v "^#" "$BUILD/contrib/sallyport.service" >unit
	grep -E "^(NoNewPrivileges|SystemCall|RestrictA|RestrictN|RestrictR|\
RestrictSUIDSGID|PrivateDevices|ProtectKernel|ProtectClock|ProtectHostname|\
ProtectControl|MemoryDeny|LockPersonality|DynamicUser|PrivateUsers|\
CapabilityBoundingSet|ProtectSystem=strict)" unit >bad || true
	same "" "$(cat bad)"
	has unit User=sallyport Type=oneshot
'

test_case 'it starts the program that is installed with it' '
	same "ExecStart=${BINDIR:?}/sallyport run --once" \
		"$(grep ^ExecStart "$BUILD/contrib/sallyport.service")"
	lacks "$BUILD/contrib/sallyport.service" @bindir@
'

test_case 'it says where to learn of rounds that fail' '
	sed -n "/^\[Unit\]/,/^\[Service\]/p" "$BUILD/contrib/sallyport.service" |
		grep -x "#OnFailure=.*@%n.service"
'

# completes WORD... - what bash offers for the last of them, sorted.
completes() {
	bash -c '. "$1"; shift; COMP_WORDS=(sallyport "$@"); COMP_CWORD=$#
		_sallyport; printf "%s\n" "${COMPREPLY[@]}"' - \
		"$BUILD/contrib/sallyport" "$@" | sort
}

test_case 'bash completes commands, what belongs to them, and options' '
	completes app >got
	same approve "$(cat got)"
	completes case "" >got
	has got list show judge
	completes -C /somewhere case li >got
	same list "$(cat got)"
	completes case list --em >got
	same --embargoed "$(cat got)"
	completes held --all -- >got
	has got --all --json
	same 2 "$(wc -l <got)"
	touch patch.mbox
	completes case import patch >got
	same patch.mbox "$(cat got)"
	completes nosuch "" >got
	same "" "$(cat got)"
	completes deliv >got
	same "" "$(cat got)"
'

test_case 'the demonstration counts the lines of an attachment' '
	sed -n "/^without_base64()/,/^}/p" "$SOURCE/contrib/try" >function
	. ./function
	printf "%s\n" --b "" text "" --b Content-Transfer-Encoding:\ base64 \
		X:\ y "" QUJD REVG "" --b "" more "" --b-- >mail
	without_base64 <mail >got
	sed -e "s/^QUJD$/(2 lines of base64)/" -e /^REVG$/d mail | diff -u - got
'

test_done
