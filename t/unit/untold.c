/* SPDX-License-Identifier: GPL-2.0-or-later */
/* untold.c - what is kept of a case's events ends with the next one, in the
 * same transaction or not at all */
#include "lib/store/internal.h"

#include "t/unit/store-fixture.h"

static int64_t
open_case(struct fixture *f, const char *ref, char **number)
{
	struct sp_case *c = NULL;
	int64_t id;

	must(f, sp_store_case_open(f->st, "T", ref, NULL, NOW, &c, &f->err));
	id = c->id;
	*number = g_strdup(c->number);
	sp_case_free(c);
	return id;
}

static void
keep(struct fixture *f, int64_t id, const char *what)
{
	g_autoptr(GBytes) brief = sp_vault_seal_text(f->vault, "case.brief",
						     what);

	must(f, sp_store_case_brief_set(f->st, id, brief, &f->err));
}

static gboolean
is_kept(struct fixture *f, int64_t id)
{
	struct sp_case *c = NULL;
	gboolean kept;

	must(f, sp_store_case_by_id(f->st, id, &c, &f->err));
	kept = c->brief != NULL;
	sp_case_free(c);
	return kept;
}

static void
event(struct fixture *f, const char *ref, const char *number)
{
	must(f, sp_store_event_add(f->st, NOW, "gate", "held", ref, number,
				   "a detail", &f->err));
}

static guint
untold(struct fixture *f, unsigned limit)
{
	g_autoptr(GArray) ids = NULL;

	must(f, sp_store_cases_untold(f->st, limit, &ids, &f->err));
	return ids->len;
}

static void
test_ends(void)
{
	g_autofree char *one = NULL;
	g_autofree char *two = NULL;
	struct fixture f;
	int64_t a, b;

	fixture_init(&f);
	must(&f, sp_store_begin(f.st, &f.err));
	a = open_case(&f, "R-0000-0001", &one);
	b = open_case(&f, "R-0000-0002", &two);
	ok(!is_kept(&f, a) && untold(&f, 9) == 2 && untold(&f, 1) == 1,
	   "of a new case nothing is kept");
	event(&f, "R-0000-0001", one);
	keep(&f, a, "first");
	keep(&f, b, "second");
	ok(is_kept(&f, a) && is_kept(&f, b) && untold(&f, 9) == 0,
	   "then something is");
	event(&f, "R-0000-0009", NULL);
	ok(untold(&f, 9) == 0, "an event of no case leaves it");
	event(&f, "", two);
	ok(is_kept(&f, a) && !is_kept(&f, b), "one of the case does not");
	must(&f, sp_store_event_blank(f.st, "R-0000-0009", &f.err));
	ok(is_kept(&f, a), "details of others are forgotten: it stays");
	must(&f, sp_store_event_blank(f.st, "R-0000-0001", &f.err));
	ok(!is_kept(&f, a), "one of its own is: it goes");
	keep(&f, a, "first");
	keep(&f, b, "second");
	must(&f, sp_store_cases_untell(f.st, &f.err));
	ok(untold(&f, 9) == 2, "all go");
	must(&f, sp_store_commit(f.st, &f.err));
	fixture_clear(&f);
}

struct settling {
	struct fixture *f;
	int64_t id;
	enum sp_status answer;
	int calls;
};

static enum sp_status
settle(void *arg, struct sp_err *err)
{
	struct settling *s = arg;

	s->calls++;
	if (s->answer != SP_OK)
		return sp_fail(err, s->answer, "not today");
	keep(s->f, s->id, "anew");
	return SP_OK;
}

static void
test_settled(void)
{
	g_autofree char *number = NULL;
	struct fixture f;
	struct settling s = { .f = &f, .answer = SP_OK };

	fixture_init(&f);
	must(&f, sp_store_begin(f.st, &f.err));
	s.id = open_case(&f, "R-0000-0001", &number);
	must(&f, sp_store_commit(f.st, &f.err));
	sp_store_settle(f.st, settle, &s);

	must(&f, sp_store_begin(f.st, &f.err));
	event(&f, "R-0000-0001", NULL);
	must(&f, sp_store_commit(f.st, &f.err));
	ok(s.calls == 0, "nothing happened to a case: nothing to settle");

	must(&f, sp_store_begin(f.st, &f.err));
	event(&f, "", number);
	event(&f, "", number);
	must(&f, sp_store_commit(f.st, &f.err));
	ok(s.calls == 1 && is_kept(&f, s.id), "something did: once, before "
	   "the commit");

	must(&f, sp_store_begin(f.st, &f.err));
	event(&f, "", number);
	sp_store_rollback(f.st);
	must(&f, sp_store_begin(f.st, &f.err));
	must(&f, sp_store_commit(f.st, &f.err));
	ok(s.calls == 1 && is_kept(&f, s.id), "what was taken back did not");

	s.answer = SP_EIO;
	must(&f, sp_store_begin(f.st, &f.err));
	event(&f, "", number);
	ok(sp_store_commit(f.st, &f.err) == SP_EIO &&
	   strstr(f.err.text, "not today"), "it fails, and so does the commit");
	sp_store_rollback(f.st);
	ok(is_kept(&f, s.id) && count_rows(&f, "SELECT count(*) FROM event") ==
	   3, "and nothing has happened");
	fixture_clear(&f);
}

int
main(void)
{
	test_ends();
	test_settled();
	return tap_done();
}
