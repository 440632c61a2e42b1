/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lexicon.h - the words of a text, as they are looked for
 *
 * Words are compared without regard to case (Unicode case folding) and to
 * compatibility forms (NFKC). A name made of several words counts as a whole and
 * in its parts: hw/net/foo_rx.c also as net/foo_rx.c, foo_rx.c, foo and so on.
 * Of a hexadecimal number of seven digits or more, such as that of a commit, the
 * first seven digits stand for all of it. Common words, single characters,
 * addresses in memory and armor are left out. */
#ifndef SP_MAIL_LEXICON_H
#define SP_MAIL_LEXICON_H

#include <glib.h>

#define SP_LEXICON_WORDS 2000	/* different words of one mail; no more count */
#define SP_LEXICON_BYTES 100	/* of one word; a longer one does not count */

struct sp_lexicon;

struct sp_lexicon *sp_lexicon_new(void);
/* Add the words of a piece of text. Hostile text is fine: the time taken grows
 * with its length alone. Bytes that are no UTF-8 separate words. */
void sp_lexicon_add(struct sp_lexicon *l, const char *text, gsize len);
/* The words, each once, in the order in which they were met; g_strfreev(). The
 * lexicon ends. */
char **sp_lexicon_end(struct sp_lexicon *l);

/* Could it have come from there? For words from another process. */
gboolean sp_lexicon_plausible(const char *word);

/* The words that a text which holds all of query must have: names as a whole
 * only; g_strfreev(). Empty: nothing in it can be looked for. */
char **sp_lexicon_query(const char *query);

/* Does a word of a lexicon tell reports about different things apart: a function
 * or a file of somebody's own, a commit, a CVE number? *sure: the latter two,
 * of which one is enough. */
gboolean sp_lexicon_tells(const char *word, gboolean *sure);

#endif
