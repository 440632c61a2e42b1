# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# lists.sh - fixtures of the shell tests: lists, members, mail in and out
#
# Part of test-lib.sh. The people and their keys are those of t/keys/NOTE. The
# usual list is "sec", sec@lists.example.org; its state is $STATE. What it sends
# ends in $MTA/sent, through t/fake-sendmail.c.

CONF=$TEST_DIR/etc
MTA=$TEST_DIR/mta
KEYS=$SOURCE/t/keys
STATE=$TEST_DIR/state/sec

# What members write under "internal" holds this word, in every test; when a
# script ends, it is looked for in all that left.
INSIDE=Rohrdommelruf

# sp ARGUMENT... - the program, with this test's configuration.
sp() {
	"$SALLYPORT" -C "$CONF" "$@"
}

# new_list LIST [OPTION...] - an empty list whose mail stays with us.
new_list() {
	new_list_name=$1
	shift
	mkdir -p "$CONF" "$TEST_DIR/state" "$MTA/sent"
	cp "$BUILD/t/fake-sendmail" "$MTA/sendmail"
	exits 0 sp init "$new_list_name" \
		--address "$new_list_name@lists.example.org" \
		--tag TEST-SECURITY --state "$TEST_DIR/state/$new_list_name" \
		--key "$KEYS/list.sec.asc" "$@" >"$TEST_DIR/init.out"
	set_conf "$new_list_name" mta sendmail "$MTA/sendmail"
	# They come when people work, and tests run at any time.
	set_conf "$new_list_name" remind enabled no
}

# new_team LIST [OPTION...] - with members alice, bob, carol and moderator dave.
new_team() {
	new_list "$@"
	add_member "$1" alice
	add_member "$1" bob
	add_member "$1" carol
	add_member "$1" dave moderator
}

# add_member LIST PERSON [ROLE]
add_member() {
	exits 0 sp member add "$1" "$2@example.org" --key "$KEYS/$2.asc" \
		--name "$2" ${3:+--role "$3"} >"$TEST_DIR/member.out"
}

# set_conf LIST GROUP KEY VALUE - replace a key where it stands, or add it.
set_conf() {
	group="[$2]" key=$3 value=$4 awk '
		function put() {
			if (inside && !done)
				print key "=" ENVIRON["value"]
			done = done || inside
		}
		BEGIN { group = ENVIRON["group"]; key = ENVIRON["key"] }
		/^\[/ { put(); inside = $0 == group }
		inside && match($0, "^" key "[ \t]*=") { put(); next }
		{ print }
		END {
			put()
			if (!done)
				print group "\n" key "=" ENVIRON["value"]
		}' "$CONF/$1.conf" >"$CONF/.new"
	cat "$CONF/.new" >"$CONF/$1.conf"
	rm "$CONF/.new"
}

# rows SQL - what the store of the list answers.
rows() {
	sqlite3 -batch -cmd '.timeout 5000' "$STATE/store.db" "$1"
}

# deliver LIST FILE [OPTION...] - as the MTA would. Later options win.
deliver() {
	deliver_list=$1
	deliver_file=$2
	deliver_sender=ada@example.com
	deliver_recipient=$1@lists.example.org
	shift 2
	for deliver_option; do
		shift
		case $deliver_option in
		--sender=*) deliver_sender=${deliver_option#*=} ;;
		--recipient=*) deliver_recipient=${deliver_option#*=} ;;
		*) set -- "$@" "$deliver_option" ;;
		esac
	done
	sp deliver "$deliver_list" --sender="$deliver_sender" \
		--recipient="$deliver_recipient" "$@" <"$deliver_file"
}

# sent [ADDRESS] - files of the mails that left (for ADDRESS), oldest first.
sent() {
	for sent_file in "$MTA/sent"/*; do
		sent_name=${sent_file##*/}
		case $sent_name in
		[0-9]*."${1:-${sent_name#*.}}") echo "$sent_file" ;;
		esac
	done
}

# sent_last ADDRESS - the last of them, which must be there.
sent_last() {
	sent_last_file=$(sent "$1" | tail -n 1)
	[ -n "$sent_last_file" ] || complain "no mail to $1"
	echo "$sent_last_file"
}

# sent_count [ADDRESS]
sent_count() {
	sent "$@" | wc -l
}

# sent_ids [ADDRESS] - the Message-ID of each, in the same order.
sent_ids() {
	sent "$@" | xargs -r awk '
		FNR == 1 { head = 1 }
		$0 == "" { head = 0 }
		head && sub(/^Message-ID: /, "")'
}

