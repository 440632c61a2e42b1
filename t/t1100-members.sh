#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t1100-members.sh - whose signature opens the gate, and when it does not.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/verdicts.sh"

# text [HEADER...] - a text part, with protected header fields; never the same.
text() {
	[ $# = 0 ] || printf '%s\n' "$@"
	printf 'Content-Type: text/plain; charset=utf-8'
	[ $# = 0 ] && echo || printf '; protected-headers="v1"\n'
	printf '\nI can reproduce it\non 9.1.2\n'
	od -An -N8 -tx1 /dev/urandom
}

# post PERSON [HEADER...] - a post of that member, signed as PGP/MIME.
post() {
	post_by=$1
	shift
	mail_headers "$post_by@example.org" 'reproduced'
	text "$@" | mime_signed "$post_by"
}

# from PERSON FILE [OPTION...] - deliver it with that person's envelope.
from() {
	from_person=$1
	shift
	taken deliver sec "$@" --sender="$from_person@example.org"
}

# members_got TEXT - the last mail was distributed, and each member can read it.
members_got() {
	is state accepted
	for member in alice bob carol dave; do
		outbox_decrypt $member "$(sent_last $member@example.org)" >got
		has got "$1"
	done
	same 4 "$(sent_count)"
}

# --- accepted -----------------------------------------------------------------

test_case 'a signed post of a member goes out at once' '
	new_team sec
	keep empty
	for person in alice bob carol dave; do
		restore empty
		post $person >post.eml
		from $person post.eml
		members_got "on 9.1.2"
		has got "member $person@example.org"
		is decision distribute
		is no_acknowledgement own-address
		same "arrived distributed" "$(rows "SELECT verb FROM event
			WHERE ref <> '\'\'' ORDER BY seq" | paste -sd " ")"
	done
'

test_case 'so does clear-signed text' '
	restore empty
	{
		mail_headers alice@example.org reproduced
		printf "Content-Type: text/plain; charset=utf-8\n\n"
		printf "I can reproduce it\n-- dashes\non 9.1.2\n" |
			gpg_as alice --armor --clear-sign
	} >post.eml
	from alice post.eml
	members_got "on 9.1.2"
'

test_case 'and what is encrypted to the list, signed in any of three ways' '
	restore empty
	{ mail_headers alice@example.org ...; text | mime_encrypted alice list
	} >post.eml
	from alice post.eml
	members_got "on 9.1.2"
	has got original.pgp
	restore empty
	{ mail_headers alice@example.org ...
	  text | mime_signed alice | mime_encrypted - list; } >post.eml
	from alice post.eml
	members_got "on 9.1.2"
	has got "BEGIN PGP SIGNATURE"
	restore empty
	{ mail_headers alice@example.org ...
	  printf "Content-Type: text/plain\n\n"
	  printf "I can reproduce it\non 9.1.2\n" | inline_encrypted alice list
	} >post.eml
	from alice post.eml
	members_got "on 9.1.2"
'

# R-043
test_case 'it is the signature that counts, whatever From says' '
	for address in bob@example.org ada@example.com; do
		restore empty
		{ mail_headers $address reproduced; text | mime_signed alice
		} >post.eml
		taken deliver sec post.eml
		members_got "on 9.1.2"
		has got "member alice@example.org" "signed by alice@example.org"
	done
'

# --- held ---------------------------------------------------------------------

# holds NAME WHY - post.eml, from alice, is held for that reason alone, and no
# member sees more than that, but for the moderator.
holds() {
	restore empty
	from alice post.eml
	held_as "$2" || complain "$1"
	same "1 $1" "$(sent_count) $1"
	same "1 $1" "$(sent_count dave@example.org) $1"
	is no_acknowledgement own-address
}

test_case 'unsigned, it is held' '
	{ mail_headers alice@example.org reproduced; text; } >post.eml
	holds unsigned unsigned
	{ mail_headers alice@example.org ...; text | mime_encrypted - list
	} >post.eml
	holds "encrypted and unsigned" unsigned
'

test_case 'or goes out under a banner, where the list wants that' '
	cp "$CONF/sec.conf" usual.conf
	set_conf sec post unsigned-member banner
	{ mail_headers alice@example.org reproduced; text; } >post.eml
	restore empty
	from alice post.eml
	members_got "on 9.1.2"
	has got "NOT SIGNED"
	restore empty
	sed -i "s/^From: .*/From: ada@example.com/" post.eml
	from alice post.eml
	held_as non-member
'

test_case 'but never what our border calls forged, or names a member inside' '
	set_conf sec ack authserv-id mx.example.org
	restore empty
	{
		echo "Authentication-Results: mx.example.org; dmarc=fail
 header.from=example.org"
		mail_headers alice@example.org reproduced
		text
	} >post.eml
	from alice post.eml
	held_as unsigned
	restore empty
	{ mail_headers ada@example.com ...
	  text "From: alice@example.org" | mime_encrypted - list; } >post.eml
	from alice post.eml
	held_as unsigned
	cp usual.conf "$CONF/sec.conf"
'

# signed_at TIME - of alice, at that many seconds from now.
signed_at() {
	gpg_options="--faked-system-time $(($(date +%s) + $1))!" \
		post alice >post.eml
}

# R-094
test_case 'a signature counts for three days, and five minutes ahead' '
	three_days=$((3 * 86400))
	for fresh in -$((three_days - 300)) -60 0 240; do
		signed_at $fresh
		restore empty
		from alice post.eml
		is state accepted || complain "$fresh"
	done
	for stale in -$((three_days + 300)) -31536000 400 86400 31536000; do
		signed_at $stale
		holds "$stale" old-signature
	done
'

test_case 'it counts as of the arrival, also when the mail is opened late' '
	restore empty
	signed_at -$((3 * 86400 + 1200))
	mv "$STATE/gnupg/private-keys-v1.d" hidden
	from alice post.eml
	mv hidden "$STATE/gnupg/private-keys-v1.d"
	is state unopened
	rows "UPDATE mail SET arrived = arrived - 3600"
	exits 0 sp run --once
	is state accepted
'

# R-094
test_case 'a signature counts once, whatever is put around it' '
	restore empty
	post alice >post.eml
	from alice post.eml
	is state accepted
	for change in "s/^Message-ID: </&x/I" "s/^Subject: .*/Subject: new/" \
		"s/boundary=\"signed\"/boundary=\"other\"/; s/^--signed/--other/" \
		"s/^From: .*/From: bob@example.org/"; do
		sed "$change" post.eml >again.eml
		from alice again.eml
		held_as replayed
	done
	{ mail_headers alice@example.org ...
	  sed "1,/^MIME-Version/d" post.eml | mime_encrypted - list
	} >again.eml
	from mallory again.eml
	held_as replayed
'

test_case 'the same text signed anew is another post' '
	restore empty
	gpg_options="--faked-system-time $(($(date +%s) - 100))!" \
		post alice >one.eml
	post alice >two.eml
	from alice one.eml
	from alice two.eml
	same 2 "$(rows "SELECT count(*) FROM mail WHERE state = 2")"
'

test_case 'clear-signed text counts once, though its line ends vary' '
	restore empty
	clear() {
		mail_headers alice@example.org clear
		printf "Content-Type: text/plain; charset=utf-8\n\n"
		cat clear.asc
	}
	printf "the same\ntext\n" | gpg_as alice --armor --clear-sign >clear.asc
	clear >one.eml
	sed "s/^the same/& \t/; s/^text/& /" clear.asc >clear.new
	mv clear.new clear.asc
	clear >two.eml
	from alice one.eml
	is state accepted
	from alice two.eml
	held_as replayed
'

test_case 'a signature that was on a held mail opens nothing afterwards' '
	restore empty
	post alice >post.eml
	from alice post.eml --recipient=sec+nonsense@lists.example.org
	held_as role-address
	sed "s/^Message-ID: </&x/I" post.eml >again.eml
	from alice again.eml
	held_as replayed
'

# R-094
test_case 'eight at once, all with one signature: one goes out' '
	restore empty
	for i in 1 2 3 4 5 6 7 8; do
		sed "s/^Message-ID: </&$i/I" post.eml >"$i.eml"
		deliver sec $i.eml --sender=alice@example.org &
	done
	wait
	same 1 "$(rows "SELECT count(*) FROM mail WHERE state = 2")"
	same 7 "$(rows "SELECT count(*) FROM mail WHERE state = 1
		AND why = 16")"
'

# R-097
test_case 'a protected To must name the list' '
	for to in "To: sec@lists.example.org" "Cc: <SEC@lists.example.org>" \
		"To: x@y.org, \"the list\" <sec@lists.example.org>" \
		"To: sec+R-7KQ4-M2XC@lists.example.org"; do
		restore empty
		post alice "$to" >post.eml
		from alice post.eml
		is state accepted || complain "$to"
	done
	for to in "To: other@lists.example.org" "To: sec@example.org" \
		"To: x-sec@lists.example.org" "Cc: bob@example.org" \
		"To: sec@lists.example.org.evil.org" \
		"To: \"sec@lists.example.org\" <other@lists.example.org>"; do
		post alice "$to" >post.eml
		holds "$to" for-others
		{ mail_headers alice@example.org ...
		  text "$to" | mime_encrypted alice list; } >post.eml
		holds "$to" for-others
	done
'

test_case 'who is paused is held, who has left is a stranger' '
	restore empty
	post alice >post.eml
	exits 0 sp member pause sec alice@example.org
	from alice post.eml
	held_as paused
	exits 0 sp member resume sec alice@example.org
	post alice >post.eml
	from alice post.eml
	is state accepted
	exits 0 sp member remove sec alice@example.org
	post alice >post.eml
	from alice post.eml
	held_as non-member
	add_member sec alice
	post alice >post.eml
	from alice post.eml
	is state accepted
	keep empty.new
'

# R-090
test_case 'a signature of somebody else is none of a member' '
	{ mail_headers mallory@example.com reproduced
	  text | mime_signed mallory; } >post.eml
	holds "no member" non-member
	{ mail_headers alice@example.org reproduced
	  text | mime_signed mallory; } >post.eml
	holds "in the name of one" bad-signature
	{ mail_headers mallory@example.com ...
	  text | mime_encrypted mallory list; } >post.eml
	holds "encrypted" non-member
'

# bent NAME CHANGE - the signature of alice does not fit any more.
bent() {
	sed "$2" whole.eml >post.eml
	! cmp -s whole.eml post.eml
	holds "$1" bad-signature
}

# R-090
test_case 'one changed byte, and it is held' '
	post alice >whole.eml
	bent text "s/reproduce it/reproduce  it/"
	bent "text ahead" "/^--signed$/{n;s/^/X: y\n/}"
	bent "last line" "s/^on 9.1.2/on 9.1.3/"
	bent "a blank" "s/^on 9.1.2/& /"
	bent "an empty line" "s/^on 9.1.2/&\n/"
	bent "header of the part" "s/charset=utf-8/charset=us-ascii/"
	bent "no signature" "/BEGIN PGP/,/END PGP/d"
	bent "half a signature" "/BEGIN PGP/,/END PGP/{/^[A-Za-z0-9+]/d}"
'

# R-091
test_case 'what stands around the signed part gives it no voice' '
	post alice >whole.eml
	sed "s/^--signed--/--signed\nContent-Type: text\/plain\n\nmore\n&/" \
		whole.eml >post.eml
	restore empty
	from alice post.eml
	is state held
	{
		mail_headers alice@example.org reproduced
		printf "Content-Type: multipart/mixed; boundary=\"b\"\n\n"
		printf -- "--b\nContent-Type: text/plain\n\nfirst this\n--b\n"
		text | mime_signed alice
		printf -- "\n--b--\n"
	} >post.eml
	restore empty
	from alice post.eml
	is state held
'

# R-090
test_case 'two signatures are one too many' '
	{ text | sed "s/\$/\r/" >part; }
	for first in alice bob; do
		gpg_as $first --detach-sign <part >$first.sig
	done
	{
		mail_headers alice@example.org reproduced
		printf "Content-Type: multipart/signed; micalg=pgp-sha512;\n"
		printf " protocol=\"application/pgp-signature\"; boundary=\"b\"\n"
		printf "\n--b\n"
		tr -d "\r" <part
		printf "\n--b\nContent-Type: application/pgp-signature\n\n"
		cat alice.sig bob.sig | gpg_as alice --enarmor |
			sed "s/ARMORED FILE/SIGNATURE/"
		printf "\n--b--\n"
	} >post.eml
	holds two bad-signature
	{ mail_headers alice@example.org ...
	  text | sed "s/\$/\r/" | gpg_as alice -u "$(fpr alice)" \
		-r "$(fpr list)" --armor --sign --encrypt >both.asc
	  printf "Content-Type: text/plain\n\n"; cat both.asc both.asc
	} >post.eml
	restore empty
	from alice post.eml
	is state held
'

# --- keys that end ------------------------------------------------------------

# own PERSON GPG-ARGUMENT... - with the keyring of somebody made for this.
own() {
	own_home=$TEST_DIR/u/$1
	shift
	gpg --homedir "$own_home" --batch --quiet --no-tty \
		--pinentry-mode loopback --passphrase "" "$@" 2>/dev/null
}

past="--faked-system-time $(($(date +%s) - 864000))"

# enrol PERSON - with a key ten days old; it is kept beside, to sign later with.
enrol() {
	mkdir -p "$TEST_DIR/u/$1"
	own "$1" $past --quick-generate-key "<$1@example.org>" ed25519 \
		sign,cert never
	key=$(own "$1" --with-colons --list-keys |
		awk -F: '$1 == "fpr" { print $10; exit }')
	own "$1" $past --quick-add-key "$key" cv25519 encr never
	own "$1" --armor --export "$key" >key.asc
	exits 0 sp member add sec "$1@example.org" --key key.asc >enrol.out
	cp -a "$TEST_DIR/u/$1" "$TEST_DIR/u/$1.kept"
}

# renew PERSON - the list gets the key as it is now; the person goes on with the
# old one.
renew() {
	own "$1" --armor --export "$key" >key.asc
	exits 0 sp key import sec key.asc >renew.out
	gpgconf --homedir "$TEST_DIR/u/$1" --kill gpg-agent
	rm -rf "$TEST_DIR/u/$1"
	mv "$TEST_DIR/u/$1.kept" "$TEST_DIR/u/$1"
}

# post_of PERSON - as post, with that keyring.
post_of() {
	mail_headers "$1@example.org" reproduced
	text >part
	printf 'Content-Type: multipart/signed; micalg=pgp-sha512;\n'
	printf ' protocol="application/pgp-signature"; boundary="b"\n\n--b\n'
	cat part
	printf '\n--b\nContent-Type: application/pgp-signature\n\n'
	sed 's/$/\r/' part | own "$1" --armor --detach-sign
	printf '\n--b--\n'
}

# R-090 R-099
test_case 'an expired or a revoked key signs for nobody' '
	restore empty
	for person in erin frank; do
		enrol $person
		post_of $person >post.eml
		from $person post.eml
		is state accepted
		case $person in
		erin)
			own erin $past --quick-set-expire $key 5d
			word=expired
			;;
		frank)
			sed "s/^:-----BEGIN/-----BEGIN/" \
				"u/frank/openpgp-revocs.d/$key.rev" |
				own frank --import
			word=REVOKED
			;;
		esac
		renew $person
		post_of $person >post.eml
		from $person post.eml
		is state held
		held_as bad-signature
		is signature "by the $word key $key"
		gpgconf --homedir "$PWD/u/$person" --kill gpg-agent
	done
'

test_done
