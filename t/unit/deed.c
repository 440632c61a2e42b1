/* SPDX-License-Identifier: GPL-2.0-or-later */
/* deed.c - what a person says of a case: what makes sense, and what the event
 * says then */
#include "lib/policy/deed.h"

#include <string.h>

#include "t/unit/tap.h"

#define HASH "0123456789abcdef0123456789abcdef01234567"
#define FIFTY "01234567890123456789012345678901234567890123456789"

/* "severity=Low;impact=bad" as a table. */
static GHashTable *
read_said(const char *text)
{
	GHashTable *said = g_hash_table_new_full(g_str_hash, g_str_equal,
						 g_free, g_free);
	g_auto(GStrv) pairs = g_strsplit(text, ";", -1);

	for (char **p = pairs; *p; p++) {
		g_auto(GStrv) pair = g_strsplit(*p, "=", 2);

		if (pair[0])
			g_hash_table_insert(said, g_strdup(pair[0]),
					    g_strdup(pair[1]));
	}
	return said;
}

/* And back, the names in order. */
static char *
spell(GHashTable *said)
{
	GString *s = g_string_new(NULL);
	GList *names = g_list_sort(g_hash_table_get_keys(said),
				   (GCompareFunc)strcmp);

	for (GList *n = names; n; n = n->next)
		g_string_append_printf(s, "%s%s=%s", s->len ? ";" : "",
				       (char *)n->data,
				       (char *)g_hash_table_lookup(said,
								   n->data));
	g_list_free(names);
	return g_string_free(s, FALSE);
}

