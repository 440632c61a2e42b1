/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cvss.c - base scores of CVSS 3.1, and what is no vector */
#include "lib/notice/cvss.h"

#include <string.h>

#include "t/unit/tap.h"

#define V "CVSS:3.1/"

static void
test_scores(void)
{
	/* What the calculator of the standard's authors gives. */
	static const struct {
		const char *vector;
		unsigned tenths;
		const char *severity;
	} rows[] = {
		{ V "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98, "CRITICAL" },
		{ V "AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 100, "CRITICAL" },
		{ V "AV:L/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", 88, "HIGH" },
		{ V "AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 78, "HIGH" },
		{ V "AV:L/AC:H/PR:L/UI:N/S:U/C:H/I:H/A:H", 70, "HIGH" },
		{ V "AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 64, "MEDIUM" },
		{ V "AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61, "MEDIUM" },
		{ V "AV:L/AC:L/PR:L/UI:N/S:C/C:N/I:N/A:H", 65, "MEDIUM" },
		{ V "AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:H", 55, "MEDIUM" },
		{ V "AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 31, "LOW" },
		{ V "AV:L/AC:L/PR:H/UI:N/S:U/C:N/I:L/A:N", 23, "LOW" },
		{ V "AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", 16, "LOW" },
		{ V "AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:N/A:N", 0, "NONE" },
		{ V "AV:A/AC:L/PR:H/UI:N/S:C/C:H/I:N/A:L", 69, "MEDIUM" },
		{ V "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:L", 94, "CRITICAL" },
		{ V "AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H", 81, "HIGH" },
		{ V "A:H/I:H/C:H/S:U/UI:N/PR:L/AC:L/AV:L", 78, "HIGH" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sp_cvss c = { .tenths = 999 };
		struct sp_err err = { .text = "" };
		const enum sp_status r = sp_cvss_read(rows[i].vector, &c, &err);

		ok(r == SP_OK && c.tenths == rows[i].tenths &&
		   g_strcmp0(c.severity, rows[i].severity) == 0 &&
		   strlen(c.vector) == strlen(rows[i].vector) &&
		   g_str_has_prefix(c.vector, V "AV:"), "%s: %u.%u %s",
		   rows[i].vector, c.tenths / 10, c.tenths % 10, c.severity);
	}
}

/* All there are: how many of each severity, and the sum of their scores, as
 * another calculator gives them. */
static void
test_all(void)
{
	static const char *const names[] = {
		"AV", "AC", "PR", "UI", "S", "C", "I", "A"
	};
	static const char *const values[] = {
		"NALP", "LH", "NLH", "NR", "UC", "HLN", "HLN", "HLN"
	};
	static const struct {
		const char *severity;
		unsigned n;
	} want[] = {
		{ "NONE", 96 }, { "LOW", 416 }, { "MEDIUM", 1464 },
		{ "HIGH", 555 }, { "CRITICAL", 61 },
	};
	unsigned n[G_N_ELEMENTS(want)] = { 0 };
	unsigned sum = 0;

	for (unsigned i = 0; i < 4 * 2 * 3 * 2 * 2 * 27; i++) {
		g_autoptr(GString) vector = g_string_new("CVSS:3.1");
		struct sp_cvss c;
		struct sp_err err;
		unsigned rest = i;

		for (size_t m = 0; m < G_N_ELEMENTS(names); m++) {
			const unsigned k = (unsigned)strlen(values[m]);

			g_string_append_printf(vector, "/%s:%c", names[m],
					       values[m][rest % k]);
			rest /= k;
		}
		if (sp_cvss_read(vector->str, &c, &err) != SP_OK)
			break;
		sum += c.tenths;
		for (size_t s = 0; s < G_N_ELEMENTS(want); s++)
			n[s] += strcmp(c.severity, want[s].severity) == 0;
	}
	ok(sum == 142706, "all scores together: %u.%u", sum / 10, sum % 10);
	for (size_t s = 0; s < G_N_ELEMENTS(want); s++)
		ok(n[s] == want[s].n, "%u are %s", n[s], want[s].severity);
}

static void
test_faults(void)
{
	static const struct {
		const char *vector, *want;
	} rows[] = {
		{ "", "no vector of CVSS 3.1" },
		{ "7.8", "no vector of CVSS 3.1" },
		{ "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "no vector" },
		{ "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "no vector" },
		{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/"
		  "SA:N", "no vector" },
		{ "CVSS:3.1", "lacks AV" },
		{ V "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", "lacks A" },
		{ V "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/", "has \"\"" },
		{ V "AV:N/AV:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "AV twice" },
		{ V "AV:N/AC:M/PR:N/UI:N/S:U/C:H/I:H/A:H",
		  "has \"AC:M\"; AC is one of the letters LH" },
		{ V "AV:/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "has \"AV:\"" },
		{ V "AV:NN/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "has \"AV:NN\"" },
		{ V "av:n/ac:l/pr:n/ui:n/s:u/c:h/i:h/a:h", "has \"av:n\"" },
		{ V "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P",
		  "has \"E:P\", which is none of the base metrics" },
		{ V "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\n", "has \"A:H\n\"" },
		{ V "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/AV:N/AV:N/AV:N/AV:N",
		  "AV twice" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sp_cvss c = { .tenths = 999 };
		struct sp_err err = { .text = "" };
		const enum sp_status r = sp_cvss_read(rows[i].vector, &c, &err);

		ok(r == SP_EDATA && c.tenths == 999 &&
		   strstr(err.text, rows[i].want), "%s", err.text);
	}
}

int
main(void)
{
	test_scores();
	test_all();
	test_faults();
	return tap_done();
}
