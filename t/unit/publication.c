/* SPDX-License-Identifier: GPL-2.0-or-later */
/* publication.c - what of a published case others read, and who is named */
#include "lib/policy/publication.h"

#include "lib/notice/patchlist.h"
#include "t/unit/make-case.h"
#include "t/unit/tap.h"

#define HASH "0123456789abcdef0123456789abcdef01234567"
#define DIGEST "5c1e5c1e5c1e5c1e5c1e5c1e5c1e5c1e5c1e5c1e5c1e5c1e5c1e5c1e5c1e5c1e"

#define PUBLISHED \
	"10 approved\n" \
	"50 notice-set summary=foo;description=bar\n" \
	"60 branch-set branch=master;status=fixed;commit=" HASH "\n" \
	"70 published notice=LSN-2026-0001\n"
#define PATCH "65 patch-posted set=" DIGEST ";digest=" DIGEST ";version=1;" \
	"number=1;total=1;at=1;subject=foo: check;address=mo@a.example;name="

struct seen {
	struct sp_dossier *d;
	struct sp_config conf;
	struct sp_publication *p;
	const struct sp_advisory *a;
};

static struct seen
see(const char *also)
{
	struct seen s = { .d = make_dossier(), .conf = make_config() };

	s.conf.product = (char *)"example";
	s.conf.repository = (char *)"https://git.example.org/example.git";
	s.conf.xmlns = (char *)"https://example.org/xmlns";
	happen_all(s.d, PUBLISHED, NULL);
	happen_all(s.d, also, NULL);
	s.p = sp_publication_new(s.d, &s.conf);
	s.a = sp_publication_advisory(s.p);
	return s;
}

static void
seen_clear(struct seen *s)
{
	sp_publication_free(s->p);
	sp_dossier_free(s->d);
}

/* --- people --------------------------------------------------------------- */

static char *
people_of(const struct sp_advisory *a)
{
	GString *all = g_string_new(NULL);

	for (size_t i = 0; i < a->n_people; i++)
		g_string_append_printf(all, "%s%s:%s|%s", i > 0 ? " " : "",
			a->people[i].role == SP_ADVISORY_PATCHER ? "P" : "R",
			a->people[i].name, a->people[i].email
			? a->people[i].email : "-");
	return g_string_free(all, FALSE);
}

