/* SPDX-License-Identifier: GPL-2.0-or-later */
/* completions.c - fills every verb and its options into a bash completion
 *
 * Run while building: reads the script from the file named, puts the table in
 * the place of the line "# TABLE", and writes it to standard output. */
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "lib/policy/verbs.h"

#define GAP "# TABLE\n"

/* "--json --long", as they stand in the synopsis; g_free(). */
static char *
options_of(const struct sp_verb *verb)
{
	g_autoptr(GRegex) option = g_regex_new("--[a-z][a-z-]*", 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);

	(void)g_regex_match(option, verb->synopsis, 0, &match);
	while (g_match_info_matches(match)) {
		char *one = g_match_info_fetch(match, 0);

		if (g_ptr_array_find_with_equal_func(all, one, g_str_equal,
						     NULL))
			g_free(one);
		else
			g_ptr_array_add(all, one);
		(void)g_match_info_next(match, NULL);
	}
	g_ptr_array_add(all, NULL);
	return g_strjoinv(" ", (char **)all->pdata);
}

static void
put_table(void)
{
	printf("declare -A _sallyport_options=(\n");
	for (size_t i = 0; i < SP_VERB_COUNT; i++) {
		g_autofree char *options = options_of(&sp_verbs[i]);

		/* What the MTA starts nobody types. */
		if (!(sp_verbs[i].flags & SP_VERB_FOR_MTA))
			printf("\t[\"%s\"]=\"%s\"\n", sp_verbs[i].name,
			       options);
	}
	printf(")\n");
}

int
main(int argc, char **argv)
{
	g_autofree char *script = NULL;
	const char *gap;

	if (argc != 2 || !g_file_get_contents(argv[1], &script, NULL, NULL) ||
	    (gap = strstr(script, GAP)) == NULL) {
		(void)fprintf(stderr, "usage: completions FILE\n");
		return 2;
	}
	(void)fwrite(script, 1, (size_t)(gap - script), stdout);
	put_table();
	(void)fputs(gap + strlen(GAP), stdout);
	return fflush(stdout) == 0 ? 0 : 1;
}
