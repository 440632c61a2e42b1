#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t4600-people.sh - the people of a list: what they are, what admits them to its
# mail, whom to ask about a patch, and guests of one case.
. "${TEST_LIB:?run through meson test}"
. "$SOURCE/t/commands.sh"

# asked REPORT - its approval, told in "approved".
approved() {
	report "$1"
	exits 0 sp approve "$(cat "$1.ref")" >approved
}

# --- kinds, roles and subsystems ----------------------------------------------

test_case 'a member has kind, roles and subsystems' '
	new_moderated_team
	set_conf sec cli tell-moderators no
	exits 0 sp member add sec eve@example.org --key "$KEYS/mallory.asc" \
		--name "Eve" --affiliation "Vendor A" --kind vendor \
		--role reviewer,cve --subsystem Net,block >out
	has out "as reviewer,cve"
	exits 0 sp member show eve@example.org >out
	has out "vendor" "reviewer,cve" "net,block" "Vendor A"
	exits 0 sp member show eve@example.org --json >out.json
	python3 - <<-END
		import json
		m = json.load(open("out.json"))
		assert m["kind"] == "vendor", m
		assert m["roles"] == ["reviewer", "cve"], m
		assert m["subsystems"] == ["net", "block"], m
		assert m["admitted"] is True and m["vouches"] == 0, m
	END
	same "0 5" "$(rows "SELECT roles, duties FROM member
		WHERE address LIKE '\''eve%'\''" | tr "|" " ")"
'

test_case 'what is given is changed, and nothing else' '
	exits 0 sp member change eve@example.org --role none \
		--subsystem virtio >out
	has out "member" "vendor" "virtio"
	exits 0 sp member change eve@example.org --role moderator,gatekeeper \
		--kind core --affiliation "Vendor B" --subsystem none >out
	exits 0 sp member show eve@example.org >out
	has out "moderator,gatekeeper" "core" "Vendor B" "Eve"
	lacks out "virtio"
	exits 0 sp member change eve@example.org --affiliation None \
		--login none >out
	exits 0 sp member show eve@example.org --json >out
	has out "\"affiliation\": \"\"" "\"login\": \"\""
	exits 0 sp member change eve@example.org --affiliation "Vendor B" >out
	has out "of        Vendor B"
	exits 0 sp log >log
	has log "member-changed"
	exits 0 sp member change eve@example.org --role none >out
'

test_case 'and no more than there is' '
	sp member list --json >before
	exits 2 sp member change eve@example.org 2>err
	has err "nothing to change"
	exits 2 sp member change eve@example.org --role lead 2>err
	has err "moderator, admin, reviewer, gatekeeper, cve"
	exits 2 sp member change eve@example.org --kind boss 2>err
	has err "core, vendor, maintainer or coordinator"
	exits 2 sp member change eve@example.org --subsystem "net work" 2>err
	has err "--subsystem is up to"
	exits 5 sp member change nobody@example.org --kind core 2>err
	exits 0 sp member change bob@example.org --login bob >out
	exits 3 sp member change eve@example.org --login bob 2>err
	has err "login bob is another member"
	exits 0 sp member change bob@example.org --login "" >out
	sp member list --json | cmp - before
'

test_case 'a list that loses its last moderator is told so' '
	exits 0 sp member change carol@example.org --role none >out
	lacks out warning
	exits 0 sp member change dave@example.org --role admin >out
	has out "warning" "no moderator now"
	exits 0 sp member change dave@example.org --role moderator >out
	exits 0 sp member change carol@example.org --role moderator >out
'

# --- vouching, acceptance, fingerprints ---------------------------------------

test_case 'unless asked for, nobody needs vouches' '
	approved first
	has approved "sent      to 5 of 5"
'

