# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# mta-lib.sh - a real MTA, as if it were installed, for the length of a script
#
# Debian installs one MTA at most, and nobody wants a test to install any. So
# the packages are unpacked into a cache, and the script starts itself again
# where they lie over /usr, /etc and /var: in mount, network and process
# namespaces of its own. There the MTA has its usual paths, accounts, setuid
# bits and port 25, reads the snippets of contrib/ as they are, reaches nobody,
# and is gone with the script. Needs root, or sudo without a password.
#
#	. "${SOURCE:?run through meson test}/t/mta-lib.sh"
#	mta_enter postfix "$0"
#	. "${TEST_LIB:?}"
#	. "$SOURCE/t/mta-postfix.sh"
#
# Each t/mta-MTA.sh defines: mta_start, mta_inject, mta_flush, mta_waiting.
# The list is team@lists.example.org; mail to one of $MTA_PEOPLE ends in a
# maildir, $MTA_BOXES/ADDRESS.

MTA_CACHE=${XDG_CACHE_HOME:-/var/cache}/sallyport-test
MTA_BOXES=/var/boxes
MTA_STUB=/var/stub
MTA_PEOPLE='alice@example.org bob@example.org carol@example.org dave@example.org
	ada@example.com'

# What each MTA needs, without what every Debian has. The name is the first.
MTA_POSTFIX='postfix libdb5.3 libicu72 libnsl2 libsasl2-2 libtirpc3'
MTA_EXIM='exim4-daemon-light libdb5.3 libevent-2.1-7 libgnutls-dane0 libidn12
	libidn2-0 libnsl2 libtirpc3 libunbound8'
MTA_EXIM_DEBIAN=exim4-config
MTA_OPENSMTPD='opensmtpd libdb5.3 libevent-2.1-7 libpam0g'

# --- before going offline -----------------------------------------------------

# mta_install - unpack the packages that are not in the cache yet. Not to be
# called in a condition, where the shell ignores "set -e".
mta_install() {
	mta_as_root mkdir -p "$MTA_CACHE/layers"
	# shellcheck disable=SC2086 # lists of words
	{
		mta_unpack postfix $MTA_POSTFIX
		mta_unpack exim $MTA_EXIM
		mta_unpack exim-debian $MTA_EXIM_DEBIAN
		mta_unpack opensmtpd $MTA_OPENSMTPD
	}
}

# mta_unpack NAME PACKAGE... - whole, or not at all.
mta_unpack() (
	set -eu
	name=$1
	shift
	[ ! -d "$MTA_CACHE/$name" ] || exit 0
	echo "unpacking $1 into $MTA_CACHE" >&2
	new=$(mta_as_root mktemp -d "$MTA_CACHE/new.XXXXXX")
	mta_as_root chmod 755 "$new"
	cd "$new"
	mta_apt download "$@" || { mta_apt update && mta_apt download "$@"; }
	for package in *.deb; do
		mta_as_root dpkg-deb -x "$package" "$new"
		mta_as_root rm "$package"
	done
	# Since Debian 12, /lib is /usr/lib.
	if [ -d "$new/lib" ]; then
		mta_as_root cp -a "$new/lib/." "$new/usr/lib"
		mta_as_root rm -r "$new/lib"
	fi
	mta_as_root mkdir -p "$new/etc" "$new/var"
	# Another script may have been faster.
	mta_as_root mv -T "$new" "$MTA_CACHE/$name" 2>/dev/null ||
		mta_as_root rm -r "$new"
)

mta_apt() {
	mta_as_root apt-get -qq -o APT::Sandbox::User=root \
		-o DPkg::Lock::Timeout=300 "$@" >&2
}

mta_as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

# --- where the MTA is installed -----------------------------------------------

# mta_enter NAME SCRIPT - go on only inside.
mta_enter() {
	[ "${MTA_INSIDE:-}" != "$1" ] || return 0
	sh -euc '. "$SOURCE/t/mta-lib.sh"; mta_install' || {
		echo "Bail out! no $1 in $MTA_CACHE, and none to be had"
		exit 99
	}
	mta_sudo=
	[ "$(id -u)" = 0 ] || mta_sudo="sudo -n --preserve-env"
	# shellcheck disable=SC2086 # words
	exec $mta_sudo env MTA_INSIDE="$1" XDG_CACHE_HOME="${MTA_CACHE%/*}" \
		unshare --mount --propagation unchanged --net --pid --fork \
		--kill-child sh -euc '. "$SOURCE/t/mta-lib.sh"
			mta_keep_to_ourselves
			mta_overlay "$1"
			exec sh "$2"' sh "$1" "$2"
}

# What is mounted from here on is nobody else's. unshare can do that itself, but
# not in a chroot whose folder is no mount point: so step out of it first.
mta_keep_to_ourselves() {
	python3 -c '
import ctypes, os
MS_REC, MS_PRIVATE = 1 << 14, 1 << 18
libc = ctypes.CDLL(None, use_errno=True)
here = os.open("/", os.O_RDONLY)
os.chroot("/tmp")
os.fchdir(here)
while not os.path.samefile(".", ".."):
    os.chdir("..")
os.chroot(".")
if libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None) != 0:
    raise OSError(ctypes.get_errno(), "mounts cannot be made private")'
	mount -t proc proc /proc
}

