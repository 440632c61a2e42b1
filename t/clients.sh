# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# clients.sh - mail programs that people use, in a terminal, with their own gpg
#
# mutt and aerc read what the list sent and write to it. PERSON has the keyring
# of gpg_as. What they send ends in a file.

# own_keyring PERSON - a keyring whose owner trusts it, and the key of the list.
own_keyring() {
	gpg_as "$1" --version >nothing
	[ ! -f "$TEST_DIR/u/$1/trusting" ] || return 0
	for own_key in "$1" list; do
		echo "$(fpr "$own_key"):6:"
	done | gpg --homedir "$TEST_DIR/u/$1" --batch --quiet \
		--import-ownertrust
	: >"$TEST_DIR/u/$1/trusting"
}

# address_of PERSON
address_of() {
	case $1 in
	ada) echo ada@example.com ;;
	*) echo "$1@example.org" ;;
	esac
}

# at_terminal PERSON PROGRAM [ARGUMENT...] <ORDERS - see t/at-terminal.
at_terminal() {
	at_home=$TEST_DIR/u/$1
	shift
	GNUPGHOME=$at_home TERM=xterm XDG_CONFIG_HOME=$at_home/xdg \
		XDG_CACHE_HOME=$at_home/xdg XDG_DATA_HOME=$at_home/xdg \
		"$SOURCE/t/at-terminal" "$@" 9>&-
}

# mailbox MAIL NAME - with that mail alone.
mailbox() {
	{
		echo "From sallyport Thu Jan  1 00:00:00 1970"
		sed 's/^From />&/' "$1"
	} >"$2.mbox"
}

# outgoing FILE - a program that puts the mail it is given there, all at once.
outgoing() {
	rm -f "$1"
	printf '#!/bin/sh\ncat >%s.part && mv %s.part %s\n' "$TEST_DIR/$1" \
		"$TEST_DIR/$1" "$TEST_DIR/$1" >to-file
	chmod 700 to-file
}

# editor PLACE TEXT - somebody who writes TEXT above or below what the program
# offers them to edit, or alone.
editor() {
	case $1 in
	above) editor_order='text "$1"' ;;
	below) editor_order='"$1" text' ;;
	alone) editor_order=text ;;
	esac
	printf '%s\n' "$2" >text
	printf '#!/bin/sh\ncat %s >edited && cat edited >"$1"\n' \
		"$editor_order" >editor
	chmod 700 editor
}

# --- mutt ---------------------------------------------------------------------

# mutt_settings PERSON BACKEND - gpgme: its usual way to OpenPGP; pgp: the
# commands of its example configuration.
mutt_settings() {
	echo "set mbox_type=mbox folder=. hostname=example.org"
	echo "set from=$(address_of "$1") realname=$1"
	echo "crypt-hook '^sec[-+]' sec@lists.example.org"
	[ "$2" != pgp ] || echo "source /usr/share/doc/mutt/examples/gpg.rc"
	echo "set crypt_use_gpgme=$([ "$2" = pgp ] && echo no || echo yes)"
	echo "set pgp_default_key=$(fpr "$1") crypt_confirmhook=no"
	echo "set sendmail=\"$TEST_DIR/to-file\" sendmail_wait=0 copy=no"
	echo "set wait_key=no beep=no move=no quit=yes sort=threads"
	echo "set pager_index_lines=0 crypt_verify_sig=yes"
}

# mutt_reads PERSON MAIL NAME [BACKEND] - what it shows of the mail, into NAME.
mutt_reads() {
	own_keyring "$1"
	mailbox "$2" "$3"
	{
		mutt_settings "$1" "${4-gpgme}"
		echo "set display_filter=\"tee $3\""
		echo "push '<display-message><exit><exit>'"
	} >"$3.rc"
	: >"$3"
	at_terminal "$1" mutt -n -F "$3.rc" -f "$3.mbox" </dev/null
}

# mutt_writes PERSON NAME BACKEND SETTING... - a mail to the list, as the
# settings have it, into NAME; its text is "written by mutt: NAME".
mutt_writes() {
	writer=$1 written=$2 backend=$3
	shift 3
	own_keyring "$writer"
	outgoing "$written"
	echo "written by mutt: $written" >"$written.body"
	{
		mutt_settings "$writer" "$backend"
		echo "set editor=true edit_headers=yes autoedit=yes"
		echo "set abort_unmodified=no $*"
	} >"$written.rc"
	at_terminal "$writer" mutt -n -F "$written.rc" -s "$written" \
		-i "$written.body" -- sec@lists.example.org <<-X
		wait y:Send
		keys y
	X
}

# mutt_replies PERSON MAIL NAME BACKEND SETTING... - reads the mail and answers
# it; what ./editor makes of the answer goes into NAME.
mutt_replies() {
	replier=$1 reply_to=$2 reply=$3 backend=$4
	shift 4
	own_keyring "$replier"
	outgoing "$reply"
	mailbox "$reply_to" "$reply"
	{
		mutt_settings "$replier" "$backend"
		echo "set editor=$TEST_DIR/editor"
		echo "set fast_reply=yes include=yes $*"
	} >"$reply.rc"
	at_terminal "$replier" mutt -n -F "$reply.rc" -f "$reply.mbox" <<-X
		wait Mutt: $reply.mbox
		keys \r
		wait i:Exit
		keys r
		wait y:Send
		save $reply.screen
		keys y
		wait Mail sent
		keys qq
	X
}

# --- aerc ---------------------------------------------------------------------

# aerc_settings PERSON MAIL SETTING... - of the account, whose only mail it is.
# A maildir would be watched, and there may be few watches left on the machine.
aerc_settings() {
	aerc_person=$1
	mkdir -p "$TEST_DIR/u/$1/xdg/aerc"
	mailbox "$2" aerc
	shift 2
	cat >"$TEST_DIR/u/$aerc_person/xdg/aerc/aerc.conf" <<-X
		[general]
		pgp-provider=gpg
		[compose]
		editor=$TEST_DIR/editor
		[viewer]
		alternatives=text/plain,text/html
		[filters]
		text/*=cat
		message/rfc822=cat
	X
	{
		echo "[account]"
		echo "source = mbox://$TEST_DIR/aerc.mbox"
		echo "outgoing = $TEST_DIR/to-file"
		echo "from = $aerc_person <$aerc_person@example.org>"
		for aerc_setting; do
			echo "$aerc_setting"
		done
	} >"$TEST_DIR/u/$aerc_person/xdg/aerc/accounts.conf"
}

# aerc_reads PERSON MAIL NAME <ORDERS - opens the mail, follows the orders, and
# puts what is on the screen then into NAME.
aerc_reads() {
	own_keyring "$1"
	aerc_settings "$1" "$2"
	aerc_orders=$(cat)
	at_terminal "$1" aerc <<-X
		wait [TEST-SECURITY
		keys \r
		$aerc_orders
		save $3
		keys :quit -f\r
	X
}

# aerc_replies PERSON MAIL NAME SETTING... - reads the mail and answers it; what
# ./editor makes of the answer goes into NAME.
aerc_replies() {
	replier=$1 reply_to=$2 reply=$3
	shift 3
	own_keyring "$replier"
	outgoing "$reply"
	aerc_settings "$replier" "$reply_to" "$@"
	at_terminal "$replier" aerc <<-X
		wait [TEST-SECURITY
		keys \r
		wait Encrypted To
		keys :reply -q\r
		wait Send this email?
		save $reply.screen
		keys y
		file $reply
		keys :quit -f\r
	X
}