test_case 'with [people] vouches, who lacks them gets nothing and is named' '
	set_conf sec people vouches 1
	for person in alice carol dave; do
		rows "INSERT INTO vouch SELECT id, 99, '\''mo@example.org'\'', 1
			FROM member WHERE address = '\''$person@example.org'\''"
	done
	approved second
	has approved "sent      to 3 of 5" \
		"bob@example.org is not vouched for" \
		"eve@example.org is not vouched for"
	same 3 "$(rows "SELECT count(*) FROM outbox JOIN mail
		ON mail.id = outbox.mail WHERE outbox.kind IN (1, 2)
		AND ref = '\''$(cat second.ref)'\''")"
	for person in alice carol dave; do
		outbox_decrypt $person "$(sent_last $person@example.org)" >got
		has got "version 1.2.3 of second"
	done
	exits 0 sp member list >out
	grep -F bob@example.org out | grep -qF "(not admitted)"
	exits 0 sp member show bob@example.org >out
	has out "gets no mail: is not vouched for" "0 of 1"
'

test_case 'nor do they read the archive of those days' '
	exits 0 sp archive show "$(cat second.ref)" >archived
	outbox_decrypt alice archived >got
	has got "version 1.2.3 of second"
	! outbox_decrypt bob archived >got
'

test_case 'a login vouches that is a member, for another one' '
	exits 3 sp member vouch bob@example.org 2>err
	has err "only a member can vouch" "--login"
	exits 0 sp member change bob@example.org --login "$(id -un)" >out
	exits 3 sp member vouch bob@example.org 2>err
	has err "nobody vouches for themselves"
	exits 3 sp member vouch eve@example.org 2>err
	has err "bob@example.org cannot vouch for others before" ", as " \
		" can: sallyport member vouch bob@example.org"
	exits 0 sp member change bob@example.org --login "" >out
	exits 0 sp member change alice@example.org --login "$(id -un)" \
		--role moderator >out
	exits 0 sp member vouch bob@example.org >out
	has out "vouched   for bob@example.org"
	exits 3 sp member vouch bob@example.org 2>err
	has err "alice@example.org has vouched already"
	exits 5 sp member vouch nobody@example.org 2>err
	exits 0 sp log >log
	has log "vouched"
	approved third
	has approved "sent      to 4 of 5" "eve@example.org is not vouched for"
'

test_case 'where nobody is vouched for yet, somebody begins' '
	set_conf sec people vouches 3
	exits 0 sp member vouch eve@example.org >out
	has out "2 more must vouch"
	set_conf sec people vouches 1
	approved fourth
	has approved "sent      to 5 of 5"
'

test_case 'with [people] acceptance, who has not accepted gets nothing' '
	set_conf sec people acceptance yes
	approved_before=$(sent_count)
	{
		mail_headers ada@example.com "[TEST-SECURITY] fifth"
		echo "version 1.2.3 of fifth crashes" | mime_text
	} >fifth.eml
	exits 0 deliver sec fifth.eml --sender=ada@example.com
	rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1" >fifth.ref
	exits 0 sp member accept carol@example.org >out
	has out "accepted  by carol@example.org, as you saw"
	exits 0 sp approve "$(cat fifth.ref)" >approved
	has approved "sent      to 1 of 5" \
		"dave@example.org has not accepted the policy"
	exits 3 sp member accept carol@example.org 2>err
	has err "has accepted the policy in force already"
	exits 0 sp member show carol@example.org >out
	has out "accepted"
'

# writes PERSON TEXT [MIME] - to the list, signed unless MIME is something else.
writes() {
	{
		mail_headers "$1@example.org" "to all"
		echo "$2" | mime_text | ${3:-mime_signed "$1"}
	} >member.eml
	exits 0 deliver sec member.eml --sender="$1@example.org"
	rows "SELECT ref FROM mail ORDER BY id DESC LIMIT 1" >member.ref
}

# state_of - of that mail: 1 held, 2 accepted.
state_of() {
	rows "SELECT state FROM mail WHERE ref = '$(cat member.ref)'"
}

