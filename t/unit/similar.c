/* SPDX-License-Identifier: GPL-2.0-or-later */
/* similar.c - which cases a report may be about, by what it shares with them,
 * and how searching puts words together */
#include "lib/gate/similar.h"

#include "lib/gate/search.h"
#include "t/unit/store-fixture.h"

struct team {
	struct fixture f;
	struct sp_config conf;
	struct sp_gate gate;
	int mails;
};

static void
team_init(struct team *t)
{
	memset(t, 0, sizeof(*t));
	fixture_init(&t->f);
	t->conf.archive_index = TRUE;
	t->gate.conf = &t->conf;
	t->gate.vault = t->f.vault;
	t->gate.store = t->f.st;
}

/* Facts that hold no more than these words. */
static struct sp_facts
facts_of(const char *words)
{
	struct sp_facts f = { .words = g_strsplit(words, " ", -1) };

	return f;
}

/* A mail with these words, in a case of its own when number is 0, else in that
 * one; returns the id of the case. */
static int64_t
accept(struct team *t, int64_t case_id, const char *words)
{
	struct sp_card card = { .subject = (char *)"",
				.from = (char *)"", .from_address = (char *)"" };
	struct sp_facts facts = facts_of(words);
	struct sp_mail *m = mail_new(&t->f, ++t->mails);
	struct sp_case *c = NULL;
	int64_t id;

	must(&t->f, sp_store_begin(t->f.st, &t->f.err));
	if (case_id == 0) {
		must(&t->f, sp_store_case_open(t->f.st, "QSEC", m->ref, NULL,
					       NOW, &c, &t->f.err));
		case_id = c->id;
	}
	m->state = SP_MAIL_ACCEPTED;
	m->case_id = case_id;
	must(&t->f, sp_store_mail_add(t->f.st, m, &id, &t->f.err));
	must(&t->f, sp_search_add_mail(&t->gate, id, &card, &facts,
				       &t->f.err));
	must(&t->f, sp_store_commit(t->f.st, &t->f.err));
	g_strfreev(facts.words);
	sp_case_free(c);
	sp_mail_free(m);
	return case_id;
}

static int
similar(struct team *t, const char *subject, const char *words,
	const char *want)
{
	g_autofree char *lines = g_strdup("before");
	struct sp_facts facts = facts_of(words);

	must(&t->f, sp_similar_cases(&t->gate, subject, &facts, &lines,
				     &t->f.err));
	g_strfreev(facts.words);
	return ok(strcmp(lines, want) == 0, "%s | %s: %s", subject, words,
		  lines);
}

static void
test_similar(void)
{
	struct team t;

	team_init(&t);
	similar(&t, "foo_rx", "hw/net/foo.c", "");
	(void)accept(&t, 0, "foo_rx hw/net/foo.c net/foo.c foo.c ring");
	(void)accept(&t, 0, "bar.c foo.c 5c1e2f3 cve-2026-12345 the_one");
	similar(&t, "", "ring overflow", "");
	similar(&t, "", "other_rx", "");
	similar(&t, "", "foo_rx", "QSEC-2026-0001  new  weak: foo_rx");
	similar(&t, "In FOO_RX()", "", "QSEC-2026-0001  new  weak: foo_rx");
	similar(&t, "", "foo_rx hw/net/foo.c foo.c",
		"QSEC-2026-0001  new  strong: foo_rx, hw/net/foo.c\n"
		"QSEC-2026-0002  new  weak: foo.c");
	similar(&t, "the_one", "the_one bar.c",
		"QSEC-2026-0002  new  strong: the_one, bar.c");
	/* A part of a name that is shared as a whole is no second sign. */
	similar(&t, "", "hw/net/foo.c net/foo.c",
		"QSEC-2026-0001  new  weak: hw/net/foo.c");
	similar(&t, "", "5c1e2f3", "QSEC-2026-0002  new  strong: 5c1e2f3");
	similar(&t, "", "cve-2026-12345",
		"QSEC-2026-0002  new  strong: cve-2026-12345");
	(void)accept(&t, 1, "one_a two_b");
	(void)accept(&t, 1, "aa_bb cc_dd ee_ff gg_hh ii_jj");
	similar(&t, "", "aa_bb cc_dd ee_ff gg_hh ii_jj",
		"QSEC-2026-0001  new  strong: aa_bb, cc_dd, ee_ff, gg_hh and "
		"1 more");
	fixture_clear(&t.f);
}

