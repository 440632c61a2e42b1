/* SPDX-License-Identifier: GPL-2.0-or-later */
/* osv.c - records of the Open Source Vulnerability format, and their names */
#include "lib/notice/advisory.h"

#include <string.h>

#include "t/unit/advisory.h"

static void
test_files(void)
{
	g_autofree char *with_all = sp_osv_json(&full);
	g_autofree char *with_little = sp_osv_json(&bare);

	is_file("full.json", with_all);
	is_file("bare.json", with_little);
}

static void
test_ids(void)
{
	static const struct {
		const char *id;
		gboolean fine;
	} rows[] = {
		{ "EXSN-2026-0001", FALSE },
		{ "x_EXSN-2026-0001", TRUE },
		{ "LSN-2026-0001", TRUE },
		{ "x_LSN-2026-0001", TRUE },
		{ "LSNX-2026-0001", FALSE },
		{ "LSN2026-0001", FALSE },
		{ "LSN-", FALSE },
		{ "lsn-2026-0001", FALSE },
		{ "X_EXSN-2026-0001", FALSE },
		{ "x-EXSN-2026-0001", FALSE },
		{ "xEXSN-2026-0001", FALSE },
		{ "x_", FALSE },
		{ "x_EXSN", FALSE },
		{ "x_EXSN-", FALSE },
		{ "x_-2026-0001", FALSE },
		{ "x_2026-0001", FALSE },
		{ "2026-0001", FALSE },
		{ "", FALSE },
		{ "x", FALSE },
		{ "x_EXSN-2026 0001", FALSE },
		{ "x_EXSN-2026-0001\n", FALSE },
		{ "GHSA-aaaa-bbbb-cccc", TRUE },
		{ "SUSE-SU-2026:1", TRUE },
		{ "SUSE-XU-2026:1", FALSE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		ok(sp_osv_is_id(rows[i].id) == rows[i].fine, "%s is %s",
		   rows[i].id, rows[i].fine ? "an id" : "none");
}

/* What is made passes the check, but where there is no prefix at all. */
static void
test_made(void)
{
	static const struct {
		const char *id, *want;
		gboolean fine;
	} rows[] = {
		{ "EXSN-2026-0007", "x_EXSN-2026-0007", TRUE },
		{ "LSN-2026-0007", "LSN-2026-0007", TRUE },
		{ "2026-0007", "x_2026-0007", FALSE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sp_advisory a = bare;
		g_autofree char *got = NULL;

		a.id = rows[i].id;
		got = sp_osv_id(&a);
		ok(strcmp(got, rows[i].want) == 0 &&
		   sp_osv_is_id(got) == rows[i].fine, "%s is %s there",
		   rows[i].id, got);
	}
}

int
main(void)
{
	test_files();
	test_ids();
	test_made();
	return tap_done();
}
