/* SPDX-License-Identifier: GPL-2.0-or-later */
/* print-public.c - the page for anybody, of what standard input says
 *
 * usage: print-public ADDRESS <LINES
 * "year 2025 complete" or "year 2026" begins a year; then "months", "figures",
 * "answers" or "embargoes" with a number of cases and a name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/notice/public-page.h"

static GArray *
counts_of(const struct sp_public_chapter *c, const char *name)
{
	return g_str_equal(name, "months") ? c->months :
	       g_str_equal(name, "figures") ? c->figures :
	       g_str_equal(name, "answers") ? c->answers : c->embargoes;
}

int
main(int argc, char **argv)
{
	struct sp_public_page *p;
	struct sp_public_chapter *c = NULL;
	g_autofree char *page = NULL;
	char line[1000];

	if (argc != 2)
		return 2;
	p = sp_public_page_new(argv[1], 3);
	while (fgets(line, sizeof(line), stdin)) {
		g_auto(GStrv) w = g_strsplit(g_strchomp(line), " ", 3);

		if (g_strv_length(w) < 2)
			return 2;
		if (g_str_equal(w[0], "year")) {
			c = sp_public_page_year(p, atoi(w[1]));
			c->complete = w[2] != NULL;
		} else if (c && w[2]) {
			sp_public_count_add(counts_of(c, w[0]),
					    g_strdup(w[2]), atoi(w[1]));
		}
	}
	page = sp_public_page_text(p);
	fputs(page, stdout);
	sp_public_page_free(p);
	return 0;
}
