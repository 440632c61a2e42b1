/* SPDX-License-Identifier: GPL-2.0-or-later */
/* schema.c - which column holds what, and that every statement runs, on an
 * index, under the settings that durability rests on */
#include "lib/store/internal.h"

#include "t/unit/store-fixture.h"

/* Every column and what it may hold (DESIGN section 5): c for what routing and
 * clocks need, in the clear; d for keyed digests; s for what is sealed. A new
 * column stands here before it stands anywhere. */
static const char *const columns[] = {
	"ack_log.at c", "ack_log.sender d", "ack_log.thread d",
	"bounce.day c", "bounce.member c", "bounce.permanent c",
	"bulletin.case_id c", "bulletin.serial c", "bulletin.year c",
	"cases.answered c", "cases.brief s", "cases.id c", "cases.number c",
	"cases.opened c", "cases.prefix c",
	"cases.ref c", "cases.serial c", "cases.state c", "cases.title s",
	"cases.year c",
	"envelope.fingerprint c", "envelope.payload c", "envelope.pkesk s",
	"event.actor c", "event.at c", "event.case_number c", "event.detail s",
	"event.detail_digest d", "event.mac d", "event.ref c", "event.seq c",
	"event.verb c",
	"event_tail.id c", "event_tail.mac d",
	"mail.ack c", "mail.ack_at c", "mail.ack_due c", "mail.ack_key s",
	"mail.ack_why c", "mail.arrived c", "mail.asked c", "mail.attempts c",
	"mail.card s", "mail.carried c", "mail.case_id c", "mail.checks c",
	"mail.decided c", "mail.decided_by c", "mail.decision c",
	"mail.deferred_until c",
	"mail.digest d", "mail.envelope s", "mail.id c", "mail.notice c",
	"mail.original c", "mail.post c", "mail.rank c", "mail.ref c",
	"mail.repeats c", "mail.report_at c", "mail.report_len c",
	"mail.role c", "mail.sender d", "mail.size_class c", "mail.state c",
	"mail.thread s", "mail.was_clear c", "mail.why c",
	"member.accepted c", "member.accepted_policy c",
	"member.added c", "member.address c", "member.affiliation c",
	"member.away_from c", "member.away_until c", "member.bouncing c",
	"member.compared c", "member.duties c",
	"member.id c", "member.kind c",
	"member.login c", "member.name c", "member.paused c",
	"member.reminded c", "member.roles c", "member.subsystems c",
	"outbox.attempts c", "outbox.case_id c", "outbox.cause c",
	"outbox.due c",
	"outbox.encryption c", "outbox.id c", "outbox.kind c",
	"outbox.lease_boot c", "outbox.lease_pid c", "outbox.lease_space c",
	"outbox.lease_until c", "outbox.made c", "outbox.mail c",
	"outbox.member c", "outbox.payload c", "outbox.recipient s",
	"outbox.sent c", "outbox.state c",
	"participant.address s", "participant.adopted c",
	"participant.case_id c",
	"participant.digest d", "participant.id c", "participant.key_data s",
	"participant.kind c", "participant.pinned c",
	"participant.pinned_at c", "participant.ref c",
	"participant.remember c",
	"participant.token s", "participant.token_digest d",
	"payload.id c", "payload.kind c", "payload.made c", "payload.size c",
	"pgp_key.active c", "pgp_key.added c", "pgp_key.checked c",
	"pgp_key.encryption c", "pgp_key.expires c", "pgp_key.fingerprint c",
	"pgp_key.id c", "pgp_key.member c", "pgp_key.owner c",
	"pgp_key.retires c", "pgp_key.state c", "pgp_key.told c",
	"pgp_key.told_at c",
	"piece.bytes s", "piece.payload c", "piece.seq c",
	"short_input.at c", "short_input.digest d",
	"signature.at c", "signature.digest d",
	"subkey.can_encrypt c", "subkey.can_sign c", "subkey.expires c",
	"subkey.fingerprint c", "subkey.pgp_key c", "subkey.usable c",
	"thread.mail c", "thread.message_id d",
	"title_word.case_id c", "title_word.digest d",
	"vouch.address c", "vouch.at c", "vouch.member c", "vouch.voucher c",
	"word.digest d", "word.mail c",
};

/* Name and type of each column there is, in the order of the names. */
static const char column_list[] =
	"SELECT t.name || '.' || c.name, c.type, t.strict"
	" FROM pragma_table_list AS t, pragma_table_info(t.name) AS c"
	" WHERE t.schema = 'main' AND t.type = 'table'"
	" AND t.name NOT LIKE 'sqlite_%' ORDER BY 1";

