/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index.h - in which mail, and in which case's title, a word stands
 *
 * Words come as the beginnings of keyed digests: the store knows none of them.
 * Only mail that was distributed has any, and it loses them when it is
 * blanked. */
#ifndef SP_STORE_INDEX_H
#define SP_STORE_INDEX_H

#include "lib/store/store.h"

struct sp_word {
	uint8_t bytes[8];
};

/* [tx] Words that the mail has already are passed over. */
enum sp_status sp_store_words_add(struct sp_store *st, int64_t mail,
				  const struct sp_word *words, size_t n,
				  struct sp_err *err) SP_CHECKED;
/* [tx] In place of what was known of the title. */
enum sp_status sp_store_title_words_set(struct sp_store *st, int64_t case_id,
					const struct sp_word *words, size_t n,
					struct sp_err *err) SP_CHECKED;

/* Ids of the mails that hold the word, and of the cases whose title does;
 * int64_t, in rising order; g_array_unref(). */
enum sp_status sp_store_word_mails(struct sp_store *st,
				   const struct sp_word *word, GArray **mails,
				   struct sp_err *err) SP_CHECKED;
enum sp_status sp_store_word_titles(struct sp_store *st,
				    const struct sp_word *word, GArray **cases,
				    struct sp_err *err) SP_CHECKED;

/* The cases of the newest mails that hold the word, newest first, and a case
 * once for each such mail: of SP_WORD_NEWEST mails at most. */
#define SP_WORD_NEWEST 50

enum sp_status sp_store_word_cases(struct sp_store *st,
				   const struct sp_word *word, GArray **cases,
				   struct sp_err *err) SP_CHECKED;

/* Is there any word? SP_NONE: no. */
enum sp_status sp_store_words_any(struct sp_store *st, struct sp_err *err)
				  SP_CHECKED;
/* [tx] All of them go. */
enum sp_status sp_store_words_drop(struct sp_store *st, struct sp_err *err)
				   SP_CHECKED;

/* Every accepted mail of a case, and which case that is; struct sp_mail_case, in
 * no order; g_array_unref(). */
struct sp_mail_case {
	int64_t mail;
	int64_t case_id;
};

enum sp_status sp_store_mail_cases(struct sp_store *st, GArray **pairs,
				   struct sp_err *err) SP_CHECKED;

#endif
