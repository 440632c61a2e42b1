/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hints.c - which lines of a reporter count as words to us */
#include "lib/policy/hints.h"

#include <string.h>

#include "t/unit/tap.h"

static const struct {
	const char *text, *hints;
} rows[] = {
	{ "", "" },
	{ "it crashes", "" },
	{ "PUBLIC", "PUBLIC" },
	{ "Hello\n EXPLOITED \r\nbye", "EXPLOITED" },
	{ "public\nPublic", "" },
	{ "PUBLIC since May", "" },
	{ "it is PUBLIC", "" },
	{ "> PUBLIC", "" },
	{ "PUBLIC\nPUBLIC\nNOCREDIT", "PUBLIC; NOCREDIT" },
	{ "CREDIT: Ada Example, Example Labs", "CREDIT: Ada Example, Example "
	  "Labs" },
	{ "CREDIT:\nCREDIT :x\nCREDITS: x", "" },
	{ "CREDIT: one\nCREDIT: two", "CREDIT: one" },
	{ "DATE: 2026-12-01", "DATE: 2026-12-01" },
	{ "DATE:2028-02-29", "DATE: 2028-02-29" },
	{ "DATE: 2026-02-29\nDATE: 2026-13-01\nDATE: 2026-1-1", "" },
	{ "DATE: 2026-12-01 noon\nDATE: +026-12-01\nDATE: 2026--1--1", "" },
	{ "DATE: tomorrow\nDATE: 2026-12-01", "DATE: 2026-12-01" },
};

static void
test_date(void)
{
	static const struct {
		const char *hints, *want;
	} cases[] = {
		{ "DATE: 2026-12-01", "2026-12-01" },
		{ "PUBLIC; DATE: 2026-12-01; CREDIT: Ada", "2026-12-01" },
		{ "CREDIT: Ada; PUBLIC", NULL },
		{ "", NULL },
		{ NULL, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = sp_hint_date(cases[i].hints);

		ok(g_strcmp0(got, cases[i].want) == 0, "the day of \"%s\"",
		   cases[i].hints ? cases[i].hints : "nothing");
	}
}

int
main(void)
{
	g_autofree char *fits = g_strnfill(200, 'x');
	g_autofree char *more = g_strnfill(201, 'x');
	g_autofree char *at = g_strdup_printf("CREDIT: %s", fits);
	g_autofree char *past = g_strdup_printf("CREDIT: %s", more);
	g_autofree char *kept = sp_policy_hints(at);
	g_autofree char *dropped = sp_policy_hints(past);

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = sp_policy_hints(rows[i].text);

		ok(strcmp(got, rows[i].hints) == 0, "hints %zu: \"%s\"", i,
		   got);
	}
	ok(strcmp(kept, at) == 0, "a name of 200 bytes");
	ok(dropped[0] == '\0', "and no longer one");
	test_date();
	return tap_done();
}
