/* SPDX-License-Identifier: GPL-2.0-or-later */
/* outbox.c - what leaves, leaves once: leases, failures, withdrawals */
#include "lib/store/internal.h"

#include <signal.h>

#include "t/unit/store-fixture.h"

static int64_t
out_put(struct fixture *f, enum sp_out_kind kind, int64_t mail, int64_t due)
{
	struct sp_out o = { .kind = kind, .mail = mail, .made = NOW,
			    .due = due };
	int64_t id = 0;

	o.recipient = sp_vault_seal_text(f->vault, "outbox.recipient",
					 "reporter@example.net");
	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_out_add(f->st, &o, &id, &f->err));
	must(f, sp_store_commit(f->st, &f->err));
	g_bytes_unref(o.recipient);
	return id;
}

/* The id of the row leased next, or 0. */
static int64_t
lease(struct fixture *f, int64_t mail, int64_t now, unsigned lease_s)
{
	struct sp_out *o = NULL;
	enum sp_status r = sp_store_out_lease(f->st, mail, now, lease_s, &o,
					      &f->err);
	int64_t id = r == SP_OK ? o->id : 0;

	if (r != SP_OK && r != SP_NONE)
		must(f, r);
	sp_out_free(o);
	return id;
}

/* Overwrite a column of the lease of row 1, as another owner would have. */
static void
set_lease(struct fixture *f, const char *sql)
{
	if (sqlite3_exec(f->st->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		must(f, sp_fail(&f->err, SP_EIO, "%s",
				sqlite3_errmsg(f->st->db)));
}

static enum sp_status
keep_one(const struct sp_out *o, void *arg)
{
	struct sp_out *to = arg;

	to->id = o->id;
	to->state = o->state;
	to->attempts = o->attempts;
	to->due = o->due;
	to->kind++;	/* how many there were */
	g_free(to->cause);
	to->cause = g_strdup(o->cause);
	return SP_OK;
}

static void
test_row(void)
{
	struct fixture f;
	struct sp_out o = { .kind = SP_OUT_POST, .member = 7, .made = NOW - 3,
			    .due = NOW - 2, .attempts = 2 };
	struct sp_out *got = NULL;
	int64_t id = 0;

	fixture_init(&f);
	o.mail = mail_put(&f, 1, SP_MAIL_ACCEPTED);
	o.payload = payload_put(&f, SP_PAYLOAD_POST, 10, 1);
	o.recipient = g_bytes_new_static("sealed", 6);
	fpr_of(5, o.encryption);
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_out_add(f.st, &o, &id, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	must(&f, sp_store_out_lease(f.st, 0, NOW, 60, &got, &f.err));
	ok(got->id == id && got->kind == o.kind && got->mail == o.mail &&
	   got->payload == o.payload && got->member == 7 &&
	   got->made == o.made && got->due == o.due && got->attempts == 2 &&
	   got->state == SP_OUT_PENDING && got->cause[0] == '\0',
	   "a row comes back as it went in");
	ok(g_bytes_equal(got->recipient, o.recipient) &&
	   strcmp(got->encryption, o.encryption) == 0,
	   "with its recipient and key");
	sp_out_free(got);
	sp_out_free(NULL);
	g_bytes_unref(o.recipient);
	fixture_clear(&f);
}

/* What is about a case, whether that began with a mail or not. */
static void
test_of_case(void)
{
	struct fixture f;
	g_autoptr(GBytes) text = g_bytes_new_static("sealed", 6);
	struct sp_out o = { .kind = SP_OUT_EMBARGO, .recipient = text,
			    .cause = (char *)"" };
	struct sp_case *c = NULL;
	int64_t made = -1;

	fixture_init(&f);
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_case_open(f.st, "QSEC", "R-7KQ4-M2XC", text, NOW, &c,
				    &f.err));
	must(&f, sp_store_out_newest_of_case(f.st, c->id, SP_OUT_EMBARGO,
					     &made, &f.err));
	ok(made == 0, "no row of a case is the newest");
	o.case_id = c->id;
	for (o.made = NOW; o.made < NOW + 2; o.made++)
		must(&f, sp_store_out_add(f.st, &o, &o.id, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	must(&f, sp_store_out_newest_of_case(f.st, c->id, SP_OUT_EMBARGO,
					     &made, &f.err));
	ok(made == NOW + 1, "the newest of a case and kind");
	must(&f, sp_store_out_newest_of_case(f.st, c->id, SP_OUT_REPLY, &made,
					     &f.err));
	ok(made == 0, "is not that of another kind");
	must(&f, sp_store_out_newest_of_case(f.st, c->id + 1, SP_OUT_EMBARGO,
					     &made, &f.err));
	ok(made == 0, "nor of another case");
	sp_case_free(c);
	fixture_clear(&f);
}

/* A row for nobody yet becomes somebody's, once. */
static void
test_give(void)
{
	struct fixture f;
	struct sp_out o = { .member = 3 };
	struct sp_out *got = NULL;
	int64_t mail, made = -1;

	fixture_init(&f);
	mail = mail_put(&f, 1, SP_MAIL_ACCEPTED);
	must(&f, sp_store_out_newest(f.st, mail, SP_OUT_HANDLED, &made,
				     &f.err));
	ok(made == 0, "no row of a kind is the newest");
	o.id = out_put(&f, SP_OUT_HANDLED, mail, NOW);
	must(&f, sp_store_out_newest(f.st, mail, SP_OUT_HANDLED, &made,
				     &f.err));
	ok(made == NOW, "the newest of a mail and kind");
	must(&f, sp_store_out_newest(f.st, mail, SP_OUT_ANSWER, &made,
				     &f.err));
	ok(made == 0, "is not that of another kind");
	o.payload = payload_put(&f, SP_PAYLOAD_LETTER, 10, 1);
	o.recipient = g_bytes_new_static("sealed", 6);
	fpr_of(5, o.encryption);
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_out_give(f.st, &o, &f.err));
	ok(sp_store_out_give(f.st, &o, &f.err) == SP_NONE,
	   "a row that has a payload is given to nobody else");
	must(&f, sp_store_commit(f.st, &f.err));
	must(&f, sp_store_out_lease(f.st, mail, NOW, 60, &got, &f.err));
	ok(got->id == o.id && got->payload == o.payload && got->member == 3 &&
	   strcmp(got->encryption, o.encryption) == 0 &&
	   g_bytes_equal(got->recipient, o.recipient),
	   "what was given stands in the row");
	sp_out_free(got);
	g_bytes_unref(o.recipient);
	fixture_clear(&f);
}

static void
test_due(void)
{
	static const struct {
		const char *name;
		int64_t now;
		int64_t want;
	} cases[] = {
		{ "a second early", NOW + 9, 0 },
		{ "on time", NOW + 10, 1 },
		{ "and the other one a second late", NOW + 21, 2 },
		{ "and then nothing", NOW + 21, 0 },
	};
	struct fixture f;
	size_t i;

	fixture_init(&f);
	out_put(&f, SP_OUT_ACK, 0, NOW + 10);
	out_put(&f, SP_OUT_ACK, 0, NOW + 20);
	for (i = 0; i < G_N_ELEMENTS(cases); i++)
		ok(lease(&f, 0, cases[i].now, 60) == cases[i].want, "due: %s",
		   cases[i].name);
	fixture_clear(&f);
}

static void
test_of_mail(void)
{
	struct fixture f;
	int64_t a, b;

	fixture_init(&f);
	a = mail_put(&f, 1, SP_MAIL_HELD);
	b = mail_put(&f, 2, SP_MAIL_HELD);
	out_put(&f, SP_OUT_NOTICE, a, NOW);
	out_put(&f, SP_OUT_NOTICE, b, NOW - 5);
	ok(lease(&f, a, NOW, 60) == 1, "one asks for the mail of one's own");
	ok(lease(&f, a, NOW, 60) == 0, "and gets no other's");
	ok(lease(&f, 0, NOW, 60) == 2, "or for any");
	fixture_clear(&f);
}

/* R-125 R-131 */
static void
test_lease_ends(void)
{
	static const struct {
		const char *name;
		const char *change;
		int64_t now;
		int64_t want;
	} cases[] = {
		{ "held", NULL, NOW + 59, 0 },
		{ "at its time", NULL, NOW + 60, 1 },
		{ "the machine was started again",
		  "UPDATE outbox SET lease_boot = 'other'", NOW + 1, 1 },
		{ "its owner died",
		  "UPDATE outbox SET lease_pid = 2147483646", NOW + 1, 1 },
		{ "its owner is in another container",
		  "UPDATE outbox SET lease_pid = 2147483646,"
		  " lease_space = 'pid:[1]'", NOW + 1, 0 },
		{ "its owner is another, and lives",
		  "UPDATE outbox SET lease_pid = 1", NOW + 1, 0 },
		{ "the clock was set back by years", NULL,
		  NOW - 3000 * DAY, 1 },
	};
	struct fixture f;
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		fixture_init(&f);
		out_put(&f, SP_OUT_ACK, 0, NOW - 4000 * DAY);
		ok(lease(&f, 0, NOW, 60) == 1, "leased for a minute");
		if (cases[i].change)
			set_lease(&f, cases[i].change);
		ok(lease(&f, 0, cases[i].now, 60) == cases[i].want,
		   "a lease: %s", cases[i].name);
		fixture_clear(&f);
	}
}

static void
test_after(void)
{
	struct sp_out seen = { 0 };
	unsigned pending, failing, dead;
	struct fixture f;
	int64_t id;

	fixture_init(&f);
	id = out_put(&f, SP_OUT_ACK, 0, NOW);
	lease(&f, 0, NOW, 60);
	must(&f, sp_store_out_failed(f.st, id, NOW + 300, "exit 75", &f.err));
	must(&f, sp_store_out_list(f.st, keep_one, &seen, &f.err));
	ok(seen.attempts == 1 && seen.due == NOW + 300 &&
	   strcmp(seen.cause, "exit 75") == 0, "a failure is on record");
	ok(lease(&f, 0, NOW + 299, 60) == 0 &&
	   lease(&f, 0, NOW + 300, 60) == id,
	   "and the row is due again at its time, its lease gone");
	must(&f, sp_store_out_counts(f.st, &pending, &failing, &dead, &f.err));
	ok(pending == 1 && failing == 1 && dead == 0, "one is failing");
	must(&f, sp_store_out_failed(f.st, id, 0, "gave up", &f.err));
	must(&f, sp_store_out_counts(f.st, &pending, &failing, &dead, &f.err));
	ok(pending == 0 && failing == 0 && dead == 1, "then dead");
	ok(lease(&f, 0, NOW + 9999, 60) == 0, "and not tried any more");
	id = out_put(&f, SP_OUT_ACK, 0, NOW);
	lease(&f, 0, NOW, 60);
	must(&f, sp_store_out_sent(f.st, id, NOW, &f.err));
	must(&f, sp_store_out_sent(f.st, id, NOW, &f.err));
	must(&f, sp_store_out_failed(f.st, id, NOW, "late", &f.err));
	ok(lease(&f, 0, NOW + 9999, 60) == 0, "sent is sent, whatever follows");
	ok(sp_store_out_sent(f.st, 999, NOW, &f.err) == SP_NONE &&
	   sp_store_out_failed(f.st, 999, NOW, "x", &f.err) == SP_NONE &&
	   sp_store_out_gone(f.st, 999, "x", &f.err) == SP_NONE,
	   "there is no such row");
	seen.kind = 0;
	must(&f, sp_store_out_list(f.st, keep_one, &seen, &f.err));
	ok(seen.kind == 1 && seen.state == SP_OUT_DEAD,
	   "what was sent is not listed, what is dead is");
	g_free(seen.cause);
	fixture_clear(&f);
}

static unsigned
withdraw(struct fixture *f, int64_t mail, enum sp_out_kind kind)
{
	unsigned n = 99;

	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_out_withdraw(f->st, mail, kind, &n, &f->err));
	must(f, sp_store_commit(f->st, &f->err));
	return n;
}

static void
test_withdraw(void)
{
	const int64_t now = g_get_real_time() / G_USEC_PER_SEC;
	struct fixture f;
	int64_t mail, leased;

	fixture_init(&f);
	mail = mail_put(&f, 1, SP_MAIL_ACCEPTED);
	leased = out_put(&f, SP_OUT_POST, mail, now - 10);
	out_put(&f, SP_OUT_POST, mail, now);
	out_put(&f, SP_OUT_POST, mail, now + 60);
	out_put(&f, SP_OUT_ACK, mail, now);
	ok(lease(&f, mail, now, 600) == leased, "one is being handed over");
	ok(withdraw(&f, mail, SP_OUT_POST) == 2, "the others are taken back");
	ok(withdraw(&f, mail, SP_OUT_POST) == 0, "once");
	ok(lease(&f, mail, now + 100, 60) == 4 &&
	   lease(&f, mail, now + 100, 60) == 0,
	   "another kind of mail still leaves");
	must(&f, sp_store_out_sent(f.st, leased, now, &f.err));
	ok(lease(&f, mail, now + 1000, 60) == 4, "the leased one was sent");
	must(&f, sp_store_out_gone(f.st, 4, "no such member", &f.err));
	ok(lease(&f, mail, now + 9000, 60) == 0, "and the last is gone");
	fixture_clear(&f);
}

/* What was being sent while its payload was dropped has left all the same. */
static void
test_recalled(void)
{
	struct sp_out o = { .kind = SP_OUT_POST, .made = NOW, .due = NOW };
	struct sp_member m = { .address = (char *)"jo@example.org",
			       .added = NOW };
	struct fixture f;
	int64_t id = 0, member = 0;

	fixture_init(&f);
	o.payload = payload_put(&f, SP_PAYLOAD_POST, 10, 1);
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_out_add(f.st, &o, &id, &f.err));
	must(&f, sp_store_payload_drop(f.st, o.payload, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	ok(lease(&f, 0, NOW, 60) == 0, "without its payload it stays");
	must(&f, sp_store_out_sent(f.st, id, NOW, &f.err));
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_member_add(f.st, &m, NULL, &member, &f.err));
	o.payload = 0;
	o.member = member;
	must(&f, sp_store_out_add(f.st, &o, &id, &f.err));
	must(&f, sp_store_member_remove(f.st, member, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	ok(lease(&f, 0, NOW, 60) == 0, "who left the list gets nothing more");
	fixture_clear(&f);
}

/* --- many workers -------------------------------------------------------- */

#define ROWS 48

/* Send all there is; says how many. Each sending is a byte in a file. */
static int
worker(struct fixture *f, int i, void *arg)
{
	const int fd = *(int *)arg;
	int64_t id;
	int sent = 0;

	(void)i;
	while ((id = lease(f, 0, NOW, 600)) != 0) {
		char row = (char)id;

		if (write(fd, &row, 1) != 1)
			return 200;
		must(f, sp_store_out_sent(f->st, id, NOW, &f->err));
		sent++;
	}
	return sent;
}

/* */
static void
test_workers(void)
{
	unsigned char seen[256] = { 0 }, row;
	int fds[2], i, twice = 0, never = 0;
	struct fixture f;

	fixture_init(&f);
	if (pipe(fds) != 0)
		must(&f, sp_fail(&f.err, SP_EIO, "pipe"));
	for (i = 0; i < ROWS; i++)
		out_put(&f, SP_OUT_POST, 0, NOW);
	ok(in_children(&f, 16, worker, &fds[1]) == ROWS,
	   "16 workers send %d mails", ROWS);
	close(fds[1]);
	while (read(fds[0], &row, 1) == 1)
		twice += seen[row]++;
	close(fds[0]);
	for (i = 1; i <= ROWS; i++)
		never += !seen[i];
	ok(twice == 0 && never == 0, "each once");
	fixture_clear(&f);
}

static int
lease_and_die(struct fixture *f, int i, void *arg)
{
	(void)i;
	(void)arg;
	return lease(f, 0, NOW, 600) != 0 ? 1 : 0;
}

/* */
static void
test_dead_worker(void)
{
	struct fixture f;

	fixture_init(&f);
	out_put(&f, SP_OUT_POST, 0, NOW);
	ok(in_children(&f, 1, lease_and_die, NULL) == 1, "a worker leases");
	ok(lease(&f, 0, NOW + 1, 600) == 1, "and dies: its lease is over");
	ok(lease(&f, 0, NOW + 1, 600) == 0, "ours holds");
	fixture_clear(&f);
}

/* What a reminder needs: who missed what, what arrived, what has left. */
static void
test_reminders(void)
{
	g_autoptr(GArray) missed = NULL;
	g_autoptr(GArray) spent = NULL;
	struct fixture f;
	gboolean was = FALSE;
	int64_t payload;

	fixture_init(&f);
	payload = payload_put(&f, SP_PAYLOAD_LETTER, 10, 1);
	must(&f, sp_store_begin(f.st, &f.err));
	for (int i = 0; i < 4; i++) {
		static const enum sp_out_kind kinds[] = {
			SP_OUT_NOKEY, SP_OUT_POST, SP_OUT_POST,
			SP_OUT_REMINDER,
		};
		struct sp_out o = { .kind = kinds[i], .member = i + 1,
			.payload = kinds[i] == SP_OUT_REMINDER ? payload : 0,
			.made = NOW + i, .due = NOW + i,
			.state = SP_OUT_PENDING, .cause = (char *)"" };
		int64_t id;

		must(&f, sp_store_out_add(f.st, &o, &id, &f.err));
	}
	must(&f, sp_store_commit(f.st, &f.err));
	must(&f, sp_store_out_spent(f.st, &spent, &f.err));
	ok(spent->len == 0, "what is still to leave is not spent");
	must(&f, sp_store_out_failed(f.st, 2, 0, "gone", &f.err));
	must(&f, sp_store_out_sent(f.st, 3, NOW + 9, &f.err));
	must(&f, sp_store_out_sent(f.st, 4, NOW + 9, &f.err));
	must(&f, sp_store_out_missed(f.st, NOW - 1, &missed, &f.err));
	ok(missed->len == 2 &&
	   g_array_index(missed, struct sp_missed, 0).member == 1 &&
	   !g_array_index(missed, struct sp_missed, 0).dead &&
	   g_array_index(missed, struct sp_missed, 1).member == 2 &&
	   g_array_index(missed, struct sp_missed, 1).dead,
	   "one had no key, one was given up");
	g_clear_pointer(&missed, g_array_unref);
	must(&f, sp_store_out_missed(f.st, NOW, &missed, &f.err));
	ok(missed->len == 1, "only what is newer");
	must(&f, sp_store_out_arrived(f.st, 3, NOW + 9, NOW + 9, &was,
				      &f.err));
	ok(was, "a copy was handed over");
	must(&f, sp_store_out_arrived(f.st, 3, NOW + 10, NOW + 99, &was,
				      &f.err));
	ok(!was, "not after that");
	must(&f, sp_store_out_arrived(f.st, 3, NOW, NOW + 8, &was, &f.err));
	ok(!was, "nor before");
	must(&f, sp_store_out_arrived(f.st, 4, NOW, NOW + 99, &was, &f.err));
	ok(!was, "a reminder is no copy");
	g_clear_pointer(&spent, g_array_unref);
	must(&f, sp_store_out_spent(f.st, &spent, &f.err));
	ok(spent->len == 1 && g_array_index(spent, int64_t, 0) == payload,
	   "what a reminder said is spent once it has left");
	fixture_clear(&f);
}

int
main(void)
{
	test_reminders();
	test_row();
	test_of_case();
	test_give();
	test_due();
	test_of_mail();
	test_lease_ends();
	test_after();
	test_withdraw();
	test_recalled();
	test_workers();
	test_dead_worker();
	return tap_done();
}