/* */
static void
test_columns(void)
{
	sqlite3_stmt *stmt = NULL;
	struct fixture f;
	size_t i = 0;

	fixture_init(&f);
	sqlite3_prepare_v2(f.st->db, column_list, -1, &stmt, NULL);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(stmt, 0);
		const char *type = (const char *)sqlite3_column_text(stmt, 1);
		const char *want = i < G_N_ELEMENTS(columns) ? columns[i] :
				   "nothing more ?";
		char kind = want[strlen(want) - 1];

		ok(strlen(name) == strlen(want) - 2 &&
		   g_str_has_prefix(want, name),
		   "column %s is expected here (%s)", name, want);
		ok((kind == 'c') == (strcmp(type, "BLOB") != 0) &&
		   sqlite3_column_int(stmt, 2) == 1,
		   "%s is %s and its table STRICT", name, type);
		i++;
	}
	sqlite3_finalize(stmt);
	ok(i == G_N_ELEMENTS(columns), "no column is missing");
	fixture_clear(&f);
}

static void
test_statements(void)
{
	struct fixture f;
	int i;

	fixture_init(&f);
	for (i = 0; i < ST_COUNT; i++) {
		const char *sql = sp_store_sql[i] ? sp_store_sql[i] : "";
		sqlite3_stmt *stmt = NULL;
		int rc = sqlite3_prepare_v2(f.st->db, sql, -1, &stmt, NULL);

		ok(rc == SQLITE_OK && stmt, "statement %d is prepared: %s: %s",
		   i, sql, sqlite3_errmsg(f.st->db));
		sqlite3_finalize(stmt);
	}
	fixture_clear(&f);
}

/* Does the plan of a statement read a whole table or sort? */
static gboolean
is_slow(struct fixture *f, enum stmt which)
{
	g_autofree char *sql = g_strconcat("EXPLAIN QUERY PLAN ",
					   sp_store_sql[which], NULL);
	sqlite3_stmt *stmt = NULL;
	gboolean slow = FALSE;

	sqlite3_prepare_v2(f->st->db, sql, -1, &stmt, NULL);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(stmt, 3);

		slow |= g_str_has_prefix(step, "SCAN ") &&
			!strstr(step, "CONSTANT ROW") &&
			!strstr(step, "(subquery") && !strstr(step, "INDEX");
		slow |= strstr(step, "TEMP B-TREE") != NULL;
	}
	sqlite3_finalize(stmt);
	return slow;
}

static void
test_plans(void)
{
	/* Small tables, or all of it is wanted. */
	static const enum stmt exempt[] = {
		ST_ACK_PRUNE, ST_SHORT_PRUNE, ST_MEMBERS, ST_MEMBER_TAKEN,
		ST_MEMBER_RECALL, ST_KEY_IDS, ST_ARCHIVE_KEYS, ST_CASES,
		ST_EVENTS, ST_EVENT_HEAD, ST_OUT_LIST, ST_LIST_KEY_RETIRE,
		ST_MAIL_PAYLOADS_DROP, ST_PAYLOADS_OF, ST_LIST_KEYS,
		ST_LIST_KEY_DUE, ST_LIST_KEY_OVER, ST_LIST_KEYS_OVER,
		ST_KEYS_TOLD, ST_KEY_TELL, ST_BOUNCE_PRUNE, ST_BOUNCES,
		ST_OUT_ARRIVED, ST_PARTICIPANTS, ST_WORDS_DROP,
		ST_TITLE_WORDS_DROP, ST_TITLE_WORDS_BLANK, ST_WORDS_ANY,
		ST_INDEX_DROP, ST_TITLES_DROP, ST_OUTS_OF_CASE,
		ST_VOUCHES, ST_CASES_UNTELL,
	};
	struct fixture f;
	size_t i;
	int which;

	fixture_init(&f);
	for (which = ST_REF_TAKEN; which < ST_CHECKPOINT; which++) {
		gboolean skip = FALSE;

		for (i = 0; i < G_N_ELEMENTS(exempt); i++)
			skip |= which == (int)exempt[i];
		if (!skip)
			ok(!is_slow(&f, (enum stmt)which),
			   "has an index for: %s", sp_store_sql[which]);
	}
	fixture_clear(&f);
}

/* R-111 R-120 R-126 R-137 */
static void
test_settings(void)
{
	static const struct {
		const char *pragma;
		const char *want;
	} cases[] = {
		{ "PRAGMA journal_mode", "wal" },
		{ "PRAGMA synchronous", "2" },
		{ "PRAGMA foreign_keys", "1" },
		{ "PRAGMA secure_delete", "1" },
		{ "PRAGMA temp_store", "2" },
		{ "PRAGMA auto_vacuum", "2" },
		{ "PRAGMA trusted_schema", "0" },
		{ "PRAGMA busy_timeout", "30000" },
		{ "PRAGMA query_only", "0" },
		{ "PRAGMA user_version", "4" },
	};
	sqlite3_stmt *stmt = NULL;
	struct fixture f;
	size_t i;

	fixture_init(&f);
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		sqlite3_prepare_v2(f.st->db, cases[i].pragma, -1, &stmt, NULL);
		ok(sqlite3_step(stmt) == SQLITE_ROW &&
		   strcmp((const char *)sqlite3_column_text(stmt, 0),
			  cases[i].want) == 0, "%s is %s", cases[i].pragma,
		   cases[i].want);
		sqlite3_finalize(stmt);
	}
	fixture_clear(&f);
}

int
main(void)
{
	test_columns();
	test_statements();
	test_plans();
	test_settings();
	return tap_done();
}
