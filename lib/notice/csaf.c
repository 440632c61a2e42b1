/* SPDX-License-Identifier: GPL-2.0-or-later */
/* csaf.c - a notice in the Common Security Advisory Framework 2.0 (OASIS)
 *
 * The profile is Security Advisory (section 4.4). Every version is a product of
 * its own, which is broken or fixed. */
#include <string.h>

#include "lib/notice/cvss.h"
#include "lib/notice/json.h"
#include "lib/notice/versions.h"

#define STANDARD "2.0"
#define PROFILE "csaf_security_advisory"
#define PRECISION 3		/* digits of a score: 10.0 */
#define NAME_CHARS "abcdefghijklmnopqrstuvwxyz0123456789+-"
#define TLP "https://www.first.org/tlp/"

static const char *const roles[SP_ADVISORY_ROLES] = {
	[SP_ADVISORY_REPORTER] = "Reporter",
	[SP_ADVISORY_PATCHER] = "Author of the fix",
	[SP_ADVISORY_REVIEWER] = "Reviewer of the fix",
	[SP_ADVISORY_TESTER] = "Tester of the fix",
	[SP_ADVISORY_COORDINATOR] = "Coordinator",
	[SP_ADVISORY_TOOL] = "Tool",
};

gboolean
sp_csaf_is_possible(const struct sp_advisory_house *house)
{
	return *house->publisher && *house->homepage;
}

char *
sp_csaf_path(const struct sp_advisory *a)
{
	g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(a->published);
	g_autofree char *small = g_ascii_strdown(a->id, -1);
	GString *path = g_string_new(NULL);

	g_string_append_printf(path, "%04d/", g_date_time_get_year(t));
	for (const char *c = small; *c; ) {
		const size_t n = strspn(c, NAME_CHARS);

		g_string_append_len(path, c, (gssize)n);
		c += n;
		if (*c)
			g_string_append_c(path, '_');
		c += strcspn(c, NAME_CHARS);
	}
	g_string_append(path, ".json");
	return g_string_free(path, FALSE);
}

/* --- the document --------------------------------------------------------- */

static void
put_publisher(json_t *object, const struct sp_advisory_house *house)
{
	json_t *publisher = json_object();

	sp_json_text(publisher, "category", house->category);
	sp_json_text(publisher, "contact_details", house->contact);
	sp_json_text(publisher, "name", house->publisher);
	sp_json_text(publisher, "namespace", house->homepage);
	json_object_set_new(object, "publisher", publisher);
}

static void
put_revision(json_t *history, int64_t at, const char *what)
{
	g_autofree char *number =
		g_strdup_printf("%zu", json_array_size(history) + 1);
	json_t *revision = json_object();

	sp_json_time(revision, "date", at);
	sp_json_text(revision, "number", number);
	sp_json_text(revision, "summary", what);
	json_array_append_new(history, revision);
}

static void
put_tracking(json_t *document, const struct sp_advisory *a)
{
	json_t *tracking = json_object();
	json_t *history = json_array();
	g_autofree char *version = g_strdup_printf("%zu", a->n_revisions + 1);

	put_revision(history, a->published, "First published");
	for (size_t i = 0; i < a->n_revisions; i++) {
		g_autofree char *what = g_strdup_printf("Changed: %s",
			a->revisions[i].what);

		put_revision(history, a->revisions[i].at, what);
	}
	sp_json_time(tracking, "current_release_date",
		     sp_advisory_modified(a));
	json_object_set_new(tracking, "generator", json_pack("{s:{s:s}}",
			    "engine", "name", "sallyport"));
	sp_json_text(tracking, "id", a->id);
	sp_json_time(tracking, "initial_release_date", a->published);
	json_object_set_new(tracking, "revision_history", history);
	sp_json_text(tracking, "status", "final");
	sp_json_text(tracking, "version", version);
	json_object_set_new(document, "tracking", tracking);
}

