/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cna.c - a notice as what a CNA says in a CVE record, version 5
 *
 * The container alone, which is all that a CNA submits. Of versions that no
 * branch speaks of it says that they are unknown: nobody may have looked at
 * them. */
#include <string.h>

#include "lib/notice/cvss.h"
#include "lib/notice/json.h"
#include "lib/notice/versions.h"

#define MORE " [...]"		/* behind what was cut */
#define PRECISION 3		/* digits of a score: 10.0 */

/* Characters, of which the format has no place for more. */
enum { TITLE_MAX = 256, VENDOR_MAX = 512, PRODUCT_MAX = 2048, LABEL_MAX = 512,
       URL_MAX = 2048, TEXT_MAX = 4096 };

static const char *const roles[SP_ADVISORY_ROLES] = {
	[SP_ADVISORY_REPORTER] = "reporter",
	[SP_ADVISORY_PATCHER] = "remediation developer",
	[SP_ADVISORY_REVIEWER] = "remediation reviewer",
	[SP_ADVISORY_TESTER] = "remediation verifier",
	[SP_ADVISORY_COORDINATOR] = "coordinator",
	[SP_ADVISORY_TOOL] = "tool",
};

/* --- words ---------------------------------------------------------------- */

static gboolean
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* At most that many characters: whole words, unless it begins with one that is
 * longer; g_free(). */
static char *
cut(const char *text, glong max)
{
	g_autofree char *words = NULL;
	const char *end, *at;

	if (g_utf8_strlen(text, -1) <= max)
		return g_strdup(text);
	end = g_utf8_offset_to_pointer(text, max - (glong)strlen(MORE));
	for (at = end; at > text && !is_blank(*at); at--)
		continue;
	while (at > text && is_blank(at[-1]))
		at--;
	words = g_strndup(text, (gsize)((at > text ? at : end) - text));
	return g_strconcat(words, MORE, NULL);
}

static void
put_text(json_t *object, const char *name, const char *text, glong max)
{
	g_autofree char *fitting = cut(text, max);

	sp_json_text(object, name, fitting);
}

/* A list of one, in the language that everything of ours is in. */
static void
put_words(json_t *object, const char *name, const char *text)
{
	g_autofree char *fitting = cut(text, TEXT_MAX);

	json_object_set_new(object, name, json_pack("[{s:s, s:s}]", "lang",
						    "en", "value", fitting));
}

static void
put_description(json_t *object, const struct sp_advisory *a)
{
	g_autofree char *text = a->impact && *a->impact
		? g_strdup_printf("%s\n\nImpact: %s", a->description, a->impact)
		: g_strdup(a->description);

	G_STATIC_ASSERT(TEXT_MAX == SP_CNA_DESCRIPTION_MAX);
	put_words(object, "descriptions", text);
}

/* --- addresses ------------------------------------------------------------ */

/* One that can be fetched, as RFC 3986 has it; g_free(). NULL: it is none. */
static char *
address_of(const char *text)
{
	g_autofree char *uri = g_uri_escape_string(text, "%"
		G_URI_RESERVED_CHARS_GENERIC_DELIMITERS
		G_URI_RESERVED_CHARS_SUBCOMPONENT_DELIMITERS, FALSE);

	if ((!g_str_has_prefix(uri, "https://") &&
	     !g_str_has_prefix(uri, "http://")) || strlen(uri) > URL_MAX ||
	    !g_uri_is_valid(uri, G_URI_FLAGS_NONE, NULL))
		return NULL;
	return g_steal_pointer(&uri);
}

static void
put_reference(json_t *references, const char *address, const char *what,
	      const char *tag)
{
	g_autofree char *url = address_of(address);
	g_autofree char *name = cut(what, LABEL_MAX);

	if (url)
		sp_json_once(references, json_pack("{s:s, s:s, s:[s]}", "url",
			url, "name", name, "tags", tag));
}

