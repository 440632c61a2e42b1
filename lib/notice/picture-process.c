/* SPDX-License-Identifier: GPL-2.0-or-later */
/* picture-process.c - the states of a case and the steps between them
 *
 * States stand below each other in their order. A step to the next one is an
 * arrow between the two; a step that passes over states is a lane beside them,
 * with a letter, which steps of the same way share. What leads back is said in
 * words. */
#include "lib/notice/picture-process.h"

#include <string.h>

#include "lib/notice/drawing.h"

#define LANES_MAX 4

struct lane {
	unsigned from, to;
	GString *does;		/* of all steps that go that way */
};

struct process {
	const struct sp_picture_process *p;
	unsigned n;		/* states */
	struct lane lanes[LANES_MAX];
	unsigned n_lanes;
};

/* --- ways ----------------------------------------------------------------- */

static gboolean
is_one(unsigned bits)
{
	return bits != 0 && (bits & (bits - 1)) == 0;
}

static const struct sp_picture_step *
step_at(const struct process *w, guint i)
{
	return &g_array_index(w->p->steps, struct sp_picture_step, i);
}

/* The step from the state to the next one; NULL: there is none. */
static const struct sp_picture_step *
onward(const struct process *w, unsigned state)
{
	for (guint i = 0; i < w->p->steps->len; i++) {
		const struct sp_picture_step *s = step_at(w, i);

		if (s->to == 1u << (state + 1) && (s->from >> state & 1))
			return s;
	}
	return NULL;
}

/* From where a step passes over states. */
static unsigned
from_afar(const struct sp_picture_step *s)
{
	return is_one(s->to) ? s->from & ~(s->to >> 1) : 0;
}

static void
add_lane(struct process *w, const struct sp_picture_step *s)
{
	const unsigned from = from_afar(s);
	struct lane *lane = w->lanes;
	struct lane *const end = w->lanes + w->n_lanes;

	while (lane < end && (lane->from != from || lane->to != s->to))
		lane++;
	if (lane == end) {
		if (w->n_lanes == LANES_MAX)
			return;
		w->n_lanes++;
		lane->from = from;
		lane->to = s->to;
		lane->does = g_string_new(NULL);
	}
	g_string_append_printf(lane->does, "%s%s", lane->does->len > 0 ?
			       ", or " : "", s->does);
}

static void
process_init(struct process *w, const struct sp_picture_process *p)
{
	*w = (struct process){ .p = p,
			       .n = g_strv_length((char **)p->states) };
	for (guint i = 0; i < p->steps->len; i++)
		if (from_afar(step_at(w, i)) != 0)
			add_lane(w, step_at(w, i));
}

static void
process_clear(struct process *w)
{
	for (unsigned i = 0; i < w->n_lanes; i++)
		g_string_free(w->lanes[i].does, TRUE);
}

/* "triaged or fixing" */
static char *
names_of(const struct process *w, unsigned bits)
{
	GString *s = g_string_new(NULL);

	for (unsigned i = 0; i < w->n; i++)
		if (bits >> i & 1)
			g_string_append_printf(s, "%s%s", s->len == 0 ? "" :
					       bits >> (i + 1) ? ", " : " or ",
					       w->p->states[i]);
	return g_string_free(s, FALSE);
}

static char *
target_of(const struct process *w, const struct sp_picture_step *s)
{
	return is_one(s->to) ? names_of(w, s->to)
			     : g_strdup("where it came from");
}

/* --- as text -------------------------------------------------------------- */

#define LANE 3			/* columns of one */
#define NEEDS_COLUMNS 46

/* Does the lane pass beside the state, or the arrow below it? */
static gboolean
passes(const struct lane *lane, unsigned state, gboolean below)
{
	const unsigned low = below ? (2u << state) - 1 : (1u << state) - 1;

	return (lane->from & low) && (lane->to & ~low) &&
	       (below || lane->to != 1u << state);
}

