/* SPDX-License-Identifier: GPL-2.0-or-later */
/* picture-timeline.c - a bar for each case, from its report to the end of its
 * embargo */
#include "lib/notice/pictures.h"

#include <string.h>

#include "lib/base/when.h"
#include "lib/notice/drawing.h"

#define DAY SP_DRAWING_DAY
#define WEEK (7 * DAY)
#define REACH (90 * DAY)	/* to either side; what is further is cut */
#define AHEAD (7 * DAY)		/* at least */

/* Heights, from the top: a line for today, one for what the columns are, the
 * columns, dates, rows, dates. */
enum { TODAY_Y = 13, LOAD_Y = 32, LOAD_TOP = 52, LOAD_BOTTOM = 76,
       DATES_Y = 93, ROWS_Y = 100, ROW = 44, TALL_ROW = 60, FOOT = 20,
       BAR = 14, NUMBER_Y = 16 };

/* Numbers up to here leave room for what stands on the right. */
#define NUMBER_SHORT 18

#define NOTCH "M-6 -1L6 -1L0 8z"
#define FLAG "M-1 -5h3v24h-3z M2 -5l8 4l-8 4z"
#define EARLIER "M10 1L1 7L10 13z"
#define LATER "M-10 1L-1 7L-10 13z"

struct timeline {
	struct sp_markup *m;
	const struct sp_pictures *p;
	struct sp_scale scale;
	GPtrArray *rows;	/* of struct sp_picture_case *, in order */
	guint shown;
	int row;		/* height of one */
	int bottom;		/* of the last */
};

/* --- which, and from when to when ----------------------------------------- */

/* The embargo that ends first comes first, then those without one. */
static int
by_end(gconstpointer a, gconstpointer b)
{
	const struct sp_picture_case *x = *(struct sp_picture_case *const *)a;
	const struct sp_picture_case *y = *(struct sp_picture_case *const *)b;

	if (x->end != y->end)
		return x->end == 0 || (y->end != 0 && x->end > y->end) ? 1 : -1;
	return x->arrived != y->arrived
		? (x->arrived > y->arrived) - (x->arrived < y->arrived)
		: strcmp(x->number, y->number);
}

static int64_t
monday(int64_t t)
{
	/* The first day that is counted was a Thursday. */
	const int64_t days = sp_drawing_midnight(t) / DAY;

	return (days - (days % 7 + 7 + 3) % 7) * DAY;
}

/* Whole days around all that happens. */
static struct sp_scale
scale_of(const GPtrArray *rows, guint n, int64_t now)
{
	struct sp_scale s = { now - AHEAD, now + AHEAD };

	for (guint i = 0; i < n; i++) {
		const struct sp_picture_case *c = rows->pdata[i];

		s.from = MIN(s.from, c->arrived);
		s.to = MAX(s.to, c->end);
	}
	s.from = sp_drawing_midnight(MAX(s.from, now - REACH));
	s.to = sp_drawing_midnight(MIN(s.to, now + REACH)) + 2 * DAY;
	return s;
}

/* --- what lies behind the bars -------------------------------------------- */

static void
put_weekends(const struct timeline *t)
{
	for (int64_t day = monday(t->scale.from) + 5 * DAY; day < t->scale.to;
	     day += WEEK)
		if (day + 2 * DAY > t->scale.from)
			sp_drawing_bar(t->m, "weekend",
				       sp_scale_at(&t->scale, day),
				       sp_scale_at(&t->scale, day + 2 * DAY),
				       LOAD_BOTTOM, t->bottom - LOAD_BOTTOM);
}

/* As many as a telephone has room for. */
static int64_t
step_of(const struct sp_scale *s)
{
	static const int64_t steps[] = { 1, 2, 7, 14, 28, 56 };
	const int64_t days = (s->to - s->from) / DAY;

	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
		if (days <= steps[i] * 7)
			return steps[i] * DAY;
	return steps[G_N_ELEMENTS(steps) - 1] * DAY;
}

static void
put_dates(const struct timeline *t)
{
	const int64_t step = step_of(&t->scale);
	const int64_t first = step < WEEK ? t->scale.from
					  : monday(t->scale.from);

	for (int64_t day = first; day < t->scale.to; day += step) {
		const int x = sp_scale_at(&t->scale, day);
		g_autofree char *text = sp_drawing_day(day);

		if (day < t->scale.from || x > SP_DRAWING_WHOLE * 17 / 20)
			continue;
		sp_drawing_upright(t->m, "grid", x, LOAD_BOTTOM, t->bottom);
		sp_drawing_words(t->m, "dim", "start", x, 3, DATES_Y, text);
		sp_drawing_words(t->m, "dim", "start", x, 3,
				 t->bottom + FOOT - 5, text);
	}
}