static void
put_reference(json_t *references, const char *category, const char *what,
	      const char *url)
{
	json_t *reference = json_object();

	sp_json_text(reference, "category", category);
	sp_json_text(reference, "summary", what);
	sp_json_text(reference, "url", url);
	json_array_append_new(references, reference);
}

static void
put_references(json_t *document, const struct sp_advisory *a)
{
	json_t *references = json_array();

	if (*a->house->web) {
		g_autofree char *path = sp_csaf_path(a);
		g_autofree char *self = sp_advisory_url(a->house, "csaf", path);
		g_autofree char *text = sp_advisory_text_url(a);

		put_reference(references, "self", "This advisory", self);
		put_reference(references, "self", "The notice as text", text);
	}
	for (size_t i = 0; i < a->n_bugs; i++) {
		const struct sp_advisory_bug *bug = &a->bugs[i];
		g_autofree char *what = g_strdup_printf("%s bug %s",
							bug->tracker, bug->id);

		if (bug->url)
			put_reference(references, "external", what, bug->url);
	}
	sp_json_list(document, "references", references);
}

static json_t *
document_of(const struct sp_advisory *a)
{
	json_t *document = json_object();
	g_autofree char *title = g_strdup_printf("%s: %s", a->id, a->summary);

	if (a->severity)
		json_object_set_new(document, "aggregate_severity",
				    json_pack("{s:s}", "text", a->severity));
	sp_json_text(document, "category", PROFILE);
	sp_json_text(document, "csaf_version", STANDARD);
	json_object_set_new(document, "distribution", json_pack(
		"{s:{s:s, s:s}}", "tlp", "label", "WHITE", "url", TLP));
	sp_json_text(document, "lang", "en");
	put_publisher(document, a->house);
	put_references(document, a);
	sp_json_text(document, "title", title);
	put_tracking(document, a);
	return document;
}

/* --- products ------------------------------------------------------------- */

static json_t *
branch_of(const char *category, const char *name, json_t *below)
{
	return json_pack("{s:s, s:s, s:o}", "category", category, "name", name,
			 "branches", below);
}

static json_t *
version_of(const struct sp_advisory *a, const struct sp_version *v)
{
	g_autofree char *name = g_strdup_printf("%s %s", a->house->product,
						v->name);
	g_autofree char *purl = sp_version_purl(a->house, v->name);

	return json_pack("{s:s, s:s, s:{s:s, s:s, s:{s:s}}}",
			 "category", "product_version", "name", v->name,
			 "product", "name", name, "product_id", v->name,
			 "product_identification_helper", "purl", purl);
}

static json_t *
products_of(const struct sp_advisory *a, const GPtrArray *versions)
{
	json_t *leaves = json_array();
	json_t *product, *vendor;

	for (guint i = 0; i < versions->len; i++)
		json_array_append_new(leaves, version_of(a,
							 versions->pdata[i]));
	product = branch_of("product_name", a->house->product, leaves);
	vendor = branch_of("vendor", a->house->publisher,
			   json_pack("[o]", product));
	return json_pack("{s:[o]}", "branches", vendor);
}

/* --- the vulnerability ---------------------------------------------------- */

enum standing { FIXED, BROKEN, HELPED, HELPLESS };

/* The products that stand so; they may be none. */
static json_t *
those(const GPtrArray *versions, enum standing how)
{
	json_t *ids = json_array();

	for (guint i = 0; i < versions->len; i++) {
		const struct sp_version *v = versions->pdata[i];

		if (how == FIXED ? v->fixed : !v->fixed && (how == BROKEN ||
		    v->helped == (how == HELPED)))
			json_array_append_new(ids, json_string(v->name));
	}
	return ids;
}

