/* SPDX-License-Identifier: GPL-2.0-or-later */
/* process_table.c - each guard from both sides, each step from each state and
 * by each role, as tables beside the one of the program */
#include "lib/policy/batch.h"
#include "lib/policy/process.h"

#include "t/unit/make-case.h"
#include "t/unit/tap.h"

#define NOW (ARRIVED + 5 * DAY)

/* Lacks nothing on its way, up to being ready. */
#define WAY \
	"10 approved\n3600 human-acknowledged\n" \
	"7200 judged genuine=yes;misuse=yes\n" \
	"7200 rated severity=Important;impact=a guest escapes\n" \
	"9000 led who=mo@a.example\n" \
	"9100 patch-posted set=5c1e\n" \
	"9200 branch-set branch=master;status=fix-ready\n" \
	"9200 branch-set branch=9.1;status=not-affected\n" \
	"9300 cve-set state=assigned;id=CVE-2026-12345\n" \
	"9300 credit-set who=ada;consent=yes;as=Ada Example\n" \
	"9350 notice-set summary=foo overflow;description=A guest escapes\n"
#define PATCH "5c1e5c1e5c1e5c1e5c1e5c1e5c1e5c1e" \
	"5c1e5c1e5c1e5c1e5c1e5c1e5c1e5c1e"
#define READIED "9400 readied patches=5c1e\n"
#define OUT "9500 published notice=LSN-2026-0001\n"
#define DONE \
	"9600 branch-set branch=master;status=fixed;" \
	"commit=22494556542c676d1b9e7f1c1f2ea13ac17e1e3e\n" \
	"9600 announced target=devel;where=https://lists.example.org/1\n" \
	"9600 told how=phone\n"

/* How a case comes to each state, with nothing missing there. */
static const char *const ways[SP_CASE_STATES] = {
	[SP_CASE_NEW] = "10 approved\n",
	[SP_CASE_ACKNOWLEDGED] = "10 approved\n3600 human-acknowledged\n",
	[SP_CASE_TRIAGED] = "10 approved\n3600 human-acknowledged\n"
		"7200 judged genuine=yes;misuse=yes\n"
		"7200 rated severity=Important;impact=a guest escapes\n",
	[SP_CASE_FIXING] = WAY,
	[SP_CASE_READY] = WAY READIED,
	[SP_CASE_PUBLISHED] = WAY READIED OUT DONE,
	[SP_CASE_CLOSED] = WAY READIED OUT DONE
		"9700 closed resolution=fixed\n",
};

static struct sp_request
make_request(enum sp_step step)
{
	return (struct sp_request) {
		.step = step, .now = NOW, .because = "a good reason",
		.end = NOW + DAY, .batch = "b1", .whom = "5c1e",
		.resolution = "wont-fix", .of = "QSEC-2026-0001",
		.consent = "<m1@example.org>", .terms = TRUE, .key = TRUE,
		.mover = { "jo@a.example", "A", SP_WHO_MEMBER |
			   SP_WHO_MODERATOR },
		.review = { "5c1e", 1, TRUE, NULL, NULL },
	};
}

/* --- guards --------------------------------------------------------------- */

static void no_reason(struct sp_request *q) { q->because = ""; }
static void two_lines(struct sp_request *q) { q->because = "one\ntwo"; }

static void
other_case(struct sp_request *q)
{
	q->because = "as in QSEC-2026-0003";
}

static void no_resolution(struct sp_request *q) { q->resolution = "silly"; }
static void no_patches(struct sp_request *q) { q->review.patches = ""; }
static void no_review(struct sp_request *q) { q->review.independent = 0; }
static void no_approval(struct sp_request *q) { q->review.approved = FALSE; }
static void no_bug_url(struct sp_request *q) { q->review.lacks = "no bug"; }
static void no_consent(struct sp_request *q) { q->consent = ""; }
static void no_terms(struct sp_request *q) { q->terms = FALSE; }
static void nobody(struct sp_request *q) { q->mover.address = ""; }
static void past(struct sp_request *q) { q->end = q->now; }
static void together(struct sp_request *q) { q->together = TRUE; }
static void no_key(struct sp_request *q) { q->key = FALSE; }
static void no_other(struct sp_request *q) { q->other = NULL; }

