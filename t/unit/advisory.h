/* SPDX-License-Identifier: GPL-2.0-or-later */
/* advisory.h - two notices: one with everything, one with as little as may be */
#ifndef SP_T_ADVISORY_H
#define SP_T_ADVISORY_H

#include <string.h>

#include "lib/notice/advisory.h"
#include "t/unit/tap.h"

#define COMMIT_1 "1111111111111111111111111111111111111111"
#define COMMIT_2 "2222222222222222222222222222222222222222"
#define COMMIT_3 "3333333333333333333333333333333333333333"

static const struct sp_advisory_house house = {
	.product = "example",
	.repository = "https://git.example.org/hv/example.git",
	.xmlns = "http://security.libvirt.org/xmlns",
	.publisher = "Example Security Team", .category = "vendor",
	.homepage = "https://www.example.org",
	.contact = "security@lists.example.org",
	.web = "https://security.example.org/", .purl = "",
	.cna = "01234567-89ab-4cde-8f01-23456789abcd",
};

/* Of a team that publishes nothing for programs to find. */
static const struct sp_advisory_house plain_house = {
	.product = "example",
	.repository = "https://git.example.org/hv/example.git",
	.xmlns = "http://security.libvirt.org/xmlns",
	.publisher = "", .category = "vendor", .homepage = "", .contact = "",
	.web = "", .purl = "pkg:github/example/example", .cna = "",
};

static const struct sp_advisory_revision revisions[] = {
	{ 1796169600, "branches" },	/* 2026-12-02 00:00 UTC */
	{ 1796212800, "CVE" },		/* 2026-12-02 12:00 UTC */
};

static const struct sp_advisory_person people[] = {
	{ SP_ADVISORY_PATCHER, "Mo Mender", "mo@example.org" },
	{ SP_ADVISORY_REPORTER, "Ada Example, Example Labs", NULL },
	{ SP_ADVISORY_REPORTER, "Bēata & <Co>", "b@example.com" },
	{ SP_ADVISORY_PATCHER, "Pat \"Quick\" O'Patch", NULL },
	{ SP_ADVISORY_REVIEWER, "Rae Reviewer", NULL },
	{ SP_ADVISORY_TESTER, "Tess Tester", NULL },
	{ SP_ADVISORY_COORDINATOR, "Cleo Coordinator", NULL },
	{ SP_ADVISORY_TOOL, "fuzzer 1.0", NULL },
};

static const struct sp_advisory_bug bugs[] = {
	{ "redhat", "1824235", "https://bugs.example.org/1824235" },
	{ "debian", "954321", NULL },
	{ "ubuntu & co", "1,<2>", NULL },
};

static const char *const tags[] = { "v9.0.0", "v9.1.0", NULL };
static const char *const fixed_tag[] = { "v9.1.1", NULL };
static const char *const commit_1[] = { COMMIT_1, NULL };
static const char *const commit_2[] = { COMMIT_2, NULL };
static const char *const commits[] = { COMMIT_3, COMMIT_2, NULL };

static const struct sp_advisory_branch branches[] = {
	{ "master", TRUE, tags, NULL, commit_1, commit_2 },
	{ "v9.1-maint", TRUE, tags + 1, fixed_tag, commit_1, commits },
	{ "v8.2-maint", FALSE, NULL, NULL, NULL, NULL },
};

static const struct sp_advisory full = {
	.house = &house, .id = "EXSN-2026-0007",
	.summary = "Heap overflow in the receive path of the foo network "
		   "device when length < 14",
	.description = "A packet shorter than its own header makes foo_rx() "
		       "copy\n\tmore than it has:   the rest is heap.\n\n"
		       "Every machine with a foo device is affected; see "
		       "https://www.example.org/security/notices/2026/0007/"
		       "and-more-of-it.html",
	.impact = "A guest can take over the process that serves it.",
	.workaround = "Use another device.",
	.severity = "Important",
	.cvss = "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H",
	.cve = "CVE-2026-12345",
	.reported = 1794820320,		/* 2026-11-16 09:12 UTC */
	.published = 1796126400,	/* 2026-12-01 12:00 UTC */
	.fixed = 1796169599,		/* 2026-12-01 23:59:59 UTC */
	.revisions = revisions, .n_revisions = G_N_ELEMENTS(revisions),
	.people = people, .n_people = G_N_ELEMENTS(people),
	.bugs = bugs, .n_bugs = G_N_ELEMENTS(bugs),
	.branches = branches, .n_branches = G_N_ELEMENTS(branches),
};

static const struct sp_advisory bare = {
	.house = &plain_house, .id = "2026-0008", .summary = "Leak",
	.description = "It leaks.", .published = 1796126400,
	.branches = branches + 2, .n_branches = 1,
};

/* A file of t/notice, which other programs read as well. */
static void
is_file(const char *name, const char *got)
{
	g_autofree char *path = g_build_filename(g_getenv("SOURCE_ROOT"), "t",
						 "notice", name, NULL);
	g_autofree char *want = NULL;

	if (!g_file_get_contents(path, &want, NULL, NULL))
		want = g_strdup("");
	if (!ok(strcmp(got, want) == 0, "%s", name))
		printf("# wanted:\n%s# got:\n%s", want, got);
}

#endif
