# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# patches.sh - fixtures of the tests about patches and who looked at them
#
# Sourced after cases.sh. The file "case" holds the number of the case.

GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x@example.org
export GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_COMMITTER_NAME \
	GIT_COMMITTER_EMAIL

# in_case PERSON SUBJECT [HEADER...] <PART - a member's signed mail, for the
# members of the case. It arrives as x.eml; its reference goes into "ref".
in_case() {
	in_case_person=$1
	in_case_subject=$2
	shift 2
	{
		mail_headers "$in_case_person <$in_case_person@example.org>" \
			"$in_case_subject" "$@"
		mime_signed "$in_case_person"
	} >x.eml
	exits 0 deliver sec x.eml --sender="$in_case_person@example.org" \
		--recipient="sec+$(cat case)-internal@lists.example.org"
	rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1" >ref
	same 2 "$(rows "SELECT state FROM mail WHERE ref = '$(cat ref)'")"
}

# post FILE - a patch as "git send-email" would: its subject, its body. What is
# below the signature is not part of it; there each mail is another one, for the
# same one again, signed in the same second, would be a replay.
post() {
	echo . >>posts
	{
		sed '1,/^$/d' "$1"
		echo "mail $(wc -l <posts)"
	} | mime_text | in_case alice "$(sed -n 's/^Subject: //p' "$1")"
	sed -n 's/^Message-ID: <\(.*\)>/\1/p' "$(sent_last bob@example.org)" \
		>patch.id
}

# answer PERSON TEXT - to the last patch. What is below the signature makes it
# another mail than the same answer in the same second, which is a replay.
answer() {
	echo . >>answers
	printf "%s\n-- \nanswer %s\n" "$2" "$(wc -l <answers)" | mime_text |
		in_case "$1" "Re: the fix" "In-Reply-To: <$(cat patch.id)>"
}

# change FILE TEXT - a commit by alice, as the last commit of repo.
change() {
	echo "$2" >>"repo/$1"
	git -C repo commit -q -a --author='alice <alice@example.org>' \
		-m "foo: check the length" -m "Descriptors may be longer."
}

# json EXPRESSION FILE - what Python makes of it, with the document as d.
json() {
	python3 -c 'import json, sys
d = json.load(open(sys.argv[2]))
print(eval("(" + sys.argv[1] + ")"))' "$1" "$2"
}

# shows TEXT... - "review show" does.
shows() {
	exits 0 sp review show "$(cat case)" >shown
	has shown "$@"
}
