/* SPDX-License-Identifier: GPL-2.0-or-later */
/* picture-joined.c - which cases have several reports
 *
 * A wave of reports about one thing is work that nobody else sees. */
#include "lib/notice/pictures.h"

#include <string.h>

#include "lib/notice/drawing.h"

static int
by_reports(gconstpointer a, gconstpointer b)
{
	const struct sp_picture_case *x = *(struct sp_picture_case *const *)a;
	const struct sp_picture_case *y = *(struct sp_picture_case *const *)b;

	return x->reports != y->reports
		? (x->reports < y->reports) - (x->reports > y->reports)
		: strcmp(x->number, y->number);
}

/* Those with several, the most first; of struct sp_picture_case *. */
static GPtrArray *
choose(const struct sp_pictures *p, unsigned *reports)
{
	GPtrArray *rows = g_ptr_array_new();

	*reports = 0;
	for (guint i = 0; i < p->cases->len; i++) {
		struct sp_picture_case *c = p->cases->pdata[i];

		if (c->reports < 2)
			continue;
		*reports += c->reports;
		g_ptr_array_add(rows, c);
	}
	g_ptr_array_sort(rows, by_reports);
	return rows;
}

static void
put_picture(struct sp_markup *m, const GPtrArray *rows)
{
	const guint shown = MIN(rows->len, SP_PICTURE_ROWS_MAX);
	const struct sp_picture_case *first = rows->pdata[0];

	sp_drawing_begin(m, "joined", (int)shown * SP_DRAWING_NAMED,
			 "Reports that were joined", "A bar for each case with "
			 "more than one report: how many it has. The table "
			 "below says the same.");
	for (guint i = 0; i < shown; i++) {
		const struct sp_picture_case *c = rows->pdata[i];

		sp_drawing_named(m, i, c->number, (int)c->reports,
				 (int)first->reports);
	}
	sp_markup_close(m);
	if (shown < rows->len)
		sp_markup_element(m, "p", "The picture shows the first 500; "
				  "the table has all.", NULL);
}

static void
put_table(struct sp_markup *m, const GPtrArray *rows)
{
	static const char *const heads[] = { "Case", "Reports", NULL };

	sp_table_begin(m, "The same as a table", heads);
	for (guint i = 0; i < rows->len; i++) {
		const struct sp_picture_case *c = rows->pdata[i];
		g_autofree char *n = g_strdup_printf("%u", c->reports);
		const char *cells[] = { c->number, n };

		sp_table_row(m, heads, cells);
	}
	sp_table_end(m);
}

void
sp_picture_joined(struct sp_markup *m, const struct sp_pictures *p)
{
	unsigned reports;
	g_autoptr(GPtrArray) rows = choose(p, &reports);
	g_autofree char *text = g_strdup_printf(rows->len == 1 ?
		"%u open case has more than one report, %u in all." :
		"%u open cases have more than one report, %u in all.",
		rows->len, reports);

	sp_markup_open(m, "section", NULL);
	sp_markup_element(m, "h2", "Reports that were joined", NULL);
	if (rows->len == 0) {
		sp_markup_element(m, "p", "No open case has more than one "
				  "report.", NULL);
	} else {
		sp_markup_element(m, "p", text, NULL);
		put_picture(m, rows);
		put_table(m, rows);
	}
	sp_markup_close(m);
}
