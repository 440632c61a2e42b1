/* SPDX-License-Identifier: GPL-2.0-or-later */
/* process.c - what the tables of process_table.c do not say: lengths and ends to
 * the second, what goes stale, and words */
#include "lib/policy/process.h"

#include "lib/policy/embargo.h"
#include "t/unit/make-case.h"
#include "t/unit/tap.h"

enum { MINUTE = 60 };

#define TRIAGED \
	"10 approved\n3600 human-acknowledged\n" \
	"7200 judged genuine=yes;misuse=yes\n" \
	"7200 rated severity=Important;impact=a guest escapes\n"
#define READY TRIAGED \
	"9000 led who=mo@a.example\n" \
	"9100 patch-posted set=5c1e\n9200 readied patches=5c1e\n"

static const struct sp_mover jo = {
	"jo@a.example", "A", SP_WHO_MEMBER | SP_WHO_MODERATOR
};
static const struct sp_mover mo = { "mo@a.example", "A", SP_WHO_MEMBER };
static const struct sp_mover kim = {
	"kim@b.example", "B", SP_WHO_MEMBER | SP_WHO_MODERATOR
};
static const struct sp_mover host = {
	"", "", SP_WHO_MEMBER | SP_WHO_MODERATOR
};

static struct sp_dossier *
make_case(const char *events)
{
	struct sp_dossier *d = make_dossier();

	happen_all(d, events, NULL);
	return d;
}

static enum sp_status
check(const struct sp_dossier *d, const struct sp_request *q,
      struct sp_err *err)
{
	struct sp_config conf = make_config();
	const struct sp_situation s = { .d = d, .conf = &conf, .q = q };

	conf.notice_required = FALSE;
	return sp_process_check(&s, NULL, err);
}

/* One byte of a patch changes: what was ready is not. */
static void
test_stale(void)
{
	const struct sp_config conf = make_config();
	struct sp_dossier *d = make_case(READY);

	ok(sp_process_state(d, &conf) == SP_CASE_READY, "ready");
	happen(d, ARRIVED + 2 * DAY, "patch-posted", "set=5c1f");
	ok(sp_process_state(d, &conf) == SP_CASE_FIXING,
	   "another patch set is not ready");
	sp_dossier_free(d);
	d = make_case(TRIAGED "9000 led who=mo@a.example\n");
	ok(sp_process_state(d, &conf) == SP_CASE_FIXING, "not said yet");
	happen(d, ARRIVED + DAY, "readied", NULL);
	ok(sp_process_state(d, &conf) == SP_CASE_READY, "ready without one");
	happen(d, ARRIVED + 2 * DAY, "patch-posted", "set=5c1f");
	ok(sp_process_state(d, &conf) == SP_CASE_FIXING, "until one comes");
	sp_dossier_free(d);
}

/* Lengths from the day the report came, which is when it is agreed on. */
static void
test_embargo_length(void)
{
	static const struct {
		const char *name;
		int64_t length;
		const char *because;
		const struct sp_mover *mover;
		enum sp_status want;
	} cases[] = {
		{ "14 days need no reason", 14 * DAY, "", &jo, SP_OK },
		{ "a minute more does", 14 * DAY + MINUTE, "", &jo,
		  SP_EDENIED },
		{ "and may have it", 14 * DAY + MINUTE, "microcode", &jo,
		  SP_OK },
		{ "31 days need no second member", 31 * DAY, "microcode", &jo,
		  SP_OK },
		{ "a minute more does", 31 * DAY + MINUTE, "microcode", &jo,
		  SP_EWAIT },
		{ "of another organisation", 31 * DAY + MINUTE, "microcode",
		  &kim, SP_OK },
		{ "who is on the roster", 31 * DAY + MINUTE, "microcode",
		  &host, SP_EWAIT },
		{ "over the goal, the reason comes first", 31 * DAY + MINUTE,
		  "", &kim, SP_EDENIED },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_dossier *d = make_case(TRIAGED);
		const struct sp_request q = {
			.step = SP_STEP_EMBARGO_ACCEPT,
			.mover = *cases[i].mover, .now = ARRIVED + DAY,
		};
		struct sp_err err = { 0 };
		enum sp_status r;

		happen_with(d, ARRIVED, "embargo-proposed",
			    "end=%" G_GINT64_FORMAT ";by=%s;org=%s;because=%s;"
			    "code=%s", ARRIVED + cases[i].length, mo.address,
			    mo.org, cases[i].because,
			    *cases[i].because ? "hardware" : "");
		r = check(d, &q, &err);
		ok(r == cases[i].want, "%s: %s", cases[i].name, err.text);
		sp_dossier_free(d);
	}
}

