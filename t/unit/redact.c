/* SPDX-License-Identifier: GPL-2.0-or-later */
/* redact.c - names that are taken out of texts, and those that stay */
#include "lib/policy/redact.h"

#include <string.h>

#include "t/unit/tap.h"

static GPtrArray *
names_of(const char *list)
{
	g_auto(GStrv) names = g_strsplit(list, "|", -1);
	GPtrArray *all = sp_names_new();

	for (char **n = names; *n; n++)
		sp_names_add(all, *n);
	return all;
}

static const struct {
	const char *names;	/* with | between */
	const char *text, *want;	/* NULL: nothing is found */
} rows[] = {
	{ "Ada", "Ada wrote", "(forgotten) wrote" },
	{ "Ada", "by ADA, ada; aDa", "by (forgotten), (forgotten); "
	  "(forgotten)" },
	{ "Ada", "Adam, Canada and 1ada", NULL },
	{ "Ada", "", NULL },
	{ "ada@example.com", "to <ada@example.com>: x",
	  "to <(forgotten)>: x" },
	{ "ada@example.com", "ada@example.comx", NULL },
	{ "Ada|Ada Example", "Ada Example, Ada",
	  "(forgotten), (forgotten)" },
	{ "Ada Example|Ada", "Ada Example", "(forgotten)" },
	{ "J\303\266rg", "J\303\226RG and J\303\266rgen",
	  "(forgotten) and J\303\266rgen" },
	{ "Ada", "\303\244Ada", NULL },
	{ "Ada", "\377Ada", "\357\277\275(forgotten)" },
	{ "x|ab", "x ab", NULL },	/* too short */
	{ "  Ada ", "Ada", "(forgotten)" },
	{ "(forgotten)", "by (forgotten)", NULL },
};

static void
test_texts(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) names = names_of(rows[i].names);
		g_autofree char *got = sp_redact(rows[i].text, names);

		ok(g_strcmp0(got, rows[i].want) == 0, "%s without %s: %s",
		   rows[i].text, rows[i].names, got ? got : "as it was");
	}
}

static void
test_names(void)
{
	g_autoptr(GPtrArray) names = names_of("Ada|ADA|Ada Example");

	ok(names->len == 2 && !strcmp(names->pdata[0], "Ada Example"),
	   "each once, the longest first");
	ok(sp_names_has(names, "ada") && !sp_names_has(names, "Example"),
	   "which there are");
}

/* A credit goes as a whole; of anything else, the words do. */
static void
test_args(void)
{
	g_autoptr(GPtrArray) names = names_of("Ada Example");
	g_autoptr(GHashTable) args = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, g_free);

	g_hash_table_insert(args, g_strdup("who"), g_strdup("ada"));
	g_hash_table_insert(args, g_strdup("consent"), g_strdup("yes"));
	ok(!sp_redact_args("credit-set", args, names), "nothing of hers");
	g_hash_table_insert(args, g_strdup("as"),
			    g_strdup("Ada Example, Example Labs"));
	ok(sp_redact_args("flagged", args, names) &&
	   !strcmp(g_hash_table_lookup(args, "as"),
		   "(forgotten), Example Labs") &&
	   !strcmp(g_hash_table_lookup(args, "consent"), "yes"), "the words");
	g_hash_table_insert(args, g_strdup("as"), g_strdup("ada example"));
	ok(sp_redact_args("credit-set", args, names) &&
	   !g_hash_table_contains(args, "as") &&
	   !strcmp(g_hash_table_lookup(args, "who"), SP_REDACTED) &&
	   !strcmp(g_hash_table_lookup(args, "consent"), "no"), "all of it");
}

int
main(void)
{
	test_texts();
	test_names();
	test_args();
	return tap_done();
}
