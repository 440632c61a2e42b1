/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cna.c - a notice as what a CNA says in a CVE record: files, limits, versions,
 * addresses */
#include <jansson.h>
#include <string.h>

#include "t/unit/advisory.h"

/* With as little as may be. */
static struct sp_advisory_house small_house;
static struct sp_advisory small;

static void
make_small(void)
{
	small_house = plain_house;
	small_house.cna = house.cna;
	small_house.web = house.web;
	small = bare;
	small.house = &small_house;
	small.cve = "CVE-2026-0001";
}

static void
test_files(void)
{
	g_autofree char *with_all = sp_cna_json(&full);
	g_autofree char *with_little = sp_cna_json(&small);

	is_file("full.cna.json", with_all);
	is_file("bare.cna.json", with_little);
}

/* --- whether there is one ------------------------------------------------- */

static void
test_possible(void)
{
	static const struct sp_advisory_bug bug[] = {
		{ "example", "7", NULL }, { "x", "8", "http://bugs.example/8" },
	};
	struct sp_advisory a = small;

	ok(sp_cna_is_possible(&full) && sp_cna_is_possible(&small),
	   "with a CNA, a CVE and an address");
	a.cve = NULL;
	ok(!sp_cna_is_possible(&a), "not without a CVE");
	a = small;
	small_house.cna = "";
	ok(!sp_cna_is_possible(&a) && sp_cna_has_reference(&a),
	   "not without a CNA");
	small_house.cna = house.cna;
	small_house.web = "";
	ok(!sp_cna_is_possible(&a), "not without an address");
	a.bugs = bug;
	a.n_bugs = 1;
	ok(!sp_cna_is_possible(&a), "which a number is not");
	a.n_bugs = 2;
	ok(sp_cna_is_possible(&a), "and a bug has");
	small_house.web = house.web;
}

/* --- words ---------------------------------------------------------------- */

/* The first of these, "descriptions", say; g_free(). */
static char *
words_of(const struct sp_advisory *a, const char *name)
{
	g_autofree char *text = sp_cna_json(a);
	json_auto_t *whole = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	const char *words = "";

	(void)json_unpack(whole, "{s:[{s:s}]}", name, "value", &words);
	return g_strdup(words);
}

static char *
repeated(const char *character, size_t n, const char *tail)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < n; i++)
		g_string_append(text, character);
	g_string_append(text, tail);
	return g_string_free(text, FALSE);
}

#define MOST SP_CNA_DESCRIPTION_MAX
#define MORE " [...]"
#define MORE_CHARS (sizeof(MORE) - 1)

/* The longest that may stand there, and one character more. */
static void
test_limit(void)
{
	static const char *const characters[] = {
		"x", "\303\251", "\342\202\254", "\360\237\220\233"
	};

	for (size_t i = 0; i < G_N_ELEMENTS(characters); i++) {
		const char *c = characters[i];
		g_autofree char *most = repeated(c, MOST, "");
		g_autofree char *over = repeated(c, MOST + 1, "");
		g_autofree char *rest = repeated(c, MOST - MORE_CHARS, MORE);
		g_autofree char *whole = NULL, *less = NULL;
		struct sp_advisory a = small;

		a.description = most;
		whole = words_of(&a, "descriptions");
		ok(strcmp(whole, most) == 0, "%d characters of %zu bytes stay",
		   MOST, strlen(c));
		a.description = over;
		less = words_of(&a, "descriptions");
		ok(strcmp(less, rest) == 0, "of one more only whole ones");
	}
}

/* Of a word of n characters and more of them this is left: a word of so many,
 * and what stands behind it. */