test_case 'what they sign is held, with that reason, and never lost' '
	writes carol "a word of one who has accepted"
	same 2 "$(state_of)"
	writes dave "a word of one who has not"
	same 1 "$(state_of)"
	exits 0 sp show "$(cat member.ref)" >out
	has out "its signer is a member who is not admitted yet" \
		"good, by member dave"
	exits 0 sp show "$(cat member.ref)" --json >out.json
	has out.json "\"not-admitted\""
	outbox_decrypt carol "$(sent_last carol@example.org)" >got
	has got "not admitted yet" "a word of one who has not"
	set_conf sec post unsigned-member banner
	writes dave "a word with no signature" cat
	same 1 "$(state_of)"
	writes carol "another with no signature" cat
	same 2 "$(state_of)"
	set_conf sec post unsigned-member hold
	exits 0 sp member accept dave@example.org >out
	writes dave "a word after that"
	same 2 "$(state_of)"
	exits 0 sp discard $(rows "SELECT ref FROM mail WHERE state = 1") >out
	rows "UPDATE member SET accepted = 0, accepted_policy = '\'''\''
		WHERE address = '\''dave@example.org'\''"
'

# A change of the host is no change of the policy.
test_case 'the policy is dated, and known by its digest' '
	exits 0 sp member show carol@example.org --json >one.json
	set_conf sec mta timeout 30s
	exits 3 sp member accept carol@example.org 2>err
	set_conf sec clock human-answer 4wd
	exits 0 sp member accept carol@example.org >out
	exits 0 sp member show carol@example.org --json >two.json
	python3 - <<-END
		import json
		one, two = (json.load(open(f))
			for f in ("one.json", "two.json"))
		assert len(one["accepted_policy"]) == 64, one
		assert one["accepted_policy"] != two["accepted_policy"]
		assert one["accepted"], one
	END
'

test_case 'by signed mail, members vouch and accept for themselves' '
	printf "status sec\nmember accept sec\nstatus sec\n" |
		signed dave >mail
	command_from dave "sec-request@$list" <mail
	answer dave
	has answer "refused: you are not admitted to this list yet" \
		"you accepted the policy" "Nothing is held"
	# What is to be written is said with all that the line needs.
	echo "member vouch eve@example.org" | signed dave >mail
	command_from dave "sec-request@$list" <mail
	answer dave
	tr -s "\n " " " <answer >words
	has words "write \"member vouch sec eve@example.org\""
	echo "member vouch sec eve@example.org" | signed dave >mail
	command_from dave "sec-request@$list" <mail
	answer dave
	has answer "you vouched for eve@example.org"
	same 2 "$(rows "SELECT vouches FROM (SELECT count(*) AS vouches
		FROM vouch JOIN member ON member.id = vouch.member
		WHERE member.address = '\''eve@example.org'\'')")"
'

test_case 'who still lacks vouches is answered, and told no more' '
	set_conf sec people vouches 5
	printf "member accept sec\nmember vouch sec %s\nhelp\n" \
		carol@example.org | signed bob >mail
	command_from bob "sec-request@$list" <mail
	answer bob
	has answer "you accepted the policy" \
		"refused: you are not admitted to this list yet" \
		"member vouch [LIST] ADDR"
	same 0 "$(rows "SELECT count(*) FROM vouch
		WHERE address = '\''bob@example.org'\''")"
	# What the configuration does not ask for is not named.
	set_conf sec people acceptance no
	echo "member vouch sec carol@example.org" | signed bob >mail
	command_from bob "sec-request@$list" <mail
	answer bob
	has answer "admitted to this list yet: others must vouch"
	lacks answer "accepted its policy"
	set_conf sec people vouches 0
'

test_case 'a fingerprint that was compared is noted' '
	exits 3 sp key confirm bob@example.org "$(fpr alice)" 2>err
	has err "the key of bob@example.org on the roster is not that one"
	exits 0 sp key confirm bob@example.org \
		"$(fpr bob | sed "s/..../& /g" | tr A-F a-f)" >out
	has out "confirmed"
	exits 0 sp member show bob@example.org >out
	has out "compared"
	exits 0 sp log --verify >out
'

# --- whom to ask --------------------------------------------------------------