static void
put_today(const struct timeline *t)
{
	const int x = sp_scale_at(&t->scale, t->p->now);
	g_autofree char *day = sp_drawing_day(t->p->now);
	g_autofree char *text = g_strconcat("today, ", day, NULL);

	sp_drawing_upright(t->m, "today", x, TODAY_Y + 4, t->bottom);
	sp_drawing_words(t->m, "strong", x < SP_DRAWING_WHOLE / 5 ? "start" :
			 x > SP_DRAWING_WHOLE / 5 * 4 ? "end" : "middle",
			 x, 0, TODAY_Y, text);
}

/* --- how much is to be published ------------------------------------------ */

static unsigned
ends_in(const struct timeline *t, int64_t from, int64_t to)
{
	unsigned n = 0;

	for (guint i = 0; i < t->rows->len; i++) {
		const struct sp_picture_case *c = t->rows->pdata[i];

		n += c->end >= from && c->end < to;
	}
	return n;
}

static unsigned
most_ends(const struct timeline *t)
{
	unsigned most = 0;

	for (int64_t w = monday(t->scale.from); w < t->scale.to; w += WEEK)
		most = MAX(most, ends_in(t, w, w + WEEK));
	return most;
}

static void
put_load(const struct timeline *t)
{
	const unsigned most = MAX(most_ends(t), 1);

	sp_drawing_words(t->m, "dim", "start", 0, 0, LOAD_Y,
			 "embargoes that end in each week");
	for (int64_t w = monday(t->scale.from); w < t->scale.to; w += WEEK) {
		const unsigned n = ends_in(t, w, w + WEEK);
		const int height = (int)(n * (LOAD_BOTTOM - LOAD_TOP) / most);
		const int from = sp_scale_at(&t->scale, w);
		const int to = sp_scale_at(&t->scale, w + WEEK);
		g_autofree char *text = g_strdup_printf("%u", n);

		if (n == 0)
			continue;
		sp_drawing_bar(t->m, "load", from, to, LOAD_BOTTOM - height,
			       height);
		sp_drawing_words(t->m, "", "middle", (from + to) / 2, 0,
				 LOAD_BOTTOM - height - 3, text);
	}
	sp_drawing_level(t->m, "axis", LOAD_BOTTOM);
}

/* --- one case ------------------------------------------------------------- */

/* The last instant of what is drawn as having passed. */
static int64_t
passed(const struct timeline *t, const struct sp_picture_case *c)
{
	return c->published ? c->published : t->p->now;
}

/* A part of a bar from ... to, as far as it is over. */
static void
put_part(const struct timeline *t, const struct sp_picture_case *c,
	 const char *class, int64_t from, int64_t to, int y)
{
	const int64_t until = MIN(to, passed(t, c));

	if (from < until)
		sp_drawing_bar(t->m, class, sp_scale_at(&t->scale, from),
			       sp_scale_at(&t->scale, until), y, BAR);
}

static void
put_bar(const struct timeline *t, const struct sp_picture_case *c, int y)
{
	const int64_t last = passed(t, c);
	const int64_t answered = c->answered ? c->answered : last;
	const int64_t ready = c->ready ? c->ready : last;

	if (c->end > last)
		sp_drawing_bar(t->m, "bar ahead", sp_scale_at(&t->scale, last),
			       sp_scale_at(&t->scale, c->end), y, BAR);
	put_part(t, c, "bar waits", c->arrived, answered, y);
	put_part(t, c, "bar works", answered, MAX(ready, answered), y);
	put_part(t, c, "bar stands", MAX(ready, answered), last, y);
	if (c->arrived < t->scale.from)
		sp_drawing_shape(t->m, "beyond", 0, y, EARLIER);
	if (c->end > t->scale.to)
		sp_drawing_shape(t->m, "beyond", SP_DRAWING_WHOLE, y, LATER);
	else if (c->end >= t->scale.from)
		sp_drawing_shape(t->m, "flag", sp_scale_at(&t->scale, c->end),
				 y, FLAG);
	for (guint i = 0; c->restarts && i < c->restarts->len; i++) {
		const int64_t at = g_array_index(c->restarts, int64_t, i);

		if (at >= t->scale.from)
			sp_drawing_shape(t->m, "notch",
					 sp_scale_at(&t->scale, at), y, NOTCH);
	}
}

/* What stands on the right, over the bar. */
static char *
remark(const struct timeline *t, const struct sp_picture_case *c)
{
	const int64_t now = t->p->now;
	g_autofree char *day = NULL;
	g_autofree char *age = NULL;

	if (c->published) {
		day = sp_drawing_day(c->published);
		return g_strconcat("published ", day, NULL);
	}
	if (c->end == 0)
		return g_strdup(c->proposed ? "embargo proposed" :
				"no embargo");
	day = sp_drawing_moment(c->end);
	age = sp_when_age(c->end > now ? c->end - now : now - c->end);
	return c->end > now ? g_strconcat(day, ", ", age, " left", NULL)
			    : g_strconcat("over since ", day, NULL);
}

static gboolean
is_over(const struct timeline *t, const struct sp_picture_case *c)
{
	return !c->published && c->end != 0 && c->end <= t->p->now;
}