static void
test_words(void)
{
	static const struct {
		size_t n;
		const char *tail;
		size_t left;
		const char *want;
	} rows[] = {
		{ MOST - 4, " two", MOST - 4, " two" },
		{ MOST - 4, " two!", MOST - MORE_CHARS, MORE },
		{ MOST - 10, " two three", MOST - 10, " two three" },
		{ MOST - 10, " two three!", MOST - 10, " two" MORE },
		{ MOST - 10, " two\nthree!", MOST - 10, " two" MORE },
		{ MOST - 10, " two3 four!", MOST - 10, MORE },
		{ MOST - 10, "  two three", MOST - 10, MORE },
		{ MOST - 10, "\n\t \n\n\n\n\n\n\n\n", MOST - 10, MORE },
		{ 1, "", 1, "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = repeated("x", rows[i].n, rows[i].tail);
		g_autofree char *want = repeated("x", rows[i].left,
						  rows[i].want);
		g_autofree char *got = NULL, *other = NULL;
		struct sp_advisory a = small;

		a.description = a.workaround = text;
		got = words_of(&a, "descriptions");
		other = words_of(&a, "workarounds");
		ok(strcmp(got, want) == 0 && strcmp(other, want) == 0,
		   "%zu characters and \"%s\"", rows[i].n, rows[i].tail);
	}
}

/* Its end goes first. */
static void
test_impact(void)
{
	g_autofree char *text = repeated("x", MOST - 17, "");
	g_autofree char *want = repeated("x", MOST - 17, "\n\nImpact: A" MORE);
	g_autofree char *both = NULL, *less = NULL;
	struct sp_advisory a = small;

	a.impact = "A crash.";
	both = words_of(&a, "descriptions");
	ok(strcmp(both, "It leaks.\n\nImpact: A crash.") == 0, "%s", both);
	a.description = text;
	less = words_of(&a, "descriptions");
	ok(strcmp(less, want) == 0, "which ends where there is no place for "
	   "it");
}

/* --- versions ------------------------------------------------------------- */

/* "deed <fade -": from that one to before the other it is broken. */
static char *
versions_text(const struct sp_advisory *a)
{
	g_autofree char *text = sp_cna_json(a);
	json_auto_t *whole = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	GString *all = g_string_new(NULL);
	json_t *versions = NULL, *v;
	size_t i;

	(void)json_unpack(whole, "{s:[{s:o}]}", "affected", "versions",
			  &versions);
	json_array_foreach(versions, i, v) {
		const char *from = "", *status = "", *to = NULL, *upto = NULL;

		(void)json_unpack(v, "{s:s, s:s, s?s, s?s}", "version", &from,
				  "status", &status, "lessThan", &to,
				  "lessThanOrEqual", &upto);
		g_string_append_printf(all, "%s%s%s%s%s%s %s", i ? ", " : "",
				       from, to ? " <" : "", to ? to : "",
				       upto ? " =" : "", upto ? upto : "",
				       strcmp(status, "affected") ? "ok" : "-");
	}
	return g_string_free(all, FALSE);
}

static void
test_versions(void)
{
	static const char *const v1[] = { "v1", NULL };
	static const char *const v2[] = { "v2", NULL };
	static const char *const v12[] = { "v1", "v2", NULL };
	static const char *const deed[] = { "deed", NULL };
	static const char *const both[] = { "deed", "bead", NULL };
	static const char *const fade[] = { "fade", NULL };
	static const char *const beef[] = { "beef", NULL };
	static const struct {
		struct sp_advisory_branch branches[2];
		const char *want;
	} rows[] = {
		{ { { .name = "m" } }, "m -" },
		{ { { .name = "m", .fixed = TRUE } }, "m ok" },
		{ { { .name = "m", .broken_in = v12 } }, "v1 -, v2 -" },
		{ { { .name = "m", .broken_in = v1, .fixed_in = v2 } },
		  "v1 -, v2 ok" },
		{ { { .name = "m", .fixed_by = fade } },
		  "0 <fade -, fade <* ok" },
		{ { { .name = "m", .fixed_in = v2, .fixed_by = fade } },
		  "0 <fade -, v2 ok, fade <* ok" },
		/* Where a tag has it is known, and no more than that. */
		{ { { .name = "m", .broken_in = v1, .fixed_by = fade } },
		  "v1 -, fade <* ok" },
		{ { { .name = "m", .broken_by = deed } }, "deed =m -" },
		{ { { .name = "m", .broken_by = deed, .fixed = TRUE } },
		  "deed -" },
		{ { { .name = "m", .broken_by = deed, .fixed_in = v2 } },
		  "deed <v2 -, v2 ok" },
		{ { { .name = "m", .broken_by = deed, .fixed_in = v2,
		      .fixed_by = fade } },
		  "deed <fade -, v2 ok, fade <* ok" },
		{ { { .name = "m", .broken_by = both, .fixed_by = fade } },
		  "deed <fade -, bead <fade -, fade <* ok" },
		{ { { .name = "m", .broken_by = deed, .fixed_by = fade },
		    { .name = "n", .broken_by = deed, .fixed_by = beef } },
		  "deed <fade -, deed <beef -, fade <* ok, beef <* ok" },
		{ { { .name = "m", .broken_by = deed, .fixed_by = fade },
		    { .name = "n", .broken_by = deed, .fixed_by = fade } },
		  "deed <fade -, fade <* ok" },
		/* One that says less than another. */
		{ { { .name = "m", .broken_by = deed, .fixed_by = fade },
		    { .name = "n", .fixed_by = beef } },
		  "deed <fade -, fade <* ok, deed <beef -, beef~1 -, "
		  "beef <* ok" },
		{ { { .name = "m", .fixed_by = fade },
		    { .name = "n", .broken_by = deed, .fixed_by = fade } },
		  "deed <fade -, fade~1 -, fade <* ok" },
		{ { { .name = "m", .fixed_by = fade },
		    { .name = "n", .broken_in = v1 } },
		  "fade~1 -, fade <* ok, v1 -" },
		{ { { .name = "m", .fixed_by = fade },
		    { .name = "n", .fixed_by = beef } },
		  "0 <fade -, fade <* ok, 0 <beef -, beef <* ok" },
		{ { { .name = "m", .broken_by = deed, .fixed_by = fade },
		    { .name = "n", .broken_by = deed } },
		  "deed <fade -, deed =n -, fade <* ok" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sp_advisory a = small;
		g_autofree char *got = NULL;

		a.branches = rows[i].branches;
		a.n_branches = rows[i].branches[1].name ? 2 : 1;
		got = versions_text(&a);
		ok(strcmp(got, rows[i].want) == 0, "%s", got);
	}
}

/* --- addresses ------------------------------------------------------------ */

static void
test_addresses(void)
{
	g_autofree char *longest = repeated("x", 2048 - 10, "");
	g_autofree char *most = g_strconcat("https://a/", longest, NULL);
	g_autofree char *over = g_strconcat(most, "x", NULL);
	const struct {
		const char *url, *want;
	} rows[] = {
		{ "https://a.example/1?x=y&z#4", "https://a.example/1?x=y&z#4" },
		{ "http://[::1]/%20", "http://[::1]/%20" },
		{ "https://b\303\274gs.example/\303\244 b",
		  "https://b%C3%BCgs.example/%C3%A4%20b" },
		{ "ftp://a.example/1", NULL },
		{ "javascript:alert(1)", NULL },
		{ "https://a.example/%zz", NULL },
		{ "https://a.example:port/", NULL },
		{ "https//a.example/", NULL },
		{ "", NULL },
		{ most, most },
		{ over, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct sp_advisory_bug bug = { "x", "7", rows[i].url };
		struct sp_advisory a = small;
		g_autofree char *text = NULL;
		json_auto_t *whole = NULL;
		const char *got = NULL;

		small_house.web = "";
		a.bugs = &bug;
		a.n_bugs = 1;
		text = sp_cna_json(&a);
		whole = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
		(void)json_unpack(whole, "{s:[{s:s}]}", "references", "url",
				  &got);
		ok(g_strcmp0(got, rows[i].want) == 0 &&
		   sp_cna_is_possible(&a) == (got != NULL), "%.50s is %.50s",
		   rows[i].url, got ? got : "none");
		small_house.web = house.web;
	}
}

/* Lists of the format have nothing twice in them. */
static void
test_once(void)
{
	static const struct sp_advisory_person twins[] = {
		{ SP_ADVISORY_REPORTER, "Ada", NULL },
		{ SP_ADVISORY_REPORTER, "Ada", "ada@example.com" },
		{ SP_ADVISORY_TOOL, "Ada", NULL },
		{ SP_ADVISORY_REPORTER, "", "b@example.com" },
	};
	static const struct sp_advisory_bug twice[] = {
		{ "x", "7", "https://a.example/7" },
		{ "x", "7", "https://a.example/7" },
	};
	struct sp_advisory a = small;
	g_autofree char *text = NULL;
	json_auto_t *whole = NULL;
	json_t *credits = NULL, *references = NULL;

	a.people = twins;
	a.n_people = G_N_ELEMENTS(twins);
	a.bugs = twice;
	a.n_bugs = G_N_ELEMENTS(twice);
	text = sp_cna_json(&a);
	whole = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	(void)json_unpack(whole, "{s:o, s:o}", "credits", &credits,
			  "references", &references);
	ok(json_array_size(credits) == 3 && json_array_size(references) == 2,
	   "each person in each role once, and each address");
	ok(strstr(text, "b@example.com") && !strstr(text, "ada@example.com"),
	   "the address of who has no name, and of nobody else");
}

int
main(void)
{
	make_small();
	test_files();
	test_possible();
	test_limit();
	test_words();
	test_impact();
	test_versions();
	test_addresses();
	test_once();
	return tap_done();
}