test_case 'who: maintainers, reviewers and the pool, each with the reason' '
	exits 2 sp who sec --files 2>err
	has err "the paths are missing"
	exits 2 sp who sec hw/net/a.c 2>err
	exits 2 sp who sec --files hw/net/a.c 2>err
	has err "names no file in [people] maintainers"
	cat >"$TEST_DIR/MAINTAINERS" <<-END
		Network devices
		M: Alice A. <alice@example.org>
		M: Nat M. <nat@example.net>
		R: Bob <bob@example.org>
		S: Maintained
		F: hw/net/
	END
	set_conf sec people maintainers "$TEST_DIR/MAINTAINERS"
	exits 0 sp member change carol@example.org --role reviewer \
		--subsystem net >out
	before=$(sent_count)
	exits 0 sp who sec --files hw/net/a.c a/README >out
	has out "hw/net/a.c: Network devices (Maintained)" \
		"README: no section covers it" \
		"maintains Network devices (hw/net/): does not count" \
		"not on the list: would need an invitation" \
		"reviewer for Network devices (hw/net/), not the maintainer" \
		"knows net (hw/net/a.c), not the maintainer: counts as indep" \
		"Nobody was written to."
	same "$before" "$(sent_count)"
	exits 5 sp who sec --files README >out 2>err
	has err "nobody is known"
	exits 2 sp who sec --files ../README 2>err
	has err "is no path below the top of a tree"
'

test_case 'for a case, as JSON' '
	number=$(rows "SELECT number FROM cases ORDER BY id LIMIT 1")
	exits 0 sp who "$number" --files hw/net/a.c --json >out.json
	python3 - "$number" <<-END
		import json, sys
		d = json.load(open("out.json"))
		assert d["case"] == sys.argv[1] and d["files"] == ["hw/net/a.c"]
		by = {p["address"]: p for p in d["people"]}
		assert by["alice@example.org"]["maintains"]
		assert by["carol@example.org"]["independent"]
		assert not by["nat@example.net"]["on_list"]
	END
	exits 5 sp who TEST-2026-9999 --files hw/net/a.c 2>err
'

test_case 'a file that is none is refused with its line' '
	printf "T\nF: a*********b\n" >"$TEST_DIR/MAINTAINERS"
	exits 2 sp who sec --files a >out 2>err
	has err "line 2: the pattern has more than"
	rm "$TEST_DIR/MAINTAINERS"
	exits 2 sp who sec --files a >out 2>err
	has err "cannot read"
'

# --- the roster as a whole ----------------------------------------------------

test_case 'roster check: what is missing, and exit 1' '
	exits 1 sp roster check >out 2>err
	has out "FAIL  roster: there are no two members of different" \
		"note  roster: nobody is the gatekeeper"
	exits 0 sp member change alice@example.org --affiliation "Vendor A" >out
	exits 0 sp member change dave@example.org --affiliation "Vendor B" \
		--role moderator,gatekeeper >out
	exits 0 sp roster check sec >out
	lacks out FAIL
	has out "note  alice@example.org: has a fingerprint that nobody"
	exits 0 sp member change bob@example.org --subsystem usb >out
	exits 1 sp roster check --json >out.json 2>err
	python3 - <<-END
		import json
		d = json.load(open("out.json"))
		assert d["passes"] is False
		assert any(f["level"] == "fail" and f["text"] ==
			"subsystem usb has no reviewer" for f in d["findings"])
	END
'

test_case 'a list that asks for vouches says so to who begins with it' '
	new_list lib --profile libvirt
	add_member lib alice
	has member.out "no mail   before 1 other has vouched for them:" \
		"sallyport member vouch lib alice@example.org"
	add_member lib carol moderator
	exits 1 sp doctor lib >out 2>err
	has out "no moderator can be written to" \
		"not admitted yet: 2 of 2 members; sallyport roster check lib"
	{ mail_headers ada@example.com "a bug"; echo x | mime_text; } >x.eml
	exits 0 deliver lib x.eml
	exits 2 sp approve "$(sp held lib --json | sed -n \
		"s/.*\"ref\": \"\([^\"]*\)\".*/\\1/p")" 2>err
	has err "no usable key to seal to" "sallyport roster check lib"
	set_conf lib people vouches 0
	set_conf lib people acceptance yes
	add_member lib dave moderator
	has member.out "no mail   before they have accepted the policy:" \
		"sallyport member accept lib dave@example.org"
	lacks member.out vouch
'

test_done