static void
test_publish(void)
{
	static const struct {
		const char *name;
		int64_t now;
		enum sp_status want;
	} cases[] = {
		{ "not a second before the end", 12 * DAY - 1, SP_EDENIED },
		{ "but at it", 12 * DAY, SP_OK },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_dossier *d = make_case(READY);
		const struct sp_request q = {
			.step = SP_STEP_PUBLISH, .mover = jo,
			.now = ARRIVED + cases[i].now,
		};
		struct sp_err err = { 0 };
		enum sp_status r;

		happen_with(d, ARRIVED, "embargo-proposed",
			    "end=%" G_GINT64_FORMAT, ARRIVED + 12 * DAY);
		happen(d, ARRIVED, "embargo-accepted", NULL);
		happen(d, ARRIVED, "cve-set", "state=assigned;id=CVE-2026-12345");
		happen(d, ARRIVED, "credit-set", "who=ada;consent=no");
		r = check(d, &q, &err);
		ok(r == cases[i].want, "%s: %s", cases[i].name, err.text);
		sp_dossier_free(d);
	}
}

/* A case that went into another takes what is known of it along. */
static void
test_merged_flags(void)
{
	struct sp_dossier *d = make_case(TRIAGED);
	const struct sp_request q = {
		.step = SP_STEP_EMBARGO_PROPOSE, .mover = jo,
		.now = ARRIVED + DAY, .end = ARRIVED + 2 * DAY,
	};
	struct sp_err err = { 0 };

	happen(d, ARRIVED + DAY, "merged", "from=QSEC-2026-0003;exploited=honeypot");
	ok(check(d, &q, &err) == SP_EDENIED && strstr(err.text, "exploited"),
	   "no embargo once a merged case is exploited: %s", err.text);
	sp_dossier_free(d);
}

#define EMBARGO \
	"9300 embargo-proposed end=1795800000;by=jo@a.example\n" \
	"9300 embargo-accepted by=jo@a.example\n9301 told how=phone\n"

#define LATER \
	"9300 embargo-proposed end=1795800000;by=jo@a.example\n" \
	"9300 embargo-accepted by=jo@a.example\n"

