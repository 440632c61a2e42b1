/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store.c - the file and its schema: what is refused, what is stored in which
 * form, and what many processes may do at once */
#include "lib/store/internal.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#include "t/unit/store-fixture.h"

/* --- the file -------------------------------------------------------------- */

static void
test_create(void)
{
	struct fixture f;
	struct stat st;
	GDir *dir;
	const char *name;
	int others = 0;

	fixture_dir(&f);
	ok(sp_store_create(f.db, f.vault, &f.err) == SP_OK, "a store is made");
	ok(stat(f.db, &st) == 0 && (st.st_mode & 07777) == 0600,
	   "for its owner alone");
	ok(sp_store_create(f.db, f.vault, &f.err) == SP_EDENIED,
	   "a second in its place is refused");
	dir = g_dir_open(f.dir, 0, NULL);
	while ((name = g_dir_read_name(dir)))
		others += strcmp(name, "store.db") && strcmp(name, "secret");
	g_dir_close(dir);
	ok(others == 0, "nothing else is left behind");
	must(&f, sp_store_open(f.db, f.vault, &f.st, &f.err));
	must(&f, sp_store_check(f.st, &f.err));
	sp_store_close(NULL);
	fixture_clear(&f);
}

/* What may lie where a store should, made from a good one. */
static void
make_empty(struct fixture *f)
{
	if (truncate(f->db, 0) != 0)
		must(f, sp_fail(&f->err, SP_EIO, "truncate"));
}

static void
make_missing(struct fixture *f)
{
	g_unlink(f->db);
}

static void
make_folder(struct fixture *f)
{
	g_unlink(f->db);
	g_mkdir(f->db, 0700);
}

static void
make_text(struct fixture *f)
{
	g_file_set_contents(f->db, "From: reporter@example.net\n\nhello\n", -1,
			    NULL);
}

static void
make_link(struct fixture *f)
{
	g_autofree char *real = g_strconcat(f->db, ".real", NULL);

	if (g_rename(f->db, real) != 0 || symlink(real, f->db) != 0)
		must(f, sp_fail(&f->err, SP_EIO, "symlink"));
}

static void
run_sql(struct fixture *f, const char *sql)
{
	sqlite3 *db = NULL;

	if (sqlite3_open(f->db, &db) != SQLITE_OK ||
	    sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		must(f, sp_fail(&f->err, SP_EIO, "%s", sqlite3_errmsg(db)));
	sqlite3_close(db);
}

static void
make_foreign(struct fixture *f)
{
	run_sql(f, "PRAGMA application_id = 7");
}

static void
make_newer(struct fixture *f)
{
	run_sql(f, "PRAGMA user_version = 99");
}

static void
make_half(struct fixture *f)
{
	if (truncate(f->db, 4096 * 5 + 100) != 0)
		must(f, sp_fail(&f->err, SP_EIO, "truncate"));
}

static void
test_refused(void)
{
	static const struct {
		const char *name;
		void (*make)(struct fixture *);
		enum sp_status want;
		const char *says;
	} cases[] = {
		{ "missing", make_missing, SP_ECONF, "No such file" },
		{ "empty", make_empty, SP_ECONF, "is empty" },
		{ "a folder", make_folder, SP_ECONF, "not a file" },
		{ "a link", make_link, SP_ECONF, "not a file" },
		{ "a mail", make_text, SP_EIO, "not a database" },
		{ "cut short", make_half, SP_EIO, "malformed" },
		{ "another program's", make_foreign, SP_ECONF, "none of" },
		{ "newer", make_newer, SP_ECONF,
		  "schema 99 is newer than this program's 1" },
	};
	struct fixture f;
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *before = NULL;
		g_autofree char *after = NULL;
		gsize n = 0, m = 0;
		enum sp_status r;

		fixture_dir(&f);
		must(&f, sp_store_create(f.db, f.vault, &f.err));
		cases[i].make(&f);
		g_file_get_contents(f.db, &before, &n, NULL);
		r = sp_store_open(f.db, f.vault, &f.st, &f.err);
		g_file_get_contents(f.db, &after, &m, NULL);
		ok(r == cases[i].want && !f.st &&
		   strstr(f.err.text, cases[i].says), "%s: %s", cases[i].name,
		   f.err.text);
		ok(n == m && (n == 0 || memcmp(before, after, n) == 0),
		   "%s: left as it was", cases[i].name);
		r = sp_store_open_query(f.db, f.vault, &f.st, &f.err);
		ok(r == cases[i].want && !f.st, "%s: nor for reading",
		   cases[i].name);
		fixture_clear(&f);
	}
}