static void
put_row(const struct timeline *t, const struct sp_picture_case *c, int y)
{
	g_autofree char *text = remark(t, c);
	const int wide = t->row > ROW ? TALL_ROW - ROW : 0;

	sp_drawing_level(t->m, "rule", y);
	sp_drawing_words(t->m, "number", "start", 0, 0, y + NUMBER_Y,
			 c->number);
	sp_drawing_words(t->m, is_over(t, c) ? "strong" : "", "end",
			 SP_DRAWING_WHOLE, 0, y + NUMBER_Y + wide, text);
	put_bar(t, c, y + NUMBER_Y + 6 + wide);
}

/* --- the table ------------------------------------------------------------ */

static const char *const heads[] = {
	"Case", "State", "Severity", "Reported", "First answer", "Fix ready",
	"Embargo ends", "Restarts", "Title", NULL
};
/* The same without what tells of it. */
static const char *const opaque_heads[] = {
	"Case", "State", "Reported", "First answer", "Fix ready",
	"Embargo ends", "Restarts", NULL
};

static char *
end_text(const struct sp_picture_case *c)
{
	if (c->end)
		return sp_drawing_time(c->end);
	return g_strdup(c->proposed ? "proposed" : "none");
}

static void
put_table_row(const struct timeline *t, const struct sp_picture_case *c)
{
	g_autofree char *arrived = sp_drawing_time(c->arrived);
	g_autofree char *answered = sp_drawing_time(c->answered);
	g_autofree char *ready = sp_drawing_time(c->ready);
	g_autofree char *end = end_text(c);
	g_autofree char *restarts = g_strdup_printf("%u", c->restarts ?
						    c->restarts->len : 0);
	const char *state = t->p->states[c->state];
	const char *all[] = {
		c->number, state, c->severity, arrived, answered, ready, end,
		restarts, c->title ? c->title : "(deleted)"
	};
	const char *few[] = {
		c->number, state, arrived, answered, ready, end, restarts
	};

	sp_table_row(t->m, t->p->opaque ? opaque_heads : heads,
		     t->p->opaque ? few : all);
}

static void
put_table(const struct timeline *t)
{
	sp_table_begin(t->m, "The same as a table; times are UTC",
		       t->p->opaque ? opaque_heads : heads);
	for (guint i = 0; i < t->rows->len; i++)
		put_table_row(t, t->rows->pdata[i]);
	sp_table_end(t->m);
}

/* --- the whole ------------------------------------------------------------ */

static void
put_picture(const struct timeline *t)
{
	g_autofree char *text = g_strdup_printf("A row for each of %u cases, "
		"in the order in which their embargoes end, from the report to "
		"that end. The table below says the same.", t->shown);

	sp_drawing_begin(t->m, "timeline", t->bottom + FOOT,
			 "Embargoes over time", text);
	put_weekends(t);
	put_today(t);
	put_dates(t);
	put_load(t);
	for (guint i = 0; i < t->shown; i++)
		put_row(t, t->rows->pdata[i], ROWS_Y + (int)i * t->row);
	sp_drawing_level(t->m, "axis", t->bottom);
	sp_markup_close(t->m);
}

static void
put_legend(struct sp_markup *m)
{
	static const struct sp_key keys[] = {
		{ "bar waits", NULL, "not answered by a person yet" },
		{ "bar works", NULL, "answered, the fix is not ready" },
		{ "bar stands", NULL, "the fix is ready" },
		{ "bar ahead", NULL, "still to come" },
		{ "flag", FLAG, "the embargo ends" },
		{ "notch", NOTCH, "the embargo was restarted" },
		{ "weekend", NULL, "weekend" },
		{ "beyond", LATER, "goes on outside the picture" },
	};

	sp_drawing_legend(m, keys, G_N_ELEMENTS(keys));
}

static gboolean
has_long_number(const struct timeline *t)
{
	for (guint i = 0; i < t->shown; i++) {
		const struct sp_picture_case *c = t->rows->pdata[i];

		if (strlen(c->number) > NUMBER_SHORT)
			return TRUE;
	}
	return FALSE;
}

void
sp_picture_timeline(struct sp_markup *m, const struct sp_pictures *p)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	struct timeline t = { .m = m, .p = p, .rows = rows };

	for (guint i = 0; i < p->cases->len; i++)
		g_ptr_array_add(rows, p->cases->pdata[i]);
	g_ptr_array_sort(rows, by_end);
	t.shown = MIN(rows->len, SP_PICTURE_ROWS_MAX);
	t.scale = scale_of(rows, t.shown, p->now);
	t.row = has_long_number(&t) ? TALL_ROW : ROW;
	t.bottom = ROWS_Y + (int)t.shown * t.row;
	sp_markup_open(m, "section", NULL);
	sp_markup_element(m, "h2", "Embargoes", NULL);
	if (rows->len == 0) {
		sp_markup_element(m, "p", "There is no open case.", NULL);
	} else {
		put_legend(m);
		put_picture(&t);
		if (t.shown < rows->len)
			sp_markup_element(m, "p", "The picture shows the first "
					  "500; the table has all.", NULL);
		put_table(&t);
	}
	sp_markup_close(m);
}