static void
put_acknowledgments(json_t *vulnerability, const struct sp_advisory *a)
{
	json_t *all = json_array();

	for (int role = 0; role < SP_ADVISORY_ROLES; role++) {
		json_t *names = json_array();

		for (size_t i = 0; i < a->n_people; i++) {
			const struct sp_advisory_person *p = &a->people[i];

			if ((int)p->role == role)
				json_array_append_new(names, json_string(
					p->name && *p->name ? p->name
							    : p->email));
		}
		if (json_array_size(names) > 0)
			json_array_append_new(all, json_pack("{s:o, s:s}",
				"names", names, "summary", roles[role]));
		else
			json_decref(names);
	}
	sp_json_list(vulnerability, "acknowledgments", all);
}

static void
put_id(json_t *ids, const char *system, const char *text)
{
	json_array_append_new(ids, json_pack("{s:s, s:s}", "system_name",
					     system, "text", text));
}

static void
put_ids(json_t *vulnerability, const struct sp_advisory *a)
{
	json_t *ids = json_array();

	put_id(ids, a->house->publisher, a->id);
	for (size_t i = 0; i < a->n_bugs; i++)
		put_id(ids, a->bugs[i].tracker, a->bugs[i].id);
	json_object_set_new(vulnerability, "ids", ids);
	sp_json_text(vulnerability, "cve", a->cve);
}

static void
append_names(GString *text, const char *what, const char *const *names)
{
	if (!names)
		return;
	g_string_append_printf(text, "%s %s", what, names[0]);
	for (names++; *names; names++)
		g_string_append_printf(text, ", %s", *names);
}

/* A line for each branch that has it. */
static char *
fixes_of(const struct sp_advisory *a)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < a->n_branches; i++) {
		const struct sp_advisory_branch *b = &a->branches[i];

		if (!b->fixed && !b->fixed_in && !b->fixed_by)
			continue;
		g_string_append_printf(text, "%s%s: fixed",
				       text->len ? "\n" : "", b->name);
		append_names(text, " in", b->fixed_in);
		append_names(text, " by", b->fixed_by);
	}
	return g_string_free(text, FALSE);
}

/* Takes the products; of none there is nothing to say. */
static void
put_remedy(json_t *remedies, const char *category, const char *details,
	   json_t *products)
{
	if (details && *details && json_array_size(products) > 0)
		json_array_append_new(remedies, json_pack("{s:s, s:s, s:O}",
			"category", category, "details", details,
			"product_ids", products));
	json_decref(products);
}

static void
put_remedies(json_t *vulnerability, const struct sp_advisory *a,
	     const GPtrArray *versions)
{
	json_t *remedies = json_array();
	g_autofree char *fixes = fixes_of(a);

	put_remedy(remedies, "vendor_fix", fixes, those(versions, HELPED));
	put_remedy(remedies, "none_available", "There is no fix yet.",
		   those(versions, HELPLESS));
	put_remedy(remedies, "workaround", a->workaround,
		   those(versions, BROKEN));
	sp_json_list(vulnerability, "remediations", remedies);
}

static void
put_score(json_t *vulnerability, const struct sp_advisory *a,
	  const GPtrArray *versions)
{
	json_t *products = those(versions, BROKEN);
	struct sp_err ignored;
	struct sp_cvss cvss;

	if (a->cvss && json_array_size(products) > 0 &&
	    sp_cvss_read(a->cvss, &cvss, &ignored) == SP_OK)
		json_object_set_new(vulnerability, "scores", json_pack(
			"[{s:{s:s, s:s, s:f, s:s}, s:O}]", "cvss_v3",
			"version", "3.1", "vectorString", cvss.vector,
			"baseScore", cvss.tenths / 10.0,
			"baseSeverity", cvss.severity, "products", products));
	json_decref(products);
}

