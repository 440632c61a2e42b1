/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verbs.c - looking up a verb */
#include "lib/policy/verbs.h"

#include <string.h>

const struct sp_verb *
sp_verb_find(char *const *argv, unsigned *words)
{
	g_autofree char *two = NULL;

	if (!argv[0])
		return NULL;
	if (argv[1])
		two = g_strdup_printf("%s %s", argv[0], argv[1]);
	for (size_t i = 0; i < SP_VERB_COUNT; i++) {
		const struct sp_verb *v = &sp_verbs[i];

		*words = two && strcmp(v->name, two) == 0 ? 2 : 1;
		if (*words == 2 || strcmp(v->name, argv[0]) == 0)
			return v;
	}
	return NULL;
}

gboolean
sp_verb_in_group(const struct sp_verb *verb, const char *word)
{
	return g_str_has_prefix(verb->name, word) &&
	       verb->name[strlen(word)] == ' ';
}

gboolean
sp_verb_allows(const struct sp_verb *verb, unsigned roles)
{
	return ((roles | SP_BY_MEMBERS) & verb->by) != 0;
}
