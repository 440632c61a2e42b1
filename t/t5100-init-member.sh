#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t5100-init-member.sh - making a list and its roster.
. "${TEST_LIB:?run through meson test}"

mkdir -p "$CONF" "$TEST_DIR/state"

# init LIST [OPTION...]
init() {
	init_name=$1
	shift
	sp init "$init_name" --address "$init_name@lists.example.org" \
		--state "$TEST_DIR/state/$init_name" "$@"
}

# made - all that is there, with modes.
made() {
	(cd "$TEST_DIR" && find etc state ! -type s -printf "%M %u %p\n" |
		sort -k 3)
}

test_case 'init makes everything, asks nothing, and says what to do' '
	exits 0 init sec </dev/null >out
	for part in sec.conf; do [ -f "$CONF/$part" ]; done
	for part in store.db secret deferred gnupg/gpg.conf; do
		[ -f "$STATE/$part" ]
	done
	has out "made      list sec <sec@lists.example.org>" "$STATE" \
		"member add sec ADDR --key FILE" "run --once" "doctor" \
		"$(sp key show | sed -n "s/^fingerprint *//p")"
'

test_case 'the lines for the mail server are those of contrib/' '
	mkdir plain
	for file in postfix/master.cf postfix/main.cf postfix/sallyport \
		exim/router exim/transport; do
		grep -v "^#" "$SOURCE/contrib/$file" | sed "/^$/d"
	done >want
	exits 0 "$SALLYPORT" -C "$TEST_DIR/plain" init team \
		--address team@lists.example.org --state "$TEST_DIR/state/team" \
		>out
	awk "/^# Postfix/ { on = 1 } /^Why these lines/ { on = 0 } on" out |
		grep -v "^#" | sed "/^$/d" | sed -e "s, -C $TEST_DIR/plain,," \
		-e "s,$SALLYPORT,/usr/local/bin/sallyport," \
		-e "s/user=$(id -un) /user=sallyport /" \
		-e "s/user = $(id -un)$/user = sallyport/" \
		-e "s/group = $(id -gn)$/group = sallyport/" | diff -u want -
	exits 0 "$SALLYPORT" -C "$TEST_DIR/plain" init a-b \
		--address x.y@lists.example.net \
		--state "$TEST_DIR/state/a-b" >out
	has out "/^x\.y([-+][^@]*)?@lists\.example\.net\$/	sallyport:a-b" \
		"(?i)x\.y(" "sallyport_a_b:" "deliver a-b" \
		"domains = lists.example.net"
	lacks out "example.org" team
'


test_case 'the list is private, and belongs to its user' '
	same "" "$(find "$CONF/sec.conf" "$STATE" -perm /077)"
	same drwx------ "$(stat -c %A "$STATE")"
	same drwx------ "$(stat -c %A "$STATE/gnupg")"
	same "" "$(find "$STATE" ! -user "$(id -un)")"
'

test_case 'the list key is what was promised' '
	sp key show >out
	has out "algorithm      ed25519" "expires        never" \
		"SEC list <sec@lists.example.org>" "state          usable"
	sp key export >list.asc
	gpg --homedir "$HOME" --batch --no-tty --with-colons --show-keys \
		list.asc 2>/dev/null | awk -F: "\$1 == \"uid\" { print \$10 }" \
		>names
	same "SEC list <sec@lists.example.org>" "$(head -n 1 names)"
	has names "<sec-request@lists.example.org>" \
		"<sec-owner@lists.example.org>"
	gpg --homedir "$HOME" --batch --no-tty --with-colons --show-keys \
		list.asc >colons 2>/dev/null
	has colons ":ed25519:" ":cv25519:"
	lacks list.asc PRIVATE
'

