/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index.c - which mail holds a word, as long as it holds any */
#include "lib/store/index.h"

#include "t/unit/store-fixture.h"

static struct sp_word
word(unsigned n)
{
	struct sp_word w = { { 0 } };

	memcpy(w.bytes, &n, sizeof(n));
	return w;
}

/* Give a mail the words from ... to. */
static void
put_words(struct fixture *f, int64_t mail, unsigned from, unsigned to)
{
	must(f, sp_store_begin(f->st, &f->err));
	for (unsigned n = from; n <= to; n++) {
		struct sp_word w = word(n);

		must(f, sp_store_words_add(f->st, mail, &w, 1, &f->err));
	}
	must(f, sp_store_commit(f->st, &f->err));
}

typedef enum sp_status lookup(struct sp_store *, const struct sp_word *,
			    GArray **, struct sp_err *);

/* "1 3": the ids that go with a word; g_free(). */
static char *
found(struct fixture *f, lookup *find, unsigned n)
{
	g_autoptr(GArray) ids = NULL;
	g_autoptr(GString) s = g_string_new(NULL);
	struct sp_word w = word(n);

	must(f, find(f->st, &w, &ids, &f->err));
	for (guint i = 0; i < ids->len; i++)
		g_string_append_printf(s, "%s%d", i > 0 ? " " : "",
				       (int)g_array_index(ids, int64_t, i));
	return g_strdup(s->str);
}

static int
finds(struct fixture *f, lookup *find, unsigned n, const char *want)
{
	g_autofree char *got = found(f, find, n);

	return ok(strcmp(got, want) == 0, "word %u is in: %s (not %s)", n, got,
		  want);
}

static void
test_mails(void)
{
	struct fixture f;
	struct sp_word w = word(1);

	fixture_init(&f);
	for (int i = 1; i <= 3; i++)
		ok(mail_put(&f, i, SP_MAIL_ACCEPTED) == i, "mail %d", i);
	put_words(&f, 3, 1, 2);
	put_words(&f, 1, 2, 3);
	put_words(&f, 1, 2, 3);
	finds(&f, sp_store_word_mails, 1, "3");
	finds(&f, sp_store_word_mails, 2, "1 3");
	finds(&f, sp_store_word_mails, 4, "");
	ok(sp_store_words_add(f.st, 1, &w, 1, &f.err) == SP_EIO,
	   "words are added in a transaction");
	must(&f, sp_store_begin(f.st, &f.err));
	ok(sp_store_words_add(f.st, 99, &w, 1, &f.err) == SP_EDATA,
	   "and to a mail that there is");
	sp_store_rollback(f.st);
	fixture_clear(&f);
}

/* what is forgotten cannot be looked for. */
static void
test_blanking(void)
{
	struct fixture f;

	fixture_init(&f);
	(void)mail_put(&f, 1, SP_MAIL_ACCEPTED);
	(void)mail_put(&f, 2, SP_MAIL_ACCEPTED);
	put_words(&f, 1, 1, 50);
	put_words(&f, 2, 1, 1);
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_mail_blank(f.st, 1, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	finds(&f, sp_store_word_mails, 1, "2");
	ok(count_rows(&f, "SELECT count(*) FROM word") == 1,
	   "a mail that is blanked has no words left, others keep theirs");
	fixture_clear(&f);
}

static int64_t
open_case(struct fixture *f, const char *ref)
{
	g_autoptr(GBytes) title = sp_vault_seal_text(f->vault, "case.title",
						     "foo");
	struct sp_case *c = NULL;
	int64_t id;

	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_case_open(f->st, "QSEC", ref, title, NOW, &c,
				   &f->err));
	must(f, sp_store_commit(f->st, &f->err));
	id = c->id;
	sp_case_free(c);
	return id;
}

static void
set_title(struct fixture *f, int64_t case_id, unsigned n)
{
	const struct sp_word words[] = { word(n), word(n + 1), word(n) };

	must(f, sp_store_begin(f->st, &f->err));
	must(f, sp_store_title_words_set(f->st, case_id, words,
					 G_N_ELEMENTS(words), &f->err));
	must(f, sp_store_commit(f->st, &f->err));
}

static void
test_titles(void)
{
	struct sp_mail *m;
	struct fixture f;
	g_autoptr(GArray) pairs = NULL;

	fixture_init(&f);
	(void)mail_put(&f, 1, SP_MAIL_ACCEPTED);
	(void)mail_put(&f, 2, SP_MAIL_ACCEPTED);
	m = mail_new(&f, 1);
	ok(open_case(&f, m->ref) == 1 && open_case(&f, "R-AAAA-AAAA") == 2,
	   "two cases");
	sp_mail_free(m);
	set_title(&f, 1, 10);
	set_title(&f, 2, 11);
	finds(&f, sp_store_word_titles, 11, "1 2");
	set_title(&f, 2, 20);
	finds(&f, sp_store_word_titles, 11, "1");
	finds(&f, sp_store_word_titles, 20, "2");
	must(&f, sp_store_mail_by_id(f.st, 1, &m, &f.err));
	m->case_id = 1;
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_mail_update(f.st, m, SP_MAIL_ACCEPTED, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	sp_mail_free(m);
	must(&f, sp_store_mail_cases(f.st, &pairs, &f.err));
	ok(pairs->len == 1 &&
	   g_array_index(pairs, struct sp_mail_case, 0).mail == 1 &&
	   g_array_index(pairs, struct sp_mail_case, 0).case_id == 1,
	   "only mail of a case is named with it");
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_mail_blank(f.st, 1, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	finds(&f, sp_store_word_titles, 11, "");
	finds(&f, sp_store_word_titles, 20, "2");
	fixture_clear(&f);
}

int
main(void)
{
	test_mails();
	test_blanking();
	test_titles();
	return tap_done();
}
