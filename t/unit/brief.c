/* SPDX-License-Identifier: GPL-2.0-or-later */
/* brief.c - what a list of cases shows follows from the events, and is read
 * from what was written, for that case and in that form alone */
#include "lib/policy/brief.h"

#include <string.h>

#include "t/unit/make-case.h"
#include "t/unit/tap.h"

#define END "1797000000"
#define AT_END INT64_C(1797000000)

/* Told one after the other; what the list shows then. */
static const struct {
	const char *verb, *args;
	enum sp_severity severity;
	int64_t end;
	const char *lead;
} steps[] = {
	{ "approved", NULL, SP_UNRATED, 0, "" },
	{ "rated", "severity=Critical", SP_CRITICAL, 0, "" },
	{ "led", "who=jo@a.example", SP_CRITICAL, 0, "jo@a.example" },
	{ "embargo-proposed", "end=" END ";by=jo@a.example;org=A",
	  SP_CRITICAL, 0, "jo@a.example" },
	{ "embargo-accepted", "by=jo@a.example;org=A", SP_CRITICAL, AT_END,
	  "jo@a.example" },
	{ "rated", "severity=Low", SP_LOW, AT_END, "jo@a.example" },
	{ "embargo-proposed", "end=1796000000;by=jo@a.example;org=A", SP_LOW,
	  AT_END, "jo@a.example" },
	{ "embargo-shortened", "end=1796500000", SP_LOW, 1796500000,
	  "jo@a.example" },
	{ "embargo-ended", "because=public", SP_LOW, 0, "jo@a.example" },
	{ "led", "who=", SP_LOW, 0, "" },
};

static void
test_made(void)
{
	struct sp_dossier *d = make_dossier();

	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		struct sp_brief b = { .lead = NULL }, back = { .lead = NULL };
		g_autofree char *text = NULL;

		happen(d, ARRIVED + (int64_t)i, steps[i].verb, steps[i].args);
		sp_brief_make(d, &b);
		ok(b.severity == steps[i].severity && b.end == steps[i].end &&
		   strcmp(b.lead, steps[i].lead) == 0, "after %zu, %s %s", i,
		   steps[i].verb, steps[i].args ? steps[i].args : "");
		for (int k = -1; k <= 1; k++)
			ok(sp_brief_embargoed(&b, AT_END + k) ==
			   sp_dossier_embargoed(d, AT_END + k),
			   "private or not, %d s from its end", k);
		text = sp_brief_write(&b, NUMBER);
		ok(sp_brief_read(text, NUMBER, &back) &&
		   sp_brief_same(&b, &back), "comes back: %s", text);
		sp_brief_clear(&b);
		sp_brief_clear(&back);
	}
	sp_dossier_free(d);
}

static void
test_read(void)
{
	static const struct {
		const char *text;
		gboolean good;
	} cases[] = {
		{ "1 " NUMBER " 0 0 ", TRUE },
		{ "1 " NUMBER " 4 9223372036854775807 J. Doe <jo@a.example>",
		  TRUE },
		{ NULL, FALSE },
		{ "", FALSE },
		{ "1", FALSE },
		{ "1 " NUMBER " 0 0", FALSE },
		{ "2 " NUMBER " 0 0 ", FALSE },
		{ "1 " NUMBER "1 0 0 ", FALSE },
		{ "1  0 0 ", FALSE },
		{ "1 " NUMBER " 5 0 ", FALSE },
		{ "1 " NUMBER " -1 0 ", FALSE },
		{ "1 " NUMBER " Low 0 ", FALSE },
		{ "1 " NUMBER " 0 -1 ", FALSE },
		{ "1 " NUMBER " 0 9223372036854775808 ", FALSE },
		{ "1 " NUMBER " 0 1x ", FALSE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		char none[] = "untouched";
		struct sp_brief b = { .lead = none };
		const gboolean good = sp_brief_read(cases[i].text, NUMBER, &b);

		ok(good == cases[i].good && (good || b.lead == none),
		   "%s is %s", cases[i].text ? cases[i].text : "nothing",
		   cases[i].good ? "read" : "not taken for one");
		if (good)
			sp_brief_clear(&b);
	}
}

static void
test_same(void)
{
	const struct sp_brief a = { SP_LOW, 5, (char *)"jo" };
	const struct sp_brief others[] = {
		{ SP_CRITICAL, 5, (char *)"jo" }, { SP_LOW, 6, (char *)"jo" },
		{ SP_LOW, 5, (char *)"mo" },
	};

	ok(sp_brief_same(&a, &a), "one is the same as itself");
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		ok(!sp_brief_same(&a, &others[i]), "another is not (%zu)", i);
}

int
main(void)
{
	test_made();
	test_read();
	test_same();
	return tap_done();
}
