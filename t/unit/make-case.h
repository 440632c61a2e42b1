/* SPDX-License-Identifier: GPL-2.0-or-later */
/* make-case.h - a case for tests: what has happened in it, as text
 *
 * One event a line: "seconds-since-it-came verb name=value;name=value". */
#ifndef T_UNIT_MAKE_CASE_H
#define T_UNIT_MAKE_CASE_H

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/policy/process.h"
#include "lib/policy/verbs.h"

enum { HOUR = 60 * 60, DAY = 24 * HOUR };

/* Monday 16 November 2026, 09:12 UTC. */
#define ARRIVED INT64_C(1794820320)
#define NUMBER "QSEC-2026-0007"

static inline struct sp_config
make_config(void)
{
	static char *branches[] = { (char *)"master", (char *)"9.1", NULL };
	static char *targets[] = { (char *)"devel", NULL };

	return (struct sp_config) {
		.workdays = { .timezone = (char *)"UTC", .days = 0x1f,
			      .open_h = 9, .close_h = 17 },
		.embargo_soft_d = 14, .embargo_hard_d = 31,
		.review_independent = 1, .gatekeeper = (char *)"pm@a.example",
		.branches_required = branches, .targets = targets,
		.cve_required = TRUE, .notice_required = TRUE,
		.prefix = (char *)"QSEC", .notice_prefix = (char *)"LSN",
		.product = (char *)"", .publisher = (char *)"",
		.web = (char *)"", .cna = (char *)"",
	};
}

/* args: "name=value;name=value", or NULL. */
static inline void
happen(struct sp_dossier *d, int64_t at, const char *verb, const char *args)
{
	g_autoptr(GHashTable) table = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, g_free);
	g_auto(GStrv) pairs = g_strsplit(args ? args : "", ";", -1);
	const struct sp_happening h = {
		.at = at, .actor = "login:jo", .verb = verb, .args = table,
	};

	for (char **p = pairs; *p; p++) {
		g_auto(GStrv) pair = g_strsplit(*p, "=", 2);

		if (pair[0] && pair[1])
			g_hash_table_insert(table, g_strdup(pair[0]),
					    g_strdup(pair[1]));
	}
	sp_dossier_apply(d, &h);
}

/* The same with args put together. */
static inline void
G_GNUC_PRINTF(4, 5)
happen_with(struct sp_dossier *d, int64_t at, const char *verb,
	    const char *fmt, ...)
{
	g_autofree char *args = NULL;
	va_list ap;

	va_start(ap, fmt);
	args = g_strdup_vprintf(fmt, ap);
	va_end(ap);
	happen(d, at, verb, args);
}

/* without: a verb that is left out; NULL: none. */
static inline void
happen_all(struct sp_dossier *d, const char *events, const char *without)
{
	g_auto(GStrv) lines = g_strsplit(events, "\n", -1);

	for (char **l = lines; *l; l++) {
		g_auto(GStrv) words = g_strsplit(*l, " ", 3);

		if (words[0] && words[1] &&
		    g_strcmp0(words[1], without) != 0)
			happen(d, ARRIVED + strtoll(words[0], NULL, 10),
			       words[1], words[2]);
	}
}

static inline struct sp_dossier *
make_dossier(void)
{
	struct sp_dossier *d = sp_dossier_new();

	d->number = g_strdup(NUMBER);
	d->arrived = ARRIVED;
	return d;
}

/* What a refusal or Next names: a command there is, with options it has, or a
 * mail to the case. */
static inline gboolean
is_command(const char *text)
{
	const char *last = text ? g_strrstr(text, "sallyport ") : NULL;
	g_auto(GStrv) words = NULL;
	const struct sp_verb *verb;
	unsigned n;

	if (!last)
		return text && strstr(text, "git format-patch, ") != NULL;
	last += strlen("sallyport ");
	words = g_strsplit(last, " ", -1);
	verb = sp_verb_find(words, &n);
	if (!verb)
		return FALSE;
	for (char **w = words; *w; w++)
		if (g_str_has_prefix(*w, "--") && !strstr(verb->synopsis, *w))
			return FALSE;
	return TRUE;
}

#endif
