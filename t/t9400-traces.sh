#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t9400-traces.sh - what the programs ask of the kernel, say to it about
# themselves, write to the log and leave in files, from the arrival of a report
# to the members' mailboxes.
. "${TEST_LIB:?run through meson test}"

WORD=Feldlerche

# A report with the word wherever a report can have one, sealed to the list.
sealed_report() {
	{
		mail_headers "\"$WORD\" <ada@example.com>" '...'
		{
			printf 'Content-Type: text/plain; charset=utf-8;\n'
			printf ' protected-headers="v1"; name="%s"\n' "$WORD"
			printf 'Subject: [TEST-SECURITY] %s\n\n%s sings\n' \
				"$WORD" "$WORD"
		} | mime_encrypted ada list
	} >"$1"
}

# A mail with all that a program might fetch, follow or unpack.
tempting() {
	mail_headers ada@example.com tempting \
		'Content-Type: multipart/mixed; boundary=b'
	printf '\n--b\nContent-Type: text/html\n\n'
	printf '<img src="http://127.0.0.1:8099/x"><link rel=stylesheet\n'
	printf 'href="http://x.example/c"><iframe src="file:///etc/passwd">\n'
	printf -- '--b\nContent-Type: message/external-body;\n'
	printf ' access-type=local-file; name="/etc/hostname"\n\n'
	printf 'Content-Type: text/plain\n\n'
	printf -- '--b\nContent-Type: message/partial; id="a@b"; number=1\n\n'
	printf 'Subject: x\n\nbegin 644 /tmp/x\n#86)C\n`\nend\n'
	printf -- '--b\nContent-Type: application/ms-tnef; name=winmail.dat\n'
	printf 'Content-Transfer-Encoding: base64\n\neJ8+IgAAAQAA\n--b--\n'
}

# traced NAME COMMAND... - run it; NAME.trace gets every program that it starts,
# with arguments and environment, every socket and every file that is opened.
# An agent that it started would be waited for.
traced() {
	traced_name=$1
	shift
	gpg-connect-agent --homedir "$STATE/gnupg" /bye
	strace -f -qq -v -s 100000 -o "$traced_name.trace" \
		-e trace=execve,socket,connect,open,openat,openat2,creat,memfd_create \
		"$@"
	[ "$(grep -c execve "$traced_name.trace")" -ge 2 ]
}

test_case 'a report arrives, is approved and acknowledged, under strace' '
	new_team sec
	set_conf sec ack delay 0s
	sealed_report one.eml
	traced deliver "$SALLYPORT" -C "$CONF" deliver sec \
		--sender=ada@example.com --recipient=sec@lists.example.org \
		<one.eml
	traced approve "$SALLYPORT" -C "$CONF" approve \
		"$(rows "SELECT ref FROM mail")"
	traced round "$SALLYPORT" -C "$CONF" run --once
	# Notice, four copies, the decision for the moderator, acknowledgement.
	same 7 "$(sent_count)"
	tempting >two.eml
	traced tempting "$SALLYPORT" -C "$CONF" deliver sec \
		--sender=ada@example.com --recipient=sec@lists.example.org \
		<two.eml
	outbox_decrypt bob "$(sent_last bob@example.org)" >plain
	has plain "$WORD sings"
'