/* Garble the first bytes of one page after the other: whatever becomes of it,
 * it is never taken for a store without that row. */
static void
test_garbled(void)
{
	const char garbage[16] = "\0\1\2\3garbage";
	struct fixture f;
	gsize len = 0;
	int silent = 0, pages;
	int64_t page;
	char *good = NULL;

	fixture_init(&f);
	mail_put(&f, 1, SP_MAIL_HELD);
	must(&f, sp_store_shrink(f.st, &f.err));
	sp_store_close(f.st);
	f.st = NULL;
	g_file_get_contents(f.db, &good, &len, NULL);
	pages = (int)(len / 4096);
	for (page = 0; page < pages; page++) {
		struct sp_mail *m = NULL;
		g_autofree char *bad = g_memdup2(good, len);
		enum sp_status r;

		memcpy(bad + page * 4096, garbage, sizeof(garbage));
		g_file_set_contents(f.db, bad, (gssize)len, NULL);
		r = sp_store_open(f.db, f.vault, &f.st, &f.err);
		if (r == SP_OK)
			r = sp_store_mail_by_ref(f.st, "R-0000-0001", &m,
						 &f.err);
		silent += r == SP_NONE;
		if (r == SP_OK && sp_store_check(f.st, &f.err) == SP_OK)
			silent++;
		sp_mail_free(m);
		sp_store_close(f.st);
		f.st = NULL;
	}
	ok(pages > 20 && silent == 0, "none of %d garbled pages goes unnoticed",
	   pages);
	g_free(good);
	fixture_clear(&f);
}

static void
test_remote(void)
{
	static const struct {
		const char *name;
		unsigned long magic;
		gboolean want;
	} cases[] = {
		{ "nfs", 0x6969, TRUE },
		{ "smb", 0x517b, TRUE },
		{ "smb2", 0xfe534d42UL, TRUE },
		{ "smb2, sign-extended", 0xfffffffffe534d42UL, TRUE },
		{ "cifs", 0xff534d42UL, TRUE },
		{ "fuse", 0x65735546, TRUE },
		{ "9p", 0x01021997, TRUE },
		{ "ceph", 0x00c36400, TRUE },
		{ "ext4", 0xef53, FALSE },
		{ "xfs", 0x58465342, FALSE },
		{ "btrfs", 0x9123683eUL, FALSE },
		{ "tmpfs", 0x01021994, FALSE },
		{ "overlay", 0x794c7630, FALSE },
	};
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++)
		ok(sp_store_remote(cases[i].magic) == cases[i].want, "%s is %s",
		   cases[i].name, cases[i].want ? "refused" : "fine");
}

static void
test_space(void)
{
	struct fixture f;

	fixture_init(&f);
	ok(sp_store_space(f.st, 1000, &f.err) == SP_OK, "there is room");
	ok(sp_store_space(f.st, (uint64_t)1 << 60, &f.err) == SP_EIO,
	   "but not for that much: %s", f.err.text);
	fixture_clear(&f);
}

/* --- the schema ------------------------------------------------------------ */

/* Every column and what it may hold (DESIGN section 5): c for what routing and
 * clocks need, in the clear; d for keyed digests; s for what is sealed. A new
 * column stands here before it stands anywhere. */
