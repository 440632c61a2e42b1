#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t6110-gpg-conf.sh - what each line of a list's gpg.conf does. What gpg would do
# without it is shown where that is not what it does anyway.
. "${TEST_LIB:?run through meson test}"

# list_gpg ARGUMENT... - as the list's gpg runs, with its settings alone.
list_gpg() {
	gpg --homedir "$STATE/gnupg" "$@"
}

# bare_gpg ARGUMENT... - with the same keys, and no settings at all.
bare_gpg() {
	gpg --homedir bare "$@"
}

# stranger ARGUMENT... - with a keyring that nobody knows.
stranger() {
	gpg --homedir stranger --batch --quiet --yes --passphrase= \
		--pinentry-mode loopback "$@" 2>/dev/null
}

# fpr_of USER-ID - in the keyring of the stranger.
fpr_of() {
	stranger --with-colons -k "$1" |
		awk -F: '$1 == "fpr" { print $10; exit }'
}

test_case 'a list, a home without settings, and somebody unknown' '
	new_team sec
	mkdir -m 700 bare stranger
	list_gpg --export | bare_gpg --batch --quiet --import 2>/dev/null
	stranger --quick-gen-key one@test.invalid ed25519 sign never
	echo text >text
'

# --- it runs alone ----------------------------------------------------------------

# R-087
test_case 'R-087: batch, no-tty: nobody is asked anything' '
	exits 2 list_gpg --delete-keys bob@example.org 2>err
	has err "in batch mode"
	for home in "$STATE/gnupg" bare; do
		script -qec "gpg --homedir $home --no-batch --edit-key \
			bob@example.org quit" /dev/null </dev/null >asked 2>&1
		wc -c <asked
	done >sizes
	same 0 "$(head -n 1 sizes)"
	[ "$(tail -n 1 sizes)" != 0 ]
'

# opens N GPG... - the message in secret.gpg is opened twice, for which the
# passphrase must be typed N times.
opens() {
	opens_times=$1
	shift
	: >asked
	for opens_turn in 1 2; do
		same text "$("$@" --decrypt secret.gpg 2>/dev/null)"
	done
	same "$opens_times" "$(wc -l <asked)"
}

# R-087
test_case 'R-087: no-symkey-cache: no passphrase of a mail is kept' '
	cat >pinentry <<-X
		#!/bin/sh
		echo asked >>"$PWD/asked"
		echo OK
		while read -r line; do
			case \$line in GETPIN*) echo "D word" ;; esac
			echo OK
		done
	X
	chmod 755 pinentry
	gpg --homedir stranger --batch --passphrase word \
		--pinentry-mode loopback -o secret.gpg --symmetric text
	mkdir -m 700 asking cached
	echo "pinentry-program $PWD/pinentry" | tee asking/gpg-agent.conf \
		>cached/gpg-agent.conf
	cp "$STATE/gnupg/gpg.conf" asking/
	opens 2 gpg --homedir asking
	opens 1 gpg --homedir cached --batch --no-tty
'

# R-087
test_case 'R-087: exit-on-status-write-error: nothing is opened for nobody' '
	stranger -o signed.gpg --sign text
	list_gpg --status-fd 3 -o list.out --decrypt signed.gpg \
		2>err 3>/dev/full || :
	bare_gpg --status-fd 3 -o bare.out --decrypt signed.gpg \
		2>err 3>/dev/full || :
	[ ! -e list.out ]
	[ -e bare.out ]
'

# --- it asks no network -----------------------------------------------------------

# searches GPG... - it started, or would have, the program that asks a network.
searches() {
	strace -f -qq -o trace -P /usr/bin/dirmngr -e trace=execve \
		-e inject=execve:error=ENOENT "$@" >out 2>&1 || :
	grep -q "^[0-9]* *execve(" trace
}

# R-087
test_case 'R-087: no-auto-key-retrieve, no-auto-key-locate, disable-dirmngr' '
	[ -x /usr/bin/dirmngr ]
	stranger --sig-keyserver-url hkp://192.0.2.1 --sender one@test.invalid \
		-o text.sig --detach-sign text
	searches gpg --homedir bare --auto-key-retrieve --verify text.sig text
	! searches gpg --homedir "$STATE/gnupg" --verify text.sig text
	set -- --batch -o /dev/null -r nobody@test.invalid --encrypt text
	searches gpg --homedir bare "$@"
	! searches gpg --homedir "$STATE/gnupg" "$@"
	set -- --batch --keyserver hkp://192.0.2.1 \
		--recv-keys "$(fpr_of one@test.invalid)"
	searches gpg --homedir bare "$@"
	! searches gpg --homedir "$STATE/gnupg" "$@"
	has out "No dirmngr"
