/* SPDX-License-Identifier: GPL-2.0-or-later */
/* osv.c - a notice in the Open Source Vulnerability format
 *
 * A range of commits names every fix, those that were picked into other
 * branches as well: a scanner that knows one of them alone calls the others
 * vulnerable. */
#include "lib/notice/advisory.h"

#include <string.h>

#include "lib/notice/json.h"

#define VERSION "1.7.5"
#define FOREIGN "x_"		/* before an identifier of nobody's database */

/* The databases whose prefixes that version knows. */
static const char *const registered[] = {
	"ALBA", "ALEA", "ALPINE", "ALSA", "ASB-A", "AZL", "BELL", "BIT", "CGA",
	"CLEANSTART", "CLSA", "CURL", "CVE", "DEBIAN", "DHI", "DLA", "DRUPAL",
	"DSA", "DTSA", "ECHO", "EEF", "ELA", "FreeBSD", "GHSA", "GO", "GSD",
	"HSEC", "JLSEC", "KUBE", "LBSEC", "LSN", "MAL", "MGASA", "MINI", "OESA",
	"OSEC", "OSV", "PHSA", "PSF", "PUB-A", "PYSEC", "RHBA", "RHEA", "RHSA",
	"RLSA", "ROOT", "RSEC", "RUSTSEC", "RXSA", "SUSE-FU", "SUSE-OU",
	"SUSE-RU", "SUSE-SU", "UBUNTU", "USN", "V8", "openSUSE-SU",
};

static const char *const roles[SP_ADVISORY_ROLES] = {
	[SP_ADVISORY_REPORTER] = "REPORTER",
	[SP_ADVISORY_PATCHER] = "REMEDIATION_DEVELOPER",
	[SP_ADVISORY_REVIEWER] = "REMEDIATION_REVIEWER",
	[SP_ADVISORY_TESTER] = "REMEDIATION_VERIFIER",
	[SP_ADVISORY_COORDINATOR] = "COORDINATOR",
	[SP_ADVISORY_TOOL] = "TOOL",
};

/* --- identifiers ---------------------------------------------------------- */

static gboolean
is_registered(const char *id)
{
	for (size_t i = 0; i < G_N_ELEMENTS(registered); i++) {
		const size_t len = strlen(registered[i]);

		if (strncmp(id, registered[i], len) == 0 && id[len] == '-' &&
		    id[len + 1])
			return TRUE;
	}
	return FALSE;
}

gboolean
sp_osv_is_id(const char *id)
{
	const char *own = id + strlen(FOREIGN);
	const char *hyphen;

	for (const char *c = id; *c; c++)
		if (!g_ascii_isgraph(*c))
			return FALSE;
	if (is_registered(id))
		return TRUE;
	if (!g_str_has_prefix(id, FOREIGN))
		return FALSE;
	hyphen = strchr(own, '-');
	return g_ascii_isalpha(*own) && hyphen && hyphen[1];
}

char *
sp_osv_id(const struct sp_advisory *a)
{
	return g_strconcat(is_registered(a->id) ? "" : FOREIGN, a->id, NULL);
}

/* --- members -------------------------------------------------------------- */

static void
put_details(json_t *object, const struct sp_advisory *a)
{
	g_autoptr(GString) text = g_string_new(a->description);

	if (a->impact && *a->impact)
		g_string_append_printf(text, "\n\n## Impact\n\n%s", a->impact);
	if (a->workaround && *a->workaround)
		g_string_append_printf(text, "\n\n## Workaround\n\n%s",
				       a->workaround);
	sp_json_text(object, "details", text->str);
}

/* --- what is affected ----------------------------------------------------- */

/* Branches share much of their history, and so these strings: each once. */
static void
each_once(GPtrArray *to, const char *const *strings)
{
	for (; strings && *strings; strings++)
		if (!g_ptr_array_find_with_equal_func(to, *strings,
						      g_str_equal, NULL))
			g_ptr_array_add(to, (gpointer)*strings);
}

static void
put_events(json_t *events, const char *name, const GPtrArray *commits)
{
	for (guint i = 0; i < commits->len; i++) {
		json_t *event = json_object();

		sp_json_text(event, name, commits->pdata[i]);
		json_array_append_new(events, event);
	}
}

