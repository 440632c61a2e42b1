/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mails.c - rows of mails, the queue, and what is counted of them */
#include "lib/store/internal.h"

#include "t/unit/store-fixture.h"

/* --- rows ---------------------------------------------------------------- */

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
	enum sp_ack_state was;
	struct fixture f;
	int64_t id;

	fixture_init(&f);
	m = mail_new(&f, 1);
	m->original = payload_put(&f, SP_PAYLOAD_ORIGINAL, 10, 1);
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_mail_add(f.st, m, &id, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	must(&f, sp_store_mail_by_id(f.st, id, &got, &f.err));
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
	was = m->ack;
	m->ack = SP_ACK_STATE_DUE;
	m->repeats = 0;
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_mail_update(f.st, m, m->state, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	must(&f, sp_store_mail_by_digest(f.st, &m->digest, &got, &f.err));
	ok(was >= SP_ACK_STATE_SENT && got->ack == was && got->repeats == 4,
	   "a row read too early takes back neither repeat nor answer");
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

/* of several at the same commands one gets on, and only while the mail is
 * unopened. */
static void
test_carry(void)
{
	struct sp_mail *m, *row = NULL;
	struct fixture f;
	int64_t id;

	fixture_init(&f);
	m = mail_new(&f, 1);
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_mail_add(f.st, m, &id, &f.err));
	ok(sp_store_mail_carry(f.st, id, 0, 1, &f.err) == SP_OK,
	   "carry: the first step");
	ok(sp_store_mail_carry(f.st, id, 0, 1, &f.err) == SP_NONE,
	   "carry: not a second time");
	ok(sp_store_mail_carry(f.st, id, 1, 4, &f.err) == SP_OK,
	   "carry: further on");
	ok(sp_store_mail_carry(f.st, id + 1, 0, 1, &f.err) == SP_NONE,
	   "carry: no such mail");
	must(&f, sp_store_mail_by_id(f.st, id, &row, &f.err));
	ok(row->carried == 4, "carry: so far");
	row->state = SP_MAIL_FILED;
	must(&f, sp_store_mail_update(f.st, row, SP_MAIL_UNOPENED, &f.err));
	ok(sp_store_mail_carry(f.st, id, 4, 5, &f.err) == SP_NONE,
	   "carry: not when it is filed");
	must(&f, sp_store_commit(f.st, &f.err));
	sp_mail_free(row);
	sp_mail_free(m);
	fixture_clear(&f);
}

/* --- the queue ----------------------------------------------------------- */

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

/* --- acknowledgements ---------------------------------------------------- */

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
		unsigned sender_day, thread_day, list_hour;
	} cases[] = {
		{ "at once", 1, 1, NOW, 2, 1, 3 },
		{ "of another thread", 1, 2, NOW, 2, 0, 3 },
		{ "of no thread", 1, 0, NOW, 2, 0, 3 },
		{ "of another sender", 2, 1, NOW, 1, 1, 3 },
		{ "of a stranger", 3, 3, NOW, 0, 0, 3 },
		{ "a second before the hour is over", 1, 1, NOW + 3599, 2,
		  1, 3 },
		{ "an hour later", 1, 1, NOW + 3600, 2, 1, 0 },
		{ "a second before the day is over", 1, 1, NOW + DAY - 1, 2,
		  1, 0 },
		{ "a day later", 1, 1, NOW + DAY, 0, 0, 0 },
		{ "the clock is an hour behind", 1, 1, NOW - 3600, 2, 1,
		  3 },
		{ "the clock was set back", 1, 1, NOW - 3601, 0, 0, 0 },
	};
	struct fixture f;
	size_t i;

	fixture_init(&f);
	count_ack(&f, 1, 1, NOW);
	count_ack(&f, 1, 0, NOW);
	count_ack(&f, 2, 5, NOW);
	for (i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_digest s = digest_of(cases[i].sender);
		struct sp_digest t = digest_of(cases[i].thread);
		unsigned n[3] = { 99, 99, 99 };

		must(&f, sp_store_ack_counts(f.st, &s,
					     cases[i].thread ? &t : NULL,
					     cases[i].now, &n[0], &n[1], &n[2],
					     &f.err));
		ok(n[0] == cases[i].sender_day && n[1] == cases[i].thread_day &&
		   n[2] == cases[i].list_hour, "counts: %s: %u %u %u",
		   cases[i].name, n[0], n[1], n[2]);
	}
	fixture_clear(&f);
}

/* What the moderators read as "earlier mail". */
static void
test_earlier(void)
{
	static const enum sp_mail_state states[] = {
		SP_MAIL_HELD, SP_MAIL_DISCARDED, SP_MAIL_UNOPENED,
		SP_MAIL_ACCEPTED,
	};
	struct sp_mail *m = NULL;
	struct fixture f;
	unsigned n = 99;

	fixture_init(&f);
	for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
		int64_t id = mail_put(&f, (int)i + 1, states[i]);

		must(&f, sp_store_mail_by_id(f.st, id, &m, &f.err));
		must(&f, sp_store_earlier(f.st, m, &n, &f.err));
		ok(n == i, "earlier: %u before mail %zu", n, i + 1);
		if (i == 0) {
			m->sender.bytes[0] ^= 1;
			must(&f, sp_store_earlier(f.st, m, &n, &f.err));
			ok(n == 0, "earlier: none of a stranger");
		}
		sp_mail_free(m);
	}
	must(&f, sp_store_mail_by_id(f.st, 1, &m, &f.err));
	must(&f, sp_store_earlier(f.st, m, &n, &f.err));
	ok(n == 0, "earlier: later mail does not count");
	sp_mail_free(m);
	fixture_clear(&f);
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

int
main(void)
{
	test_row();
	test_carry();
	test_known();
	test_bounds();
	test_ref();
	test_queue();
	test_acks_due();
	test_counts();
	test_earlier();
	test_pruned();
	test_once();
	return tap_done();
}