'

# --- what counts ------------------------------------------------------------------

# R-087
test_case 'R-087: no-auto-key-import: no signature brings its key' '
	stranger --include-key-block --sender one@test.invalid -o text.sig \
		--detach-sign text
	list_gpg --verify text.sig text 2>err || :
	exits 2 list_gpg --list-keys one@test.invalid 2>err
	bare_gpg --auto-key-import --verify text.sig text 2>err
	exits 0 bare_gpg --list-keys one@test.invalid >out 2>err
'

# R-087
test_case 'R-087: weak-digest: signatures over old digests count for nothing' '
	for digest in SHA1 RIPEMD160; do
		gpg_as bob --digest-algo $digest -o $digest.sig --detach-sign text
		list_gpg --status-fd 1 --verify $digest.sig text >status 2>err ||
			true
		lacks status GOODSIG VALIDSIG
	done
	gpg_as bob --digest-algo SHA256 -o good.sig --detach-sign text
	list_gpg --status-fd 1 --verify good.sig text >status 2>err
	has status GOODSIG
'

# R-087
test_case 'R-087: require-cross-certification: a subkey must agree' '
	stranger --quick-gen-key two@test.invalid ed25519 cert never
	two=$(fpr_of two@test.invalid)
	stranger --quick-add-key "$two" ed25519 sign never
	stranger -u "$two" -o two.sig --detach-sign text
	stranger --export "$two" >agrees.gpg
	python3 - agrees.gpg >silent.gpg <<-X
		import sys
		data = open(sys.argv[1], "rb").read()
		while data:
		    size = {0: 1, 1: 2}[data[0] & 3]
		    end = 1 + size + int.from_bytes(data[1:1 + size], "big")
		    body = data[1 + size:end]
		    if data[0] >> 2 & 15 == 2 and body[1] == 0x18:
		        at = 6 + int.from_bytes(body[4:6], "big")
		        rest = at + 2 + int.from_bytes(body[at:at + 2], "big")
		        # Of what is not signed, the key id stays.
		        assert body[at + 2:at + 4] == bytes([9, 16])
		        body = body[:at] + bytes([0, 10]) + \\
		            body[at + 2:at + 12] + body[rest:]
		    sys.stdout.buffer.write(bytes([data[0] & 0xfc | 1]) +
		                            len(body).to_bytes(2, "big") + body)
		    data = data[end:]
	X
	list_gpg --import silent.gpg 2>err
	list_gpg --status-fd 1 --verify two.sig text >status 2>err || :
	lacks status GOODSIG VALIDSIG
	exits 0 list_gpg --no-require-cross-certification --verify two.sig text \
		2>err
'

# R-087
test_case 'R-087: trust-model: whom the roster names needs no other trust' '
	exits 0 list_gpg -o sealed.gpg -r "$(fpr alice)" --encrypt text
	exits 2 bare_gpg --batch -o none.gpg -r "$(fpr alice)" --encrypt text \
		2>err
	has err "no assurance"
'

# --- what is sealed ---------------------------------------------------------------

# R-087
test_case 'R-087: no-encrypt-to: nobody but whom we name' '
	for home in "$STATE/gnupg" bare; do
		gpg --homedir $home --batch --yes --trust-model always \
			-r "$(fpr alice)" --encrypt-to "$(fpr bob)" \
			-o sealed.gpg --encrypt text
		gpg_as carol --list-packets sealed.gpg 2>/dev/null |
			grep -c "^:pubkey enc"
	done >counts
	same "1 2" "$(paste -sd " " counts)"
'

# R-087
test_case 'R-087: no-emit-version, no-comments, personal-cipher-preferences, personal-digest-preferences' '
	echo text | list_gpg --armor -r "$(fpr alice)" --local-user "$(fpr list)" \
		--sign --encrypt >sealed.asc
	lacks sealed.asc Version: Comment:
	gpg_as alice --status-fd 1 -o plain --decrypt sealed.asc >status 2>err
	grep -q "DECRYPTION_INFO 2 9" status
	grep -qE "VALIDSIG .* 10 0[01] " status
