/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mails.c - mails and their bodies: rows, queue, counts, and forgetting */
#include "lib/store/internal.h"

#include "t/unit/store-fixture.h"

/* --- rows ------------------------------------------------------------------ */

static gboolean
bytes_same(GBytes *a, GBytes *b)
{
	return a == b || (a && b && g_bytes_equal(a, b));
}

static gboolean
mail_same(const struct sp_mail *a, const struct sp_mail *b)
{
	return strcmp(a->ref, b->ref) == 0 && a->arrived == b->arrived &&
	       a->state == b->state &&
	       memcmp(&a->digest, &b->digest, sizeof(a->digest)) == 0 &&
	       memcmp(&a->sender, &b->sender, sizeof(a->sender)) == 0 &&
	       a->size_class == b->size_class && a->role == b->role &&
	       a->rank == b->rank && a->why == b->why &&
	       a->repeats == b->repeats && a->attempts == b->attempts &&
	       a->original == b->original && a->notice == b->notice &&
	       a->post == b->post && bytes_same(a->envelope, b->envelope) &&
	       bytes_same(a->card, b->card) &&
	       bytes_same(a->thread, b->thread) &&
	       a->report_at == b->report_at &&
	       a->report_len == b->report_len && a->case_id == b->case_id &&
	       a->ack == b->ack && a->ack_why == b->ack_why &&
	       a->ack_due == b->ack_due && a->ack_at == b->ack_at &&
	       a->checks == b->checks && a->was_clear == b->was_clear &&
	       bytes_same(a->ack_key, b->ack_key) &&
	       a->decided == b->decided &&
	       strcmp(a->decided_by, b->decided_by) == 0 &&
	       strcmp(a->decision, b->decision) == 0 &&
	       a->deferred_until == b->deferred_until && a->asked == b->asked;
}

/* Every field different from what mail_new() gives and from each other. */
static void
fill(struct fixture *f, struct sp_mail *m)
{
	struct sp_case *c = NULL;

	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_case_open(f->st, "QSEC", m->ref, NULL, NOW, &c,
				   &f->err));
	must(f, sp_store_commit(f->st, &f->err));
	m->state = SP_MAIL_HELD;
	m->size_class = 13;
	m->role = 1;
	m->rank = 2;
	m->why = 0x80000001U;
	m->repeats = 3;
	m->attempts = 4;
	m->original = payload_put(f, SP_PAYLOAD_ORIGINAL, 10, 1);
	m->notice = payload_put(f, SP_PAYLOAD_NOTICE, 10, 1);
	m->post = payload_put(f, SP_PAYLOAD_POST, 10, 1);
	m->card = g_bytes_new("card", 4);
	m->thread = g_bytes_new("", 0);
	m->report_at = 5;
	m->report_len = (int64_t)1 << 40;
	m->case_id = c->id;
	m->ack = SP_ACK_STATE_NONE;
	m->ack_why = 6;
	m->ack_due = NOW + 7;
	m->ack_at = NOW + 8;
	m->checks = G_MAXUINT64;
	m->was_clear = TRUE;
	m->ack_key = g_bytes_new("key\0key", 7);
	m->decided = NOW + 9;
	g_free(m->decided_by);
	m->decided_by = g_strdup("login:j\303\266");
	g_free(m->decision);
	m->decision = g_strdup("approve");
	m->deferred_until = NOW + 10;
	m->asked = NOW + 11;
	sp_case_free(c);
}