# The package on top of what is there; both it and what is written later stay
# in memory.
mta_overlay() {
	layers=$MTA_CACHE/layers
	mount -t tmpfs -o mode=755 none "$layers"
	for dir in usr etc var; do
		mkdir "$layers/$dir.work"
		cp -a "$MTA_CACHE/$1/$dir" "$layers/$dir"
		mount -t overlay -o "lowerdir=/$dir,upperdir=$layers/$dir" \
			-o "workdir=$layers/$dir.work" none "/$dir"
	done
	python3 -c '
import fcntl, socket, struct
up, SIOCSIFFLAGS = 1, 0x8914
with socket.socket() as s:
    fcntl.ioctl(s, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", up))'
}

# mta_account NAME [HOME] - a system user and its group.
mta_account() {
	getent passwd "$1" >/dev/null ||
		useradd --system --user-group --no-create-home \
			--home-dir "${2:-/nonexistent}" \
			--shell /usr/sbin/nologin "$1"
}

# What README says under "Installation", but for the packages.
mta_install_sallyport() (
	set -eu
	umask 022
	mta_account sallyport
	mkdir -p /usr/local/bin /usr/local/libexec /etc/sallyport \
		/var/lib/sallyport "$MTA_BOXES"
	chown sallyport: /etc/sallyport /var/lib/sallyport
	chmod 1777 "$MTA_BOXES"
	cp "$SALLYPORT" /usr/local/bin/sallyport
	for program in sallyport-main sallyport-gpg; do
		[ ! -f "$BUILD/filter/$program" ] ||
			cp "$BUILD/filter/$program" /usr/local/libexec/
	done
	mkdir -p /usr/local/share/doc/sallyport
	cp -r "$SOURCE/contrib/postfix" "$SOURCE/contrib/exim" \
		/usr/local/share/doc/sallyport
)

# readme_commands MTA - what README has an administrator type, for our list.
readme_commands() {
	sed "1,/^$1[,;] /d" "$SOURCE/README" | sed -n '/^    /,/^$/p' |
		sed -e '/^$/,$d' -e 's/^    //' -e 's/_qemu_security/_team/g' \
			-e 's/qemu-security/team/g'
}

# snippet FILE - one of contrib/, without its comments.
snippet() {
	grep -v '^#' "$SOURCE/contrib/$1"
}

# --- a worker that does as it is told -----------------------------------------

# stub_worker - instead of sallyport-main: t/stub-worker. What each delivery got
# is in a folder of its own under $MTA_STUB.
stub_worker() (
	set -eu
	umask 022
	mkdir -p "$MTA_STUB"
	chown sallyport: "$MTA_STUB"
	cp "$SOURCE/t/stub-worker" /usr/local/libexec/sallyport-main
	chmod 755 /usr/local/libexec/sallyport-main
)

# stub_forget - what was delivered so far.
stub_forget() {
	rm -rf "${MTA_STUB:?}"/*
}

# stub_orders ORDER - for all deliveries from now on; "" leaves it to each.
stub_orders() {
	if [ -n "$1" ]; then
		(umask 022 && echo "$1" >"$MTA_STUB/orders")
	else
		rm -f "$MTA_STUB/orders"
	fi
}

# stub_count [TEXT] - how many deliveries came (whose arguments contain TEXT).
stub_count() {
	grep -lF -e "${1:-deliver}" "$MTA_STUB"/*/args 2>/dev/null | wc -l
}

# stub_got FILE TEXT - of the only delivery whose arguments contain TEXT: its
# args, env or message.
stub_got() {
	same 1 "$(stub_count "$2")" || return 1
	stub_dir=$(dirname "$(grep -lF -e "$2" "$MTA_STUB"/*/args)")
	cat "$stub_dir/$1"
}

# --- mail ---------------------------------------------------------------------

# smtp_send FROM RECIPIENT [SWAKS OPTION...] - over SMTP, as strangers do.
smtp_send() {
	smtp_from=$1
	smtp_to=$2
	shift 2
	swaks --silent 2 --server 127.0.0.1 --helo client.example.com \
		--from "$smtp_from" --to "$smtp_to" "$@" 9>&-
}

# smtp_answers - the MTA is up.
smtp_answers() {
	swaks --silent 3 --server 127.0.0.1 --quit-after CONNECT 9>&-
}

# box ADDRESS - files of the mails in that mailbox.
box() {
	for box_file in "$MTA_BOXES/$1"/new/*; do
		[ ! -f "$box_file" ] || echo "$box_file"
	done
}

# boxes_aside - what outsiders got is looked at when the script ends; the last
# line before test_done.
boxes_aside() {
	mkdir -p "$TEST_DIR/earlier/boxes/sent"
	for aside_box in "$MTA_BOXES"/*; do
		for aside_mail in "$aside_box"/new/*; do
			[ -f "$aside_mail" ] || continue
			asides=$((${asides:-0} + 1))
			cp "$aside_mail" "$TEST_DIR/earlier/boxes/sent/$(printf \
				%04d.%s $asides "${aside_box##*/}")"
		done
	done
}

box_count() {
	box "$1" | wc -l
}

# no_bounce - nothing came back to anybody.
no_bounce() {
	for bounce in "$MTA_BOXES"/*/new/*; do
		[ -f "$bounce" ] || continue
		! grep -qi '^From:.*mailer-daemon' "$bounce" ||
			complain "bounced: $(cat "$bounce")"
	done
}

# holds N COMMAND... - what the command prints is N.
holds() {
	holds_want=$1
	shift
	[ "$("$@")" = "$holds_want" ]
}
