/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lines.h - fold text to the width of a mail; inside lib/notice only */
#ifndef SP_NOTICE_LINES_H
#define SP_NOTICE_LINES_H

#include <glib.h>

#define SP_LINES_COLUMNS 76

/* Columns that UTF-8 text takes in a fixed-width font. */
unsigned sp_lines_width(const char *text);

/* Append text, folded at spaces, as lines of at most so many columns that end
 * in LF. The first line starts with first, each later one with rest. A word
 * that fits on no line stands on one of its own; when hard, it is cut to fit.
 * text is valid UTF-8 without line feeds. */
void sp_lines_fold_at(GString *out, unsigned columns, const char *first,
		      const char *rest, const char *text, gboolean hard);
/* The same at SP_LINES_COLUMNS. */
void sp_lines_fold(GString *out, const char *first, const char *rest,
		   const char *text, gboolean hard);

#endif
