/* SPDX-License-Identifier: GPL-2.0-or-later */
/* snippets.c - the lines of contrib/, made to fit a list
 *
 * In one pass over the text, so that nothing that was put in is replaced
 * again: a list may well be called "sallyport", in the domain team.example. */
#include "filter/snippets.h"

#include <string.h>

#define PROGRAM "/usr/local/bin/sallyport"

struct swap {
	const char *from;
	char *to;
};

/* Names of Exim's drivers know letters, digits and underscores alone. */
static char *
driver_name(const char *list)
{
	char *name = g_strdup_printf("sallyport_%s", list);

	g_strcanon(name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS, '_');
	return name;
}

/* Longer texts stand before those that they begin with. */
static struct swap *
make_swaps(const struct snippet_list *l)
{
	const struct sp_config *conf = l->conf;
	g_autofree char *local = g_regex_escape_string(conf->local, -1);
	g_autofree char *deliver = l->dir ?
		g_strdup_printf("%s -C %s deliver", l->program, l->dir) :
		g_strdup_printf("%s deliver", l->program);
	const struct swap swaps[] = {
		{ PROGRAM " deliver team",
		  g_strdup_printf("%s %s", deliver, conf->list) },
		{ PROGRAM " deliver", g_strdup(deliver) },
		{ PROGRAM, g_strdup(l->program) },
		{ "/^team(", g_strdup_printf("/^%s(", local) },
		{ "(?i)team(", g_strdup_printf("(?i)%s(", local) },
		{ "sallyport_team", driver_name(conf->list) },
		{ "sallyport:team",
		  g_strdup_printf("sallyport:%s", conf->list) },
		{ "lists\\.example\\.org",
		  g_regex_escape_string(conf->domain, -1) },
		{ "lists.example.org", g_strdup(conf->domain) },
		{ "user=sallyport", g_strdup_printf("user=%s", l->user) },
		{ "user = sallyport", g_strdup_printf("user = %s", l->user) },
		{ "group = sallyport",
		  g_strdup_printf("group = %s", l->group) },
		{ NULL, NULL },
	};

	return g_memdup2(swaps, sizeof(swaps));
}

static const struct swap *
find_swap(const struct swap *swaps, const char *text)
{
	for (; swaps->from; swaps++)
		if (g_str_has_prefix(text, swaps->from))
			return swaps;
	return NULL;
}

char *
snippet_for(const char *text, const struct snippet_list *list)
{
	g_autofree struct swap *swaps = make_swaps(list);
	GString *s = g_string_new(NULL);

	while (*text) {
		const struct swap *swap = find_swap(swaps, text);

		if (swap) {
			g_string_append(s, swap->to);
			text += strlen(swap->from);
		} else {
			g_string_append_c(s, *text++);
		}
	}
	for (struct swap *w = swaps; w->from; w++)
		g_free(w->to);
	return g_string_free(s, FALSE);
}
