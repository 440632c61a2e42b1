/* SPDX-License-Identifier: GPL-2.0-or-later */
/* picture-queue.c - how long mails are held before a person decides */
#include "lib/notice/pictures.h"

#include <string.h>

#include "lib/base/when.h"
#include "lib/notice/drawing.h"

#define HOUR INT64_C(3600)
#define HOURS 72		/* a column each, and one for all that is more */
#define COLUMNS (HOURS + 1)

enum { TOP = 18, BOTTOM = 148, FOOT = 20 };

struct column {
	unsigned decided, waiting;
};

struct queue {
	struct sp_markup *m;
	struct column columns[COLUMNS];
	unsigned most, decided, waiting;
	int64_t oldest;		/* age of the one that has waited longest */
	GArray *ages;		/* of int64_t: of those that were decided */
};

/* --- counting ------------------------------------------------------------- */

static void
count(struct queue *q, const struct sp_picture_mail *mail, int64_t now)
{
	const int64_t age = MAX(0, (mail->decided ? mail->decided : now) -
				   mail->arrived);
	struct column *c = &q->columns[MIN(age / HOUR, HOURS)];

	if (mail->decided) {
		c->decided++;
		q->decided++;
		g_array_append_val(q->ages, age);
	} else {
		c->waiting++;
		q->waiting++;
		q->oldest = MAX(q->oldest, age);
	}
	q->most = MAX(q->most, c->decided + c->waiting);
}

static int
by_age(gconstpointer a, gconstpointer b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* "41 mails were decided, half of them within 3 h. 2 wait, one for 26 h." */
static char *
summary(struct queue *q)
{
	GString *s = g_string_new(NULL);

	if (q->decided > 0) {
		g_autofree char *half = NULL;

		g_array_sort(q->ages, by_age);
		half = sp_when_age(g_array_index(q->ages, int64_t,
						 (q->ages->len - 1) / 2));
		g_string_append_printf(s, "%u mail%s decided, half of them "
				       "within %s. ", q->decided,
				       q->decided == 1 ? " was" : "s were",
				       half);
	}
	if (q->waiting > 0) {
		g_autofree char *age = sp_when_age(q->oldest);

		g_string_append_printf(s, "%u wait%s now, the oldest for %s.",
				       q->waiting, q->waiting == 1 ? "s" : "",
				       age);
	} else {
		g_string_append(s, "Nothing waits now.");
	}
	return g_string_free(s, FALSE);
}

/* --- the picture ---------------------------------------------------------- */

/* From column to column, in thousandths of a percent. */
static int
edge(unsigned column)
{
	return (int)(column * SP_DRAWING_WHOLE / COLUMNS);
}

static int
height(const struct queue *q, unsigned n)
{
	return (int)(n * (unsigned)(BOTTOM - TOP) / q->most);
}

static void
put_column(const struct queue *q, unsigned i)
{
	const struct column *c = &q->columns[i];
	const int decided = height(q, c->decided);
	const int all = height(q, c->decided + c->waiting);

	if (c->decided)
		sp_drawing_bar(q->m, "decided", edge(i), edge(i + 1),
			       BOTTOM - decided, decided);
	if (c->waiting)
		sp_drawing_bar(q->m, "waiting", edge(i), edge(i + 1),
			       BOTTOM - all, all - decided);
}

static void
put_level(const struct queue *q, unsigned n)
{
	const int y = BOTTOM - height(q, n);
	g_autofree char *text = g_strdup_printf("%u", n);

	sp_drawing_level(q->m, "rule", y);
	sp_drawing_words(q->m, "dim", "end", SP_DRAWING_WHOLE, 0, y - 4, text);
}

static void
put_hours(const struct queue *q)
{
	static const struct {
		unsigned hour;
		const char *text;
	} ticks[] = { { 0, "0" }, { 4, "4" }, { 12, "12" }, { 24, "24" },
		      { 36, "36" }, { 48, "48" } };

	for (size_t i = 0; i < G_N_ELEMENTS(ticks); i++) {
		sp_drawing_upright(q->m, "axis", edge(ticks[i].hour), BOTTOM,
				   BOTTOM + 5);
		sp_drawing_words(q->m, "dim", "start", edge(ticks[i].hour), 3,
				 BOTTOM + FOOT - 4, ticks[i].text);
	}
	sp_drawing_upright(q->m, "axis", edge(HOURS), BOTTOM, BOTTOM + 5);
	sp_drawing_words(q->m, "dim", "end", SP_DRAWING_WHOLE, 0,
			 BOTTOM + FOOT - 4, "72 h +");
}

static void
put_picture(const struct queue *q)
{
	static const struct sp_key keys[] = {
		{ "decided", NULL, "decided" }, { "waiting", NULL, "waits" },
	};

	sp_drawing_legend(q->m, keys, G_N_ELEMENTS(keys));
	sp_drawing_begin(q->m, "queue", BOTTOM + FOOT, "Age of held mail",
			 "A column for each hour that mails were held: how many "
			 "were decided in it, and how many have waited so "
			 "long. The table below says the same.");
	put_level(q, q->most);
	if (q->most > 1)
		put_level(q, q->most / 2);
	for (unsigned i = 0; i < COLUMNS; i++)
		put_column(q, i);
	sp_drawing_level(q->m, "axis", BOTTOM);
	put_hours(q);
	sp_markup_close(q->m);
}

static void
put_table(const struct queue *q)
{
	static const char *const heads[] = { "Held for", "Decided", "Waiting",
					     NULL };

	sp_table_begin(q->m, "The same as a table; hours without a mail are "
		       "left out", heads);
	for (unsigned i = 0; i < COLUMNS; i++) {
		const struct column *c = &q->columns[i];
		g_autofree char *hours = i < HOURS ?
			g_strdup_printf("%u to %u h", i, i + 1) :
			g_strdup_printf("%d h and more", HOURS);
		g_autofree char *decided = g_strdup_printf("%u", c->decided);
		g_autofree char *waiting = g_strdup_printf("%u", c->waiting);
		const char *cells[] = { hours, decided, waiting };

		if (c->decided + c->waiting > 0)
			sp_table_row(q->m, heads, cells);
	}
	sp_table_end(q->m);
}

void
sp_picture_queue(struct sp_markup *m, const struct sp_pictures *p)
{
	g_autoptr(GArray) ages = g_array_new(FALSE, FALSE, sizeof(int64_t));
	struct queue q = { .m = m, .ages = ages };
	g_autofree char *text = NULL;

	for (guint i = 0; i < p->mails->len; i++)
		count(&q, &g_array_index(p->mails, struct sp_picture_mail, i),
		      p->now);
	sp_markup_open(m, "section", NULL);
	sp_markup_element(m, "h2", "Held mail of the last 30 days", NULL);
	if (p->mails->len == 0) {
		sp_markup_element(m, "p", "No mail was held.", NULL);
	} else {
		text = summary(&q);
		sp_markup_element(m, "p", text, NULL);
		put_picture(&q);
		put_table(&q);
	}
	sp_markup_close(m);
}