static const char *const columns[] = {
	"ack_log.at c", "ack_log.sender d", "ack_log.thread d",
	"cases.id c", "cases.number c", "cases.opened c", "cases.prefix c",
	"cases.ref c", "cases.serial c", "cases.state c", "cases.title s",
	"cases.year c",
	"envelope.fingerprint c", "envelope.payload c", "envelope.pkesk s",
	"event.actor c", "event.at c", "event.case_number c", "event.detail s",
	"event.detail_digest d", "event.mac d", "event.ref c", "event.seq c",
	"event.verb c",
	"mail.ack c", "mail.ack_at c", "mail.ack_due c", "mail.ack_key s",
	"mail.ack_why c", "mail.arrived c", "mail.asked c", "mail.attempts c",
	"mail.card s", "mail.case_id c", "mail.checks c", "mail.decided c",
	"mail.decided_by c", "mail.decision c", "mail.deferred_until c",
	"mail.digest d", "mail.envelope s", "mail.id c", "mail.notice c",
	"mail.original c", "mail.post c", "mail.rank c", "mail.ref c",
	"mail.repeats c", "mail.report_at c", "mail.report_len c",
	"mail.role c", "mail.sender d", "mail.size_class c", "mail.state c",
	"mail.thread s", "mail.was_clear c", "mail.why c",
	"member.added c", "member.address c", "member.affiliation c",
	"member.id c", "member.login c", "member.name c", "member.paused c",
	"member.roles c",
	"outbox.attempts c", "outbox.cause c", "outbox.due c",
	"outbox.encryption c", "outbox.id c", "outbox.kind c",
	"outbox.lease_boot c", "outbox.lease_pid c", "outbox.lease_space c",
	"outbox.lease_until c", "outbox.made c", "outbox.mail c",
	"outbox.member c", "outbox.payload c", "outbox.recipient s",
	"outbox.sent c", "outbox.state c",
	"participant.address s", "participant.case_id c",
	"participant.digest d", "participant.id c", "participant.kind c",
	"participant.pinned c", "participant.remember c",
	"participant.token s", "participant.token_digest d",
	"payload.id c", "payload.kind c", "payload.made c", "payload.size c",
	"pgp_key.active c", "pgp_key.added c", "pgp_key.checked c",
	"pgp_key.encryption c", "pgp_key.expires c", "pgp_key.fingerprint c",
	"pgp_key.id c", "pgp_key.member c", "pgp_key.owner c",
	"pgp_key.state c",
	"piece.bytes s", "piece.payload c", "piece.seq c",
	"short_input.at c", "short_input.digest d",
	"signature.at c", "signature.digest d",
	"subkey.can_encrypt c", "subkey.can_sign c", "subkey.expires c",
	"subkey.fingerprint c", "subkey.pgp_key c", "subkey.usable c",
	"thread.mail c", "thread.message_id d",
};

/* Name and type of each column there is, in the order of the names. */
static const char column_list[] =
	"SELECT t.name || '.' || c.name, c.type, t.strict"
	" FROM pragma_table_list AS t, pragma_table_info(t.name) AS c"
	" WHERE t.schema = 'main' AND t.type = 'table'"
	" AND t.name NOT LIKE 'sqlite_%' ORDER BY 1";

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
		ST_MAIL_PAYLOADS_DROP,
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
		{ "PRAGMA user_version", "1" },
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

/* --- migrations ------------------------------------------------------------ */

static int
just_open(struct fixture *f, int i, void *arg)
{
	(void)i;
	(void)arg;
	return sp_store_check(f->st, &f->err) == SP_OK ? 1 : 0;
}