/* A commit has no address that could be told from that of the repository. */
static void
put_references(json_t *object, const struct sp_advisory *a)
{
	json_t *references = json_array();

	if (*a->house->web) {
		g_autofree char *text = sp_advisory_text_url(a);

		put_reference(references, text, a->id,
			      strcmp(a->house->category, "vendor") == 0
			      ? "vendor-advisory" : "third-party-advisory");
	}
	for (size_t i = 0; i < a->n_bugs; i++) {
		const struct sp_advisory_bug *bug = &a->bugs[i];
		g_autofree char *what = g_strdup_printf("%s bug %s",
							bug->tracker, bug->id);

		if (bug->url)
			put_reference(references, bug->url, what,
				      "issue-tracking");
	}
	sp_json_list(object, "references", references);
}

gboolean
sp_cna_has_reference(const struct sp_advisory *a)
{
	g_autofree char *web = address_of(a->house->web);

	for (size_t i = 0; !web && i < a->n_bugs; i++)
		web = a->bugs[i].url ? address_of(a->bugs[i].url) : NULL;
	return web != NULL;
}

gboolean
sp_cna_is_possible(const struct sp_advisory *a)
{
	return *a->house->cna && a->cve && sp_cna_has_reference(a);
}

/* --- what is affected ----------------------------------------------------- */

/* until NULL: that version alone. limit: whether until belongs to it. */
static void
put_range(json_t *versions, const char *from, const char *limit,
	  const char *until, const char *status)
{
	json_t *range = json_object();

	sp_json_text(range, "version", from);
	sp_json_text(range, limit, until);
	sp_json_text(range, "versionType", "git");
	sp_json_text(range, "status", status);
	sp_json_once(versions, range);
}

/* From what broke the branch up to its fix, by commit where it is known. What
 * has none is broken up to its newest commit. FALSE: it has one, and nobody says
 * which. */
static gboolean
put_branch(json_t *versions, const char *from,
	   const struct sp_advisory_branch *b)
{
	const char *const *fixes = b->fixed_by ? b->fixed_by : b->fixed_in;

	for (; fixes && *fixes; fixes++)
		put_range(versions, from, "lessThan", *fixes, "affected");
	if (!b->fixed && !b->fixed_by && !b->fixed_in)
		put_range(versions, from, "lessThanOrEqual", b->name,
			  "affected");
	return !b->fixed || b->fixed_by || b->fixed_in;
}

static gboolean
is_in(const char *const *names, const char *name)
{
	return names && g_strv_contains(names, name);
}

/* A branch that says where it was fixed and not where it was broken: what broke
 * the others is taken to have broken it too. Who does not know at all where it
 * began has to say from the beginning. */
static void
put_parent(json_t *versions, const struct sp_advisory *a,
	   const struct sp_version *v)
{
	gboolean known = FALSE;

	for (size_t i = 0; i < a->n_branches; i++) {
		const struct sp_advisory_branch *b = &a->branches[i];

		for (size_t n = 0; b->broken_by && b->broken_by[n]; n++)
			put_range(versions, b->broken_by[n], "lessThan",
				  v->fix, "affected");
		known |= b->broken_by || b->broken_in;
	}
	put_range(versions, known ? v->name : "0", "lessThan",
		  known ? NULL : v->fix, "affected");
}

/* What breaks one branch is there in another as well, when that began later;
 * of a tag nothing is known but itself. */
static void
put_broken(json_t *versions, const struct sp_advisory *a,
	   const struct sp_version *v)
{
	gboolean ends = v->fix != NULL;

	if (v->fix)
		put_parent(versions, a, v);
	for (size_t i = 0; i < a->n_branches; i++)
		if (is_in(a->branches[i].broken_by, v->name))
			ends |= put_branch(versions, v->name, &a->branches[i]);
	if (!ends)
		put_range(versions, v->name, "lessThan", NULL, "affected");
}