static void
no_original(struct sp_request *q)
{
	q->resolution = "duplicate";
	q->of = "";
}

static void
itself(struct sp_request *q)
{
	q->resolution = "duplicate";
	q->of = NUMBER;
}

#define BY_ITSELF SP_CASE_STATES	/* the state follows the guard */

/* What makes just that guard fail where nothing else is missing. */
static const struct row {
	enum sp_step step;
	enum sp_case_state from;
	const char *guard;
	const char *without;	/* an event that did not happen */
	const char *also;	/* events that happened as well */
	void (*spoil)(struct sp_request *q);
	const char *says;
} rows[] = {
	{ SP_STEP_ACKNOWLEDGE, BY_ITSELF, "human answer",
	  "human-acknowledged", "", NULL, "no person has answered" },
	{ SP_STEP_TRIAGE, BY_ITSELF, "verdicts", "judged", "", NULL,
	  "nobody has said whether it is genuine" },
	{ SP_STEP_TRIAGE, BY_ITSELF, "verdicts", NULL,
	  "8000 judged misuse=unknown", NULL, "can be misused" },
	{ SP_STEP_TRIAGE, BY_ITSELF, "verdicts", NULL,
	  "8000 judged genuine=unknown", NULL,
	  "nobody has said whether it is genuine" },
	{ SP_STEP_TRIAGE, BY_ITSELF, "genuine", NULL,
	  "8000 judged genuine=no", NULL, "not genuine" },
	{ SP_STEP_TRIAGE, BY_ITSELF, "genuine", NULL,
	  "8000 judged genuine=no;misuse=unknown", NULL, "not genuine" },
	{ SP_STEP_TRIAGE, BY_ITSELF, "misuse", NULL,
	  "8000 judged genuine=unknown;misuse=no", NULL,
	  "of no use to an attacker" },
	{ SP_STEP_TRIAGE, BY_ITSELF, "misuse", NULL,
	  "8000 judged misuse=no", NULL, "of no use to an attacker" },
	{ SP_STEP_TRIAGE, BY_ITSELF, "severity", "rated",
	  "8000 rated impact=bad", NULL, "no severity" },
	{ SP_STEP_TRIAGE, BY_ITSELF, "impact", "rated",
	  "8000 rated severity=Low", NULL, "worst that can happen" },
	{ SP_STEP_FIX, BY_ITSELF, "lead", "led", "", NULL, "nobody leads" },

	{ SP_STEP_READY, SP_CASE_FIXING, "patches", NULL, "", no_patches,
	  "no patch" },
	{ SP_STEP_READY, SP_CASE_FIXING, "no objection", NULL,
	  "9900 patch-posted digest=" PATCH ";set=5c1e;subject=foo;number=1;"
	  "total=1;address=mo@a.example\n9950 review-objected digest=" PATCH
	  ";by=kim@b.example;because=it leaks", NULL,
	  "kim@b.example objects to patch 5c1e5c1e5c1e: it leaks" },
	{ SP_STEP_READY, SP_CASE_FIXING, "independent reviews", NULL, "",
	  no_review, "0 of 1 independent" },
	{ SP_STEP_READY, SP_CASE_FIXING, "gatekeeper's approval", NULL, "",
	  no_approval, "pm@a.example has not approved" },
	{ SP_STEP_READY, SP_CASE_FIXING, "trailers", NULL, "", no_bug_url,
	  "no bug" },
	{ SP_STEP_READY, SP_CASE_FIXING, "branches", NULL,
	  "9900 branch-set branch=9.1;status=affected", NULL, "branch 9.1" },
	{ SP_STEP_READY, SP_CASE_FIXING, "branches", NULL,
	  "9900 branch-set branch=master;status=unknown", NULL,
	  "branch master" },

	{ SP_STEP_PUBLISH, SP_CASE_READY, "end of the embargo", NULL,
	  "9900 embargo-proposed end=1795252321\n9950 embargo-accepted",
	  NULL, "the embargo ends" },
	{ SP_STEP_PUBLISH, SP_CASE_READY, "no open proposal", NULL,
	  "9900 embargo-proposed end=1795252321", NULL, "waits for an answer" },
	{ SP_STEP_PUBLISH, SP_CASE_FIXING, "readiness", NULL, "", NULL,
	  "not ready" },
	{ SP_STEP_PUBLISH, SP_CASE_READY, "CVE", "cve-set", "", NULL,
	  "no CVE" },
	{ SP_STEP_PUBLISH, SP_CASE_READY, "CVE", NULL,
	  "9900 cve-set state=rejected", NULL, "no CVE" },
	{ SP_STEP_PUBLISH, SP_CASE_READY, "CVE", NULL,
	  "9900 cve-set state=wanted", NULL, "nobody has said that it was "
	  "requested. sallyport cve want " NUMBER " requested --from CNA" },
	{ SP_STEP_PUBLISH, SP_CASE_READY, "CVE", NULL,
	  "9900 cve-set state=requested;cna=vendor-a", NULL,
	  "the CVE that was requested from vendor-a is not there yet. "
	  "sallyport cve set " NUMBER " CVE-ID" },
	{ SP_STEP_PUBLISH, SP_CASE_READY, "credit", "credit-set", "", NULL,
	  "wants to be named" },
	{ SP_STEP_PUBLISH, SP_CASE_READY, "credit", NULL,
	  "9900 credit-set who=bob;consent=unknown", NULL,
	  "wants to be named" },

	{ SP_STEP_PUBLISH, SP_CASE_READY, "notice", "notice-set", "", NULL,
	  "it has no summary. sallyport notice set" },
	{ SP_STEP_PUBLISH, SP_CASE_READY, "notice", NULL,
	  "9900 notice-set without=description", NULL, "no description" },
	{ SP_STEP_PUBLISH, SP_CASE_READY, "notice", NULL,
	  "9900 branch-set branch=9.1;status=fixed;commit=2249", NULL,
	  "no commit of 40 digits: 2249. sallyport case branch QSEC-2026-0007 "
	  "9.1 fixed" },

	{ SP_STEP_PUBLISH, SP_CASE_READY, "date of the batch", NULL,
	  "9900 batched name=b1;date=1795252321", together,
	  "its batch b1 is planned for Sat 21 Nov 2026 09:12 UTC, in "
	  "less than a minute. sallyport batch show b1" },
	{ SP_STEP_PUBLISH, SP_CASE_READY, "the whole batch", NULL,
	  "9900 batched name=b1;date=1795252320", NULL,
	  "it is in the batch b1, which is published as a whole. sallyport "
	  "batch publish b1" },
	{ SP_STEP_PUBLISH, SP_CASE_READY, "the whole batch", NULL,
	  "9900 batched name=b1;date=1795252320\n"
	  "9950 flagged flag=public;source=a list", NULL,
	  "as it is public, it may leave the batch at once. sallyport batch "
	  "leave " NUMBER },
	{ SP_STEP_PUBLISH, SP_CASE_READY, "date of the batch", NULL,
	  "9900 batched name=b1;date=1795252321\n"
	  "9950 flagged flag=exploited;source=a trap", together,
	  "being exploited, it may leave the batch at once. sallyport batch "
	  "leave " NUMBER },
	{ SP_STEP_BATCH, SP_CASE_FIXING, "nothing known", NULL,
	  "9900 flagged flag=public;source=a list", NULL, "it is public or" },
	{ SP_STEP_BATCH, SP_CASE_FIXING, "nothing known", NULL,
	  "9900 flagged flag=exploited;source=a trap", NULL, "waits for no" },
	{ SP_STEP_BATCH, SP_CASE_FIXING, "one batch", NULL,
	  "9900 batched name=b2;date=1795252321", NULL, "in the batch b2" },
	{ SP_STEP_BATCH, SP_CASE_FIXING, "a date to come", NULL, "", past,
	  "must lie in the future" },
	{ SP_STEP_BATCH, SP_CASE_FIXING, "the embargo", NULL,
	  "9900 embargo-proposed end=1795338719\n9950 embargo-accepted", NULL,
	  "its embargo ends Sun 22 Nov 2026 09:11" },
	{ SP_STEP_UNBATCH, SP_CASE_FIXING, "a batch", "batched", "", NULL,
	  "it is in no batch" },
	{ SP_STEP_UNBATCH, SP_CASE_FIXING, "reason", NULL, "", no_reason,
	  "no reason" },

	{ SP_STEP_CLOSE, SP_CASE_PUBLISHED, "fix in each branch", NULL,
	  "9900 branch-set branch=master;status=fix-ready", NULL,
	  "branch master has no fix commit" },
	{ SP_STEP_CLOSE, SP_CASE_PUBLISHED, "public bug", NULL,
	  "9900 bug-set url=https://bugs.example.org/1", NULL,
	  "public bug is open" },
	{ SP_STEP_CLOSE, SP_CASE_PUBLISHED, "announcements", "announced", "",
	  NULL, "announcement to devel" },
	{ SP_STEP_CLOSE, SP_CASE_PUBLISHED, "thanks", "told", "", NULL,
	  "not been thanked" },

	{ SP_STEP_DISMISS, SP_CASE_FIXING, "resolution", NULL, "",
	  no_resolution, "no resolution" },
	{ SP_STEP_DISMISS, SP_CASE_FIXING, "reason", NULL, "", no_reason,
	  "no reason" },
	{ SP_STEP_DISMISS, SP_CASE_FIXING, "the other case", NULL, "",
	  no_original, "which other case" },
	{ SP_STEP_DISMISS, SP_CASE_FIXING, "the other case", NULL, "",
	  itself, "which other case" },
	{ SP_STEP_DISMISS, SP_CASE_FIXING, "the reporter was told", NULL,
	  "9900 distributed from=reporter", NULL, "the reporter's last mail" },
	{ SP_STEP_REOPEN, SP_CASE_CLOSED, "reason", NULL, "", no_reason,
	  "no reason" },
	{ SP_STEP_RATE, SP_CASE_FIXING, "reason of a change", NULL, "",
	  no_reason, "no reason was given for another" },
	{ SP_STEP_FLAG, SP_CASE_FIXING, "source", NULL, "", no_reason,
	  "how this is known" },
	{ SP_STEP_UNFLAG, SP_CASE_FIXING, "reason", NULL, "", no_reason,
	  "no reason" },
	{ SP_STEP_MERGE, SP_CASE_FIXING, "two open cases", NULL, "", no_other,
	  "other case is not open" },
	{ SP_STEP_PHONE, SP_CASE_NEW, "note", NULL, "", no_reason,
	  "who spoke" },
	{ SP_STEP_INVITE, SP_CASE_FIXING, "consent", NULL, "", no_consent,
	  "reporter's consent" },
	{ SP_STEP_SHARE, SP_CASE_FIXING, "consent", NULL, "", no_consent,
	  "consent" },
	{ SP_STEP_SHARE, SP_CASE_FIXING, "terms", NULL, "", no_terms,
	  "accepted the terms" },
	{ SP_STEP_SHARE, SP_CASE_FIXING, "a key", NULL, "", no_key, "no key" },
	{ SP_STEP_EXPORT, SP_CASE_PUBLISHED, "public number", "published",
	  "9500 published", NULL, "not published with a notice of ours" },
	{ SP_STEP_EXPORT, SP_CASE_CLOSED, "public number", "published", "",
	  NULL, "not published with a notice of ours" },
	{ SP_STEP_EXPORT, SP_CASE_PUBLISHED, "notice", NULL,
	  "9900 notice-set because=names;description=Ask ada@example.com",
	  NULL, "the address ada@example.com, and nobody has agreed" },
	{ SP_STEP_CORRECT, SP_CASE_PUBLISHED, "public number", "published",
	  "9500 published", NULL, "not published with a notice of ours" },
	{ SP_STEP_CORRECT, SP_CASE_CLOSED, "what changes", NULL, "", no_reason,
	  "not said what changes" },
	{ SP_STEP_CORRECT, SP_CASE_PUBLISHED, "a public word", NULL, "",
	  two_lines, "not said in one line of at most 200" },
	{ SP_STEP_CORRECT, SP_CASE_PUBLISHED, "a public word", NULL, "",
	  other_case, "note of what changes names QSEC-2026-0003" },
	{ SP_STEP_FORGET, SP_CASE_FIXING, "a member", NULL, "", nobody,
	  "nobody on the roster has said so" },
	{ SP_STEP_FORGET, SP_CASE_FIXING, "two members", "forget-asked", "",
	  NULL, "a second member must ask" },
	{ SP_STEP_FORGET, SP_CASE_FIXING, "two members", "forget-asked",
	  "9850 forget-asked whom=5c1e;by=JO@a.example", NULL,
	  "a second member" },
	{ SP_STEP_FORGET, SP_CASE_FIXING, "two members", "forget-asked",
	  "9850 forget-asked whom=5c1f;by=kim@b.example", NULL,
	  "a second member" },
	{ SP_STEP_FORGET, SP_CASE_FIXING, "two members", "forget-asked",
	  "9850 forget-asked whom=5c1e;by=", NULL, "a second member" },
	{ SP_STEP_FORGET, SP_CASE_FIXING, "two members", NULL,
	  "9850 reporter-forgotten whom=5c1e", NULL, "a second member" },
};