/* Who does not know where it began has to say from the beginning. */
static json_t *
commits_of(const struct sp_advisory *a)
{
	g_autoptr(GPtrArray) introduced = g_ptr_array_new();
	g_autoptr(GPtrArray) fixed = g_ptr_array_new();
	json_t *range = json_object();
	json_t *events = json_array();

	for (size_t i = 0; i < a->n_branches; i++) {
		each_once(introduced, a->branches[i].broken_by);
		each_once(fixed, a->branches[i].fixed_by);
	}
	if (introduced->len == 0)
		g_ptr_array_add(introduced, (gpointer)"0");
	sp_json_text(range, "type", "GIT");
	sp_json_text(range, "repo", a->house->repository);
	put_events(events, "introduced", introduced);
	put_events(events, "fixed", fixed);
	json_object_set_new(range, "events", events);
	return range;
}

static void
put_affected(json_t *object, const struct sp_advisory *a)
{
	g_autoptr(GPtrArray) tags = g_ptr_array_new();
	json_t *affected = json_object();
	json_t *ranges = json_array();
	json_t *versions = json_array();
	json_t *array = json_array();

	for (size_t i = 0; i < a->n_branches; i++)
		each_once(tags, a->branches[i].broken_in);
	for (guint i = 0; i < tags->len; i++)
		json_array_append_new(versions, json_string(tags->pdata[i]));
	json_array_append_new(ranges, commits_of(a));
	json_object_set_new(affected, "ranges", ranges);
	sp_json_list(affected, "versions", versions);
	json_array_append_new(array, affected);
	json_object_set_new(object, "affected", array);
}

/* --- references and people ------------------------------------------------ */

static void
put_references(json_t *object, const struct sp_advisory *a)
{
	json_t *array = json_array();

	if (*a->house->web) {
		g_autofree char *url = sp_advisory_text_url(a);

		json_array_append_new(array, json_pack("{s:s, s:s}", "type",
						       "ADVISORY", "url", url));
	}
	for (size_t i = 0; i < a->n_bugs; i++)
		if (a->bugs[i].url)
			json_array_append_new(array, json_pack("{s:s, s:s}",
				"type", "REPORT", "url", a->bugs[i].url));
	sp_json_list(object, "references", array);
}

static void
put_credits(json_t *object, const struct sp_advisory *a)
{
	json_t *array = json_array();

	for (size_t i = 0; i < a->n_people; i++) {
		const struct sp_advisory_person *p = &a->people[i];
		const gboolean named = p->name && *p->name;
		json_t *credit = json_object();

		sp_json_text(credit, "name", named ? p->name : p->email);
		if (p->email && *p->email) {
			g_autofree char *url = g_strconcat("mailto:", p->email,
							   NULL);

			json_object_set_new(credit, "contact",
					    json_pack("[s]", url));
		}
		sp_json_text(credit, "type", roles[p->role]);
		json_array_append_new(array, credit);
	}
	sp_json_list(object, "credits", array);
}

char *
sp_osv_json(const struct sp_advisory *a)
{
	json_auto_t *object = json_object();
	g_autofree char *id = sp_osv_id(a);
	g_autofree char *text = NULL;
	json_t *aliases = json_array();

	sp_json_text(object, "schema_version", VERSION);
	sp_json_text(object, "id", id);
	sp_json_time(object, "modified", sp_advisory_modified(a));
	sp_json_time(object, "published", a->published);
	if (a->cve)
		json_array_append_new(aliases, json_string(a->cve));
	sp_json_list(object, "aliases", aliases);
	sp_json_text(object, "summary", a->summary);
	put_details(object, a);
	if (a->cvss)
		json_object_set_new(object, "severity",
				    json_pack("[{s:s, s:s}]", "type", "CVSS_V3",
					      "score", a->cvss));
	put_affected(object, a);
	put_references(object, a);
	put_credits(object, a);
	/* Low to Critical have no place of their own in the format. */
	if (a->severity)
		json_object_set_new(object, "database_specific",
				    json_pack("{s:s}", "severity",
					      a->severity));
	text = json_dumps(object, JSON_INDENT(2));
	return g_strconcat(text, "\n", NULL);
}