/* A store of version 0: ours, but without a table. */
static void
test_migration(void)
{
	struct fixture f;
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;
	gsize n = 0, m = 0;

	fixture_dir(&f);
	run_sql(&f, "PRAGMA auto_vacuum = INCREMENTAL;"
		"PRAGMA application_id = 0x53505254;");
	ok(in_children(&f, 8, just_open, NULL) == 8,
	   "eight may open an old store at once");
	mail_put(&f, 1, SP_MAIL_HELD);
	must(&f, sp_store_shrink(f.st, &f.err));
	fixture_close(&f);
	g_file_get_contents(f.db, &before, &n, NULL);
	fixture_open(&f);
	g_file_get_contents(f.db, &after, &m, NULL);
	ok(n == m && n > 0 && memcmp(before, after, n) == 0,
	   "opening a new one changes nothing");
	fixture_clear(&f);
}

/* --- transactions ---------------------------------------------------------- */

static void
test_brackets(void)
{
	struct fixture f;
	struct sp_mail *m;
	int64_t id = -7;

	fixture_init(&f);
	m = mail_new(&f, 1);
	ok(sp_store_mail_add(f.st, m, &id, &f.err) == SP_EIO && id == -7,
	   "a change needs a transaction: %s", f.err.text);
	ok(sp_store_commit(f.st, &f.err) == SP_EIO, "so does a commit");
	sp_store_rollback(f.st);
	must(&f, sp_store_begin(f.st, &f.err));
	ok(sp_store_begin(f.st, &f.err) == SP_EIO, "there is one at a time");
	must(&f, sp_store_mail_add(f.st, m, &id, &f.err));
	sp_store_rollback(f.st);
	sp_store_rollback(f.st);
	ok(sp_store_mail_by_ref(f.st, m->ref, &(struct sp_mail *){ NULL },
				&f.err) == SP_NONE, "undone is undone");
	must(&f, sp_store_begin(f.st, &f.err));
	ok(sp_store_shrink(f.st, &f.err) == SP_EIO &&
	   sp_store_out_sent(f.st, 1, NOW, &f.err) == SP_EIO,
	   "what brings its own transaction refuses ours");
	sp_store_rollback(f.st);
	sp_mail_free(m);
	fixture_clear(&f);
}

static void
test_query(void)
{
	struct fixture f;
	struct sp_store *reader = NULL;
	struct sp_mail *m = NULL;

	fixture_init(&f);
	mail_put(&f, 1, SP_MAIL_HELD);
	must(&f, sp_store_open_query(f.db, f.vault, &reader, &f.err));
	ok(sp_store_mail_by_ref(reader, "R-0000-0001", &m, &f.err) == SP_OK,
	   "a reader reads");
	sp_mail_free(m);
	ok(sp_store_begin(reader, &f.err) == SP_EIO,
	   "and cannot begin to change anything: %s", f.err.text);
	sp_store_close(reader);
	fixture_clear(&f);
}

static void
test_forked(void)
{
	struct fixture f;
	int status = 0;
	pid_t pid;

	fixture_init(&f);
	fflush(stdout);
	if ((pid = fork()) == 0) {
		int bad = sp_store_begin(f.st, &f.err) != SP_EIO;

		sp_store_rollback(f.st);
		sp_store_close(f.st);
		_exit(bad);
	}
	ok(waitpid(pid, &status, 0) == pid && status == 0,
	   "a forked child is refused the parent's store");
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	must(&f, sp_store_check(f.st, &f.err));
	fixture_clear(&f);
}

/* --- races ----------------------------------------------------------------- */

static int
add_same(struct fixture *f, int i, void *arg)
{
	struct sp_mail *m = mail_new(f, 1);
	enum sp_status r;
	int64_t id = 0;

	(void)arg;
	g_snprintf(m->ref, sizeof(m->ref), "R-AAAA-%04d", i);
	must(f, sp_store_begin(f->st, &f->err));
	r = sp_store_mail_add(f->st, m, &id, &f->err);
	must(f, sp_store_commit(f->st, &f->err));
	sp_mail_free(m);
	if (id != 1 || (r != SP_OK && r != SP_EDENIED))
		return 100;
	return r == SP_OK ? 1 : 0;
}

