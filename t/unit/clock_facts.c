/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clock_facts.c - what the events of a case say to its clocks */
#include <stdarg.h>
#include <string.h>

#include "lib/policy/clocks.h"
#include "t/unit/tap.h"

enum { HOUR = 3600, DAY = 24 * HOUR };

/* Monday 16 November 2026, 09:12 UTC. */
#define ARRIVED INT64_C(1794820320)

static struct sp_err err;

/* "verb", then names and values. */
static void happen(struct sp_dossier *d, int64_t at, const char *verb, ...)
		   G_GNUC_NULL_TERMINATED;

static void
happen(struct sp_dossier *d, int64_t at, const char *verb, ...)
{
	g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
	const struct sp_happening h = {
		.at = ARRIVED + at, .actor = "gate", .verb = verb,
		.args = args,
	};
	char *name;
	va_list ap;

	va_start(ap, verb);
	while ((name = va_arg(ap, char *)) != NULL)
		g_hash_table_insert(args, name, va_arg(ap, char *));
	va_end(ap);
	sp_dossier_apply(d, &h);
}

/* One letter, 64 times. */
static char *
digest(char letter)
{
	static char all[2][65];
	char *d = all[letter == 'b'];

	memset(d, letter, 64);
	return d;
}

static struct sp_dossier *
triaged(void)
{
	struct sp_dossier *d = sp_dossier_new();

	d->number = g_strdup("QSEC-2026-0007");
	d->arrived = ARRIVED;
	happen(d, HOUR, "approved", NULL);
	happen(d, DAY, "human-acknowledged", NULL);
	happen(d, 2 * DAY, "judged", "genuine", "yes", "misuse", "yes", NULL);
	happen(d, 2 * DAY, "rated", "severity", "Important", "impact", "x",
	       NULL);
	return d;
}

/* By the default policy. */
static struct sp_clock_facts
facts(const struct sp_dossier *d)
{
	g_autofree char *text = sp_config_sample("a@b.org", NULL, NULL, NULL,
						 NULL, &err);
	g_auto_config struct sp_config *conf = NULL;

	if (sp_config_parse("a.conf", "a", text, strlen(text), &conf, &err) !=
	    SP_OK)
		abort();
	return sp_clock_facts_of(d, conf);
}

static void
begins(void)
{
	struct sp_dossier *d = triaged();
	const struct sp_clock_facts f = facts(d);

	ok(f.arrived == ARRIVED && f.reporter && !f.held_only &&
	   f.answered == ARRIVED + DAY && f.told == f.answered,
	   "arrival and answer");
	ok(f.triaged == ARRIVED + 2 * DAY && f.wants_embargo &&
	   f.settled == 0, "triage, and no embargo yet");
	ok(f.embargo_end == 0 && f.patched == 0 && f.fixed == 0 &&
	   f.closed == 0 && f.went_public == 0 && f.exploited == 0,
	   "nothing else");
	sp_dossier_free(d);
}

static void
no_embargo(void)
{
	struct sp_dossier *d = triaged();
	struct sp_clock_facts f;

	happen(d, 3 * DAY, "embargo-none", "because", "it is small", NULL);
	f = facts(d);
	ok(f.settled == ARRIVED + 3 * DAY && f.embargo_began == 0 &&
	   f.embargo_end == 0, "none is wanted: decided");
	ok(d->embargo.state == SP_EMBARGO_NONE && d->embargo.none ==
	   ARRIVED + 3 * DAY && !d->embargo.untold &&
	   strcmp(d->embargo.none_because, "it is small") == 0,
	   "and nothing holds");
	sp_dossier_free(d);
}

static void
embargo(void)
{
	struct sp_dossier *d = triaged();
	g_autofree char *end = g_strdup_printf("%" G_GINT64_FORMAT,
					       ARRIVED + 12 * DAY);
	struct sp_clock_facts f;

	happen(d, 3 * DAY, "embargo-proposed", "end", end, "by", "jo@b.org",
	       NULL);
	f = facts(d);
	ok(f.embargo_end == 0 && f.settled == 0, "a proposal is none");
	happen(d, 3 * DAY + HOUR, "embargo-declined", NULL);
	f = facts(d);
	ok(f.embargo_end == 0 && f.settled == ARRIVED + 3 * DAY + HOUR,
	   "turned down: decided");
	happen(d, 4 * DAY, "embargo-proposed", "end", end, NULL);
	happen(d, 4 * DAY + HOUR, "embargo-accepted", NULL);
	f = facts(d);
	ok(f.embargo_began == ARRIVED + 4 * DAY + HOUR &&
	   f.embargo_end == ARRIVED + 12 * DAY && f.embargo_over == 0,
	   "accepted");
	happen(d, 5 * DAY, "flagged", "flag", "exploited", "source", "y",
	       NULL);
	f = facts(d);
	ok(f.exploited == ARRIVED + 5 * DAY && !f.wants_embargo, "exploited");
	happen(d, 6 * DAY, "embargo-ended", "because", "z", NULL);
	f = facts(d);
	ok(f.embargo_over == ARRIVED + 6 * DAY, "ended");
	happen(d, 7 * DAY, "flagged", "flag", "public", "source", "y", NULL);
	happen(d, 8 * DAY, "published", NULL);
	f = facts(d);
	ok(f.went_public == ARRIVED + 7 * DAY, "public since the flag");
	sp_dossier_free(d);
}