static void
test_people(void)
{
	static const struct {
		const char *also, *want;
	} rows[] = {
		{ "", "" },
		{ "20 credit-set who=ada;consent=yes;as=Ada", "R:Ada|-" },
		{ "20 credit-set who=ada;consent=yes;as=Ada <a@example.com>",
		  "R:Ada|a@example.com" },
		{ "20 credit-set who=ada;consent=yes;as=<a@example.com>",
		  "R:<a@example.com>|-" },
		{ "20 credit-set who=ada;consent=yes;as=Ada <3 Labs",
		  "R:Ada <3 Labs|-" },
		{ "20 credit-set who=ada;consent=yes", "" },
		{ "20 credit-set who=ada;consent=no;as=Ada", "" },
		{ "20 credit-set who=ada;consent=unknown;as=Ada", "" },
		{ "20 credit-set who=ada;consent=yes;as=Ada\n"
		  "21 credit-set who=ada;consent=no", "" },
		{ PATCH "Mo", "P:Mo|-" },
		{ PATCH, "" },
		{ PATCH "Mo\n66 credit-set who=MO@a.example;consent=no", "" },
		{ PATCH "Mo\n66 credit-set who=Mo;consent=unknown", "" },
		{ PATCH "Mo\n66 credit-set who=x;consent=no;as=Mo", "" },
		{ PATCH "Mo\n66 credit-set who=mo@a.example;consent=yes;as=M",
		  "R:M|- P:Mo|-" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct seen s = see(rows[i].also);
		g_autofree char *got = people_of(s.a);

		ok(strcmp(got, rows[i].want) == 0, "%s: %s", rows[i].also,
		   got);
		seen_clear(&s);
	}
}

/* --- bugs ----------------------------------------------------------------- */

static void
test_bugs(void)
{
	static const struct {
		const char *bug, *tracker, *id;
		gboolean url;
	} rows[] = {
		{ "https://gitlab.example.org/hv/-/issues/1234",
		  "gitlab.example.org", "1234", TRUE },
		{ "https://bugs.example.org/show_bug.cgi?id%3D99",
		  "bugs.example.org", "99", TRUE },
		{ "https://bugs.example.org/17/", "bugs.example.org", "17",
		  TRUE },
		{ "https://bugs.example.org/words", "bugs.example.org",
		  "https://bugs.example.org/words", TRUE },
		{ "#77", "example", "77", FALSE },
		{ "EX-12-34", "example", "34", FALSE },
		{ "none yet", "example", "none yet", FALSE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *also = g_strdup_printf("20 bug-set url=%s",
							rows[i].bug);
		struct seen s = see(also);
		const struct sp_advisory_bug *bug = s.a->bugs;

		ok(s.a->n_bugs == 1 &&
		   strcmp(bug->tracker, rows[i].tracker) == 0 &&
		   strcmp(bug->id, rows[i].id) == 0 &&
		   (bug->url != NULL) == rows[i].url, "%s is %s bug %s",
		   rows[i].bug, bug->tracker, bug->id);
		seen_clear(&s);
	}
}

/* --- branches ------------------------------------------------------------- */

static void
test_branches(void)
{
	struct seen s = see("61 branch-set branch=v9;status=affected;"
		"broken-by=" HASH ",ABCDEF6789abcdef0123456789abcdef01234567;"
		"broken-in=v9.0,v9.1\n"
		"62 branch-set branch=v8;status=not-affected;broken-in=v8.0\n"
		"7200 branch-set branch=master;status=fixed;tag=v10\n");
	const struct sp_advisory_branch *b = s.a->branches;

	ok(s.a->n_branches == 2 && strcmp(b[0].name, "master") == 0 &&
	   strcmp(b[1].name, "v9") == 0, "what is not affected is left out");
	ok(b[0].fixed && !b[1].fixed, "which of them has its fix");
	ok(strcmp(b[0].fixed_by[0], HASH) == 0 && !b[0].fixed_by[1] &&
	   strcmp(b[0].fixed_in[0], "v10") == 0 && !b[0].fixed_in[1] &&
	   !b[0].broken_by && !b[0].broken_in, "a fixed one");
	ok(strcmp(b[1].broken_by[0], HASH) == 0 &&
	   strcmp(b[1].broken_by[1],
		  "abcdef6789abcdef0123456789abcdef01234567") == 0 &&
	   !b[1].broken_by[2] && strcmp(b[1].broken_in[0], "v9.0") == 0 &&
	   strcmp(b[1].broken_in[1], "v9.1") == 0 && !b[1].broken_in[2] &&
	   !b[1].fixed_by && !b[1].fixed_in,
	   "and a broken one, commits in small letters");
	ok(s.a->published == ARRIVED + 70 && s.a->fixed == ARRIVED + 60 &&
	   s.a->reported == ARRIVED, "dates");
	ok(sp_advisory_modified(s.a) == ARRIVED + 7200, "changed with the tag");
	seen_clear(&s);
}

/* The fix was none: neither its commit nor its tag is one. */
static void
test_broken_again(void)
{
	struct seen s = see("61 branch-set branch=master;status=fixed;tag=v10\n"
			    "80 branch-set branch=master;status=affected\n");
	const struct sp_advisory_branch *b = s.a->branches;

	ok(s.a->n_branches == 1 && !b->fixed && !b->fixed_by && !b->fixed_in,
	   "broken again");
	seen_clear(&s);
}

/* --- words ---------------------------------------------------------------- */

static void
test_words(void)
{
	struct seen s = see("55 notice-set vulnerable=all;workaround=none\n"
			    "56 rated severity=Low;impact=a crash\n"
			    "57 cve-set state=requested;id=CVE-2026-12345\n");
	struct sp_err err = { .text = "" };

	ok(strcmp(s.a->summary, "foo") == 0 &&
	   strcmp(s.a->description, "bar\n\nVulnerable: all") == 0 &&
	   strcmp(s.a->impact, "a crash") == 0 &&
	   strcmp(s.a->workaround, "none") == 0 &&
	   strcmp(s.a->severity, "Low") == 0, "its words");
	ok(s.a->cve == NULL, "a CVE that was only asked for is not named");
	ok(sp_advisory_check(s.a, &err) == SP_OK, "it can be written: %s",
	   err.text);
	seen_clear(&s);
	s = see("57 cve-set state=assigned;id=CVE-2026-12345\n");
	ok(g_strcmp0(s.a->cve, "CVE-2026-12345") == 0 && !s.a->severity &&
	   !s.a->impact && strcmp(s.a->description, "bar") == 0,
	   "one that was assigned is");
	seen_clear(&s);
}

static void
test_score(void)
{
	struct seen s = see("55 notice-set cvss=CVSS:3.1/A:H/I:H/C:H/S:C/UI:N/"
			    "PR:L/AC:L/AV:L\n");

	ok(g_strcmp0(s.a->cvss, "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:C/C:H/I:H/"
		     "A:H") == 0, "its vector, in the usual order");
	seen_clear(&s);
	s = see("");
	ok(!s.a->cvss, "or none");
	seen_clear(&s);
}

/* --- revisions ------------------------------------------------------------ */

static void
test_revisions(void)
{
	static const struct {
		const char *also, *want;
	} rows[] = {
		{ "", "" },
		{ "80 cve-set state=assigned;id=CVE-2026-12345", "80 CVE" },
		{ "80 rated severity=Low;impact=x;because=for us alone",
		  "80 severity" },
		{ "80 bug-set url=https://bugs.example.org/1", "80 bug" },
		{ "80 credit-set who=ada;consent=yes;as=Ada", "80 credits" },
		{ "80 reporter-forgotten whom=5c1e", "80 credits" },
		{ "80 patch-posted set=" DIGEST, "80 patches" },
		{ "80 patch-dropped set=" DIGEST, "80 patches" },
		{ "80 notice-set summary=x", "80 text" },
		{ "80 notice-set summary=x;because=The summary", "80 The "
		  "summary" },
		{ "80 branch-set branch=master;status=fixed;tag=v1\n"
		  "80 branch-set branch=v9;status=affected\n"
		  "90 cve-set state=published",
		  "80 branches, 80 branches, 90 CVE" },
		/* Nothing of this is published. */
		{ "80 told how=phone\n81 led who=jo\n82 announced target=devel\n"
		  "83 judged genuine=yes\n84 flagged flag=public;source=x\n"
		  "85 closed resolution=fixed", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct seen s = see(rows[i].also);
		g_autoptr(GString) got = g_string_new(NULL);

		for (size_t j = 0; j < s.a->n_revisions; j++)
			g_string_append_printf(got, "%s%" G_GINT64_FORMAT " %s",
				j ? ", " : "", s.a->revisions[j].at - ARRIVED,
				s.a->revisions[j].what);
		ok(strcmp(got->str, rows[i].want) == 0, "%s", rows[i].want);
		seen_clear(&s);
	}
}

static void
test_patches(void)
{
	struct seen s = see(PATCH "Mo");
	g_autoptr(GPtrArray) rows = sp_patchlist_new();
	const struct sp_patchlist_row *row;

	sp_publication_patches(s.p, rows);
	row = rows->len == 1 ? rows->pdata[0] : NULL;
	ok(row && strcmp(row->number, "2026-0001") == 0 &&
	   strcmp(row->path, "2026/0001/0001-foo-check.patch") == 0 &&
	   strcmp(row->subject, "foo: check") == 0 &&
	   row->published == ARRIVED + 70, "a row for its patch: %s",
	   row ? row->path : "none");
	seen_clear(&s);
}

int
main(void)
{
	test_people();
	test_bugs();
	test_branches();
	test_broken_again();
	test_words();
	test_score();
	test_revisions();
	test_patches();
	return tap_done();
}
