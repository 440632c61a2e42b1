/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notice.c - what may not be published of a case, and what is a question of
 * taste; the form in which people write it */
#include "lib/policy/notice.h"

#include "t/unit/make-case.h"
#include "t/unit/tap.h"

#define NOW (ARRIVED + 5 * DAY)
#define COMMIT "22494556542c676d1b9e7f1c1f2ea13ac17e1e3e"
#define COMMIT_24 "6d1b9e7f1c1f2ea13ac17e1e"	/* makes it one of 64 */
#define TEN "ten chars "
#define FIFTY TEN TEN TEN TEN TEN

/* Lacks nothing. */
#define GOOD \
	"10 approved\n" \
	"20 cve-set state=assigned;id=CVE-2026-12345\n" \
	"30 branch-set branch=master;status=fixed;commit=" COMMIT "\n" \
	"40 credit-set who=ada;consent=yes;as=Ada <ada@example.com>\n" \
	"50 notice-set summary=foo;description=bar;impact=baz;" \
	"workaround=none;vulnerable=all\n"

static const struct {
	const char *also;	/* events; "" */
	gboolean wrong;
	const char *says;	/* the one finding; NULL: there is none */
} rows[] = {
	{ "", FALSE, NULL },
	{ "60 notice-set without=summary", TRUE, "no summary" },
	{ "60 notice-set summary=" FIFTY TEN TEN TEN, FALSE, NULL },
	{ "60 notice-set summary=" FIFTY TEN TEN TEN "x", FALSE,
	  "81 characters" },
	{ "60 notice-set summary=" FIFTY FIFTY FIFTY FIFTY "x", TRUE,
	  "not one line of at most 200" },
	{ "60 notice-set summary=" FIFTY FIFTY FIFTY FIFTY, FALSE,
	  "summary of 200 characters: the subject of a mail holds about 80" },
	{ "60 notice-set summary=XXXX", TRUE, "summary still has a place" },
	{ "60 notice-set without=description", TRUE, "no description" },
	{ "60 notice-set without=impact", FALSE, "no impact" },
	{ "60 notice-set without=impact\n60 rated severity=Low;impact=x",
	  FALSE, NULL },
	{ "60 notice-set without=workaround", FALSE, "no workaround" },
	{ "60 notice-set without=vulnerable", FALSE, "versions and systems" },
	{ "60 notice-set impact=see CVE-2026-XXXX", TRUE,
	  "impact still has a place to fill in" },
	{ "60 notice-set impact=an X.509 XXL key", FALSE, NULL },
	{ "60 notice-set description=like QSEC-2026-0003.", TRUE,
	  "description names QSEC-2026-0003" },
	{ "60 notice-set description=(qsec-2025-12345)", TRUE,
	  "names qsec-2025-12345" },
	{ "60 notice-set description=" NUMBER " itself", TRUE,
	  "names " NUMBER },
	{ "60 notice-set description=like QSEC-2026-0003-x", TRUE,
	  "names QSEC-2026-0003" },
	{ "60 notice-set description=QSEC-2026-", FALSE, NULL },
	{ "60 notice-set description=QSEC-2026-7", TRUE, "names QSEC-2026-7" },
	{ "60 notice-set description=QSEC-26-0003 XQSEC-2026-0003", FALSE,
	  NULL },
	{ "60 notice-set workaround=R-9ZC1-T8AB", TRUE, "names R-9ZC1-T8AB" },
	{ "60 notice-set workaround=r-7kq4-m2xc", FALSE, NULL },
	{ "60 notice-set workaround=R-9ZC1 or-9zc1-t8ab", FALSE, NULL },
	{ "60 notice-set description=ask bob@example.net.", TRUE,
	  "address bob@example.net" },
	{ "60 notice-set description=found by ada@example.com", FALSE, NULL },
	{ "60 notice-set description=ask @example.net", FALSE, NULL },
	{ "60 credit-set who=ada;consent=no\n"
	  "61 notice-set description=thanks to ada", TRUE, "names ada" },
	{ "60 credit-set who=bob;consent=no\n"
	  "61 notice-set description=Bob found it", TRUE, "names bob" },
	{ "60 credit-set who=bob;consent=no\n"
	  "61 notice-set description=bobobob (bob)", TRUE, "names bob" },
	{ "60 credit-set who=BÉA;consent=no\n"
	  "61 notice-set description=thanks to béa", TRUE, "names BÉA" },
	{ "60 credit-set who=ada;consent=unknown", FALSE,
	  "whether ada wants to be named" },
	{ "60 notice-set description=set foo@bar and @ x@", FALSE, NULL },
	{ "60 credit-set who=bob;consent=no\n"
	  "61 notice-set description=thanks to Bob", TRUE, "names bob" },
	{ "60 credit-set who=bob;consent=no\n"
	  "61 notice-set description=thanks to bobby", FALSE, NULL },
	{ "60 credit-set who=bob;consent=no;as=Bob Example\n"
	  "61 notice-set description=as bob example said", TRUE, "names bob" },
	{ "60 credit-set who=bob;consent=unknown", FALSE,
	  "whether bob wants to be named" },
	{ "60 credit-set who=bob;consent=yes", TRUE, "how bob wants" },
	{ "60 cve-set id=CVE-26-1", TRUE, "CVE-26-1 is no number of a CVE" },
	{ "60 cve-set state=rejected;id=CVE-26-1", FALSE, NULL },
	{ "60 branch-set branch=9.1;status=fixed;commit=2249455", TRUE,
	  "branch 9.1 is no commit of 40 digits: 2249455" },
	{ "60 branch-set branch=9.1;status=fixed;commit=" COMMIT
	  "22494556542c676d1b9e7f1c", FALSE, NULL },
	{ "60 branch-set branch=9.1;status=fixed;commit=" COMMIT "2", TRUE,
	  "no commit of 40 digits" },
	{ "60 branch-set branch=master;status=affected", FALSE,
	  "no branch has a fix commit" },
	{ "60 branch-set branch=9.1;status=affected", FALSE, NULL },
	{ "60 branch-set branch=9.1;status=fixed;tag=v2;broken-in=v1,v2", TRUE,
	  "v2 is named as broken and as fixed" },
	{ "60 branch-set branch=9.1;status=fixed;tag=v2;broken-in=v1", FALSE,
	  NULL },
};

