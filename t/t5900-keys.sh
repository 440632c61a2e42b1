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

test_done