/* All that comes behind a fix has it. */
static void
put_fixed(json_t *versions, const struct sp_advisory *a,
	  const struct sp_version *v)
{
	const char *until = NULL;

	for (size_t i = 0; !until && i < a->n_branches; i++)
		until = is_in(a->branches[i].fixed_by, v->name) ? "*" : NULL;
	put_range(versions, v->name, "lessThan", until, "unaffected");
}

static json_t *
versions_of(const struct sp_advisory *a)
{
	g_autoptr(GPtrArray) all = sp_versions_of(a);
	json_t *versions = json_array();

	for (guint i = 0; i < all->len; i++) {
		const struct sp_version *v = all->pdata[i];

		if (v->fixed)
			put_fixed(versions, a, v);
		else
			put_broken(versions, a, v);
	}
	return versions;
}

static void
put_affected(json_t *object, const struct sp_advisory *a)
{
	const struct sp_advisory_house *house = a->house;
	g_autofree char *repository = address_of(house->repository);
	json_t *product = json_object();

	put_text(product, "vendor", *house->publisher ? house->publisher
						      : house->product,
		 VENDOR_MAX);
	put_text(product, "product", house->product, PRODUCT_MAX);
	sp_json_text(product, "repo", repository);
	json_object_set_new(product, "versions", versions_of(a));
	sp_json_text(product, "defaultStatus", "unknown");
	json_object_set_new(object, "affected", json_pack("[o]", product));
}

/* --- how bad, and who ----------------------------------------------------- */

static void
put_metrics(json_t *object, const struct sp_advisory *a)
{
	json_t *metrics = json_array();
	struct sp_err ignored;
	struct sp_cvss cvss;

	if (a->cvss && sp_cvss_read(a->cvss, &cvss, &ignored) == SP_OK)
		json_array_append_new(metrics, json_pack(
			"{s:s, s:{s:s, s:s, s:f, s:s}}", "format", "CVSS",
			"cvssV3_1", "version", "3.1", "vectorString",
			cvss.vector, "baseScore", cvss.tenths / 10.0,
			"baseSeverity", cvss.severity));
	/* Low to Critical have no place of their own in the format. */
	if (a->severity && *a->severity)
		json_array_append_new(metrics, json_pack(
			"{s:s, s:{s:s, s:{s:s}}}", "format", "other", "other",
			"type", "severity", "content", "value", a->severity));
	sp_json_list(object, "metrics", metrics);
}

static void
put_credits(json_t *object, const struct sp_advisory *a)
{
	json_t *credits = json_array();

	for (size_t i = 0; i < a->n_people; i++) {
		const struct sp_advisory_person *p = &a->people[i];
		g_autofree char *name = cut(p->name && *p->name ? p->name
								: p->email,
					    TEXT_MAX);

		sp_json_once(credits, json_pack("{s:s, s:s, s:s}", "lang", "en",
						"value", name, "type",
						roles[p->role]));
	}
	sp_json_list(object, "credits", credits);
}

/* --- all of it ------------------------------------------------------------ */

char *
sp_cna_json(const struct sp_advisory *a)
{
	json_auto_t *object = json_object();
	g_autofree char *text = NULL;

	json_object_set_new(object, "providerMetadata", json_pack("{s:s}",
			    "orgId", a->house->cna));
	put_text(object, "title", a->summary, TITLE_MAX);
	sp_json_time(object, "datePublic", a->published);
	put_description(object, a);
	put_affected(object, a);
	put_references(object, a);
	put_metrics(object, a);
	if (a->workaround && *a->workaround)
		put_words(object, "workarounds", a->workaround);
	put_credits(object, a);
	json_object_set_new(object, "source", json_pack("{s:s}", "advisory",
							a->id));
	json_object_set_new(object, "x_generator", json_pack("{s:s}", "engine",
							     "sallyport"));
	text = json_dumps(object, JSON_INDENT(2) |
			  JSON_REAL_PRECISION(PRECISION));
	return g_strconcat(text, "\n", NULL);
}