/* The first lane is the innermost. */
static void
put_lanes(const struct process *w, GString *out, unsigned state)
{
	char line = ' ';	/* what leads on to the state */
	char end = ' ';

	for (unsigned i = w->n_lanes; i-- > 0; ) {
		const struct lane *l = &w->lanes[i];
		char mark = passes(l, state, FALSE) ? '|' : line;

		if ((l->from | l->to) >> state & 1) {
			mark = (char)('a' + i);
			line = '-';
			end = l->to >> state & 1 ? '>' : MAX(end, '-');
		}
		g_string_append_printf(out, "%c%c%c", mark, line, line);
	}
	g_string_append_printf(out, "%c%c %s\n", line, end,
			       w->p->states[state]);
}

static void
put_below(const struct process *w, GString *out, unsigned state,
	  const char *text)
{
	for (unsigned i = w->n_lanes; i-- > 0; )
		g_string_append_printf(out, "%c  ",
				       passes(&w->lanes[i], state, TRUE)
				       ? '|' : ' ');
	g_string_append_printf(out, "    %s\n", text);
}

/* What the step needs, folded. */
static void
put_arrow(const struct process *w, GString *out, unsigned state)
{
	const struct sp_picture_step *s = onward(w, state);
	g_auto(GStrv) words = g_strsplit(s->needs, ", ", -1);
	g_autoptr(GString) line = g_string_new("|  ");

	for (char **word = words; *word; word++) {
		if (line->len + strlen(*word) > NEEDS_COLUMNS) {
			put_below(w, out, state, g_strchomp(line->str));
			g_string_assign(line, "|  ");
		}
		g_string_append_printf(line, "%s%s", *word,
				       word[1] ? ", " : "");
	}
	put_below(w, out, state, g_strchomp(line->str));
	put_below(w, out, state, "v");
}

char *
sp_picture_process_text(const struct sp_picture_process *p)
{
	GString *out = g_string_new(NULL);
	struct process w;

	process_init(&w, p);
	for (unsigned i = 0; i < w.n; i++) {
		put_lanes(&w, out, i);
		if (onward(&w, i))
			put_arrow(&w, out, i);
	}
	g_string_append_c(out, '\n');
	for (unsigned i = 0; i < w.n_lanes; i++)
		g_string_append_printf(out, "%c: %s\n", 'a' + i,
				       w.lanes[i].does->str);
	process_clear(&w);
	return g_string_free(out, FALSE);
}

/* --- as a picture --------------------------------------------------------- */

/* Pixels: boxes on the left, lanes on the right of them. */
enum { BOX_W = 190, BOX_H = 32, GAP = 40, ARROW_X = 20, LANE_X = 222,
       LANE_W = 30, TOP = 20, FOOT = 4 };

static int
box_y(unsigned state)
{
	return TOP + (int)state * (BOX_H + GAP);
}

static void
put_path(struct sp_markup *m, const char *class, const char *fmt, ...)
	 SP_PRINTF(3, 4);

static void
put_path(struct sp_markup *m, const char *class, const char *fmt, ...)
{
	g_autofree char *d = NULL;
	va_list ap;

	va_start(ap, fmt);
	d = g_strdup_vprintf(fmt, ap);
	va_end(ap);
	sp_markup_empty(m, "path", "class", class, "d", d, NULL);
}

static void
put_box(const struct process *w, struct sp_markup *m, unsigned state)
{
	const int y = box_y(state);
	g_autofree char *count = w->p->counts
		? g_strdup_printf("%u", w->p->counts[state]) : g_strdup("");

	put_path(m, "box", "M0 %dh%dv%dh%dz", y, BOX_W, BOX_H, -BOX_W);
	sp_drawing_words(m, "number", "start", 0, 10, y + 21,
			 w->p->states[state]);
	sp_drawing_words(m, w->p->counts && w->p->counts[state] ? "count" :
			 "dim", "end", 0, BOX_W - 10, y + 21, count);
}

