/* SPDX-License-Identifier: GPL-2.0-or-later */
/* drawing.h - the parts of a picture; inside lib/notice only
 *
 * A picture is as wide as the page: what lies on a scale stands at a share of
 * the width, and letters keep their size on a telephone. So there is one
 * picture for all, and no script. Heights are pixels. */
#ifndef SP_NOTICE_DRAWING_H
#define SP_NOTICE_DRAWING_H

#include "lib/notice/markup.h"

#include <stdint.h>

#define SP_DRAWING_DAY INT64_C(86400)

/* A share of the width, in thousandths of a percent. */
#define SP_DRAWING_WHOLE 100000

/* What the width stands for. */
struct sp_scale {
	int64_t from, to;	/* to > from */
};

/* Where t lies; what is outside lies at the border. */
int sp_scale_at(const struct sp_scale *scale, int64_t t);
/* Midnight, UTC, at or before t. */
int64_t sp_drawing_midnight(int64_t t);

/* A picture with what it is called and what it shows, for who cannot see it.
 * id tells it from the others of a page. Closed by sp_markup_close(). */
void sp_drawing_begin(struct sp_markup *m, const char *id, int height,
		      const char *title, const char *description);
void sp_drawing_bar(struct sp_markup *m, const char *class, int from, int to,
		    int y, int height);
/* Upright, from y to y. */
void sp_drawing_upright(struct sp_markup *m, const char *class, int x, int from,
			int to);
/* From border to border. */
void sp_drawing_level(struct sp_markup *m, const char *class, int y);
/* anchor: "start", "middle" or "end"; dx: pixels to the right of x. */
void sp_drawing_words(struct sp_markup *m, const char *class,
		      const char *anchor, int x, int dx, int y,
		      const char *text);
/* The i-th of rows of that height, with a name, a number (-1: not said) and a
 * bar as long as that is of the most of all. */
#define SP_DRAWING_NAMED 42
void sp_drawing_named(struct sp_markup *m, unsigned i, const char *name, int n,
		      int most);
/* A shape, drawn with pixels around the point. */
void sp_drawing_shape(struct sp_markup *m, const char *class, int x, int y,
		      const char *path);

/* The patterns that bars are filled with, once in each page. */
void sp_drawing_patterns(struct sp_markup *m);
/* What a class of bars means, as a list below the heading. */
struct sp_key {
	const char *class;	/* of a bar; NULL: none, but a shape */
	const char *shape;	/* its path, around the middle */
	const char *means;
};
void sp_drawing_legend(struct sp_markup *m, const struct sp_key *keys,
		       size_t n);

/* "Mon 16 Nov 2026 09:12"; "-" when 0; g_free(). */
char *sp_drawing_time(int64_t at);
/* "16 Nov", "16 Nov 09:12"; g_free(). */
char *sp_drawing_day(int64_t at);
char *sp_drawing_moment(int64_t at);

/* A table with a caption; heads ended by NULL. Its rows follow, each opened by
 * sp_table_row(); closed by sp_table_end(). On a telephone each row of more than
 * three cells becomes a block, where what stands in it is named again. */
void sp_table_begin(struct sp_markup *m, const char *caption,
		    const char *const *heads);
void sp_table_row(struct sp_markup *m, const char *const *heads,
		  const char *const *cells);
void sp_table_end(struct sp_markup *m);

#endif
