/* SPDX-License-Identifier: GPL-2.0-or-later */
/* csaf.c - a notice as a CSAF advisory: files, names, versions */
#include <jansson.h>
#include <string.h>

#include "lib/notice/versions.h"
#include "t/unit/advisory.h"

/* The same with a publisher. */
static struct sp_advisory_house published_house;
static struct sp_advisory published;

static void
test_files(void)
{
	g_autofree char *with_all = sp_csaf_json(&full);
	g_autofree char *with_little = NULL;

	published_house = plain_house;
	published_house.publisher = "Example Security Team";
	published_house.homepage = "https://www.example.org";
	published = bare;
	published.house = &published_house;
	with_little = sp_csaf_json(&published);
	is_file("full.csaf.json", with_all);
	is_file("bare.csaf.json", with_little);
	ok(sp_csaf_is_possible(&house) && !sp_csaf_is_possible(&plain_house),
	   "only with a publisher");
	published_house.homepage = "";
	ok(!sp_csaf_is_possible(&published_house), "who is at home somewhere");
}

/* --- parts ---------------------------------------------------------------- */

static const char *const old[] = { "v1", NULL };
static const char *const new[] = { "v2", NULL };

/* What stands there in the one vulnerability; NULL: nothing does. */
static json_t *
part_of(json_t *whole, const char *name)
{
	json_t *all = json_object_get(whole, "vulnerabilities");

	return json_object_get(json_array_get(all, 0), name);
}

static json_t *
csaf_of(const struct sp_advisory_branch *branch)
{
	struct sp_advisory a = full;
	g_autofree char *text = NULL;

	a.branches = branch;
	a.n_branches = 1;
	text = sp_csaf_json(&a);
	return json_loads(text, 0, NULL);
}

/* What nobody has helps nobody, and has no score. */
static void
test_all_fixed(void)
{
	const struct sp_advisory_branch b = {
		.name = "m", .fixed = TRUE, .fixed_in = new
	};
	json_auto_t *whole = csaf_of(&b);

	ok(!part_of(whole, "remediations") && !part_of(whole, "scores") &&
	   json_object_size(part_of(whole, "product_status")) == 1,
	   "all are fixed");
}

static void
test_one_broken(void)
{
	const struct sp_advisory_branch b = {
		.name = "m", .fixed = TRUE, .broken_in = old
	};
	json_auto_t *whole = csaf_of(&b);
	const char *category = NULL, *details = NULL, *score = NULL;

	ok(json_unpack(part_of(whole, "remediations"), "[{s:s, s:s}, {}]",
		       "category", &category, "details", &details) == 0 &&
	   g_strcmp0(category, "vendor_fix") == 0 &&
	   g_strcmp0(details, "m: fixed") == 0, "a fix that has no name");
	ok(json_unpack(part_of(whole, "scores"), "[{s:{s:s}}]", "cvss_v3",
		       "baseSeverity", &score) == 0 &&
	   g_strcmp0(score, "HIGH") == 0, "and a score");
}

/* Who has no name is known by an address; roles in their order. */
static void
test_people(void)
{
	static const struct sp_advisory_person nameless[] = {
		{ SP_ADVISORY_TOOL, NULL, "t@example.org" },
		{ SP_ADVISORY_REPORTER, "", "r@example.org" },
	};
	struct sp_advisory a = full;
	g_autofree char *text = NULL;
	json_auto_t *whole = NULL;
	const char *first = NULL, *second = NULL;

	a.people = nameless;
	a.n_people = G_N_ELEMENTS(nameless);
	text = sp_csaf_json(&a);
	whole = json_loads(text, 0, NULL);
	ok(json_unpack(part_of(whole, "acknowledgments"), "[{s:[s]}, {s:[s]}!]",
		       "names", &first, "names", &second) == 0 &&
	   g_strcmp0(first, "r@example.org") == 0 &&
	   g_strcmp0(second, "t@example.org") == 0, "people by their addresses");
}

static void
test_no_words(void)
{
	struct sp_advisory a = full;
	g_autofree char *text = NULL;
	json_auto_t *whole = NULL;

	a.impact = a.workaround = "";
	text = sp_csaf_json(&a);
	whole = json_loads(text, 0, NULL);
	ok(!part_of(whole, "threats") &&
	   json_array_size(part_of(whole, "remediations")) == 2,
	   "no impact and no workaround");
}

static void
test_provider(void)
{
	static const char *const keys[] = {
		"0123456789ABCDEF0123456789ABCDEF01234567",
		"1123456789ABCDEF0123456789ABCDEF01234567", NULL
	};
	g_autofree char *text = sp_csaf_provider(&house, keys,
						 "2026-12-02T12:00:00Z");

	is_file("provider-metadata.json", text);
}

static void
test_paths(void)
{
	static const struct {
		const char *id, *want;
		int64_t published;
	} rows[] = {
		{ "EXSN-2026-0007", "2026/exsn-2026-0007.json", 1796126400 },
		{ "2026-0007", "2026/2026-0007.json", 1796126400 },
		/* Reported in one year, published in the next. */
		{ "EXSN-2026-0007", "2027/exsn-2026-0007.json", 1798761600 },
		{ "EXSN-2026-0007", "2026/exsn-2026-0007.json", 1798761599 },
		{ "Example & Co: (7)", "2026/example_co_7_.json", 1796126400 },
		{ "a+b_c", "2026/a+b_c.json", 1796126400 },
		{ "a  _/b", "2026/a_b.json", 1796126400 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sp_advisory a = bare;
		g_autofree char *got = NULL;

		a.id = rows[i].id;
		a.published = rows[i].published;
		got = sp_csaf_path(&a);
		ok(strcmp(got, rows[i].want) == 0, "%s is %s", rows[i].id, got);
	}
}

/* "v1 -, v2 +": broken without and with help in sight; "v3 ok": fixed. */
static char *
versions_text(const struct sp_advisory *a)
{
	g_autoptr(GPtrArray) all = sp_versions_of(a);
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < all->len; i++) {
		const struct sp_version *v = all->pdata[i];

		g_string_append_printf(text, "%s%.9s %s", i ? ", " : "",
				       v->name, v->fixed ? "ok" :
				       v->helped ? "+" : "-");
	}
	return g_string_free(text, FALSE);
}

