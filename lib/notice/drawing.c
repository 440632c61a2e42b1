/* SPDX-License-Identifier: GPL-2.0-or-later */
/* drawing.c - the parts of a picture, and the table beside it */
#include "lib/notice/drawing.h"

#define NARROW 3		/* columns that fit on a telephone */

/* --- places --------------------------------------------------------------- */

int
sp_scale_at(const struct sp_scale *scale, int64_t t)
{
	const int64_t inside = CLAMP(t, scale->from, scale->to);

	return (int)((inside - scale->from) * SP_DRAWING_WHOLE /
		     (scale->to - scale->from));
}

int64_t
sp_drawing_midnight(int64_t t)
{
	const int64_t rest = t % SP_DRAWING_DAY;

	return t - (rest < 0 ? rest + SP_DRAWING_DAY : rest);
}

/* Without a locale's decimal comma. */
struct share {
	char text[24];
};

static struct share
share_of(int x)
{
	struct share s;

	g_snprintf(s.text, sizeof(s.text), "%d.%03d%%", x / 1000, x % 1000);
	return s;
}

static struct share
pixels(int n)
{
	struct share s;

	g_snprintf(s.text, sizeof(s.text), "%d", n);
	return s;
}

/* --- parts ---------------------------------------------------------------- */

void
sp_drawing_begin(struct sp_markup *m, const char *id, int height,
		 const char *title, const char *description)
{
	g_autofree char *t = g_strconcat(id, "-title", NULL);
	g_autofree char *d = g_strconcat(id, "-text", NULL);
	g_autofree char *both = g_strconcat(t, " ", d, NULL);

	sp_markup_open(m, "svg", "xmlns", "http://www.w3.org/2000/svg", "class",
		       "picture", "id", id, "width", "100%", "height",
		       pixels(height).text, "role", "img", "aria-labelledby",
		       both, NULL);
	sp_markup_element(m, "title", title, "id", t, NULL);
	sp_markup_element(m, "desc", description, "id", d, NULL);
}

void
sp_drawing_bar(struct sp_markup *m, const char *class, int from, int to, int y,
	       int height)
{
	sp_markup_empty(m, "rect", "class", class, "x", share_of(from).text,
			"y", pixels(y).text, "width",
			share_of(MAX(0, to - from)).text, "height",
			pixels(height).text, NULL);
}

void
sp_drawing_upright(struct sp_markup *m, const char *class, int x, int from,
		   int to)
{
	sp_markup_empty(m, "line", "class", class, "x1", share_of(x).text, "y1",
			pixels(from).text, "x2", share_of(x).text, "y2",
			pixels(to).text, NULL);
}

void
sp_drawing_level(struct sp_markup *m, const char *class, int y)
{
	sp_markup_empty(m, "line", "class", class, "x1", "0", "y1",
			pixels(y).text, "x2", "100%", "y2", pixels(y).text,
			NULL);
}

void
sp_drawing_words(struct sp_markup *m, const char *class, const char *anchor,
		 int x, int dx, int y, const char *text)
{
	sp_markup_element(m, "text", text, "class", class, "text-anchor",
			  anchor, "x", share_of(x).text, "dx",
			  dx ? pixels(dx).text : "", "y", pixels(y).text, NULL);
}

void
sp_drawing_named(struct sp_markup *m, unsigned i, const char *name, int n,
		 int most)
{
	const int y = (int)i * SP_DRAWING_NAMED;

	sp_drawing_level(m, "rule", y);
	sp_drawing_words(m, "", "start", 0, 0, y + 15, name);
	sp_drawing_words(m, "count", "end", SP_DRAWING_WHOLE, 0, y + 15,
			 n < 0 ? "-" : pixels(n).text);
	if (n > 0)
		sp_drawing_bar(m, "bar works", 0,
			       (int)((int64_t)n * SP_DRAWING_WHOLE / most),
			       y + 21, 14);
}

void
sp_drawing_shape(struct sp_markup *m, const char *class, int x, int y,
		 const char *path)
{
	sp_markup_open(m, "svg", "x", share_of(x).text, "y", pixels(y).text,
		       "class", "at", NULL);
	sp_markup_empty(m, "path", "class", class, "d", path, NULL);
	sp_markup_close(m);
}

/* --- patterns ------------------------------------------------------------- */

