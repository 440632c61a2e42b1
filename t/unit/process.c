/* SPDX-License-Identifier: GPL-2.0-or-later */
/* process.c - the steps of a case: which may be taken, and which comes next */
#include "lib/policy/process.h"

#include <stdarg.h>
#include <string.h>

#include "lib/policy/embargo.h"
#include "t/unit/tap.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

/* Monday 16 November 2026, 09:12 UTC. */
#define ARRIVED INT64_C(1794820320)

static char *branches[] = { (char *)"master", NULL };
static char *targets[] = { (char *)"devel", NULL };

static struct sp_config
make_config(void)
{
	return (struct sp_config) {
		.workdays = { .timezone = (char *)"UTC", .days = 0x1f,
			      .open_h = 9, .close_h = 17 },
		.embargo_soft_d = 14, .embargo_hard_d = 31,
		.review_independent = 1, .gatekeeper = (char *)"",
		.branches_required = branches, .targets = targets,
		.cve_required = TRUE,
	};
}

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

/* "verb", then names and values; "" values are none. */
static void happen(struct sp_dossier *d, int64_t at, const char *verb, ...)
		   G_GNUC_NULL_TERMINATED;

static void
happen(struct sp_dossier *d, int64_t at, const char *verb, ...)
{
	g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
	struct sp_happening h = {
		.at = at, .actor = "login:jo", .verb = verb, .args = args,
	};
	const char *name;
	va_list ap;

	va_start(ap, verb);
	while ((name = va_arg(ap, const char *)) != NULL)
		g_hash_table_insert(args, (gpointer)name,
				    va_arg(ap, char *));
	va_end(ap);
	sp_dossier_apply(d, &h);
}

/* How far a case has come; each is what those before it are, and more. */
static struct sp_dossier *
make_case(enum sp_case_state state)
{
	struct sp_dossier *d = sp_dossier_new();

	d->number = g_strdup("QSEC-2026-0007");
	d->arrived = ARRIVED;
	happen(d, ARRIVED + 10, "approved", NULL);
	if (state >= SP_CASE_ACKNOWLEDGED)
		happen(d, ARRIVED + HOUR, "human-acknowledged", NULL);
	if (state >= SP_CASE_TRIAGED) {
		happen(d, ARRIVED + 2 * HOUR, "judged", "genuine", "yes",
		       "misuse", "yes", NULL);
		happen(d, ARRIVED + 2 * HOUR, "rated", "severity", "Important",
		       "impact", "guest escapes", NULL);
	}
	if (state >= SP_CASE_FIXING)
		happen(d, ARRIVED + 3 * HOUR, "led", "who", "mo@a.example",
		       NULL);
	if (state >= SP_CASE_READY) {
		happen(d, ARRIVED + DAY, "patch-posted", "set", "5c1e", NULL);
		happen(d, ARRIVED + DAY, "readied", "patches", "5c1e", NULL);
	}
	if (state >= SP_CASE_PUBLISHED)
		happen(d, ARRIVED + 2 * DAY, "published", NULL);
	if (state == SP_CASE_CLOSED)
		happen(d, ARRIVED + 3 * DAY, "closed", "resolution", "fixed",
		       NULL);
	return d;
}

static enum sp_status
check(const struct sp_dossier *d, const struct sp_request *q,
      struct sp_err *err)
{
	const struct sp_config conf = make_config();
	const struct sp_situation s = { .d = d, .conf = &conf, .q = q };

	return sp_process_check(&s, NULL, err);
}

static void
test_states(void)
{
	const struct sp_config conf = make_config();

	for (int i = 0; i < SP_CASE_STATES; i++) {
		struct sp_dossier *d = make_case((enum sp_case_state)i);

		ok((int)sp_process_state(d, &conf) == i, "%s",
		   sp_case_states[i]);
		sp_dossier_free(d);
	}
}