/* What is said, and what the event says; or, without an event, the sentence. */
static const struct {
	enum sp_verb_id verb;
	const char *said;
	const char *event;
	const char *want;
} rows[] = {
	{ SP_VERB_CASE_JUDGE, "genuine=yes", "judged", "genuine=yes" },
	{ SP_VERB_CASE_JUDGE, "misuse=No", "judged", "misuse=No" },
	{ SP_VERB_CASE_JUDGE, "genuine=yes;misuse=unknown", "judged",
	  "genuine=yes;misuse=unknown" },
	{ SP_VERB_CASE_JUDGE, "", NULL, "--genuine, --misuse or --tool" },
	{ SP_VERB_CASE_JUDGE, "tool=AFL++ 4.08", "judged",
	  "tool=AFL++ 4.08" },
	{ SP_VERB_CASE_JUDGE, "genuine=no;tool=none", "judged",
	  "genuine=no;tool=none" },
	{ SP_VERB_CASE_JUDGE, "tool=", NULL, "has 1 to 200 octets" },
	{ SP_VERB_CASE_JUDGE, "tool=a\nb", NULL, "is one line" },
	{ SP_VERB_CASE_JUDGE, "tool=" FIFTY FIFTY FIFTY FIFTY, "judged",
	  "tool=" FIFTY FIFTY FIFTY FIFTY },
	{ SP_VERB_CASE_JUDGE, "tool=" FIFTY FIFTY FIFTY FIFTY "x", NULL,
	  "has 1 to 200 octets" },
	{ SP_VERB_CASE_JUDGE, "genuine=maybe", NULL, "maybe is no answer" },
	{ SP_VERB_CASE_JUDGE, "genuine=yes;misuse=maybe", NULL,
	  "maybe is no answer: it is one of unknown, yes, no" },
	{ SP_VERB_CASE_RATE, "severity=low", "rated", "severity=low" },
	{ SP_VERB_CASE_RATE, "severity=Critical;impact=bad;because=new",
	  "rated", "because=new;impact=bad;severity=Critical" },
	{ SP_VERB_CASE_RATE, "severity=severe", NULL,
	  "severe is no severity: it is one of Low, Moderate" },
	{ SP_VERB_CASE_LEAD, "", "led", "" },
	{ SP_VERB_CASE_LEAD, "who=jo@example.org", "led",
	  "who=jo@example.org" },
	{ SP_VERB_CASE_FLAG, "flag=poc;source=seen", "flagged",
	  "flag=poc;source=seen" },
	{ SP_VERB_CASE_FLAG, "flag=out;source=seen", NULL, "out is no flag" },
	{ SP_VERB_CASE_CREDIT, "who=Ada;consent=no", "credit-set",
	  "consent=no;who=Ada" },
	{ SP_VERB_CASE_CREDIT, "who=Ada;consent=yes;as=Ada E.", "credit-set",
	  "as=Ada E.;consent=yes;who=Ada" },
	{ SP_VERB_CASE_CREDIT, "who=Ada;consent=YES", NULL, "with --as" },
	{ SP_VERB_CASE_CREDIT, "who=Ada;consent=sure", NULL,
	  "sure is no answer" },
	{ SP_VERB_CASE_TOLD, "how=by phone", "told", "how=by phone" },
	{ SP_VERB_CASE_TOLD, "", NULL, "with --how" },
	{ SP_VERB_ACK, "how=by phone", "phoned", "how=by phone" },
	{ SP_VERB_CASE_BRANCH, "branch=master;status=affected", "branch-set",
	  "branch=master;status=affected" },
	{ SP_VERB_CASE_BRANCH, "branch=master;status=fixed;commit=" HASH,
	  "branch-set", "branch=master;commit=" HASH ";status=fixed" },
	{ SP_VERB_CASE_BRANCH, "branch=m;status=fixed;commit=" HASH
	  "0123456789abcdef01234567", "branch-set", "branch=m;commit=" HASH
	  "0123456789abcdef01234567;status=fixed" },
	{ SP_VERB_CASE_BRANCH, "branch=master;status=fixed;tag=v1",
	  "branch-set", "branch=master;status=fixed;tag=v1" },
	{ SP_VERB_CASE_BRANCH, "branch=master;status=fixed;commit=" HASH "0",
	  NULL, "is no commit" },
	{ SP_VERB_CASE_BRANCH, "branch=master;status=affected;commit=abcdefg",
	  NULL, "abcdefg is no commit" },
	{ SP_VERB_CASE_BRANCH, "branch=m;status=affected;broken-by=" HASH,
	  "branch-set", "branch=m;broken-by=" HASH ";status=affected" },
	{ SP_VERB_CASE_BRANCH, "branch=m;status=affected;broken-by=" HASH ","
	  HASH ";broken-in=v1.0,1.1-rc2", "branch-set", "branch=m;broken-by="
	  HASH "," HASH ";broken-in=v1.0,1.1-rc2;status=affected" },
	{ SP_VERB_CASE_BRANCH, "branch=m;status=affected;broken-by=" HASH
	  ",abc", NULL, "\"abc\" is no commit" },
	{ SP_VERB_CASE_BRANCH, "branch=m;status=affected;broken-by=" HASH ",",
	  NULL, "\"\" is no commit" },
	{ SP_VERB_CASE_BRANCH, "branch=m;status=affected;broken-in=v1, v2",
	  NULL, "\" v2\" is no tag" },
	{ SP_VERB_CASE_BRANCH, "branch=m;status=affected;broken-in=v1,,v2",
	  NULL, "\"\" is no tag" },
	{ SP_VERB_CASE_BRANCH, "branch=m;status=affected;broken-in=v1^",
	  NULL, "\"v1^\" is no tag" },
	{ SP_VERB_CASE_BRANCH, "branch=master;status=broken", NULL,
	  "broken is no status of a branch" },
	{ SP_VERB_CASE_BUG, "url=https://b.example/1", "bug-set",
	  "url=https://b.example/1" },
	{ SP_VERB_CASE_BUG, "closed=yes", "bug-set", "closed=yes" },
	{ SP_VERB_CASE_BUG, "", NULL, "--closed" },
	{ SP_VERB_CASE_READY, "", "readied", "" },
	{ SP_VERB_CASE_PUBLISH, "where=web", "published", "where=web" },
	{ SP_VERB_CASE_ANNOUNCED, "target=devel;where=web", "announced",
	  "target=devel;where=web" },
	{ SP_VERB_CASE_CLOSE, "resolution=silly;because=x", NULL,
	  "silly is no resolution: it is fixed, or one of" },
	{ SP_VERB_CASE_REOPEN, "because=x", "reopened", "because=x" },
	{ SP_VERB_CASE_MERGE, "into=Q-1", "merged", "into=Q-1" },
	{ SP_VERB_CVE_WANT, "state=yes", "cve-set", "state=wanted" },
	{ SP_VERB_CVE_WANT, "state=no", "cve-set", "state=not-needed" },
	{ SP_VERB_CVE_WANT, "state=requested;from=Vendor", "cve-set",
	  "cna=Vendor;state=requested" },
	{ SP_VERB_CVE_WANT, "state=wanted", NULL, "yes, no or requested" },
	{ SP_VERB_CVE_SET, "id=CVE-2026-12345;from=Vendor", "cve-set",
	  "cna=Vendor;id=CVE-2026-12345;state=assigned" },
	{ SP_VERB_CVE_SET, "id=2026-12345", NULL, "2026-12345 is no CVE" },
	{ SP_VERB_HELD, "", NULL, "\"held\" says nothing of a case" },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GHashTable) said = read_said(rows[i].said);
		g_autofree char *got = NULL;
		struct sp_deed deed = { .event = "untouched" };
		struct sp_err err = { 0 };
		const enum sp_status r = sp_deed_make(rows[i].verb, said,
						      &deed, &err);

		if (!rows[i].event) {
			ok((r == SP_EDATA || r == SP_NONE) &&
			   strstr(err.text, rows[i].want) &&
			   strcmp(deed.event, "untouched") == 0, "%s %s: %s",
			   sp_verbs[rows[i].verb].name, rows[i].said,
			   err.text);
			continue;
		}
		got = spell(said);
		ok(r == SP_OK && strcmp(deed.event, rows[i].event) == 0 &&
		   strcmp(got, rows[i].want) == 0, "%s %s: %s %s",
		   sp_verbs[rows[i].verb].name, rows[i].said, deed.event, got);
	}
}