static const struct {
	const char *id;
	const char *size;
	const char *path;
} patterns[] = {
	{ "dots", "6", "M1 1h2v2h-2z M4 4h2v2h-2z" },
	{ "rising", "7", "M-2 9L9 -2 M-2 2L2 -2 M5 9L9 5" },
	{ "falling", "7", "M-2 -2L9 9 M5 -2L9 2 M-2 5L2 9" },
	{ "level", "5", "M0 1h5" },
	{ "crossed", "7", "M-2 9L9 -2 M-2 -2L9 9" },
};

void
sp_drawing_patterns(struct sp_markup *m)
{
	sp_markup_open(m, "svg", "xmlns", "http://www.w3.org/2000/svg", "class",
		       "patterns", "width", "0", "height", "0", "aria-hidden",
		       "true", NULL);
	sp_markup_open(m, "defs", NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(patterns); i++) {
		sp_markup_open(m, "pattern", "id", patterns[i].id,
			       "patternUnits", "userSpaceOnUse", "width",
			       patterns[i].size, "height", patterns[i].size,
			       NULL);
		sp_markup_empty(m, "rect", "class", "ground", "width",
				patterns[i].size, "height", patterns[i].size,
				NULL);
		sp_markup_empty(m, "path", "class", patterns[i].id, "d",
				patterns[i].path, NULL);
		sp_markup_close(m);
	}
	sp_markup_close(m);
	sp_markup_close(m);
}

void
sp_drawing_legend(struct sp_markup *m, const struct sp_key *keys, size_t n)
{
	sp_markup_open(m, "ul", "class", "legend", NULL);
	for (size_t i = 0; i < n; i++) {
		sp_markup_open(m, "li", NULL);
		sp_markup_open(m, "svg", "xmlns", "http://www.w3.org/2000/svg",
			       "width", "30", "height", "26", "aria-hidden",
			       "true", NULL);
		if (keys[i].shape)
			sp_drawing_shape(m, keys[i].class, SP_DRAWING_WHOLE / 2,
					 6, keys[i].shape);
		else
			sp_drawing_bar(m, keys[i].class, 3000, 97000, 6, 14);
		sp_markup_close(m);
		sp_markup_text(m, keys[i].means);
		sp_markup_close(m);
	}
	sp_markup_close(m);
}

/* --- times ---------------------------------------------------------------- */

/* Before the day of the month, which has no blank in front, and behind it. */
static char *
format(int64_t at, const char *before, const char *behind)
{
	g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(at);
	g_autofree char *first = t ? g_date_time_format(t, before) : NULL;
	g_autofree char *second = t ? g_date_time_format(t, behind) : NULL;

	return t ? g_strdup_printf("%s%d%s", first,
				   g_date_time_get_day_of_month(t), second)
		 : g_strdup("-");
}

char *
sp_drawing_time(int64_t at)
{
	return at ? format(at, "%a ", " %b %Y %H:%M") : g_strdup("-");
}

char *
sp_drawing_day(int64_t at)
{
	return format(at, "", " %b");
}

char *
sp_drawing_moment(int64_t at)
{
	return format(at, "", " %b %H:%M");
}

/* --- tables --------------------------------------------------------------- */

/* The roles are said because a telephone shows rows as blocks, and a browser
 * then forgets that they are rows. */
void
sp_table_begin(struct sp_markup *m, const char *caption,
	       const char *const *heads)
{
	sp_markup_open(m, "table", "role", "table", "class",
		       g_strv_length((char **)heads) <= NARROW ? "narrow" :
		       "wide",
		       NULL);
	sp_markup_element(m, "caption", caption, NULL);
	sp_markup_open(m, "thead", "role", "rowgroup", NULL);
	sp_markup_open(m, "tr", "role", "row", NULL);
	for (; *heads; heads++)
		sp_markup_element(m, "th", *heads, "role", "columnheader",
				  "scope", "col", NULL);
	sp_markup_close(m);
	sp_markup_close(m);
	sp_markup_open(m, "tbody", "role", "rowgroup", NULL);
}

void
sp_table_row(struct sp_markup *m, const char *const *heads,
	     const char *const *cells)
{
	sp_markup_open(m, "tr", "role", "row", NULL);
	for (size_t i = 0; heads[i]; i++)
		sp_markup_element(m, i == 0 ? "th" : "td", cells[i], "role",
				  i == 0 ? "rowheader" : "cell", "scope",
				  i == 0 ? "row" : "", "data-head",
				  i == 0 ? "" : heads[i], NULL);
	sp_markup_close(m);
}

void
sp_table_end(struct sp_markup *m)
{
	sp_markup_close(m);
	sp_markup_close(m);
}
