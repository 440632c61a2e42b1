/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lsn.c - notices in XML and as text, to the byte, and what cannot be one */
#include "lib/notice/advisory.h"

#include <string.h>

#include "t/unit/advisory.h"

static void
test_files(void)
{
	g_autofree char *full_xml = sp_lsn_xml(&full);
	g_autofree char *full_text = sp_lsn_text(&full);
	g_autofree char *bare_xml = sp_lsn_xml(&bare);
	g_autofree char *bare_text = sp_lsn_text(&bare);

	is_file("full.xml", full_xml);
	is_file("full.txt", full_text);
	is_file("bare.xml", bare_xml);
	is_file("bare.txt", bare_text);
}

static void
test_index(void)
{
	static const char *const names[] = { "2026/0001.xml", "2026/0002.xml",
					     NULL };
	static const char *const none[] = { NULL };
	g_autofree char *two = sp_lsn_index(&house, names);
	g_autofree char *empty = sp_lsn_index(&house, none);

	is_file("index.xml", two);
	ok(g_str_has_suffix(empty, "list/1.0\" />\n"),
	   "an index of nothing");
}

/* --- lines ---------------------------------------------------------------- */

/* c, so many times. */
#define X10 "xxxxxxxxxx"
#define X50 X10 X10 X10 X10 X10
#define REST "\n                "

/* A line of values holds fewer than 52 characters; a blank behind a word that
 * is not the last counts, and bytes do not. */