/* The state before the first guard that the way waits for. */
static enum sp_status
try(const struct row *row, gboolean spoilt, GPtrArray **lacks,
    struct sp_err *err)
{
	const struct sp_config conf = make_config();
	struct sp_dossier *d = make_dossier(), *other = make_dossier();
	struct sp_request q = make_request(row->from == BY_ITSELF
					   ? SP_STEP_READY : row->step);
	const struct sp_situation s = { .d = d, .conf = &conf, .q = &q };
	enum sp_status r;

	g_free(other->number);
	other->number = g_strdup("QSEC-2026-0001");
	q.other = other;
	/* Publication needs readiness: the good side is the ready case. */
	happen_all(d, ways[row->from == BY_ITSELF ? SP_CASE_FIXING :
			   !spoilt && row->step == SP_STEP_PUBLISH
			   ? SP_CASE_READY : row->from],
		   spoilt ? row->without : NULL);
	if (row->step == SP_STEP_FORGET)
		happen_all(d, "9840 forget-asked whom=5c1e;by=kim@b.example",
			   spoilt ? row->without : NULL);
	if (row->step == SP_STEP_UNBATCH)
		happen_all(d, "9850 batched name=b1;date=1795252321",
			   spoilt ? row->without : NULL);
	if (spoilt)
		happen_all(d, row->also, NULL);
	if (spoilt && row->spoil)
		row->spoil(&q);
	r = sp_process_check(&s, lacks, err);
	sp_dossier_free(d);
	sp_dossier_free(other);
	return r;
}