/* What stands in many cases tells none of them; and not all words of a report
 * that holds nothing but names are looked up. */
static void
test_limits(void)
{
	g_autoptr(GString) many = g_string_new("");
	g_autofree char *one_less = NULL;
	struct team t;
	int64_t first;

	team_init(&t);
	first = accept(&t, 0, "foo_rx last_one");
	for (int i = 1; i < SP_SIMILAR_CASES; i++)
		(void)accept(&t, 0, "foo_rx");
	similar(&t, "", "foo_rx", "QSEC-2026-0008  new  weak: foo_rx\n"
		"QSEC-2026-0007  new  weak: foo_rx\n"
		"QSEC-2026-0006  new  weak: foo_rx\n"
		"QSEC-2026-0005  new  weak: foo_rx\n"
		"QSEC-2026-0004  new  weak: foo_rx");
	(void)accept(&t, 0, "foo_rx");
	similar(&t, "", "foo_rx", "");
	for (int i = 1; i < SP_SIMILAR_WORDS; i++)
		g_string_append_printf(many, "name_no%d ", i);
	one_less = g_strdup_printf("%slast_one", many->str);
	similar(&t, "", one_less, "QSEC-2026-0001  new  weak: last_one");
	g_string_append(many, "name_more last_one");
	similar(&t, "", many->str, "");
	/* Of a word in many mails, the newest ones name its cases. */
	(void)accept(&t, first, "often_so");
	for (int i = 0; i < SP_WORD_NEWEST - 1; i++)
		(void)accept(&t, 2, "often_so");
	similar(&t, "", "often_so", "QSEC-2026-0002  new  weak: often_so\n"
		"QSEC-2026-0001  new  weak: often_so");
	(void)accept(&t, 2, "often_so");
	similar(&t, "", "often_so", "QSEC-2026-0002  new  weak: often_so");
	fixture_clear(&t.f);
}

typedef enum sp_status lookup(struct sp_gate *, char *const *, gboolean,
			      GArray **, struct sp_err *);

static int
finds(struct team *t, lookup *find, const char *words, gboolean any,
      const char *want)
{
	g_auto(GStrv) query = g_strsplit(words, " ", -1);
	g_autoptr(GArray) ids = NULL;
	g_autoptr(GString) got = g_string_new(NULL);

	must(&t->f, find(&t->gate, query, any, &ids, &t->f.err));
	for (guint i = 0; i < ids->len; i++)
		g_string_append_printf(got, "%s%d", i > 0 ? " " : "",
				       (int)g_array_index(ids, int64_t, i));
	return ok(strcmp(got->str, want) == 0, "%s of %s: %s", any ? "any"
		  : "all", words, got->str);
}

static void
test_search(void)
{
	struct team t;

	team_init(&t);
	(void)accept(&t, 0, "ring heap");
	(void)accept(&t, 0, "ring stack");
	(void)accept(&t, 1, "stack shed");
	finds(&t, sp_search_mails, "ring", FALSE, "2 1");
	finds(&t, sp_search_mails, "ring stack", FALSE, "2");
	finds(&t, sp_search_mails, "heap stack", FALSE, "");
	finds(&t, sp_search_mails, "heap stack nowhere", TRUE, "3 2 1");
	finds(&t, sp_search_mails, "nowhere ring", FALSE, "");
	finds(&t, sp_search_cases, "heap stack", FALSE, "1");
	finds(&t, sp_search_cases, "stack", FALSE, "2 1");
	finds(&t, sp_search_cases, "shed nowhere", TRUE, "1");
	must(&t.f, sp_store_begin(t.f.st, &t.f.err));
	must(&t.f, sp_search_set_title(&t.gate, 2, "A Ring in Foo",
				       &t.f.err));
	must(&t.f, sp_store_commit(t.f.st, &t.f.err));
	finds(&t, sp_search_cases, "foo stack", FALSE, "2");
	finds(&t, sp_search_mails, "foo", FALSE, "");
	fixture_clear(&t.f);
}

int
main(void)
{
	test_similar();
	test_limits();
	test_search();
	return tap_done();
}