# R-058 R-108
test_case 'nobody opens a socket but to a neighbour on this host' '
	cat ./*.trace | grep -o "socket([A-Z_0-9a-f]*" | sort -u >families
	same "socket(AF_UNIX" "$(cat families)"
'

# R-009 R-020: no shell among them.
test_case 'these programs are started, and no others' '
	sed -n "s/.*execve(\"\([^\"]*\)\".*= 0\$/\1/p" ./*.trace |
		sed "s/.*\///" | sort -u >programs
	printf "%s\n" gpg sallyport sallyport-gpg sallyport-main sendmail |
		diff programs -
'

# R-118
test_case 'no argument and no variable says anything of the mail' '
	grep -h execve ./*.trace >started
	lacks started "$WORD" TSEC- "$(od -An -v -tx1 "$STATE/secret" |
		tr -d " \n")"
	exits 0 "$SOURCE/t/canary" "$WORD" started
	# Addresses stand where DESIGN wants them: in the envelope.
	grep -v -e "/sallyport\"" -e "/sallyport-main\"" -e "/sendmail\"" \
		started >others
	lacks others @example
'

# R-111. The relative names are those of fake-sendmail.
test_case 'files are written in the state folder, and nowhere else' '
	sed -nE "s/.* (open|openat|openat2|creat)\(([^\"]*)\"([^\"]*)\"(.*)/\3 \4/p" \
		./*.trace | grep -E "O_(WRONLY|RDWR|CREAT)" |
		cut -d " " -f 1 | sort -u |
		grep -vE "^($STATE/|$MTA/|/dev/(null|tty)\$|/proc/)" |
		grep -vE "^(argv/|calls\$|lock\$|incoming[.])" >written || :
	[ ! -s written ] || complain "$(cat written)"
'

# R-014 R-119
test_case 'what is left are the files that are known, all private' '
	(cd "$STATE" && find . ! -type s -printf "%m %p\n") |
		sed -E "s/[0-9A-F]{40}/KEY/g" | sort -u >left
	grep -vxE "700 [.]|700 [.]/gnupg|700 [.]/gnupg/private-keys-v1[.]d|\
600 [.]/(secret|deferred|store[.]db(-wal|-shm)?)|600 [.]/gnupg/(gpg[.]conf|\
gpg-agent[.]conf|slots|own|pubring[.]kbx~?|trustdb[.]gpg|random_seed|\
private-keys-v1[.]d/KEY[.]key)" left >strange || :
	[ ! -s strange ] || complain "$(cat strange)"
'

# R-111: names and addresses stand in a key, too.
test_case 'a key that came with a mail is looked at in memory' '
	[ "$(stat -f -c %T /dev/shm)" = tmpfs ] || exit 0
	{
		mail_headers "$WORD <ada@example.com>" "[TEST-SECURITY] x" \
			"Content-Type: multipart/mixed; boundary=b"
		printf "\n--b\nContent-Type: text/plain\n\nx\n--b\n"
		printf "Content-Type: application/pgp-keys\n\n"
		cat "$KEYS/ada.asc"
		printf "\n--b--\n"
	} >key.eml
	traced key "$SALLYPORT" -C "$CONF" deliver sec \
		--sender=ada@example.com --recipient=sec@lists.example.org \
		<key.eml
	traced ack "$SALLYPORT" -C "$CONF" run --once
	has "$(sent_last ada@example.com)" multipart/encrypted
	sed -nE "s/.* (open|openat|openat2|creat)\(([^\"]*)\"([^\"]*)\"(.*)/\3 \4/p" \
		key.trace ack.trace | grep -E "O_(WRONLY|RDWR|CREAT)" |
		cut -d " " -f 1 | sort -u >written
	grep -q "^/dev/shm/sallyport-[0-9]*[.]" written
	grep -vE "^($STATE/[^/]*\$|$STATE/gnupg/|$MTA/|/dev/(null|tty)\$|/proc/|\
/dev/shm/sallyport-)" written | grep -vE "^(argv/|calls\$|lock\$|incoming[.])" \
		>elsewhere || :
	[ ! -s elsewhere ] || complain "$(cat elsewhere)"
'

# own_log COMMAND... - in a mount name space where /dev/log is ours.
own_log() {
	unshare -m sh -c 'mount --bind "$1" /dev && shift && exec "$@"' - \
		"$TEST_DIR/dev" "$@"
}

# listen - collect what is logged in the file "log".
listen() {
	mkdir -m 755 dev
	for node in null zero full random urandom; do
		cp -a "/dev/$node" dev/
	done
	python3 - "$TEST_DIR/dev/log" <<-'X' >log &
		import socket, sys
		s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
		s.bind(sys.argv[1])
		while True:
		    sys.stdout.buffer.write(s.recv(100000) + b"\n")
		    sys.stdout.flush()
	X
	within 60 test -S dev/log
}

# failing_gpg - the programs, with a gpg that talks and fails.
failing_gpg() {
	mkdir -p bin
	cp "$BUILD/filter/sallyport" "$BUILD/filter/sallyport-main" bin/
	cat >bin/sallyport-gpg <<-X
		#!/bin/sh
		case "\$*" in
		*--decrypt*)
			echo "gpg: $WORD <ada@example.com> is bad" >&2
			exit 2
			;;
		esac
		exec "$BUILD/filter/sallyport-gpg" "\$@"
	X
	chmod 700 bin/sallyport-gpg
}

# R-152 R-157
test_case 'the log has words of ours, and nothing of a mail or of gpg' '
	if ! listen || ! own_log true 2>mount.err; then
		note "no right to mount: not tried"
		exit 0
	fi
	failing_gpg
	hostile="$(printf "%s\nevent=approved@example.com" "$WORD")"
	for program in "$SALLYPORT" bin/sallyport; do
		for sender in ada@example.com "$hostile"; do
			sealed_report again.eml
			own_log "$program" -C "$CONF" deliver sec \
				--sender="$sender" \
				--recipient=sec@lists.example.org \
				<again.eml >said 2>&1
			[ ! -s said ]
		done
	done
	mta_says "exit 75"
	sealed_report last.eml
	own_log "$SALLYPORT" -C "$CONF" deliver sec --sender=ada@example.com \
		--recipient=sec@lists.example.org <last.eml
	mta_says ""
	own_log "$SALLYPORT" -C "$CONF" run --once
	mv "$STATE/secret" away
	exits 75 own_log "$SALLYPORT" -C "$CONF" deliver sec \
		--sender=ada@example.com --recipient=sec@lists.example.org \
		<last.eml 2>said
	mv away "$STATE/secret"
	[ "$(wc -l <log)" -ge 4 ]
	lacks log "$WORD" @example
	LC_ALL=C grep -vaE \
		"^<[0-9]+>[A-Za-z0-9: ]+ sallyport(\[[0-9]+\])?: event=[a-z-]+( |\$)" \
		log >odd || :
	LC_ALL=C grep -a "[^ -~]" log >>odd || :
	[ ! -s odd ] || complain "$(cat odd)"
	sed "s/.*event=/event=/; s/ .*//" log | sort | uniq -c >kinds
	note "$(paste -sd, kinds; head -3 log)"
'

test_done