static void
test_guards(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct row *row = &rows[i];
		g_autoptr(GPtrArray) none = NULL;
		g_autoptr(GPtrArray) lacks = NULL;
		struct sp_err err = { 0 };
		const struct sp_guard *g;
		enum sp_status r;

		ok(try(row, FALSE, &none, &err) == SP_OK && none->len == 0,
		   "%s holds: %s", row->guard, err.text);
		r = try(row, TRUE, &lacks, &err);
		g = lacks->len > 0 ? lacks->pdata[0] : NULL;
		ok(r == (g && sp_guard_waits(g) ? SP_EWAIT : SP_EDENIED) &&
		   lacks->len == 1 && strstr(err.text, row->says),
		   "and not: %s", err.text);
		ok(g && g->step == row->step &&
		   strcmp(g->name, row->guard) == 0, "it is the guard that "
		   "lacks: %s", g ? g->name : "none");
	}
}

static gboolean
is_of_embargo(enum sp_step step)
{
	return g_str_has_prefix(sp_step_rows[step].name, "embargo") ||
	       step == SP_STEP_EMBARGO_EARLIER;
}

static gboolean
has_row(const struct sp_guard *g)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (rows[i].step == g->step &&
		    strcmp(rows[i].guard, g->name) == 0)
			return TRUE;
	return FALSE;
}

