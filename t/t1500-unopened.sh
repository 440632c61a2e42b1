#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t1500-unopened.sh - gpg fails after the first commit: the mail is ours, stays
# unopened, and the worker opens it later.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/verdicts.sh"

# hide, show_again - the secret keys: what is sealed already can be opened by
# nobody, and nothing can be signed.
hide() {
	mv "$STATE/gnupg/private-keys-v1.d" hidden
}

show_again() {
	mv hidden "$STATE/gnupg/private-keys-v1.d"
}

# reports - one clear, one encrypted by ada, and one signed by alice.
reports() {
	report "[TEST-SECURITY] clear" >clear.eml
	{
		mail_headers ada@example.com '...'
		printf 'Content-Type: text/plain\n\nthe word\n' |
			mime_encrypted - list
	} >sealed.eml
	{
		mail_headers alice@example.org 'seen'
		echo 'the word' | mime_text | mime_signed alice
	} >signed.eml
}

test_case 'without its secret key the list takes mail in, and leaves it shut' '
	gpg_as list --quick-add-key "$(fpr list)" cv25519 encr never
	gpg_as list --armor --export-secret-keys >list.sec
	new_team sec --key list.sec
	keep empty
	hide
	reports
	taken deliver sec clear.eml
	taken deliver sec sealed.eml
	taken deliver sec signed.eml --sender=alice@example.org
	same "0,0,0" "$(rows "SELECT state FROM mail ORDER BY id" | paste -sd,)"
	same "arrived,arrived,arrived" "$(rows "SELECT verb FROM event
		WHERE ref <> '\'\''" | paste -sd,)"
	same 3 "$(rows "SELECT count(*) FROM payload")"
	same 0 "$(sent_count)"
	exits 0 sp held sec >queue
	has queue "3 not opened yet" ada@example.com alice@example.org
	exits 0 sp show "$(last)" >shown
	has shown unopened "it has not been opened yet"
	keep shut
'

test_case 'a retry by the MTA, a round of the worker: nothing changes' '
	taken deliver sec sealed.eml
	same 3 "$(mails)"
	sp run --once >out 2>&1 && complain "it said nothing was wrong"
	same "0,0,0" "$(rows "SELECT state FROM mail ORDER BY id" | paste -sd,)"
	same 3 "$(rows "SELECT count(*) FROM payload")"
	same "1,2,1" "$(rows "SELECT attempts FROM mail ORDER BY id" | paste -sd,)"
'

test_case 'nobody can decide about what nobody could read' '
	for command in approve discard defer; do
		exits 3 sp $command "$(last)" 2>err
	done
	same 0 "$(rows "SELECT state FROM mail ORDER BY id DESC LIMIT 1")"
'

# R-085 R-133
test_case 'the worker opens it when it can' '
	show_again
	exits 0 sp run --once
	same "1,1,2" "$(rows "SELECT state FROM mail ORDER BY id" |
		paste -sd,)"
	same 2 "$(rows "SELECT count(*) FROM event WHERE verb = '\''held'\''")"
	same 3 "$(sent_count dave@example.org)"
	same 1 "$(sent_count bob@example.org)"
	exits 0 sp show "$(rows "SELECT ref FROM mail WHERE id = 2")" >shown
	has shown "the word"
	same 0 "$(rows "SELECT count(*) FROM payload WHERE kind <> 4 AND id NOT IN (
		SELECT original FROM mail UNION SELECT notice FROM mail
		WHERE notice UNION SELECT post FROM mail WHERE post)")"
'

# normal FILE - an acknowledgement less what differs between any two.
normal() {
	normal_ref=$(sed -n 's/^    \(R-....-....\)$/\1/p' "$1")
	normal_id=$(sed -n 's/^Message-ID: <\(.*\)@.*/\1/p' "$1")
	sed -E -e "s/$normal_ref/REF/g" -e "s/$normal_id/ID/g" \
		-e 's/^(Date|Message-ID):.*/\1/' \
		-e 's/^Reply-To: sec\+REF-[a-z0-9]+@/Reply-To: @/' \
		-e '/^-----BEGIN/,/^-----END/d' \
		-e 's/[0-9]+:[0-9]+ UTC/TIME/' "$1"
}

# both HOW - the acknowledgement of clear.eml and sealed.eml, with all in order,
# and while decryption was broken by that command and mended by the other.
both() {
	for file in clear sealed; do
		restore empty
		eval "$1"
		taken deliver sec $file.eml
		is state "$2"
		is acknowledgement due
		same 60 "$(rows "SELECT ack_due - arrived FROM mail")"
		rows "UPDATE mail SET ack_due = ack_due - 61"
		eval "$3"
		exits 0 sp run --once >run.out
		same 1 "$(sent_count ada@example.com)"
		normal "$(sent_last ada@example.com)" >"$4.$file"
	done
}

# R-035
test_case 'the acknowledgement is the same, whether it could be opened or not' '
	both : held : usual
	both hide unopened show_again broken
	cmp usual.clear broken.clear
	cmp usual.sealed broken.sealed
	grep -q "^In-Reply-To: <" broken.sealed
	! cmp -s usual.clear usual.sealed
'