/* One byte of a patch changes: what was ready is not. */
static void
test_stale(void)
{
	const struct sp_config conf = make_config();
	struct sp_dossier *d = make_case(SP_CASE_READY);

	happen(d, ARRIVED + 2 * DAY, "patch-posted", "set", "5c1f", NULL);
	ok(sp_process_state(d, &conf) == SP_CASE_FIXING,
	   "another patch set is not ready");
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
		struct sp_dossier *d = make_case(SP_CASE_TRIAGED);
		g_autofree char *end = g_strdup_printf("%" G_GINT64_FORMAT,
			ARRIVED + cases[i].length);
		const struct sp_request q = {
			.step = SP_STEP_EMBARGO_ACCEPT,
			.mover = *cases[i].mover, .now = ARRIVED + DAY,
		};
		struct sp_err err = { 0 };
		enum sp_status r;

		happen(d, ARRIVED, "embargo-proposed", "end", end, "by",
		       mo.address, "org", mo.org, "because", cases[i].because,
		       "code", *cases[i].because ? "hardware" : "", NULL);
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
		struct sp_dossier *d = make_case(SP_CASE_READY);
		g_autofree char *end = g_strdup_printf("%" G_GINT64_FORMAT,
			ARRIVED + 12 * DAY);
		const struct sp_request q = {
			.step = SP_STEP_PUBLISH, .mover = jo,
			.now = ARRIVED + cases[i].now,
		};
		struct sp_err err = { 0 };
		enum sp_status r;

		happen(d, ARRIVED, "embargo-proposed", "end", end, NULL);
		happen(d, ARRIVED, "embargo-accepted", NULL);
		happen(d, ARRIVED, "cve-set", "state", "assigned", "id",
		       "CVE-2026-12345", NULL);
		happen(d, ARRIVED, "credit-set", "who", "ada", "consent", "no",
		       NULL);
		r = check(d, &q, &err);
		ok(r == cases[i].want, "%s: %s", cases[i].name, err.text);
		sp_dossier_free(d);
	}
}

static void
test_exploited(void)
{
	struct sp_dossier *d = make_case(SP_CASE_TRIAGED);
	const struct sp_request q = {
		.step = SP_STEP_EMBARGO_PROPOSE, .mover = jo,
		.now = ARRIVED + DAY, .end = ARRIVED + 2 * DAY,
	};
	struct sp_err err = { 0 };

	ok(check(d, &q, &err) == SP_OK, "an embargo may be proposed");
	happen(d, ARRIVED + DAY, "flagged", "flag", "exploited", "source",
	       "honeypot", NULL);
	ok(check(d, &q, &err) == SP_EDENIED && strstr(err.text, "exploited"),
	   "not once it is exploited: %s", err.text);
	sp_dossier_free(d);
}

/* A case that went into another takes what is known of it along. */
static void
test_merged_flags(void)
{
	struct sp_dossier *d = make_case(SP_CASE_TRIAGED);
	const struct sp_request q = {
		.step = SP_STEP_EMBARGO_PROPOSE, .mover = jo,
		.now = ARRIVED + DAY, .end = ARRIVED + 2 * DAY,
	};
	struct sp_err err = { 0 };

	happen(d, ARRIVED + DAY, "merged", "from", "QSEC-2026-0003",
	       "exploited", "honeypot", NULL);
	ok(check(d, &q, &err) == SP_EDENIED && strstr(err.text, "exploited"),
	   "no embargo once a merged case is exploited: %s", err.text);
	sp_dossier_free(d);
}

static void
test_next(void)
{
	const struct sp_config conf = make_config();

	for (int i = 0; i < SP_CASE_STATES; i++) {
		struct sp_dossier *d = make_case((enum sp_case_state)i);
		const struct sp_review_sum none = { .patches = "" };
		g_autofree char *what = NULL;
		g_autofree char *command = NULL;

		sp_process_next(d, &conf, &none, ARRIVED + DAY, &what,
				&command);
		ok(*what && (*command != '\0') == (i != SP_CASE_CLOSED),
		   "%s: %s -> %s", sp_case_states[i], what, command);
		sp_dossier_free(d);
	}
}

static void
test_words(void)
{
	g_autofree char *date = sp_embargo_date(ARRIVED);
	g_autofree char *span = sp_embargo_span(10 * DAY + 3 * HOUR);
	const struct sp_config conf = make_config();
	g_autofree char *friday = sp_embargo_lint(&conf, ARRIVED + 4 * DAY);
	g_autofree char *tuesday = sp_embargo_lint(&conf, ARRIVED + DAY);

	ok(strcmp(date, "Mon 16 Nov 2026 09:12 UTC") == 0, "a date: %s", date);
	ok(strcmp(span, "10 d 3 h") == 0, "a span: %s", span);
	ok(friday && strstr(friday, "Friday") && strstr(friday, "Thu 19") &&
	   strstr(friday, "Mon 23"), "a Friday: %s", friday);
	ok(!tuesday, "nothing against a Tuesday");
}

int
main(void)
{
	test_states();
	test_stale();
	test_embargo_length();
	test_publish();
	test_exploited();
	test_merged_flags();
	test_next();
	test_words();
	return tap_done();
}