static void
test_complete(void)
{
	for (const struct sp_guard *g = sp_guards; g->name; g++) {
		ok(is_of_embargo(g->step) || has_row(g), "%s, %s is tried",
		   sp_step_rows[g->step].name, g->name);
		ok(is_command(g->command), "%s is a command", g->command);
		ok((g->missing != NULL) != (g->say != NULL) && g->needs,
		   "it says what is missing in one way");
	}
}

/* A branch without a fix is said by its name, the first of them. */
static void
test_gatekeeper(void)
{
	struct sp_config conf = make_config();
	struct sp_dossier *d = make_dossier();
	struct sp_request q = make_request(SP_STEP_READY);
	const struct sp_situation s = { .d = d, .conf = &conf, .q = &q };
	struct sp_err err = { 0 };

	happen_all(d, WAY, NULL);
	q.review.approved = FALSE;
	conf.gatekeeper = (char *)"";
	ok(sp_process_check(&s, NULL, &err) == SP_OK, "without a gatekeeper "
	   "nobody need approve: %s", err.text);
	conf.review_independent = 0;
	q.review.independent = 0;
	ok(sp_process_check(&s, NULL, &err) == SP_OK, "nor review where the "
	   "policy wants none: %s", err.text);
	q.review.patches = "";
	ok(sp_process_check(&s, NULL, &err) == SP_EDENIED, "a fix in some "
	   "branch is made of patches: %s", err.text);
	conf.branches_required = NULL;
	ok(sp_process_check(&s, NULL, &err) == SP_OK, "but what others "
	   "publish needs none: %s", err.text);
	sp_dossier_free(d);
}

