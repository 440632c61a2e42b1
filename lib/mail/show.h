/* SPDX-License-Identifier: GPL-2.0-or-later */
/* show.h - the one place through which untrusted text reaches a terminal or a
 * notice: escapes, controls, bidi overrides, zero-width and tag characters are
 * made visible. */
#ifndef SP_MAIL_SHOW_H
#define SP_MAIL_SHOW_H

#include <glib.h>

/* One line: line feeds too become visible; cut to max bytes with "..." when
 * max is not 0. Invalid UTF-8 becomes U+FFFD. g_free(). */
char *sp_show_line(const char *text, size_t max);
/* Several lines: LF and TAB stay; at most lines lines when not 0. g_free(). */
char *sp_show_text(const char *text, unsigned lines);
/* One line, padded or cut to width columns of a terminal; g_free(). */
char *sp_show_column(const char *text, unsigned width);

#endif