static void
test_row(void)
{
	struct sp_mail *m, *got = NULL;
	struct fixture f;
	int64_t id;

	fixture_init(&f);
	m = mail_new(&f, 1);
	id = mail_put(&f, 1, SP_MAIL_UNOPENED);
	must(&f, sp_store_mail_by_id(f.st, id, &got, &f.err));
	g_bytes_unref(m->envelope);
	m->envelope = g_bytes_ref(got->envelope);
	ok(got->id == id && mail_same(m, got), "a mail comes back as it was");
	sp_mail_free(got);
	m->id = id;
	fill(&f, m);
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_mail_update(f.st, m, SP_MAIL_UNOPENED, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	must(&f, sp_store_mail_by_ref(f.st, m->ref, &got, &f.err));
	ok(got->id == id && mail_same(m, got), "and as it was changed");
	sp_mail_free(got);
	must(&f, sp_store_begin(f.st, &f.err));
	ok(sp_store_mail_update(f.st, m, SP_MAIL_UNOPENED, &f.err) == SP_NONE,
	   "but from the state that it was in, only once");
	must(&f, sp_store_mail_repeat(f.st, id, &f.err));
	ok(sp_store_mail_repeat(f.st, 99, &f.err) == SP_NONE,
	   "what is not there does not repeat");
	must(&f, sp_store_commit(f.st, &f.err));
	must(&f, sp_store_mail_by_digest(f.st, &m->digest, &got, &f.err));
	ok(got->repeats == 4, "a repeat is counted");
	sp_mail_free(got);
	sp_mail_free(m);
	sp_mail_free(NULL);
	fixture_clear(&f);
}

static void
test_known(void)
{
	struct sp_mail *m, *got = NULL;
	struct sp_digest d = digest_of(77);
	struct fixture f;
	int64_t first, id = 0;

	fixture_init(&f);
	first = mail_put(&f, 1, SP_MAIL_HELD);
	m = mail_new(&f, 1);
	g_strlcpy(m->ref, "R-ZZZZ-ZZZZ", sizeof(m->ref));
	must(&f, sp_store_begin(f.st, &f.err));
	ok(sp_store_mail_add(f.st, m, &id, &f.err) == SP_EDENIED &&
	   id == first, "a mail is there once, and is pointed to");
	must(&f, sp_store_commit(f.st, &f.err));
	ok(sp_store_mail_by_id(f.st, 99, &got, &f.err) == SP_NONE &&
	   sp_store_mail_by_ref(f.st, "R-ZZZZ-ZZZZ", &got, &f.err) ==
	   SP_NONE &&
	   sp_store_mail_by_digest(f.st, &d, &got, &f.err) == SP_NONE && !got,
	   "another is not there: %s", f.err.text);
	sp_mail_free(m);
	fixture_clear(&f);
}

static void
test_bounds(void)
{
	struct {
		const char *name;
		enum sp_status want;
		enum sp_mail_state state;
		enum sp_ack_state ack;
		int role, rank, ack_why;
		unsigned size_class;
		int64_t case_id, payload;
	} cases[] = {
		{ "all at the top", SP_OK, SP_MAIL_FILED, SP_ACK_STATE_NONE,
		  15, 15, 63, 63, 0, 0 },
		{ "no such state", SP_EDATA, SP_MAIL_FILED + 1, 0, 0, 0, 0, 0,
		  0, 0 },
		{ "no such ack", SP_EDATA, 0, SP_ACK_STATE_NONE + 1, 0, 0, 0,
		  0, 0, 0 },
		{ "no such role", SP_EDATA, 0, 0, 16, 0, 0, 0, 0, 0 },
		{ "a role below all", SP_EDATA, 0, 0, -1, 0, 0, 0, 0, 0 },
		{ "no such rank", SP_EDATA, 0, 0, 0, 16, 0, 0, 0, 0 },
		{ "no such cause", SP_EDATA, 0, 0, 0, 0, 64, 0, 0, 0 },
		{ "no such size", SP_EDATA, 0, 0, 0, 0, 0, 64, 0, 0 },
		{ "no such case", SP_EDATA, 0, 0, 0, 0, 0, 0, 5, 0 },
		{ "no such payload", SP_EDATA, 0, 0, 0, 0, 0, 0, 0, 5 },
	};
	struct fixture f;
	size_t i;

	fixture_init(&f);
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_mail *m = mail_new(&f, (int)i);
		int64_t id = -1;
		enum sp_status r;

		m->state = cases[i].state;
		m->ack = cases[i].ack;
		m->role = cases[i].role;
		m->rank = cases[i].rank;
		m->ack_why = cases[i].ack_why;
		m->size_class = cases[i].size_class;
		m->case_id = cases[i].case_id;
		m->original = cases[i].payload;
		must(&f, sp_store_begin(f.st, &f.err));
		r = sp_store_mail_add(f.st, m, &id, &f.err);
		ok(r == cases[i].want && (id == -1) == (r != SP_OK), "%s: %s",
		   cases[i].name, r == SP_OK ? "in" : f.err.text);
		sp_store_rollback(f.st);
		sp_mail_free(m);
	}
	fixture_clear(&f);
}