/* A policy may ask for no notice; one that was begun is checked all the same. */
static void
test_no_notice(void)
{
	struct sp_config conf = make_config();
	struct sp_dossier *d = make_dossier();
	struct sp_request q = make_request(SP_STEP_PUBLISH);
	const struct sp_situation s = { .d = d, .conf = &conf, .q = &q };
	struct sp_err err = { 0 };

	happen_all(d, WAY READIED, "notice-set");
	ok(sp_process_check(&s, NULL, &err) == SP_EDENIED, "none: %s",
	   err.text);
	conf.notice_required = FALSE;
	ok(sp_process_check(&s, NULL, &err) == SP_OK, "but none is asked for");
	happen_all(d, "9900 notice-set summary=Ask ada at once\n", NULL);
	ok(sp_process_check(&s, NULL, &err) == SP_EDENIED &&
	   strstr(err.text, "no description"), "half of one: %s", err.text);
	sp_dossier_free(d);
}

/* Who cannot wait needs no reason. */
static void
test_leaving(void)
{
	static const struct {
		const char *also;
		enum sp_status want;
	} cases[] = {
		{ "", SP_EDENIED },
		{ "9960 flagged flag=public;source=x", SP_OK },
		{ "9960 flagged flag=exploited;source=x", SP_OK },
		{ "9960 flagged flag=poc;source=x", SP_EDENIED },
		{ "9960 embargo-proposed end=1795252320\n"
		  "9960 embargo-accepted", SP_OK },
		{ "9960 embargo-proposed end=1795252321\n"
		  "9960 embargo-accepted", SP_EDENIED },
	};
	const struct sp_config conf = make_config();

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_dossier *d = make_dossier();
		struct sp_request q = make_request(SP_STEP_UNBATCH);
		const struct sp_situation s = { .d = d, .conf = &conf,
						.q = &q };
		struct sp_err err = { 0 };

		q.because = "";
		happen_all(d, WAY "9900 batched name=b1;date=1795252321\n",
			   NULL);
		happen_all(d, cases[i].also, NULL);
		ok(sp_process_check(&s, NULL, &err) == cases[i].want,
		   "leaves without a reason: %s %s", cases[i].also, err.text);
		sp_dossier_free(d);
	}
}

