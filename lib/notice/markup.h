/* SPDX-License-Identifier: GPL-2.0-or-later */
/* markup.h - documents of elements: pages with pictures in them, and XML
 *
 * Pure. Elements and attributes are named by us; every text and every value is
 * escaped, so that nothing from outside can be taken for markup. On a page,
 * which is HTML and XML at once, a text is made visible before, as on a
 * terminal, and cut: nothing can turn the direction of a line or hide in it. */
#ifndef SP_NOTICE_MARKUP_H
#define SP_NOTICE_MARKUP_H

#include <glib.h>

#include "lib/base/status.h"

/* What a text of a page may have of bytes before it is cut: a subject has no
 * limit. */
#define SP_MARKUP_TEXT_MAX 300

struct sp_markup;

struct sp_markup *sp_markup_page(void);
/* An XML document; who calls it knows that its texts have no characters that
 * XML cannot hold. */
struct sp_markup *sp_markup_xml(void);
/* What was written, with what was left open closed; g_free(). m is gone. */
char *sp_markup_end(struct sp_markup *m);

/* An element, with attributes as names and values, ended by NULL. An attribute
 * whose value is "" is left out. */
void sp_markup_open(struct sp_markup *m, const char *name, ...)
		    G_GNUC_NULL_TERMINATED;
/* The same without content. */
void sp_markup_empty(struct sp_markup *m, const char *name, ...)
		     G_GNUC_NULL_TERMINATED;
/* The last one opened. */
void sp_markup_close(struct sp_markup *m);
/* The same with a text in it and closed. */
void sp_markup_element(struct sp_markup *m, const char *name, const char *text,
		       ...) G_GNUC_NULL_TERMINATED;
void sp_markup_text(struct sp_markup *m, const char *text);
/* A style sheet of ours, without any of < > & ". */
void sp_markup_style(struct sp_markup *m, const char *css);

#endif