static int
decide(struct fixture *f, int i, void *arg)
{
	struct sp_mail *m = NULL;
	enum sp_status r;

	(void)i;
	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_mail_by_id(f->st, *(int64_t *)arg, &m, &f->err));
	m->state = SP_MAIL_ACCEPTED;
	r = sp_store_mail_update(f->st, m, SP_MAIL_HELD, &f->err);
	must(f, sp_store_commit(f->st, &f->err));
	sp_mail_free(m);
	if (r != SP_OK && r != SP_NONE)
		return 100;
	return r == SP_OK ? 1 : 0;
}

static int
add_many(struct fixture *f, int i, void *arg)
{
	int k;

	(void)arg;
	for (k = 0; k < 20; k++) {
		mail_put(f, 1000 + i * 100 + k, SP_MAIL_HELD);
		must(f, sp_store_begin(f->st, &f->err));
		must(f, sp_store_event_add(f->st, NOW, "gate", "held", "", "",
					   "x", &f->err));
		must(f, sp_store_commit(f->st, &f->err));
	}
	return k;
}

static void
test_races(void)
{
	g_autofree char *head = NULL;
	struct fixture f;
	unsigned count = 0;
	int64_t id;

	fixture_init(&f);
	ok(in_children(&f, 16, add_same, NULL) == 1,
	   "of 16 deliveries of a mail, one adds it");
	id = mail_put(&f, 2, SP_MAIL_HELD);
	ok(in_children(&f, 16, decide, &id) == 1,
	   "of 16 decisions, one holds");
	ok(in_children(&f, 8, add_many, NULL) == 160,
	   "8 writers wait for each other");
	must(&f, sp_store_event_verify(f.st, NULL, &count, &head, &f.err));
	ok(count == 160, "and one chain holds what all of them did");
	must(&f, sp_store_check(f.st, &f.err));
	fixture_clear(&f);
}

/* --- being killed ---------------------------------------------------------- */

/* Add mails for ever; tell of each on fd once it is committed. */
static void
add_and_tell(struct fixture *f, int from, int fd)
{
	int n;

	fixture_open(f);
	for (n = from;; n++) {
		mail_put(f, n, SP_MAIL_HELD);
		if (write(fd, &n, sizeof(n)) != sizeof(n))
			_exit(1);
	}
}

/* Kill a writer at some moment; returns the last mail it told of. */
static int
kill_writer(struct fixture *f, int from, gulong after_us)
{
	int last = from - 1, told, fds[2], status;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) != 0)
		must(f, sp_fail(&f->err, SP_EIO, "pipe"));
	fflush(stdout);
	if ((pid = fork()) == 0)
		add_and_tell(f, from, fds[1]);
	close(fds[1]);
	g_usleep(after_us);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	while (read(fds[0], &told, sizeof(told)) == sizeof(told))
		last = told;
	close(fds[0]);
	return last;
}

static void
test_killed(void)
{
	struct fixture f;
	int round, n, last, next = 1, lost = 0;

	fixture_init(&f);
	for (round = 0; round < 8; round++) {
		fixture_close(&f);
		last = kill_writer(&f, next, 20000 + 3137 * (gulong)round);
		fixture_open(&f);
		must(&f, sp_store_check(f.st, &f.err));
		for (n = next; n <= last; n++) {
			struct sp_digest d = digest_of(n);
			struct sp_mail *m = NULL;

			lost += sp_store_mail_by_digest(f.st, &d, &m,
							&f.err) != SP_OK;
			sp_mail_free(m);
		}
		next = last + 2;	/* one more may be in, untold */
	}
	ok(next > 16 && lost == 0, "of %d mails told of, none is lost", next);
	fixture_clear(&f);
}

int
main(void)
{
	test_create();
	test_refused();
	test_garbled();
	test_remote();
	test_space();
	test_columns();
	test_statements();
	test_plans();
	test_settings();
	test_migration();
	test_brackets();
	test_query();
	test_forked();
	test_races();
	test_killed();
	return tap_done();
}
