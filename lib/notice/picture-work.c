/* SPDX-License-Identifier: GPL-2.0-or-later */
/* picture-work.c - how much of the time for processing each case has used */
#include "lib/notice/pictures.h"

#include <string.h>

#include "lib/base/when.h"
#include "lib/notice/drawing.h"

#define DAY SP_DRAWING_DAY
#define STEPS 6			/* of the axis, to the end of the time */

enum { DAYS_Y = 14, ROWS_Y = 22, ROW = 44, TALL_ROW = 60, FOOT = 20, BAR = 14,
       NUMBER_Y = 16 };

/* Letters of a number and a remark that fit on one line of a telephone. */
#define TOGETHER 40
#define BOLD 2			/* more that bold ones take */

#define LATER "M-10 1L-1 7L-10 13z"

/* How a bar is filled, by the state of its case. */
static const char *const fills[] = {
	"bar waits", "bar waits", "bar sorted", "bar works", "bar stands",
	"bar stands"
};

struct work {
	struct sp_markup *m;
	const struct sp_pictures *p;
	int64_t length;		/* of the time, in seconds */
	struct sp_scale scale;	/* of seconds since it began */
	GPtrArray *rows;	/* of struct sp_picture_case *: due first */
	guint shown;
	guint unanswered;	/* whose time has not begun */
	int row, bottom;
};

static int64_t
used(const struct work *w, const struct sp_picture_case *c)
{
	return w->p->now - (c->due - w->length);
}

static int
by_due(gconstpointer a, gconstpointer b)
{
	const struct sp_picture_case *x = *(struct sp_picture_case *const *)a;
	const struct sp_picture_case *y = *(struct sp_picture_case *const *)b;

	return x->due != y->due ? (x->due > y->due) - (x->due < y->due)
				: strcmp(x->number, y->number);
}

/* "day 12 of 60", in full days; "5 d overdue". */
static char *
progress(const struct work *w, const struct sp_picture_case *c)
{
	g_autofree char *over = sp_when_age(used(w, c) - w->length);

	return used(w, c) < w->length
		? g_strdup_printf("day %d of %u", (int)(used(w, c) / DAY),
				  w->p->processing_d)
		: g_strconcat(over, " overdue", NULL);
}

static char *
remark(const struct work *w, const struct sp_picture_case *c)
{
	g_autofree char *text = progress(w, c);

	return g_strconcat(w->p->states[c->state], ", ", text, NULL);
}

/* Room for what is overdue, up to as long again. */
static void
measure(struct work *w)
{
	w->scale.to = w->length + w->length / 10;
	for (guint i = 0; i < w->shown; i++)
		w->scale.to = MAX(w->scale.to, used(w, w->rows->pdata[i]));
	w->scale.to = MIN(w->scale.to, 2 * w->length);
	w->row = ROW;
	for (guint i = 0; i < w->shown; i++) {
		const struct sp_picture_case *c = w->rows->pdata[i];
		g_autofree char *text = remark(w, c);

		const size_t bold = used(w, c) < w->length ? 0 : BOLD;

		if (strlen(c->number) + strlen(text) + bold > TOGETHER)
			w->row = TALL_ROW;
	}
	w->bottom = ROWS_Y + (int)w->shown * w->row;
}

/* --- the picture ---------------------------------------------------------- */

static void
put_days(const struct work *w)
{
	const unsigned step = MAX(w->p->processing_d / STEPS, 1);
	const int end = sp_scale_at(&w->scale, w->length);
	g_autofree char *last = g_strdup_printf("day %u",
						w->p->processing_d);

	for (unsigned day = 0; day < w->p->processing_d; day += step) {
		const int x = sp_scale_at(&w->scale, day * DAY);
		g_autofree char *text = g_strdup_printf("%u", day);

		sp_drawing_upright(w->m, "grid", x, 0, w->bottom);
		/* Room for what stands at the end. */
		if (day + 3 * step <= w->p->processing_d) {
			sp_drawing_words(w->m, "dim", "start", x, 3, DAYS_Y,
					 text);
			sp_drawing_words(w->m, "dim", "start", x, 3,
					 w->bottom + FOOT - 5, text);
		}
	}
	sp_drawing_upright(w->m, "limit", end, 0, w->bottom + FOOT);
	sp_drawing_words(w->m, "strong", "end", end, -4, DAYS_Y, last);
	sp_drawing_words(w->m, "strong", "end", end, -4, w->bottom + FOOT - 5,
			 last);
}

