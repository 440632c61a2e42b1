/* SPDX-License-Identifier: GPL-2.0-or-later */
/* public-page.c - the figures of a list that anybody may read, as a page */
#include "lib/notice/public-page.h"

#include "lib/notice/drawing.h"
#include "lib/notice/sheet.h"

/* --- what is in it -------------------------------------------------------- */

static void
count_clear(gpointer count)
{
	g_free(((struct sp_public_count *)count)->name);
}

static GArray *
counts_new(void)
{
	GArray *counts = g_array_new(FALSE, FALSE,
				     sizeof(struct sp_public_count));

	g_array_set_clear_func(counts, count_clear);
	return counts;
}

static void
chapter_free(gpointer chapter)
{
	struct sp_public_chapter *c = chapter;

	g_array_unref(c->months);
	g_array_unref(c->figures);
	g_array_unref(c->answers);
	g_array_unref(c->embargoes);
	g_free(c);
}

struct sp_public_page *
sp_public_page_new(const char *address, unsigned least)
{
	struct sp_public_page *p = g_new0(struct sp_public_page, 1);

	p->address = g_strdup(address);
	p->least = least;
	p->chapters = g_ptr_array_new_with_free_func(chapter_free);
	return p;
}

void
sp_public_page_free(struct sp_public_page *p)
{
	if (!p)
		return;
	g_free(p->address);
	g_ptr_array_unref(p->chapters);
	g_free(p);
}

struct sp_public_chapter *
sp_public_page_year(struct sp_public_page *p, int year)
{
	struct sp_public_chapter *c = g_new0(struct sp_public_chapter, 1);

	c->year = year;
	c->months = counts_new();
	c->figures = counts_new();
	c->answers = counts_new();
	c->embargoes = counts_new();
	g_ptr_array_add(p->chapters, c);
	return c;
}

void
sp_public_count_add(GArray *counts, char *name, int cases)
{
	const struct sp_public_count c = { name, cases };

	g_array_append_val(counts, c);
}

static const struct sp_public_count *
count_at(const GArray *counts, guint i)
{
	return &g_array_index(counts, struct sp_public_count, i);
}

/* --- a distribution ------------------------------------------------------- */

static char *
number(int n)
{
	return n < 0 ? g_strdup("-") : g_strdup_printf("%d", n);
}

static void
put_rows(struct sp_markup *m, const GArray *counts)
{
	int most = 1;

	for (guint i = 0; i < counts->len; i++)
		most = MAX(most, count_at(counts, i)->cases);
	for (guint i = 0; i < counts->len; i++)
		sp_drawing_named(m, i, count_at(counts, i)->name,
				 count_at(counts, i)->cases, most);
}

static void
put_table(struct sp_markup *m, const char *caption, const char *first,
	  const char *second, const GArray *counts)
{
	const char *const heads[] = { first, second, NULL };

	sp_table_begin(m, caption, heads);
	for (guint i = 0; i < counts->len; i++) {
		const struct sp_public_count *c = count_at(counts, i);
		g_autofree char *cases = number(c->cases);
		const char *cells[] = { c->name, cases };

		sp_table_row(m, heads, cells);
	}
	sp_table_end(m);
}

static void
put_distribution(struct sp_markup *m, int year, const char *id,
		 const char *title, const GArray *counts)
{
	g_autofree char *name = g_strdup_printf("%s-%d", id, year);
	g_autofree char *full = g_strdup_printf("%s, %d", title, year);

	sp_markup_element(m, "h3", title, NULL);
	sp_drawing_begin(m, name, (int)counts->len * SP_DRAWING_NAMED,
			 full,
			 "A bar for each length of time: how many cases took "
			 "so long. The table below says the same.");
	put_rows(m, counts);
	sp_markup_close(m);
	put_table(m, "The same as a table", "Time", "Cases", counts);
}

/* --- the page ------------------------------------------------------------- */

static void
put_chapter(struct sp_markup *m, const struct sp_public_chapter *c)
{
	g_autofree char *year = g_strdup_printf("%d", c->year);

	sp_markup_open(m, "section", NULL);
	sp_markup_element(m, "h2", year, NULL);
	if (c->months->len == 0)
		sp_markup_element(m, "p", "Too few cases to count.", NULL);
	else
		put_table(m, "Cases published or closed", "Months", "Cases",
			  c->months);
	if (c->complete) {
		put_table(m, "Of these cases", "What", "How many", c->figures);
		put_distribution(m, c->year, "answers",
				 "Time to a person's answer", c->answers);
		put_distribution(m, c->year, "embargoes",
				 "Time in private, under embargo",
				 c->embargoes);
	} else if (c->months->len > 0) {
		sp_markup_element(m, "p", "The other figures come when the "
				  "year is over.", NULL);
	}
	sp_markup_close(m);
}

static void
put_header(struct sp_markup *m, const struct sp_public_page *p,
	   const char *title)
{
	g_autofree char *how = g_strdup_printf("A case counts in the month in "
		"which it was published or closed, once that month is over. "
		"Months with fewer than %u cases are counted with those that "
		"follow. \"-\" is a number that would tell of fewer than %u "
		"cases. Months are those of UTC.", p->least, p->least);

	sp_markup_open(m, "header", NULL);
	sp_markup_element(m, "h1", title, NULL);
	sp_markup_element(m, "p", how, "class", "dim", NULL);
	sp_markup_close(m);
}

char *
sp_public_page_text(const struct sp_public_page *p)
{
	g_autofree char *title = g_strdup_printf("Figures of %s", p->address);
	struct sp_markup *m = sp_sheet_begin(title, TRUE);

	put_header(m, p, title);
	sp_markup_open(m, "main", NULL);
	if (p->chapters->len == 0) {
		g_autofree char *none = g_strdup_printf(
			"There are fewer than %u cases.", p->least);

		sp_markup_element(m, "p", none, NULL);
	}
	/* The newest year is what people look for. */
	for (guint i = p->chapters->len; i-- > 0; )
		put_chapter(m, p->chapters->pdata[i]);
	sp_markup_close(m);
	return sp_markup_end(m);
}