test_case 'the configuration has every key and reads back the same' '
	sp config keys | grep -v NAME >keys
	[ "$(wc -l <keys)" -gt 30 ]
	sed -E "s/^\[(.*)\] (.*)$/\1 \2/" keys | while read -r group key; do
		awk -v g="[$group]" -v k="$key" "
			/^\[/ { in_group = \$0 == g }
			in_group && index(\$0, k) == 1 { found = 1 }
			END { exit !found }" "$CONF/sec.conf" ||
			complain "[$group] $key is not in sec.conf"
	done
	exits 0 sp config check >out
	has out "ok        $CONF/sec.conf"
'

test_case 'a profile becomes the list, and keeps its explanations' '
	for profile in default qemu-2020 libvirt xen distros qemu-2026; do
		rm -rf profile "$TEST_DIR/state/team"
		mkdir profile
		exits 0 "$SALLYPORT" -C "$TEST_DIR/profile" init team \
			--address team@lists.example.org --tag TEAM \
			--state "$TEST_DIR/state/team" --profile "$profile" \
			>out
		exits 0 "$SALLYPORT" -C "$TEST_DIR/profile" config check
		has profile/team.conf "address = team@lists.example.org" \
			"tag = TEAM" "state = $TEST_DIR/state/team"
		sed -E "s/^(address|name|tag|prefix|state) =.*/\1/" \
			profile/team.conf >got
		sed -E "s/^(address|name|tag|prefix|state) =.*/\1/" \
			"$SOURCE/config/profiles/$profile.conf" | diff -u - got
	done
	rm -rf "$TEST_DIR/state/team"
'

test_case 'the events begin with the list' '
	sp log >out
	has out created
	same 1 "$(wc -l <out)"
	exits 0 sp log --verify
'

test_case 'a second init is refused and changes nothing' '
	made >before
	sp key show >key
	exits 3 init sec 2>err
	has err "list sec is there already"
	exits 3 sp init other --address o@lists.example.org \
		--state "$STATE" 2>err
	has err "$STATE is there already and not empty"
	made | diff -u before -
	sp key show | cmp - key
'

test_case 'what fails leaves nothing behind' '
	made >before
	exits 2 init new --key "$KEYS/alice.asc" 2>err
	has err "$KEYS/alice.asc"
	exits 2 init new --key "$KEYS/no-such-file" 2>err
	has err "No such file"
	exits 2 init new --key "$CONF/sec.conf" 2>err
	exits 2 init new --archive-key "$KEYS/two.asc" 2>err
	exits 2 init new --archive-key "$KEYS/weak.asc" 2>err
	exits 3 init new --archive-key "$KEYS/signonly.asc" 2>err
	has err "not able to encrypt"
	exits 3 init new --archive-key "$KEYS/expired.asc" 2>err
	has err "expired"
	exits 3 init new --archive-key "$KEYS/revoked.asc" 2>err
	has err "revoked"
	exits 2 init new --profile no-such 2>err
	has err "no-such" "allowed is one of default, qemu-2020, libvirt, xen,"
	exits 2 init new --tag "a]b" 2>err
	exits 2 init new --user no-such-user 2>err
	has err "there is no user no-such-user"
	exits 2 sp init new --address "not an address" 2>err
	exits 2 sp init new 2>err
	has err "--address is missing" "usage: sallyport"
	exits 2 init ../new 2>err
	exits 2 init .new 2>err
	exits 75 sp init new --address n@lists.example.org \
		--state /proc/self/new 2>err
	made | diff -u before -
'

test_case 'a broken gpg leaves nothing behind' '
	made >before
	# No socket fits below so deep a folder.
	deep=$TEST_DIR/state/$(printf "%080d" 0)
	exits_got=0
	sp init new --address n@lists.example.org --state "$deep" 2>err ||
		exits_got=$?
	[ "$exits_got" = 2 ] || [ "$exits_got" = 75 ]
	[ -s err ]
	made | diff -u before -
'

test_case 'an empty folder is taken, and kept when it fails' '
	mkdir "$TEST_DIR/state/empty"
	exits 2 init empty --key "$KEYS/alice.asc"
	[ -d "$TEST_DIR/state/empty" ]
	exits 0 init empty --key "$KEYS/list.sec.asc" >out
	has out "$(gpg --homedir "$HOME" --batch --no-tty --show-keys \
		--with-fingerprint "$KEYS/list.asc" 2>/dev/null |
		sed -n "s/.*= //p" | head -n 1 | cut -c1-24)"
	same "$(fpr list)" "$(sp key show empty --json |
		sed -n "s/.*\"fingerprint\" *: *\"\(.*\)\".*/\1/p")"
'

test_case 'an archive key is in the configuration and in the keyring' '
	exits 0 init arch --archive-key "$KEYS/archive.asc" >out
	has "$CONF/arch.conf" "$(fpr archive)"
	sp key list arch >out
	has out "archive" "$(fpr archive)"
'

