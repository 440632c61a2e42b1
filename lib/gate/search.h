/* SPDX-License-Identifier: GPL-2.0-or-later */
/* search.h - finding mail and cases by the words in them
 *
 * The index holds keyed digests of the words of distributed mail and of the
 * titles of cases, so that neither gpg nor a key is needed to look there, and
 * nobody can without the list's secret. Which words there are: lib/mail/lexicon.h. */
#ifndef SP_GATE_SEARCH_H
#define SP_GATE_SEARCH_H

#include "lib/gate/gate.h"
#include "lib/mail/facts.h"
#include "lib/notice/documents.h"
#include "lib/store/index.h"

#define SP_SEARCH_WORDS 32	/* in one query */

/* Both do nothing without [archive] index.
 *
 * [tx] Index a mail that is being distributed: subject and author from its
 * card, the rest from the facts of its content (NULL: it could not be
 * parsed). */
enum sp_status sp_search_add_mail(struct sp_gate *gate, int64_t mail,
				  const struct sp_card *card,
				  const struct sp_facts *facts,
				  struct sp_err *err) SP_CHECKED;
/* [tx] Index the title of a case, in place of the one it had. */
enum sp_status sp_search_set_title(struct sp_gate *gate, int64_t case_id,
				   const char *title, struct sp_err *err)
				   SP_CHECKED;

/* The digest of one word of a lexicon. */
void sp_search_digest(const struct sp_gate *gate, const char *word,
		      struct sp_word *digest);

/* Without [archive] index, delete what was indexed before. */
enum sp_status sp_search_tidy(struct sp_gate *gate, struct sp_err *err)
			      SP_CHECKED;

/* Ids (int64_t) of what holds all words of the query (any: at least one),
 * newest first; g_array_unref(). query: texts as people type them, ended by
 * NULL. A case holds the words of its title and of all its mails. SP_EDATA:
 * nothing in the query can be looked for, or there is too much of it.
 * SP_EDENIED: there is no index. */
enum sp_status sp_search_mails(struct sp_gate *gate, char *const *query,
			       gboolean any, GArray **mails,
			       struct sp_err *err) SP_CHECKED;
enum sp_status sp_search_cases(struct sp_gate *gate, char *const *query,
			       gboolean any, GArray **cases,
			       struct sp_err *err) SP_CHECKED;

#endif
