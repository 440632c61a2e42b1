/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notice.c - what a notice says, read back by others, and patch lists
 *
 * The first line stands for each text of one line, the rest for the longer ones
 * and for a patch list. What passes the check says the same as XML, to a parser
 * that is not ours, and as JSON; the text of it holds no control character. */
#include "lib/notice/advisory.h"

#include <jansson.h>

#include "lib/notice/patchlist.h"
#include "t/fuzz/fuzz.h"

/* --- XML ------------------------------------------------------------------ */

struct read {
	GString *summary, *description, *at;
	unsigned elements;
	char *tracker;
};

static void
start(GMarkupParseContext *context, const char *name, const char **names,
      const char **values, gpointer arg, GError **e)
{
	struct read *r = arg;

	(void)context;
	(void)e;
	r->elements++;
	r->at = strcmp(name, "summary") == 0 ? r->summary
		: strcmp(name, "description") == 0 ? r->description : NULL;
	for (int i = 0; strcmp(name, "bug") == 0 && names[i]; i++)
		if (strcmp(names[i], "tracker") == 0)
			r->tracker = g_strdup(values[i]);
}

static void
end(GMarkupParseContext *context, const char *name, gpointer arg, GError **e)
{
	(void)context;
	(void)name;
	(void)e;
	((struct read *)arg)->at = NULL;
}

static void
text(GMarkupParseContext *context, const char *s, gsize len, gpointer arg,
     GError **e)
{
	struct read *r = arg;

	(void)context;
	(void)e;
	if (r->at)
		g_string_append_len(r->at, s, (gssize)len);
}

static void
check_xml(const struct sp_advisory *a)
{
	static const GMarkupParser parser = {
		.start_element = start, .end_element = end, .text = text,
	};
	struct read r = { g_string_new(NULL), g_string_new(NULL), NULL, 0,
			  NULL };
	g_autoptr(GMarkupParseContext) context =
		g_markup_parse_context_new(&parser, 0, &r, NULL);
	g_autofree char *xml = sp_lsn_xml(a);

	must(g_markup_parse_context_parse(context, xml, -1, NULL));
	must(g_markup_parse_context_end_parse(context, NULL));
	must(strcmp(r.summary->str, a->summary) == 0);
	must(strcmp(r.description->str, a->description) == 0);
	must(g_strcmp0(r.tracker, a->bugs[0].tracker) == 0);
	must(r.elements == 24);
	(void)g_string_free(r.summary, TRUE);
	(void)g_string_free(r.description, TRUE);
	g_free(r.tracker);
}

/* --- the others ----------------------------------------------------------- */

static void
check_osv(const struct sp_advisory *a)
{
	g_autofree char *osv = sp_osv_json(a);
	json_auto_t *object = json_loads(osv, JSON_REJECT_DUPLICATES, NULL);

	must(json_is_object(object));
	must(strcmp(json_string_value(json_object_get(object, "summary")),
		    a->summary) == 0);
	must(g_str_has_prefix(json_string_value(json_object_get(object,
		"details")), a->description));
}

/* Of the one branch: a tag and a commit, which may have the same name. */
static size_t
count_broken(const struct sp_advisory *a)
{
	const struct sp_advisory_branch *b = a->branches;

	return strcmp(b->broken_in[0], b->broken_by[0]) == 0 ? 1 : 2;
}

/* Each version is a product of one standing. */
static void
check_csaf(const struct sp_advisory *a)
{
	g_autofree char *csaf = sp_csaf_json(a);
	g_autofree char *path = sp_csaf_path(a);
	g_autofree char *instant = NULL;
	json_auto_t *object = json_loads(csaf, JSON_REJECT_DUPLICATES, NULL);
	json_t *broken, *fixed;
	struct sp_err err;

	must(json_unpack(object, "{s:[{s:{s:o, s:o}}]}", "vulnerabilities",
			 "product_status", "known_affected", &broken, "fixed",
			 &fixed) == 0);
	must(json_array_size(broken) == count_broken(a));
	must(json_array_size(fixed) == 2);
	must(sp_csaf_released(csaf, strlen(csaf), &instant, &err) == SP_OK);
	must(strcmp(path, "1970/lsn-2026-0001.json") == 0);
}

/* A list has nothing twice in it, and a text is no longer than it may be. */
static void
check_cna(const struct sp_advisory *without)
{
	struct sp_advisory a = *without;
	g_autofree char *text = NULL;
	json_auto_t *object = NULL;
	json_t *credits, *references, *versions;
	const char *words, *title;

	a.cve = "CVE-2026-12345";
	text = sp_cna_json(&a);
	object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	must(json_unpack(object, "{s:s, s:[{s:s}], s:o, s:[{s:o}]}", "title",
			 &title, "descriptions", "value", &words, "credits",
			 &credits, "affected", "versions", &versions) == 0);
	must(g_utf8_strlen(words, -1) <= SP_CNA_DESCRIPTION_MAX && *words);
	must(g_utf8_strlen(title, -1) <= 256 && *title);
	must(json_array_size(credits) == 2);
	must(json_array_size(versions) == count_broken(&a) + 2);
	references = json_object_get(object, "references");
	must(sp_cna_is_possible(&a) == (json_array_size(references) > 0));
}

static void
check_notice(const char *line, const char *words)
{
	static const char *const broken_by[] = {
		"0123456789abcdef0123456789abcdef01234567", NULL
	};
	static const char *const fixed_by[] = {
		"1123456789abcdef0123456789abcdef01234567", NULL
	};
	static const char *const fixed_in[] = { "v2", NULL };
	const char *const broken_in[] = { line, NULL };
	const struct sp_advisory_house house = {
		line, "https://git.example.org/x.git", "https://x.example/ns",
		line, "vendor", line, line, line, "",
		"01234567-89ab-4cde-8f01-23456789abcd"
	};
	const struct sp_advisory_person people[] = {
		{ SP_ADVISORY_REPORTER, line, NULL },
		{ SP_ADVISORY_PATCHER, line, line },
	};
	const struct sp_advisory_bug bug = { line, line, line };
	const struct sp_advisory_branch branch = {
		line, TRUE, broken_in, fixed_in, broken_by, fixed_by
	};
	const struct sp_advisory a = {
		.house = &house, .id = "LSN-2026-0001", .summary = line,
		.description = words, .impact = words, .severity = line,
		.published = 1, .people = people, .n_people = 2, .bugs = &bug,
		.n_bugs = 1, .branches = &branch, .n_branches = 1,
	};
	g_autofree char *as_text = NULL;
	struct sp_err err;

	if (sp_advisory_check(&a, &err) != SP_OK)
		return;
	check_xml(&a);
	check_osv(&a);
	check_csaf(&a);
	check_cna(&a);
	as_text = sp_lsn_text(&a);
	must(fuzz_clean(as_text, TRUE));
}

static void
check_list(const uint8_t *data, size_t size)
{
	g_autoptr(GPtrArray) rows = NULL;
	g_autofree char *again = NULL;
	struct sp_err err;

	if (sp_patchlist_read((const char *)data, size, &rows, &err) != SP_OK)
		return;
	must(sp_patchlist_write(rows, 0, &again, &err) == SP_OK);
	must(strlen(again) == size && memcmp(again, data, size) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *line = fuzz_line(&data, &size);
	g_autofree char *words = fuzz_text(data, size);

	check_notice(line, words);
	(void)sp_osv_is_id(line);
	check_list(data, size);
	return 0;
}