/* What can be done now comes before what can only be waited for. */
static void
test_next(void)
{
	static const struct {
		const char *events, *what, *command;
	} cases[] = {
		{ READY EMBARGO, "it has no CVE, and nobody has said "
		  "that none is needed", "sallyport cve set " NUMBER
		  " CVE-ID, or: sallyport cve want " NUMBER " no" },
		{ READY EMBARGO "9500 cve-set state=not-needed\n"
		  "9500 credit-set who=ada;consent=no\n",
		  "the notice is not fit to be published: it has no summary",
		  "sallyport notice set " NUMBER " --summary TEXT" },
		{ READY EMBARGO "9500 cve-set state=not-needed\n"
		  "9500 credit-set who=ada;consent=no\n"
		  "9500 notice-set summary=a flaw;description=A guest "
		  "escapes\n", "the embargo ends Fri 27 Nov 2026 17:20 "
		  "UTC, in 11 d 5 h", "sallyport embargo show " NUMBER },
		{ READY EMBARGO "9500 embargo-end-asked by=kim@b.example\n",
		  "one member wants the embargo to end now, which a "
		  "second one must want, too", "sallyport embargo end "
		  NUMBER },
		{ READY EMBARGO "9500 embargo-end-asked by=kim@b.example\n"
		  "9600 embargo-restarted end=1795800000;because=x\n"
		  "9601 told how=phone\n", "it has no CVE, and nobody "
		  "has said that none is needed", "sallyport cve set " NUMBER
		  " CVE-ID, or: sallyport cve want " NUMBER " no" },
		{ READY "9300 embargo-proposed end=1795800000\n"
		  "9300 embargo-accepted\n", "no person has told the "
		  "reporter what became of the embargo", "a reply in its "
		  "thread, or: sallyport embargo tell " NUMBER },
		{ TRIAGED "9000 distributed from=reporter;date=2026-11-25\n",
		  "an embargo is to be agreed on, or none, and the reporter "
		  "has named a day", "sallyport embargo propose " NUMBER
		  " \"2026-11-25T12:00:00Z\", or: sallyport embargo none "
		  NUMBER " --because TEXT" },
		{ TRIAGED "9000 distributed from=reporter;date=2026-11-25\n" LATER,
		  "the reporter asks for an earlier date", "sallyport embargo "
		  "set " NUMBER " \"2026-11-25T12:00:00Z\" --by-reporter" },
		{ TRIAGED "9000 distributed from=reporter;date=2026-11-25\n" LATER
		  "9400 told how=phone\n", "nobody leads it",
		  "sallyport case lead " NUMBER " ADDR" },
		{ TRIAGED LATER "9400 distributed from=reporter;date=2026-11-25\n"
		  "9500 told how=phone\n",
		  "the reporter asks for an earlier date", "sallyport embargo "
		  "set " NUMBER " \"2026-11-25T12:00:00Z\" --by-reporter" },
		{ TRIAGED "9000 distributed from=reporter;date=2026-11-28\n" LATER,
		  "no person has told the reporter what became of the embargo",
		  "a reply in its thread, or: sallyport embargo tell "
		  NUMBER },
		{ TRIAGED "9000 rated severity=Low;because=x\n"
		  "9500 cve-set state=not-needed\n", "nobody has said "
		  "whether, and how, the reporter wants to be named",
		  "sallyport case credit " NUMBER " WHO yes|no --as NAME" },
		{ TRIAGED "9000 rated severity=Low;because=x\n"
		  "9000 led who=mo@a.example\n" EMBARGO,
		  "there is no patch in its thread", "git format-patch, "
		  "attached to a signed and encrypted mail to THREAD" },
	};
	const struct sp_config conf = make_config();

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_dossier *d = make_case(cases[i].events);
		const struct sp_review_sum review = {
			.patches = d->patches, .independent = 1,
			.approved = TRUE,
		};
		g_autofree char *what = NULL;
		g_autofree char *command = NULL;

		sp_process_next(d, &conf, &review, ARRIVED + 9700, &what,
				&command);
		ok(strcmp(what, cases[i].what) == 0 &&
		   strcmp(command, cases[i].command) == 0, "%s -> %s", what,
		   command);
		sp_dossier_free(d);
	}
}

/* No date does without a reason when the report is too old; and none that is
 * wished for when it is too far. */
static void
test_next_late(void)
{
	static const struct {
		const char *also;
		int64_t days;
		gboolean explained;
	} cases[] = {
		{ "", 14, FALSE }, { "", 15, TRUE },
		{ "9000 distributed from=reporter;date=2026-11-25\n", 2, FALSE },
		{ "9000 distributed from=reporter;date=2026-12-25\n", 2, TRUE },
	};
	const struct sp_review_sum review = { 0 };
	const struct sp_config conf = make_config();

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_dossier *d = make_case(TRIAGED);
		g_autofree char *what = NULL;
		g_autofree char *command = NULL;

		happen_all(d, cases[i].also, NULL);
		sp_process_next(d, &conf, &review, ARRIVED +
				cases[i].days * DAY, &what, &command);
		ok(g_str_has_prefix(command, "sallyport embargo propose") &&
		   (strstr(command, "\" --because CODE TEXT, or: ") != NULL) ==
		   cases[i].explained && !strstr(command, "REASON"),
		   "day %d -> %s", (int)cases[i].days, command);
		sp_dossier_free(d);
	}
}