static void
test_versions(void)
{
	static const char *const v1[] = { "v1", NULL };
	static const char *const v2[] = { "v2", NULL };
	static const char *const v12[] = { "v1", "v2", NULL };
	static const char *const deed[] = { "deed", NULL };
	static const char *const fade[] = { "fade", "beef", NULL };
	static const struct {
		struct sp_advisory_branch branches[2];
		const char *want, *torn;
	} rows[] = {
		{ { { .name = "m" } }, "m -", NULL },
		{ { { .name = "m", .fixed = TRUE } }, "m ok", NULL },
		{ { { .name = "m", .broken_in = v1 } }, "v1 -", NULL },
		{ { { .name = "m", .broken_by = deed } }, "deed -", NULL },
		{ { { .name = "m", .fixed = TRUE, .broken_in = v1 } }, "v1 +",
		  NULL },
		{ { { .name = "m", .fixed_in = v2 } }, "v2 ok", NULL },
		{ { { .name = "m", .fixed_by = fade } },
		  "fade~1 +, fade ok, beef ok", NULL },
		{ { { .name = "m", .fixed_in = v2, .fixed_by = fade } },
		  "fade~1 +, v2 ok, fade ok, beef ok", NULL },
		{ { { .name = "m", .broken_in = v1, .broken_by = deed,
		      .fixed_in = v2, .fixed_by = fade } },
		  "v1 +, deed +, v2 ok, fade ok, beef ok", NULL },
		/* Help in one of the branches that have it is help. */
		{ { { .name = "m", .broken_in = v1 },
		    { .name = "n", .broken_in = v12, .fixed = TRUE } },
		  "v1 +, v2 +", NULL },
		{ { { .name = "m", .broken_in = v12 },
		    { .name = "n", .broken_in = v1, .fixed = TRUE } },
		  "v1 +, v2 -", NULL },
		{ { { .name = "m", .broken_in = v12, .fixed_in = v2 } },
		  "v1 +, v2 +", "v2" },
		{ { { .name = "m", .broken_by = deed },
		    { .name = "n", .fixed_by = deed } }, "deed -, deed~1 +",
		  "deed" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sp_advisory a = full;
		g_autofree char *got = NULL;
		struct sp_err err;

		a.branches = rows[i].branches;
		a.n_branches = rows[i].branches[1].name ? 2 : 1;
		got = versions_text(&a);
		ok(strcmp(got, rows[i].want) == 0, "%s", got);
		ok(g_strcmp0(sp_versions_torn(&a), rows[i].torn) == 0,
		   "torn: %s", rows[i].torn ? rows[i].torn : "none");
		ok(!rows[i].torn || (sp_advisory_check(&a, &err) == SP_ECHECK &&
				     strstr(err.text, "broken and as fixed")),
		   "which is refused");
	}
}

static void
test_purls(void)
{
	static const struct {
		const char *product, *purl, *version, *want;
	} rows[] = {
		{ "example", "", "v9.1.0", "pkg:generic/example@v9.1.0?vcs_url="
		  "git%2Bhttps://git.example.org/hv/example.git%40v9.1.0" },
		{ "Ex & Co", "", "stable/9.1", "pkg:generic/Ex%20%26%20Co@"
		  "stable%2F9.1?vcs_url=git%2Bhttps://git.example.org/hv/"
		  "example.git%40stable/9.1" },
		{ "é", "", "é", "pkg:generic/%C3%A9@%C3%A9?vcs_url="
		  "git%2Bhttps://git.example.org/hv/example.git%40%C3%A9" },
		{ "example", "pkg:deb/debian/example", "1~2",
		  "pkg:deb/debian/example@1~2?vcs_url="
		  "git%2Bhttps://git.example.org/hv/example.git%401~2" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sp_advisory_house h = house;
		g_autofree char *got = NULL;

		h.product = rows[i].product;
		h.purl = rows[i].purl;
		got = sp_version_purl(&h, rows[i].version);
		ok(strcmp(got, rows[i].want) == 0, "%s", got);
	}
}

static void
test_released(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "{\"document\":{\"tracking\":{\"current_release_date\":"
		  "\"2026-12-02T12:00:00Z\"}}}", "2026-12-02T12:00:00Z" },
		{ "{\"document\":{\"tracking\":{\"current_release_date\":"
		  "\"soon\"}}}", NULL },
		{ "{\"document\":{\"tracking\":{\"current_release_date\":7}}}",
		  NULL },
		{ "{\"document\":{\"tracking\":{}}}", NULL },
		{ "{\"document\":[]}", NULL },
		{ "[]", NULL },
		{ "{", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = NULL;
		struct sp_err err = { .text = "" };
		const enum sp_status r = sp_csaf_released(rows[i].text,
			strlen(rows[i].text), &got, &err);

		ok(rows[i].want ? r == SP_OK && g_strcmp0(got, rows[i].want) ==
		   0 : r == SP_EDATA && !got, "%s", rows[i].text);
	}
}

int
main(void)
{
	test_files();
	test_provider();
	test_all_fixed();
	test_one_broken();
	test_people();
	test_no_words();
	test_paths();
	test_versions();
	test_purls();
	test_released();
	return tap_done();
}