static void
test_ref(void)
{
	struct fixture f;
	char a[12] = "", b[12] = "";

	fixture_init(&f);
	ok(sp_store_new_ref(f.st, a, &f.err) == SP_EIO && !a[0],
	   "a reference is made where it will be used");
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_new_ref(f.st, a, &f.err));
	must(&f, sp_store_new_ref(f.st, b, &f.err));
	sp_store_rollback(f.st);
	ok(strlen(a) == 11 && g_str_has_prefix(a, "R-") && strcmp(a, b) != 0,
	   "and is random: %s, %s", a, b);
	fixture_clear(&f);
}

/* --- the queue ------------------------------------------------------------- */

struct seen {
	GString *refs;		/* last digit of each */
	int stop_after;		/* 0: do not */
};

static enum sp_status
note(const struct sp_mail *m, void *arg)
{
	struct seen *s = arg;

	g_string_append_c(s->refs, m->ref[10]);
	return --s->stop_after == 0 ? SP_EWAIT : SP_OK;
}

static void
queue_put(struct fixture *f, int n, int rank, int64_t arrived,
	  int64_t deferred)
{
	struct sp_mail *m = mail_new(f, n);
	int64_t id;

	m->state = SP_MAIL_HELD;
	m->rank = rank;
	m->arrived = arrived;
	m->deferred_until = deferred;
	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_mail_add(f->st, m, &id, &f->err));
	must(f, sp_store_commit(f->st, &f->err));
	sp_mail_free(m);
}

static void
test_queue(void)
{
	static const struct {
		const char *name;
		enum sp_mail_state state;
		int64_t now;
		unsigned limit;
		int stop_after;
		enum sp_status want;
		const char *refs;
	} cases[] = {
		{ "by rank, then arrival", SP_MAIL_HELD, NOW + 999, 0, 0,
		  SP_OK, "43126" },
		{ "deferred ones last", SP_MAIL_HELD, NOW + 49, 0, 0, SP_OK,
		  "43261" },
		{ "due again at that second", SP_MAIL_HELD, NOW + 50, 0, 0,
		  SP_OK, "43126" },
		{ "as many as asked", SP_MAIL_HELD, NOW + 999, 2, 0, SP_OK,
		  "43" },
		{ "of both halves", SP_MAIL_HELD, NOW + 49, 5, 0, SP_OK,
		  "43261" },
		{ "of the first half", SP_MAIL_HELD, NOW + 49, 4, 0, SP_OK,
		  "4326" },
		{ "until one says stop", SP_MAIL_HELD, NOW + 999, 0, 3,
		  SP_EWAIT, "431" },
		{ "of another state", SP_MAIL_REJECTED, NOW, 0, 0, SP_OK,
		  "7" },
		{ "of a state nobody is in", SP_MAIL_FILED, NOW, 0, 0, SP_OK,
		  "" },
	};
	struct fixture f;
	size_t i;

	fixture_init(&f);
	queue_put(&f, 1, 1, NOW + 10, NOW + 50);
	queue_put(&f, 2, 1, NOW + 20, 0);
	queue_put(&f, 3, 0, NOW + 30, 0);
	queue_put(&f, 4, 0, NOW + 5, 0);
	queue_put(&f, 6, 2, NOW + 1, 0);
	mail_put(&f, 7, SP_MAIL_REJECTED);
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct seen s = { g_string_new(NULL), cases[i].stop_after };
		enum sp_status r;

		r = sp_store_mail_list(f.st, cases[i].state, cases[i].now,
				       cases[i].limit, note, &s, &f.err);
		ok(r == cases[i].want && strcmp(s.refs->str, cases[i].refs) ==
		   0, "%s: %s", cases[i].name, s.refs->str);
		g_string_free(s.refs, TRUE);
	}
	fixture_clear(&f);
}

/* --- acknowledgements ------------------------------------------------------ */

