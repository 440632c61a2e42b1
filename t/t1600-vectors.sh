#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t1600-vectors.sh - the attack corpus, as mail to a list with members.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/verdicts.sh"

# R-174
test_case 'the corpus is ours alone, and the same octets each time' '
	mkdir corpus
	exits 0 "$SOURCE/t/vectors/make" corpus
	cat corpus/* | sha256sum | cut -d" " -f1 >digest
	diff "$SOURCE/t/vectors/digest" digest
'

# R-089
test_case 'so are the few of them that doctor tries' '
	exits 0 "$SOURCE/t/vectors/make" --selftest >selftest
	diff "$SOURCE/lib/pgp/selftest-vectors.c" selftest
'

tab=$(printf '\t')

# wanted - the lines of the index that this run is for.
wanted() {
	if [ "${TEST_LONG-}" = 1 ]; then
		cat mails/index
	else
		awk -F "$tab" "\$3 == \"short\"" mails/index
	fi
}

# deliver_all - each mail, as Alice's; "came" gets what the queue says of it:
# name, state, why.
deliver_all() {
	wanted | cut -f1 >names
	while read -r name; do
		taken deliver sec "mails/$name.eml" \
			--sender=alice@example.org
		same "$((count = ${count-0} + 1))" "$(mails)"
	done <names
	told held sec --all >told
	rows "SELECT ref FROM mail ORDER BY id" | paste names - >refs
	while IFS=$tab read -r name ref; do
		printf "%s\t%s\t%s\n" "$name" \
			"$(sed -n "s/^$ref state //p" told)" \
			"$(sed -n "s/^$ref why //p" told)"
	done <refs >came
}

# totals - how many of each class, and how many ended as the other should.
totals() {
	awk -F "$tab" '
		NR == FNR { kind[$1] = $2 == "good" ? "good" : "unsafe"; next }
		{ n[kind[$1]]++ }
		(kind[$1] == "good") != ($2 == "accepted") { wrong[kind[$1]]++ }
		END {
			printf "%d unsafe, %d accepted; %d good, %d refused\n",
				n["unsafe"], wrong["unsafe"], n["good"],
				wrong["good"]
		}' mails/index came
}

# texts FILE... - the texts in these mails, decoded.
texts() {
	python3 - "$@" <<-X
		import email, email.policy, sys
		for name in sys.argv[1:]:
		    with open(name, "rb") as f:
		        mail = email.message_from_binary_file(
		            f, policy=email.policy.default)
		    for part in mail.walk():
		        if part.get_content_type() == "text/plain":
		            print(part.get_content())
	X
}

# R-070 to R-076, R-079, R-080, R-085, R-088, R-090 to R-093, R-097
test_case 'unsafe mail is held, each for its own reason; good mail goes out' '
	new_team sec
	mkdir mails
	exits 0 "$SOURCE/t/vectors/make" --mails --time "$(date +%s)" mails
	deliver_all
	wanted | cut -f1,4,5 >want
	exits 0 totals >said
	note "$(cat said)"
	diff want came
	has said " 0 accepted;" " 0 refused"
'

# R-070, R-071, R-074, R-075, R-078
test_case 'nobody reads what was not opened, and no member hears of it' '
	awk -F "$tab" "\$2 == \"open\" { print \$1 }" mails/index >open
	[ "$(wc -l <open)" -ge 30 ]
	while IFS=$tab read -r name ref; do
		grep -qx -e "$name" open || continue
		exits 0 sp show "$ref" >shown
		lacks shown overrun || complain "$name"
	done <refs
	accepted=$(grep -c "	accepted	" came)
	same "$accepted" "$(sent_count bob@example.org)"
'

# R-176
test_case 'what clients write arrives, signed by its author' '
	awk -F "$tab" "\$2 == \"good\" { print \$1 }" mails/index >good
	[ "$(wc -l <good)" -ge 15 ]
	mkdir got
	sent bob@example.org | while read -r file; do
		outbox_decrypt bob "$file" >"got/${file##*/}"
	done
	texts got/* >text
	while read -r name; do
		has text "The ring is overrun: $name." || exit 1
	done <good
	same "$(wc -l <good)" \
		"$(grep -c "good, by member alice@example.org" text)"
'

test_done
