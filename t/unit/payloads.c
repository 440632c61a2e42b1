/* SPDX-License-Identifier: GPL-2.0-or-later */
/* payloads.c - bodies in pieces and their envelopes; forgetting and copying */
#include "lib/store/backup.h"
#include "lib/store/internal.h"

#include "t/unit/store-fixture.h"

/* --- bodies -------------------------------------------------------------- */

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
	ok(count_rows(&f, "SELECT count(*) FROM envelope") == 0,
	   "with its envelopes");
	drop(&f, id, SP_NONE);
	ok(count_rows(&f, "SELECT count(*) FROM piece") > 0,
	   "its body waits for the sweep");
	must(&f, sp_store_sweep(f.st, &f.err));
	ok(count_rows(&f, "SELECT (SELECT count(*) FROM piece) +"
		      " (SELECT count(*) FROM payload)") == 0,
	   "and goes with it");
	must(&f, sp_store_sweep(f.st, &f.err));
	fixture_clear(&f);
}

static off_t
log_size(const struct fixture *f)
{
	g_autofree char *path = g_strconcat(f->db, "-wal", NULL);
	struct stat st;

	return stat(path, &st) == 0 ? st.st_size : -1;
}

/* A log that is read again by whoever comes next must not stay long. */
static void
test_log(void)
{
	struct fixture f;

	fixture_init(&f);
	payload_put(&f, SP_PAYLOAD_POST, 100000, 1);
	sp_store_meanwhile(f.st);
	ok(log_size(&f) > 100000, "log: a small body waits in it");
	payload_put(&f, SP_PAYLOAD_POST, 600000, 1);
	ok(log_size(&f) > 700000, "log: and a larger one");
	sp_store_meanwhile(f.st);
	ok(log_size(&f) == 0, "log: it is folded in when there is time");
	payload_put(&f, SP_PAYLOAD_POST, 3000000, 1);
	payload_put(&f, SP_PAYLOAD_POST, 1000, 1);
	ok(log_size(&f) > 0 && log_size(&f) < 1000000,
	   "log: a long one before the next transaction");
	fixture_close(&f);
	ok(log_size(&f) > 0, "log: a short one outlives its writer");
	fixture_open(&f);
	payload_put(&f, SP_PAYLOAD_POST, 600000, 1);
	fixture_close(&f);
	fixture_open(&f);
	sp_store_meanwhile(f.st);
	ok(log_size(&f) == 0, "log: and another process folds it in");
	payload_put(&f, SP_PAYLOAD_POST, 6000000, 1);
	fixture_close(&f);
	ok(log_size(&f) == 0, "log: a very long one does not");
	fixture_open(&f);
	must(&f, sp_store_check(f.st, &f.err));
	fixture_clear(&f);
}