static void
test_acks_due(void)
{
	static const struct {
		const char *name;
		int64_t now;
		guint want;
	} cases[] = {
		{ "a second early", NOW + 60, 0 },
		{ "the first", NOW + 61, 1 },
		{ "all that wait", NOW + 999, 2 },
	};
	struct sp_mail *m;
	struct fixture f;
	int64_t id;
	size_t i;

	fixture_init(&f);
	mail_put(&f, 1, SP_MAIL_UNOPENED);
	mail_put(&f, 2, SP_MAIL_HELD);
	m = mail_new(&f, 3);
	m->ack = SP_ACK_STATE_SENT;
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_mail_add(f.st, m, &id, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	sp_mail_free(m);
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GArray) ids = NULL;

		must(&f, sp_store_acks_due(f.st, cases[i].now, &ids, &f.err));
		ok(ids->len == cases[i].want, "acks due: %s", cases[i].name);
	}
	fixture_clear(&f);
}

static void
count_ack(struct fixture *f, int sender, int thread, int64_t at)
{
	struct sp_digest s = digest_of(sender), t = digest_of(thread);

	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_ack_count(f->st, &s, thread ? &t : NULL, at,
				   &f->err));
	must(f, sp_store_commit(f->st, &f->err));
}

static void
test_counts(void)
{
	static const struct {
		const char *name;
		int sender, thread;
		int64_t now;
		unsigned earlier, sender_day, thread_day, list_hour;
	} cases[] = {
		{ "at once", 1, 1, NOW, 0, 2, 1, 3 },
		{ "of another thread", 1, 2, NOW, 0, 2, 0, 3 },
		{ "of no thread", 1, 0, NOW, 0, 2, 0, 3 },
		{ "of another sender", 2, 1, NOW, 0, 1, 1, 3 },
		{ "of a stranger", 3, 3, NOW, 0, 0, 0, 3 },
		{ "of one who wrote before", -1, 3, NOW, 2, 0, 0, 3 },
		{ "a second before the hour is over", 1, 1, NOW + 3599, 0, 2,
		  1, 3 },
		{ "an hour later", 1, 1, NOW + 3600, 0, 2, 1, 0 },
		{ "a second before the day is over", 1, 1, NOW + DAY - 1, 0, 2,
		  1, 0 },
		{ "a day later", 1, 1, NOW + DAY, 0, 0, 0, 0 },
		{ "the clock is an hour behind", 1, 1, NOW - 3600, 0, 2, 1,
		  3 },
		{ "the clock was set back", 1, 1, NOW - 3601, 0, 0, 0, 0 },
	};
	struct fixture f;
	size_t i;

	fixture_init(&f);
	mail_put(&f, 1, SP_MAIL_HELD);
	mail_put(&f, 2, SP_MAIL_DISCARDED);
	mail_put(&f, 3, SP_MAIL_UNOPENED);
	count_ack(&f, 1, 1, NOW);
	count_ack(&f, 1, 0, NOW);
	count_ack(&f, 2, 5, NOW);
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_digest s = digest_of(cases[i].sender);
		struct sp_digest t = digest_of(cases[i].thread);
		unsigned n[4] = { 99, 99, 99, 99 };

		must(&f, sp_store_counts(f.st, &s, cases[i].thread ? &t : NULL,
					 cases[i].now, &n[0], &n[1], &n[2],
					 &n[3], &f.err));
		ok(n[0] == cases[i].earlier && n[1] == cases[i].sender_day &&
		   n[2] == cases[i].thread_day && n[3] == cases[i].list_hour,
		   "counts: %s: %u %u %u %u", cases[i].name, n[0], n[1], n[2],
		   n[3]);
	}
	fixture_clear(&f);
}

static int
count_rows(struct fixture *f, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	int n = -1;

	sqlite3_prepare_v2(f->st->db, sql, -1, &stmt, NULL);
	if (sqlite3_step(stmt) == SQLITE_ROW)
		n = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	return n;
}

static void
test_pruned(void)
{
	struct fixture f;

	fixture_init(&f);
	count_ack(&f, 1, 1, NOW);
	count_ack(&f, 1, 1, NOW + 8 * DAY);
	ok(count_rows(&f, "SELECT count(*) FROM ack_log") == 2,
	   "eight days are kept");
	count_ack(&f, 1, 1, NOW + 8 * DAY + 1);
	ok(count_rows(&f, "SELECT count(*) FROM ack_log") == 2,
	   "and no second more");
	count_ack(&f, 1, 1, NOW);
	ok(count_rows(&f, "SELECT count(*) FROM ack_log") == 1,
	   "nor what a wrong clock left in the future");
	fixture_clear(&f);
}

