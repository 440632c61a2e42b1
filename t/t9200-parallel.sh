#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# t9200-parallel.sh - sixty-four deliveries at once: each report is in the store
# exactly once, and each mail leaves once.
. "${TEST_LIB:?run through meson test}"

shaken=16
[ "${TEST_LONG:-0}" = 0 ] || shaken=64

# mail NUMBER - one report of its own sender.
mail() {
	mail_headers "r$1@example.com" "report number $1"
	echo "Something is wrong in part $1." | mime_text
}

# statuses FILE... - how often which exit status was met.
statuses() {
	cat "$@" | sort | uniq -c | awk '{ print $1 "x" $2 }'
}

test_case 'a list with one moderator, whose acknowledgements do not wait' '
	new_list sec
	add_member sec dave moderator
	add_member sec alice
	set_conf sec ack delay 0s
	set_conf sec ack per-list-hour 1000
	for i in $(seq 64); do
		mail "$i" >"$i.eml"
	done
	mail same >same.eml
'

# R-086
test_case 'sixty-four reports at once are all held, none twice' '
	for i in $(seq 64); do
		(
			got=0
			deliver sec "$i.eml" --sender="r$i@example.com" ||
				got=$?
			echo "$got" >"$i.status"
		) >"$i.out" 2>&1 &
	done
	wait
	same 64x0 "$(statuses [0-9]*.status)"
	same 64 "$(rows "SELECT count(*) FROM mail WHERE state = 1")"
	same 64 "$(rows "SELECT count(DISTINCT digest) FROM mail")"
	same 0 "$(cat [0-9]*.out | wc -c)"
	same 64 "$(sent_count dave@example.org)"
'

# R-125
test_case 'the worker acknowledges each once, also when two work' '
	sp run --once >first 2>&1 &
	sp run --once >second 2>&1 || true
	wait
	sp run --once >third
	same 128 "$(sent_count)"
	same 64 "$(sent | grep -c "\.r[0-9]*@example.com\$")"
	same 64 "$(sent | sed "s/.*\.r/r/" | grep "^r[0-9]" | sort -u | wc -l)"
'

# R-015 R-125
test_case 'sixty-four copies of one report are one mail and one notice' '
	before=$(sent_count)
	for i in $(seq 64); do
		(
			got=0
			deliver sec same.eml || got=$?
			echo "$got" >"same.$i.status"
		) >/dev/null 2>&1 &
	done
	wait
	same 64x0 "$(statuses same.*.status)"
	same 65 "$(rows "SELECT count(*) FROM mail")"
	same 63 "$(rows "SELECT max(repeats) FROM mail")"
	same $((before + 1)) "$(sent_count)"
'

# shake N - deliver shaken.N.eml, while in each process one call in a hundred
# that writes, or makes durable, fails.
shake() {
	calls=write,pwrite64,fsync,fdatasync,ftruncate,rename,unlink
	shake_status=0
	strace -D -f -qq --seccomp-bpf -o /dev/null -e trace=$calls \
		-e inject=$calls:error=EIO:when=$(($1 * 7 % 100 + 1))+100 \
		"$SALLYPORT" -C "$CONF" deliver sec \
		--sender="rs$1@example.com" \
		--recipient=sec@lists.example.org <"shaken.$1.eml" ||
		shake_status=$?
	echo "$shake_status" >"shaken.$1.status"
}

# A round of the worker, to which everything is due; true when nothing waits for
# the next one.
all_left() {
	rows "UPDATE outbox SET due = 0 WHERE state = 0"
	exits 0 sp run --once >/dev/null
	rows "SELECT * FROM outbox WHERE state = 0"
	[ "$(rows "SELECT count(*) FROM outbox WHERE state = 0") \
$(rows "SELECT count(*) FROM mail WHERE state = 0")" = "0 0" ]
}

# R-138: whatever came of it, the MTA comes again, and the worker comes round.
test_case 'R-138: many at once, while one call in a hundred fails' '
	began=$(date +%s)
	for i in $(seq "$shaken"); do
		mail "s$i" >"shaken.$i.eml"
		shake "$i" >/dev/null 2>&1 &
	done
	wait
	note "$(statuses shaken.*.status | paste -sd " ") in $(($(date +%s) -
		began)) s"
	same "" "$(cat shaken.*.status | grep -vx -e 0 -e 75)"
	for i in $(seq "$shaken"); do
		[ "$(cat "shaken.$i.status")" = 0 ] ||
			exits 0 deliver sec "shaken.$i.eml" --sender="rs$i@example.com"
	done
	within 60 all_left
	same $((65 + shaken)) "$(rows "SELECT count(*) FROM mail WHERE state = 1")"
	same $((65 + shaken)) "$(rows "SELECT count(*) FROM mail")"
	same $((65 + shaken)) "$(sent_ids dave@example.org | sort -u | wc -l)"
'

test_case 'the store is whole and the chain holds' '
	same ok "$(rows "PRAGMA integrity_check")"
	sp log --verify sec >out
	same 0 "$(rows "SELECT count(*) FROM outbox WHERE state = 0")"
'

test_done