test_case 'root makes a list for another user' '
	[ "$(id -u)" = 0 ] || exit 0
	chmod 755 "$TEST_DIR" "$CONF" "$TEST_DIR/state"
	exits 0 init other --user nobody >out
	has out "for user nobody" "user=nobody" "group = nogroup"
	same "" "$(find "$CONF/other.conf" "$TEST_DIR/state/other" \
		! -user nobody)"
	same "" "$(find "$CONF/other.conf" "$TEST_DIR/state/other" -perm /077)"
	exits 0 sp member add other alice@example.org --key "$KEYS/alice.asc"
	exits 0 sp held other
	exits 2 sp backup other "$TEST_DIR/copy.db" 2>err
	has err "copy.db cannot be written: Permission denied for user nobody"
	exits 0 setpriv --reuid nobody --regid nogroup --clear-groups \
		"$SALLYPORT" -C "$CONF" held other
	same "" "$(find "$TEST_DIR/state/other" ! -user nobody)"
	exits 3 setpriv --reuid nobody --regid nogroup --clear-groups \
		"$SALLYPORT" -C "$CONF" init more \
		--address m@lists.example.org --user root \
		--state "$TEST_DIR/state/more" 2>err
	has err "only root"
	# Root becomes each list'"'"'s user in turn, in a process for each.
	set_conf other mta sendmail /bin/true
	set_conf sec mta sendmail /bin/true
	exits 0 sp run --once
	same "" "$(find "$TEST_DIR/state/other" ! -user nobody)"
	same "" "$(find "$STATE" -user nobody)"
	exits 3 sp held 2>err
	has err "list sec belongs to user root" "one list at a time" \
		"sudo -u root sallyport"
'

test_case 'root finds a mail and a case, whosever list it is' '
	[ "$(id -u)" = 0 ] || exit 0
	exits 0 init third --user daemon >out
	exits 0 sp member add third alice@example.org --key "$KEYS/alice.asc"
	set_conf third mta sendmail /bin/true
	for list in other third; do
		printf "From: ada@example.com\nSubject: for %s\n\nx\n" $list |
			exits 0 sp deliver $list --sender=ada@example.com \
				--recipient=$list@lists.example.org
		sp held $list | sed -n "s/^\(R-[^ ]*\).*/\1/p" >$list.ref
		exits 0 sp show "$(cat $list.ref)" >out
		has out "for $list"
	done
	exits 3 sp discard "$(cat other.ref)" "$(cat third.ref)" >out 2>err
	has out "discarded $(cat other.ref)"
	has err "$(cat third.ref): list" "sudo -u"
	exits 0 sp approve "$(cat third.ref)" >out
	case=$(grep -oE "[A-Z]+-[0-9]+-[0-9]+" out | head -n 1)
	exits 0 sp case show "$case" >out
	has out "for third"
	exits 5 sp show R-7KQ4-M2XC 2>err
	has err "there is no mail R-7KQ4-M2XC"
	exits 5 sp case show NONE-2026-0001 2>err
	has err "there is no case NONE-2026-0001"
	for list in other third; do
		same "" "$(find "$CONF/$list.conf" "$TEST_DIR/state/$list" \
			-user root)"
	done
	# One that cannot be looked at might have it.
	mv "$TEST_DIR/state/other" away
	exits 2 sp show R-7KQ4-M2XC 2>err
	has err "list other"
	exits 0 sp show "$(cat third.ref)" >out
	mv away "$TEST_DIR/state/other"
	rm "$CONF/third.conf"
	rm -r "$CONF/other.conf"
'

test_case 'member add says which fingerprint it trusts' '
	rm "$CONF/empty.conf" "$CONF/arch.conf"
	exits 0 sp member add sec alice@example.org --key "$KEYS/alice.asc" \
		--name "Alice A." --affiliation "Example Inc." \
		--role moderator,admin --login al >out
	has out "added     alice@example.org to sec, as moderator,admin" \
		"$(fpr alice | sed "s/..../& /g; s/ $//" |
			cut -c1-24)" "ed25519"
	sp member show alice@example.org >out
	has out "Alice A." "Example Inc." "moderator,admin" "al" "usable"
	same 1 "$(rows "SELECT count(*) FROM member")"
	sp log >out
	has out "member-added" "$(fpr alice)"
'

test_case 'every algorithm of the roster is taken' '
	for person in bob carol; do
		exits 0 sp member add $person@example.org \
			--key "$KEYS/$person.asc"
	done
	sp key check >out
	same 5 "$(wc -l <out)"
'

# Members without a key, up to so many, and away with them.
crowd() {
	sqlite3 "$STATE/store.db" "WITH RECURSIVE n(i) AS (
		SELECT count(*) + 1 FROM member UNION ALL
		SELECT i + 1 FROM n WHERE i < $1)
		INSERT INTO member (address, name, affiliation, login, roles,
			paused, added)
		SELECT 'n' || i || '@example.org', '', '', '', 0, 0, 0 FROM n"
}
uncrowd() {
	sqlite3 "$STATE/store.db" "DELETE FROM member WHERE address GLOB 'n*'"
}

test_case 'as many members as one mail can be sealed to, and not one more' '
	crowd 62
	exits 0 sp member add dave@example.org --key "$KEYS/dave.asc"
	exits 3 sp member add more@example.org --key "$KEYS/mallory.asc" 2>err
	has err "has 63 members" "63 is the"
	sp member remove dave@example.org
	uncrowd
'