static void
test_once(void)
{
	struct sp_digest d = digest_of(1), other = digest_of(2);
	gboolean seen = TRUE;
	struct fixture f;
	int64_t a, b, mail = 0;

	fixture_init(&f);
	a = mail_put(&f, 1, SP_MAIL_HELD);
	b = mail_put(&f, 2, SP_MAIL_HELD);
	must(&f, sp_store_signature_seen(f.st, &d, &seen, &f.err));
	ok(!seen, "a signature is new");
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_signature_use(f.st, &d, NOW, &f.err));
	ok(sp_store_signature_use(f.st, &d, NOW + 999 * DAY, &f.err) ==
	   SP_EDENIED, "and is used once, for ever");
	must(&f, sp_store_short_input(f.st, &d, NOW, &f.err));
	ok(sp_store_short_input(f.st, &d, NOW + 8 * DAY, &f.err) == SP_EDENIED,
	   "short again within what an MTA retries");
	must(&f, sp_store_short_input(f.st, &d, NOW + 8 * DAY + 1, &f.err));
	must(&f, sp_store_thread_add(f.st, &d, a, &f.err));
	must(&f, sp_store_thread_add(f.st, &d, b, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	must(&f, sp_store_signature_seen(f.st, &d, &seen, &f.err));
	ok(seen, "then it was seen");
	must(&f, sp_store_thread_find(f.st, &d, &mail, &f.err));
	ok(mail == a, "a message id stays with the first mail");
	ok(sp_store_thread_find(f.st, &other, &mail, &f.err) == SP_NONE &&
	   mail == a, "another is nobody's");
	fixture_clear(&f);
}

/* --- bodies ---------------------------------------------------------------- */

/* Does the body read in steps hold what sealed_make() put in? */
static gboolean
body_holds(struct fixture *f, int64_t payload, size_t len, size_t step)
{
	g_autofree uint8_t *buf = g_malloc(step);
	struct sp_store_body *b = NULL;
	size_t at = 0, i;
	gboolean good = TRUE;
	ssize_t n;

	must(f, sp_store_body_open(f->st, payload, &b, &f->err));
	while ((n = sp_store_body_read(b, buf, step)) > 0) {
		for (i = 0; i < (size_t)n; i++)
			good &= buf[i] == (uint8_t)((at + i) * 7 + len);
		at += (size_t)n;
	}
	good &= n == 0 && sp_store_body_read(b, buf, step) == 0;
	sp_store_body_close(b);
	return good && at == len;
}

static void
test_bodies(void)
{
	static const size_t sizes[] = {
		0, 1, 4096, 131071, 131072, 131073, 262144, 3000001,
	};
	static const size_t steps[] = { 1000, 65536, 1000000 };
	struct fixture f;
	size_t i, k;

	fixture_init(&f);
	for (i = 0; i < G_N_ELEMENTS(sizes); i++) {
		int64_t id = payload_put(&f, SP_PAYLOAD_POST, sizes[i], 2);

		for (k = 0; k < G_N_ELEMENTS(steps); k++)
			ok(body_holds(&f, id, sizes[i], steps[k]),
			   "a body of %zu, in steps of %zu", sizes[i],
			   steps[k]);
	}
	must(&f, sp_store_check(f.st, &f.err));
	fixture_clear(&f);
}

static void
drop(struct fixture *f, int64_t payload, enum sp_status want)
{
	must(f, sp_store_begin(f->st, &f->err));
	ok(sp_store_payload_drop(f->st, payload, &f->err) == want,
	   "dropping a payload: %d", want);
	must(f, sp_store_commit(f->st, &f->err));
}

static void
test_dropped(void)
{
	struct sp_store_body *b = NULL;
	struct fixture f;
	char buf[100];
	int64_t id;

	fixture_init(&f);
	id = payload_put(&f, SP_PAYLOAD_POST, 300000, 3);
	must(&f, sp_store_body_open(f.st, id, &b, &f.err));
	ok(sp_store_body_read(b, buf, 100) == 100, "a body is read");
	drop(&f, id, SP_OK);
	while (sp_store_body_read(b, buf, 100) > 0)
		;
	ok(sp_store_body_read(b, buf, 100) == -1,
	   "dropped meanwhile, it ends in an error, not early");
	sp_store_body_close(b);
	sp_store_body_close(NULL);
	b = NULL;
	ok(sp_store_body_open(f.st, id, &b, &f.err) == SP_NONE && !b,
	   "and is gone: %s", f.err.text);
	ok(count_rows(&f, "SELECT (SELECT count(*) FROM piece) +"
		      " (SELECT count(*) FROM envelope)") == 0,
	   "with its pieces and envelopes");
	drop(&f, id, SP_NONE);
	fixture_clear(&f);
}

static void
test_envelopes(void)
{
	char second[SP_FPR_LEN + 1], none[SP_FPR_LEN + 1];
	const char *const want[] = { second, none, NULL };
	const char *const nobody[] = { none, NULL };
	g_autoptr(GPtrArray) all = NULL;
	g_autoptr(GPtrArray) one = NULL;
	g_autoptr(GPtrArray) keys = NULL;
	struct fixture f;
	int64_t id;

	fixture_init(&f);
	fpr_of(2, second);
	fpr_of(9, none);
	id = payload_put(&f, SP_PAYLOAD_POST, 100, 3);
	must(&f, sp_store_envelopes(f.st, id, NULL, &all, &f.err));
	must(&f, sp_store_envelopes(f.st, id, want, &one, &f.err));
	ok(all->len == 3 && one->len == 1 &&
	   g_bytes_get_size(g_ptr_array_index(one, 0)) == SP_FPR_LEN &&
	   memcmp(g_bytes_get_data(g_ptr_array_index(one, 0), NULL), second,
		  SP_FPR_LEN) == 0, "each key has its packet");
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_envelope_drop(f.st, id, second, &f.err));
	ok(sp_store_envelope_drop(f.st, id, second, &f.err) == SP_NONE,
	   "dropped once");
	must(&f, sp_store_commit(f.st, &f.err));
	g_clear_pointer(&one, g_ptr_array_unref);
	ok(sp_store_envelopes(f.st, id, want, &one, &f.err) == SP_NONE &&
	   sp_store_envelopes(f.st, id, nobody, &one, &f.err) == SP_NONE &&
	   sp_store_envelopes(f.st, 99, NULL, &one, &f.err) == SP_NONE && !one,
	   "then it opens no more");
	must(&f, sp_store_envelope_keys(f.st, id, &keys, &f.err));
	ok(keys->len == 2 && strcmp(g_ptr_array_index(keys, 0), second) != 0,
	   "and the names of the others stay");
	fixture_clear(&f);
}