static void
test_wrapping(void)
{
	static const struct {
		const char *name, *summary, *want;
	} rows[] = {
		{ "one word", "x", "x" },
		{ "51 in all", X50 " ", X50 },
		{ "a last word that fits", X10 X10 X10 X10 "xxxxx 12345",
		  X10 X10 X10 X10 "xxxxx 12345" },
		{ "and one that does not", X10 X10 X10 X10 "xxxxx 123456",
		  X10 X10 X10 X10 "xxxxx" REST "123456" },
		{ "a word before the last", X10 X10 X10 X10 "xxxxx 1234 y",
		  X10 X10 X10 X10 "xxxxx 1234" REST "y" },
		{ "and one longer", X10 X10 X10 X10 "xxxxx 12345 y",
		  X10 X10 X10 X10 "xxxxx" REST "12345 y" },
		{ "51 characters", X50 "x", X50 "x" },
		{ "52 are below an empty line", X50 "xx", REST X50 "xx" },
		{ "but not as the first of several", X50 "xxx y",
		  X50 "xxx" REST "y" },
		{ "characters, not bytes",
		  "éééééééééééééééééééééééééééééééééééééééé 1234567890",
		  "éééééééééééééééééééééééééééééééééééééééé 1234567890" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sp_advisory a = bare;
		g_autofree char *want = g_strconcat("       Summary: ",
			rows[i].want, "\n   Reported on: ", NULL);
		g_autofree char *got = NULL;

		a.summary = rows[i].summary;
		got = sp_lsn_text(&a);
		if (!ok(strstr(got, want) != NULL, "%s", rows[i].name))
			printf("# wanted:\n%s\n# got:\n%s", want, got);
	}
}

/* --- what cannot be written ----------------------------------------------- */

static void
refused(const char *name, const struct sp_advisory *a, const char *why)
{
	struct sp_err err = { .text = "" };
	const enum sp_status r = sp_advisory_check(a, &err);

	if (!ok(r == (why ? SP_ECHECK : SP_OK) &&
		(!why || strstr(err.text, why)), "%s: %s", name,
		why ? why : "fine"))
		printf("# got %d: %s\n", r, err.text);
}

static void
test_texts(void)
{
	static const struct {
		const char *name;
		size_t offset;
		const char *value, *why;
	} rows[] = {
#define AT(field) G_STRUCT_OFFSET(struct sp_advisory, field)
		{ "an id", AT(id), "EXSN-2026-0007", NULL },
		{ "one without a prefix", AT(id), "2026-0007", NULL },
		{ "one with digits", AT(id), "X2-2026-0007", NULL },
		{ "a letter alone", AT(id), "X-2026-0007", NULL },
		{ "no id", AT(id), NULL, "has no number" },
		{ "an empty one", AT(id), "", "has no number" },
		{ "a short number", AT(id), "EXSN-2026-007", "has no number" },
		{ "a long one", AT(id), "EXSN-2026-00007", "has no number" },
		{ "small letters", AT(id), "exsn-2026-0007", "has no number" },
		{ "no hyphen", AT(id), "EXSN2026-0007", "has no number" },
		{ "hyphens", AT(id), "EX-SN-2026-0007", "has no number" },
		{ "only a hyphen", AT(id), "-2026-0007", "has no number" },
		{ "a folder", AT(id), "../2026-0007", "has no number" },
		{ "no summary", AT(summary), NULL, "summary is missing" },
		{ "a blank one", AT(summary), " ", "summary is missing" },
		{ "two lines", AT(summary), "a\nb", "summary is not" },
		{ "no UTF-8", AT(summary), "a\xff", "summary is not" },
		{ "no description", AT(description), NULL,
		  "description is missing" },
		{ "lines", AT(description), "a\n\n\tb", NULL },
		{ "a carriage return", AT(description), "a\r\n",
		  "description is not" },
		{ "an escape", AT(description), "a\033[2J",
		  "description is not" },
		{ "a C1 control", AT(impact), "a\302\233", "impact is not" },
		{ "no character", AT(workaround), "\357\277\276",
		  "workaround is not" },
		{ "nor this", AT(workaround), "\357\277\277",
		  "workaround is not" },
		{ "lines of an impact", AT(impact), "a\nb", NULL },
		{ "lines of a workaround", AT(workaround), "a\nb", NULL },
		{ "of a severity", AT(severity), "a\nb", "severity is not" },
		{ "before turns of the direction", AT(summary),
		  "a\342\200\251b", NULL },
		{ "the first of them", AT(summary), "a\342\200\252b",
		  "summary is not" },
		{ "the fifth", AT(summary), "a\342\200\256b",
		  "summary is not" },
		{ "behind it", AT(summary), "a\342\200\257b", NULL },
		{ "before the others", AT(summary), "a\342\201\245b", NULL },
		{ "the first of those", AT(description), "a\342\201\246b",
		  "description is not" },
		{ "the last", AT(description), "a\342\201\251b",
		  "description is not" },
		{ "behind that", AT(description), "a\342\201\252b", NULL },
		{ "a mark of the direction", AT(description), "a\342\200\217",
		  NULL },
		{ "the replacement character", AT(workaround), "\357\277\275",
		  NULL },
		{ "no CVE", AT(cve), NULL, NULL },
		{ "part of one", AT(cve), "2026-12345", "CVE is none" },
		{ "markup", AT(cve), "CVE-2026-1234\"/>", "CVE is none" },
#undef AT
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sp_advisory a = full;

		G_STRUCT_MEMBER(const char *, &a, rows[i].offset) =
			rows[i].value;
		refused(rows[i].name, &a, rows[i].why);
	}
}

static void
test_house(void)
{
	struct sp_advisory_house mine = house;
	struct sp_advisory a = full;

	a.house = &mine;
	refused("a house", &a, NULL);
	mine.product = "";
	refused("no product", &a, "name of the product is missing");
	mine = house;
	mine.repository = NULL;
	refused("no repository", &a, "address of the repository is missing");
	mine = house;
	mine.xmlns = "";
	refused("no namespace", &a, "namespace is missing");
	mine.xmlns = "a\nb";
	refused("one in two lines", &a, "namespace is not");
	mine = house;
	mine.product = "a\nb";
	refused("a product in two lines", &a, "product is not");
	mine = house;
	mine.repository = "a\nb";
	refused("a repository in two lines", &a, "repository is not");
}

static void
test_commits(void)
{
	static const struct {
		const char *name, *commit;
		gboolean fine;
	} rows[] = {
		{ "40 digits", COMMIT_1, TRUE },
		{ "39", "111111111111111111111111111111111111111", FALSE },
		{ "41", COMMIT_1 "1", FALSE },
		{ "a capital", "A111111111111111111111111111111111111111",
		  FALSE },
		{ "a letter", "g111111111111111111111111111111111111111",
		  FALSE },
		{ "none", "", FALSE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *const list[] = { COMMIT_2, rows[i].commit, NULL };
		struct sp_advisory_branch b = {
			.name = "master", .broken_by = list,
		};
		struct sp_advisory a = full;

		a.branches = &b;
		a.n_branches = 1;
		refused(rows[i].name, &a, rows[i].fine ? NULL
			: "a commit of branch master");
		b.broken_by = NULL;
		b.fixed_by = list;
		refused(rows[i].name, &a, rows[i].fine ? NULL
			: "a commit of branch master");
	}
}

/* A name of so many characters, of two bytes each. */
static void
test_names(size_t chars, gboolean fine)
{
	GString *name = g_string_new(NULL);
	const char *list[] = { NULL, NULL };
	struct sp_advisory_branch b = { .name = "b", .fixed_in = list };
	struct sp_advisory a = full;
	struct sp_err err = { .text = "" };

	for (size_t i = 0; i < chars; i++)
		g_string_append(name, "\303\251");
	list[0] = name->str;
	a.branches = &b;
	a.n_branches = 1;
	if (fine)
		ok(sp_advisory_check(&a, &err) == SP_OK, "a tag of %zu: %s",
		   chars, err.text);
	else
		refused("a longer tag", &a, "a tag has more than 1024");
	b = (struct sp_advisory_branch){ .name = name->str };
	if (fine)
		ok(sp_advisory_check(&a, &err) == SP_OK, "a branch of %zu: %s",
		   chars, err.text);
	else
		refused("a longer branch", &a, "name of a branch has more than");
	(void)g_string_free(name, TRUE);
}

static void
test_parts(void)
{
	static const char *const hostile[] = { "v1\n", NULL };
	struct sp_advisory a = full;
	struct sp_advisory_branch branch = { .name = "a\nb" };
	struct sp_advisory_person nobody = { SP_ADVISORY_TOOL, " ", NULL };
	struct sp_advisory_bug bug = { "redhat", "1\t2", NULL };

	refused("everything", &full, NULL);
	refused("next to nothing", &bare, NULL);
	a.published = 0;
	refused("not published", &a, "no date of publication");
	a = full;
	a.n_branches = 0;
	refused("nowhere", &a, "no branch is named");
	a = full;
	a.branches = &branch;
	a.n_branches = 1;
	refused("a branch in two lines", &a, "name of a branch");
	branch = (struct sp_advisory_branch){ .name = "b",
					       .broken_in = hostile };
	refused("a tag in two lines", &a, "a tag is");
	branch = (struct sp_advisory_branch){ .name = "b",
					       .fixed_in = hostile };
	refused("a fixed one", &a, "a tag is");
	a = full;
	a.people = &nobody;
	a.n_people = 1;
	refused("nobody", &a, "has no name");
	nobody.email = "a@example.org";
	refused("an address alone", &a, NULL);
	nobody.email = "a@example.org\033";
	refused("an escape in an address", &a, "address of a person");
	nobody.email = "a@example.org\n";
	refused("an address in two lines", &a, "address of a person");
	nobody = (struct sp_advisory_person){ SP_ADVISORY_TOOL, "a\nb", NULL };
	refused("a name in two lines", &a, "name of a person");
	a = full;
	a.bugs = &bug;
	a.n_bugs = 1;
	refused("a tab in a bug", &a, "number of a bug");
	bug = (struct sp_advisory_bug){ "redhat", "1\n2", NULL };
	refused("two lines in one", &a, "number of a bug");
	bug = (struct sp_advisory_bug){ "redhat", "1", "a\nb" };
	refused("an address of two lines", &a, "address of a bug");
	bug = (struct sp_advisory_bug){ "red\nhat", "1", NULL };
	refused("a tracker of two lines", &a, "tracker of a bug");
	bug = (struct sp_advisory_bug){ "redhat", "", NULL };
	refused("no number of a bug", &a, "a bug has no tracker or no number");
	bug = (struct sp_advisory_bug){ " ", "1", NULL };
	refused("no tracker", &a, "a bug has no tracker or no number");
}

int
main(void)
{
	test_files();
	test_index();
	test_wrapping();
	test_texts();
	test_house();
	test_commits();
	test_parts();
	test_names(1024, TRUE);
	test_names(1025, FALSE);
	return tap_done();
}