static struct sp_dossier *
make_good(const char *also)
{
	struct sp_dossier *d = make_dossier();

	d->ref = g_strdup("R-7KQ4-M2XC");
	happen_all(d, GOOD, NULL);
	happen_all(d, also, NULL);
	return d;
}

/* Only who makes CSAF advisories misses a score. */
static void
test_score(void)
{
	struct sp_config conf = make_config();
	struct sp_dossier *d = make_good("");
	g_autoptr(GPtrArray) found = NULL;
	g_autoptr(GPtrArray) after = NULL;

	conf.publisher = (char *)"Example Security Team";
	found = sp_notice_check(d, &conf, NOW);
	ok(found->len == 1 && strstr(((struct sp_finding *)found->pdata[0])
				     ->text, "no CVSS vector: the CSAF file "
				     "will lack a score") &&
	   !((struct sp_finding *)found->pdata[0])->wrong, "no score");
	happen(d, NOW, "notice-set", "cvss=CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:C/"
	       "C:H/I:H/A:H");
	after = sp_notice_check(d, &conf, NOW);
	ok(after->len == 0, "a score");
	sp_dossier_free(d);
}

/* Only who has a CNA misses what a record of its CVE would refer to. */
static void
test_reference(void)
{
	static const struct {
		const char *cna, *web, *also;
		gboolean missed;
	} missing[] = {
		{ "", "", "", FALSE },
		{ "x", "", "", TRUE },
		{ "x", "", "60 bug-set url=#77", TRUE },
		{ "x", "", "60 bug-set url=https://bugs.example.org/77",
		  FALSE },
		{ "x", "https://security.example.org", "", FALSE },
		{ "x", "", "60 cve-set state=not-needed", FALSE },
		{ "x", "", "60 cve-set state=requested", FALSE },
		{ "x", "", "60 cve-set state=published", TRUE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(missing); i++) {
		struct sp_config conf = make_config();
		struct sp_dossier *d = make_good(missing[i].also);
		g_autoptr(GPtrArray) found = NULL;
		const struct sp_finding *f;

		conf.cna = (char *)missing[i].cna;
		conf.web = (char *)missing[i].web;
		found = sp_notice_check(d, &conf, NOW);
		f = found->len == 1 ? found->pdata[0] : NULL;
		ok((found->len > 0) == missing[i].missed, "%s: %s", missing[i].also,
		   f ? f->text : "nothing is missed");
		ok(!f || (!f->wrong && strstr(f->text, "CVE record") &&
			  is_command(f->command)), "and where it is named");
		sp_dossier_free(d);
	}
}

/* Only who has a product to write about misses what could not be written. */
static void
test_export(void)
{
	static const struct {
		const char *product, *repository, *also, *says;
	} refused[] = {
		{ "", "", "60 branch-set branch=8;status=fixed;commit=" COMMIT
		  COMMIT_24, NULL },
		{ "example", "https://git.example.org/x.git", "", NULL },
		{ "example", "", "", "the address of the repository is "
		  "missing" },
		{ "example", "https://git.example.org/x.git",
		  "60 branch-set branch=8;status=fixed;commit=" COMMIT
		  COMMIT_24, "branch 8 does not have 40 hexadecimal digits" },
		{ "example", "https://git.example.org/x.git",
		  "60 branch-set branch=8;status=affected;broken-by=" COMMIT
		  COMMIT_24, "branch 8 does not have 40 hexadecimal digits" },
		{ "example", "https://git.example.org/x.git",
		  "60 branch-set branch=master;status=not-affected",
		  "no branch is named" },
		/* That is said where it is wrong. */
		{ "example", "https://git.example.org/x.git",
		  "60 notice-set without=summary", "it has no summary" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
		struct sp_config conf = make_config();
		struct sp_dossier *d = make_good(refused[i].also);
		g_autoptr(GPtrArray) found = NULL;
		const struct sp_finding *f;

		conf.product = (char *)refused[i].product;
		conf.repository = (char *)refused[i].repository;
		conf.xmlns = (char *)"https://example.org/xmlns";
		found = sp_notice_check(d, &conf, NOW);
		f = found->len > 0 ? found->pdata[found->len - 1] : NULL;
		ok(refused[i].says ? f && strstr(f->text, refused[i].says) &&
		   is_command(f->command) : found->len == 0, "%s: %s",
		   refused[i].also, f ? f->text : "nothing");
		sp_dossier_free(d);
	}
}

/* --- a correction, and what is good --------------------------------------- */

static void
test_note(void)
{
	static const struct {
		const char *note, *lacks;
	} cases[] = {
		{ NULL, NULL },
		{ "", NULL },
		{ "The impact was told as less than it is", NULL },
		{ FIFTY FIFTY FIFTY FIFTY, NULL },
		{ FIFTY FIFTY FIFTY FIFTY "x", "one line of at most 200" },
		{ "one\ntwo", "one line" },
		{ "one\ttwo", "one line" },
		{ "one\rtwo", "one line" },
		{ "one\xfftwo", "one line" },
		{ "as in QSEC-2026-0003", "note of what changes names QSEC" },
		{ "as bob@example.net says", "the address bob@example.net" },
		{ "see XXXX", "place to fill in" },
	};
	const struct sp_config conf = make_config();
	struct sp_dossier *d = make_good("");

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *lacks = sp_notice_note(d, &conf,
							cases[i].note);

		ok(cases[i].lacks ? lacks && strstr(lacks, cases[i].lacks)
				  : !lacks, "note: %s",
		   lacks ? lacks : "fine");
	}
	sp_dossier_free(d);
}

static void
test_praise(void)
{
	static const struct {
		const char *also, *want;
	} cases[] = {
		{ "", "summary 3 chars, dates in order, 1 credit with consent, "
		  "CVE-2026-12345" },
		{ "60 credit-set who=bob;consent=yes;as=Bob\n"
		  "60 credit-set who=zoe;consent=no\n"
		  "60 cve-set state=published\n60 notice-set summary=é",
		  "summary 1 chars, dates in order, 2 credits with consent, "
		  "CVE-2026-12345" },
		{ "60 credit-set who=ada;consent=no\n"
		  "60 cve-set state=requested\n60 notice-set without=summary",
		  "summary 0 chars, dates in order, 0 credits with consent" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_dossier *d = make_good(cases[i].also);
		g_autofree char *got = sp_notice_praise(d);

		ok(strcmp(got, cases[i].want) == 0, "%s", got);
		sp_dossier_free(d);
	}
}

/* What is public is corrected; to look at it needs no reason. */
static void
test_commands(void)
{
	struct sp_config conf = make_config();
	struct sp_dossier *d = make_good("60 branch-set branch=master;"
		"status=not-affected\n70 notice-set without=impact\n"
		"80 published notice=LSN-2026-0001");
	g_autoptr(GPtrArray) found = NULL;
	guint edits = 0, shows = 0;

	conf.product = (char *)"example";
	conf.repository = (char *)"https://git.example.org/x.git";
	conf.xmlns = (char *)"https://example.org/xmlns";
	found = sp_notice_check(d, &conf, NOW);
	for (guint i = 0; i < found->len; i++) {
		const struct sp_finding *f = found->pdata[i];

		ok(is_command(f->command), "%s", f->command);
		edits += strcmp(f->command, "sallyport notice edit CASE "
				"--because TEXT") == 0;
		shows += strcmp(f->command, "sallyport notice show CASE") == 0;
	}
	ok(edits == 1 && shows == 1, "a correction, and a look");
	sp_dossier_free(d);
}

/* It is worked out elsewhere, and says nothing that could be published. */
static void
test_begun(void)
{
	struct sp_dossier *d = make_dossier();

	happen(d, NOW, "notice-set", "cvss=CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:C/"
	       "C:H/I:H/A:H");
	ok(!sp_notice_begun(d), "a score alone is no beginning");
	ok(sp_notice_fixed(d) == 0, "nothing is fixed");
	happen(d, NOW, "notice-set", "summary=foo");
	ok(sp_notice_begun(d), "a summary is");
	happen(d, NOW, "notice-set", "without=summary");
	happen(d, NOW, "notice-set", "workaround=none");
	ok(sp_notice_begun(d), "a word is");
	sp_dossier_free(d);
}

static void
test_findings(void)
{
	const struct sp_config conf = make_config();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sp_dossier *d = make_good(rows[i].also);
		g_autoptr(GPtrArray) found = sp_notice_check(d, &conf, NOW);
		const struct sp_finding *f = found->len > 0 ? found->pdata[0]
							    : NULL;

		ok(found->len == (rows[i].says != NULL), "%u finding: %s",
		   found->len, f ? f->text : rows[i].also);
		if (rows[i].says && f) {
			ok(f->wrong == rows[i].wrong &&
			   strstr(f->text, rows[i].says), "%s", rows[i].says);
			ok(is_command(f->command), "%s", f->command);
		}
		sp_dossier_free(d);
	}
}

/* Seven of those that one team has published say otherwise. */
static void
test_dates(void)
{
	const struct sp_config conf = make_config();
	struct sp_dossier *d = make_good("");
	static const struct {
		int64_t arrived, now;
		guint found;
	} cases[] = {
		{ ARRIVED, ARRIVED + 30, 0 },	/* nothing is wrong */
		{ ARRIVED + 30, ARRIVED + 30, 0 },
		{ ARRIVED + 31, NOW, 1 },	/* later than it was fixed */
		{ ARRIVED + 30, ARRIVED + 29, 1 },
		{ ARRIVED + 31, ARRIVED + 29, 2 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) found = NULL;

		d->arrived = cases[i].arrived;
		found = sp_notice_check(d, &conf, cases[i].now);
		ok(found->len == cases[i].found, "dates %zu: %u findings", i,
		   found->len);
		for (guint j = 0; j < found->len; j++)
			ok(((struct sp_finding *)found->pdata[j])->wrong,
			   "which hold it up");
	}
	sp_dossier_free(d);
}

/* What is wrong stands before what is a question of taste. */
static void
test_order(void)
{
	const struct sp_config conf = make_config();
	struct sp_dossier *d = make_dossier();
	g_autoptr(GPtrArray) found = sp_notice_check(d, &conf, NOW);
	gboolean sorted = TRUE;

	for (guint i = 1; i < found->len; i++) {
		const struct sp_finding *a = found->pdata[i - 1];
		const struct sp_finding *b = found->pdata[i];

		sorted = sorted && a->wrong >= b->wrong;
	}
	ok(found->len > 4 && sorted, "%u, sorted", found->len);
	sp_dossier_free(d);
}

/* --- the form ------------------------------------------------------------- */

static const char *
part(GHashTable *args, const char *name)
{
	const char *text = args ? g_hash_table_lookup(args, name) : NULL;

	return text ? text : "";
}

static void
test_form(void)
{
	struct sp_dossier *d = make_good(
		"60 notice-set without=workaround;description=#if 1");
	g_autofree char *form = sp_notice_form(d);
	g_autoptr(GHashTable) args = NULL;
	struct sp_err err = { 0 };

	ok(sp_notice_read(form, &args, &err) == SP_OK, "read: %s", err.text);
	ok(!strcmp(part(args, "summary"), "foo") &&
	   !strcmp(part(args, "impact"), "baz") &&
	   !strcmp(part(args, "vulnerable"), "all"), "what was written");
	ok(!strcmp(part(args, "description"), " #if 1"), "no comment");
	ok(!strcmp(part(args, "without"), "workaround cvss"),
	   "and what was not");
	sp_dossier_free(d);
}

static const struct {
	const char *form;
	const char *says;	/* NULL: it is fine */
} forms[] = {
	{ "Summary: x\n", NULL },
	{ "SUMMARY:x\r\nImpact:\r\na\r\n\r\nb\r\n", NULL },
	{ "", "no part" },
	{ "# only\n\n", "no part" },
	{ "Summary:\n", NULL },
	{ "Impact: of this is low\nSummary: x\n", "line 1 belongs to no part" },
	{ "\nwords\n", "line 2 belongs to no part" },
	{ "Summary: x\nSummary: y\n", "line 2: the summary is there twice" },
	{ "Summary: x\ny\n", "one line" },
	{ "Summary: \xff\n", "not UTF-8" },
};

static void
test_forms(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
		g_autoptr(GHashTable) args = NULL;
		struct sp_err err = { 0 };
		const enum sp_status r = sp_notice_read(forms[i].form, &args,
							&err);

		ok(r == (forms[i].says ? SP_EDATA : SP_OK) &&
		   (!forms[i].says || strstr(err.text, forms[i].says)),
		   "form %zu: %s", i, err.text);
		ok(forms[i].says || strcmp(part(args, "impact"),
					   i == 1 ? "a\n\nb" : "") == 0,
		   "its impact");
	}
}

static void
test_limits(void)
{
	g_autofree char *line = g_strnfill(SP_NOTICE_LINE_MAX + 1, 'x');
	g_autofree char *text = g_strnfill(SP_NOTICE_PART_MAX + 1, 'x');
	struct sp_err err = { 0 };

	ok(sp_notice_fits(SP_NOTICE_SUMMARY, line, &err) == SP_EDATA &&
	   sp_notice_fits(SP_NOTICE_SUMMARY, line + 1, &err) == SP_OK,
	   "a summary at its limit, and past it");
	ok(sp_notice_fits(SP_NOTICE_IMPACT, text, &err) == SP_EDATA &&
	   sp_notice_fits(SP_NOTICE_IMPACT, text + 1, &err) == SP_OK,
	   "a part at its limit, and past it");
	ok(sp_notice_fits(SP_NOTICE_SUMMARY, "a\tb", &err) == SP_EDATA,
	   "one line");
}

int
main(void)
{
	test_findings();
	test_dates();
	test_score();
	test_note();
	test_commands();
	test_praise();
	test_reference();
	test_export();
	test_begun();
	test_order();
	test_form();
	test_forms();
	test_limits();
	return tap_done();
}