/* --- forgetting ------------------------------------------------------------ */

/* In how many of the store's files does the word stand? */
static int
files_with(struct fixture *f, const char *word)
{
	static const char *const files[] = { "", "-wal", "-shm" };
	int found = 0;
	size_t i;

	for (i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_strconcat(f->db, files[i], NULL);
		g_autofree char *bytes = NULL;
		gsize n = 0;

		g_file_get_contents(path, &bytes, &n, NULL);
		found += n > 0 && memmem(bytes, n, word, strlen(word));
	}
	return found;
}

/* As if the seals were not there: the word itself, everywhere. */
static int64_t
put_word(struct fixture *f, const char *word)
{
	struct sp_sealed s;
	struct sp_mail *m = mail_new(f, 1);
	struct sp_out o = { .kind = SP_OUT_LETTER, .made = NOW, .due = NOW };
	GBytes *bytes = g_bytes_new(word, strlen(word));
	int64_t out;
	int i;

	sealed_make(f, &s, 0, 2);
	s.body.max = 1000000;
	for (i = 0; i < 20000; i++)
		must(f, sp_blob_append(&s.body, word, strlen(word), &f->err));
	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_payload_add(f->st, SP_PAYLOAD_ORIGINAL, NOW, &s,
				     &m->original, &f->err));
	must(f, sp_store_payload_add(f->st, SP_PAYLOAD_LETTER, NOW, &s,
				     &o.payload, &f->err));
	g_bytes_unref(m->envelope);
	m->envelope = g_bytes_ref(bytes);
	m->card = g_bytes_ref(bytes);
	m->thread = g_bytes_ref(bytes);
	m->ack_key = g_bytes_ref(bytes);
	m->state = SP_MAIL_REJECTED;
	m->decided = NOW;
	must(f, sp_store_mail_add(f->st, m, &m->id, &f->err));
	o.mail = m->id;
	o.recipient = bytes;
	must(f, sp_store_out_add(f->st, &o, &out, &f->err));
	must(f, sp_store_event_add(f->st, NOW, "gate", "held", m->ref, "",
				   "x", &f->err));
	must(f, sp_store_commit(f->st, &f->err));
	out = m->id;
	sp_mail_free(m);
	g_bytes_unref(bytes);
	sealed_free(&s);
	return out;
}