/* A case that is no more to be published is in no batch. */
static void
test_batch_ends(void)
{
	static const char *const ends[] = {
		"9950 closed resolution=wont-fix\n9960 reopened because=x",
		"9950 merged into=QSEC-2026-0001\n9960 reopened because=x",
		"9950 unbatched because=x",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
		struct sp_dossier *d = make_dossier();

		happen_all(d, WAY "9900 batched name=b1;date=1795252321\n",
			   NULL);
		ok(d->batch && d->batch_date == NOW + 1, "in a batch");
		happen_all(d, ends[i], NULL);
		ok(!d->batch && d->batch_date == 0, "and then: %s", ends[i]);
		sp_dossier_free(d);
	}
}

static void
test_batch_names(void)
{
	ok(sp_batch_is_name("2026-12.a") && sp_batch_is_name("x") &&
	   sp_batch_is_name("12345678901234567890123456789012"), "names");
	ok(!sp_batch_is_name("") && !sp_batch_is_name("-a") &&
	   !sp_batch_is_name("a b") && !sp_batch_is_name("a\n") &&
	   !sp_batch_is_name("123456789012345678901234567890123"), "none");
}

/* 6 January 2026 is a Tuesday, and so are those every fourteen days on. */
static void
test_batch_days(void)
{
	static const struct {
		const char *from;
		unsigned period;
		int64_t now, want;
	} cases[] = {
		{ "2026-01-06", 0, NOW, 0 },
		{ "2026-01-06", 14, NOW, 1795521600 },	/* 24 November */
		{ "2026-01-06", 14, 1795521599, 1795521600 },
		{ "2026-01-06", 14, 1795521600, 1796731200 },
		{ "2026-12-25", 28, NOW, 1798200000 },
		{ "2026-01-06", 1, 1795521600, 1795608000 },
	};
	struct sp_config conf = make_config();

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		conf.batch_from = (char *)cases[i].from;
		conf.batch_period_d = cases[i].period;
		ok(sp_batch_day(&conf, cases[i].now) == cases[i].want,
		   "every %u days from %s", cases[i].period, cases[i].from);
	}
}

/* --- states and roles ----------------------------------------------------- */

/* The states that a step starts from (new, acknowledged, triaged, fixing,
 * ready, published, closed), and who may take it: a member, a moderator, the
 * lead, its reporter, who assigns CVEs. */
