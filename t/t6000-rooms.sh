#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t6000-rooms.sh - what a parser or a gpg that was taken over could reach, and
# what happens on a kernel that cannot lock them in.
. "${TEST_LIB:?run through meson test}"

# has_landlock - what doctor is tested for telling, asked of the kernel itself.
has_landlock() {
	"$BUILD/t/in-gpg-room" "$PWD/ring" own /usr/bin/python3 - \
		read "$PWD/elsewhere/file" <"$SOURCE/t/escape" |
		grep -qx EACCES
}

# tries own|person ATTEMPT... - of t/escape, where gpg runs; what it says, or
# that it died of a forbidden call.
tries() {
	tries_status=0
	tries_who=$1
	shift
	"$BUILD/t/in-gpg-room" "$PWD/ring" "$tries_who" /usr/bin/python3 - \
		"$@" <"$SOURCE/t/escape" 2>err || tries_status=$?
	case $tries_status in
	0) ;;
	159) echo killed ;;
	*) echo "exit status $tries_status: $(cat err)" ;;
	esac
}

# meets own|person WANT ATTEMPT...
meets() {
	meets_who=$1 meets_want=$2
	shift 2
	same "$*: $meets_want" "$*: $(tries "$meets_who" "$@")"
}

test_case 'a keyring, and things that are none of its business' '
	mkdir ring elsewhere
	echo secret >elsewhere/file
	echo key >ring/key
	mkfifo ready
	python3 -c "
import socket, time
one, two = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
one.bind(\"ring/socket\"); one.listen(); two.bind(\"\\0\" + \"$PWD\"); two.listen()
open(\"ready\", \"w\").close()
time.sleep(600)" >/dev/null 2>&1 9>&- &
	cat ready
	sleep 600 >/dev/null 2>&1 9>&- &
	echo $! >sleeper
'

test_case 'R-072: the filter around gpg has an answer to every call' '
	exits 0 "$BUILD/t/check-gpg-room"
'

if (cd "$TEST_DIR" && has_landlock); then

test_case 'R-115: gpg sees the system and its keyring, and no other file' '
	meets own done read /etc/passwd
	meets own done list /usr/share
	meets own done read "$PWD/ring/key"
	meets own EACCES read "$PWD/elsewhere/file"
	meets own EACCES list "$PWD/elsewhere"
	meets own EACCES list /
	meets own EACCES list /proc/self
	meets own EACCES look "$(cat sleeper)"
	[ ! -d /var/log ] || meets own EACCES list /var/log
'

test_case 'R-115: it changes its keyring, and no other file' '
	meets own done create "$PWD/ring/new"
	meets own done link "$PWD/ring/new"
	meets own done rename "$PWD/ring/new.link"
	meets own done write "$PWD/ring/new.link.new"
	meets own done remove "$PWD/ring/new"
	meets own EACCES create "$PWD/elsewhere/new"
	meets own EACCES write "$PWD/elsewhere/file"
	meets own EACCES remove "$PWD/elsewhere/file"
	meets own EACCES create /tmp/sallyport-test.new
	meets own EACCES create /dev/shm/sallyport-test.new
	meets own EACCES write /etc/passwd
	meets own done write /dev/null
'

test_case 'R-115: it runs no other program' '
	cp /bin/true ring/
	meets own EACCES run /bin/sh
	meets own EACCES run "$PWD/ring/true"
	meets person EACCES run /bin/sh
'

test_case 'a keyring of a person: its settings may name files anywhere' '
	meets person done read "$PWD/elsewhere/file"
	meets person done list /
	meets person done create "$PWD/ring/new"
	meets person EACCES create "$PWD/elsewhere/new"
	meets person EACCES write "$PWD/elsewhere/file"
	meets person killed inet
'

fi

test_case 'R-115: it starts no process, and there are no others for it' '
	meets own EPERM fork
	for attempt in ptrace "peek $(cat sleeper)" "pidfd $(cat sleeper)"; do
		# shellcheck disable=SC2086 # an attempt and its argument
		meets own killed $attempt
	done
'

test_case 'R-108, R-115: of all sockets it has those of its agent' '
	meets own done unix "$PWD/ring/socket"
	for attempt in inet inet6 netlink packet vsock alg \
		"bind $PWD/ring/mine"; do
		# shellcheck disable=SC2086 # an attempt and its argument
		meets own killed $attempt
	done
'

test_case 'R-115: it asks nothing of the kernel that it has no use for' '
	for attempt in mount unshare chroot personality io_uring mount_api; do
		meets own killed $attempt
	done
	[ "$(uname -m)" != x86_64 ] || meets own killed x32
'

test_case 'where the kernel can: no signals, no sockets without a file' '
	got=$(tries own kill "$(cat sleeper)")
	abstract=$(tries own abstract "$PWD")
	same "$got" "$abstract"
	case $got in
	EPERM) ;;
	done) note "this kernel knows no scopes" ;;
	*) complain "$got" ;;
	esac