static void
put_onward(const struct process *w, struct sp_markup *m, unsigned state)
{
	const struct sp_picture_step *s = onward(w, state);
	const int y = box_y(state) + BOX_H;

	put_path(m, "way", "M%d %dv%d", ARROW_X, y, GAP - 6);
	put_path(m, "flag", "M%d %dl-5 -9h10z", ARROW_X, y + GAP);
	sp_drawing_words(m, "dim", "start", 0, ARROW_X + 12, y + GAP / 2 + 3,
			 s->does);
}

static void
put_lane(const struct process *w, struct sp_markup *m, unsigned i)
{
	const struct lane *l = &w->lanes[i];
	const int x = LANE_X + (int)i * LANE_W;
	const char name[] = { (char)('a' + i), '\0' };
	int first = -1, last = 0;

	for (unsigned state = 0; state < w->n; state++) {
		const int y = box_y(state) + 9 + (int)i * 7;

		if (!((l->from | l->to) >> state & 1))
			continue;
		first = first < 0 ? y : first;
		last = y;
		put_path(m, "way", "M%d %dH%d", x, y,
			 l->to >> state & 1 ? BOX_W + 6 : BOX_W);
		if (l->to >> state & 1)
			put_path(m, "flag", "M%d %dl9 -5v10z", BOX_W, y);
		else
			put_path(m, "flag", "M%d %dh6v6h-6z", x - 3, y - 3);
	}
	put_path(m, "way", "M%d %dV%d", x, first, last);
	sp_drawing_words(m, "strong", "middle", 0, x, first - 6, name);
}

static void
put_picture(const struct process *w, struct sp_markup *m)
{
	g_autoptr(GString) text = g_string_new("The states of a case, below "
		"each other, with arrows for the steps between them.");

	for (unsigned i = 0; w->p->counts && i < w->n; i++)
		g_string_append_printf(text, " %s: %u.", w->p->states[i],
				       w->p->counts[i]);
	sp_drawing_begin(m, "process", box_y(w->n - 1) + BOX_H + FOOT,
			 "The process, and where the cases are", text->str);
	for (unsigned i = 0; i < w->n; i++) {
		put_box(w, m, i);
		if (onward(w, i))
			put_onward(w, m, i);
	}
	for (unsigned i = 0; i < w->n_lanes; i++)
		put_lane(w, m, i);
	sp_markup_close(m);
}

static void
put_counts(const struct process *w, struct sp_markup *m)
{
	static const char *const heads[] = { "State", "Cases", NULL };

	sp_table_begin(m, "The same as a table", heads);
	for (unsigned i = 0; i < w->n; i++) {
		g_autofree char *count = g_strdup_printf("%u",
							 w->p->counts[i]);
		const char *cells[] = { w->p->states[i], count };

		sp_table_row(m, heads, cells);
	}
	sp_table_end(m);
}

static void
put_steps(const struct process *w, struct sp_markup *m)
{
	static const char *const heads[] = { "Step", "From", "To", "Needs",
					     NULL };

	sp_table_begin(m, "The steps, and what each needs", heads);
	for (guint i = 0; i < w->p->steps->len; i++) {
		const struct sp_picture_step *s = step_at(w, i);
		g_autofree char *from = names_of(w, s->from);
		g_autofree char *to = target_of(w, s);
		const char *cells[] = { s->does, from, to, s->needs };

		sp_table_row(m, heads, cells);
	}
	sp_table_end(m);
}

void
sp_picture_process(struct sp_markup *m, const struct sp_picture_process *p)
{
	struct process w;

	process_init(&w, p);
	sp_markup_open(m, "section", NULL);
	sp_markup_element(m, "h2", "The process", NULL);
	sp_markup_open(m, "ul", "class", "legend", NULL);
	for (unsigned i = 0; i < w.n_lanes; i++) {
		g_autofree char *text = g_strdup_printf("%c: %s", 'a' + i,
							w.lanes[i].does->str);

		sp_markup_element(m, "li", text, NULL);
	}
	sp_markup_close(m);
	put_picture(&w, m);
	if (p->counts)
		put_counts(&w, m);
	put_steps(&w, m);
	sp_markup_close(m);
	process_clear(&w);
}