'

# R-087
test_case 'R-087: cert-digest-algo, default-preference-list: keys that are made' '
	mkdir -m 700 fresh
	cp "$STATE/gnupg/gpg.conf" fresh/
	gpg --homedir fresh --passphrase= --quick-gen-key new@test.invalid \
		future-default default never 2>err
	gpg --homedir fresh --export | gpg --homedir fresh --list-packets \
		>packets 2>err
	same "digest algo 10" \
		"$(grep -o "^.digest algo [0-9]*" packets | sort -u | tr -d "\t")"
	has packets "(pref-sym-algos: 9 8 7)" "(pref-hash-algos: 10 9 8)" \
		"(pref-zip-algos: 2 1 0)" "(features: 01)"
'

# --- what is imported -------------------------------------------------------------

# R-087
test_case 'R-087: import-options self-sigs-only: a key brings its own signatures, and no others' '
	mkdir -m 700 strangers
	gpg="gpg --homedir strangers --batch --quiet --passphrase= "
	$gpg --import "$KEYS/mallory.sec.asc" "$KEYS/weak.asc" 2>err
	$gpg --yes --quick-sign-key "$(fpr weak)" 2>err
	$gpg --armor --export "$(fpr weak)" >signed.asc
	gpgconf --homedir strangers --kill gpg-agent
	list_gpg --quiet --import signed.asc 2>err
	list_gpg --with-colons --check-sigs "$(fpr weak)" 2>err | grep "^sig:" >sigs
	lacks sigs "$(fpr mallory | cut -c 25-40)"
'

# signatures GPG... - how many the key of one@test.invalid has.
signatures() {
	"$@" --export one@test.invalid |
		gpg --homedir bare --list-packets 2>/dev/null | grep -c "^:sig"
}

# R-087
test_case 'R-087: import-options import-clean: of its own, those that count' '
	stranger --export one@test.invalid >one.gpg
	stranger --faked-system-time "$(date -u -d "1 hour" +%Y%m%dT%H%M%S)" \
		--quick-set-expire "$(fpr_of one@test.invalid)" 5y
	stranger --export one@test.invalid >later.gpg
	for file in one later; do
		bare_gpg --batch --quiet --import $file.gpg
	done
	same 2 "$(signatures gpg --homedir bare)"
	bare_gpg --export one@test.invalid >both.gpg
	list_gpg --quiet --import both.gpg
	same 1 "$(signatures gpg --homedir "$STATE/gnupg")"
'

# --- hidden recipients ------------------------------------------------------------

# hidden N - a message for the list, before which stand N packets for nobody in
# particular.
hidden() {
	python3 -c "
import sys
body = b\"\\3\" + bytes(8) + b\"\\1\" + b\"\\x07\\xff\" + b\"\\xa5\" * 256
packet = b\"\\x85\" + len(body).to_bytes(2, \"big\") + body
sys.stdout.buffer.write(packet * $1)"
	echo text | gpg_as ada -r "$(fpr list)" --encrypt
}

# R-076 R-087
test_case 'R-087: skip-hidden-recipients: hidden recipients cost next to nothing' '
	gpg-connect-agent --homedir "$STATE/gnupg" /bye
	for n in 100 1000 5000; do
		hidden $n >many.gpg
		python3 -c "
import resource, subprocess, sys
p = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime)" gpg --homedir "$STATE/gnupg" \
			--decrypt many.gpg >seconds
		note "$n hidden: $(cat seconds) s"
		python3 -c "exit($(cat seconds) >= 2)"
	done
'

# --- and nothing else -------------------------------------------------------------

# R-087
test_case 'R-087: no line of it is without a test' '
	sed "s/ .*//" "$STATE/gnupg/gpg.conf" | sort -u >options
	[ "$(wc -l <options)" -ge 20 ]
	grep "^test_case .R-087: " "$SOURCE/t/t6110-gpg-conf.sh" >titles
	while read -r option; do
		grep -qE "[ :]$option[,: ]|[ ,]$option'"'"' '"'"'$" titles ||
			complain "$option"
	done <options
'

test_done