'

# --- kernels that have less -----------------------------------------------------

# on_old PART... - from now on in this case, SALLYPORT runs without these.
on_old() {
	printf "#!/bin/sh\nexec \"%s\" %s -- \"%s\" \"\$@\"\n" \
		"$BUILD/t/old-kernel" "$*" "$SALLYPORT" >old
	chmod 755 old
	SALLYPORT=$PWD/old
}

# doctor_says RESULT TEXT - of the rooms.
doctor_says() {
	sp doctor >out || true
	grep -E "^$1 +sandbox +.*$2" out || complain "$(cat out)"
}

test_case 'a list, a report, and an encrypted one' '
	new_team sec
	{ mail_headers ada@example.com "[TEST-SECURITY] x"
		echo x | mime_text; } >clear.eml
	{ mail_headers ada@example.com ...
		echo "the word" | mime_text | mime_encrypted ada list
	} >sealed.eml
'

# opens - a delivery of each ends as a held mail that was opened.
opens() {
	for mail in clear sealed; do
		exits 0 deliver sec $mail.eml
		same 1 "$(rows "SELECT state FROM mail ORDER BY id DESC LIMIT 1")"
		outbox_decrypt dave "$(sent_last dave@example.org)" >opened
		[ $mail = clear ] || has opened "the word"
		rows "DELETE FROM mail WHERE id = (SELECT max(id) FROM mail)"
	done
}

test_case 'here' '
	sp doctor >out
	grep -E "^ok +sandbox +mail is parsed, and gpg run, under a filter" out
	opens
'

test_case 'without Landlock: doctor warns, mail is opened' '
	on_old landlock
	doctor_says warning "Landlock"
	doctor_says ok "filter of system calls"
	opens
'

test_case 'without Landlock, which is needed: FAIL, and mail stays shut' '
	set_conf sec sandbox required all
	on_old landlock
	doctor_says FAIL "Landlock.*required = all"
	exits 0 deliver sec clear.eml
	same 0 "$(rows "SELECT state FROM mail ORDER BY id DESC LIMIT 1")"
	exits 0 sp held sec >out
	has out "not opened yet"
	rows "DELETE FROM mail WHERE id = (SELECT max(id) FROM mail)"
	set_conf sec sandbox required yes
'

test_case 'without seccomp: FAIL, and mail stays shut' '
	on_old seccomp
	doctor_says FAIL "seccomp.*required = yes"
	exits 0 deliver sec sealed.eml
	same 0 "$(rows "SELECT state FROM mail ORDER BY id DESC LIMIT 1")"
	rows "DELETE FROM mail WHERE id = (SELECT max(id) FROM mail)"
'

test_case 'without both, and none needed: two warnings, and mail is opened' '
	set_conf sec sandbox required no
	on_old seccomp landlock
	doctor_says warning seccomp
	doctor_says warning Landlock
	opens
	set_conf sec sandbox required yes
'

test_done
