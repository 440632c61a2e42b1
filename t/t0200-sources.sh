#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t0200-sources.sh - what every file of the tree must keep to.
. "${TEST_LIB:?run through meson test}"

# files [PATTERN...] - what is ours: committed, or about to be.
files() {
	(cd "$SOURCE" && git -c safe.directory="$SOURCE" ls-files \
		--cached --others --exclude-standard -- "$@")
}

# nothing COMMAND... - it prints nothing.
nothing() {
	"$@" >found || true
	[ ! -s found ] || complain "$(cat found)"
}

# each COMMAND... - reads file names, relative to the tree.
each() {
	(cd "$SOURCE" && tr '\n' '\0' | xargs -0 -r "$@")
}

test_case 'the tree is there' '
	files "*.c" >list
	[ "$(wc -l <list)" -gt 10 ]
'

test_case 'the top level holds the agreed folders and nothing else' '
	files | cut -d/ -f1 | sort -u | grep -vxE "\
filter|lib|config|t|contrib|meson\.build|README|COPYING|\..*" >extra || true
	nothing cat extra
'

test_case 'each source says its licence' '
	files "*.c" "*.h" "*.sh" "*.py" "*/meson.build" meson.build |
		each grep -L "SPDX-License-Identifier: GPL-2.0-or-later" >without ||
		true
	nothing cat without
	files | each grep -lE "^#!" >scripts
	each grep -L "SPDX-License-Identifier: GPL-2.0-or-later" <scripts \
		>without || true
	nothing cat without
'

test_case 'a file has at most 700 lines' '
	files "*.c" "*.h" "*.sh" "*.py" | each wc -l |
		awk "\$2 != \"total\" && \$1 > 700" >long
	nothing cat long
'

test_case 'a function has at most 80 lines' '
	files "*.c" | each awk "
		/^{/ { start = FNR }
		/^}/ && start {
			if (FNR - start > 80)
				print FILENAME \":\" start
			start = 0
		}" >long
	nothing cat long
'

# Eighty is the measure; a line that reads better whole may pass it a little.
test_case 'no line of C is far beyond 80 columns' '
	files "*.c" "*.h" | each awk "
		{
			line = \$0
			while ((i = index(line, \"\t\")) > 0)
				line = substr(line, 1, i - 1) \
					substr(\"        \", (i - 1) % 8 + 1) \
					substr(line, i + 1)
			gsub(/[\\200-\\277]/, \"\", line)
			if (length(line) > 88)
				print FILENAME \":\" FNR
		}" >wide
	nothing cat wide
'

test_case 'no trailing space, no carriage return, a last line feed' '
	files "*.c" "*.h" "*.sh" "*.py" "*meson.build" >sources
	each grep -nE "[ 	]+\$|$(printf "\r")" <sources >bad || true
	nothing cat bad
	while read -r file; do
		[ -z "$(tail -c 1 "$SOURCE/$file")" ] || echo "$file"
	done <sources >bad
	nothing cat bad
'

test_case 'no mark of unfinished work' '
	files lib filter contrib config | each grep -nwE \
		"TO[D]O|FIX[M]E|X[X]X|HA[C]K" >marks || true
	nothing cat marks
'

test_case 'no path of one machine' '
	files | each grep -nIE "/(work|home|root|far[m])/[a-z]" \
		>paths || true
	nothing cat paths
'

# The supervisor and what it starts before GLib write fixed words, and a mailbox
# is no terminal.
# policy-tables writes a manual while building, and is not installed.
test_case 'R-059: nothing but out.c writes to a terminal' '
	files "filter/*.c" "lib/*.c" | grep -vxE "filter/(out|mailbox)\.c|\
filter/(policy-tables|completions|supervisor|launch|deferral|gpg-wrapper|gpg-room)\.c|lib/base/log\.c" |
		each grep -nE "(^|[^a-zA-Z0-9_])(v?f?printf|v?dprintf|f?puts|\
f?putc|putchar|fwrite|perror|v?warnx?|g_print|g_printerr|g_message|g_warning|\
g_info|g_critical)\(" >elsewhere || :
	nothing cat elsewhere
	same 2 "$(grep -c "fputs(" "$SOURCE/filter/out.c")"
'

test_case 'R-157: nothing but log.c writes to the log' '
	files "lib/*.c" "filter/*.c" | grep -vx lib/base/log.c |
		each grep -nE "syslog\(|openlog\(|sd_journal" >elsewhere || :
	nothing cat elsewhere
'

# gmime would pass on line ends in a file name, a message id and the name of a
# header: it reads for us, and what we write is put together by compose.c.
test_case 'R-055: gmime writes no header field' '
	files "lib/*.[ch]" | each grep -nE "g_mime_[a-z_]*(_set_|_append|\
_prepend|_add_|write_to|to_string|header_encode)" | grep -vE "_stream_mem_set_|\
_parser_set_persist_stream" >setters || :
	nothing cat setters
'

test_case 'no large file' '
	files | each stat -c "%s %n" | awk "\$1 > 500000" >large
	nothing cat large
'

test_case 'scripts can be run, and the rest cannot' '
	files | each grep -lE "^#!" | grep -v "[.]sh\$" >scripts
	while read -r file; do
		[ -x "$SOURCE/$file" ] || echo "$file: no run bit"
	done <scripts >bad
	files "*.c" "*.h" "*.eml" "*.asc" | while read -r file; do
		[ ! -x "$SOURCE/$file" ] || echo "$file: a run bit"
	done >>bad
	nothing cat bad
'

test_done
