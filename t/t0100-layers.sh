#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t0100-layers.sh - includes point downward, foreign headers stay at home.
. "${TEST_LIB:?run through meson test}"

# includes FOLDER... - "file header" for each include of C files there.
includes() {
	(cd "$SOURCE" && grep -rHnE --include='*.[ch]' \
		'^[ \t]*#[ \t]*include' "$@") |
		sed -nE 's/^([^:]+):[0-9]+:[^<"]*["<]([^">]+)[">].*/\1 \2/p'
}

# The order of the layers is that of lib/meson.build.
layers=$(tr '\n' ' ' <"$SOURCE/lib/meson.build" |
	sed -E 's/.*layers = \[([^]]*)\].*/\1/' | tr -d "',")

test_case 'there are layers, and each is a folder of lib/' '
	same "$(cd "$SOURCE/lib" && ls -d */ | tr -d / | sort)" \
		"$(printf "%s\n" $layers | sort)"
'

test_case 'lib/ includes only from the same layer and from those below' '
	allowed=
	for layer in $layers; do
		allowed="$allowed|$layer"
		includes "lib/$layer" | awk -v ok="^lib/(${allowed#|})/" \
			"\$2 ~ /^(lib|filter|config|t)\\// && \$2 !~ ok"
	done >wrong
	cat wrong
	[ ! -s wrong ]
'

test_case 'every header of ours is named from the top' '
	includes lib filter t | while read -r file header; do
		[ ! -e "$SOURCE/$(dirname "$file")/$header" ] ||
			echo "$file includes $header"
		case $header in
		lib/* | filter/* | t/*)
			[ -e "$SOURCE/$header" ] ||
				echo "$file includes $header, no such file"
			;;
		esac
	done >wrong
	cat wrong
	[ ! -s wrong ]
'

test_case 'filter/ is included by nobody below it' '
	includes lib t/unit | awk "\$2 ~ /^filter\\//" >wrong
	cat wrong
	[ ! -s wrong ]
'

test_case 'a foreign header is included in its module alone' '
	for pair in gmime:lib/mail gpgme:lib/pgp sqlite3:lib/store \
		pcre2:lib/rule sodium:lib/vault libxml:lib/notice \
		seccomp:lib/base mxml:lib/notice "jansson:(lib/notice|filter)"; do
		includes lib filter | awk -v h="^${pair%:*}" \
			-v home="^${pair#*:}/" "\$2 ~ h && \$1 !~ home"
	done | awk "\$1 ~ /^(lib|filter)\\//" >wrong
	cat wrong
	[ ! -s wrong ]
'

test_case 'a source with a header includes one of its folder first' '
	(cd "$SOURCE" && find lib filter -name "*.c") |
		while read -r file; do
			own=${file%.c}.h
			[ -e "$SOURCE/$own" ] || continue
			first=$(includes "$file" | head -n 1)
			case ${first#* } in
			"$(dirname "$file")"/*) ;;
			*) echo "$file first includes ${first#* }" ;;
			esac
		done >wrong
	cat wrong
	[ ! -s wrong ]
'

# nothing_but LINE - standard input has no other line, and may be empty.
nothing_but() {
	grep -vxF -e "$1" >other || true
	same "" "$(cat other)"
}

test_case 'what the MTA starts needs libc alone' '
	[ -e "$SALLYPORT" ]
	readelf -d "$SALLYPORT" | sed -n "s/.*NEEDED.*\[\(.*\)\]/\1/p" >needed
	[ "$SANITIZED" = yes ] || nothing_but libc.so.6 <needed
	lacks needed glib gmime gpgme sqlite
'

test_done