static void
merged(void)
{
	struct sp_dossier *d = triaged();
	g_autofree char *end = g_strdup_printf("%" G_GINT64_FORMAT,
					       ARRIVED + 12 * DAY);
	struct sp_clock_facts f;

	happen(d, 3 * DAY, "merged", "from", "Q-2026-0002", NULL);
	f = facts(d);
	ok(f.embargo_end == 0 && f.settled == 0, "a case that has none");
	happen(d, 4 * DAY, "merged", "from", "Q-2026-0003", "end", end, NULL);
	f = facts(d);
	ok(f.embargo_end == ARRIVED + 12 * DAY &&
	   f.settled == ARRIVED + 4 * DAY, "one that has: decided");
	sp_dossier_free(d);
}

static void
fixing(void)
{
	struct sp_dossier *d = triaged();
	struct sp_clock_facts f;

	happen(d, 3 * DAY, "patch-posted", "digest", digest('a'), "set",
	       digest('a'), "subject", "foo", "address", "mo@b.org", "number",
	       "1", "total", "1", NULL);
	f = facts(d);
	ok(f.patched == ARRIVED + 3 * DAY && f.reviewed == 0, "a patch");
	happen(d, 4 * DAY, "reviewed", "digest", digest('a'), "tag",
	       "Reviewed-by", "who", "Rae <rae@b.org>", "by", "rae@b.org",
	       NULL);
	f = facts(d);
	ok(f.reviewed == ARRIVED + 4 * DAY, "reviewed");
	happen(d, 5 * DAY, "patch-posted", "digest", digest('b'), "set",
	       digest('b'), "subject", "foo", "address", "mo@b.org", "number",
	       "1", "total", "1", NULL);
	f = facts(d);
	ok(f.patched == ARRIVED + 5 * DAY && f.reviewed == 0,
	   "another one is not");
	happen(d, 5 * DAY, "patch-dropped", "digest", digest('b'), "set", "",
	       NULL);
	f = facts(d);
	ok(f.patched == 0 && f.reviewed == 0, "none is left");
	happen(d, 5 * DAY, "cve-set", "state", "requested", NULL);
	f = facts(d);
	ok(f.cve_requested == ARRIVED + 5 * DAY, "a CVE number was requested");
	happen(d, 6 * DAY, "cve-set", "state", "assigned", "id",
	       "CVE-2026-12345", NULL);
	f = facts(d);
	ok(f.cve_requested == 0, "and is there");
	happen(d, 7 * DAY, "announced", "target", "predisclosure", "where",
	       "list", NULL);
	f = facts(d);
	ok(f.predisclosed == ARRIVED + 7 * DAY, "told to those who hear first");
	sp_dossier_free(d);
}

static void
tags(void)
{
	struct sp_dossier *d = triaged();
	struct sp_clock_facts f;

	happen(d, 8 * DAY, "branch-set", "branch", "stable", "status", "fixed",
	       NULL);
	happen(d, 9 * DAY, "branch-set", "branch", "master", "status", "fixed",
	       NULL);
	happen(d, 9 * DAY, "branch-set", "branch", "old", "status",
	       "not-affected", NULL);
	f = facts(d);
	ok(f.fixed == ARRIVED + 8 * DAY, "the first fix has no tag");
	happen(d, 10 * DAY, "branch-set", "branch", "stable", "tag", "v1.1",
	       NULL);
	f = facts(d);
	ok(f.fixed == ARRIVED + 9 * DAY, "the second has none");
	happen(d, 10 * DAY, "branch-set", "branch", "master", "tag", "v2",
	       NULL);
	f = facts(d);
	ok(f.fixed == 0, "all have");
	happen(d, 11 * DAY, "closed", "resolution", "fixed", NULL);
	f = facts(d);
	ok(f.closed == ARRIVED + 11 * DAY, "closed");
	sp_dossier_free(d);
}

int
main(void)
{
	begins();
	no_embargo();
	embargo();
	merged();
	fixing();
	tags();
	return tap_done();
}