/* What its step is asked for. */
static const struct {
	enum sp_verb_id verb;
	const char *said;
	enum sp_step step;
	const char *because, *resolution, *of;
	gboolean free;
} requests[] = {
	{ SP_VERB_CASE_RATE, "severity=Low;because=x", SP_STEP_RATE, "x", NULL,
	  NULL, FALSE },
	{ SP_VERB_CASE_FLAG, "flag=poc;source=x", SP_STEP_FLAG, "x", NULL,
	  NULL, FALSE },
	{ SP_VERB_CASE_FLAG, "flag=poc;source=x;off=yes", SP_STEP_UNFLAG, "x",
	  NULL, NULL, FALSE },
	{ SP_VERB_ACK, "how=x", SP_STEP_PHONE, "x", NULL, NULL, FALSE },
	{ SP_VERB_CASE_CLOSE, "resolution=fixed", SP_STEP_CLOSE, NULL, "fixed",
	  NULL, FALSE },
	{ SP_VERB_CASE_CLOSE, "resolution=duplicate;because=x;of=Q-1",
	  SP_STEP_DISMISS, "x", "duplicate", "Q-1", FALSE },
	{ SP_VERB_CASE_REOPEN, "because=x", SP_STEP_REOPEN, "x", NULL, NULL,
	  FALSE },
	{ SP_VERB_CASE_JUDGE, "genuine=yes", SP_STEP_JUDGE, NULL, NULL, NULL,
	  FALSE },
	{ SP_VERB_CASE_READY, "", SP_STEP_READY, NULL, NULL, NULL, FALSE },
	{ SP_VERB_CVE_SET, "id=CVE-2026-1234", SP_STEP_CVE, NULL, NULL, NULL,
	  FALSE },
	{ SP_VERB_CVE_WANT, "state=no", 0, NULL, NULL, NULL, TRUE },
	{ SP_VERB_CASE_BUG, "url=x", 0, NULL, NULL, NULL, TRUE },
};

static void
test_requests(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(requests); i++) {
		g_autoptr(GHashTable) said = read_said(requests[i].said);
		struct sp_deed deed = { 0 };
		struct sp_err err = { 0 };
		const enum sp_status r = sp_deed_make(requests[i].verb, said,
						      &deed, &err);
		const struct sp_request *q = &deed.q;

		ok(r == SP_OK && deed.free == requests[i].free &&
		   q->step == requests[i].step &&
		   g_strcmp0(q->because, requests[i].because) == 0 &&
		   g_strcmp0(q->resolution, requests[i].resolution) == 0 &&
		   g_strcmp0(q->of, requests[i].of) == 0, "%s %s asks for its "
		   "step %s", sp_verbs[requests[i].verb].name,
		   requests[i].said, err.text);
	}
}

int
main(void)
{
	test_rows();
	test_requests();
	return tap_done();
}