static json_t *
vulnerability_of(const struct sp_advisory *a, const GPtrArray *versions)
{
	json_t *vulnerability = json_object();
	json_t *status = json_object();

	put_acknowledgments(vulnerability, a);
	put_ids(vulnerability, a);
	json_object_set_new(vulnerability, "notes", json_pack(
		"[{s:s, s:s, s:s}]", "category", "description", "text",
		a->description, "title", "Description"));
	sp_json_list(status, "fixed", those(versions, FIXED));
	sp_json_list(status, "known_affected", those(versions, BROKEN));
	json_object_set_new(vulnerability, "product_status", status);
	sp_json_time(vulnerability, "release_date", a->published);
	put_remedies(vulnerability, a, versions);
	put_score(vulnerability, a, versions);
	if (a->impact && *a->impact)
		json_object_set_new(vulnerability, "threats", json_pack(
			"[{s:s, s:s}]", "category", "impact", "details",
			a->impact));
	sp_json_text(vulnerability, "title", a->summary);
	return vulnerability;
}

char *
sp_csaf_json(const struct sp_advisory *a)
{
	g_autoptr(GPtrArray) versions = sp_versions_of(a);
	json_auto_t *whole = json_object();
	g_autofree char *text = NULL;

	json_object_set_new(whole, "document", document_of(a));
	json_object_set_new(whole, "product_tree", products_of(a, versions));
	json_object_set_new(whole, "vulnerabilities", json_pack("[o]",
			    vulnerability_of(a, versions)));
	text = json_dumps(whole, JSON_SORT_KEYS | JSON_INDENT(2) |
			  JSON_REAL_PRECISION(PRECISION));
	return g_strconcat(text, "\n", NULL);
}

/* --- the provider --------------------------------------------------------- */

/* What may be read by all may be listed and copied by all. */
char *
sp_csaf_provider(const struct sp_advisory_house *house,
		 const char *const *fingerprints, const char *changed)
{
	g_autofree char *self = sp_advisory_url(house, "csaf",
						"provider-metadata.json");
	g_autofree char *folder = sp_advisory_url(house, "csaf", "");
	g_autofree char *text = NULL;
	json_auto_t *whole = json_object();
	json_t *keys = json_array();

	for (; *fingerprints; fingerprints++) {
		g_autofree char *path = g_strdup_printf("openpgp/%s.asc",
							*fingerprints);
		g_autofree char *url = sp_advisory_url(house, "csaf", path);

		json_array_append_new(keys, json_pack("{s:s, s:s}",
			"fingerprint", *fingerprints, "url", url));
	}
	sp_json_text(whole, "canonical_url", self);
	json_object_set_new(whole, "distributions", json_pack("[{s:s}]",
			    "directory_url", folder));
	sp_json_text(whole, "last_updated", changed);
	json_object_set_new(whole, "list_on_CSAF_aggregators", json_true());
	sp_json_text(whole, "metadata_version", STANDARD);
	json_object_set_new(whole, "mirror_on_CSAF_aggregators", json_true());
	sp_json_list(whole, "public_openpgp_keys", keys);
	put_publisher(whole, house);
	sp_json_text(whole, "role", "csaf_trusted_provider");
	text = json_dumps(whole, JSON_SORT_KEYS | JSON_INDENT(2));
	return g_strconcat(text, "\n", NULL);
}

/* --- of one that is there ------------------------------------------------- */

enum sp_status
sp_csaf_released(const char *text, size_t len, char **instant,
		 struct sp_err *err)
{
	json_auto_t *whole = json_loadb(text, len, JSON_REJECT_DUPLICATES,
					NULL);
	g_autoptr(GDateTime) t = NULL;
	const char *date = NULL;

	if (whole && json_unpack(whole, "{s:{s:{s:s}}}", "document",
				 "tracking", "current_release_date",
				 &date) == 0)
		t = g_date_time_new_from_iso8601(date, NULL);
	if (!t)
		return sp_fail(err, SP_EDATA, "it is no CSAF document, or "
			       "has no current_release_date");
	*instant = g_strdup(date);
	return SP_OK;
}