static const struct {
	enum sp_step step;
	const char *from, *who;
} steps[] = {
	{ SP_STEP_ACKNOWLEDGE,	"x......", "xxx.." },
	{ SP_STEP_TRIAGE,	".x.....", "xxx.." },
	{ SP_STEP_FIX,		"..x....", "xxx.." },
	{ SP_STEP_READY,	"...x...", ".xx.." },
	{ SP_STEP_PUBLISH,	"..xxx..", ".x..." },
	{ SP_STEP_CLOSE,	".....x.", ".xx.." },
	{ SP_STEP_DISMISS,	"xxxxx..", ".x..." },
	{ SP_STEP_REOPEN,	"......x", ".x..." },
	{ SP_STEP_RATE,		"xxxxxx.", "xxx.." },
	{ SP_STEP_FLAG,		"xxxxxxx", "xxx.." },
	{ SP_STEP_UNFLAG,	"xxxxxxx", ".x..." },
	{ SP_STEP_MERGE,	"xxxxx..", ".x..." },
	{ SP_STEP_PHONE,	"x......", "xxx.." },
	{ SP_STEP_JUDGE,	"xxxxxx.", "xxx.." },
	{ SP_STEP_LEAD,		"xxxxxx.", "xxx.." },
	{ SP_STEP_CVE,		"xxxxxxx", ".x..x" },
	{ SP_STEP_NOTICE,	"xxxxx..", "xxx.." },
	{ SP_STEP_CORRECT,	".....xx", ".xx.." },
	{ SP_STEP_ANNOUNCE,	".....xx", "xxx.." },
	{ SP_STEP_AHEAD,	"..xxxxx", "xxx.." },
	{ SP_STEP_BATCH,	"xxxxx..", ".x..." },
	{ SP_STEP_UNBATCH,	"xxxxx..", ".x..." },
	{ SP_STEP_EMBARGO_PROPOSE, "xxxxx..", "xxxx." },
	{ SP_STEP_EMBARGO_EARLIER, "xxxxx..", "...x." },
	{ SP_STEP_EMBARGO_AGREE, "xxxxx..", "xxx.." },
	{ SP_STEP_EMBARGO_ACCEPT, "xxxxx..", ".x..." },
	{ SP_STEP_EMBARGO_DECLINE, "xxxxx..", ".x..." },
	{ SP_STEP_EMBARGO_NONE, "xxxxx..", ".x..." },
	{ SP_STEP_EMBARGO_RESTART, "xxxxx..", ".x..." },
	{ SP_STEP_EMBARGO_END,	"xxxxxxx", ".x..." },
	{ SP_STEP_INVITE,	"xxxxxxx", "xxx.." },
	{ SP_STEP_SHARE,	"xxxxxxx", "xxx.." },
	{ SP_STEP_EXPORT,	".....xx", "xxx.." },
	{ SP_STEP_FORGET,	"xxxxxxx", "xxx.." },
};

/* In that state; nothing is said of guards here. */
static enum sp_status
ask(enum sp_step step, unsigned who, enum sp_case_state state,
    struct sp_err *err)
{
	const struct sp_config conf = make_config();
	struct sp_dossier *d = make_dossier();
	struct sp_request q = make_request(step);
	const struct sp_situation s = { .d = d, .conf = &conf, .q = &q };
	enum sp_status r;

	q.mover.who = who;
	happen_all(d, ways[state], NULL);
	r = sp_process_check(&s, NULL, err);
	sp_dossier_free(d);
	return r;
}

static void
test_steps(void)
{
	ok(G_N_ELEMENTS(steps) == SP_STEPS, "every step is in the table");
	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		const struct sp_step_row *row = &sp_step_rows[steps[i].step];

		for (unsigned s = 0; s < SP_CASE_STATES; s++) {
			struct sp_err err = { 0 };
			const gboolean may = row->from == 0 ||
				(row->from >> s & 1);
			enum sp_status r;

			ok(may == (steps[i].from[s] == 'x'), "%s from %s: %s",
			   row->name, sp_case_states[s], may ? "yes" : "no");
			r = ask(steps[i].step, row->who,
				(enum sp_case_state)s, &err);
			if (r != SP_OK)
				ok(strstr(err.text, NUMBER) &&
				   is_command(err.text), "%s", err.text);
		}
	}
}

static void
test_roles(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		const enum sp_step step = steps[i].step;
		const enum sp_case_state from = (enum sp_case_state)
			(strchr(steps[i].from, 'x') - steps[i].from);

		for (unsigned who = 0; steps[i].who[who]; who++) {
			struct sp_err err = { 0 };
			const gboolean refused =
				ask(step, 1u << who, from, &err) ==
				SP_EDENIED && strstr(err.text, ": only ");

			ok(refused == (steps[i].who[who] == '.'),
			   "%s by role %u: %s", sp_step_rows[step].name, who,
			   err.text);
			if (refused)
				ok(is_command(err.text), "names a command");
		}
	}
}

int
main(void)
{
	test_guards();
	test_complete();
	test_gatekeeper();
	test_no_notice();
	test_leaving();
	test_batch_ends();
	test_batch_names();
	test_batch_days();
	test_steps();
	test_roles();
	return tap_done();
}
