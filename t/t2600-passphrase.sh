#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t2600-passphrase.sh - a list key with a passphrase, which an agent knows or
# does not (R-084).
. "${TEST_LIB:?run through meson test}"

PASSPHRASE='correct horse'

# ask_list ARGUMENT... - gpg with the keyring of the list, which answers the
# agent's question itself.
ask_list() {
	gpg --homedir "$STATE/gnupg" --batch --no-tty --quiet \
		--pinentry-mode loopback "$@"
}

# warm [PASSPHRASE] - give it to the agent, once for each of the two secret
# keys, as somebody does after the host was started.
warm() {
	echo probe | ask_list --trust-model always -r "$(fpr list)" \
		--encrypt >probe.gpg
	echo probe | ask_list --passphrase "${1-$PASSPHRASE}" --detach-sign \
		>probe.sig 2>warm.err
	ask_list --passphrase "${1-$PASSPHRASE}" --decrypt probe.gpg \
		>probe 2>>warm.err
}

# cold - an agent that has just been started knows nothing.
cold() {
	gpgconf --homedir "$STATE/gnupg" --kill gpg-agent
}

# protect - set the passphrase.
protect() {
	printf '%s\n' "$PASSPHRASE" "$PASSPHRASE" |
		gpg --homedir "$STATE/gnupg" --no-tty --quiet \
			--pinentry-mode loopback --command-fd 0 \
			--passwd "$(fpr list)"
}

# state NAME - of the mail in NAME: 0 is not opened, 1 held.
state() {
	rows "SELECT state FROM mail WHERE ref = '$(cat "$1")'"
}

# arrive NAME - an encrypted report; whoever waits for the end of deliver waits
# for a few seconds at most, where a pinentry would wait for ever.
arrive() {
	{
		mail_headers ada@example.com "$1"
		echo "the word of $1" | mime_text | mime_encrypted ada list
	} >"$1.eml"
	exits 0 env GPG_TTY=/dev/tty DISPLAY=:0 PATH="$PWD/bin:$PATH" \
		timeout 300 "$SALLYPORT" -C "$CONF" deliver sec \
		--sender=ada@example.com --recipient=sec@lists.example.org \
		<"$1.eml" >public 2>&1
	[ ! -s public ]
	rows 'SELECT ref FROM mail ORDER BY id DESC LIMIT 1' >"$1"
}

test_case 'setup: a list key with a passphrase, and a pinentry that tells' '
	new_team sec
	mkdir bin
	printf "#!/bin/sh\ntouch %s\nsleep 600\n" "$PWD/asked" >bin/pinentry
	chmod 755 bin/pinentry
	protect
	cold
	exits 2 ask_list --passphrase wrong --detach-sign </dev/null >nothing \
		2>err
	has err "Bad passphrase"
'

test_case 'an agent that knows it opens mail like any other' '
	warm
	arrive known
	same 1 "$(state known)"
	exits 0 sp show "$(cat known)" >out
	has out "the word of known"
	exits 0 sp approve "$(cat known)"
	outbox_decrypt alice "$(sent_last alice@example.org)" >plain
	has gpg.status "VALIDSIG $(fpr list)"
	has plain "the word of known"
'

test_case 'one that does not: the mail is safe, shut, and nobody is asked' '
	cold
	arrive shut
	same 0 "$(state shut)"
	exits 0 sp held sec >out
	has out "1 not opened yet"
	lacks out "damaged" "decrypt"
	exits 0 sp show "$(cat shut)" >out
	has out "it has not been opened yet"
	[ ! -e asked ]
	exits 75 sp run --once >out 2>&1
	same 0 "$(state shut)"
	[ ! -e asked ]
'

test_case 'one that was given a wrong one is as good as that' '
	warm wrong && complain "it was taken" || :
	has warm.err "Bad passphrase"
	exits 75 sp run --once >out 2>&1
	same 0 "$(state shut)"
'

# R-085
test_case 'it never becomes a mail that is said to be damaged' '
	rows "UPDATE mail SET attempts = 20, arrived = arrived - 200000
		WHERE ref = '"'\$(cat shut)'"'"
	exits 75 sp run --once >out 2>&1
	same 0 "$(state shut)"
	rows "UPDATE mail SET attempts = 1, arrived = arrived + 200000
		WHERE ref = '"'\$(cat shut)'"'"
'

test_case 'doctor says what is missing' '
	exits 1 sp doctor sec >out
	cat out
	has out "list key"
	grep "^FAIL *list key" out
'

test_case 'what needs no secret key goes on: mail in the clear is taken in' '
	{ mail_headers ada@example.com clear; echo clear | mime_text
	} >clear.eml
	exits 0 deliver sec clear.eml
	same 2 "$(rows "SELECT count(*) FROM mail WHERE state = 0")"
'

test_case 'the passphrase comes: the worker opens all of it' '
	warm
	exits 0 sp run --once >out
	has out "2 opened"
	same 1 "$(state shut)"
	exits 0 sp show "$(cat shut)" >out
	has out "the word of shut"
	[ ! -e asked ]
'

test_case 'a passphrase that is preset lasts until the agent ends' '
	printf "allow-preset-passphrase\nmax-cache-ttl 3155760000\n" \
		>>"$STATE/gnupg/gpg-agent.conf"
	cold
	gpgconf --homedir "$STATE/gnupg" --launch gpg-agent
	preset=$(gpgconf --list-dirs libexecdir)/gpg-preset-passphrase
	for grip in $(gpg --homedir "$STATE/gnupg" --batch --with-colons \
		--with-keygrip -K 2>/dev/null | awk -F: "/^grp/ { print \$10 }")
	do
		printf %s "$PASSPHRASE" | GNUPGHOME=$STATE/gnupg \
			"$preset" --preset "$grip"
	done
	exits 0 sp doctor sec >out
	has out "as written by init"
	arrive preset
	same 1 "$(state preset)"
	exits 0 sp show "$(cat preset)" >out
	has out "the word of preset"
'

test_done