static guint
expired(struct fixture *f, enum sp_mail_state state, int64_t before)
{
	g_autoptr(GArray) ids = NULL;

	must(f, sp_store_expired(f->st, state, before, &ids, &f->err));
	return ids->len;
}

static void
test_blank(void)
{
	g_autofree char *head = NULL;
	struct sp_mail *m = NULL;
	struct fixture f;
	unsigned n, pending, failing, dead;
	int64_t id;

	fixture_init(&f);
	id = put_word(&f, "canaryword");
	ok(files_with(&f, "canaryword") > 0, "the search finds the word");
	ok(expired(&f, SP_MAIL_REJECTED, NOW) == 0 &&
	   expired(&f, SP_MAIL_REJECTED, NOW + 1) == 1 &&
	   expired(&f, SP_MAIL_DISCARDED, NOW + 1) == 0,
	   "a mail expires a second after its decision");
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_mail_blank(f.st, id, &f.err));
	ok(sp_store_mail_blank(f.st, 99, &f.err) == SP_NONE, "no other does");
	must(&f, sp_store_commit(f.st, &f.err));
	must(&f, sp_store_shrink(f.st, &f.err));
	ok(files_with(&f, "canaryword") == 0, "blanked, it is in no file");
	ok(count_rows(&f, "PRAGMA freelist_count") == 0 &&
	   count_rows(&f, "PRAGMA page_count") < 60,
	   "and the file gave the room back");
	must(&f, sp_store_mail_by_id(f.st, id, &m, &f.err));
	ok(!m->envelope && !m->card && !m->thread && !m->ack_key &&
	   m->original == 0 && m->state == SP_MAIL_REJECTED,
	   "the row stays");
	sp_mail_free(m);
	ok(expired(&f, SP_MAIL_REJECTED, NOW + 1) == 0, "and expires once");
	must(&f, sp_store_out_counts(f.st, &pending, &failing, &dead, &f.err));
	ok(pending == 0, "nothing of it leaves any more");
	must(&f, sp_store_event_verify(f.st, NULL, &n, &head, &f.err));
	must(&f, sp_store_check(f.st, &f.err));
	fixture_clear(&f);
}

static void
test_backup(void)
{
	g_autofree char *path = NULL;
	struct sp_store *copy = NULL;
	struct sp_mail *m = NULL;
	struct fixture f;

	fixture_init(&f);
	path = g_build_filename(f.dir, "copy.db", NULL);
	mail_put(&f, 1, SP_MAIL_HELD);
	payload_put(&f, SP_PAYLOAD_POST, 200000, 2);
	must(&f, sp_store_backup(f.st, path, &f.err));
	ok(sp_store_backup(f.st, path, &f.err) == SP_EDENIED,
	   "a backup replaces none");
	must(&f, sp_store_open(path, f.vault, &copy, &f.err));
	ok(sp_store_mail_by_ref(copy, "R-0000-0001", &m, &f.err) == SP_OK,
	   "a backup is a store");
	sp_mail_free(m);
	must(&f, sp_store_check(copy, &f.err));
	must(&f, sp_store_begin(copy, &f.err));
	must(&f, sp_store_mail_repeat(copy, 1, &f.err));
	must(&f, sp_store_commit(copy, &f.err));
	ok(count_rows(&f, "SELECT repeats FROM mail") == 0,
	   "of its own");
	sp_store_close(copy);
	fixture_clear(&f);
}

int
main(void)
{
	test_row();
	test_known();
	test_bounds();
	test_ref();
	test_queue();
	test_acks_due();
	test_counts();
	test_pruned();
	test_once();
	test_bodies();
	test_dropped();
	test_envelopes();
	test_blank();
	test_backup();
	return tap_done();
}