static void
put_row(const struct work *w, const struct sp_picture_case *c, int y)
{
	const int wide = w->row > ROW ? TALL_ROW - ROW : 0;
	const int64_t now = MAX(used(w, c), 0);
	const gboolean late = now >= w->length;
	const int end = sp_scale_at(&w->scale, w->length);
	const int bar = y + NUMBER_Y + 6 + wide;
	g_autofree char *text = remark(w, c);

	sp_drawing_level(w->m, "rule", y);
	sp_drawing_words(w->m, "number", "start", 0, 0, y + NUMBER_Y,
			 c->number);
	sp_drawing_words(w->m, late ? "strong" : "", "end", SP_DRAWING_WHOLE,
			 0, y + NUMBER_Y + wide, text);
	sp_drawing_bar(w->m, fills[MIN(c->state, G_N_ELEMENTS(fills) - 1)], 0,
		       MIN(sp_scale_at(&w->scale, now), end), bar, BAR);
	if (late)
		sp_drawing_bar(w->m, "bar late", end,
			       sp_scale_at(&w->scale, now), bar, BAR);
	if (now > w->scale.to)
		sp_drawing_shape(w->m, "beyond", SP_DRAWING_WHOLE, bar, LATER);
}

static void
put_picture(const struct work *w)
{
	g_autofree char *text = g_strdup_printf("A row for each of %u cases: "
		"how many of the %u days since a person first answered have "
		"passed until today. What is due first comes first. The table "
		"below says the same.", w->shown, w->p->processing_d);

	sp_drawing_begin(w->m, "processing", w->bottom + FOOT,
			 "Time for processing", text);
	put_days(w);
	for (guint i = 0; i < w->shown; i++)
		put_row(w, w->rows->pdata[i], ROWS_Y + (int)i * w->row);
	sp_drawing_level(w->m, "axis", w->bottom);
	sp_markup_close(w->m);
}

static void
put_legend(const struct work *w)
{
	const char *const *s = w->p->states;
	const struct sp_key keys[] = {
		{ fills[1], NULL, s[1] }, { fills[2], NULL, s[2] },
		{ fills[3], NULL, s[3] }, { fills[4], NULL, s[4] },
		{ "bar late", NULL, "overdue" },
	};

	sp_drawing_legend(w->m, keys, G_N_ELEMENTS(keys));
}

/* --- the table ------------------------------------------------------------ */

static void
put_table(const struct work *w)
{
	static const char *const heads[] = {
		"Case", "State", "Since", "Due", "Today", NULL
	};

	sp_table_begin(w->m, "The same as a table; times are UTC", heads);
	for (guint i = 0; i < w->rows->len; i++) {
		const struct sp_picture_case *c = w->rows->pdata[i];
		g_autofree char *since = sp_drawing_time(c->due - w->length);
		g_autofree char *due = sp_drawing_time(c->due);
		g_autofree char *today = progress(w, c);
		const char *cells[] = {
			c->number, w->p->states[c->state], since, due, today
		};

		sp_table_row(w->m, heads, cells);
	}
	sp_table_end(w->m);
}

/* --- the whole ------------------------------------------------------------ */

static void
put_rest(const struct work *w)
{
	g_autofree char *text = g_strdup_printf(w->unanswered == 1 ?
		"%u more case waits for a first answer: its time has not begun."
		: "%u more cases wait for a first answer: their time has not "
		"begun.", w->unanswered);

	if (w->shown < w->rows->len)
		sp_markup_element(w->m, "p", "The picture shows the first 500; "
				  "the table has all.", NULL);
	if (w->unanswered > 0)
		sp_markup_element(w->m, "p", text, NULL);
}

static void
choose(struct work *w)
{
	for (guint i = 0; i < w->p->cases->len; i++) {
		struct sp_picture_case *c = w->p->cases->pdata[i];

		if (c->due != 0 && c->done == 0)
			g_ptr_array_add(w->rows, c);
		w->unanswered += c->answered == 0 && c->published == 0;
	}
	g_ptr_array_sort(w->rows, by_due);
	w->shown = MIN(w->rows->len, SP_PICTURE_ROWS_MAX);
}

void
sp_picture_work(struct sp_markup *m, const struct sp_pictures *p)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	struct work w = { .m = m, .p = p, .rows = rows,
			  .length = p->processing_d * DAY };

	sp_markup_open(m, "section", NULL);
	sp_markup_element(m, "h2", "Time for processing", NULL);
	choose(&w);
	if (p->processing_d == 0) {
		sp_markup_element(m, "p", "The policy sets no such time.",
				  NULL);
	} else if (rows->len == 0) {
		sp_markup_element(m, "p", "No time runs.", NULL);
		put_rest(&w);
	} else {
		measure(&w);
		put_legend(&w);
		put_picture(&w);
		put_rest(&w);
		put_table(&w);
	}
	sp_markup_close(m);
}
