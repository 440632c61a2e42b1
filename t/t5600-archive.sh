#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t5600-archive.sh - what is kept, who can read it, how it is deleted.
. "${TEST_LIB:?run through meson test}"

CANARY=archived-canary

test_case 'a list with an archive key of its own, and mail' '
	new_team sec --archive-key "$KEYS/archive.asc"
	for n in 1 2 3; do
		{ mail_headers "r$n@example.com" "[TEST-SECURITY] mail $n"
			printf "$CANARY $n\n>From me\nFrom you\n" | mime_text
		} >$n.eml
		exits 0 deliver sec $n.eml --sender=r$n@example.com
		rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1" >ref$n
	done
	exits 0 sp approve "$(cat ref1)" "$(cat ref2)"
	exits 0 sp discard "$(cat ref3)"
	gpg_as archive --version >/dev/null
'

test_case 'only what was accepted is in the archive' '
	exits 0 sp archive list >out
	has out "$(cat ref1)" "$(cat ref2)"
	lacks out "$(cat ref3)"
	exits 5 sp archive show "$(cat ref3)" 2>err
	has err "was not accepted"
'

# R-104
test_case 'it is a mail that the archive key opens, and no member' '
	for which in "" --original; do
		exits 0 sp archive show "$(cat ref1)" $which >mail
		lacks mail "$CANARY" "mail 1" r1@example
		has mail "Subject: [TEST-SECURITY] $(cat ref1)" \
			"multipart/encrypted" "protocol=\"application/pgp-encrypted\""
		outbox_decrypt archive mail >plain
		has plain "$CANARY 1" "mail 1"
		exits_got=0
		outbox_decrypt alice mail >plain || exits_got=$?
		[ "$exits_got" != 0 ]
	done
'

# R-017
test_case 'what came is kept byte for byte' '
	exits 0 sp archive show "$(cat ref1)" --original --decrypt \
		--gnupg "$TEST_DIR/u/archive" >got
	cmp 1.eml got
'

test_case 'the caller'"'"'s keyring is GNUPGHOME, or the one in HOME' '
	export GNUPGHOME=$TEST_DIR/u/archive
	exits 0 sp archive show "$(cat ref1)" --decrypt >got
	has got "$CANARY 1"
	unset GNUPGHOME
	gpg_as alice --version >/dev/null
	exits 3 sp archive show "$(cat ref1)" --decrypt \
		--gnupg "$TEST_DIR/u/alice" >got 2>err
	[ ! -s got ]
	has err "no secret key in this keyring"
	exits_got=0
	sp archive show "$(cat ref1)" --decrypt >got 2>err || exits_got=$?
	[ "$exits_got" != 0 ] && [ ! -s got ]
'

test_case 'root reads with a keyring, though the list is another user'"'"'s' '
	[ "$(id -u)" = 0 ] || exit 0
	chmod 755 "$TEST_DIR" "$CONF" "$TEST_DIR/state"
	exits 0 sp archive show "$(cat ref1)" --original --decrypt \
		--gnupg "$TEST_DIR/u/archive" >want
	chown -R nobody "$CONF/sec.conf" "$STATE"
	exits 0 sp archive show "$(cat ref1)" --original --decrypt \
		--gnupg "$TEST_DIR/u/archive" >got
	cmp want got
	exits 0 sp archive export --format mbox --original --decrypt \
		--gnupg "$TEST_DIR/u/archive" >all
	same 2 "$(grep -c "^From " all)"
	chmod 755 "$TEST_DIR/u"
	gpgconf --homedir "$TEST_DIR/u/archive" --kill gpg-agent
	chown -R daemon "$TEST_DIR/u/archive"
	exits 0 sp archive show "$(cat ref1)" --original --decrypt \
		--gnupg "$TEST_DIR/u/archive" >got
	cmp want got
	exits 2 sp archive show "$(cat ref1)" --decrypt \
		--gnupg "$TEST_DIR/nowhere" 2>err
	has err "$TEST_DIR/nowhere"
	gpgconf --homedir "$TEST_DIR/u/archive" --kill gpg-agent
	chown -R root "$TEST_DIR/u/archive" "$CONF/sec.conf" "$STATE"
'

test_case 'an mbox: on standard output, or into a new file' '
	exits 0 sp archive export --format mbox >one
	exits 0 sp archive export sec --format mbox --to two
	same 2 "$(grep -c "^From " one)"
	same 2 "$(grep -c "^From " two)"
	lacks one "$CANARY"
	exits 3 sp archive export --format mbox --to two 2>err
	has err two
	same 600 "$(stat -c %a two)"
'

test_case 'an mbox that is decrypted can be read back' '
	exits 0 sp archive export --format mbox --original --decrypt \
		--gnupg "$TEST_DIR/u/archive" --to open.mbox
	same 2 "$(grep -c "^From " open.mbox)"
	grep -q "^>From you" open.mbox
	grep -q "^>>From me" open.mbox
	python3 -c "import mailbox
