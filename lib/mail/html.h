/* SPDX-License-Identifier: GPL-2.0-or-later */
/* html.h - the words in a piece of HTML; it is never rendered */
#ifndef SP_MAIL_HTML_H
#define SP_MAIL_HTML_H

#include <glib.h>

/* Append the text of html to out: no tags, no scripts, no styles, the common
 * entities decoded. Nothing is fetched or looked up. */
void sp_html_text(const char *html, gsize len, GString *out);

#endif