# refuse STATUS PERSON TEXT...
refuse() {
	refuse_status=$1
	refuse_person=$2
	shift 2
	exits "$refuse_status" sp member add "$refuse_person@example.org" \
		--key "$KEYS/$refuse_person.asc" >out 2>err
	[ ! -s out ]
	[ "$(wc -l <err)" = 1 ]
	has err "$@"
}

test_case 'a key that is unfit is refused with one sentence' '
	sp member list >before
	refuse 3 expired "has expired" "$(fpr expired)"
	refuse 3 revoked "has been revoked" "$(fpr revoked)"
	refuse 3 signonly "no subkey that can encrypt" "$(fpr signonly)"
	refuse 2 weak "weak"
	refuse 2 two two.asc "more than one block"
	exits 2 sp member add x@example.org --key "$KEYS/ada.sec.asc" 2>err
	has err ada.sec.asc
	exits 2 sp member add x@example.org --key "$CONF/sec.conf" 2>err
	has err sec.conf
	head -c 70000 /dev/zero >big
	exits 2 sp member add x@example.org --key big 2>err
	has err "64 KiB"
	: >empty
	exits 2 sp member add x@example.org --key empty 2>err
	exits 2 sp member add x@example.org --key no-such-file 2>err
	has err "No such file"
	sp key export >list.asc
	exits 3 sp member add x@example.org --key list.asc 2>err
	has err "key of the list"
	sp member list | cmp - before
'

test_case 'a person that cannot be enrolled is refused' '
	sp member list >before
	exits 3 sp member add alice@example.org --key "$KEYS/dave.asc" 2>err
	exits 3 sp member add alice@EXAMPLE.org --key "$KEYS/dave.asc" 2>err
	exits 3 sp member add x@example.org --key "$KEYS/alice.asc" 2>err
	exits 3 sp member add sec@lists.example.org --key "$KEYS/dave.asc" 2>err
	has err "cannot be a member of itself"
	exits 2 sp member add "not an address" --key "$KEYS/dave.asc" 2>err
	exits 2 sp member add "-oQx@example.org" --key "$KEYS/dave.asc" 2>err
	exits 2 sp member add d@example.org --key "$KEYS/dave.asc" \
		--role boss 2>err
	has err "--role is moderator, admin" "usage:"
	exits 2 sp member add d@example.org 2>err
	has err "--key is missing"
	sp member list | cmp - before
	same 3 "$(rows "SELECT count(*) FROM member")"
'

test_case 'pause, resume, remove' '
	exits 0 sp member pause bob@example.org
	exits 3 sp member pause bob@example.org 2>err
	has err "paused already"
	sp member list >out
	has out "(paused)"
	exits 0 sp member resume bob@example.org
	exits 3 sp member resume bob@example.org 2>err
	exits 5 sp member pause nobody@example.org 2>err
	has err "not a member"
	exits 0 sp member remove bob@example.org
	exits 5 sp member remove bob@example.org
	exits 5 sp member show bob@example.org
	sp key list >out
	lacks out "$(fpr bob)"
	sp log >out
	has out member-paused member-resumed member-removed
	exits 0 sp member add bob@example.org --key "$KEYS/bob.asc"
	exits 0 sp member pause bob@example.org >out
	lacks out warning
	exits 0 sp member resume bob@example.org
	exits 0 sp member pause alice@example.org >out
	has out "warning   sec has no moderator now"
	exits 0 sp member resume alice@example.org
'

test_case 'key import takes a newer copy, and no other key' '
	exits 0 sp key import "$KEYS/bob.asc" >out
	has out imported usable
	exits 5 sp key import "$KEYS/dave.asc" 2>err
	has err "$(fpr dave)" "member add"
	exits 2 sp key import "$KEYS/two.asc"
	sp log >out
	has out key-imported
'

test_case 'key import takes a revocation, and key check says so' '
	printf "y\n0\n\ny\n" | gpg_as carol --no-batch --command-fd 0 \
		--output rev.asc --gen-revoke "$(fpr carol)"
	gpg_as carol --import rev.asc
	gpg_as carol --armor --export "$(fpr carol)" >carol.asc
	exits 0 sp key import carol.asc >out
	has out revoked
	exits 1 sp key check >out 2>err
	has out revoked
	has err "1 of 4 keys cannot be used"
	sp member list >out
	has out revoked
'

test_case 'key export' '
	sp key export sec alice@example.org >one
	sp key export alice@example.org | cmp - one
	same "$(fpr alice)" "$(gpg --homedir "$HOME" --batch --no-tty \
		--with-colons --show-keys one 2>/dev/null |
		awk -F: "\$1 == \"fpr\" { print \$10; exit }")"
	exits 5 sp key export nobody@example.org
'

test_done