static void
test_log_of_readers(void)
{
	struct sp_store *reader = NULL;
	struct fixture f;
	gint64 began;
	int64_t id;

	fixture_init(&f);
	must(&f, sp_store_open_query(f.db, f.vault, &reader, &f.err));
	must(&f, sp_store_exec(reader, "BEGIN; SELECT * FROM payload",
			       &f.err));
	id = payload_put(&f, SP_PAYLOAD_POST, 3000000, 1);
	began = g_get_monotonic_time();
	sp_store_meanwhile(f.st);
	ok(g_get_monotonic_time() - began < SP_STORE_BUSY_MS * 500,
	   "log: nobody waits for a reader");
	ok(log_size(&f) > 3000000, "log: it stays for the reader");
	sp_store_rollback(reader);
	sp_store_close(reader);
	ok(body_holds(&f, id, 3000000, 65536), "log: and the body is there");
	payload_put(&f, SP_PAYLOAD_POST, 1000, 1);
	sp_store_meanwhile(f.st);
	ok(log_size(&f) == 0, "log: what had to wait is folded in later");
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

/* --- forgetting ---------------------------------------------------------- */

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

/* */
static void
test_blank(void)
{
	g_autofree char *head = NULL;
	struct sp_mail *m = NULL;
	struct fixture f;
	unsigned n, pending, failing, dead;
	int64_t id, pages;

	fixture_init(&f);
	pages = count_rows(&f, "PRAGMA page_count");
	id = put_word(&f, "canaryword");
	ok(count_rows(&f, "PRAGMA page_count") > pages + 16, "it takes room");
	ok(files_with(&f, "canaryword") > 0, "the search finds the word");
	ok(expired(&f, SP_MAIL_REJECTED, NOW) == 0 &&
	   expired(&f, SP_MAIL_REJECTED, NOW + 1) == 1 &&
	   expired(&f, SP_MAIL_DISCARDED, NOW + 1) == 0,
	   "a mail expires a second after its decision");
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_mail_blank(f.st, id, &f.err));
	ok(sp_store_mail_blank(f.st, 99, &f.err) == SP_NONE, "no other does");
	must(&f, sp_store_mail_by_id(f.st, id, &m, &f.err));
	must(&f, sp_store_event_add(f.st, NOW, "gate", "purged", m->ref, "",
				    NULL, &f.err));
	sp_mail_free(m);
	must(&f, sp_store_commit(f.st, &f.err));
	must(&f, sp_store_shrink(f.st, &f.err));
	ok(files_with(&f, "canaryword") == 0, "blanked, it is in no file");
	ok(count_rows(&f, "PRAGMA freelist_count") == 0 &&
	   count_rows(&f, "PRAGMA page_count") <= pages + 8,
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

/* Mail n, accepted into a case; the first one opens it. */
static int64_t
put_in_case(struct fixture *f, int n, int64_t *case_id)
{
	g_autoptr(GBytes) title = g_bytes_new("title", 5);
	struct sp_mail *m = mail_new(f, n);
	struct sp_case *c = NULL;
	int64_t id = 0;

	must(f, sp_store_begin(f->st, &f->err));
	if (*case_id == 0) {
		must(f, sp_store_case_open(f->st, "QSEC", m->ref, title, NOW,
					   &c, &f->err));
		*case_id = c->id;
		sp_case_free(c);
	}
	m->state = SP_MAIL_ACCEPTED;
	m->case_id = *case_id;
	must(f, sp_store_mail_add(f->st, m, &id, &f->err));
	must(f, sp_store_commit(f->st, &f->err));
	sp_mail_free(m);
	return id;
}

static void
put_participant(struct fixture *f, int64_t case_id)
{
	struct sp_participant p = { .case_id = case_id,
				    .kind = (char *)"reporter" };

	p.address = g_bytes_new("address", 7);
	p.token = g_bytes_new("token", 5);
	p.key_data = g_bytes_new("key", 3);
	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_participant_put(f->st, &p, &f->err));
	must(f, sp_store_commit(f->st, &f->err));
	g_bytes_unref(p.key_data);
	g_bytes_unref(p.address);
	g_bytes_unref(p.token);
}

static void
blank(struct fixture *f, int64_t id)
{
	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_mail_blank(f->st, id, &f->err));
	must(f, sp_store_commit(f->st, &f->err));
}

static void
test_case(void)
{
	static const char titles[] = "SELECT count(title) FROM cases";
	static const char people[] =
		"SELECT count(address) + count(token) + count(key_data)"
		" FROM participant";
	struct fixture f;
	int64_t one = 0, two = 0, opener, reply, other, next;

	fixture_init(&f);
	opener = put_in_case(&f, 1, &one);
	reply = put_in_case(&f, 2, &one);
	other = put_in_case(&f, 3, &two);
	next = put_in_case(&f, 4, &two);
	put_participant(&f, one);
	put_participant(&f, two);
	blank(&f, opener);
	ok(count_rows(&f, titles) == 1 && count_rows(&f, people) == 6,
	   "without the mail that opened it a case has no title");
	blank(&f, reply);
	ok(count_rows(&f, people) == 3,
	   "without any it has no participants that can be written to");
	blank(&f, next);
	ok(count_rows(&f, titles) == 1 && count_rows(&f, people) == 3,
	   "without one of its replies it has both");
	blank(&f, other);
	ok(count_rows(&f, titles) == 0 && count_rows(&f, people) == 0,
	   "and then neither");
	fixture_clear(&f);
}

static enum sp_status
shrink_meanwhile(const struct sp_mail *m, void *arg)
{
	struct fixture *f = arg;

	(void)m;
	ok(sp_store_shrink(f->st, &f->err) == SP_EBUSY,
	   "a reader keeps the log: %s", f->err.text);
	return SP_OK;
}

static void
test_reader(void)
{
	struct sp_store *reader = NULL;
	struct fixture f;

	fixture_init(&f);
	mail_put(&f, 1, SP_MAIL_HELD);
	must(&f, sp_store_open_query(f.db, f.vault, &reader, &f.err));
	must(&f, sp_store_mail_list(reader, SP_MAIL_HELD, NOW, 1,
				    shrink_meanwhile, &f, &f.err));
	must(&f, sp_store_shrink(f.st, &f.err));
	ok(count_rows(&f, "PRAGMA busy_timeout") == 30000,
	   "waiting for readers is over");
	sp_store_close(reader);
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
	test_bodies();
	test_dropped();
	test_log();
	test_log_of_readers();
	test_envelopes();
	test_blank();
	test_case();
	test_reader();
	test_backup();
	return tap_done();
}
