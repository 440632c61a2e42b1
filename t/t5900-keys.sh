#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t5900-keys.sh - looking after keys: what they are made of, when they end.
. "${TEST_LIB:?run through meson test}"

# made NAME OPTION... - a key of name@example.org, made by gpg with options.
made() {
	made_name=$1
	shift
	mkdir -p -m 700 m
	gpg --homedir "$TEST_DIR/m" --batch --quiet --yes --passphrase '' "$@" \
		--quick-gen-key "$made_name@example.org" future-default \
		default never 2>/dev/null
	made_export "$made_name"
}

made_export() {
	gpg --homedir "$TEST_DIR/m" --batch --quiet --armor \
		--export "$1@example.org" >"$1.asc"
}

# made_fpr NAME - its fingerprint.
made_fpr() {
	gpg --homedir "$TEST_DIR/m" --batch --with-colons -k \
		"$1@example.org" 2>/dev/null |
		awk -F: '$1 == "fpr" { print $10; exit }'
}

# told JSON WHO KEY - what "key check --json" says of one key.
told() {
	python3 -c 'import json, sys
for k in json.load(open(sys.argv[1]))["keys"]:
    if k["owner"] == sys.argv[2]:
        print(json.dumps(k[sys.argv[3]]))' "$@"
}

test_case 'setup' '
	new_team sec
	made tdes --default-preference-list "3DES SHA512"
	made sha1 --cert-digest-algo SHA1
	printf "%s\n" "Key-Type: RSA" "Key-Length: 2048" "Key-Usage: sign" \
		"Subkey-Type: ELG" "Subkey-Length: 1024" \
		"Name-Email: elgamal@example.org" "%no-protection" >elg
	gpg --homedir "$TEST_DIR/m" --batch --quiet --gen-key elg
	made_export elgamal
'

test_case 'a weak key is not enrolled, and the reason is named (R-109)' '
	exits 3 sp member add tdes@example.org --key tdes.asc 2>err
	has err "$(made_fpr tdes)" "AES" "3DES"
	exits 2 sp member add sha1@example.org --key sha1.asc 2>err
	has err "SHA-1"
	exits 3 sp member add elgamal@example.org --key elgamal.asc 2>err
	has err "RSA of 2048 bits or an elliptic curve"
	exits 2 sp member add weak@example.org --key "$KEYS/weak.asc" 2>err
	has err "too weak"
	same 4 "$(rows "SELECT count(*) FROM member")"
'

test_case 'key check is content with good keys' '
	exits 0 sp key check >out
	same 6 "$(wc -l <out)"
	exits 0 sp key check --json >json
	same "[]" "$(told json list faults)"
	same false "$(told json list attention)"
'

test_case 'key check names what is wrong with a key in use (R-109, R-088)' '
	home=$STATE/gnupg
	gpg --homedir "$home" --batch --quiet --import tdes.asc 2>/dev/null
	rows "UPDATE pgp_key SET fingerprint = '"'\$(made_fpr tdes)'"'
		WHERE member = (SELECT id FROM member
			WHERE address LIKE '"'carol%'"')"
	exits 1 sp key check --json >json
	same "[\"no-aes\"]" "$(told json carol@example.org faults)"
	same true "$(told json carol@example.org attention)"
	exits 1 sp key check >out 2>err
	has out "AES is not among its ciphers"
	has err "1 of 5 keys will not do for long"
'

# on_day N - run, N days and an hour from now; how many mails went to jo and to
# dave since the last time.
on_day() {
	on_day_jo=$(sent_count jo@example.org)
	on_day_dave=$(sent_count dave@example.org)
	ahead $((($1 * 24 + 1) * 3600)) "$SALLYPORT" -C "$CONF" run --once \
		>run.out
	echo "$1: $(($(sent_count jo@example.org) - on_day_jo))" \
		"$(($(sent_count dave@example.org) - on_day_dave))"
}

# R-099
test_case 'who has a key that ends is told, and the moderators, once a step' '
	rows "DELETE FROM member WHERE address LIKE '"'carol%'"'"
	exits 0 sp run --once
	gpg --homedir "$TEST_DIR/m" --batch --quiet --passphrase "" \
		--quick-gen-key jo@example.org future-default default 70d \
		2>/dev/null
	made_export jo
	exits 0 sp member add jo@example.org --key jo.asc
	[ "$SANITIZED" = no ] || exit 0	# see ahead
	for day in 1 9 10 11 39 40 41 55 56 57 62 63 64 68 69 70 80; do
		on_day $day
	done >got
	printf "%s\n" "1: 0 0" "9: 0 0" "10: 1 1" "11: 0 0" "39: 0 0" \
		"40: 1 1" "41: 0 0" "55: 0 0" "56: 1 1" "57: 0 0" "62: 0 0" \
		"63: 1 1" "64: 0 0" "68: 0 0" "69: 1 1" "70: 1 1" "80: 0 0" \
		>want
	diff -u want got
	same 6 "$(rows "SELECT count(*) FROM event
		WHERE verb = '"'key-warned'"'")"
'

test_case 'what the member reads holds nothing; the moderators read it all' '
	[ "$SANITIZED" = no ] || exit 0
	first=$(sent jo@example.org | head -n 1)
	has "$first" "Your OpenPGP key expires on" "$(made_fpr jo)" \
		"Auto-Submitted: auto-generated"
	has "$(sent_last jo@example.org)" "Your OpenPGP key has expired"
	lacks "$(sent_last dave@example.org)" "$(made_fpr jo)" jo@example.org
	outbox_decrypt dave "$(sent dave@example.org | head -n 1)" >plain
	has gpg.status "VALIDSIG $(fpr list)"
	has plain jo@example.org "$(made_fpr jo)" "expires in 60 days"
	outbox_decrypt dave "$(sent_last dave@example.org)" >plain
	has plain expired
'

test_case 'a key that was extended is said nothing of, until its new end' '
	gpg --homedir "$TEST_DIR/m" --batch --quiet --passphrase "" \
		--quick-set-expire "$(made_fpr jo)" 200d
	gpg --homedir "$TEST_DIR/m" --batch --quiet --passphrase "" \
		--quick-set-expire "$(made_fpr jo)" 200d "*"
	made_export jo
	exits 0 sp key import jo.asc >out
	has out "imported" "what has changed" "expires" " -> "
	exits 0 sp key import jo.asc >out
	has out "nothing that matters"
	exits 5 sp key import tdes.asc 2>err
	has err "$(made_fpr tdes)" "member add" "member remove"
	[ "$SANITIZED" = no ] || exit 0
	for day in 80 130 170; do
		on_day $day
	done >got
	printf "%s\n" "80: 0 0" "130: 0 0" "170: 1 1" >want
	diff -u want got
'

test_case 'two rounds at once say it once' '
	gpg --homedir "$TEST_DIR/m" --batch --quiet --passphrase "" \
		--quick-gen-key ed@example.org future-default default 20d \
		2>/dev/null
	made_export ed
	exits 0 sp member add ed@example.org --key ed.asc
	for i in 1 2 3 4; do
		sp run --once &
	done >out
	wait
	same 1 "$(sent_count ed@example.org)"
'

test_done