# sent_aside - nothing was sent yet; what was is checked all the same when the
# script ends.
sent_aside() {
	mkdir -p "$TEST_DIR/earlier" "$MTA/sent"
	mv "$MTA/sent" "$(mktemp -d "$TEST_DIR/earlier/XXXXXX")/sent"
	mkdir "$MTA/sent"
}

# mta_says ORDER - what fake-sendmail does from now on; "" for its duty.
mta_says() {
	printf '%s\n' "$1" >"$MTA/orders"
}

# gpg_as PERSON ARGUMENT... - with that person's keyring, which has the secret
# key of that person and the public keys of all. $gpg_options adds to all calls.
gpg_as() {
	gpg_home=$TEST_DIR/u/$1
	if [ ! -d "$gpg_home" ]; then
		mkdir -p "$gpg_home"
		cat "$KEYS"/*.asc >"$gpg_home/all"
		gpg --homedir "$gpg_home" --batch --quiet --no-tty --import \
			"$KEYS/$1.sec.asc" 2>/dev/null
		for gpg_key in "$KEYS"/*.asc; do
			case $gpg_key in *.sec.asc) continue ;; esac
			gpg --homedir "$gpg_home" --batch --quiet --no-tty \
				--import "$gpg_key" 2>/dev/null
		done
	fi
	shift
	# shellcheck disable=SC2086 # a list of options
	gpg --homedir "$gpg_home" --batch --quiet --no-tty \
		--trust-model always --pinentry-mode loopback --passphrase '' \
		${gpg_options-} "$@" 9>&-
}

# outbox_decrypt PERSON FILE - the plaintext; gpg's status lines are in
# gpg.status afterwards.
outbox_decrypt() {
	gpg_as "$1" --status-file "$TEST_DIR/gpg.status" --decrypt "$2" \
		2>/dev/null
}

# fpr PERSON - the full fingerprint of the primary key.
fpr() {
	gpg --homedir "$HOME" --batch --no-tty --with-colons --show-keys \
		"$KEYS/$1.asc" 2>/dev/null |
		awk -F: '$1 == "fpr" { print $10; exit }'
}

# mail_headers FROM SUBJECT [HEADER...] - the top of a mail to the list; a MIME
# part follows, made by one of the functions below:
#
#	{ mail_headers ada@example.com 'a bug'; mime_text <body; } >report.eml
mail_headers() {
	printf 'From: %s\nSubject: %s\n' "$1" "$2"
	printf 'To: sec@lists.example.org\n'
	printf 'Date: %s\n' "$(date -R)"
	printf 'Message-ID: <%s@%s>\n' \
		"$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')" \
		"$(echo "${1#*@}" | tr -d '<>')"
	printf 'MIME-Version: 1.0\n'
	shift 2
	[ $# = 0 ] || printf '%s\n' "$@"
}

# mime_text <TEXT
mime_text() {
	printf 'Content-Type: text/plain; charset=utf-8\n'
	printf 'Content-Transfer-Encoding: 8bit\n\n'
	cat
}

# mime_signed PERSON <PART - RFC 3156, section 5.
mime_signed() {
	mime_part=$(mktemp "$TEST_DIR/part.XXXXXX")
	cat >"$mime_part"
	printf 'Content-Type: multipart/signed; micalg=pgp-sha512;\n'
	printf ' protocol="application/pgp-signature"; boundary="signed"\n\n'
	printf -- '--signed\n'
	cat "$mime_part"
	printf '\n--signed\nContent-Type: application/pgp-signature\n\n'
	sed 's/$/\r/' "$mime_part" |
		gpg_as "$1" --armor --digest-algo SHA512 --detach-sign
	printf '\n--signed--\n'
	rm "$mime_part"
}

# mime_encrypted PERSON RECIPIENT... <PART - RFC 3156, section 4, signed by
# PERSON within; not signed when PERSON is "-".
mime_encrypted() {
	mime_signer=$1
	shift
	printf 'Content-Type: multipart/encrypted;\n'
	printf ' protocol="application/pgp-encrypted"; boundary="sealed"\n\n'
	printf -- '--sealed\nContent-Type: application/pgp-encrypted\n\n'
	printf 'Version: 1\n\n--sealed\n'
	printf 'Content-Type: application/octet-stream\n\n'
	sed 's/$/\r/' | inline_encrypted "$mime_signer" "$@"
	printf '\n--sealed--\n'
}

# inline_encrypted PERSON RECIPIENT... <TEXT - one armored block.
inline_encrypted() {
	inline_signer=$1
	shift
	for inline_to; do
		shift
		set -- "$@" -r "$(fpr "$inline_to")"
	done
	if [ "$inline_signer" = - ]; then
		gpg_as ada --armor "$@" --encrypt
	else
		gpg_as "$inline_signer" --armor "$@" --sign --encrypt
	fi
}