for m in mailbox.mbox(\"open.mbox\"):
    assert b\"$CANARY\" in m.get_payload(decode=True), m
    print(m[\"subject\"])" >out
	has out "mail 1" "mail 2"
'

test_case 'a maildir: made, filled, and filled up later' '
	exits 0 sp archive export --format maildir --to box
	same 2 "$(ls box/cur | wc -l)"
	same 0 "$(ls box/tmp box/new | grep -c R-)"
	ls -l box/cur >before
	exits 0 sp undo "$(cat ref3)"
	exits 0 sp approve "$(cat ref3)"
	exits 0 sp archive export --format maildir --to box
	same 3 "$(ls box/cur | wc -l)"
	same "" "$(find box -perm /077)"
	python3 -c "import mailbox
print(len(list(mailbox.Maildir(\"box\", create=False))))" >n
	same 3 "$(cat n)"
'

# R-056: nothing is written but new files below the folder that was named.
test_case 'R-056: an export follows no link, and takes a leftover for none' '
	echo precious >victim
	mkdir -p linked/cur linked/new linked/tmp
	for name in $(ls box/cur); do
		ln -s "$PWD/victim" "linked/tmp/${name%:2,S}"
	done
	exits 0 sp archive export --format maildir --to linked
	same precious "$(cat victim)"
	same 3 "$(find linked/cur -type f | wc -l)"
	same "" "$(find linked -type l)"
	ln -s "$PWD/victim" link
	exits 3 sp archive export --format mbox --to link 2>err
	same precious "$(cat victim)"
'

# not_there PATH - a sentence names it, exit status 2, and there is no usage.
not_there() {
	not_there_path=$1
	shift
	exits 2 "$@" 2>err
	has err "$not_there_path cannot be written: "
	same 1 "$(wc -l <err)"
}

test_case 'a path that cannot be written is the fault of who named it' '
	echo x >file
	for format in mbox maildir; do
		not_there no/where sp archive export --format $format \
			--to no/where
		not_there file/box sp archive export --format $format \
			--to file/box
		[ ! -e no ]
	done
	not_there file sp archive export --format maildir --to file
	not_there "$PWD/no/where" sp backup sec no/where
	not_there "$PWD/file/copy" sp backup sec file/copy
	same x "$(cat file)"
	mkdir folder
	exits 3 sp archive export --format mbox --to folder 2>err
	has err "folder is there already"
	exits 3 sp backup sec folder 2>err
	has err "$PWD/folder is there already"
	same "" "$(ls folder)"
'

test_case 'and so is one that the user of the list cannot write' '
	[ "$(id -u)" = 0 ] || exit 0
	chmod 755 "$TEST_DIR" "$CONF" "$TEST_DIR/state"
	chown -R nobody "$CONF/sec.conf" "$STATE"
	mkdir -m 755 closed
	mkdir -m 700 theirs
	chown nobody theirs
	not_there closed/one sp archive export --format mbox --to closed/one
	not_there closed/box sp archive export --format maildir --to closed/box
	not_there closed sp archive export --format maildir --to closed
	not_there "$PWD/closed/copy" sp backup sec closed/copy
	same "" "$(ls closed)"
	exits 0 sp archive export --format maildir --to theirs/box
	exits 0 sp backup sec theirs/copy
	chown -R root "$CONF/sec.conf" "$STATE"
'

test_case 'bad arguments' '
	exits 2 sp archive export 2>err
	has err "--format is mbox or maildir" "usage:"
	exits 2 sp archive export --format zip 2>err
	exits 2 sp archive export --format maildir 2>err
	has err "--to DIR"
'

test_case 'without an archive key the members of the day can read it' '
	exits 0 sp init open --address open@lists.example.org \
		--state "$TEST_DIR/state/open" --tag OPEN >out
	set_conf open mta sendmail "$MTA/sendmail"
	add_member open alice moderator
	sed "s/TEST-SECURITY/OPEN/; s/sec@/open@/" 1.eml >open.eml
	exits 0 deliver open open.eml
	ref=$(sp held open --json | sed -n "s/.*\"ref\" *: *\"\(.*\)\".*/\1/p")
	exits 0 sp approve "$ref"
	for which in "" --original; do
		exits 0 sp archive show "$ref" $which --decrypt \
			--gnupg "$TEST_DIR/u/alice" >got
		has got "$CANARY 1"
		exits 0 sp archive show "$ref" $which >mail
		same 1 "$(gpg_as alice --list-packets mail 2>/dev/null |
			grep -c "^:pubkey enc packet")"
	done
	rm "$CONF/open.conf"
'

# later N - a mail, approved, of which $ref is the reference.
later() {
	{ mail_headers "l$1@example.com" "[OPEN] later $1" |
		sed "s/sec@/open@/"
		printf "%s later\n" "$CANARY" | mime_text; } >later.eml
	exits 0 deliver open later.eml --sender="l$1@example.com"
	ref=$(sp held open --json | sed -n "s/.*\"ref\" *: *\"\(.*\)\".*/\1/p")
	exits 0 sp approve "$ref"
}

# readers REF - how many keys the archive has it for.
readers() {
	exits 0 sp archive show "$1" >mail
	grep -c "^:pubkey enc packet" <<-END
	$(gpg_as alice --list-packets mail 2>/dev/null)
	END
}

test_case 'an archive key that is named later, imported, and named no more' '
	exits 0 sp init open --address open@lists.example.org \
		--state "$TEST_DIR/state/later" --tag OPEN >out
	set_conf open mta sendmail "$MTA/sendmail"
	add_member open alice moderator
	add_member open bob
	later 1
	first=$ref
	same 2 "$(readers "$first")"
	exits 5 sp key import open "$KEYS/archive.asc" 2>err
	has err "nor does [archive] keys name it"
	set_conf open archive keys "$(fpr archive)"
	exits 1 sp doctor open >out
	grep -E "^FAIL +archive key +$(fpr archive): missing" out
	later 2
	same 2 "$(readers "$ref")"
	exits 0 sp key import open "$KEYS/archive.asc" >out
	exits 0 sp key import open "$KEYS/archive.asc"
	exits 0 sp doctor open >out
	grep -E "^ok +archive key " out
	later 3
	last=$ref
	same 1 "$(readers "$last")"
	exits 0 sp archive show "$last" --original --decrypt \
		--gnupg "$TEST_DIR/u/archive" >got
	cmp later.eml got
	same 2 "$(readers "$first")"
	set_conf open archive keys ""
	later 4
	exits 0 sp archive show "$ref" --decrypt --gnupg "$TEST_DIR/u/alice" \
		>got
	has got "$CANARY later"
	exits 3 sp archive show "$ref" --decrypt \
		--gnupg "$TEST_DIR/u/archive" >got
	exits 0 sp log open >out
	same 1 "$(grep -c archive-key-added out)"
	rm "$CONF/open.conf"
'

# R-153
test_case 'a backup is a store, and says nothing by itself' '
	exits 0 sp backup sec copy.db >out
	has out "copied    the store of sec" secret gnupg
	same ok "$(sqlite3 copy.db "PRAGMA integrity_check")"
	same 3 "$(sqlite3 copy.db "SELECT count(*) FROM mail")"
	lacks copy.db "$CANARY" r1@example "mail 1"
	same 600 "$(stat -c %a copy.db)"
	exits 3 sp backup sec copy.db 2>err
	has err "there already"
'

test_case 'purge: what was refused, at once, and not twice' '
	{ mail_headers "p@example.com" "purge me"; echo x | mime_text
	} >p.eml
	exits 0 deliver sec p.eml --sender=p@example.com
	ref=$(rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1")
	exits 3 sp purge "$ref" 2>err
	has err "not decided yet"
	exits 0 sp discard "$ref"
	exits 0 sp purge "$ref" >out
	has out "purged    $ref"
	exits 3 sp purge "$ref" 2>err
	has err "deleted before"
	same "|||" "$(rows "SELECT card, envelope, original, notice FROM mail
		WHERE ref = \"$ref\"" | sed "s/0//g")"
	exits 0 sp show "$ref" >out
	has out discarded "(deleted)"
	exits 0 sp held --all >out
	has out "(deleted)"
	exits 3 sp purge "$(cat ref1)" 2>err
	has err "takes two people"
'

# R-163
test_case 'forget: two people' '
	ref=$(cat ref1)
	payloads=$(rows "SELECT count(*) FROM payload WHERE kind <> 4")
	exits 4 env SUDO_USER=jo "$SALLYPORT" -C "$CONF" forget "$ref" 2>err
	has err "waiting   $ref"
	exits 4 env SUDO_USER=jo "$SALLYPORT" -C "$CONF" forget "$ref"
	same "$payloads" "$(rows "SELECT count(*) FROM payload WHERE kind <> 4")"
	exits 0 env SUDO_USER=mo "$SALLYPORT" -C "$CONF" forget "$ref" >out
	has out "forgotten $ref"
	# The report, what members got, and that it was approved.
	same $((payloads - 3)) "$(rows "SELECT count(*) FROM payload WHERE kind <> 4")"
	exits 3 sp forget "$ref" 2>err
	exits 5 sp archive show "$ref" 2>err
	exits 0 sp archive list >out
	lacks out "$ref"
	exits 0 sp log --verify
'

test_done
