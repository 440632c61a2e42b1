/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hints.c - words by which somebody outside tells us what matters */
#include "lib/policy/hints.h"

#include <stdio.h>
#include <string.h>

#define NAME_MAX_BYTES 200

/* What stands behind "CREDIT:", if the line begins so; NULL. */
static const char *
after(const char *line, const char *word)
{
	const size_t n = strlen(word);

	if (strncmp(line, word, n) != 0 || line[n] != ':')
		return NULL;
	return line + n + 1 + strspn(line + n + 1, " \t");
}

static char *
read_date(const char *text)
{
	unsigned year, month, day;

	if (strlen(text) != 10 || strspn(text, "0123456789-") != 10 ||
	    sscanf(text, "%4u-%2u-%2u", &year, &month, &day) != 3 ||
	    text[4] != '-' || text[7] != '-' ||
	    !g_date_valid_dmy((GDateDay)day, (GDateMonth)month,
			      (GDateYear)year))
		return NULL;
	return g_strdup_printf("DATE: %s", text);
}

static char *
read_name(const char *text)
{
	if (text[0] == '\0' || strlen(text) > NAME_MAX_BYTES)
		return NULL;
	return g_strdup_printf("CREDIT: %s", text);
}

/* NULL: it is none. *kind tells the words apart. g_free(). */
static char *
read_line(const char *line, unsigned *kind)
{
	static const char *const words[] = { "PUBLIC", "EXPLOITED",
					     "NOCREDIT" };
	const char *value;

	for (unsigned i = 0; i < G_N_ELEMENTS(words); i++) {
		*kind = i;
		if (strcmp(line, words[i]) == 0)
			return g_strdup(line);
	}
	*kind = G_N_ELEMENTS(words);
	if ((value = after(line, "CREDIT")) != NULL)
		return read_name(value);
	++*kind;
	return (value = after(line, "DATE")) != NULL ? read_date(value) : NULL;
}

char *
sp_policy_hints(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *s = g_string_new(NULL);
	unsigned seen = 0, kind;

	for (char **l = lines; *l != NULL; l++) {
		g_autofree char *hint = read_line(g_strstrip(*l), &kind);

		if (hint == NULL || (seen & (1u << kind)))
			continue;
		seen |= 1u << kind;
		g_string_append_printf(s, "%s%s", s->len ? "; " : "", hint);
	}
	return g_string_free(s, FALSE);
}

char *
sp_hint_date(const char *hints)
{
	g_auto(GStrv) all = g_strsplit(hints ? hints : "", "; ", -1);

	for (char **h = all; *h != NULL; h++)
		if (after(*h, "DATE") != NULL)
			return g_strdup(after(*h, "DATE"));
	return NULL;
}