/* Those who hear first do so once it is ready, in time, and once. */
static void
test_ahead(void)
{
	static const struct {
		const char *also;
		unsigned advisory_wd;
		gboolean ahead;
	} cases[] = {
		{ "", 5, TRUE }, { "", 0, FALSE },
		{ "9600 announced target=predisclosure;where=list\n", 5,
		  FALSE },
		{ "9600 announced target=devel;where=list\n", 5, TRUE },
		{ "9600 patch-posted set=5c1f\n", 5, FALSE },
		{ "9600 embargo-ended because=x\n", 5, FALSE },
	};
	struct sp_config conf = make_config();
	const struct sp_review_sum review = { "5c1e", 1, TRUE, NULL, NULL };

	conf.notice_required = FALSE;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct sp_dossier *d = make_case(READY EMBARGO
			"9500 cve-set state=not-needed\n"
			"9500 credit-set who=ada;consent=no\n");
		g_autofree char *what = NULL;
		g_autofree char *command = NULL;

		happen_all(d, cases[i].also, NULL);
		conf.advisory_wd = cases[i].advisory_wd;
		sp_process_next(d, &conf, &review, ARRIVED + 9700, &what,
				&command);
		ok((strcmp(command, "sallyport case announced " NUMBER
			   " predisclosure WHERE") == 0) == cases[i].ahead,
		   "after %s %s -> %s", cases[i].also, what, command);
		sp_dossier_free(d);
	}
}

static void
test_words(void)
{
	g_autofree char *date = sp_embargo_date(ARRIVED);
	g_autofree char *span = sp_embargo_span(10 * DAY + 3 * HOUR);
	g_autofree char *second = sp_embargo_span(59);
	g_autofree char *minute = sp_embargo_span(60);
	struct sp_config conf = make_config();
	g_autofree char *friday = sp_embargo_lint(&conf, ARRIVED + 4 * DAY,
						  ARRIVED);
	g_autofree char *soon = sp_embargo_lint(&conf, ARRIVED + 4 * DAY,
						ARRIVED + 3 * DAY);
	g_autofree char *tuesday = sp_embargo_lint(&conf, ARRIVED + DAY,
						   ARRIVED);
	g_autofree char *there = NULL;

	ok(strcmp(date, "Mon 16 Nov 2026 09:12 UTC") == 0, "a date: %s", date);
	ok(strcmp(span, "10 d 3 h") == 0, "a span: %s", span);
	ok(strcmp(second, "less than a minute") == 0 &&
	   strcmp(minute, "0 h 01 min") == 0, "seconds: %s", second);
	ok(friday && strstr(friday, "Friday") && strstr(friday, "Thu 19") &&
	   strstr(friday, "Mon 23"), "a Friday: %s", friday);
	ok(soon && strstr(soon, "Better: Mon 23 November."),
	   "what has passed is no better: %s", soon);
	ok(!tuesday, "nothing against a Tuesday");
	/* 23:12 UTC. */
	conf.workdays.timezone = (char *)"Europe/Prague";
	there = sp_embargo_lint(&conf, ARRIVED + 4 * DAY + 14 * HOUR, ARRIVED);
	ok(there && g_str_has_prefix(there, "Saturday in Europe/Prague, a day "
				     "without work") &&
	   strstr(there, "Better: Thu 19 November or Mon 23 November."),
	   "the days of the list: %s", there);
}

int
main(void)
{
	test_stale();
	test_embargo_length();
	test_publish();
	test_merged_flags();
	test_next();
	test_next_late();
	test_ahead();
	test_words();
	return tap_done();
}