test_case 'also when it leaves before the mail could be opened' '
	for file in clear sealed; do
		restore empty
		hide
		taken deliver sec $file.eml
		rows "UPDATE mail SET ack_due = ack_due - 61"
		sp run --once || true
		show_again
		is state unopened
		is acknowledgement sent
		rows "UPDATE outbox SET due = 0"
		exits 0 sp run --once
		is state held
		is acknowledgement sent
		exits 0 sp run --once
		same 1 "$(sent_count ada@example.com)"
		normal "$(sent_last ada@example.com)" >late.$file
		cmp usual.$file late.$file
	done
'

test_case 'each of many is acknowledged, though none was opened' '
	restore empty
	hide
	for i in 1 2 3; do
		report "report $i" >$i.eml
		taken deliver sec $i.eml --sender=ada$i@example.com
	done
	report "no id" | sed "/^Message-ID/d" >4.eml
	taken deliver sec 4.eml --sender=ada4@example.com
	show_again
	rows "UPDATE mail SET ack_due = ack_due - 61"
	exits 0 sp run --once
	for i in 1 2 3 4; do
		same 1 "$(sent_count ada$i@example.com)"
	done
'

# --- other ways to break it ---------------------------------------------------

# hurt BREAK MEND - after it an encrypted mail is kept, and opened later.
hurt() {
	restore empty
	eval "$1"
	taken deliver sec sealed.eml || complain "$1"
	is state unopened || complain "$1"
	eval "$2"
	exits 0 sp run --once
	is state held
	same 1 "$(sent_count dave@example.org)"
}

# R-085
test_case 'an agent that cannot be reached, keys that cannot be read' '
	home=$STATE/gnupg
	socket=$(gpgconf --homedir "$home" --list-dirs agent-socket)
	gpgconf --homedir "$home" --kill gpg-agent
	restore empty
	taken deliver sec sealed.eml
	is state held
	hurt "gpgconf --homedir $home --kill gpg-agent; sleep 0.1
		rm -f $socket; mkdir -p $socket/x" "rm -r $socket"
	cp -a "$home/private-keys-v1.d" kept
	hurt "for key in $home/private-keys-v1.d/*; do : >\$key; done" \
		"cp kept/* $home/private-keys-v1.d/"
'

# faulty PATTERN COMMAND - the programs, in a folder of their own, where gpg does
# that when its arguments match.
faulty() {
	mkdir -p bin
	cp "$BUILD/filter/sallyport" "$BUILD/filter/sallyport-main" bin/
	printf '#!/bin/sh\ncase "$*" in\n%s) %s ;;\nesac\nexec "%s" "$@"\n' \
		"$1" "$2" "$BUILD/filter/sallyport-gpg" >bin/sallyport-gpg
	chmod 700 bin/sallyport-gpg
	restore empty
}

test_case 'a gpg that breaks while it opens or verifies' '
	for command in "exit 2" "exit 0" "kill -9 \$\$" "kill -11 \$\$" \
		"head -c 90 /dev/urandom; exit 2" "exit 75"; do
		faulty "*--decrypt*|*--verify*" "$command"
		SALLYPORT=$PWD/bin/sallyport
		taken deliver sec sealed.eml
		taken deliver sec signed.eml --sender=alice@example.org
		same "$command: 0,0" "$command: $(rows "SELECT state FROM mail ORDER BY id" |
			paste -sd,)"
		same 0 "$(sent_count)"
		SALLYPORT=$BUILD/filter/sallyport
		exits 0 sp run --once
		same "1,2" "$(rows "SELECT state FROM mail ORDER BY id" | paste -sd,)"
	done
'

test_case 'without any gpg nothing can be sealed, and nothing is taken' '
	faulty "*" "exit 2"
	SALLYPORT=$PWD/bin/sallyport
	deferred deliver sec clear.eml
	rm bin/sallyport-gpg
	deferred deliver sec clear.eml
	SALLYPORT=$BUILD/filter/sallyport
	same 0 "$(mails)"
	taken deliver sec clear.eml
	same 1 "$(mails)"
'

# R-085
test_case 'a damaged mail is no trouble of ours: it is held at once' '
	restore empty
	awk "/^hF4D/ { sub(/A/, \"B\") } { print }" sealed.eml >bent.eml
	! cmp -s sealed.eml bent.eml
	taken deliver sec bent.eml
	held_as non-member undecryptable
'

# R-085
test_case 'what cannot be opened for a day is shown to people unread' '
	restore empty
	grip=$(gpg_as list --with-colons --with-keygrip --list-keys \
		"$(fpr list)" | awk -F: "\$1 == \"sub\" { n++ }
		n == 1 && \$1 == \"grp\" { print \$10 }")
	mv "$STATE/gnupg/private-keys-v1.d/$grip.key" old.key
	taken deliver sec sealed.eml
	is state unopened
	for age in 3600 7200 7200; do
		rows "UPDATE mail SET arrived = arrived - $age"
		sp run --once >run.out 2>&1 || true
		is state unopened
	done
	rows "UPDATE mail SET arrived = arrived - 86400"
	exits 0 sp run --once
	held_as non-member undecryptable
	same 1 "$(sent_count dave@example.org)"
	exits 0 sp show "$(last)" >shown
	has shown "this server failed to open it for a day"
	lacks shown damaged
	exits 0 sp show "$(last)" --raw >raw
	cmp raw sealed.eml
'

test_done
